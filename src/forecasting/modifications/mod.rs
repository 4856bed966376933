//! The planner's hand on a forecast: who changed what, why, and what it was worth.
//!
//! The mathematics is [`crewcast_forecasts::modifications`]; here modifications have an author and a reason, are kept
//! apart from the series they are laid over, go along when a new forecast is generated, and meet the history.

mod carry_over;
mod edit;
mod evaluation;
mod laid_over;
mod modification;

pub(super) use carry_over::{carry_over, copies};
pub use edit::{
    add_modification, delete_modification, enable_modification, find_modification,
    list_modifications,
};
pub use evaluation::{ForecastEvaluation, ModificationEvaluation, evaluate_modifications};
pub(super) use laid_over::{active, laid_over};
pub use modification::{CarriedFrom, ForecastModification, ModificationValue, NewModification};

#[cfg(test)]
mod tests;
