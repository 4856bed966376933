//! The feed behind a secret link.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

use super::content_line::ContentLines;
use super::time_zone::{LOCAL_FORMAT, write_time_zone};
use crate::auth::Secret;
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::organisation::{
    find_agent, find_business_unit, find_management_unit, list_activity_codes, midnight,
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
/// The first, second … shift of an agent's day keeps its UID whatever becomes of it, also when another schedule is
/// published for its week; SEQUENCE is the second of its schedule's last change, so that it rises from one schedule to the
/// next, where versions begin anew.
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
    // From a midnight on, so that the shifts of the first day are counted whole.
    let first = now.plus_minutes(-DAYS_BACK * 1_440).to_utc();
    let first = first.with_timezone(&unit.time_zone).date_naive();
    let from = midnight(first, unit.time_zone).unwrap_or(now);
    let to = now.plus_minutes(DAYS_AHEAD * 1_440);
    let shifts =
        published_shifts_with_version(conn, &scope, std::slice::from_ref(&agent.id), from, to)?;
    Ok(write_calendar(&Feed {
        agent_id: &agent.id,
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
    agent_id: &'a str,
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
    let mut of_day: BTreeMap<NaiveDate, u32> = BTreeMap::new();
    for published in feed.shifts {
        let date = feed.local(published.shift.start_at).date_naive();
        let place = of_day.entry(date).or_default();
        *place += 1;
        let uid = format!("{}-{date}-{place}@crewcast", feed.agent_id);
        write_event(&mut lines, feed, published, &uid);
    }
    lines.raw("END", "VCALENDAR");
    lines.finish()
}

impl Feed<'_> {
    fn local(&self, at: Instant) -> DateTime<Tz> {
        self.zone.from_utc_datetime(&at.to_utc().naive_utc())
    }

    /// A property with its zone and value. A local time that comes twice means its first (RFC 5545, section 3.3.5), so the
    /// second is written in UTC.
    fn moment(&self, property: &str, at: Instant) -> (String, String) {
        let local = self.local(at);
        let first = self
            .zone
            .from_local_datetime(&local.naive_local())
            .earliest();
        if first.is_some_and(|first| first != local) {
            return (
                property.to_owned(),
                at.to_utc().format(UTC_FORMAT).to_string(),
            );
        }
        let name = format!("{property};TZID={}", self.zone.name());
        (name, local.format(LOCAL_FORMAT).to_string())
    }
}

/// SEQUENCE counts seconds from here, so that it stays a 32-bit number until 2088.
const SEQUENCE_START: i64 = 1_577_836_800;

fn write_event(lines: &mut ContentLines, feed: &Feed<'_>, published: &PublishedShift, uid: &str) {
    let shift = &published.shift;
    let local = |at: Instant| feed.local(at);
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
    let sequence = published.modified_at.epoch_millis() / 1_000 - SEQUENCE_START;
    let (start, starts) = feed.moment("DTSTART", shift.start_at);
    let (end, ends) = feed.moment("DTEND", shift.end_at());
    lines.raw("BEGIN", "VEVENT");
    lines.raw("UID", uid);
    lines.raw("DTSTAMP", &stamp);
    lines.raw("LAST-MODIFIED", &stamp);
    lines.raw("SEQUENCE", &sequence.max(0).to_string());
    lines.raw(&start, &starts);
    lines.raw(&end, &ends);
    lines.text("SUMMARY", &format!("Shift, {}", feed.place));
    lines.text("DESCRIPTION", &activities.join("\n"));
    lines.raw("TRANSP", "OPAQUE");
    lines.raw("END", "VEVENT");
}
