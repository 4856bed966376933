//! Rows of trades and of their settings.

use diesel::prelude::*;

use crate::db::schema::shift_trades::{shift_trade_settings as settings, shift_trades as trades};
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = settings)]
pub(super) struct SettingsRow {
    pub tenant_id: String,
    pub management_unit_id: String,
    pub document: String,
    pub version: i32,
    pub modified_by: String,
    pub modified_at: Instant,
}

#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = trades)]
#[diesel(treat_none_as_default_value = false)]
pub(super) struct TradeRow {
    pub tenant_id: String,
    pub id: String,
    pub business_unit_id: String,
    pub management_unit_id: String,
    pub state: String,
    pub initiating_agent_id: String,
    pub initiating_shift_id: String,
    pub receiving_agent_id: Option<String>,
    pub receiving_shift_id: Option<String>,
    pub expires_at: Instant,
    pub document: String,
    pub version: i32,
    pub created_at: Instant,
    pub modified_at: Instant,
}

/// Which trades to read; what is none is not looked at.
#[derive(Clone, Debug, Default)]
pub(super) struct TradeFilter {
    pub management_unit_id: Option<String>,
    /// A state at an instant: an open trade that is over by then is expired, whether that was written or not.
    pub state: Option<(String, Instant)>,
    /// Trades that this agent offers or receives.
    pub agent_id: Option<String>,
    /// Trades that this agent of this management unit may see: their own, those offered to them, and open ones on the
    /// board.
    pub seen_by: Option<(String, String)>,
}

pub(super) fn settings_of(
    conn: &mut Conn<'_>,
    tenant: &str,
    management_unit_id: &str,
) -> Result<Option<SettingsRow>, DbError> {
    Ok(each!(conn, c => settings::table
        .find((tenant, management_unit_id))
        .select(SettingsRow::as_select())
        .first(c)
        .optional())?)
}

pub(super) fn insert_settings(conn: &mut Conn<'_>, row: &SettingsRow) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(settings::table).values(row).execute(c))?;
    Ok(())
}

/// Overwrites settings that are still at version `expected`; `false` when they are not.
pub(super) fn replace_settings(
    conn: &mut Conn<'_>,
    row: &SettingsRow,
    expected: i32,
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(settings::table.find((&row.tenant_id, &row.management_unit_id)))
        .filter(settings::version.eq(expected))
        .set((
            settings::document.eq(&row.document),
            settings::version.eq(row.version),
            settings::modified_by.eq(&row.modified_by),
            settings::modified_at.eq(row.modified_at),
        ))
        .execute(c))?;
    Ok(changed == 1)
}

pub(super) fn insert_trade(conn: &mut Conn<'_>, row: &TradeRow) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(trades::table).values(row).execute(c))?;
    Ok(())
}

pub(super) fn trade(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
) -> Result<Option<TradeRow>, DbError> {
    Ok(each!(conn, c => trades::table
        .find((tenant, id))
        .select(TradeRow::as_select())
        .first(c)
        .optional())?)
}

/// Open trades in which a shift stands on either side.
pub(super) fn open_trades_of_shift(
    conn: &mut Conn<'_>,
    tenant: &str,
    shift_id: &str,
    now: Instant,
) -> Result<Vec<TradeRow>, DbError> {
    Ok(each!(conn, c => trades::table
        .filter(trades::tenant_id.eq(tenant))
        .filter(trades::state.eq_any(["Unmatched", "Matched"]))
        .filter(trades::expires_at.gt(now))
        .filter(trades::initiating_shift_id.eq(shift_id).or(trades::receiving_shift_id.eq(shift_id)))
        .order(trades::id)
        .select(TradeRow::as_select())
        .load(c))?)
}

/// Trades in the order of their making, after the id `after`.
pub(super) fn page_of_trades(
    conn: &mut Conn<'_>,
    tenant: &str,
    filter: &TradeFilter,
    after: &str,
    limit: i64,
) -> Result<Vec<TradeRow>, DbError> {
    macro_rules! query {
        () => {{
            let mut query = trades::table
                .filter(trades::tenant_id.eq(tenant).and(trades::id.gt(after)))
                .order(trades::id)
                .limit(limit)
                .select(TradeRow::as_select())
                .into_boxed();
            if let Some(site) = &filter.management_unit_id {
                query = query.filter(trades::management_unit_id.eq(site));
            }
            if let Some(agent) = &filter.agent_id {
                query = query.filter(
                    trades::initiating_agent_id
                        .eq(agent)
                        .or(trades::receiving_agent_id.eq(agent)),
                );
            }
            if let Some((agent, site)) = &filter.seen_by {
                query = query.filter(
                    trades::initiating_agent_id
                        .eq(agent)
                        .or(trades::receiving_agent_id.eq(agent))
                        .or(trades::receiving_agent_id
                            .is_null()
                            .and(trades::state.eq("Unmatched"))
                            .and(trades::management_unit_id.eq(site))),
                );
            }
            match &filter.state {
                Some((state, now)) if state == "Expired" => {
                    query = query.filter(
                        trades::state
                            .eq_any(["Unmatched", "Matched"])
                            .and(trades::expires_at.le(now)),
                    );
                }
                Some((state, now)) if state == "Unmatched" || state == "Matched" => {
                    query = query.filter(trades::state.eq(state).and(trades::expires_at.gt(now)));
                }
                Some((state, _)) => query = query.filter(trades::state.eq(state)),
                None => {}
            }
            query
        }};
    }
    Ok(each!(conn, c => query!().load(c))?)
}

/// Overwrites a trade that is still at version `expected`; `false` when it is not.
pub(super) fn replace_trade(
    conn: &mut Conn<'_>,
    row: &TradeRow,
    expected: i32,
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(trades::table.find((&row.tenant_id, &row.id)))
        .filter(trades::version.eq(expected))
        .set((
            trades::state.eq(&row.state),
            trades::receiving_agent_id.eq(&row.receiving_agent_id),
            trades::receiving_shift_id.eq(&row.receiving_shift_id),
            trades::document.eq(&row.document),
            trades::version.eq(row.version),
            trades::modified_at.eq(row.modified_at),
        ))
        .execute(c))?;
    Ok(changed == 1)
}
