//! Rows of queue logs: sources, lines, calls, rejects, and how far files were read.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;

use crate::db::schema::connectors::{
    queue_log_calls as calls, queue_log_files as files, queue_log_lines as lines,
    queue_log_rejects as rejects, queue_log_sources as sources,
};
use crate::db::{Conn, DbError, Instant};
use crate::each;

/// Rows of one INSERT: at 17 columns below the 32,766 values a statement may bind.
const BATCH_ROWS: usize = 1_500;

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = sources)]
pub(super) struct SourceRow {
    pub tenant_id: String,
    pub source: String,
    pub business_unit_id: String,
    pub answered_within_seconds: i32,
    pub create_missing_queues: bool,
    pub line_count: i64,
    pub reject_count: i64,
    pub first_at: Option<Instant>,
    pub last_at: Option<Instant>,
    pub created_by: String,
    pub created_at: Instant,
    pub modified_at: Instant,
}

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = lines, treat_none_as_default_value = false)]
pub(super) struct LineRow {
    pub tenant_id: String,
    pub source: String,
    pub line_id: String,
    pub logged_at: Instant,
    pub position: i64,
    pub call_id: String,
    pub queue_name: String,
    pub agent_name: String,
    pub event: String,
    pub kind: String,
    pub parameters: String,
    pub received_at: Instant,
}

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = calls, treat_none_as_default_value = false)]
pub(super) struct CallRow {
    pub tenant_id: String,
    pub source: String,
    pub id: String,
    pub call_id: String,
    pub queue_name: String,
    pub queue_id: Option<String>,
    pub caller: String,
    pub entered_at: Instant,
    pub interval_at: Instant,
    pub connected_at: Option<Instant>,
    pub ended_at: Option<Instant>,
    pub wait_seconds: Option<f64>,
    pub talk_seconds: Option<f64>,
    pub agent_name: Option<String>,
    pub agent_id: Option<String>,
    pub outcome: String,
    pub ring_no_answers: i32,
}

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = rejects, treat_none_as_default_value = false)]
pub(super) struct RejectRow {
    pub tenant_id: String,
    pub source: String,
    pub line_id: String,
    pub file_name: String,
    pub line_number: i64,
    pub text: String,
    pub code: String,
    pub reason: String,
    pub remedy: String,
    pub received_at: Instant,
}

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = files)]
pub(super) struct FileRow {
    pub tenant_id: String,
    pub source: String,
    pub path: String,
    pub inode: i64,
    pub head: String,
    pub head_length: i64,
    pub read_bytes: i64,
    pub read_lines: i64,
    pub modified_at: Instant,
}

pub(super) fn source(
    conn: &mut Conn<'_>,
    tenant: &str,
    source: &str,
) -> Result<Option<SourceRow>, DbError> {
    Ok(each!(conn, c => sources::table
        .find((tenant, source))
        .select(SourceRow::as_select())
        .first(c)
        .optional())?)
}

pub(super) fn sources_of_unit(
    conn: &mut Conn<'_>,
    tenant: &str,
    business_unit_id: &str,
) -> Result<Vec<SourceRow>, DbError> {
    Ok(each!(conn, c => sources::table
        .filter(sources::tenant_id.eq(tenant).and(sources::business_unit_id.eq(business_unit_id)))
        .order(sources::source)
        .select(SourceRow::as_select())
        .load(c))?)
}

/// Adds a source unless it is there. Locks its row until the transaction ends: one writer a source, so that a call's lines
/// that come in two transactions are told together by the later. SQLite has one writer anyway.
pub(super) fn open_source(conn: &mut Conn<'_>, row: &SourceRow) -> Result<SourceRow, DbError> {
    each!(conn, c => diesel::insert_into(sources::table)
        .values(row)
        .on_conflict((sources::tenant_id, sources::source))
        .do_nothing()
        .execute(c))?;
    each!(conn, c => diesel::update(sources::table.find((&row.tenant_id, &row.source)))
        .set(sources::modified_at.eq(row.modified_at))
        .execute(c))?;
    Ok(each!(conn, c => sources::table
        .find((&row.tenant_id, &row.source))
        .select(SourceRow::as_select())
        .first(c))?)
}

