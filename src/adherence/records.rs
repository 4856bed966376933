//! Recorded days: adherence as it was known when somebody recorded it, revision by revision, so that a corrected schedule,
//! a late event or an approved explanation changes the figure and the old one stays.

use crate::documents;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::days::{DayRange, adherence_of_days, present};
use super::figures::{AdherenceFigures, AgentDay, day_window};
use super::profiles::{Profile, named_profile};
use super::report::{AGENTS_A_QUERY, HistoricalAdherenceQuery, agents_asked_for};
use super::store::{self, RecordRow};
use crate::db::{Conn, DbError, Instant};
use crate::failure::{Failure, Faults};
use crate::organisation::{
    business_unit_of_agent, find_agent, find_business_unit, find_management_unit,
};
use crate::tenancy::Scope;

/// What is to be recorded.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewAdherenceRecords {
    /// First local day.
    pub start_date: NaiveDate,
    /// Last local day, included; at most 31 days in all. Days that are not over yet are left out.
    pub end_date: NaiveDate,
    /// These agents of the management unit only.
    pub user_ids: Option<Vec<String>>,
    /// Agents of these teams only.
    pub team_ids: Option<Vec<String>>,
    /// Name of a definition or profile; `genesys-cloud` when left out.
    pub definition: Option<String>,
    /// Why: 1 to 200 characters, such as "end of month" or "schedule corrected".
    pub cause: String,
}

/// One agent's day that was recorded anew.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChangedDay {
    /// The agent.
    pub agent_id: String,
    /// The local day.
    pub date: NaiveDate,
    /// The new revision.
    pub revision: i32,
    /// adherencePercentage as recorded before.
    pub adherence_percentage_before: Option<f64>,
    /// adherencePercentage now.
    pub adherence_percentage: Option<f64>,
}

/// What became of a recording.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RecordReceipt {
    /// Days recorded for the first time.
    pub recorded_count: usize,
    /// Days whose figures are still those of the last revision.
    pub unchanged_count: usize,
    /// Days with a new revision; the old ones are kept.
    pub changed: Vec<ChangedDay>,
}

/// One revision of a day's figures.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RecordedFigures {
    /// 1 for the first.
    pub revision: i32,
    /// Why it was recorded.
    pub cause: String,
    /// Who recorded it.
    pub recorded_by: String,
    /// When.
    pub recorded_at: Instant,
    /// As they were.
    pub figures: Value,
}

/// A recorded day beside what its figures are now.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RecordedDay {
    /// The local day.
    pub date: NaiveDate,
    /// The definition or profile.
    pub definition: String,
    /// Every revision, the oldest first.
    pub revisions: Vec<RecordedFigures>,
    /// The figures now.
    pub current: AdherenceFigures,
    /// Whether they are others than the last revision's.
    pub changed_since_recorded: bool,
}

/// Records the figures of days that are over; where they differ from the last revision, as a further one.
///
/// # Errors
/// [`Failure::NotFound`] for the management unit; [`Failure::Invalid`] as for a query.
pub fn record_days(
    conn: &mut Conn<'_>,
    scope: &Scope,
    management_unit_id: &str,
    new: &NewAdherenceRecords,
) -> Result<RecordReceipt, Failure> {
    let mut faults = Faults::default();
    faults.require_name(&new.cause, "/cause");
    faults.into_result()?;
    let profile = named_profile(conn, scope, new.definition.as_deref(), "/definition")?;
    let unit = find_management_unit(conn, scope, management_unit_id)?;
    let zone = find_business_unit(conn, scope, &unit.business_unit_id)?.time_zone;
    let pointers = ["/startDate", "/endDate"];
    let days = DayRange::new(new.start_date, new.end_date, zone, pointers)?;
    let query = HistoricalAdherenceQuery {
        start_date: new.start_date,
        end_date: new.end_date,
        time_zone: None,
        user_ids: new.user_ids.clone(),
        team_ids: new.team_ids.clone(),
        include_exceptions: false,
        definition: None,
    };
    let agents = agents_asked_for(conn, scope, &unit.id, &query)?;
    if agents.len() > AGENTS_A_QUERY {
        let detail = format!(
            "{} agents; record at most {AGENTS_A_QUERY} at once",
            agents.len()
        );
        return Err(Failure::invalid("/userIds", "too-many-agents", detail));
    }
    let ids: Vec<String> = agents.iter().map(|agent| agent.id.clone()).collect();
    let measured = adherence_of_days(conn, scope, &ids, days, &profile)?;
    let mut last = last_revisions(conn, scope, &ids, days, &profile)?;
    let mut receipt = RecordReceipt {
        recorded_count: 0,
        unchanged_count: 0,
        changed: Vec::new(),
    };
    let mut rows = Vec::new();
    for (agent_id, agent_days) in measured {
        for day in agent_days.iter().filter(|day| is_over(day, days, scope)) {
            let figures = AdherenceFigures::of(profile.definition, [day]);
            let text = documents::write(&figures)?;
            let before = last.remove(&(agent_id.clone(), day.date.to_string()));
            let revision = match &before {
                None => {
                    receipt.recorded_count += 1;
                    1
                }
                Some(row) if row.figures == text => {
                    receipt.unchanged_count += 1;
                    continue;
                }
                Some(row) => {
                    let old: Value =
                        documents::read("adherence record", &row.agent_id, &row.figures)?;
                    receipt.changed.push(ChangedDay {
                        agent_id: agent_id.clone(),
                        date: day.date,
                        revision: row.revision + 1,
                        adherence_percentage_before: old["adherencePercentage"].as_f64(),
                        adherence_percentage: figures.adherence_percentage,
                    });
                    row.revision + 1
                }
            };
            rows.push(RecordRow {
                tenant_id: scope.tenant().to_owned(),
                agent_id: agent_id.clone(),
                date: day.date.to_string(),
                definition: profile.name().to_owned(),
                revision,
                time_zone: zone.name().to_owned(),
                cause: new.cause.clone(),
                figures: text,
                recorded_by: scope.actor.subject.clone(),
                recorded_at: scope.now,
            });
        }
    }
    store::insert_records(conn, &rows)
        .map_err(|error| Failure::from_write(error, "adherence record"))?;
    Ok(receipt)
}

