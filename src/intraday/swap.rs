//! Activities of a shift put elsewhere: work on the queue takes the place they had.

use crate::db::Instant;
use crate::organisation::ActivityCategory;
use crate::schedules::{Shift, ShiftActivity};

/// Work on the queue that is left over is none, or lasts at least this long.
const LEAST_WORK_MINUTES: u32 = 15;

/// A shift with the activity at a position cancelled: its time is worked on the queue, as the work beside it. `None` where
/// the shift has no work on the queue, or there is no such activity.
pub(super) fn cancelled(shift: &Shift, position: usize) -> Option<Shift> {
    let gone = shift.activities.get(position)?;
    let work = work_beside(shift, position)?;
    let mut activities = shift.activities.clone();
    *activities.get_mut(position)? = ShiftActivity {
        start_at: gone.start_at,
        length_minutes: gone.length_minutes,
        ..work
    };
    Some(Shift {
        activities: merged(activities),
        ..shift.clone()
    })
}

/// A shift with the activity at a position begun at `start_at` instead, in time that was work on the queue or its own.
/// `None` where that is not so, or scraps of work would be left.
pub(super) fn moved(shift: &Shift, position: usize, start_at: Instant) -> Option<Shift> {
    let gone = shift.activities.get(position)?.clone();
    let without = cancelled(shift, position)?;
    let end_at = start_at.plus_minutes(i64::from(gone.length_minutes));
    let mut activities = Vec::with_capacity(without.activities.len() + 2);
    let mut is_placed = false;
    for activity in &without.activities {
        let holds = activity.category == ActivityCategory::OnQueueWork
            && activity.start_at <= start_at
            && end_at <= activity.end_at();
        if !holds || is_placed {
            activities.push(activity.clone());
            continue;
        }
        is_placed = true;
        let before = minutes(activity.start_at, start_at);
        let after = minutes(end_at, activity.end_at());
        if [before, after]
            .iter()
            .any(|rest| (1..LEAST_WORK_MINUTES).contains(rest))
        {
            return None;
        }
        let mut push = |one: ShiftActivity| {
            if one.length_minutes > 0 {
                activities.push(one);
            }
        };
        push(ShiftActivity {
            length_minutes: before,
            ..activity.clone()
        });
        push(ShiftActivity {
            start_at,
            ..gone.clone()
        });
        push(ShiftActivity {
            start_at: end_at,
            length_minutes: after,
            ..activity.clone()
        });
    }
    is_placed.then_some(Shift {
        activities,
        ..without
    })
}

/// The work on the queue nearest to a position, before it rather than after it.
fn work_beside(shift: &Shift, position: usize) -> Option<ShiftActivity> {
    let is_work = |one: &&ShiftActivity| one.category == ActivityCategory::OnQueueWork;
    let (before, after) = shift.activities.split_at_checked(position)?;
    let found = before.iter().rfind(is_work);
    found.or_else(|| after.iter().find(is_work)).cloned()
}

/// Neighbours that are the same work on the queue are one.
fn merged(activities: Vec<ShiftActivity>) -> Vec<ShiftActivity> {
    let mut found: Vec<ShiftActivity> = Vec::with_capacity(activities.len());
    for next in activities {
        match found.last_mut() {
            Some(last) if is_same_work(last, &next) => last.length_minutes += next.length_minutes,
            _ => found.push(next),
        }
    }
    found
}

fn is_same_work(one: &ShiftActivity, next: &ShiftActivity) -> bool {
    let told = |activity: &ShiftActivity| ShiftActivity {
        start_at: one.start_at,
        length_minutes: 0,
        ..activity.clone()
    };
    one.category == ActivityCategory::OnQueueWork
        && one.end_at() == next.start_at
        && told(one) == told(next)
}

