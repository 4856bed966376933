//! `/business-units/{businessUnitId}/queue-logs`.

use actix_web::http::header::CONTENT_TYPE;
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use serde::{Deserialize, Serialize};

use crate::connectors::queue_log::{
    self, QueueLogAgent, QueueLogCall, QueueLogFeed, QueueLogReceipt, QueueLogReject,
    QueueLogSource,
};
use crate::db::Instant;
use crate::failure::Failure;
use crate::http::{ApiError, Context, Page, PageParams, Params, ProblemBody, Upload};
use crate::organisation::find_business_unit;

/// The largest log uploaded.
const LARGEST_LOG_BYTES: usize = 2 * 1024 * 1024 * 1024;

/// How a log is counted.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct UploadParams {
    /// `true` makes the queues that the business unit lacks.
    create_missing_queues: Option<bool>,
    /// Calls that waited no longer than this many seconds count as answered within; 20 when left out.
    answered_within_seconds: Option<u32>,
    /// What the file is called; shown with lines that could not be read.
    file_name: Option<String>,
}

/// A stretch of time.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub(super) struct TimeParams {
    /// First instant, RFC 3339.
    #[param(value_type = String)]
    start_date: Instant,
    /// First instant after it, RFC 3339.
    #[param(value_type = String)]
    end_date: Instant,
}

/// A stretch of time, in pages.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub(super) struct CallParams {
    /// First instant, RFC 3339.
    #[param(value_type = String)]
    start_date: Instant,
    /// First instant after it, RFC 3339.
    #[param(value_type = String)]
    end_date: Instant,
    /// 1 to 1,000; 100 when left out.
    page_size: Option<i64>,
    /// `nextPageToken` of the page before.
    page_token: Option<String>,
}

/// The sources of a business unit.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct SourceList {
    /// By name.
    entities: Vec<QueueLogSource>,
}

/// What members did.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct AgentList {
    /// By name.
    entities: Vec<QueueLogAgent>,
}

/// The switches whose queue_log feeds a business unit.
#[utoipa::path(tag = "connectors", operation_id = "listQueueLogs", params(("businessUnitId" = String, Path)),
    responses((status = 200, body = SourceList), (status = 404, body = ProblemBody)))]
#[get("/business-units/{businessUnitId}/queue-logs")]
pub(super) async fn list(
    context: Context,
    unit: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let entities = context
        .read(move |conn, scope| queue_log::list_sources(conn, scope, &unit))
        .await?;
    Ok(HttpResponse::Ok().json(SourceList { entities }))
}

/// Takes in a piece of an Asterisk queue_log, plain or as gzip: history, agent states and the day's actuals are told from
/// it. Lines that are known change nothing, in whatever order the pieces come; lines that cannot be read are kept and
/// listed.
#[utoipa::path(tag = "connectors", operation_id = "importQueueLog",
    params(("businessUnitId" = String, Path), ("source" = String, Path), UploadParams),
    request_body(content = Vec<u8>, content_type = "text/plain"),
    responses((status = 200, body = QueueLogReceipt), (status = 404, body = ProblemBody),
        (status = 408, body = ProblemBody), (status = 409, body = ProblemBody), (status = 413, body = ProblemBody),
        (status = 415, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/business-units/{businessUnitId}/queue-logs/{source}")]
pub(super) async fn post(
    context: Context,
    ids: web::Path<(String, String)>,
    Params(params): Params<UploadParams>,
    request: HttpRequest,
    upload: Upload,
) -> Result<HttpResponse, ApiError> {
    let (business_unit_id, source) = ids.into_inner();
    // Before gigabytes come for a business unit that is not there.
    let unit = business_unit_id.clone();
    context
        .read(move |conn, scope| find_business_unit(conn, scope, &unit))
        .await?;
    check_type(&request).map_err(|failure| context.error(failure))?;
    let (file, _) = upload
        .spool(LARGEST_LOG_BYTES, std::io::sink())
        .await
        .map_err(|failure| context.error(failure))?;
    let feed = QueueLogFeed {
        business_unit_id,
        source,
        create_missing_queues: params.create_missing_queues.unwrap_or(false),
        answered_within_seconds: params.answered_within_seconds.unwrap_or(20),
        file_name: params.file_name.unwrap_or_else(|| "queue_log".to_owned()),
    };
    let (db, scope) = (context.database(), context.scope.clone());
    let receipt: QueueLogReceipt = context
        .off_loop(move || queue_log::ingest_file(&db, &scope, &feed, file.path()))
        .await?;
    Ok(HttpResponse::Ok().json(receipt))
}

fn check_type(request: &HttpRequest) -> Result<(), Failure> {
    let sent = request.headers().get(CONTENT_TYPE);
    let sent = sent
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        .unwrap_or_default();
    let essence = sent.split(';').next().unwrap_or_default().trim();
    let taken = [
        "text/plain",
        "application/octet-stream",
        "application/gzip",
        "application/x-gzip",
    ];
    if taken.iter().any(|one| one.eq_ignore_ascii_case(essence)) {
        Ok(())
    } else {
        Err(Failure::WrongContentType {
            got: sent,
            want: "text/plain, application/octet-stream or application/gzip",
        })
    }
}

/// A switch, with the members and queues of its log that are nobody's here.
#[utoipa::path(tag = "connectors", operation_id = "getQueueLog",
    params(("businessUnitId" = String, Path), ("source" = String, Path)),
    responses((status = 200, body = QueueLogSource), (status = 404, body = ProblemBody)))]
