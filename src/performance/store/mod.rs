//! Rows of cost rates and scorecards.

mod cost_rates;
mod scorecards;

pub(super) use cost_rates::{
    CostRateRow, cost_rate, cost_rates_of_unit, delete_cost_rate, insert_cost_rate,
    page_of_cost_rates, replace_cost_rate,
};
pub(super) use scorecards::{
    ScorecardRow, delete_scorecard, insert_scorecard, page_of_scorecards, replace_scorecard,
    scorecard,
};
