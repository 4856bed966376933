//! Reading offers.

use serde::Deserialize;

use super::offer::{KIND, KeptOffer, ShiftOffer};
use super::store::{self, OfferRow};
use crate::db::Conn;
use crate::failure::Failure;
use crate::http::{Page, PageParams};
use crate::organisation::{Agent, find_agent};
use crate::tenancy::{Role, Scope};

/// Which offers to list.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ShiftOfferQuery {
    /// Of this management unit.
    pub management_unit_id: Option<String>,
    /// `true`: only those that are neither over nor canceled.
    pub open: Option<bool>,
    /// 1 to 1,000; 100 when left out.
    #[param(minimum = 1, maximum = 1000)]
    pub page_size: Option<i64>,
    /// `nextPageToken` of the page before.
    pub page_token: Option<String>,
}

/// Whether an offer is for an agent.
pub(super) fn may_accept(offer: &KeptOffer, agent: &Agent) -> bool {
    let named = &offer.document.agent_ids;
    agent.active
        && agent.management_unit_id == offer.row.management_unit_id
        && (named.is_empty() || named.contains(&agent.id))
}

fn asking_agent(conn: &mut Conn<'_>, scope: &Scope) -> Result<Option<Agent>, Failure> {
    if scope.actor.role != Role::Agent {
        return Ok(None);
    }
    let own = scope.actor.agent_id.as_deref().unwrap_or("");
    find_agent(conn, scope, own).map(Some)
}

/// One offer. Agents see those that are for them.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn find_shift_offer(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<ShiftOffer, Failure> {
    let offer = KeptOffer::find(conn, scope, id)?;
    let agent = asking_agent(conn, scope)?;
    if agent
        .as_ref()
        .is_some_and(|agent| !may_accept(&offer, agent))
    {
        return Err(Failure::not_found(KIND, id));
    }
    Ok(offer.shown(scope.now, agent.as_ref().map(|agent| agent.id.as_str())))
}

/// A page of offers, in the order they were made; agents see those that are for them, so that a page of theirs may hold
/// fewer than its size.
///
/// # Errors
/// [`Failure::Invalid`] for a page size out of range.
pub fn list_shift_offers(
    conn: &mut Conn<'_>,
    scope: &Scope,
    query: &ShiftOfferQuery,
) -> Result<Page<ShiftOffer>, Failure> {
    let page = PageParams {
        page_size: query.page_size,
        page_token: query.page_token.clone(),
    };
    let (size, after) = page.bounds()?;
    let agent = asking_agent(conn, scope)?;
    let own_site = agent
        .as_ref()
        .map(|agent| agent.management_unit_id.as_str());
    let site = own_site.or(query.management_unit_id.as_deref());
    let open_at = (query.open == Some(true)).then_some(scope.now);
    let rows = store::page_of_offers(conn, scope.tenant(), site, open_at, &after, size + 1)?;
    let page = Page::of(rows, size, |row: &OfferRow| &row.id);
    let mut entities = Vec::new();
    for row in page.entities {
        let offer = KeptOffer::read(conn, scope, row)?;
        if agent.as_ref().is_none_or(|agent| may_accept(&offer, agent)) {
            entities.push(offer.shown(scope.now, agent.as_ref().map(|agent| agent.id.as_str())));
        }
    }
    Ok(Page {
        entities,
        next_page_token: page.next_page_token,
    })
}
