//! Activity codes: what agents can be scheduled to do.

use serde::{Deserialize, Serialize};

use super::business_units::NewBusinessUnit;
use super::resource::{self, Identity, Resource, Stored, corrupt};
use super::rules::require_found;
use super::store::ActivityCodeRow;
use crate::db::{Conn, Record};
use crate::failure::{Failure, Faults};
use crate::tenancy::Scope;

/// The kind of an activity; adherence compares by it.
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
pub enum ActivityCategory {
    /// Taking contacts.
    OnQueueWork,
    /// A short rest.
    Break,
    /// Lunch or another meal.
    Meal,
    /// With others.
    Meeting,
    /// Work away from the queues.
    OffQueueWork,
    /// Leave.
    TimeOff,
    /// Learning.
    Training,
    /// Not at hand.
    Unavailable,
    /// Outside any shift.
    Unscheduled,
}

impl ActivityCategory {
    /// Every category.
    pub const ALL: [Self; 9] = [
        Self::OnQueueWork,
        Self::Break,
        Self::Meal,
        Self::Meeting,
        Self::OffQueueWork,
        Self::TimeOff,
        Self::Training,
        Self::Unavailable,
        Self::Unscheduled,
    ];

    /// As stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OnQueueWork => "OnQueueWork",
            Self::Break => "Break",
            Self::Meal => "Meal",
            Self::Meeting => "Meeting",
            Self::OffQueueWork => "OffQueueWork",
            Self::TimeOff => "TimeOff",
            Self::Training => "Training",
            Self::Unavailable => "Unavailable",
            Self::Unscheduled => "Unscheduled",
        }
    }

    /// The category of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|category| category.as_str() == name)
    }
}

/// An activity code to be made, or to take one's place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewActivityCode {
    /// The business unit it is in; the API takes it from the path.
    #[serde(skip_deserializing)]
    pub business_unit_id: String,
    /// Unique in its business unit.
    pub name: String,
    /// Its kind.
    pub category: ActivityCategory,
    /// Whether planners can still choose it.
    #[serde(default = "yes")]
    pub active: bool,
    /// How long it usually takes: 1 to 1,440.
    pub length_in_minutes: u32,
    /// Whether its time is paid.
    pub counts_as_paid_time: bool,
    /// Whether its time is work under labour rules.
    pub counts_as_work_time: bool,
    /// Whether it is part of shrinkage: paid, and away from the queues.
    #[serde(default)]
    pub counts_toward_shrinkage: bool,
    /// Whether that shrinkage is known when the plan is made.
    #[serde(default)]
    pub planned_shrinkage: bool,
    /// Whether a rush may call its agents back.
    #[serde(default)]
    pub interruptible: bool,
    /// Whether agents may ask for it as time off.
    #[serde(default)]
    pub agent_time_off_selectable: bool,
}

const fn yes() -> bool {
    true
}

/// What agents can be scheduled to do.
pub type ActivityCode = Stored<NewActivityCode>;

impl Resource for NewActivityCode {
    type Row = ActivityCodeRow;
    const KIND: &'static str = "activity code";
    const SCHEMA: &'static str = "ActivityCode";
    const PARENT_IN_PATH: Option<&'static str> = Some("businessUnitId");

    fn set_parent(&mut self, parent_id: String) {
        self.business_unit_id = parent_id;
    }

    fn check(&self, conn: &mut Conn<'_>, scope: &Scope, _: Option<&Self>) -> Result<(), Failure> {
        let mut faults = Faults::default();
        faults.require_name(&self.name, "/name");
        let parent = &self.business_unit_id;
        require_found::<NewBusinessUnit>(conn, scope, &mut faults, parent, "/businessUnitId")?;
        faults.require(
            (1..=1_440).contains(&self.length_in_minutes),
            "/lengthInMinutes",
            "out-of-range",
            format!(
                "{} minutes cannot be; use 1 to 1440",
                self.length_in_minutes
            ),
        );
        faults.require(
            self.counts_toward_shrinkage || !self.planned_shrinkage,
            "/plannedShrinkage",
            "not-shrinkage",
            "only what counts toward shrinkage can be planned shrinkage; set countsTowardShrinkage",
        );
        faults.require(
            self.category != ActivityCategory::OnQueueWork || !self.counts_toward_shrinkage,
            "/countsTowardShrinkage",
            "on-queue-is-no-shrinkage",
            "time on the queues is what shrinkage is taken from; leave it out",
        );
        faults.into_result()
    }

