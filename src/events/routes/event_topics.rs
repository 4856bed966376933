//! `/event-topics`.

use actix_web::{HttpResponse, get};

use crate::events::topic_list::{EventTopic, list_topics};
use crate::http::{ApiError, Context, Page};

/// The topics that the actor may hear: their names, event types and the JSON schema of `data`.
#[utoipa::path(tag = "events", operation_id = "listEventTopics", responses((status = 200, body = Page<EventTopic>)))]
#[get("/event-topics")]
pub(super) async fn list(context: Context) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(Page {
        entities: list_topics(&context.scope),
        next_page_token: None,
    }))
}
