//! What is asked of a scenario, checked before any work is queued.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::branch::Branch;
use super::demand::{DemandChange, check_demand};
use crate::db::Conn;
use crate::failure::{Failure, Faults};
use crate::jobs::{self, Run};
use crate::rostering::{GenerateSchedule, RosterChange, check_supposed};
use crate::schedules::find_schedule;
use crate::tenancy::Scope;

const MOST_CHANGES: usize = 50;

const LARGEST_MONEY: f64 = 1e9;

/// A branch of the plan of some weeks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewPlanScenario {
    /// For people to read.
    pub name: String,
    /// The planner's words.
    #[serde(default)]
    pub description: String,
    /// First day, on the business unit's first day of the week.
    pub week_date: NaiveDate,
    /// 1 to 4; 1 when left out.
    #[serde(default = "one")]
    #[schema(minimum = 1, maximum = 4)]
    pub week_count: u32,
    /// The forecast that is branched; it must hold all the weeks.
    pub short_term_forecast_id: String,
    /// A schedule of these weeks whose shifts are kept as they are, to see how it bears the changes of demand. A roster is made
    /// anew when left out.
    #[serde(default)]
    pub schedule_id: Option<String>,
    /// What is changed of demand, in this order; at most 50.
    #[serde(default)]
    pub demand_changes: Vec<DemandChange>,
    /// What is changed of agents and work plans, all at once; at most 50.
    #[serde(default)]
    pub changes: Vec<RosterChange>,
    /// Prices; those that are left out are the business unit's dated cost rates.
    #[serde(default)]
    pub money: ScenarioMoney,
    /// Equal seeds and inputs give equal scenarios unless the time limit ends the search; 0 when left out.
    #[serde(default)]
    pub seed: Option<u64>,
    /// The search ends after this long with the best roster so far; 120 when left out.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 14400)]
    pub time_limit_seconds: Option<u32>,
    /// The search ends when the roster is proved to be at most this share from the best.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1)]
    pub gap: Option<f64>,
    /// How often the weeks are played, 20 to 1,000; 100 when left out.
    #[serde(default)]
    #[schema(minimum = 20, maximum = 1000)]
    pub replications: Option<u32>,
}

const fn one() -> u32 {
    1
}

/// Prices, all in one currency: that of the business unit's cost rates where some are left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ScenarioMoney {
    /// A paid hour, whoever works it; each agent's cost rate of the day when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_of_paid_hour: Option<f64>,
    /// An hour of overtime costs so many paid ones: 1 to 10; the cost rate when left out, 1.5 where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 10)]
    pub overtime_multiplier: Option<f64>,
    /// Paid hours of an agent's week beyond which they are overtime; none are when left out.
    #[serde(default)]
    pub overtime_after_weekly_hours: Option<f64>,
    /// A contact that is lost: its customer hung up, or came when nobody is there; the cost rate of its planning group when left
    /// out, 0 where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_of_lost_contact: Option<f64>,
}

/// A scenario to be played: the input of a run of kind `scenario`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SubmitScenario {
    /// Whose weeks.
    pub business_unit_id: String,
    /// What is asked.
    pub scenario: NewPlanScenario,
}

impl SubmitScenario {
    /// The roster that is made.
    pub(super) fn as_roster(&self) -> GenerateSchedule {
        let scenario = &self.scenario;
        GenerateSchedule {
            business_unit_id: self.business_unit_id.clone(),
            week_date: scenario.week_date,
            week_count: scenario.week_count,
            short_term_forecast_id: scenario.short_term_forecast_id.clone(),
            description: scenario.description.clone(),
            seed: scenario.seed,
            time_limit_seconds: scenario.time_limit_seconds,
            gap: scenario.gap,
            fairness: None,
            wish_weights: None,
        }
    }
}

/// A scenario that was checked, and can be queued.
#[derive(Clone, Debug)]
pub struct CheckedScenario(SubmitScenario);

