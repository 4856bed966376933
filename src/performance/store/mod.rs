//! Rows of scorecards.

mod scorecards;

pub(super) use scorecards::ScorecardRow;
