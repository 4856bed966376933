//! What a proposal costs.

use super::action::ActionCost;
use super::proposals::Proposal;
use super::service_at_close::round;
use crate::cost_rates::UsedPrice;

/// Even what costs nothing is taken to cost this many hours, so that what is worth much comes first.
const LEAST_HOURS: f64 = 1.0 / 60.0;

/// What hours cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Prices {
    pub hourly_cost: Option<UsedPrice>,
    pub overtime_factor: UsedPrice,
    pub disturbance_hours: f64,
}

impl Prices {
    /// What a proposal costs, and what it counts for in the ranking: in money where an hourly cost is known, else in hours.
    pub fn of(&self, proposal: &Proposal) -> (ActionCost, f64) {
        let hours = &proposal.hours;
        let disturbed = proposal.agents.len() as f64 * self.disturbance_hours;
        let overtime = hours.overtime * self.overtime_factor.value;
        let hourly_cost = self.hourly_cost.map(|price| price.value);
        // Outbound work is priced by what it would have brought: its agents are paid in any case.
        let in_money = |hourly: f64| (hours.displaced + overtime - hours.time_off) * hourly;
        let money = match hourly_cost {
            Some(hourly) => Some(in_money(hourly) + proposal.value_lost),
            None => (hours.campaigns > 0.0).then_some(proposal.value_lost),
        };
        let worked = hours.displaced + hours.campaigns + hours.overtime;
        let cost = ActionCost {
            agent_hours: round(worked - hours.time_off),
            money: money.map(round),
            agents: proposal.agents.len(),
        };
        let effort = match hourly_cost {
            Some(hourly) => {
                let all = in_money(hourly) + disturbed * hourly + proposal.value_lost;
                all.max(LEAST_HOURS * hourly)
            }
            None => (hours.displaced + hours.campaigns + overtime + disturbed).max(LEAST_HOURS),
        };
        (cost, effort)
    }
}
