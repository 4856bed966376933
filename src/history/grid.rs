//! The business unit's intervals, laid over local days.

use chrono_tz::Tz;

use super::times::Zone;

/// Finds the interval of an instant. Intervals are aligned to local clocks: in a zone 30 minutes off, hours begin at
/// half past UTC's.
#[derive(Debug)]
pub(super) struct Grid {
    zone: Zone,
    step_seconds: i64,
}

impl Grid {
    pub(super) fn new(zone: Tz, interval_minutes: u32) -> Self {
        Self {
            zone: Zone::new(zone),
            step_seconds: i64::from(interval_minutes.max(1)) * 60,
        }
    }

    /// The start of the interval that holds an instant; both in seconds since 1970.
    pub(super) fn interval_of(&mut self, utc: i64) -> i64 {
        let local = utc + self.zone.offset_near(utc);
        utc - local.rem_euclid(self.step_seconds)
    }

    /// Whether intervals of `seconds` start at this instant.
    pub(super) fn is_start(&mut self, utc: i64, seconds: i64) -> bool {
        seconds > 0 && (utc + self.zone.offset_near(utc)).rem_euclid(seconds) == 0
    }

    /// An interval's length in seconds.
    pub(super) fn step_seconds(&self) -> i64 {
        self.step_seconds
    }

    /// The start of the local day of an instant.
    pub(super) fn day_of(&mut self, utc: i64) -> i64 {
        let local = utc + self.zone.offset_near(utc);
        utc - local.rem_euclid(86_400)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_begin_where_local_clocks_show_them() {
        let mut kolkata = Grid::new(chrono_tz::Asia::Kolkata, 60);
        assert_eq!(kolkata.interval_of(1_800), 1_800);
        assert_eq!(kolkata.interval_of(1_799), -1_800);
        assert!(kolkata.is_start(1_800, 3_600) && !kolkata.is_start(3_600, 3_600));
    }
}
