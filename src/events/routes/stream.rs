//! `/events`.

use std::sync::Arc;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::Deserialize;

use crate::events::EventServer;
use crate::events::feed::{Asks, LAST_EVENT_ID_MEANING, open_stream};
use crate::events::subscription::Subscription;
use crate::failure::Failure;
use crate::http::{ApiError, Context, Params, ProblemBody};

/// What a stream is opened with.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct StreamQuery {
    /// Topics between commas, each with an id or `*` where its name has braces; all that the actor may hear when left out.
    topics: Option<String>,
}

/// Events as they happen (`text/event-stream`): each has its number as `id` and an EventMessage as `data`. After a cut
/// the stream goes on behind the Last-Event-ID. The event `reset` says that events in between are no longer kept: read
/// anew what you follow. The event `end` says why the server ends a stream; open it again, unless it is `access-ended`.
#[utoipa::path(tag = "events", operation_id = "streamEvents", params(StreamQuery,
    ("Last-Event-ID" = Option<i64>, Header, description = LAST_EVENT_ID_MEANING)), responses(
    (status = 200, body = crate::events::EventMessage, content_type = "text/event-stream"), (status = 400, body = ProblemBody),
    (status = 403, body = ProblemBody), (status = 422, body = ProblemBody), (status = 429, body = ProblemBody)))]
#[get("/events")]
pub(super) async fn open(
    context: Context,
    request: HttpRequest,
    Params(query): Params<StreamQuery>,
    events: web::Data<EventServer>,
) -> Result<HttpResponse, ApiError> {
    let failed = |failure| context.error(failure);
    let last_event_id = last_event_id(&request).map_err(failed)?;
    let topics: Vec<&str> = query
        .topics
        .as_deref()
        .map(|topics| topics.split(',').collect())
        .unwrap_or_default();
    let subscription =
        Subscription::of(&context.scope, &topics, |_| "?topics".to_owned()).map_err(failed)?;
    let admission = context.admission();
    let asks: Asks = Arc::new(move || admission.still_holds());
    let opening = events
        .opening(
            (&context.scope, asks),
            &context.service.db,
            subscription,
            last_event_id,
        )
        .map_err(failed)?;
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        // Proxies that gather answers before they pass them on would hold events back.
        .insert_header(("x-accel-buffering", "no"))
        .streaming(open_stream(opening)))
}

fn last_event_id(request: &HttpRequest) -> Result<Option<i64>, Failure> {
    let Some(sent) = request.headers().get("last-event-id") else {
        return Ok(None);
    };
    let text = sent.to_str().unwrap_or("");
    match text.trim().parse() {
        Ok(id) if id >= 0 => Ok(Some(id)),
        _ => Err(Failure::Malformed(format!(
            "Last-Event-ID {text:?} is no event's; send {LAST_EVENT_ID_MEANING}, or leave it out"
        ))),
    }
}
