//! The feed behind a secret link.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

use super::content_line::ContentLines;
use super::time_zone::{LOCAL_FORMAT, write_time_zone};
use crate::auth::Secret;
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::organisation::{
    find_agent, find_business_unit, find_management_unit, list_activity_codes,
};
use crate::schedules::agent_schedules::{PublishedShift, published_shifts_with_version};
use crate::schedules::store;
use crate::tenancy::{Scope, TenantId};

/// The feed shows shifts this far back.
const DAYS_BACK: i64 = 28;

/// The feed shows shifts this far ahead.
const DAYS_AHEAD: i64 = 26 * 7;

const UTC_FORMAT: &str = "%Y%m%dT%H%M%SZ";

/// The calendar that `secret` opens, as `text/calendar`: the agent's published shifts from 4 weeks back to 26 ahead.
///
/// A shift keeps its UID as long as it stands; SEQUENCE is its schedule's version, which every edit raises.
///
/// # Errors
/// [`Failure::NotFound`] when the link was never made, was replaced or deleted, or the agent is no longer active. The
/// secret is not repeated.
pub fn calendar_feed(conn: &mut Conn<'_>, secret: &str, now: Instant) -> Result<String, Failure> {
    let missing = || Failure::not_found("calendar link", "(secret)");
    let stored = Secret::as_sent(secret).stored();
    let link = store::calendar_link_by_secret(conn, &stored)?.ok_or_else(missing)?;
    let scope = Scope::system(TenantId::new(link.tenant_id), now);
    let agent = find_agent(conn, &scope, &link.agent_id)?;
    if !agent.active {
        return Err(missing());
    }
    let management_unit = find_management_unit(conn, &scope, &agent.management_unit_id)?;
    let unit = find_business_unit(conn, &scope, &management_unit.business_unit_id)?;
    let names = list_activity_codes(conn, &scope, &unit.id)?
        .into_iter()
        .map(|code| (code.id, code.values.name))
        .collect();
    let from = now.plus_minutes(-DAYS_BACK * 1_440);
    let to = now.plus_minutes(DAYS_AHEAD * 1_440);
    let shifts =
        published_shifts_with_version(conn, &scope, std::slice::from_ref(&agent.id), from, to)?;
    Ok(write_calendar(&Feed {
        title: &agent.name,
        place: &unit.name,
        zone: unit.time_zone,
        from: from.to_utc() - TimeDelta::days(1),
        to: to.to_utc() + TimeDelta::days(1),
        names: &names,
        shifts: &shifts,
    }))
}

struct Feed<'a> {
    title: &'a str,
    place: &'a str,
    zone: Tz,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    names: &'a BTreeMap<String, String>,
    shifts: &'a [PublishedShift],
}

fn write_calendar(feed: &Feed<'_>) -> String {
    let mut lines = ContentLines::default();
    lines.raw("BEGIN", "VCALENDAR");
    lines.raw("VERSION", "2.0");
    lines.raw("PRODID", "-//Crewcast//Schedules//EN");
    lines.raw("CALSCALE", "GREGORIAN");
    lines.raw("METHOD", "PUBLISH");
    lines.text("X-WR-CALNAME", feed.title);
    lines.raw("X-WR-TIMEZONE", feed.zone.name());
    lines.raw("REFRESH-INTERVAL;VALUE=DURATION", "PT1H");
    lines.raw("X-PUBLISHED-TTL", "PT1H");
    write_time_zone(&mut lines, feed.zone, feed.from, feed.to);
    for published in feed.shifts {
        write_event(&mut lines, feed, published);
    }
    lines.raw("END", "VCALENDAR");
    lines.finish()
}

fn write_event(lines: &mut ContentLines, feed: &Feed<'_>, published: &PublishedShift) {
    let shift = &published.shift;
    let local = |at: Instant| feed.zone.from_utc_datetime(&at.to_utc().naive_utc());
    let stamp = published
        .modified_at
        .to_utc()
        .format(UTC_FORMAT)
        .to_string();
    let activities: Vec<String> = shift
        .activities
        .iter()
        .map(|activity| {
            let code = activity.activity_code_id.as_str();
            format!(
                "{}–{} {}",
                local(activity.start_at).format("%H:%M"),
                local(activity.end_at()).format("%H:%M"),
                feed.names.get(code).map_or(code, String::as_str)
            )
        })
        .collect();
    let moment = |at: Instant| local(at).format(LOCAL_FORMAT).to_string();
    let (start, end) = (
        format!("DTSTART;TZID={}", feed.zone.name()),
        format!("DTEND;TZID={}", feed.zone.name()),
    );
    lines.raw("BEGIN", "VEVENT");
    lines.raw("UID", &format!("{}@crewcast", shift.id));
    lines.raw("DTSTAMP", &stamp);
    lines.raw("LAST-MODIFIED", &stamp);
    lines.raw("SEQUENCE", &published.schedule_version.to_string());
    lines.raw(&start, &moment(shift.start_at));
    lines.raw(&end, &moment(shift.end_at()));
    lines.text("SUMMARY", &format!("Shift, {}", feed.place));
    lines.text("DESCRIPTION", &activities.join("\n"));
    lines.raw("TRANSP", "OPAQUE");
    lines.raw("END", "VEVENT");
}
