//! The states in which contacts wait: sums over all of them, for any load, patience and number of agents.
//!
//! Contacts that find n + k − 1 others (n agents, k − 1 waiting) stand at place k; with t₀ = 1 and
//! tₖ = tₖ₋₁ A / (n + kθ) as the weight of state n + k, the sums are
//!
//! * served: Σ tₖ₋₁ n / (n + kθ), because place k is served with probability n / (n + kθ);
//! * lost: Σ tₖ₋₁ kθ / (n + kθ);
//! * together Σ tₖ = M(1, n/θ + 1, A/θ), Kummer's function, an incomplete gamma function.
//!
//! Three ways lead there, each where it is quick and exact:
//!
//! * the sum itself, where it has few terms;
//! * the integral over the wait w that an endlessly patient contact would have, whose density is
//!   g(w) = exp(A (1 − e^(−θw))/θ − n w) (F. Baccelli & G. Hebuterne, "On queues with impatient customers" (1981)):
//!   a cut bell, so 64 Gauss–Legendre nodes are enough, however many states it spreads over;
//! * the complete gamma function, where the load is so far above the agents that some agent is idle with a
//!   probability below 1e-19.
//!
//! All terms are positive: nothing cancels.

use crate::erlang::gamma::{
    SATURATED, above_ln_1p, above_one_less_exp, digamma_above_ln, ln_peak, scaled_factorial,
};
use crate::erlang::gauss_legendre::{NODES_32, integrate};

/// Longer sums are integrated: 64 nodes cost about as much as this many terms.
const TERMS: f64 = 300.0;

/// What is left of a sum when it is broken off, as a share of it.
const NEGLIGIBLE: f64 = 1e-18;

/// The integrand is left where it is e^−40 of its peak.
const LN_NEGLIGIBLE: f64 = 40.0;

/// Weights of what becomes of contacts that wait, relative to the state in which all agents are busy and nobody
/// waits, and scaled down by `e^ln_scale`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::erlang) struct Waiting {
    /// Of those who are served.
    pub(in crate::erlang) served: f64,
    /// Of those who hang up.
    pub(in crate::erlang) lost: f64,
    /// 0 unless saturated.
    pub(in crate::erlang) ln_scale: f64,
}

/// Weights times mean waits, in handle times and scaled as [`Waiting`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Waits {
    pub(super) of_served: f64,
    pub(super) of_lost: f64,
}

/// Which of the three ways to take.
enum Way {
    Sum,
    Integral(Bell),
    Saturated { ln_peak: f64 },
}

impl Waiting {
    /// `theta` is AHT over mean patience; `agents` are above 0.
    pub(in crate::erlang) fn of(load: f64, agents: f64, theta: f64) -> Self {
        match Way::choose(load, agents, theta) {
            Way::Sum => Self::sum(load, agents, theta),
            Way::Integral(bell) => bell.waiting(),
            Way::Saturated { ln_peak } => {
                let all = scaled_factorial(agents / theta);
                Self {
                    served: all * (agents / load),
                    lost: all * ((load - agents) / load),
                    ln_scale: ln_peak,
                }
            }
        }
    }

    /// Whether some agent is idle with a probability too small for a double.
    pub(super) fn is_saturated(&self) -> bool {
        self.ln_scale > 0.0
    }

    fn sum(load: f64, agents: f64, theta: f64) -> Self {
        let (mut served, mut lost, mut all) = (0.0, 0.0, 0.0);
        let (mut weight, mut place) = (1.0, 1.0);
        loop {
            let out = agents + place * theta;
            let share = weight / out;
            all += weight;
            served += share;
            lost += share * place;
            weight = share * load;
            if weight * out < NEGLIGIBLE * all * (out - load) {
                return Self {
                    served: served * agents,
                    lost: lost * theta,
                    ln_scale: 0.0,
                };
            }
            place += 1.0;
        }
    }
}

