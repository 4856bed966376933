//! From a roster to a draft.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::documents;
use super::find::find_schedule;
use super::generation::{GenerationMetrics, GenerationResults, ScheduledHeads};
use super::schedule::{Schedule, ScheduleState, end_date};
use super::shift::ShiftActivity;
use super::store::{self, ShiftRow, StoredDraft};
use crate::db::{Conn, Instant};
use crate::failure::{Failure, Fault, Faults};
use crate::organisation::{
    WeekGrid, agents_of_business_unit, find_business_unit, list_activity_codes,
};
use crate::tenancy::{Scope, new_id};

/// A schedule to be made.
#[derive(Clone, Debug)]
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
#[derive(Clone, Debug)]
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

/// Stores a roster as a draft.
///
/// # Errors
/// [`Failure::NotFound`] for the business unit; [`Failure::Invalid`] for weeks that do not start on its first day of
/// the week, for shifts of strangers, outside the weeks, overlapping, or not filled by their activities, and for heads
/// that do not fit the grid.
pub fn create_draft(
    conn: &mut Conn<'_>,
    scope: &Scope,
    new: NewDraft,
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
    faults.require(
        new.description.chars().count() <= 2_000,
        "/description",
        "too-long",
        "use at most 2,000 characters",
    );
    for (index, heads) in new.scheduled_heads.iter().enumerate() {
        faults.require(
            heads.heads_per_interval.len() == grid.intervals(),
            format!("/scheduledHeads/{index}"),
            "wrong-length",
            format!("give one value for each of {} intervals", grid.intervals()),
        );
    }
    check_shifts(&new.shifts, &grid, &agents, &codes, &mut faults);
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
        .map(|shift| shift_row(scope, &id, shift))
        .collect::<Result<Vec<_>, _>>()?;
    store::insert_shifts(conn, &rows).map_err(|error| Failure::from_write(error, "shift"))?;
    find_schedule(conn, scope, &id)
}

fn shift_row(scope: &Scope, schedule_id: &str, shift: NewShift) -> Result<ShiftRow, Failure> {
    Ok(ShiftRow {
        tenant_id: scope.tenant().to_owned(),
        id: new_id(scope.now),
        schedule_id: schedule_id.to_owned(),
        agent_id: shift.agent_id,
        start_at: shift.start_at,
        end_at: shift.start_at.plus_minutes(i64::from(shift.length_minutes)),
        activities: documents::write(&shift.activities)?,
        manually_edited: false,
        work_plan_id: shift.work_plan_id,
        work_plan_shift_id: shift.work_plan_shift_id,
    })
}

fn check_shifts(
    shifts: &[NewShift],
    grid: &WeekGrid,
    agents: &BTreeSet<String>,
    codes: &BTreeSet<String>,
    faults: &mut Faults,
) {
    let mut by_agent: BTreeMap<&str, Vec<(Instant, Instant, usize)>> = BTreeMap::new();
    for (index, shift) in shifts.iter().enumerate() {
        let at = |field: &str| format!("/shifts/{index}/{field}");
        let end = shift.start_at.plus_minutes(i64::from(shift.length_minutes));
        faults.require(
            agents.contains(&shift.agent_id),
            at("agentId"),
            "unknown-agent",
            format!(
                "agent {:?} is not of this business unit; name one who is",
                shift.agent_id
            ),
        );
        faults.require(
            grid.start() <= shift.start_at && shift.start_at < grid.end(),
            at("startDate"),
            "outside-the-weeks",
            format!("start it from {} to before {}", grid.start(), grid.end()),
        );
        let mut expected = shift.start_at;
        for (position, activity) in shift.activities.iter().enumerate() {
            let here = || format!("/shifts/{index}/activities/{position}");
            faults.require(
                codes.contains(&activity.activity_code_id),
                format!("{}/activityCodeId", here()),
                "unknown-activity-code",
                "name an activity code of the business unit",
            );
            if activity.start_at != expected || activity.length_minutes == 0 {
                faults.push(Fault::new(
                    format!("{}/startDate", here()),
                    "not-contiguous",
                    format!(
                        "start it at {expected}, where the activity before ends, and let it last"
                    ),
                ));
            }
            expected = activity.end_at();
        }
        faults.require(
            shift.length_minutes > 0 && expected == end,
            at("activities"),
            "not-filled",
            format!("fill the shift to its end at {end}"),
        );
        by_agent
            .entry(&shift.agent_id)
            .or_default()
            .push((shift.start_at, end, index));
    }
    for line in by_agent.values_mut() {
        line.sort();
        for pair in line.windows(2) {
            if let [(_, earlier_end, earlier), (start, _, index)] = pair {
                faults.require(
                    earlier_end <= start,
                    format!("/shifts/{index}/startDate"),
                    "overlapping",
                    format!("it starts before shift {earlier} of the same agent ends; move one"),
                );
            }
        }
    }
}
