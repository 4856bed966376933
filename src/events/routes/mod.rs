//! HTTP of `events`.

mod deliveries;
mod event_topics;
mod stream;
mod webhooks;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes.
pub fn configure(api: &mut ServiceConfig<'_>) {
    api.service(event_topics::list)
        .service(stream::open)
        .service(webhooks::list)
        .service(webhooks::create)
        .service(webhooks::read)
        .service(webhooks::replace)
        .service(webhooks::delete)
        .service(webhooks::rotate)
        .service(deliveries::test)
        .service(deliveries::list)
        .service(deliveries::redeliver);
}
