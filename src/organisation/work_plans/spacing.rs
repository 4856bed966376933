//! How far activities of a shift must be apart, and from its end.

use super::terms::{WorkPlanActivity, WorkPlanShift};
use crate::failure::Faults;

const MINUTES_PER_DAY: u32 = 1_440;

/// Notes distances that no start within the windows keeps; `at` is the shift, `longest` what it may last from start to end.
pub(super) fn check_spacing(shift: &WorkPlanShift, at: &str, longest: u32, faults: &mut Faults) {
    let activities = shift.activities.iter().enumerate();
    let mut in_turn: Vec<((u32, u32), usize, &WorkPlanActivity)> = activities
        .filter_map(|(index, activity)| Some((activity.turn()?, index, activity)))
        .collect();
    in_turn.sort_by_key(|(turn, ..)| *turn);
    // The earliest end of the activity before.
    let mut before = None;
    for (_, index, activity) in in_turn {
        let at = format!("{at}/activities/{index}");
        let Some((earliest, latest)) = activity.start_window_minutes() else {
            continue;
        };
        let distance = activity.minimum_distance_minutes.unwrap_or(0);
        let from_end = activity.minimum_length_from_shift_end_minutes.unwrap_or(0);
        for (field, minutes) in [
            ("minimumDistanceMinutes", distance),
            ("minimumLengthFromShiftEndMinutes", from_end),
        ] {
            faults.require(
                minutes <= MINUTES_PER_DAY,
                format!("{at}/{field}"),
                "out-of-range",
                format!("use at most {MINUTES_PER_DAY}, or leave it out"),
            );
        }
        let first = before.map_or(earliest, |end: u32| {
            end.saturating_add(distance).max(earliest)
        });
        faults.require(
            distance == 0 || first <= latest,
            format!("{at}/minimumDistanceMinutes"),
            "too-close",
            format!(
                "{distance} minutes after the activity before it starts at minute {first} at the earliest, at {latest} at the latest; \
                 lower it or move their windows"
            ),
        );
        let end = earliest.saturating_add(activity.length_minutes);
        faults.require(
            from_end == 0 || end.saturating_add(from_end) <= longest,
            format!("{at}/minimumLengthFromShiftEndMinutes"),
            "outside-shift",
            format!("it ends at minute {end} at the earliest, and the longest shift has {longest}; lower it or start earlier"),
        );
        before = Some(first.saturating_add(activity.length_minutes));
    }
}
