//! How far each feature is trusted: chosen by predicting what came next.
//!
//! With one prior for all, twenty features that say nothing hold back the one that does; and a feature whose effect turns from
//! one stretch of time to the next misleads, however many attempts it was learned from. So every feature has a prior of its
//! own. All begin with the one that was best for all. Then, feature by feature, others are tried, and the attempts of the later
//! part, told batch by batch from those before, decide:
//!
//! - a narrower prior, down to next to none, is taken where it costs nothing: what says nothing is left out;
//! - a wider one is taken where it gains more than the standard error of its gain over the batches: what was right in one stretch
//!   and wrong in the next has a gain that is no larger than that.
//!
//! A feature that tells the time rather than the contact (a month, an index of prices) meets in every batch levels of which
//! nothing is known, or that meant something else before; it gains nothing, and so it goes by the first rule.

use super::memory::{Replay, ToldBatch, mean};
use super::posterior::Fading;
use super::{Memory, ResponseError};

/// Priors tried, in log-odds. The first leaves a feature out: outcomes cannot move its weights from 0.
const PRIOR_SDS: [f64; 7] = [LEFT_OUT, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6];

/// The prior of a feature that is left out.
pub(super) const LEFT_OUT: f64 = 0.001;

/// Fewer batches say nothing of how a gain scatters.
const FEWEST_BATCHES: usize = 6;

/// A gain of a wider prior counts from so many of its standard errors.
const STANDARD_ERRORS: f64 = 1.0;

/// Prior standard deviations of the features.
pub(super) fn choose(
    replay: &Replay<'_>,
    memory: &Memory,
    features: usize,
) -> Result<Vec<f64>, ResponseError> {
    let fading = memory.checked()?;
    let mut trust = vec![memory.prior_standard_deviation; features];
    let told = replay.told(&fading, &trust)?;
    if told.len() < FEWEST_BATCHES {
        return Ok(trust);
    }
    let mut search = Search {
        replay,
        fading,
        places: vec![nearest(memory.prior_standard_deviation); features],
        told,
    };
    // Twice: what one feature is worth depends on which others are there.
    for _ in 0..2 {
        for feature in 0..features {
            search.settle(feature)?;
        }
    }
    for (sd, place) in trust.iter_mut().zip(&search.places) {
        *sd = PRIOR_SDS[*place];
    }
    Ok(trust)
}

/// Place of the prior next to this one.
fn nearest(sd: f64) -> usize {
    let distance = |at: &usize| (PRIOR_SDS[*at].ln() - sd.ln()).abs();
    let places = 0..PRIOR_SDS.len();
    places
        .min_by(|a, b| distance(a).total_cmp(&distance(b)))
        .unwrap_or(0)
}

struct Search<'a> {
    replay: &'a Replay<'a>,
    fading: Fading,
    /// Of each feature, its place among the priors.
    places: Vec<usize>,
    /// What the batches were told with at these places.
    told: Vec<ToldBatch>,
}

impl Search<'_> {
    fn settle(&mut self, feature: usize) -> Result<(), ResponseError> {
        if self.places[feature] == 0 || self.moves(feature, 0, is_no_worse)? {
            return Ok(());
        }
        let mut has_widened = false;
        while self.places[feature] + 1 < PRIOR_SDS.len()
            && self.moves(feature, self.places[feature] + 1, is_better_in_most_batches)?
        {
            has_widened = true;
        }
        while !has_widened
            && self.places[feature] > 1
            && self.moves(feature, self.places[feature] - 1, is_no_worse)?
        {}
        Ok(())
    }

    /// Moves a feature to another place where what comes of it is better.
    fn moves(
        &mut self,
        feature: usize,
        place: usize,
        is_better: fn(&[ToldBatch], &[ToldBatch]) -> bool,
    ) -> Result<bool, ResponseError> {
        let mut places = self.places.clone();
        places[feature] = place;
        let trust: Vec<f64> = places.iter().map(|place| PRIOR_SDS[*place]).collect();
        let told = self.replay.told(&self.fading, &trust)?;
        let moves = is_better(&self.told, &told);
        if moves {
            (self.places, self.told) = (places, told);
        }
        Ok(moves)
    }
}

fn is_no_worse(before: &[ToldBatch], after: &[ToldBatch]) -> bool {
    mean(after) <= mean(before)
}

fn is_better_in_most_batches(before: &[ToldBatch], after: &[ToldBatch]) -> bool {
    let gains = before.iter().zip(after);
    let gains: Vec<f64> = gains
        .map(|(before, after)| before.loss - after.loss)
        .collect();
    let count = gains.len() as f64;
    let gain = gains.iter().sum::<f64>() / count;
    let squares: f64 = gains.iter().map(|one| (one - gain).powi(2)).sum();
    let standard_error = (squares / (count - 1.0) / count).sqrt();
    gain > STANDARD_ERRORS * standard_error
}
