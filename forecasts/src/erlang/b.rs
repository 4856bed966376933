//! Erlang B: the chance that all servers are busy when those who find them busy go away.
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | A | offered load = arrival rate × mean holding time | erlang |
//! | n | servers (trunks, agents); may be fractional | |
//! | B(n, A) | share of arrivals that are blocked | 0..=1 |
//!
//! For whole n, B(n, A) = (Aⁿ/n!) / Σₖ₌₀ⁿ Aᵏ/k!; for real n, 1/B(n, A) = A ∫₀^∞ e^(−At) (1+t)ⁿ dt.
//!
//! Source: A. K. Erlang, "Solution of some problems in the theory of probabilities of significance in automatic
//! telephone exchanges" (1917); real n: D. L. Jagerman, "Some properties of the Erlang loss function", Bell System
//! Technical Journal 53 (1974).
//!
//! Exact for Poisson arrivals and any distribution of holding times. Relative error below 1e-12 for loads from 0 to
//! 100,000 erlangs; blocking below the smallest double is 0.

use crate::units::{Erlangs, Servers};

/// Terms are scaled down by this much whenever they outgrow its inverse.
const RESCALE: f64 = 1e-200;
const OUTGROWN: f64 = 1e200;

/// A sum is finished when what is left of it is below this share.
const NEGLIGIBLE: f64 = 1e-17;

/// The probability of blocking, B(n, A).
///
/// With no load nothing is blocked; with no server everything is.
///
/// ```
/// use crewcast_forecasts::erlang::b;
/// use crewcast_forecasts::units::Erlangs;
/// // Westbay's published example: 15 lines carry 8.108 erlangs at a blocking of 0.01.
/// let blocking = b::blocking(Erlangs::new(8.108)?, 15);
/// assert!((blocking - 0.01).abs() < 1e-5);
/// # Ok::<(), crewcast_forecasts::units::UnitError>(())
/// ```
#[must_use]
pub fn blocking(load: Erlangs, servers: impl Into<Servers>) -> f64 {
    let (load, servers) = (load.erlangs(), servers.into().count());
    if servers == 0.0 {
        return 1.0;
    }
    if load == 0.0 {
        return 0.0;
    }
    let inverse = inverse_blocking(load, servers);
    match inverse.rescalings {
        0 => 1.0 / inverse.value,
        1 => RESCALE / inverse.value,
        _ => 0.0,
    }
}

/// 1/B as `value × 1e200^rescalings`: the plain number overflows long before B underflows.
pub(crate) struct InverseBlocking {
    pub(crate) value: f64,
    pub(crate) rescalings: u32,
}

/// 1/B(n, A) = 1 + n/A · 1/B(n−1, A), unrolled: 1 + n/A + n(n−1)/A² + …
///
/// For whole n the last term is n!/Aⁿ; for real n the term that leaves a fraction f of a server carries 1/B(f, A).
/// The terms fall like a normal density once fewer than A servers are left, so about √A of them matter and the
/// sum is left as soon as the rest cannot change it: the ratio of terms only falls, so the rest is below the
/// geometric series that starts with the present ratio. All terms are positive: nothing cancels.
pub(crate) fn inverse_blocking(load: f64, servers: f64) -> InverseBlocking {
    let per_load = 1.0 / load;
    let mut sum = 0.0;
    let mut term = 1.0;
    let mut left = servers;
    let mut rescalings = 0;
    while left >= 1.0 {
        sum += term;
        if term * left < NEGLIGIBLE * sum * (load - left) {
            return InverseBlocking {
                value: sum,
                rescalings,
            };
        }
        term *= left * per_load;
        left -= 1.0;
        if term > OUTGROWN {
            sum *= RESCALE;
            term *= RESCALE;
            rescalings += 1;
            // B is below 1e-400 by now, and more terms only make it smaller.
            if rescalings > 1 {
                return InverseBlocking {
                    value: sum + term,
                    rescalings,
                };
            }
        }
    }
    sum += term * inverse_blocking_of_a_fraction(load, left);
    InverseBlocking {
        value: sum,
        rescalings,
    }
}

