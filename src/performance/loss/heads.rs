//! Heads by planning group and time.

use std::collections::BTreeMap;

use chrono::{Days, TimeZone};
use chrono_tz::Tz;

use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::performance::facts::groups_on_roster;
use crate::performance::time_buckets::Bucket;
use crate::schedules::Schedule;
use crate::tenancy::Scope;

/// Heads on the roster of some schedules, by planning group, each until the end of its interval.
#[derive(Debug, Default)]
pub(super) struct HeadsOfSchedules(BTreeMap<String, BTreeMap<Instant, (Instant, f64)>>);

impl HeadsOfSchedules {
    /// Reads schedules, moved by `weeks` in the zone's local time.
    ///
    /// # Errors
    /// Those of the schedules' forecasts.
    pub(super) fn read(
        conn: &mut Conn<'_>,
        scope: &Scope,
        schedules: &[Schedule],
        (weeks, zone): (u32, Tz),
    ) -> Result<Self, Failure> {
        let mut found = Self::default();
        for schedule in schedules {
            for group in groups_on_roster(conn, scope, schedule, |_| true)? {
                let minutes = i64::from(group.grid.interval_minutes());
                let own = found.0.entry(group.staffed.id.clone()).or_default();
                for interval in group.intervals((group.grid.start(), group.grid.end()))? {
                    // A local time that clocks jump over has no heads.
                    if let Some(at) = weeks_later(interval.demand.start, weeks, zone) {
                        own.insert(at, (at.plus_minutes(minutes), interval.scheduled));
                    }
                }
            }
        }
        Ok(found)
    }

    /// A planning group's heads in a stretch, a mean where it has several intervals; `None` unless all of it is covered.
    pub(super) fn over(&self, planning_group_id: &str, stretch: Bucket) -> Option<f64> {
        let own = self.0.get(planning_group_id)?;
        let first = own.range(..=stretch.start).next_back();
        let first = first.map_or(stretch.start, |(start, _)| *start);
        let (mut covered, mut sum) = (0.0, 0.0);
        for (start, (end, heads)) in own.range(first..stretch.end) {
            if *start <= stretch.start && stretch.end <= *end {
                return Some(*heads);
            }
            let part = Bucket {
                start: stretch.start.max(*start),
                end: stretch.end.min(*end),
            };
            let seconds = part.seconds().max(0.0);
            covered += seconds;
            sum += heads * seconds;
        }
        // Whole seconds, so that their sum is exact.
        (covered == stretch.seconds()).then(|| sum / covered)
    }
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
    fn heads_hold_for_the_parts_of_their_interval_and_several_are_a_mean() {
        let minute = |minute: i64| Instant::from_epoch_millis(0).plus_minutes(minute);
        let stretch = |from: i64, to: i64| Bucket {
            start: minute(from),
            end: minute(to),
        };
        let own = [
            (minute(0), (minute(30), 20.0)),
            (minute(30), (minute(60), 10.0)),
        ];
        let heads = HeadsOfSchedules(BTreeMap::from([("g".to_owned(), own.into())]));
        assert_eq!(heads.over("g", stretch(15, 30)), Some(20.0));
        assert_eq!(heads.over("g", stretch(0, 60)), Some(15.0));
        assert_eq!(heads.over("g", stretch(15, 60)), Some(40.0 / 3.0));
        assert_eq!(heads.over("g", stretch(45, 75)), None);
        assert_eq!(heads.over("g", stretch(-15, 15)), None);
        assert_eq!(heads.over("other", stretch(0, 30)), None);
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
