//! Dialing at a steady pace, whatever the agents are doing.
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | A | load of live answers = live answers a second × (talk + wrap-up) | erlang |
//! | n | agents | |
//! | s | talk + wrap-up of a live answer | s |
//! | D | grace: how long an answered call may hear silence before it counts as abandoned | s |
//! | P | share of live answers that are abandoned | 0..=1 |
//!
//! Live answers arrive as a Poisson stream and wait at most D for an agent: M/M/n+D.
//! With E = e^((A − n) D/s): P = E / (1/B(n, A) − 1 + n (E − 1)/(A − n) + E), which is Erlang B for D = 0.
//!
//! Source: D. Y. Barrer, "Queuing with impatient customers and ordered service", Operations Research 5 (1957);
//! F. Baccelli and G. Hebuterne, "On queues with impatient customers" (1981).
//!
//! Exact for Poisson live answers and exponential handling; without grace for any distribution of it.

use crate::erlang::b;
use crate::units::{AhtSeconds, Erlangs, Share, WaitSeconds};

/// Agents who take live answers as they come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OpenLoop {
    /// n.
    pub agents: u32,
    /// s: talk + wrap-up of a live answer.
    pub aht: AhtSeconds,
    /// D: seconds within which a live answer must be connected.
    pub grace: WaitSeconds,
}

/// Why there is no largest pace.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum OpenLoopError {
    /// Live answers that take no time load nobody.
    #[error("a handle time of {aht_seconds} s sets no limit to dialing; give one above 0")]
    NoHandleTime {
        /// The handle time refused.
        aht_seconds: f64,
    },
    /// Every share of abandoned calls is allowed.
    #[error("a limit of {maximum} of abandoned calls is none; give one below 1")]
    NoLimit {
        /// The limit refused.
        maximum: Share,
    },
}

/// The largest pace within a limit, and what it gives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LargestPace {
    /// Live answers × handle time.
    pub load: Erlangs,
    /// Live answers in an hour.
    pub live_answers_per_hour: f64,
    /// Share of live answers that are abandoned, 0 to 1.
    pub abandoned: f64,
    /// Share of their time agents handle live answers, 0 to 1; 0 without agents.
    pub occupancy: f64,
}

impl OpenLoop {
    /// P: share of live answers that no agent takes within the grace.
    ///
    /// # Errors
    /// [`OpenLoopError::NoHandleTime`].
    pub fn abandoned(&self, load: Erlangs) -> Result<f64, OpenLoopError> {
        Ok(self.abandoned_at(load.erlangs(), self.grace_in_handle_times()?))
    }

    /// The largest pace at which at most the given share of live answers is abandoned.
    ///
    /// ```
    /// use crewcast_forecasts::erlang::dialing::open_loop::OpenLoop;
    /// use crewcast_forecasts::units::{AhtSeconds, Share, WaitSeconds};
    /// // One agent, no grace: B(1, A) = A/(1 + A), so 5 % allow 1/19 erlang.
    /// let (aht, grace) = (AhtSeconds::new(90.0)?, WaitSeconds::ZERO);
    /// let pace = OpenLoop { agents: 1, aht, grace }.largest_pace(Share::from_percent(5.0)?)?;
    /// assert!((pace.load.erlangs() - 1.0 / 19.0).abs() < 1e-15);
    /// assert!((pace.live_answers_per_hour - 40.0 / 19.0).abs() < 1e-13);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`OpenLoopError`]: a handle time of 0, a limit of 1.
    pub fn largest_pace(&self, maximum: Share) -> Result<LargestPace, OpenLoopError> {
        let grace = self.grace_in_handle_times()?;
        let limit = maximum.as_f64();
        if limit >= 1.0 {
            return Err(OpenLoopError::NoLimit { maximum });
        }
        let agents = f64::from(self.agents);
        let mut load = 0.0;
        if limit > 0.0 && self.agents > 0 {
            // At most n of A are taken, so P is at least 1 − n/A.
            let mut too_much = agents / (1.0 - limit) * (1.0 + 1e-9) + f64::MIN_POSITIVE;
            loop {
                let middle = f64::midpoint(load, too_much);
                if middle <= load || middle >= too_much {
                    break;
                }
                if self.abandoned_at(middle, grace) <= limit {
                    load = middle;
                } else {
                    too_much = middle;
                }
            }
        }
        let abandoned = self.abandoned_at(load, grace);
        let occupancy = if self.agents == 0 {
            0.0
        } else {
            load * (1.0 - abandoned) / agents
        };
        Ok(LargestPace {
            load: Erlangs::new(load).unwrap_or(Erlangs::ZERO),
            live_answers_per_hour: load / self.aht.seconds() * 3_600.0,
            abandoned,
            occupancy,
        })
    }

