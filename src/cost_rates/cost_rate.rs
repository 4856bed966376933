//! What things cost from a day on: paid hours, overtime and lost contacts. Kept, changed and looked through.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::store::{self, CostRateRow};
use crate::auth::role_holds;
use crate::db::{Conn, DbError, Instant, Record};
use crate::failure::{Failure, Faults};
use crate::http::{Page, PageParams};
use crate::organisation::{
    business_unit_of_agent, find_agent, find_business_unit, find_planning_group, find_queue,
    work_plans_of_business_unit,
};
use crate::records;
use crate::tenancy::{Scope, new_id};

const KIND: &str = "cost rate";

/// More is a mistake of units.
const MOST_MONEY: f64 = 1e9;

/// Beyond it an hour of overtime is a mistake of units.
const MOST_MULTIPLIER: f64 = 10.0;

/// What a cost rate is of.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
pub enum CostSubject {
    /// The whole business unit, where nothing nearer has a rate.
    BusinessUnit,
    /// The agents of a work plan.
    WorkPlan,
    /// One agent.
    Agent,
    /// The contacts of a planning group.
    PlanningGroup,
    /// The contacts of a queue.
    Queue,
}

impl CostSubject {
    const ALL: [Self; 5] = [
        Self::BusinessUnit,
        Self::WorkPlan,
        Self::Agent,
        Self::PlanningGroup,
        Self::Queue,
    ];

    const fn stored(self) -> &'static str {
        match self {
            Self::BusinessUnit => "BusinessUnit",
            Self::WorkPlan => "WorkPlan",
            Self::Agent => "Agent",
            Self::PlanningGroup => "PlanningGroup",
            Self::Queue => "Queue",
        }
    }
}

/// A cost rate to be made, or to take one's place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewCostRate {
    /// What it is of.
    pub subject_type: CostSubject,
    /// The id of the work plan, agent, planning group or queue; left out for the business unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject_id: Option<String>,
    /// The first local day it holds on; it holds until the next rate of the same subject.
    pub effective_date: NaiveDate,
    /// Three letters of ISO 4217, such as `EUR`; one currency a business unit.
    pub currency: String,
    /// What an hour of an agent's paid time costs; of business units, work plans and agents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_per_paid_hour: Option<f64>,
    /// What an hour of overtime costs, in paid hours: 1 to 10; of business units, work plans and agents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overtime_multiplier: Option<f64>,
    /// What a contact that is lost costs; of business units, planning groups and queues.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_per_lost_contact: Option<f64>,
}

/// What something costs from a day on.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CostRate {
    /// Its id.
    pub id: String,
    /// The business unit it is in.
    pub business_unit_id: String,
    /// What was sent.
    #[serde(flatten)]
    pub rate: NewCostRate,
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

impl NewCostRate {
    fn check(&self, conn: &mut Conn<'_>, scope: &Scope, unit: &str) -> Result<(), Failure> {
        let mut faults = Faults::default();
        self.check_values(&mut faults);
        self.check_subject(conn, scope, unit, &mut faults)?;
        faults.into_result()
    }

    fn check_values(&self, faults: &mut Faults) {
        let letters = self.currency.len() == 3
            && self
                .currency
                .chars()
                .all(|letter| letter.is_ascii_uppercase());
        let detail = "use the three capital letters of ISO 4217, such as EUR";
        faults.require(letters, "/currency", "invalid-currency", detail);
        let of_contacts = matches!(
            self.subject_type,
            CostSubject::PlanningGroup | CostSubject::Queue
        );
        let of_people = matches!(
            self.subject_type,
            CostSubject::WorkPlan | CostSubject::Agent
        );
        for (value, pointer, least, most, misplaced) in [
            (
                self.cost_per_paid_hour,
                "/costPerPaidHour",
                0.0,
                MOST_MONEY,
                of_contacts,
            ),
            (
                self.overtime_multiplier,
                "/overtimeMultiplier",
                1.0,
                MOST_MULTIPLIER,
                of_contacts,
            ),
            (
                self.cost_per_lost_contact,
                "/costPerLostContact",
                0.0,
                MOST_MONEY,
                of_people,
            ),
        ] {
            let Some(value) = value else { continue };
            let detail = format!("{value} is none; use {least} to {most}");
            let fits = (least..=most).contains(&value);
            faults.require(fits, pointer, "out-of-range", detail);
            let detail = format!(
                "a {} has no such cost; leave it out, or name another subjectType",
                self.subject_type.stored()
            );
            faults.require(!misplaced, pointer, "not-of-this-subject", detail);
        }
        let any = self
            .cost_per_paid_hour
            .or(self.overtime_multiplier)
            .or(self.cost_per_lost_contact);
        let detail = "give costPerPaidHour, overtimeMultiplier or costPerLostContact";
        faults.require(any.is_some(), "/costPerPaidHour", "missing", detail);
    }

