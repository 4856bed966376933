//! Rows of do-not-call lists, their entries, and refusals.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::BATCH;
use crate::db::schema::outbound::{dnc_entries, dnc_lists, refusals};
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = dnc_lists)]
pub(in crate::outbound) struct DncListRow {
    pub tenant_id: String,
    pub id: String,
    pub name: String,
    pub tenant_wide: bool,
    pub version: i32,
    pub created_at: Instant,
    pub modified_at: Instant,
}

#[derive(Insertable, Clone, Debug)]
#[diesel(table_name = dnc_entries)]
#[diesel(treat_none_as_default_value = false)]
pub(in crate::outbound) struct DncEntryRow {
    pub tenant_id: String,
    pub phone: String,
    pub dnc_list_id: String,
    pub created_at: Instant,
}

#[derive(Insertable, Clone, Debug)]
#[diesel(table_name = refusals)]
#[diesel(treat_none_as_default_value = false)]
pub(in crate::outbound) struct RefusalRow {
    pub tenant_id: String,
    pub product_family: String,
    pub subject_kind: String,
    pub subject: String,
    pub campaign_id: String,
    pub refused_at: Instant,
}

pub(in crate::outbound) fn insert_list(
    conn: &mut Conn<'_>,
    row: &DncListRow,
) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(dnc_lists::table).values(row).execute(c))?;
    Ok(())
}

pub(in crate::outbound) fn insert_list_if_absent(
    conn: &mut Conn<'_>,
    row: &DncListRow,
) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(dnc_lists::table)
        .values(row)
        .on_conflict((dnc_lists::tenant_id, dnc_lists::id))
        .do_nothing()
        .execute(c))?;
    Ok(())
}

pub(in crate::outbound) fn list(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
) -> Result<Option<DncListRow>, DbError> {
    Ok(each!(conn, c => dnc_lists::table
        .find((tenant, id))
        .select(DncListRow::as_select())
        .first(c)
        .optional())?)
}

pub(in crate::outbound) fn lists_after(
    conn: &mut Conn<'_>,
    tenant: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<DncListRow>, DbError> {
    Ok(each!(conn, c => dnc_lists::table
        .filter(dnc_lists::tenant_id.eq(tenant).and(dnc_lists::id.gt(after)))
        .order(dnc_lists::id)
        .limit(limit)
        .select(DncListRow::as_select())
        .load(c))?)
}

/// Writes a list over the version before `row.version`; `false` when that is not the stored one.
pub(in crate::outbound) fn update_list(
    conn: &mut Conn<'_>,
    row: &DncListRow,
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(dnc_lists::table.find((&row.tenant_id, &row.id)))
        .filter(dnc_lists::version.eq(row.version - 1))
        .set((
            dnc_lists::name.eq(&row.name),
            dnc_lists::tenant_wide.eq(row.tenant_wide),
            dnc_lists::version.eq(row.version),
            dnc_lists::modified_at.eq(row.modified_at),
        ))
        .execute(c))?;
    Ok(changed == 1)
}

pub(in crate::outbound) fn delete_list(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
) -> Result<bool, DbError> {
    let gone = each!(conn, c => diesel::delete(dnc_lists::table.find((tenant, id))).execute(c))?;
    Ok(gone == 1)
}

pub(in crate::outbound) fn size(
    conn: &mut Conn<'_>,
    tenant: &str,
    list: &str,
) -> Result<i64, DbError> {
    Ok(each!(conn, c => dnc_entries::table
        .filter(dnc_entries::tenant_id.eq(tenant).and(dnc_entries::dnc_list_id.eq(list)))
        .count()
        .get_result(c))?)
}

/// Adds entries and returns how many were new.
pub(in crate::outbound) fn insert_entries(
    conn: &mut Conn<'_>,
    rows: &[DncEntryRow],
) -> Result<usize, DbError> {
    let mut added = 0;
    for batch in rows.chunks(BATCH) {
        added += each!(conn, c => diesel::insert_into(dnc_entries::table)
            .values(batch)
            .on_conflict_do_nothing()
            .execute(c))?;
    }
    Ok(added)
}

/// The ids of the lists that bind a campaign: its own and those of the whole tenant.
pub(in crate::outbound) fn lists_binding(
    conn: &mut Conn<'_>,
    tenant: &str,
    campaign: &str,
) -> Result<Vec<String>, DbError> {
    let own = super::campaigns::dnc_lists_of(conn, tenant, campaign)?;
    let wide: Vec<String> = each!(conn, c => dnc_lists::table
        .filter(dnc_lists::tenant_id.eq(tenant).and(dnc_lists::tenant_wide.eq(true)))
        .order(dnc_lists::id)
        .select(dnc_lists::id)
        .load(c))?;
    Ok(own.into_iter().chain(wide).collect())
}

/// Takes an entry off a list; whether it was there.
pub(in crate::outbound) fn delete_entry(
    conn: &mut Conn<'_>,
    tenant: &str,
    list: &str,
    phone: &str,
) -> Result<bool, DbError> {
    let gone = each!(conn, c => diesel::delete(dnc_entries::table.find((tenant, phone, list))).execute(c))?;
    Ok(gone == 1)
}

/// Those of these phones that are on one of these lists.
pub(in crate::outbound) fn listed(
    conn: &mut Conn<'_>,
    tenant: &str,
    lists: &[String],
    phones: &[&str],
) -> Result<BTreeSet<String>, DbError> {
    let mut found = BTreeSet::new();
    for batch in phones.chunks(BATCH) {
        let listed: Vec<String> = each!(conn, c => dnc_entries::table
            .filter(dnc_entries::tenant_id.eq(tenant))
            .filter(dnc_entries::phone.eq_any(batch))
            .filter(dnc_entries::dnc_list_id.eq_any(lists))
            .select(dnc_entries::phone)
            .load(c))?;
        found.extend(listed);
    }
    Ok(found)
}

/// Those of these phones, or persons, that have refused the product family.
pub(in crate::outbound) fn refused(
    conn: &mut Conn<'_>,
    tenant: &str,
    family: &str,
    (kind, subjects): (&str, &[&str]),
) -> Result<BTreeSet<String>, DbError> {
    let mut found = BTreeSet::new();
    for batch in subjects.chunks(BATCH) {
        let refused: Vec<String> = each!(conn, c => refusals::table
            .filter(refusals::tenant_id.eq(tenant))
            .filter(refusals::product_family.eq(family))
            .filter(refusals::subject_kind.eq(kind))
            .filter(refusals::subject.eq_any(batch))
            .select(refusals::subject)
            .load(c))?;
        found.extend(refused);
    }
    Ok(found)
}

pub(in crate::outbound) fn insert_refusals(
    conn: &mut Conn<'_>,
    rows: &[RefusalRow],
) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(refusals::table)
        .values(rows)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(())
}
