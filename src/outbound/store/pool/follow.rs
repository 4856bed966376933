//! Pools following what contacts have become.

use diesel::prelude::*;

use super::rows::BucketRow;
use crate::db::schema::outbound::{campaign_buckets, campaign_contacts};
use crate::db::{Conn, DbError};
use crate::each;
use crate::outbound::store::contacts::ContactRow;

/// Gives a contact its new zone and hours in these campaigns, and its new segment where it stands in the one it had: a
/// response model may have put it into another. Who was erased meanwhile has another phone and is left.
pub(in crate::outbound) fn follow_contact(
    conn: &mut Conn<'_>,
    campaigns: &[String],
    before: &ContactRow,
    after: &ContactRow,
) -> Result<(), DbError> {
    macro_rules! places {
        () => {
            campaign_contacts::table
                .filter(campaign_contacts::tenant_id.eq(&after.tenant_id))
                .filter(campaign_contacts::campaign_id.eq_any(campaigns))
                .filter(campaign_contacts::contact_id.eq(&after.id))
                .filter(campaign_contacts::phone.eq(&after.phone))
        };
    }
    if before.segment != after.segment {
        each!(conn, c => diesel::update(places!()
                .filter(campaign_contacts::segment.eq(&before.segment)))
            .set(campaign_contacts::segment.eq(&after.segment))
            .execute(c))?;
    }
    each!(conn, c => diesel::update(places!())
        .set((
            campaign_contacts::time_zone.eq(&after.time_zone),
            campaign_contacts::permitted_hours.eq(&after.permitted_hours),
        ))
        .execute(c))?;
    let stands: Vec<(String, String)> = each!(conn, c => places!()
        .select((campaign_contacts::campaign_id, campaign_contacts::segment))
        .load(c))?;
    let buckets: Vec<BucketRow> = stands
        .into_iter()
        .map(|(campaign_id, segment)| BucketRow {
            tenant_id: after.tenant_id.clone(),
            campaign_id,
            segment,
            time_zone: after.time_zone.clone(),
        })
        .collect();
    each!(conn, c => diesel::insert_into(campaign_buckets::table)
        .values(&buckets)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(())
}
