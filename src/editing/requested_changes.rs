//! From what a planner sends to changes of shifts.

use std::collections::{BTreeMap, BTreeSet};

use super::edit_request::{ActivityEdit, ShiftEdit, UpdateSchedule};
use super::planned::{PlannedEdit, plan_edit};
use crate::db::{Conn, Instant};
use crate::failure::{Failure, Faults};
use crate::organisation::{ActivityCode, agents_of_business_unit};
use crate::rostering::ScheduleRules;
use crate::schedules::{
    Known, Schedule, Shift, ShiftActivity, ShiftChange, ShiftToCheck, VersionKind, check_shifts,
    require_editable, shifts_of_schedule,
};
use crate::tenancy::{Scope, new_id};

/// Agents whose shifts one request may change.
const MOST_AGENTS: usize = 1_000;

const MINUTE_MILLIS: i64 = 60_000;

/// Plans the changes of a request, made from `version` of the schedule.
///
/// # Errors
/// [`Failure::Stale`]; [`Failure::Conflict`] `archived`; [`Failure::Invalid`] with a fault for everything that cannot be.
pub fn plan_update(
    conn: &mut Conn<'_>,
    scope: &Scope,
    schedule: &Schedule,
    version: i32,
    request: &UpdateSchedule,
) -> Result<PlannedEdit, Failure> {
    require_editable(schedule)?;
    if schedule.version != version {
        return Err(Failure::Stale {
            yours: version,
            current: schedule.version,
        });
    }
    let rules = ScheduleRules::read(conn, scope, schedule)?;
    let current = shifts_of_schedule(conn, scope, &schedule.id)?;
    let agents = agents_of_business_unit(conn, scope, &schedule.business_unit_id)?;
    let agents: BTreeSet<String> = agents.into_iter().map(|agent| agent.id).collect();
    let mut faults = Faults::default();
    let on_failure = request.on_rule_failure();
    on_failure.check(&mut faults);
    faults.require(
        (1..=MOST_AGENTS).contains(&request.agent_schedules.len()),
        "/agentSchedules",
        "out-of-range",
        format!("name 1 to {MOST_AGENTS} agents"),
    );
    let mut desk = Desk {
        scope,
        schedule,
        current: &current,
        rules: &rules,
        named: BTreeSet::new(),
    };
    let mut wanted: Vec<(String, ShiftChange)> = Vec::new();
    for (index, agent) in request.agent_schedules.iter().enumerate() {
        let here = format!("/agentSchedules/{index}");
        faults.require(
            agents.contains(&agent.agent_id),
            format!("{here}/agentId"),
            "unknown-agent",
            "name an agent of this business unit",
        );
        for (position, shift) in agent.shifts.iter().enumerate() {
            let pointer = format!("{here}/shifts/{position}");
            let change = desk.change(&agent.agent_id, shift, &pointer, &mut faults);
            wanted.extend(change.map(|change| (pointer, change)));
        }
    }
    desk.check(&wanted, &agents, &mut faults);
    faults.into_result()?;
    let changes = wanted.into_iter().map(|(_, change)| change);
    let changes = changes.filter(|change| change.before != change.after);
    plan_edit(
        (&rules, schedule),
        &current,
        changes.collect(),
        VersionKind::Edited,
        on_failure,
    )
}

/// What a request is held against.
struct Desk<'a> {
    scope: &'a Scope,
    schedule: &'a Schedule,
    current: &'a [Shift],
    rules: &'a ScheduleRules,
    /// Shifts named so far.
    named: BTreeSet<&'a str>,
}

impl<'a> Desk<'a> {
    fn change(
        &mut self,
        agent_id: &str,
        edit: &ShiftEdit,
        pointer: &str,
        faults: &mut Faults,
    ) -> Option<ShiftChange> {
        let before = match &edit.id {
            Some(id) => Some(self.standing(agent_id, id, pointer, faults)?),
            None => None,
        };
        if edit.delete {
            faults.require(
                before.is_some(),
                format!("{pointer}/id"),
                "missing",
                "name the shift to be removed",
            );
            return Some(ShiftChange {
                before: Some(before?.clone()),
                after: None,
            });
        }
        let after = self.after(agent_id, before, edit, pointer, faults)?;
        Some(ShiftChange {
            before: before.cloned(),
            after: Some(after),
        })
    }

