//! How far a campaign is.

use std::collections::BTreeMap;

use serde::Serialize;

use super::campaign::stored;
use super::filtering::left_out;
use crate::db::Conn;
use crate::failure::Failure;
use crate::outbound::policy::hold_reason::HoldReason;
use crate::outbound::store::pool::{self, CountRow, FILTERED_OUT};
use crate::tenancy::Scope;

/// Contacts that are not called, by reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SkippedContacts {
    /// On a do-not-call list that binds the campaign.
    pub do_not_call: i64,
    /// Refused this product family.
    pub refused: i64,
    /// Tried as often as allowed, without a final outcome.
    pub attempts_exhausted: i64,
}

/// How far a campaign is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CampaignProgress {
    /// The campaign.
    pub campaign_id: String,
    /// Its list.
    pub contact_list_id: String,
    /// Contacts tried at least once.
    pub number_of_contacts_called: i64,
    /// Contacts with a final outcome.
    pub number_of_contacts_finished: i64,
    /// Contacts that a dialer holds now.
    pub number_of_contacts_leased: i64,
    /// Contacts not called, by reason.
    pub number_of_contacts_skipped: SkippedContacts,
    /// Unfinished contacts that are held or put off, by the reason found last: when the contact came in, when a
    /// do-not-call entry was made, or when its turn came.
    pub number_of_contacts_held: BTreeMap<String, i64>,
    /// Contacts that were promised a call.
    pub number_of_callbacks: i64,
    /// All contacts that its filters mean.
    pub total_number_of_contacts: i64,
    /// Contacts finished or tried as often as allowed, of all, rounded down.
    pub percentage: i64,
}

/// Counts a campaign's contacts.
///
/// # Errors
/// `not-found`.
pub fn campaign_progress(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<CampaignProgress, Failure> {
    let campaign = stored(conn, scope, id)?;
    let max_attempts = campaign.max_attempts_per_contact;
    let counts = pool::counts(conn, scope.tenant(), id, max_attempts, scope.now)?;
    let sum = |of: fn(&CountRow) -> i64| -> i64 { counts.iter().map(of).sum() };
    let finished = sum(|row| if row.finished { row.total } else { 0 });
    let exhausted = sum(|row| if row.finished { 0 } else { row.exhausted });
    let mut held: BTreeMap<String, i64> = counts
        .iter()
        .filter(|row| !row.finished)
        .filter_map(|row| Some((row.hold_reason.clone()?, row.total)))
        .collect();
    let in_pool = sum(|row| row.total);
    let total = in_pool - held.get(FILTERED_OUT).copied().unwrap_or(0);
    let never_in = left_out(conn, scope, &campaign, in_pool)?;
    if never_in > 0 {
        *held.entry(FILTERED_OUT.to_owned()).or_default() += never_in;
    }
    let of_reason = |reason: HoldReason| held.get(reason.code()).copied().unwrap_or(0);
    Ok(CampaignProgress {
        campaign_id: campaign.id,
        contact_list_id: campaign.contact_list_id,
        number_of_contacts_called: sum(|row| row.called),
        number_of_contacts_finished: finished,
        number_of_contacts_leased: sum(|row| row.leased),
        number_of_contacts_skipped: SkippedContacts {
            do_not_call: of_reason(HoldReason::DoNotCall),
            refused: of_reason(HoldReason::Refused),
            attempts_exhausted: exhausted,
        },
        number_of_contacts_held: held,
        number_of_callbacks: sum(|row| row.callbacks),
        total_number_of_contacts: total,
        percentage: ((finished + exhausted) * 100)
            .checked_div(total)
            .unwrap_or(0),
    })
}
