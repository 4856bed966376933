//! The pool of contacts of a campaign: who may be leased, who holds whom, what came of it.

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use super::BATCH;
use crate::db::schema::outbound::{
    campaign_contacts, campaigns, contact_attempts, dnc_entries, leases, refusals,
};
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = campaign_contacts)]
#[diesel(treat_none_as_default_value = false)]
pub(in crate::outbound) struct PoolRow {
    pub tenant_id: String,
    pub campaign_id: String,
    pub contact_id: String,
    pub phone: String,
    pub person_id: String,
    pub time_zone: String,
    pub finished: bool,
    pub attempts: i32,
    pub available_at: Instant,
    pub lease_id: Option<String>,
    pub lease_token: i64,
    pub lease_expires_at: Option<Instant>,
    pub started_at: Option<Instant>,
    pub last_wrap_up_code: Option<String>,
}

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = leases)]
#[diesel(treat_none_as_default_value = false)]
pub(in crate::outbound) struct LeaseRow {
    pub tenant_id: String,
    pub id: String,
    pub campaign_id: String,
    pub contact_id: String,
    pub token: i64,
    pub dialer_id: String,
    pub granted_at: Instant,
    pub expires_at: Instant,
}

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = contact_attempts)]
#[diesel(treat_none_as_default_value = false)]
pub(in crate::outbound) struct AttemptRow {
    pub tenant_id: String,
    pub lease_id: String,
    pub campaign_id: String,
    pub contact_id: String,
    pub token: i64,
    pub started_at: Option<Instant>,
    pub recorded_at: Instant,
    pub wrap_up_code: String,
    pub flags: String,
    pub handle_seconds: Option<i32>,
    pub attempt: i32,
    pub finished: bool,
    pub next_attempt_at: Option<Instant>,
}

/// Puts every contact of the list into the pool of a campaign that is new.
pub(in crate::outbound) fn fill(
    conn: &mut Conn<'_>,
    tenant: &str,
    campaign: &str,
    list: &str,
    now: Instant,
) -> Result<(), DbError> {
    let mut after = String::new();
    loop {
        let rows = super::contacts::contacts_after(conn, tenant, list, &after, BATCH as i64)?;
        let Some(last) = rows.last() else {
            return Ok(());
        };
        after.clone_from(&last.id);
        add(conn, campaign, &rows, now)?;
    }
}

/// Puts contacts into the pool of a campaign.
pub(in crate::outbound) fn add(
    conn: &mut Conn<'_>,
    campaign: &str,
    rows: &[super::contacts::ContactRow],
    now: Instant,
) -> Result<(), DbError> {
    for batch in rows.chunks(BATCH) {
        let rows: Vec<PoolRow> = batch
            .iter()
            .map(|contact| PoolRow {
                tenant_id: contact.tenant_id.clone(),
                campaign_id: campaign.to_owned(),
                contact_id: contact.id.clone(),
                phone: contact.phone.clone(),
                person_id: contact.person_id.clone(),
                time_zone: contact.time_zone.clone(),
                finished: false,
                attempts: 0,
                available_at: now,
                lease_id: None,
                lease_token: 0,
                lease_expires_at: None,
                started_at: None,
                last_wrap_up_code: None,
            })
            .collect();
        each!(conn, c => diesel::insert_into(campaign_contacts::table)
            .values(&rows)
            .on_conflict_do_nothing()
            .execute(c))?;
    }
    Ok(())
}

/// What a candidate for a lease must be.
pub(in crate::outbound) struct Wanted<'a> {
    pub tenant: &'a str,
    pub campaign: &'a str,
    pub product_family: &'a str,
    pub max_attempts: i32,
    /// Zones that are callable now, as stored with the contacts.
    pub zones: &'a [String],
    pub dnc_lists: &'a [String],
    pub now: Instant,
    pub limit: i64,
}

macro_rules! eligible {
    ($wanted:expr) => {
        campaign_contacts::table
            .filter(campaign_contacts::tenant_id.eq($wanted.tenant))
            .filter(campaign_contacts::campaign_id.eq($wanted.campaign))
            .filter(campaign_contacts::finished.eq(false))
            .filter(campaign_contacts::attempts.lt($wanted.max_attempts))
            .filter(not(exists(
                dnc_entries::table
                    .filter(dnc_entries::tenant_id.eq(campaign_contacts::tenant_id))
                    .filter(dnc_entries::phone.eq(campaign_contacts::phone))
                    .filter(dnc_entries::dnc_list_id.eq_any($wanted.dnc_lists)),
            )))
            .filter(not(exists(
                refusals::table
                    .filter(refusals::tenant_id.eq(campaign_contacts::tenant_id))
                    .filter(refusals::product_family.eq($wanted.product_family))
                    .filter(refusals::subject_kind.eq("phone"))
                    .filter(refusals::subject.eq(campaign_contacts::phone)),
            )))
            .filter(not(exists(
                refusals::table
                    .filter(refusals::tenant_id.eq(campaign_contacts::tenant_id))
                    .filter(refusals::product_family.eq($wanted.product_family))
                    .filter(refusals::subject_kind.eq("person"))
                    .filter(refusals::subject.eq(campaign_contacts::person_id)),
            )))
    };
}

