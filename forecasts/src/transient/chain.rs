//! The number of contacts with a group of agents, followed through time exactly.
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | k | contacts in the system: min(k, n) are handled, the others wait | |
//! | λ, μ, θ | arrivals; completions a busy agent; hang-ups a waiting contact | 1/s |
//! | d(k) | departures = μ min(k, n) + θ max(k − n, 0) | 1/s |
//! | Λ | pace of the uniformised chain ≥ λ + d(k) for every k that can be reached | 1/s |
//!
//! While rates are constant, p(t) = Σₘ Poisson(Λt; m) p(0) Pᵐ with P = I + Q/Λ, and ∫₀ᵗ p = (1/Λ) Σₘ P(N > m) p(0) Pᵐ:
//! sums of positive terms, in which nothing cancels. Sources: A. Jensen, "Markoff chains as an aid in the study of
//! Markoff processes", Skandinavisk Aktuarietidskrift 36 (1953); W. K. Grassmann, "Transient solutions in Markovian
//! queueing systems", Computers & Operations Research 4 (1977).
//!
//! # What is left out, and the proof that it is little
//!
//! Only a window of states is kept. Probability at its ends below [`NEGLIGIBLE`] is not dropped but moved to the
//! neighbouring state; so is what would step above the highest state there is room for. Errors are measured in
//! Wasserstein distance W (probability × states it was moved by). d(k) never falls in k, so two copies of the chain
//! that start one contact apart can be coupled to stay at most one apart: arrivals strike both, common departures
//! strike both, and the surplus departures of the larger only bring them together. W therefore never grows with time,
//! the errors of all moves add up to a bound at any later time, and W bounds the error of every probability
//! P(K ≥ k) and of every mean that changes by at most 1 a contact: queue length, busy agents, contacts in the system.
//! A steady state that is put in place of the distribution is one more such move. [`Distribution::error`] is that sum;
//! it does not count the rounding of doubles, about 1e-16 a step at random signs.

use super::poisson::{LEFT_OUT, PoissonWeights, hardly_exceeded};

/// Probability at the ends of the window that is moved inwards.
const NEGLIGIBLE: f64 = 1e-17;

/// Steps of one stretch; the window, the pace and the weights are chosen anew for each.
const EVENTS_A_STRETCH: f64 = 8192.0;

/// Shorter stretches would cost more in weights than a slower pace saves.
const EVENTS_AT_LEAST: f64 = 500.0;

/// A distribution this close (W) to the steady state is put in its place.
const STEADY: f64 = 1e-12;

/// The probability of ever standing above the states there is room for.
const OUT_OF_REACH: f64 = 1e-20;

/// Rates that stay constant for a while, and who is there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rates {
    /// λ
    pub arrivals: f64,
    /// μ
    pub service: f64,
    /// θ
    pub hang_up: f64,
    /// n
    pub agents: u32,
}

impl Rates {
    /// d(k).
    pub fn departures(&self, contacts: usize) -> f64 {
        let agents = self.agents as usize;
        contacts.min(agents) as f64 * self.service
            + contacts.saturating_sub(agents) as f64 * self.hang_up
    }
}

/// Seconds spent in each state.
#[derive(Clone, Debug, Default)]
pub(super) struct Occupation {
    seconds: Vec<f64>,
}

impl Occupation {
    fn add(&mut self, lowest: usize, seconds: impl ExactSizeIterator<Item = f64>) {
        let needed = lowest + seconds.len();
        if self.seconds.len() < needed {
            self.seconds.resize(needed, 0.0);
        }
        for (sum, seconds) in self.seconds.iter_mut().skip(lowest).zip(seconds) {
            *sum += seconds;
        }
    }

    /// The highest state that was ever occupied.
    pub fn highest(&self) -> usize {
        self.seconds.len().saturating_sub(1)
    }

    /// Σₖ seconds(k) × value(k).
    pub fn integral(&self, value: impl Fn(usize) -> f64) -> f64 {
        self.seconds
            .iter()
            .enumerate()
            .map(|(contacts, seconds)| seconds * value(contacts))
            .sum()
    }
}

/// Probabilities of the number of contacts at a moment.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Distribution {
    lowest: usize,
    probabilities: Vec<f64>,
    error: f64,
}

impl Distribution {
    /// Certainly nobody.
    pub fn empty() -> Self {
        Self {
            lowest: 0,
            probabilities: vec![1.0],
            error: 0.0,
        }
    }

    /// Bound of the error so far; see the module.
    pub fn error(&self) -> f64 {
        self.error
    }

    pub fn highest(&self) -> usize {
        self.lowest + self.probabilities.len() - 1
    }

    /// States with their probabilities.
    pub fn states(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        (self.lowest..).zip(self.probabilities.iter().copied())
    }

    /// Σₖ p(k) × value(k).
    pub fn mean(&self, value: impl Fn(usize) -> f64) -> f64 {
        self.states()
            .map(|(contacts, probability)| probability * value(contacts))
            .sum()
    }

