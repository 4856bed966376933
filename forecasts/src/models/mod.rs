//! Models of call volume: one a file, each fitted to what is known of one planning group.
//!
//! A model is options; [`Model::fit`] makes of it a state that [`Fitted::predict`] turns into a point forecast.
//! Quantiles and sample paths come from a model's errors in the backtest (see [`crate::spread`]), so that every model
//! is judged, and widened, by the same measure.

pub mod boosted_trees;
mod calendar_trees;
mod class_means;
mod counts;
pub mod day_noise;
#[cfg(test)]
mod day_noise_tests;
pub mod double_seasonal;
mod known;
mod level_and_shape;
mod mixed_effects;
mod model;
#[cfg(test)]
mod models_tests;
mod moment;
mod name;
mod profile_of_weeks;
mod root_days;
mod seasonal_naive;
mod singular_factors;
mod tuned;
mod two_seasons;
mod weighted_profile;

pub use calendar_trees::CalendarTrees;
pub use class_means::ClassMeans;
use counts::count_of;
pub(crate) use counts::root;
pub use known::Known;
pub use level_and_shape::LevelAndShape;
pub use mixed_effects::MixedEffects;
pub use model::{DayForecast, FitError, Fitted, MINIMUM_HISTORY_DAYS, Model, usable};
pub use moment::Moment;
pub use name::ModelName;
pub use root_days::RootDays;
pub use seasonal_naive::SeasonalNaive;
pub use singular_factors::SingularFactors;
pub use tuned::Tuned;
pub use two_seasons::TwoSeasons;
pub use weighted_profile::WeightedProfile;
