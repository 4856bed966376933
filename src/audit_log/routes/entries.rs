//! `/audit-log`.

use actix_web::{HttpResponse, get, web};

use crate::audit_log::{AuditEntry, AuditFilter, find_entry, list_entries};
use crate::failure::Failure;
use crate::http::{ApiError, Context, Page, PageParams, Params, ProblemBody};

/// A page of the audit log, the newest entry first.
#[utoipa::path(tag = "audit-log", operation_id = "listAuditEntries", params(AuditFilter, PageParams), responses(
    (status = 200, body = Page<AuditEntry>), (status = 422, body = ProblemBody)))]
#[get("/audit-log")]
pub(super) async fn list(
    context: Context,
    Params(filter): Params<AuditFilter>,
    Params(page): Params<PageParams>,
) -> Result<HttpResponse, ApiError> {
    let entries = context
        .read(move |conn, scope| {
            let page = (page.page_size, page.page_token.as_deref());
            list_entries(conn, scope, &filter, page)
        })
        .await?;
    Ok(HttpResponse::Ok().json(entries))
}

/// One entry of the audit log.
#[utoipa::path(tag = "audit-log", operation_id = "getAuditEntry", params(("sequence" = i64, Path)), responses(
    (status = 200, body = AuditEntry), (status = 404, body = ProblemBody)))]
#[get("/audit-log/{sequence}")]
pub(super) async fn get(
    context: Context,
    sequence: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    // Told as any other unknown id, rather than as a path that cannot be.
    let number = sequence
        .parse()
        .map_err(|_| context.error(Failure::not_found("audit entry", sequence.as_str())))?;
    let entry = context
        .read(move |conn, scope| find_entry(conn, scope, number))
        .await?;
    Ok(HttpResponse::Ok().json(entry))
}
