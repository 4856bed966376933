//! A plan run over a schedule.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::coverage::{Coverage, hours};
use super::groups::place_together;
use super::places::{Hours, placed};
use super::plan::{ActivityPlan, ActivityPlanType};
use super::single::{Attendee, Found, place_each};
use crate::db::{Conn, Instant};
use crate::editing::{OnRuleFailure, PlannedEdit, plan_edit};
use crate::failure::{Failure, Faults};
use crate::organisation::agents_of_business_unit;
use crate::rostering::ScheduleRules;
use crate::schedules::{
    RuleFailureAction, Schedule, Shift, ShiftChange, ValidationResult, VersionKind,
    require_editable, shifts_of_schedule,
};
use crate::tenancy::Scope;

/// Over which schedule a plan is run.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RunActivityPlan {
    /// A draft or published schedule that was made for a forecast.
    pub schedule_id: String,
    /// Only tells where everybody would have it.
    #[serde(default)]
    pub dry_run: bool,
    /// `REJECT`, when left out: nothing is placed where a strict rule would be broken. `OVERRIDE`: it is placed.
    #[serde(default)]
    pub rule_failure_action: RuleFailureAction,
    /// Why rules are overridden; kept with the version.
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub reason: Option<String>,
}

/// Where an attendee has it.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Placement {
    /// Who.
    pub agent_id: String,
    /// In which shift.
    pub shift_id: String,
    /// When it starts.
    pub start_date: Instant,
    /// Its length.
    pub length_minutes: u32,
    /// Head-hours that are missed for it.
    pub short_hours: f64,
}

/// Who does not have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Unplaced {
    /// Who.
    pub agent_id: String,
    /// `already-placed`, `no-place` (no shift has room in the days and hours), `no-trough` (heads would be missed), or
    /// `no-common-time` (too few can come at once).
    pub code: String,
}

/// What the placements mean for a planning group, over the weeks of the schedule.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PlacementCoverage)]
pub struct CoverageEffect {
    /// The planning group.
    pub planning_group_id: String,
    /// Head-hours missing before.
    pub short_hours_before: f64,
    /// Head-hours missing after.
    pub short_hours_after: f64,
    /// Head-hours to spare before.
    pub spare_hours_before: f64,
    /// Head-hours to spare after.
    pub spare_hours_after: f64,
}

/// What a run did, or would do.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ActivityPlanRun {
    /// The plan.
    pub activity_plan_id: String,
    /// The schedule as it is now.
    pub schedule: Schedule,
    /// Whether the placements stand in it.
    pub applied: bool,
    /// In order of time.
    pub placements: Vec<Placement>,
    /// In order of the agents' ids.
    pub unplaced: Vec<Unplaced>,
    /// By planning group.
    pub coverage: Vec<CoverageEffect>,
    /// What the rules say of the shifts of the agents concerned.
    pub validation_results: Vec<ValidationResult>,
}

/// A run that can be applied.
#[derive(Clone, Debug)]
pub struct PlannedRun {
    /// The placements as an edit of the schedule.
    pub edit: PlannedEdit,
    /// What it would do.
    pub told: ActivityPlanRun,
}

