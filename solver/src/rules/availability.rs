use super::{AVAILABILITY, Breach, Rule};
use crate::problem::{Line, SlotRange};

/// No shift touches time off, training or another absence of the agent.
///
/// Source: approved time off and unavailable times of the agent.
pub struct Availability<'a> {
    /// When the agent cannot work.
    pub unavailable: &'a [SlotRange],
}

impl Rule for Availability<'_> {
    fn name(&self) -> &'static str {
        AVAILABILITY
    }

    fn breaches(&self, line: &Line) -> Vec<Breach> {
        let mut breaches = Vec::new();
        for shift in &line.shifts {
            for range in self.unavailable {
                let first = shift.start_slot.max(range.start);
                if first < shift.end_slot.min(range.end) {
                    let detail = format!(
                        "at work in slot {first}, unavailable in {}..{}",
                        range.start, range.end
                    );
                    breaches.push(Breach::at_slot(
                        line,
                        AVAILABILITY,
                        shift.day,
                        first,
                        detail,
                    ));
                }
            }
        }
        breaches
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::ordinary_week;

    #[test]
    fn a_shift_may_end_where_time_off_begins_but_not_one_slot_later() {
        let end = ordinary_week().shifts[0].end_slot;
        let after = [SlotRange {
            start: end,
            end: end + 5,
        }];
        assert_eq!(
            Availability {
                unavailable: &after
            }
            .breaches(&ordinary_week()),
            vec![]
        );
        let before = [SlotRange {
            start: end - 1,
            end: end + 5,
        }];
        let breaches = Availability {
            unavailable: &before,
        }
        .breaches(&ordinary_week());
        assert_eq!((breaches.len(), breaches[0].slot), (1, Some(end - 1)));
    }
}
