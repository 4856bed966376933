//! Rows of schedules.

use diesel::prelude::*;

use crate::db::schema::schedules::schedules;
use crate::db::{Conn, DbError, Instant};
use crate::each;

/// A schedule without its large documents.
#[derive(Queryable, Selectable, Clone)]
#[diesel(table_name = schedules)]
pub(in crate::schedules) struct ScheduleRow {
    pub id: String,
    pub business_unit_id: String,
    pub week_date: String,
    pub week_count: i32,
    pub description: String,
    pub state: String,
    pub forecast_id: Option<String>,
    pub run_id: Option<String>,
    pub metrics: Option<String>,
    pub message_counts: String,
    pub replaces: String,
    pub version: i32,
    pub created_by: String,
    pub created_at: Instant,
    pub modified_at: Instant,
    pub published_at: Option<Instant>,
    pub archived_at: Option<Instant>,
}

#[derive(Insertable)]
#[diesel(table_name = schedules)]
#[diesel(treat_none_as_default_value = false)]
pub(in crate::schedules) struct StoredDraft {
    pub tenant_id: String,
    pub id: String,
    pub business_unit_id: String,
    pub week_date: String,
    pub week_count: i32,
    pub end_date: String,
    pub description: String,
    pub state: String,
    pub forecast_id: Option<String>,
    pub run_id: Option<String>,
    pub metrics: Option<String>,
    pub message_counts: String,
    pub results: String,
    pub scheduled_heads: String,
    pub replaces: String,
    pub version: i32,
    pub created_by: String,
    pub created_at: Instant,
    pub modified_at: Instant,
}

/// What a publication writes.
pub(in crate::schedules) struct Publication<'a> {
    pub version: i32,
    pub replaces: &'a str,
    pub by: &'a str,
    pub at: Instant,
}

pub(in crate::schedules) fn insert(conn: &mut Conn<'_>, row: &StoredDraft) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(schedules::table).values(row).execute(c))?;
    Ok(())
}

pub(in crate::schedules) fn schedule(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
) -> Result<Option<ScheduleRow>, DbError> {
    Ok(each!(conn, c => schedules::table
        .find((tenant, id))
        .select(ScheduleRow::as_select())
        .first(c)
        .optional())?)
}

pub(in crate::schedules) fn schedule_of_run(
    conn: &mut Conn<'_>,
    tenant: &str,
    run_id: &str,
) -> Result<Option<ScheduleRow>, DbError> {
    Ok(each!(conn, c => schedules::table
        .filter(schedules::tenant_id.eq(tenant).and(schedules::run_id.eq(run_id)))
        .select(ScheduleRow::as_select())
        .first(c)
        .optional())?)
}

/// Run and id of the schedules that some runs have made; of fewer runs than a page has rows.
pub(in crate::schedules) fn schedule_ids_of_runs(
    conn: &mut Conn<'_>,
    tenant: &str,
    run_ids: &[String],
) -> Result<Vec<(Option<String>, String)>, DbError> {
    Ok(each!(conn, c => schedules::table
        .filter(schedules::tenant_id.eq(tenant).and(schedules::run_id.eq_any(run_ids)))
        .select((schedules::run_id, schedules::id))
        .load(c))?)
}

/// The generation results and the scheduled heads, as JSON.
pub(in crate::schedules) fn documents(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
) -> Result<Option<(String, String)>, DbError> {
    Ok(each!(conn, c => schedules::table
        .find((tenant, id))
        .select((schedules::results, schedules::scheduled_heads))
        .first(c)
        .optional())?)
}

/// Schedules of a business unit that touch the days `from..to`, by id.
pub(in crate::schedules) fn page(
    conn: &mut Conn<'_>,
    tenant: &str,
    business_unit_id: &str,
    (from, to): (&str, &str),
    after: &str,
    limit: i64,
) -> Result<Vec<ScheduleRow>, DbError> {
    Ok(each!(conn, c => schedules::table
        .filter(schedules::tenant_id.eq(tenant).and(schedules::business_unit_id.eq(business_unit_id)))
        .filter(schedules::week_date.lt(to).and(schedules::end_date.gt(from)))
        .filter(schedules::id.gt(after))
        .order(schedules::id)
        .limit(limit)
        .select(ScheduleRow::as_select())
        .load(c))?)
}

