//! Why a campaign's contacts are not called, by reason, and what to do.

use std::collections::BTreeMap;

use serde::Serialize;

use super::campaign::{reason_of, status_of, stored};
use super::check::campaign_errors;
use super::filtering::left_out;
use super::status::{CampaignError, CampaignStatus, StatusReason};
use crate::db::Conn;
use crate::failure::Failure;
use crate::outbound::contacts::lists::{stored_list, zone_of};
use crate::outbound::policy::callable_time_sets::callable_times;
use crate::outbound::store::pool::{self, FILTERED_OUT};
use crate::tenancy::Scope;

/// Contacts in one state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ContactsInState {
    /// `callable`, `finished`, `leased`, `callRunning`, `callback`, `waiting`, `stepDelay`, `otherChannel`,
    /// `outsideCallableHours`, or the reason they are held or were dropped by.
    pub code: String,
    /// How many.
    pub contacts: i64,
    /// What would have them called.
    pub remedy: String,
}

/// How a campaign's contacts stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CampaignDiagnostics {
    /// The campaign.
    pub campaign_id: String,
    /// Whether it hands out contacts.
    pub campaign_status: CampaignStatus,
    /// Why it has that status.
    pub status_reason: Option<StatusReason>,
    /// What keeps it from working, as it is now.
    pub campaign_errors: Vec<CampaignError>,
    /// Contacts whose turn it is and whose hours are open; a policy may still hold some of them when they are asked for.
    pub callable_now: i64,
    /// All contacts.
    pub total_number_of_contacts: i64,
    /// All contacts by state, the most first; each contact is counted once.
    pub states: Vec<ContactsInState>,
}

/// Counts a campaign's contacts by what stands against a call now: by the reason found last, when a contact came in or its
/// turn came, and by the clock.
///
/// # Errors
/// `not-found`.
pub fn campaign_diagnostics(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<CampaignDiagnostics, Failure> {
    let campaign = stored(conn, scope, id)?;
    let list = stored_list(conn, scope, &campaign.contact_list_id)?;
    let times = callable_times(conn, scope, &campaign.callable_time_set_id)?;
    let mut counts: BTreeMap<String, i64> = BTreeMap::new();
    let most = campaign.max_attempts_per_contact;
    for row in pool::states(conn, (scope.tenant(), id), most, scope.now)? {
        let code = if row.state != "ready" {
            row.state
        } else if times
            .window_end(zone_of(&row.time_zone, &list)?, scope.now)
            .is_none()
        {
            "outsideCallableHours".to_owned()
        } else if row.channel == "voice" {
            "callable".to_owned()
        } else {
            "otherChannel".to_owned()
        };
        *counts.entry(code).or_default() += row.contacts;
    }
    let never_in = left_out(conn, scope, &campaign, counts.values().sum())?;
    if never_in > 0 {
        *counts.entry(FILTERED_OUT.to_owned()).or_default() += never_in;
    }
    let mut states: Vec<ContactsInState> = counts
        .iter()
        .map(|(code, contacts)| ContactsInState {
            remedy: remedy_of(code).to_owned(),
            code: code.clone(),
            contacts: *contacts,
        })
        .collect();
    states.sort_by(|a, b| (b.contacts, &a.code).cmp(&(a.contacts, &b.code)));
    let of = |code: &str| counts.get(code).copied().unwrap_or(0);
    Ok(CampaignDiagnostics {
        campaign_id: campaign.id.clone(),
        campaign_status: status_of(&campaign)?,
        status_reason: reason_of(&campaign)?,
        campaign_errors: campaign_errors(conn, scope, &campaign)?,
        callable_now: of("callable") + of("otherChannel"),
        total_number_of_contacts: counts.values().sum(),
        states,
    })
}

fn remedy_of(code: &str) -> &'static str {
    match code {
        "callable" => "start the campaign and ask for contacts",
        "otherChannel" => "ask for contacts of the channel of their step",
        "finished" => {
            "nothing: a final outcome is on record; recycle to try again those without a result"
        }
        "leased" => "wait for the dialers that hold them, or for their leases' end",
        "callRunning" => "wait for the outcomes",
        "callback" => "wait: a call was promised for later",
        "waiting" => "wait for the pause between attempts, or shorten minutesBetweenAttempts",
        "stepDelay" => "wait for the delay of their next step, or shorten its delayMinutes",
        "outsideCallableHours" => {
            "wait for the callable hours, or widen the callable times or the contacts' permittedHours"
        }
        "filteredOut" => "change the campaign's contactListFilterIds or the filters",
        "deadlinePassed" => "nothing: their events' deadlines have passed; send new events",
        "alreadyCustomer" => {
            "nothing: they bought in another campaign; a campaign of another kind may call them"
        }
        "doNotCall" => "take the phones off the do-not-call lists that bind the campaign",
        "refused" => "nothing but time: the contact policy says how long a refusal stands",
        "consentMissing" => "record consents in the persons' ledgers",
        "attemptsExhausted" => {
            "recycle, or raise maxAttemptsPerContact or the policy's attemptLimits"
        }
        "attemptLimit" => "wait, or raise the limit in the contact policy",
        "conversationCoolingOff" => "wait, or shorten the pause in the contact policy",
        "minimumGap" => "wait, or shorten the gap in the contact policy",
        _ => "see the diagnostics of one such contact",
    }
}