/// Places a plan's activity in a schedule at `version`.
///
/// # Errors
/// [`Failure::Stale`]; [`Failure::Conflict`] `archived`, `no-forecast`, `activity-code-gone`; [`Failure::Invalid`] for a
/// reason that is missing.
pub fn plan_run(
    conn: &mut Conn<'_>,
    scope: &Scope,
    plan: &ActivityPlan,
    (schedule, version): (&Schedule, i32),
    request: &RunActivityPlan,
) -> Result<PlannedRun, Failure> {
    require_editable(schedule)?;
    if schedule.version != version {
        return Err(Failure::Stale {
            yours: version,
            current: schedule.version,
        });
    }
    let by_plan = || format!("activity plan {}", plan.plan.name);
    let needs_reason = request.rule_failure_action == RuleFailureAction::Override;
    let reason = request.reason.clone();
    let on_failure = OnRuleFailure {
        rule_failure_action: request.rule_failure_action,
        reason: reason.or_else(|| (!needs_reason).then(by_plan)),
    };
    let mut faults = Faults::default();
    on_failure.check(&mut faults);
    faults.into_result()?;
    let rules = ScheduleRules::read(conn, scope, schedule)?;
    let current = shifts_of_schedule(conn, scope, &schedule.id)?;
    let mut coverage = Coverage::new(&rules, &current).ok_or_else(|| {
        let detail = "the schedule was made for no forecast, so nothing says where its troughs are; copy it with one";
        Failure::conflict("no-forecast", detail)
    })?;
    let mut codes = rules.activity_codes().iter();
    let code = codes.find(|code| code.id == plan.plan.activity_code_id);
    let code = code.ok_or_else(|| {
        let detail = "the plan's activity code is gone; name another in the plan";
        Failure::conflict("activity-code-gone", detail)
    })?;
    let hours = Hours {
        plan: &plan.plan,
        zone: rules.grid().zone(),
        now: scope.now,
    };
    let mut unplaced: Vec<(String, &'static str)> = Vec::new();
    let mut attendees = Vec::new();
    for agent in agents_of_business_unit(conn, scope, &plan.business_unit_id)? {
        if !plan.plan.attends(&agent) {
            continue;
        }
        let own = current.iter().enumerate();
        let own: Vec<(usize, &Shift)> = own.filter(|(_, s)| s.agent_id == agent.id).collect();
        if own.iter().any(|(_, shift)| hours.has_it(shift)) {
            unplaced.push((agent.id, "already-placed"));
            continue;
        }
        let places = own.iter().flat_map(|(at, shift)| hours.places(*at, shift));
        attendees.push(Attendee {
            groups: rules.groups_of(&agent.id),
            places: places.collect(),
            agent_id: agent.id,
        });
    }
    attendees.sort_by(|a, b| a.agent_id.cmp(&b.agent_id));
    let (minutes, objective) = (plan.plan.length_minutes, plan.plan.optimization_objective);
    let (mut found, without) = match plan.plan.kind {
        ActivityPlanType::Individual => place_each(&attendees, minutes, objective, &mut coverage),
        ActivityPlanType::Group => {
            let settings = plan.plan.group_settings.unwrap_or_default();
            place_together(&attendees, minutes, (objective, settings), &mut coverage)
        }
    };
    unplaced.extend(without);
    unplaced.sort();
    found.sort_by(|a, b| (a.place.start_at, &a.agent_id).cmp(&(b.place.start_at, &b.agent_id)));
    let changes = found.iter().filter_map(|one| {
        let shift = current.get(one.place.shift)?;
        Some(ShiftChange {
            before: Some(shift.clone()),
            after: Some(placed(shift, one.place.start_at, (&plan.plan, code))),
        })
    });
    let edit = plan_edit(
        (&rules, schedule),
        &current,
        changes.collect(),
        VersionKind::ActivitiesPlaced,
        on_failure,
    )?;
    let told = ActivityPlanRun {
        activity_plan_id: plan.id.clone(),
        schedule: schedule.clone(),
        applied: false,
        placements: found
            .iter()
            .filter_map(|one| told(one, &current, minutes))
            .collect(),
        unplaced: unplaced
            .into_iter()
            .map(|(agent_id, code)| Unplaced {
                agent_id,
                code: code.to_owned(),
            })
            .collect(),
        coverage: effects(&rules, &current, &edit),
        validation_results: edit.edit.note.validation_results.clone(),
    };
    Ok(PlannedRun { edit, told })
}

fn told(one: &Found, shifts: &[Shift], minutes: u32) -> Option<Placement> {
    Some(Placement {
        agent_id: one.agent_id.clone(),
        shift_id: shifts.get(one.place.shift)?.id.clone(),
        start_date: one.place.start_at,
        length_minutes: minutes,
        short_hours: one.harm.short_hours,
    })
}

/// Heads before and after, each split anew.
fn effects(rules: &ScheduleRules, current: &[Shift], edit: &PlannedEdit) -> Vec<CoverageEffect> {
    let before = rules.heads(current).unwrap_or_default();
    let after: BTreeMap<&str, &Vec<f64>> = edit
        .edit
        .scheduled_heads
        .iter()
        .flatten()
        .map(|heads| (heads.planning_group_id.as_str(), &heads.heads_per_interval))
        .collect();
    let minutes = rules.grid().interval_minutes();
    let groups = rules.demand().iter().zip(&before);
    groups
        .filter_map(|(demand, before)| {
            let after = after.get(demand.group.id.as_str())?;
            let was = hours(&demand.required, &before.heads_per_interval, minutes);
            let is = hours(&demand.required, after, minutes);
            Some(CoverageEffect {
                planning_group_id: demand.group.id.clone(),
                short_hours_before: was.0,
                short_hours_after: is.0,
                spare_hours_before: was.1,
                spare_hours_after: is.1,
            })
        })
        .collect()
}
