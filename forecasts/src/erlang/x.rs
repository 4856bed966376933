//! Erlang X: contacts that hang up and call again.
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | A₀ | load of fresh contacts | erlang |
//! | A | load of all attempts, fresh and repeated | erlang |
//! | r | probability that a contact which hung up calls again | 0..=1 |
//! | P(A) | P(abandon) of Erlang A ([`super::a`]) under the load A | 0..=1 |
//!
//! The attempts are taken as one Poisson stream: A = A₀ + r A P(A), a fixed point. That is an approximation: real
//! retrials come soon after a busy spell and so meet more of it. What is not served on an attempt is tried again
//! with probability r every time, so a fresh contact is finally lost with probability (1 − r) P / (1 − r P).
//!
//! A (1 − r) + r × (served load) = A₀ has one solution because its left side only grows with A, and it lies between A₀
//! and A₀ / (1 − r). Where everybody calls again (r = 1) all fresh contacts must be served, so A₀ < n.
//!
//! Source: J. W. Cohen, "Basic problems of telephone traffic theory and the influence of repeated calls" (1957), as
//! a fixed point in F. P. Kelly, "On auto-repeat facilities and telephone network performance" (1986).

use super::a::Queue;
use crate::units::{AhtSeconds, Erlangs, PatienceSeconds, Servers, Share};

/// Everybody calls again until served, and there are not enough agents to serve them all.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error(
    "everybody who hangs up calls again, and {fresh_load} erlangs of fresh contacts are not below {agents} agents; \
     staff at least {}, or let less than all call again",
    self.fresh_load.erlangs().floor() + 1.0
)]
pub struct NoEquilibrium {
    /// Load of fresh contacts.
    pub fresh_load: Erlangs,
    /// Who is there to take it.
    pub agents: Servers,
}

/// A queue with retrials in balance.
///
/// ```
/// use crewcast_forecasts::erlang::x::Retrials;
/// use crewcast_forecasts::units::{AhtSeconds, Erlangs, PatienceSeconds, Share};
/// let (aht, patience) = (AhtSeconds::new(300.0)?, PatienceSeconds::new(60.0)?);
/// let fresh = Erlangs::new(10.0)?;
/// let retrials = Retrials::steady(fresh, 11, aht, patience, Share::from_percent(50.0)?)?;
/// let attempts = retrials.attempts_per_fresh_contact();
/// // Of each attempt the same share fails, and half of those who fail try again.
/// assert!((attempts - 1.0 / (1.0 - 0.5 * retrials.per_attempt().p_abandon())).abs() < 1e-12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Retrials {
    queue: Queue,
    fresh_load: Erlangs,
    total_load: Erlangs,
    redial: f64,
}

impl Retrials {
    /// Finds the balance; `redial` is the probability of another attempt after hanging up.
    ///
    /// # Errors
    /// [`NoEquilibrium`] where everybody calls again and the fresh load is not below the agents.
    pub fn steady(
        fresh_load: Erlangs,
        agents: impl Into<Servers>,
        aht: AhtSeconds,
        patience: PatienceSeconds,
        redial: Share,
    ) -> Result<Self, NoEquilibrium> {
        let agents = agents.into();
        let fresh = fresh_load.erlangs();
        let (redial, lost) = (redial.as_f64(), redial.complement_as_f64());
        let no_equilibrium = NoEquilibrium { fresh_load, agents };
        if lost == 0.0 && fresh >= agents.count() && fresh > 0.0 {
            return Err(no_equilibrium);
        }
        // Both terms of the excess grow with the load of all attempts.
        let at = |total: f64| -> Result<(f64, Queue), NoEquilibrium> {
            let load = Erlangs::new(total).map_err(|_| no_equilibrium)?;
            let queue = Queue::steady(load, agents, aht, patience);
            let excess = total * lost + redial * total * queue.p_served() - fresh;
            Ok((excess, queue))
        };
        let (mut low, mut high) = (fresh, fresh);
        let (mut low_excess, mut queue) = at(low)?;
        let mut high_excess = low_excess;
        while high_excess < 0.0 {
            (low, low_excess) = (high, high_excess);
            high = (high * 2.0).min(if lost > 0.0 { fresh / lost } else { f64::MAX });
            if high <= low {
                break;
            }
            (high_excess, queue) = at(high)?;
        }
        let mut total = high;
        // Illinois' variant of the false position: the end that stays is given half its weight.
        let mut stays_low = false;
        for _ in 0..200 {
            if high - low <= 2.0 * f64::EPSILON * high || high_excess == 0.0 {
                break;
            }
            total = (low * high_excess - high * low_excess) / (high_excess - low_excess);
            if !(low < total && total < high) {
                total = 0.5 * (low + high);
            }
            let excess;
            (excess, queue) = at(total)?;
            if excess == 0.0 {
                break;
            }
            if excess < 0.0 {
                (low, low_excess) = (total, excess);
                if !stays_low {
                    high_excess *= 0.5;
                }
                stays_low = false;
            } else {
                (high, high_excess) = (total, excess);
                if stays_low {
                    low_excess *= 0.5;
                }
                stays_low = true;
            }
        }
        Ok(Self {
            queue,
            fresh_load,
            total_load: Erlangs::new(total).map_err(|_| no_equilibrium)?,
            redial,
        })
    }

