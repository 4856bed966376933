//! The risk of one more line, as the floor stands.
//!
//! | symbol | meaning |
//! |---|---|
//! | t | when the new line would be answered, from now; three quantiles of the answer time stand for its distribution |
//! | D | seconds within which an answered call must have an agent |
//! | F(t + D) | agents free by then: idle now, and each other one with the probability of its remaining time |
//! | B(t) | answers that have come before: waiting now, and each ringing line with its probability |
//!
//! The new call is abandoned when F(t + D) − B(t) ≤ 0, and if it takes an agent, one answered later may be. Agents and lines are taken as independent. Calls that would be
//! abandoned before are counted as if they took an agent, and agents who free, take a call and free again are left
//! out; both make the risk a little larger than it is.

use serde::{Deserialize, Serialize};

use super::balance::Balance;
use crate::pacing::PacingState;
use crate::pacing::estimate::{PhaseEstimate, RingEstimate};

/// Quantiles of the answer time: midpoints of thirds.
const ANSWER_SHARES: [f64; 3] = [1.0 / 6.0, 0.5, 5.0 / 6.0];

/// Steps in which the end of a conversation is looked for, where wrap-up follows it.
const TALK_STEPS: u32 = 4;

/// What is believed of lines and agents.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Estimates {
    pub(super) ring: RingEstimate,
    pub(super) talk: PhaseEstimate,
    pub(super) wrap_up: PhaseEstimate,
}

impl Estimates {
    pub(super) fn handle_seconds(&self) -> f64 {
        self.talk.mean_seconds() + self.wrap_up.mean_seconds()
    }

    /// Probability that an agent in conversation is through it and wrap-up within `horizon`.
    fn talking_agent_frees(&self, elapsed: f64, horizon: f64) -> f64 {
        if !self.wrap_up.takes_time() {
            return self.talk.ends_within(elapsed, horizon);
        }
        let step = horizon / f64::from(TALK_STEPS);
        let (mut frees, mut ended) = (0.0, 0.0);
        for number in 1..=TALK_STEPS {
            let by_now = self.talk.ends_within(elapsed, step * f64::from(number));
            let left = horizon - step * (f64::from(number) - 0.5);
            frees += (by_now - ended) * self.wrap_up.ends_within(0.0, left);
            ended = by_now;
        }
        frees
    }
}

/// The floor some seconds ahead, at a few moments.
#[derive(Clone, Debug, Default)]
pub(super) struct Lookahead {
    balances: [Balance; ANSWER_SHARES.len()],
    /// Probability that a line started now is answered before each of them.
    answered_before: [f64; ANSWER_SHARES.len()],
    /// Agents expected to be free for an answer at each of them, were no other call answered.
    free: [f64; ANSWER_SHARES.len()],
}

/// The median answer time.
const MEDIAN: usize = 1;

impl Lookahead {
    /// Looks at the floor; `live_answer` is the share of lines believed to be answered.
    pub(super) fn look(
        &mut self,
        state: &PacingState,
        estimates: &Estimates,
        live_answer: f64,
        connect_within_seconds: f64,
    ) {
        for (index, balance) in self.balances.iter_mut().enumerate() {
            let answer = estimates.ring.answer_seconds(ANSWER_SHARES[index]);
            let deadline = answer + connect_within_seconds;
            balance.start(state.idle, state.waiting);
            let mut free = f64::from(state.idle);
            for elapsed in &state.talking_seconds {
                let frees = estimates.talking_agent_frees(*elapsed, deadline);
                balance.agent_frees(frees);
                free += frees;
            }
            for elapsed in &state.wrapping_up_seconds {
                let frees = estimates.wrap_up.ends_within(*elapsed, deadline);
                balance.agent_frees(frees);
                free += frees;
            }
            self.free[index] = free;
            for elapsed in &state.ringing_seconds {
                balance.answer_comes(
                    estimates
                        .ring
                        .answered_within(live_answer, *elapsed, answer),
                );
            }
            self.answered_before[index] = estimates.ring.answered_within(live_answer, 0.0, answer);
        }
    }

    /// Probability that one more line, if answered, leaves a call without an agent: its own, or one answered later
    /// whose agent it took. So each moment counts with the worst that is still to come.
    pub(super) fn risk(&self) -> f64 {
        let mut worst = 0.0_f64;
        let sum: f64 = self
            .balances
            .iter()
            .rev()
            .map(|balance| {
                worst = worst.max(balance.nobody_left());
                worst
            })
            .sum();
        sum / ANSWER_SHARES.len() as f64
    }

    /// Agents who are idle, or expected to be by the time half of new lines' answers have come.
    pub(super) fn free_by_an_answer(&self) -> f64 {
        self.free[MEDIAN]
    }

    /// One more line rings.
    pub(super) fn start_line(&mut self) {
        for (balance, answered) in self.balances.iter_mut().zip(self.answered_before) {
            balance.answer_comes(answered);
        }
    }
}
