//! HTTP of `history`.

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes.
pub fn configure(_api: &mut ServiceConfig<'_>) {}
