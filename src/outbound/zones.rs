//! Time zones that people name, and what clocks there read.

use chrono::{Datelike, TimeZone, Timelike};
use chrono_tz::Tz;
use crewcast_forecasts::response::HourOfWeek;

use crate::db::Instant;
use crate::failure::Faults;

/// Notes a fault where no zone has that name.
pub(in crate::outbound) fn require_zone(name: &str, pointer: &str, faults: &mut Faults) {
    faults.require(
        name.parse::<Tz>().is_ok(),
        pointer,
        "unknown-time-zone",
        "use an IANA name such as Asia/Shanghai",
    );
}

/// The hour of the week there.
pub(in crate::outbound) fn hour_of_week(at: Instant, zone: Tz) -> Option<HourOfWeek> {
    let local = zone.from_utc_datetime(&at.to_utc().naive_utc());
    let hour = local.weekday().num_days_from_monday() * 24 + local.hour();
    u8::try_from(hour)
        .ok()
        .and_then(|hour| HourOfWeek::new(hour).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hour_is_that_of_the_clocks_there() {
        let at: Instant = serde_json::from_str("\"2026-11-23T02:00:00Z\"").unwrap();
        let hour = hour_of_week(at, chrono_tz::Asia::Shanghai).unwrap();
        assert_eq!((hour.weekday(), hour.hour_of_day()), (0, 10));
        let hour = hour_of_week(at, chrono_tz::America::New_York).unwrap();
        assert_eq!((hour.weekday(), hour.hour_of_day()), (6, 21));
    }
}