    fn check_subject(
        &self,
        conn: &mut Conn<'_>,
        scope: &Scope,
        unit: &str,
        faults: &mut Faults,
    ) -> Result<(), Failure> {
        let Some(id) = self.subject_id.as_deref() else {
            let holds = self.subject_type == CostSubject::BusinessUnit;
            let detail = format!("name the {} it is of", self.subject_type.stored());
            faults.require(holds, "/subjectId", "missing", detail);
            return Ok(());
        };
        let found = match self.subject_type {
            CostSubject::BusinessUnit => Ok(id == unit),
            CostSubject::WorkPlan => work_plans_of_business_unit(conn, scope, unit)
                .map(|plans| plans.iter().any(|plan| plan.id == id)),
            CostSubject::Agent => find_agent(conn, scope, id)
                .and_then(|agent| business_unit_of_agent(conn, scope, &agent))
                .map(|of| of.id == unit),
            CostSubject::PlanningGroup => find_planning_group(conn, scope, unit, id).map(|_| true),
            CostSubject::Queue => {
                find_queue(conn, scope, id).map(|queue| queue.business_unit_id == unit)
            }
        };
        let is_there = match found {
            Ok(is_there) => is_there,
            Err(Failure::NotFound { .. }) => false,
            Err(other) => return Err(other),
        };
        let detail = format!(
            "no {} {id:?} in this business unit; list them to see their ids",
            self.subject_type.stored()
        );
        faults.require(is_there, "/subjectId", "not-found", detail);
        Ok(())
    }
}

fn of_row(row: CostRateRow) -> Result<CostRate, Failure> {
    let corrupt = |reason: String| DbError::Corrupt {
        what: KIND,
        id: row.id.clone(),
        reason,
    };
    let subject_type = CostSubject::ALL
        .into_iter()
        .find(|one| one.stored() == row.subject_kind)
        .ok_or_else(|| corrupt(format!("unknown subject {:?}", row.subject_kind)))?;
    let effective_date = row
        .effective_date
        .parse()
        .map_err(|_| corrupt(format!("{:?} is no date", row.effective_date)))?;
    Ok(CostRate {
        rate: NewCostRate {
            subject_type,
            subject_id: (subject_type != CostSubject::BusinessUnit).then_some(row.subject_id),
            effective_date,
            currency: row.currency,
            cost_per_paid_hour: row.cost_per_paid_hour,
            overtime_multiplier: row.overtime_multiplier,
            cost_per_lost_contact: row.cost_per_lost_contact,
        },
        id: row.id,
        business_unit_id: row.business_unit_id,
        version: row.version,
        created_by: row.created_by,
        created_at: row.created_at,
        modified_by: row.modified_by,
        modified_at: row.modified_at,
    })
}

/// One currency a business unit: sums over rates must mean something. `own` is the rate that is being changed.
fn require_one_currency(
    conn: &mut Conn<'_>,
    scope: &Scope,
    unit: &str,
    new: &NewCostRate,
    own: Option<&str>,
) -> Result<(), Failure> {
    let others = store::cost_rates_of_unit(conn, scope.tenant(), unit)?;
    let other = others
        .iter()
        .find(|row| Some(row.id.as_str()) != own && row.currency != new.currency);
    match other {
        None => Ok(()),
        Some(row) => {
            let detail = format!(
                "the business unit's other rates are in {}; use it, or delete those first",
                row.currency
            );
            Err(Failure::invalid("/currency", "mixed-currencies", detail))
        }
    }
}

