//! `08:00-12:00 On queue; 12:00-12:30 Meal`: local times of one shift, each activity beginning where the one before ended.

use chrono::{Days, FixedOffset, NaiveTime, Offset, TimeZone};
use chrono_tz::Tz;

use crate::db::Instant;
use crate::organisation::ActivityCode;
use crate::schedules::{PAID, ShiftActivity, UNPAID};

/// What is wrong with a cell of activities.
pub(super) struct NotActivities {
    pub code: &'static str,
    pub reason: String,
    pub remedy: &'static str,
}

const FORM: &str =
    "write them as 08:00-12:00 On queue; 12:00-12:30 Meal, with the names of activity codes";

fn wrong(code: &'static str, reason: String) -> NotActivities {
    NotActivities {
        code,
        reason,
        remedy: FORM,
    }
}

/// Reads the activities of a shift that starts at `start`.
pub(super) fn read_activities(
    cell: &str,
    (start, zone): (Instant, Tz),
    codes: &[ActivityCode],
) -> Result<Vec<ShiftActivity>, NotActivities> {
    let mut activities = Vec::new();
    let mut at = start;
    for part in parts(cell) {
        let (times, name) = part
            .split_once(' ')
            .ok_or_else(|| wrong("invalid-activity", format!("{part:?} names no activity")))?;
        let (from, to) = spans(times)
            .ok_or_else(|| wrong("invalid-activity", format!("{times:?} are no two times")))?;
        if !shows(from, at, zone) {
            let local = zone.from_utc_datetime(&at.to_utc().naive_utc());
            let reason = format!("{part:?} does not begin at {}", local.format("%H:%M"));
            return Err(wrong("not-contiguous", reason));
        }
        let end = next(to, at, zone).ok_or_else(|| {
            wrong(
                "invalid-activity",
                format!("{part:?} ends at no time of the day"),
            )
        })?;
        let (code, paid) = meant(name.trim(), codes).ok_or_else(|| {
            wrong(
                "unknown-reference",
                format!("there is no activity code {:?}", name.trim()),
            )
        })?;
        let minutes = (end.epoch_millis() - at.epoch_millis()) / 60_000;
        activities.push(ShiftActivity {
            activity_code_id: code.id.clone(),
            start_at: at,
            length_minutes: u32::try_from(minutes).unwrap_or(0),
            paid,
            category: code.category,
            description: None,
            time_off_request_id: None,
        });
        at = end;
    }
    if activities.is_empty() {
        return Err(wrong("missing", "there are none".to_owned()));
    }
    Ok(activities)
}

/// The activities, each with its times; a semicolon inside a name parts nothing.
fn parts(cell: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for piece in cell.split(';') {
        let begins = piece
            .trim_start()
            .split(' ')
            .next()
            .and_then(spans)
            .is_some();
        match parts.last_mut() {
            Some(last) if !begins && !piece.trim().is_empty() => {
                last.push(';');
                last.push_str(piece);
            }
            _ if piece.trim().is_empty() => {}
            _ => parts.push(piece.trim_start().to_owned()),
        }
    }
    parts
}

/// A time of the clock, with its offset where the clock shows it twice.
type ClockTime = (NaiveTime, Option<FixedOffset>);

fn spans(times: &str) -> Option<(ClockTime, ClockTime)> {
    let (from, rest) = clock_time(times)?;
    let (to, rest) = clock_time(rest.strip_prefix('-')?)?;
    rest.is_empty().then_some((from, to))
}

fn clock_time(text: &str) -> Option<(ClockTime, &str)> {
    let time = NaiveTime::parse_from_str(text.get(..5)?, "%H:%M").ok()?;
    let rest = text.get(5..)?;
    let Some(offset) = rest.strip_prefix('(') else {
        return Some(((time, None), rest));
    };
    let (offset, rest) = offset.split_once(')')?;
    Some(((time, Some(offset.parse().ok()?)), rest))
}

fn shows((time, offset): ClockTime, at: Instant, zone: Tz) -> bool {
    let local = zone.from_utc_datetime(&at.to_utc().naive_utc());
    local.time() == time && offset.is_none_or(|offset| local.offset().fix() == offset)
}

/// The first instant after `at` at which the clock shows a time.
fn next((time, offset): ClockTime, at: Instant, zone: Tz) -> Option<Instant> {
    let today = zone
        .from_utc_datetime(&at.to_utc().naive_utc())
        .date_naive();
    let days = [0, 1].into_iter();
    let dates = days.filter_map(|days| today.checked_add_days(Days::new(days)));
    let shown = dates.flat_map(|date| {
        let local = zone.from_local_datetime(&date.and_time(time));
        [local.earliest(), local.latest()].into_iter().flatten()
    });
    shown
        .filter(|shown| offset.is_none_or(|offset| shown.offset().fix() == offset))
        .map(|shown| Instant::from_utc(shown.to_utc()))
        .filter(|shown| *shown > at)
        .min()
}

/// The code of that name, and whether it is paid.
fn meant<'a>(name: &str, codes: &'a [ActivityCode]) -> Option<(&'a ActivityCode, bool)> {
    let named = |name: &str| codes.iter().find(|code| code.name == name);
    if let Some(code) = named(name) {
        return Some((code, code.counts_as_paid_time));
    }
    let marked = [(PAID, true), (UNPAID, false)].into_iter();
    marked
        .filter_map(|(mark, paid)| Some((named(name.strip_suffix(mark)?)?, paid)))
        .next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::Europe::Berlin;

    #[test]
    fn a_semicolon_inside_a_name_parts_nothing() {
        let cell = "08:00-12:00 Calls; urgent; 12:00-12:30 Meal";
        assert_eq!(
            parts(cell),
            ["08:00-12:00 Calls; urgent", "12:00-12:30 Meal"]
        );
    }

    #[test]
    fn times_shown_twice_are_told_apart_by_their_offset() {
        let at = |text: &str| serde_json::from_str::<Instant>(&format!("\"{text}\"")).unwrap();
        let (from, to) = spans("02:30(+02:00)-02:30(+01:00)").unwrap_or_else(|| panic!("no times"));
        assert!(shows(from, at("2026-10-25T00:30:00Z"), Berlin));
        assert!(!shows(from, at("2026-10-25T01:30:00Z"), Berlin));
        let end = next(to, at("2026-10-25T00:30:00Z"), Berlin);
        assert_eq!(end, Some(at("2026-10-25T01:30:00Z")));
    }

    #[test]
    fn a_night_shift_goes_on_past_midnight() {
        let at = |text: &str| serde_json::from_str::<Instant>(&format!("\"{text}\"")).unwrap();
        let (_, to) = spans("22:00-06:00").unwrap_or_else(|| panic!("no times"));
        let end = next(to, at("2026-03-28T21:00:00Z"), Berlin);
        assert_eq!(end, Some(at("2026-03-29T04:00:00Z")), "an hour is missing");
    }
}
