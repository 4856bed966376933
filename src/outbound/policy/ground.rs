//! What a judgement of a campaign's contacts stands on, read once.

use super::callable_time_sets::callable_times;
use super::callable_times::CallableTimes;
use crate::db::Conn;
use crate::failure::Failure;
use crate::outbound::campaigns::campaign::stored;
use crate::outbound::contacts::lists::stored_list;
use crate::outbound::store::campaigns::CampaignRow;
use crate::outbound::store::contacts::ContactListRow;
use crate::outbound::store::dnc;
use crate::tenancy::Scope;

/// A campaign with its list, the do-not-call lists that bind it and its callable hours.
pub(in crate::outbound) struct Ground {
    /// The campaign.
    pub campaign: CampaignRow,
    /// The list it works on.
    pub list: ContactListRow,
    /// Its own do-not-call lists and the tenant's.
    pub dnc_lists: Vec<String>,
    /// Its callable hours.
    pub times: CallableTimes,
}

impl Ground {
    /// Reads the ground of a campaign.
    ///
    /// # Errors
    /// `not-found` for the campaign.
    pub fn read(conn: &mut Conn<'_>, scope: &Scope, campaign_id: &str) -> Result<Self, Failure> {
        let campaign = stored(conn, scope, campaign_id)?;
        Ok(Self {
            list: stored_list(conn, scope, &campaign.contact_list_id)?,
            dnc_lists: dnc::lists_binding(conn, scope.tenant(), campaign_id)?,
            times: callable_times(conn, scope, &campaign.callable_time_set_id)?,
            campaign,
        })
    }
}
