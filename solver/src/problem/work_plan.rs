use std::ops::Rem;

use serde::{Deserialize, Serialize};

use super::{DayIndex, PlanRules, Problem, RotationWeek, Slot, Weekday};

/// A meal, break or other activity that takes the agent off the queue during a shift.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ActivityTemplate {
    /// The activity code.
    pub id: String,
    /// Length.
    pub length_minutes: u32,
    /// Earliest start, counted from the shift's start.
    pub earliest_start_minutes: u32,
    /// Latest start, counted from the shift's start.
    pub latest_start_minutes: u32,
    /// An unpaid activity lengthens the time present by its length; a paid one does not.
    pub paid: bool,
    /// Least time between the end of the activity listed before this one and its start.
    #[serde(default)]
    pub minimum_distance_minutes: u32,
    /// Least time between its end and the end of the shift.
    #[serde(default)]
    pub minimum_before_end_minutes: u32,
    /// Present on the gap between the two pieces of a split shift.
    #[serde(default)]
    pub split: Option<SplitShift>,
}

/// What makes an unpaid activity the gap of a split shift: its length is chosen with the shift's.
///
/// [`ActivityTemplate::length_minutes`] is the shortest gap, its window of starts the least and the most of the first
/// piece, [`ActivityTemplate::minimum_before_end_minutes`] the least of the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SplitShift {
    /// Longest gap.
    pub longest_gap_minutes: u32,
    /// Lengths of the gap are this far apart, from the shortest on.
    pub gap_increment_minutes: u32,
    /// Longest second piece, from the gap's end to the shift's.
    #[serde(default)]
    pub longest_second_piece_minutes: Option<u32>,
    /// Most time from the shift's start to its end, the gap included.
    #[serde(default)]
    pub maximum_spread_minutes: Option<u32>,
}

impl ActivityTemplate {
    /// Lengths it may have, in minutes, ascending; one but for the gap of a split shift.
    pub fn lengths(&self) -> impl Iterator<Item = u32> + '_ {
        let (longest, step) = self.split.map_or((self.length_minutes, 1), |split| {
            (split.longest_gap_minutes, split.gap_increment_minutes)
        });
        (self.length_minutes..=longest).step_by(step.max(1) as usize)
    }
}

/// A kind of shift of a work plan. Its activities take place in the order listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ShiftTemplate {
    /// Identifier, for the roster and messages.
    pub id: String,
    /// Days of the week on which it may start.
    pub weekdays: Vec<Weekday>,
    /// Earliest start, local minutes from midnight.
    pub earliest_start_minutes: u32,
    /// Latest start, local minutes from midnight.
    pub latest_start_minutes: u32,
    /// Starts are this far apart, from the earliest on.
    pub start_increment_minutes: u32,
    /// Shortest paid time.
    pub minimum_paid_minutes: u32,
    /// Longest paid time; equal to the shortest for a shift of exact length.
    pub maximum_paid_minutes: u32,
    /// Paid times are this far apart, from the shortest on.
    pub paid_increment_minutes: u32,
    /// Meals and breaks, in the order in which they are taken.
    pub activities: Vec<ActivityTemplate>,
}

impl ShiftTemplate {
    /// The gap of a split shift.
    #[must_use]
    pub fn gap(&self) -> Option<(&ActivityTemplate, SplitShift)> {
        let mut activities = self.activities.iter();
        activities.find_map(|activity| activity.split.map(|split| (activity, split)))
    }

    /// The template with a gap of each length it may have, by length; the template itself where it is not split.
    #[must_use]
    pub fn with_each_gap(&self) -> Vec<ShiftTemplate> {
        let lengths = self.gap().map(|(gap, _)| gap.lengths().collect());
        let with = |minutes: Option<u32>| {
            let mut fixed = self.clone();
            for activity in &mut fixed.activities {
                if let (Some(split), Some(minutes)) = (&mut activity.split, minutes) {
                    activity.length_minutes = minutes;
                    split.longest_gap_minutes = minutes;
                }
            }
            fixed
        };
        let lengths: Vec<Option<u32>> = lengths.map_or(vec![None], |lengths: Vec<u32>| {
            lengths.into_iter().map(Some).collect()
        });
        lengths.into_iter().map(with).collect()
    }

    /// Slots of its unpaid activities, a gap at its shortest.
    #[must_use]
    pub fn unpaid_slots(&self, problem: &Problem) -> usize {
        let unpaid = self.activities.iter().filter(|activity| !activity.paid);
        unpaid
            .map(|activity| problem.slots_up(activity.length_minutes))
            .sum()
    }

    /// Most slots present from the first to the last; without end where the template sets none.
    #[must_use]
    pub fn most_slots(&self, problem: &Problem) -> usize {
        self.gap()
            .and_then(|(_, split)| split.maximum_spread_minutes)
            .map_or(usize::MAX, |minutes| problem.slots_down(minutes))
    }