/// An agent's recorded days beside what their figures are now; the role agent sees its own only.
///
/// # Errors
/// [`Failure::Forbidden`], [`Failure::NotFound`], [`Failure::Invalid`] for the days.
pub fn recorded_days(
    conn: &mut Conn<'_>,
    scope: &Scope,
    agent_id: &str,
    dates: (NaiveDate, NaiveDate),
) -> Result<Vec<RecordedDay>, Failure> {
    scope.require_own(agent_id, "wfm:agentAdherence:view")?;
    let agent = find_agent(conn, scope, agent_id)?;
    let zone = business_unit_of_agent(conn, scope, &agent)?.time_zone;
    let days = DayRange::new(dates.0, dates.1, zone, ["?startDate", "?endDate"])?;
    let ids = [agent.id.clone()];
    let (first, last) = (days.first.to_string(), days.last.to_string());
    let rows = store::records_of_agents(conn, scope.tenant(), &ids, &first, &last)?;
    let mut by_day: BTreeMap<(String, String), Vec<RecordRow>> = BTreeMap::new();
    for row in rows {
        let key = (row.definition.clone(), row.date.clone());
        by_day.entry(key).or_default().push(row);
    }
    let mut now: BTreeMap<String, (Profile, Vec<AgentDay>)> = BTreeMap::new();
    let mut recorded = Vec::new();
    for ((definition, date), revisions) in by_day {
        if !now.contains_key(&definition) {
            let profile = named_profile(conn, scope, Some(&definition), "/definition")?;
            let measured = adherence_of_days(conn, scope, &ids, days, &profile)?;
            let measured = measured.into_values().flatten().collect();
            now.insert(definition.clone(), (profile, measured));
        }
        let Some((profile, measured)) = now.get(&definition) else {
            continue;
        };
        let day = measured.iter().filter(|day| day.date.to_string() == date);
        let current = AdherenceFigures::of(profile.definition, day);
        let text = documents::write(&current)?;
        let last = revisions.last();
        recorded.push(RecordedDay {
            date: date.parse().map_err(|_| DbError::Corrupt {
                what: "adherence record",
                id: agent.id.clone(),
                reason: format!("{date:?} is no date"),
            })?,
            definition,
            changed_since_recorded: last.is_some_and(|row| row.figures != text),
            revisions: revisions
                .iter()
                .map(|row| {
                    Ok(RecordedFigures {
                        revision: row.revision,
                        cause: row.cause.clone(),
                        recorded_by: row.recorded_by.clone(),
                        recorded_at: row.recorded_at,
                        figures: documents::read("adherence record", &row.agent_id, &row.figures)?,
                    })
                })
                .collect::<Result<_, Failure>>()?,
            current,
        });
    }
    recorded.sort_by(|a, b| (a.date, &a.definition).cmp(&(b.date, &b.definition)));
    Ok(recorded)
}

fn last_revisions(
    conn: &mut Conn<'_>,
    scope: &Scope,
    agent_ids: &[String],
    days: DayRange,
    profile: &Profile,
) -> Result<BTreeMap<(String, String), RecordRow>, Failure> {
    let (first, last) = (days.first.to_string(), days.last.to_string());
    let rows = store::records_of_agents(conn, scope.tenant(), agent_ids, &first, &last)?;
    Ok(rows
        .into_iter()
        .filter(|row| row.definition == profile.name())
        .map(|row| ((row.agent_id.clone(), row.date.clone()), row))
        .collect())
}

fn is_over(day: &AgentDay, days: DayRange, scope: &Scope) -> bool {
    day_window(day.date, days.zone).is_some_and(|window| window.end <= present(scope))
}