pub(super) fn update_source(conn: &mut Conn<'_>, row: &SourceRow) -> Result<(), DbError> {
    each!(conn, c => diesel::update(sources::table.find((&row.tenant_id, &row.source)))
        .set((
            sources::answered_within_seconds.eq(row.answered_within_seconds),
            sources::create_missing_queues.eq(row.create_missing_queues),
            sources::line_count.eq(row.line_count),
            sources::reject_count.eq(row.reject_count),
            sources::first_at.eq(row.first_at),
            sources::last_at.eq(row.last_at),
            sources::modified_at.eq(row.modified_at),
        ))
        .execute(c))?;
    Ok(())
}

/// Adds the lines that are new and returns their ids.
pub(super) fn insert_lines(
    conn: &mut Conn<'_>,
    rows: &[LineRow],
) -> Result<BTreeSet<String>, DbError> {
    let mut new = BTreeSet::new();
    for chunk in rows.chunks(BATCH_ROWS) {
        let ids: Vec<String> = each!(conn, c => diesel::insert_into(lines::table)
            .values(chunk)
            .on_conflict((lines::tenant_id, lines::source, lines::line_id))
            .do_nothing()
            .returning(lines::line_id)
            .get_results(c))?;
        new.extend(ids);
    }
    Ok(new)
}

/// Adds the rejects that are new and says how many those are.
pub(super) fn insert_rejects(conn: &mut Conn<'_>, rows: &[RejectRow]) -> Result<usize, DbError> {
    let mut new = 0;
    for chunk in rows.chunks(BATCH_ROWS) {
        new += each!(conn, c => diesel::insert_into(rejects::table)
            .values(chunk)
            .on_conflict((rejects::tenant_id, rejects::source, rejects::line_id))
            .do_nothing()
            .execute(c))?;
    }
    Ok(new)
}