    fn grace_in_handle_times(&self) -> Result<f64, OpenLoopError> {
        let aht_seconds = self.aht.seconds();
        if aht_seconds <= 0.0 {
            return Err(OpenLoopError::NoHandleTime { aht_seconds });
        }
        Ok(self.grace.seconds() / aht_seconds)
    }

    fn abandoned_at(&self, load: f64, grace: f64) -> f64 {
        let agents = f64::from(self.agents);
        if self.agents == 0 {
            return 1.0;
        }
        if load == 0.0 {
            return 0.0;
        }
        // 1/B − 1 = n/A · 1/B(n − 1, A), which does not cancel where nearly everything is blocked.
        let fewer = b::inverse_blocking(load, agents - 1.0);
        let waits_not = agents / load * fewer.value;
        if fewer.rescalings > 0 {
            // B is below 1e-200.
            return 0.0;
        }
        let growth = (load - agents) * grace;
        if growth > 0.0 {
            // All divided by E, which may be beyond any double.
            let waits = agents * grace * mean_decay(growth);
            1.0 / (waits_not * (-growth).exp() + waits + 1.0)
        } else {
            let left = growth.exp();
            left / (waits_not + agents * grace * mean_decay(-growth) + left)
        }
    }
}

/// (1 − e^(−x))/x for x ≥ 0.
fn mean_decay(x: f64) -> f64 {
    if x == 0.0 { 1.0 } else { -(-x).exp_m1() / x }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn agents(agents: u32, aht: f64, grace: f64) -> OpenLoop {
        OpenLoop {
            agents,
            aht: AhtSeconds::new(aht).unwrap(),
            grace: WaitSeconds::new(grace).unwrap(),
        }
    }

    fn erlangs(load: f64) -> Erlangs {
        Erlangs::new(load).unwrap()
    }

    #[test]
    fn without_grace_it_is_erlang_b() {
        for (load, servers) in [(8.108, 15), (100.0, 100), (3.0, 40), (500.0, 20)] {
            let ours = agents(servers, 180.0, 0.0)
                .abandoned(erlangs(load))
                .unwrap();
            let theirs = b::blocking(erlangs(load), servers);
            assert!((ours / theirs - 1.0).abs() < 1e-13, "{load}");
        }
    }

    #[test]
    fn one_agent_with_as_much_load_loses_what_barrer_says() {
        // A = n = 1: growth is 0, so P = 1/(1 + D/s + 1).
        let ours = agents(1, 100.0, 50.0).abandoned(erlangs(1.0)).unwrap();
        assert!((ours - 1.0 / 2.5).abs() < 1e-15);
    }

    #[test]
    fn nothing_may_be_dialed_without_agents_or_without_tolerance() {
        let none = agents(0, 180.0, 2.0)
            .largest_pace(Share::from_f64(0.03).unwrap())
            .unwrap();
        assert_eq!((none.live_answers_per_hour, none.occupancy), (0.0, 0.0));
        let strict = agents(10, 180.0, 2.0).largest_pace(Share::ZERO).unwrap();
        assert_eq!(strict.live_answers_per_hour, 0.0);
        assert!(agents(10, 0.0, 2.0).largest_pace(Share::ZERO).is_err());
        assert!(agents(10, 180.0, 2.0).largest_pace(Share::ONE).is_err());
    }

    proptest! {
        #[test]
        fn the_largest_pace_abandons_exactly_the_limit(
            servers in 1..2_000_u32,
            aht in 1.0..1_000.0_f64,
            grace in 0.0..30.0_f64,
            limit in 1_u32..900,
        ) {
            let limit = Share::from_f64(f64::from(limit) / 1_000.0).unwrap();
            let dialer = agents(servers, aht, grace);
            let pace = dialer.largest_pace(limit).unwrap();
            prop_assert!((pace.abandoned / limit.as_f64() - 1.0).abs() < 1e-9, "{pace:?}");
            prop_assert!(pace.occupancy > 0.0 && pace.occupancy <= 1.0 + 1e-12);
            let without = agents(servers, aht, 0.0).largest_pace(limit).unwrap();
            prop_assert!(pace.load.erlangs() >= without.load.erlangs() * (1.0 - 1e-12));
        }

        #[test]
        fn more_load_or_less_grace_never_abandons_less(
            servers in 0..5_000_u32,
            ln_load in -14.0..11.5_f64,
            grace in 0.0..1e5_f64,
        ) {
            let load = ln_load.exp();
            let share = |load, grace| agents(servers, 180.0, grace).abandoned(erlangs(load)).unwrap();
            let here = share(load, grace);
            prop_assert!((0.0..=1.0).contains(&here));
            prop_assert!(share(load * 1.01, grace) >= here * (1.0 - 1e-12));
            prop_assert!(share(load, grace * 0.9) >= here * (1.0 - 1e-12));
        }
    }
}
