//! A watch over predictions: do they still come, segment by segment?
//!
//! Each segment bets against its predictions. The bet's odds are those of a model whose log-odds are higher, or lower, by
//! more than is tolerated; its stake is multiplied by the likelihood ratio of every outcome. As long as the predictions are
//! right within the tolerance, the stake is a supermartingale that begins at 1, and the probability that it *ever* reaches
//! 1/α is at most α (Ville 1939; Wald 1945; Ramdas et al. 2023). So one may look after every call without correction for
//! many looks. For a rolling window, bets begin anew every half window and last a whole one.

use super::ResponseError;
use super::log_odds::{log_odds_of, probability};

/// How a [`DriftWatch`] judges.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DriftOptions {
    /// False alarms, over all segments together, in the time in which each segment has a window of calls: their expected
    /// number is at most this, above 0 and below 1.
    pub false_alarms_a_window: f64,
    /// Calls of a segment that are judged together at most, 20 or more.
    pub window: usize,
    /// Odds may be wrong by this factor, up or down, without being called drift; 1 or more.
    pub tolerated_odds_ratio: f64,
}

impl Default for DriftOptions {
    fn default() -> Self {
        Self {
            false_alarms_a_window: 0.05,
            window: 1_000,
            tolerated_odds_ratio: 1.1,
        }
    }
}

/// What a watch has found.
#[derive(Clone, Debug, PartialEq)]
pub enum DriftVerdict {
    /// Nothing speaks against the predictions at the stated rate of false alarms.
    Holds,
    /// The predictions of these segments do not hold any more.
    Drifted(Vec<SegmentDrift>),
}

/// What was seen of a segment when it was flagged.
#[derive(Clone, Debug, PartialEq)]
pub struct SegmentDrift {
    /// The segment.
    pub segment: String,
    /// Calls the evidence is from.
    pub calls: usize,
    /// Successes that were predicted of them.
    pub predicted: f64,
    /// Successes that came.
    pub actual: usize,
    /// How many times likelier the outcomes are under the alternatives than under the predictions within tolerance.
    pub evidence: f64,
}

/// Log-odds beyond the tolerance that are bet on, up and down.
const BETS: [f64; 4] = [0.15, 0.3, 0.6, 1.2];

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Bet {
    calls: usize,
    predicted: f64,
    actual: usize,
    /// Logarithms of the stakes of up and of down.
    up: [f64; BETS.len()],
    down: [f64; BETS.len()],
}

#[derive(Clone, Debug, PartialEq)]
struct Watched {
    segment: String,
    calls: usize,
    /// One begun at whole windows, one at half windows.
    bets: [Bet; 2],
    flagged: Option<SegmentDrift>,
}

/// Watches predictions of segments; see [`DriftVerdict`].
///
/// ```
/// use crewcast_forecasts::response::{DriftOptions, DriftVerdict, DriftWatch};
/// let mut watch = DriftWatch::new(["north", "south"], DriftOptions::default())?;
/// for call in 0..600 {
///     watch.observe("north", 0.1, call % 10 == 0)?;
///     watch.observe("south", 0.1, call % 4 == 0)?;
/// }
/// let DriftVerdict::Drifted(drifted) = watch.verdict() else { panic!("south answers twice as often as told") };
/// assert_eq!((drifted.len(), drifted[0].segment.as_str()), (1, "south"));
/// # Ok::<(), crewcast_forecasts::response::ResponseError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct DriftWatch {
    segments: Vec<Watched>,
    options: DriftOptions,
    tolerance: f64,
    /// Evidence that flags a segment.
    needed: f64,
}

