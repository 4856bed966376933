//! The wait of a patient contact behind servers who are all busy: what every model here with one queue shares.
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | λ | arrival rate | 1/s |
//! | R | rate of completions while everyone is busy | 1/s |
//! | θ | 1 / mean patience; 0 if nobody hangs up | 1/s |
//! | v(x) | density of the virtual wait over x, per probability of "everyone busy, nobody waits" | 1/s |
//!
//! v(x) = R exp(λ (1 − e^(−θx))/θ − R x). It depends on what lies below "everyone busy" only through that one
//! probability, so Erlang A, agents who keep some of themselves free and agents with several chats share it.
//! Its integral is the weight of all states in which a contact has to wait.
//!
//! Source: F. Baccelli and G. Hebuterne, "On queues with impatient customers" (1981); S. Zeltyn and A. Mandelbaum,
//! "Call centers with impatient customers: many-server asymptotics of the M/M/n + G queue" (2005).
//!
//! The integrals are Gauss-Legendre sums over panels that shrink towards the peak of v, which is log-concave. Every
//! term is positive and exponents are taken relative to the peak, so nothing cancels or overflows: about 1e-13.

use super::gauss_legendre::{NODES_16, integrate};

/// e^(−50) of the peak is nothing to a double.
const REACH: f64 = 50.0;
/// Two panels for each halving of the distance to the peak.
const SHRINKAGE: f64 = std::f64::consts::FRAC_1_SQRT_2;
const MOST_PANELS: u32 = 400;

/// What a contact meets that finds everyone busy.
#[derive(Clone, Copy, Debug)]
pub(crate) struct VirtualWait {
    arrival_rate: f64,
    full_rate: f64,
    abandonment_rate: f64,
    /// Where v is largest: 0, or where the queue of an overload settles.
    peak: f64,
    /// ∫ v e^(−`ln_scale`).
    mass: f64,
    ln_scale: f64,
}

impl VirtualWait {
    /// `full_rate` above 0; nothing where the queue would grow without end (nobody hangs up, λ ≥ R).
    pub(crate) fn new(arrival_rate: f64, full_rate: f64, abandonment_rate: f64) -> Option<Self> {
        let overload = arrival_rate > full_rate;
        if abandonment_rate <= 0.0 && arrival_rate >= full_rate {
            return None;
        }
        let (peak, ln_scale) = if overload {
            let ln_excess = ((arrival_rate - full_rate) / full_rate).ln_1p();
            (
                ln_excess / abandonment_rate,
                full_rate / abandonment_rate * exponential_beyond_linear(-ln_excess),
            )
        } else {
            (0.0, 0.0)
        };
        let mut wait = Self {
            arrival_rate,
            full_rate,
            abandonment_rate,
            peak,
            mass: 1.0,
            ln_scale,
        };
        wait.mass = wait.full_rate * wait.sum(f64::INFINITY, |_| 1.0);
        Some(wait)
    }

    /// Share of all contacts that are answered within some seconds, where `p_wait` of them find everyone busy; without a
    /// wait that ends, those who wait are never answered.
    pub(crate) fn service_level(wait: Option<Self>, p_wait: f64, seconds: f64) -> f64 {
        let served_after_waiting = wait.map_or(0.0, |wait| wait.served_within(seconds));
        1.0 - p_wait + p_wait * served_after_waiting
    }

    /// Probability that a contact finds everyone busy, where the states below weigh `below × e^ln_below` times the
    /// state in which everyone is busy and nobody waits.
    pub(crate) fn p_wait(&self, below: f64, ln_below: f64) -> f64 {
        let relative = ln_below - self.ln_scale;
        if relative > 0.0 {
            let all_busy = self.mass * (-relative).exp();
            all_busy / (all_busy + below)
        } else {
            self.mass / (self.mass + below * relative.exp())
        }
    }