    /// Whether a shift of this template may be present in the given slots on a day, were its breaks to fit.
    #[must_use]
    pub fn allows(&self, problem: &Problem, day: DayIndex, start: Slot, end: Slot) -> bool {
        let Some(date) = problem.days.get(day) else {
            return false;
        };
        let starts = (self.earliest_start_minutes..=self.latest_start_minutes)
            .step_by(self.start_increment_minutes.max(1) as usize)
            .any(|minutes| date.slot_at(minutes, problem.slot_minutes) == start);
        let unpaid: Vec<usize> = self
            .with_each_gap()
            .iter()
            .map(|fixed| fixed.unpaid_slots(problem))
            .collect();
        let lasts = (self.minimum_paid_minutes..=self.maximum_paid_minutes)
            .step_by(self.paid_increment_minutes.max(1) as usize)
            .map(|minutes| start + problem.slots_down(minutes))
            .any(|paid| unpaid.iter().any(|unpaid| paid + unpaid == end));
        let spread = end.saturating_sub(start) <= self.most_slots(problem);
        self.weekdays.contains(&date.weekday) && starts && lasts && spread
    }
}

/// A contract's rules. Weekly minima bind in weeks of which the horizon has all seven days; everything else always binds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkPlan {
    /// Identifier, for messages.
    pub id: String,
    /// Least paid minutes a week; a shift counts in the week of the day it starts on.
    pub minimum_paid_minutes_per_week: u32,
    /// Most paid minutes a week.
    pub maximum_paid_minutes_per_week: u32,
    /// Least working days a week.
    pub minimum_days_per_week: u32,
    /// Most working days a week.
    pub maximum_days_per_week: u32,
    /// Least days without a shift in the horizon (the planning period).
    pub minimum_days_off: u32,
    /// Most days with a shift in a row.
    pub maximum_consecutive_days: u32,
    /// Least minutes between the end of a shift and the start of the next.
    pub minimum_time_between_shifts_minutes: u32,
    /// The shifts the plan allows; at most one starts on a day.
    pub shifts: Vec<ShiftTemplate>,
    /// Further rules.
    #[serde(default)]
    pub rules: PlanRules,
}

impl WorkPlan {
    /// The week of the rotation that holds in a week of the horizon for an agent at `offset`; none without a rotation.
    #[must_use]
    pub fn rotation_week(&self, week: usize, offset: usize) -> Option<&RotationWeek> {
        let weeks = self.rules.rotation.len();
        self.rules
            .rotation
            .get((week % weeks.max(1) + offset % weeks.max(1)) % weeks.max(1))
    }
}

impl Default for WorkPlan {
    /// A plan that limits nothing and has no shifts yet.
    fn default() -> Self {
        WorkPlan {
            id: String::new(),
            minimum_paid_minutes_per_week: 0,
            maximum_paid_minutes_per_week: 7 * 1440,
            minimum_days_per_week: 0,
            maximum_days_per_week: 7,
            minimum_days_off: 0,
            maximum_consecutive_days: u32::MAX,
            minimum_time_between_shifts_minutes: 0,
            shifts: Vec::new(),
            rules: PlanRules::default(),
        }
    }
}

/// The coarsest slot, in minutes, on which the demand's interval and every time of the plans fall: the greatest common
/// divisor of them all. When it is finer than the interval, repeat each interval's requirement and divide its costs.
///
/// ```
/// assert_eq!(crewcast_solver::problem::planning_grain_minutes(30, &[]), 30);
/// ```
#[must_use]
pub fn planning_grain_minutes(interval_minutes: u32, plans: &[WorkPlan]) -> u32 {
    let mut grain = interval_minutes;
    for shift in plans.iter().flat_map(|plan| &plan.shifts) {
        grain = gcd(grain, shift.earliest_start_minutes);
        if shift.latest_start_minutes > shift.earliest_start_minutes {
            grain = gcd(grain, shift.start_increment_minutes);
        }
        grain = gcd(grain, shift.minimum_paid_minutes);
        if shift.maximum_paid_minutes > shift.minimum_paid_minutes {
            grain = gcd(grain, shift.paid_increment_minutes);
        }
        for activity in &shift.activities {
            grain = gcd(grain, activity.length_minutes);
            let splits = activity.split.iter();
            grain = splits.fold(grain, |grain, split| {
                gcd(grain, split.gap_increment_minutes)
            });
        }
    }
    grain
}

/// Greatest common divisor; 0 is neutral.
pub(crate) fn gcd<N: Copy + Default + PartialEq + Rem<Output = N>>(a: N, b: N) -> N {
    if b == N::default() { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_hour_break_makes_half_hour_intervals_too_coarse() {
        let plan = WorkPlan {
            id: "full".into(),
            minimum_paid_minutes_per_week: 2400,
            maximum_paid_minutes_per_week: 2400,
            minimum_days_per_week: 5,
            maximum_days_per_week: 5,
            minimum_days_off: 0,
            maximum_consecutive_days: 5,
            minimum_time_between_shifts_minutes: 660,
            shifts: vec![ShiftTemplate {
                id: "day".into(),
                weekdays: Weekday::ALL.to_vec(),
                earliest_start_minutes: 480,
                latest_start_minutes: 600,
                start_increment_minutes: 30,
                minimum_paid_minutes: 480,
                maximum_paid_minutes: 480,
                paid_increment_minutes: 30,
                activities: vec![ActivityTemplate {
                    id: "break".into(),
                    length_minutes: 15,
                    earliest_start_minutes: 60,
                    latest_start_minutes: 120,
                    paid: true,
                    minimum_distance_minutes: 0,
                    minimum_before_end_minutes: 0,
                    split: None,
                }],
            }],
            ..WorkPlan::default()
        };
        assert_eq!(planning_grain_minutes(30, &[plan]), 15);
    }
}
