//! The OpenAPI 3.1 document, generated from the handlers, and a page to browse it that loads nothing from outside.

mod corrections;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use actix_web::HttpResponse;
use actix_web::web::{self, Bytes};
use serde::Deserialize;
use utoipa::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa_swagger_ui::{Config, SwaggerUi};

use self::corrections::correct;
use super::guard::{API, SESSION_COOKIE};
use super::problem::ProblemBody;
use crate::documents;
use crate::failure::Failure;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Crewcast",
        description = "Contact-centre workforce forecasting, staffing, rostering and outbound allocation. \
            Every error is RFC 9457 problem+json with a stable `code`. Lists page by `pageToken`. A POST may carry an \
            `Idempotency-Key`; an edit carries `If-Match` with the version it was made from.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    components(schemas(ProblemBody)),
    security(("apiKey" = []), ("session" = [])),
    modifiers(&Credentials)
)]
struct Base;

struct Credentials;

impl utoipa::Modify for Credentials {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        if let Some(components) = document.components.as_mut() {
            let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
            components.add_security_scheme("apiKey", SecurityScheme::Http(bearer));
            let cookie = ApiKey::Cookie(ApiKeyValue::new(SESSION_COOKIE));
            components.add_security_scheme("session", SecurityScheme::ApiKey(cookie));
        }
    }
}

/// What the document says besides its paths.
pub(super) fn base() -> utoipa::openapi::OpenApi {
    Base::openapi()
}

/// The whole document, without a server.
pub fn document() -> utoipa::openapi::OpenApi {
    use utoipa_actix_web::AppExt;
    let (_, mut document) = actix_web::App::new()
        .into_utoipa_app()
        .openapi(base())
        .service(super::health::healthz)
        .service(super::health::readyz)
        .service(utoipa_actix_web::scope(API).configure(crate::assembly::mount_routes))
        .split_for_parts();
    correct(&mut document);
    document
}

/// The whole document as text, written once for the process: as values it takes some ten megabytes a worker.
pub(super) fn text() -> Result<Bytes, Failure> {
    static TEXT: OnceLock<Bytes> = OnceLock::new();
    if let Some(text) = TEXT.get() {
        return Ok(text.clone());
    }
    let text = Bytes::from(documents::write(&document())?);
    Ok(TEXT.get_or_init(|| text).clone())
}

/// The id of an operation, by its method and route pattern below `/api/v1`; read from the document once.
///
/// # Errors
/// [`Failure::Internal`] for an operation that the document does not have.
pub(super) fn operation_id(method: &str, pattern: &str) -> Result<&'static str, Failure> {
    static IDS: OnceLock<OperationIds> = OnceLock::new();
    let ids = match IDS.get() {
        Some(ids) => ids,
        None => {
            let read = OperationIds::read()?;
            IDS.get_or_init(|| read)
        }
    };
    let methods = ids.paths.get(&format!("{API}{pattern}"));
    let id = methods.and_then(|methods| methods.of(method));
    id.ok_or_else(|| {
        Failure::Internal(format!(
            "no operation {method} {pattern} in the OpenAPI document"
        ))
    })
}

/// What the ids are read from.
#[derive(Deserialize)]
struct OperationIds {
    paths: BTreeMap<String, Methods>,
}

#[derive(Deserialize)]
struct Methods {
    get: Option<OperationId>,
    post: Option<OperationId>,
    put: Option<OperationId>,
    patch: Option<OperationId>,
    delete: Option<OperationId>,
}

#[derive(Deserialize)]
struct OperationId {
    #[serde(rename = "operationId", default)]
    id: String,
}

impl OperationIds {
    fn read() -> Result<Self, Failure> {
        serde_json::from_slice(&text()?)
            .map_err(|error| Failure::Internal(format!("the OpenAPI document: {error}")))
    }
}

impl Methods {
    fn of(&self, method: &str) -> Option<&str> {
        let operation = match method {
            "GET" => self.get.as_ref(),
            "POST" => self.post.as_ref(),
            "PUT" => self.put.as_ref(),
            "PATCH" => self.patch.as_ref(),
            "DELETE" => self.delete.as_ref(),
            _ => None,
        };
        operation.map(|operation| operation.id.as_str())
    }
}

/// `/openapi.json` and `/docs/`.
pub(super) fn configure(app: &mut web::ServiceConfig, document: Bytes) {
    let tell = web::get().to(move || {
        let told = HttpResponse::Ok()
            .content_type("application/json")
            .body(document.clone());
        async move { told }
    });
    app.route("/openapi.json", tell)
        .service(SwaggerUi::new("/docs/{_:.*}").config(Config::from("/openapi.json")));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::permissions::OPERATIONS;

    #[test]
    fn what_asks_for_no_credential_says_so() {
        let document = serde_json::to_value(document()).unwrap();
        let mut open = Vec::new();
        for (path, methods) in document["paths"].as_object().unwrap() {
            for operation in methods.as_object().unwrap().values() {
                if let Some(asked) = operation.get("security") {
                    assert_eq!(*asked, serde_json::json!([]), "{path}");
                    open.push(path.as_str());
                }
            }
        }
        let mut wanted: Vec<String> = OPERATIONS
            .iter()
            .filter(|operation| operation.roles.is_empty())
            .map(|operation| format!("{API}{}", operation.path))
            .chain(["/healthz".to_owned(), "/readyz".to_owned()])
            .collect();
        wanted.sort();
        assert_eq!(open, wanted);
    }
}
