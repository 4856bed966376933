//! The work plan itself, stored as one document.

use serde::{Deserialize, Serialize};

use super::rules::WorkPlanRules;
use super::terms::WorkPlanShift;
use super::validate::faults_of;
use crate::db::{Conn, DbError};
use crate::failure::Failure;
use crate::organisation::labour_law::LabourLaw;
use crate::organisation::resource::{self, Identity, Resource, Stored, document, parsed};
use crate::organisation::store::{self, Links, WorkPlanRow, replace_links};
use crate::tenancy::Scope;

/// A work plan to be made, or to take one's place. A limit holds when it is given; where a `constrain…` flag stands
/// beside it, only while the flag is set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewWorkPlan {
    /// The management unit it is in; the API takes it from the path.
    #[serde(skip_deserializing)]
    pub management_unit_id: String,
    /// Unique in its management unit.
    pub name: String,
    /// Whether its agents are scheduled.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// Whether a week's paid minutes are limited.
    #[serde(default)]
    pub constrain_weekly_paid_time: bool,
    /// Whether that limit is a range instead of one figure.
    #[serde(default)]
    pub flexible_weekly_paid_time: bool,
    /// A week's paid minutes when not flexible.
    pub weekly_exact_paid_minutes: Option<u32>,
    /// A week's least paid minutes when flexible.
    pub weekly_minimum_paid_minutes: Option<u32>,
    /// A week's most paid minutes when flexible.
    pub weekly_maximum_paid_minutes: Option<u32>,
    /// Whether paid minutes of a shift come in steps of `paidTimeGranularityMinutes`.
    #[serde(default)]
    pub constrain_paid_time_granularity: bool,
    /// Those steps.
    pub paid_time_granularity_minutes: Option<u32>,
    /// Whether rest between shifts is asked for.
    #[serde(default)]
    pub constrain_minimum_time_between_shifts: bool,
    /// Rest from one shift's end to the next one's start; 660 is the 11 hours of EU Directive 2003/88/EC, art. 3.
    pub minimum_time_between_shifts_minutes: Option<u32>,
    /// Most working days a week.
    pub maximum_days: Option<u32>,
    /// Least working days a week.
    pub minimum_working_days_per_week: Option<u32>,
    /// Whether working days in a row are limited.
    #[serde(default)]
    pub constrain_maximum_consecutive_working_days: bool,
    /// Most working days in a row.
    pub maximum_consecutive_working_days: Option<u32>,
    /// Least days without a shift in a planning period.
    pub minimum_days_off_per_planning_period: Option<u32>,
    /// Further rules.
    #[serde(default)]
    pub rules: WorkPlanRules,
    /// The labour law its rosters keep; left out, that of its management unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub labour_law: Option<LabourLaw>,
    /// The shifts it allows.
    pub shifts: Vec<WorkPlanShift>,
}

const fn yes() -> bool {
    true
}

impl NewWorkPlan {
    /// The stored document: everything but the parent, which is a column and never read from JSON.
    fn document(&self) -> Result<String, Failure> {
        let mut terms = serde_json::to_value(self).map_err(|error| {
            Failure::Internal(format!("a work plan cannot be written: {error}"))
        })?;
        if let Some(fields) = terms.as_object_mut() {
            fields.remove("managementUnitId");
        }
        document(&terms)
    }

    /// Least and most paid minutes of a week, where they are limited.
    pub fn weekly_paid_minutes(&self) -> (Option<u32>, Option<u32>) {
        match (
            self.constrain_weekly_paid_time,
            self.flexible_weekly_paid_time,
        ) {
            (false, _) => (None, None),
            (true, false) => (
                self.weekly_exact_paid_minutes,
                self.weekly_exact_paid_minutes,
            ),
            (true, true) => (
                self.weekly_minimum_paid_minutes,
                self.weekly_maximum_paid_minutes,
            ),
        }
    }
}

/// An agent's contract and rules: hours, shifts, breaks, rest.
pub type WorkPlan = Stored<NewWorkPlan>;

impl Resource for NewWorkPlan {
    type Row = WorkPlanRow;
    const KIND: &'static str = "work plan";
    const SCHEMA: &'static str = "WorkPlan";
    const PARENT_IN_PATH: Option<&'static str> = Some("managementUnitId");

    fn set_parent(&mut self, parent_id: String) {
        self.management_unit_id = parent_id;
    }

    fn check(&self, conn: &mut Conn<'_>, scope: &Scope, _: Option<&Self>) -> Result<(), Failure> {
        faults_of(conn, scope, self)?.into_result()
    }

    fn to_row(&self, identity: Identity) -> Result<WorkPlanRow, Failure> {
        Ok(WorkPlanRow {
            tenant_id: identity.tenant_id,
            id: identity.id,
            management_unit_id: self.management_unit_id.clone(),
            name: self.name.clone(),
            rules: self.document()?,
            version: identity.version,
            created_at: identity.created_at,
            modified_at: identity.modified_at,
        })
    }

    fn from_row(row: WorkPlanRow) -> Result<WorkPlan, Failure> {
        let terms: Self = parsed(Self::KIND, &row.id, &row.rules)?;
        Ok(Stored {
            values: Self {
                management_unit_id: row.management_unit_id,
                name: row.name,
                ..terms
            },
            id: row.id,
            version: row.version,
            created_at: row.created_at,
            modified_at: row.modified_at,
        })
    }

    fn write_links(&self, conn: &mut Conn<'_>, tenant: &str, id: &str) -> Result<(), DbError> {
        let activities = self.shifts.iter().flat_map(|shift| &shift.activities);
        let codes = activities
            .map(|activity| (id.to_owned(), activity.activity_code_id.clone()))
            .collect();
        replace_links(conn, Links::WorkPlanActivityCodes, tenant, &[id], &codes)
    }
}

/// Makes a work plan.
///
/// # Errors
/// [`Failure::Invalid`] with everything [`super::validate_work_plan`] finds; `already-exists` when the name is taken.
pub fn create_work_plan(
    conn: &mut Conn<'_>,
    scope: &Scope,
    new: NewWorkPlan,
) -> Result<WorkPlan, Failure> {
    resource::create(conn, scope, new)
}

/// The work plan of that id.
///
/// # Errors
/// [`Failure::NotFound`] when the tenant has none of that id.
pub fn find_work_plan(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<WorkPlan, Failure> {
    resource::find(conn, scope, id)
}

/// All work plans of a business unit's management units, those not enabled included.
///
/// # Errors
/// Only the database's.
pub fn work_plans_of_business_unit(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
) -> Result<Vec<WorkPlan>, Failure> {
    let rows = store::work_plans_of_business_unit(conn, scope.tenant(), business_unit_id)?;
    resource::read::<NewWorkPlan>(rows)
}
