//! How far a campaign is.

use serde::Serialize;

use super::campaign::stored;
use crate::db::Conn;
use crate::failure::Failure;
use crate::outbound::store::dnc;
use crate::outbound::store::pool::{self, Wanted};
use crate::tenancy::Scope;

/// Contacts that are not called, by reason; a contact may count under both of the first.
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
    /// All contacts.
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
    let dnc_lists = dnc::lists_binding(conn, scope.tenant(), id)?;
    let counts = pool::counts(
        conn,
        &Wanted {
            tenant: scope.tenant(),
            campaign: id,
            product_family: &campaign.product_family,
            max_attempts: campaign.max_attempts_per_contact,
            zones: &[],
            dnc_lists: &dnc_lists,
            now: scope.now,
            limit: 0,
        },
    )?;
    let done = counts.finished + counts.exhausted;
    Ok(CampaignProgress {
        campaign_id: campaign.id,
        contact_list_id: campaign.contact_list_id,
        number_of_contacts_called: counts.called,
        number_of_contacts_finished: counts.finished,
        number_of_contacts_leased: counts.leased,
        number_of_contacts_skipped: SkippedContacts {
            do_not_call: counts.do_not_call,
            refused: counts.refused,
            attempts_exhausted: counts.exhausted,
        },
        total_number_of_contacts: counts.total,
        percentage: (done * 100).checked_div(counts.total).unwrap_or(0),
    })
}
