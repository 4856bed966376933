//! Contacts that are kept out of the way, and let back.

use std::collections::BTreeMap;

use diesel::dsl::{case_when, not};
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::guard::lock_for_lifting;
use crate::db::schema::outbound::campaign_contacts;
use crate::db::{Conn, DbError, Instant};
use crate::each;
use crate::outbound::store::{BATCH, contacts};

/// Why a contact is held that its campaign's filters do not mean: what a policy or a list lets back, this does not.
pub(in crate::outbound) const FILTERED_OUT: &str = "filteredOut";

macro_rules! these {
    ($tenant:expr, $campaign:expr, $contacts:expr) => {
        campaign_contacts::table
            .filter(campaign_contacts::tenant_id.eq($tenant))
            .filter(campaign_contacts::campaign_id.eq($campaign))
            .filter(campaign_contacts::contact_id.eq_any($contacts))
    };
}

/// Holds contacts until something reopens them; a call they were promised is off. To be done only with leave of
/// [`super::may_hold`].
pub(in crate::outbound) fn hold(
    conn: &mut Conn<'_>,
    (tenant, campaign): (&str, &str),
    contacts: &[&str],
    reason: &str,
    now: Instant,
) -> Result<(), DbError> {
    for batch in contacts.chunks(BATCH) {
        // Whoever was put off until an instant is held in its place: let back, it is not to wait for that instant.
        let is_put_off = campaign_contacts::hold_reason.is_not_null();
        let available_at = case_when(is_put_off, now.into_sql::<BigInt>())
            .otherwise(campaign_contacts::available_at);
        each!(conn, c => diesel::update(these!(tenant, campaign, batch))
            .set((
                campaign_contacts::held.eq(true),
                campaign_contacts::hold_reason.eq(Some(reason)),
                campaign_contacts::available_at.eq(available_at),
                campaign_contacts::callback_at.eq(None::<Instant>),
                campaign_contacts::callback_agent_id.eq(None::<String>),
            ))
            .execute(c))?;
    }
    Ok(())
}

/// Lets back contacts that are held, to be judged when their turn comes. Those who wait for the call they were promised go on
/// waiting.
pub(in crate::outbound) fn let_back(
    conn: &mut Conn<'_>,
    (tenant, campaign): (&str, &str),
    contacts: &[&str],
) -> Result<(), DbError> {
    for batch in contacts.chunks(BATCH) {
        each!(conn, c => diesel::update(these!(tenant, campaign, batch)
                .filter(campaign_contacts::held.and(campaign_contacts::callback_at.is_null())))
            .set((
                campaign_contacts::held.eq(false),
                campaign_contacts::hold_reason.eq(None::<String>),
            ))
            .execute(c))?;
    }
    Ok(())
}

/// Puts contacts off until then.
pub(in crate::outbound) fn postpone(
    conn: &mut Conn<'_>,
    (tenant, campaign): (&str, &str),
    contacts: &[&str],
    reason: &str,
    until: Instant,
) -> Result<(), DbError> {
    for batch in contacts.chunks(BATCH) {
        each!(conn, c => diesel::update(these!(tenant, campaign, batch))
            .set((
                campaign_contacts::available_at.eq(until),
                campaign_contacts::hold_reason.eq(Some(reason)),
            ))
            .execute(c))?;
    }
    Ok(())
}

