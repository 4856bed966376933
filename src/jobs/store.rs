//! Rows of runs.

use std::collections::BTreeMap;

use diesel::dsl::{count_star, exists, select};
use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::db::schema::foundation::runs;
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = runs)]
#[diesel(treat_none_as_default_value = false)]
pub(super) struct RunRow {
    pub tenant_id: String,
    pub id: String,
    pub kind: String,
    pub state: String,
    pub percent_complete: f64,
    pub progress: Option<String>,
    pub input: String,
    pub result: Option<String>,
    pub error: Option<String>,
    pub attempts: i32,
    pub cancel_requested: bool,
    pub started_by: String,
    pub created_at: Instant,
    pub started_at: Option<Instant>,
    pub finished_at: Option<Instant>,
    pub heartbeat_at: Option<Instant>,
    pub priority: i32,
    pub worker: Option<String>,
}

#[derive(QueryableByName)]
struct Key {
    #[diesel(sql_type = Text)]
    tenant_id: String,
    #[diesel(sql_type = Text)]
    id: String,
}

pub(super) fn insert(conn: &mut Conn<'_>, row: &RunRow) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(runs::table).values(row).execute(c))?;
    Ok(())
}

pub(super) fn count_queued(conn: &mut Conn<'_>, tenant: &str) -> Result<i64, DbError> {
    Ok(each!(conn, c => runs::table
        .filter(runs::tenant_id.eq(tenant).and(runs::state.eq("Queued")))
        .count()
        .get_result(c))?)
}

pub(super) fn find(conn: &mut Conn<'_>, tenant: &str, id: &str) -> Result<Option<RunRow>, DbError> {
    Ok(
        each!(conn, c => runs::table.find((tenant, id)).select(RunRow::as_select()).first(c).optional())?,
    )
}

/// A page of all runs, or of those that somebody has asked for.
pub(super) fn page(
    conn: &mut Conn<'_>,
    tenant: &str,
    started_by: Option<&str>,
    before: &str,
    limit: i64,
) -> Result<Vec<RunRow>, DbError> {
    // Newest first: ids rise with time, and an empty token stands for "no bound".
    Ok(each!(conn, c => {
        let mut query = runs::table.filter(runs::tenant_id.eq(tenant)).into_boxed();
        if !before.is_empty() {
            query = query.filter(runs::id.lt(before));
        }
        if let Some(subject) = started_by {
            query = query.filter(runs::started_by.eq(subject));
        }
        query.order(runs::id.desc()).limit(limit).select(RunRow::as_select()).load(c)
    })?)
}

/// Whether a run waits, or one's worker has not been heard of since `lost_before`.
pub(super) fn is_any_to_take(conn: &mut Conn<'_>, lost_before: Instant) -> Result<bool, DbError> {
    let lost = runs::state
        .eq("Running")
        .and(runs::heartbeat_at.lt(Some(lost_before)));
    let queued = runs::table.filter(runs::state.eq("Queued"));
    let is_queued: bool = each!(conn, c => select(exists(queued)).get_result(c))?;
    Ok(is_queued || each!(conn, c => select(exists(runs::table.filter(lost))).get_result(c))?)
}

/// How many runs of each kind are under way.
pub(super) fn under_way(conn: &mut Conn<'_>) -> Result<BTreeMap<String, i64>, DbError> {
    let counts: Vec<(String, i64)> = each!(conn, c => runs::table
        .filter(runs::state.eq("Running"))
        .group_by(runs::kind)
        .select((runs::kind, count_star()))
        .load(c))?;
    Ok(counts.into_iter().collect())
}

/// The next queued run of these kinds: of the tenant with the fewest under way, then by priority and age.
pub(super) fn next_queued(conn: &mut Conn<'_>, kinds: &[&str]) -> Result<Option<RunRow>, DbError> {
    if kinds.is_empty() {
        return Ok(None);
    }
    // Diesel joins no subquery. The kinds are the program's own names, so nothing is bound.
    let kinds: Vec<String> = kinds.iter().map(|kind| format!("'{kind}'")).collect();
    let query = format!(
        "SELECT waiting.tenant_id, waiting.id FROM runs AS waiting LEFT JOIN (SELECT tenant_id, COUNT(*) AS runs \
         FROM runs WHERE state = 'Running' GROUP BY tenant_id) AS busy ON busy.tenant_id = waiting.tenant_id \
         WHERE waiting.state = 'Queued' AND waiting.kind IN ({}) \
         ORDER BY COALESCE(busy.runs, 0), waiting.priority DESC, waiting.created_at, waiting.id LIMIT 1",
        kinds.join(", ")
    );
    let next: Option<Key> =
        each!(conn, c => diesel::sql_query(query).get_result::<Key>(c).optional())?;
    match next {
        Some(key) => find(conn, &key.tenant_id, &key.id),
        None => Ok(None),
    }
}

/// Lets a worker that looks for a run be alone until its transaction ends, so that what it counts stays so.
pub(super) fn lock_order(conn: &mut Conn<'_>) -> Result<(), DbError> {
    conn.lock("runs")
}

/// Takes a queued run for `worker`; `false` when another was faster.
pub(super) fn claim(
    conn: &mut Conn<'_>,
    row: &RunRow,
    worker: &str,
    now: Instant,
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(runs::table.find((&row.tenant_id, &row.id)))
        .filter(runs::state.eq("Queued").and(runs::attempts.eq(row.attempts)))
        .set((
            runs::state.eq("Running"),
            runs::attempts.eq(row.attempts + 1),
            runs::started_at.eq(Some(now)),
            runs::heartbeat_at.eq(Some(now)),
            runs::worker.eq(Some(worker)),
        ))
        .execute(c))?;
    Ok(changed == 1)
}

