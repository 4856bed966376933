//! From a roster to a draft.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::check_shifts::{Known, ShiftToCheck, check_shifts};
use super::find::find_schedule;
use super::generation::{GenerationMetrics, GenerationResults, ScheduledHeads};
use super::schedule::{Schedule, ScheduleState, end_date};
use super::shift::ShiftActivity;
use super::store::{self, ShiftRow, StoredDraft};
use super::versions::{ValidationResult, VersionKind, VersionNote, record_version};
use crate::db::{Conn, Instant};
use crate::documents;
use crate::failure::{Failure, Faults};
use crate::organisation::{
    WeekGrid, agents_of_business_unit, find_business_unit, list_activity_codes,
};
use crate::tenancy::{Scope, new_id};

/// A schedule to be made.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NewDraft {
    /// Whose weeks.
    pub business_unit_id: String,
    /// The first week's first day.
    pub week_date: NaiveDate,
    /// How many weeks.
    pub week_count: u32,
    /// The planner's words; may be empty.
    pub description: String,
    /// The forecast it is made for.
    pub forecast_id: Option<String>,
    /// The run that makes it; a run makes one schedule at most.
    pub run_id: Option<String>,
    /// What the run reached.
    pub metrics: Option<GenerationMetrics>,
    /// What the run has to say.
    pub results: GenerationResults,
    /// Heads by planning group and interval, as the run split them.
    pub scheduled_heads: Vec<ScheduledHeads>,
    /// The shifts.
    pub shifts: Vec<NewShift>,
}

/// A shift to be made.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NewShift {
    /// Who works.
    pub agent_id: String,
    /// When it starts.
    pub start_at: Instant,
    /// Its length in minutes of real time.
    pub length_minutes: u32,
    /// What happens in it, without a hole from its start to its end.
    pub activities: Vec<ShiftActivity>,
    /// The work plan it was made from.
    pub work_plan_id: Option<String>,
    /// The work plan's shift it was made from.
    pub work_plan_shift_id: Option<String>,
}

/// Where a draft comes from.
#[derive(Clone, Debug)]
pub struct Origin {
    /// How it was made.
    pub kind: VersionKind,
    /// What is said of it.
    pub reason: Option<String>,
    /// Positions of shifts that were changed by hand.
    pub manually_edited: BTreeSet<usize>,
    /// What the rules say of it.
    pub validation_results: Vec<ValidationResult>,
}

/// Stores a roster as a draft.
///
/// # Errors
/// Those of [`create_draft_of`].
pub fn create_draft(
    conn: &mut Conn<'_>,
    scope: &Scope,
    new: NewDraft,
) -> Result<Schedule, Failure> {
    let origin = Origin {
        kind: VersionKind::Created,
        reason: None,
        manually_edited: BTreeSet::new(),
        validation_results: Vec::new(),
    };
    create_draft_of(conn, scope, new, origin)
}

/// Stores a draft of any origin.
///
/// # Errors
/// [`Failure::NotFound`] for the business unit; [`Failure::Invalid`] for weeks that do not start on its first day of
/// the week, for shifts of strangers, outside the weeks, overlapping, or not filled by their activities, and for heads
/// that do not fit the grid.
pub fn create_draft_of(
    conn: &mut Conn<'_>,
    scope: &Scope,
    new: NewDraft,
    origin: Origin,
) -> Result<Schedule, Failure> {
    let unit = find_business_unit(conn, scope, &new.business_unit_id)?;
    let grid = WeekGrid::new(
        new.week_date,
        new.week_count,
        unit.start_day_of_week,
        unit.time_zone,
        unit.interval_length_minutes,
    )?;
    let agents: BTreeSet<String> = agents_of_business_unit(conn, scope, &unit.id)?
        .into_iter()
        .map(|agent| agent.id)
        .collect();
    let codes: BTreeSet<String> = list_activity_codes(conn, scope, &unit.id)?
        .into_iter()
        .map(|code| code.id)
        .collect();
    let mut faults = Faults::default();
    faults.require_words(&new.description, "/description");
    for (index, heads) in new.scheduled_heads.iter().enumerate() {
        faults.require(
            heads.heads_per_interval.len() == grid.intervals(),
            format!("/scheduledHeads/{index}"),
            "wrong-length",
            format!("give one value for each of {} intervals", grid.intervals()),
        );
    }
    let shifts: Vec<ShiftToCheck<'_>> = new
        .shifts
        .iter()
        .enumerate()
        .map(|(index, shift)| ShiftToCheck {
            pointer: Some(format!("/shifts/{index}")),
            agent_id: &shift.agent_id,
            start_at: shift.start_at,
            length_minutes: shift.length_minutes,
            activities: &shift.activities,
        })
        .collect();
    let known = Known {
        grid: &grid,
        agents: &agents,
        codes: &codes,
    };
    check_shifts(&shifts, &known, &mut faults);
    faults.into_result()?;
    let id = new_id(scope.now);
    let week_count = i32::try_from(new.week_count)
        .map_err(|_| Failure::invalid("/weekCount", "out-of-range", "use 1 to 13 weeks"))?;
    let row = StoredDraft {
        tenant_id: scope.tenant().to_owned(),
        id: id.clone(),
        business_unit_id: new.business_unit_id,
        week_date: new.week_date.to_string(),
        week_count,
        end_date: end_date(new.week_date, new.week_count).to_string(),
        description: new.description,
        state: ScheduleState::Draft.as_str().to_owned(),
        forecast_id: new.forecast_id,
        run_id: new.run_id,
        metrics: new.metrics.as_ref().map(documents::write).transpose()?,
        message_counts: documents::write(&new.results.severity_counts())?,
        results: documents::write(&new.results)?,
        scheduled_heads: documents::write(&new.scheduled_heads)?,
        replaces: "[]".to_owned(),
        version: 1,
        created_by: scope.actor.subject.clone(),
        created_at: scope.now,
        modified_at: scope.now,
    };
    store::insert(conn, &row).map_err(|error| Failure::from_write(error, "schedule"))?;
    let rows = new
        .shifts
        .into_iter()
        .enumerate()
        .map(|(index, shift)| {
            let by_hand = origin.manually_edited.contains(&index);
            shift_row(scope, &id, shift, by_hand)
        })
        .collect::<Result<Vec<_>, _>>()?;
    store::insert_shifts(conn, &rows).map_err(|error| Failure::from_write(error, "shift"))?;
    let note = VersionNote {
        reason: origin.reason,
        validation_results: origin.validation_results,
        ..VersionNote::of(origin.kind)
    };
    record_version(conn, scope, (&id, 1), &note, &[])?;
    find_schedule(conn, scope, &id)
}

fn shift_row(
    scope: &Scope,
    schedule_id: &str,
    shift: NewShift,
    manually_edited: bool,
) -> Result<ShiftRow, Failure> {
    Ok(ShiftRow {
        tenant_id: scope.tenant().to_owned(),
        id: new_id(scope.now),
        schedule_id: schedule_id.to_owned(),
        agent_id: shift.agent_id,
        start_at: shift.start_at,
        end_at: shift.start_at.plus_minutes(i64::from(shift.length_minutes)),
        activities: documents::write(&shift.activities)?,
        manually_edited,
        work_plan_id: shift.work_plan_id,
        work_plan_shift_id: shift.work_plan_shift_id,
    })
}
