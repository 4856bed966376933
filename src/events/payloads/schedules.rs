//! Forecasts and schedules.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::PartialSchema;

use super::Payload;
use crate::events::hearers::STAFF;
use crate::events::topic::Topic;

/// What became of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub enum ResourceChange {
    /// It was made.
    Created,
    /// It is another than it was.
    Changed,
    /// It is no more.
    Deleted,
}

/// A forecast of a business unit was made, changed by a planner's modifications, or deleted.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ForecastChanged<'a> {
    /// The business unit.
    pub business_unit_id: &'a str,
    /// The forecast.
    pub forecast_id: &'a str,
    /// What became of it.
    pub change: ResourceChange,
}

impl Payload for ForecastChanged<'_> {
    const TOPIC: &'static Topic = &Topic {
        name: "business-units.{businessUnitId}.short-term-forecasts",
        name_of_agent: None,
        description: "Short-term forecasts: generated or copied, modified, deleted.",
        event_types: &["forecast.created", "forecast.changed", "forecast.deleted"],
        roles: STAFF,
        schema: ForecastChanged::schema,
    };

    fn event_type(&self) -> &'static str {
        match self.change {
            ResourceChange::Created => "forecast.created",
            ResourceChange::Changed => "forecast.changed",
            ResourceChange::Deleted => "forecast.deleted",
        }
    }

    fn subject_id(&self) -> &str {
        self.business_unit_id
    }
}

/// A schedule has a new version, or its draft was deleted.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScheduleChanged<'a> {
    /// The business unit.
    pub business_unit_id: &'a str,
    /// The schedule.
    pub schedule_id: &'a str,
    /// Its first day.
    pub week_date: NaiveDate,
    /// The version it has now; of a deleted draft, the one it had.
    pub version: i32,
    /// `draft`, `published` or `archived`.
    pub state: &'a str,
    /// What made the version, as in its list of versions; `deleted` for a draft that is no more.
    pub kind: &'a str,
}

impl Payload for ScheduleChanged<'_> {
    const TOPIC: &'static Topic = &Topic {
        name: "business-units.{businessUnitId}.schedules",
        name_of_agent: None,
        description: "Schedules: every new version of a draft or a published schedule (made, edited by hand, rescheduled, \
            amended by time off, trades and offers, published, archived), and deleted drafts.",
        event_types: &[
            "schedule.changed",
            "schedule.published",
            "schedule.archived",
            "schedule.deleted",
        ],
        roles: STAFF,
        schema: ScheduleChanged::schema,
    };

    fn event_type(&self) -> &'static str {
        match self.kind {
            "published" => "schedule.published",
            "archived" => "schedule.archived",
            "deleted" => "schedule.deleted",
            _ => "schedule.changed",
        }
    }

    fn subject_id(&self) -> &str {
        self.business_unit_id
    }
}

/// A schedule that agents work by was published or changed: those whose shifts it concerns hear it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AgentSchedulesChanged<'a> {
    /// The business unit.
    pub business_unit_id: &'a str,
    /// The schedule.
    pub schedule_id: &'a str,
    /// Its first day.
    pub week_date: NaiveDate,
    /// The version it has now.
    pub version: i32,
    /// The agents whose shifts are others than before.
    #[serde(skip)]
    pub agent_ids: Vec<String>,
}

impl Payload for AgentSchedulesChanged<'_> {
    const TOPIC: &'static Topic = &Topic {
        name: "business-units.{businessUnitId}.agent-schedules",
        name_of_agent: Some("agents.{agentId}.schedules"),
        description: "Shifts that agents work by: published, or changed in a published schedule. One event tells all agents \
            of a change; each hears it as their own.",
        event_types: &["agent-schedules.changed"],
        roles: STAFF,
        schema: AgentSchedulesChanged::schema,
    };

    fn event_type(&self) -> &'static str {
        "agent-schedules.changed"
    }

    fn subject_id(&self) -> &str {
        self.business_unit_id
    }

    fn agent_ids(&self) -> &[String] {
        &self.agent_ids
    }
}
