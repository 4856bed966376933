//! Erlang A: waiting for one of n agents when those who wait too long hang up (M/M/n+M).
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | A | offered load = arrival rate × AHT | erlang |
//! | n | agents; may be fractional, and 0 | |
//! | s | average handle time | s |
//! | m | mean patience | s |
//! | θ | s / m, hang-ups of one waiting contact per handle time | |
//! | T | answer time of the service level | s |
//! | B | Erlang B of n and A | 0..=1 |
//! | pⱼ | share of time with j contacts, waiting or served | 0..=1 |
//!
//! pⱼ is proportional to Aʲ/j! up to n and to Π A / (n + kθ) over k = 1..j − n above it, so that
//! 1/pₙ = 1/B + Σₖ≥₁ Πᵢ₌₁ᵏ A/(n + iθ), and with the sums of [`waiting`]
//!
//! * P(wait) = Σⱼ≥ₙ pⱼ, because arrivals see time averages;
//! * P(abandon) = θ Q / A with the mean queue Q, and the mean wait over all contacts is P(abandon) · m;
//! * the wait V that an endlessly patient contact would have, beyond T, is again Erlang A: from T on the queue is the
//!   one that a load of A e^(−T/m) makes, scaled by exp(A (1 − e^(−T/m))/θ − n T/s). Within-T figures are what that
//!   leaves of the whole, and no T is too long for them.
//!
//! Source: C. Palm, "Research on telephone traffic carried by full availability groups" (1957); O. Garnett,
//! A. Mandelbaum & M. Reiman, "Designing a call center with impatient customers" (2002); S. Zeltyn & A. Mandelbaum,
//! "Call centers with impatient customers" (2005).
//!
//! Exact in a steady state for Poisson arrivals, exponential handle times and exponential patience. There always is
//! a steady state. Checked from 1e-6 to 100,000 erlangs, overloads included: relative error below 1e-12 of P(wait)
//! and occupancy, below 1e-9 of P(abandon) and waits, absolute error below 1e-9 of service levels.

pub(super) mod waiting;

use super::b::inverse_blocking;
use super::gamma::{above_one_less_exp, ln_peak};
use super::service_level::{ServiceLevelVariant, WithinTime};
use crate::units::{AhtSeconds, AnswerWithinSeconds, Erlangs, PatienceSeconds, Servers};
use waiting::{Waiting, Waits};

/// Bounds of θ: beyond them nothing changes but the digits of what has become 0.
const LEAST_THETA: f64 = 1e-30;
pub(super) const MOST_THETA: f64 = 1e30;

/// A queue in its steady state; ask it for waits, abandonment, service levels, occupancy.
///
/// ```
/// use crewcast_forecasts::erlang::ServiceLevelVariant;
/// use crewcast_forecasts::erlang::a::Queue;
/// use crewcast_forecasts::units::{AhtSeconds, AnswerWithinSeconds, Erlangs, PatienceSeconds};
/// // 48 calls a minute of 60 s each, 50 agents, mean patience 2 min; printed to two digits in N. Gans, G. Koole &
/// // A. Mandelbaum, "Telephone call centers: tutorial, review, and research prospects" (2003).
/// let queue = Queue::steady(Erlangs::new(48.0)?, 50, AhtSeconds::new(60.0)?, PatienceSeconds::new(120.0)?);
/// assert!((queue.p_abandon() - 0.031).abs() < 5e-4);
/// assert!((queue.mean_wait_of_all_seconds() - 3.7).abs() < 0.05);
/// assert!((queue.occupancy() - 0.93).abs() < 0.005);
/// assert!((queue.mean_queue_length() - 3.0).abs() < 0.05);
/// let within = AnswerWithinSeconds::new(20.0)?;
/// assert!((queue.service_level(ServiceLevelVariant::OfOffered, within) - 0.943_018_954_75).abs() < 1e-11);
/// # Ok::<(), crewcast_forecasts::units::UnitError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Queue {
    load: f64,
    agents: f64,
    theta: f64,
    aht_seconds: f64,
    patience_seconds: f64,
    below: Below,
    waiting: Waiting,
    /// pₙ, scaled up as `waiting` is scaled down.
    p_full: f64,
}

