//! The probability of a yes, learned from attempts.

use serde::{Deserialize, Serialize};

use super::attempt::in_time_order;
use super::encoding::{Encoding, Fineness, Reader, UNSEEN};
use super::memory::{TimedBatch, choose};
use super::posterior::{Batch, Fading, Posterior};
use super::replay::Replay;
use super::scorer::Scorer;
use super::stored::StoredModel;
use super::trust::LEFT_OUT;
use super::{Attempt, ContactTable, Memory, ResponseError, TriedMemory};

/// How a model is fitted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ResponseOptions {
    /// Bins of a numeric column at most, 2 to 64.
    pub bins: usize,
    /// A level with fewer attempts is pooled with other rare ones, a bin joined with its neighbour.
    pub least_attempts_of_a_level: usize,
    /// `None` lets the training attempts choose it; there must be [`LEAST_ATTEMPTS_TO_CHOOSE`] of them.
    pub memory: Option<Memory>,
}

impl Default for ResponseOptions {
    fn default() -> Self {
        Self {
            bins: 8,
            least_attempts_of_a_level: 50,
            memory: None,
        }
    }
}

/// Attempts that a [`Memory`] can be chosen by.
pub const LEAST_ATTEMPTS_TO_CHOOSE: usize = 1_000;
/// A batch has so many attempts at most; the past fades from batch to batch.
const MOST_OF_A_BATCH: usize = 1_000;
/// And so many at least where a model is fitted: the fewer it has, the worse its curvature is that of all outcomes.
const LEAST_OF_A_BATCH: usize = 200;
/// Between the two, a fit has so many batches.
const BATCHES_OF_A_FIT: usize = 20;

/// Logistic regression on the levels of a contact's features and of the call's time, with a normal prior on every
/// weight (ridge), a normal law over them (Laplace), a past that fades and an overall level that wanders.
///
/// Fitting is learning batch by batch in time order, so outcomes that arrive later are taken in by [`learn`](Self::learn)
/// at the cost of their own number, whatever was learned before.
///
/// ```
/// use crewcast_forecasts::response::{Attempt, ContactTable, Memory, PropensityModel, ResponseOptions};
/// let mut contacts = ContactTable::with_rows(400);
/// contacts.push_alphabetic("known", (0..400).map(|row| Some(if row % 2 == 0 { "yes" } else { "no" })))?;
/// let attempts: Vec<Attempt> = (0..400)
///     .map(|contact| Attempt {
///         contact,
///         at_days: contact as f64 / 100.0,
///         hour: None,
///         succeeded: if contact % 2 == 0 { contact % 4 == 0 } else { contact % 20 == 1 },
///     })
///     .collect();
/// let mut model = PropensityModel::fit(&contacts, &attempts, &ResponseOptions {
///     memory: Some(Memory { half_life_days: None, level_walk: 0.0, prior_standard_deviation: 1.0 }),
///     ..ResponseOptions::default()
/// })?;
/// let scores = model.scorer(0.0)?.score_all(&contacts, None)?;
/// let (known, unknown) = (scores[0].propensity(), scores[1].propensity());
/// assert!(known.p10 < 0.5 && 0.5 < known.p90 && unknown.mean < 0.15);
/// # Ok::<(), crewcast_forecasts::response::ResponseError>(())
/// ```
///
/// Serialized, it is what was learned and how: read again it scores and learns as before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "StoredModel", into = "StoredModel")]
pub struct PropensityModel {
    pub(super) encoding: Encoding,
    pub(super) posterior: Posterior,
    pub(super) memory: Memory,
    pub(super) fading: Fading,
    /// Standard deviation of the weights of each feature before any outcome.
    pub(super) trust: Vec<f64>,
    pub(super) least_attempts_of_a_level: usize,
    pub(super) attempts: usize,
    pub(super) learned_until_days: f64,
    pub(super) tried: Vec<TriedMemory>,
}

