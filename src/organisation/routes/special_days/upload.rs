//! `PUT /business-units/{businessUnitId}/special-days`.

use actix_web::http::header;
use actix_web::web;
use actix_web::{FromRequest, HttpRequest, HttpResponse, put};
use serde::Deserialize;

use crate::failure::Failure;
use crate::http::{ApiError, Body, Context, Params, ProblemBody, Upload};
use crate::organisation::{
    NewSpecialDay, SpecialDayChanges, SpecialDayUpload, upload_special_days,
};

/// The largest file taken: some 30,000 entries.
const FILE_LIMIT_BYTES: usize = 2 * 1024 * 1024;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct UploadParams {
    /// Where the entries come from, such as a file's name; `planner` when left out.
    #[serde(default)]
    source: Option<String>,
    /// Only tells what would change.
    #[serde(default)]
    dry_run: bool,
}

/// Makes the entries sent the business unit's, for the years and kinds of day that they have: all of them or, with one
/// fault, none.
///
/// A JSON list, or CSV with the columns `date` and `name` and optionally `kind` and `size`. Public holidays of 2026
/// leave those of 2025 and the events of 2026 alone. Entries that were there already keep their source and author.
#[utoipa::path(tag = "organisation", operation_id = "uploadSpecialDays",
    params(("businessUnitId" = String, Path), UploadParams),
    request_body(content((Vec<NewSpecialDay> = "application/json"), (String = "text/csv"))),
    responses((status = 200, body = SpecialDayChanges), (status = 404, body = ProblemBody),
        (status = 413, body = ProblemBody), (status = 415, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
#[put("/business-units/{businessUnitId}/special-days")]
pub(super) async fn put(
    context: Context,
    request: HttpRequest,
    unit: web::Path<String>,
    Params(params): Params<UploadParams>,
    sent: Upload,
) -> Result<HttpResponse, ApiError> {
    let got = request.headers().get(header::CONTENT_TYPE);
    let got = got.and_then(|value| value.to_str().ok()).unwrap_or("");
    let essence = got.split(';').next().unwrap_or("").trim();
    let upload = if essence.eq_ignore_ascii_case("text/csv") {
        sent.collect(FILE_LIMIT_BYTES)
            .await
            .and_then(|bytes| SpecialDayUpload::of_csv(&bytes))
            .map_err(|failure| context.error(failure))?
    } else if essence.eq_ignore_ascii_case("application/json") {
        let mut payload = sent.into_payload();
        let Body(days) = Body::<Vec<NewSpecialDay>>::from_request(&request, &mut payload).await?;
        SpecialDayUpload::of_list(days)
    } else {
        return Err(context.error(Failure::WrongContentType {
            got: got.to_owned(),
            want: "application/json or text/csv",
        }));
    };
    let changes = context
        .write(move |conn, scope| {
            let source = params.source.as_deref();
            upload_special_days(conn, scope, &unit, &upload, source, params.dry_run)
        })
        .await?;
    Ok(HttpResponse::Ok().json(changes))
}
