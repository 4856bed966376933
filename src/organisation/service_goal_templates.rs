//! Service goal templates: what planning groups are to reach.

use crewcast_forecasts::erlang::ServiceLevelVariant;
use serde::{Deserialize, Serialize};

use super::business_units::NewBusinessUnit;
use super::resource::{self, Identity, Resource, Stored, document, parsed};
use super::rules::require_found;
use super::store::ServiceGoalTemplateRow;
use crate::db::Conn;
use crate::failure::{Failure, Faults};
use crate::tenancy::Scope;

/// Answered within a time: `percent` of the contacts within `seconds`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ServiceLevelGoal {
    /// Whether it counts.
    pub include: bool,
    /// Above 0 and below 100.
    pub percent: f64,
    /// 0 to 86,400.
    pub seconds: u32,
    /// How contacts that hang up count: `ofOffered` (the default), `lessShortAbandons`, `shortAbandonsAsMet` or
    /// `ofAnswered`.
    #[serde(default)]
    #[schema(value_type = String)]
    pub variant: ServiceLevelVariant,
}

/// Mean wait before an answer.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AverageSpeedOfAnswerGoal {
    /// Whether it counts.
    pub include: bool,
    /// 1 to 86,400.
    pub seconds: u32,
}

/// A ceiling in percent: of contacts abandoned, or of agents' time occupied.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PercentCeiling {
    /// Whether it counts.
    pub include: bool,
    /// Above 0, at most 100.
    pub percent: f64,
}

/// The goals, as stored.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Goals {
    service_level: ServiceLevelGoal,
    average_speed_of_answer: AverageSpeedOfAnswerGoal,
    abandon_rate: PercentCeiling,
    maximum_occupancy: PercentCeiling,
}

/// A service goal template to be made, or to take one's place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewServiceGoalTemplate {
    /// The business unit it is in; the API takes it from the path.
    #[serde(skip_deserializing)]
    pub business_unit_id: String,
    /// Unique in its business unit.
    pub name: String,
    /// Answered within a time.
    pub service_level: ServiceLevelGoal,
    /// Mean wait.
    pub average_speed_of_answer: AverageSpeedOfAnswerGoal,
    /// Contacts that hang up.
    pub abandon_rate: PercentCeiling,
    /// Agents' time occupied with contacts.
    pub maximum_occupancy: PercentCeiling,
}

/// What planning groups are to reach.
pub type ServiceGoalTemplate = Stored<NewServiceGoalTemplate>;

impl NewServiceGoalTemplate {
    /// Notes goals that cannot be, at their place below `at`.
    pub fn check_goals(&self, at: &str, faults: &mut Faults) {
        let level = self.service_level.percent;
        faults.require(
            level > 0.0 && level < 100.0,
            format!("{at}/serviceLevel/percent"),
            "out-of-range",
            format!("{level} % cannot be planned for; use more than 0 and less than 100"),
        );
        faults.require(
            self.service_level.seconds <= 86_400,
            format!("{at}/serviceLevel/seconds"),
            "out-of-range",
            "use 0 to 86400 seconds",
        );
        faults.require(
            (1..=86_400).contains(&self.average_speed_of_answer.seconds),
            format!("{at}/averageSpeedOfAnswer/seconds"),
            "out-of-range",
            "use 1 to 86400 seconds",
        );
        for (ceiling, field) in [
            (self.abandon_rate, "abandonRate"),
            (self.maximum_occupancy, "maximumOccupancy"),
        ] {
            faults.require(
                ceiling.percent > 0.0 && ceiling.percent <= 100.0,
                format!("{at}/{field}/percent"),
                "out-of-range",
                format!(
                    "{} % is no ceiling; use more than 0 and at most 100",
                    ceiling.percent
                ),
            );
        }
        let goals = [
            self.service_level.include,
            self.average_speed_of_answer.include,
            self.abandon_rate.include,
            self.maximum_occupancy.include,
        ];
        faults.require(
            goals.contains(&true),
            format!("{at}/serviceLevel/include"),
            "no-goal",
            "include at least one goal: without any, no number of agents is required",
        );
    }
}

impl Resource for NewServiceGoalTemplate {
    type Row = ServiceGoalTemplateRow;
    const KIND: &'static str = "service goal template";
    const SCHEMA: &'static str = "ServiceGoalTemplate";
    const PARENT_IN_PATH: Option<&'static str> = Some("businessUnitId");

    fn set_parent(&mut self, parent_id: String) {
        self.business_unit_id = parent_id;
    }

    fn check(&self, conn: &mut Conn<'_>, scope: &Scope, _: Option<&Self>) -> Result<(), Failure> {
        let mut faults = Faults::default();
        faults.require_name(&self.name, "/name");
        let parent = &self.business_unit_id;
        require_found::<NewBusinessUnit>(conn, scope, &mut faults, parent, "/businessUnitId")?;
        self.check_goals("", &mut faults);
        faults.into_result()
    }

    fn to_row(&self, identity: Identity) -> Result<ServiceGoalTemplateRow, Failure> {
        let goals = document(&Goals {
            service_level: self.service_level,
            average_speed_of_answer: self.average_speed_of_answer,
            abandon_rate: self.abandon_rate,
            maximum_occupancy: self.maximum_occupancy,
        })?;
        Ok(ServiceGoalTemplateRow {
            tenant_id: identity.tenant_id,
            id: identity.id,
            business_unit_id: self.business_unit_id.clone(),
            name: self.name.clone(),
            goals,
            version: identity.version,
            created_at: identity.created_at,
            modified_at: identity.modified_at,
        })
    }

    fn from_row(row: ServiceGoalTemplateRow) -> Result<ServiceGoalTemplate, Failure> {
        let goals: Goals = parsed(Self::KIND, &row.id, &row.goals)?;
        Ok(Stored {
            values: Self {
                business_unit_id: row.business_unit_id,
                name: row.name,
                service_level: goals.service_level,
                average_speed_of_answer: goals.average_speed_of_answer,
                abandon_rate: goals.abandon_rate,
                maximum_occupancy: goals.maximum_occupancy,
            },
            id: row.id,
            version: row.version,
            created_at: row.created_at,
            modified_at: row.modified_at,
        })
    }
}

/// Makes a service goal template.
///
/// # Errors
/// [`Failure::Invalid`] per fault; `already-exists` when the name is taken.
pub fn create_service_goal_template(
    conn: &mut Conn<'_>,
    scope: &Scope,
    new: NewServiceGoalTemplate,
) -> Result<ServiceGoalTemplate, Failure> {
    resource::create(conn, scope, new)
}

/// The service goal template of that id in that business unit.
///
/// # Errors
/// [`Failure::NotFound`] when the business unit has none of that id.
pub fn find_service_goal_template(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    id: &str,
) -> Result<ServiceGoalTemplate, Failure> {
    resource::find_under(conn, scope, Some(business_unit_id), id)
}
