//! Runs as the API shows them, and the operations on them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::MOST_QUEUED_RUNS;
use super::order::priority;
use super::store::{self, RunRow};
use super::tell::tell;
use super::trace::with_trace;
use super::wake::CHANNEL;
use crate::db::{Conn, DbError, Instant};
use crate::documents;
use crate::failure::Failure;
use crate::http::{Page, PageParams};
use crate::tenancy::{Scope, new_id};

/// Where a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub enum RunState {
    /// Waits for a worker.
    Queued,
    /// A worker is at it.
    Running,
    /// Its result is there.
    Complete,
    /// Its error is there.
    Failed,
    /// Stopped on request.
    Canceled,
}

impl RunState {
    /// Whether nothing more will happen.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Complete | Self::Failed | Self::Canceled)
    }

    fn parse(state: &str) -> Option<Self> {
        [
            Self::Queued,
            Self::Running,
            Self::Complete,
            Self::Failed,
            Self::Canceled,
        ]
        .into_iter()
        .find(|known| format!("{known:?}") == state)
    }
}

/// One piece of long work.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Run {
    /// Its id.
    pub id: String,
    /// What it does: `forecast`, `roster`, `roster-prices`, `roster-repair`, `roster-what-if`, `reschedule`,
    /// `shift-design`, `simulation`, `capacity-plan`, `scenario`,
    /// `historical-adherence`, `contact-import`, `response-model` or `segment-proposal`.
    pub kind: String,
    /// Where it stands.
    pub state: RunState,
    /// 0 to 100.
    pub percent_complete: f64,
    /// What it last said of itself.
    pub progress: Option<Value>,
    /// What it made; names the resources to read.
    pub result: Option<Value>,
    /// Why it failed: `code`, `detail` and `errors` as in problem+json.
    pub error: Option<Value>,
    /// How often it was begun.
    pub attempts: i32,
    /// When it was asked for.
    pub created_at: Instant,
    /// When a worker began.
    pub started_at: Option<Instant>,
    /// When it ended.
    pub finished_at: Option<Instant>,
}

/// Queues a run of `kind`; call [`super::Jobs::wake`] after the transaction commits.
///
/// # Errors
/// [`Failure::TooMany`] `too-many-queued-runs` when as many of the tenant's as may wait are waiting.
pub fn submit(
    conn: &mut Conn<'_>,
    scope: &Scope,
    kind: &str,
    input: &impl Serialize,
) -> Result<Run, Failure> {
    let queued = store::count_queued(conn, scope.tenant())?;
    if queued >= MOST_QUEUED_RUNS {
        return Err(Failure::TooMany {
            code: "too-many-queued-runs",
            detail: format!(
                "{queued} runs wait for a worker, as many as may; cancel some, or send this one again when they have begun"
            ),
        });
    }
    let row = RunRow {
        tenant_id: scope.tenant().to_owned(),
        id: new_id(scope.now),
        kind: kind.to_owned(),
        state: "Queued".to_owned(),
        percent_complete: 0.0,
        progress: None,
        input: with_trace(documents::write(input)?),
        result: None,
        error: None,
        attempts: 0,
        cancel_requested: false,
        started_by: scope.actor.subject.clone(),
        created_at: scope.now,
        started_at: None,
        finished_at: None,
        heartbeat_at: None,
        priority: priority(kind),
        worker: None,
    };
    store::insert(conn, &row)?;
    conn.notify(CHANNEL)?;
    tell(conn, &row, &row.state, scope.now)?;
    from_row(row)
}

/// One run.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn find_run(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<Run, Failure> {
    from_row(store::find(conn, scope.tenant(), id)?.ok_or_else(|| Failure::not_found("run", id))?)
}

/// That the actor has asked for a run themself. Another's is as good as none.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn require_own_run(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<(), Failure> {
    let row = store::find(conn, scope.tenant(), id)?;
    if row.is_some_and(|row| row.started_by == scope.actor.subject) {
        Ok(())
    } else {
        Err(Failure::not_found("run", id))
    }
}

/// The tenant's runs, newest first; only their own for whoever's access is limited.
///
/// # Errors
/// [`Failure::Invalid`] for a page size out of range.
pub fn list_runs(
    conn: &mut Conn<'_>,
    scope: &Scope,
    page: &PageParams,
) -> Result<Page<Run>, Failure> {
    let (size, before) = page.bounds()?;
    let is_limited = scope.actor.access.is_limited();
    let of = is_limited.then_some(scope.actor.subject.as_str());
    let rows = store::page(conn, scope.tenant(), of, &before, size + 1)?;
    let runs = rows.into_iter().map(from_row).collect::<Result<_, _>>()?;
    Ok(Page::of(runs, size, |run: &Run| &run.id))
}

/// Asks a run to stop; a final run stays what it is. Whoever's access is limited stops only what they have asked for.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn cancel_run(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<Run, Failure> {
    if scope.actor.access.is_limited() {
        require_own_run(conn, scope, id)?;
    }
    let is_over = store::request_cancel(conn, scope.tenant(), id, scope.now)?;
    let row =
        store::find(conn, scope.tenant(), id)?.ok_or_else(|| Failure::not_found("run", id))?;
    if is_over {
        tell(conn, &row, &row.state, scope.now)?;
    }
    from_row(row)
}

fn from_row(row: RunRow) -> Result<Run, Failure> {
    let corrupt = |reason: String| DbError::Corrupt {
        what: "run",
        id: row.id.clone(),
        reason,
    };
    let parse = |text: &Option<String>| {
        text.as_deref()
            .map(serde_json::from_str::<Value>)
            .transpose()
            .map_err(|error| corrupt(error.to_string()))
    };
    Ok(Run {
        state: RunState::parse(&row.state)
            .ok_or_else(|| corrupt(format!("unknown state {:?}", row.state)))?,
        progress: parse(&row.progress)?,
        result: parse(&row.result)?,
        error: parse(&row.error)?,
        id: row.id,
        kind: row.kind,
        percent_complete: row.percent_complete,
        attempts: row.attempts,
        created_at: row.created_at,
        started_at: row.started_at,
        finished_at: row.finished_at,
    })
}
