//! Serves the embedded page; every path that is no file of it is the page itself, which routes on its own.

use actix_web::http::{Method, header};
use actix_web::{HttpRequest, HttpResponse};
use rust_embed::RustEmbed;

use crate::failure::Failure;
use crate::http::ApiError;

/// The built page. A plain `cargo build` without Node embeds nothing, and the root then says how to build it.
#[derive(RustEmbed)]
#[folder = "web/dist"]
#[allow_missing = true]
struct Assets;

const NO_PAGE: &str = "<!doctype html><meta charset=utf-8><title>Crewcast</title>\
    <p>This binary was built without its page. Run <code>./run page</code> and build again; the API is at \
    <a href=/docs/>/docs/</a>.";

/// Whether the page is in this program.
pub fn has_page() -> bool {
    Assets::get("index.html").is_some()
}

/// A file of the page, or the page.
///
/// # Errors
/// 404 problem+json for anything but GET and HEAD, and for missing files under `/assets/`.
pub async fn page(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let path = request.path().trim_start_matches('/');
    let missing = || ApiError::of(Failure::not_found("resource", request.path()), &request);
    if !matches!(*request.method(), Method::GET | Method::HEAD) || path.starts_with("api/") {
        return Err(missing());
    }
    if let Some(file) = Assets::get(path) {
        let forever = path.starts_with("assets/");
        return Ok(HttpResponse::Ok()
            .content_type(file.metadata.mimetype())
            .insert_header((
                header::CACHE_CONTROL,
                if forever {
                    "public, max-age=31536000, immutable"
                } else {
                    "no-cache"
                },
            ))
            .body(file.data.into_owned()));
    }
    if path.starts_with("assets/") || path.contains('.') {
        return Err(missing());
    }
    let html = Assets::get("index.html").map_or_else(
        || NO_PAGE.as_bytes().to_vec(),
        |file| file.data.into_owned(),
    );
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .body(html))
}
