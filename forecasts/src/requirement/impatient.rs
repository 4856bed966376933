//! The smallest number of agents by Erlang A, where contacts hang up.
//!
//! Every goal that n agents meet, n + 1 meet, and every goal that is met at a load is met at a smaller one, so a search
//! may bracket and bisect. Why: let V be the time a contact with endless patience would wait for an agent. Its density
//! for v > 0 is f(v) = n p_n e^(A(1 − e^(−ηv))/η − nv) in handle times, with η = handle time / patience, and it has the
//! mass P(V = 0) = n p_n / (A B(n − 1)) at 0. One agent more multiplies the density by a falling function of v and the
//! mass at 0 by more than that, because B falls in n: V becomes smaller in the order of likelihood ratios, and so it
//! does when A falls. That order survives weighing v with any function of v alone, and each goal is the mean of a
//! function of v that only falls or only rises, under such a weight (θ = 1 / patience, X = patience):
//!
//! | goal | mean of | under the weight |
//! |---|---|---|
//! | of offered | e^(−θv) for v ≤ T, else 0 | 1 |
//! | less short abandons | v ≤ T | e^(−θ min(v, T)), V ≤ X or X > T |
//! | short abandons as met | 1 − e^(−θT) for v > T, else 1 | 1 |
//! | of answered | v ≤ T | e^(−θv), served |
//! | average speed of answer | v | e^(−θv), served |
//! | mean wait of all, abandonment | (1 − e^(−θv)) / θ, 1 − e^(−θv) | 1 |
//! | P(wait) | v > 0 | 1 |
//!
//! Occupancy: an agent is idle for the share S / (L + q) of the time, where L / S is the same ratio of Erlang B's loss
//! system, q = Σ_{j≥1} Π_{i=1..j} A/(n + iη) and S = Σ_{m=1..n} m (n−1)!/(n−m)! A^(−m), all in units of the state in
//! which everybody is busy and nobody waits. L/S falls in n, because carried load is concave in the number of servers
//! (E. Messerli, Bell System Technical Journal 51, 1972); q falls and S rises term by term; so idleness rises. And a
//! larger load makes the number of contacts larger and so idleness smaller.

use super::goal::ServiceGoal;
use super::predict::{Figures, Predicted};
use super::search::{AgentsPerGoal, FORMULA_ERROR, Requirement};
use crate::erlang::a::Queue;
use crate::erlang::service_level::ServiceLevelVariant;
use crate::units::{AhtSeconds, AnswerWithinSeconds, Erlangs, PatienceSeconds, Share, WaitSeconds};

/// `occupied` are the agents who would meet the occupancy goal if nobody hung up.
pub(super) fn require(
    load: Erlangs,
    aht: AhtSeconds,
    patience: PatienceSeconds,
    goal: &ServiceGoal,
    occupied: Option<u32>,
) -> Requirement {
    let mut search = Search {
        load,
        aht,
        patience,
        seen: Vec::with_capacity(16),
    };
    let mut agents_for = |limit: Limit| search.smallest(limit, u32::MAX);
    let mut per_goal = AgentsPerGoal {
        stability: 1,
        service_level: goal
            .service_level
            .map(|goal| agents_for(Limit::level(goal.share, goal.within, goal.variant))),
        average_speed_of_answer: goal
            .average_speed_of_answer
            .map(|wait| agents_for(Limit::wait(Measure::SpeedOfAnswer, wait))),
        mean_wait: goal
            .mean_wait
            .map(|wait| agents_for(Limit::wait(Measure::MeanWait, wait))),
        maximum_abandonment: goal
            .maximum_abandonment
            .map(|share| agents_for(Limit::share(Measure::Abandonment, share))),
        maximum_p_wait: goal
            .maximum_p_wait
            .map(|share| agents_for(Limit::share(Measure::PWait, share))),
        maximum_occupancy: None,
    };
    per_goal.maximum_occupancy = goal
        .maximum_occupancy
        .zip(occupied)
        .map(|(share, occupied)| {
            search.smallest(Limit::share(Measure::Occupancy, share), occupied)
        });
    let (agents_net, binding) = per_goal.binding();
    let mut predicted = |agents| {
        let queue = search.queue(agents);
        Predicted::Steady(Figures::of_impatient(&queue, goal.answer_time()))
    };
    Requirement {
        offered_load: load,
        agents_net,
        binding,
        agents_per_goal: per_goal,
        achieved: predicted(agents_net),
        with_one_fewer: Some(predicted(agents_net - 1)),
    }
}

