//! What a campaign may spend and what it is to reach.

use serde::{Deserialize, Serialize};

use crate::failure::Faults;

/// What a campaign may spend, a local day of its list's zone and in all. What is left out has no limit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct CampaignBudgets {
    /// Agent-minutes of recorded outcomes a day.
    pub agent_minutes_a_day: Option<f64>,
    /// Agent-minutes of recorded outcomes in all.
    pub agent_minutes: Option<f64>,
    /// Recorded attempts a day.
    pub attempts_a_day: Option<i64>,
    /// Recorded attempts in all.
    pub attempts: Option<i64>,
    /// What an attempt costs, in the tenant's currency; 0 when left out.
    pub cost_per_attempt: Option<f64>,
    /// What an agent-minute costs, in the tenant's currency; 0 when left out.
    pub cost_per_agent_minute: Option<f64>,
    /// Money a day.
    pub money_a_day: Option<f64>,
    /// Money in all.
    pub money: Option<f64>,
}

/// What a campaign is to reach: it is complete when any of them is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct CampaignGoals {
    /// Attempts with the flag `businessSuccess`.
    pub business_successes: Option<i64>,
    /// Attempts with the flag `rightPartyContact`.
    pub right_party_contacts: Option<i64>,
}

/// What was spent in a time.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::outbound) struct Spent {
    pub attempts: i64,
    pub handle_seconds: i64,
}

/// A budget that is used up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::outbound) struct UsedUp {
    /// Whether the next day has its own again.
    pub of_the_day: bool,
    /// Which and how much, in words.
    pub detail: String,
}

impl CampaignBudgets {
    pub(super) fn check(&self, faults: &mut Faults) {
        let amounts = [
            (self.agent_minutes_a_day, "agentMinutesADay"),
            (self.agent_minutes, "agentMinutes"),
            (self.cost_per_attempt, "costPerAttempt"),
            (self.cost_per_agent_minute, "costPerAgentMinute"),
            (self.money_a_day, "moneyADay"),
            (self.money, "money"),
        ];
        for (value, field) in amounts {
            faults.require(
                value.is_none_or(|value| value.is_finite() && (0.0..=1e12).contains(&value)),
                format!("/budgets/{field}"),
                "out-of-range",
                "use 0 to 1e12",
            );
        }
        for (value, field) in [
            (self.attempts_a_day, "attemptsADay"),
            (self.attempts, "attempts"),
        ] {
            faults.require(
                value.is_none_or(|value| (0..=1_000_000_000).contains(&value)),
                format!("/budgets/{field}"),
                "out-of-range",
                "use 0 to 1000000000",
            );
        }
        let asks_money = self.money.is_some() || self.money_a_day.is_some();
        let has_costs = self.cost_per_attempt.is_some() || self.cost_per_agent_minute.is_some();
        faults.require(
            !asks_money || has_costs,
            "/budgets",
            "no-costs",
            "money is counted by costPerAttempt and costPerAgentMinute; send one of them",
        );
    }

    /// Whether anything is limited.
    pub(in crate::outbound) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The first budget that is used up, those of the whole campaign before those of the day.
    #[expect(
        clippy::cast_precision_loss,
        reason = "seconds and attempts of a campaign lie far below 2^52"
    )]
    pub(in crate::outbound) fn used_up(&self, all: Spent, today: Spent) -> Option<UsedUp> {
        let minutes = |spent: Spent| spent.handle_seconds as f64 / 60.0;
        let attempts = |spent: Spent| spent.attempts as f64;
        let money = |spent: Spent| {
            attempts(spent) * self.cost_per_attempt.unwrap_or(0.0)
                + minutes(spent) * self.cost_per_agent_minute.unwrap_or(0.0)
        };
        let whole = |limit: Option<i64>| limit.map(|limit| limit as f64);
        let budgets = [
            (false, "agentMinutes", minutes(all), self.agent_minutes),
            (false, "attempts", attempts(all), whole(self.attempts)),
            (false, "money", money(all), self.money),
            (
                true,
                "agentMinutesADay",
                minutes(today),
                self.agent_minutes_a_day,
            ),
            (
                true,
                "attemptsADay",
                attempts(today),
                whole(self.attempts_a_day),
            ),
            (true, "moneyADay", money(today), self.money_a_day),
        ];
        budgets
            .into_iter()
            .find_map(|(of_the_day, field, spent, limit)| {
                let limit = limit.filter(|limit| spent >= *limit)?;
                Some(UsedUp {
                    of_the_day,
                    detail: format!(
                        "{field}: {spent:.2} of {limit:.2} are used; raise the budget to go on"
                    ),
                })
            })
    }
}

impl CampaignGoals {
    pub(super) fn check(&self, faults: &mut Faults) {
        for (value, field) in [
            (self.business_successes, "businessSuccesses"),
            (self.right_party_contacts, "rightPartyContacts"),
        ] {
            faults.require(
                value.is_none_or(|value| (1..=1_000_000_000).contains(&value)),
                format!("/goals/{field}"),
                "out-of-range",
                "use 1 to 1000000000",
            );
        }
    }

    /// A goal that is reached, in words.
    pub(in crate::outbound) fn reached(
        &self,
        successes: i64,
        right_parties: i64,
    ) -> Option<String> {
        let goals = [
            ("businessSuccesses", successes, self.business_successes),
            (
                "rightPartyContacts",
                right_parties,
                self.right_party_contacts,
            ),
        ];
        goals.into_iter().find_map(|(field, reached, goal)| {
            let goal = goal.filter(|goal| reached >= *goal)?;
            Some(format!("{field}: {reached} of {goal}"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_used_up_when_it_is_reached_and_money_counts_attempts_and_minutes() {
        let budgets = CampaignBudgets {
            attempts_a_day: Some(10),
            money: Some(7.0),
            cost_per_attempt: Some(0.5),
            cost_per_agent_minute: Some(1.0),
            ..CampaignBudgets::default()
        };
        let spent = |attempts, handle_seconds| Spent {
            attempts,
            handle_seconds,
        };
        assert_eq!(budgets.used_up(spent(9, 120), spent(9, 120)), None);
        let day = budgets.used_up(spent(10, 60), spent(10, 60)).unwrap();
        assert!(day.of_the_day && day.detail.starts_with("attemptsADay"));
        // 10 × 0.5 + 2 minutes × 1 = 7.
        let all = budgets.used_up(spent(10, 120), spent(1, 0)).unwrap();
        assert!(
            !all.of_the_day && all.detail.starts_with("money:"),
            "{all:?}"
        );
    }

    #[test]
    fn any_goal_is_enough() {
        let goals = CampaignGoals {
            business_successes: Some(2),
            right_party_contacts: Some(50),
        };
        assert_eq!(goals.reached(1, 49), None);
        assert!(goals.reached(2, 0).is_some() && goals.reached(0, 50).is_some());
    }
}
