//! Explanations: why somebody was elsewhere than scheduled, said by people and approved, or told by evidence.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::outages::outages_of_agents;
use super::store::{self, ExplanationRow};
use super::timeline::{Excuse, ExcusedSpan, Window};
use crate::db::{Conn, DbError, Instant};
use crate::failure::{Failure, Faults};
use crate::http::{Page, PageParams};
use crate::organisation::find_agent;
use crate::tenancy::{Role, Scope, new_id};

/// The longest stretch one explanation is of.
const LONGEST_MINUTES: u32 = 1_440;

const KIND: &str = "adherence explanation";

/// What kind of reason it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub enum ExplanationType {
    /// Came late.
    Late,
    /// Left early.
    LeftEarly,
    /// A contact that lasted.
    LongCall,
    /// The systems failed.
    Outage,
    /// A talk with the supervisor, or coaching.
    Coaching,
    /// Unwell.
    Sick,
    /// Leave that was granted.
    ApprovedLeave,
    /// Anything else; the notes say what.
    Other,
}

/// Whether it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub enum ExplanationStatus {
    /// Not decided: it changes nothing.
    Pending,
    /// It excuses its time.
    Approved,
    /// It does not.
    Denied,
}

impl ExplanationStatus {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "Pending",
            Self::Approved => "Approved",
            Self::Denied => "Denied",
        }
    }
}

/// An explanation to be added.
#[derive(Clone, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewExplanation {
    /// What kind of reason it is.
    #[serde(rename = "type")]
    pub kind: ExplanationType,
    /// Since when.
    pub start_date: Instant,
    /// For how long: 1 to 1,440.
    pub length_minutes: u32,
    /// What happened: up to 1,000 characters.
    #[serde(default)]
    pub notes: String,
}

/// An explanation as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// Its id.
    pub id: String,
    /// Who was elsewhere.
    pub agent_id: String,
    /// What kind of reason it is.
    #[serde(rename = "type")]
    pub kind: ExplanationType,
    /// Whether it counts.
    pub status: ExplanationStatus,
    /// Since when.
    pub start_date: Instant,
    /// For how long.
    pub length_minutes: i64,
    /// What happened.
    pub notes: String,
    /// Who added it.
    pub created_by: String,
    /// When.
    pub created_at: Instant,
    /// Who decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewed_by: Option<String>,
    /// When that was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewed_date: Option<Instant>,
    /// Rises with every decision.
    pub version: i32,
}

/// Adds an explanation: an agent's own waits for a decision, staff's is approved as it is made.
///
/// # Errors
/// [`Failure::NotFound`] for the agent; [`Failure::Forbidden`] for an agent who explains somebody else;
/// [`Failure::Invalid`] per fault.
pub fn add_explanation(
    conn: &mut Conn<'_>,
    scope: &Scope,
    agent_id: &str,
    new: &NewExplanation,
) -> Result<Explanation, Failure> {
    scope.require_own(agent_id, "wfm:adherenceExplanation:add")?;
    let agent = find_agent(conn, scope, agent_id)?;
    let mut faults = Faults::default();
    faults.require(
        (1..=LONGEST_MINUTES).contains(&new.length_minutes),
        "/lengthMinutes",
        "out-of-range",
        format!("use 1 to {LONGEST_MINUTES} minutes; explain a longer time day by day"),
    );
    faults.require(
        new.notes.chars().count() <= 1_000 && !new.notes.contains('\0'),
        "/notes",
        "invalid-text",
        "use up to 1,000 characters",
    );
    faults.require(
        new.kind != ExplanationType::Other || !new.notes.trim().is_empty(),
        "/notes",
        "missing-notes",
        "say what happened; the type Other does not",
    );
    faults.into_result()?;
    let decided = scope.actor.role != Role::Agent;
    let status = if decided {
        ExplanationStatus::Approved
    } else {
        ExplanationStatus::Pending
    };
    let row = ExplanationRow {
        tenant_id: scope.tenant().to_owned(),
        id: new_id(scope.now),
        agent_id: agent.id,
        kind: format!("{:?}", new.kind),
        status: status.as_str().to_owned(),
        start_at: new.start_date,
        end_at: new.start_date.plus_minutes(i64::from(new.length_minutes)),
        notes: new.notes.clone(),
        created_by: scope.actor.subject.clone(),
        created_at: scope.now,
        reviewed_by: decided.then(|| scope.actor.subject.clone()),
        reviewed_at: decided.then_some(scope.now),
        version: 1,
    };
    store::insert_explanation(conn, &row)?;
    of_row(row)
}