/// Whether agents meet all goals at a load.
pub(super) fn meets(queue: &Queue, goal: &ServiceGoal) -> bool {
    [
        goal.service_level
            .map(|goal| Limit::level(goal.share, goal.within, goal.variant)),
        goal.average_speed_of_answer
            .map(|wait| Limit::wait(Measure::SpeedOfAnswer, wait)),
        goal.mean_wait
            .map(|wait| Limit::wait(Measure::MeanWait, wait)),
        goal.maximum_abandonment
            .map(|share| Limit::share(Measure::Abandonment, share)),
        goal.maximum_p_wait
            .map(|share| Limit::share(Measure::PWait, share)),
        goal.maximum_occupancy
            .map(|share| Limit::share(Measure::Occupancy, share)),
    ]
    .into_iter()
    .flatten()
    .all(|limit| limit.is_met_by(limit.value(queue)))
}

/// What a goal looks at; less is better for all of them.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Measure {
    /// 1 − service level.
    Missed(AnswerWithinSeconds, ServiceLevelVariant),
    SpeedOfAnswer,
    MeanWait,
    Abandonment,
    PWait,
    Occupancy,
}

/// A goal: its measure is at most a value.
#[derive(Clone, Copy, Debug)]
struct Limit {
    measure: Measure,
    at_most: f64,
}

impl Limit {
    fn level(share: Share, within: AnswerWithinSeconds, variant: ServiceLevelVariant) -> Self {
        Self {
            measure: Measure::Missed(within, variant),
            at_most: share.complement_as_f64(),
        }
    }

    fn wait(measure: Measure, wait: WaitSeconds) -> Self {
        Self {
            measure,
            at_most: wait.seconds(),
        }
    }

    fn share(measure: Measure, share: Share) -> Self {
        Self {
            measure,
            at_most: share.as_f64(),
        }
    }

    fn value(&self, queue: &Queue) -> f64 {
        match self.measure {
            Measure::Missed(within, variant) => missed(queue, within, variant),
            Measure::SpeedOfAnswer => queue.average_speed_of_answer_seconds(),
            Measure::MeanWait => queue.mean_wait_of_all_seconds(),
            Measure::Abandonment => queue.p_abandon(),
            Measure::PWait => queue.p_wait(),
            Measure::Occupancy => queue.occupancy(),
        }
    }

    fn is_met_by(&self, value: f64) -> bool {
        value <= self.at_most * (1.0 + FORMULA_ERROR)
    }

    /// How far the value is from the limit on a scale on which agents count about equally: positive where missed.
    fn strain(&self, value: f64) -> f64 {
        let straight = |value: f64| match self.measure {
            Measure::SpeedOfAnswer | Measure::MeanWait => value.max(1e-300).ln(),
            _ => {
                let share = value.clamp(1e-300, 1.0 - f64::EPSILON);
                (share / (1.0 - share)).ln()
            }
        };
        straight(value) - straight(self.at_most)
    }

    /// About how many agents it takes: what a fluid would need and a share of its root for chance, the
    /// share by trial over 10 to 1,000 erlangs.
    fn guess(&self, load: f64, patience: f64) -> f64 {
        match self.measure {
            Measure::Missed(within, variant) => {
                let stay = (-within.seconds() / patience).exp();
                let served_share = match variant {
                    ServiceLevelVariant::OfOffered => 1.0 - self.at_most,
                    _ => 0.0,
                };
                let fluid = load * served_share.max(stay);
                fluid + 0.8 * fluid.sqrt()
            }
            Measure::SpeedOfAnswer | Measure::MeanWait => {
                load * (-self.at_most / patience).exp() + 0.5 * load.sqrt()
            }
            Measure::Abandonment => load * (1.0 - self.at_most) + 0.5 * load.sqrt(),
            Measure::PWait | Measure::Occupancy => load + 0.5 * load.sqrt(),
        }
    }
}