    /// 1 − [`Self::p_wait`], which keeps its digits when almost everyone waits.
    pub(crate) fn p_no_wait(&self, below: f64, ln_below: f64) -> f64 {
        let relative = ln_below - self.ln_scale;
        if relative > 0.0 {
            below / (self.mass * (-relative).exp() + below)
        } else {
            let below = below * relative.exp();
            below / (self.mass + below)
        }
    }

    /// Probability of "everyone busy, nobody waits", for the same `below` as [`Self::p_wait`].
    pub(crate) fn p_just_full(&self, below: f64, ln_below: f64) -> f64 {
        self.p_wait(below, ln_below) / self.mass * (-self.ln_scale).exp()
    }

    /// Mean wait of those who find everyone busy, until they are served or hang up, in seconds.
    pub(crate) fn mean_wait_seconds(&self) -> f64 {
        self.mean_of(f64::INFINITY, |wait| wait * self.spent(wait))
    }

    /// Share of those who find everyone busy that are served within so many seconds.
    pub(crate) fn served_within(&self, seconds: f64) -> f64 {
        self.mean_of(seconds, |wait| (-self.abandonment_rate * wait).exp())
    }

    fn mean_of(&self, until: f64, what: impl Fn(f64) -> f64) -> f64 {
        self.full_rate * self.sum(until, what) / self.mass
    }

    /// (1 − e^(−θx)) / (θx): the share of a virtual wait that is waited before hanging up.
    fn spent(&self, wait: f64) -> f64 {
        let patience_used = self.abandonment_rate * wait;
        if patience_used == 0.0 {
            1.0
        } else {
            -(-patience_used).exp_m1() / patience_used
        }
    }

    /// How far ln v lies below its peak.
    fn depth(&self, wait: f64) -> f64 {
        let from_peak = wait - self.peak;
        let (pace, slope) = if self.peak > 0.0 {
            (self.full_rate, 0.0)
        } else {
            (self.arrival_rate, self.full_rate - self.arrival_rate)
        };
        let bend = self.abandonment_rate * from_peak;
        let bent = if bend == 0.0 {
            0.0
        } else {
            pace * from_peak * (exponential_beyond_linear(bend) / bend)
        };
        bent + slope * from_peak
    }

    /// ∫ from 0 to `until` of `what(x)` e^(−depth(x)).
    fn sum(&self, until: f64, what: impl Fn(f64) -> f64) -> f64 {
        if until <= 0.0 {
            return 0.0;
        }
        let highest = self.peak.min(until);
        let shortest = 1.0 / (self.arrival_rate + self.full_rate + self.abandonment_rate);
        let ahead = self.one_side(highest, until - highest, 1.0, shortest, &what);
        ahead + self.one_side(highest, highest, -1.0, shortest, &what)
    }

    /// The integral from `highest` over at most `length` in one direction.
    fn one_side(
        &self,
        highest: f64,
        length: f64,
        direction: f64,
        shortest: f64,
        what: &impl Fn(f64) -> f64,
    ) -> f64 {
        let reach = self.reach(highest, length, direction, shortest);
        let mut outer = reach;
        let mut sum = 0.0;
        for panel in 0..MOST_PANELS {
            let last = outer <= shortest || panel + 1 == MOST_PANELS;
            let inner = if last { 0.0 } else { outer * SHRINKAGE };
            let [panel_sum] = integrate(&NODES_16, inner, outer, |distance| {
                let wait = highest + direction * distance;
                [(-self.depth(wait)).exp() * what(wait)]
            });
            sum += panel_sum;
            if last {
                break;
            }
            outer = inner;
        }
        sum
    }

    /// How far from `highest` v still matters: where it has fallen by e^50, found to within a tenth.
    fn reach(&self, highest: f64, length: f64, direction: f64, shortest: f64) -> f64 {
        let fallen = |distance: f64| {
            self.depth(highest + direction * distance) - self.depth(highest) > REACH
        };
        let mut far = shortest;
        while far < length && !fallen(far) {
            far *= 2.0;
        }
        if far >= length {
            if length.is_finite() && !fallen(length) {
                return length;
            }
            far = far.min(length);
        }
        let mut near = far / 2.0;
        while far - near > 0.1 * far {
            let middle = f64::midpoint(near, far);
            if fallen(middle) {
                far = middle;
            } else {
                near = middle;
            }
        }
        far
    }
}

