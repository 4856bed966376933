//! Finite trunks: n agents, K lines, impatient or endlessly patient contacts (M/M/n/K+M, M/M/n/K).
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | A | offered load = arrival rate × AHT | erlang |
//! | n | agents | |
//! | K | lines: contacts that fit in, waiting or served | |
//! | θ | AHT / mean patience; 0 where nobody hangs up | |
//! | T | answer time of the service level | s |
//! | pⱼ | share of time with j contacts | 0..=1 |
//!
//! As Erlang A ([`super::a`]) up to K contacts; who finds K is blocked and goes away. Shares are of all offered, the
//! blocked included. There always is a steady state, with endless patience and A ≥ n too.
//!
//! A contact at place k of the queue is served with probability n / (n + kθ). Its wait V, were it endlessly patient,
//! is a sum of exponential times with rates n, n + θ, … n + (k − 1)θ, so that e^(−θV) has a beta distribution of n/θ
//! and k, and P(still there and V > T) follows by a recursion in k with positive terms only (DLMF 8.17.20); with
//! θ → 0 it is the Poisson sum of Erlang's own.
//!
//! Source: C. Palm (1957); D. Gross & C. Harris, Fundamentals of Queueing Theory, sections 2.4 and 2.10. Exact for
//! Poisson arrivals and exponential handle times and patience.

use super::a::Below;
use super::service_level::{ServiceLevelVariant, WithinTime};
use crate::units::{AhtSeconds, AnswerWithinSeconds, Erlangs, PatienceSeconds};

/// The most lines that are computed, one state each.
pub const MAXIMUM_LINES: u32 = 10_000_000;

/// Weights are scaled down by this much whenever they outgrow its inverse.
const RESCALE: f64 = 1e-200;
const OUTGROWN: f64 = 1e200;

/// More lines than are computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{lines} lines are more than the {MAXIMUM_LINES} that are computed; so many never block, so use Erlang A or C"
)]
pub struct TooManyLines {
    /// How many were asked for.
    pub lines: u32,
}

/// A queue behind a limited number of lines in its steady state.
///
/// ```
/// use crewcast_forecasts::erlang::{b, trunks::Queue};
/// use crewcast_forecasts::units::{AhtSeconds, Erlangs};
/// // As many lines as agents leave no room to wait: Erlang B.
/// let load = Erlangs::new(8.108)?;
/// let queue = Queue::steady(load, 15, 15, AhtSeconds::new(180.0)?, None)?;
/// assert!((queue.p_blocked() - b::blocking(load, 15)).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Queue {
    load: f64,
    agents: f64,
    /// Agents that can be busy at once: no more than there are lines.
    busy_at_most: f64,
    places: u32,
    theta: f64,
    aht_seconds: f64,
    below: Below,
    sums: Sums,
}

/// Sums over the waiting states k = 1, 2, … with weight tₖ relative to t₀ = 1, times `scale`.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Sums {
    /// t₀ after the weights were scaled down, and how often they were.
    scale: f64,
    rescalings: f64,
    /// Σ tₖ₋₁: the states that a contact finds which must wait.
    found: f64,
    /// Σ tₖ.
    waiting: f64,
    /// Σ k tₖ.
    queue: f64,
    /// Σ tₖ₋₁ kθ / (n + kθ).
    lost: f64,
    /// The weight of the state in which all lines are taken.
    last: f64,
    /// Where the weights are too small to go on.
    places: u32,
}

impl Sums {
    fn of(load: f64, agents: f64, theta: f64, places: u32) -> Self {
        let mut sums = Self {
            scale: 1.0,
            rescalings: 0.0,
            found: 0.0,
            waiting: 0.0,
            queue: 0.0,
            lost: 0.0,
            last: 1.0,
            places: 0,
        };
        if agents == 0.0 && theta == 0.0 && places > 0 {
            // Nobody is served and nobody hangs up: sooner or later every line is taken for good.
            let taken = if load > 0.0 { 1.0 } else { 0.0 };
            return Self {
                scale: 1.0 - taken,
                found: 1.0 - taken,
                waiting: taken,
                queue: taken * f64::from(places),
                last: taken,
                ..sums
            };
        }
        while sums.places < places && sums.last > f64::MIN_POSITIVE {
            sums.places += 1;
            let place = f64::from(sums.places);
            let out = agents + place * theta;
            sums.found += sums.last;
            sums.lost += sums.last * (place * theta / out);
            sums.last *= load / out;
            sums.waiting += sums.last;
            sums.queue += place * sums.last;
            if sums.last > OUTGROWN {
                sums.rescalings += 1.0;
                for sum in [
                    &mut sums.scale,
                    &mut sums.found,
                    &mut sums.waiting,
                    &mut sums.queue,
                    &mut sums.lost,
                    &mut sums.last,
                ] {
                    *sum *= RESCALE;
                }
            }
        }
        if sums.places < places {
            sums.last = 0.0;
        }
        sums
    }
}

