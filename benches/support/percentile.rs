//! Percentiles of what was measured.

/// The smallest value that a share of all is at most: the nearest rank; the default of none.
pub fn percentile<T: Copy + Default + Ord>(values: &mut [T], share: f64) -> T {
    values.sort_unstable();
    let place = ((values.len() as f64 * share).ceil() as usize).clamp(1, values.len().max(1)) - 1;
    values.get(place).copied().unwrap_or_default()
}
