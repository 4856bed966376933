//! Unavailable times as stretches of time, repetitions written out.

use chrono::{Days, LocalResult, NaiveDate, TimeZone};
use chrono_tz::Tz;

use super::store;
use super::unavailable_time::parsed;
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::tenancy::Scope;

/// A stretch in which an agent cannot work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnavailableStretch {
    /// Who.
    pub agent_id: String,
    /// From when.
    pub start_at: Instant,
    /// To before when.
    pub end_at: Instant,
}

/// Approved unavailable times of these agents that touch `from..to`, each repetition for itself.
///
/// # Errors
/// Only the database's.
pub fn unavailable_stretches(
    conn: &mut Conn<'_>,
    scope: &Scope,
    agent_ids: &[String],
    zone: Tz,
    (from, to): (Instant, Instant),
) -> Result<Vec<UnavailableStretch>, Failure> {
    let mut found = Vec::new();
    for row in store::approved_times(conn, scope.tenant(), agent_ids, (from, to))? {
        let kept = parsed(&row)?;
        let all = repetitions(row.start_at, kept.end_at, kept.repeats_weekly_until, zone);
        let touching = all
            .into_iter()
            .filter(|(start, end)| *start < to && *end > from);
        found.extend(touching.map(|(start_at, end_at)| UnavailableStretch {
            agent_id: row.agent_id.clone(),
            start_at,
            end_at,
        }));
    }
    Ok(found)
}

/// A stretch and those of later weeks that start by `until`, each from and to the same local times. Where clocks jump over
/// a time it is an hour later.
pub(super) fn repetitions(
    start: Instant,
    end: Instant,
    until: Option<NaiveDate>,
    zone: Tz,
) -> Vec<(Instant, Instant)> {
    let local = |at: Instant| at.to_utc().with_timezone(&zone).naive_local();
    let (first, last) = (local(start), local(end));
    let mut found = vec![(start, end)];
    let Some(until) = until else {
        return found;
    };
    for week in 1.. {
        let later = Days::new(7 * week);
        let (Some(from), Some(to)) = (first.checked_add_days(later), last.checked_add_days(later))
        else {
            break;
        };
        if from.date() > until {
            break;
        }
        let instant = |local: chrono::NaiveDateTime| match zone.from_local_datetime(&local) {
            LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => {
                Instant::from_utc(at.to_utc())
            }
            LocalResult::None => {
                let before = local - chrono::TimeDelta::hours(1);
                let before = zone.from_local_datetime(&before).earliest();
                before.map_or(end, |at| Instant::from_utc(at.to_utc()).plus_minutes(60))
            }
        };
        found.push((instant(from), instant(to)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::Europe::Berlin;

    fn instant(text: &str) -> Instant {
        serde_json::from_value(serde_json::json!(text)).unwrap()
    }

    #[test]
    fn repetitions_keep_their_local_times_over_a_change_of_clocks() {
        let all = repetitions(
            instant("2026-03-22T01:30:00+01:00"),
            instant("2026-03-22T04:00:00+01:00"),
            Some("2026-03-29".parse().unwrap()),
            Berlin,
        );
        assert_eq!(all.len(), 2);
        // The second night is an hour shorter.
        assert_eq!(
            all[1],
            (
                instant("2026-03-29T01:30:00+01:00"),
                instant("2026-03-29T04:00:00+02:00")
            )
        );
    }

    #[test]
    fn a_stretch_without_an_end_of_repeating_is_there_once() {
        let (start, end) = (
            instant("2026-06-01T16:00:00Z"),
            instant("2026-06-01T18:00:00Z"),
        );
        assert_eq!(repetitions(start, end, None, Berlin), [(start, end)]);
    }
}
