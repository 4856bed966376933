//! Contacts that come into a pool.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::rows::{BucketRow, PoolRow};
use crate::db::schema::outbound::{campaign_buckets, campaign_contacts};
use crate::db::{Conn, DbError};
use crate::each;
use crate::outbound::store::BATCH;

/// Puts contacts into pools, with the buckets they stand in. One that is in its pool stays as it is.
pub(in crate::outbound) fn add(conn: &mut Conn<'_>, rows: &[PoolRow]) -> Result<(), DbError> {
    let buckets: BTreeSet<BucketRow> = rows
        .iter()
        .map(|row| BucketRow {
            tenant_id: row.tenant_id.clone(),
            campaign_id: row.campaign_id.clone(),
            segment: row.segment.clone(),
            time_zone: row.time_zone.clone(),
        })
        .collect();
    let buckets: Vec<BucketRow> = buckets.into_iter().collect();
    for batch in rows.chunks(BATCH) {
        each!(conn, c => diesel::insert_into(campaign_contacts::table)
            .values(batch)
            .on_conflict_do_nothing()
            .execute(c))?;
    }
    for batch in buckets.chunks(BATCH) {
        each!(conn, c => diesel::insert_into(campaign_buckets::table)
            .values(batch)
            .on_conflict_do_nothing()
            .execute(c))?;
    }
    Ok(())
}