    fn to_row(&self, identity: Identity) -> Result<ActivityCodeRow, Failure> {
        Ok(ActivityCodeRow {
            tenant_id: identity.tenant_id,
            id: identity.id,
            business_unit_id: self.business_unit_id.clone(),
            name: self.name.clone(),
            category: self.category.as_str().to_owned(),
            active: self.active,
            length_in_minutes: self.length_in_minutes.cast_signed(),
            counts_as_paid_time: self.counts_as_paid_time,
            counts_as_work_time: self.counts_as_work_time,
            counts_toward_shrinkage: self.counts_toward_shrinkage,
            planned_shrinkage: self.planned_shrinkage,
            interruptible: self.interruptible,
            agent_time_off_selectable: self.agent_time_off_selectable,
            version: identity.version,
            created_at: identity.created_at,
            modified_at: identity.modified_at,
        })
    }

    fn from_row(row: ActivityCodeRow) -> Result<ActivityCode, Failure> {
        let category = ActivityCategory::parse(&row.category)
            .ok_or_else(|| corrupt(Self::KIND, &row.id, "unknown category"))?;
        Ok(Stored {
            values: Self {
                business_unit_id: row.business_unit_id,
                name: row.name,
                category,
                active: row.active,
                length_in_minutes: row.length_in_minutes.cast_unsigned(),
                counts_as_paid_time: row.counts_as_paid_time,
                counts_as_work_time: row.counts_as_work_time,
                counts_toward_shrinkage: row.counts_toward_shrinkage,
                planned_shrinkage: row.planned_shrinkage,
                interruptible: row.interruptible,
                agent_time_off_selectable: row.agent_time_off_selectable,
            },
            id: row.id,
            version: row.version,
            created_at: row.created_at,
            modified_at: row.modified_at,
        })
    }
}

/// The codes a fresh business unit begins with: name, category, minutes, paid, work, shrinkage, planned shrinkage.
const DEFAULTS: [(&str, ActivityCategory, u32, bool, bool, bool, bool); 8] = [
    (
        "On queue",
        ActivityCategory::OnQueueWork,
        60,
        true,
        true,
        false,
        false,
    ),
    (
        "Break",
        ActivityCategory::Break,
        15,
        true,
        false,
        true,
        true,
    ),
    (
        "Meal",
        ActivityCategory::Meal,
        30,
        false,
        false,
        false,
        false,
    ),
    (
        "Meeting",
        ActivityCategory::Meeting,
        30,
        true,
        true,
        true,
        true,
    ),
    (
        "Training",
        ActivityCategory::Training,
        60,
        true,
        true,
        true,
        true,
    ),
    (
        "Time off",
        ActivityCategory::TimeOff,
        480,
        true,
        false,
        true,
        true,
    ),
    (
        "Off queue work",
        ActivityCategory::OffQueueWork,
        60,
        true,
        true,
        true,
        true,
    ),
    (
        "Unavailable",
        ActivityCategory::Unavailable,
        60,
        false,
        false,
        false,
        false,
    ),
];

/// Makes the codes a fresh business unit begins with.
pub(super) fn create_default_activity_codes(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
) -> Result<(), Failure> {
    let mut rows = Vec::new();
    for (name, category, minutes, paid, work, shrinkage, planned) in DEFAULTS {
        let code = NewActivityCode {
            business_unit_id: business_unit_id.to_owned(),
            name: name.to_owned(),
            category,
            active: true,
            length_in_minutes: minutes,
            counts_as_paid_time: paid,
            counts_as_work_time: work,
            counts_toward_shrinkage: shrinkage,
            planned_shrinkage: planned,
            interruptible: matches!(
                category,
                ActivityCategory::Meeting | ActivityCategory::Training
            ),
            agent_time_off_selectable: category == ActivityCategory::TimeOff,
        };
        rows.push(code.to_row(Identity::fresh(scope))?);
    }
    Ok(ActivityCodeRow::insert(conn, &rows)?)
}

/// Makes an activity code.
///
/// # Errors
/// [`Failure::Invalid`] per fault; `already-exists` when the name is taken.
pub fn create_activity_code(
    conn: &mut Conn<'_>,
    scope: &Scope,
    new: NewActivityCode,
) -> Result<ActivityCode, Failure> {
    resource::create(conn, scope, new)
}

/// The activity code of that id.
///
/// # Errors
/// [`Failure::NotFound`] when the tenant has none of that id.
pub fn find_activity_code(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<ActivityCode, Failure> {
    resource::find(conn, scope, id)
}

/// All activity codes of a business unit, inactive ones included.
///
/// # Errors
/// Only the database's.
pub fn list_activity_codes(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
) -> Result<Vec<ActivityCode>, Failure> {
    resource::all(conn, scope, Some(business_unit_id))
}
