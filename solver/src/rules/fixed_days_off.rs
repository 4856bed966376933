use super::{Breach, FIXED_DAYS_OFF, Rule};
use crate::problem::{DayIndex, Line};

/// No shift starts on a day that the agent has off; one from the day before may run into it.
///
/// Source: `daysOff` of an agent; Burke & Curtois 2014, "days off".
pub struct FixedDaysOff<'a> {
    /// The days.
    pub days: &'a [DayIndex],
}

impl Rule for FixedDaysOff<'_> {
    fn name(&self) -> &'static str {
        FIXED_DAYS_OFF
    }

    fn breaches(&self, line: &Line) -> Vec<Breach> {
        line.shifts
            .iter()
            .filter(|shift| self.days.contains(&shift.day))
            .map(|shift| {
                let detail = format!("{:?} on a day off", shift.template);
                Breach::at_slot(line, FIXED_DAYS_OFF, shift.day, shift.start_slot, detail)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{line, ordinary_week, shift};

    #[test]
    fn a_shift_on_a_day_off_is_a_breach_and_one_that_runs_into_it_is_not() {
        let off = FixedDaysOff { days: &[2, 6] };
        assert_eq!(off.breaches(&ordinary_week())[0].day, Some(2));
        assert_eq!(off.breaches(&line(vec![shift(1, 20)])), vec![]);
    }
}