impl DriftWatch {
    /// # Errors
    /// [`ResponseError::OutOfRange`].
    pub fn new<S: Into<String>>(
        segments: impl IntoIterator<Item = S>,
        options: DriftOptions,
    ) -> Result<Self, ResponseError> {
        let segments: Vec<Watched> = segments
            .into_iter()
            .map(|segment| Watched {
                segment: segment.into(),
                calls: 0,
                bets: [Bet::default(); 2],
                flagged: None,
            })
            .collect();
        let checks = [
            (
                "false_alarms_a_window",
                options.false_alarms_a_window,
                options.false_alarms_a_window > 0.0 && options.false_alarms_a_window < 1.0,
                "a number above 0 and below 1",
            ),
            (
                "window",
                options.window as f64,
                options.window >= 20,
                "20 calls or more",
            ),
            (
                "tolerated_odds_ratio",
                options.tolerated_odds_ratio,
                (1.0..=10.0).contains(&options.tolerated_odds_ratio),
                "1 to 10",
            ),
            (
                "segments",
                segments.len() as f64,
                !segments.is_empty(),
                "one or more",
            ),
        ];
        for (option, value, is_in_range, range) in checks {
            if !is_in_range {
                return Err(ResponseError::OutOfRange {
                    option,
                    value,
                    range,
                });
            }
        }
        // Two bets begin in every window of a segment.
        let needed = 2.0 * segments.len() as f64 / options.false_alarms_a_window;
        Ok(Self {
            segments,
            options,
            tolerance: options.tolerated_odds_ratio.ln(),
            needed,
        })
    }

    /// Takes in a call: what was predicted before it, and what came.
    ///
    /// # Errors
    /// [`ResponseError::NoSuchSegment`], [`ResponseError::NotAProbability`].
    pub fn observe(
        &mut self,
        segment: &str,
        predicted: f64,
        succeeded: bool,
    ) -> Result<(), ResponseError> {
        let watched = self
            .segments
            .iter_mut()
            .find(|each| each.segment == segment);
        let watched = watched.ok_or_else(|| ResponseError::NoSuchSegment {
            segment: segment.to_owned(),
        })?;
        if !(0.0 < predicted && predicted < 1.0) {
            return Err(ResponseError::NotAProbability {
                row: watched.calls,
                value: predicted,
            });
        }
        let half = self.options.window / 2;
        if watched.calls.is_multiple_of(half) {
            watched.bets[(watched.calls / half) % 2] = Bet::default();
        }
        watched.calls += 1;
        // Before the first half window is over, the second bet would only repeat the first.
        let bets = if watched.calls <= half { 1 } else { 2 };
        for bet in &mut watched.bets[..bets] {
            bet.take_in(predicted, succeeded, self.tolerance);
            let evidence = bet.evidence();
            if evidence >= self.needed && watched.flagged.is_none() {
                watched.flagged = Some(SegmentDrift {
                    segment: watched.segment.clone(),
                    calls: bet.calls,
                    predicted: bet.predicted,
                    actual: bet.actual,
                    evidence,
                });
            }
        }
        Ok(())
    }

    /// What has been found since the watch began, or since [`DriftWatch::begin_anew`].
    #[must_use]
    pub fn verdict(&self) -> DriftVerdict {
        let flagged = self.segments.iter().filter_map(|each| each.flagged.clone());
        let drifted: Vec<SegmentDrift> = flagged.collect();
        if drifted.is_empty() {
            DriftVerdict::Holds
        } else {
            DriftVerdict::Drifted(drifted)
        }
    }

    /// Forgets what was seen: for when the model has been fitted anew.
    pub fn begin_anew(&mut self) {
        for watched in &mut self.segments {
            watched.calls = 0;
            watched.bets = [Bet::default(); 2];
            watched.flagged = None;
        }
    }
}

impl Bet {
    fn take_in(&mut self, predicted: f64, succeeded: bool, tolerance: f64) {
        self.calls += 1;
        self.predicted += predicted;
        self.actual += usize::from(succeeded);
        let log_odds = log_odds_of(predicted);
        let told = |log_odds: f64| {
            let p = probability(log_odds);
            (if succeeded { p } else { 1.0 - p }).ln()
        };
        let (most, least) = (told(log_odds + tolerance), told(log_odds - tolerance));
        for ((up, down), bet) in self.up.iter_mut().zip(&mut self.down).zip(BETS) {
            *up += told(log_odds + tolerance + bet) - most;
            *down += told(log_odds - tolerance - bet) - least;
        }
    }

    /// The mean stake of all bets, each of which began at 1.
    fn evidence(&self) -> f64 {
        let stakes = self.up.iter().chain(&self.down).map(|stake| stake.exp());
        stakes.sum::<f64>() / (2 * BETS.len()) as f64
    }
}
