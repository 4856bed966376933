//! `/shift-trades`.

use actix_web::{HttpResponse, get, patch, post, web};

use crate::http::{
    ApiError, Body, Context, IfMatch, Page, Params, ProblemBody, created, versioned,
};
use crate::shift_trades::{
    self, NewShiftTrade, ShiftTrade, ShiftTradeMatch, ShiftTradePatch, ShiftTradeQuery,
};

/// A page of trades, in the order they were offered. Agents see their own, those offered to them, and the board of their
/// management unit.
#[utoipa::path(tag = "shift-trades", operation_id = "listShiftTrades", params(ShiftTradeQuery), responses(
    (status = 200, body = Page<ShiftTrade>), (status = 422, body = ProblemBody)))]
#[get("/shift-trades")]
pub(super) async fn list(
    context: Context,
    Params(query): Params<ShiftTradeQuery>,
) -> Result<HttpResponse, ApiError> {
    let page = context
        .read(move |conn, scope| shift_trades::list_shift_trades(conn, scope, &query))
        .await?;
    Ok(HttpResponse::Ok().json(page))
}

/// Offers a published shift, to one agent or on the board.
#[utoipa::path(tag = "shift-trades", operation_id = "createShiftTrade", request_body = NewShiftTrade, responses(
    (status = 201, body = ShiftTrade), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 422, body = ProblemBody)))]
#[post("/shift-trades")]
pub(super) async fn create(
    context: Context,
    Body(new): Body<NewShiftTrade>,
) -> Result<HttpResponse, ApiError> {
    let made = context
        .write(move |conn, scope| shift_trades::offer_shift_trade(conn, scope, &new))
        .await?;
    let location = format!("/api/v1/shift-trades/{}", made.id);
    Ok(created(&location, made.version, &made))
}

/// One trade; its version is the ETag.
#[utoipa::path(tag = "shift-trades", operation_id = "getShiftTrade", params(("shiftTradeId" = String, Path)), responses(
    (status = 200, body = ShiftTrade), (status = 404, body = ProblemBody)))]
#[get("/shift-trades/{shiftTradeId}")]
pub(super) async fn read(
    context: Context,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let found = context
        .read(move |conn, scope| shift_trades::find_shift_trade(conn, scope, &id))
        .await?;
    Ok(versioned(found.version, &found))
}

/// Approves, denies, cancels or unmatches a trade that is still at the version in If-Match. Approved, the shifts change
/// hands in the published schedule, both or neither.
#[utoipa::path(tag = "shift-trades", operation_id = "patchShiftTrade", request_body = ShiftTradePatch,
    params(("shiftTradeId" = String, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = ShiftTrade), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody),
    (status = 428, body = ProblemBody)))]
#[patch("/shift-trades/{shiftTradeId}")]
pub(super) async fn change(
    context: Context,
    id: web::Path<String>,
    IfMatch(version): IfMatch,
    Body(patch): Body<ShiftTradePatch>,
) -> Result<HttpResponse, ApiError> {
    let changed = context
        .write(move |conn, scope| {
            shift_trades::change_shift_trade(conn, scope, &id, version, &patch)
        })
        .await?;
    Ok(versioned(changed.version, &changed))
}

/// Takes an offered shift. Where the management unit's settings say so and nothing stands against it, the shifts change
/// hands at once; else a supervisor is to decide.
#[utoipa::path(tag = "shift-trades", operation_id = "matchShiftTrade", request_body = ShiftTradeMatch,
    params(("shiftTradeId" = String, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = ShiftTrade), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody),
    (status = 428, body = ProblemBody)))]
#[post("/shift-trades/{shiftTradeId}/match")]
pub(super) async fn matched(
    context: Context,
    id: web::Path<String>,
    IfMatch(version): IfMatch,
    Body(sent): Body<ShiftTradeMatch>,
) -> Result<HttpResponse, ApiError> {
    let changed = context
        .write(move |conn, scope| shift_trades::match_shift_trade(conn, scope, &id, version, &sent))
        .await?;
    Ok(versioned(changed.version, &changed))
}
