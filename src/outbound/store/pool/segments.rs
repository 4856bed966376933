//! Which segment contacts of a pool stand in.

use std::collections::BTreeSet;

use diesel::dsl::{count_star, sum};
use diesel::prelude::*;

use super::rows::BucketRow;
use crate::db::schema::outbound::{campaign_buckets, campaign_contacts};
use crate::db::{Conn, DbError};
use crate::each;
use crate::outbound::store::BATCH;

/// A contact that is not finished, as models tell it from others.
#[derive(Queryable, Selectable, Clone, Debug)]
#[diesel(table_name = campaign_contacts)]
pub(in crate::outbound) struct OpenRow {
    pub contact_id: String,
    pub time_zone: String,
    pub attempts: i32,
}

/// A campaign's contacts that are not finished, behind that id.
pub(in crate::outbound) fn open_after(
    conn: &mut Conn<'_>,
    (tenant, campaign): (&str, &str),
    after: &str,
    limit: i64,
) -> Result<Vec<OpenRow>, DbError> {
    Ok(each!(conn, c => campaign_contacts::table
        .filter(campaign_contacts::tenant_id.eq(tenant).and(campaign_contacts::campaign_id.eq(campaign)))
        .filter(campaign_contacts::contact_id.gt(after))
        .filter(campaign_contacts::finished.eq(false))
        .order(campaign_contacts::contact_id)
        .limit(limit)
        .select(OpenRow::as_select())
        .load(c))?)
}

/// Ids of contacts that nobody has tried, the first of them.
pub(in crate::outbound) fn untried(
    conn: &mut Conn<'_>,
    (tenant, campaign): (&str, &str),
    limit: i64,
) -> Result<Vec<String>, DbError> {
    Ok(each!(conn, c => campaign_contacts::table
        .filter(campaign_contacts::tenant_id.eq(tenant).and(campaign_contacts::campaign_id.eq(campaign)))
        .filter(campaign_contacts::attempts.eq(0))
        .order(campaign_contacts::contact_id)
        .limit(limit)
        .select(campaign_contacts::contact_id)
        .load(c))?)
}

/// Puts contacts of a pool into a segment, with the buckets it makes.
pub(in crate::outbound) fn assign_segment(
    conn: &mut Conn<'_>,
    (tenant, campaign): (&str, &str),
    segment: &str,
    contacts: &[&OpenRow],
) -> Result<(), DbError> {
    let zones: BTreeSet<&str> = contacts.iter().map(|row| row.time_zone.as_str()).collect();
    let buckets: Vec<BucketRow> = zones
        .into_iter()
        .map(|zone| BucketRow {
            tenant_id: tenant.to_owned(),
            campaign_id: campaign.to_owned(),
            segment: segment.to_owned(),
            time_zone: zone.to_owned(),
        })
        .collect();
    // The bucket first: a lease looks only into buckets that it finds.
    for batch in buckets.chunks(BATCH) {
        each!(conn, c => diesel::insert_into(campaign_buckets::table)
            .values(batch)
            .on_conflict_do_nothing()
            .execute(c))?;
    }
    let ids: Vec<&str> = contacts.iter().map(|row| row.contact_id.as_str()).collect();
    for batch in ids.chunks(BATCH) {
        each!(conn, c => diesel::update(campaign_contacts::table
                .filter(campaign_contacts::tenant_id.eq(tenant))
                .filter(campaign_contacts::campaign_id.eq(campaign))
                .filter(campaign_contacts::contact_id.eq_any(batch))
                .filter(campaign_contacts::segment.ne(segment)))
            .set(campaign_contacts::segment.eq(segment))
            .execute(c))?;
    }
    Ok(())
}

/// Contacts still to be called of one time zone and segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::outbound) struct OpenCount {
    /// `''` stands for the list's default.
    pub time_zone: String,
    pub segment: String,
    pub contacts: i64,
    /// Attempts that were made at them.
    pub attempts: i64,
}

/// Contacts still to be called, by time zone and segment.
pub(in crate::outbound) fn open_by_zone_and_segment(
    conn: &mut Conn<'_>,
    (tenant, campaign): (&str, &str),
    max_attempts: i32,
) -> Result<Vec<OpenCount>, DbError> {
    let rows: Vec<(String, String, i64, Option<i64>)> = each!(conn, c => campaign_contacts::table
        .filter(campaign_contacts::tenant_id.eq(tenant))
        .filter(campaign_contacts::campaign_id.eq(campaign))
        .filter(campaign_contacts::finished.eq(false))
        .filter(campaign_contacts::held.eq(false).or(campaign_contacts::callback_at.is_not_null()))
        .filter(campaign_contacts::attempts.lt(max_attempts))
        .group_by((campaign_contacts::time_zone, campaign_contacts::segment))
        .order((campaign_contacts::time_zone, campaign_contacts::segment))
        .select((
            campaign_contacts::time_zone,
            campaign_contacts::segment,
            count_star(),
            sum(campaign_contacts::attempts),
        ))
        .load(c))?;
    let counts = rows
        .into_iter()
        .map(|(time_zone, segment, contacts, attempts)| OpenCount {
            time_zone,
            segment,
            contacts,
            attempts: attempts.unwrap_or(0),
        });
    Ok(counts.collect())
}
