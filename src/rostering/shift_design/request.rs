//! What is asked of a shift design, checked before any work is queued.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::db::Conn;
use crate::failure::{Failure, Faults};
use crate::jobs::{self, Run};
use crate::organisation::{find_business_unit, list_planning_groups, work_plans_of_business_unit};
use crate::rostering::inputs::find_weeks;
use crate::rostering::skill_sets::SkillSets;
use crate::rostering::{GenerateSchedule, SHIFT_DESIGN_RUN_KIND};
use crate::schedules::{OVER_COST_PER_HEAD_HOUR, UNDER_COST_PER_HEAD_HOUR};
use crate::tenancy::Scope;

/// How long a run may search when nothing is asked for.
const DEFAULT_TIME_LIMIT_SECONDS: u32 = 300;

/// With more contracts the linear programs take minutes.
const MOST_CONTRACTS: usize = 40;

/// More agents of one contract than the largest centres have.
const MOST_AGENTS: u32 = 5_000;

/// Beyond it the linear programs lose digits.
const LARGEST_COST: f64 = 1e6;

const MOST_SHIFT_KINDS: u32 = 200;

/// Agents that can be had: a work plan, skills, and what one of them costs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ShiftContract {
    /// Rules and shifts; a work plan that is not enabled may be tried out.
    pub work_plan_id: String,
    /// The planning groups its agents take contacts of; give these or `skillIds`.
    #[serde(default)]
    pub planning_group_ids: Vec<String>,
    /// Skills of its agents, which stand for the planning groups that these suffice for.
    #[serde(default)]
    pub skill_ids: Vec<String>,
    /// What one agent costs a week, in the unit of `shortHourCost` and `idleHourCost`.
    #[schema(minimum = 0, maximum = 1000000)]
    pub cost_per_week: f64,
    /// Agents there are anyway; 0 when left out.
    #[serde(default)]
    pub minimum_agents: u32,
    /// Agents that could be had, at most 5,000.
    #[schema(maximum = 5000)]
    pub maximum_agents: u32,
}

/// Shifts to be designed: the input of a run of kind `shift-design`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DesignShifts {
    /// The business unit.
    pub business_unit_id: String,
    /// First day, on the business unit's first day of the week.
    pub week_date: NaiveDate,
    /// 1 to 4.
    pub week_count: u32,
    /// The forecast whose requirement is to be covered; it must hold all the weeks.
    pub short_term_forecast_id: String,
    /// The planner's words; may be empty.
    pub description: String,
    /// Agents that can be had.
    pub contracts: Vec<ShiftContract>,
    /// At most so many kinds of shift; as many as pay when left out.
    pub maximum_shift_kinds: Option<u32>,
    /// Cost of an hour with one agent too few; 5 when left out.
    pub short_hour_cost: Option<f64>,
    /// Cost of an hour with one agent too many; 1 when left out.
    pub idle_hour_cost: Option<f64>,
    /// Equal seeds and inputs give equal designs unless the time limit ends a search; 0 when left out.
    pub seed: Option<u64>,
    /// The run ends after this long with the best it has; 300 when left out.
    pub time_limit_seconds: Option<u32>,
}

impl DesignShifts {
    pub(super) fn time_limit_millis(&self) -> i64 {
        let seconds = self.time_limit_seconds;
        i64::from(seconds.unwrap_or(DEFAULT_TIME_LIMIT_SECONDS)) * 1_000
    }

    /// Costs of an hour with one agent too few, and with one too many: where nothing is asked for, what a roster charges.
    pub(super) fn hour_costs(&self) -> (f64, f64) {
        (
            self.short_hour_cost.unwrap_or(UNDER_COST_PER_HEAD_HOUR),
            self.idle_hour_cost.unwrap_or(OVER_COST_PER_HEAD_HOUR),
        )
    }

    /// A roster of the same weeks and forecast.
    pub(super) fn as_roster(&self) -> GenerateSchedule {
        GenerateSchedule {
            business_unit_id: self.business_unit_id.clone(),
            week_date: self.week_date,
            week_count: self.week_count,
            short_term_forecast_id: self.short_term_forecast_id.clone(),
            description: self.description.clone(),
            seed: self.seed,
            time_limit_seconds: self.time_limit_seconds,
            gap: None,
            fairness: None,
            wish_weights: None,
        }
    }
}

