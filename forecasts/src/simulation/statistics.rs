//! How sure a simulated figure is.

use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

/// A confidence level with its quantiles.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Confidence {
    level: f64,
}

impl Confidence {
    /// Nothing for a level that is not between 0 and 1.
    pub(crate) fn new(level: f64) -> Option<Self> {
        (level > 0.0 && level < 1.0).then_some(Self { level })
    }

    pub(super) const fn level(&self) -> f64 {
        self.level
    }

    /// How many standard errors a two-sided interval reaches, with `n` independent values.
    fn of_values(&self, n: u32) -> Option<f64> {
        let freedom = f64::from(n.checked_sub(1).filter(|freedom| *freedom > 0)?);
        let upper = 0.5 + self.level / 2.0;
        Some(StudentsT::new(0.0, 1.0, freedom).ok()?.inverse_cdf(upper))
    }

    /// A share of replications, and its score interval (Wilson 1927).
    pub(crate) fn proportion(&self, met: u32, replications: u32) -> (f64, f64, f64) {
        let n = f64::from(replications.max(1));
        let share = f64::from(met) / n;
        let z =
            Normal::new(0.0, 1.0).map_or(0.0, |normal| normal.inverse_cdf(0.5 + self.level / 2.0));
        let of_n = z * z / n;
        let centre = (share + of_n / 2.0) / (1.0 + of_n);
        let reach = z * (share * (1.0 - share) / n + of_n / (4.0 * n)).sqrt() / (1.0 + of_n);
        (share, (centre - reach).max(0.0), (centre + reach).min(1.0))
    }
}

/// Sums over replications of a numerator x and a denominator y.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct RatioSums {
    x: f64,
    y: f64,
    xx: f64,
    xy: f64,
    yy: f64,
}

impl RatioSums {
    #[inline]
    pub(crate) fn add(&mut self, x: f64, y: f64) {
        self.x += x;
        self.y += y;
        self.xx += x * x;
        self.xy += x * y;
        self.yy += y * y;
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.x += other.x;
        self.y += other.y;
        self.xx += other.xx;
        self.xy += other.xy;
        self.yy += other.yy;
    }

    pub(crate) fn ratio(&self) -> Option<f64> {
        (self.y > 0.0).then(|| self.x / self.y)
    }

    /// Half width of the ratio's confidence interval, by the delta method (Law 2015, section 9.4.3).
    pub(crate) fn half_width(&self, replications: u32, confidence: &Confidence) -> Option<f64> {
        let ratio = self.ratio()?;
        let n = f64::from(replications);
        let reach = confidence.of_values(replications)?;
        let squares = self.xx - 2.0 * ratio * self.xy + ratio * ratio * self.yy;
        let deviation = (squares.max(0.0) / (n - 1.0) / n).sqrt();
        Some(reach * deviation / (self.y / n))
    }
}

/// A quantile of ascending values, linear between neighbours.
pub(super) fn quantile(ascending: &[f32], share: f64) -> Option<f64> {
    let last = ascending.len().checked_sub(1)?;
    let position = share * last as f64;
    let below = position as usize;
    let (low, high) = (
        *ascending.get(below)?,
        *ascending.get((below + 1).min(last))?,
    );
    Some(f64::from(low) + (f64::from(high) - f64::from(low)) * (position - below as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_of_equal_denominators_has_the_half_width_of_a_mean() {
        let confidence = Confidence::new(0.95).unwrap();
        let mut sums = RatioSums::default();
        for x in [1.0, 2.0, 3.0, 4.0, 5.0] {
            sums.add(x, 1.0);
        }
        assert_eq!(sums.ratio(), Some(3.0));
        // t(0.975, 4) = 2.776445, standard error √(2.5 / 5).
        let found = sums.half_width(5, &confidence).unwrap();
        assert!(
            (found - 2.776_445_1 * 0.5_f64.sqrt()).abs() < 1e-6,
            "{found}"
        );
        assert_eq!(sums.half_width(1, &confidence), None);
    }

    #[test]
    fn a_share_of_all_replications_is_not_certain() {
        let confidence = Confidence::new(0.95).unwrap();
        let (share, lower, upper) = confidence.proportion(10, 10);
        assert_eq!((share, upper), (1.0, 1.0));
        // 1 ÷ (1 + 1.96² ÷ 10)
        assert!((lower - 0.7225).abs() < 1e-4, "{lower}");
    }

    #[test]
    fn quantiles_lie_between_their_neighbours() {
        let values = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
        assert_eq!(quantile(&values, 0.1), Some(1.5));
        assert_eq!(quantile(&values, 1.0), Some(6.0));
        assert_eq!(quantile(&[], 0.5), None);
    }
}
