//! Contacts of whom a campaign's filters are asked again.

use std::collections::BTreeSet;

use super::admit::admit_contacts;
use crate::db::Conn;
use crate::failure::Failure;
use crate::outbound::campaigns::campaign::stored;
use crate::outbound::campaigns::filtering::CampaignFilters;
use crate::outbound::campaigns::settings::CampaignSettings;
use crate::outbound::contacts::lists::stored_list;
use crate::outbound::store::campaigns::CampaignRow;
use crate::outbound::store::contacts::{ContactRow, contacts_after};
use crate::outbound::store::pool;
use crate::tenancy::Scope;

/// Contacts read at once.
const PAGE: i64 = 1_000;

/// Asks a campaign's filters of every contact of its list again: who is not meant is held, whoever is
/// meant now comes in or back.
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
    sift(conn, scope, (&campaign.id, &filters), &rows)?;
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
    sift(conn, scope, (campaign_id, &filters), rows)
}

/// Keeps out whom the filters do not mean and lets in whom they do, also those who were never in the pool.
fn sift(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (campaign_id, filters): (&str, &CampaignFilters),
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
    let place = (scope.tenant(), campaign_id);
    pool::filter_out(conn, place, &others)?;
    pool::let_in(conn, place, &meant)?;
    let known: BTreeSet<String> = pool::those_in(conn, place, &meant)?.into_iter().collect();
    let meant: BTreeSet<&str> = meant.into_iter().collect();
    let is_new = |row: &&ContactRow| meant.contains(row.id.as_str()) && !known.contains(&row.id);
    let new: Vec<ContactRow> = rows.iter().filter(is_new).cloned().collect();
    if new.is_empty() {
        return Ok(());
    }
    admit_contacts(conn, scope, campaign_id, &new)
}
