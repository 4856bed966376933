//! What is to be placed, for whom, and when.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::db::{Conn, Instant};
use crate::failure::{Failure, Faults};
use crate::organisation::{
    ActivityCategory, Agent, agents_of_business_unit, list_activity_codes, list_management_units,
};
use crate::tenancy::Scope;

/// Minutes of a day.
const DAY_MINUTES: u32 = 1_440;

const LONGEST_MINUTES: u32 = 480;

/// Placements start at multiples of so many minutes, and last as long.
pub(super) const STEP_MINUTES: u32 = 5;

/// Days a plan may reach over.
const MOST_DAYS: i64 = 91;

/// Whether everybody has the activity by themselves or together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub enum ActivityPlanType {
    /// Each when it suits.
    Individual,
    /// All of a session at one time.
    Group,
}

/// What matters more where not both can be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub enum OptimizationObjective {
    /// Nobody is taken off the queue where a head would be missed for it; some may be left without.
    FavorServiceGoals,
    /// Everybody who can be placed is, where it harms least.
    FavorSchedulingAll,
}

/// How sessions of a group are made up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GroupSettings {
    /// A session with fewer is not held; 2 when left out.
    #[serde(default = "two")]
    #[schema(minimum = 1, maximum = 500)]
    pub minimum_attendees: u32,
    /// A session with more is split; as many as there are when left out.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 500)]
    pub maximum_attendees: Option<u32>,
}

const fn two() -> u32 {
    2
}

impl Default for GroupSettings {
    fn default() -> Self {
        Self {
            minimum_attendees: two(),
            maximum_attendees: None,
        }
    }
}

/// A plan to be kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewActivityPlan {
    /// For people to read; the placed activities carry it as their description.
    pub name: String,
    /// The planner's words.
    #[serde(default)]
    pub description: String,
    /// By themselves or together.
    #[serde(rename = "type")]
    pub kind: ActivityPlanType,
    /// What is placed: a code of category Meeting, Training or OffQueueWork.
    pub activity_code_id: String,
    /// How long, in multiples of 5 minutes: 5 to 480.
    #[schema(minimum = 5, maximum = 480)]
    pub length_minutes: u32,
    /// Whether it is paid; as the activity code says when left out.
    #[serde(default)]
    pub counts_as_paid_time: Option<bool>,
    /// First local date.
    pub start_date: NaiveDate,
    /// The local date after the last.
    pub end_date: NaiveDate,
    /// Not before this local time, minutes from midnight.
    #[serde(default)]
    pub earliest_start_minutes_from_midnight: Option<u32>,
    /// Over by this local time, minutes from midnight.
    #[serde(default)]
    pub latest_end_minutes_from_midnight: Option<u32>,
    /// Attendees: these agents.
    #[serde(default)]
    pub agent_ids: Vec<String>,
    /// Attendees: active agents of these teams.
    #[serde(default)]
    pub team_ids: Vec<String>,
    /// Attendees: active agents of these management units.
    #[serde(default)]
    pub management_unit_ids: Vec<String>,
    /// What matters more.
    pub optimization_objective: OptimizationObjective,
    /// How sessions are made up, of a group.
    #[serde(default)]
    pub group_settings: Option<GroupSettings>,
}

/// A plan that is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ActivityPlan {
    /// Its id.
    pub id: String,
    /// Whose agents.
    pub business_unit_id: String,
    /// What it says.
    #[serde(flatten)]
    pub plan: NewActivityPlan,
    /// Send it as If-Match.
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

