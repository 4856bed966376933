//! Approved time off, as rosters read it.

use chrono::NaiveDate;

use super::day::TimeOffDay;
use super::store;
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::tenancy::Scope;

/// A day of approved time off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApprovedTimeOff {
    /// Who is away.
    pub agent_id: String,
    /// The local date it counts on.
    pub date: NaiveDate,
    /// From when.
    pub start_at: Instant,
    /// To before when.
    pub end_at: Instant,
    /// A whole day: no shift starts on it, and one of the evening before may run into it.
    pub is_full_day: bool,
    /// Paid minutes, which count towards the week's.
    pub payable_minutes: u32,
}

/// Approved time off of these agents on the dates `first..=last`, by agent and date.
///
/// # Errors
/// Only the database's.
pub fn approved_time_off(
    conn: &mut Conn<'_>,
    scope: &Scope,
    agent_ids: &[String],
    (first, last): (NaiveDate, NaiveDate),
) -> Result<Vec<ApprovedTimeOff>, Failure> {
    let dates = (first.to_string(), last.to_string());
    let dates = (dates.0.as_str(), dates.1.as_str());
    let rows = store::days_of_agents(conn, scope.tenant(), agent_ids, &["Approved"], dates)?;
    let mut away = rows
        .into_iter()
        .map(|(row, _)| {
            let day = TimeOffDay::from_row(&row)?;
            Ok(ApprovedTimeOff {
                agent_id: row.agent_id,
                date: day.date,
                start_at: day.start_at,
                end_at: day.end_at,
                is_full_day: day.is_full_day,
                payable_minutes: day.payable_minutes,
            })
        })
        .collect::<Result<Vec<_>, Failure>>()?;
    away.sort_by(|a, b| (&a.agent_id, a.start_at).cmp(&(&b.agent_id, b.start_at)));
    Ok(away)
}
