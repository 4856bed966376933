//! What no forecaster can beat.

use statrs::function::gamma::ln_gamma;

/// Σ E|Y − f| ÷ Σ f for independent Poisson counts around their true means `f`: the WAPE that is left when the
/// forecast is perfect. The mean absolute deviation of a Poisson law is 2 e^−f f^(k+1) ÷ k! with k = ⌊f⌋ (Crow 1958).
///
/// `None` where nothing is expected.
///
/// # Examples
/// ```
/// use crewcast_forecasts::backtest::poisson_floor;
/// let floor = poisson_floor(&[100.0]).unwrap();
/// assert!((floor - 0.0797).abs() < 1e-4);
/// assert_eq!(poisson_floor(&[0.0]), None);
/// ```
#[must_use]
pub fn poisson_floor(means: &[f64]) -> Option<f64> {
    let total: f64 = means.iter().sum();
    let deviation = |&mean: &f64| {
        let k = mean.floor();
        2.0 * (-mean + (k + 1.0) * mean.ln() - ln_gamma(k + 1.0)).exp()
    };
    let deviations: f64 = means
        .iter()
        .filter(|mean| **mean > 0.0)
        .map(deviation)
        .sum();
    (total > 0.0).then(|| deviations / total)
}
