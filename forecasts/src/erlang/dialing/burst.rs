//! Ringing several lines for a number of idle agents at one moment.
//!
//! | symbol | meaning |
//! |---|---|
//! | r | idle agents |
//! | L | lines rung at once |
//! | p | probability that a line is answered by a person |
//! | X | live answers, binomial(L, p) |
//!
//! Live answers beyond the idle agents are abandoned: the ratio is E[(X − r)⁺] / E[X], which grows with L and is 0
//! for L ≤ r. Exact for lines that are answered independently and at the same moment.
//!
//! The binomial probabilities follow C. Loader, "Fast and accurate computation of binomial probabilities" (2000).
//! Relative error about 1e-13; a ratio that misses the limit by less than 1e-12 of it counts as on the limit, so
//! that 3 % exactly is within 3 %.

use crate::units::Share;

/// Ratios this close to the limit, relatively, are on it.
const ON_THE_LIMIT: f64 = 1e-12;

/// A sum is finished when its next term is below this share of it.
const NEGLIGIBLE: f64 = 1e-18;

/// Why there is no largest number of lines.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BurstError {
    /// No line is ever answered.
    #[error("with a live-answer probability of 0 no number of lines is too many; give one above 0")]
    NobodyAnswers,
    /// Every ratio is allowed.
    #[error("a limit of {maximum} of abandoned calls is none; give one below 1")]
    NoLimit {
        /// The limit refused.
        maximum: Share,
    },
    /// More lines than any dialer has.
    #[error("more than {most} lines stay within the limit; no dialer has as many")]
    MoreLinesThanAny {
        /// Where the search ended.
        most: u32,
    },
}

/// Lines rung at once, and what comes of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Burst {
    /// L.
    pub lines: u32,
    /// E[(X − r)⁺] / E[X]: share of live answers that find no agent; 0 without lines.
    pub abandoned: f64,
    /// E[min(X, r)] / r: share of the idle agents who get a live answer; 0 without idle agents.
    pub agents_connected: f64,
}

/// What ringing `lines` lines for `idle` agents gives.
#[must_use]
pub fn ring(lines: u32, idle: u32, live_answer: Share) -> Burst {
    let p = live_answer.as_f64();
    let expected = f64::from(lines) * p;
    let beyond = expected_beyond(lines, idle, p, live_answer.complement_as_f64());
    Burst {
        lines,
        abandoned: if expected > 0.0 {
            beyond / expected
        } else {
            0.0
        },
        agents_connected: if idle == 0 {
            0.0
        } else {
            (expected - beyond) / f64::from(idle)
        },
    }
}

/// The most lines to ring at once for `idle` agents, so that at most the given share of live answers is abandoned.
///
/// ```
/// use crewcast_forecasts::erlang::dialing::burst::most_lines;
/// use crewcast_forecasts::units::Share;
/// // Two idle agents, one line in five answered: of 3 lines 0.008 answers of 0.6 are too many, of 4 lines 3.6 %.
/// let burst = most_lines(2, Share::from_percent(20.0)?, Share::from_percent(3.0)?)?;
/// assert_eq!(burst.lines, 3);
/// assert!((burst.abandoned - 0.008 / 0.6).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`BurstError`]: nobody answers, no limit, or more lines than 4 billion.
pub fn most_lines(idle: u32, live_answer: Share, maximum: Share) -> Result<Burst, BurstError> {
    let limit = maximum.as_f64();
    if live_answer.as_f64() <= 0.0 {
        return Err(BurstError::NobodyAnswers);
    }
    if limit >= 1.0 {
        return Err(BurstError::NoLimit { maximum });
    }
    if idle == 0 {
        return Ok(ring(0, 0, live_answer));
    }
    let within = |burst: &Burst| burst.abandoned <= limit * (1.0 + ON_THE_LIMIT);
    let mut best = ring(idle, idle, live_answer);
    let mut too_many = idle;
    loop {
        if too_many == u32::MAX {
            return Err(BurstError::MoreLinesThanAny { most: u32::MAX });
        }
        too_many = too_many.saturating_mul(2);
        let more = ring(too_many, idle, live_answer);
        if !within(&more) {
            break;
        }
        best = more;
    }
    while too_many - best.lines > 1 {
        let middle = ring(best.lines + (too_many - best.lines) / 2, idle, live_answer);
        if within(&middle) {
            best = middle;
        } else {
            too_many = middle.lines;
        }
    }
    Ok(best)
}

/// E[(X − r)⁺] of X binomial(L, p).
///
/// Summed on the side of r away from the mean, where terms fall fast: above it directly, below it through
/// E[(X − r)⁺] = Lp − r + E[(r − X)⁺]. All summands are positive.
fn expected_beyond(lines: u32, idle: u32, p: f64, q: f64) -> f64 {
    if lines <= idle || p <= 0.0 {
        return 0.0;
    }
    let (all, free) = (f64::from(lines), f64::from(idle));
    if q <= 0.0 {
        return all - free;
    }
    let mean = all * p;
    let (mut sum, mut count);
    if mean <= free {
        count = free + 1.0;
        let mut term = binomial(all, count, p, q);
        sum = term;
        while count < all {
            term *= (all - count) / (count + 1.0) * (p / q);
            count += 1.0;
            let more = (count - free) * term;
            sum += more;
            if more <= NEGLIGIBLE * sum {
                break;
            }
        }
        sum
    } else {
        sum = 0.0;
        if free > 0.0 {
            count = free - 1.0;
            let mut term = binomial(all, count, p, q);
            sum = term;
            while count > 0.0 {
                term *= count / (all - count + 1.0) * (q / p);
                count -= 1.0;
                let more = (free - count) * term;
                sum += more;
                if more <= NEGLIGIBLE * sum {
                    break;
                }
            }
        }
        (mean - free) + sum
    }
}

