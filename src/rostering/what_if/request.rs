//! What is asked, checked before any work is queued.

use serde::{Deserialize, Serialize};

use super::change::{RosterChange, stated};
use super::plan_change::check_rules;
use crate::db::Conn;
use crate::failure::{Failure, Faults};
use crate::jobs::{self, Run};
use crate::organisation::{PlanningGroup, list_planning_groups};
use crate::rostering::WHAT_IF_RUN_KIND;
use crate::rostering::explanations::Terms;
use crate::rostering::record::{RosterRecord, find_record};
use crate::rostering::request::check_time_limit;
use crate::rostering::skill_sets::SkillSets;
use crate::schedules::find_schedule_of_run;
use crate::tenancy::Scope;

/// How long both searches may take together when nothing is asked for.
const DEFAULT_TIME_LIMIT_SECONDS: u32 = 120;

/// More changes at once say nothing of any of them.
pub(super) const MOST_CHANGES: usize = 50;

/// Changes to be tried out on a roster: the input of a run of kind `roster-what-if`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AskWhatIf {
    /// The roster run.
    pub run_id: String,
    /// What is changed, all of it at once.
    pub changes: Vec<RosterChange>,
    /// Both searches end after this long together; 120 when left out.
    pub time_limit_seconds: Option<u32>,
}

impl AskWhatIf {
    /// Of each search.
    pub(super) fn half_of_time_limit_millis(&self) -> i64 {
        let seconds = self.time_limit_seconds;
        i64::from(seconds.unwrap_or(DEFAULT_TIME_LIMIT_SECONDS)) * 500
    }
}

/// Checks a request, finds the planning groups that skills suffice for, and queues it as a run of kind `roster-what-if`.
///
/// # Errors
/// [`Failure::NotFound`] for the roster run; [`Failure::Conflict`] `no-roster-record`, `no-roster`, `no-schedule`;
/// [`Failure::Invalid`] with a fault for everything that cannot be.
pub fn submit_what_if(
    conn: &mut Conn<'_>,
    scope: &Scope,
    mut request: AskWhatIf,
) -> Result<Run, Failure> {
    let record = find_record(conn, scope, &request.run_id)?;
    record.found()?;
    let mut faults = Faults::default();
    faults.require(
        (1..=MOST_CHANGES).contains(&request.changes.len()),
        "/changes",
        "out-of-range",
        format!("name 1 to {MOST_CHANGES} changes"),
    );
    check_time_limit(request.time_limit_seconds, &mut faults);
    if name_skills(&request.changes) {
        let groups = groups_of(conn, scope, &record)?;
        let sets = SkillSets::new(conn, scope, groups)?;
        fill_groups_of_skills(&mut request.changes, &sets, &mut faults);
    }
    check_changes(
        conn,
        scope,
        &Terms::of(&record),
        &request.changes,
        &mut faults,
    )?;
    faults.into_result()?;
    jobs::submit(conn, scope, WHAT_IF_RUN_KIND, &request)
}

/// Notes what of changes the roster does not have or cannot be.
///
/// # Errors
/// Only the database's.
pub(super) fn check_changes(
    conn: &mut Conn<'_>,
    scope: &Scope,
    terms: &Terms<'_>,
    changes: &[RosterChange],
    faults: &mut Faults,
) -> Result<(), Failure> {
    for (index, change) in changes.iter().enumerate() {
        if let RosterChange::ChangeWorkPlan(changed) = change {
            let at = format!("/changes/{index}/{}", change.member());
            check_rules(conn, scope, terms, (changed, &at), faults)?;
        }
    }
    match stated(terms, changes) {
        Err(Failure::Invalid(found)) => found.into_iter().for_each(|fault| faults.push(fault)),
        other => drop(other?),
    }
    Ok(())
}

/// Whether planning groups of added agents are to be found from their skills.
pub(super) fn name_skills(changes: &[RosterChange]) -> bool {
    let mut changes = changes.iter();
    changes.any(
        |change| matches!(change, RosterChange::AddAgents(added) if !added.skill_ids.is_empty()),
    )
}

/// Puts the planning groups that skills suffice for in the place of those that were not named.
pub(super) fn fill_groups_of_skills(
    changes: &mut [RosterChange],
    sets: &SkillSets,
    faults: &mut Faults,
) {
    for (index, change) in changes.iter_mut().enumerate() {
        let RosterChange::AddAgents(added) = change else {
            continue;
        };
        if added.skill_ids.is_empty() {
            continue;
        }
        let at = format!("/changes/{index}/addAgents");
        let groups = &mut added.planning_group_ids;
        sets.fill(groups, &added.skill_ids, &at, faults);
    }
}

/// The roster's planning groups as they are now; those that were deleted since are left out.
fn groups_of(
    conn: &mut Conn<'_>,
    scope: &Scope,
    record: &RosterRecord,
) -> Result<Vec<PlanningGroup>, Failure> {
    let schedule = find_schedule_of_run(conn, scope, &record.run_id)?.ok_or_else(|| {
        let detail = "the roster's schedule was deleted, and with it what its planning groups take; name planningGroupIds \
                      instead of skillIds";
        Failure::conflict("no-schedule", detail)
    })?;
    let terms = Terms::of(record);
    let mut groups = list_planning_groups(conn, scope, &schedule.business_unit_id)?;
    groups.retain(|group| terms.group_index(&group.id).is_some());
    Ok(groups)
}
