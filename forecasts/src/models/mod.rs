//! Models of call volume: one a file, each fitted to the history of one planning group.
//!
//! A model is options; [`Model::fit`] makes of it a state that [`Fitted::predict`] turns into a point forecast.
//! Bands do not come from the models but from their errors in the backtest (see [`crate::backtest`]), so that
//! every model is judged, and widened, by the same measure.

pub mod boosted_trees;
pub mod double_seasonal;
mod model;
mod seasonal_naive;
mod weighted_profile;

pub use model::{DayForecast, FitError, Fitted, MINIMUM_HISTORY_DAYS, Model, ModelName};
pub use seasonal_naive::SeasonalNaive;
pub use weighted_profile::WeightedProfile;