    /// Waits, abandonment and service levels of an attempt, fresh or repeated.
    #[must_use]
    pub fn per_attempt(&self) -> &Queue {
        &self.queue
    }

    /// A: load of all attempts.
    #[must_use]
    pub fn total_load(&self) -> Erlangs {
        self.total_load
    }

    /// Attempts that a fresh contact makes on average: A / A₀, or 1 / (1 − r P).
    #[must_use]
    pub fn attempts_per_fresh_contact(&self) -> f64 {
        if self.fresh_load.erlangs() > 0.0 {
            self.total_load.erlangs() / self.fresh_load.erlangs()
        } else {
            1.0 / (1.0 - self.redial * self.queue.p_abandon())
        }
    }

    /// Share of fresh contacts that are never served.
    #[must_use]
    pub fn p_finally_lost(&self) -> f64 {
        let lost = self.queue.p_abandon();
        ((1.0 - self.redial) * lost / ((1.0 - self.redial) * lost + self.queue.p_served())).min(1.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn retrials(fresh: f64, agents: f64, redial: f64) -> Result<Retrials, NoEquilibrium> {
        Retrials::steady(
            Erlangs::new(fresh).unwrap(),
            Servers::new(agents).unwrap(),
            AhtSeconds::new(240.0).unwrap(),
            PatienceSeconds::new(90.0).unwrap(),
            Share::from_f64(redial).unwrap(),
        )
    }

    #[test]
    fn nobody_calling_again_is_erlang_a() {
        let once = retrials(10.0, 11.0, 0.0).unwrap();
        assert_eq!(once.total_load(), Erlangs::new(10.0).unwrap());
        assert_eq!(once.attempts_per_fresh_contact(), 1.0);
        assert!((once.p_finally_lost() - once.per_attempt().p_abandon()).abs() < 1e-15);
    }

    #[test]
    fn everybody_calling_again_needs_agents_for_everybody() {
        let refused = retrials(10.0, 10.0, 1.0).unwrap_err();
        assert!(
            refused
                .to_string()
                .ends_with("staff at least 11, or let less than all call again"),
            "{refused}"
        );
        let stubborn = retrials(10.0, 10.5, 1.0).unwrap();
        assert_eq!(stubborn.p_finally_lost(), 0.0);
        assert!(stubborn.total_load().erlangs() > 10.0);
    }

    #[test]
    fn nobody_at_work_loses_everybody_after_many_attempts() {
        let nobody = retrials(10.0, 0.0, 0.75).unwrap();
        assert!((nobody.total_load().erlangs() - 40.0).abs() < 1e-12);
        assert_eq!(nobody.p_finally_lost(), 1.0);
        assert!(retrials(0.0, 0.0, 0.5).is_ok());
    }

    proptest! {
        #[test]
        fn attempts_are_fresh_contacts_and_repeated_ones(
            fresh in 1e-6..10_000.0_f64, ratio in 0.0..3.0_f64, redial in 0.0..0.999_f64,
        ) {
            let got = retrials(fresh, (fresh * ratio).round(), redial).unwrap();
            let total = got.total_load().erlangs();
            let again = redial * total * got.per_attempt().p_abandon();
            prop_assert!(((fresh + again) / total - 1.0).abs() < 1e-11, "{fresh} {again} {total}");
            prop_assert!((0.0..=1.0).contains(&got.p_finally_lost()));
            // Each fresh contact is served once or finally lost.
            let served = total * got.per_attempt().p_served() / fresh;
            prop_assert!((served + got.p_finally_lost() - 1.0).abs() < 1e-10);
        }

        #[test]
        fn more_redialling_never_makes_the_load_smaller(
            fresh in 0.1..1000.0_f64, ratio in 0.2..2.0_f64, redial in 0.0..0.9_f64, more in 0.0..0.09_f64,
        ) {
            let agents = (fresh * ratio).ceil();
            let (few, many) = (retrials(fresh, agents, redial).unwrap(), retrials(fresh, agents, redial + more).unwrap());
            prop_assert!(many.total_load().erlangs() >= few.total_load().erlangs() * (1.0 - 1e-12));
        }
    }
}
