//! Contacts called to learn from, beside those that are called for success.

use rand_core::Rng;
use rand_distr::{Distribution as _, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::ContactScore;
use crate::response::LogOdds;

/// How contacts outside the slices are drawn, so that the model goes on learning about them. The share is of all seat
/// hours, 0 to 0.5.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Exploration {
    /// None are.
    None,
    /// Every contact is equally likely.
    AtRandom {
        /// Share of the seat hours.
        share: f64,
    },
    /// Each contact's probability is drawn from what is known of it, and the highest draws are called: those that may well
    /// be good (Thompson 1933).
    Thompson {
        /// Share of the seat hours.
        share: f64,
    },
}

impl Exploration {
    /// Share of the seat hours.
    #[must_use]
    pub fn share(&self) -> f64 {
        match *self {
            Self::None => 0.0,
            Self::AtRandom { share } | Self::Thompson { share } => share,
        }
    }
}

/// Draws from `rest`, in the order of calling, as many as fit into the hours.
pub(super) fn drawn(
    how: Exploration,
    mut rest: Vec<usize>,
    scores: &[ContactScore],
    hours_of: &[f64],
    mut hours: f64,
    generator: &mut Xoshiro256PlusPlus,
) -> Vec<usize> {
    match how {
        Exploration::None => return Vec::new(),
        Exploration::AtRandom { .. } => shuffle(&mut rest, generator),
        Exploration::Thompson { .. } => {
            let mut by_draw: Vec<(f64, usize)> = rest
                .into_iter()
                .map(|row| (draw(&scores[row], generator) / hours_of[row], row))
                .collect();
            by_draw.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            rest = by_draw.into_iter().map(|(_, row)| row).collect();
        }
    }
    let mut fitting = 0;
    for &row in &rest {
        if hours < hours_of[row] {
            break;
        }
        hours -= hours_of[row];
        fitting += 1;
    }
    rest.truncate(fitting);
    rest
}

/// Contacts that the advice is drawn for, at most: it is a share, and no more sure for more of them.
const MOST_ASKED: usize = 50_000;

/// The most that is advised.
const MOST_ADVISED: f64 = 0.3;

/// Share of the seat hours that draws from what is known of the contacts would spend on those who are expected to yield less
/// than the last who would be called by what is expected: how much of the choice the scores may have wrong. 0 where there is
/// time for everybody.
pub(super) fn advised_share(
    scores: &[ContactScore],
    hours_of: &[f64],
    hours: f64,
    generator: &mut Xoshiro256PlusPlus,
) -> f64 {
    let stride = scores.len().div_ceil(MOST_ASKED).max(1);
    let asked: Vec<usize> = (0..scores.len()).step_by(stride).collect();
    let hours = hours / stride as f64;
    let by_mean = first_by(&asked, hours_of, hours, |row| scores[row].success.mean);
    let by_draw = first_by(&asked, hours_of, hours, |row| draw(&scores[row], generator));
    let expected = |row: usize| scores[row].success.mean / hours_of[row];
    let least = by_mean.last().map_or(0.0, |&row| expected(row));
    let all: f64 = by_draw.iter().map(|&row| hours_of[row]).sum();
    let others = by_draw.iter().filter(|&&row| expected(row) < least);
    let elsewhere: f64 = others.map(|&row| hours_of[row]).sum();
    if all > 0.0 {
        (elsewhere / all).min(MOST_ADVISED)
    } else {
        0.0
    }
}

/// Those of the rows that fit into the hours, most successes an hour first.
fn first_by(
    rows: &[usize],
    hours_of: &[f64],
    mut hours: f64,
    mut success: impl FnMut(usize) -> f64,
) -> Vec<usize> {
    let yields = rows.iter().map(|&row| (success(row) / hours_of[row], row));
    let mut by_yield: Vec<(f64, usize)> = yields.collect();
    by_yield.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let fitting = by_yield.into_iter().map(|(_, row)| row).take_while(|&row| {
        hours -= hours_of[row];
        hours >= 0.0
    });
    fitting.collect()
}

/// A probability of success drawn from what is known of it.
fn draw(score: &ContactScore, generator: &mut Xoshiro256PlusPlus) -> f64 {
    let known = score.success.log_odds();
    let z: f64 = StandardNormal.sample(generator);
    let drawn = LogOdds {
        mean: known.mean + z * known.standard_deviation,
        standard_deviation: 0.0,
    };
    drawn.propensity().mean
}

/// Every order is equally likely (Fisher & Yates; Durstenfeld 1964).
pub(super) fn shuffle<T>(items: &mut [T], generator: &mut Xoshiro256PlusPlus) {
    for last in (1..items.len()).rev() {
        // The high half of a product (Lemire 2019); its bias is below anything that can be seen.
        let other = (u128::from(generator.next_u64()) * (last as u128 + 1)) >> 64;
        items.swap(last, other as usize);
    }
}
