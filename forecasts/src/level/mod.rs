//! How many contacts a whole day brings: weekday, level, place in the month, holidays and their neighbours, events.

mod design;
mod effect;
mod filter;
#[cfg(test)]
mod level_tests;
mod median;
mod model;
mod pass;
mod recurring;
mod resemblance;
mod scales;
mod search;
mod surprise;

pub use effect::{Change, DayEffect, EffectGate, RecurringEffect};
pub use model::{LevelModel, LogLevel};
pub use pass::DayLevel;
pub use recurring::recurring_effects;
pub use resemblance::Resemblance;
pub use scales::Scales;
