//! What advice is asked for, and by which terms.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::plan::Draw;
use super::prices::Prices;
use super::proposals::{ActionKind, Terms};
use crate::cost_rates::{CostBook, UsedPrice};
use crate::failure::{Failure, Faults};
use crate::organisation::{ActivityCategory, ActivityCode};

/// An hour that costs less is a mistake of units, and nothing could be ranked by it.
const LEAST_HOURLY_COST: f64 = 0.01;

/// An hour of overtime ÷ another hour where neither the request nor a cost rate says it.
const USUAL_OVERTIME_FACTOR: f64 = 1.5;

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct AskAdvice {
    /// Only these kinds; every one when left out.
    pub kinds: Option<Vec<ActionKind>>,
    /// Nothing changes before so many minutes from now: 0 to 240; 10 when left out.
    #[schema(minimum = 0, maximum = 240)]
    pub minimum_lead_minutes: Option<u32>,
    /// Shifts that one action changes, or agents it asks, at most: 1 to 100; 12 when left out.
    #[schema(minimum = 1, maximum = 100)]
    pub maximum_changes: Option<u32>,
    /// Agents who accept an offer, in percent of those asked: 5 to 100; 50 when left out.
    pub acceptance_percent: Option<f64>,
    /// What an hour of an agent costs, in the tenant's currency; the business unit's cost rate of the day when left out, and where
    /// there is none costs are told in hours alone.
    pub hourly_cost: Option<f64>,
    /// An hour of overtime ÷ another hour: 1 to 5; the business unit's cost rate of the day when left out, else 1.5.
    pub overtime_factor: Option<f64>,
    /// What changing one agent's day, or asking them, counts for in the ranking, in minutes: 0 to 120; 5 when left out.
    pub disturbance_minutes: Option<f64>,
    /// The activity code of voluntary time off; the first that agents may ask for when left out.
    pub time_off_activity_code_id: Option<String>,
    /// Everything random follows from it; 0 when left out.
    pub seed: Option<u64>,
    /// How often the day is played for each action: 20 to 1,000; 60 when left out.
    #[schema(minimum = 20, maximum = 1000)]
    pub replications: Option<u32>,
}

impl AskAdvice {
    pub(super) fn check(&self, codes: &[ActivityCode]) -> Result<(), Failure> {
        let mut faults = Faults::default();
        let mut within = |value: Option<f64>, (least, most): (f64, f64), field: &str| {
            let detail = format!("use {least} to {most}");
            let holds = value.is_none_or(|value| (least..=most).contains(&value));
            faults.require(holds, format!("/{field}"), "out-of-range", detail);
        };
        within(
            self.minimum_lead_minutes.map(f64::from),
            (0.0, 240.0),
            "minimumLeadMinutes",
        );
        within(
            self.maximum_changes.map(f64::from),
            (1.0, 100.0),
            "maximumChanges",
        );
        within(self.acceptance_percent, (5.0, 100.0), "acceptancePercent");
        within(self.hourly_cost, (LEAST_HOURLY_COST, 1e9), "hourlyCost");
        within(self.overtime_factor, (1.0, 5.0), "overtimeFactor");
        within(self.disturbance_minutes, (0.0, 120.0), "disturbanceMinutes");
        within(
            self.replications.map(f64::from),
            (20.0, 1_000.0),
            "replications",
        );
        if let Some(id) = &self.time_off_activity_code_id {
            let mut codes = codes.iter();
            let fits = codes.any(|code| {
                code.id == *id && code.active && code.category == ActivityCategory::TimeOff
            });
            let detail =
                "name an active activity code of the business unit whose category is TimeOff";
            faults.require(fits, "/timeOffActivityCodeId", "wrong-category", detail);
        }
        let kinds = self.kinds.iter().flatten().enumerate();
        for (index, _) in kinds.filter(|(_, kind)| **kind == ActionKind::CombinedPlan) {
            let detail = "a combined plan is made of the other kinds; name those";
            faults.require(
                false,
                format!("/kinds/{index}"),
                "not-a-single-kind",
                detail,
            );
        }
        faults.into_result()
    }

    pub(super) fn terms(&self) -> Terms {
        let kinds = self
            .kinds
            .clone()
            .unwrap_or_else(|| ActionKind::SINGLE.to_vec());
        Terms {
            kinds: kinds.into_iter().collect(),
            lead_minutes: self.minimum_lead_minutes.unwrap_or(10),
            most_changes: self.maximum_changes.unwrap_or(12) as usize,
            acceptance: self.acceptance_percent.unwrap_or(50.0) / 100.0,
            time_off_code: self.time_off_activity_code_id.clone(),
        }
    }

    /// What the request names, or else the business unit's cost rates of a day.
    pub(super) fn prices(&self, rates: &CostBook, unit: &str, date: NaiveDate) -> Prices {
        let hour = rates
            .known_hour(unit, date)
            .filter(|cost| *cost >= LEAST_HOURLY_COST);
        let overtime = rates.known_overtime_multiplier(unit, date);
        Prices {
            hourly_cost: UsedPrice::known(self.hourly_cost, hour),
            overtime_factor: UsedPrice::or_usual(
                self.overtime_factor,
                overtime,
                USUAL_OVERTIME_FACTOR,
            ),
            disturbance_hours: self.disturbance_minutes.unwrap_or(5.0) / 60.0,
        }
    }

    pub(super) fn draw(&self) -> Draw {
        Draw {
            seed: self.seed.unwrap_or(0),
            replications: self.replications.unwrap_or(60),
        }
    }
}
