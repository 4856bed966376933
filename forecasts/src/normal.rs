//! The standard normal law.

/// Quantile of 90 %: half the width of the middle 80 % in standard deviations.
pub const Z90: f64 = 1.281_551_565_544_600_4;
