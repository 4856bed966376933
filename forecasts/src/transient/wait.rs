//! What becomes of a contact that arrives now, by how many wait before it.
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | j | contacts that wait before this one; all n agents are busy | |
//! | μ, θ | completions a busy agent; hang-ups a waiting contact | 1/s |
//! | T | answer time | s |
//!
//! First come, first served. With i before it, the contact moves up at the pace n μ + i θ and hangs up at the pace θ;
//! moving up from i = 0 is being answered. So, while n and the rates stay as they are,
//!
//! - P(answered) = Π (n μ + i θ) / (n μ + (i+1) θ) over 0 ≤ i ≤ j = n μ / (n μ + (j+1) θ),
//! - E[wait; answered] = P(answered) Σ 1 / (n μ + (i+1) θ) over 0 ≤ i ≤ j,
//! - E[wait] of all = (j+1) / (n μ + (j+1) θ),
//! - P(answered within T) and P(still waiting at T) by uniformisation of these moves.
//!
//! The same chain stands behind the waiting times of [`crate::erlang::a`] (C. Palm 1943; S. Zeltyn, A. Mandelbaum,
//! "Call centers with impatient customers", Queueing Systems 51 (2005)), there weighted with the steady state.

use super::chain::Rates;
use super::poisson::{PoissonWeights, hardly_exceeded};

/// Moves of one stretch.
const EVENTS_A_STRETCH: f64 = 2048.0;

/// Contacts whose fate is open with less probability than this are not followed further.
const DECIDED: f64 = 1e-15;

/// Fates of contacts that find 0, 1, 2, … waiting before them, at a certain time; shares. Whoever has more before them
/// than the list is long is not answered by then.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ByPosition {
    answered: Vec<f64>,
    /// Still waiting then; the rest has hung up.
    waiting: Vec<f64>,
    waiting_beyond: f64,
}

/// Positions from which somebody may be answered within `seconds` at the pace `handled`, after `joined` agents more
/// have come: from farther back it takes more moves than a Poisson number of them hardly exceeds. At most `positions`.
pub(super) fn positions_in_reach(
    handled: f64,
    hang_up: f64,
    joined: usize,
    seconds: f64,
    positions: usize,
) -> usize {
    let moves = |reach: usize| {
        let made = hardly_exceeded((handled + reach as f64 * hang_up) * seconds) as usize;
        made.saturating_add(joined)
    };
    let mut reach = moves(0);
    // More contacts before it hang up faster, which lets the contact move up faster.
    while reach < positions {
        let next = moves(reach);
        if next <= reach {
            return reach;
        }
        reach = next;
    }
    positions
}

/// Fates within `seconds` for the first `positions` positions, under constant rates.
pub(super) fn within(rates: &Rates, seconds: f64, positions: usize) -> ByPosition {
    let handled = f64::from(rates.agents) * rates.service;
    let positions = positions_in_reach(handled, rates.hang_up, 0, seconds, positions);
    let mut fates = ByPosition::now(positions);
    let moves = Moves::new(rates, positions);
    let mut left = seconds;
    // Who has most before them waits longest.
    while left > 0.0 && fates.waiting.last().is_some_and(|open| *open > DECIDED) {
        let stretch = left.min(EVENTS_A_STRETCH / moves.pace);
        fates = moves.earlier(&fates, stretch);
        left -= stretch;
    }
    fates.waiting_beyond = (-rates.hang_up * seconds).exp();
    fates
}

impl ByPosition {
    /// Fates at once: all wait.
    fn now(positions: usize) -> Self {
        Self {
            answered: vec![0.0; positions],
            waiting: vec![1.0; positions],
            waiting_beyond: 1.0,
        }
    }

    /// The same with at least so many positions.
    pub fn padded(mut self, positions: usize) -> Self {
        let positions = positions.max(self.answered.len());
        self.answered.resize(positions, 0.0);
        self.waiting.resize(positions, self.waiting_beyond);
        self
    }

    /// Share answered by then.
    pub fn answered(&self, position: usize) -> f64 {
        self.answered.get(position).copied().unwrap_or(0.0)
    }

