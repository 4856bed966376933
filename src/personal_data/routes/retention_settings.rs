//! `/retention-settings`.

use actix_web::{HttpResponse, get, put};

use crate::http::{ApiError, Body, Context, IfMatch, ProblemBody, versioned};
use crate::personal_data::{
    NewRetentionSettings, RetentionSettings, find_retention_settings, replace_retention_settings,
};

/// How long what tells of persons is kept.
#[utoipa::path(tag = "personal-data", operation_id = "getRetentionSettings",
    responses((status = 200, body = RetentionSettings)))]
#[get("/retention-settings")]
pub(super) async fn get(context: Context) -> Result<HttpResponse, ApiError> {
    let settings = context.read(find_retention_settings).await?;
    Ok(versioned(settings.version, &settings))
}

/// Overwrites the settings at the version in If-Match; `"0"` while nobody has set anything.
#[utoipa::path(tag = "personal-data", operation_id = "updateRetentionSettings", request_body = NewRetentionSettings,
    params(("If-Match" = String, Header)), responses(
    (status = 200, body = RetentionSettings), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody),
    (status = 428, body = ProblemBody)))]
#[put("/retention-settings")]
pub(super) async fn put(
    context: Context,
    IfMatch(version): IfMatch,
    Body(new): Body<NewRetentionSettings>,
) -> Result<HttpResponse, ApiError> {
    let settings = context
        .write(move |conn, scope| replace_retention_settings(conn, scope, version, &new))
        .await?;
    Ok(versioned(settings.version, &settings))
}
