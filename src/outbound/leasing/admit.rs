//! Contacts that come into a campaign's pool.

use crate::db::Conn;
use crate::failure::Failure;
use crate::outbound::contacts::lists::ERASED_PHONE;
use crate::outbound::policy::ground::Ground;
use crate::outbound::policy::judge::{Candidate, MOST_JUDGED_AT_ONCE, Verdict, judge};
use crate::outbound::store::contacts::{self, ContactRow};
use crate::outbound::store::pool::{self, PoolRow};
use crate::tenancy::Scope;

/// Contacts read at once from a list.
const PAGE: i64 = 1_000;

/// Puts contacts into a campaign's pool. Whoever may not be called until something changes is held from the start.
///
/// # Errors
/// `not-found` for the campaign.
pub(in crate::outbound) fn admit_contacts(
    conn: &mut Conn<'_>,
    scope: &Scope,
    campaign_id: &str,
    contacts: &[ContactRow],
) -> Result<(), Failure> {
    let ground = Ground::read(conn, scope, campaign_id)?;
    admit(conn, scope, &ground, contacts)
}

/// Puts every contact of a list into the pool of a campaign that is new.
///
/// # Errors
/// `not-found` for the campaign.
pub(in crate::outbound) fn admit_list(
    conn: &mut Conn<'_>,
    scope: &Scope,
    campaign_id: &str,
    list_id: &str,
) -> Result<(), Failure> {
    let ground = Ground::read(conn, scope, campaign_id)?;
    let mut after = String::new();
    loop {
        let rows = contacts::contacts_after(conn, scope.tenant(), list_id, &after, PAGE)?;
        let Some(last) = rows.last() else {
            return Ok(());
        };
        after.clone_from(&last.id);
        admit(conn, scope, &ground, &rows)?;
    }
}

fn admit(
    conn: &mut Conn<'_>,
    scope: &Scope,
    ground: &Ground,
    contacts: &[ContactRow],
) -> Result<(), Failure> {
    // Who was erased can never be called again.
    let contacts: Vec<&ContactRow> = contacts
        .iter()
        .filter(|contact| !contact.phone.starts_with(ERASED_PHONE))
        .collect();
    for batch in contacts.chunks(MOST_JUDGED_AT_ONCE) {
        let candidates: Vec<Candidate<'_>> = batch.iter().copied().map(Candidate::from).collect();
        let verdicts = judge(conn, scope, ground, &candidates)?;
        let rows: Vec<PoolRow> = batch
            .iter()
            .zip(verdicts)
            .map(|(contact, verdict)| to_row(scope, ground, contact, verdict))
            .collect();
        pool::add(conn, &rows)?;
    }
    Ok(())
}

fn to_row(scope: &Scope, ground: &Ground, contact: &ContactRow, verdict: Verdict) -> PoolRow {
    // Hours pass by themselves: who is outside them is put off when the turn comes.
    let hold = match verdict {
        Verdict::Held {
            reason,
            until: None,
        } => Some(reason.code().to_owned()),
        Verdict::Held { .. } | Verdict::Callable { .. } => None,
    };
    PoolRow {
        tenant_id: contact.tenant_id.clone(),
        campaign_id: ground.campaign.id.clone(),
        contact_id: contact.id.clone(),
        phone: contact.phone.clone(),
        person_id: contact.person_id.clone(),
        time_zone: contact.time_zone.clone(),
        finished: false,
        attempts: 0,
        available_at: scope.now,
        lease_token: 0,
        lease_expires_at: None,
        started_at: None,
        last_wrap_up_code: None,
        segment: contact.segment.clone(),
        permitted_hours: contact.permitted_hours.clone(),
        held: hold.is_some(),
        hold_reason: hold,
        callback_at: None,
        callback_agent_id: None,
    }
}