/// e^(−y) − 1 + y without cancellation.
fn exponential_beyond_linear(y: f64) -> f64 {
    if y.abs() > 0.5 {
        return (-y).exp_m1() + y;
    }
    let mut term = y * y / 2.0;
    let mut sum = term;
    let mut power = 3.0;
    while term.abs() > 1e-18 * sum {
        term *= -y / power;
        sum += term;
        power += 1.0;
    }
    sum
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn without_hanging_up_waits_are_exponential() {
        let wait = VirtualWait::new(0.9, 1.0, 0.0).unwrap();
        assert!((wait.mean_wait_seconds() - 10.0).abs() < 1e-11);
        assert!((wait.served_within(7.0) + (-0.7_f64).exp_m1()).abs() < 1e-13);
        // Everyone busy with nobody waiting has (1 − ρ) of the probability of everyone busy.
        assert!((wait.mass - 10.0).abs() < 1e-11);
        assert!(VirtualWait::new(1.0, 1.0, 0.0).is_none());
    }

    /// Σ over the queue's length of ∏ λ/(R + iθ), and of the length.
    fn by_states(arrival: f64, full: f64, abandonment: f64) -> (f64, f64) {
        let (mut weight, mut sum, mut waiting) = (1.0, 0.0, 0.0);
        let mut queue = 0.0;
        while weight > 1e-18 * sum || arrival > full + queue * abandonment {
            sum += weight;
            waiting += queue * weight;
            queue += 1.0;
            weight *= arrival / (full + queue * abandonment);
        }
        (sum, waiting)
    }

    proptest! {
        #[test]
        fn the_integrals_are_the_sums_over_the_queue(
            full in 1e-3..200.0_f64,
            load in 0.0..2.0_f64,
            abandonment in 1e-3..10.0_f64,
        ) {
            let arrival = full * load;
            // Where states' weights still fit a double.
            prop_assume!((arrival - full).max(0.0) / abandonment * (load.max(1.0)).ln() < 600.0);
            let wait = VirtualWait::new(arrival, full, abandonment).unwrap();
            let (sum, waiting) = by_states(arrival, full, abandonment);
            let mass = wait.mass * wait.ln_scale.exp();
            prop_assert!((mass / sum - 1.0).abs() < 1e-11, "{mass} {sum}");
            if arrival > 0.0 {
                let mean_wait = waiting / sum / arrival;
                let ours = wait.mean_wait_seconds();
                // A mean wait is a sum over the virtual wait here and Little's law there.
                prop_assert!((ours / mean_wait - 1.0).abs() < 1e-10, "{ours} {mean_wait}");
            }
        }

        #[test]
        fn shares_stay_shares_for_any_size(
            ln_full in -12.0..12.0_f64,
            ln_load in -25.0..12.0_f64,
            ln_patience in -12.0..20.0_f64,
            seconds in 0.0..1e5_f64,
        ) {
            let full = ln_full.exp();
            let abandonment = (-ln_patience).exp();
            let wait = VirtualWait::new(full * ln_load.exp(), full, abandonment).unwrap();
            let (abandoned, served) = (abandonment * wait.mean_wait_seconds(), wait.served_within(seconds));
            prop_assert!((0.0..=1.0 + 1e-9).contains(&abandoned), "{abandoned}");
            prop_assert!(served >= 0.0 && served <= 1.0 - abandoned + 1e-9, "{served} {abandoned}");
            let all = wait.served_within(f64::INFINITY);
            prop_assert!((all + abandoned - 1.0).abs() < 1e-9, "{all} {abandoned}");
            prop_assert!(wait.mass > 0.0 && wait.mass.is_finite() && wait.ln_scale >= 0.0);
        }
    }
}
