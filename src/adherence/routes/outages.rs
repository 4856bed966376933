//! `/business-units/{businessUnitId}/adherence/outages`.

use actix_web::{HttpResponse, delete, get, post, web};
use serde::{Deserialize, Serialize};

use crate::adherence::{self, NewOutage, Outage};
use crate::db::Instant;
use crate::http::{ApiError, Body, Context, Params, ProblemBody};

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub(super) struct OutageParams {
    /// First instant, RFC 3339.
    #[param(value_type = String)]
    start_date: Instant,
    /// First instant after it, RFC 3339.
    #[param(value_type = String)]
    end_date: Instant,
}

/// Outages of a business unit.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct OutageList {
    /// In order of time.
    entities: Vec<Outage>,
}

/// A business unit's outages that touch a time.
#[utoipa::path(tag = "adherence", operation_id = "listAdherenceOutages",
    params(("businessUnitId" = String, Path), OutageParams), responses(
    (status = 200, body = OutageList), (status = 404, body = ProblemBody)))]
#[get("/business-units/{businessUnitId}/adherence/outages")]
pub(super) async fn list(
    context: Context,
    id: web::Path<String>,
    Params(params): Params<OutageParams>,
) -> Result<HttpResponse, ApiError> {
    let entities = context
        .read(move |conn, scope| {
            adherence::list_outages(conn, scope, &id, params.start_date, params.end_date)
        })
        .await?;
    Ok(HttpResponse::Ok().json(OutageList { entities }))
}

/// States an outage: whoever works there is excused while it lasts.
#[utoipa::path(tag = "adherence", operation_id = "createAdherenceOutage", request_body = NewOutage,
    params(("businessUnitId" = String, Path)), responses(
    (status = 201, body = Outage), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/business-units/{businessUnitId}/adherence/outages")]
pub(super) async fn post(
    context: Context,
    id: web::Path<String>,
    Body(new): Body<NewOutage>,
) -> Result<HttpResponse, ApiError> {
    let outage = context
        .write(move |conn, scope| adherence::state_outage(conn, scope, &id, &new))
        .await?;
    Ok(HttpResponse::Created().json(outage))
}

/// Takes an outage back; what it excused is held against agents again.
#[utoipa::path(tag = "adherence", operation_id = "deleteAdherenceOutage",
    params(("businessUnitId" = String, Path), ("outageId" = String, Path)), responses(
    (status = 204), (status = 404, body = ProblemBody)))]
#[delete("/business-units/{businessUnitId}/adherence/outages/{outageId}")]
pub(super) async fn delete(
    context: Context,
    ids: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    context
        .write(move |conn, scope| adherence::take_back_outage(conn, scope, &ids.0, &ids.1))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
