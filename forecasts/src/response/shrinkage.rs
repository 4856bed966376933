//! Rates of small cells, each drawn toward the rate of what it is part of: hour → segment → campaign → all calls.
//!
//! Beta-binomial with empirical Bayes (Skellam 1948; Efron & Morris 1975; Gelman et al. 2013, section 5.3): the cells of
//! one kind scatter around their parents' rates like a beta law, whose strength is the one under which their tallies are
//! likeliest. Decayed counts are allowed, so tallies need not be whole.

use std::collections::BTreeMap;

use statrs::distribution::{Beta, ContinuousCDF as _};
use statrs::function::beta::ln_beta;

use super::{HourOfWeek, Propensity, ResponseError};

/// Tries and successes, whole or decayed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    /// Calls made.
    pub trials: f64,
    /// Those with success.
    pub successes: f64,
}

/// The tally of one segment of one campaign in one hour of the week.
#[derive(Clone, Debug, PartialEq)]
pub struct CellTally {
    /// The campaign.
    pub campaign: String,
    /// The segment within it.
    pub segment: String,
    /// The callee's hour of the week.
    pub hour: HourOfWeek,
    /// What came of the calls.
    pub tally: Tally,
}

/// A rate drawn toward its parent's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShrunkRate {
    /// The rate with what is known of it.
    pub rate: Propensity,
    /// The tally it is from; empty where there is none.
    pub own: Tally,
    /// Mean rate of what it is part of.
    pub parent: f64,
    /// Weight of its own tally, 0 to 1; the rest is the parent's.
    pub weight_of_own: f64,
    variance: f64,
}

/// Beyond this many calls a rate of 1 less half a call is 1 in binary.
const MOST_TRIALS: f64 = 1e12;
/// Strength of the weakest and of the strongest law searched, in calls.
const STRENGTHS: (f64, f64) = (0.5, 1e6);

/// Rates of cells, segments, campaigns and the whole.
///
/// ```
/// use crewcast_forecasts::response::{CellTally, HourOfWeek, ShrunkRates, Tally};
/// let cell = |segment: &str, hour, trials, successes| Ok::<_, crewcast_forecasts::response::ResponseError>(CellTally {
///     campaign: "spring".into(),
///     segment: segment.into(),
///     hour: HourOfWeek::new(hour)?,
///     tally: Tally { trials, successes },
/// });
/// let rates = ShrunkRates::fit(&[
///     cell("new", 9, 400.0, 40.0)?,
///     cell("new", 10, 400.0, 80.0)?,
///     cell("new", 11, 3.0, 3.0)?,
/// ])?;
/// let small = rates.cell("spring", "new", HourOfWeek::new(11)?);
/// assert!(small.rate.mean > small.parent && small.rate.mean < 0.5);
/// # Ok::<(), crewcast_forecasts::response::ResponseError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct ShrunkRates {
    whole: ShrunkRate,
    campaigns: BTreeMap<String, ShrunkRate>,
    segments: BTreeMap<(String, String), ShrunkRate>,
    cells: BTreeMap<(String, String, HourOfWeek), ShrunkRate>,
    /// Calls that a parent's rate counts like, for campaigns, segments and cells.
    strengths: [f64; 3],
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.trials += other.trials;
        self.successes += other.successes;
    }
}

impl ShrunkRates {
    /// # Errors
    /// [`ResponseError::NotATally`], [`ResponseError::TooFewAttempts`] where no cell has a call.
    pub fn fit(cells: &[CellTally]) -> Result<Self, ResponseError> {
        let mut all = Tally::default();
        let mut of_campaign: BTreeMap<String, Tally> = BTreeMap::new();
        let mut of_segment: BTreeMap<(String, String), Tally> = BTreeMap::new();
        let mut of_cell: BTreeMap<(String, String, HourOfWeek), Tally> = BTreeMap::new();
        for (number, cell) in cells.iter().enumerate() {
            let Tally { trials, successes } = cell.tally;
            if !(0.0 <= successes && successes <= trials && trials <= MOST_TRIALS) {
                return Err(ResponseError::NotATally {
                    cell: number,
                    trials,
                    successes,
                });
            }
            let segment = (cell.campaign.clone(), cell.segment.clone());
            all.add(cell.tally);
            of_campaign
                .entry(cell.campaign.clone())
                .or_default()
                .add(cell.tally);
            of_cell
                .entry((segment.0.clone(), segment.1.clone(), cell.hour))
                .or_default()
                .add(cell.tally);
            of_segment.entry(segment).or_default().add(cell.tally);
        }
        if all.trials <= 0.0 {
            return Err(ResponseError::TooFewAttempts {
                what: "in any cell",
                found: 0,
                needed: 1,
            });
        }
        // Jeffreys' law for the whole.
        let whole = ShrunkRate::of(all, 0.5, 0.0, 1.0);
        let (campaigns, strength) = shrunk(of_campaign, |_| whole);
        let (segments, of_segments) = shrunk(of_segment, |key| campaigns[&key.0]);
        let (cells, of_cells) = shrunk(of_cell, |key| segments[&(key.0.clone(), key.1.clone())]);
        Ok(Self {
            whole,
            campaigns,
            segments,
            cells,
            strengths: [strength, of_segments, of_cells],
        })
    }

