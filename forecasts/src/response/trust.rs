//! How far each feature is trusted: chosen by predicting what came next.
//!
//! With one prior for all, twenty features that say little hold back the one that says much. So a feature may have a wider prior
//! than the one that was best for all, where the attempts of the later part, told batch by batch from those before, are told better
//! by more than twice the standard error of the gain over the batches. A feature whose effect turns from one stretch of time to
//! the next does not pass, however many attempts it was learned from.
//!
//! The others may then have a narrower one, where that costs nothing.
//!
//! A column that tells the time rather than the contact, a month or an index of prices, is left out: what it says cannot be told
//! from what time says, and in later calls it has values that nobody has seen or that meant something else.

use super::ResponseError;
use super::memory::Memory;
use super::posterior::Fading;
use super::replay::{Replay, ToldBatch, is_surely_better, mean};

/// Wider priors tried, in log-odds.
const PRIOR_SDS: [f64; 6] = [0.05, 0.1, 0.2, 0.4, 0.8, 1.6];

/// Narrower ones, widest first.
const NARROWER: [f64; 5] = [0.4, 0.2, 0.1, 0.05, 0.02];

/// The prior of a feature that is left out: outcomes cannot move its weights from 0.
pub(super) const LEFT_OUT: f64 = 0.001;

/// Fewer batches say little of how a gain scatters.
const FEWEST_BATCHES: usize = 6;

/// A wider prior must gain so many standard errors: it is tried for every feature, and one of twenty gains one by chance.
const STANDARD_ERRORS: f64 = 2.0;

/// Prior standard deviations of the features.
pub(super) fn choose(replay: &Replay<'_>, memory: &Memory) -> Result<Vec<f64>, ResponseError> {
    let fading = memory.checked()?;
    let mut trust = replay.one_for_all(memory.prior_standard_deviation);
    let mut told = replay.told(&fading, &trust)?;
    if told.len() < FEWEST_BATCHES {
        return Ok(trust);
    }
    let mut has_widened = false;
    for feature in 0..trust.len() {
        if !replay.tells_time[feature] {
            has_widened |= widen(replay, &fading, feature, (&mut trust, &mut told))?;
        }
    }
    if has_widened {
        let one_for_all = memory.prior_standard_deviation;
        narrow_others(replay, &fading, one_for_all, (&mut trust, &mut told))?;
    }
    Ok(trust)
}

/// Widens the prior of one feature step by step as long as each step is surely better; whether any was.
fn widen(
    replay: &Replay<'_>,
    fading: &Fading,
    feature: usize,
    (trust, told): (&mut Vec<f64>, &mut Vec<ToldBatch>),
) -> Result<bool, ResponseError> {
    let narrow = trust[feature];
    for wider in PRIOR_SDS.into_iter().filter(|sd| *sd > narrow) {
        let before = trust[feature];
        trust[feature] = wider;
        let after = replay.told(fading, trust)?;
        if is_surely_better(told, &after, STANDARD_ERRORS) {
            *told = after;
        } else {
            trust[feature] = before;
            break;
        }
    }
    Ok(trust[feature] > narrow)
}

/// Narrows the prior of the features that have the one for all, as long as that costs nothing: what held it wide may have been
/// a feature that has its own now.
fn narrow_others(
    replay: &Replay<'_>,
    fading: &Fading,
    one_for_all: f64,
    (trust, told): (&mut Vec<f64>, &mut Vec<ToldBatch>),
) -> Result<(), ResponseError> {
    let others: Vec<usize> = (0..trust.len())
        .filter(|feature| trust[*feature] == one_for_all)
        .collect();
    for narrower in NARROWER.into_iter().filter(|sd| *sd < one_for_all) {
        let mut tried = trust.clone();
        for &feature in &others {
            tried[feature] = narrower;
        }
        let after = replay.told(fading, &tried)?;
        if mean(&after) > mean(told) {
            break;
        }
        (*trust, *told) = (tried, after);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use rand_core::SeedableRng as _;
    use rand_xoshiro::Xoshiro256PlusPlus;

    use super::super::log_odds::probability;
    use super::super::memory::TimedBatch;
    use super::super::posterior::Batch;
    use super::super::response_tests::uniform;
    use super::*;

    #[test]
    fn where_all_are_held_narrow_the_one_that_matters_gets_a_wider_prior() {
        let mut generator = Xoshiro256PlusPlus::seed_from_u64(25);
        // Ten features of two levels each that say nothing, and a rare level of the eleventh.
        let batches: Vec<TimedBatch> = (0..20)
            .map(|_| {
                let mut batch = Batch::default();
                for row in 0..500 {
                    let is_rare = row % 25 == 0;
                    let noise = (0..10).map(|feature| {
                        let level = u16::from(uniform(&mut generator) < 0.5);
                        (1 + 2 * feature + level, 1.0)
                    });
                    let mut entries: Vec<(u16, f64)> = noise.collect();
                    entries.push((21 + u16::from(is_rare), 1.0));
                    let truth = if is_rare { 0.0 } else { -2.5 };
                    batch.push(entries, uniform(&mut generator) < probability(truth));
                }
                TimedBatch { days: 1.0, batch }
            })
            .collect();
        let feature_of_weight = (0..22).map(|weight| weight / 2).collect();
        let replay = Replay::new(&batches, feature_of_weight, &[true; 11]);
        let memory = Memory {
            half_life_days: None,
            level_walk: 0.0,
            prior_standard_deviation: 0.05,
        };
        let trust = choose(&replay, &memory).unwrap();
        assert!(trust[10] >= 0.4, "{trust:?}");
        let noise = trust[..10].iter().filter(|sd| **sd > 0.05);
        assert!(noise.count() <= 2, "{trust:?}");
    }
}
