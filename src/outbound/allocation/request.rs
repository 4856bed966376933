//! What an allocation is asked.

use std::collections::BTreeSet;

use crewcast_solver::allocation as lp;
use serde::{Deserialize, Serialize};

use crate::db::Instant;
use crate::failure::{Failure, Faults};

/// How contacts of a campaign come to agents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum AllocationDialingMode {
    /// The agent sees the contact first and starts the call.
    Preview,
    /// One call is dialled for each agent who is free.
    #[default]
    Progressive,
    /// More calls than free agents are dialled.
    Predictive,
}

impl AllocationDialingMode {
    /// As the program knows it.
    pub(super) const fn of_program(self) -> lp::DialingMode {
        match self {
            Self::Preview => lp::DialingMode::Preview,
            Self::Progressive => lp::DialingMode::Progressive,
            Self::Predictive => lp::DialingMode::Predictive,
        }
    }
}

/// Share of an agent's time at outbound work that is spent on contacts, by mode.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DialingOccupancies {
    /// Above 0; below that of progressive dialling.
    pub preview: f64,
    /// Below that of predictive dialling.
    pub progressive: f64,
    /// At most 1.
    pub predictive: f64,
}

impl Default for DialingOccupancies {
    /// Progressive and predictive are what simulated floors of 10 to 20 agents came to where 30 % answer; preview is an
    /// assumption.
    fn default() -> Self {
        Self {
            preview: 0.6,
            progressive: 0.75,
            predictive: 0.87,
        }
    }
}

/// What some campaigns may use up together: agent-minutes or money.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AllocationBudget {
    /// Campaigns that take part.
    pub campaign_ids: Vec<String>,
    /// Agent-minutes.
    pub agent_minutes: Option<f64>,
    /// Money: agents by `costPerAgentHour` and attempts by `costPerAttempt`.
    pub money: Option<f64>,
}

/// What holds of a campaign in this allocation only.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AllocationCampaignTerms {
    /// The campaign; it takes part.
    pub campaign_id: String,
    /// How its contacts come to agents; `progressive` when left out.
    pub dialing_mode: Option<AllocationDialingMode>,
    /// What a success brings; as its response model was trained with when left out.
    pub value_per_success: Option<f64>,
    /// Agent seconds on an answered contact; the mean of its recorded attempts when left out.
    pub handle_seconds: Option<f64>,
    /// Lines that an agent at work on it keeps busy; 1, and in predictive dialling 1 ÷ answer rate up to 10, when left out.
    pub lines_per_agent: Option<f64>,
    /// Lines it may have busy at once.
    pub maximum_lines: Option<f64>,
    /// Money that one attempt costs.
    pub cost_per_attempt: Option<f64>,
    /// Attempts that a contact may have a day.
    pub attempts_per_contact_per_day: Option<f64>,
    /// Attempts that a contact may have an hour: with 0.25, a quarter of the callable contacts in an hour.
    pub attempts_per_contact_per_hour: Option<f64>,
}

/// Which schedule's surplus is to be handed to whom.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AllocationRequest {
    /// The business unit.
    pub business_unit_id: String,
    /// One of its schedules.
    pub schedule_id: String,
    /// Ids of the campaigns to take part; all campaigns that are on when left out.
    pub campaigns: Option<Vec<String>>,
    /// Probability, 0.5 to 0.99, with which inbound work has the heads it needs: it keeps those for the volume that is not
    /// exceeded with it, by the forecast's own spread. Left out, it keeps what the planning groups are staffed for.
    pub protection: Option<f64>,
    /// Only intervals that begin from then on are planned; what was recorded before counts against minutes and money.
    pub from: Option<Instant>,
    /// Whether only whole minutes are handed out.
    #[serde(default)]
    pub whole_minutes: bool,
    /// What an agent-hour costs: counted in budgets of money, and asked of the next roster.
    pub cost_per_agent_hour: Option<f64>,
    /// Lines that all campaigns together may have busy at once.
    pub maximum_lines: Option<f64>,
    /// What campaigns may use up together.
    #[serde(default)]
    pub budgets: Vec<AllocationBudget>,
    /// What holds of campaigns in this allocation only.
    #[serde(default)]
    pub campaign_terms: Vec<AllocationCampaignTerms>,
    /// Shares of time on contacts by mode.
    pub occupancies: Option<DialingOccupancies>,
    /// Whether every rule that binds is left out once and solved anew, so that its effect is known and not only bounded.
    #[serde(default)]
    pub confirm_rules: bool,
}

