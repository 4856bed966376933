//! Leases: granted, begun, extended, given back, ended.

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use super::candidates::Wanted;
use super::holds::FILTERED_OUT;
use super::rows::{AttemptRow, LeaseRow, PoolRow};
use crate::db::schema::outbound::{
    campaign_contacts, campaigns, contact_attempts, dnc_entries, leases,
};
use crate::db::{Conn, DbError, Instant};
use crate::each;

/// The contact of a lease, as long as this lease holds it.
macro_rules! held_by {
    ($lease:expr) => {
        campaign_contacts::table
            .find((&$lease.tenant_id, &$lease.campaign_id, &$lease.contact_id))
            .filter(
                campaign_contacts::finished
                    .eq(false)
                    .and(campaign_contacts::lease_token.eq($lease.token))
                    .and(campaign_contacts::lease_expires_at.is_not_null()),
            )
    };
}

/// Takes candidates that were read in the same transaction until `expires_at`, each with the next token; how many.
pub(in crate::outbound) fn grant(
    conn: &mut Conn<'_>,
    wanted: Wanted<'_>,
    contacts: &[&str],
    expires_at: Instant,
) -> Result<usize, DbError> {
    Ok(each!(conn, c => diesel::update(campaign_contacts::table
            .filter(campaign_contacts::tenant_id.eq(wanted.tenant))
            .filter(campaign_contacts::campaign_id.eq(wanted.campaign))
            .filter(campaign_contacts::contact_id.eq_any(contacts))
            .filter(not(campaign_contacts::finished))
            .filter(campaign_contacts::available_at.le(wanted.now)))
        .set((
            campaign_contacts::lease_token.eq(campaign_contacts::lease_token + 1),
            campaign_contacts::lease_expires_at.eq(Some(expires_at)),
            campaign_contacts::available_at.eq(expires_at),
            campaign_contacts::started_at.eq(None::<Instant>),
            campaign_contacts::hold_reason.eq(None::<String>),
        ))
        .execute(c))?)
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

/// One contact of a campaign's pool.
pub(in crate::outbound) fn member(
    conn: &mut Conn<'_>,
    (tenant, campaign): (&str, &str),
    contact: &str,
) -> Result<Option<PoolRow>, DbError> {
    Ok(each!(conn, c => campaign_contacts::table
        .find((tenant, campaign, contact))
        .select(PoolRow::as_select())
        .first(c)
        .optional())?)
}

/// Those of these contacts that are in a campaign's pool.
pub(in crate::outbound) fn members(
    conn: &mut Conn<'_>,
    (tenant, campaign): (&str, &str),
    contacts: &[&str],
) -> Result<Vec<PoolRow>, DbError> {
    Ok(each!(conn, c => campaign_contacts::table
        .filter(campaign_contacts::tenant_id.eq(tenant))
        .filter(campaign_contacts::campaign_id.eq(campaign))
        .filter(campaign_contacts::contact_id.eq_any(contacts))
        .select(PoolRow::as_select())
        .load(c))?)
}

/// Ids of those of these contacts that are in a campaign's pool.
pub(in crate::outbound) fn those_in(
    conn: &mut Conn<'_>,
    (tenant, campaign): (&str, &str),
    contacts: &[&str],
) -> Result<Vec<String>, DbError> {
    Ok(each!(conn, c => campaign_contacts::table
        .filter(campaign_contacts::tenant_id.eq(tenant))
        .filter(campaign_contacts::campaign_id.eq(campaign))
        .filter(campaign_contacts::contact_id.eq_any(contacts))
        .select(campaign_contacts::contact_id)
        .load(c))?)
}

/// Starts a lease's call in one statement that asks again what may have changed since it was looked at: the holder,
/// the campaign's status, the do-not-call lists. `false` when anything stands against it.
pub(in crate::outbound) fn start(
    conn: &mut Conn<'_>,
    lease: &LeaseRow,
    phone: &str,
    dnc_lists: &[String],
    held_until: Instant,
    now: Instant,
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(held_by!(lease)
        .filter(campaign_contacts::started_at.is_null()
            .and(campaign_contacts::lease_expires_at.gt(Some(now))))
        .filter(exists(campaigns::table
            .filter(campaigns::tenant_id.eq(&lease.tenant_id))
            .filter(campaigns::id.eq(&lease.campaign_id))
            .filter(campaigns::campaign_status.eq("on"))))
        .filter(not(exists(dnc_entries::table
            .filter(dnc_entries::tenant_id.eq(&lease.tenant_id))
            .filter(dnc_entries::phone.eq(phone))
            .filter(dnc_entries::expires_at.is_null().or(dnc_entries::expires_at.gt(Some(now))))
            .filter(dnc_entries::dnc_list_id.eq_any(dnc_lists))))))
        .set((
            campaign_contacts::started_at.eq(Some(now)),
            campaign_contacts::attempts.eq(campaign_contacts::attempts + 1),
            campaign_contacts::available_at.eq(held_until),
        ))
        .execute(c))?;
    Ok(changed == 1)
}

