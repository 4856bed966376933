//! A schedule as CSV, one row a shift.

use std::collections::BTreeMap;

use chrono::{SecondsFormat, TimeZone};
use chrono_tz::Tz;

use super::agent_schedules::shifts_of_schedule;
use super::find::find_schedule;
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::organisation::{
    ActivityCode, agents_of_business_unit, find_business_unit, formula_guarded, list_activity_codes,
};
use crate::tenancy::Scope;

/// The columns, in order.
const HEADERS: [&str; 9] = [
    "AgentId",
    "AgentExternalId",
    "AgentName",
    "Date",
    "Start",
    "End",
    "PaidMinutes",
    "Activities",
    "Shift",
];

/// Behind an activity that is paid though its code is not.
pub const PAID: &str = " (paid)";

/// Behind an activity that is not paid though its code is.
pub const UNPAID: &str = " (unpaid)";

/// Local hours and minutes, with the offset where the clock shows them twice.
fn clock(zone: Tz, at: Instant) -> String {
    let local = zone.from_utc_datetime(&at.to_utc().naive_utc());
    let twice = zone.from_local_datetime(&local.naive_local());
    let format = match twice {
        chrono::LocalResult::Ambiguous(..) => "%H:%M(%:z)",
        _ => "%H:%M",
    };
    local.format(format).to_string()
}

/// All shifts of a schedule in order of time: the local date a shift starts on, start and end in local time with their
/// offset, paid minutes, its activities, and the work plan's shift it is. An activity's times carry their offset where the
/// clock shows them twice, and it says whether it is paid where its code says otherwise, so that an import of the file
/// gives the same shifts.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn export_schedule(
    conn: &mut Conn<'_>,
    scope: &Scope,
    schedule_id: &str,
) -> Result<String, Failure> {
    let schedule = find_schedule(conn, scope, schedule_id)?;
    let unit = find_business_unit(conn, scope, &schedule.business_unit_id)?;
    let agents: BTreeMap<String, (String, Option<String>)> =
        agents_of_business_unit(conn, scope, &unit.id)?
            .into_iter()
            .map(|agent| (agent.id, (agent.values.name, agent.values.external_id)))
            .collect();
    let codes: BTreeMap<String, ActivityCode> = list_activity_codes(conn, scope, &unit.id)?
        .into_iter()
        .map(|code| (code.id.clone(), code))
        .collect();
    let local = |at: Instant| unit.time_zone.from_utc_datetime(&at.to_utc().naive_utc());
    let written = |error: csv::Error| Failure::Internal(format!("writing CSV: {error}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(HEADERS).map_err(written)?;
    for shift in shifts_of_schedule(conn, scope, schedule_id)? {
        let (name, external_id) = agents
            .get(&shift.agent_id)
            .map_or(("", None), |(name, external)| {
                (name.as_str(), external.as_deref())
            });
        let activities: Vec<String> = shift
            .activities
            .iter()
            .map(|activity| {
                let code = codes.get(&activity.activity_code_id);
                let pay =
                    match code {
                        Some(code) if code.counts_as_paid_time != activity.paid => {
                            if activity.paid { PAID } else { UNPAID }
                        }
                        _ => "",
                    };
                format!(
                    "{}-{} {}{pay}",
                    clock(unit.time_zone, activity.start_at),
                    clock(unit.time_zone, activity.end_at()),
                    code.map_or(activity.activity_code_id.as_str(), |code| &code.name)
                )
            })
            .collect();
        let instant = |at: Instant| local(at).to_rfc3339_opts(SecondsFormat::Secs, false);
        let row = [
            formula_guarded(&shift.agent_id),
            formula_guarded(external_id.unwrap_or_default()),
            formula_guarded(name),
            local(shift.start_at).date_naive().to_string(),
            instant(shift.start_at),
            instant(shift.end_at()),
            shift.paid_minutes().to_string(),
            formula_guarded(&activities.join("; ")),
            formula_guarded(shift.work_plan_shift_id.as_deref().unwrap_or_default()),
        ];
        writer.write_record(row).map_err(written)?;
    }
    let bytes = writer
        .into_inner()
        .map_err(|error| Failure::Internal(format!("writing CSV: {error}")))?;
    String::from_utf8(bytes).map_err(|error| Failure::Internal(format!("writing CSV: {error}")))
}