    /// The agent's shift of that id.
    fn standing(
        &mut self,
        agent_id: &str,
        id: &str,
        pointer: &str,
        faults: &mut Faults,
    ) -> Option<&'a Shift> {
        let found = self.current.iter().find(|shift| shift.id == id);
        let own = found.filter(|shift| shift.agent_id == agent_id);
        faults.require(
            own.is_some(),
            format!("{pointer}/id"),
            "unknown-shift",
            "the agent has no such shift in this schedule; read it again, and leave the id of a new shift out",
        );
        let own = own?;
        faults.require(
            self.named.insert(&own.id),
            format!("{pointer}/id"),
            "duplicate",
            "name each shift once",
        );
        Some(own)
    }

    fn after(
        &self,
        agent_id: &str,
        before: Option<&Shift>,
        edit: &ShiftEdit,
        pointer: &str,
        faults: &mut Faults,
    ) -> Option<Shift> {
        let activities = match (&edit.activities, before) {
            (Some(activities), before) => {
                let sent = self.activities(activities, pointer, faults);
                with_requests_of(sent, before)
            }
            (None, Some(before)) => moved(before, edit.start_date),
            (None, None) => Vec::new(),
        };
        faults.require(
            !activities.is_empty(),
            format!("{pointer}/activities"),
            "missing",
            "say what happens in the shift, from its start to its end",
        );
        let (first, last) = (activities.first()?, activities.last()?);
        let start_at = edit.start_date.unwrap_or(first.start_at);
        let millis = last.end_at().epoch_millis() - first.start_at.epoch_millis();
        let of_activities = u32::try_from(millis / MINUTE_MILLIS).unwrap_or(0);
        let instants = activities.iter().map(|activity| activity.start_at);
        faults.require(
            std::iter::once(start_at)
                .chain(instants)
                .all(|at| at.epoch_millis() % MINUTE_MILLIS == 0),
            format!("{pointer}/startDate"),
            "not-a-whole-minute",
            "start shifts and activities at whole minutes",
        );
        Some(Shift {
            id: before.map_or_else(|| new_id(self.scope.now), |shift| shift.id.clone()),
            schedule_id: self.schedule.id.clone(),
            agent_id: agent_id.to_owned(),
            start_at,
            length_minutes: edit.length_minutes.unwrap_or(of_activities),
            work_plan_shift_id: edit
                .work_plan_shift_id
                .clone()
                .or_else(|| before.and_then(|shift| shift.work_plan_shift_id.clone())),
            work_plan_id: before.and_then(|shift| shift.work_plan_id.clone()),
            // Set once it is known whether anything changes.
            manually_edited: before.is_some_and(|shift| shift.manually_edited),
            activities,
        })
    }

    fn activities(
        &self,
        edits: &[ActivityEdit],
        pointer: &str,
        faults: &mut Faults,
    ) -> Vec<ShiftActivity> {
        let codes: BTreeMap<&str, &ActivityCode> = self
            .rules
            .activity_codes()
            .iter()
            .map(|code| (code.id.as_str(), code))
            .collect();
        let mut activities = Vec::new();
        for (position, edit) in edits.iter().enumerate() {
            let at = |field: &str| format!("{pointer}/activities/{position}/{field}");
            let description = edit.description.as_deref().unwrap_or_default();
            faults.require(
                description.chars().count() <= 200,
                at("description"),
                "too-long",
                "use at most 200 characters",
            );
            let code = codes.get(edit.activity_code_id.as_str());
            faults.require(
                code.is_some(),
                at("activityCodeId"),
                "unknown-activity-code",
                "name an activity code of the business unit",
            );
            let Some(code) = code else { continue };
            activities.push(ShiftActivity {
                activity_code_id: code.id.clone(),
                start_at: edit.start_date,
                length_minutes: edit.length_minutes,
                paid: edit.paid.unwrap_or(code.counts_as_paid_time),
                category: code.category,
                description: edit
                    .description
                    .clone()
                    .filter(|text| !text.trim().is_empty()),
                time_off_request_id: None,
            });
        }
        activities
    }

    /// Holds all the shifts of the agents concerned, as they would be, against one another.
    fn check(
        &self,
        wanted: &[(String, ShiftChange)],
        agents: &BTreeSet<String>,
        faults: &mut Faults,
    ) {
        let changed: BTreeSet<&str> = wanted.iter().map(|(_, change)| change.shift_id()).collect();
        let concerned: BTreeSet<&str> =
            wanted.iter().map(|(_, change)| change.agent_id()).collect();
        let staying = self.current.iter().filter(|shift| {
            concerned.contains(shift.agent_id.as_str()) && !changed.contains(shift.id.as_str())
        });
        let staying = staying.map(|shift| to_check(shift, None));
        let new = wanted.iter().filter_map(|(pointer, change)| {
            let after = change.after.as_ref()?;
            // An agent who is a stranger was told of at the agent.
            agents
                .contains(&after.agent_id)
                .then(|| to_check(after, Some(pointer.clone())))
        });
        let shifts: Vec<ShiftToCheck<'_>> = staying.chain(new).collect();
        let codes = self.rules.activity_codes().iter();
        let codes: BTreeSet<String> = codes.map(|code| code.id.clone()).collect();
        let known = Known {
            grid: self.rules.grid(),
            agents,
            codes: &codes,
        };
        check_shifts(&shifts, &known, faults);
    }
}

/// Leave that was approved keeps its request where it is sent back with the shift.
fn with_requests_of(mut sent: Vec<ShiftActivity>, before: Option<&Shift>) -> Vec<ShiftActivity> {
    for activity in &mut sent {
        let mut stood = before.into_iter().flat_map(|shift| &shift.activities);
        let same = stood.find(|old| {
            old.time_off_request_id.is_some()
                && old.activity_code_id == activity.activity_code_id
                && old.start_at < activity.end_at()
                && activity.start_at < old.end_at()
        });
        activity.time_off_request_id = same.and_then(|old| old.time_off_request_id.clone());
    }
    sent
}

fn to_check(shift: &Shift, pointer: Option<String>) -> ShiftToCheck<'_> {
    ShiftToCheck {
        pointer,
        agent_id: &shift.agent_id,
        start_at: shift.start_at,
        length_minutes: shift.length_minutes,
        activities: &shift.activities,
    }
}

/// The activities of a shift that starts at another time.
fn moved(shift: &Shift, to: Option<Instant>) -> Vec<ShiftActivity> {
    let by = to.map_or(0, |to| to.epoch_millis() - shift.start_at.epoch_millis());
    let activities = shift.activities.iter();
    activities
        .map(|activity| ShiftActivity {
            start_at: Instant::from_epoch_millis(activity.start_at.epoch_millis() + by),
            ..activity.clone()
        })
        .collect()
}
