use super::Pattern;
use crate::problem::Slot;

/// Places the breaks of a shift where they lose least value, exactly, by dynamic programming over the activities in
/// their order: the best start of one is the best prefix of the starts of the one before that leave its distance.
#[derive(Clone, Debug, Default)]
pub struct BreakPlacer {
    /// Per activity: offset of its window, and per start up to there the least loss and the start that gives it.
    windows: Vec<(usize, Vec<(f64, usize)>)>,
}

impl BreakPlacer {
    /// The least value lost to activities by a shift of `slots` slots from `start`, where `prefix[t]` is the value of
    /// all slots before `t`; none when the activities do not fit. The starts found are read by [`Self::starts`].
    pub fn least_loss(
        &mut self,
        pattern: &Pattern,
        start: Slot,
        slots: usize,
        prefix: &[f64],
    ) -> Option<f64> {
        self.least(pattern, start, slots, |before, _, from, to| {
            before + prefix[to] - prefix[from]
        })
    }

    /// The same where what an activity loses is told by `add`: to what was lost before, the loss of an activity of the
    /// pattern in a range of slots.
    pub fn least(
        &mut self,
        pattern: &Pattern,
        start: Slot,
        slots: usize,
        add: impl Fn(f64, usize, Slot, Slot) -> f64,
    ) -> Option<f64> {
        let count = pattern.activities.len();
        while self.windows.len() < count {
            self.windows.push((0, Vec::new()));
        }
        let mut least = 0.0;
        for (index, activity) in pattern.activities.iter().enumerate() {
            let starts = activity.starts(slots)?;
            let (done, open) = self.windows.split_at_mut(index);
            let (offset, window) = open.first_mut()?;
            window.clear();
            *offset = *starts.start();
            let mut best = (f64::INFINITY, 0);
            for position in starts {
                let before = match (done.last(), index.checked_sub(1)) {
                    (Some((first, earlier)), Some(previous)) => {
                        let gap = pattern.activities[previous].slots + activity.distance;
                        match position.checked_sub(gap + first) {
                            Some(reach) => earlier[reach.min(earlier.len() - 1)].0,
                            None => f64::INFINITY,
                        }
                    }
                    _ => 0.0,
                };
                let from = start + position;
                let loss = add(before, index, from, from + activity.slots);
                if loss < best.0 {
                    best = (loss, position);
                }
                window.push(best);
            }
            least = window.last().filter(|last| last.0.is_finite())?.0;
        }
        Some(least)
    }

    /// Starts, counted from the shift's start, of the placement [`Self::least_loss`] found last for this pattern.
    #[must_use]
    pub fn starts(&self, pattern: &Pattern) -> Vec<usize> {
        let mut starts = vec![0; pattern.activities.len()];
        let mut reach = usize::MAX;
        for (index, activity) in pattern.activities.iter().enumerate().rev() {
            let (offset, window) = &self.windows[index];
            let position = reach.min(window.len() - 1);
            starts[index] = window[position].1;
            if let Some(previous) = index.checked_sub(1) {
                let gap = pattern.activities[previous].slots + activity.distance;
                reach = starts[index].saturating_sub(gap + self.windows[previous].0);
            }
            debug_assert!(starts[index] >= *offset);
        }
        starts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shifts::ActivityWindow;
    use proptest::prelude::*;

    fn window(slots: usize, earliest: usize, latest: usize, distance: usize) -> ActivityWindow {
        ActivityWindow {
            slots,
            earliest,
            latest,
            distance,
            before_end: 0,
            most_before_end: usize::MAX,
        }
    }

    fn pattern(activities: Vec<ActivityWindow>) -> Pattern {
        Pattern {
            template: 0,
            activities,
            unpaid_slots: 0,
            most_slots: usize::MAX,
        }
    }

    fn prefix(values: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0];
        for value in values {
            sums.push(sums[sums.len() - 1] + value);
        }
        sums
    }

    #[test]
    fn a_break_goes_where_the_queue_needs_the_agent_least() {
        let pattern = pattern(vec![window(1, 1, 4, 0)]);
        let mut placer = BreakPlacer::default();
        let loss = placer.least_loss(&pattern, 0, 6, &prefix(&[5.0, 4.0, 3.0, 1.0, 2.0, 5.0]));
        assert_eq!(loss, Some(1.0));
        assert_eq!(placer.starts(&pattern), vec![3]);
    }

    #[test]
    fn activities_that_do_not_fit_leave_no_shift() {
        let pattern = pattern(vec![window(2, 4, 5, 0)]);
        assert_eq!(
            BreakPlacer::default().least_loss(&pattern, 0, 5, &prefix(&[0.0; 5])),
            None
        );
    }

    proptest! {
        #[test]
        fn the_placement_is_as_cheap_as_the_best_of_all(
            values in prop::collection::vec(-3i32..4, 16),
            a in (1usize..3, 0usize..5, 0usize..6),
            b in (1usize..3, 0usize..8, 0usize..6, 0usize..4),
            most_after in prop::option::of(0usize..8),
            slots in 8usize..=16,
        ) {
            let values: Vec<f64> = values.into_iter().map(f64::from).collect();
            let sums = prefix(&values);
            let mut first = window(a.0, a.1, a.1 + a.2, 0);
            first.most_before_end = most_after.unwrap_or(usize::MAX);
            let second = window(b.0, b.1, b.1 + b.2, b.3);
            let pattern = pattern(vec![first, second]);
            let mut best: Option<f64> = None;
            for p in first.earliest..=first.latest {
                for q in second.earliest..=second.latest {
                    let after = slots.saturating_sub(p + first.slots);
                    if after > first.most_before_end || p + first.slots > slots || q + second.slots > slots || q < p + first.slots + second.distance {
                        continue;
                    }
                    let loss = sums[p + first.slots] - sums[p] + sums[q + second.slots] - sums[q];
                    best = Some(best.map_or(loss, |least: f64| least.min(loss)));
                }
            }
            let mut placer = BreakPlacer::default();
            let found = placer.least_loss(&pattern, 0, slots, &sums);
            prop_assert_eq!(found, best);
            if found.is_some() {
                let starts = placer.starts(&pattern);
                prop_assert!(starts[1] >= starts[0] + first.slots + second.distance);
                let loss = sums[starts[0] + first.slots] - sums[starts[0]] + sums[starts[1] + second.slots] - sums[starts[1]];
                prop_assert_eq!(Some(loss), best);
            }
        }
    }
}
