//! Scorecards: KPIs with targets and owners, kept and changed.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::dimension::Dimension;
use super::ground::Ground;
use super::request::PerformanceQuery;
use super::scorecard_lines::LinesOfFilter;
use super::store::ScorecardRow;
use crate::auth::list_users;
use crate::db::{Conn, Instant, Record};
use crate::documents;
use crate::failure::{Failure, Fault, Faults};
use crate::http::{Page, PageParams};
use crate::organisation::find_business_unit;
use crate::records;
use crate::tenancy::{Scope, new_id};

const KIND: &str = "scorecard";

/// An interval to hold a line's names and ids against: between the same instants in every zone.
const ANY_DAY: &str = "2026-01-01T00:00:00Z/2026-01-02T00:00:00Z";

/// Entries of one scorecard.
const MOST_ENTRIES: usize = 100;

/// The time a scorecard is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub enum ScorecardPeriod {
    /// A local day.
    Day,
    /// A week from the business unit's first day of the week.
    Week,
    /// A month of the calendar.
    Month,
}

/// Which way a KPI is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub enum Direction {
    /// The target is a least.
    HigherIsBetter,
    /// The target is a most.
    LowerIsBetter,
}

/// One line of a scorecard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ScorecardEntry {
    /// What people call it; unique in the scorecard.
    pub name: String,
    /// Name of a KPI definition.
    pub metric: String,
    /// Of what, as in a query; of the scorecard's business unit when left out.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(value_type = std::collections::HashMap<String, Vec<String>>)]
    pub filter: BTreeMap<Dimension, Vec<String>>,
    /// Which way it is better.
    pub direction: Direction,
    /// What is to be reached, in the KPI's unit.
    pub target: f64,
    /// From where to the target it is a warning and no miss; the target itself when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warning_threshold: Option<f64>,
    /// The user who answers for it; the scorecard's owner when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_user_id: Option<String>,
}

/// A scorecard to be made, or to take one's place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewScorecard {
    /// Whose days and weeks its periods are.
    pub business_unit_id: String,
    /// Unique in its business unit.
    pub name: String,
    /// The time it is of.
    pub period: ScorecardPeriod,
    /// The user who answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_user_id: Option<String>,
    /// The definition or profile of adherence and conformance; `genesys-cloud` when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub definition: Option<String>,
    /// 1 to 100 lines.
    pub entries: Vec<ScorecardEntry>,
}

/// KPIs with targets and owners.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Scorecard {
    /// Its id.
    pub id: String,
    /// What was sent.
    #[serde(flatten)]
    pub scorecard: NewScorecard,
    /// Rises with every change.
    pub version: i32,
    /// Who made it.
    pub created_by: String,
    /// When.
    pub created_at: Instant,
    /// Who changed it last.
    pub modified_by: String,
    /// When.
    pub modified_at: Instant,
}

impl ScorecardEntry {
    /// From where on it is no miss.
    pub(super) fn threshold(&self) -> f64 {
        self.warning_threshold.unwrap_or(self.target)
    }
}

impl NewScorecard {
    fn check(&self, conn: &mut Conn<'_>, scope: &Scope) -> Result<(), Failure> {
        let mut faults = Faults::default();
        faults.require_name(&self.name, "/name");
        let unit = match find_business_unit(conn, scope, &self.business_unit_id) {
            Ok(_) => true,
            Err(Failure::NotFound { .. }) => false,
            Err(other) => return Err(other),
        };
        let detail = "no such business unit; list them to see their ids";
        faults.require(unit, "/businessUnitId", "not-found", detail);
        let count = self.entries.len();
        let detail = format!("{count} entries; use 1 to {MOST_ENTRIES}");
        let fits = (1..=MOST_ENTRIES).contains(&count);
        faults.require(fits, "/entries", "out-of-range", detail);
        let users: BTreeSet<String> = list_users(conn, scope)?
            .into_iter()
            .map(|user| user.id)
            .collect();
        let require_user = |id: &Option<String>, pointer: String, faults: &mut Faults| {
            let known = id.as_ref().is_none_or(|id| users.contains(id));
            let detail = "no such user; list them to see their ids";
            faults.require(known, pointer, "not-found", detail);
        };
        require_user(&self.owner_user_id, "/ownerUserId".to_owned(), &mut faults);
        let mut names = BTreeSet::new();
        let mut well_formed = Vec::new();
        for (index, entry) in self.entries.iter().enumerate() {
            let at = |field: &str| format!("/entries/{index}/{field}");
            faults.require_name(&entry.name, at("name"));
            let detail = "give every entry a name of its own";
            faults.require(names.insert(&entry.name), at("name"), "duplicate", detail);
            require_user(&entry.owner_user_id, at("ownerUserId"), &mut faults);
            let finite = entry.target.is_finite() && entry.threshold().is_finite();
            faults.require(finite, at("target"), "out-of-range", "use a number");
            let ordered = match entry.direction {
                Direction::HigherIsBetter => entry.threshold() <= entry.target,
                Direction::LowerIsBetter => entry.threshold() >= entry.target,
            };
            let detail = "it must lie on the worse side of the target, or on it";
            faults.require(ordered, at("warningThreshold"), "wrong-side", detail);
            match self.query_of(index).map(|query| query.check()) {
                Some(Err(failure)) => Self::tell(failure, &[index], &mut faults)?,
                _ => well_formed.push(index),
            }
        }
        if unit {
            self.check_ids(conn, scope, well_formed, &mut faults)?;
        }
        faults.into_result()
    }

