//! `/calendar/url/ics` and the feed behind it.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, delete, get, post, web};
use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::http::{ApiError, Context, Params, ProblemBody, Service, scheme};
use crate::schedules::{self, CalendarLink};

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct WhoseCalendar {
    /// The agent; your own when you are one.
    agent_id: Option<String>,
}

#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreatedCalendarLink {
    #[serde(flatten)]
    link: CalendarLink,
    /// Whoever has this address reads the agent's published shifts. It is in this answer only.
    calendar_url: String,
}

/// Whether there is a calendar link, and since when; its address was shown when it was made.
#[utoipa::path(tag = "calendar", operation_id = "getCalendarUrl", params(WhoseCalendar), responses(
    (status = 200, body = CalendarLink), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[get("/calendar/url/ics")]
pub(super) async fn get(
    context: Context,
    Params(whose): Params<WhoseCalendar>,
) -> Result<HttpResponse, ApiError> {
    let link = context
        .read(move |conn, scope| {
            schedules::find_calendar_link(conn, scope, whose.agent_id.as_deref())
        })
        .await?;
    Ok(HttpResponse::Ok().json(link))
}

/// Makes a secret calendar link; the one before stops opening.
#[utoipa::path(tag = "calendar", operation_id = "createCalendarUrl", params(WhoseCalendar), responses(
    (status = 201, body = CreatedCalendarLink), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/calendar/url/ics")]
pub(super) async fn post(
    context: Context,
    request: HttpRequest,
    Params(whose): Params<WhoseCalendar>,
) -> Result<HttpResponse, ApiError> {
    let (link, secret) = context
        .write(move |conn, scope| {
            schedules::create_calendar_link(conn, scope, whose.agent_id.as_deref())
        })
        .await?;
    let calendar_url = format!(
        "{}://{}/api/v1/calendar/data/ics/{}",
        scheme(&request),
        request.connection_info().host(),
        secret.reveal()
    );
    Ok(HttpResponse::Created().json(CreatedCalendarLink { link, calendar_url }))
}

/// Makes the calendar link useless at once.
#[utoipa::path(tag = "calendar", operation_id = "deleteCalendarUrl", params(WhoseCalendar), responses(
    (status = 204), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[delete("/calendar/url/ics")]
pub(super) async fn delete(
    context: Context,
    Params(whose): Params<WhoseCalendar>,
) -> Result<HttpResponse, ApiError> {
    context
        .write(move |conn, scope| {
            schedules::delete_calendar_link(conn, scope, whose.agent_id.as_deref())
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The calendar a secret opens, for calendar programs.
#[utoipa::path(tag = "calendar", operation_id = "getCalendarData", security(()),
    params(("secret" = String, Path)), responses(
    (status = 200, content_type = "text/calendar", body = String), (status = 404, body = ProblemBody)))]
#[get("/calendar/data/ics/{secret}")]
pub(super) async fn feed(
    request: HttpRequest,
    service: web::Data<Service>,
    secret: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let now = service.clock.now();
    let outcome = web::block(move || {
        service
            .db
            .read(|conn| schedules::calendar_feed(conn, &secret, now))
    })
    .await
    .unwrap_or_else(|_| Err(Failure::Internal("the calendar panicked".to_owned())));
    let calendar = outcome.map_err(|failure| ApiError::of(failure, &request))?;
    Ok(HttpResponse::Ok()
        .content_type("text/calendar; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(calendar))
}
