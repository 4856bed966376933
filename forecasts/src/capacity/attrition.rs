//! People who leave.

use super::WEEKS_PER_YEAR;

/// The probability with which somebody leaves within a week, given the share of people who leave within a year:
/// `1 − (1 − annual)^(7 / 365.2425)`, the weekly hazard that a year of 365.2425 days compounds to that share.
///
/// `annual` is 0 to less than 1. Newcomers in a year who leave in it too are not counted twice: of 100 who are there on the
/// first day, 100 · annual are gone on the last.
///
/// ```
/// use crewcast_forecasts::capacity::leave_probability;
/// assert_eq!(leave_probability(0.0), 0.0);
/// // 1 − 0.7^(1 / 52.1775)
/// assert!((leave_probability(0.3) - 0.006_812_5).abs() < 1e-6);
/// ```
pub fn leave_probability(annual: f64) -> f64 {
    1.0 - (1.0 - annual.clamp(0.0, 1.0)).powf(1.0 / WEEKS_PER_YEAR)
}

/// Attrition of people with less tenure than a limit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TenureBand {
    /// Weeks since they were hired, less than this.
    pub below_weeks: u32,
    /// Share who would leave within a year at this rate, 0 to less than 1.
    pub annual: f64,
}

/// Who leaves how fast.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attrition {
    /// By tenure, the shortest first.
    pub bands: Vec<TenureBand>,
    /// Of all with more tenure: share who leave within a year, 0 to less than 1.
    pub annual: f64,
    /// In the place of all of it, from a week on until the next such week: `(week, annual)`, the first week first.
    pub from_week: Vec<(usize, f64)>,
}

impl Attrition {
    /// The share who would leave within a year at the rate that holds in a week for people of a tenure.
    pub fn annual_of(&self, week: usize, tenure_weeks: u32) -> f64 {
        let set = self.from_week.iter().rev().find(|(from, _)| *from <= week);
        if let Some((_, annual)) = set {
            return *annual;
        }
        let band = self
            .bands
            .iter()
            .find(|band| tenure_weeks < band.below_weeks);
        band.map_or(self.annual, |band| band.annual)
    }

    /// The probability with which one of a tenure leaves at the end of a week.
    pub fn leaves(&self, week: usize, tenure_weeks: u32) -> f64 {
        leave_probability(self.annual_of(week, tenure_weeks))
    }

    /// Share of a class that begins in week `start` who are still there in each week up to `weeks`: all in its first.
    pub fn survival_of_class(&self, start: usize, weeks: usize) -> Vec<f64> {
        let mut there = 1.0;
        (start..weeks)
            .zip(0..)
            .map(|(week, tenure)| {
                let now = there;
                there *= 1.0 - self.leaves(week, tenure);
                now
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_of_weeks_leaves_what_the_annual_share_says() {
        let attrition = Attrition {
            annual: 0.4,
            ..Attrition::default()
        };
        let there = attrition.survival_of_class(0, 53);
        // 0.6^(52 / 52.1775)
        assert!((there[52] - 0.601_044).abs() < 1e-6, "{}", there[52]);
        assert_eq!((there[0], there.len()), (1.0, 53));
    }

    #[test]
    fn newcomers_leave_at_the_rate_of_their_band_and_a_week_that_is_set_rules_all() {
        let attrition = Attrition {
            bands: vec![
                TenureBand {
                    below_weeks: 13,
                    annual: 0.6,
                },
                TenureBand {
                    below_weeks: 52,
                    annual: 0.3,
                },
            ],
            annual: 0.1,
            from_week: vec![(20, 0.2), (30, 0.05)],
        };
        let of = |week, tenure| attrition.annual_of(week, tenure);
        assert_eq!(
            (of(0, 12), of(0, 13), of(0, 51), of(0, 52)),
            (0.6, 0.3, 0.3, 0.1)
        );
        assert_eq!(
            (of(19, 0), of(20, 0), of(29, 400), of(30, 0)),
            (0.6, 0.2, 0.2, 0.05)
        );
    }
}
