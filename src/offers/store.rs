//! Rows of offers and acceptances.

use diesel::prelude::*;

use crate::db::schema::offers::{shift_offer_acceptances as acceptances, shift_offers as offers};
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = offers)]
pub(super) struct OfferRow {
    pub tenant_id: String,
    pub id: String,
    pub business_unit_id: String,
    pub management_unit_id: String,
    pub canceled: bool,
    pub places: i32,
    pub start_at: Instant,
    pub end_at: Instant,
    pub expires_at: Instant,
    pub document: String,
    pub version: i32,
    pub created_at: Instant,
    pub modified_at: Instant,
}

#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = acceptances)]
pub(super) struct AcceptanceRow {
    pub tenant_id: String,
    pub offer_id: String,
    pub agent_id: String,
    pub document: String,
    pub accepted_at: Instant,
}

pub(super) fn insert_offer(conn: &mut Conn<'_>, row: &OfferRow) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(offers::table).values(row).execute(c))?;
    Ok(())
}

pub(super) fn offer(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
) -> Result<Option<OfferRow>, DbError> {
    Ok(each!(conn, c => offers::table
        .find((tenant, id))
        .select(OfferRow::as_select())
        .first(c)
        .optional())?)
}

/// Offers of a management unit, or all, after the id `after`; with an instant only those that can be accepted then.
pub(super) fn page_of_offers(
    conn: &mut Conn<'_>,
    tenant: &str,
    management_unit_id: Option<&str>,
    open_at: Option<Instant>,
    after: &str,
    limit: i64,
) -> Result<Vec<OfferRow>, DbError> {
    macro_rules! query {
        () => {{
            let mut query = offers::table
                .filter(offers::tenant_id.eq(tenant).and(offers::id.gt(after)))
                .order(offers::id)
                .limit(limit)
                .select(OfferRow::as_select())
                .into_boxed();
            if let Some(site) = management_unit_id {
                query = query.filter(offers::management_unit_id.eq(site));
            }
            if let Some(now) = open_at {
                query = query.filter(offers::canceled.eq(false).and(offers::expires_at.gt(now)));
            }
            query
        }};
    }
    Ok(each!(conn, c => query!().load(c))?)
}

/// Overwrites an offer that is still at version `expected`; `false` when it is not.
pub(super) fn replace_offer(
    conn: &mut Conn<'_>,
    row: &OfferRow,
    expected: i32,
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(offers::table.find((&row.tenant_id, &row.id)))
        .filter(offers::version.eq(expected))
        .set((
            offers::canceled.eq(row.canceled),
            offers::places.eq(row.places),
            offers::version.eq(row.version),
            offers::modified_at.eq(row.modified_at),
        ))
        .execute(c))?;
    Ok(changed == 1)
}

pub(super) fn insert_acceptance(conn: &mut Conn<'_>, row: &AcceptanceRow) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(acceptances::table).values(row).execute(c))?;
    Ok(())
}

/// Who accepted an offer, in order.
pub(super) fn acceptances_of(
    conn: &mut Conn<'_>,
    tenant: &str,
    offer_id: &str,
) -> Result<Vec<AcceptanceRow>, DbError> {
    Ok(each!(conn, c => acceptances::table
        .filter(acceptances::tenant_id.eq(tenant).and(acceptances::offer_id.eq(offer_id)))
        .order((acceptances::accepted_at, acceptances::agent_id))
        .select(AcceptanceRow::as_select())
        .load(c))?)
}
