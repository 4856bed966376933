//! The smallest number of agents by Erlang C, where nobody hangs up.

use super::goal::ServiceGoal;
use super::search::{AgentsPerGoal, FORMULA_ERROR};
use crate::erlang::b::inverse_blocking;
use crate::erlang::c::Queue;
use crate::units::{AhtSeconds, Share, WaitSeconds};

/// Walks up from the first stable number of agents.
///
/// One series gives 1/B there; each further agent costs a multiplication and an addition,
/// 1/B(n+1) = 1 + (n+1)/A · 1/B(n), and the goals are tested without division:
/// C ≤ p is n ≤ p ((n − A)/B + A). The walk is about as long as the margin of the square-root rule, a few √A.
pub(super) struct Walk {
    load: f64,
    stability: u32,
    agents: u32,
    inverse: f64,
    inverse_before: f64,
}

impl Walk {
    pub(super) fn start(load: f64, stability: u32) -> Self {
        let at_start = inverse_blocking(load, f64::from(stability));
        let inverse = if at_start.rescalings == 0 {
            at_start.value
        } else {
            f64::INFINITY
        };
        // Not read before the first step: below the start there is no steady state.
        Self {
            load,
            stability,
            agents: stability,
            inverse,
            inverse_before: f64::NAN,
        }
    }

    fn one_more(&mut self) {
        self.agents += 1;
        self.inverse_before = self.inverse;
        self.inverse = 1.0 + f64::from(self.agents) / self.load * self.inverse;
    }

    pub(super) fn run(&mut self, aht: AhtSeconds, goal: &ServiceGoal) -> AgentsPerGoal {
        // A goal that is not set is any number: it is met at the first step, and the loop needs no cases. Chosen
        // before the arithmetic, because arithmetic on the empty half of an `Option` is speculated by the compiler
        // and stalls on the denormals it finds there (measured: three times the whole search).
        let slack = 1.0 + FORMULA_ERROR;
        let late = goal
            .service_level
            .map_or(f64::INFINITY, |goal| goal.share.complement_as_f64());
        let within = goal.service_level.map_or(0.0, |goal| goal.within.seconds());
        let seconds = |wait: Option<WaitSeconds>| wait.map_or(f64::INFINITY, WaitSeconds::seconds);
        let (answer, wait) = (
            seconds(goal.average_speed_of_answer),
            seconds(goal.mean_wait),
        );
        let p_wait = goal
            .maximum_p_wait
            .map_or(f64::INFINITY, |share| share.as_f64());
        let (late, p_wait) = (late * slack, p_wait * slack);
        let per_handle_time = slack / aht.seconds();
        let (answer, wait) = (answer * per_handle_time, wait * per_handle_time);
        // The share of waiting contacts that wait too long, e^(−(n − A) T / s), falls by the same factor each step.
        let handle_times = within / aht.seconds();
        let mut too_long = (-(f64::from(self.agents) - self.load) * handle_times).exp();
        let fall = (-handle_times).exp();
        let (mut for_level, mut for_answer, mut for_wait, mut for_p_wait) =
            (None, None, None, None);
        loop {
            let agents = f64::from(self.agents);
            let spare = agents - self.load;
            // n / C; where it outgrows a double, C is nothing and every goal is met.
            let agents_per_wait = spare * self.inverse + self.load;
            let nobody_waits = agents_per_wait == f64::INFINITY;
            if for_level.is_none() && (nobody_waits || agents * too_long <= late * agents_per_wait)
            {
                for_level = Some(self.agents);
            }
            let agents_per_handle_time_waited = spare * agents_per_wait;
            if for_answer.is_none()
                && (nobody_waits || agents <= answer * agents_per_handle_time_waited)
            {
                for_answer = Some(self.agents);
            }
            if for_wait.is_none()
                && (nobody_waits || agents <= wait * agents_per_handle_time_waited)
            {
                for_wait = Some(self.agents);
            }
            if for_p_wait.is_none() && (nobody_waits || agents <= p_wait * agents_per_wait) {
                for_p_wait = Some(self.agents);
            }
            if for_level.is_some()
                && for_answer.is_some()
                && for_wait.is_some()
                && for_p_wait.is_some()
            {
                return AgentsPerGoal {
                    stability: self.stability,
                    service_level: for_level.filter(|_| goal.service_level.is_some()),
                    average_speed_of_answer: for_answer
                        .filter(|_| goal.average_speed_of_answer.is_some()),
                    mean_wait: for_wait.filter(|_| goal.mean_wait.is_some()),
                    // Nobody hangs up, however few agents there are.
                    maximum_abandonment: goal.maximum_abandonment.map(|_| self.stability),
                    maximum_p_wait: for_p_wait.filter(|_| goal.maximum_p_wait.is_some()),
                    maximum_occupancy: None,
                };
            }
            self.one_more();
            too_long *= fall;
        }
    }

    /// The queues with one agent fewer than `agents` (absent where unstable) and with `agents`, which is not below
    /// where the search stands.
    pub(super) fn pair_at(&mut self, agents: u32) -> (Option<Queue>, Queue) {
        // An occupancy goal may lie far above; beyond an infinite 1/B nothing changes any more.
        while self.agents < agents && self.inverse_before != f64::INFINITY {
            self.one_more();
        }
        let queue = |agents: u32, inverse| {
            Queue::from_inverse_blocking(self.load, f64::from(agents), inverse)
        };
        let fewer = (agents > self.stability).then(|| queue(agents - 1, self.inverse_before));
        (fewer, queue(agents, self.inverse))
    }
}

/// Whether a steady queue meets all goals; abandonment is always met, because nobody hangs up.
pub(super) fn meets(queue: &Queue, aht: AhtSeconds, goal: &ServiceGoal) -> bool {
    let slack = 1.0 + FORMULA_ERROR;
    let wait = queue.average_speed_of_answer_seconds(aht);
    let at_most = |value: f64, limit: Option<f64>| limit.is_none_or(|limit| value <= limit * slack);
    goal.service_level
        .is_none_or(|goal| queue.late(goal.within, aht) <= goal.share.complement_as_f64() * slack)
        && at_most(wait, goal.average_speed_of_answer.map(WaitSeconds::seconds))
        && at_most(wait, goal.mean_wait.map(WaitSeconds::seconds))
        && at_most(queue.p_wait(), goal.maximum_p_wait.map(Share::as_f64))
        && at_most(queue.occupancy(), goal.maximum_occupancy.map(Share::as_f64))
}
