//! What the cube can be cut by.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A dimension besides time; named as the ids it holds.
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
#[serde(rename_all = "camelCase")]
pub enum Dimension {
    /// The region of the business unit.
    Region,
    /// The business unit.
    BusinessUnitId,
    /// The agent's management unit.
    ManagementUnitId,
    /// The agent's team, as it is now.
    TeamId,
    /// The agent.
    AgentId,
    /// The planning group, or the one that the queue is in now.
    PlanningGroupId,
    /// The queue.
    QueueId,
    /// The campaign.
    CampaignId,
}

impl Dimension {
    /// Every dimension.
    pub const ALL: [Self; 8] = [
        Self::Region,
        Self::BusinessUnitId,
        Self::ManagementUnitId,
        Self::TeamId,
        Self::AgentId,
        Self::PlanningGroupId,
        Self::QueueId,
        Self::CampaignId,
    ];

    /// As sent and answered.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Region => "region",
            Self::BusinessUnitId => "businessUnitId",
            Self::ManagementUnitId => "managementUnitId",
            Self::TeamId => "teamId",
            Self::AgentId => "agentId",
            Self::PlanningGroupId => "planningGroupId",
            Self::QueueId => "queueId",
            Self::CampaignId => "campaignId",
        }
    }

    /// The dimension of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// The column that holds what people call its members; a region is its own name.
    pub const fn name_column(self) -> Option<&'static str> {
        match self {
            Self::Region => None,
            Self::BusinessUnitId => Some("businessUnit"),
            Self::ManagementUnitId => Some("managementUnit"),
            Self::TeamId => Some("team"),
            Self::AgentId => Some("agent"),
            Self::PlanningGroupId => Some("planningGroup"),
            Self::QueueId => Some("queue"),
            Self::CampaignId => Some("campaign"),
        }
    }

    /// Whether its members belong to one business unit each, and so to one time zone.
    pub(super) const fn is_within_a_unit(self) -> bool {
        !matches!(self, Self::Region | Self::CampaignId)
    }
}

/// A member of a dimension; `None` where a fact has none, such as an agent without a team.
pub(super) type Member = Option<Arc<str>>;

/// Where a fact belongs, in every dimension.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    members: [Member; Dimension::ALL.len()],
}

impl Place {
    /// The same place with a member of one more dimension.
    #[must_use]
    pub(super) fn with(mut self, dimension: Dimension, member: Option<&str>) -> Self {
        if let Some(slot) = self.members.get_mut(dimension as usize) {
            *slot = member.map(Arc::from);
        }
        self
    }

    /// Its member of a dimension.
    pub(super) fn member(&self, dimension: Dimension) -> Option<&str> {
        self.members.get(dimension as usize)?.as_deref()
    }

    /// Its members of some dimensions.
    pub(super) fn members(&self, dimensions: &[Dimension]) -> Vec<Member> {
        dimensions
            .iter()
            .map(|dimension| self.members.get(*dimension as usize).cloned().flatten())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dimension_is_found_by_its_name_and_sits_in_its_own_place() {
        for (index, dimension) in Dimension::ALL.into_iter().enumerate() {
            assert_eq!(Dimension::named(dimension.name()), Some(dimension));
            assert_eq!(dimension as usize, index);
            let sent: Dimension =
                serde_json::from_value(serde_json::json!(dimension.name())).unwrap();
            assert_eq!(sent, dimension);
        }
    }

    #[test]
    fn an_agent_without_a_team_is_in_no_team() {
        let place = Place::default()
            .with(Dimension::AgentId, Some("ada"))
            .with(Dimension::TeamId, None);
        assert_eq!(
            place.members(&[Dimension::TeamId, Dimension::AgentId]),
            [None, Some(Arc::from("ada"))]
        );
    }
}
