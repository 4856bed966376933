//! Training attempts told batch by batch, each from those before it, and whether one way of telling them is better than another.

use super::ResponseError;
use super::memory::TimedBatch;
use super::posterior::{Fading, Posterior, log_likelihood, log_odds};
use super::trust::LEFT_OUT;

/// The first part of the attempts is learned without being judged.
const SHARE_NOT_JUDGED: f64 = 0.4;

/// A column of whose variance less than this share lies within batches tells the time.
const LEAST_SHARE_WITHIN: f64 = 0.5;

/// Attempts in batches, to be told over and over.
pub(super) struct Replay<'a> {
    pub(super) batches: &'a [TimedBatch],
    /// Of each weight, its feature.
    feature_of_weight: Vec<usize>,
    /// Of each feature, whether it tells the time instead of the contact.
    pub(super) tells_time: Vec<bool>,
}

/// What a batch was told with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct ToldBatch {
    /// Negative log-likelihood of its attempts together.
    pub(super) loss: f64,
    pub(super) attempts: usize,
}

impl<'a> Replay<'a> {
    /// `is_column` says of each feature whether it is a column of the contacts: hours of the week come again.
    pub(super) fn new(
        batches: &'a [TimedBatch],
        feature_of_weight: Vec<usize>,
        is_column: &[bool],
    ) -> Self {
        let shares = shares_within(batches, &feature_of_weight, is_column.len());
        let told = shares.into_iter().zip(is_column);
        Self {
            batches,
            tells_time: told
                .map(|(share, is_column)| *is_column && share < LEAST_SHARE_WITHIN)
                .collect(),
            feature_of_weight,
        }
    }

    /// One prior for all features but those that tell the time, which are left out.
    pub(super) fn one_for_all(&self, sd: f64) -> Vec<f64> {
        let features = self.tells_time.iter();
        features
            .map(|tells_time| if *tells_time { LEFT_OUT } else { sd })
            .collect()
    }

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

/// Sums of a weight's entries.
#[derive(Clone, Copy, Default)]
struct Sums {
    values: f64,
    squares: f64,
}

impl Sums {
    fn take_in(&mut self, value: f64) {
        self.values += value;
        self.squares += value * value;
    }

    /// Sum of squares around the mean of so many.
    fn scatter(self, count: f64) -> f64 {
        self.squares - self.values * self.values / f64::max(count, 1.0)
    }
}

/// Of each feature, the share of its levels' variance that lies within batches; 1 where it has none.
fn shares_within(batches: &[TimedBatch], feature_of_weight: &[usize], features: usize) -> Vec<f64> {
    let mut all = vec![Sums::default(); feature_of_weight.len()];
    let mut within = vec![0.0; features];
    let mut attempts = 0.0;
    for TimedBatch { batch, .. } in batches {
        let mut of_batch = vec![Sums::default(); feature_of_weight.len()];
        for (entries, _) in batch.rows() {
            for &(coordinate, value) in entries {
                // Coordinate 0 is the overall level.
                let weight = usize::from(coordinate) - 1;
                of_batch[weight].take_in(value);
                all[weight].take_in(value);
            }
        }
        let count = batch.len() as f64;
        for (sums, &feature) in of_batch.iter().zip(feature_of_weight) {
            within[feature] += sums.scatter(count);
        }
        attempts += count;
    }
    let mut totals = vec![0.0; features];
    for (sums, &feature) in all.iter().zip(feature_of_weight) {
        totals[feature] += sums.scatter(attempts);
    }
    let shares = within.into_iter().zip(totals);
    shares
        .map(|(within, total): (f64, f64)| if total > 1e-9 { within / total } else { 1.0 })
        .collect()
}

/// Mean loss of an attempt.
pub(super) fn mean(told: &[ToldBatch]) -> f64 {
    let attempts: usize = told.iter().map(|batch| batch.attempts).sum();
    let loss: f64 = told.iter().map(|batch| batch.loss).sum();
    loss / (attempts as f64).max(1.0)
}

/// Whether the mean gain of a batch is above so many of its standard errors over the batches. What was right in one stretch of
/// time and wrong in the next has a gain that is no larger than that.
pub(super) fn is_surely_better(
    before: &[ToldBatch],
    after: &[ToldBatch],
    standard_errors: f64,
) -> bool {
    let gains = before.iter().zip(after);
    let gains: Vec<f64> = gains
        .map(|(before, after)| before.loss - after.loss)
        .collect();
    let count = gains.len() as f64;
    let gain = gains.iter().sum::<f64>() / count.max(1.0);
    if gains.len() < 2 {
        return gain > 0.0;
    }
    let squares: f64 = gains.iter().map(|one| (one - gain).powi(2)).sum();
    let standard_error = (squares / (count - 1.0) / count).sqrt();
    gain > standard_errors * standard_error
}

#[cfg(test)]
mod tests {
    use super::super::posterior::Batch;
    use super::*;

    fn told(losses: &[f64]) -> Vec<ToldBatch> {
        let batches = losses.iter();
        batches
            .map(|&loss| ToldBatch {
                loss,
                attempts: 100,
            })
            .collect()
    }

    #[test]
    fn a_gain_that_turns_from_batch_to_batch_is_none() {
        let before = told(&[10.0, 10.0, 10.0, 10.0]);
        let steady = told(&[9.0, 8.8, 9.1, 9.0]);
        let turning = told(&[5.0, 14.0, 5.0, 14.0]);
        assert!(is_surely_better(&before, &steady, 2.0));
        assert!(mean(&turning) < mean(&before));
        assert!(!is_surely_better(&before, &turning, 1.0));
        assert!(!is_surely_better(&before, &before, 1.0));
    }

    #[test]
    fn a_column_that_changes_with_the_batch_tells_the_time_and_one_that_mixes_does_not() {
        // Weights 1 and 2 are a month's two levels, 3 and 4 a region's, 5 the only level of another column.
        let batch = |month: u16| {
            let mut batch = Batch::default();
            for row in 0..200_u16 {
                batch.push([(month, 1.0), (3 + row % 2, 1.0), (5, 1.0)], row % 7 == 0);
            }
            TimedBatch { days: 1.0, batch }
        };
        let batches = [batch(1), batch(1), batch(2), batch(2)];
        let features = vec![0, 0, 1, 1, 2];
        let replay = Replay::new(&batches, features.clone(), &[true, true, true]);
        assert_eq!(replay.tells_time, [true, false, false]);
        assert_eq!(replay.one_for_all(0.4), [LEFT_OUT, 0.4, 0.4]);
        let hours = Replay::new(&batches, features, &[false, true, true]);
        assert_eq!(hours.tells_time, [false, false, false]);
    }
}
