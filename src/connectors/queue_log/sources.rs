//! What is known of a source: its lines, calls, members and rejects.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::calls::CallOutcome;
use super::ingest::{Telling, outcome_of};
use super::names::agents_by_name;
use super::receipt::{QueueLogFeed, QueueLogReceipt};
use super::store::{self, CallRow, RejectRow, SourceRow};
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::http::{Page, PageParams};
use crate::organisation::find_business_unit;
use crate::tenancy::Scope;

/// A switch whose log is read.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct QueueLogSource {
    /// Its name: also the source of the agent states that are told from it.
    pub source: String,
    /// The business unit it feeds.
    pub business_unit_id: String,
    /// Calls that waited no longer count as answered within.
    pub answered_within_seconds: i32,
    /// Whether queues that are missing are made.
    pub create_missing_queues: bool,
    /// Lines kept.
    pub line_count: i64,
    /// Lines that could not be read, kept as they came.
    pub reject_count: i64,
    /// When the first line was logged.
    pub first_at: Option<Instant>,
    /// When the last line was logged.
    pub last_at: Option<Instant>,
    /// Members that are no agent's external id, with how many lines and calls they have.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unknown_agents: Vec<UnknownName>,
    /// Queues the business unit lacks, with how many calls they have.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unknown_queues: Vec<UnknownName>,
}

/// A name of the log that is nobody's here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct UnknownName {
    /// As the log has it.
    pub name: String,
    /// How many lines and calls have it.
    pub count: i64,
}

/// A call told from the log.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct QueueLogCall {
    /// Its id here: a caller who enters another queue is another call.
    pub id: String,
    /// The switch's unique id.
    pub call_id: String,
    /// The queue as the log names it.
    pub queue_name: String,
    /// The queue, when it is known.
    pub queue_id: Option<String>,
    /// Who called, as the log has it.
    pub caller: String,
    /// When the caller entered the queue.
    pub entered_at: Instant,
    /// When an agent answered.
    pub connected_at: Option<Instant>,
    /// When it ended.
    pub ended_at: Option<Instant>,
    /// How long the caller waited.
    pub wait_seconds: Option<f64>,
    /// How long the agent talked.
    pub talk_seconds: Option<f64>,
    /// The member who answered, as the log names them.
    pub agent_name: Option<String>,
    /// The agent, when they are known.
    pub agent_id: Option<String>,
    /// What became of it.
    pub outcome: CallOutcome,
    /// How often a member's telephone rang in vain.
    pub ring_no_answers: i32,
}

/// What a member did in a time.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct QueueLogAgent {
    /// The member, as the log names them.
    pub agent_name: String,
    /// The agent, when they are known.
    pub agent_id: Option<String>,
    /// Calls connected to them.
    pub call_count: i64,
    /// Seconds they talked; calls at the same time count each.
    pub talk_seconds: f64,
    /// How often a telephone rang in vain before one of these calls was answered.
    pub ring_no_answers: i64,
}

/// A line that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct QueueLogReject {
    /// Of its text.
    pub id: String,
    /// The file it came in.
    pub file_name: String,
    /// Its number in the file.
    pub line: i64,
    /// As it came.
    pub text: String,
    /// Stable, kebab-case.
    pub code: String,
    /// What is wrong with it.
    pub reason: String,
    /// How to mend it.
    pub remedy: String,
}

/// The sources of a business unit, by name; without their unknown names.
///
/// # Errors
/// [`Failure::NotFound`] for the business unit.
pub fn list_sources(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
) -> Result<Vec<QueueLogSource>, Failure> {
    let unit = find_business_unit(conn, scope, business_unit_id)?;
    let rows = store::sources_of_unit(conn, scope.tenant(), &unit.id)?;
    Ok(rows.into_iter().map(of_row).collect())
}

/// A source with the names of its log that are nobody's here.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn find_source(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    source: &str,
) -> Result<QueueLogSource, Failure> {
    let row = row_of(conn, scope, business_unit_id, source)?;
    let mut found = of_row(row);
    let members = store::member_names(conn, scope.tenant(), source)?;
    let names = members.keys().cloned().collect();
    let agents = agents_by_name(conn, scope, &names)?;
    found.unknown_agents = members
        .into_iter()
        .filter(|(name, _)| !agents.contains_key(name))
        .map(|(name, (lines, calls))| UnknownName {
            name,
            count: lines + calls,
        })
        .collect();
    found.unknown_queues = store::unknown_queues(conn, scope.tenant(), source)?
        .into_iter()
        .map(|(name, count)| UnknownName { name, count })
        .collect();
    Ok(found)
}

/// Tells everything anew that the log says of queues and members that were nobody's when it came.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn relink(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    source: &str,
) -> Result<QueueLogReceipt, Failure> {
    let row = row_of(conn, scope, business_unit_id, source)?;
    let feed = QueueLogFeed {
        business_unit_id: row.business_unit_id.clone(),
        source: row.source.clone(),
        create_missing_queues: row.create_missing_queues,
        answered_within_seconds: row.answered_within_seconds.cast_unsigned(),
        file_name: String::new(),
    };
    let mut telling = Telling::open(conn, scope, &feed)?;
    let queues: Vec<String> = store::unknown_queues(conn, scope.tenant(), source)?
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    let call_ids = store::call_ids_of_queues(conn, scope.tenant(), source, &queues)?;
    let mut members = BTreeMap::new();
    telling.tell_calls(conn, &call_ids, &mut members)?;
    let names: BTreeSet<String> = store::member_names(conn, scope.tenant(), source)?
        .into_keys()
        .collect();
    for (name, agent_id) in agents_by_name(conn, scope, &names)? {
        store::link_calls_of_agent(conn, scope.tenant(), source, &name, &agent_id)?;
    }
    if let Some(first) = row.first_at {
        members.extend(names.into_iter().map(|name| (name, first)));
    }
    telling.tell_states(conn, &members)?;
    Ok(telling.receipt)
}

