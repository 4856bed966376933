//! Bands follow the mean they stand around.

/// The quantile of a forecast whose mean was moved by reconciliation: scaled with the mean, so that the band keeps
/// its relative width; moved along where the mean was 0 and has no width to scale.
///
/// ```
/// use crewcast_forecasts::hierarchy::quantile_after;
/// assert_eq!(quantile_after(15.0, 10.0, 12.0), 18.0);
/// ```
#[must_use]
pub fn quantile_after(quantile: f64, mean_before: f64, mean_after: f64) -> f64 {
    if mean_before > 0.0 {
        quantile * (mean_after / mean_before)
    } else {
        quantile + mean_after
    }
}
