//! Rows of idempotency keys.

use diesel::prelude::*;

use crate::db::schema::foundation::idempotency_keys;
use crate::db::{Conn, DbError, Instant};
use crate::each;

/// In the place of an HTTP status: the request has changed something; it may still be at work.
const CHANGED: i32 = 0;

/// In the place of an HTTP status: the request has changed something and is over, and its answer is not known.
const ANSWER_LOST: i32 = 1;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = idempotency_keys)]
pub(super) struct KeyRow {
    pub tenant_id: String,
    pub idempotency_key: String,
    pub fingerprint: String,
    pub status: Option<i32>,
    pub headers: Option<String>,
    pub body: Option<String>,
    /// When the key was claimed: who claims it anew does so at another instant.
    pub created_at: Instant,
}

/// How far the request that holds a key is known to be.
#[derive(Debug, PartialEq)]
pub(super) enum Progress {
    /// It has changed nothing yet.
    Begun,
    /// It has changed something.
    Changed,
    /// It has changed something and is over without an answer that could be kept.
    AnswerLost,
    /// It was answered.
    Answered {
        status: u16,
        headers: String,
        body: String,
    },
}

impl KeyRow {
    pub(super) fn progress(self) -> Progress {
        match (self.status, self.headers, self.body) {
            (Some(status), Some(headers), Some(body)) => Progress::Answered {
                status: u16::try_from(status).unwrap_or(500),
                headers,
                body,
            },
            (Some(ANSWER_LOST), ..) => Progress::AnswerLost,
            (Some(_), ..) => Progress::Changed,
            (None, ..) => Progress::Begun,
        }
    }
}

/// A key as somebody has claimed it.
#[derive(Clone, Debug)]
pub(super) struct ClaimedKey {
    pub tenant_id: String,
    pub idempotency_key: String,
    pub claimed_at: Instant,
}

impl ClaimedKey {
    pub(super) fn of(row: &KeyRow) -> Self {
        Self {
            tenant_id: row.tenant_id.clone(),
            idempotency_key: row.idempotency_key.clone(),
            claimed_at: row.created_at,
        }
    }
}

/// Inserts the row unless the key is taken; `None` when it was inserted, the row that holds the key otherwise.
pub(super) fn claim(
    conn: &mut Conn<'_>,
    row: &KeyRow,
    forget_before: Instant,
) -> Result<Option<KeyRow>, DbError> {
    each!(conn, c => diesel::delete(idempotency_keys::table.filter(
        idempotency_keys::tenant_id.eq(&row.tenant_id).and(idempotency_keys::created_at.lt(forget_before)))).execute(c))?;
    let inserted = each!(conn, c => diesel::insert_into(idempotency_keys::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    if inserted == 1 {
        return Ok(None);
    }
    Ok(each!(conn, c => idempotency_keys::table
        .find((&row.tenant_id, &row.idempotency_key))
        .select(KeyRow::as_select())
        .first(c)
        .optional())?)
}

/// Notes that the request which holds a key changes something; `false` when it holds it no more.
pub(super) fn note_change(conn: &mut Conn<'_>, held: &ClaimedKey) -> Result<bool, DbError> {
    let noted = each!(conn, c => diesel::update(idempotency_keys::table
        .find((&held.tenant_id, &held.idempotency_key))
        .filter(idempotency_keys::created_at.eq(held.claimed_at)))
        .set(idempotency_keys::status.eq(Some(CHANGED)))
        .execute(c))?;
    Ok(noted > 0)
}

/// Keeps the answer of the request which holds a key.
pub(super) fn record(
    conn: &mut Conn<'_>,
    held: &ClaimedKey,
    status: u16,
    headers: &str,
    body: &str,
) -> Result<(), DbError> {
    each!(conn, c => diesel::update(idempotency_keys::table
        .find((&held.tenant_id, &held.idempotency_key))
        .filter(idempotency_keys::created_at.eq(held.claimed_at)))
        .set((
            idempotency_keys::status.eq(Some(i32::from(status))),
            idempotency_keys::headers.eq(Some(headers)),
            idempotency_keys::body.eq(Some(body)),
        ))
        .execute(c))?;
    Ok(())
}

/// Frees a key whose request has changed nothing; `false` when it has, or when another holds the key by now.
///
/// A transaction of the request whose end is not known yet is waited for: it holds the row that is to be deleted.
pub(super) fn free(conn: &mut Conn<'_>, held: &ClaimedKey) -> Result<bool, DbError> {
    let freed = each!(conn, c => diesel::delete(idempotency_keys::table
        .find((&held.tenant_id, &held.idempotency_key))
        .filter(idempotency_keys::created_at.eq(held.claimed_at).and(idempotency_keys::status.is_null())))
        .execute(c))?;
    Ok(freed > 0)
}

/// Notes that the request which holds a key is over without an answer, where it has changed something.
pub(super) fn lose_answer(conn: &mut Conn<'_>, held: &ClaimedKey) -> Result<(), DbError> {
    each!(conn, c => diesel::update(idempotency_keys::table
        .find((&held.tenant_id, &held.idempotency_key))
        .filter(idempotency_keys::created_at.eq(held.claimed_at).and(idempotency_keys::status.eq(CHANGED))))
        .set(idempotency_keys::status.eq(Some(ANSWER_LOST)))
        .execute(c))?;
    Ok(())
}

/// Forgets a key, whoever holds it.
pub(super) fn forget(conn: &mut Conn<'_>, tenant: &str, key: &str) -> Result<(), DbError> {
    each!(conn, c => diesel::delete(idempotency_keys::table.find((tenant, key))).execute(c))?;
    Ok(())
}

pub(super) fn keys_mentioning(
    conn: &mut Conn<'_>,
    tenant: &str,
    text: &str,
) -> Result<Vec<String>, DbError> {
    Ok(each!(conn, c => idempotency_keys::table
        .filter(idempotency_keys::tenant_id.eq(tenant))
        .filter(idempotency_keys::body.like(format!("%{text}%")))
        .select(idempotency_keys::idempotency_key)
        .load(c))?)
}
