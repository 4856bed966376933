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
                .map(|row| {
                    let known = scores[row].success.log_odds();
                    let z: f64 = StandardNormal.sample(generator);
                    let draw = LogOdds {
                        mean: known.mean + z * known.standard_deviation,
                        standard_deviation: 0.0,
                    };
                    (draw.propensity().mean / hours_of[row], row)
                })
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

/// Every order is equally likely (Fisher & Yates; Durstenfeld 1964).
pub(super) fn shuffle<T>(items: &mut [T], generator: &mut Xoshiro256PlusPlus) {
    for last in (1..items.len()).rev() {
        // The high half of a product (Lemire 2019); its bias is below anything that can be seen.
        let other = (u128::from(generator.next_u64()) * (last as u128 + 1)) >> 64;
        items.swap(last, other as usize);
    }
}