fn minutes(from: Instant, to: Instant) -> u32 {
    u32::try_from((to.epoch_millis() - from.epoch_millis()) / 60_000).unwrap_or(0)
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;
    use ActivityCategory::{Break, Meal, OnQueueWork, Training};

    pub fn at(minutes: i64) -> Instant {
        Instant::from_epoch_millis(0).plus_minutes(minutes)
    }

    /// A shift from minute 0 of these activities, one after another.
    pub fn shift(parts: &[(ActivityCategory, u32)]) -> Shift {
        let mut start_at = at(0);
        let mut activities = Vec::new();
        for (category, length_minutes) in parts {
            activities.push(ShiftActivity {
                activity_code_id: format!("{category:?}"),
                start_at,
                length_minutes: *length_minutes,
                paid: *category != Meal,
                category: *category,
                description: None,
                time_off_request_id: None,
            });
            start_at = start_at.plus_minutes(i64::from(*length_minutes));
        }
        Shift {
            id: "s".to_owned(),
            schedule_id: "p".to_owned(),
            agent_id: "a".to_owned(),
            start_at: at(0),
            length_minutes: parts.iter().map(|(_, minutes)| minutes).sum(),
            activities,
            manually_edited: false,
            work_plan_id: None,
            work_plan_shift_id: None,
        }
    }

    fn parts(shift: &Shift) -> Vec<(ActivityCategory, u32)> {
        let all = shift.activities.iter();
        all.map(|one| (one.category, one.length_minutes)).collect()
    }

    #[test]
    fn a_break_moves_into_work_and_work_takes_its_place() {
        let day = shift(&[(OnQueueWork, 120), (Break, 15), (OnQueueWork, 105)]);
        let later = moved(&day, 1, at(180)).unwrap();
        assert_eq!(
            parts(&later),
            [(OnQueueWork, 180), (Break, 15), (OnQueueWork, 45)]
        );
        assert_eq!(later.activities[1].start_at, at(180));
        let by_five = moved(&day, 1, at(125)).unwrap();
        assert_eq!(
            by_five.activities[1].start_at,
            at(125),
            "its own time counts as work"
        );
        let to_the_end = moved(&day, 1, at(225)).unwrap();
        assert_eq!(parts(&to_the_end), [(OnQueueWork, 225), (Break, 15)]);
    }

    #[test]
    fn scraps_of_work_another_activity_and_the_outside_are_no_place() {
        let day = shift(&[
            (OnQueueWork, 60),
            (Break, 15),
            (OnQueueWork, 60),
            (Training, 60),
            (OnQueueWork, 60),
        ]);
        assert_eq!(moved(&day, 1, at(5)), None, "five minutes before it");
        assert_eq!(moved(&day, 1, at(130)), None, "training");
        assert_eq!(moved(&day, 1, at(250)), None, "past the end");
        assert_eq!(moved(&day, 9, at(30)), None);
    }

    #[test]
    fn cancelled_training_is_work_like_that_around_it() {
        let day = shift(&[(OnQueueWork, 60), (Training, 60), (OnQueueWork, 60)]);
        assert_eq!(parts(&cancelled(&day, 1).unwrap()), [(OnQueueWork, 180)]);
        let all_day = shift(&[(Training, 480)]);
        assert_eq!(cancelled(&all_day, 0), None, "nothing says which work");
    }

    proptest! {
        #[test]
        fn a_moved_shift_is_as_long_without_a_hole_and_as_paid(
            lengths in prop::collection::vec(3_u32..24, 5),
            to in 0_i64..120,
        ) {
            let kinds = [OnQueueWork, Break, OnQueueWork, Training, OnQueueWork];
            let day: Vec<_> = kinds.into_iter().zip(lengths.iter().map(|five| five * 5)).collect();
            let day = shift(&day);
            for position in [1, 3] {
                let Some(after) = moved(&day, position, at(to * 5)) else { continue };
                let mut next = after.start_at;
                for one in &after.activities {
                    prop_assert_eq!(one.start_at, next);
                    prop_assert!(one.length_minutes > 0);
                    next = one.end_at();
                }
                prop_assert_eq!(next, day.end_at());
                prop_assert_eq!(after.paid_minutes(), day.paid_minutes());
                for kind in [Break, Training] {
                    let sum = |of: &Shift| -> u32 {
                        of.activities.iter().filter(|one| one.category == kind).map(|one| one.length_minutes).sum()
                    };
                    prop_assert_eq!(sum(&after), sum(&day));
                }
            }
        }
    }
}