impl NewActivityPlan {
    /// # Errors
    /// [`Failure::Invalid`] with a fault for everything that cannot be.
    pub(super) fn check(
        &self,
        conn: &mut Conn<'_>,
        scope: &Scope,
        business_unit_id: &str,
    ) -> Result<(), Failure> {
        let mut faults = Faults::default();
        self.check_figures(&mut faults);
        let codes = list_activity_codes(conn, scope, business_unit_id)?;
        let code = codes.iter().find(|code| code.id == self.activity_code_id);
        let is_fit = code.is_some_and(|code| {
            let category = code.category;
            matches!(
                category,
                ActivityCategory::Meeting
                    | ActivityCategory::Training
                    | ActivityCategory::OffQueueWork
            )
        });
        faults.require(
            is_fit,
            "/activityCodeId",
            "unknown-activity-code",
            "name an activity code of category Meeting, Training or OffQueueWork",
        );
        let agents = agents_of_business_unit(conn, scope, business_unit_id)?;
        let units = list_management_units(conn, scope, business_unit_id)?;
        let ids: BTreeSet<&str> = agents.iter().map(|agent| agent.id.as_str()).collect();
        let teams: BTreeSet<&str> = agents.iter().filter_map(|a| a.team_id.as_deref()).collect();
        let units: BTreeSet<&str> = units.iter().map(|unit| unit.id.as_str()).collect();
        for (field, named, known) in [
            ("agentIds", &self.agent_ids, &ids),
            ("teamIds", &self.team_ids, &teams),
            ("managementUnitIds", &self.management_unit_ids, &units),
        ] {
            for (index, id) in named.iter().enumerate() {
                faults.require(
                    known.contains(id.as_str()),
                    format!("/{field}/{index}"),
                    "not-found",
                    "name one of this business unit that has agents",
                );
            }
        }
        faults.require(
            !(self.agent_ids.is_empty()
                && self.team_ids.is_empty()
                && self.management_unit_ids.is_empty()),
            "/agentIds",
            "missing",
            "name attendees by agentIds, teamIds or managementUnitIds",
        );
        faults.into_result()
    }

    fn check_figures(&self, faults: &mut Faults) {
        faults.require_name(&self.name, "/name");
        faults.require_words(&self.description, "/description");
        faults.require(
            (STEP_MINUTES..=LONGEST_MINUTES).contains(&self.length_minutes)
                && self.length_minutes.is_multiple_of(STEP_MINUTES),
            "/lengthMinutes",
            "out-of-range",
            format!("use a multiple of {STEP_MINUTES} up to {LONGEST_MINUTES}"),
        );
        let days = (self.end_date - self.start_date).num_days();
        faults.require(
            (1..=MOST_DAYS).contains(&days),
            "/endDate",
            "out-of-range",
            format!(
                "let it be 1 to {MOST_DAYS} days after startDate; it is the first day left out"
            ),
        );
        let earliest = self.earliest_start_minutes_from_midnight.unwrap_or(0);
        let latest = self.latest_end_minutes_from_midnight.unwrap_or(DAY_MINUTES);
        faults.require(
            latest <= DAY_MINUTES && earliest + self.length_minutes <= latest,
            "/latestEndMinutesFromMidnight",
            "out-of-range",
            format!("leave room for lengthMinutes after the earliest start, and use at most {DAY_MINUTES}"),
        );
        let settings = self.group_settings.unwrap_or_default();
        let most = settings.maximum_attendees.unwrap_or(u32::MAX);
        faults.require(
            (1..=500).contains(&settings.minimum_attendees) && settings.minimum_attendees <= most,
            "/groupSettings/minimumAttendees",
            "out-of-range",
            "use 1 to 500, and no more than maximumAttendees",
        );
        faults.require(
            self.kind == ActivityPlanType::Group || self.group_settings.is_none(),
            "/groupSettings",
            "not-a-group",
            "leave them out of an individual plan, or make it a Group",
        );
    }

    /// Whether an agent is to have it.
    pub(super) fn attends(&self, agent: &Agent) -> bool {
        let of_team = agent
            .team_id
            .as_ref()
            .is_some_and(|team| self.team_ids.contains(team));
        agent.active
            && (self.agent_ids.contains(&agent.id)
                || of_team
                || self.management_unit_ids.contains(&agent.management_unit_id))
    }
}
