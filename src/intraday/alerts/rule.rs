//! What is to raise an alert.

use serde::{Deserialize, Serialize};

use crate::db::{Conn, Instant, Record};
use crate::documents;
use crate::failure::{Failure, Faults};
use crate::http::{Page, PageParams};
use crate::intraday::store::rules::RuleRow;
use crate::organisation::{find_business_unit, list_planning_groups};
use crate::records;
use crate::tenancy::{Scope, new_id};

const WHAT: &str = "intraday alert rule";

/// Intervals that are looked at together at most: a day of five minutes.
const MOST_INTERVALS: u32 = 288;

/// What an alert is about.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum AlertKind {
    /// The probability that the day meets its goal is below `threshold` percent.
    ServiceBelowGoal,
    /// Contacts of the last `intervals` observed are off the forecast by more than `threshold` percent.
    VolumeOffForecast,
    /// The mean handle time of the last `intervals` observed is off the forecast's by more than `threshold` percent.
    HandleTimeOffForecast,
    /// `threshold` heads or more are missing in each of `intervals` intervals in a row, of the one that is running and those
    /// to come.
    Understaffed,
    /// `threshold` agents or more of those who serve the planning group are out of adherence.
    OutOfAdherence,
}

impl AlertKind {
    /// Whether it asks what is still to come; otherwise what has come says it.
    pub(super) const fn is_about_the_rest(self) -> bool {
        matches!(self, Self::ServiceBelowGoal | Self::Understaffed)
    }

    /// The thresholds that make sense, and their unit.
    const fn thresholds(self) -> (f64, f64, &'static str) {
        match self {
            Self::ServiceBelowGoal => (1.0, 100.0, "percent of probability"),
            Self::VolumeOffForecast | Self::HandleTimeOffForecast => (1.0, 1_000.0, "percent"),
            Self::Understaffed => (0.5, 10_000.0, "heads"),
            Self::OutOfAdherence => (1.0, 10_000.0, "agents"),
        }
    }
}

/// A rule to be made, or to take one's place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewAlertRule {
    /// For people to read.
    pub name: String,
    /// What it is about.
    pub kind: AlertKind,
    /// The planning group it watches; each of them when left out.
    #[serde(default)]
    pub planning_group_id: Option<String>,
    /// From where on it raises an alert, in the kind's unit.
    pub threshold: f64,
    /// How many intervals are looked at together; 2 when left out.
    #[serde(default = "two")]
    #[schema(minimum = 1, maximum = 288)]
    pub intervals: u32,
    /// Whether it is looked at.
    #[serde(default = "yes")]
    pub enabled: bool,
}

const fn two() -> u32 {
    2
}

const fn yes() -> bool {
    true
}

/// A rule that is kept.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AlertRule {
    /// Its id.
    pub id: String,
    /// The business unit.
    pub business_unit_id: String,
    /// What it says.
    #[serde(flatten)]
    pub rule: NewAlertRule,
    /// Send it as If-Match.
    pub version: i32,
    /// When it was made.
    pub created_at: Instant,
    /// When it last changed.
    pub modified_at: Instant,
}

impl NewAlertRule {
    fn check(&self, conn: &mut Conn<'_>, scope: &Scope, unit_id: &str) -> Result<(), Failure> {
        let mut faults = Faults::default();
        faults.require_name(&self.name, "/name");
        let (least, most, unit) = self.kind.thresholds();
        faults.require(
            (least..=most).contains(&self.threshold),
            "/threshold",
            "out-of-range",
            format!("use {least} to {most} {unit}"),
        );
        faults.require(
            (1..=MOST_INTERVALS).contains(&self.intervals),
            "/intervals",
            "out-of-range",
            format!("use 1 to {MOST_INTERVALS}"),
        );
        if let Some(id) = &self.planning_group_id {
            let groups = list_planning_groups(conn, scope, unit_id)?;
            let is_there = groups.iter().any(|group| group.id == *id);
            let detail =
                "name a planning group of the business unit, or leave it out for each of them";
            faults.require(is_there, "/planningGroupId", "not-found", detail);
        }
        faults.into_result()
    }
}

pub(super) fn of_row(row: RuleRow) -> Result<AlertRule, Failure> {
    Ok(AlertRule {
        rule: documents::read(WHAT, &row.id, &row.document)?,
        id: row.id,
        business_unit_id: row.business_unit_id,
        version: row.version,
        created_at: row.created_at,
        modified_at: row.modified_at,
    })
}

/// Makes a rule.
///
/// # Errors
/// [`Failure::NotFound`] for the business unit; [`Failure::Invalid`] per fault.
pub fn create_alert_rule(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    new: &NewAlertRule,
) -> Result<AlertRule, Failure> {
    let unit = find_business_unit(conn, scope, business_unit_id)?;
    new.check(conn, scope, &unit.id)?;
    let row = RuleRow {
        tenant_id: scope.tenant().to_owned(),
        id: new_id(scope.now),
        business_unit_id: unit.id,
        enabled: new.enabled,
        document: documents::write(new)?,
        version: 1,
        created_at: scope.now,
        modified_at: scope.now,
    };
    RuleRow::insert(conn, std::slice::from_ref(&row))?;
    of_row(row)
}

/// One rule.
///
/// # Errors
/// [`Failure::NotFound`], also for another business unit's.
pub fn find_alert_rule(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (business_unit_id, id): (&str, &str),
) -> Result<AlertRule, Failure> {
    records::find(conn, scope, WHAT, Some(business_unit_id), id).and_then(of_row)
}

/// Rules of a business unit, the oldest first.
///
/// # Errors
/// [`Failure::NotFound`] for the business unit; [`Failure::Invalid`] for a page size out of range.
pub fn list_alert_rules(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    page: &PageParams,
) -> Result<Page<AlertRule>, Failure> {
    let unit = find_business_unit(conn, scope, business_unit_id)?;
    records::page(conn, scope, Some(&unit.id), page, of_row)
}

/// Puts a rule in the place of one that is still at `version`.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Stale`]; [`Failure::Invalid`] per fault.
pub fn replace_alert_rule(
    conn: &mut Conn<'_>,
    scope: &Scope,
    place: (&str, &str),
    version: i32,
    new: &NewAlertRule,
) -> Result<AlertRule, Failure> {
    let row: RuleRow = records::find(conn, scope, WHAT, Some(place.0), place.1)?;
    records::expect_version(&row, version)?;
    new.check(conn, scope, place.0)?;
    let row = RuleRow {
        document: documents::write(new)?,
        enabled: new.enabled,
        version: version + 1,
        modified_at: scope.now,
        ..row
    };
    records::replace(conn, scope, WHAT, &row, version)?;
    of_row(row)
}

/// Deletes a rule; what it raised stays, and is closed with the next evaluation.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn delete_alert_rule(
    conn: &mut Conn<'_>,
    scope: &Scope,
    place: (&str, &str),
) -> Result<(), Failure> {
    records::delete::<RuleRow>(conn, scope, WHAT, Some(place.0), place.1)
}
