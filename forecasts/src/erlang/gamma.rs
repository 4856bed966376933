//! The gamma function and its relatives, in the scaled forms in which queues meet them.
//!
//! Plain Γ(a + 1), eˣ and aᵃ overflow from a few hundred on; their quotients here stay near √a for any a.

use super::a::waiting::Waiting;

/// From here on Stirling's series is exact to the last digit.
const STIRLING_FROM: f64 = 16.0;

/// Above this ln-distance from the peak the upper tail of a gamma distribution is below 1e-21.
pub(super) const SATURATED: f64 = 50.0;

/// y − (1 − e^(−y)), without the cancellation near 0.
pub(super) fn above_one_less_exp(y: f64) -> f64 {
    if y.abs() > 0.4 {
        return y + (-y).exp_m1();
    }
    // y²/2 (1 − y/3 (1 − y/4 (1 − y/5 …)))
    let mut series = 1.0;
    for inverse in INVERSES_15_TO_3 {
        series = 1.0 - y * inverse * series;
    }
    0.5 * y * y * series
}

const INVERSES_15_TO_3: [f64; 13] = [
    1.0 / 15.0,
    1.0 / 14.0,
    1.0 / 13.0,
    1.0 / 12.0,
    1.0 / 11.0,
    1.0 / 10.0,
    1.0 / 9.0,
    1.0 / 8.0,
    1.0 / 7.0,
    1.0 / 6.0,
    1.0 / 5.0,
    1.0 / 4.0,
    1.0 / 3.0,
];

/// δ − ln(1 + δ) for δ > −1, without the cancellation near 0.
pub(super) fn above_ln_1p(delta: f64) -> f64 {
    if delta.abs() > 0.3 {
        return delta - delta.ln_1p();
    }
    // With z = δ/(2 + δ), ln(1 + δ) = 2 (z + z³/3 + z⁵/5 + …) and δ − 2z = δz.
    let z = delta / (2.0 + delta);
    let square = z * z;
    let mut series = 0.0;
    for odd in (3..=25_u32).rev().step_by(2) {
        series = series * square + 1.0 / f64::from(odd);
    }
    delta * z - 2.0 * z * square * series
}

/// Γ(a + 1) (e/a)ᵃ, about √(2πa), for a > 0.
pub(super) fn scaled_factorial(a: f64) -> f64 {
    if a >= STIRLING_FROM {
        let inverse = 1.0 / a;
        let square = inverse * inverse;
        let series = inverse
            * (1.0 / 12.0
                - square
                    * (1.0 / 360.0
                        - square
                            * (1.0 / 1260.0 - square * (1.0 / 1680.0 - square * (1.0 / 1188.0)))));
        return (std::f64::consts::TAU * a).sqrt() * series.exp();
    }
    // Γ(a + 1) = Γ(b + 1) / ((a + 1) … b) with b = a + steps.
    let steps = (STIRLING_FROM - a).ceil();
    let b = a + steps;
    let mut product = 1.0;
    let mut factor = a + 1.0;
    while factor < b + 0.5 {
        product *= factor;
        factor += 1.0;
    }
    let log_a_to_the_a = if a > 0.0 { a * a.ln() } else { 0.0 };
    scaled_factorial(b) * (b * b.ln() - log_a_to_the_a - steps).exp() / product
}

/// ψ(a + 1) − ln a, about 1/(2a), for a > 0; ψ is the logarithmic derivative of Γ.
pub(super) fn digamma_above_ln(a: f64) -> f64 {
    if a >= STIRLING_FROM {
        let inverse = 1.0 / a;
        let square = inverse * inverse;
        return inverse
            * (0.5
                - inverse
                    * (1.0 / 12.0
                        - square
                            * (1.0 / 120.0
                                - square
                                    * (1.0 / 252.0 - square * (1.0 / 240.0 - square / 132.0)))));
    }
    let steps = (STIRLING_FROM - a).ceil();
    let b = a + steps;
    let mut inverses = 0.0;
    let mut factor = a + 1.0;
    while factor < b + 0.5 {
        inverses += 1.0 / factor;
        factor += 1.0;
    }
    digamma_above_ln(b) + b.ln() - a.ln() - inverses
}

