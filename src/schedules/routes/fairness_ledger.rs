//! `GET /business-units/{businessUnitId}/fairness-ledger`.

use actix_web::{HttpResponse, get, web};

use crate::http::{ApiError, Context, Params, ProblemBody};
use crate::schedules::{FairnessLedger, FairnessMonths, fairness_ledger};

/// Weekends, nights, unpopular starts and public holidays that agents carried in published schedules, month by month,
/// and how evenly they are spread.
#[utoipa::path(tag = "schedules", operation_id = "getFairnessLedger",
    params(("businessUnitId" = String, Path), FairnessMonths),
    responses((status = 200, body = FairnessLedger), (status = 404, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
#[get("/business-units/{businessUnitId}/fairness-ledger")]
pub(super) async fn get(
    context: Context,
    business_unit_id: web::Path<String>,
    Params(months): Params<FairnessMonths>,
) -> Result<HttpResponse, ApiError> {
    let ledger = context
        .read(move |conn, scope| fairness_ledger(conn, scope, &business_unit_id, &months))
        .await?;
    Ok(HttpResponse::Ok().json(ledger))
}
