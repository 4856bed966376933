use serde::{Deserialize, Serialize};

use super::Slot;

/// Day of the week, as a work plan names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Weekday {
    /// Monday.
    Monday,
    /// Tuesday.
    Tuesday,
    /// Wednesday.
    Wednesday,
    /// Thursday.
    Thursday,
    /// Friday.
    Friday,
    /// Saturday.
    Saturday,
    /// Sunday.
    Sunday,
}

impl Weekday {
    /// Monday to Sunday.
    pub const ALL: [Weekday; 7] = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];
}

/// The clock of a day that is put forward or back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClockChange {
    /// Local time, in minutes from midnight, at which the clock changes (120 for 02:00; before it is put back, 180).
    pub at_minutes: u32,
    /// Minutes the clock is put forward (60: a 23-hour day) or back (−60: a 25-hour day).
    pub forward_minutes: i32,
}

/// A calendar day of the business unit's zone, as a run of slots.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Day {
    /// Slot at local midnight.
    pub first_slot: Slot,
    /// Slots until the next local midnight (96 of 15 minutes; 92 or 100 when the clock changes).
    pub slots: usize,
    /// Day of the week.
    pub weekday: Weekday,
    /// Week of the horizon, from 0: the week that weekly rules count in.
    pub week: usize,
    /// Present when the clock changes on this day.
    pub clock_change: Option<ClockChange>,
    /// Whether it is a public holiday: a shift that starts on it is worked on one.
    #[serde(default)]
    pub is_public_holiday: bool,
}

impl Day {
    /// The slot in which the local time `minutes_from_midnight` falls; past 1,440 it lies in the next day.
    ///
    /// A time that the clock jumps over is read with the offset before the change (02:30 becomes 03:30, as RFC 5545
    /// does), one that comes twice is its first occurrence.
    ///
    /// ```
    /// use crewcast_solver::problem::{ClockChange, Day, Weekday};
    /// let spring = Day { first_slot: 0, slots: 23, weekday: Weekday::Sunday, week: 0,
    ///     clock_change: Some(ClockChange { at_minutes: 120, forward_minutes: 60 }), is_public_holiday: false };
    /// assert_eq!(spring.slot_at(60, 60), 1);
    /// assert_eq!(spring.slot_at(9 * 60, 60), 8);
    /// ```
    #[must_use]
    pub fn slot_at(&self, minutes_from_midnight: u32, slot_minutes: u32) -> Slot {
        let local = i64::from(minutes_from_midnight);
        let elapsed = match self.clock_change {
            Some(change) if change.forward_minutes >= 0 => {
                let (at, by) = (
                    i64::from(change.at_minutes),
                    i64::from(change.forward_minutes),
                );
                if local >= at + by { local - by } else { local }
            }
            Some(change) if local >= i64::from(change.at_minutes) => {
                local - i64::from(change.forward_minutes)
            }
            _ => local,
        };
        self.first_slot + usize::try_from(elapsed / i64::from(slot_minutes.max(1))).unwrap_or(0)
    }

    /// The local time, in minutes from midnight, at which `slot` of this day begins: what a start is compared by.
    #[must_use]
    pub fn local_minutes(&self, slot: Slot, slot_minutes: u32) -> u32 {
        let slots = u32::try_from(slot.saturating_sub(self.first_slot)).unwrap_or(u32::MAX);
        let elapsed = slots.saturating_mul(slot_minutes);
        match self.clock_change {
            Some(change) if elapsed >= change.at_minutes => {
                elapsed.saturating_add_signed(change.forward_minutes)
            }
            _ => elapsed,
        }
    }

    /// The slot after the day's last.
    #[must_use]
    pub fn end_slot(&self) -> Slot {
        self.first_slot + self.slots
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nine_in_the_morning_is_an_hour_later_in_elapsed_time_after_the_clock_went_back() {
        let autumn = Day {
            first_slot: 100,
            slots: 25,
            weekday: Weekday::Sunday,
            week: 0,
            clock_change: Some(ClockChange {
                at_minutes: 180,
                forward_minutes: -60,
            }),
            is_public_holiday: false,
        };
        assert_eq!(autumn.slot_at(120, 60), 102);
        assert_eq!(autumn.slot_at(180, 60), 104);
        assert_eq!(autumn.slot_at(540, 60), 110);
        assert_eq!(autumn.slot_at(1440, 60), autumn.end_slot());
    }

    #[test]
    fn a_slot_after_the_clock_changed_has_its_local_time() {
        for (at_minutes, forward_minutes, slots) in [(120, 60, 23), (180, -60, 25)] {
            let day = Day {
                first_slot: 48,
                slots,
                weekday: Weekday::Sunday,
                week: 0,
                clock_change: Some(ClockChange {
                    at_minutes,
                    forward_minutes,
                }),
                is_public_holiday: false,
            };
            assert_eq!(day.local_minutes(day.slot_at(540, 60), 60), 540);
            assert_eq!(day.local_minutes(day.slot_at(60, 60), 60), 60);
        }
    }

    #[test]
    fn a_time_the_clock_jumps_over_keeps_the_offset_before_the_change() {
        let spring = Day {
            first_slot: 0,
            slots: 46,
            weekday: Weekday::Sunday,
            week: 0,
            clock_change: Some(ClockChange {
                at_minutes: 120,
                forward_minutes: 60,
            }),
            is_public_holiday: false,
        };
        assert_eq!(spring.slot_at(150, 30), spring.slot_at(210, 30));
        assert_eq!(spring.slot_at(1440, 30), 46);
    }
}
