//! Two schedules, or two versions of one, side by side.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeZone;
use serde::Serialize;

use super::grid::grid_of_schedule;
use super::on_queue_heads::on_queue_heads;
use super::schedule::Schedule;
use super::shift::Shift;
use super::versions::{ShiftChange, ShiftChangeKind, ToldShiftChange, shifts_at};
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::organisation::{WeekGrid, agents_of_business_unit};
use crate::tenancy::Scope;

/// Which schedule, and as of when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ComparedSchedule {
    /// The schedule.
    pub schedule_id: String,
    /// Its version.
    pub version: i32,
    /// Start of its first interval.
    pub reference_start_date: Instant,
}

/// How one schedule differs from another.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScheduleComparison {
    /// What is compared with.
    pub before: ComparedSchedule,
    /// What is compared.
    pub after: ComparedSchedule,
    /// Shifts that only the second has.
    pub shifts_added: u32,
    /// Shifts that only the first has.
    pub shifts_removed: u32,
    /// Shifts that start or end at another time.
    pub shifts_moved: u32,
    /// Shifts of which only activities differ.
    pub activities_changed: u32,
    /// Paid minutes of the first.
    pub paid_minutes_before: u64,
    /// Paid minutes of the second.
    pub paid_minutes_after: u64,
    /// Agents who differ, in order of name.
    pub agents: Vec<AgentComparison>,
    /// Heads on queue.
    pub on_queue: OnQueueComparison,
}

/// How one agent's shifts differ.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AgentComparison {
    /// Who.
    pub agent_id: String,
    /// Their name.
    pub name: String,
    /// Paid minutes in the first.
    pub paid_minutes_before: u64,
    /// Paid minutes in the second.
    pub paid_minutes_after: u64,
    /// The shifts that differ.
    pub changes: Vec<ToldShiftChange>,
}

/// Heads on queue of both, one value an interval of the first's weeks; where clocks change in only one of the two, an
/// interval the other's day has not counts 0.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OnQueueComparison {
    /// Length of an interval.
    pub interval_length_minutes: u32,
    /// In the first.
    pub before_per_interval: Vec<f64>,
    /// In the second.
    pub after_per_interval: Vec<f64>,
    /// The second less the first.
    pub difference_per_interval: Vec<f64>,
}

struct Side {
    compared: ComparedSchedule,
    grid: WeekGrid,
    shifts: Vec<Shift>,
}

/// Compares the second with the first. Shifts are the same when they have one id, as in versions of one schedule, or
/// else when they are the agent's first, second, … of the same day counted from the schedule's first.
///
/// # Errors
/// [`Failure::NotFound`] for a version; [`Failure::Conflict`] `not-comparable` for other interval lengths or weeks.
pub fn compare_schedules(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (first, first_version): (&Schedule, i32),
    (second, second_version): (&Schedule, i32),
) -> Result<ScheduleComparison, Failure> {
    let before = side(conn, scope, first, first_version)?;
    let after = side(conn, scope, second, second_version)?;
    let shape = |side: &Side| (side.grid.interval_minutes(), side.grid.days().len());
    if shape(&before) != shape(&after) {
        let detail = "the two have other intervals or other numbers of weeks; compare schedules of one shape";
        return Err(Failure::conflict("not-comparable", detail));
    }
    let agents = agents_of_business_unit(conn, scope, &second.business_unit_id)?;
    let names: BTreeMap<String, String> = agents
        .into_iter()
        .map(|agent| (agent.id, agent.values.name))
        .collect();
    let changes = pairs(&before, &after);
    let count = |kind: ShiftChangeKind| {
        let of_kind = changes.iter().filter(|change| change.kind == kind);
        u32::try_from(of_kind.count()).unwrap_or(u32::MAX)
    };
    let on_queue = on_queue(&before, &after);
    Ok(ScheduleComparison {
        shifts_added: count(ShiftChangeKind::Added),
        shifts_removed: count(ShiftChangeKind::Removed),
        shifts_moved: count(ShiftChangeKind::Moved),
        activities_changed: count(ShiftChangeKind::ActivitiesChanged),
        paid_minutes_before: paid(&before.shifts, None),
        paid_minutes_after: paid(&after.shifts, None),
        agents: by_agent(&before, &after, &changes, &names),
        on_queue,
        before: before.compared,
        after: after.compared,
    })
}

fn side(
    conn: &mut Conn<'_>,
    scope: &Scope,
    schedule: &Schedule,
    version: i32,
) -> Result<Side, Failure> {
    let grid = grid_of_schedule(conn, scope, schedule)?;
    Ok(Side {
        compared: ComparedSchedule {
            schedule_id: schedule.id.clone(),
            version,
            reference_start_date: grid.start(),
        },
        shifts: shifts_at(conn, scope, schedule, version)?,
        grid,
    })
}

fn paid(shifts: &[Shift], agent: Option<&str>) -> u64 {
    let counted = shifts
        .iter()
        .filter(|shift| agent.is_none_or(|agent| shift.agent_id == agent));
    counted.map(|shift| u64::from(shift.paid_minutes())).sum()
}

/// Whether two shifts are the same, wherever their weeks lie: days from the first, local minute, real minutes of their
/// activities.
fn is_alike((one, grid): (&Shift, &WeekGrid), (other, other_grid): (&Shift, &WeekGrid)) -> bool {
    let offset = |shift: &Shift, at: Instant| at.epoch_millis() - shift.start_at.epoch_millis();
    let activities = one.activities.iter().zip(&other.activities);
    let mut activities = activities.map(|(a, b)| {
        let same_time = offset(one, a.start_at) == offset(other, b.start_at);
        same_time
            && a.length_minutes == b.length_minutes
            && a.activity_code_id == b.activity_code_id
            && a.paid == b.paid
            && a.description == b.description
    });
    place_of(one, grid) == place_of(other, other_grid)
        && one.length_minutes == other.length_minutes
        && one.activities.len() == other.activities.len()
        && activities.all(|same| same)
}

