//! HTTP of performance.

mod kpi_definitions;
mod loss_statements;
mod queries;
mod scorecards;

use actix_web::HttpResponse;
use utoipa_actix_web::service_config::ServiceConfig;

use super::ExportFormat;
use crate::http::{Context, attachment};

/// Registers the routes.
pub fn configure(api: &mut ServiceConfig<'_>) {
    api.service(kpi_definitions::list)
        .service(kpi_definitions::get)
        .service(queries::post)
        .service(loss_statements::post)
        .service(scorecards::list)
        .service(scorecards::post)
        .service(scorecards::get)
        .service(scorecards::put)
        .service(scorecards::delete)
        .service(scorecards::results);
}

/// The file that the client prefers to JSON, if any.
fn wanted_file(context: &Context) -> Option<ExportFormat> {
    let offered = ExportFormat::ALL.map(ExportFormat::media_type);
    let wanted = context.preferred(&offered)?;
    ExportFormat::ALL
        .into_iter()
        .find(|format| format.media_type() == wanted)
}

/// A file to be saved under a name.
fn file(name: &str, format: ExportFormat, bytes: Vec<u8>) -> HttpResponse {
    let name = format!("{name}.{}", format.extension());
    attachment(&name, format.content_type(), bytes)
}
