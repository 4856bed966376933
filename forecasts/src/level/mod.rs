//! How many contacts a whole day brings: weekday, level, place in the month, holidays and their neighbours, events.

mod design;
mod filter;
mod fit;

pub use design::{Resemblance, Scales};
pub use fit::{DayLevel, LevelModel};
