use super::{Breach, PAID_MINUTES_PER_DAY, Rule};
use crate::problem::Line;

/// Most paid minutes of the shifts that start on a day.
///
/// Source: `maximumPaidMinutesPerDay` of a work plan; Labour Law of the People's Republic of China, art. 36 (8 h).
pub struct PaidMinutesPerDay {
    /// Length of a slot.
    pub slot_minutes: u32,
    /// Most minutes.
    pub most: u32,
}

impl Rule for PaidMinutesPerDay {
    fn name(&self) -> &'static str {
        PAID_MINUTES_PER_DAY
    }

    fn breaches(&self, line: &Line) -> Vec<Breach> {
        let mut by_day = std::collections::BTreeMap::new();
        for shift in &line.shifts {
            *by_day.entry(shift.day).or_insert(0) +=
                shift.paid_slots() * self.slot_minutes as usize;
        }
        by_day
            .into_iter()
            .filter(|(_, minutes)| *minutes > self.most as usize)
            .map(|(day, minutes)| {
                let detail = format!("{minutes} paid minutes, at most {}", self.most);
                Breach::on_day(line, PAID_MINUTES_PER_DAY, day, detail)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{line, shift};

    #[test]
    fn eight_paid_hours_keep_eight_although_nine_are_spent() {
        let breaches = |most| {
            PaidMinutesPerDay {
                slot_minutes: 60,
                most,
            }
            .breaches(&line(vec![shift(2, 8)]))
            .len()
        };
        assert_eq!((breaches(480), breaches(479)), (0, 1));
    }
}
