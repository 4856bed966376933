//! `/agent-state-events/genesys-cloud` and `/agent-state-events/amazon-connect`.

use actix_web::{HttpResponse, post};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::adherence::EventReceipt;
use crate::connectors::agent_events::{Vendor, record_vendor_events};
use crate::http::{ApiError, Body, Context, ProblemBody};

/// Events of another product.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct VendorEventsBody {
    /// 1 to 1,000 events as the product sends them, in any order.
    #[schema(value_type = Vec<Object>)]
    events: Vec<Map<String, Value>>,
    /// `true` takes events that are more than 30 and up to 400 days old.
    #[serde(default)]
    backfill: bool,
}

/// Takes in Genesys Cloud's user activity; agents are known by their user ids as external ids.
#[utoipa::path(tag = "connectors", operation_id = "createGenesysCloudEvents", request_body = VendorEventsBody,
    responses((status = 200, body = EventReceipt), (status = 422, body = ProblemBody)))]
#[post("/agent-state-events/genesys-cloud")]
pub(super) async fn genesys_cloud(
    context: Context,
    Body(body): Body<VendorEventsBody>,
) -> Result<HttpResponse, ApiError> {
    record(context, Vendor::GenesysCloud, body).await
}

/// Takes in records of Amazon Connect's agent event stream; agents are known by the last part of their ARN or by their
/// username as external ids.
#[utoipa::path(tag = "connectors", operation_id = "createAmazonConnectEvents", request_body = VendorEventsBody,
    responses((status = 200, body = EventReceipt), (status = 422, body = ProblemBody)))]
#[post("/agent-state-events/amazon-connect")]
pub(super) async fn amazon_connect(
    context: Context,
    Body(body): Body<VendorEventsBody>,
) -> Result<HttpResponse, ApiError> {
    record(context, Vendor::AmazonConnect, body).await
}

async fn record(
    context: Context,
    vendor: Vendor,
    body: VendorEventsBody,
) -> Result<HttpResponse, ApiError> {
    let events: Vec<Value> = body.events.into_iter().map(Value::Object).collect();
    let receipt = context
        .write(move |conn, scope| record_vendor_events(conn, scope, vendor, &events, body.backfill))
        .await?;
    Ok(HttpResponse::Ok().json(receipt))
}
