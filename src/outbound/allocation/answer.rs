//! Allocations as they are kept and read.

use serde::{Deserialize, Serialize};

use crate::db::Instant;

/// Where a campaign's value comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum ValuedBy {
    /// Its response model: success by the hour, times the value of one.
    ResponseModel,
    /// Its own allocation terms.
    #[default]
    AllocationTerms,
}

/// What one campaign gets.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CampaignShare {
    /// The campaign.
    pub campaign_id: String,
    /// Its name when this was made.
    pub campaign_name: String,
    /// Agent-minutes per interval.
    pub minutes_per_interval: Vec<f64>,
    /// The same by the planning group that gives them, in the order of `planningGroups`.
    pub minutes_by_planning_group: Vec<Vec<f64>>,
    /// Their sum.
    pub total_minutes: f64,
    /// Contacts these minutes are expected to suffice for.
    pub expected_contacts: f64,
    /// Successes among them; absent where its value is known by the minute only.
    #[serde(default)]
    pub expected_successes: Option<f64>,
    /// What these minutes are expected to bring.
    pub expected_value: f64,
    /// Money that agents and attempts are expected to cost, as far as costs were given.
    #[serde(default)]
    pub expected_money_spent: f64,
    /// Where its value comes from.
    #[serde(default)]
    pub valued_by: ValuedBy,
    /// The response model, where it is that.
    #[serde(default)]
    pub response_model_id: Option<String>,
    /// Minutes missing to its minimum.
    pub shortfall_minutes: f64,
    /// Weighted value that one minute of its minimum costs the other campaigns.
    pub minimum_price: f64,
    /// Weighted value that one more minute of its maximum would bring.
    pub maximum_price: f64,
    /// Weighted value that one more minute of contacts would bring, by their time zone.
    pub contact_prices: Vec<ZonePrice>,
}

/// The price of one more minute of contacts of a zone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ZonePrice {
    /// IANA zone.
    pub time_zone: String,
    /// Contacts still to be called there.
    pub contacts: i64,
    /// Weighted value a minute.
    pub price: f64,
}

/// The price of one more agent-minute of a planning group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GroupPrices {
    /// The planning group.
    pub planning_group_id: String,
    /// Agent-minutes it had left over, per interval.
    pub surplus_minutes_per_interval: Vec<f64>,
    /// Weighted value that one more agent-minute would bring, per interval.
    pub prices_per_interval: Vec<f64>,
    /// Weighted value that one more agent-hour would earn, per interval: nothing while inbound work is short of heads.
    #[serde(default)]
    pub agent_hour_prices_per_interval: Vec<f64>,
    /// Heads missing to those that inbound work is to have, per interval.
    #[serde(default)]
    pub inbound_heads_short_per_interval: Vec<f64>,
}

/// Something a planner should know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AllocationMessage {
    /// Stable, kebab-case.
    pub code: String,
    /// The campaign it is about.
    pub campaign_id: Option<String>,
    /// What and why, and what can be done.
    pub text: String,
}

/// What more of something would earn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum AllocationPriceKind {
    /// One agent-hour of a planning group in an interval.
    AgentHour,
    /// One attempt more at a campaign's contacts.
    Contacts,
    /// One minute, or unit of money, of a budget.
    Budget,
    /// One line for all campaigns in an interval.
    Lines,
}

/// A price in words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AllocationPrice {
    /// Of what.
    pub kind: AllocationPriceKind,
    /// The planning group, where it is one's.
    pub planning_group_id: Option<String>,
    /// The campaign, where it is one's.
    pub campaign_id: Option<String>,
    /// Start of the interval, where it is one's.
    pub at: Option<Instant>,
    /// Weighted value.
    pub price: f64,
    /// The same in words.
    pub text: String,
}

/// A rule that value is given up for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum AllocationRuleName {
    /// Inbound work keeps its heads.
    InboundProtection,
    /// A campaign's minimum.
    Minimum,
    /// A campaign's maximum.
    Maximum,
    /// Lines a campaign may have busy.
    CampaignLines,
    /// Lines of all campaigns together.
    Lines,
    /// Attempts that a campaign's contacts may have in all.
    ListInAll,
    /// Attempts they may have a day.
    ListPerDay,
    /// Attempts they may have an hour.
    ListPerHour,
    /// A budget.
    Budget,
}

/// What a rule costs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AllocationRule {
    /// Which.
    pub rule: AllocationRuleName,
    /// The campaign, where it is one's.
    pub campaign_id: Option<String>,
    /// Its place among the budgets, where it is one.
    pub budget: Option<usize>,
    /// Whether a little more room would bring something.
    pub is_binding: bool,
    /// Without it the objective is no greater than this, by the prices alone; absent where minima are missed.
    pub objective_without_at_most: Option<f64>,
    /// The objective without it, solved anew; absent unless that was asked for and it binds.
    pub objective_without: Option<f64>,
    /// The same in words.
    pub text: String,
}

/// Agent-hours asked of a planning group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RosterRequestGroup {
    /// The planning group.
    pub planning_group_id: String,
    /// Agent-hours beyond the schedule, per interval.
    pub hours_per_interval: Vec<f64>,
}

/// What the campaigns ask of the next roster: agent-hours that would earn more than they cost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AllocationRosterRequest {
    /// What an hour costs.
    pub cost_per_agent_hour: f64,
    /// Hours in all.
    pub total_hours: f64,
    /// What campaigns would bring more with them.
    pub value: f64,
    /// What they would cost.
    pub cost: f64,
    /// By planning group, in the order of `planningGroups`.
    pub planning_groups: Vec<RosterRequestGroup>,
    /// The same in words.
    pub text: String,
}

/// A hand-out of surplus agent-minutes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Allocation {
    /// Its id.
    pub id: String,
    /// The business unit.
    pub business_unit_id: String,
    /// The schedule whose surplus it is.
    pub schedule_id: String,
    /// When it was made.
    pub date_created: Instant,
    /// Start of interval 0.
    pub reference_start_date: Instant,
    /// Length of an interval.
    pub interval_length_minutes: u32,
    /// Probability with which inbound work has its heads; absent where it keeps what it is staffed for.
    #[serde(default)]
    pub protection: Option<f64>,
    /// Start of the first interval that was planned; absent where all were.
    #[serde(default)]
    pub from: Option<Instant>,
    /// `Σ minutes × value per agent-minute × 2^(priority − 3)`, which is what was maximised.
    pub objective: f64,
    /// `Σ minutes × value per agent-minute`.
    pub expected_value: f64,
    /// One entry a campaign.
    pub campaigns: Vec<CampaignShare>,
    /// One entry a planning group.
    pub planning_groups: Vec<GroupPrices>,
    /// What more of something would earn, the dearest of each kind first.
    #[serde(default)]
    pub prices: Vec<AllocationPrice>,
    /// What each rule costs.
    #[serde(default)]
    pub rules: Vec<AllocationRule>,
    /// What the campaigns ask of the next roster; absent without a cost of an agent-hour.
    #[serde(default)]
    pub roster_request: Option<AllocationRosterRequest>,
    /// Minima not met, surplus nobody can use.
    pub messages: Vec<AllocationMessage>,
}

/// An allocation in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AllocationSummary {
    /// Its id.
    pub id: String,
    /// The business unit.
    pub business_unit_id: String,
    /// The schedule whose surplus it is.
    pub schedule_id: String,
    /// When it was made.
    pub date_created: Instant,
}
