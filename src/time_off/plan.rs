//! Time-off plans: which activity codes agents may ask for, and how requests are decided.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::limit::NewTimeOffLimit;
use super::settings::{self, Kept, Setting};
use super::store::SettingTable;
use super::wait_list::promote_wait_list;
use crate::db::{Conn, Instant};
use crate::failure::{Failure, Faults};
use crate::organisation::{
    ActivityCategory, Agent, BusinessUnit, list_activity_codes, list_management_units,
};
use crate::tenancy::Scope;

/// What is approved without a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub enum AutoApprovalRule {
    /// Nothing: a person decides.
    #[default]
    Never,
    /// Whatever the balance holds; limits are not looked at.
    Always,
    /// What limits and balance have room for.
    CheckLimits,
    /// What limits and balance have room for and coverage can spare.
    CheckCoverage,
}

/// What becomes of a request that coverage cannot spare.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub enum ShortCoverageAction {
    /// It is denied, and other dates are offered.
    #[default]
    Deny,
    /// It waits until coverage can spare it.
    WaitList,
    /// A person decides.
    Review,
}

/// The longest a request may expire before its start.
const MOST_DAYS_BEFORE: u32 = 365;

/// A time-off plan to be made, or to take one's place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewTimeOffPlan {
    /// The business unit it is in, for good.
    pub business_unit_id: String,
    /// Unique in its business unit.
    pub name: String,
    /// Activity codes of the category TimeOff. A code is in one active plan of a management unit at most.
    pub activity_code_ids: Vec<String>,
    /// Whose agents it is for; all management units when empty.
    #[serde(default)]
    pub management_unit_ids: Vec<String>,
    /// Limits that requests count against. Of each only agents in its scope are counted.
    #[serde(default)]
    pub time_off_limit_ids: Vec<String>,
    /// What is approved without a person.
    #[serde(default)]
    pub auto_approval_rule: AutoApprovalRule,
    /// Days before its first day at which a waiting request ends; 0 lets it wait until the day begins.
    #[serde(default)]
    #[schema(maximum = 365)]
    pub days_before_start_to_expire_from_waitlist: u32,
    /// Whether agents use up a balance.
    #[serde(default)]
    pub requires_balance: bool,
    /// What becomes of a request that coverage cannot spare, under `CheckCoverage`.
    #[serde(default)]
    pub on_short_coverage: ShortCoverageAction,
    /// Minutes of missing heads that one request may add and still be approved under `CheckCoverage`.
    #[serde(default)]
    pub tolerated_short_head_minutes: u32,
    /// Whether it is in use.
    #[serde(default = "yes")]
    pub active: bool,
}

const fn yes() -> bool {
    true
}

/// Which activity codes agents may ask for, and how requests are decided.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TimeOffPlan {
    /// Its id.
    pub id: String,
    /// What was sent.
    #[serde(flatten)]
    pub values: NewTimeOffPlan,
    /// Rises with every change.
    pub version: i32,
    /// When it was made.
    pub created_at: Instant,
    /// When it last changed.
    pub modified_at: Instant,
}

impl From<Kept<NewTimeOffPlan>> for TimeOffPlan {
    fn from(kept: Kept<NewTimeOffPlan>) -> Self {
        Self {
            id: kept.id,
            values: kept.values,
            version: kept.version,
            created_at: kept.created_at,
            modified_at: kept.modified_at,
        }
    }
}

impl NewTimeOffPlan {
    fn is_for_unit(&self, management_unit_id: &str) -> bool {
        self.management_unit_ids.is_empty()
            || self
                .management_unit_ids
                .iter()
                .any(|id| id == management_unit_id)
    }

    fn meets(&self, other: &Self) -> bool {
        self.management_unit_ids.is_empty()
            || other.management_unit_ids.is_empty()
            || self
                .management_unit_ids
                .iter()
                .any(|id| other.management_unit_ids.contains(id))
    }
}

impl Setting for NewTimeOffPlan {
    const KIND: &'static str = "time-off plan";
    const TABLE: SettingTable = SettingTable::Plans;

