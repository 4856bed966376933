//! What the dialer believes of answers and times, learnt from the floor and forgotten as it ages.

mod forgetting;
mod hazard;
mod numbers;
mod phase;
mod ring;
mod survival;

pub(super) use phase::PhaseEstimate;
pub(super) use ring::RingEstimate;

/// Standard deviations by which an estimate errs on the side of fewer abandoned calls: about its upper quartile. It costs
/// little where the estimate is sure, and holds the dialer back where it is not: at first, and after a step.
const CAUTION: f64 = 0.674;