/// Holds every contact with one of these phones in these campaigns, also one that is leased: its start is refused
/// anyhow. A contact that was promised a call, and on PostgreSQL one that somebody is just taking, is passed over and
/// judged when its turn comes: to wait for it here could wait in a ring. To be done only with leave of [`super::may_hold`].
pub(in crate::outbound) fn hold_phones(
    conn: &mut Conn<'_>,
    tenant: &str,
    campaigns: &[String],
    phones: &[&str],
    reason: &str,
    now: Instant,
) -> Result<(), DbError> {
    macro_rules! free {
        ($ids:expr) => {
            campaign_contacts::table
                .filter(campaign_contacts::tenant_id.eq(tenant))
                .filter(campaign_contacts::campaign_id.eq_any(campaigns))
                .filter(campaign_contacts::contact_id.eq_any($ids))
                .filter(not(campaign_contacts::held))
                .select((
                    campaign_contacts::campaign_id,
                    campaign_contacts::contact_id,
                    campaign_contacts::finished,
                ))
        };
    }
    for ids in contacts::ids_of_phones(conn, tenant, phones)?.chunks(BATCH) {
        let found: Vec<(String, String, bool)> = match conn {
            Conn::Sqlite(c) => free!(ids).load(*c)?,
            Conn::Postgres(c) => free!(ids).for_update().skip_locked().load(*c)?,
        };
        let mut by_campaign: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (campaign, contact, _) in found.iter().filter(|(_, _, finished)| !finished) {
            by_campaign.entry(campaign).or_default().push(contact);
        }
        for (campaign, contacts) in by_campaign {
            hold(conn, (tenant, campaign), &contacts, reason, now)?;
        }
    }
    Ok(())
}

/// Lets back every contact of a campaign that is held or put off; each is judged anew when its turn comes.
pub(in crate::outbound) fn reopen(
    conn: &mut Conn<'_>,
    tenant: &str,
    campaign: &str,
    now: Instant,
) -> Result<(), DbError> {
    lock_for_lifting(conn, tenant)?;
    macro_rules! with_reason {
        () => {
            campaign_contacts::table
                .filter(campaign_contacts::tenant_id.eq(tenant))
                .filter(campaign_contacts::campaign_id.eq(campaign))
                // What a contact was finished for stays.
                .filter(not(campaign_contacts::finished))
                .filter(campaign_contacts::hold_reason.is_not_null())
                .filter(campaign_contacts::hold_reason.ne(Some(FILTERED_OUT)))
        };
    }
    // Those put off first: a lease takes the reason away, so none of them is leased, and none in its pause.
    each!(conn, c => diesel::update(with_reason!()
            .filter(not(campaign_contacts::held).or(campaign_contacts::callback_at.is_not_null())))
        .set((
            campaign_contacts::available_at.eq(now),
            campaign_contacts::hold_reason.eq(None::<String>),
        ))
        .execute(c))?;
    each!(conn, c => diesel::update(with_reason!().filter(campaign_contacts::callback_at.is_null()))
        .set((
            campaign_contacts::held.eq(false),
            campaign_contacts::hold_reason.eq(None::<String>),
        ))
        .execute(c))?;
    Ok(())
}

/// Lets back the contacts with these phones that are held or put off in these campaigns; each is judged anew when its turn
/// comes.
pub(in crate::outbound) fn reopen_phones(
    conn: &mut Conn<'_>,
    tenant: &str,
    campaigns: &[String],
    phones: &[&str],
    now: Instant,
) -> Result<(), DbError> {
    lock_for_lifting(conn, tenant)?;
    macro_rules! of_campaigns {
        ($ids:expr) => {
            campaign_contacts::table
                .filter(campaign_contacts::tenant_id.eq(tenant))
                .filter(campaign_contacts::campaign_id.eq_any(campaigns))
                .filter(campaign_contacts::contact_id.eq_any($ids))
                // What a contact was finished for stays.
                .filter(not(campaign_contacts::finished))
        };
    }
    for ids in contacts::ids_of_phones(conn, tenant, phones)?.chunks(BATCH) {
        // A lease takes the reason away, so none of those put off is leased, and none in its pause.
        each!(conn, c => diesel::update(of_campaigns!(ids)
                .filter(campaign_contacts::hold_reason.is_not_null())
                .filter(not(campaign_contacts::held).or(campaign_contacts::callback_at.is_not_null())))
            .set((
                campaign_contacts::available_at.eq(now),
                campaign_contacts::hold_reason.eq(None::<String>),
            ))
            .execute(c))?;
        each!(conn, c => diesel::update(of_campaigns!(ids)
                .filter(campaign_contacts::held)
                .filter(campaign_contacts::hold_reason.ne(Some(FILTERED_OUT)))
                .filter(campaign_contacts::callback_at.is_null()))
            .set((
                campaign_contacts::held.eq(false),
                campaign_contacts::hold_reason.eq(None::<String>),
            ))
            .execute(c))?;
    }
    Ok(())
}
