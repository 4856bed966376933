//! How long the past is believed, chosen by predicting what came next.

use serde::{Deserialize, Serialize};

use super::posterior::{Batch, Fading, Posterior, log_likelihood, log_odds};
use super::{ResponseError, trust};

/// How a model weighs what is long past, and how far it trusts a single feature.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Memory {
    /// An outcome counts half after so many days; `None` where all count alike.
    pub half_life_days: Option<f64>,
    /// Standard deviation of a day's change of the overall level, in log-odds; n days change it by √n times that.
    pub level_walk: f64,
    /// Standard deviation of a feature level's weight before any outcome, in log-odds; where it was chosen, features may have
    /// one of their own ([`PropensityModel::trust`](super::PropensityModel::trust)).
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

/// What the training attempts have chosen.
pub(super) struct Choice {
    /// All memories that were tried, the chosen one first, then by what they came to.
    pub(super) tried: Vec<TriedMemory>,
    /// Standard deviation of the weights of each feature before any outcome, in log-odds.
    pub(super) trust: Vec<f64>,
}

/// Tries all half-lives with all priors, as each is only worth what the other allows; then the walks, and each list once more
/// with the others' best. Then each feature is given a prior of its own, and half-lives and walks are tried once more with these.
pub(super) fn choose(
    batches: &[TimedBatch],
    feature_of_weight: &[usize],
    features: usize,
) -> Result<Choice, ResponseError> {
    let span: f64 = batches.iter().map(|timed| timed.days).sum();
    // Without time nothing can fade.
    let [half_lives, walks] = if span > 0.0 {
        [HALF_LIVES.len(), WALKS.len()]
    } else {
        [1, 1]
    };
    let replay = Replay {
        batches,
        feature_of_weight,
    };
    let first_walk = MIDDLE_WALK.min(walks - 1);
    let mut search = Search {
        replay: &replay,
        span,
        trust: None,
        features,
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
        search.along(axis, places)?;
    }
    let best = search.best();
    let memory = search.memory(best);
    let trust = trust::choose(&replay, &memory, features)?;
    let mut with_trust = Search {
        trust: Some(trust.as_slice()),
        tried: Vec::new(),
        ..search
    };
    with_trust.judge(best)?;
    with_trust.along(0, half_lives)?;
    with_trust.along(1, walks)?;
    with_trust.best();
    let mut tried: Vec<TriedMemory> = with_trust.into_tried();
    let mut before = search.into_tried();
    tried.append(&mut before);
    // Stable: what was tried with trust comes before its equal.
    tried.sort_by(|a, b| a.log_loss.total_cmp(&b.log_loss));
    Ok(Choice { tried, trust })
}

struct Search<'a> {
    replay: &'a Replay<'a>,
    span: f64,
    /// Priors of the features, where they have been chosen.
    trust: Option<&'a [f64]>,
    features: usize,
    /// Places in the three lists, with what they came to.
    tried: Vec<([usize; 3], TriedMemory)>,
}

impl Search<'_> {
    fn memory(&self, at: [usize; 3]) -> Memory {
        let half_life_days = HALF_LIVES[at[0]] * self.span;
        let walk = WALKS[at[1]];
        Memory {
            half_life_days: Some(half_life_days).filter(|days| days.is_finite()),
            level_walk: if walk > 0.0 {
                walk / self.span.sqrt()
            } else {
                0.0
            },
            prior_standard_deviation: PRIOR_SDS[at[2]],
        }
    }

    fn judge(&mut self, at: [usize; 3]) -> Result<(), ResponseError> {
        if self.tried.iter().any(|(known, _)| *known == at) {
            return Ok(());
        }
        let memory = self.memory(at);
        let same = vec![memory.prior_standard_deviation; self.features];
        let told = self
            .replay
            .told(&memory.checked()?, self.trust.unwrap_or(&same))?;
        let log_loss = mean(&told);
        self.tried.push((at, TriedMemory { memory, log_loss }));
        Ok(())
    }

    /// Tries all places of one list with the best of the others.
    fn along(&mut self, axis: usize, places: usize) -> Result<(), ResponseError> {
        let best = self.best();
        for place in 0..places {
            let mut at = best;
            at[axis] = place;
            self.judge(at)?;
        }
        Ok(())
    }

    /// Sorts what was tried, best first, and says where the best is.
    fn best(&mut self) -> [usize; 3] {
        self.tried
            .sort_by(|a, b| a.1.log_loss.total_cmp(&b.1.log_loss));
        self.tried.first().map_or([0; 3], |(at, _)| *at)
    }

    fn into_tried(self) -> Vec<TriedMemory> {
        self.tried.into_iter().map(|(_, tried)| tried).collect()
    }
}

/// Attempts that are told batch by batch, each from those before it.
pub(super) struct Replay<'a> {
    pub(super) batches: &'a [TimedBatch],
    pub(super) feature_of_weight: &'a [usize],
}

/// What a batch was told with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct ToldBatch {
    /// Negative log-likelihood of its attempts together.
    pub(super) loss: f64,
    pub(super) attempts: usize,
}

impl Replay<'_> {
    /// The batches of the later part, as they were told with these priors of the features.
    pub(super) fn told(
        &self,
        fading: &Fading,
        trust: &[f64],
    ) -> Result<Vec<ToldBatch>, ResponseError> {
        let all: usize = self.batches.iter().map(|timed| timed.batch.len()).sum();
        let of_weight = self.feature_of_weight.iter();
        let prior_sds: Vec<f64> = of_weight.map(|&feature| trust[feature]).collect();
        let mut posterior = Posterior::new(&prior_sds);
        let mut learned = 0;
        let mut told = Vec::new();
        for TimedBatch { days, batch } in self.batches {
            posterior.pass_time(*days, fading, batch.len())?;
            if learned as f64 >= SHARE_NOT_JUDGED * all as f64 {
                let rows = batch.rows();
                let likelihoods = rows.map(|(entries, success)| {
                    log_likelihood(log_odds(posterior.mean(), entries), success)
                });
                told.push(ToldBatch {
                    loss: -likelihoods.sum::<f64>(),
                    attempts: batch.len(),
                });
            }
            posterior.learn(batch)?;
            learned += batch.len();
        }
        Ok(told)
    }
}

/// Mean loss of an attempt.
pub(super) fn mean(told: &[ToldBatch]) -> f64 {
    let attempts: usize = told.iter().map(|batch| batch.attempts).sum();
    let loss: f64 = told.iter().map(|batch| batch.loss).sum();
    loss / (attempts as f64).max(1.0)
}
