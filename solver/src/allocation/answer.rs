//! What an allocation answers.

use super::message::Message;
use super::rule::Rule;

/// What one campaign gets. Prices are weighted value, as [`Allocation::objective`] counts it.
#[derive(Clone, Debug, PartialEq)]
pub struct CampaignAllocation {
    /// Agent-minutes per interval.
    pub minutes: Vec<f64>,
    /// Agent-minutes per group and interval.
    pub minutes_by_group: Vec<Vec<f64>>,
    /// Attempts per segment of its list and interval.
    pub attempts_by_segment: Vec<Vec<f64>>,
    /// The sum of its minutes.
    pub total_minutes: f64,
    /// Contacts that agents handle in these minutes.
    pub expected_contacts: f64,
    /// Successes among them; none where the campaign's worth is known by the minute only.
    pub expected_successes: Option<f64>,
    /// What its minutes bring in money, without the priority's weight.
    pub value: f64,
    /// Money spent on its agents and attempts, as budgets of money count it.
    pub money: f64,
    /// What one more minute of its maximum would bring; 0 when the maximum does not bind.
    pub maximum_price: f64,
    /// What one minute of its minimum costs the rest, as a number of at least 0.
    pub minimum_price: f64,
    /// What one more line of its own would bring, per interval.
    pub line_prices: Vec<f64>,
    /// Minutes missing to its minimum.
    pub shortfall_minutes: f64,
}

/// What one more attempt at a segment would bring, by the limit that is raised. Prices are weighted value.
#[derive(Clone, Debug, PartialEq)]
pub struct SegmentPrices {
    /// Of the limit in all: a contact more on the list brings this times its attempts.
    pub in_all: f64,
    /// Of the limit a day, by day.
    pub per_day: Vec<f64>,
    /// Of the limit an hour, by hour from the start of the horizon.
    pub per_hour: Vec<f64>,
    /// Of the limit to those callable in an interval, by interval.
    pub per_interval: Vec<f64>,
}

/// What a rule costs at most.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RuleEffect {
    /// The rule.
    pub rule: Rule,
    /// Whether a little more room would bring something.
    pub binding: bool,
    /// The objective without it is no greater than this, by the prices alone; none where minima are missed, since more
    /// room then goes to them and the objective may even fall. [`super::without_rule`] says what it is.
    pub objective_without_at_most: Option<f64>,
}

/// The best hand-out of a problem's surplus.
#[derive(Clone, Debug, PartialEq)]
pub struct Allocation {
    /// One entry a campaign, in the problem's order.
    pub campaigns: Vec<CampaignAllocation>,
    /// `Σ minutes × value per minute × priority multiplier`.
    pub objective: f64,
    /// No hand-out with the same minima missed has a greater objective. Equal to it but for whole minutes.
    pub objective_bound: f64,
    /// `Σ minutes × value per minute`, in money.
    pub value: f64,
    /// Agent-minutes there were, per group and interval, once inbound work had its heads.
    pub surplus_minutes: Vec<Vec<f64>>,
    /// Heads missing to those that inbound work is to have, per group and interval.
    pub inbound_heads_short: Vec<Vec<f64>>,
    /// Weighted value that one more minute of surplus would bring, per group and interval. With whole minutes all
    /// prices are those of fractions.
    pub surplus_prices: Vec<Vec<f64>>,
    /// By list and segment.
    pub list_prices: Vec<Vec<SegmentPrices>>,
    /// What one more minute, or unit of money, of each budget would bring.
    pub budget_prices: Vec<f64>,
    /// What one more line for all campaigns would bring, per interval.
    pub line_prices: Vec<f64>,
    /// What each rule costs at most.
    pub rules: Vec<RuleEffect>,
    /// What a planner should know.
    pub messages: Vec<Message>,
}

impl Allocation {
    /// Weighted value that one more agent-hour of a group here would earn: nothing while inbound work is short of
    /// heads, which would take it. Exact for the first of the minutes; each further one earns no more than the one
    /// before.
    pub fn agent_hour_price(&self, group: usize, interval: usize) -> f64 {
        if self.inbound_heads_short[group][interval] > 0.0 {
            0.0
        } else {
            60.0 * self.surplus_prices[group][interval]
        }
    }

    /// Minutes missing to minima, all campaigns together.
    pub fn shortfall_minutes(&self) -> f64 {
        self.campaigns.iter().map(|c| c.shortfall_minutes).sum()
    }
}