    fn business_unit_id(&self) -> &str {
        &self.business_unit_id
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn check(
        &self,
        conn: &mut Conn<'_>,
        scope: &Scope,
        unit: &BusinessUnit,
        own_id: Option<&str>,
        faults: &mut Faults,
    ) -> Result<(), Failure> {
        let codes = list_activity_codes(conn, scope, &unit.id)?;
        let others: Vec<Kept<Self>> = settings::all(conn, scope, &unit.id)?;
        faults.require(
            !self.activity_code_ids.is_empty(),
            "/activityCodeIds",
            "missing",
            "name an activity code at least",
        );
        let mut seen = BTreeSet::new();
        for (index, id) in self.activity_code_ids.iter().enumerate() {
            let at = format!("/activityCodeIds/{index}");
            let code = codes.iter().find(|code| code.id == *id);
            faults.require(
                code.is_some_and(|code| code.category == ActivityCategory::TimeOff),
                at.clone(),
                "not-time-off",
                "name an activity code of this business unit whose category is TimeOff",
            );
            faults.require(
                seen.insert(id),
                at.clone(),
                "duplicate",
                "name each code once",
            );
            let taken = others.iter().find(|other| {
                Some(other.id.as_str()) != own_id
                    && other.values.active
                    && other.values.activity_code_ids.contains(id)
                    && other.values.meets(self)
            });
            let detail = taken.map_or_else(String::new, |other| {
                format!(
                    "{:?} has it already; take it out there first",
                    other.values.name
                )
            });
            faults.require(
                !self.active || taken.is_none(),
                at,
                "in-another-plan",
                detail,
            );
        }
        let sites = list_management_units(conn, scope, &unit.id)?;
        for (index, id) in self.management_unit_ids.iter().enumerate() {
            faults.require(
                sites.iter().any(|site| site.id == *id),
                format!("/managementUnitIds/{index}"),
                "not-found",
                "name a management unit of this business unit",
            );
        }
        let limits: Vec<Kept<NewTimeOffLimit>> = settings::all(conn, scope, &unit.id)?;
        for (index, id) in self.time_off_limit_ids.iter().enumerate() {
            faults.require(
                limits.iter().any(|limit| limit.id == *id),
                format!("/timeOffLimitIds/{index}"),
                "not-found",
                "name a time-off limit of this business unit",
            );
        }
        faults.require(
            self.days_before_start_to_expire_from_waitlist <= MOST_DAYS_BEFORE,
            "/daysBeforeStartToExpireFromWaitlist",
            "out-of-range",
            format!("use 0 to {MOST_DAYS_BEFORE}"),
        );
        Ok(())
    }
}

/// Makes a plan.
///
/// # Errors
/// [`Failure::Invalid`] per fault; `already-exists` when the name is taken.
pub fn create_time_off_plan(
    conn: &mut Conn<'_>,
    scope: &Scope,
    new: NewTimeOffPlan,
) -> Result<TimeOffPlan, Failure> {
    settings::create(conn, scope, new).map(Into::into)
}

/// The plan of that id.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn find_time_off_plan(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<TimeOffPlan, Failure> {
    settings::find(conn, scope, id).map(Into::into)
}

/// All plans of a business unit, inactive ones included.
///
/// # Errors
/// Only the database's.
pub fn list_time_off_plans(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
) -> Result<Vec<TimeOffPlan>, Failure> {
    let kept = settings::all(conn, scope, business_unit_id)?;
    Ok(kept.into_iter().map(Into::into).collect())
}

/// Puts a plan in the place of the one that is still at version `expected`, and decides what waits anew.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Stale`]; [`Failure::Invalid`] per fault.
pub fn replace_time_off_plan(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
    expected: i32,
    new: NewTimeOffPlan,
) -> Result<TimeOffPlan, Failure> {
    let plan: TimeOffPlan = settings::replace(conn, scope, id, expected, new)?.into();
    promote_wait_list(conn, scope, &plan.values.business_unit_id)?;
    Ok(plan)
}

/// Deletes a plan; requests keep what they were decided by.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn delete_time_off_plan(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<(), Failure> {
    settings::delete::<NewTimeOffPlan>(conn, scope, id)
}

/// The active plan by which an agent's requests for an activity code are decided.
pub(super) fn plan_for(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    agent: &Agent,
    activity_code_id: &str,
) -> Result<Option<TimeOffPlan>, Failure> {
    let plans = list_time_off_plans(conn, scope, business_unit_id)?;
    Ok(plans.into_iter().find(|plan| {
        plan.values.active
            && plan.values.is_for_unit(&agent.management_unit_id)
            && plan
                .values
                .activity_code_ids
                .iter()
                .any(|id| id == activity_code_id)
    }))
}
