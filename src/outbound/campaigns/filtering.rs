//! Which contacts of its list a campaign means: those that meet all of its filters.

use crate::db::Conn;
use crate::failure::Failure;
use crate::outbound::contacts::filter::CheckedFilter;
use crate::outbound::contacts::filters::{means, stored_filter};
use crate::outbound::store::campaigns::CampaignRow;
use crate::outbound::store::contacts::{self, ContactListRow, ContactRow};
use crate::tenancy::Scope;

use super::kind::CampaignKind;
use super::settings::CampaignSettings;

/// The filters of a campaign, ready to be asked.
#[derive(Debug)]
pub(in crate::outbound) enum CampaignFilters {
    /// All of these must be met; none means that everybody is meant.
    All(Vec<CheckedFilter>),
    /// One of them cannot be asked: nobody is meant, and the campaign is invalid.
    Unusable,
}

impl CampaignFilters {
    /// Those of a campaign on this list.
    ///
    /// # Errors
    /// Only the database's.
    pub(in crate::outbound) fn of(
        conn: &mut Conn<'_>,
        scope: &Scope,
        settings: &CampaignSettings,
        list: &ContactListRow,
    ) -> Result<Self, Failure> {
        let mut filters = Vec::new();
        for id in &settings.contact_list_filter_ids {
            match stored_filter(conn, scope, list, id) {
                Ok(filter) => filters.push(filter),
                Err(Failure::NotFound { .. } | Failure::Invalid(_)) => return Ok(Self::Unusable),
                Err(other) => return Err(other),
            }
        }
        Ok(Self::All(filters))
    }

    /// Whether the contact is meant.
    ///
    /// # Errors
    /// [`crate::db::DbError::Corrupt`] when its data cannot be read.
    pub(in crate::outbound) fn mean(&self, contact: &ContactRow) -> Result<bool, Failure> {
        let Self::All(filters) = self else {
            return Ok(false);
        };
        for filter in filters {
            if !means(filter, contact)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// How many contacts of its list stand in no pool of a campaign because its filters have never meant them, where so many are in
/// the pool.
///
/// # Errors
/// Only the database's.
pub(in crate::outbound) fn left_out(
    conn: &mut Conn<'_>,
    scope: &Scope,
    campaign: &CampaignRow,
    in_pool: i64,
) -> Result<i64, Failure> {
    let settings = CampaignSettings::of(campaign)?;
    let takes_whole_list = campaign.kind != CampaignKind::EventTriggered.code();
    if settings.contact_list_filter_ids.is_empty() || !takes_whole_list {
        return Ok(0);
    }
    let on_list = contacts::count(conn, scope.tenant(), &campaign.contact_list_id)?;
    Ok((on_list - in_pool).max(0))
}
