//! `POST /historical-data`: one file of history.

use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, post};
use chrono_tz::Tz;
use serde::Deserialize;

use super::spool;
use crate::failure::{Failure, Fault};
use crate::history::{Import, ImportKind, ImportOptions, ImportStatus, import_file};
use crate::http::{ApiError, Context, Params, ProblemBody, Upload};

/// How a file is to be read.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct UploadParams {
    /// The business unit whose queues the file is of.
    business_unit_id: String,
    /// `intervals` (the default) or `callRecords`.
    kind: Option<ImportKind>,
    /// `true` only tells what would happen.
    dry_run: Option<bool>,
    /// What the file is called.
    file_name: Option<String>,
    /// IANA zone of times without an offset; the business unit's when left out.
    #[param(value_type = Option<String>)]
    time_zone: Option<String>,
    /// Handle time in seconds of rows that have none.
    default_average_handle_time_seconds: Option<f64>,
    /// Minutes of the file's intervals when no column tells; told from the spacing of rows when left out.
    interval_minutes: Option<u32>,
    /// The queue of all rows when no column tells.
    queue_name: Option<String>,
    /// Calls that waited no longer than this many seconds count as answered within; 20 when left out.
    answered_within_seconds: Option<u32>,
    /// `true` makes the queues that the business unit lacks.
    create_missing_queues: Option<bool>,
    /// `true` keeps the rows without a fault even when others have one.
    accept_partial: Option<bool>,
}

impl UploadParams {
    fn options(self, idempotency_key: Option<String>) -> Result<ImportOptions, Failure> {
        let time_zone = self.time_zone.map(|name| zone(&name)).transpose()?;
        let usual = ImportOptions::new(self.business_unit_id, self.kind.unwrap_or_default());
        Ok(ImportOptions {
            dry_run: self.dry_run.unwrap_or(false),
            file_name: self.file_name,
            time_zone,
            default_average_handle_time_seconds: self.default_average_handle_time_seconds,
            interval_minutes: self.interval_minutes,
            queue_name: self.queue_name,
            answered_within_seconds: self
                .answered_within_seconds
                .unwrap_or(usual.answered_within_seconds),
            create_missing_queues: self.create_missing_queues.unwrap_or(false),
            accept_partial: self.accept_partial.unwrap_or(false),
            idempotency_key,
            ..usual
        })
    }
}

fn zone(name: &str) -> Result<Tz, Failure> {
    name.parse().map_err(|_| {
        Failure::invalid(
            "?timeZone",
            "unknown-time-zone",
            format!("{name:?} is no IANA zone; write it as Europe/Berlin"),
        )
    })
}

/// Imports a file of intervals or call records: CSV, gzip or the first sheet of a workbook, streamed.
///
/// The file becomes the uppermost layer of the history, all of it or, when any row has a fault, nothing (unless
/// `acceptPartial`). The same file with the same parameters is imported once: sending it again returns the first
/// import with `alreadyImported`.
#[utoipa::path(
    tag = "history",
    operation_id = "importHistoricalData",
    params(UploadParams),
    request_body(content = Vec<u8>, content_type = "text/csv"),
    responses(
        (status = 201, body = Import), (status = 200, body = Import, description = "A dry run, or already imported"),
        (status = 404, body = ProblemBody), (status = 408, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 413, body = ProblemBody), (status = 415, body = ProblemBody),
        (status = 422, body = ProblemBody, description = "Rows have faults: `import` has them all")))]
#[post("/historical-data")]
pub(super) async fn post(
    context: Context,
    Params(params): Params<UploadParams>,
    request: HttpRequest,
    upload: Upload,
) -> Result<HttpResponse, ApiError> {
    let key = request
        .headers()
        .get("idempotency-key")
        .map(|key| String::from_utf8_lossy(key.as_bytes()).into_owned());
    let options = params
        .options(key)
        .map_err(|failure| context.error(failure))?;
    let spooled = spool::receive(&request, upload)
        .await
        .map_err(|failure| context.error(failure))?;
    let (db, scope) = (context.database(), context.scope.clone());
    let import = context
        .off_loop(move || import_file(&db, &scope, &spooled.upload, &options, &mut |_| {}))
        .await?;
    Ok(answer(&context, &import))
}

fn answer(context: &Context, import: &Import) -> HttpResponse {
    if import.status == ImportStatus::Rejected && !import.dry_run {
        return HttpResponse::from_error(refusal(context, import));
    }
    if import.dry_run || import.already_imported {
        return HttpResponse::Ok().json(import);
    }
    let id = import.id.as_deref().unwrap_or_default();
    HttpResponse::Created()
        .insert_header((LOCATION, format!("/api/v1/historical-data/imports/{id}")))
        .json(import)
}

/// 422 with a fault for each of the first rejects, and the import itself.
fn refusal(context: &Context, import: &Import) -> ApiError {
    let faults = import
        .rejects
        .iter()
        .map(|reject| {
            let column = reject.column.as_deref().unwrap_or_default();
            let column = column.replace('~', "~0").replace('/', "~1");
            let detail = format!("{:?}: {}; {}", reject.value, reject.reason, reject.remedy);
            Fault::new(
                format!("/rows/{}/{column}", reject.row),
                &reject.code,
                detail,
            )
        })
        .collect();
    let body = serde_json::to_value(import).unwrap_or_default();
    context
        .error(Failure::Invalid(faults))
        .extended("import", body)
}
