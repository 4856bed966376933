use actix_web::HttpRequest;
use actix_web::http::header;

use super::upload::require_plain;
use crate::failure::Failure;

/// That what is uploaded says it is CSV.
///
/// # Errors
/// [`Failure::WrongContentType`].
pub fn require_csv(request: &HttpRequest) -> Result<(), Failure> {
    let got = request.headers().get(header::CONTENT_TYPE);
    let got = got.and_then(|value| value.to_str().ok()).unwrap_or("");
    let essence = got.split(';').next().unwrap_or("").trim();
    if essence.eq_ignore_ascii_case("text/csv") {
        require_plain(request.headers())
    } else {
        Err(Failure::WrongContentType {
            got: got.to_owned(),
            want: "text/csv",
        })
    }
}
