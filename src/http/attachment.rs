//! Answers that are files.

use actix_web::HttpResponse;
use actix_web::http::header;

/// 200 with a file to be saved under a name; the name is our own and has no quotes in it.
pub fn attachment(name: &str, content_type: &str, bytes: impl Into<Vec<u8>>) -> HttpResponse {
    let name = format!("attachment; filename=\"{name}\"");
    HttpResponse::Ok()
        .content_type(content_type)
        .insert_header((header::CONTENT_DISPOSITION, name))
        .body(bytes.into())
}