    /// The rate of all calls.
    #[must_use]
    pub fn whole(&self) -> ShrunkRate {
        self.whole
    }

    /// The rate of a campaign; of one that has no call yet, what such a campaign is expected to be like.
    #[must_use]
    pub fn campaign(&self, campaign: &str) -> ShrunkRate {
        let known = self.campaigns.get(campaign).copied();
        known.unwrap_or_else(|| self.whole.of_new_part(self.strengths[0]))
    }

    /// The rate of a segment; of one that has no call yet, what such a segment of the campaign is expected to be like.
    #[must_use]
    pub fn segment(&self, campaign: &str, segment: &str) -> ShrunkRate {
        let key = (campaign.to_owned(), segment.to_owned());
        let known = self.segments.get(&key).copied();
        known.unwrap_or_else(|| self.campaign(campaign).of_new_part(self.strengths[1]))
    }

    /// The rate of a segment in an hour; where there was no call yet, what is expected.
    #[must_use]
    pub fn cell(&self, campaign: &str, segment: &str, hour: HourOfWeek) -> ShrunkRate {
        let key = (campaign.to_owned(), segment.to_owned(), hour);
        let known = self.cells.get(&key).copied();
        known.unwrap_or_else(|| {
            self.segment(campaign, segment)
                .of_new_part(self.strengths[2])
        })
    }

    /// Calls that the rate of the whole counts like beside a campaign's own, a campaign's beside a segment's, and a
    /// segment's beside an hour's.
    #[must_use]
    pub fn strengths(&self) -> [f64; 3] {
        self.strengths
    }
}

impl ShrunkRate {
    /// `strength` calls of the parent's rate and the own tally.
    fn of(own: Tally, parent: f64, variance_of_parent: f64, strength: f64) -> Self {
        let calls = own.trials + strength;
        let mean = (own.successes + strength * parent) / calls;
        // The parent's own uncertainty reaches the part with the parent's weight.
        let variance =
            mean * (1.0 - mean) / (calls + 1.0) + (strength / calls).powi(2) * variance_of_parent;
        Self {
            rate: beta_of(mean, variance),
            own,
            parent,
            weight_of_own: own.trials / calls,
            variance,
        }
    }

    fn of_new_part(self, strength: f64) -> Self {
        Self::of(Tally::default(), self.rate.mean, self.variance, strength)
    }
}

/// Quantiles of the beta law of that mean and variance.
fn beta_of(mean: f64, variance: f64) -> Propensity {
    // Both shapes are above 0, as the mean is within 0 and 1. Any variance of a law on 0 to 1 is below mean × (1 − mean).
    let calls = (mean * (1.0 - mean) / variance - 1.0).max(1e-3);
    let law = Beta::new(mean * calls, (1.0 - mean) * calls);
    let quantile = |share: f64| law.as_ref().map_or(mean, |law| law.inverse_cdf(share));
    Propensity {
        mean,
        p10: quantile(0.1).max(f64::MIN_POSITIVE),
        p90: quantile(0.9).min(1.0 - f64::EPSILON),
    }
}

/// Each part's rate, and the strength of their parents.
fn shrunk<K: Ord>(
    tallies: BTreeMap<K, Tally>,
    parent: impl Fn(&K) -> ShrunkRate,
) -> (BTreeMap<K, ShrunkRate>, f64) {
    let parts: Vec<(K, Tally, ShrunkRate)> = tallies
        .into_iter()
        .map(|(key, tally)| {
            let parent = parent(&key);
            (key, tally, parent)
        })
        .collect();
    let strength = likeliest_strength(&parts);
    let rates = parts
        .into_iter()
        .map(|(key, tally, parent)| {
            let rate = ShrunkRate::of(tally, parent.rate.mean, parent.variance, strength);
            (key, rate)
        })
        .collect();
    (rates, strength)
}

/// By golden section over the logarithm.
fn likeliest_strength<K>(parts: &[(K, Tally, ShrunkRate)]) -> f64 {
    let likelihood = |ln_strength: f64| -> f64 {
        let strength = ln_strength.exp();
        parts
            .iter()
            .filter(|(_, own, _)| own.trials > 0.0)
            .map(|(_, own, parent)| {
                let (yes, no) = (
                    strength * parent.rate.mean,
                    strength * (1.0 - parent.rate.mean),
                );
                ln_beta(own.successes + yes, own.trials - own.successes + no) - ln_beta(yes, no)
            })
            .sum()
    };
    let ratio = 0.5 * (5.0_f64.sqrt() - 1.0);
    let (mut low, mut high) = (STRENGTHS.0.ln(), STRENGTHS.1.ln());
    let (mut left, mut right) = (high - ratio * (high - low), low + ratio * (high - low));
    let (mut of_left, mut of_right) = (likelihood(left), likelihood(right));
    while high - low > 1e-3 {
        // Where both are alike the parts do not scatter more than chance, and the stronger law is taken.
        if of_left > of_right {
            (high, right, of_right) = (right, left, of_left);
            left = high - ratio * (high - low);
            of_left = likelihood(left);
        } else {
            (low, left, of_left) = (left, right, of_right);
            right = low + ratio * (high - low);
            of_right = likelihood(right);
        }
    }
    (0.5 * (low + high)).exp()
}