impl PropensityModel {
    /// Learns from all attempts, in time order.
    ///
    /// # Errors
    /// [`ResponseError::KnownAfterCall`], [`ResponseError::TooFewAttempts`], [`ResponseError::OutOfRange`],
    /// [`ResponseError::NoSuchContact`], [`ResponseError::NotAMoment`], [`ResponseError::NotSettled`].
    pub fn fit(
        contacts: &ContactTable,
        attempts: &[Attempt],
        options: &ResponseOptions,
    ) -> Result<Self, ResponseError> {
        let fineness = checked(options)?;
        let attempts = in_time_order(contacts, attempts)?;
        let (Some(first), Some(last)) = (attempts.first(), attempts.last()) else {
            return Err(ResponseError::TooFewAttempts {
                what: "with an outcome",
                found: 0,
                needed: 1,
            });
        };
        if options.memory.is_none() && attempts.len() < LEAST_ATTEMPTS_TO_CHOOSE {
            return Err(too_few_to_choose(attempts.len()));
        }
        let encoding = Encoding::learn(contacts, &attempts, fineness)?;
        let batches = batches_of_a_fit(&encoding, contacts, &attempts, first.at_days)?;
        let (memory, trust, tried) = match options.memory {
            Some(memory) => {
                let same = vec![memory.prior_standard_deviation; encoding.features()];
                (memory, same, Vec::new())
            }
            None => {
                let replay =
                    Replay::new(&batches, encoding.feature_of_level(), &encoding.is_column());
                let chosen = choose(&replay)?;
                let Some(best) = chosen.tried.first() else {
                    return Err(too_few_to_choose(attempts.len()));
                };
                (best.memory, chosen.trust, chosen.tried)
            }
        };
        let mut model = Self {
            posterior: Posterior::new(&encoding.prior_sds(&trust, 0)),
            encoding,
            memory,
            fading: memory.checked()?,
            trust,
            least_attempts_of_a_level: options.least_attempts_of_a_level,
            attempts: attempts.len(),
            learned_until_days: last.at_days,
            tried,
        };
        model.take_in(&batches)?;
        Ok(model)
    }

    /// Learns all of these attempts from the first on with the memory and the trust that were once chosen: levels of texts and
    /// bins of numbers are found anew. A column that is new has the prior that was best for all.
    ///
    /// # Errors
    /// As [`PropensityModel::fit`].
    pub fn fit_anew(
        &self,
        contacts: &ContactTable,
        attempts: &[Attempt],
        options: &ResponseOptions,
    ) -> Result<Self, ResponseError> {
        let given = ResponseOptions {
            memory: Some(self.memory),
            ..*options
        };
        let mut anew = Self::fit(contacts, attempts, &given)?;
        for feature in 0..anew.encoding.features() {
            let name = anew.encoding.name(feature);
            let mut known = (0..self.encoding.features()).zip(&self.trust);
            if let Some((_, sd)) = known.find(|(at, _)| self.encoding.name(*at) == name) {
                anew.trust[feature] = *sd;
            }
        }
        let attempts = in_time_order(contacts, attempts)?;
        let first = attempts.first().map_or(0.0, |attempt| attempt.at_days);
        anew.posterior = Posterior::new(&anew.encoding.prior_sds(&anew.trust, 0));
        let batches = batches_of_a_fit(&anew.encoding, contacts, &attempts, first)?;
        anew.take_in(&batches)?;
        Ok(anew)
    }

    fn take_in(&mut self, batches: &[TimedBatch]) -> Result<(), ResponseError> {
        for TimedBatch { days, batch } in batches {
            self.posterior.pass_time(*days, &self.fading, batch.len())?;
            self.posterior.learn(batch)?;
        }
        Ok(())
    }

    /// Takes in outcomes that have arrived since. A text that training did not see gets a level of its own once
    /// `least_attempts_of_a_level` of the attempts given here have it; bins of numbers stay as they are until the model
    /// is fitted anew.
    ///
    /// # Errors
    /// As [`PropensityModel::fit`], and [`ResponseError::OlderThanLearned`]. After an error nothing has been learned.
    pub fn learn(
        &mut self,
        contacts: &ContactTable,
        attempts: &[Attempt],
    ) -> Result<(), ResponseError> {
        let ordered = in_time_order(contacts, attempts)?;
        let Some(last) = ordered.last() else {
            return Ok(());
        };
        let is_older = |attempt: &Attempt| attempt.at_days < self.learned_until_days;
        if let Some(number) = attempts.iter().position(is_older) {
            return Err(ResponseError::OlderThanLearned {
                attempt: number,
                at_days: attempts[number].at_days,
                learned_until_days: self.learned_until_days,
            });
        }
        let mut encoding = self.encoding.clone();
        let mut posterior = self.posterior.clone();
        let before = encoding.levels().len();
        encoding.admit_new_texts(contacts, &ordered, self.least_attempts_of_a_level)?;
        posterior.grow(&encoding.prior_sds(&self.trust, before));
        let (until, size) = (self.learned_until_days, MOST_OF_A_BATCH);
        for TimedBatch { days, batch } in batches(&encoding, contacts, &ordered, until, size)? {
            posterior.pass_time(days, &self.fading, batch.len())?;
            posterior.learn(&batch)?;
        }
        self.encoding = encoding;
        self.posterior = posterior;
        self.attempts += ordered.len();
        self.learned_until_days = last.at_days;
        Ok(())
    }

