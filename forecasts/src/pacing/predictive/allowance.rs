//! The share of live answers that may be abandoned from now on, so that the window keeps its cap.
//!
//! | symbol | meaning |
//! |---|---|
//! | c | the cap |
//! | a, b | live answers and abandoned calls of the window so far |
//! | m | live answers still to come in it |
//! | K = c (a + m) − b | abandoned calls the rest may have |
//! | z | normal quantile of the probability with which the cap may be exceeded |
//! | v | variance ÷ mean of abandoned calls, as if they came in clusters |
//!
//! The largest share r with m r + z √(v m r) ≤ K, never above c: the cap then holds with the probability asked for
//! even if nothing were corrected on the way; since r is told anew at every decision it holds more surely.

use statrs::distribution::{ContinuousCDF, Normal};

use crate::pacing::{MeasuringWindow, PacingError, Policy};

/// v. Dialing without correction, simulated floors have 3 to 9; with it 0.2 to 0.4, less than independent calls. Between
/// them, nearer to what is.
const CLUSTERING: f64 = 2.0;

/// Share of their time agents are taken to handle calls, to foretell the answers of a window's rest. A low one is
/// cautious.
const TYPICAL_OCCUPANCY: f64 = 0.8;

/// Where the measuring window is heading.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outlook {
    /// Share of live answers that the dialer lets be abandoned from now on, 0 to the cap.
    pub allowed: f64,
    /// Share abandoned at the window's end that comes of it.
    pub expected: f64,
    /// Probability that the cap is exceeded at the window's end, were nothing corrected on the way.
    pub probability_of_exceeding: f64,
}

/// What the cap allows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Allowance {
    cap: f64,
    normal: Normal,
    z: f64,
}

impl Allowance {
    pub(super) fn new(policy: &Policy) -> Result<Self, PacingError> {
        let no_certainty = PacingError::NoCertainty {
            probability: policy.exceeding,
        };
        let normal = Normal::new(0.0, 1.0).map_err(|_| no_certainty)?;
        Ok(Self {
            cap: policy.maximum_abandoned.as_f64(),
            z: normal.inverse_cdf(policy.exceeding.complement_as_f64()),
            normal,
        })
    }

    /// `agents` on the floor, each busy `handle_seconds` with a live answer.
    pub(super) fn outlook(
        &self,
        window: &MeasuringWindow,
        agents: u32,
        handle_seconds: f64,
    ) -> Outlook {
        let to_come = if handle_seconds > 0.0 {
            f64::from(agents) * TYPICAL_OCCUPANCY * window.remaining_seconds / handle_seconds
        } else {
            0.0
        };
        let (answered, abandoned) = (window.answered as f64, window.abandoned as f64);
        let all = answered + to_come;
        let left = self.cap * all - abandoned;
        let allowed = self.allowed(left, to_come);
        let expected_more = allowed * to_come;
        let deviation = (CLUSTERING * expected_more).sqrt();
        let probability_of_exceeding = if deviation > 0.0 {
            self.normal.cdf((expected_more - left) / deviation)
        } else {
            f64::from(u8::from(left < 0.0))
        };
        Outlook {
            allowed,
            expected: if all > 0.0 {
                (abandoned + expected_more) / all
            } else {
                0.0
            },
            probability_of_exceeding,
        }
    }

    fn allowed(&self, left: f64, to_come: f64) -> f64 {
        if left <= 0.0 || to_come <= 0.0 {
            return 0.0;
        }
        let spread = self.z * CLUSTERING.sqrt();
        let root = ((spread * spread + 4.0 * left).sqrt() - spread) / 2.0;
        (root * root / to_come).min(self.cap)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::pacing::{Expectations, Mode};
    use crate::units::{Share, WaitSeconds};

    fn allowance(cap: f64) -> Allowance {
        Allowance::new(&Policy {
            mode: Mode::Predictive,
            maximum_abandoned: Share::from_f64(cap).unwrap(),
            exceeding: Share::from_f64(0.05).unwrap(),
            connect_within: WaitSeconds::new(2.0).unwrap(),
            maximum_lines: None,
            maximum_calls_per_agent: None,
            expectations: Expectations {
                live_answer: Share::from_f64(0.3).unwrap(),
                ring_until_answer_seconds: 10.0,
                ring_unanswered_seconds: 20.0,
                talk_seconds: 180.0,
                wrap_up_seconds: 0.0,
            },
        })
        .unwrap()
    }

    fn window(answered: u64, abandoned: u64, hours: f64) -> MeasuringWindow {
        MeasuringWindow {
            answered,
            abandoned,
            remaining_seconds: hours * 3_600.0,
        }
    }

    #[test]
    fn a_long_window_allows_nearly_the_cap_and_a_short_one_much_less() {
        let allowed = |hours| {
            allowance(0.03)
                .outlook(&window(0, 0, hours), 50, 180.0)
                .allowed
        };
        assert!(allowed(240.0) > 0.028);
        assert!(allowed(1.0) < 0.022);
    }

    #[test]
    fn the_told_probability_is_the_one_asked_for_where_the_cap_does_not_bind_sooner() {
        let outlook = allowance(0.03).outlook(&window(500, 12, 4.0), 20, 180.0);
        assert!(
            (outlook.probability_of_exceeding - 0.05).abs() < 1e-9,
            "{outlook:?}"
        );
    }

    #[test]
    fn a_window_that_has_used_its_share_allows_nothing_more() {
        let outlook = allowance(0.03).outlook(&window(100, 40, 1.0), 10, 180.0);
        assert_eq!(
            (outlook.allowed, outlook.probability_of_exceeding),
            (0.0, 1.0)
        );
        assert_eq!(
            allowance(0.03)
                .outlook(&window(0, 0, 0.0), 10, 180.0)
                .allowed,
            0.0
        );
    }

    #[test]
    fn a_good_past_is_not_spent_above_the_cap() {
        let outlook = allowance(0.03).outlook(&window(100_000, 10, 1.0), 10, 180.0);
        assert_eq!(outlook.allowed, 0.03);
        assert!(outlook.probability_of_exceeding < 1e-6);
    }

    proptest! {
        #[test]
        fn one_more_abandoned_call_never_allows_more(
            answered in 0..10_000_u64,
            share in 0.0..1.0_f64,
            hours in 0.0..300.0_f64,
        ) {
            let abandoned = (answered as f64 * share) as u64;
            let here = allowance(0.03).outlook(&window(answered + 1, abandoned, hours), 20, 180.0);
            let worse = allowance(0.03).outlook(&window(answered + 1, abandoned + 1, hours), 20, 180.0);
            prop_assert!(worse.allowed <= here.allowed);
            prop_assert!((0.0..=0.03).contains(&here.allowed));
            prop_assert!((0.0..=1.0).contains(&here.probability_of_exceeding));
        }
    }
}