fn row_of(
    scope: &Scope,
    unit: &str,
    new: &NewCostRate,
    before: Option<CostRateRow>,
) -> CostRateRow {
    let by = scope.actor.subject.clone();
    let (id, version, created_by, created_at) = match before {
        Some(row) => (row.id, row.version + 1, row.created_by, row.created_at),
        None => (new_id(scope.now), 1, by.clone(), scope.now),
    };
    CostRateRow {
        tenant_id: scope.tenant().to_owned(),
        id,
        business_unit_id: unit.to_owned(),
        subject_kind: new.subject_type.stored().to_owned(),
        subject_id: new.subject_id.clone().unwrap_or_else(|| unit.to_owned()),
        effective_date: new.effective_date.to_string(),
        currency: new.currency.clone(),
        cost_per_paid_hour: new.cost_per_paid_hour,
        overtime_multiplier: new.overtime_multiplier,
        cost_per_lost_contact: new.cost_per_lost_contact,
        version,
        created_by,
        created_at,
        modified_by: by,
        modified_at: scope.now,
    }
}

/// Keeps what something costs from a day on.
///
/// # Errors
/// [`Failure::NotFound`] for the business unit; [`Failure::Invalid`]; [`Failure::Conflict`] `already-exists` for a second
/// rate of one subject and day.
pub fn create_cost_rate(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    new: &NewCostRate,
) -> Result<CostRate, Failure> {
    let unit = find_business_unit(conn, scope, business_unit_id)?.id;
    new.check(conn, scope, &unit)?;
    require_one_currency(conn, scope, &unit, new, None)?;
    let row = row_of(scope, &unit, new, None);
    CostRateRow::insert(conn, std::slice::from_ref(&row))
        .map_err(|error| Failure::from_write(error, KIND))?;
    of_row(row)
}

/// One cost rate.
///
/// # Errors
/// [`Failure::NotFound`], also for another business unit's.
pub fn find_cost_rate(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (business_unit_id, id): (&str, &str),
) -> Result<CostRate, Failure> {
    records::find(conn, scope, KIND, Some(business_unit_id), id).and_then(of_row)
}

/// Cost rates of a business unit, the oldest first.
///
/// # Errors
/// [`Failure::NotFound`] for the business unit; [`Failure::Invalid`] for a page that cannot be.
pub fn list_cost_rates(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    page: &PageParams,
) -> Result<Page<CostRate>, Failure> {
    let unit = find_business_unit(conn, scope, business_unit_id)?;
    records::page(conn, scope, Some(&unit.id), page, of_row)
}

/// All cost rates of a business unit, in the order of their days.
///
/// # Errors
/// Only the database's.
pub fn cost_rates_of(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
) -> Result<Vec<CostRate>, Failure> {
    let rows = store::cost_rates_of_unit(conn, scope.tenant(), business_unit_id)?;
    rows.into_iter().map(of_row).collect()
}

/// What an agent earns follows from what their hours cost, so money is for those who keep the rates.
///
/// # Errors
/// [`Failure::Forbidden`].
pub fn require_costs_visible(scope: &Scope) -> Result<(), Failure> {
    let permission = "wfm:costRate:view";
    if role_holds(scope.actor.role, permission) {
        Ok(())
    } else {
        Err(scope.forbidden(permission))
    }
}

/// Overwrites a rate that is still at `version`.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Stale`]; those of [`create_cost_rate`].
pub fn replace_cost_rate(
    conn: &mut Conn<'_>,
    scope: &Scope,
    place: (&str, &str),
    version: i32,
    new: &NewCostRate,
) -> Result<CostRate, Failure> {
    let known: CostRateRow = records::find(conn, scope, KIND, Some(place.0), place.1)?;
    records::expect_version(&known, version)?;
    new.check(conn, scope, place.0)?;
    require_one_currency(conn, scope, place.0, new, Some(&known.id))?;
    let row = row_of(scope, place.0, new, Some(known));
    records::replace(conn, scope, KIND, &row, version)?;
    of_row(row)
}

/// Deletes a rate: from its day on the one before holds again.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn delete_cost_rate(
    conn: &mut Conn<'_>,
    scope: &Scope,
    place: (&str, &str),
) -> Result<(), Failure> {
    records::delete::<CostRateRow>(conn, scope, KIND, Some(place.0), place.1)
}
