//! When a delivery that failed is tried again, and when it is given up.

use sha2::{Digest, Sha256};

/// The wait after the first failure, doubled after each further one.
const FIRST_WAIT_SECONDS: i64 = 5;

/// The longest wait between two attempts.
const LONGEST_WAIT_SECONDS: i64 = 4 * 3_600;

/// A webhook to which nothing got through for this long is switched off.
pub(super) const GIVE_UP_AFTER_SECONDS: i64 = 3 * 24 * 3_600;

/// Seconds to wait after the `failures`-th failure in a row (from 1): 5 s doubled each time up to 4 h, times a factor of
/// 0.75 to 1.25 that spreads those out who failed together. It follows from `salt`, so that it can be told in advance.
/// What a receiver asks for with Retry-After is the least, within the same 4 h.
pub(super) fn wait_seconds(failures: i32, salt: &str, retry_after_seconds: Option<i64>) -> i64 {
    let doublings = u32::try_from(failures.saturating_sub(1))
        .unwrap_or(0)
        .min(20);
    let wait = (FIRST_WAIT_SECONDS << doublings).min(LONGEST_WAIT_SECONDS);
    let [first, second, ..] = <[u8; 32]>::from(Sha256::digest(format!("{salt}/{failures}")));
    let share = i64::from(u16::from_be_bytes([first, second]));
    let spread = wait * 3 / 4 + wait * share / 2 / i64::from(u16::MAX);
    spread
        .max(1)
        .max(retry_after_seconds.unwrap_or(0).min(LONGEST_WAIT_SECONDS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn waits_double_from_five_seconds_to_four_hours() {
        for (failures, middle) in [
            (1, 5),
            (2, 10),
            (3, 20),
            (12, 10_240),
            (13, 14_400),
            (40, 14_400),
        ] {
            let wait = wait_seconds(failures, "webhook/event", None);
            assert!(
                (middle * 3 / 4..=middle * 5 / 4).contains(&wait),
                "{failures}: {wait}"
            );
        }
    }

    #[test]
    fn who_failed_together_comes_back_spread_out() {
        let waits: std::collections::BTreeSet<i64> = (0..100)
            .map(|one| wait_seconds(10, &format!("webhook-{one}"), None))
            .collect();
        assert!(waits.len() > 80, "{} different waits of 100", waits.len());
    }

    #[test]
    fn a_receiver_may_ask_for_more_time_but_not_for_ever() {
        assert_eq!(wait_seconds(1, "a", Some(120)), 120);
        assert_eq!(wait_seconds(1, "a", Some(1_000_000)), LONGEST_WAIT_SECONDS);
        assert!(wait_seconds(1, "a", Some(0)) >= 3);
    }

    proptest! {
        #[test]
        fn every_wait_is_at_least_a_second_and_at_most_a_quarter_above_the_longest(failures in i32::MIN..i32::MAX, salt in ".*") {
            let wait = wait_seconds(failures, &salt, None);
            prop_assert!((1..=LONGEST_WAIT_SECONDS * 5 / 4).contains(&wait));
        }
    }
}