macro_rules! candidates {
    ($wanted:expr) => {
        eligible!($wanted)
            .filter(campaign_contacts::available_at.le($wanted.now))
            .filter(campaign_contacts::time_zone.eq_any($wanted.zones))
            .order((
                campaign_contacts::available_at,
                campaign_contacts::contact_id,
            ))
            .limit($wanted.limit)
            .select(PoolRow::as_select())
    };
}

/// Contacts still to be called, by time zone; `''` stands for the list's default.
pub(in crate::outbound) fn open_by_zone(
    conn: &mut Conn<'_>,
    wanted: &Wanted<'_>,
) -> Result<Vec<(String, i64)>, DbError> {
    Ok(each!(conn, c => eligible!(wanted)
        .group_by(campaign_contacts::time_zone)
        .order(campaign_contacts::time_zone)
        .select((campaign_contacts::time_zone, diesel::dsl::count_star()))
        .load(c))?)
}

/// Contacts that may be leased, longest waiting first. On PostgreSQL their rows are locked until the transaction
/// ends and rows that another dialer is just taking are passed over; SQLite has one writer.
pub(in crate::outbound) fn candidates(
    conn: &mut Conn<'_>,
    wanted: &Wanted<'_>,
) -> Result<Vec<PoolRow>, DbError> {
    Ok(match conn {
        Conn::Sqlite(c) => candidates!(wanted).load(*c)?,
        Conn::Postgres(c) => candidates!(wanted).for_update().skip_locked().load(*c)?,
    })
}

/// Takes a candidate: the row decides. `false` when it is no longer as it was read.
pub(in crate::outbound) fn take(
    conn: &mut Conn<'_>,
    row: &PoolRow,
    lease: &LeaseRow,
    now: Instant,
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(campaign_contacts::table
            .find((&row.tenant_id, &row.campaign_id, &row.contact_id)))
        .filter(campaign_contacts::finished.eq(false)
            .and(campaign_contacts::lease_token.eq(row.lease_token))
            .and(campaign_contacts::available_at.le(now)))
        .set((
            campaign_contacts::lease_id.eq(Some(&lease.id)),
            campaign_contacts::lease_token.eq(lease.token),
            campaign_contacts::lease_expires_at.eq(Some(lease.expires_at)),
            campaign_contacts::available_at.eq(lease.expires_at),
            campaign_contacts::started_at.eq(None::<Instant>),
        ))
        .execute(c))?;
    Ok(changed == 1)
}

pub(in crate::outbound) fn insert_leases(
    conn: &mut Conn<'_>,
    rows: &[LeaseRow],
) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(leases::table).values(rows).execute(c))?;
    Ok(())
}

pub(in crate::outbound) fn lease(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
) -> Result<Option<LeaseRow>, DbError> {
    Ok(each!(conn, c => leases::table
        .find((tenant, id))
        .select(LeaseRow::as_select())
        .first(c)
        .optional())?)
}

pub(in crate::outbound) fn contact(
    conn: &mut Conn<'_>,
    lease: &LeaseRow,
) -> Result<Option<PoolRow>, DbError> {
    Ok(each!(conn, c => campaign_contacts::table
        .find((&lease.tenant_id, &lease.campaign_id, &lease.contact_id))
        .select(PoolRow::as_select())
        .first(c)
        .optional())?)
}

/// Starts a lease's call in one statement that asks everything again. `false` when anything stands against it.
pub(in crate::outbound) fn start(
    conn: &mut Conn<'_>,
    lease: &LeaseRow,
    phone: &str,
    dnc_lists: &[String],
    held_until: Instant,
    now: Instant,
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(campaign_contacts::table
            .find((&lease.tenant_id, &lease.campaign_id, &lease.contact_id)))
        .filter(campaign_contacts::finished.eq(false)
            .and(campaign_contacts::lease_id.eq(Some(&lease.id)))
            .and(campaign_contacts::lease_token.eq(lease.token))
            .and(campaign_contacts::started_at.is_null())
            .and(campaign_contacts::lease_expires_at.gt(Some(now))))
        .filter(exists(campaigns::table
            .filter(campaigns::tenant_id.eq(&lease.tenant_id))
            .filter(campaigns::id.eq(&lease.campaign_id))
            .filter(campaigns::campaign_status.eq("on"))))
        .filter(not(exists(dnc_entries::table
            .filter(dnc_entries::tenant_id.eq(&lease.tenant_id))
            .filter(dnc_entries::phone.eq(phone))
            .filter(dnc_entries::dnc_list_id.eq_any(dnc_lists)))))
        .set((
            campaign_contacts::started_at.eq(Some(now)),
            campaign_contacts::attempts.eq(campaign_contacts::attempts + 1),
            campaign_contacts::available_at.eq(held_until),
        ))
        .execute(c))?;
    Ok(changed == 1)
}