/// Approves, denies or reopens an explanation that is still at version `expected`.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Stale`].
pub fn review_explanation(
    conn: &mut Conn<'_>,
    scope: &Scope,
    agent_id: &str,
    id: &str,
    expected: i32,
    status: ExplanationStatus,
) -> Result<Explanation, Failure> {
    let found = store::explanation(conn, scope.tenant(), id)?;
    let mut row = found
        .filter(|row| row.agent_id == agent_id)
        .ok_or_else(|| Failure::not_found(KIND, id))?;
    let stale = |current| Failure::Stale {
        yours: expected,
        current,
    };
    if row.version != expected {
        return Err(stale(row.version));
    }
    row.status = status.as_str().to_owned();
    row.reviewed_by = Some(scope.actor.subject.clone());
    row.reviewed_at = Some(scope.now);
    row.version += 1;
    if !store::review_explanation(conn, &row, expected)? {
        return Err(stale(expected + 1));
    }
    of_row(row)
}

/// Explanations of all agents in the order they were added, of one status or of any.
///
/// # Errors
/// [`Failure::Invalid`] for the page.
pub fn list_explanations(
    conn: &mut Conn<'_>,
    scope: &Scope,
    status: Option<ExplanationStatus>,
    page: &PageParams,
) -> Result<Page<Explanation>, Failure> {
    let (size, after) = page.bounds()?;
    let status = status.map(ExplanationStatus::as_str);
    let rows = store::explanations_after(conn, scope.tenant(), status, &after, size + 1)?;
    let rows = rows.into_iter().map(of_row).collect::<Result<_, _>>()?;
    Ok(Page::of(rows, size, |row: &Explanation| &row.id))
}

/// An agent's explanations that touch a window, in order of time.
pub(super) fn explanations_of_agent(
    conn: &mut Conn<'_>,
    scope: &Scope,
    agent_id: &str,
    window: Window,
) -> Result<Vec<Explanation>, Failure> {
    let ids = [agent_id.to_owned()];
    let (from, to) = (window.start, window.end);
    let rows = store::explanations_of_agents(conn, scope.tenant(), &ids, from, to)?;
    rows.into_iter().map(of_row).collect()
}

/// What people have excused: approved explanations, and outages where the agents work.
pub(super) fn excused_spans(
    conn: &mut Conn<'_>,
    scope: &Scope,
    agent_ids: &[String],
    window: Window,
) -> Result<BTreeMap<String, Vec<ExcusedSpan>>, Failure> {
    let mut spans: BTreeMap<String, Vec<ExcusedSpan>> = BTreeMap::new();
    let (from, to) = (window.start, window.end);
    for row in store::explanations_of_agents(conn, scope.tenant(), agent_ids, from, to)? {
        if row.status == ExplanationStatus::Approved.as_str() {
            spans.entry(row.agent_id).or_default().push(ExcusedSpan {
                window: Window {
                    start: row.start_at,
                    end: row.end_at,
                },
                excuse: Excuse::Explanation,
                only: None,
            });
        }
    }
    for (agent_id, outages) in outages_of_agents(conn, scope, agent_ids, window)? {
        let excused = outages.into_iter().map(|outage| ExcusedSpan {
            window: outage.window(),
            excuse: Excuse::Outage,
            only: None,
        });
        spans.entry(agent_id).or_default().extend(excused);
    }
    Ok(spans)
}

fn of_row(row: ExplanationRow) -> Result<Explanation, Failure> {
    let parsed = |text: &str| serde_json::Value::from(text);
    let corrupt = |error: serde_json::Error| DbError::Corrupt {
        what: KIND,
        id: row.id.clone(),
        reason: error.to_string(),
    };
    Ok(Explanation {
        kind: serde_json::from_value(parsed(&row.kind)).map_err(corrupt)?,
        status: serde_json::from_value(parsed(&row.status)).map_err(corrupt)?,
        length_minutes: Window {
            start: row.start_at,
            end: row.end_at,
        }
        .seconds()
            / 60,
        id: row.id,
        agent_id: row.agent_id,
        start_date: row.start_at,
        notes: row.notes,
        created_by: row.created_by,
        created_at: row.created_at,
        reviewed_by: row.reviewed_by,
        reviewed_date: row.reviewed_at,
        version: row.version,
    })
}