impl Waits {
    pub(super) fn of(load: f64, agents: f64, theta: f64) -> Self {
        match Way::choose(load, agents, theta) {
            Way::Sum => Self::sum(load, agents, theta),
            Way::Integral(bell) => bell.waits(),
            Way::Saturated { .. } => {
                // A served contact's e^(−θw) A/θ has a gamma distribution of shape n/θ + 1, so its mean wait is
                // (ln(A/θ) − ψ(n/θ + 1))/θ; the mean over all contacts is (1 − n/A)/θ.
                let (shape, share) = (agents / theta, agents / load);
                let all = scaled_factorial(shape) / theta;
                let digamma = digamma_above_ln(shape);
                let excess = (load - agents) / agents;
                let ln_excess = load.ln() - agents.ln();
                let of_lost = if excess < 1.0 {
                    share * (above_ln_1p(excess) + digamma)
                } else {
                    (1.0 - share) - share * (ln_excess - digamma)
                };
                let ln_excess = if excess < 1.0 {
                    excess.ln_1p()
                } else {
                    ln_excess
                };
                Self {
                    of_served: all * share * (ln_excess - digamma),
                    of_lost: all * of_lost,
                }
            }
        }
    }

    /// A served contact at place k waits Σᵢ₌₁ᵏ 1/(n + iθ) on average, and one that hangs up
    /// Σᵢ₌₁ᵏ iθ/(n + iθ) / (kθ): each place is left at its own rate, whatever becomes of the contact.
    fn sum(load: f64, agents: f64, theta: f64) -> Self {
        let (mut of_served, mut of_lost, mut all) = (0.0, 0.0, 0.0);
        let (mut time_if_served, mut losses) = (0.0, 0.0);
        let (mut weight, mut place) = (1.0, 1.0);
        loop {
            let out = agents + place * theta;
            let share = weight / out;
            all += weight;
            time_if_served += 1.0 / out;
            losses += place * theta / out;
            of_served += share * time_if_served;
            of_lost += share * losses;
            weight = share * load;
            if weight * out < NEGLIGIBLE * all * (out - load) {
                return Self {
                    of_served: of_served * agents,
                    of_lost,
                };
            }
            place += 1.0;
        }
    }
}

impl Way {
    fn choose(load: f64, agents: f64, theta: f64) -> Self {
        let spread = 8.5 * (load / theta).sqrt();
        let terms = if load > agents {
            (load - agents) / theta + spread
        } else {
            spread.min(37.0 * agents / (agents - load))
        };
        if terms <= TERMS && load <= agents {
            return Self::Sum;
        }
        let ln_peak = if load > agents {
            ln_peak(load, agents, theta)
        } else {
            0.0
        };
        if ln_peak > SATURATED {
            Self::Saturated { ln_peak }
        } else if terms <= TERMS {
            Self::Sum
        } else {
            Self::Integral(Bell::new(load, agents, theta, ln_peak))
        }
    }
}

/// The integrand g(w) in y = θw, measured from its peak: ln g = `ln_peak` − `slope` u − `curvature` (u − 1 + e^−u)
/// at y = `peak` + u. Below the agents' capacity the peak is at y = 0 and cut there.
struct Bell {
    ln_peak: f64,
    peak: f64,
    slope: f64,
    curvature: f64,
    from: f64,
    to: f64,
    shape: f64,
    theta: f64,
    /// e^−peak and its complement.
    patient: f64,
    impatient: f64,
}

impl Bell {
    fn new(load: f64, agents: f64, theta: f64, ln_peak: f64) -> Self {
        let shape = agents / theta;
        let (slope, curvature, peak, patient, impatient) = if load > agents {
            let peak = ((load - agents) / agents).ln_1p();
            (0.0, shape, peak, agents / load, (load - agents) / load)
        } else {
            ((agents - load) / theta, load / theta, 0.0, 1.0, 0.0)
        };
        let fall = |u: f64| slope * u + curvature * above_one_less_exp(u);
        // The root of slope u + curvature u²/2, without cancellation. The fall is convex and shallower than this
        // parabola, so one step of Newton's method from its root lands beyond the fall's own root.
        let root = 2.0 * LN_NEGLIGIBLE
            / (slope + (slope * slope + 2.0 * LN_NEGLIGIBLE * curvature).sqrt());
        let steepness = slope + curvature * (root - above_one_less_exp(root));
        Self {
            ln_peak,
            peak,
            slope,
            curvature,
            from: (-peak).max(-(2.0 * LN_NEGLIGIBLE / curvature).sqrt()),
            to: root + (LN_NEGLIGIBLE - fall(root)) / steepness,
            shape,
            theta,
            patient,
            impatient,
        }
    }

