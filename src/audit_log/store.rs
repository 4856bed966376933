//! Rows of the audit log, and of the heads of its chains.

use diesel::prelude::*;

use crate::db::schema::audit_log::{audit_entries, audit_heads};
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable, Clone, Debug, PartialEq)]
#[diesel(table_name = audit_entries)]
#[diesel(treat_none_as_default_value = false)]
pub(super) struct EntryRow {
    pub tenant_id: String,
    pub sequence: i64,
    pub at: Instant,
    pub actor: String,
    pub role: String,
    pub address: String,
    pub action: String,
    pub operation: String,
    pub entity_type: String,
    pub entity_id: String,
    pub request_id: String,
    pub details: Option<String>,
    pub salt: Option<String>,
    pub details_hash: String,
    pub previous_hash: String,
    pub hash: String,
}

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = audit_heads)]
pub(super) struct HeadRow {
    pub tenant_id: String,
    pub sequence: i64,
    pub hash: String,
    pub anchor_sequence: i64,
    pub anchor_hash: String,
}

pub(super) fn head(conn: &mut Conn<'_>, tenant: &str) -> Result<Option<HeadRow>, DbError> {
    Ok(each!(conn, c => audit_heads::table
        .find(tenant)
        .select(HeadRow::as_select())
        .first(c)
        .optional())?)
}

/// The head, which nobody else can move before this transaction ends.
pub(super) fn locked_head(conn: &mut Conn<'_>, tenant: &str) -> Result<Option<HeadRow>, DbError> {
    match conn {
        // The one writer has it alone already.
        Conn::Sqlite(_) => head(conn, tenant),
        Conn::Postgres(c) => Ok(audit_heads::table
            .find(tenant)
            .select(HeadRow::as_select())
            .for_update()
            .first(*c)
            .optional()?),
    }
}

/// Begins a chain, unless somebody just did.
pub(super) fn insert_head(conn: &mut Conn<'_>, row: &HeadRow) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(audit_heads::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(())
}

pub(super) fn insert(conn: &mut Conn<'_>, row: &EntryRow) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(audit_entries::table).values(row).execute(c))?;
    Ok(())
}

pub(super) fn move_head(
    conn: &mut Conn<'_>,
    tenant: &str,
    (sequence, hash): (i64, &str),
) -> Result<(), DbError> {
    each!(conn, c => diesel::update(audit_heads::table.find(tenant))
        .set((audit_heads::sequence.eq(sequence), audit_heads::hash.eq(hash)))
        .execute(c))?;
    Ok(())
}

pub(super) fn move_anchor(
    conn: &mut Conn<'_>,
    tenant: &str,
    (sequence, hash): (i64, &str),
) -> Result<(), DbError> {
    each!(conn, c => diesel::update(audit_heads::table.find(tenant))
        .set((audit_heads::anchor_sequence.eq(sequence), audit_heads::anchor_hash.eq(hash)))
        .execute(c))?;
    Ok(())
}

pub(super) fn find(
    conn: &mut Conn<'_>,
    tenant: &str,
    sequence: i64,
) -> Result<Option<EntryRow>, DbError> {
    Ok(each!(conn, c => audit_entries::table
        .find((tenant, sequence))
        .select(EntryRow::as_select())
        .first(c)
        .optional())?)
}

/// Which entries are meant.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    pub actor: Option<String>,
    pub action: Option<String>,
    pub entity_type: Option<String>,
    pub entity_id: Option<String>,
    pub from: Option<Instant>,
    pub to: Option<Instant>,
}

/// Where a page begins, and which way it goes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    /// The newest before a sequence.
    Before(i64),
    /// The oldest after a sequence.
    After(i64),
}

pub(super) fn page(
    conn: &mut Conn<'_>,
    tenant: &str,
    wanted: &Wanted,
    place: Place,
    limit: i64,
) -> Result<Vec<EntryRow>, DbError> {
    Ok(each!(conn, c => {
        let mut query = audit_entries::table
            .filter(audit_entries::tenant_id.eq(tenant))
            .select(EntryRow::as_select())
            .limit(limit)
            .into_boxed();
        if let Some(actor) = &wanted.actor {
            query = query.filter(audit_entries::actor.eq(actor));
        }
        if let Some(action) = &wanted.action {
            query = query.filter(audit_entries::action.eq(action));
        }
        if let Some(entity_type) = &wanted.entity_type {
            query = query.filter(audit_entries::entity_type.eq(entity_type));
        }
        if let Some(entity_id) = &wanted.entity_id {
            query = query.filter(audit_entries::entity_id.eq(entity_id));
        }
        if let Some(from) = wanted.from {
            query = query.filter(audit_entries::at.ge(from));
        }
        if let Some(to) = wanted.to {
            query = query.filter(audit_entries::at.lt(to));
        }
        match place {
            Place::Before(sequence) => query
                .filter(audit_entries::sequence.lt(sequence))
                .order(audit_entries::sequence.desc())
                .load(c),
            Place::After(sequence) => query
                .filter(audit_entries::sequence.gt(sequence))
                .order(audit_entries::sequence.asc())
                .load(c),
        }
    })?)
}

/// The last entry before an instant that has only earlier ones before it.
pub(super) fn last_before(
    conn: &mut Conn<'_>,
    tenant: &str,
    instant: Instant,
) -> Result<Option<EntryRow>, DbError> {
    let first_kept: Option<i64> = each!(conn, c => audit_entries::table
        .filter(audit_entries::tenant_id.eq(tenant).and(audit_entries::at.ge(instant)))
        .order(audit_entries::sequence)
        .select(audit_entries::sequence)
        .first(c)
        .optional())?;
    let before = first_kept.unwrap_or(i64::MAX);
    Ok(each!(conn, c => audit_entries::table
        .filter(audit_entries::tenant_id.eq(tenant).and(audit_entries::sequence.lt(before)))
        .order(audit_entries::sequence.desc())
        .select(EntryRow::as_select())
        .first(c)
        .optional())?)
}

/// Removes entries through a sequence, which the anchor must have reached.
pub(super) fn delete_through(
    conn: &mut Conn<'_>,
    tenant: &str,
    sequence: i64,
) -> Result<usize, DbError> {
    Ok(each!(conn, c => diesel::delete(audit_entries::table
        .filter(audit_entries::tenant_id.eq(tenant).and(audit_entries::sequence.le(sequence))))
        .execute(c))?)
}

/// Entries whose details hold a text, in order, after a sequence.
pub(super) fn mentioning(
    conn: &mut Conn<'_>,
    tenant: &str,
    text: &str,
) -> Result<Vec<EntryRow>, DbError> {
    let escaped = text
        .replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_");
    Ok(each!(conn, c => audit_entries::table
        .filter(audit_entries::tenant_id.eq(tenant))
        .filter(audit_entries::details.like(format!("%{escaped}%")).escape('\\'))
        .order(audit_entries::sequence)
        .select(EntryRow::as_select())
        .load(c))?)
}

/// Takes the details of entries away; their hashes stay.
pub(super) fn redact(
    conn: &mut Conn<'_>,
    tenant: &str,
    sequences: &[i64],
) -> Result<usize, DbError> {
    let mut redacted = 0;
    for chunk in sequences.chunks(1_000) {
        redacted += each!(conn, c => diesel::update(audit_entries::table
                .filter(audit_entries::tenant_id.eq(tenant))
                .filter(audit_entries::sequence.eq_any(chunk)))
            .set((
                audit_entries::details.eq(None::<String>),
                audit_entries::salt.eq(None::<String>),
            ))
            .execute(c))?;
    }
    Ok(redacted)
}