/// Calls that entered a queue in `[from, to)`, in order of time.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Invalid`] for the page.
pub fn list_calls(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    source: &str,
    (from, to): (Instant, Instant),
    page: &PageParams,
) -> Result<Page<QueueLogCall>, Failure> {
    let (size, token) = page.bounds()?;
    row_of(conn, scope, business_unit_id, source)?;
    let after = token
        .split_once('-')
        .and_then(|(at, _)| Some(Instant::from_epoch_millis(at.parse().ok()?)));
    let after = match (token.is_empty(), after) {
        (true, _) => Instant::from_epoch_millis(i64::MIN),
        (false, Some(at)) => at,
        (false, None) => {
            let remedy = "send nextPageToken of the page before as it was";
            return Err(Failure::invalid("?pageToken", "invalid-token", remedy));
        }
    };
    let id = token.split_once('-').map_or("", |(_, id)| id);
    let tenant = scope.tenant();
    let rows = store::calls_between(conn, tenant, source, (from, to), (after, id), size + 1)?;
    let calls = rows
        .into_iter()
        .map(call_of)
        .collect::<Result<Vec<_>, _>>()?;
    let tokens: Vec<(String, QueueLogCall)> = calls
        .into_iter()
        .map(|call| {
            (
                format!("{}-{}", call.entered_at.epoch_millis(), call.id),
                call,
            )
        })
        .collect();
    let page = Page::of(tokens, size, |(token, _)| token.as_str());
    Ok(Page {
        entities: page.entities.into_iter().map(|(_, call)| call).collect(),
        next_page_token: page.next_page_token,
    })
}

/// What members did with the calls that were connected in `[from, to)`, by name.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn list_agents(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    source: &str,
    (from, to): (Instant, Instant),
) -> Result<Vec<QueueLogAgent>, Failure> {
    row_of(conn, scope, business_unit_id, source)?;
    let rows = store::talk_of_agents(conn, scope.tenant(), source, from, to)?;
    let names = rows.iter().filter_map(|row| row.0.clone()).collect();
    let agents = agents_by_name(conn, scope, &names)?;
    Ok(rows
        .into_iter()
        .filter_map(|(name, talk, call_count, rings)| {
            let agent_name = name?;
            Some(QueueLogAgent {
                agent_id: agents.get(&agent_name).cloned(),
                agent_name,
                call_count,
                talk_seconds: talk.unwrap_or(0.0),
                ring_no_answers: rings.unwrap_or(0),
            })
        })
        .collect())
}

/// Lines that could not be read.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Invalid`] for the page.
pub fn list_rejects(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    source: &str,
    page: &PageParams,
) -> Result<Page<QueueLogReject>, Failure> {
    let (size, after) = page.bounds()?;
    row_of(conn, scope, business_unit_id, source)?;
    let rows = store::rejects_after(conn, scope.tenant(), source, &after, size + 1)?;
    let rejects = rows.into_iter().map(reject_of).collect();
    Ok(Page::of(rejects, size, |reject: &QueueLogReject| {
        &reject.id
    }))
}

fn row_of(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    source: &str,
) -> Result<SourceRow, Failure> {
    let unit = find_business_unit(conn, scope, business_unit_id)?;
    store::source(conn, scope.tenant(), source)?
        .filter(|row| row.business_unit_id == unit.id)
        .ok_or_else(|| Failure::not_found("queue log source", source))
}

fn of_row(row: SourceRow) -> QueueLogSource {
    QueueLogSource {
        source: row.source,
        business_unit_id: row.business_unit_id,
        answered_within_seconds: row.answered_within_seconds,
        create_missing_queues: row.create_missing_queues,
        line_count: row.line_count,
        reject_count: row.reject_count,
        first_at: row.first_at,
        last_at: row.last_at,
        unknown_agents: Vec::new(),
        unknown_queues: Vec::new(),
    }
}

fn call_of(row: CallRow) -> Result<QueueLogCall, Failure> {
    Ok(QueueLogCall {
        outcome: outcome_of(&row)?,
        id: row.id,
        call_id: row.call_id,
        queue_name: row.queue_name,
        queue_id: row.queue_id,
        caller: row.caller,
        entered_at: row.entered_at,
        connected_at: row.connected_at,
        ended_at: row.ended_at,
        wait_seconds: row.wait_seconds,
        talk_seconds: row.talk_seconds,
        agent_name: row.agent_name,
        agent_id: row.agent_id,
        ring_no_answers: row.ring_no_answers,
    })
}

fn reject_of(row: RejectRow) -> QueueLogReject {
    QueueLogReject {
        id: row.line_id,
        file_name: row.file_name,
        line: row.line_number,
        text: row.text,
        code: row.code,
        reason: row.reason,
        remedy: row.remedy,
    }
}
