//! The probability of a yes, learned from attempts.

use serde::{Deserialize, Serialize};

use super::attempt::in_time_order;
use super::encoding::{Encoding, Fineness, Reader, UNSEEN};
use super::memory::{TimedBatch, choose};
use super::posterior::{Batch, Fading, Posterior};
use super::scorer::Scorer;
use super::stored::StoredModel;
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
            return Err(ResponseError::TooFewAttempts {
                what: "to choose the memory by (or give one)",
                found: attempts.len(),
                needed: LEAST_ATTEMPTS_TO_CHOOSE,
            });
        }
        let encoding = Encoding::learn(contacts, &attempts, fineness)?;
        let size = attempts
            .len()
            .div_ceil(BATCHES_OF_A_FIT)
            .clamp(LEAST_OF_A_BATCH, MOST_OF_A_BATCH);
        let batches = batches(&encoding, contacts, &attempts, first.at_days, size)?;
        let weights = encoding.levels().len();
        let tried = match options.memory {
            Some(_) => Vec::new(),
            None => choose(&batches, weights)?,
        };
        // One was tried at least where none was given.
        let memory = options.memory.or(tried.first().map(|tried| tried.memory));
        let memory = memory.ok_or(ResponseError::TooFewAttempts {
            what: "to choose the memory by (or give one)",
            found: attempts.len(),
            needed: LEAST_ATTEMPTS_TO_CHOOSE,
        })?;
        let fading = memory.checked()?;
        let mut posterior = Posterior::new(weights, fading.prior_sd);
        for TimedBatch { days, batch } in &batches {
            posterior.pass_time(*days, &fading, batch.len())?;
            posterior.learn(batch)?;
        }
        Ok(Self {
            encoding,
            posterior,
            memory,
            fading,
            least_attempts_of_a_level: options.least_attempts_of_a_level,
            attempts: attempts.len(),
            learned_until_days: last.at_days,
            tried,
        })
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
        let more = encoding.admit_new_texts(contacts, &ordered, self.least_attempts_of_a_level)?;
        posterior.grow(more, self.fading.prior_sd);
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
        Scorer::new(
            &self.encoding,
            &self.posterior,
            walked,
            self.fading.prior_sd,
        )
    }

    /// How the past is weighed.
    #[must_use]
    pub fn memory(&self) -> Memory {
        self.memory
    }

    /// What was tried to choose the memory, best first; nothing where it was given.
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
