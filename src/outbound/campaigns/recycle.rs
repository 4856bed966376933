//! Contacts with chosen outcomes are put back into the pool.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::campaign::{Campaign, find_campaign, stored};
use super::settings::CampaignSettings;
use super::sorting::Sorting;
use super::status::{Command, ReasonCode};
use super::switching::{Why, command_campaign};
use super::wrap_up::{WrapUpCodeMapping, WrapUpFlag};
use crate::db::{Conn, Instant};
use crate::documents;
use crate::failure::{Failure, Faults};
use crate::outbound::leasing::sift::apply_filters_to;
use crate::outbound::store::campaigns::CampaignRow;
use crate::outbound::store::contacts;
use crate::outbound::store::pool::{self, PutBack};
use crate::tenancy::Scope;

/// Which contacts are to be tried again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RecycleRequest {
    /// Those that finished with one of these wrap-up codes.
    #[serde(default)]
    pub wrap_up_codes: BTreeSet<String>,
    /// Those whose tries are used up without a final outcome.
    #[serde(default)]
    pub exhausted: bool,
    /// Whether the campaign is started then.
    #[serde(default)]
    pub start: bool,
}

/// What came back.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RecycledCampaign {
    /// Contacts that wait again, as if they had not been tried.
    pub recycled_contacts: usize,
    /// The campaign now.
    pub campaign: Campaign,
}

/// Puts contacts back. Their attempts stay in the ledger and on record, and a contact policy goes on counting them; who
/// refused or asked not to be called cannot be named.
///
/// # Errors
/// `not-found`; [`Failure::Invalid`] when nothing is named, or a code that must not be tried again.
pub fn recycle_campaign(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
    request: &RecycleRequest,
) -> Result<RecycledCampaign, Failure> {
    let row = stored(conn, scope, id)?;
    let recycled_contacts = put_back(conn, scope, &row, request)?;
    let why = Why::new(
        ReasonCode::Recycled,
        format!(
            "{recycled_contacts} contacts put back by {}",
            scope.actor.subject
        ),
    );
    command_campaign(conn, scope, id, Command::Recycle, &why)?;
    if request.start {
        let why = Why::new(
            ReasonCode::ByHand,
            format!("recycled and started by {}", scope.actor.subject),
        );
        command_campaign(conn, scope, id, Command::Start, &why)?;
    }
    Ok(RecycledCampaign {
        recycled_contacts,
        campaign: find_campaign(conn, scope, id)?,
    })
}

/// Puts contacts back and leaves the status as it is; how many.
///
/// # Errors
/// As [`recycle_campaign`].
pub(in crate::outbound) fn put_back(
    conn: &mut Conn<'_>,
    scope: &Scope,
    row: &CampaignRow,
    request: &RecycleRequest,
) -> Result<usize, Failure> {
    let mapping: WrapUpCodeMapping =
        documents::read("campaign", &row.id, &row.wrap_up_code_mapping)?;
    check(request, &mapping)?;
    let place = (scope.tenant(), row.id.as_str());
    let mut codes: BTreeSet<String> = request.wrap_up_codes.clone();
    if request.exhausted {
        let used_up = pool::last_codes(conn, place)?.into_iter();
        codes.extend(used_up.filter(|code| !is_final(&mapping, code)));
    }
    let settings = CampaignSettings::of(row)?;
    let codes: Vec<String> = codes.into_iter().collect();
    let meant = PutBack {
        wrap_up_codes: &codes,
        tried_so_often: request.exhausted.then_some(row.max_attempts_per_contact),
        channel: settings.first_channel().code(),
    };
    let ids = pool::put_back(conn, place, &meant, scope.now)?;
    receive(conn, scope, (row, &settings), &ids)?;
    Ok(ids.len())
}

/// Contacts read at once.
const PAGE: usize = 1_000;

/// Asks the campaign's filters of contacts that came back, and puts them into the order of its sorts.
fn receive(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (row, settings): (&CampaignRow, &CampaignSettings),
    ids: &[String],
) -> Result<(), Failure> {
    let sorts = &settings.contact_sorts;
    if sorts.is_empty() && settings.contact_list_filter_ids.is_empty() {
        return Ok(());
    }
    let mut sorting = Sorting::default();
    for page in ids.chunks(PAGE) {
        let page: Vec<&str> = page.iter().map(String::as_str).collect();
        let rows = contacts::of_ids(conn, scope.tenant(), &page)?;
        apply_filters_to(conn, scope, &row.id, &rows)?;
        if !sorts.is_empty() {
            sorting.note(sorts, &rows)?;
        }
    }
    if sorts.is_empty() {
        return Ok(());
    }
    let since = sorting.waiting_since(sorts, scope.now);
    let since: Vec<(&str, Instant)> = since.iter().map(|(id, at)| (id.as_str(), *at)).collect();
    let place = (scope.tenant(), row.id.as_str());
    Ok(pool::queue_untried(conn, place, &since, scope.now)?)
}

/// Fills a campaign again: everybody but those who refused, asked not to be called or must not be tried again.
///
/// # Errors
/// Only the database's.
pub(in crate::outbound) fn refill(
    conn: &mut Conn<'_>,
    scope: &Scope,
    row: &CampaignRow,
) -> Result<usize, Failure> {
    let mapping: WrapUpCodeMapping =
        documents::read("campaign", &row.id, &row.wrap_up_code_mapping)?;
    let codes = pool::last_codes(conn, (scope.tenant(), row.id.as_str()))?;
    let all = RecycleRequest {
        wrap_up_codes: codes
            .into_iter()
            .filter(|code| !is_barred(&mapping, code))
            .collect(),
        exhausted: true,
        start: false,
    };
    put_back(conn, scope, row, &all)
}

fn is_final(mapping: &WrapUpCodeMapping, code: &str) -> bool {
    mapping.flags_of(code).iter().any(|flag| flag.finishes())
}

/// Whether somebody with this outcome must not be tried again by recycling.
fn is_barred(mapping: &WrapUpCodeMapping, code: &str) -> bool {
    let barring = [
        WrapUpFlag::Refusal,
        WrapUpFlag::DoNotCall,
        WrapUpFlag::ContactUncallable,
        WrapUpFlag::NumberUncallable,
    ];
    let flags = mapping.flags_of(code);
    barring.iter().any(|flag| flags.contains(flag))
}

fn check(request: &RecycleRequest, mapping: &WrapUpCodeMapping) -> Result<(), Failure> {
    let mut faults = Faults::default();
    faults.require(
        request.exhausted || !request.wrap_up_codes.is_empty(),
        "/wrapUpCodes",
        "missing",
        "name wrap-up codes, or send exhausted as true",
    );
    for (i, code) in request.wrap_up_codes.iter().enumerate() {
        faults.require(
            !is_barred(mapping, code),
            format!("/wrapUpCodes/{i}"),
            "never-recycled",
            format!("{code:?} says that the contact must not be tried again; leave it out"),
        );
    }
    faults.into_result()
}
