//! Service levels of the N design: a contact is followed through the chain for as long as it may wait.

use super::chain::{Space, State, Tagged};
use super::model::{Steady, WhichType};
use crate::units::AnswerWithinSeconds;

/// Probability that may be left unfollowed.
const NEGLIGIBLE: f64 = 1e-16;

impl Steady {
    /// Share of the contacts of a type that are answered within the given time, of all that arrive.
    ///
    /// Exact: the contacts that find nobody free start in the steady state (Poisson arrivals see time averages) and
    /// follow the chain, which is run by uniformisation (A. Jensen 1953) up to the time. Takes about as many steps
    /// as there are events in the centre within that time.
    #[must_use]
    pub fn served_within(&self, which: WhichType, within: AnswerWithinSeconds) -> f64 {
        let space = &self.space;
        let states = space.states();
        let waits = |number: usize| match which {
            WhichType::First => space.first_would_wait(&states[number]),
            WhichType::Second => !space.flexible_is_free(&states[number]),
        };
        let follow = Follow::new(space, which, &states, &waits);
        let mut waiting: Vec<f64> = (0..states.len())
            .map(|number| {
                if waits(number) {
                    self.probabilities[number]
                } else {
                    0.0
                }
            })
            .collect();
        let mut next = vec![0.0; states.len()];
        let mut left: f64 = waiting.iter().sum();
        let at_once = 1.0 - left;
        let expected_events = follow.pace * within.seconds();
        let (mut served, mut served_so_far) = (0.0, 0.0);
        let mut ln_weight = -expected_events;
        let mut weights = 0.0;
        let mut event = 0.0;
        while left > NEGLIGIBLE && 1.0 - weights > NEGLIGIBLE {
            let weight = f64::exp(ln_weight);
            weights += weight;
            served += weight * served_so_far;
            event += 1.0;
            // Past the mean every further weight is smaller; rounding may keep their sum from reaching 1.
            if event > expected_events && weight < NEGLIGIBLE {
                break;
            }
            ln_weight += (expected_events / event).ln();
            next.fill(0.0);
            served_so_far += follow.one_event(&waiting, &mut next);
            std::mem::swap(&mut waiting, &mut next);
            left = waiting.iter().sum();
        }
        at_once + served + (1.0 - weights).max(0.0) * served_so_far
    }
}

/// The tagged contact's chain, one event of the uniformised clock a step.
struct Follow {
    /// Events a second.
    pace: f64,
    /// Where the moves of each state begin.
    begin: Vec<usize>,
    moves: Vec<(u32, f64)>,
    served: Vec<f64>,
}

impl Follow {
    fn new(
        space: &Space,
        which: WhichType,
        states: &[State],
        waits: &impl Fn(usize) -> bool,
    ) -> Self {
        let mut pace: f64 = 0.0;
        for (number, state) in states.iter().enumerate() {
            if waits(number) {
                let mut all = 0.0;
                space.tagged_moves(which, state, |_, rate| all += rate);
                pace = pace.max(all);
            }
        }
        let mut follow = Self {
            pace,
            begin: vec![0],
            moves: Vec::new(),
            served: vec![0.0; states.len()],
        };
        for (number, state) in states.iter().enumerate() {
            if waits(number) {
                let mut stays = 1.0;
                space.tagged_moves(which, state, |target, rate| {
                    let share = rate / pace;
                    stays -= share;
                    match target {
                        Tagged::Waits(next) => {
                            follow.moves.push((space.number_of(&next) as u32, share));
                        }
                        Tagged::Served => follow.served[number] += share,
                        Tagged::Abandons => {}
                    }
                });
                follow.moves.push((number as u32, f64::max(stays, 0.0)));
            }
            follow.begin.push(follow.moves.len());
        }
        follow
    }

    /// Adds to `next` where the waiting are after one event; returns the probability that was served in it.
    fn one_event(&self, waiting: &[f64], next: &mut [f64]) -> f64 {
        let mut served = 0.0;
        for (number, probability) in waiting.iter().enumerate() {
            if *probability == 0.0 {
                continue;
            }
            served += probability * self.served[number];
            for (target, share) in &self.moves[self.begin[number]..self.begin[number + 1]] {
                next[*target as usize] += probability * share;
            }
        }
        served
    }
}
