//! Erlang C: waiting for one of n agents when nobody hangs up.
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | A | offered load = arrival rate × AHT | erlang |
//! | n | agents; may be fractional | |
//! | s | average handle time | s |
//! | T | answer time of the service level | s |
//! | B | Erlang B of n and A | 0..=1 |
//! | C | probability of waiting = n B / (n − A + A B) | 0..=1 |
//! | W | mean wait of all = C s / (n − A), the average speed of answer | s |
//! | W₊ | mean wait of those who wait = s / (n − A) | s |
//! | SL | share answered within T = 1 − C e^(−(n − A) T / s) | 0..=1 |
//! | ρ | occupancy = A / n | 0..=1 |
//! | Q | mean queue length = C A / (n − A) | contacts |
//!
//! Source: A. K. Erlang (1917), as in L. Kleinrock, Queueing Systems I (1975), section 3.5, and D. Gross & C. Harris,
//! Fundamentals of Queueing Theory, section 2.3; fractional n by Jagerman's continuous B (see [`super::b`]).
//!
//! Exact for Poisson arrivals, exponential handle times, endless patience and A < n in a steady state. With A ≥ n
//! there is no steady state: [`Unstable`]. Relative error of C, W and Q below 1e-12 for 1e-6 to 100,000 erlangs.

use serde::{Deserialize, Serialize};

use super::b;
use crate::units::{AhtSeconds, AnswerWithinSeconds, Erlangs, Servers};

/// The load is not below the agents: the queue grows for as long as the interval lasts, and no mean exists.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "camelCase")]
#[error(
    "an offered load of {offered_load} erlangs is not below {agents} agents, so the queue grows without end; \
     staff at least {}",
    self.agents_for_stability()
)]
pub struct Unstable {
    /// What arrives.
    pub offered_load: Erlangs,
    /// Who is there to take it.
    pub agents: Servers,
}

impl Unstable {
    /// The smallest whole number of agents with a steady state: the first above the load.
    #[must_use]
    pub fn agents_for_stability(&self) -> f64 {
        self.offered_load.erlangs().floor() + 1.0
    }
}

/// A queue in its steady state; ask it for waits, service level, occupancy.
///
/// ```
/// use crewcast_forecasts::erlang::c::Queue;
/// use crewcast_forecasts::units::{AhtSeconds, AnswerWithinSeconds, Erlangs};
/// // 100 calls in 30 minutes of 180 s each are 10 erlangs; figures printed in the readme files of the packages
/// // pyworkforce 0.2.1 (service level, P(wait), occupancy) and ErlangC 0.1.0 (ASA).
/// let (aht, within) = (AhtSeconds::new(180.0)?, AnswerWithinSeconds::new(20.0)?);
/// let queue = Queue::steady(Erlangs::new(10.0)?, 14)?;
/// assert!((queue.service_level(within, aht) - 0.888_350_019_179_466_9).abs() < 1e-14);
/// assert!((queue.p_wait() - 0.174_131_933_595_049_8).abs() < 1e-14);
/// assert!((queue.occupancy() - 0.714_285_714_285_714_3).abs() < 1e-15);
/// assert!((queue.average_speed_of_answer_seconds(aht) - 7.835_937_011_777_24).abs() < 1e-12);
///
/// let overloaded = Queue::steady(Erlangs::new(10.0)?, 10).unwrap_err();
/// assert_eq!(overloaded.agents_for_stability(), 11.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Queue {
    load: f64,
    agents: f64,
    p_wait: f64,
}

impl Queue {
    /// # Errors
    /// [`Unstable`] when the load is not below the agents.
    pub fn steady(load: Erlangs, agents: impl Into<Servers>) -> Result<Self, Unstable> {
        let servers = agents.into();
        let (a, n) = (load.erlangs(), servers.count());
        if a >= n {
            return Err(Unstable {
                offered_load: load,
                agents: servers,
            });
        }
        let blocking = b::blocking(load, servers);
        // n − A is exact where it matters: doubles within a factor of two subtract without rounding.
        let p_wait = n * blocking / ((n - a) + a * blocking);
        Ok(Self {
            load: a,
            agents: n,
            p_wait,
        })
    }

    /// From 1/B, which a search over n already has.
    pub(crate) fn from_inverse_blocking(load: f64, agents: f64, inverse_blocking: f64) -> Self {
        let p_wait = agents / ((agents - load) * inverse_blocking + load);
        Self {
            load,
            agents,
            p_wait,
        }
    }

    /// C: share of contacts that find every agent busy.
    #[must_use]
    pub fn p_wait(&self) -> f64 {
        self.p_wait
    }

