use super::{Breach, DAY_WINDOWS, Rule};
use crate::problem::{DayIndex, DayWindow, Line, Problem, Shift, Slot};

/// Earliest start and latest end by day of the week.
///
/// Source: `dayWindows` of a work plan. Local times: an end in the next day follows the next day's clock.
pub struct DayWindows<'a> {
    /// The problem.
    pub problem: &'a Problem,
    /// The windows; all that name a day hold on it.
    pub windows: &'a [DayWindow],
}

const DAY_MINUTES: u32 = 1440;

impl DayWindows<'_> {
    /// The slot at a local time of a day, which may lie in the next one.
    fn slot_at(&self, day: DayIndex, minutes: u32) -> Option<Slot> {
        let (days, slot_minutes) = (&self.problem.days, self.problem.slot_minutes);
        match days.get(day + 1) {
            Some(next) if minutes >= DAY_MINUTES => {
                Some(next.slot_at(minutes - DAY_MINUTES, slot_minutes))
            }
            _ => Some(days.get(day)?.slot_at(minutes, slot_minutes)),
        }
    }

    fn fault(&self, window: &DayWindow, shift: &Shift) -> Option<String> {
        let day = self.problem.days.get(shift.day)?;
        if !window.weekdays.contains(&day.weekday) {
            return None;
        }
        let start = day.local_minutes(shift.start_slot, self.problem.slot_minutes);
        if let Some(earliest) = window.earliest_start_minutes.filter(|&least| start < least) {
            return Some(format!(
                "starts {start} minutes after midnight, at the earliest {earliest}"
            ));
        }
        let latest = window.latest_end_minutes?;
        let last = self.slot_at(shift.day, latest)?;
        (shift.end_slot > last).then(|| {
            format!(
                "ends before slot {}, at the latest {latest} minutes after midnight (slot {last})",
                shift.end_slot
            )
        })
    }
}

impl Rule for DayWindows<'_> {
    fn name(&self) -> &'static str {
        DAY_WINDOWS
    }

    fn breaches(&self, line: &Line) -> Vec<Breach> {
        let of_shift = |shift| {
            let faults = self
                .windows
                .iter()
                .filter_map(move |window| self.fault(window, shift));
            faults.map(move |detail| {
                Breach::at_slot(line, DAY_WINDOWS, shift.day, shift.start_slot, detail)
            })
        };
        line.shifts.iter().flat_map(of_shift).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::{ClockChange, Weekday};
    use crate::rules::testing::{line, shift, week};

    fn window(earliest: Option<u32>, latest: Option<u32>) -> DayWindow {
        DayWindow {
            weekdays: vec![Weekday::Tuesday],
            earliest_start_minutes: earliest,
            latest_end_minutes: latest,
        }
    }

    fn breaches(problem: &Problem, window: DayWindow, shift: Shift) -> usize {
        DayWindows {
            problem,
            windows: &[window],
        }
        .breaches(&line(vec![shift]))
        .len()
    }

    #[test]
    fn a_start_at_the_earliest_and_an_end_at_the_latest_are_right() {
        let problem = week();
        let nine_to_five = || window(Some(8 * 60), Some(17 * 60));
        assert_eq!(breaches(&problem, nine_to_five(), shift(1, 8)), 0);
        assert_eq!(breaches(&problem, nine_to_five(), shift(1, 7)), 1);
        assert_eq!(breaches(&problem, nine_to_five(), shift(1, 9)), 1);
        assert_eq!(breaches(&problem, nine_to_five(), shift(2, 9)), 0);
    }

    #[test]
    fn an_end_in_the_next_day_follows_that_days_clock() {
        let mut problem = week();
        problem.days[2].clock_change = Some(ClockChange {
            at_minutes: 120,
            forward_minutes: 60,
        });
        // From 22:00 to 07:00 by a clock put forward: eight hours.
        let mut night = shift(1, 22);
        night.end_slot = night.start_slot + 8;
        let until_seven = window(None, Some(DAY_MINUTES + 7 * 60));
        assert_eq!(breaches(&problem, until_seven.clone(), night.clone()), 0);
        night.end_slot += 1;
        assert_eq!(breaches(&problem, until_seven, night), 1);
    }
}
