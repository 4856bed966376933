//! `/outbound/dnc-lists/{dncListId}/entries`, `…/entries/import`, `…/entries/{phone}`.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, delete, get, post, web};
use serde::Deserialize;

use super::UPLOAD_LIMIT_BYTES;
use crate::failure::Failure;
use crate::http::{ApiError, Body, Context, Page, PageParams, Params, ProblemBody, Upload};
use crate::outbound::{self, AddedDncEntries, DncEntry, NewDncEntries, TENANT_DNC_LIST};

/// How phones of a file are read.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub(super) struct DncImportParams {
    /// ISO 3166 code in which national numbers are read; without it numbers must be international (`+…`).
    region: Option<String>,
}

/// A do-not-call list's entries, in order of their phones.
#[utoipa::path(tag = "outbound", operation_id = "listDncEntries", params(("dncListId" = String, Path), PageParams),
    responses((status = 200, body = Page<DncEntry>), (status = 404, body = ProblemBody)))]
#[get("/outbound/dnc-lists/{dncListId}/entries")]
pub(super) async fn list(
    context: Context,
    id: web::Path<String>,
    Params(page): Params<PageParams>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(
        context
            .read(move |conn, scope| outbound::list_dnc_entries(conn, scope, &id, &page))
            .await?,
    ))
}

/// Puts the phones of a CSV file (`phone`, and where they are known `expiresAt` and `reason`) on a do-not-call list: all of
/// them, or none when a row is rejected.
#[utoipa::path(tag = "outbound", operation_id = "importDncEntries",
    params(("dncListId" = String, Path), DncImportParams), request_body(content((String = "text/csv"))),
    responses((status = 200, body = AddedDncEntries), (status = 404, body = ProblemBody),
    (status = 415, body = ProblemBody), (status = 422, description = "one fault a rejected row", body = ProblemBody)))]
#[post("/outbound/dnc-lists/{dncListId}/entries/import")]
pub(super) async fn import(
    context: Context,
    request: HttpRequest,
    id: web::Path<String>,
    Params(params): Params<DncImportParams>,
    upload: Upload,
) -> Result<HttpResponse, ApiError> {
    let content_type = request.headers().get(header::CONTENT_TYPE);
    let content_type = content_type
        .and_then(|value| value.to_str().ok())
        .unwrap_or("")
        .to_owned();
    let essence = content_type.split(';').next().unwrap_or("").trim();
    if !essence.eq_ignore_ascii_case("text/csv") {
        if *id != TENANT_DNC_LIST {
            // A list that is not there is the first thing to tell.
            context
                .read(move |conn, scope| outbound::find_dnc_list(conn, scope, &id))
                .await?;
        }
        return Err(context.error(Failure::WrongContentType {
            got: content_type,
            want: "text/csv",
        }));
    }
    let bytes = upload
        .collect(UPLOAD_LIMIT_BYTES)
        .await
        .map_err(|failure| context.error(failure))?;
    let added = context
        .write(move |conn, scope| {
            let region = params.region.as_deref();
            outbound::add_dnc_entries_of_csv(conn, scope, &id, &bytes, region)
        })
        .await?;
    Ok(HttpResponse::Ok().json(added))
}

/// Puts phones on a do-not-call list; the id `tenant` is the tenant's own. From the answer on none of them is leased
/// or started.
#[utoipa::path(tag = "outbound", operation_id = "addDncEntries", request_body = NewDncEntries,
    params(("dncListId" = String, Path)), responses((status = 200, body = AddedDncEntries),
    (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/outbound/dnc-lists/{dncListId}/entries")]
pub(super) async fn post(
    context: Context,
    id: web::Path<String>,
    Body(body): Body<NewDncEntries>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(
        context
            .write(move |conn, scope| outbound::add_dnc_entries(conn, scope, &id, &body))
            .await?,
    ))
}

/// Takes a phone (E.164) off a do-not-call list: its contacts may be called again where nothing else stands against it.
#[utoipa::path(tag = "outbound", operation_id = "removeDncEntry",
    params(("dncListId" = String, Path), ("phone" = String, Path)),
    responses((status = 204), (status = 404, body = ProblemBody)))]
#[delete("/outbound/dnc-lists/{dncListId}/entries/{phone}")]
pub(super) async fn delete(
    context: Context,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (list_id, phone) = path.into_inner();
    context
        .write(move |conn, scope| outbound::remove_dnc_entry(conn, scope, &list_id, &phone))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
