//! A zone's clock changes as a VTIMEZONE. Source: RFC 5545, section 3.6.5.

use chrono::{DateTime, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::{OffsetComponents, OffsetName, Tz};

use super::content_line::ContentLines;

/// Local time without a zone, as RFC 5545 writes it.
pub(super) const LOCAL_FORMAT: &str = "%Y%m%dT%H%M%S";

/// A span of time through which the offset from UTC stays the same.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Observance {
    daylight: bool,
    /// When it begins, by the clock before the change.
    local_start: NaiveDateTime,
    seconds_before: i32,
    seconds: i32,
    abbreviation: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Clock {
    seconds: i32,
    daylight: bool,
    abbreviation: String,
}

fn clock_at(zone: Tz, at: DateTime<Utc>) -> Clock {
    let offset = zone.offset_from_utc_datetime(&at.naive_utc());
    Clock {
        seconds: offset.fix().local_minus_utc(),
        daylight: !offset.dst_offset().is_zero(),
        abbreviation: offset.abbreviation().unwrap_or_default().to_owned(),
    }
}

/// What holds at `from` and every change until `to`. The zone database lists no changes, so days are compared and the
/// change between two that differ is found by halving, to the second.
fn observances(zone: Tz, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<Observance> {
    let begin = |before: &Clock, after: Clock, at: DateTime<Utc>| Observance {
        daylight: after.daylight,
        local_start: at.naive_utc() + TimeDelta::seconds(i64::from(before.seconds)),
        seconds_before: before.seconds,
        seconds: after.seconds,
        abbreviation: after.abbreviation,
    };
    let mut now = clock_at(zone, from);
    let mut found = vec![begin(&now, now.clone(), from)];
    let mut day = from;
    while day < to {
        let next_day = day + TimeDelta::days(1);
        if clock_at(zone, next_day) != now {
            let (mut before, mut after) = (day, next_day);
            while after - before > TimeDelta::seconds(1) {
                let middle = before + TimeDelta::seconds((after - before).num_seconds() / 2);
                if clock_at(zone, middle) == now {
                    before = middle;
                } else {
                    after = middle;
                }
            }
            let new = clock_at(zone, after);
            found.push(begin(&now, new.clone(), after));
            now = new;
        }
        day = next_day;
    }
    found
}

/// Writes the zone's clock changes over `from..to`.
pub(super) fn write_time_zone(
    lines: &mut ContentLines,
    zone: Tz,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) {
    lines.raw("BEGIN", "VTIMEZONE");
    lines.raw("TZID", zone.name());
    for observance in observances(zone, from, to) {
        let kind = if observance.daylight {
            "DAYLIGHT"
        } else {
            "STANDARD"
        };
        lines.raw("BEGIN", kind);
        let start = observance.local_start.format(LOCAL_FORMAT).to_string();
        lines.raw("DTSTART", &start);
        lines.raw("TZOFFSETFROM", &offset(observance.seconds_before));
        lines.raw("TZOFFSETTO", &offset(observance.seconds));
        if !observance.abbreviation.is_empty() {
            lines.text("TZNAME", &observance.abbreviation);
        }
        lines.raw("END", kind);
    }
    lines.raw("END", "VTIMEZONE");
}

fn offset(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let seconds = seconds.unsigned_abs();
    let (hours, minutes, rest) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if rest == 0 {
        format!("{sign}{hours:02}{minutes:02}")
    } else {
        format!("{sign}{hours:02}{minutes:02}{rest:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::{America, Asia, Europe};

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn year_2026(zone: Tz) -> String {
        let mut lines = ContentLines::default();
        write_time_zone(
            &mut lines,
            zone,
            at("2026-01-01T00:00:00Z"),
            at("2026-12-31T00:00:00Z"),
        );
        lines.finish().replace("\r\n", "\n")
    }

    #[test]
    fn berlin_changes_its_clocks_twice_at_the_published_instants() {
        let text = year_2026(Europe::Berlin);
        assert!(
            text.contains("BEGIN:DAYLIGHT\nDTSTART:20260329T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nTZNAME:CEST\nEND:DAYLIGHT"),
            "{text}"
        );
        assert!(
            text.contains("BEGIN:STANDARD\nDTSTART:20261025T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\nTZNAME:CET\nEND:STANDARD"),
            "{text}"
        );
        assert_eq!(text.matches("BEGIN:STANDARD").count(), 2);
    }

    #[test]
    fn shanghai_has_one_clock_all_year_and_st_johns_half_an_hour() {
        assert_eq!(year_2026(Asia::Shanghai).matches("DTSTART").count(), 1);
        let text = year_2026(America::St_Johns);
        assert!(
            text.contains("TZOFFSETFROM:-0330\nTZOFFSETTO:-0230"),
            "{text}"
        );
    }
}
