use serde::{Deserialize, Serialize};

use crate::problem::{DayIndex, Problem, Shift, Weekday};

/// What nobody likes to do and somebody has to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Burden {
    /// A shift on a Saturday or Sunday: a weekend fully worked counts twice.
    WeekendDay,
    /// A night shift.
    Night,
    /// A start at an hour that few like.
    UnpopularStart,
    /// A shift on a public holiday ([`crate::problem::Day::is_public_holiday`]).
    PublicHoliday,
}

impl Burden {
    /// All of them.
    pub const ALL: [Burden; 4] = [
        Burden::WeekendDay,
        Burden::Night,
        Burden::UnpopularStart,
        Burden::PublicHoliday,
    ];
}

/// When a shift is a burden. Local times in minutes from midnight.
///
/// A night shift has at least so many of its minutes in the night; the defaults are those of a night worker in EU
/// Directive 2003/88/EC, art. 2: three hours in a period of seven that includes midnight to five.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct BurdenRules {
    /// Start of the night.
    pub night_start_minutes: u32,
    /// End of the night, in the next day.
    pub night_end_minutes: u32,
    /// Minutes present in the night that make a night shift.
    pub night_least_minutes: u32,
    /// Starts before this are unpopular.
    pub early_start_minutes: u32,
    /// Starts at this or later are unpopular.
    pub late_start_minutes: u32,
}

impl Default for BurdenRules {
    fn default() -> Self {
        BurdenRules {
            night_start_minutes: 23 * 60,
            night_end_minutes: 6 * 60,
            night_least_minutes: 180,
            early_start_minutes: 6 * 60,
            late_start_minutes: 14 * 60,
        }
    }
}

impl BurdenRules {
    /// Whether a shift on `day` is this burden. The template's name and activities play no part.
    #[must_use]
    pub fn weighs(&self, problem: &Problem, burden: Burden, shift: &Shift) -> bool {
        let Some(day) = problem.days.get(shift.day) else {
            return false;
        };
        match burden {
            Burden::WeekendDay => matches!(day.weekday, Weekday::Saturday | Weekday::Sunday),
            Burden::PublicHoliday => day.is_public_holiday,
            Burden::UnpopularStart => {
                let start = day.local_minutes(shift.start_slot, problem.slot_minutes);
                start < self.early_start_minutes || start >= self.late_start_minutes
            }
            Burden::Night => {
                let (start, end) = (shift.start_slot, shift.end_slot);
                let slots = (start..end).filter(|&slot| self.is_night(problem, shift.day, slot));
                let minutes = slots.count() * problem.slot_minutes as usize;
                minutes > 0 && minutes >= self.night_least_minutes as usize
            }
        }
    }

    fn is_night(&self, problem: &Problem, day: DayIndex, slot: usize) -> bool {
        let in_day = problem
            .days
            .get(day..)
            .into_iter()
            .flatten()
            .find(|date| slot < date.end_slot());
        let local = match in_day {
            Some(date) => date.local_minutes(slot, problem.slot_minutes),
            // Past the horizon's last midnight, where no clock change is known.
            None => {
                let beyond = slot.saturating_sub(problem.horizon_slots());
                u32::try_from(beyond)
                    .unwrap_or(u32::MAX)
                    .saturating_mul(problem.slot_minutes)
            }
        };
        local >= self.night_start_minutes || local < self.night_end_minutes
    }
}

/// The burdens of one shift.
#[must_use]
pub fn burdens_of(rules: &BurdenRules, problem: &Problem, shift: &Shift) -> Vec<Burden> {
    Burden::ALL
        .into_iter()
        .filter(|&burden| rules.weighs(problem, burden, shift))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{shift, week};

    fn burdens(day: usize, hour: usize) -> Vec<Burden> {
        let mut problem = week();
        problem.days[3].is_public_holiday = true;
        burdens_of(&BurdenRules::default(), &problem, &shift(day, hour))
    }

    #[test]
    fn an_ordinary_shift_is_none_and_a_sunday_night_is_several() {
        assert_eq!(burdens(0, 8), []);
        assert_eq!(burdens(3, 8), [Burden::PublicHoliday]);
        assert_eq!(
            burdens(6, 20),
            [Burden::WeekendDay, Burden::Night, Burden::UnpopularStart]
        );
    }

    #[test]
    fn three_hours_of_night_make_a_night_shift_and_two_do_not() {
        // Nine hours from 17:00 end at 2:00, from 16:00 at 1:00.
        assert_eq!(burdens(0, 17), [Burden::Night, Burden::UnpopularStart]);
        assert_eq!(burdens(0, 16), [Burden::UnpopularStart]);
        assert_eq!(burdens(0, 14), [Burden::UnpopularStart]);
        assert_eq!(burdens(0, 13), []);
    }
}