impl Queue {
    /// The steady state. `patience` of `None`: nobody hangs up. Fewer lines than agents leave agents idle.
    ///
    /// # Errors
    /// [`TooManyLines`] above [`MAXIMUM_LINES`].
    pub fn steady(
        load: Erlangs,
        agents: u32,
        lines: u32,
        aht: AhtSeconds,
        patience: Option<PatienceSeconds>,
    ) -> Result<Self, TooManyLines> {
        if lines > MAXIMUM_LINES {
            return Err(TooManyLines { lines });
        }
        let (load, busy_at_most) = (load.erlangs(), agents.min(lines));
        let theta = patience.map_or(0.0, |patience| {
            (aht.seconds() / patience.seconds()).min(super::a::MOST_THETA)
        });
        let places = lines - busy_at_most;
        let busy_at_most = f64::from(busy_at_most);
        Ok(Self {
            load,
            agents: f64::from(agents),
            busy_at_most,
            places,
            theta,
            aht_seconds: aht.seconds(),
            below: Below::of(load, busy_at_most),
            sums: Sums::of(load, busy_at_most, theta, places),
        })
    }

    /// The probability of a state of weight 1; 0 where it is below the smallest double.
    fn unit(&self) -> f64 {
        1.0 / (self.sums.scale * self.below.with_all + self.sums.waiting)
    }

    /// Share of offered contacts that find every line taken.
    #[must_use]
    pub fn p_blocked(&self) -> f64 {
        (self.sums.last * self.unit()).min(1.0)
    }

    /// Share of offered contacts that get a line but no agent at once.
    #[must_use]
    pub fn p_wait(&self) -> f64 {
        (self.sums.found * self.unit()).min(1.0)
    }

    /// Share of offered contacts that hang up while they wait.
    #[must_use]
    pub fn p_abandon(&self) -> f64 {
        (self.sums.lost * self.unit()).min(1.0)
    }

    /// Share of offered contacts that are served, at once or later.
    #[must_use]
    pub fn p_served(&self) -> f64 {
        if self.busy_at_most == 0.0 {
            0.0
        } else if self.load > 0.0 {
            (self.occupancy() * self.agents / self.load).min(1.0)
        } else {
            1.0 - self.p_blocked() - self.p_abandon()
        }
    }

    /// Contacts waiting at a moment, on average.
    #[must_use]
    pub fn mean_queue_length(&self) -> f64 {
        self.sums.queue * self.unit()
    }

    /// Mean wait over the contacts that get a line, until they are served or hang up, in seconds; 0 where none does.
    #[must_use]
    pub fn mean_wait_of_accepted_seconds(&self) -> f64 {
        let accepted = self.load * (1.0 - self.p_blocked());
        if accepted > 0.0 {
            self.mean_queue_length() / accepted * self.aht_seconds
        } else {
            0.0
        }
    }

    /// Share of their time agents spend on contacts; 0 where there are no agents.
    #[must_use]
    pub fn occupancy(&self) -> f64 {
        if self.busy_at_most == 0.0 {
            return 0.0;
        }
        if self.below.with_all == f64::INFINITY {
            return self.load / self.agents;
        }
        let Sums { scale, waiting, .. } = self.sums;
        let busy =
            (scale * self.below.with_one_fewer + waiting) / (scale * self.below.with_all + waiting);
        (busy * (self.busy_at_most / self.agents)).min(1.0)
    }

