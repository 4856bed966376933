//! Contacts that come into a campaign's pool.
//!
//! A pool of a million contacts is filled in minutes. So leave to hold is asked for at the end, and who was found to be held
//! is judged once more under it: a lifting of holds waits for those few alone.

use std::collections::BTreeMap;

use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::outbound::campaigns::filtering::CampaignFilters;
use crate::outbound::campaigns::kind::CampaignKind;
use crate::outbound::campaigns::settings::CampaignSettings;
use crate::outbound::campaigns::sorting::{Sorting, sorting_of_list};
use crate::outbound::contacts::lists::ERASED_PHONE;
use crate::outbound::policy::ground::Ground;
use crate::outbound::policy::hold_reason::HoldReason;
use crate::outbound::policy::judge::{Candidate, MOST_JUDGED_AT_ONCE, Verdict, judge};
use crate::outbound::store::contacts::{self, ContactRow};
use crate::outbound::store::pool::{self, PoolRow};
use crate::tenancy::Scope;

/// Contacts read at once from a list.
const PAGE: i64 = 1_000;

/// Puts those contacts into a campaign's pool whom its filters mean. Whoever may not be called until something changes is held
/// from the start.
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
    let Some(mut admission) = Admission::of(conn, scope, &ground)? else {
        return Ok(());
    };
    let sorts = admission.settings.contact_sorts.clone();
    if !sorts.is_empty() {
        let mut sorting = Sorting::default();
        sorting.note(&sorts, contacts)?;
        admission.waiting_since = sorting.waiting_since(&sorts, scope.now);
    }
    let held = admit(conn, scope, (&ground, &admission), contacts)?;
    settle(conn, scope, campaign_id, &held)
}

/// Puts every contact of a list that its filters mean into the pool of a campaign that is new.
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
    let Some(mut admission) = Admission::of(conn, scope, &ground)? else {
        return Ok(());
    };
    let sorts = admission.settings.contact_sorts.clone();
    if !sorts.is_empty() {
        let sorting = sorting_of_list(conn, scope, list_id, &sorts)?;
        admission.waiting_since = sorting.waiting_since(&sorts, scope.now);
    }
    let mut held = Vec::new();
    let mut after = String::new();
    loop {
        let rows = contacts::contacts_after(conn, scope.tenant(), list_id, &after, PAGE)?;
        let Some(last) = rows.last() else {
            break;
        };
        after.clone_from(&last.id);
        held.extend(admit(conn, scope, (&ground, &admission), &rows)?);
    }
    settle(conn, scope, campaign_id, &held)
}

/// What a campaign itself says of contacts that come into its pool.
struct Admission {
    settings: CampaignSettings,
    filters: CampaignFilters,
    /// From when on they wait, where the campaign sorts them.
    waiting_since: BTreeMap<String, Instant>,
}

impl Admission {
    /// None for a campaign whose contacts come in one by one, when an event asks for them.
    fn of(conn: &mut Conn<'_>, scope: &Scope, ground: &Ground) -> Result<Option<Self>, Failure> {
        if ground.campaign.kind == CampaignKind::EventTriggered.code() {
            return Ok(None);
        }
        let settings = CampaignSettings::of(&ground.campaign)?;
        Ok(Some(Self {
            filters: CampaignFilters::of(conn, scope, &settings, &ground.list)?,
            settings,
            waiting_since: BTreeMap::new(),
        }))
    }
}

/// Puts contacts into the pool and tells whom of them it holds by what they are judged by.
fn admit(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (ground, admission): (&Ground, &Admission),
    contacts: &[ContactRow],
) -> Result<Vec<String>, Failure> {
    let mut held = Vec::new();
    let mut meant = Vec::new();
    for contact in contacts {
        // Who was erased can never be called again. Whom filters do not mean would fill the pool of each small campaign with
        // all of its list.
        if !contact.phone.starts_with(ERASED_PHONE) && admission.filters.mean(contact)? {
            meant.push(contact);
        }
    }
    for batch in meant.chunks(MOST_JUDGED_AT_ONCE) {
        let candidates: Vec<Candidate<'_>> = batch.iter().copied().map(Candidate::from).collect();
        let verdicts = judge(conn, scope, ground, &candidates)?;
        let rows: Vec<PoolRow> = batch
            .iter()
            .zip(verdicts)
            .map(|(contact, verdict)| to_row(scope, (ground, admission), contact, verdict))
            .collect();
        pool::add(conn, &rows)?;
        let of_batch = rows.into_iter().filter(|row| row.held);
        held.extend(of_batch.map(|row| row.contact_id));
    }
    Ok(held)
}

/// Lets back whom nothing holds any more, or all of them where holds are just being lifted: what was judged by may have
/// changed since.
fn settle(
    conn: &mut Conn<'_>,
    scope: &Scope,
    campaign_id: &str,
    held: &[String],
) -> Result<(), Failure> {
    if held.is_empty() || pool::is_only_writer(conn) {
        return Ok(());
    }
    let may_hold = pool::may_hold(conn, scope.tenant())?;
    let ground = Ground::read(conn, scope, campaign_id)?;
    let place = (scope.tenant(), campaign_id);
    for batch in held.chunks(MOST_JUDGED_AT_ONCE) {
        let ids: Vec<&str> = batch.iter().map(String::as_str).collect();
        if !may_hold {
            pool::let_back(conn, place, &ids)?;
            continue;
        }
        let rows = pool::members(conn, place, &ids)?;
        let candidates: Vec<Candidate<'_>> = rows.iter().map(Candidate::from).collect();
        let verdicts = judge(conn, scope, &ground, &candidates)?;
        let free: Vec<&str> = rows
            .iter()
            .zip(verdicts)
            .filter(|(_, verdict)| held_by(*verdict, scope.now).is_none())
            .map(|(row, _)| row.contact_id.as_str())
            .collect();
        pool::let_back(conn, place, &free)?;
    }
    Ok(())
}

/// Why a contact is held that only a change can free. The others are put off when their turn comes.
fn held_by(verdict: Verdict, now: Instant) -> Option<HoldReason> {
    match verdict {
        Verdict::Held { reason, .. } if verdict.judged_again_at(now).is_none() => Some(reason),
        Verdict::Held { .. } | Verdict::Callable { .. } => None,
    }
}

fn to_row(
    scope: &Scope,
    (ground, admission): (&Ground, &Admission),
    contact: &ContactRow,
    verdict: Verdict,
) -> PoolRow {
    let hold = held_by(verdict, scope.now).map(|reason| reason.code().to_owned());
    PoolRow {
        tenant_id: contact.tenant_id.clone(),
        campaign_id: ground.campaign.id.clone(),
        contact_id: contact.id.clone(),
        phone: contact.phone.clone(),
        person_id: contact.person_id.clone(),
        time_zone: contact.time_zone.clone(),
        finished: false,
        attempts: 0,
        available_at: *admission
            .waiting_since
            .get(&contact.id)
            .unwrap_or(&scope.now),
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
        step: 0,
        channel: admission.settings.first_channel().code().to_owned(),
        drop_at: None,
    }
}