/// P(X = k) of X binomial(n, p), q = 1 − p.
fn binomial(n: f64, k: f64, p: f64, q: f64) -> f64 {
    if k == 0.0 {
        return power_near_one(q, p, n);
    }
    if k == n {
        return power_near_one(p, q, n);
    }
    let exponent = stirling_error(n)
        - stirling_error(k)
        - stirling_error(n - k)
        - deviance(k, n * p)
        - deviance(n - k, n * q);
    (n / (std::f64::consts::TAU * k * (n - k))).sqrt() * exponent.exp()
}

/// baseⁿ, where base = 1 − rest.
fn power_near_one(base: f64, rest: f64, n: f64) -> f64 {
    let ln_base = if rest < 0.5 {
        (-rest).ln_1p()
    } else {
        base.ln()
    };
    (n * ln_base).exp()
}

/// ln n! − ln(√(2πn) (n/e)ⁿ).
fn stirling_error(n: f64) -> f64 {
    if n < 16.0 {
        let factorial: f64 = (1..=n as u32).map(f64::from).product();
        return factorial.ln() - (n + 0.5) * n.ln() + n - 0.5 * std::f64::consts::TAU.ln();
    }
    let square = n * n;
    let series = 1.0 / 12.0
        - (1.0 / 360.0
            - (1.0 / 1_260.0 - (1.0 / 1_680.0 - 1.0 / 1_188.0 / square) / square) / square)
            / square;
    series / n
}

/// x ln(x/m) + m − x, without cancellation where x is near m.
fn deviance(x: f64, mean: f64) -> f64 {
    let difference = x - mean;
    if difference.abs() >= 0.1 * (x + mean) {
        return x * (x / mean).ln() - difference;
    }
    let ratio = difference / (x + mean);
    let mut sum = difference * ratio;
    let mut term = 2.0 * x * ratio;
    let mut odd = 3.0;
    loop {
        term *= ratio * ratio;
        let next = sum + term / odd;
        if next == sum {
            return sum;
        }
        sum = next;
        odd += 2.0;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn share(value: f64) -> Share {
        Share::from_f64(value).unwrap()
    }

    #[test]
    fn a_limit_that_is_met_exactly_is_met() {
        // One agent, two lines of which 6 % are answered: p²/(2p) is 3 % exactly.
        assert_eq!(most_lines(1, share(0.06), share(0.03)).unwrap().lines, 2);
        assert_eq!(
            most_lines(1, share(0.06), share(0.0299999)).unwrap().lines,
            1
        );
    }

    #[test]
    fn what_sets_no_limit_is_refused() {
        assert_eq!(
            most_lines(3, Share::ZERO, share(0.03)),
            Err(BurstError::NobodyAnswers)
        );
        assert!(most_lines(3, share(0.3), Share::ONE).is_err());
        assert!(matches!(
            most_lines(1_000, share(1e-12), share(0.03)),
            Err(BurstError::MoreLinesThanAny { .. })
        ));
    }

    #[test]
    fn sure_answers_allow_a_line_an_agent_and_the_tolerance() {
        let burst = most_lines(100, Share::ONE, share(0.05)).unwrap();
        // 105 lines: 5 of 105 are too many, below 5 %; 106: 6 of 106 are above.
        assert_eq!((burst.lines, burst.agents_connected), (105, 1.0));
        assert_eq!(most_lines(0, share(0.3), share(0.03)).unwrap().lines, 0);
    }

    #[test]
    fn ten_thousand_idle_agents_take_no_longer_sums_than_needed() {
        let burst = most_lines(10_000, share(0.001), share(0.03)).unwrap();
        assert!(burst.lines > 10_000_000 && burst.agents_connected > 0.99);
    }

    /// E[(X − r)⁺] by Σ over the lines of p P(X of the lines before ≥ r).
    fn by_lines(lines: u32, idle: u32, p: f64) -> f64 {
        let mut distribution = vec![1.0];
        let mut beyond = 0.0;
        for _ in 0..lines {
            let full: f64 = distribution.iter().skip(idle as usize).sum();
            beyond += p * full;
            let mut next = vec![0.0; distribution.len() + 1];
            for (answers, probability) in distribution.iter().enumerate() {
                next[answers] += probability * (1.0 - p);
                next[answers + 1] += probability * p;
            }
            distribution = next;
        }
        beyond
    }

    proptest! {
        #[test]
        fn the_expectation_agrees_with_adding_line_by_line(
            lines in 0..150_u32,
            idle in 0..40_u32,
            p in 1..999_u32,
        ) {
            let p = f64::from(p) / 1_000.0;
            let (ours, theirs) = (expected_beyond(lines, idle, p, 1.0 - p), by_lines(lines, idle, p));
            prop_assert!((ours - theirs).abs() <= 1e-12 * theirs, "{ours} {theirs}");
        }

        #[test]
        fn one_more_line_breaks_the_limit(idle in 1..500_u32, p in 10..=1_000_u32, limit in 0..500_u32) {
            let (p, limit) = (share(f64::from(p) / 1_000.0), share(f64::from(limit) / 1_000.0));
            let burst = most_lines(idle, p, limit).unwrap();
            prop_assert!(burst.lines >= idle);
            prop_assert!(burst.abandoned <= limit.as_f64() * (1.0 + 1e-11));
            prop_assert!(ring(burst.lines + 1, idle, p).abandoned > limit.as_f64() * (1.0 - 1e-11));
            prop_assert!((0.0..=1.0 + 1e-12).contains(&burst.agents_connected));
        }
    }
}
