//! What was raised.

use serde::{Deserialize, Serialize};

use super::rule::AlertKind;
use crate::db::{Conn, Instant};
use crate::documents;
use crate::failure::Failure;
use crate::http::{Page, PageParams};
use crate::intraday::store::alerts::{self as store, AlertRow};
use crate::organisation::find_business_unit;
use crate::tenancy::Scope;

const WHAT: &str = "intraday alert";

/// Where an alert stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum AlertState {
    /// Its cause lasts, and nobody has acknowledged it.
    Open,
    /// Its cause lasts, and somebody knows.
    Acknowledged,
    /// Its cause has ended.
    Closed,
}

/// What is kept of an alert beside its columns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AlertDocument {
    pub rule_name: String,
    pub kind: AlertKind,
    pub planning_group_name: String,
    pub threshold: f64,
    pub value: f64,
    pub worst_value: f64,
    pub detail: String,
}

/// Something a supervisor should look at.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Alert {
    /// Its id.
    pub id: String,
    /// The business unit.
    pub business_unit_id: String,
    /// The rule that raised it.
    pub rule_id: String,
    /// The rule's name then.
    pub rule_name: String,
    /// What it is about.
    pub kind: AlertKind,
    /// The planning group.
    pub planning_group_id: String,
    /// Its name then.
    pub planning_group_name: String,
    /// Where it stands.
    pub state: AlertState,
    /// The rule's threshold then.
    pub threshold: f64,
    /// What was seen last, in the kind's unit.
    pub value: f64,
    /// The worst that was seen.
    pub worst_value: f64,
    /// In words.
    pub detail: String,
    /// When it was raised.
    pub opened_date: Instant,
    /// When its cause was seen last.
    pub last_seen_date: Instant,
    /// When its cause had ended.
    pub closed_date: Option<Instant>,
    /// Who acknowledged it.
    pub acknowledged_by: Option<String>,
    /// When.
    pub acknowledged_date: Option<Instant>,
}

pub(super) fn document_of(row: &AlertRow) -> Result<AlertDocument, Failure> {
    Ok(documents::read(WHAT, &row.id, &row.document)?)
}

pub(super) fn of_row(row: AlertRow) -> Result<Alert, Failure> {
    let document = document_of(&row)?;
    Ok(Alert {
        state: match (row.closed_at, row.acknowledged_at) {
            (Some(_), _) => AlertState::Closed,
            (None, Some(_)) => AlertState::Acknowledged,
            (None, None) => AlertState::Open,
        },
        id: row.id,
        business_unit_id: row.business_unit_id,
        rule_id: row.rule_id,
        rule_name: document.rule_name,
        kind: document.kind,
        planning_group_id: row.planning_group_id,
        planning_group_name: document.planning_group_name,
        threshold: document.threshold,
        value: document.value,
        worst_value: document.worst_value,
        detail: document.detail,
        opened_date: row.opened_at,
        last_seen_date: row.last_seen_at,
        closed_date: row.closed_at,
        acknowledged_by: row.acknowledged_by,
        acknowledged_date: row.acknowledged_at,
    })
}

/// Which alerts to list.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AlertQuery {
    /// `true`: only those whose cause lasts; `false`: only those whose cause has ended.
    pub open: Option<bool>,
    /// 1 to 1,000; 100 when left out.
    #[param(minimum = 1, maximum = 1000)]
    pub page_size: Option<i64>,
    /// `nextPageToken` of the page before.
    pub page_token: Option<String>,
}

/// A page of a business unit's alerts, the oldest first.
///
/// # Errors
/// [`Failure::NotFound`] for the business unit; [`Failure::Invalid`] for a page size out of range.
pub fn list_alerts(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    query: &AlertQuery,
) -> Result<Page<Alert>, Failure> {
    let page = PageParams {
        page_size: query.page_size,
        page_token: query.page_token.clone(),
    };
    let (size, after) = page.bounds()?;
    let unit = find_business_unit(conn, scope, business_unit_id)?;
    let of_unit = (scope.tenant(), unit.id.as_str());
    let rows = store::page(conn, of_unit, query.open, &after, size + 1)?;
    let alerts = rows.into_iter().map(of_row).collect::<Result<_, _>>()?;
    Ok(Page::of(alerts, size, |alert: &Alert| &alert.id))
}

/// Notes that somebody knows of an alert. Whoever was first stays named.
///
/// # Errors
/// [`Failure::NotFound`], also for another business unit's.
pub fn acknowledge_alert(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (business_unit_id, id): (&str, &str),
) -> Result<Alert, Failure> {
    let by = (scope.actor.subject.as_str(), scope.now);
    store::acknowledge(conn, (scope.tenant(), business_unit_id, id), by)?;
    let row = store::find(conn, scope.tenant(), id)?;
    let row = row.filter(|row| row.business_unit_id == business_unit_id);
    of_row(row.ok_or_else(|| Failure::not_found(WHAT, id))?)
}