impl AllocationRequest {
    /// What holds of a campaign in this allocation only.
    pub(super) fn terms_of(&self, campaign: &str) -> AllocationCampaignTerms {
        let mut terms = self.campaign_terms.iter();
        let own = terms.find(|terms| terms.campaign_id == campaign);
        own.cloned().unwrap_or_default()
    }

    /// Refuses what cannot be, whoever takes part.
    ///
    /// # Errors
    /// [`Failure::Invalid`] per fault.
    pub(super) fn check(&self, campaigns: &[&str]) -> Result<(), Failure> {
        let mut faults = Faults::default();
        let amount = |value: Option<f64>| value.is_none_or(|value| (0.0..=1e9).contains(&value));
        let mut require = |holds: bool, pointer: String, code: &str, remedy: &str| {
            faults.require(holds, pointer, code, remedy);
        };
        let out = "out-of-range";
        require(
            self.protection
                .is_none_or(|share| (0.5..=0.99).contains(&share)),
            "/protection".to_owned(),
            out,
            "use 0.5 to 0.99, or leave it out",
        );
        require(
            amount(self.cost_per_agent_hour),
            "/costPerAgentHour".to_owned(),
            out,
            "use 0 to 1e9",
        );
        require(
            amount(self.maximum_lines),
            "/maximumLines".to_owned(),
            out,
            "use 0 to 1e9",
        );
        if let Some(all) = self.occupancies {
            let rising = all.preview > 0.0
                && all.preview < all.progressive
                && all.progressive < all.predictive
                && all.predictive <= 1.0;
            require(
                rising,
                "/occupancies".to_owned(),
                out,
                "each must be above the one before, the first above 0 and the last at most 1",
            );
        }
        for (at, budget) in self.budgets.iter().enumerate() {
            for (place, id) in budget.campaign_ids.iter().enumerate() {
                require(
                    campaigns.contains(&id.as_str()),
                    format!("/budgets/{at}/campaignIds/{place}"),
                    "not-found",
                    "name campaigns that take part",
                );
            }
            require(
                budget.agent_minutes.is_some() != budget.money.is_some(),
                format!("/budgets/{at}"),
                "one-of",
                "send either agentMinutes or money",
            );
            require(
                amount(budget.agent_minutes) && amount(budget.money),
                format!("/budgets/{at}"),
                out,
                "use 0 to 1e9",
            );
        }
        let mut seen = BTreeSet::new();
        for (at, terms) in self.campaign_terms.iter().enumerate() {
            let pointer = |field: &str| format!("/campaignTerms/{at}/{field}");
            require(
                campaigns.contains(&terms.campaign_id.as_str()) && seen.insert(&terms.campaign_id),
                pointer("campaignId"),
                "not-found",
                "name each campaign that takes part once",
            );
            let above = |value: Option<f64>| amount(value) && value != Some(0.0);
            require(
                above(terms.handle_seconds),
                pointer("handleSeconds"),
                out,
                "use more than 0",
            );
            for (value, field) in [
                (terms.value_per_success, "valuePerSuccess"),
                (terms.lines_per_agent, "linesPerAgent"),
                (terms.maximum_lines, "maximumLines"),
                (terms.cost_per_attempt, "costPerAttempt"),
                (
                    terms.attempts_per_contact_per_day,
                    "attemptsPerContactPerDay",
                ),
                (
                    terms.attempts_per_contact_per_hour,
                    "attemptsPerContactPerHour",
                ),
            ] {
                require(amount(value), pointer(field), out, "use 0 to 1e9");
            }
        }
        faults.into_result()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_term_that_cannot_be_is_named() {
        let request: AllocationRequest = serde_json::from_value(serde_json::json!({
            "businessUnitId": "bu", "scheduleId": "s", "protection": 0.3,
            "budgets": [{ "campaignIds": ["a", "x"], "agentMinutes": 60, "money": 5 }],
            "campaignTerms": [{ "campaignId": "a", "handleSeconds": 0 }, { "campaignId": "a" }],
        }))
        .unwrap();
        let failure = request.check(&["a", "b"]).unwrap_err();
        let pointers: Vec<&str> = failure
            .faults()
            .iter()
            .map(|fault| fault.pointer.as_str())
            .collect();
        assert_eq!(
            pointers,
            [
                "/protection",
                "/budgets/0/campaignIds/1",
                "/budgets/0",
                "/campaignTerms/0/handleSeconds",
                "/campaignTerms/1/campaignId"
            ]
        );
    }
}
