//! `/outbound/contact-lists/{contactListId}/imports`.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, delete, get, post, web};

use crate::failure::Failure;
use crate::http::{ApiError, Context, Page, PageParams, Params, ProblemBody, Upload};
use crate::outbound::{
    self, ColumnMapping, ContactImport, ImportOptions, LARGEST_CONTACT_FILE_BYTES,
    LargeImportOptions, ListedContactReject, SubmittedContactImport,
};

const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A list's imports that were runs, by age.
#[utoipa::path(tag = "outbound", operation_id = "listContactImports", params(("contactListId" = String, Path), PageParams),
    responses((status = 200, body = Page<ContactImport>), (status = 404, body = ProblemBody)))]
#[get("/outbound/contact-lists/{contactListId}/imports")]
pub(super) async fn list(
    context: Context,
    id: web::Path<String>,
    Params(page): Params<PageParams>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(
        context
            .read(move |conn, scope| outbound::list_contact_imports(conn, scope, &id, &page))
            .await?,
    ))
}

/// Imports a file of up to ten million contacts: CSV, gzip around it, or the first sheet of a workbook. A run reads it; until
/// the run has read all of it, none of its contacts is on the list.
#[utoipa::path(tag = "outbound", operation_id = "submitContactImport",
    params(("contactListId" = String, Path), ImportOptions, ColumnMapping),
    request_body(content = Vec<u8>, content_type = "text/csv"),
    responses((status = 202, body = SubmittedContactImport, headers(("Location" = String, description = "the run"))),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 413, body = ProblemBody),
        (status = 415, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/outbound/contact-lists/{contactListId}/imports")]
pub(super) async fn post(
    context: Context,
    request: HttpRequest,
    id: web::Path<String>,
    Params(options): Params<ImportOptions>,
    Params(mapping): Params<ColumnMapping>,
    upload: Upload,
) -> Result<HttpResponse, ApiError> {
    // Before gigabytes come for a list that is not there.
    let list_id = id.clone();
    context
        .read(move |conn, scope| outbound::columns_of_list(conn, scope, &list_id))
        .await?;
    check_type(&request).map_err(|failure| context.error(failure))?;
    let (file, _) = upload
        .spool(LARGEST_CONTACT_FILE_BYTES, std::io::sink())
        .await
        .map_err(|failure| context.error(failure))?;
    let options = LargeImportOptions {
        accept_partial: options.accept_partial,
        dry_run: options.dry_run,
        region: options.region,
        source: options.source,
        mapping,
    };
    let (db, scope) = (context.database(), context.scope.clone());
    let submitted = context
        .off_loop(move || outbound::submit_contact_import(&db, &scope, &id, &options, file.path()))
        .await?;
    context.service.jobs.wake();
    Ok(HttpResponse::Accepted()
        .insert_header((
            header::LOCATION,
            format!("/api/v1/runs/{}", submitted.run.id),
        ))
        .json(submitted))
}

/// One import.
#[utoipa::path(tag = "outbound", operation_id = "getContactImport",
    params(("contactListId" = String, Path), ("importId" = String, Path)),
    responses((status = 200, body = ContactImport), (status = 404, body = ProblemBody)))]
#[get("/outbound/contact-lists/{contactListId}/imports/{importId}")]
pub(super) async fn get(
    context: Context,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (list_id, id) = path.into_inner();
    Ok(HttpResponse::Ok().json(
        context
            .read(move |conn, scope| outbound::find_contact_import(conn, scope, (&list_id, &id)))
            .await?,
    ))
}

/// Stops an import that is under way, also one whose run has died; nothing of it is kept.
#[utoipa::path(tag = "outbound", operation_id = "withdrawContactImport",
    params(("contactListId" = String, Path), ("importId" = String, Path)), responses(
    (status = 200, body = ContactImport), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
#[delete("/outbound/contact-lists/{contactListId}/imports/{importId}")]
pub(super) async fn delete(
    context: Context,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (list_id, id) = path.into_inner();
    let (db, scope) = (context.database(), context.scope.clone());
    let withdrawn = context
        .off_loop(move || outbound::withdraw_contact_import(&db, &scope, (&list_id, &id)))
        .await?;
    Ok(HttpResponse::Ok().json(withdrawn))
}

/// The rows an import did not take, the first 100,000, in the order of the file.
#[utoipa::path(tag = "outbound", operation_id = "listContactImportRejects",
    params(("contactListId" = String, Path), ("importId" = String, Path), PageParams),
    responses((status = 200, body = Page<ListedContactReject>), (status = 404, body = ProblemBody)))]
#[get("/outbound/contact-lists/{contactListId}/imports/{importId}/rejects")]
pub(super) async fn rejects(
    context: Context,
    path: web::Path<(String, String)>,
    Params(page): Params<PageParams>,
) -> Result<HttpResponse, ApiError> {
    let (list_id, id) = path.into_inner();
    Ok(HttpResponse::Ok().json(
        context
            .read(move |conn, scope| {
                outbound::list_contact_import_rejects(conn, scope, (&list_id, &id), &page)
            })
            .await?,
    ))
}

fn check_type(request: &HttpRequest) -> Result<(), Failure> {
    let got = request.headers().get(header::CONTENT_TYPE);
    let got = got.and_then(|value| value.to_str().ok()).unwrap_or("");
    let essence = got.split(';').next().unwrap_or("").trim();
    let taken = ["text/csv", "application/gzip", WORKBOOK];
    if taken
        .iter()
        .any(|taken| essence.eq_ignore_ascii_case(taken))
    {
        return Ok(());
    }
    Err(Failure::WrongContentType {
        got: got.to_owned(),
        want: "text/csv, application/gzip or a workbook (.xlsx)",
    })
}
