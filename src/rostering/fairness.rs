//! What agents carried before, as prices of the next roster.

use std::collections::BTreeMap;

use crewcast_solver::fairness::{Burden, BurdenPrices, BurdenRules, Ledger, price_burdens};
use crewcast_solver::problem::{Price, Problem};
use serde::{Deserialize, Serialize};

use super::names::Names;
use crate::failure::{Failure, Faults};
use crate::schedules::{GenerationMessage, MessageArgument, MessageSeverity};

/// Months looked back when nothing is asked for.
const DEFAULT_MONTHS: u32 = 12;

const MOST_MONTHS: u32 = 60;

/// A burden that is worth more than a week of an agent outbids all demand.
const DEAREST_HEAD_MINUTES: u32 = 2_400;

/// Minutes of one agent too many that cost 1: an hour, the unit of a roster's objective.
const HEAD_MINUTES_PER_UNIT: f64 = 60.0;

/// How the fairness ledger weighs in a roster: what one burden more than the agent who carried least costs, in minutes of
/// one agent too many, by kind; kinds left out have no price.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RosterFairness {
    /// Months before the weeks that count, 1 to 60; 12 when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub months: Option<u32>,
    /// Of a shift on a Saturday or Sunday.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekend_day_head_minutes: Option<u32>,
    /// Of a night shift.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub night_head_minutes: Option<u32>,
    /// Of a start before 6:00, or at 14:00 or later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unpopular_start_head_minutes: Option<u32>,
    /// Of a shift on a public holiday.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_holiday_head_minutes: Option<u32>,
}

impl RosterFairness {
    pub(super) fn months(&self) -> u32 {
        self.months.unwrap_or(DEFAULT_MONTHS)
    }

    fn by_kind(&self) -> [(Burden, &'static str, Option<u32>); 4] {
        [
            (
                Burden::WeekendDay,
                "weekendDayHeadMinutes",
                self.weekend_day_head_minutes,
            ),
            (Burden::Night, "nightHeadMinutes", self.night_head_minutes),
            (
                Burden::UnpopularStart,
                "unpopularStartHeadMinutes",
                self.unpopular_start_head_minutes,
            ),
            (
                Burden::PublicHoliday,
                "publicHolidayHeadMinutes",
                self.public_holiday_head_minutes,
            ),
        ]
    }

    /// Notes everything that cannot be.
    pub(super) fn check(&self, faults: &mut Faults) {
        faults.require(
            (1..=MOST_MONTHS).contains(&self.months()),
            "/fairness/months",
            "out-of-range",
            format!("use 1 to {MOST_MONTHS}"),
        );
        for (_, field, minutes) in self.by_kind() {
            faults.require(
                minutes.is_none_or(|minutes| minutes <= DEAREST_HEAD_MINUTES),
                format!("/fairness/{field}"),
                "out-of-range",
                format!("use at most {DEAREST_HEAD_MINUTES}, the paid minutes of a week"),
            );
        }
    }

    fn prices(&self) -> BurdenPrices {
        let price = |(burden, _, minutes): (Burden, &str, Option<u32>)| {
            let price = Price::new(f64::from(minutes?) / HEAD_MINUTES_PER_UNIT);
            // A whole number of minutes is always a price.
            Some((burden, price.ok()?))
        };
        let prices = self.by_kind().into_iter().filter_map(price);
        BurdenPrices(prices.collect::<BTreeMap<_, _>>())
    }
}

/// What agents carried before, and what it weighs.
#[derive(Clone, Debug)]
pub struct CarriedBefore {
    pub(super) ledger: Ledger,
    /// Days of the weeks that are public holidays, by position.
    pub(super) public_holidays: Vec<usize>,
    pub(super) weights: RosterFairness,
}

/// Adds to the problem the wishes that the ledger makes, and says which shifts have no price.
///
/// # Errors
/// [`Failure::Internal`] for a price beyond all numbers, which no ledger of real shifts makes.
pub(super) fn price_by_ledger(
    carried: &CarriedBefore,
    names: &Names,
    problem: &mut Problem,
) -> Result<Vec<GenerationMessage>, Failure> {
    for &day in &carried.public_holidays {
        if let Some(day) = problem.days.get_mut(day) {
            day.is_public_holiday = true;
        }
    }
    let prices = carried.weights.prices();
    let rules = BurdenRules::default();
    let priced = price_burdens(&carried.ledger, &rules, &prices, problem)
        .map_err(|error| Failure::Internal(error.to_string()))?;
    *problem = priced.problem;
    let unpriced = priced.unpriced.into_iter();
    Ok(unpriced
        .map(|(plan, shift, burden)| GenerationMessage {
            kind: "BurdenUnpriced".to_owned(),
            severity: MessageSeverity::Information,
            text: format!(
                "Shift {shift} of work plan {} is {} in some of its starts only, so fairness puts no price on it; split it \
                 into shifts that always are and never are.",
                names.of_id(&plan),
                match burden {
                    Burden::WeekendDay => "on a weekend",
                    Burden::Night => "a night shift",
                    Burden::UnpopularStart => "an unpopular start",
                    Burden::PublicHoliday => "on a public holiday",
                }
            ),
            arguments: vec![MessageArgument {
                kind: "workPlan".to_owned(),
                value: plan,
            }],
        })
        .collect())
}