/// Ends a lease with its outcome. `false` when the lease is no longer the one that holds the contact.
pub(in crate::outbound) fn finish(
    conn: &mut Conn<'_>,
    lease: &LeaseRow,
    attempt: &AttemptRow,
) -> Result<bool, DbError> {
    let available_at = attempt.next_attempt_at.unwrap_or(attempt.recorded_at);
    let changed = each!(conn, c => diesel::update(campaign_contacts::table
            .find((&lease.tenant_id, &lease.campaign_id, &lease.contact_id)))
        .filter(campaign_contacts::finished.eq(false)
            .and(campaign_contacts::lease_id.eq(Some(&lease.id)))
            .and(campaign_contacts::lease_token.eq(lease.token)))
        .set((
            campaign_contacts::finished.eq(attempt.finished),
            campaign_contacts::attempts.eq(attempt.attempt),
            campaign_contacts::available_at.eq(available_at),
            campaign_contacts::lease_id.eq(None::<String>),
            campaign_contacts::lease_expires_at.eq(None::<Instant>),
            campaign_contacts::started_at.eq(None::<Instant>),
            campaign_contacts::last_wrap_up_code.eq(Some(&attempt.wrap_up_code)),
        ))
        .execute(c))?;
    if changed == 1 {
        each!(conn, c => diesel::insert_into(contact_attempts::table).values(attempt).execute(c))?;
    }
    Ok(changed == 1)
}

pub(in crate::outbound) fn attempt(
    conn: &mut Conn<'_>,
    tenant: &str,
    lease: &str,
) -> Result<Option<AttemptRow>, DbError> {
    Ok(each!(conn, c => contact_attempts::table
        .find((tenant, lease))
        .select(AttemptRow::as_select())
        .first(c)
        .optional())?)
}

/// Counts of a campaign's pool.
pub(in crate::outbound) struct PoolCounts {
    pub total: i64,
    pub called: i64,
    pub finished: i64,
    pub exhausted: i64,
    pub leased: i64,
    pub do_not_call: i64,
    pub refused: i64,
}

pub(in crate::outbound) fn counts(
    conn: &mut Conn<'_>,
    wanted: &Wanted<'_>,
) -> Result<PoolCounts, DbError> {
    macro_rules! count {
        ($condition:expr) => {
            each!(conn, c => campaign_contacts::table
                .filter(campaign_contacts::tenant_id.eq(wanted.tenant))
                .filter(campaign_contacts::campaign_id.eq(wanted.campaign))
                .filter($condition)
                .count()
                .get_result::<i64>(c))?
        };
    }
    let open = campaign_contacts::finished
        .eq(false)
        .and(campaign_contacts::attempts.lt(wanted.max_attempts));
    Ok(PoolCounts {
        total: count!(campaign_contacts::attempts.ge(0)),
        called: count!(campaign_contacts::attempts.gt(0)),
        finished: count!(campaign_contacts::finished.eq(true)),
        exhausted: count!(
            campaign_contacts::finished
                .eq(false)
                .and(campaign_contacts::attempts.ge(wanted.max_attempts))
        ),
        leased: count!(
            campaign_contacts::lease_id
                .is_not_null()
                .and(campaign_contacts::lease_expires_at.gt(Some(wanted.now)))
        ),
        do_not_call: count!(
            open.and(exists(
                dnc_entries::table
                    .filter(dnc_entries::tenant_id.eq(campaign_contacts::tenant_id))
                    .filter(dnc_entries::phone.eq(campaign_contacts::phone))
                    .filter(dnc_entries::dnc_list_id.eq_any(wanted.dnc_lists)),
            ))
        ),
        refused: count!(
            open.and(exists(
                refusals::table
                    .filter(refusals::tenant_id.eq(campaign_contacts::tenant_id))
                    .filter(refusals::product_family.eq(wanted.product_family))
                    .filter(
                        refusals::subject_kind
                            .eq("phone")
                            .and(refusals::subject.eq(campaign_contacts::phone))
                            .or(refusals::subject_kind
                                .eq("person")
                                .and(refusals::subject.eq(campaign_contacts::person_id)))
                    ),
            ))
        ),
    })
}