    /// Moves the probability of each state to the states `spread` names for it, none of them higher; a state one
    /// higher must not be spread lower or more than one higher.
    pub fn spread(&self, spread: impl Fn(usize, &mut dyn FnMut(usize, f64))) -> Self {
        let mut moved = vec![0.0; self.highest() + 1];
        for (contacts, probability) in self.states() {
            spread(contacts, &mut |to, share| {
                if let Some(sum) = moved.get_mut(to) {
                    *sum += probability * share;
                }
            });
        }
        Self::trimmed(0, moved, self.error)
    }

    fn trimmed(lowest: usize, probabilities: Vec<f64>, error: f64) -> Self {
        let counts = |probability: &f64| *probability > 0.0;
        let Some(first) = probabilities.iter().position(counts) else {
            return Self::empty();
        };
        let last = probabilities.iter().rposition(counts).unwrap_or(first);
        Self {
            lowest: lowest + first,
            probabilities: probabilities[first..=last].to_vec(),
            error,
        }
    }

    /// Lets `seconds` pass under constant rates, and adds the time spent in each state to `occupation`.
    ///
    /// # Errors
    /// The number of steps it takes, where that is more than `maximum_events`.
    pub fn advance(
        &mut self,
        rates: &Rates,
        seconds: f64,
        maximum_events: f64,
        occupation: &mut Occupation,
    ) -> Result<(), f64> {
        let mut left = seconds;
        let mut stretches = 0;
        while left > 0.0 {
            // A first stretch seldom ends in a steady state, and the check costs a step.
            if stretches > 0 && self.settles(rates) {
                occupation.add(self.lowest, self.probabilities.iter().map(|p| p * left));
                return Ok(());
            }
            let top = self.reach(rates, left);
            let pace = rates.arrivals + rates.departures(top);
            let events = pace * left;
            if events > maximum_events {
                return Err(events);
            }
            if events <= 0.0 {
                occupation.add(self.lowest, self.probabilities.iter().map(|p| p * left));
                return Ok(());
            }
            let mut stretch = left;
            let waiting_at_top = top.saturating_sub(rates.agents as usize) as f64;
            if waiting_at_top * rates.hang_up > pace / 2.0 {
                // Hang-ups set the pace: wait until half of the queue is gone, then look for a slower one.
                let half_gone = std::f64::consts::LN_2 / rates.hang_up;
                stretch = stretch.min(half_gone.max(EVENTS_AT_LEAST / pace));
            }
            let pieces = (pace * stretch / EVENTS_A_STRETCH).ceil().max(1.0);
            stretch /= pieces;
            self.uniformise(rates, stretch, top, pace, occupation);
            left = if stretch >= left { 0.0 } else { left - stretch };
            stretches += 1;
        }
        Ok(())
    }

    /// The highest state that is reached within `seconds` with a probability that counts.
    ///
    /// Take any state h at or above the window. The chain stays below a copy that starts at h and is never let below
    /// it. That copy rises towards its steady state, in which a state j above h has at most the probability
    /// Π λ/d(i) over h < i ≤ j: where that is negligible the chain does not come. The best h is the last one before
    /// which the product would exceed 1. Nor does the chain rise by more than arrives.
    fn reach(&self, rates: &Rates, seconds: f64) -> usize {
        let highest = self.highest();
        if rates.arrivals == 0.0 {
            return highest;
        }
        let by_arrivals = highest + hardly_exceeded(rates.arrivals * seconds) as usize;
        let mut product: f64 = 1.0;
        for contacts in highest + 1..by_arrivals {
            product = (product * (rates.arrivals / rates.departures(contacts))).min(1.0);
            if product < OUT_OF_REACH {
                return contacts;
            }
        }
        by_arrivals
    }