    /// Share that has hung up by then.
    pub fn abandoned(&self, position: usize) -> f64 {
        let waiting = self.waiting.get(position).unwrap_or(&self.waiting_beyond);
        (1.0 - self.answered(position) - waiting).max(0.0)
    }

    /// Fates of contacts by their position `seconds` earlier, rates being constant in between.
    pub fn earlier(&self, rates: &Rates, seconds: f64) -> Self {
        let moves = Moves::new(rates, self.answered.len());
        let mut fates = self.clone();
        let mut left = seconds;
        while left > 0.0 && moves.pace > 0.0 {
            let stretch = left.min(EVENTS_A_STRETCH / moves.pace);
            fates = moves.earlier(&fates, stretch);
            left -= stretch;
        }
        fates
    }

    /// Fates by position just before a change of the staff that lets contacts move up by `moved_up` places (or,
    /// negative, puts others before them), for the first `positions` positions.
    pub fn before_a_change(&self, moved_up: i64, positions: usize) -> Self {
        let look = |values: &[f64], at_answer: f64, beyond: f64| {
            (0..positions)
                .map(|position| {
                    usize::try_from(position as i64 - moved_up).map_or(at_answer, |place| {
                        values.get(place).copied().unwrap_or(beyond)
                    })
                })
                .collect()
        };
        Self {
            answered: look(&self.answered, 1.0, 0.0),
            waiting: look(&self.waiting, 0.0, self.waiting_beyond),
            waiting_beyond: self.waiting_beyond,
        }
    }
}

/// The moves of contacts in line, as a uniformised chain.
struct Moves {
    /// Probability that a step moves a contact up, by position.
    up: Vec<f64>,
    /// Probability that nothing happens to it.
    stay: Vec<f64>,
    hang_up: f64,
    pace: f64,
}

impl Moves {
    fn new(rates: &Rates, positions: usize) -> Self {
        let handled = f64::from(rates.agents) * rates.service;
        let pace = handled + positions as f64 * rates.hang_up;
        let up: Vec<f64> = (0..positions)
            .map(|ahead| (handled + ahead as f64 * rates.hang_up) / pace)
            .collect();
        let stay = up
            .iter()
            .map(|up| (1.0 - up - rates.hang_up / pace).max(0.0))
            .collect();
        Self {
            up,
            stay,
            hang_up: rates.hang_up,
            pace,
        }
    }

    fn earlier(&self, fates: &ByPosition, seconds: f64) -> ByPosition {
        let weights = PoissonWeights::new(self.pace * seconds);
        let answered = self.expected(&fates.answered, 1.0, &weights);
        let waiting = if self.hang_up > 0.0 {
            self.expected(&fates.waiting, 0.0, &weights)
        } else {
            answered.iter().map(|answered| 1.0 - answered).collect()
        };
        ByPosition {
            answered,
            waiting,
            waiting_beyond: fates.waiting_beyond * (-self.hang_up * seconds).exp(),
        }
    }

    /// The value to expect after a stretch that is worth `value` at each position afterwards, `at_answer` once
    /// answered, and nothing once hung up.
    fn expected(&self, value: &[f64], at_answer: f64, weights: &PoissonWeights) -> Vec<f64> {
        // The answer stands before the first position.
        let mut now = Vec::with_capacity(value.len() + 1);
        now.push(at_answer);
        now.extend_from_slice(value);
        let mut next = now.clone();
        let mut expected = vec![0.0; value.len()];
        for step in 0..=weights.last() {
            let density = weights.density(step);
            if density > 0.0 {
                for (sum, now) in expected.iter_mut().zip(&now[1..]) {
                    *sum += density * now;
                }
            }
            let moved = now.windows(2).zip(self.up.iter().zip(&self.stay));
            for (next, (pair, (up, stay))) in next[1..].iter_mut().zip(moved) {
                *next = up * pair[0] + stay * pair[1];
            }
            std::mem::swap(&mut now, &mut next);
        }
        expected
    }
}

