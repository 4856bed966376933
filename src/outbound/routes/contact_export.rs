//! `/outbound/contact-lists/{contactListId}/contacts/export`.

use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{HttpResponse, get, web};
use futures_util::stream;
use serde::Deserialize;

use crate::failure::Failure;
use crate::http::{ApiError, Context, Params, ProblemBody};
use crate::outbound::{ContactExport, ContactFileFormat, export_contacts};

/// Which contacts are exported.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub(super) struct ExportQuery {
    /// Only contacts that this filter means.
    contact_list_filter_id: Option<String>,
    /// Whose columns the file is to have; `crewcast` when left out.
    #[serde(default)]
    #[param(inline)]
    format: ContactFileFormat,
}

/// A list's contacts as CSV, streamed. Phones are masked for all but administrators and dialers.
#[utoipa::path(tag = "outbound", operation_id = "exportContacts", params(("contactListId" = String, Path), ExportQuery),
    responses((status = 200, content_type = "text/csv", body = String), (status = 404, body = ProblemBody),
    (status = 422, body = ProblemBody)))]
#[get("/outbound/contact-lists/{contactListId}/contacts/export")]
pub(super) async fn get(
    context: Context,
    id: web::Path<String>,
    Params(query): Params<ExportQuery>,
) -> Result<HttpResponse, ApiError> {
    let (db, scope) = (context.database(), context.scope.clone());
    let filter = query.contact_list_filter_id;
    let export = context
        .off_loop(move || export_contacts(&db, &scope, &id, (query.format, filter.as_deref())))
        .await?;
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"contacts.csv\"",
        ))
        .streaming(stream::try_unfold(export, next_piece)))
}

/// The next piece, read off the event loop. A failure cuts the answer off, so that half a file is not taken for a whole one.
async fn next_piece(
    mut export: ContactExport,
) -> Result<Option<(Bytes, ContactExport)>, std::io::Error> {
    let read = web::block(move || {
        let mut piece = export.next_piece()?;
        // An empty chunk would end the answer.
        while piece.as_ref().is_some_and(Vec::is_empty) {
            piece = export.next_piece()?;
        }
        Ok::<_, Failure>((piece, export))
    })
    .await
    .map_err(std::io::Error::other)?;
    match read {
        Ok((piece, export)) => Ok(piece.map(|piece| (Bytes::from(piece), export))),
        Err(failure) => {
            tracing::error!(error = %failure, "an export of contacts broke off");
            Err(std::io::Error::other(failure.to_string()))
        }
    }
}