    /// One stretch of uniformisation over the states up to `top`.
    fn uniformise(
        &mut self,
        rates: &Rates,
        seconds: f64,
        top: usize,
        pace: f64,
        occupation: &mut Occupation,
    ) {
        let weights = PoissonWeights::new(pace * seconds);
        let bottom = self
            .lowest
            .saturating_sub(hardly_exceeded(pace * seconds) as usize);
        // One place of 0 on either side spares the ends of the window their special cases.
        let width = top - bottom + 3;
        let up = rates.arrivals / pace;
        let mut down = vec![0.0; width];
        let mut stay = vec![0.0; width];
        for place in 1..width - 1 {
            let leave = rates.departures(bottom + place - 1) / pace;
            down[place] = leave;
            stay[place] = (1.0 - up - leave).max(0.0);
        }
        let last_place = width - 2;
        let mut now = vec![0.0; width];
        let mut next = vec![0.0; width];
        let mut end = vec![0.0; width];
        let mut spent = vec![0.0; width];
        let mut low = self.lowest - bottom + 1;
        let mut high = self.highest() - bottom + 1;
        now[low..=high].copy_from_slice(&self.probabilities);
        let mut highest_ever = high;
        let last_step = weights.last();
        for step in 0..=last_step {
            let density = weights.density(step);
            if density > 0.0 {
                for (end, now) in end[low..=high].iter_mut().zip(&now[low..=high]) {
                    *end += density * now;
                }
            }
            if step == last_step {
                break;
            }
            transition(
                Window {
                    left: &now[low - 1..high],
                    here: &now[low..=high],
                    right: &now[low + 1..=high + 1],
                    stay: &stay[low..=high],
                    down: &down[low + 1..=high + 1],
                },
                up,
                weights.tail(step),
                &mut next[low..=high],
                &mut spent[low..=high],
            );
            if low > 1 {
                next[low - 1] = down[low] * now[low];
            }
            if high < last_place {
                next[high + 1] = up * now[high];
            } else {
                // No room above: stays where it is.
                let moved = up * now[high];
                next[high] += moved;
                self.error += moved;
            }
            low = (low - 1).max(1);
            high = (high + 1).min(last_place);
            while low < high && next[low] < NEGLIGIBLE {
                self.error += next[low];
                next[low + 1] += next[low];
                next[low] = 0.0;
                low += 1;
            }
            while low < high && next[high] < NEGLIGIBLE {
                self.error += next[high];
                next[high - 1] += next[high];
                next[high] = 0.0;
                high -= 1;
            }
            next[low - 1] = 0.0;
            next[high + 1] = 0.0;
            highest_ever = highest_ever.max(high);
            std::mem::swap(&mut now, &mut next);
        }
        self.error += LEFT_OUT * highest_ever as f64;
        let kept = 1..=highest_ever;
        occupation.add(bottom, spent[kept.clone()].iter().map(|spent| spent / pace));
        // Rounding has changed the sum by some 1e-16 a step.
        let total: f64 = end[kept.clone()].iter().sum();
        let probabilities = end[kept].iter().map(|p| p / total).collect();
        *self = Self::trimmed(bottom, probabilities, self.error);
    }

    /// Puts the steady state in place of a distribution that has come close to it; W to a steady state never grows.
    fn settles(&mut self, rates: &Rates) -> bool {
        let Some(steady) = steady(rates, self.highest()) else {
            return false;
        };
        let first = self.lowest.min(steady.lowest);
        let last = self.highest().max(steady.highest());
        let (mut ahead, mut distance) = (0.0_f64, 0.0);
        for contacts in first..=last {
            ahead += self.at(contacts) - steady.at(contacts);
            distance += ahead.abs();
            if distance > STEADY {
                return false;
            }
        }
        *self = Self {
            error: self.error + distance,
            ..steady
        };
        true
    }

    fn at(&self, contacts: usize) -> f64 {
        contacts
            .checked_sub(self.lowest)
            .and_then(|place| self.probabilities.get(place))
            .copied()
            .unwrap_or(0.0)
    }
}

/// What one step of the uniformised chain reads: equally long pieces of its arrays.
struct Window<'a> {
    left: &'a [f64],
    here: &'a [f64],
    right: &'a [f64],
    stay: &'a [f64],
    down: &'a [f64],
}

/// One step for the states inside the window: `next = here × P`, `spent += tail × here`. The only loop that costs.
fn transition(window: Window<'_>, up: f64, tail: f64, next: &mut [f64], spent: &mut [f64]) {
    let places = next.len();
    // Slices of one known length let the compiler drop its bounds checks and use vector instructions.
    let (left, here, right) = (
        &window.left[..places],
        &window.here[..places],
        &window.right[..places],
    );
    let (stay, down, spent) = (
        &window.stay[..places],
        &window.down[..places],
        &mut spent[..places],
    );
    for place in 0..places {
        spent[place] += tail * here[place];
        next[place] = up * left[place] + stay[place] * here[place] + down[place] * right[place];
    }
}

/// The steady state by detailed balance, p(k+1) = p(k) λ / d(k+1), outwards from its mode; `None` where its mode lies
/// above `highest` or departures never catch up with arrivals.
fn steady(rates: &Rates, highest: usize) -> Option<Distribution> {
    let mode = (0..=highest).find(|&contacts| rates.arrivals < rates.departures(contacts + 1))?;
    let mut below = Vec::new();
    let mut weight = 1.0;
    for contacts in (0..mode).rev() {
        weight *= rates.departures(contacts + 1) / rates.arrivals;
        if weight < OUT_OF_REACH {
            break;
        }
        below.push(weight);
    }
    let lowest = mode - below.len();
    let mut probabilities: Vec<f64> = below.into_iter().rev().collect();
    let (mut weight, mut contacts) = (1.0, mode);
    while weight >= OUT_OF_REACH {
        // Close to balance the tail is long, and the distribution at hand has hardly come to it.
        if contacts > 2 * highest + 1000 {
            return None;
        }
        probabilities.push(weight);
        contacts += 1;
        weight *= rates.arrivals / rates.departures(contacts);
    }
    let total: f64 = probabilities.iter().sum();
    for probability in &mut probabilities {
        *probability /= total;
    }
    Some(Distribution {
        lowest,
        probabilities,
        error: 0.0,
    })
}
