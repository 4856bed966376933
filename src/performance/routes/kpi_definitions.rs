//! `/kpi-definitions`.

use actix_web::{HttpResponse, get, web};
use serde::Serialize;

use crate::http::{ApiError, Context, ProblemBody};
use crate::performance::{KpiDefinition, find_kpi_definition, kpi_definitions};

/// Every KPI there is.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct KpiDefinitionList {
    /// The definitions.
    entities: Vec<KpiDefinition>,
}

/// Every KPI with its formula, its source, and what it can be asked by.
#[utoipa::path(tag = "performance", operation_id = "listKpiDefinitions",
    responses((status = 200, body = KpiDefinitionList)))]
#[get("/kpi-definitions")]
pub(super) async fn list(_context: Context) -> Result<HttpResponse, ApiError> {
    let entities = kpi_definitions();
    Ok(HttpResponse::Ok().json(KpiDefinitionList { entities }))
}

/// One KPI.
#[utoipa::path(tag = "performance", operation_id = "getKpiDefinition", params(("name" = String, Path)),
    responses((status = 200, body = KpiDefinition), (status = 404, body = ProblemBody)))]
#[get("/kpi-definitions/{name}")]
pub(super) async fn get(
    context: Context,
    name: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let found = find_kpi_definition(&name).map_err(|failure| context.error(failure))?;
    Ok(HttpResponse::Ok().json(found))
}