    /// What becomes of contacts within a time: shares, of all offered, that are served and that hang up within it.
    #[must_use]
    pub fn within(&self, within: AnswerWithinSeconds) -> WithinTime {
        if self.aht_seconds == 0.0 {
            // Handled in no time, so whoever waits is answered at once.
            return WithinTime {
                served: self.p_served(),
                abandoned: 0.0,
            };
        }
        let handle_times = within.seconds() / self.aht_seconds;
        let (n, theta) = (self.busy_at_most, self.theta);
        if n == 0.0 {
            let gone = -(-theta * handle_times).exp_m1();
            return WithinTime {
                served: 0.0,
                abandoned: self.p_abandon() * gone,
            };
        }
        let patient = (-theta * handle_times).exp();
        let gone = -(-theta * handle_times).exp_m1();
        let gone_per_theta = if theta > 0.0 {
            gone / theta
        } else {
            handle_times
        };

        let mut step = Scaled::from_ln(-(n + theta) * handle_times);
        let mut late: f64 = 0.0;
        let (mut served_late, mut lost_late) = (0.0, 0.0);
        let mut weight = Scaled {
            shown: 1.0,
            hidden: self.sums.rescalings,
        };
        for place in 1..=self.sums.places {
            let place = f64::from(place);
            let out = n + place * theta;
            let serves = n / out;
            late = (late + step.value()).min(1.0);
            // Of those who are still waiting at T the ones who are not going to be served. Never negative but for
            // rounding.
            let lost = (gone * step.value() + (patient - serves) * late).max(0.0);
            served_late += weight.value() * serves * late;
            lost_late += weight.value() * lost;
            step.multiply(gone_per_theta * (out / place));
            weight.multiply(self.load / out);
        }
        let unit = self.unit();
        WithinTime {
            served: (self.p_served() - served_late * unit).max(0.0),
            abandoned: (self.p_abandon() - lost_late * unit).max(0.0),
        }
    }

    /// Share of offered contacts answered within a time, as the variant counts them; blocked ones are offered.
    #[must_use]
    pub fn service_level(&self, variant: ServiceLevelVariant, within: AnswerWithinSeconds) -> f64 {
        self.within(within).service_level(variant, self.p_served())
    }
}

/// A number that starts far below the smallest double and may grow into sight: `shown × 1e−200^hidden`, taken as 0
/// while something is hidden.
struct Scaled {
    shown: f64,
    hidden: f64,
}

impl Scaled {
    fn from_ln(ln: f64) -> Self {
        let ln_of_step = -RESCALE.ln();
        let hidden = (-ln / ln_of_step).floor().max(0.0);
        Self {
            shown: (ln + hidden * ln_of_step).exp(),
            hidden,
        }
    }

    fn multiply(&mut self, factor: f64) {
        self.shown *= factor;
        if self.hidden > 0.0 && self.shown > 1.0 {
            self.shown *= RESCALE;
            self.hidden -= 1.0;
        }
    }

