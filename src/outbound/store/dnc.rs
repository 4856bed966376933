//! Rows of do-not-call lists and their entries.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::BATCH;
use super::campaigns::CampaignRow;
use crate::db::schema::outbound::{dnc_entries, dnc_lists};
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
    /// `''` where it binds by name or tenant only.
    pub product_family: String,
}

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = dnc_entries)]
#[diesel(treat_none_as_default_value = false)]
pub(in crate::outbound) struct DncEntryRow {
    pub tenant_id: String,
    pub phone: String,
    pub dnc_list_id: String,
    pub created_at: Instant,
    /// `None` for an entry that does not end.
    pub expires_at: Option<Instant>,
    pub reason: String,
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
            dnc_lists::product_family.eq(&row.product_family),
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

/// Adds entries and returns how many were new; one that is there stays where it lasts longer and is lengthened else.
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
        let mut by_end: BTreeMap<(&str, Option<Instant>), Vec<&str>> = BTreeMap::new();
        for row in batch {
            let same_end = by_end
                .entry((row.dnc_list_id.as_str(), row.expires_at))
                .or_default();
            same_end.push(&row.phone);
        }
        let Some(tenant) = batch.first().map(|row| &row.tenant_id) else {
            continue;
        };
        for ((list, end), phones) in by_end {
            // An entry without an end has none that could be shorter.
            let longer = end.unwrap_or(Instant::from_epoch_millis(i64::MAX));
            each!(conn, c => diesel::update(dnc_entries::table
                    .filter(dnc_entries::tenant_id.eq(tenant))
                    .filter(dnc_entries::phone.eq_any(&phones))
                    .filter(dnc_entries::dnc_list_id.eq(list))
                    .filter(dnc_entries::expires_at.lt(Some(longer))))
                .set(dnc_entries::expires_at.eq(end))
                .execute(c))?;
        }
    }
    Ok(added)
}

/// Entries of a list in order of their phones after `after`.
pub(in crate::outbound) fn entries_after(
    conn: &mut Conn<'_>,
    (tenant, list): (&str, &str),
    after: &str,
    limit: i64,
) -> Result<Vec<DncEntryRow>, DbError> {
    Ok(each!(conn, c => dnc_entries::table
        .filter(dnc_entries::tenant_id.eq(tenant).and(dnc_entries::dnc_list_id.eq(list)))
        .filter(dnc_entries::phone.gt(after))
        .order(dnc_entries::phone)
        .limit(limit)
        .select(DncEntryRow::as_select())
        .load(c))?)
}

/// The ids of the lists that bind a campaign: its own, those of its product family and those of the whole tenant.
pub(in crate::outbound) fn lists_binding(
    conn: &mut Conn<'_>,
    campaign: &CampaignRow,
) -> Result<Vec<String>, DbError> {
    let tenant = &campaign.tenant_id;
    let own = super::campaigns::dnc_lists_of(conn, tenant, &campaign.id)?;
    let wide: Vec<String> = each!(conn, c => dnc_lists::table
        .filter(dnc_lists::tenant_id.eq(tenant))
        .filter(dnc_lists::tenant_wide.eq(true).or(dnc_lists::product_family.eq(&campaign.product_family)))
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

/// Those of these phones that are on one of these lists now, with the end of the entry that lasts longest; `None` for
/// one that does not end.
pub(in crate::outbound) fn listed(
    conn: &mut Conn<'_>,
    (tenant, now): (&str, Instant),
    lists: &[String],
    phones: &[&str],
) -> Result<BTreeMap<String, Option<Instant>>, DbError> {
    let mut found: BTreeMap<String, Option<Instant>> = BTreeMap::new();
    for batch in phones.chunks(BATCH) {
        let listed: Vec<(String, Option<Instant>)> = each!(conn, c => dnc_entries::table
            .filter(dnc_entries::tenant_id.eq(tenant))
            .filter(dnc_entries::phone.eq_any(batch))
            .filter(dnc_entries::dnc_list_id.eq_any(lists))
            .filter(dnc_entries::expires_at.is_null().or(dnc_entries::expires_at.gt(Some(now))))
            .select((dnc_entries::phone, dnc_entries::expires_at))
            .load(c))?;
        for (phone, end) in listed {
            let longest = found.entry(phone).or_insert(end);
            *longest = longest.zip(end).map(|(one, other)| one.max(other));
        }
    }
    Ok(found)
}

/// The do-not-call lists a phone is on, and until when.
pub(in crate::outbound) fn entries_of_phone(
    conn: &mut Conn<'_>,
    tenant: &str,
    phone: &str,
    now: Instant,
) -> Result<Vec<(String, Option<Instant>)>, DbError> {
    Ok(each!(conn, c => dnc_entries::table
        .filter(dnc_entries::tenant_id.eq(tenant).and(dnc_entries::phone.eq(phone)))
        .filter(dnc_entries::expires_at.is_null().or(dnc_entries::expires_at.gt(Some(now))))
        .order(dnc_entries::dnc_list_id)
        .select((dnc_entries::dnc_list_id, dnc_entries::expires_at))
        .load(c))?)
}

/// Takes a phone off every do-not-call list.
pub(in crate::outbound) fn delete_phone(
    conn: &mut Conn<'_>,
    tenant: &str,
    phone: &str,
) -> Result<(), DbError> {
    each!(conn, c => diesel::delete(dnc_entries::table
            .filter(dnc_entries::tenant_id.eq(tenant).and(dnc_entries::phone.eq(phone))))
        .execute(c))?;
    Ok(())
}
