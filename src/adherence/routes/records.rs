//! `/management-units/{managementUnitId}/adherence/records` and `/agents/{agentId}/adherence/records`.

use actix_web::{HttpResponse, get, post, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::adherence::{self, NewAdherenceRecords, RecordReceipt, RecordedDay};
use crate::http::{ApiError, Body, Context, Params, ProblemBody};

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub(super) struct RecordParams {
    /// First local day yyyy-MM-dd.
    start_date: NaiveDate,
    /// Last local day, included; at most 31 days in all.
    end_date: NaiveDate,
}

/// Recorded days of an agent.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct RecordedDayList {
    /// By date, then by definition.
    entities: Vec<RecordedDay>,
}

/// Records the adherence of days that are over. A day that was recorded before and has other figures now gets a further
/// revision; the old ones are kept.
#[utoipa::path(tag = "adherence", operation_id = "createAdherenceRecords",
    params(("managementUnitId" = String, Path)), request_body = NewAdherenceRecords, responses(
    (status = 200, body = RecordReceipt), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/management-units/{managementUnitId}/adherence/records")]
pub(super) async fn post(
    context: Context,
    id: web::Path<String>,
    Body(new): Body<NewAdherenceRecords>,
) -> Result<HttpResponse, ApiError> {
    let receipt: RecordReceipt = context
        .write(move |conn, scope| adherence::record_days(conn, scope, &id, &new))
        .await?;
    Ok(HttpResponse::Ok().json(receipt))
}

/// An agent's recorded days, every revision, beside what the figures are now; the role agent sees its own only.
#[utoipa::path(tag = "adherence", operation_id = "getAgentAdherenceRecords",
    params(("agentId" = String, Path), RecordParams), responses(
    (status = 200, body = RecordedDayList), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[get("/agents/{agentId}/adherence/records")]
pub(super) async fn get(
    context: Context,
    id: web::Path<String>,
    Params(params): Params<RecordParams>,
) -> Result<HttpResponse, ApiError> {
    let entities = context
        .read(move |conn, scope| {
            let dates = (params.start_date, params.end_date);
            adherence::recorded_days(conn, scope, &id, dates)
        })
        .await?;
    Ok(HttpResponse::Ok().json(RecordedDayList { entities }))
}