/// Makes publications of one business unit wait for each other. SQLite has one writer and needs no lock; PostgreSQL
/// at READ COMMITTED would let two planners publish two drafts of one week at once.
pub(in crate::schedules) fn lock_all_of(
    conn: &mut Conn<'_>,
    tenant: &str,
    business_unit_id: &str,
) -> Result<(), DbError> {
    if let Conn::Postgres(c) = conn {
        let locked: Vec<String> = schedules::table
            .filter(schedules::tenant_id.eq(tenant))
            .filter(schedules::business_unit_id.eq(business_unit_id))
            .order(schedules::id)
            .select(schedules::id)
            .for_update()
            .load(*c)?;
        tracing::trace!(schedules = locked.len(), "locked for publication");
    }
    Ok(())
}

/// Published schedules of a business unit that touch the days `from..to`.
pub(in crate::schedules) fn published_over(
    conn: &mut Conn<'_>,
    tenant: &str,
    business_unit_id: &str,
    (from, to): (&str, &str),
) -> Result<Vec<ScheduleRow>, DbError> {
    Ok(each!(conn, c => schedules::table
        .filter(schedules::tenant_id.eq(tenant).and(schedules::business_unit_id.eq(business_unit_id)))
        .filter(schedules::week_date.lt(to).and(schedules::end_date.gt(from)))
        .filter(schedules::state.eq("published"))
        .order(schedules::id)
        .select(ScheduleRow::as_select())
        .load(c))?)
}

/// Takes a published schedule out of the agents' sight; `false` when it was not published any more.
pub(in crate::schedules) fn archive(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
    at: Instant,
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(schedules::table.find((tenant, id)))
        .filter(schedules::state.eq("published"))
        .set((
            schedules::state.eq("archived"),
            schedules::version.eq(schedules::version + 1),
            schedules::archived_at.eq(Some(at)),
            schedules::modified_at.eq(at),
        ))
        .execute(c))?;
    Ok(changed == 1)
}

/// Publishes the draft of that version; `false` when it is no draft, or of another version, any more.
pub(in crate::schedules) fn mark_published(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
    publication: &Publication<'_>,
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(schedules::table.find((tenant, id)))
        .filter(schedules::state.eq("draft").and(schedules::version.eq(publication.version)))
        .set((
            schedules::state.eq("published"),
            schedules::version.eq(publication.version + 1),
            schedules::replaces.eq(publication.replaces),
            schedules::published_by.eq(Some(publication.by)),
            schedules::published_at.eq(Some(publication.at)),
            schedules::modified_at.eq(publication.at),
        ))
        .execute(c))?;
    Ok(changed == 1)
}

/// Makes the next version of a draft or published schedule that is still at `version`; `false` when it is not any more.
/// Whoever comes second finds another version, on either engine.
pub(in crate::schedules) fn claim_version(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
    version: i32,
    at: Instant,
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(schedules::table.find((tenant, id)))
        .filter(schedules::version.eq(version).and(schedules::state.ne("archived")))
        .set((
            schedules::version.eq(version + 1),
            schedules::modified_at.eq(at),
        ))
        .execute(c))?;
    Ok(changed == 1)
}

pub(in crate::schedules) fn write_heads(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
    scheduled_heads: &str,
) -> Result<(), DbError> {
    each!(conn, c => diesel::update(schedules::table.find((tenant, id)))
        .set(schedules::scheduled_heads.eq(scheduled_heads))
        .execute(c))?;
    Ok(())
}

/// Deletes a draft with its shifts; `false` when there is no such draft.
pub(in crate::schedules) fn delete_draft(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::delete(schedules::table.find((tenant, id))
        .filter(schedules::state.eq("draft"))).execute(c))?;
    Ok(changed == 1)
}