/// (A − n − n ln(A/n)) / θ: how far the peak of t^a e^(−t), a = n/θ, rises above its value at A/θ, as a logarithm;
/// 0 where A = n, and positive otherwise. From A and n, because their quotients with θ would round A − n.
pub(super) fn ln_peak(load: f64, agents: f64, theta: f64) -> f64 {
    let delta = (load - agents) / agents;
    let above = if delta.abs() < 0.3 {
        agents * above_ln_1p(delta)
    } else {
        load - agents - agents * (load.ln() - agents.ln())
    };
    above / theta
}

/// P(a, x): the share of a gamma distribution of shape a > 0 and scale 1 that lies below x.
///
/// P(a, x) = x^a e^(−x) / Γ(a + 1) · M(1, a + 1, x) (DLMF 8.5.1), and M is the sum of Erlang A's waiting states.
/// Absolute error below 1e-13.
pub(super) fn share_below(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x == f64::INFINITY {
        return 1.0;
    }
    let waiting = Waiting::of(x, a, 1.0);
    let sum = waiting.served + waiting.lost;
    ((waiting.ln_scale - ln_peak(x, a, 1.0)).exp() * sum / scaled_factorial(a)).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scaled_factorials_are_factorials() {
        let mut factorial = 1.0;
        for whole in 1..=30_u32 {
            let a = f64::from(whole);
            factorial *= a;
            let expected = factorial * (a - a * a.ln()).exp();
            assert!((scaled_factorial(a) / expected - 1.0).abs() < 2e-14, "{a}");
        }
        let half = std::f64::consts::PI.sqrt() / 2.0 * (2.0 * std::f64::consts::E).sqrt();
        assert!((scaled_factorial(0.5) / half - 1.0).abs() < 1e-14);
        assert!((scaled_factorial(1e-12) - 1.0).abs() < 1e-10);
    }

    #[test]
    fn digamma_of_whole_numbers_is_harmonic() {
        const EULER: f64 = 0.577_215_664_901_532_9;
        let mut harmonic = 0.0;
        for whole in 1..=40_u32 {
            let a = f64::from(whole);
            harmonic += 1.0 / a;
            let expected = harmonic - EULER - a.ln();
            assert!((digamma_above_ln(a) - expected).abs() < 1e-14, "{a}");
        }
    }

    #[test]
    fn small_differences_keep_their_digits_and_join_the_plain_forms() {
        for tiny in [1e-3, 1e-6, 1e-9, -1e-3, -1e-6] {
            let square = 0.5 * tiny * tiny;
            let exp = square * (1.0 - tiny / 3.0 + tiny * tiny / 12.0);
            assert!(
                (above_one_less_exp(tiny) / exp - 1.0).abs() < 1e-10,
                "{tiny}"
            );
            let log = square * (1.0 - tiny * 2.0 / 3.0 + tiny * tiny / 2.0);
            assert!((above_ln_1p(tiny) / log - 1.0).abs() < 1e-8, "{tiny}");
        }
        for joint in [0.4_f64, -0.4] {
            let plain = joint + (-joint).exp_m1();
            assert!((above_one_less_exp(joint) / plain - 1.0).abs() < 1e-14);
        }
        for joint in [0.3_f64, -0.3] {
            let plain = joint - joint.ln_1p();
            assert!((above_ln_1p(joint) / plain - 1.0).abs() < 1e-14);
        }
    }

    #[test]
    fn gamma_shares_of_whole_shapes_are_poisson_tails() {
        for whole in [1_u32, 2, 5, 40, 400] {
            let a = f64::from(whole);
            for x in [0.1 * a, 0.7 * a, a, 1.1 * a, 2.0 * a, 30.0 * a] {
                let mut term = (-x).exp();
                let mut fewer = 0.0;
                for k in 0..whole {
                    fewer += term;
                    term *= x / f64::from(k + 1);
                }
                if x < 700.0 {
                    let got = share_below(a, x);
                    assert!(
                        (got - (1.0 - fewer)).abs() < 1e-12,
                        "{a} {x}: {got} {fewer}"
                    );
                }
            }
        }
        assert_eq!(share_below(3.0, 0.0), 0.0);
        assert_eq!(share_below(3.0, f64::INFINITY), 1.0);
    }
}