/// Moves a running lease's end to `expires_at`. `false` when it runs no longer.
pub(in crate::outbound) fn extend(
    conn: &mut Conn<'_>,
    lease: &LeaseRow,
    expires_at: Instant,
    now: Instant,
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(held_by!(lease)
            .filter(campaign_contacts::lease_expires_at.gt(Some(now))))
        .set(campaign_contacts::lease_expires_at.eq(Some(expires_at)))
        .execute(c))?;
    if changed == 1 {
        // A started call may hold the contact for longer than its lease.
        each!(conn, c => diesel::update(held_by!(lease)
                .filter(campaign_contacts::available_at.lt(expires_at)))
            .set(campaign_contacts::available_at.eq(expires_at))
            .execute(c))?;
        each!(conn, c => diesel::update(leases::table.find((&lease.tenant_id, &lease.id)))
            .set(leases::expires_at.eq(expires_at))
            .execute(c))?;
    }
    Ok(changed == 1)
}

/// Gives back a contact whose call was not started. `false` when the lease holds it no longer, or its call was started.
pub(in crate::outbound) fn release(
    conn: &mut Conn<'_>,
    lease: &LeaseRow,
    now: Instant,
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(held_by!(lease)
            .filter(campaign_contacts::started_at.is_null()))
        .set((
            campaign_contacts::lease_expires_at.eq(None::<Instant>),
            campaign_contacts::available_at.eq(now),
        ))
        .execute(c))?;
    Ok(changed == 1)
}

/// What comes next for a contact in its campaign.
#[derive(Clone, Copy, Debug)]
pub(in crate::outbound) enum Next<'a> {
    /// Nothing: its outcome is final.
    Nothing,
    /// Its turn may come again from then on; who was tried as often as allowed is found then.
    Turn(Instant),
    /// It was promised a call at that time, by that agent or by anyone.
    Callback(Instant, Option<&'a str>),
}

/// Ends a lease with its outcome. `false` when the lease is no longer the one that holds the contact.
pub(in crate::outbound) fn finish(
    conn: &mut Conn<'_>,
    lease: &LeaseRow,
    attempt: &AttemptRow,
    next: Next<'_>,
) -> Result<bool, DbError> {
    let (available_at, callback_at, callback_agent) = match next {
        Next::Nothing => (attempt.recorded_at, None, None),
        Next::Turn(at) => (at, None, None),
        Next::Callback(at, agent) => (at, Some(at), agent),
    };
    let changed = each!(conn, c => diesel::update(held_by!(lease))
        .set((
            campaign_contacts::finished.eq(matches!(next, Next::Nothing)),
            campaign_contacts::attempts.eq(attempt.attempt),
            campaign_contacts::available_at.eq(available_at),
            campaign_contacts::lease_expires_at.eq(None::<Instant>),
            campaign_contacts::started_at.eq(None::<Instant>),
            campaign_contacts::last_wrap_up_code.eq(Some(&attempt.wrap_up_code)),
        ))
        .execute(c))?;
    if changed == 1 {
        // Whom filters have kept out since is not let back by an outcome, nor promised anything.
        each!(conn, c => diesel::update(campaign_contacts::table
                .find((&lease.tenant_id, &lease.campaign_id, &lease.contact_id))
                .filter(campaign_contacts::hold_reason.is_null()
                    .or(campaign_contacts::hold_reason.ne(Some(FILTERED_OUT)))))
            .set((
                campaign_contacts::held.eq(callback_at.is_some()),
                campaign_contacts::hold_reason.eq(None::<String>),
                campaign_contacts::callback_at.eq(callback_at),
                campaign_contacts::callback_agent_id.eq(callback_agent),
            ))
            .execute(c))?;
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
