//! How long the past is believed, chosen by predicting what came next.

use serde::{Deserialize, Serialize};

use super::posterior::{Batch, Fading};
use super::replay::{Replay, ToldBatch, is_surely_better, mean};
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
const PRIOR_SDS: [f64; 6] = [0.02, 0.05, 0.1, 0.2, 0.4, 0.8];
/// A memory that fades faster, a level that wanders more, or a wider prior must gain so many standard errors of its gain.
const STANDARD_ERRORS: f64 = 1.0;

/// What the training attempts have chosen.
pub(super) struct Choice {
    /// All memories that were tried: the chosen one first, the others by what they came to.
    pub(super) tried: Vec<TriedMemory>,
    /// Standard deviation of the weights of each feature before any outcome, in log-odds.
    pub(super) trust: Vec<f64>,
}

/// Begins with a past that never fades and the narrowest prior, and moves on to what foretells better by more than the standard
/// error of its gain over the batches: all half-lives with all priors, as each is only worth what the other allows; then each list
/// by itself. Meanwhile the level wanders as it foretells best, so that no past has to fade for what a level explains; at the end
/// no more than is surely better. Then each feature may get a prior of its own.
pub(super) fn choose(replay: &Replay<'_>) -> Result<Choice, ResponseError> {
    let span: f64 = replay.batches.iter().map(|timed| timed.days).sum();
    // Without time nothing can fade.
    let [half_lives, walks] = if span > 0.0 {
        [HALF_LIVES.len(), WALKS.len()]
    } else {
        [1, 1]
    };
    let mut search = Search {
        replay,
        span,
        trust: None,
        tried: Vec::new(),
    };
    // The level first: a past that fades would else be taken for what a level that wanders explains.
    let mut at = search.best_walk([0; 3], walks)?;
    let walk = at[1];
    let pairs = (0..half_lives)
        .flat_map(|half_life| (0..PRIOR_SDS.len()).map(move |prior| [half_life, walk, prior]));
    at = search.moves_on(at, pairs.collect())?;
    for _ in 0..2 {
        at = search.best_walk(at, walks)?;
        for (axis, places) in [(0, half_lives), (2, PRIOR_SDS.len())] {
            let along = (0..places).map(|place| with(at, axis, place));
            at = search.moves_on(at, along.collect())?;
        }
    }
    at = search.settled_walk(at, walks)?;
    let trust = trust::choose(replay, &search.memory(at))?;
    let mut with_trust = Search {
        trust: Some(trust.as_slice()),
        tried: Vec::new(),
        ..search
    };
    let chosen = with_trust.settled_walk(at, walks)?;
    let chosen = with_trust.tried_at(chosen)?;
    let mut tried: Vec<TriedMemory> = search
        .tried
        .into_iter()
        .map(|tried| tried.told_by)
        .collect();
    tried.sort_by(|a, b| a.log_loss.total_cmp(&b.log_loss));
    tried.insert(0, chosen);
    Ok(Choice { tried, trust })
}

/// The place with another entry of one list.
fn with(mut at: [usize; 3], axis: usize, place: usize) -> [usize; 3] {
    at[axis] = place;
    at
}

struct Search<'a> {
    replay: &'a Replay<'a>,
    span: f64,
    /// Priors of the features, where they have been chosen.
    trust: Option<&'a [f64]>,
    tried: Vec<Tried>,
}

/// What was tried.
#[derive(Clone)]
struct Tried {
    /// Places in the lists of half-lives, walks and priors.
    at: [usize; 3],
    told: Vec<ToldBatch>,
    told_by: TriedMemory,
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

    /// What the batches are told with there.
    fn told(&mut self, at: [usize; 3]) -> Result<Vec<ToldBatch>, ResponseError> {
        if let Some(known) = self.tried.iter().find(|known| known.at == at) {
            return Ok(known.told.clone());
        }
        let memory = self.memory(at);
        let same = self.replay.one_for_all(memory.prior_standard_deviation);
        let trust = self.trust.unwrap_or(&same);
        let told = self.replay.told(&memory.checked()?, trust)?;
        let log_loss = mean(&told);
        self.tried.push(Tried {
            at,
            told: told.clone(),
            told_by: TriedMemory { memory, log_loss },
        });
        Ok(told)
    }

    fn tried_at(&mut self, at: [usize; 3]) -> Result<TriedMemory, ResponseError> {
        let log_loss = mean(&self.told(at)?);
        let memory = self.memory(at);
        Ok(TriedMemory { memory, log_loss })
    }

    /// From there to the best of others that are surely better, until none is.
    fn moves_on(
        &mut self,
        mut at: [usize; 3],
        others: Vec<[usize; 3]>,
    ) -> Result<[usize; 3], ResponseError> {
        loop {
            let here = self.told(at)?;
            let mut best = None;
            let mut least = f64::INFINITY;
            for &other in &others {
                let told = self.told(other)?;
                if mean(&told) < least && is_surely_better(&here, &told, STANDARD_ERRORS) {
                    (best, least) = (Some(other), mean(&told));
                }
            }
            match best {
                Some(next) => at = next,
                None => return Ok(at),
            }
        }
    }

    /// The same place with the walk that foretells best.
    fn best_walk(&mut self, at: [usize; 3], walks: usize) -> Result<[usize; 3], ResponseError> {
        let mut best = at;
        let mut least = mean(&self.told(at)?);
        for walk in 0..walks {
            let other = with(at, 1, walk);
            let loss = mean(&self.told(other)?);
            if loss < least {
                (best, least) = (other, loss);
            }
        }
        Ok(best)
    }

    /// The same place with the walk that foretells well: none, and each larger one that is surely better than those before.
    fn settled_walk(&mut self, at: [usize; 3], walks: usize) -> Result<[usize; 3], ResponseError> {
        let mut settled = with(at, 1, 0);
        for walk in 1..walks {
            let larger = with(at, 1, walk);
            let (here, there) = (self.told(settled)?, self.told(larger)?);
            if is_surely_better(&here, &there, STANDARD_ERRORS) {
                settled = larger;
            }
        }
        Ok(settled)
    }
}
