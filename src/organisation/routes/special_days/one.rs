//! One special day: added, deleted.

use actix_web::{HttpResponse, delete, post, web};

use crate::http::{ApiError, Body, Context, ProblemBody};
use crate::organisation::{KnownSpecialDay, NewSpecialDay, add_special_day, delete_special_day};

/// Adds one special day.
#[utoipa::path(tag = "organisation", operation_id = "addSpecialDay", request_body = NewSpecialDay,
    params(("businessUnitId" = String, Path)),
    responses((status = 201, body = KnownSpecialDay), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/business-units/{businessUnitId}/special-days")]
pub(super) async fn post(
    context: Context,
    unit: web::Path<String>,
    Body(day): Body<NewSpecialDay>,
) -> Result<HttpResponse, ApiError> {
    let added = context
        .write(move |conn, scope| add_special_day(conn, scope, &unit, &day))
        .await?;
    Ok(HttpResponse::Created().json(added))
}

/// Deletes the entry of that name on that day.
#[utoipa::path(tag = "organisation", operation_id = "deleteSpecialDay",
    params(("businessUnitId" = String, Path), ("date" = String, Path), ("name" = String, Path)),
    responses((status = 204), (status = 404, body = ProblemBody)))]
#[delete("/business-units/{businessUnitId}/special-days/{date}/{name}")]
pub(super) async fn delete(
    context: Context,
    path: web::Path<(String, String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (unit, date, name) = path.into_inner();
    context
        .write(move |conn, scope| delete_special_day(conn, scope, &unit, &date, &name))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
