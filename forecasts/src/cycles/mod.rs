//! Which cycles a series goes through, and how strongly.

mod decomposition;
mod detection;
mod report;
#[cfg(test)]
mod tests;

pub use report::{Cycle, CycleReport, CycleStrength, DetectedCycle, cycles};
