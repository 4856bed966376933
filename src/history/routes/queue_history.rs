//! `GET /queues/{queueId}/history`.

use actix_web::{HttpResponse, get, web};
use serde::{Deserialize, Serialize};

use crate::db::Instant;
use crate::history::{HistoryInterval, queue_history};
use crate::http::{ApiError, Context, Params, ProblemBody};

/// Which part of the history.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Range {
    /// From here: RFC 3339, or a date in the business unit's zone.
    start_date: String,
    /// Up to here, exclusive: RFC 3339, or a date in the business unit's zone.
    end_date: String,
}

/// A queue's history over a range.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct QueueHistory {
    /// The queue.
    queue_id: String,
    /// From here.
    start_date: Instant,
    /// Up to here, exclusive.
    end_date: Instant,
    /// The intervals there are, in the order of time.
    intervals: Vec<HistoryInterval>,
}

/// A queue's intervals as they count: of all imports, the last one's.
#[utoipa::path(tag = "history", operation_id = "getQueueHistory", params(("queueId" = String, Path), Range),
    responses((status = 200, body = QueueHistory), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[get("/queues/{queueId}/history")]
pub(super) async fn get(
    context: Context,
    queue_id: web::Path<String>,
    Params(range): Params<Range>,
) -> Result<HttpResponse, ApiError> {
    let body = context
        .read(move |conn, scope| {
            let (from, to, intervals) =
                queue_history(conn, scope, &queue_id, &range.start_date, &range.end_date)?;
            Ok(QueueHistory {
                queue_id: queue_id.into_inner(),
                start_date: from,
                end_date: to,
                intervals,
            })
        })
        .await?;
    Ok(HttpResponse::Ok().json(body))
}