pub(super) fn rejects_after(
    conn: &mut Conn<'_>,
    tenant: &str,
    source: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<RejectRow>, DbError> {
    Ok(each!(conn, c => rejects::table
        .filter(rejects::tenant_id.eq(tenant).and(rejects::source.eq(source)))
        .filter(rejects::line_id.gt(after))
        .order(rejects::line_id)
        .limit(limit)
        .select(RejectRow::as_select())
        .load(c))?)
}

/// All lines of some calls, by call and in order of time and place.
pub(super) fn lines_of_calls(
    conn: &mut Conn<'_>,
    tenant: &str,
    source: &str,
    call_ids: &[String],
) -> Result<Vec<LineRow>, DbError> {
    let mut found = Vec::new();
    for chunk in call_ids.chunks(BATCH_ROWS) {
        let rows: Vec<LineRow> = each!(conn, c => lines::table
            .filter(lines::tenant_id.eq(tenant).and(lines::source.eq(source)))
            .filter(lines::call_id.eq_any(chunk).and(lines::kind.eq("call")))
            .order((lines::call_id, lines::logged_at, lines::position, lines::line_id))
            .select(LineRow::as_select())
            .load(c))?;
        found.extend(rows);
    }
    Ok(found)
}

/// All lines of a kind, of one member or of none, in order of time and place.
pub(super) fn lines_of_kind(
    conn: &mut Conn<'_>,
    tenant: &str,
    source: &str,
    kind: &str,
    agent_name: Option<&str>,
) -> Result<Vec<LineRow>, DbError> {
    match agent_name {
        Some(agent_name) => Ok(each!(conn, c => lines::table
            .filter(lines::tenant_id.eq(tenant).and(lines::source.eq(source)))
            .filter(lines::kind.eq(kind).and(lines::agent_name.eq(agent_name)))
            .order((lines::logged_at, lines::position, lines::line_id))
            .select(LineRow::as_select())
            .load(c))?),
        None => Ok(each!(conn, c => lines::table
            .filter(lines::tenant_id.eq(tenant).and(lines::source.eq(source)))
            .filter(lines::kind.eq(kind))
            .order((lines::logged_at, lines::position, lines::line_id))
            .select(LineRow::as_select())
            .load(c))?),
    }
}

/// Members that lines or calls name, with how many lines and calls each has.
pub(super) fn member_names(
    conn: &mut Conn<'_>,
    tenant: &str,
    source: &str,
) -> Result<BTreeMap<String, (i64, i64)>, DbError> {
    let mut names: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    let told: Vec<(String, i64)> = each!(conn, c => lines::table
        .filter(lines::tenant_id.eq(tenant).and(lines::source.eq(source)))
        .filter(lines::kind.eq("member"))
        .group_by(lines::agent_name)
        .select((lines::agent_name, diesel::dsl::count_star()))
        .load(c))?;
    for (name, count) in told {
        names.entry(name).or_default().0 = count;
    }
    let taken: Vec<(Option<String>, i64)> = each!(conn, c => calls::table
        .filter(calls::tenant_id.eq(tenant).and(calls::source.eq(source)))
        .filter(calls::agent_name.is_not_null())
        .group_by(calls::agent_name)
        .select((calls::agent_name, diesel::dsl::count_star()))
        .load(c))?;
    for (name, count) in taken {
        if let Some(name) = name {
            names.entry(name).or_default().1 = count;
        }
    }
    Ok(names)
}

/// Queues that calls name and no queue is known for, with how many calls each has.
pub(super) fn unknown_queues(
    conn: &mut Conn<'_>,
    tenant: &str,
    source: &str,
) -> Result<Vec<(String, i64)>, DbError> {
    Ok(each!(conn, c => calls::table
        .filter(calls::tenant_id.eq(tenant).and(calls::source.eq(source)))
        .filter(calls::queue_id.is_null())
        .group_by(calls::queue_name)
        .order(calls::queue_name)
        .select((calls::queue_name, diesel::dsl::count_star()))
        .load(c))?)
}

/// Unique ids of calls whose end the log has not told and that began before an instant.
pub(super) fn open_call_ids(
    conn: &mut Conn<'_>,
    tenant: &str,
    source: &str,
    before: Instant,
) -> Result<Vec<String>, DbError> {
    Ok(each!(conn, c => calls::table
        .filter(calls::tenant_id.eq(tenant).and(calls::source.eq(source)))
        .filter(calls::ended_at.is_null().and(calls::entered_at.lt(before)))
        .select(calls::call_id)
        .distinct()
        .load(c))?)
}

pub(super) fn calls_of_ids(
    conn: &mut Conn<'_>,
    tenant: &str,
    source: &str,
    call_ids: &[String],
) -> Result<Vec<CallRow>, DbError> {
    let mut found = Vec::new();
    for chunk in call_ids.chunks(BATCH_ROWS) {
        let rows: Vec<CallRow> = each!(conn, c => calls::table
            .filter(calls::tenant_id.eq(tenant).and(calls::source.eq(source)))
            .filter(calls::call_id.eq_any(chunk))
            .select(CallRow::as_select())
            .load(c))?;
        found.extend(rows);
    }
    Ok(found)
}

/// Every call of queues that were not known, by their names.
pub(super) fn call_ids_of_queues(
    conn: &mut Conn<'_>,
    tenant: &str,
    source: &str,
    queue_names: &[String],
) -> Result<Vec<String>, DbError> {
    Ok(each!(conn, c => calls::table
        .filter(calls::tenant_id.eq(tenant).and(calls::source.eq(source)))
        .filter(calls::queue_name.eq_any(queue_names).and(calls::queue_id.is_null()))
        .select(calls::call_id)
        .distinct()
        .load(c))?)
}

/// Puts calls in the place of all that have the same unique ids.
pub(super) fn replace_calls(
    conn: &mut Conn<'_>,
    tenant: &str,
    source: &str,
    call_ids: &[String],
    rows: &[CallRow],
) -> Result<(), DbError> {
    for chunk in call_ids.chunks(BATCH_ROWS) {
        each!(conn, c => diesel::delete(calls::table
            .filter(calls::tenant_id.eq(tenant).and(calls::source.eq(source)))
            .filter(calls::call_id.eq_any(chunk)))
            .execute(c))?;
    }
    for chunk in rows.chunks(BATCH_ROWS) {
        each!(conn, c => diesel::insert_into(calls::table).values(chunk).execute(c))?;
    }
    Ok(())
}

/// Calls that entered a queue in some intervals.
pub(super) fn calls_of_intervals(
    conn: &mut Conn<'_>,
    tenant: &str,
    source: &str,
    queue_name: &str,
    intervals: &[Instant],
) -> Result<Vec<CallRow>, DbError> {
    let mut found = Vec::new();
    for chunk in intervals.chunks(BATCH_ROWS) {
        let rows: Vec<CallRow> = each!(conn, c => calls::table
            .filter(calls::tenant_id.eq(tenant).and(calls::source.eq(source)))
            .filter(calls::queue_name.eq(queue_name).and(calls::interval_at.eq_any(chunk)))
            .select(CallRow::as_select())
            .load(c))?;
        found.extend(rows);
    }
    Ok(found)
}

/// The first interval of each queue that has calls, and the last of any.
pub(super) fn interval_ends(
    conn: &mut Conn<'_>,
    tenant: &str,
    source: &str,
) -> Result<(BTreeMap<String, Instant>, Option<Instant>), DbError> {
    let ends: Vec<(String, Option<Instant>, Option<Instant>)> = each!(conn, c => calls::table
        .filter(calls::tenant_id.eq(tenant).and(calls::source.eq(source)))
        .group_by(calls::queue_name)
        .select((
            calls::queue_name,
            diesel::dsl::min(calls::interval_at),
            diesel::dsl::max(calls::interval_at),
        ))
        .load(c))?;
    let last = ends.iter().filter_map(|(_, _, last)| *last).max();
    let firsts = ends
        .into_iter()
        .filter_map(|(queue, first, _)| Some((queue, first?)));
    Ok((firsts.collect(), last))
}

/// Calls an agent took that were connected from an instant on.
pub(super) fn calls_of_agent(
    conn: &mut Conn<'_>,
    tenant: &str,
    source: &str,
    agent_name: &str,
    from: Instant,
) -> Result<Vec<CallRow>, DbError> {
    Ok(each!(conn, c => calls::table
        .filter(calls::tenant_id.eq(tenant).and(calls::source.eq(source)))
        .filter(calls::agent_name.eq(agent_name).and(calls::connected_at.ge(from)))
        .select(CallRow::as_select())
        .load(c))?)
}

/// Writes down which agent is meant by a member.
pub(super) fn link_calls_of_agent(
    conn: &mut Conn<'_>,
    tenant: &str,
    source: &str,
    agent_name: &str,
    agent_id: &str,
) -> Result<usize, DbError> {
    Ok(each!(conn, c => diesel::update(calls::table
        .filter(calls::tenant_id.eq(tenant).and(calls::source.eq(source)))
        .filter(calls::agent_name.eq(agent_name)))
        .set(calls::agent_id.eq(agent_id))
        .execute(c))?)
}

/// Calls that entered in `[from, to)`, after one of an instant and id, in that order.
pub(super) fn calls_between(
    conn: &mut Conn<'_>,
    tenant: &str,
    source: &str,
    (from, to): (Instant, Instant),
    after: (Instant, &str),
    limit: i64,
) -> Result<Vec<CallRow>, DbError> {
    Ok(each!(conn, c => calls::table
        .filter(calls::tenant_id.eq(tenant).and(calls::source.eq(source)))
        .filter(calls::entered_at.ge(from).and(calls::entered_at.lt(to)))
        .filter(calls::entered_at.gt(after.0)
            .or(calls::entered_at.eq(after.0).and(calls::id.gt(after.1))))
        .order((calls::entered_at, calls::id))
        .limit(limit)
        .select(CallRow::as_select())
        .load(c))?)
}

/// A member, the seconds they talked, their calls, and how often a telephone rang in vain.
pub(super) type TalkRow = (Option<String>, Option<f64>, i64, Option<i64>);

/// Seconds and calls of each member that took any, by member, of calls that were connected in `[from, to)`.
pub(super) fn talk_of_agents(
    conn: &mut Conn<'_>,
    tenant: &str,
    source: &str,
    from: Instant,
    to: Instant,
) -> Result<Vec<TalkRow>, DbError> {
    Ok(each!(conn, c => calls::table
        .filter(calls::tenant_id.eq(tenant).and(calls::source.eq(source)))
        .filter(calls::connected_at.ge(from).and(calls::connected_at.lt(to)))
        .group_by(calls::agent_name)
        .order(calls::agent_name)
        .select((
            calls::agent_name,
            diesel::dsl::sum(calls::talk_seconds),
            diesel::dsl::count_star(),
            diesel::dsl::sum(calls::ring_no_answers),
        ))
        .load(c))?)
}

pub(super) fn file(
    conn: &mut Conn<'_>,
    tenant: &str,
    source: &str,
    path: &str,
) -> Result<Option<FileRow>, DbError> {
    Ok(each!(conn, c => files::table
        .find((tenant, source, path))
        .select(FileRow::as_select())
        .first(c)
        .optional())?)
}

/// Overwrites how far a file was read.
pub(super) fn put_file(conn: &mut Conn<'_>, row: &FileRow) -> Result<(), DbError> {
    each!(conn, c => diesel::delete(files::table.find((&row.tenant_id, &row.source, &row.path)))
        .execute(c))?;
    each!(conn, c => diesel::insert_into(files::table).values(row).execute(c))?;
    Ok(())
}