/// Days from the schedule's first, and the local minute of the day.
fn place_of(shift: &Shift, grid: &WeekGrid) -> (i64, i64) {
    let local = |at: Instant| grid.zone().from_utc_datetime(&at.to_utc().naive_utc());
    let at = local(shift.start_at).naive_local();
    let first = grid.days().first().map(|day| day.date).unwrap_or_default();
    let midnight = at.date().and_time(chrono::NaiveTime::MIN);
    (
        (at.date() - first).num_days(),
        (at - midnight).num_minutes(),
    )
}

/// A pair of shifts that differ, and how: seen from the local midnight of their day, as the weeks may be others.
struct Differing {
    shifts: ShiftChange,
    kind: ShiftChangeKind,
}

impl Differing {
    fn told(&self) -> ToldShiftChange {
        ToldShiftChange {
            change: self.kind,
            ..self.shifts.told()
        }
    }
}

fn kind_of(shifts: &ShiftChange, before: &Side, after: &Side) -> ShiftChangeKind {
    match (&shifts.before, &shifts.after) {
        (Some(old), Some(new)) => {
            let (place, other) = (place_of(old, &before.grid), place_of(new, &after.grid));
            if (place, old.length_minutes) == (other, new.length_minutes) {
                ShiftChangeKind::ActivitiesChanged
            } else {
                ShiftChangeKind::Moved
            }
        }
        _ => shifts.kind(),
    }
}

fn pairs(before: &Side, after: &Side) -> Vec<Differing> {
    // A shift that another agent has now is none of theirs.
    let whose = |shift: &Shift| (shift.id.clone(), shift.agent_id.clone());
    let ids: BTreeSet<(String, String)> = before.shifts.iter().map(whose).collect();
    let mut left: BTreeMap<(&str, i64), Vec<&Shift>> = BTreeMap::new();
    let matched: BTreeSet<&str> = after
        .shifts
        .iter()
        .filter(|shift| ids.contains(&whose(shift)))
        .map(|shift| shift.id.as_str())
        .collect();
    for shift in before
        .shifts
        .iter()
        .filter(|shift| !matched.contains(shift.id.as_str()))
    {
        let (day, _) = place_of(shift, &before.grid);
        left.entry((&shift.agent_id, day)).or_default().push(shift);
    }
    let by_id: BTreeMap<&str, &Shift> = before.shifts.iter().map(|s| (s.id.as_str(), s)).collect();
    let mut changes = Vec::new();
    for shift in &after.shifts {
        let other = if matched.contains(shift.id.as_str()) {
            by_id.get(shift.id.as_str()).copied()
        } else {
            let (day, _) = place_of(shift, &after.grid);
            let of_day = left.get_mut(&(shift.agent_id.as_str(), day));
            of_day
                .filter(|of_day| !of_day.is_empty())
                .map(|of_day| of_day.remove(0))
        };
        let is_same =
            other.is_some_and(|other| is_alike((other, &before.grid), (shift, &after.grid)));
        if !is_same {
            changes.push(ShiftChange {
                before: other.cloned(),
                after: Some(shift.clone()),
            });
        }
    }
    let gone = left.into_values().flatten();
    changes.extend(gone.map(|shift| ShiftChange {
        before: Some(shift.clone()),
        after: None,
    }));
    let changes = changes.into_iter();
    changes
        .map(|shifts| Differing {
            kind: kind_of(&shifts, before, after),
            shifts,
        })
        .collect()
}

fn by_agent(
    before: &Side,
    after: &Side,
    changes: &[Differing],
    names: &BTreeMap<String, String>,
) -> Vec<AgentComparison> {
    let who: BTreeSet<&str> = changes
        .iter()
        .map(|change| change.shifts.agent_id())
        .collect();
    let mut agents: Vec<AgentComparison> = who
        .into_iter()
        .map(|agent| AgentComparison {
            agent_id: agent.to_owned(),
            name: names.get(agent).cloned().unwrap_or_default(),
            paid_minutes_before: paid(&before.shifts, Some(agent)),
            paid_minutes_after: paid(&after.shifts, Some(agent)),
            changes: changes
                .iter()
                .filter(|change| change.shifts.agent_id() == agent)
                .map(Differing::told)
                .collect(),
        })
        .collect();
    agents.sort_by(|a, b| (&a.name, &a.agent_id).cmp(&(&b.name, &b.agent_id)));
    agents
}

fn on_queue(before: &Side, after: &Side) -> OnQueueComparison {
    let old = on_queue_heads(&before.shifts, &before.grid);
    let new = on_queue_heads(&after.shifts, &after.grid);
    let mut aligned = Vec::with_capacity(old.len());
    for (day, other) in before.grid.days().iter().zip(after.grid.days()) {
        aligned.extend((0..day.intervals).map(|interval| {
            let known = interval < other.intervals;
            let heads = new.get(other.first_interval + interval);
            heads.copied().filter(|_| known).unwrap_or(0.0)
        }));
    }
    OnQueueComparison {
        interval_length_minutes: before.grid.interval_minutes(),
        difference_per_interval: old.iter().zip(&aligned).map(|(a, b)| b - a).collect(),
        before_per_interval: old,
        after_per_interval: aligned,
    }
}