/// Checks a scenario. It reads much and writes nothing: keep it out of a transaction that writes.
///
/// # Errors
/// [`Failure::NotFound`] for the business unit, the forecast or the schedule; [`Failure::Conflict`] when the forecast does not
/// fit the weeks, and `no-cost-rate` where nothing says what a paid hour costs; [`Failure::Invalid`] with a fault for everything that cannot be.
pub fn check_scenario(
    conn: &mut Conn<'_>,
    scope: &Scope,
    mut request: SubmitScenario,
) -> Result<CheckedScenario, Failure> {
    let mut faults = Faults::default();
    request.scenario.check_figures(&mut faults);
    request.as_roster().check(&mut faults);
    // Nothing is read for weeks that cannot be.
    faults.into_result()?;
    let mut faults = Faults::default();
    let branch = Branch::read(conn, scope, &request)?;
    check_demand(
        &request.scenario.demand_changes,
        &branch.groups,
        &mut faults,
    );
    check_schedule(conn, scope, &request, &mut faults)?;
    check_supposed(
        conn,
        scope,
        &branch.roster,
        &mut request.scenario.changes,
        &mut faults,
    )?;
    faults.into_result()?;
    Ok(CheckedScenario(request))
}

/// Queues a scenario as a run of kind `scenario`; what it takes is computed there.
///
/// # Errors
/// Only the database's.
pub fn submit_scenario(
    conn: &mut Conn<'_>,
    scope: &Scope,
    CheckedScenario(request): &CheckedScenario,
) -> Result<Run, Failure> {
    jobs::submit(conn, scope, super::RUN_KIND, request)
}

impl NewPlanScenario {
    /// Checks what is no roster's.
    fn check_figures(&self, faults: &mut Faults) {
        faults.require_name(&self.name, "/name");
        let plays = self
            .replications
            .is_none_or(|count| (20..=1_000).contains(&count));
        faults.require(plays, "/replications", "out-of-range", "use 20 to 1,000");
        let few = self.demand_changes.len() <= MOST_CHANGES;
        let detail = format!("name at most {MOST_CHANGES} changes");
        faults.require(few, "/demandChanges", "out-of-range", detail);
        let money = &self.money;
        for (field, value) in [
            ("costOfPaidHour", money.cost_of_paid_hour),
            ("costOfLostContact", money.cost_of_lost_contact),
        ] {
            let is_price = value.is_none_or(|value| (0.0..=LARGEST_MONEY).contains(&value));
            let detail = format!("use 0 to {LARGEST_MONEY}");
            faults.require(is_price, format!("/money/{field}"), "out-of-range", detail);
        }
        let multiplier = money.overtime_multiplier;
        let multiplier = multiplier.is_none_or(|multiplier| (1.0..=10.0).contains(&multiplier));
        faults.require(
            multiplier,
            "/money/overtimeMultiplier",
            "out-of-range",
            "use 1 to 10",
        );
        let hours = money.overtime_after_weekly_hours;
        let holds = hours.is_none_or(|hours| (0.0..=168.0).contains(&hours));
        faults.require(
            holds,
            "/money/overtimeAfterWeeklyHours",
            "out-of-range",
            "use 0 to 168 hours",
        );
        let alone = self.schedule_id.is_none() || self.changes.is_empty();
        let detail = "a schedule's shifts are kept as they are, so agents and work plans cannot change; leave one of the two out";
        faults.require(alone, "/scheduleId", "roster-is-kept", detail);
    }
}

/// A schedule that is kept must be of these weeks.
fn check_schedule(
    conn: &mut Conn<'_>,
    scope: &Scope,
    request: &SubmitScenario,
    faults: &mut Faults,
) -> Result<(), Failure> {
    let scenario = &request.scenario;
    let Some(id) = &scenario.schedule_id else {
        return Ok(());
    };
    let schedule = find_schedule(conn, scope, id)?;
    if schedule.business_unit_id != request.business_unit_id {
        return Err(Failure::not_found("schedule", id));
    }
    let weeks = (schedule.week_date, schedule.week_count);
    faults.require(
        weeks == (scenario.week_date, scenario.week_count),
        "/scheduleId",
        "other-weeks",
        format!(
            "the schedule has {} week(s) from {}; name one of the scenario's weeks",
            weeks.1, weeks.0
        ),
    );
    Ok(())
}