    fn integral<const N: usize>(&self, values: impl Fn(f64, f64, f64) -> [f64; N]) -> [f64; N] {
        let at = |u: f64| {
            let excess = above_one_less_exp(u);
            let density = (self.ln_peak - self.slope * u - self.curvature * excess).exp();
            values(u, excess, density)
        };
        let mut total = integrate(&NODES_32, 0.0, self.to, at);
        if self.from < 0.0 {
            let before = integrate(&NODES_32, self.from, 0.0, at);
            for (total, before) in total.iter_mut().zip(before) {
                *total += before;
            }
        }
        total.map(|value| value * self.shape)
    }

    fn waiting(&self) -> Waiting {
        let [served, lost] = self.integral(|u, excess, density| {
            let since_peak = u - excess;
            [
                density * self.patient * (1.0 - since_peak),
                density * (self.impatient + self.patient * since_peak),
            ]
        });
        Waiting {
            served,
            lost,
            ln_scale: 0.0,
        }
    }

    /// Weighted by e^−y a wait of y/θ is served; of the rest, who hang up at θw < y, the mean is
    /// (1 − e^−y − y e^−y)/θ.
    fn waits(&self) -> Waits {
        let [served, lost] = self.integral(|u, _, density| {
            let y = self.peak + u;
            let excess = above_one_less_exp(y);
            [
                density * y * (1.0 - y + excess),
                density * (y * y - excess - y * excess),
            ]
        });
        Waits {
            of_served: served / self.theta,
            of_lost: lost / self.theta,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sum, for as long as it takes.
    fn by_sum(load: f64, agents: f64, theta: f64) -> (Waiting, Waits) {
        (
            Waiting::sum(load, agents, theta),
            Waits::sum(load, agents, theta),
        )
    }

    fn close(got: f64, expected: f64, relative: f64, what: &str) {
        assert!(
            (got / expected - 1.0).abs() < relative,
            "{what}: {got:e} {expected:e}"
        );
    }

    #[test]
    fn the_integral_is_the_sum() {
        for theta in [1e-6, 1e-5, 1e-3, 0.1, 0.6, 1.0, 7.0] {
            for agents in [20.0, 150.0, 1000.5, 10_000.0] {
                for over in [-30.0, -3.0, -0.5, 0.0, 0.5, 3.0, 9.0] {
                    let load: f64 = agents + over * (agents * f64::min(theta, 1.0)).sqrt();
                    let terms = 8.5 * (load / theta).sqrt();
                    if load <= 0.0 || !(200.0..=1e6).contains(&terms) {
                        continue;
                    }
                    let ln_peak = if load > agents {
                        ln_peak(load, agents, theta)
                    } else {
                        0.0
                    };
                    let what = format!("{load} {agents} {theta}");
                    let bell = Bell::new(load, agents, theta, ln_peak);
                    let (waiting, waits) = by_sum(load, agents, theta);
                    // The sum rounds at every term.
                    let rounding = 2e-13 + 3e-17 * terms;
                    close(bell.waiting().served, waiting.served, rounding, &what);
                    close(bell.waiting().lost, waiting.lost, 1e-11, &what);
                    close(bell.waits().of_served, waits.of_served, 1e-11, &what);
                    close(bell.waits().of_lost, waits.of_lost, 1e-9, &what);
                }
            }
        }
    }

    #[test]
    fn saturated_states_are_the_sum() {
        for (load, agents, theta) in [
            (100.0, 0.001, 1.0),
            (100.0, 1.0, 1.0),
            (120.0, 7.5, 0.5),
            (60.0, 12.0, 0.1),
            (330.0, 150.0, 1.0),
            (150.0, 120.0, 0.02),
        ] {
            let what = format!("{load} {agents} {theta}");
            let (waiting, waits) = (
                Waiting::of(load, agents, theta),
                Waits::of(load, agents, theta),
            );
            assert!(waiting.is_saturated(), "{what}");
            let (sum, sum_of_waits) = by_sum(load, agents, theta);
            let scale = (-waiting.ln_scale).exp();
            close(waiting.served, sum.served * scale, 1e-12, &what);
            close(waiting.lost, sum.lost * scale, 1e-12, &what);
            close(
                waits.of_served,
                sum_of_waits.of_served * scale,
                1e-12,
                &what,
            );
            close(waits.of_lost, sum_of_waits.of_lost * scale, 1e-11, &what);
        }
    }
}
