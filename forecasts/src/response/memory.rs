//! How long the past is believed, chosen by predicting what came next.

use serde::{Deserialize, Serialize};

use super::ResponseError;
use super::posterior::{Batch, Fading, Posterior, log_likelihood, log_odds};

/// How a model weighs what is long past, and how far it trusts a single feature.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Memory {
    /// An outcome counts half after so many days; `None` where all count alike.
    pub half_life_days: Option<f64>,
    /// Standard deviation of a day's change of the overall level, in log-odds; n days change it by √n times that.
    pub level_walk: f64,
    /// Standard deviation of a feature level's weight before any outcome, in log-odds.
    pub prior_standard_deviation: f64,
}

/// A [`Memory`] with how well it foretold the later part of the training attempts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct TriedMemory {
    /// What was tried.
    pub memory: Memory,
    /// Mean negative log-likelihood of an attempt, each told from those before its batch.
    pub log_loss: f64,
}

impl Memory {
    /// # Errors
    /// [`ResponseError::OutOfRange`].
    pub(super) fn checked(self) -> Result<Fading, ResponseError> {
        let out_of_range = |option, value, range| {
            Err(ResponseError::OutOfRange {
                option,
                value,
                range,
            })
        };
        let half_life_days = self.half_life_days.unwrap_or(f64::INFINITY);
        if half_life_days.is_nan() || half_life_days <= 0.0 {
            return out_of_range(
                "half_life_days",
                half_life_days,
                "a number of days above 0, or none",
            );
        }
        if !(0.0..=10.0).contains(&self.level_walk) {
            return out_of_range("level_walk", self.level_walk, "0 to 10 log-odds a day");
        }
        if !(0.001..=10.0).contains(&self.prior_standard_deviation) {
            return out_of_range(
                "prior_standard_deviation",
                self.prior_standard_deviation,
                "0.001 to 10 log-odds",
            );
        }
        Ok(Fading {
            half_life_days,
            level_walk: self.level_walk,
            prior_sd: self.prior_standard_deviation,
        })
    }
}

/// A batch and the days since the one before.
pub(super) struct TimedBatch {
    pub(super) days: f64,
    pub(super) batch: Batch,
}

/// Half-lives tried, as parts of the time that the attempts span; the first is endless.
const HALF_LIVES: [f64; 8] = [f64::INFINITY, 2.0, 1.0, 0.5, 0.25, 0.125, 0.0625, 0.03125];
/// Walks tried: standard deviation of the level's change over the whole span, in log-odds.
const WALKS: [f64; 5] = [0.0, 0.25, 0.5, 1.0, 2.0];
const PRIOR_SDS: [f64; 5] = [0.05, 0.1, 0.2, 0.4, 0.8];
/// The walk that half-lives and priors are first tried with.
const MIDDLE_WALK: usize = 2;
/// The first part of the attempts is learned without being judged.
const SHARE_NOT_JUDGED: f64 = 0.4;

/// Tries all half-lives with all priors, as each is only worth what the other allows; then the walks, and each list once more
/// with the others' best. Returns all that was tried, best first.
pub(super) fn choose(
    batches: &[TimedBatch],
    weights: usize,
) -> Result<Vec<TriedMemory>, ResponseError> {
    let span: f64 = batches.iter().map(|timed| timed.days).sum();
    // Without time nothing can fade.
    let [half_lives, walks] = if span > 0.0 {
        [HALF_LIVES.len(), WALKS.len()]
    } else {
        [1, 1]
    };
    let first_walk = MIDDLE_WALK.min(walks - 1);
    let mut search = Search {
        batches,
        weights,
        span,
        tried: Vec::new(),
    };
    for half_life in 0..half_lives {
        for prior in 0..PRIOR_SDS.len() {
            search.judge([half_life, first_walk, prior])?;
        }
    }
    for (axis, places) in [
        (1, walks),
        (0, half_lives),
        (2, PRIOR_SDS.len()),
        (1, walks),
    ] {
        let best = search.best();
        for place in 0..places {
            let mut at = best;
            at[axis] = place;
            search.judge(at)?;
        }
    }
    search.best();
    Ok(search.tried.into_iter().map(|(_, tried)| tried).collect())
}

struct Search<'a> {
    batches: &'a [TimedBatch],
    weights: usize,
    span: f64,
    /// Places in the three lists, with what they came to.
    tried: Vec<([usize; 3], TriedMemory)>,
}

impl Search<'_> {
    fn judge(&mut self, at: [usize; 3]) -> Result<(), ResponseError> {
        if self.tried.iter().any(|(known, _)| *known == at) {
            return Ok(());
        }
        let half_life_days = HALF_LIVES[at[0]] * self.span;
        let walk = WALKS[at[1]];
        let memory = Memory {
            half_life_days: Some(half_life_days).filter(|days| days.is_finite()),
            level_walk: if walk > 0.0 {
                walk / self.span.sqrt()
            } else {
                0.0
            },
            prior_standard_deviation: PRIOR_SDS[at[2]],
        };
        let log_loss = judged(self.batches, self.weights, &memory.checked()?)?;
        self.tried.push((at, TriedMemory { memory, log_loss }));
        Ok(())
    }

    /// Sorts what was tried, best first, and says where the best is.
    fn best(&mut self) -> [usize; 3] {
        self.tried
            .sort_by(|a, b| a.1.log_loss.total_cmp(&b.1.log_loss));
        self.tried.first().map_or([0; 3], |(at, _)| *at)
    }
}

fn judged(batches: &[TimedBatch], weights: usize, fading: &Fading) -> Result<f64, ResponseError> {
    let all: usize = batches.iter().map(|timed| timed.batch.len()).sum();
    let mut posterior = Posterior::new(weights, fading.prior_sd);
    let (mut learned, mut judged, mut loss) = (0, 0.0, 0.0);
    for TimedBatch { days, batch } in batches {
        posterior.pass_time(*days, fading, batch.len())?;
        if learned as f64 >= SHARE_NOT_JUDGED * all as f64 {
            for (entries, success) in batch.rows() {
                loss -= log_likelihood(log_odds(posterior.mean(), entries), success);
                judged += 1.0;
            }
        }
        posterior.learn(batch)?;
        learned += batch.len();
    }
    Ok(loss / f64::max(judged, 1.0))
}
