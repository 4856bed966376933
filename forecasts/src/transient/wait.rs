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
use super::poisson::PoissonWeights;

/// Moves of one stretch.
const EVENTS_A_STRETCH: f64 = 2048.0;

/// Contacts whose fate is open with less probability than this are not followed further.
const DECIDED: f64 = 1e-15;

/// Fates of contacts that find 0, 1, 2, … waiting before them, at a certain time; shares.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ByPosition {
    /// Answered by then.
    pub answered: Vec<f64>,
    /// Still waiting then; the rest has hung up.
    waiting: Vec<f64>,
}

/// Fates within `seconds` for the first `positions` positions, under constant rates.
pub(super) fn within(rates: &Rates, seconds: f64, positions: usize) -> ByPosition {
    let mut fates = ByPosition::now(positions);
    let mut left = seconds;
    // Who has most before them waits longest.
    while left > 0.0 && fates.waiting.last().is_some_and(|open| *open > DECIDED) {
        let stretch = left.min(fates.stretch(rates));
        fates = fates.earlier(rates, stretch);
        left -= stretch;
    }
    fates
}

impl ByPosition {
    /// Fates at once: all wait.
    pub fn now(positions: usize) -> Self {
        Self {
            answered: vec![0.0; positions],
            waiting: vec![1.0; positions],
        }
    }

    /// Number of positions.
    pub fn positions(&self) -> usize {
        self.answered.len()
    }

    /// Hung up by then.
    pub fn abandoned(&self, position: usize) -> f64 {
        (1.0 - self.answered[position] - self.waiting[position]).max(0.0)
    }

    /// Fates of contacts by their position `seconds` earlier, rates being constant in between.
    pub fn earlier(&self, rates: &Rates, seconds: f64) -> Self {
        let mut fates = self.clone();
        let mut left = seconds;
        while left > 0.0 {
            let stretch = left.min(fates.stretch(rates));
            let moves = Moves::new(rates, fates.positions());
            if stretch.is_infinite() || moves.pace == 0.0 {
                break;
            }
            let weights = PoissonWeights::new(moves.pace * stretch);
            fates = Self {
                answered: moves.expected(fates.answered, 1.0, &weights),
                waiting: moves.expected(fates.waiting, 0.0, &weights),
            };
            left -= stretch;
        }
        fates
    }

    /// Fates by position just before a change of the staff that lets contacts move up by `answered_at_once` places
    /// (or, negative, puts others before them), for the first `positions` positions.
    pub fn before_a_change(&self, answered_at_once: i64, positions: usize) -> Self {
        let after = |position: usize| usize::try_from(position as i64 - answered_at_once);
        let look = |values: &[f64], at_answer: f64| {
            (0..positions)
                .map(|position| {
                    after(position)
                        .map_or(at_answer, |place| values.get(place).copied().unwrap_or(0.0))
                })
                .collect()
        };
        Self {
            answered: look(&self.answered, 1.0),
            waiting: look(&self.waiting, 0.0),
        }
    }

    fn stretch(&self, rates: &Rates) -> f64 {
        EVENTS_A_STRETCH / Moves::new(rates, self.positions()).pace
    }
}

struct Moves<'a> {
    rates: &'a Rates,
    handled: f64,
    pace: f64,
}

impl<'a> Moves<'a> {
    fn new(rates: &'a Rates, positions: usize) -> Self {
        let handled = f64::from(rates.agents) * rates.service;
        Self {
            rates,
            handled,
            pace: handled + positions as f64 * rates.hang_up,
        }
    }

    /// The value to expect after a stretch that is worth `value` at each position afterwards, `at_answer` once
    /// answered, and nothing once hung up.
    fn expected(&self, value: Vec<f64>, at_answer: f64, weights: &PoissonWeights) -> Vec<f64> {
        let mut now = value;
        let mut expected = vec![0.0; now.len()];
        for step in 0..=weights.last() {
            let density = weights.density(step);
            for (sum, now) in expected.iter_mut().zip(&now) {
                *sum += density * now;
            }
            let mut before = at_answer;
            for (ahead, value) in now.iter_mut().enumerate() {
                let moves_up = (self.handled + ahead as f64 * self.rates.hang_up) / self.pace;
                let hangs_up = self.rates.hang_up / self.pace;
                let here = *value;
                *value = moves_up * before + (1.0 - moves_up - hangs_up).max(0.0) * here;
                before = here;
            }
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
        for (ahead, answered) in fates.answered.iter().enumerate() {
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
            assert!((fates.answered[ahead] - end.answered).abs() < 1e-12);
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
        assert_eq!(fates.answered, [0.0; 3]);
        for ahead in 0..3 {
            assert!((fates.abandoned(ahead) - (1.0 - (-1.0_f64).exp())).abs() < 1e-14);
        }
        let patient = Rates {
            hang_up: 0.0,
            ..nobody
        };
        assert_eq!(within(&patient, 60.0, 3).answered, [0.0; 3]);
        assert_eq!(in_the_end(&patient, 1)[0].wait, f64::INFINITY);
    }
}
