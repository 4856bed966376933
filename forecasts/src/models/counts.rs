//! Between the mean of a count and the mean of its root.

use std::sync::LazyLock;

/// √(y + ¼): a count's noise has the same variance, ¼, at every level on this scale (Anscombe 1948, with the constant
/// of Brown et al. 2005) but for the smallest.
#[must_use]
pub(crate) fn root(count: f64) -> f64 {
    (count + 0.25).sqrt()
}

/// Counts above this have a root whose mean is √ of theirs, to a thousandth.
const LARGEST: f64 = 30.0;
const STEPS: usize = 600;

/// Mean root of Poisson counts with mean 0, 1/20, … 30.
static MEAN_ROOTS: LazyLock<Vec<f64>> = LazyLock::new(|| {
    let mean_root = |step: usize| {
        let mean = step as f64 * LARGEST / STEPS as f64;
        let mut probability = (-mean).exp();
        let mut sum = 0.0;
        for count in 0..200 {
            sum += probability * root(f64::from(count));
            probability *= mean / f64::from(count + 1);
        }
        sum
    };
    (0..=STEPS).map(mean_root).collect()
});

/// Mean of the Poisson count whose root has this mean. The square of a mean root is too large for quiet intervals: by
/// a quarter for a count that is always 0.
#[must_use]
pub(crate) fn count_of(mean_root: f64) -> f64 {
    let roots = &*MEAN_ROOTS;
    if mean_root.is_nan() {
        return f64::NAN;
    }
    let above = roots.partition_point(|root| *root < mean_root);
    if above == 0 {
        return 0.0;
    }
    let (Some(upper), Some(lower)) = (roots.get(above), roots.get(above - 1)) else {
        return mean_root * mean_root;
    };
    let share = (mean_root - lower) / (upper - lower);
    ((above - 1) as f64 + share) * LARGEST / STEPS as f64
}

/// Mean root of the Poisson count with this mean.
#[must_use]
pub(crate) fn mean_root_of(count: f64) -> f64 {
    let roots = &*MEAN_ROOTS;
    let place = count.max(0.0) * STEPS as f64 / LARGEST;
    let below = place.floor() as usize;
    match (roots.get(below), roots.get(below + 1)) {
        (Some(lower), Some(upper)) if !count.is_nan() => {
            lower + (place - place.floor()) * (upper - lower)
        }
        _ => count.sqrt(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_and_its_mean_root_lead_to_each_other() {
        for count in [0.0, 0.05, 0.3, 1.0, 7.5, 29.9, 31.0, 400.0] {
            let back = count_of(mean_root_of(count));
            assert!(
                (back - count).abs() < 2e-3 * (1.0 + count),
                "{count}: {back}"
            );
        }
        assert_eq!(count_of(0.3), 0.0);
        assert!(count_of(f64::NAN).is_nan() && mean_root_of(f64::NAN).is_nan());
    }
}