/// What becomes of contacts later than a time; shares of all contacts offered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AfterTime {
    /// Share that an agent answered later.
    pub served: f64,
    /// Share that hung up later.
    pub abandoned: f64,
}

/// The states in which nobody waits, relative to pₙ: 1/B with one agent fewer and with all.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Below {
    pub(super) with_one_fewer: f64,
    pub(super) with_all: f64,
}

impl Below {
    pub(super) fn of(load: f64, agents: f64) -> Self {
        if load == 0.0 || agents == 0.0 {
            let nobody = if agents == 0.0 { 1.0 } else { f64::INFINITY };
            return Self {
                with_one_fewer: nobody,
                with_all: nobody,
            };
        }
        let inverse = |servers| {
            let inverse = inverse_blocking(load, servers);
            match inverse.rescalings {
                0 => inverse.value,
                1 => inverse.value * 1e200,
                _ => f64::INFINITY,
            }
        };
        if agents < 1.0 {
            let with_all = inverse(agents);
            return Self {
                with_one_fewer: (with_all - 1.0) * load / agents,
                with_all,
            };
        }
        let with_one_fewer = inverse(agents - 1.0);
        Self {
            with_one_fewer,
            with_all: 1.0 + agents / load * with_one_fewer,
        }
    }
}

impl Queue {
    /// The steady state there always is. Agents may be fractional (B and the waiting states extend to real n) and 0,
    /// where everybody hangs up.
    #[must_use]
    pub fn steady(
        load: Erlangs,
        agents: impl Into<Servers>,
        aht: AhtSeconds,
        patience: PatienceSeconds,
    ) -> Self {
        let (load, agents) = (load.erlangs(), agents.into().count());
        // No load can come of an AHT of 0; θ's lower bound then stands for endless patience.
        let theta = (aht.seconds() / patience.seconds()).clamp(LEAST_THETA, MOST_THETA);
        Self::from_below(
            load,
            agents,
            theta,
            (aht.seconds(), patience.seconds()),
            Below::of(load, agents),
        )
    }

    fn from_below(
        load: f64,
        agents: f64,
        theta: f64,
        (aht_seconds, patience_seconds): (f64, f64),
        below: Below,
    ) -> Self {
        let (waiting, p_full) = if agents == 0.0 {
            let everybody = Waiting {
                served: 0.0,
                lost: 1.0,
                ln_scale: 0.0,
            };
            (everybody, 1.0)
        } else {
            let waiting = Waiting::of(load, agents, theta);
            // The states below n are too few to count where the waiting ones are saturated.
            let below = if waiting.is_saturated() {
                0.0
            } else {
                below.with_all
            };
            (waiting, 1.0 / (below + waiting.served * load / agents))
        };
        Self {
            load,
            agents,
            theta,
            aht_seconds,
            patience_seconds,
            below,
            waiting,
            p_full,
        }
    }

    /// The same queue with one agent more, for a search upwards: 1/B costs one step of its recursion, the waiting
    /// states at most 64 nodes of an integral.
    #[must_use]
    pub fn with_one_more(&self) -> Self {
        let agents = self.agents + 1.0;
        let with_all = if self.load == 0.0 {
            f64::INFINITY
        } else {
            1.0 + agents / self.load * self.below.with_all
        };
        Self::from_below(
            self.load,
            agents,
            self.theta,
            (self.aht_seconds, self.patience_seconds),
            Below {
                with_one_fewer: self.below.with_all,
                with_all,
            },
        )
    }

    /// Share of contacts that find every agent busy, whether they are served later or hang up.
    #[must_use]
    pub fn p_wait(&self) -> f64 {
        (self.p_full * (self.waiting.served + self.waiting.lost)).min(1.0)
    }

    /// Share of contacts that hang up.
    #[must_use]
    pub fn p_abandon(&self) -> f64 {
        (self.p_full * self.waiting.lost).min(1.0)
    }

    /// Share of contacts that are served, at once or later: 1 − P(abandon), with its digits where that is near 1.
    #[must_use]
    pub fn p_served(&self) -> f64 {
        if self.agents == 0.0 {
            0.0
        } else if self.load == 0.0 {
            1.0
        } else {
            (self.occupancy() * self.agents / self.load).min(1.0)
        }
    }

