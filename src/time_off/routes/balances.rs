//! `/time-off-balances`.

use actix_web::{HttpResponse, get, post};
use chrono::NaiveDate;
use serde::Deserialize;

use super::ListOf;
use crate::http::{ApiError, Body, Context, Params, ProblemBody};
use crate::time_off::{self, BalanceEntry, NewBalanceEntry, TimeOffBalance};

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct OfAgent {
    /// The agent; who asks, when left out.
    agent_id: Option<String>,
    /// The local date; today when left out.
    as_of: Option<NaiveDate>,
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct EntriesOf {
    /// The agent; who asks, when left out.
    agent_id: Option<String>,
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct NewEntries {
    /// 1 to 1,000.
    entries: Vec<NewBalanceEntry>,
}

/// An agent's balances, one an activity code that was ever granted or asked for.
#[utoipa::path(tag = "time-off", operation_id = "listTimeOffBalances", params(OfAgent), responses(
    (status = 200, body = ListOf<TimeOffBalance>), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[get("/time-off-balances")]
pub(super) async fn list(
    context: Context,
    Params(of): Params<OfAgent>,
) -> Result<HttpResponse, ApiError> {
    let entities = context
        .read(move |conn, scope| {
            time_off::find_balances(conn, scope, of.agent_id.as_deref(), of.as_of)
        })
        .await?;
    Ok(HttpResponse::Ok().json(ListOf { entities }))
}

/// What an agent was granted, by the date it counts from.
#[utoipa::path(tag = "time-off", operation_id = "listTimeOffBalanceEntries", params(EntriesOf), responses(
    (status = 200, body = ListOf<BalanceEntry>), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[get("/time-off-balances/entries")]
pub(super) async fn entries(
    context: Context,
    Params(of): Params<EntriesOf>,
) -> Result<HttpResponse, ApiError> {
    let entities = context
        .read(move |conn, scope| {
            time_off::find_balance_entries(conn, scope, of.agent_id.as_deref())
        })
        .await?;
    Ok(HttpResponse::Ok().json(ListOf { entities }))
}

/// Enters accruals and adjustments, all or nothing, and decides what waits anew. An entry is never changed; enter its
/// opposite as an adjustment.
#[utoipa::path(tag = "time-off", operation_id = "addTimeOffBalanceEntries", request_body = NewEntries, responses(
    (status = 201, body = ListOf<BalanceEntry>), (status = 422, body = ProblemBody)))]
#[post("/time-off-balances/entries")]
pub(super) async fn add_entries(
    context: Context,
    Body(new): Body<NewEntries>,
) -> Result<HttpResponse, ApiError> {
    let entities = context
        .write(move |conn, scope| time_off::add_balance_entries(conn, scope, &new.entries))
        .await?;
    Ok(HttpResponse::Created().json(ListOf { entities }))
}
