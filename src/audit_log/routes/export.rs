//! `/audit-log/export`.

use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{HttpResponse, get, web};
use futures_util::stream;
use serde::Deserialize;

use crate::audit_log::{AuditExport, AuditFilter, AuditFormat};
use crate::http::{ApiError, Context, Params, ProblemBody};

/// What the file is.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ExportQuery {
    /// `ndjson` (the default), from which the chain can be verified, or `csv`.
    #[serde(default)]
    #[param(inline)]
    format: AuditFormat,
}

/// The entries of the audit log, the oldest first, streamed.
#[utoipa::path(tag = "audit-log", operation_id = "exportAuditLog", params(AuditFilter, ExportQuery), responses(
    (status = 200, content((String = "application/x-ndjson"), (String = "text/csv"))), (status = 422, body = ProblemBody)))]
#[get("/audit-log/export")]
pub(super) async fn get(
    context: Context,
    Params(filter): Params<AuditFilter>,
    Params(query): Params<ExportQuery>,
) -> Result<HttpResponse, ApiError> {
    let (db, scope) = (context.database(), context.scope.clone());
    let export = context
        .off_loop(move || AuditExport::begin(&db, &scope, &filter, query.format))
        .await?;
    let (content_type, name) = match query.format {
        AuditFormat::Ndjson => ("application/x-ndjson", "audit-log.ndjson"),
        AuditFormat::Csv => ("text/csv; charset=utf-8", "audit-log.csv"),
    };
    Ok(HttpResponse::Ok()
        .content_type(content_type)
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ))
        .streaming(stream::try_unfold(export, next_piece)))
}

/// The next piece, read off the event loop. A failure cuts the answer off, so that half a file is not taken for a whole one.
async fn next_piece(
    mut export: AuditExport,
) -> Result<Option<(Bytes, AuditExport)>, std::io::Error> {
    let read = web::block(move || export.next_piece().map(|piece| (piece, export)))
        .await
        .map_err(std::io::Error::other)?;
    match read {
        Ok((piece, export)) => Ok(piece.map(|piece| (Bytes::from(piece), export))),
        Err(failure) => {
            tracing::error!(error = %failure, "an export of the audit log broke off");
            Err(std::io::Error::other(failure.to_string()))
        }
    }
}
