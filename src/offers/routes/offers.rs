//! `/alternative-shifts/offers`.

use actix_web::{HttpResponse, get, patch, post, web};

use crate::http::{
    ApiError, Body, Context, IfMatch, Page, Params, ProblemBody, created, versioned,
};
use crate::offers::{
    self, AcceptOffer, NewShiftOffer, ShiftOffer, ShiftOfferPatch, ShiftOfferQuery,
};

/// A page of offers, in the order they were made; agents see those that are for them.
#[utoipa::path(tag = "offers", operation_id = "listShiftOffers", params(ShiftOfferQuery), responses(
    (status = 200, body = Page<ShiftOffer>), (status = 422, body = ProblemBody)))]
#[get("/alternative-shifts/offers")]
pub(super) async fn list(
    context: Context,
    Params(query): Params<ShiftOfferQuery>,
) -> Result<HttpResponse, ApiError> {
    let page = context
        .read(move |conn, scope| offers::list_shift_offers(conn, scope, &query))
        .await?;
    Ok(HttpResponse::Ok().json(page))
}

/// Offers so many places of overtime or voluntary time off in a stretch of time.
#[utoipa::path(tag = "offers", operation_id = "createShiftOffer", request_body = NewShiftOffer, responses(
    (status = 201, body = ShiftOffer), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/alternative-shifts/offers")]
pub(super) async fn create(
    context: Context,
    Body(new): Body<NewShiftOffer>,
) -> Result<HttpResponse, ApiError> {
    let made = context
        .write(move |conn, scope| offers::offer_shifts(conn, scope, &new))
        .await?;
    let location = format!("/api/v1/alternative-shifts/offers/{}", made.id);
    Ok(created(&location, made.version, &made))
}

/// One offer; its version is the ETag.
#[utoipa::path(tag = "offers", operation_id = "getShiftOffer", params(("offerId" = String, Path)), responses(
    (status = 200, body = ShiftOffer), (status = 404, body = ProblemBody)))]
#[get("/alternative-shifts/offers/{offerId}")]
pub(super) async fn read(
    context: Context,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let found = context
        .read(move |conn, scope| offers::find_shift_offer(conn, scope, &id))
        .await?;
    Ok(versioned(found.version, &found))
}

/// Changes the places of an offer that is still at the version in If-Match, or cancels it; what was taken stays.
#[utoipa::path(tag = "offers", operation_id = "patchShiftOffer", request_body = ShiftOfferPatch,
    params(("offerId" = String, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = ShiftOffer), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[patch("/alternative-shifts/offers/{offerId}")]
pub(super) async fn change(
    context: Context,
    id: web::Path<String>,
    IfMatch(version): IfMatch,
    Body(patch): Body<ShiftOfferPatch>,
) -> Result<HttpResponse, ApiError> {
    let changed = context
        .write(move |conn, scope| offers::change_shift_offer(conn, scope, &id, version, &patch))
        .await?;
    Ok(versioned(changed.version, &changed))
}

/// Takes a place, first come first served within the rules, and puts it into the published schedule.
#[utoipa::path(tag = "offers", operation_id = "acceptShiftOffer", request_body = AcceptOffer,
    params(("offerId" = String, Path)), responses(
    (status = 200, body = ShiftOffer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/alternative-shifts/offers/{offerId}/accept")]
pub(super) async fn accept(
    context: Context,
    id: web::Path<String>,
    Body(sent): Body<AcceptOffer>,
) -> Result<HttpResponse, ApiError> {
    let offer = context
        .write(move |conn, scope| offers::accept_offer(conn, scope, &id, &sent))
        .await?;
    Ok(HttpResponse::Ok().json(offer))
}
