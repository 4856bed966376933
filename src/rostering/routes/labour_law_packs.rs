//! `GET /labour-law-packs`.

use actix_web::{HttpResponse, get};

use crate::http::Page;
use crate::rostering::{LabourLawPack, labour_law_packs};

/// Labour law that a work plan may name: provisions with their article, when they came into force, and their figures.
#[utoipa::path(tag = "organisation", operation_id = "listLabourLawPacks",
    responses((status = 200, body = Page<LabourLawPack>)))]
#[get("/labour-law-packs")]
pub(super) async fn get() -> HttpResponse {
    HttpResponse::Ok().json(labour_law_packs())
}