#[get("/business-units/{businessUnitId}/queue-logs/{source}")]
pub(super) async fn get(
    context: Context,
    ids: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let found = context
        .read(move |conn, scope| queue_log::find_source(conn, scope, &ids.0, &ids.1))
        .await?;
    Ok(HttpResponse::Ok().json(found))
}

/// Tells anew what the log says of members and queues that were nobody's when it came and are known by now.
#[utoipa::path(tag = "connectors", operation_id = "relinkQueueLog",
    params(("businessUnitId" = String, Path), ("source" = String, Path)),
    responses((status = 200, body = QueueLogReceipt), (status = 404, body = ProblemBody)))]
#[post("/business-units/{businessUnitId}/queue-logs/{source}/relink")]
pub(super) async fn relink(
    context: Context,
    ids: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let receipt = context
        .write(move |conn, scope| queue_log::relink(conn, scope, &ids.0, &ids.1))
        .await?;
    Ok(HttpResponse::Ok().json(receipt))
}

/// Calls that entered a queue, in order of time.
#[utoipa::path(tag = "connectors", operation_id = "listQueueLogCalls",
    params(("businessUnitId" = String, Path), ("source" = String, Path), CallParams),
    responses((status = 200, body = Page<QueueLogCall>), (status = 404, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
#[get("/business-units/{businessUnitId}/queue-logs/{source}/calls")]
pub(super) async fn calls(
    context: Context,
    ids: web::Path<(String, String)>,
    Params(params): Params<CallParams>,
) -> Result<HttpResponse, ApiError> {
    let found = context
        .read(move |conn, scope| {
            let page = PageParams {
                page_size: params.page_size,
                page_token: params.page_token,
            };
            let time = (params.start_date, params.end_date);
            queue_log::list_calls(conn, scope, &ids.0, &ids.1, time, &page)
        })
        .await?;
    Ok(HttpResponse::Ok().json(found))
}

/// What members did with the calls that were connected to them.
#[utoipa::path(tag = "connectors", operation_id = "listQueueLogAgents",
    params(("businessUnitId" = String, Path), ("source" = String, Path), TimeParams),
    responses((status = 200, body = AgentList), (status = 404, body = ProblemBody)))]
#[get("/business-units/{businessUnitId}/queue-logs/{source}/agents")]
pub(super) async fn agents(
    context: Context,
    ids: web::Path<(String, String)>,
    Params(params): Params<TimeParams>,
) -> Result<HttpResponse, ApiError> {
    let entities = context
        .read(move |conn, scope| {
            let time = (params.start_date, params.end_date);
            queue_log::list_agents(conn, scope, &ids.0, &ids.1, time)
        })
        .await?;
    Ok(HttpResponse::Ok().json(AgentList { entities }))
}

/// Lines that could not be read, as they came, each with its remedy.
#[utoipa::path(tag = "connectors", operation_id = "listQueueLogRejects",
    params(("businessUnitId" = String, Path), ("source" = String, Path), PageParams),
    responses((status = 200, body = Page<QueueLogReject>), (status = 404, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
#[get("/business-units/{businessUnitId}/queue-logs/{source}/rejects")]
pub(super) async fn rejects(
    context: Context,
    ids: web::Path<(String, String)>,
    Params(page): Params<PageParams>,
) -> Result<HttpResponse, ApiError> {
    let found = context
        .read(move |conn, scope| queue_log::list_rejects(conn, scope, &ids.0, &ids.1, &page))
        .await?;
    Ok(HttpResponse::Ok().json(found))
}
