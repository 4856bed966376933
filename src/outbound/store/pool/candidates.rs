//! Contacts whose turn it is.

use diesel::dsl::not;
use diesel::prelude::*;

use super::rows::{BucketRow, CandidateRow};
use crate::db::schema::outbound::{campaign_buckets, campaign_contacts};
use crate::db::{Conn, DbError, Instant};
use crate::each;

/// Places read beyond those asked for where others may be taking the first ones: their number rises with every look.
const BEYOND_OTHERS: usize = 32;

/// Which contacts are looked for.
#[derive(Clone, Copy)]
pub(in crate::outbound) struct Wanted<'a> {
    pub tenant: &'a str,
    pub campaign: &'a str,
    /// By which channel they are to be reached.
    pub channel: &'a str,
    pub now: Instant,
}

/// The buckets in which somebody's turn has come. Of a campaign's buckets most may be empty: a look into the index each says
/// so. It asks for the first contact and not whether there is one, which PostgreSQL would answer by reading the whole pool.
pub(in crate::outbound) fn waiting_buckets(
    conn: &mut Conn<'_>,
    wanted: Wanted<'_>,
) -> Result<Vec<BucketRow>, DbError> {
    let first = campaign_contacts::table
        .filter(campaign_contacts::tenant_id.eq(campaign_buckets::tenant_id))
        .filter(campaign_contacts::campaign_id.eq(campaign_buckets::campaign_id))
        .filter(campaign_contacts::segment.eq(campaign_buckets::segment))
        .filter(campaign_contacts::time_zone.eq(campaign_buckets::time_zone))
        .filter(not(campaign_contacts::finished))
        .filter(not(campaign_contacts::held))
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
        .select(campaign_contacts::contact_id)
        .single_value();
    Ok(each!(conn, c => campaign_buckets::table
        .filter(campaign_buckets::tenant_id.eq(wanted.tenant))
        .filter(campaign_buckets::campaign_id.eq(wanted.campaign))
        .filter(first.is_not_null())
        .order((campaign_buckets::segment, campaign_buckets::time_zone))
        .select(BucketRow::as_select())
        .load(c))?)
}

/// Where a contact stands in its bucket: since when it waits, and its id.
type Place = (Instant, String);

/// Contacts of some buckets whose turn it is, longest waiting first; fewer than `limit` only when there are no more. On
/// PostgreSQL their rows are locked until the transaction ends and rows that another dialer is just taking are passed over;
/// SQLite has one writer.
///
/// Which contacts come first is read from the index, without a lock: of a hundred buckets each might have all of them.
/// No more are locked than are asked for, so that one dialer hides no contact from another that it does not look at.
pub(in crate::outbound) fn longest_waiting(
    conn: &mut Conn<'_>,
    wanted: Wanted<'_>,
    buckets: &[&BucketRow],
    limit: usize,
) -> Result<Vec<CandidateRow>, DbError> {
    let mut found: Vec<CandidateRow> = Vec::new();
    let mut after: Option<Place> = None;
    // SQLite has one writer: nobody is taking any of them.
    let mut beyond = match conn {
        Conn::Sqlite(_) => 0,
        Conn::Postgres(_) => BEYOND_OTHERS,
    };
    while found.len() < limit {
        let at_once = limit + beyond;
        let mut places: Vec<Place> = Vec::new();
        for bucket in buckets {
            places.extend(places_in(conn, wanted, bucket, after.as_ref(), at_once)?);
        }
        places.sort_unstable();
        places.truncate(at_once);
        found.extend(lock(conn, wanted, &places, limit - found.len())?);
        if places.len() < at_once {
            break;
        }
        after = places.pop();
        // Others are taking those: more are looked at, not more are locked.
        beyond = beyond.max(BEYOND_OTHERS) * 4;
    }
    Ok(found)
}

/// The first places of a bucket whose turn has come, behind one.
fn places_in(
    conn: &mut Conn<'_>,
    wanted: Wanted<'_>,
    bucket: &BucketRow,
    after: Option<&Place>,
    limit: usize,
) -> Result<Vec<Place>, DbError> {
    // Nobody waits since before all time.
    let (since, id) = match after {
        Some((since, id)) => (*since, id.as_str()),
        None => (Instant::from_epoch_millis(i64::MIN), ""),
    };
    Ok(each!(conn, c => campaign_contacts::table
        .filter(campaign_contacts::tenant_id.eq(wanted.tenant))
        .filter(campaign_contacts::campaign_id.eq(wanted.campaign))
        .filter(not(campaign_contacts::finished))
        .filter(not(campaign_contacts::held))
        .filter(campaign_contacts::segment.eq(&bucket.segment))
        .filter(campaign_contacts::time_zone.eq(&bucket.time_zone))
        .filter(campaign_contacts::available_at.le(wanted.now))
        .filter(campaign_contacts::channel.eq(wanted.channel))
        .filter(campaign_contacts::drop_at.is_null().or(campaign_contacts::drop_at.gt(Some(wanted.now))))
        // Said of the instant alone as well, so that the index is entered there.
        .filter(campaign_contacts::available_at.ge(since))
        .filter(campaign_contacts::available_at.gt(since).or(campaign_contacts::contact_id.gt(id)))
        .order((campaign_contacts::available_at, campaign_contacts::contact_id))
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .select((campaign_contacts::available_at, campaign_contacts::contact_id))
        .load(c))?)
}

/// Locks the first `most` of these that nobody else is taking and whose turn it still is.
fn lock(
    conn: &mut Conn<'_>,
    wanted: Wanted<'_>,
    places: &[Place],
    most: usize,
) -> Result<Vec<CandidateRow>, DbError> {
    let ids: Vec<&str> = places.iter().map(|(_, id)| id.as_str()).collect();
    macro_rules! these {
        () => {
            campaign_contacts::table
                .filter(campaign_contacts::tenant_id.eq(wanted.tenant))
                .filter(campaign_contacts::campaign_id.eq(wanted.campaign))
                .filter(campaign_contacts::contact_id.eq_any(&ids))
                .order((
                    campaign_contacts::available_at,
                    campaign_contacts::contact_id,
                ))
                .limit(i64::try_from(most).unwrap_or(i64::MAX))
                .select(CandidateRow::as_select())
        };
    }
    Ok(match conn {
        // Nobody can have changed them since their places were read.
        Conn::Sqlite(c) => these!().load(*c)?,
        Conn::Postgres(c) => these!()
            .filter(not(campaign_contacts::finished))
            .filter(not(campaign_contacts::held))
            .filter(campaign_contacts::available_at.le(wanted.now))
            .filter(campaign_contacts::channel.eq(wanted.channel))
            .for_update()
            .skip_locked()
            .load(*c)?,
    })
}
