//! `/outbound/contact-lists/{contactListId}/contacts`.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, get, post, web};

use super::UPLOAD_LIMIT_BYTES;
use crate::failure::Failure;
use crate::http::{ApiError, Context, Page, PageParams, Params, ProblemBody, Upload};
use crate::outbound::{
    self, ColumnMapping, Contact, ImportOptions, ImportReport, RawContacts, contacts_of_csv,
    contacts_of_json,
};

/// A list's contacts. Phones are masked for all but administrators and dialers.
#[utoipa::path(tag = "outbound", operation_id = "listContacts", params(("contactListId" = String, Path), PageParams),
    responses((status = 200, body = Page<Contact>), (status = 404, body = ProblemBody)))]
#[get("/outbound/contact-lists/{contactListId}/contacts")]
pub(super) async fn list(
    context: Context,
    id: web::Path<String>,
    Params(page): Params<PageParams>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(
        context
            .read(move |conn, scope| outbound::list_contacts(conn, scope, &id, &page))
            .await?,
    ))
}

/// Puts contacts onto a list, from CSV (`text/csv`, columns mapped by parameters) or JSON: all of them, or none when a
/// row is rejected, unless `acceptPartial` is true.
#[utoipa::path(tag = "outbound", operation_id = "importContacts",
    params(("contactListId" = String, Path), ImportOptions, ColumnMapping),
    request_body(content((RawContacts = "application/json"), (String = "text/csv"))),
    responses((status = 200, body = ImportReport), (status = 404, body = ProblemBody), (status = 415, body = ProblemBody),
    (status = 422, description = "one fault a rejected row", body = ProblemBody)))]
#[post("/outbound/contact-lists/{contactListId}/contacts/import")]
pub(super) async fn import(
    context: Context,
    request: HttpRequest,
    id: web::Path<String>,
    Params(options): Params<ImportOptions>,
    Params(mapping): Params<ColumnMapping>,
    upload: Upload,
) -> Result<HttpResponse, ApiError> {
    let content_type = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("")
        .to_owned();
    let essence = content_type.split(';').next().unwrap_or("").trim();
    let json = match essence.to_ascii_lowercase().as_str() {
        "application/json" => true,
        "text/csv" => false,
        _ => {
            return Err(context.error(Failure::WrongContentType {
                got: content_type,
                want: "text/csv or application/json",
            }));
        }
    };
    let bytes = upload
        .collect(UPLOAD_LIMIT_BYTES)
        .await
        .map_err(|failure| context.error(failure))?;
    let report = context
        .write(move |conn, scope| {
            let rows = if json {
                contacts_of_json(&bytes)?
            } else {
                contacts_of_csv(
                    &bytes,
                    &mapping,
                    &outbound::columns_of_list(conn, scope, &id)?,
                )?
            };
            outbound::import_contacts(conn, scope, &id, &options, rows)
        })
        .await?;
    Ok(HttpResponse::Ok().json(report))
}
