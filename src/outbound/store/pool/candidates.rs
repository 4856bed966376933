//! Contacts whose turn it is.

use diesel::dsl::not;
use diesel::prelude::*;

use super::rows::{BucketRow, CandidateRow};
use crate::db::schema::outbound::{campaign_buckets, campaign_contacts};
use crate::db::{Conn, DbError, Instant};
use crate::each;

/// Which contacts are looked for.
#[derive(Clone, Copy)]
pub(in crate::outbound) struct Wanted<'a> {
    pub tenant: &'a str,
    pub campaign: &'a str,
    /// By which channel they are to be reached.
    pub channel: &'a str,
    pub now: Instant,
}

/// The buckets that a campaign has or had contacts in.
pub(in crate::outbound) fn buckets(
    conn: &mut Conn<'_>,
    tenant: &str,
    campaign: &str,
) -> Result<Vec<BucketRow>, DbError> {
    Ok(each!(conn, c => campaign_buckets::table
        .filter(campaign_buckets::tenant_id.eq(tenant).and(campaign_buckets::campaign_id.eq(campaign)))
        .order((campaign_buckets::segment, campaign_buckets::time_zone))
        .select(BucketRow::as_select())
        .load(c))?)
}

/// Contacts of some buckets whose turn it is, longest waiting first. On PostgreSQL their rows are locked until the
/// transaction ends and rows that another dialer is just taking are passed over; SQLite has one writer.
pub(in crate::outbound) fn longest_waiting(
    conn: &mut Conn<'_>,
    wanted: Wanted<'_>,
    buckets: &[&BucketRow],
    limit: usize,
) -> Result<Vec<CandidateRow>, DbError> {
    let mut found = Vec::new();
    for bucket in buckets {
        found.extend(of_bucket(conn, wanted, bucket, limit)?);
    }
    if buckets.len() > 1 {
        found.sort_by(|a, b| (a.available_at, &a.contact_id).cmp(&(b.available_at, &b.contact_id)));
        found.truncate(limit);
    }
    Ok(found)
}

fn of_bucket(
    conn: &mut Conn<'_>,
    wanted: Wanted<'_>,
    bucket: &BucketRow,
    limit: usize,
) -> Result<Vec<CandidateRow>, DbError> {
    macro_rules! waiting {
        () => {
            campaign_contacts::table
                .filter(campaign_contacts::tenant_id.eq(wanted.tenant))
                .filter(campaign_contacts::campaign_id.eq(wanted.campaign))
                .filter(not(campaign_contacts::finished))
                .filter(not(campaign_contacts::held))
                .filter(campaign_contacts::segment.eq(&bucket.segment))
                .filter(campaign_contacts::time_zone.eq(&bucket.time_zone))
                .filter(campaign_contacts::available_at.le(wanted.now))
                .filter(campaign_contacts::channel.eq(wanted.channel))
                .filter(
                    campaign_contacts::drop_at
                        .is_null()
                        .or(campaign_contacts::drop_at.gt(Some(wanted.now))),
                )
                .order((
                    campaign_contacts::available_at,
                    campaign_contacts::contact_id,
                ))
                .limit(i64::try_from(limit).unwrap_or(i64::MAX))
                .select(CandidateRow::as_select())
        };
    }
    Ok(match conn {
        Conn::Sqlite(c) => waiting!().load(*c)?,
        Conn::Postgres(c) => waiting!().for_update().skip_locked().load(*c)?,
    })
}
