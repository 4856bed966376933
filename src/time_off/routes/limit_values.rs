//! `/time-off-limits/{timeOffLimitId}/values`.

use actix_web::{HttpResponse, get, put, web};
use chrono::NaiveDate;
use serde::Deserialize;

use super::ListOf;
use crate::http::{ApiError, Body, Context, IfMatch, Params, ProblemBody, versioned};
use crate::time_off::{self, NewTimeOffLimitValue, TimeOffLimit, TimeOffLimitValue};

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Dates {
    /// The first local date.
    start_date: NaiveDate,
    /// The last local date, fewer than 400 days later.
    end_date: NaiveDate,
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct NewValues {
    /// At most 400 dates; the others keep what they have.
    values: Vec<NewTimeOffLimitValue>,
}

/// The limits of dates, and what approved time off takes of them.
#[utoipa::path(tag = "time-off", operation_id = "getTimeOffLimitValues",
    params(("timeOffLimitId" = String, Path), Dates), responses(
    (status = 200, body = ListOf<TimeOffLimitValue>), (status = 404, body = ProblemBody),
    (status = 422, body = ProblemBody)))]
#[get("/time-off-limits/{timeOffLimitId}/values")]
pub(super) async fn get(
    context: Context,
    id: web::Path<String>,
    Params(dates): Params<Dates>,
) -> Result<HttpResponse, ApiError> {
    let entities = context
        .read(move |conn, scope| {
            time_off::find_limit_values(conn, scope, &id, (dates.start_date, dates.end_date))
        })
        .await?;
    Ok(HttpResponse::Ok().json(ListOf { entities }))
}

/// Sets limits of single dates of a limit that is still at the version in If-Match, and decides what waits anew.
#[utoipa::path(tag = "time-off", operation_id = "setTimeOffLimitValues", request_body = NewValues,
    params(("timeOffLimitId" = String, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = TimeOffLimit), (status = 404, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[put("/time-off-limits/{timeOffLimitId}/values")]
pub(super) async fn put(
    context: Context,
    id: web::Path<String>,
    IfMatch(version): IfMatch,
    Body(new): Body<NewValues>,
) -> Result<HttpResponse, ApiError> {
    let limit = context
        .write(move |conn, scope| {
            time_off::set_limit_values(conn, scope, &id, version, &new.values)
        })
        .await?;
    Ok(versioned(limit.version, &limit))
}
