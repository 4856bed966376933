//! Reading trades.

use serde::Deserialize;

use super::store::{self, TradeFilter, TradeRow};
use super::trade::{KeptTrade, ShiftTrade, ShiftTradeState};
use super::whose::is_staff;
use crate::db::Conn;
use crate::failure::Failure;
use crate::http::{Page, PageParams};
use crate::organisation::find_agent;
use crate::tenancy::Scope;

/// Which trades to list; a trade must match all that is given.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ShiftTradeQuery {
    /// Of this management unit.
    pub management_unit_id: Option<String>,
    /// Offered or received by this agent.
    pub agent_id: Option<String>,
    /// In this state.
    pub state: Option<ShiftTradeState>,
    /// 1 to 1,000; 100 when left out.
    #[param(minimum = 1, maximum = 1000)]
    pub page_size: Option<i64>,
    /// `nextPageToken` of the page before.
    pub page_token: Option<String>,
}

/// One trade. Agents see their own, those offered to them, and the board of their management unit.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn find_shift_trade(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<ShiftTrade, Failure> {
    let trade = KeptTrade::find(conn, scope, id)?;
    if !is_staff(scope) {
        let own = scope.actor.agent_id.clone().unwrap_or_default();
        let row = &trade.row;
        let is_theirs =
            row.initiating_agent_id == own || row.receiving_agent_id.as_deref() == Some(&own);
        let is_on_board = row.receiving_agent_id.is_none()
            && row.state == "Unmatched"
            && find_agent(conn, scope, &own)?.management_unit_id == row.management_unit_id;
        if !is_theirs && !is_on_board {
            return Err(Failure::not_found("shift trade", id));
        }
    }
    trade.shown(scope.now)
}

/// A page of trades, in the order they were offered.
///
/// # Errors
/// [`Failure::Invalid`] for a page size out of range.
pub fn list_shift_trades(
    conn: &mut Conn<'_>,
    scope: &Scope,
    query: &ShiftTradeQuery,
) -> Result<Page<ShiftTrade>, Failure> {
    let page = PageParams {
        page_size: query.page_size,
        page_token: query.page_token.clone(),
    };
    let (size, after) = page.bounds()?;
    let seen_by = if is_staff(scope) {
        None
    } else {
        let own = scope.actor.agent_id.clone().unwrap_or_default();
        let site = find_agent(conn, scope, &own)?.management_unit_id.clone();
        Some((own, site))
    };
    let filter = TradeFilter {
        management_unit_id: query.management_unit_id.clone(),
        state: query
            .state
            .map(|state| (state.as_str().to_owned(), scope.now)),
        agent_id: query.agent_id.clone(),
        seen_by,
    };
    let rows = store::page_of_trades(conn, scope.tenant(), &filter, &after, size + 1)?;
    let page = Page::of(rows, size, |row: &TradeRow| &row.id);
    let entities = page.entities.into_iter();
    let entities = entities.map(|row| KeptTrade::of_row(row)?.shown(scope.now));
    Ok(Page {
        entities: entities.collect::<Result<_, _>>()?,
        next_page_token: page.next_page_token,
    })
}
