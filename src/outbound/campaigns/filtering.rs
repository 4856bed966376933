//! Which contacts of its list a campaign means: those that meet all of its filters.

use crate::db::Conn;
use crate::failure::Failure;
use crate::outbound::contacts::filter::CheckedFilter;
use crate::outbound::contacts::filters::{means, stored_filter};
use crate::outbound::contacts::lists::stored_list;
use crate::outbound::store::campaigns::CampaignRow;
use crate::outbound::store::contacts::{ContactListRow, ContactRow, contacts_after};
use crate::outbound::store::pool;
use crate::tenancy::Scope;

use super::campaign::stored;
use super::settings::CampaignSettings;

/// Contacts read at once.
const PAGE: i64 = 1_000;

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

/// Asks a campaign's filters of every contact of its list again: who is not meant is held, who was and is meant now comes
/// back.
///
/// # Errors
/// Only the database's.
pub(in crate::outbound) fn apply_filters(
    conn: &mut Conn<'_>,
    scope: &Scope,
    campaign: &CampaignRow,
) -> Result<(), Failure> {
    let mut after = String::new();
    loop {
        match apply_filters_after(conn, scope, campaign, &after)? {
            Some(last) => after = last,
            None => return Ok(()),
        }
    }
}

/// The same for one page of the list behind a contact's id; the last of the page, none at the end.
///
/// # Errors
/// Only the database's.
pub(in crate::outbound) fn apply_filters_after(
    conn: &mut Conn<'_>,
    scope: &Scope,
    campaign: &CampaignRow,
    after: &str,
) -> Result<Option<String>, Failure> {
    let list = stored_list(conn, scope, &campaign.contact_list_id)?;
    let settings = CampaignSettings::of(campaign)?;
    let filters = CampaignFilters::of(conn, scope, &settings, &list)?;
    let rows = contacts_after(conn, scope.tenant(), &list.id, after, PAGE)?;
    sift(conn, (scope.tenant(), &campaign.id), &filters, &rows)?;
    Ok(rows.last().map(|row| row.id.clone()))
}

/// Asks a campaign's filters, where it has any, of these contacts of its list again.
///
/// # Errors
/// `not-found` for the campaign.
pub(in crate::outbound) fn apply_filters_to(
    conn: &mut Conn<'_>,
    scope: &Scope,
    campaign_id: &str,
    rows: &[ContactRow],
) -> Result<(), Failure> {
    let campaign = stored(conn, scope, campaign_id)?;
    let settings = CampaignSettings::of(&campaign)?;
    if settings.contact_list_filter_ids.is_empty() {
        return Ok(());
    }
    let list = stored_list(conn, scope, &campaign.contact_list_id)?;
    let filters = CampaignFilters::of(conn, scope, &settings, &list)?;
    sift(conn, (scope.tenant(), campaign_id), &filters, rows)
}

/// Keeps out whom the filters do not mean and lets in whom they do.
fn sift(
    conn: &mut Conn<'_>,
    place: (&str, &str),
    filters: &CampaignFilters,
    rows: &[ContactRow],
) -> Result<(), Failure> {
    let (mut meant, mut others) = (Vec::new(), Vec::new());
    for row in rows {
        if filters.mean(row)? {
            meant.push(row.id.as_str());
        } else {
            others.push(row.id.as_str());
        }
    }
    pool::filter_out(conn, place, &others)?;
    Ok(pool::let_in(conn, place, &meant)?)
}