    /// W: mean wait over all contacts, those answered at once included, in seconds.
    #[must_use]
    pub fn average_speed_of_answer_seconds(&self, aht: AhtSeconds) -> f64 {
        self.p_wait * self.mean_wait_of_waiting_seconds(aht)
    }

    /// W₊: mean wait of the contacts that wait at all, in seconds.
    #[must_use]
    pub fn mean_wait_of_waiting_seconds(&self, aht: AhtSeconds) -> f64 {
        aht.seconds() / (self.agents - self.load)
    }

    /// SL: share of contacts answered within the given time.
    #[must_use]
    pub fn service_level(&self, within: AnswerWithinSeconds, aht: AhtSeconds) -> f64 {
        1.0 - self.late(within, aht)
    }

    /// 1 − SL: share of contacts that wait longer than the given time; keeps its digits when almost none do.
    #[must_use]
    pub fn late(&self, within: AnswerWithinSeconds, aht: AhtSeconds) -> f64 {
        if aht.seconds() == 0.0 {
            // Handled in no time, so whoever waits is answered at once.
            return 0.0;
        }
        self.p_wait * (-(self.agents - self.load) * within.seconds() / aht.seconds()).exp()
    }

    /// ρ: share of their time agents spend on contacts.
    #[must_use]
    pub fn occupancy(&self) -> f64 {
        self.load / self.agents
    }

    /// Q: contacts waiting at a moment, on average.
    #[must_use]
    pub fn mean_queue_length(&self) -> f64 {
        self.p_wait * self.load / (self.agents - self.load)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn queue(load: f64, agents: f64) -> Queue {
        Queue::steady(Erlangs::new(load).unwrap(), Servers::new(agents).unwrap()).unwrap()
    }

    #[test]
    fn a_single_agent_makes_a_contact_wait_as_often_as_the_agent_is_busy() {
        for load in [1e-6, 0.25, 0.5, 0.999_999] {
            let p_wait = queue(load, 1.0).p_wait();
            assert!((p_wait / load - 1.0).abs() < 1e-15, "{load}: {p_wait}");
        }
    }

    #[test]
    fn as_much_load_as_agents_is_unstable_and_says_how_many_it_takes() {
        let unstable = Queue::steady(Erlangs::new(10.0).unwrap(), 10).unwrap_err();
        assert_eq!(
            unstable.to_string(),
            "an offered load of 10 erlangs is not below 10 agents, so the queue grows without end; staff at least 11"
        );
        assert!(Queue::steady(Erlangs::new(0.0).unwrap(), 0).is_err());
    }

    #[test]
    fn without_load_nobody_waits() {
        let idle = queue(0.0, 1.0);
        let aht = AhtSeconds::new(180.0).unwrap();
        assert_eq!(idle.p_wait(), 0.0);
        assert_eq!(idle.service_level(AnswerWithinSeconds::ZERO, aht), 1.0);
        assert_eq!(idle.mean_wait_of_waiting_seconds(aht), 180.0);
    }

    proptest! {
        #[test]
        fn waiting_is_likelier_than_blocking(load in 1e-6..100_000.0_f64, spare in 1e-3..2000.0_f64) {
            let agents = load + spare;
            let blocking = b::blocking(Erlangs::new(load).unwrap(), Servers::new(agents).unwrap());
            let p_wait = queue(load, agents).p_wait();
            prop_assert!(p_wait >= blocking);
            prop_assert!((0.0..=1.0).contains(&p_wait));
        }

        #[test]
        fn one_more_agent_never_makes_it_worse(
            load in 1e-6..50_000.0_f64, spare in 1..500_u32, aht in 1.0..2000.0_f64, within in 0.0..600.0_f64,
        ) {
            let aht = AhtSeconds::new(aht).unwrap();
            let within = AnswerWithinSeconds::new(within).unwrap();
            let agents = load.floor() + f64::from(spare);
            let (few, more) = (queue(load, agents), queue(load, agents + 1.0));
            prop_assert!(more.p_wait() <= few.p_wait());
            prop_assert!(more.average_speed_of_answer_seconds(aht) <= few.average_speed_of_answer_seconds(aht));
            prop_assert!(more.late(within, aht) <= few.late(within, aht));
            prop_assert!(more.occupancy() < few.occupancy());
        }

        #[test]
        fn littles_law_ties_queue_length_to_wait(load in 1e-3..5000.0_f64, spare in 0.01..500.0_f64) {
            let aht = AhtSeconds::new(300.0).unwrap();
            let queue = queue(load, load + spare);
            let arrivals_per_second = load / 300.0;
            let by_little = arrivals_per_second * queue.average_speed_of_answer_seconds(aht);
            prop_assume!(by_little > 0.0);
            prop_assert!((queue.mean_queue_length() / by_little - 1.0).abs() < 1e-12);
        }
    }
}
