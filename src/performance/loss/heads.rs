//! Heads by planning group and instant, and the forecasts they were made for.

use std::collections::BTreeMap;

use chrono::{Days, TimeZone};
use chrono_tz::Tz;
use crewcast_forecasts::units::{AhtSeconds, ContactsPerInterval};

use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::performance::facts::groups_of_schedule;
use crate::schedules::Schedule;
use crate::tenancy::Scope;

/// Heads on the roster of some schedules, by planning group and the start of the interval.
#[derive(Debug, Default)]
pub(super) struct HeadsOfSchedules {
    pub heads: BTreeMap<(String, Instant), f64>,
    /// Contacts forecast and their handle time.
    pub forecast: BTreeMap<(String, Instant), (ContactsPerInterval, AhtSeconds)>,
}

/// Reads schedules, moved by `weeks` in the zone's local time.
///
/// # Errors
/// Those of the requirement.
pub(super) fn heads_of_schedules(
    conn: &mut Conn<'_>,
    scope: &Scope,
    schedules: &[Schedule],
    (weeks, zone): (u32, Tz),
) -> Result<HeadsOfSchedules, Failure> {
    let mut found = HeadsOfSchedules::default();
    for schedule in schedules {
        for group in groups_of_schedule(conn, scope, schedule, |_| true)? {
            for interval in &group.intervals {
                // A local time that clocks jump over has no heads.
                let Some(at) = weeks_later(interval.start, weeks, zone) else {
                    continue;
                };
                let key = (group.id.clone(), at);
                found.heads.insert(key.clone(), interval.scheduled);
                found.forecast.insert(key, (interval.volume, interval.aht));
            }
        }
    }
    Ok(found)
}

/// The same local time some weeks later; `None` where clocks jump over it.
pub(super) fn weeks_later(at: Instant, weeks: u32, zone: Tz) -> Option<Instant> {
    if weeks == 0 {
        return Some(at);
    }
    let local = zone
        .from_utc_datetime(&at.to_utc().naive_utc())
        .naive_local();
    let later = local.checked_add_days(Days::new(u64::from(weeks) * 7))?;
    let found = zone.from_local_datetime(&later).earliest()?;
    Some(Instant::from_utc(found.to_utc()))
}

/// The same local time some weeks before; the instant's own place in a day where clocks jump over it.
pub(super) fn weeks_before(at: Instant, weeks: u32, zone: Tz) -> Instant {
    let local = zone
        .from_utc_datetime(&at.to_utc().naive_utc())
        .naive_local();
    let days = Days::new(u64::from(weeks) * 7);
    let before = local
        .checked_sub_days(days)
        .and_then(|before| zone.from_local_datetime(&before).earliest());
    before.map_or_else(
        || at.plus_minutes(-i64::from(weeks) * 7 * 1_440),
        |before| Instant::from_utc(before.to_utc()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        serde_json::from_value(serde_json::json!(text)).unwrap()
    }

    #[test]
    fn a_pattern_keeps_its_local_times_over_a_change_of_clocks() {
        let berlin = chrono_tz::Europe::Berlin;
        // Nine in the morning, a week before and after the clocks go forward on 29 March 2026.
        let (before, after) = (at("2026-03-26T08:00:00Z"), at("2026-04-02T07:00:00Z"));
        assert_eq!(weeks_later(before, 1, berlin), Some(after));
        assert_eq!(weeks_before(after, 1, berlin), before);
        // Half past two on the 29th does not exist.
        assert_eq!(weeks_later(at("2026-03-22T01:30:00Z"), 1, berlin), None);
    }
}
