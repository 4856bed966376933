//! `/management-units/{managementUnitId}/shift-trade-settings`.

use actix_web::{HttpResponse, get, put, web};

use crate::http::{ApiError, Body, Context, IfMatch, ProblemBody, versioned};
use crate::shift_trades::{self, KnownShiftTradeSettings, ShiftTradeSettings};

/// Whether and how agents of the management unit trade; the defaults at version 0 while nobody has set any.
#[utoipa::path(tag = "shift-trades", operation_id = "getShiftTradeSettings",
    params(("managementUnitId" = String, Path)), responses(
    (status = 200, body = KnownShiftTradeSettings), (status = 404, body = ProblemBody)))]
#[get("/management-units/{managementUnitId}/shift-trade-settings")]
pub(super) async fn get(context: Context, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let known = context
        .read(move |conn, scope| shift_trades::find_shift_trade_settings(conn, scope, &id))
        .await?;
    Ok(versioned(known.version, &known))
}

/// Overwrites settings that are still at the version in If-Match.
#[utoipa::path(tag = "shift-trades", operation_id = "updateShiftTradeSettings", request_body = ShiftTradeSettings,
    params(("managementUnitId" = String, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = KnownShiftTradeSettings), (status = 404, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[put("/management-units/{managementUnitId}/shift-trade-settings")]
pub(super) async fn put(
    context: Context,
    id: web::Path<String>,
    IfMatch(version): IfMatch,
    Body(new): Body<ShiftTradeSettings>,
) -> Result<HttpResponse, ApiError> {
    let known = context
        .write(move |conn, scope| {
            shift_trades::replace_shift_trade_settings(conn, scope, &id, version, &new)
        })
        .await?;
    Ok(versioned(known.version, &known))
}
