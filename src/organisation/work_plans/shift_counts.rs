//! How many shifts of a kind a work plan allows or asks for.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::terms::WorkPlanShift;
use crate::failure::Faults;

/// A planning period has at most one shift on each of its days.
const MOST_SHIFTS: u32 = 366;

/// A number of shifts of a kind in the planning period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ShiftCount {
    /// Name of the shift.
    pub shift: String,
    /// How many; it must hold.
    pub count: u32,
}

/// Notes counts of no shift, of one twice, and such as contradict one another.
pub(super) fn check_shift_counts(
    least: &[ShiftCount],
    most: &[ShiftCount],
    shifts: &BTreeMap<&String, &WorkPlanShift>,
    faults: &mut Faults,
) {
    for (field, counts) in [("minimumShifts", least), ("maximumShifts", most)] {
        let mut seen = BTreeSet::new();
        for (index, count) in counts.iter().enumerate() {
            let at = format!("/rules/{field}/{index}");
            let (name, shift) = (&count.shift, shifts.get(&count.shift));
            faults.require(
                shift.is_some(),
                format!("{at}/shift"),
                "not-found",
                format!("{name:?} is no shift of this work plan; use a name of /shifts"),
            );
            faults.require(
                seen.insert(name),
                format!("{at}/shift"),
                "duplicate",
                "it is counted twice; keep one of them",
            );
            faults.require(
                shift.is_none_or(|shift| !shift.starts_by_its_length()),
                format!("{at}/shift"),
                "not-countable",
                format!(
                    "how late {name:?} may start depends on its paid time, so that its lengths are counted apart; give it one \
                     paid time, or state its latest end in dayWindows"
                ),
            );
            faults.require(
                count.count <= MOST_SHIFTS,
                format!("{at}/count"),
                "out-of-range",
                format!("use 0 to {MOST_SHIFTS}"),
            );
        }
    }
    for (index, count) in least.iter().enumerate() {
        let mut same = most.iter().filter(|most| most.shift == count.shift);
        faults.require(
            same.all(|most| count.count <= most.count),
            format!("/rules/minimumShifts/{index}/count"),
            "contradiction",
            "the least is above what maximumShifts allows of this shift; lower it or raise the other",
        );
    }
}
