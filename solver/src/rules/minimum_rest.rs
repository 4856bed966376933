use super::{Breach, MINIMUM_REST, Rule};
use crate::problem::Line;

/// Rest between the end of one shift and the start of the next, the last one before the horizon included.
///
/// Source: EU Directive 2003/88/EC, art. 3 (11 h); `minimumTimeBetweenShiftsMinutes` of a work plan. Elapsed time: the
/// night on which the clock goes back is an hour longer.
pub struct MinimumRest {
    /// Length of a slot.
    pub slot_minutes: u32,
    /// Rest asked for.
    pub rest_minutes: u32,
    /// Minutes between the last shift before the horizon and its start.
    pub minutes_since_last_shift: Option<u32>,
}

impl Rule for MinimumRest {
    fn name(&self) -> &'static str {
        MINIMUM_REST
    }

    fn breaches(&self, line: &Line) -> Vec<Breach> {
        let mut breaches = Vec::new();
        let slot = i64::from(self.slot_minutes);
        let mut ended = self
            .minutes_since_last_shift
            .map(|minutes| -i64::from(minutes));
        for shift in &line.shifts {
            let start = i64::try_from(shift.start_slot).unwrap_or(i64::MAX / slot.max(1)) * slot;
            let rest = ended.map(|end| start - end);
            if let Some(rest) = rest.filter(|rest| *rest < i64::from(self.rest_minutes)) {
                let detail = format!("{rest} minutes of rest, at least {}", self.rest_minutes);
                breaches.push(Breach::at_slot(
                    line,
                    MINIMUM_REST,
                    shift.day,
                    shift.start_slot,
                    detail,
                ));
            }
            ended = i64::try_from(shift.end_slot).ok().map(|end| end * slot);
        }
        breaches
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{line, shift};

    fn rule(minutes_since_last_shift: Option<u32>) -> MinimumRest {
        MinimumRest {
            slot_minutes: 60,
            rest_minutes: 660,
            minutes_since_last_shift,
        }
    }

    #[test]
    fn eleven_hours_are_enough_and_one_slot_less_is_not() {
        assert_eq!(
            rule(None).breaches(&line(vec![shift(0, 12), shift(1, 8)])),
            vec![]
        );
        let breaches = rule(None).breaches(&line(vec![shift(0, 12), shift(1, 7)]));
        assert_eq!((breaches.len(), breaches[0].slot), (1, Some(31)));
    }

    #[test]
    fn rest_counts_from_the_shift_before_the_horizon() {
        assert_eq!(rule(Some(180)).breaches(&line(vec![shift(0, 8)])), vec![]);
        assert_eq!(rule(Some(179)).breaches(&line(vec![shift(0, 8)])).len(), 1);
    }
}
