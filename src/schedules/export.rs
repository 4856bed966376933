//! A schedule as CSV, one row a shift.

use std::collections::BTreeMap;

use chrono::{SecondsFormat, TimeZone};

use super::agent_schedules::shifts_of_schedule;
use super::find::find_schedule;
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::organisation::{
    agents_of_business_unit, find_business_unit, formula_guarded, list_activity_codes,
};
use crate::tenancy::Scope;

const HEADERS: [&str; 8] = [
    "AgentId",
    "AgentExternalId",
    "AgentName",
    "Date",
    "Start",
    "End",
    "PaidMinutes",
    "Activities",
];

/// All shifts of a schedule in order of time: the local date a shift starts on, start and end in local time with their
/// offset, paid minutes, and its activities.
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
    let codes: BTreeMap<String, String> = list_activity_codes(conn, scope, &unit.id)?
        .into_iter()
        .map(|code| (code.id, code.values.name))
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
                let code = activity.activity_code_id.as_str();
                format!(
                    "{}-{} {}",
                    local(activity.start_at).format("%H:%M"),
                    local(activity.end_at()).format("%H:%M"),
                    codes.get(code).map_or(code, String::as_str)
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
        ];
        writer.write_record(row).map_err(written)?;
    }
    let bytes = writer
        .into_inner()
        .map_err(|error| Failure::Internal(format!("writing CSV: {error}")))?;
    String::from_utf8(bytes).map_err(|error| Failure::Internal(format!("writing CSV: {error}")))
}