    fn query_of(&self, line: usize) -> Option<PerformanceQuery> {
        let lines = LinesOfFilter::of(self, std::iter::once(line));
        Some(lines.first()?.query(self, ANY_DAY.to_owned()))
    }

    /// Holds the ids that lines name against those there are.
    fn check_ids(
        &self,
        conn: &mut Conn<'_>,
        scope: &Scope,
        lines: Vec<usize>,
        faults: &mut Faults,
    ) -> Result<(), Failure> {
        for together in LinesOfFilter::of(self, lines.into_iter()) {
            let checked = together.query(self, ANY_DAY.to_owned()).check()?;
            if let Err(failure) = Ground::read(conn, scope, &checked, self.definition.as_deref()) {
                Self::tell(failure, &together.lines, faults)?;
            }
        }
        Ok(())
    }

    /// Notes the faults of the query of some lines at each of them; one of the whole scorecard is told once.
    fn tell(failure: Failure, lines: &[usize], faults: &mut Faults) -> Result<(), Failure> {
        let Failure::Invalid(found) = failure else {
            return Err(failure);
        };
        for fault in found {
            if fault.pointer == "/definition" {
                faults.push_once(fault);
                continue;
            }
            for line in lines {
                let place = match fault.pointer.strip_prefix("/metrics") {
                    Some(_) => "/metric",
                    None => fault.pointer.as_str(),
                };
                let pointer = format!("/entries/{line}{place}");
                faults.push(Fault::new(pointer, &fault.code, fault.detail.clone()));
            }
        }
        Ok(())
    }
}

fn row_of(
    scope: &Scope,
    new: &NewScorecard,
    before: Option<ScorecardRow>,
) -> Result<ScorecardRow, Failure> {
    let by = scope.actor.subject.clone();
    let (id, version, created_by, created_at) = match before {
        Some(row) => (row.id, row.version + 1, row.created_by, row.created_at),
        None => (new_id(scope.now), 1, by.clone(), scope.now),
    };
    Ok(ScorecardRow {
        tenant_id: scope.tenant().to_owned(),
        id,
        business_unit_id: new.business_unit_id.clone(),
        name: new.name.clone(),
        scorecard: documents::write(new)?,
        version,
        created_by,
        created_at,
        modified_by: by,
        modified_at: scope.now,
    })
}

fn of_row(row: ScorecardRow) -> Result<Scorecard, Failure> {
    Ok(Scorecard {
        scorecard: documents::read(KIND, &row.id, &row.scorecard)?,
        id: row.id,
        version: row.version,
        created_by: row.created_by,
        created_at: row.created_at,
        modified_by: row.modified_by,
        modified_at: row.modified_at,
    })
}

/// Keeps a scorecard.
///
/// # Errors
/// [`Failure::Invalid`] per fault; [`Failure::Conflict`] `already-exists`.
pub fn create_scorecard(
    conn: &mut Conn<'_>,
    scope: &Scope,
    new: &NewScorecard,
) -> Result<Scorecard, Failure> {
    new.check(conn, scope)?;
    let row = row_of(scope, new, None)?;
    ScorecardRow::insert(conn, std::slice::from_ref(&row))
        .map_err(|error| Failure::from_write(error, KIND))?;
    of_row(row)
}

/// One scorecard.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn find_scorecard(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<Scorecard, Failure> {
    records::find(conn, scope, KIND, None, id).and_then(of_row)
}

/// Which scorecards to list.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ScorecardQuery {
    /// Of this business unit; of all when left out.
    pub business_unit_id: Option<String>,
    /// 1 to 1,000; 100 when left out.
    #[param(minimum = 1, maximum = 1000)]
    pub page_size: Option<i64>,
    /// `nextPageToken` of the page before.
    pub page_token: Option<String>,
}

/// Scorecards, the oldest first.
///
/// # Errors
/// [`Failure::NotFound`] for the business unit; [`Failure::Invalid`] for a page that cannot be.
pub fn list_scorecards(
    conn: &mut Conn<'_>,
    scope: &Scope,
    query: &ScorecardQuery,
) -> Result<Page<Scorecard>, Failure> {
    let page = PageParams {
        page_size: query.page_size,
        page_token: query.page_token.clone(),
    };
    if let Some(unit) = &query.business_unit_id {
        find_business_unit(conn, scope, unit)?;
    }
    let unit = query.business_unit_id.as_deref();
    records::page(conn, scope, unit, &page, of_row)
}

/// Overwrites a scorecard that is still at `version`.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Stale`]; those of [`create_scorecard`].
pub fn replace_scorecard(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
    version: i32,
    new: &NewScorecard,
) -> Result<Scorecard, Failure> {
    let known: ScorecardRow = records::find(conn, scope, KIND, None, id)?;
    records::expect_version(&known, version)?;
    new.check(conn, scope)?;
    let row = row_of(scope, new, Some(known))?;
    records::replace(conn, scope, KIND, &row, version)?;
    of_row(row)
}

/// Deletes a scorecard.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn delete_scorecard(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<(), Failure> {
    records::delete::<ScorecardRow>(conn, scope, KIND, None, id)
}
