//! `/adherence/profiles`.

use actix_web::{HttpResponse, get, put, web};
use serde::Serialize;

use crate::adherence::{self, KnownAdherenceProfile, NewAdherenceProfile};
use crate::http::{ApiError, Body, Context, IfMatch, ProblemBody, versioned};

/// What adherence can be measured by.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct ProfileList {
    /// The products' definitions, then the tenant's own profiles by name.
    entities: Vec<KnownAdherenceProfile>,
}

/// Every definition and profile that `definition` takes, with its formulas.
#[utoipa::path(tag = "adherence", operation_id = "listAdherenceProfiles",
    responses((status = 200, body = ProfileList)))]
#[get("/adherence/profiles")]
pub(super) async fn list(context: Context) -> Result<HttpResponse, ApiError> {
    let entities = context.read(adherence::list_profiles).await?;
    Ok(HttpResponse::Ok().json(ProfileList { entities }))
}

/// Makes a profile (If-Match "0") or overwrites the one at the version in If-Match.
#[utoipa::path(tag = "adherence", operation_id = "updateAdherenceProfile", request_body = NewAdherenceProfile,
    params(("name" = String, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = KnownAdherenceProfile), (status = 409, body = ProblemBody),
        (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)))]
#[put("/adherence/profiles/{name}")]
pub(super) async fn put(
    context: Context,
    name: web::Path<String>,
    IfMatch(version): IfMatch,
    Body(new): Body<NewAdherenceProfile>,
) -> Result<HttpResponse, ApiError> {
    let changed = context
        .write(move |conn, scope| adherence::replace_profile(conn, scope, &name, version, &new))
        .await?;
    Ok(versioned(changed.version, &changed))
}
