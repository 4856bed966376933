//! `/historical-data/imports`.

use actix_web::{HttpResponse, delete, get, web};
use serde::Deserialize;

use crate::history::{self, Import, ListedReject};
use crate::http::{ApiError, Context, Page, PageParams, Params, ProblemBody, versioned};

/// Which imports to list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub(super) struct ImportFilter {
    /// Of this business unit only.
    business_unit_id: Option<String>,
}

/// Imports in the order they were made, without their rejects.
#[utoipa::path(tag = "history", operation_id = "listHistoricalDataImports", params(ImportFilter, PageParams),
    responses((status = 200, body = Page<Import>), (status = 422, body = ProblemBody)))]
#[get("/historical-data/imports")]
pub(super) async fn list(
    context: Context,
    Params(filter): Params<ImportFilter>,
    Params(page): Params<PageParams>,
) -> Result<HttpResponse, ApiError> {
    let imports = context
        .read(move |conn, scope| {
            history::list_imports(conn, scope, filter.business_unit_id.as_deref(), &page)
        })
        .await?;
    Ok(HttpResponse::Ok().json(imports))
}

/// One import with its totals and first rejects.
#[utoipa::path(tag = "history", operation_id = "getHistoricalDataImport", params(("importId" = String, Path)),
    responses((status = 200, body = Import), (status = 404, body = ProblemBody)))]
#[get("/historical-data/imports/{importId}")]
pub(super) async fn get(context: Context, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let import = context
        .read(move |conn, scope| history::find_import(conn, scope, &id))
        .await?;
    Ok(versioned(import.version, &import))
}

/// Everything that was wrong with an import's rows.
#[utoipa::path(tag = "history", operation_id = "listHistoricalDataImportRejects",
    params(("importId" = String, Path), PageParams),
    responses((status = 200, body = Page<ListedReject>), (status = 404, body = ProblemBody)))]
#[get("/historical-data/imports/{importId}/rejects")]
pub(super) async fn rejects(
    context: Context,
    id: web::Path<String>,
    Params(page): Params<PageParams>,
) -> Result<HttpResponse, ApiError> {
    let rejects = context
        .read(move |conn, scope| history::list_rejects(conn, scope, &id, &page))
        .await?;
    Ok(HttpResponse::Ok().json(rejects))
}

/// Takes an import out of the history; what lay below shows again.
#[utoipa::path(tag = "history", operation_id = "undoHistoricalDataImport", params(("importId" = String, Path)),
    responses((status = 204), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
#[delete("/historical-data/imports/{importId}")]
pub(super) async fn delete(
    context: Context,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    context
        .write(move |conn, scope| history::undo_import(conn, scope, &id))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
