//! Whether what was told came: of contacts with 5 %, about 5 in 100.

use super::ResponseError;
use super::log_odds::log_odds_of;
use super::posterior::log_likelihood;

/// A prediction with what came.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    /// Probability told.
    pub predicted: f64,
    /// What came.
    pub succeeded: bool,
}

/// Contacts of about equal predictions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReliabilityBin {
    /// How many they are.
    pub contacts: usize,
    /// Lowest prediction among them.
    pub lowest: f64,
    /// Highest prediction among them.
    pub highest: f64,
    /// Mean prediction.
    pub predicted: f64,
    /// Share with success.
    pub observed: f64,
    /// 95 % interval of the share (Wilson 1927).
    pub observed_low: f64,
    /// Upper end of the interval.
    pub observed_high: f64,
}

/// How well probabilities agree with what came.
///
/// Brier and log loss stand beside those of the base rate: one probability for all, known only afterwards.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    /// Predictions judged.
    pub contacts: usize,
    /// Share with success.
    pub base_rate: f64,
    /// Mean prediction.
    pub mean_prediction: f64,
    /// Bins of about equally many contacts, lowest predictions first.
    pub reliability: Vec<ReliabilityBin>,
    /// Mean distance of prediction and share over the bins, by contacts.
    pub expected_calibration_error: f64,
    /// Mean squared distance of prediction and outcome (Brier 1950).
    pub brier: f64,
    /// That of the base rate.
    pub brier_of_base_rate: f64,
    /// Mean negative log-likelihood.
    pub log_loss: f64,
    /// That of the base rate.
    pub log_loss_of_base_rate: f64,
}

/// Two-sided 95 % of the normal law.
const Z975: f64 = 1.959_963_984_540_054;

impl Calibration {
    /// Judges predictions in so many bins of about equally many contacts; equal predictions share a bin.
    ///
    /// # Errors
    /// [`ResponseError::TooFewAttempts`] where there are fewer predictions than bins, [`ResponseError::OutOfRange`] for no
    /// bin, [`ResponseError::NotAProbability`].
    pub fn of(judged: &[Judged], bins: usize) -> Result<Self, ResponseError> {
        if bins == 0 {
            return Err(ResponseError::OutOfRange {
                option: "bins",
                value: 0.0,
                range: "1 or more",
            });
        }
        if judged.len() < bins {
            return Err(ResponseError::TooFewAttempts {
                what: "to judge by",
                found: judged.len(),
                needed: bins,
            });
        }
        let is_probability = |p: f64| 0.0 < p && p < 1.0;
        if let Some(row) = judged.iter().position(|j| !is_probability(j.predicted)) {
            return Err(ResponseError::NotAProbability {
                row,
                value: judged[row].predicted,
            });
        }
        let count = judged.len() as f64;
        let mean = |of: &dyn Fn(&Judged) -> f64| judged.iter().map(of).sum::<f64>() / count;
        let outcome = |j: &Judged| f64::from(u8::from(j.succeeded));
        let base_rate = mean(&outcome);
        let reliability = reliability(judged, bins);
        let distance = |bin: &ReliabilityBin| {
            bin.contacts as f64 / count * (bin.predicted - bin.observed).abs()
        };
        let entropy = |p: f64| if p > 0.0 { -p * p.ln() } else { 0.0 };
        Ok(Self {
            contacts: judged.len(),
            base_rate,
            mean_prediction: mean(&|j| j.predicted),
            expected_calibration_error: reliability.iter().map(distance).sum(),
            reliability,
            brier: mean(&|j| (j.predicted - outcome(j)).powi(2)),
            brier_of_base_rate: base_rate * (1.0 - base_rate),
            log_loss: mean(&|j| -log_likelihood(log_odds_of(j.predicted), j.succeeded)),
            log_loss_of_base_rate: entropy(base_rate) + entropy(1.0 - base_rate),
        })
    }
}

fn reliability(judged: &[Judged], bins: usize) -> Vec<ReliabilityBin> {
    let mut sorted = judged.to_vec();
    sorted.sort_by(|a, b| a.predicted.total_cmp(&b.predicted));
    let mut made = Vec::with_capacity(bins);
    let mut start = 0;
    while start < sorted.len() {
        let bins_left = (bins - made.len()).max(1);
        let mut end = start + (sorted.len() - start).div_ceil(bins_left);
        while end < sorted.len() && sorted[end].predicted == sorted[end - 1].predicted {
            end += 1;
        }
        made.push(ReliabilityBin::of(&sorted[start..end]));
        start = end;
    }
    made
}

impl ReliabilityBin {
    fn of(sorted: &[Judged]) -> Self {
        let contacts = sorted.len() as f64;
        let successes = sorted.iter().filter(|j| j.succeeded).count() as f64;
        let observed = successes / contacts;
        let spread = Z975 * Z975 / contacts;
        let centre = (observed + 0.5 * spread) / (1.0 + spread);
        let half = Z975 / (1.0 + spread)
            * (observed * (1.0 - observed) / contacts + 0.25 * spread / contacts).sqrt();
        Self {
            contacts: sorted.len(),
            lowest: sorted.first().map_or(0.0, |j| j.predicted),
            highest: sorted.last().map_or(0.0, |j| j.predicted),
            predicted: sorted.iter().map(|j| j.predicted).sum::<f64>() / contacts,
            observed,
            observed_low: (centre - half).max(0.0),
            observed_high: (centre + half).min(1.0),
        }
    }
}