/// Gives a claimed run back to the queue; `false` when the claim was lost.
pub(super) fn put_back(conn: &mut Conn<'_>, row: &RunRow) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(runs::table.find((&row.tenant_id, &row.id)))
        .filter(runs::state.eq("Running").and(runs::attempts.eq(row.attempts)))
        .set(runs::state.eq("Queued"))
        .execute(c))?;
    Ok(changed == 1)
}

/// Notes progress and a heartbeat for the claim's holder; `None` when the claim was lost, otherwise whether a
/// cancel was asked for.
pub(super) fn beat(
    conn: &mut Conn<'_>,
    row: &RunRow,
    progress: Option<(f64, Option<String>)>,
    now: Instant,
) -> Result<Option<bool>, DbError> {
    let changed = each!(conn, c => {
        let held = diesel::update(runs::table.find((&row.tenant_id, &row.id)))
            .filter(runs::state.eq("Running").and(runs::attempts.eq(row.attempts)));
        match &progress {
            Some((percent, detail)) => held.set((
                runs::heartbeat_at.eq(Some(now)),
                runs::percent_complete.eq(*percent),
                runs::progress.eq(detail.clone()),
            )).execute(c),
            None => held.set(runs::heartbeat_at.eq(Some(now))).execute(c),
        }
    })?;
    if changed == 0 {
        return Ok(None);
    }
    Ok(Some(
        find(conn, &row.tenant_id, &row.id)?.is_some_and(|run| run.cancel_requested),
    ))
}

/// Writes the outcome unless the claim was lost meanwhile.
pub(super) fn finish(
    conn: &mut Conn<'_>,
    row: &RunRow,
    state: &str,
    result: Option<String>,
    error: Option<String>,
    now: Instant,
) -> Result<bool, DbError> {
    let percent = if state == "Complete" {
        100.0
    } else {
        row.percent_complete
    };
    let changed = each!(conn, c => diesel::update(runs::table.find((&row.tenant_id, &row.id)))
        .filter(runs::state.eq("Running").and(runs::attempts.eq(row.attempts)))
        .set((
            runs::state.eq(state),
            runs::result.eq(result),
            runs::error.eq(error),
            runs::percent_complete.eq(percent),
            runs::finished_at.eq(Some(now)),
        ))
        .execute(c))?;
    Ok(changed == 1)
}

/// Asks a run to stop: `true` when it was still queued and is canceled by this, which is for the caller to tell; `false`
/// when it is running and was only asked, or is over.
pub(super) fn request_cancel(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
    now: Instant,
) -> Result<bool, DbError> {
    let canceled = each!(conn, c => diesel::update(runs::table.find((tenant, id)))
        .filter(runs::state.eq("Queued"))
        .set((runs::state.eq("Canceled"), runs::cancel_requested.eq(true), runs::finished_at.eq(Some(now))))
        .execute(c))?;
    each!(conn, c => diesel::update(runs::table.find((tenant, id)))
        .filter(runs::state.eq("Running"))
        .set(runs::cancel_requested.eq(true))
        .execute(c))?;
    Ok(canceled == 1)
}

/// Puts runs whose worker is lost back into the queue, or gives them up after `max_attempts`; returns them as they are now.
pub(super) fn sweep(
    conn: &mut Conn<'_>,
    lost_before: Instant,
    max_attempts: i32,
    error: &str,
    now: Instant,
) -> Result<Vec<RunRow>, DbError> {
    let lost = runs::state
        .eq("Running")
        .and(runs::heartbeat_at.lt(Some(lost_before)));
    let given_up: Vec<RunRow> = each!(conn, c => diesel::update(runs::table.filter(lost.and(runs::attempts.ge(max_attempts))))
        .set((runs::state.eq("Failed"), runs::error.eq(Some(error)), runs::finished_at.eq(Some(now))))
        .returning(RunRow::as_returning())
        .get_results(c))?;
    let requeued: Vec<RunRow> = each!(conn, c => diesel::update(runs::table.filter(lost))
        .set(runs::state.eq("Queued"))
        .returning(RunRow::as_returning())
        .get_results(c))?;
    Ok(given_up.into_iter().chain(requeued).collect())
}

/// How many runs of a kind are in a state, and when the first of them was asked for.
pub(super) type OpenRunCount = (String, String, i64, Option<Instant>);

/// Runs of all tenants that are queued or running, by kind and state.
pub(super) fn open_runs(conn: &mut Conn<'_>) -> Result<Vec<OpenRunCount>, DbError> {
    use diesel::dsl::{count_star, min};
    Ok(each!(conn, c => runs::table
        .filter(runs::state.eq_any(["Queued", "Running"]))
        .group_by((runs::kind, runs::state))
        .order((runs::kind, runs::state))
        .select((runs::kind, runs::state, count_star(), min(runs::created_at)))
        .load(c))?)
}

/// Runs whose worker has been silent since before an instant.
pub(super) fn silent_runs(conn: &mut Conn<'_>, before: Instant) -> Result<i64, DbError> {
    Ok(each!(conn, c => runs::table
        .filter(runs::state.eq("Running").and(runs::heartbeat_at.lt(Some(before))))
        .count()
        .get_result(c))?)
}