    fn value(&self) -> f64 {
        if self.hidden > 0.0 { 0.0 } else { self.shown }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::erlang::{a, b, c};

    fn queue(load: f64, agents: u32, lines: u32, patience: Option<f64>) -> Queue {
        Queue::steady(
            Erlangs::new(load).unwrap(),
            agents,
            lines,
            AhtSeconds::new(180.0).unwrap(),
            patience.map(|patience| PatienceSeconds::new(patience).unwrap()),
        )
        .unwrap()
    }

    fn seconds(seconds: f64) -> AnswerWithinSeconds {
        AnswerWithinSeconds::new(seconds).unwrap()
    }

    #[test]
    fn fewer_lines_than_agents_are_erlang_b_with_idle_agents() {
        let short = queue(10.0, 20, 12, Some(60.0));
        let blocked = b::blocking(Erlangs::new(10.0).unwrap(), 12);
        assert!((short.p_blocked() / blocked - 1.0).abs() < 1e-14);
        assert_eq!((short.p_wait(), short.p_abandon()), (0.0, 0.0));
        assert!((short.occupancy() - 10.0 * (1.0 - blocked) / 20.0).abs() < 1e-14);
    }

    #[test]
    fn no_line_at_all_blocks_everybody_and_no_agent_loses_everybody() {
        let none = queue(10.0, 5, 0, None);
        assert_eq!((none.p_blocked(), none.p_served()), (1.0, 0.0));
        assert_eq!(none.mean_wait_of_accepted_seconds(), 0.0);
        let nobody = queue(10.0, 0, 50, Some(60.0));
        assert!((nobody.p_blocked() + nobody.p_abandon() - 1.0).abs() < 1e-14);
        assert_eq!(nobody.occupancy(), 0.0);
    }

    #[test]
    fn an_endless_queue_that_grows_without_end_fills_its_lines() {
        let full = queue(1000.0, 10, 100_000, None);
        assert!((full.p_blocked() - 0.99).abs() < 1e-12);
        assert!((full.occupancy() - 1.0).abs() < 1e-14);
        assert!(full.within(seconds(20.0)).served < 1e-12);
    }

    #[test]
    fn long_answer_times_do_not_underflow() {
        // e^(−nT/s) is e^−6667 here.
        let long = queue(990.0, 1000, 1100, None).within(seconds(1200.0));
        assert!((long.served - queue(990.0, 1000, 1100, None).p_served()).abs() < 1e-12);
        let (load, aht) = (
            Erlangs::new(995.0).unwrap(),
            AhtSeconds::new(180.0).unwrap(),
        );
        let endless = c::Queue::steady(load, 1000).unwrap();
        for within in [60.0, 150.0, 300.0] {
            let level = queue(995.0, 1000, 12_000, None)
                .within(seconds(within))
                .served;
            assert!((level - endless.service_level(seconds(within), aht)).abs() < 1e-10);
        }
    }

    #[test]
    fn too_many_lines_are_refused() {
        let refused = Queue::steady(
            Erlangs::ZERO,
            1,
            u32::MAX,
            AhtSeconds::new(180.0).unwrap(),
            None,
        )
        .unwrap_err();
        assert!(refused.to_string().ends_with("use Erlang A or C"));
    }

    proptest! {
        #[test]
        fn lines_that_never_block_make_erlang_a(
            load in 0.01..200.0_f64, agents in 1..200_u32, patience in 20.0..600.0_f64, within in 0.0..400.0_f64,
        ) {
            let many = queue(load, agents, agents + 3000, Some(patience));
            let a = a::Queue::steady(
                Erlangs::new(load).unwrap(), agents, AhtSeconds::new(180.0).unwrap(),
                PatienceSeconds::new(patience).unwrap(),
            );
            // Shares that near the smallest double have no digits to compare.
            let agree = |ours: f64, theirs: f64, relative: f64| (ours - theirs).abs() <= relative * theirs + 1e-280;
            prop_assert!(agree(many.p_wait(), a.p_wait(), 1e-11));
            prop_assert!(agree(many.p_abandon(), a.p_abandon(), 1e-10));
            prop_assert!(agree(many.mean_wait_of_accepted_seconds(), a.mean_wait_of_all_seconds(), 1e-10));
            let (finite, infinite) = (many.within(seconds(within)), a.within(seconds(within)));
            prop_assert!((finite.served - infinite.served).abs() < 1e-11, "{finite:?} {infinite:?}");
            prop_assert!((finite.abandoned - infinite.abandoned).abs() < 1e-11, "{finite:?} {infinite:?}");
        }

        #[test]
        fn what_is_offered_is_blocked_served_or_hangs_up(
            load in 0.0..100_000.0_f64, agents in 0..3000_u32, places in 0..3000_u32,
            patience in prop::option::of(0.01..1e6_f64), within in 0.0..4000.0_f64,
        ) {
            let queue = queue(load, agents, agents + places, patience);
            let within = queue.within(seconds(within));
            for share in [
                queue.p_blocked(), queue.p_wait(), queue.p_abandon(), queue.p_served(), queue.occupancy(),
                within.served, within.abandoned,
            ] {
                prop_assert!((0.0..=1.0).contains(&share), "{queue:?} {within:?}");
            }
            let all = queue.p_blocked() + queue.p_abandon() + queue.p_served();
            prop_assert!((all - 1.0).abs() < 1e-11, "{all} {queue:?}");
            prop_assert!(queue.mean_wait_of_accepted_seconds() >= 0.0);
            prop_assert!(queue.mean_queue_length() <= f64::from(places) * (1.0 + 1e-12));
        }

        #[test]
        fn one_more_line_never_blocks_more(
            load in 0.01..500.0_f64, agents in 1..300_u32, places in 0..300_u32,
            patience in prop::option::of(1.0..1e4_f64),
        ) {
            let (few, more) = (
                queue(load, agents, agents + places, patience),
                queue(load, agents, agents + places + 1, patience),
            );
            prop_assert!(more.p_blocked() <= few.p_blocked() * (1.0 + 1e-12));
            prop_assert!(more.p_served() >= few.p_served() - 1e-12);
        }
    }
}
