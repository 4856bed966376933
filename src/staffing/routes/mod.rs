//! HTTP of `staffing`.

mod calculate;
mod calculate_batch;
mod calculate_day;
mod calculate_skill_groups;
mod requirement;

use actix_web::HttpResponse;
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes.
pub fn configure(api: &mut ServiceConfig<'_>) {
    api.service(requirement::get)
        .service(calculate::post)
        .service(calculate_batch::post)
        .service(calculate_day::post)
        .service(calculate_skill_groups::post);
}

fn csv(text: String) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .body(text)
}
