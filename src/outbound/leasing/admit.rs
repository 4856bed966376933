//! Contacts that come into a campaign's pool.

use std::collections::BTreeMap;

use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::outbound::campaigns::filtering::CampaignFilters;
use crate::outbound::campaigns::kind::CampaignKind;
use crate::outbound::campaigns::settings::CampaignSettings;
use crate::outbound::campaigns::sorting::{Sorting, sorting_of_list};
use crate::outbound::policy::ground::Ground;
use crate::outbound::policy::judge::{Candidate, MOST_JUDGED_AT_ONCE, Verdict, judge};
use crate::outbound::store::contacts::{self, ContactRow};
use crate::outbound::store::pool::{self, FILTERED_OUT, PoolRow};
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
    let Some(mut admission) = Admission::of(conn, scope, &ground)? else {
        return Ok(());
    };
    let sorts = admission.settings.contact_sorts.clone();
    if !sorts.is_empty() {
        let mut sorting = Sorting::default();
        sorting.note(&sorts, contacts)?;
        admission.waiting_since = sorting.waiting_since(&sorts, scope.now);
    }
    admit(conn, scope, (&ground, &admission), contacts)
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
    let Some(mut admission) = Admission::of(conn, scope, &ground)? else {
        return Ok(());
    };
    let sorts = admission.settings.contact_sorts.clone();
    if !sorts.is_empty() {
        let sorting = sorting_of_list(conn, scope, list_id, &sorts)?;
        admission.waiting_since = sorting.waiting_since(&sorts, scope.now);
    }
    let mut after = String::new();
    loop {
        let rows = contacts::contacts_after(conn, scope.tenant(), list_id, &after, PAGE)?;
        let Some(last) = rows.last() else {
            return Ok(());
        };
        after.clone_from(&last.id);
        admit(conn, scope, (&ground, &admission), &rows)?;
    }
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

fn admit(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (ground, admission): (&Ground, &Admission),
    contacts: &[ContactRow],
) -> Result<(), Failure> {
    for batch in contacts.chunks(MOST_JUDGED_AT_ONCE) {
        let candidates: Vec<Candidate<'_>> = batch.iter().map(Candidate::from).collect();
        let verdicts = judge(conn, scope, ground, &candidates)?;
        let rows: Vec<PoolRow> = batch
            .iter()
            .zip(verdicts)
            .map(|(contact, verdict)| {
                let row = to_row(scope, (ground, admission), contact, verdict);
                Ok(if admission.filters.mean(contact)? {
                    row
                } else {
                    PoolRow {
                        held: true,
                        hold_reason: Some(FILTERED_OUT.to_owned()),
                        ..row
                    }
                })
            })
            .collect::<Result<_, Failure>>()?;
        pool::add(conn, &rows)?;
    }
    Ok(())
}

fn to_row(
    scope: &Scope,
    (ground, admission): (&Ground, &Admission),
    contact: &ContactRow,
    verdict: Verdict,
) -> PoolRow {
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