    /// Prepares to score calls that are made so many days after the newest outcome learned; the overall level is less
    /// certain the farther ahead they are.
    ///
    /// # Errors
    /// [`ResponseError::OutOfRange`] for a negative or infinite number of days.
    pub fn scorer(&self, days_ahead: f64) -> Result<Scorer<'_>, ResponseError> {
        if !days_ahead.is_finite() || days_ahead < 0.0 {
            return Err(ResponseError::OutOfRange {
                option: "days_ahead",
                value: days_ahead,
                range: "0 or a number of days above it",
            });
        }
        let walked = self.fading.level_walk.powi(2) * days_ahead;
        Scorer::new(&self.encoding, &self.posterior, walked, &self.trust)
    }

    /// How the past is weighed.
    #[must_use]
    pub fn memory(&self) -> Memory {
        self.memory
    }

    /// How far each feature is trusted: its column, or the code of the call's time, with the standard deviation of its weights before
    /// any outcome, in log-odds.
    pub fn trust(&self) -> impl Iterator<Item = (&str, f64)> {
        let features = self.trust.iter().enumerate();
        features.map(|(feature, sd)| (self.encoding.name(feature), *sd))
    }

    /// Columns that were left out because they tell the time instead of the contact: most of their variance lies between
    /// stretches of time.
    pub fn left_out(&self) -> impl Iterator<Item = &str> {
        let features = self.trust();
        features.filter_map(|(name, sd)| (sd <= LEFT_OUT).then_some(name))
    }

    /// What was tried to choose the memory, the chosen one first; nothing where it was given.
    #[must_use]
    pub fn tried(&self) -> &[TriedMemory] {
        &self.tried
    }

    /// Attempts learned so far.
    #[must_use]
    pub fn attempts(&self) -> usize {
        self.attempts
    }

    /// Moment of the newest attempt learned, in days.
    #[must_use]
    pub fn learned_until_days(&self) -> f64 {
        self.learned_until_days
    }
}

fn checked(options: &ResponseOptions) -> Result<Fineness, ResponseError> {
    if !(2..=64).contains(&options.bins) {
        return Err(ResponseError::OutOfRange {
            option: "bins",
            value: options.bins as f64,
            range: "2 to 64",
        });
    }
    if options.least_attempts_of_a_level == 0 {
        return Err(ResponseError::OutOfRange {
            option: "least_attempts_of_a_level",
            value: 0.0,
            range: "1 or more",
        });
    }
    Ok(Fineness {
        bins: options.bins,
        least_rows_of_a_level: options.least_attempts_of_a_level,
    })
}

fn too_few_to_choose(found: usize) -> ResponseError {
    ResponseError::TooFewAttempts {
        what: "to choose the memory by (or give one)",
        found,
        needed: LEAST_ATTEMPTS_TO_CHOOSE,
    }
}

/// The attempts, which are in time order, in the batches of a fit.
fn batches_of_a_fit(
    encoding: &Encoding,
    contacts: &ContactTable,
    attempts: &[Attempt],
    begin_days: f64,
) -> Result<Vec<TimedBatch>, ResponseError> {
    let size = attempts
        .len()
        .div_ceil(BATCHES_OF_A_FIT)
        .clamp(LEAST_OF_A_BATCH, MOST_OF_A_BATCH);
    batches(encoding, contacts, attempts, begin_days, size)
}

/// The attempts, which are in time order, in batches of that size.
fn batches(
    encoding: &Encoding,
    contacts: &ContactTable,
    attempts: &[Attempt],
    known_until_days: f64,
    size: usize,
) -> Result<Vec<TimedBatch>, ResponseError> {
    let reader = encoding.bind(contacts)?;
    let mean_contact = mean_contact(encoding);
    let mut until = known_until_days;
    let mut made = Vec::with_capacity(attempts.len().div_ceil(size));
    for chunk in attempts.chunks(size) {
        let newest = chunk.last().map_or(until, |attempt| attempt.at_days);
        made.push(TimedBatch {
            days: newest - until,
            batch: batch(&reader, &mean_contact, chunk),
        });
        until = newest;
    }
    Ok(made)
}

/// Per feature, the levels of the mean contact.
fn mean_contact(encoding: &Encoding) -> Vec<Vec<(u16, f64)>> {
    let mut of_feature = vec![Vec::new(); encoding.features()];
    for (coordinate, level) in (1..).zip(encoding.levels()) {
        if level.share > 0.0 {
            of_feature[level.feature].push((coordinate, level.share));
        }
    }
    of_feature
}

fn batch(reader: &Reader<'_>, mean_contact: &[Vec<(u16, f64)>], attempts: &[Attempt]) -> Batch {
    let mut batch = Batch::default();
    let mut coordinates = vec![UNSEEN; mean_contact.len()];
    let mut entries = Vec::new();
    for attempt in attempts {
        reader.read(attempt.contact, attempt.hour, &mut coordinates);
        entries.clear();
        for (&coordinate, mean) in coordinates.iter().zip(mean_contact) {
            if coordinate == UNSEEN {
                entries.extend_from_slice(mean);
            } else {
                entries.push((coordinate, 1.0));
            }
        }
        batch.push(entries.iter().copied(), attempt.succeeded);
    }
    batch
}
