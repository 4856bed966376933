//! Reading requests and the wait list.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Deserialize;

use super::alternatives::{AlternativeDates, alternatives};
use super::decide::Court;
use super::request::{KeptRequest, TimeOffRequest, TimeOffStatus};
use super::room::read_staff;
use super::store::{self, RequestFilter, RequestRow};
use super::wait_list::WaitListPosition;
use super::whose::require_reachable;
use crate::db::Conn;
use crate::failure::Failure;
use crate::http::{Page, PageParams};
use crate::organisation::{
    agents_of_management_unit, agents_within_access, find_agent, find_business_unit,
    find_management_unit, list_activity_codes,
};
use crate::tenancy::{Role, Scope};

/// Which requests to list; a request must match all that is given.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TimeOffRequestQuery {
    /// Of this agent; an agent's list holds only their own.
    pub agent_id: Option<String>,
    /// Of agents who are in this management unit now.
    pub management_unit_id: Option<String>,
    /// Of this business unit.
    pub business_unit_id: Option<String>,
    /// In this state.
    pub status: Option<TimeOffStatus>,
    /// With a day on this local date or later.
    pub start_date: Option<NaiveDate>,
    /// With a day on this local date or earlier.
    pub end_date: Option<NaiveDate>,
    /// 1 to 1,000; 100 when left out.
    #[param(minimum = 1, maximum = 1000)]
    pub page_size: Option<i64>,
    /// `nextPageToken` of the page before.
    pub page_token: Option<String>,
}

/// One request. Agents read their own only.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Forbidden`] for another agent's.
pub fn find_time_off_request(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<TimeOffRequest, Failure> {
    let request = KeptRequest::find(conn, scope, id)?;
    require_reachable(conn, scope, &request, "wfm:timeOffRequest:view")?;
    let waiting = store::wait_list(conn, scope.tenant(), &request.row.business_unit_id)?;
    request.shown(scope.now, &waiting, Vec::new())
}

/// A page of requests of agents whom the actor may reach, in the order they were made.
///
/// # Errors
/// [`Failure::Forbidden`] when an agent asks for another's; [`Failure::NotFound`] for the management unit;
/// [`Failure::Invalid`] for a page size out of range.
pub fn list_time_off_requests(
    conn: &mut Conn<'_>,
    scope: &Scope,
    query: &TimeOffRequestQuery,
) -> Result<Page<TimeOffRequest>, Failure> {
    let page = PageParams {
        page_size: query.page_size,
        page_token: query.page_token.clone(),
    };
    let (size, after) = page.bounds()?;
    let mut agent_ids = query.agent_id.clone().map(|id| vec![id]);
    if scope.actor.role == Role::Agent {
        let own = scope.actor.agent_id.clone().unwrap_or_default();
        if let Some(asked) = &query.agent_id {
            scope.require_own(asked, "wfm:timeOffRequest:view")?;
        }
        agent_ids = Some(vec![own]);
    }
    if let Some(site) = &query.management_unit_id {
        find_management_unit(conn, scope, site)?;
        let of_site = agents_of_management_unit(conn, scope, site)?.into_iter();
        let of_site = of_site.map(|agent| agent.id);
        let asked = agent_ids.take();
        agent_ids = Some(
            of_site
                .filter(|id| asked.as_ref().is_none_or(|ids| ids.contains(id)))
                .collect(),
        );
    }
    if let Some(within) = agents_within_access(conn, scope)? {
        let within: BTreeSet<String> = within.into_iter().collect();
        agent_ids = Some(match agent_ids.take() {
            Some(asked) => asked.into_iter().filter(|id| within.contains(id)).collect(),
            None => within.into_iter().collect(),
        });
    }
    let dates = (query.start_date.is_some() || query.end_date.is_some()).then(|| {
        let text = |date: Option<NaiveDate>| date.map(|date| date.to_string());
        (
            text(query.start_date).unwrap_or_else(|| "0000-01-01".to_owned()),
            text(query.end_date).unwrap_or_else(|| "9999-12-31".to_owned()),
        )
    });
    let filter = RequestFilter {
        business_unit_id: query.business_unit_id.clone(),
        agent_ids,
        status: query
            .status
            .map(|status| (status.as_str().to_owned(), scope.now)),
        dates,
    };
    let rows = store::page_of_requests(conn, scope.tenant(), &filter, &after, size + 1)?;
    let page = Page::of(rows, size, |row: &RequestRow| &row.id);
    let mut waiting: BTreeMap<String, Vec<RequestRow>> = BTreeMap::new();
    let mut entities = Vec::new();
    for row in page.entities {
        let unit = row.business_unit_id.clone();
        if !waiting.contains_key(&unit) {
            let of_unit = store::wait_list(conn, scope.tenant(), &unit)?;
            waiting.insert(unit.clone(), of_unit);
        }
        let request = KeptRequest::read(conn, scope, row)?;
        let of_unit = waiting.get(&unit).map_or(&[][..], Vec::as_slice);
        entities.push(request.shown(scope.now, of_unit, Vec::new())?);
    }
    Ok(Page {
        entities,
        next_page_token: page.next_page_token,
    })
}

/// Who waits in a business unit, who waits longest first. Agents see themselves only.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn wait_list_positions(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
) -> Result<Vec<WaitListPosition>, Failure> {
    find_business_unit(conn, scope, business_unit_id)?;
    let waiting = store::wait_list(conn, scope.tenant(), business_unit_id)?;
    let within = agents_within_access(conn, scope)?;
    let is_within = |id: &String| within.as_ref().is_none_or(|ids| ids.contains(id));
    let mut positions = Vec::new();
    for row in &waiting {
        let is_own = scope
            .require_own(&row.agent_id, "wfm:waitListPosition:view")
            .is_ok();
        if !is_own || !is_within(&row.agent_id) {
            continue;
        }
        let since = row.waitlisted_at;
        let request = KeptRequest::read(conn, scope, row.clone())?;
        let shown = request.shown(scope.now, &waiting, Vec::new())?;
        let place = shown
            .wait_list_position
            .zip(since)
            .zip(shown.wait_list_expires_date);
        if let Some(((position, waiting_since_date), expires_date)) = place {
            positions.push(WaitListPosition {
                time_off_request_id: shown.id,
                agent_id: shown.agent_id,
                position,
                waiting_since_date,
                expires_date,
            });
        }
    }
    Ok(positions)
}

/// The nearest days of a request's length that limit, balance and coverage have room for now. Agents read their own only.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Forbidden`] for another agent's.
pub fn find_alternative_dates(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<Vec<AlternativeDates>, Failure> {
    let request = KeptRequest::find(conn, scope, id)?;
    require_reachable(conn, scope, &request, "wfm:timeOffRequest:view")?;
    let unit = find_business_unit(conn, scope, &request.row.business_unit_id)?;
    let agent = find_agent(conn, scope, &request.row.agent_id)?;
    let codes = list_activity_codes(conn, scope, &unit.id)?.into_iter();
    let code = codes
        .into_iter()
        .find(|code| code.id == request.row.activity_code_id);
    let code =
        code.ok_or_else(|| Failure::not_found("activity code", &request.row.activity_code_id))?;
    let (Some(first), Some(last)) = (request.days.first(), request.days.last()) else {
        return Ok(Vec::new());
    };
    let dates = (first.date, last.date);
    let staff = read_staff(conn, scope, &unit.id)?;
    let mut court = Court::convene(conn, scope, unit, (agent, &staff), code, dates)?;
    alternatives(conn, scope, &mut court, &request)
}
