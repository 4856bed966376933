//! Models of call volume: one a file, each fitted to the history of one planning group.
//!
//! A model is options; [`Model::fit`] makes of it a state that [`Fitted::predict`] turns into a point forecast.
//! Bands do not come from the models but from their errors in the backtest (see [`crate::backtest`]), so that
//! every model is judged, and widened, by the same measure.

pub mod class_means;
pub mod day_noise;
pub mod level_shape;
pub mod mixed_effects;
mod model;
pub mod root_days;
mod seasonal_naive;
pub mod singular_factors;
mod weighted_profile;

pub use model::{DayForecast, FitError, Fitted, MINIMUM_HISTORY_DAYS, Model, ModelName};
pub use seasonal_naive::SeasonalNaive;
pub use weighted_profile::WeightedProfile;
