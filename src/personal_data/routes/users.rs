//! `/users/{userId}/personal-data` and `/erase`.

use actix_web::{HttpResponse, get, post, web};

use crate::http::{ApiError, Context, ProblemBody};
use crate::personal_data::{ErasedUser, PersonalData, erase_user, export_user};

/// All that is held on a user, as one document.
#[utoipa::path(tag = "personal-data", operation_id = "getUserPersonalData", params(("userId" = String, Path)), responses(
    (status = 200, body = PersonalData), (status = 404, body = ProblemBody)))]
#[get("/users/{userId}/personal-data")]
pub(super) async fn personal_data(
    context: Context,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let data = context
        .read(move |conn, scope| export_user(conn, scope, &id))
        .await?;
    Ok(HttpResponse::Ok().json(data))
}

/// Erases a user: names and password go, and what they did stays under a pseudonym. It cannot be undone.
#[utoipa::path(tag = "personal-data", operation_id = "eraseUser", params(("userId" = String, Path)), responses(
    (status = 200, body = ErasedUser), (status = 404, body = ProblemBody)))]
#[post("/users/{userId}/erase")]
pub(super) async fn erase(
    context: Context,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let erased = context
        .write_without_rows(move |conn, scope| erase_user(conn, scope, &id))
        .await?;
    Ok(HttpResponse::Ok().json(erased))
}
