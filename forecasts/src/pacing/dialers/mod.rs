//! Other ways to pace, to compare with: they see the same floor.

mod adaptive_ratio;
mod dialer;
mod steady;

pub use adaptive_ratio::{AdaptiveRatio, AdaptiveRatioOptions};
pub use dialer::Dialer;
pub use steady::SteadyPace;
