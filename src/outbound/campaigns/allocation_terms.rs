//! What campaigns are worth and may have when surplus agent-minutes are allocated.

use serde::{Deserialize, Serialize};

use crate::failure::Faults;

/// What a campaign is worth and may have when surplus agent-minutes are allocated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AllocationTerms {
    /// What one agent-minute brings, in the tenant's currency.
    pub value_per_agent_minute: f64,
    /// Agent-minutes one contact takes on average, all attempts together.
    pub agent_minutes_per_contact: f64,
    /// Planning groups whose agents can serve it; none named means all.
    #[serde(default)]
    pub planning_group_ids: Vec<String>,
    /// Minutes it shall have at least, if at all possible.
    pub minimum_minutes: Option<f64>,
    /// Minutes it may have at most.
    pub maximum_minutes: Option<f64>,
    /// Share (0 to 1) of the surplus it shall have at least, if at all possible.
    pub minimum_share: Option<f64>,
    /// Share (0 to 1) of the surplus it may have at most.
    pub maximum_share: Option<f64>,
}

impl Default for AllocationTerms {
    fn default() -> Self {
        Self {
            value_per_agent_minute: 1.0,
            agent_minutes_per_contact: 5.0,
            planning_group_ids: Vec::new(),
            minimum_minutes: None,
            maximum_minutes: None,
            minimum_share: None,
            maximum_share: None,
        }
    }
}

impl AllocationTerms {
    pub(super) fn check(&self, faults: &mut Faults) {
        let mut require = |holds: bool, field: &str, remedy: &str| {
            faults.require(
                holds,
                format!("/allocationTerms/{field}"),
                "out-of-range",
                remedy,
            );
        };
        let amount = |value: f64| value.is_finite() && (0.0..=1e9).contains(&value);
        let share = |value: Option<f64>| value.is_none_or(|value| (0.0..=1.0).contains(&value));
        require(
            amount(self.value_per_agent_minute),
            "valuePerAgentMinute",
            "use 0 to 1e9",
        );
        let minutes = self.agent_minutes_per_contact;
        require(
            amount(minutes) && minutes > 0.0,
            "agentMinutesPerContact",
            "use more than 0 and at most 1e9",
        );
        require(
            self.minimum_minutes.is_none_or(amount),
            "minimumMinutes",
            "use 0 to 1e9",
        );
        let most = self.maximum_minutes;
        let above = most.is_none_or(|most| self.minimum_minutes.is_none_or(|least| least <= most));
        require(
            most.is_none_or(amount) && above,
            "maximumMinutes",
            "use 0 to 1e9, and no less than minimumMinutes",
        );
        require(share(self.minimum_share), "minimumShare", "use 0 to 1");
        let above = self
            .maximum_share
            .is_none_or(|most| self.minimum_share.is_none_or(|least| least <= most));
        require(
            share(self.maximum_share) && above,
            "maximumShare",
            "use 0 to 1, and no less than minimumShare",
        );
    }
}
