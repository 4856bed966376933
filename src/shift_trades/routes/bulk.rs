//! `/shift-trades/state/bulk`.

use actix_web::{HttpResponse, post};
use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::http::{ApiError, Body, Context, ProblemBody};
use crate::shift_trades::{ShiftTrade, ShiftTradePatch, change_shift_trade};

/// Trades that are decided at once.
const MOST_TRADES: usize = 100;

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct BulkItem {
    /// The trade.
    shift_trade_id: String,
    /// The version it was read at.
    version: i32,
    /// Comes back with the item's result.
    client_token: Option<String>,
    /// What is to become of it.
    change: ShiftTradePatch,
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct BulkStates {
    /// 1 to 100.
    trades: Vec<BulkItem>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct BulkFailure {
    /// The code that the trade alone would have been refused with.
    failure_code: String,
    /// What stands against it, and the remedy.
    detail: String,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct BulkResult {
    /// The trade.
    shift_trade_id: String,
    /// As sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    client_token: Option<String>,
    /// The trade as it is now, where it was changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    trade: Option<ShiftTrade>,
    /// Why it was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<BulkFailure>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct BulkResults {
    /// One a trade, in the order sent.
    results: Vec<BulkResult>,
}

/// Decides up to 100 trades, each for itself: one that is refused keeps none of the others.
#[utoipa::path(tag = "shift-trades", operation_id = "changeShiftTradeStates", request_body = BulkStates, responses(
    (status = 200, body = BulkResults), (status = 422, body = ProblemBody)))]
#[post("/shift-trades/state/bulk")]
pub(super) async fn post(
    context: Context,
    Body(body): Body<BulkStates>,
) -> Result<HttpResponse, ApiError> {
    if !(1..=MOST_TRADES).contains(&body.trades.len()) {
        let detail = format!("send 1 to {MOST_TRADES} trades at once");
        return Err(context.error(Failure::invalid("/trades", "wrong-length", detail)));
    }
    let (db, scope) = (context.database(), context.scope.clone());
    let results = context
        .off_loop(move || {
            let decided = body.trades.into_iter().map(|item| {
                let changed = db.write(|conn| {
                    let id = &item.shift_trade_id;
                    change_shift_trade(conn, &scope, id, item.version, &item.change)
                });
                let (trade, failure) = match changed {
                    Ok(trade) => (Some(trade), None),
                    // Nothing more can be decided while the database is away.
                    Err(Failure::Database(error)) => return Err(Failure::Database(error)),
                    Err(refused) => (
                        None,
                        Some(BulkFailure {
                            failure_code: refused.code().to_owned(),
                            detail: refused.to_string(),
                        }),
                    ),
                };
                Ok(BulkResult {
                    shift_trade_id: item.shift_trade_id,
                    client_token: item.client_token,
                    trade,
                    failure,
                })
            });
            decided.collect::<Result<Vec<_>, Failure>>()
        })
        .await?;
    Ok(HttpResponse::Ok().json(BulkResults { results }))
}