    /// Mean wait over all contacts, until they are served or hang up, in seconds.
    #[must_use]
    pub fn mean_wait_of_all_seconds(&self) -> f64 {
        self.p_abandon() * self.patience_seconds
    }

    /// Mean wait of the contacts that are served, in seconds; infinite where there are no agents.
    #[must_use]
    pub fn average_speed_of_answer_seconds(&self) -> f64 {
        if self.agents == 0.0 {
            return f64::INFINITY;
        }
        self.waits().of_served * self.p_full * self.aht_seconds / self.p_served()
    }

    /// Mean wait of the contacts that hang up, until they do, in seconds; well defined where none do, too.
    #[must_use]
    pub fn mean_wait_of_abandoned_seconds(&self) -> f64 {
        if self.agents == 0.0 {
            return self.patience_seconds;
        }
        self.waits().of_lost / self.waiting.lost * self.aht_seconds
    }

    fn waits(&self) -> Waits {
        Waits::of(self.load, self.agents, self.theta)
    }

    /// Contacts waiting at a moment, on average.
    #[must_use]
    pub fn mean_queue_length(&self) -> f64 {
        self.load * self.p_abandon() / self.theta
    }

    /// Share of their time agents spend on contacts; 0 where there are no agents.
    #[must_use]
    pub fn occupancy(&self) -> f64 {
        if self.agents == 0.0 {
            return 0.0;
        }
        if self.waiting.is_saturated() {
            return 1.0;
        }
        if self.below.with_all == f64::INFINITY {
            return self.load / self.agents;
        }
        let waiting = self.waiting.served * self.load / self.agents;
        ((self.below.with_one_fewer + waiting) / (self.below.with_all + waiting)).min(1.0)
    }

    /// What becomes of contacts within a time: shares, of all offered, that are served and that hang up within it.
    #[must_use]
    pub fn within(&self, within: AnswerWithinSeconds) -> WithinTime {
        let y = within.seconds() / self.patience_seconds;
        if self.agents == 0.0 {
            return WithinTime {
                served: 0.0,
                abandoned: -(-y).exp_m1(),
            };
        }
        let later = self.later_than(y);
        WithinTime {
            served: (self.p_served() - later.served).max(0.0),
            abandoned: (self.p_abandon() - later.lost).max(0.0),
        }
    }

    /// What becomes of contacts later than a time: shares, of all offered, that are served and that hang up after it.
    /// Keeps its digits where almost none do, which the difference to [`Self::within`] does not.
    #[must_use]
    pub fn after(&self, within: AnswerWithinSeconds) -> AfterTime {
        let y = within.seconds() / self.patience_seconds;
        if self.agents == 0.0 {
            return AfterTime {
                served: 0.0,
                abandoned: (-y).exp(),
            };
        }
        let later = self.later_than(y);
        AfterTime {
            served: later.served.min(1.0),
            abandoned: later.lost.min(1.0),
        }
    }

    /// Shares of offered that are served and that hang up after more than `y` mean patiences.
    fn later_than(&self, y: f64) -> Waiting {
        let patient = (-y).exp();
        let later = Waiting::of(self.load * patient, self.agents, self.theta);
        let ln_weight = if self.waiting.is_saturated() && later.is_saturated() {
            0.0
        } else if self.load > self.agents {
            // From the peak of the density, because its own height cancels.
            let shape = self.agents / self.theta;
            let since_peak = y - ((self.load - self.agents) / self.agents).ln_1p();
            let height = if self.waiting.is_saturated() {
                0.0
            } else {
                ln_peak(self.load, self.agents, self.theta)
            };
            height - shape * above_one_less_exp(since_peak) + later.ln_scale
        } else {
            -((self.agents - self.load) * y + self.load * above_one_less_exp(y)) / self.theta
        };
        let weight = self.p_full * ln_weight.exp() * patient;
        Waiting {
            served: weight * later.served,
            lost: weight * later.lost,
            ln_scale: 0.0,
        }
    }

    /// Share of contacts answered within a time, as the variant counts them.
    #[must_use]
    pub fn service_level(&self, variant: ServiceLevelVariant, within: AnswerWithinSeconds) -> f64 {
        self.within(within).service_level(variant, self.p_served())
    }
}

#[cfg(test)]
#[path = "a_tests.rs"]
mod tests;
