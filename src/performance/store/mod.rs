//! Rows of cost rates and scorecards.

mod cost_rates;
mod scorecards;

pub(super) use cost_rates::{CostRateRow, cost_rates_of_unit};
pub(super) use scorecards::ScorecardRow;
