//! `/outbound/policy-packs`.

use actix_web::{HttpResponse, get};

use crate::http::{ApiError, Context};
use crate::outbound::{self, PolicyPackOnDay};

/// What laws and regulators ask of outbound calls, with sources and dates, and the terms that a policy made of each today
/// begins with. No legal advice.
#[utoipa::path(tag = "outbound", operation_id = "listPolicyPacks",
    responses((status = 200, body = Vec<PolicyPackOnDay>)))]
#[get("/outbound/policy-packs")]
pub(super) async fn list(context: Context) -> Result<HttpResponse, ApiError> {
    let packs = context
        .read(|_, scope| Ok(outbound::policy_packs(scope.now.to_utc().date_naive())))
        .await?;
    Ok(HttpResponse::Ok().json(packs))
}
