//! Response models found again.

use super::model::{ResponseModel, ResponseModelSummary};
use crate::db::Conn;
use crate::documents;
use crate::failure::Failure;
use crate::http::{Page, PageParams};
use crate::outbound::campaigns::campaign::stored;
use crate::outbound::store::response_models::{self as store, ResponseModelRow};
use crate::tenancy::Scope;

const WHAT: &str = "response model";

/// One model of a campaign.
///
/// # Errors
/// `not-found`.
pub fn find_response_model(
    conn: &mut Conn<'_>,
    scope: &Scope,
    campaign_id: &str,
    id: &str,
) -> Result<ResponseModel, Failure> {
    let row = store::find(conn, (scope.tenant(), campaign_id), id)?
        .ok_or_else(|| Failure::not_found(WHAT, id))?;
    read(&row)
}

/// A campaign's newest model, where it has one.
///
/// # Errors
/// Only the database's.
pub(in crate::outbound) fn newest_response_model(
    conn: &mut Conn<'_>,
    scope: &Scope,
    campaign_id: &str,
) -> Result<Option<ResponseModel>, Failure> {
    let row = store::newest(conn, (scope.tenant(), campaign_id))?;
    row.map(|row| read(&row)).transpose()
}

/// A page of a campaign's models, by age.
///
/// # Errors
/// `not-found` for the campaign; [`Failure::Invalid`] at `?pageSize`.
pub fn list_response_models(
    conn: &mut Conn<'_>,
    scope: &Scope,
    campaign_id: &str,
    page: &PageParams,
) -> Result<Page<ResponseModelSummary>, Failure> {
    let (size, after) = page.bounds()?;
    stored(conn, scope, campaign_id)?;
    let rows = store::after(conn, (scope.tenant(), campaign_id), &after, size + 1)?;
    let summaries = rows
        .iter()
        .map(|row| Ok(ResponseModelSummary::from(&read(row)?)))
        .collect::<Result<_, Failure>>()?;
    Ok(Page::of(summaries, size, |model: &ResponseModelSummary| {
        &model.id
    }))
}

fn read(row: &ResponseModelRow) -> Result<ResponseModel, Failure> {
    Ok(documents::read(WHAT, &row.id, &row.document)?)
}
