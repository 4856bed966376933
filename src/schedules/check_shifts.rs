//! What must hold of shifts whoever makes them, work plans and laws aside.

use std::collections::{BTreeMap, BTreeSet};

use super::shift::ShiftActivity;
use crate::db::Instant;
use crate::failure::{Fault, Faults};
use crate::organisation::WeekGrid;

/// A shift as it would stand, and where in what was sent.
pub struct ShiftToCheck<'a> {
    /// JSON pointer to it; none for a shift that stands already and stays.
    pub pointer: Option<String>,
    /// Whose.
    pub agent_id: &'a str,
    /// When it starts.
    pub start_at: Instant,
    /// Its length in minutes of real time.
    pub length_minutes: u32,
    /// What happens in it.
    pub activities: &'a [ShiftActivity],
}

impl ShiftToCheck<'_> {
    fn end_at(&self) -> Instant {
        self.start_at.plus_minutes(i64::from(self.length_minutes))
    }
}

/// Who may work, and at what.
pub struct Known<'a> {
    /// The weeks.
    pub grid: &'a WeekGrid,
    /// Agents of the business unit.
    pub agents: &'a BTreeSet<String>,
    /// Its activity codes.
    pub codes: &'a BTreeSet<String>,
}

/// Notes shifts of strangers, outside the weeks, with holes, or overlapping one another.
pub fn check_shifts(shifts: &[ShiftToCheck<'_>], known: &Known<'_>, faults: &mut Faults) {
    let mut by_agent: BTreeMap<&str, Vec<&ShiftToCheck<'_>>> = BTreeMap::new();
    for shift in shifts {
        if let Some(pointer) = &shift.pointer {
            check_one(shift, pointer, known, faults);
        }
        by_agent.entry(shift.agent_id).or_default().push(shift);
    }
    for line in by_agent.values_mut() {
        line.sort_by_key(|shift| (shift.start_at, shift.end_at()));
        for pair in line.windows(2) {
            let [earlier, later] = pair else { continue };
            let (at, other) = match (&later.pointer, &earlier.pointer) {
                (Some(at), _) => (at, earlier),
                (None, Some(at)) => (at, later),
                (None, None) => continue,
            };
            let which = other.pointer.as_deref().unwrap_or("one that stays");
            faults.require(
                earlier.end_at() <= later.start_at,
                format!("{at}/startDate"),
                "overlapping",
                format!(
                    "it overlaps a shift of the same agent from {} to {} ({which}); move one",
                    other.start_at,
                    other.end_at()
                ),
            );
        }
    }
}

fn check_one(shift: &ShiftToCheck<'_>, pointer: &str, known: &Known<'_>, faults: &mut Faults) {
    let at = |field: &str| format!("{pointer}/{field}");
    let (grid, end) = (known.grid, shift.end_at());
    faults.require(
        known.agents.contains(shift.agent_id),
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
        let here = || format!("{pointer}/activities/{position}");
        faults.require(
            known.codes.contains(&activity.activity_code_id),
            format!("{}/activityCodeId", here()),
            "unknown-activity-code",
            "name an activity code of the business unit",
        );
        if activity.start_at != expected || activity.length_minutes == 0 {
            faults.push(Fault::new(
                format!("{}/startDate", here()),
                "not-contiguous",
                format!("start it at {expected}, where the activity before ends, and let it last"),
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
}
