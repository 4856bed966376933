//! Average handle time per weekday and slot, shrunk toward what the rest of the week says, at the level of the latest
//! days; what a change in the mix of skills and tenures does to it; and how a running day's stand against it.

mod credibility;
mod error;
mod history;
mod level;
mod mix;
mod profile;
mod today;

pub use error::AhtError;
pub use history::AhtHistory;
pub use mix::{AhtMix, LearningCurve, MixError, SkillClass, TenureBand};
pub use profile::{AhtProfile, AhtSource};
pub use today::HandleTimeLevel;
