//! `/outbound/persons/{personId}/ledger`, `/outbound/contacts/{contactId}/ledger`.

use actix_web::{HttpResponse, get, post, web};

use crate::http::{ApiError, Body, Context, Page, PageParams, Params, ProblemBody};
use crate::outbound::{self, LedgerEntry, NewLedgerEntry};

/// What happened between the tenant and a person, across campaigns. Phones are masked for all but administrators and
/// dialers.
#[utoipa::path(tag = "outbound", operation_id = "getPersonLedger", params(("personId" = String, Path), PageParams),
    responses((status = 200, body = Page<LedgerEntry>)))]
#[get("/outbound/persons/{personId}/ledger")]
pub(super) async fn of_person(
    context: Context,
    id: web::Path<String>,
    Params(page): Params<PageParams>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(
        context
            .read(move |conn, scope| outbound::ledger_of_person(conn, scope, &id, &page))
            .await?,
    ))
}

/// Makes an entry about a person on any number: a consent, a withdrawal, a refusal, or what happened on another channel.
#[utoipa::path(tag = "outbound", operation_id = "addToPersonLedger", request_body = NewLedgerEntry,
    params(("personId" = String, Path)),
    responses((status = 200, body = LedgerEntry), (status = 422, body = ProblemBody)))]
#[post("/outbound/persons/{personId}/ledger")]
pub(super) async fn post_of_person(
    context: Context,
    id: web::Path<String>,
    Body(body): Body<NewLedgerEntry>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(
        context
            .write(move |conn, scope| outbound::add_to_ledger_of_person(conn, scope, &id, &body))
            .await?,
    ))
}

/// The ledger of a contact's phone and of the person behind it.
#[utoipa::path(tag = "outbound", operation_id = "getContactLedger", params(("contactId" = String, Path), PageParams),
    responses((status = 200, body = Page<LedgerEntry>), (status = 404, body = ProblemBody)))]
#[get("/outbound/contacts/{contactId}/ledger")]
pub(super) async fn of_contact(
    context: Context,
    id: web::Path<String>,
    Params(page): Params<PageParams>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(
        context
            .read(move |conn, scope| outbound::ledger_of_contact(conn, scope, &id, &page))
            .await?,
    ))
}

/// Makes an entry about a contact's phone and the person behind it.
#[utoipa::path(tag = "outbound", operation_id = "addToContactLedger", request_body = NewLedgerEntry,
    params(("contactId" = String, Path)), responses((status = 200, body = LedgerEntry),
    (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/outbound/contacts/{contactId}/ledger")]
pub(super) async fn post_of_contact(
    context: Context,
    id: web::Path<String>,
    Body(body): Body<NewLedgerEntry>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(
        context
            .write(move |conn, scope| outbound::add_to_ledger_of_contact(conn, scope, &id, &body))
            .await?,
    ))
}