/// Checks a request, finds the planning groups that skills suffice for, and queues it as a run of kind `shift-design`.
///
/// # Errors
/// [`Failure::NotFound`] for the business unit or forecast; [`Failure::Conflict`] `forecast-does-not-fit`;
/// [`Failure::Invalid`] with a fault for everything that cannot be.
pub fn submit_shift_design(
    conn: &mut Conn<'_>,
    scope: &Scope,
    mut request: DesignShifts,
) -> Result<Run, Failure> {
    let unit = find_business_unit(conn, scope, &request.business_unit_id)?;
    let plans = work_plans_of_business_unit(conn, scope, &unit.id)?;
    let plans: BTreeSet<String> = plans.into_iter().map(|plan| plan.id).collect();
    let groups = list_planning_groups(conn, scope, &unit.id)?;
    let sets = SkillSets::new(conn, scope, groups)?;
    let mut faults = Faults::default();
    check_figures(&request, &mut faults);
    check_contracts(&mut request, &plans, &sets, &mut faults);
    faults.into_result()?;
    find_weeks(conn, scope, &unit, &request.as_roster())?;
    jobs::submit(conn, scope, SHIFT_DESIGN_RUN_KIND, &request)
}

fn check_figures(request: &DesignShifts, faults: &mut Faults) {
    let roster = request.as_roster();
    roster.check_weeks(faults);
    faults.require(
        request
            .maximum_shift_kinds
            .is_none_or(|kinds| (1..=MOST_SHIFT_KINDS).contains(&kinds)),
        "/maximumShiftKinds",
        "out-of-range",
        format!("use 1 to {MOST_SHIFT_KINDS}, or leave it out"),
    );
    let (short, idle) = request.hour_costs();
    faults.require(
        short > 0.0 && short <= LARGEST_COST,
        "/shortHourCost",
        "out-of-range",
        format!("use more than 0 and at most {LARGEST_COST}"),
    );
    faults.require(
        (0.0..=LARGEST_COST).contains(&idle),
        "/idleHourCost",
        "out-of-range",
        format!("use 0 to {LARGEST_COST}"),
    );
    roster.check_search(faults);
}

/// Notes what cannot be, and puts the planning groups that skills suffice for in the place of those that were not named.
fn check_contracts(
    request: &mut DesignShifts,
    plans: &BTreeSet<String>,
    sets: &SkillSets,
    faults: &mut Faults,
) {
    faults.require(
        (1..=MOST_CONTRACTS).contains(&request.contracts.len()),
        "/contracts",
        "out-of-range",
        format!("name 1 to {MOST_CONTRACTS} contracts"),
    );
    let mut seen = BTreeMap::new();
    for (index, contract) in request.contracts.iter_mut().enumerate() {
        let at = format!("/contracts/{index}");
        faults.require(
            plans.contains(&contract.work_plan_id),
            format!("{at}/workPlanId"),
            "not-found",
            "this is no work plan of the business unit; list them under its management units",
        );
        find_groups(contract, &at, sets, faults);
        faults.require(
            (0.0..=LARGEST_COST).contains(&contract.cost_per_week),
            format!("{at}/costPerWeek"),
            "out-of-range",
            format!("use 0 to {LARGEST_COST}"),
        );
        faults.require(
            (1..=MOST_AGENTS).contains(&contract.maximum_agents),
            format!("{at}/maximumAgents"),
            "out-of-range",
            format!("use 1 to {MOST_AGENTS}"),
        );
        faults.require(
            contract.minimum_agents <= contract.maximum_agents,
            format!("{at}/minimumAgents"),
            "contradiction",
            "the least is above maximumAgents; lower it or raise the other",
        );
        let of: BTreeSet<String> = contract.planning_group_ids.iter().cloned().collect();
        let other = seen.insert((contract.work_plan_id.clone(), of), index);
        faults.require(
            other.is_none(),
            at,
            "duplicate",
            "another contract has this work plan and these planning groups; put both into one",
        );
    }
}

fn find_groups(contract: &mut ShiftContract, at: &str, sets: &SkillSets, faults: &mut Faults) {
    for (place, id) in contract.planning_group_ids.iter().enumerate() {
        faults.require(
            sets.groups().iter().any(|group| group.id == *id),
            format!("{at}/planningGroupIds/{place}"),
            "not-found",
            "this is no planning group of the business unit; list them to see the ids there are",
        );
    }
    let groups = &mut contract.planning_group_ids;
    sets.fill(groups, &contract.skill_ids, at, faults);
}