/// 1/B(f, A) for a fraction of a server, 0 ≤ f < 1: Γ(1+f, A) e^A A^(−f).
///
/// Above one erlang by the continued fraction of the upper incomplete gamma function, which needs the fewer steps
/// the larger the load (DLMF 8.9.2, evaluated by Lentz's method); below by Γ minus the series of the lower one
/// (DLMF 8.7.1), where the continued fraction would be slow and little cancels.
fn inverse_blocking_of_a_fraction(load: f64, fraction: f64) -> f64 {
    if fraction == 0.0 {
        return 1.0;
    }
    let shape = 1.0 + fraction;
    if load < 1.0 {
        let mut term = load / shape;
        let mut lower = term;
        let mut step = 1.0;
        while term > NEGLIGIBLE * lower {
            term *= load / (shape + step);
            lower += term;
            step += 1.0;
        }
        return gamma_between_one_and_two(shape) * load.exp() * load.powf(-fraction) - lower;
    }
    let mut denominator = load + 1.0 - shape;
    let mut growing = f64::MAX;
    let mut shrinking = 1.0 / denominator;
    let mut result = shrinking;
    // 100 steps suffice at one erlang, fewer above.
    for step in 1..1000_u32 {
        let step = f64::from(step);
        let numerator = -step * (step - shape);
        denominator += 2.0;
        shrinking = 1.0 / (denominator + numerator * shrinking);
        growing = denominator + numerator / growing;
        let change = shrinking * growing;
        result *= change;
        if (change - 1.0).abs() < 1e-16 {
            break;
        }
    }
    load * result
}

/// Γ(x) for 1 ≤ x < 2 by Lanczos' approximation with g = 7 and nine coefficients (P. Godfrey, 2001); relative
/// error about 1e-15 in this range.
fn gamma_between_one_and_two(x: f64) -> f64 {
    const COEFFICIENTS: [f64; 8] = [
        676.520_368_121_885_1,
        -1_259.139_216_722_402_8,
        771.323_428_777_653_1,
        -176.615_029_162_140_6,
        12.507_343_278_686_905,
        -0.138_571_095_265_720_12,
        9.984_369_578_019_572e-6,
        1.505_632_735_149_311_6e-7,
    ];
    let x = x - 1.0;
    let mut series = 0.999_999_999_999_809_9;
    let mut shifted = x;
    for coefficient in COEFFICIENTS {
        shifted += 1.0;
        series += coefficient / shifted;
    }
    let t = x + 7.5;
    std::f64::consts::TAU.sqrt() * t.powf(x + 0.5) * (-t).exp() * series
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn b(load: f64, servers: f64) -> f64 {
        blocking(Erlangs::new(load).unwrap(), Servers::new(servers).unwrap())
    }

    #[test]
    fn nothing_is_blocked_without_load_and_everything_without_servers() {
        assert_eq!(b(0.0, 1.0), 0.0);
        assert_eq!(b(0.0, 0.0), 1.0);
        assert_eq!(b(7.0, 0.0), 1.0);
    }

    #[test]
    fn hopelessly_many_servers_block_nothing_and_return_at_once() {
        assert_eq!(b(1e-6, 4e9), 0.0);
        assert_eq!(b(f64::MIN_POSITIVE, 1e9), 0.0);
        assert_eq!(b(5e-324, 3.0), 0.0);
    }

    #[test]
    fn the_gamma_function_of_one_and_a_half_is_half_the_root_of_pi() {
        let half_root = std::f64::consts::PI.sqrt() / 2.0;
        assert!((gamma_between_one_and_two(1.5) - half_root).abs() < 2e-15);
    }

    #[test]
    fn both_ways_to_a_fraction_of_a_server_meet_at_one_erlang() {
        for fraction in [0.1, 0.25, 0.5, 0.9] {
            let (below, above) = (b(1.0_f64.next_down(), fraction), b(1.0, fraction));
            assert!(
                (below / above - 1.0).abs() < 1e-13,
                "{fraction}: {below} {above}"
            );
        }
    }

    #[test]
    fn a_hundred_thousand_erlangs_agree_with_the_recursion_from_no_server_at_all() {
        let load = 100_000.0;
        let mut by_recursion = 1.0;
        for servers in 1..=101_500_u32 {
            let n = f64::from(servers);
            by_recursion = load * by_recursion / (n + load * by_recursion);
            if servers % 500 == 0 && servers >= 99_000 {
                let ours = b(load, n);
                assert!(
                    (ours / by_recursion - 1.0).abs() < 1e-12,
                    "{servers}: {ours} {by_recursion}"
                );
            }
        }
    }

    proptest! {
        #[test]
        fn the_series_satisfies_the_recursion(load in 1e-6..2000.0_f64, servers in 1.0..2500.0_f64) {
            for servers in [servers, servers.floor()] {
                let before = b(load, servers - 1.0);
                let expected = load * before / (servers + load * before);
                let got = b(load, servers);
                prop_assume!(got > 1e-290);
                prop_assert!((got / expected - 1.0).abs() < 1e-12, "{got} {expected}");
            }
        }

        #[test]
        fn one_more_server_never_blocks_more(load in 1e-6..100_000.0_f64, servers in 0.0..100_000.0_f64) {
            prop_assert!(b(load, servers + 1.0) <= b(load, servers));
        }
    }
}
