//! `/outbound/persons`.

use actix_web::{HttpResponse, get, post, web};

use crate::http::{ApiError, Body, Context, Page, PageParams, Params, ProblemBody};
use crate::outbound::{
    self, Contact, ErasedPerson, FoundPersons, Person, PersonExport, PersonSearch,
};

/// The persons of an external id or of a phone.
#[utoipa::path(tag = "outbound", operation_id = "searchPersons", request_body = PersonSearch, responses(
    (status = 200, body = FoundPersons), (status = 422, body = ProblemBody)))]
#[post("/outbound/persons/search")]
pub(super) async fn search(
    context: Context,
    Body(body): Body<PersonSearch>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(
        context
            .read(move |conn, scope| outbound::search_persons(conn, scope, &body))
            .await?,
    ))
}

/// One person. Phones are masked for all but administrators and dialers.
#[utoipa::path(tag = "outbound", operation_id = "getPerson", params(("personId" = String, Path)), responses(
    (status = 200, body = Person), (status = 404, body = ProblemBody)))]
#[get("/outbound/persons/{personId}")]
pub(super) async fn get(context: Context, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(
        context
            .read(move |conn, scope| outbound::find_person(conn, scope, &id))
            .await?,
    ))
}

/// A person's contacts, on all lists.
#[utoipa::path(tag = "outbound", operation_id = "listContactsOfPerson", params(("personId" = String, Path), PageParams),
    responses((status = 200, body = Page<Contact>), (status = 404, body = ProblemBody)))]
#[get("/outbound/persons/{personId}/contacts")]
pub(super) async fn contacts(
    context: Context,
    id: web::Path<String>,
    Params(page): Params<PageParams>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(
        context
            .read(move |conn, scope| outbound::list_contacts_of_person(conn, scope, &id, &page))
            .await?,
    ))
}

/// All that is held on a person.
#[utoipa::path(tag = "outbound", operation_id = "exportPerson", params(("personId" = String, Path)), responses(
    (status = 200, body = PersonExport), (status = 404, body = ProblemBody)))]
#[get("/outbound/persons/{personId}/export")]
pub(super) async fn export(
    context: Context,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(
        context
            .read(move |conn, scope| outbound::export_person(conn, scope, &id))
            .await?,
    ))
}

/// Erases a person: names, phones and data go, attempts stay under ids that tell nothing, and what the person asked for
/// (do-not-call, refusals) stays as keyed hashes. It cannot be undone.
#[utoipa::path(tag = "outbound", operation_id = "erasePerson", params(("personId" = String, Path)), responses(
    (status = 200, body = ErasedPerson), (status = 404, body = ProblemBody)))]
#[post("/outbound/persons/{personId}/erase")]
pub(super) async fn erase(
    context: Context,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let (db, scope) = (context.database_without_rows(), context.scope.clone());
    let erased = context
        .off_loop(move || outbound::erase_person(&db, &scope, &id))
        .await?;
    Ok(HttpResponse::Ok().json(erased))
}