/// What becomes of a contact in the end, if rates and agents stay as they are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct InTheEnd {
    /// P(answered).
    pub answered: f64,
    /// E[wait; answered] in seconds.
    pub wait_if_answered: f64,
    /// E[wait] in seconds, hung up or not; infinite where nobody is there and nobody hangs up.
    pub wait: f64,
}

/// Fates in the end for the first `positions` positions.
pub(super) fn in_the_end(rates: &Rates, positions: usize) -> Vec<InTheEnd> {
    let handled = f64::from(rates.agents) * rates.service;
    let mut moves = 0.0;
    (0..positions)
        .map(|ahead| {
            let hang_ups = (ahead + 1) as f64 * rates.hang_up;
            let pace = handled + hang_ups;
            if handled == 0.0 {
                return InTheEnd {
                    answered: 0.0,
                    wait_if_answered: 0.0,
                    wait: 1.0 / rates.hang_up,
                };
            }
            moves += 1.0 / pace;
            let answered = handled / pace;
            InTheEnd {
                answered,
                wait_if_answered: answered * moves,
                wait: (ahead + 1) as f64 / pace,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENT: Rates = Rates {
        arrivals: 0.1,
        service: 1.0 / 180.0,
        hang_up: 0.0,
        agents: 12,
    };

    #[test]
    fn behind_j_patient_contacts_the_wait_is_a_sum_of_j_and_one_handovers() {
        let fates = within(&PATIENT, 20.0, 5);
        let mean = 12.0 * 20.0 / 180.0_f64;
        let (mut term, mut up_to) = ((-mean).exp(), (-mean).exp());
        for ahead in 0..5 {
            let answered = fates.answered(ahead);
            // Erlang's distribution: answered within T unless at most j handovers happen.
            assert!((answered - (1.0 - up_to)).abs() < 1e-14, "{ahead}");
            term *= mean / (ahead + 1) as f64;
            up_to += term;
        }
        assert!((0..5).all(|ahead| fates.abandoned(ahead) < 1e-14));
        assert!((in_the_end(&PATIENT, 5)[4].wait - 75.0).abs() < 1e-12);
    }

    #[test]
    fn after_a_long_time_the_closed_form_is_reached() {
        let rates = Rates {
            hang_up: 1.0 / 90.0,
            ..PATIENT
        };
        let fates = within(&rates, 1e7, 40);
        for (ahead, end) in in_the_end(&rates, 40).iter().enumerate() {
            assert!((fates.answered(ahead) - end.answered).abs() < 1e-12);
            assert!((fates.abandoned(ahead) - (1.0 - end.answered)).abs() < 1e-12);
            // Exponential patience: the share that hangs up is θ × the mean wait.
            assert!((end.wait / 90.0 - (1.0 - end.answered)).abs() < 1e-12);
        }
    }

    #[test]
    fn agents_who_join_answer_the_first_at_once() {
        let fates = within(&PATIENT, 20.0, 8);
        let joined = fates.before_a_change(3, 6);
        assert_eq!(joined.answered[..3], [1.0; 3]);
        assert_eq!(joined.answered[3..], fates.answered[..3]);
        let left = fates.before_a_change(-2, 6);
        assert_eq!(left.answered[..], fates.answered[2..]);
    }

    #[test]
    fn without_agents_nobody_is_answered_and_the_impatient_hang_up() {
        let nobody = Rates {
            agents: 0,
            hang_up: 1.0 / 60.0,
            ..PATIENT
        };
        let fates = within(&nobody, 60.0, 3);
        assert!((0..3).all(|ahead| fates.answered(ahead) == 0.0));
        for ahead in 0..3 {
            assert!((fates.abandoned(ahead) - (1.0 - (-1.0_f64).exp())).abs() < 1e-14);
        }
        let patient = Rates {
            hang_up: 0.0,
            ..nobody
        };
        assert_eq!(within(&patient, 60.0, 3).answered(0), 0.0);
        assert_eq!(in_the_end(&patient, 1)[0].wait, f64::INFINITY);
    }
}