/// 1 − service level, with its digits where that is small.
fn missed(queue: &Queue, within: AnswerWithinSeconds, variant: ServiceLevelVariant) -> f64 {
    let after = queue.after(within);
    let waiting_still = after.served + after.abandoned;
    let (missed, of) = match variant {
        ServiceLevelVariant::OfOffered => return queue.p_abandon() + after.served,
        ServiceLevelVariant::ShortAbandonsAsMet => return waiting_still,
        // Those who did not hang up within the time: served at all, or gone later.
        ServiceLevelVariant::LessShortAbandons => {
            (waiting_still, queue.p_served() + after.abandoned)
        }
        ServiceLevelVariant::OfAnswered => (after.served, queue.p_served()),
    };
    if of > 0.0 { missed / of } else { 1.0 }
}

/// An end of the bracket. The strain is unknown where its side was decided without looking.
#[derive(Clone, Copy)]
struct End {
    agents: u32,
    strain: Option<f64>,
}

struct Search {
    load: Erlangs,
    aht: AhtSeconds,
    patience: PatienceSeconds,
    /// What was evaluated for one goal serves the next.
    seen: Vec<(u32, Queue)>,
}

impl Search {
    fn queue(&mut self, agents: u32) -> Queue {
        if let Some((_, queue)) = self.seen.iter().find(|(n, _)| *n == agents) {
            return *queue;
        }
        let queue = Queue::steady(self.load, agents, self.aht, self.patience);
        self.seen.push((agents, queue));
        queue
    }

    /// The smallest number of agents of at least 1 within the limit. `enough` are known to be; `u32::MAX` always
    /// are, because a load of at most a million leaves such a number idle.
    fn smallest(&mut self, limit: Limit, enough: u32) -> u32 {
        let mut few = End {
            agents: 0,
            strain: None,
        };
        let mut enough = End {
            agents: enough.max(1),
            strain: None,
        };
        for (agents, queue) in &self.seen {
            narrow(&mut few, &mut enough, *agents, limit, queue);
        }
        // Agents a unit of strain is worth until two points tell: the margin of the square-root rule.
        let mut agents_per_strain = 0.5 * self.load.erlangs().sqrt();
        let mut last: Option<(u32, f64)> = None;
        let mut reach = 1.0;
        let mut steps = 0;
        while enough.agents - few.agents > 1 {
            let (low, high) = (f64::from(few.agents), f64::from(enough.agents));
            let aim = match (few.strain, enough.strain) {
                // Every fourth step halves, so that a crooked measure cannot creep.
                (Some(_), Some(_)) if steps % 4 == 3 => f64::midpoint(low, high),
                (Some(missed), Some(met)) => low + (high - low) * missed / (missed - met),
                (Some(missed), None) => low + (missed * agents_per_strain).max(reach),
                (None, Some(met)) => high + (met * agents_per_strain).min(-reach),
                (None, None) if enough.agents < u32::MAX => high - 1.0,
                (None, None) => limit.guess(self.load.erlangs(), self.patience.seconds()),
            };
            // Saturates, and NaN becomes 0.
            let next = (aim.ceil() as u32).clamp(few.agents + 1, enough.agents - 1);
            let queue = self.queue(next);
            let strain = narrow(&mut few, &mut enough, next, limit, &queue);
            if let Some((agents, before)) = last {
                let slope = (f64::from(next) - f64::from(agents)) / (before - strain);
                if slope.is_finite() && slope > 0.0 {
                    agents_per_strain = slope;
                }
                reach *= 2.0;
            }
            last = Some((next, strain));
            steps += 1;
        }
        enough.agents
    }
}

/// Moves an end of the bracket to `agents` where that is inside, and gives their strain.
fn narrow(few: &mut End, enough: &mut End, agents: u32, limit: Limit, queue: &Queue) -> f64 {
    let value = limit.value(queue);
    let strain = limit.strain(value);
    let end = End {
        agents,
        strain: Some(strain),
    };
    if limit.is_met_by(value) {
        if agents >= 1 && agents <= enough.agents {
            *enough = end;
        }
    } else if agents >= few.agents && agents < enough.agents {
        *few = end;
    }
    strain
}

#[cfg(test)]
#[path = "impatient_tests.rs"]
mod tests;
