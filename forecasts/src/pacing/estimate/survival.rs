//! How long a line rings before it ends.

use serde::{Deserialize, Serialize};

use super::numbers;

/// Seconds that are told apart; what rings longer is in the last.
const SECONDS: usize = 120;

/// Lines a distribution remembers.
const MEMORY: f64 = 500.0;

/// Lines the expectation is worth at first; forgotten like the others.
const PRIOR_LINES: f64 = 8.0;

/// Times by whole seconds, evenly spread within one.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Survival {
    #[serde(with = "numbers")]
    count: [f64; SECONDS],
    /// Share that lasts longer than each whole second.
    #[serde(with = "numbers")]
    beyond: [f64; SECONDS + 1],
}

impl Survival {
    /// Evenly spread from 0 to twice the expected mean.
    pub(super) fn expected(mean_seconds: f64) -> Self {
        let mut survival = Self {
            count: [0.0; SECONDS],
            beyond: [0.0; SECONDS + 1],
        };
        let width = (2.0 * mean_seconds).clamp(1.0, SECONDS as f64);
        for (second, count) in survival.count.iter_mut().enumerate() {
            *count = (width - second as f64).clamp(0.0, 1.0) * PRIOR_LINES / width;
        }
        survival.sum_up();
        survival
    }

    pub(super) fn observe(&mut self, seconds: f64) {
        for count in &mut self.count {
            *count *= 1.0 - 1.0 / MEMORY;
        }
        // A time of exactly 20 s ends in the second before: lines that ring out end there.
        let second = (seconds.ceil() as usize).saturating_sub(1);
        self.count[second.min(SECONDS - 1)] += 1.0;
        self.sum_up();
    }

    /// Share of times longer than `seconds`.
    pub(super) fn beyond(&self, seconds: f64) -> f64 {
        let second = seconds as usize;
        if second >= SECONDS {
            return 0.0;
        }
        let part = seconds - second as f64;
        self.beyond[second] * (1.0 - part) + self.beyond[second + 1] * part
    }

    /// The time that a share of all times does not exceed.
    pub(super) fn quantile(&self, share: f64) -> f64 {
        let left = 1.0 - share;
        let after = self.beyond.partition_point(|beyond| *beyond > left);
        if after == 0 || after > SECONDS {
            return after.min(SECONDS) as f64;
        }
        let (longer, shorter) = (self.beyond[after - 1], self.beyond[after]);
        (after - 1) as f64 + (longer - left) / (longer - shorter)
    }

    fn sum_up(&mut self) {
        let all: f64 = self.count.iter().sum();
        let mut left = all;
        self.beyond[0] = 1.0;
        for (second, count) in self.count.iter().enumerate() {
            left -= count;
            self.beyond[second + 1] = (left / all).max(0.0);
        }
        self.beyond[SECONDS] = 0.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_expected_is_evenly_spread_around_the_mean() {
        let survival = Survival::expected(10.0);
        assert_eq!(survival.beyond(0.0), 1.0);
        assert!((survival.beyond(10.0) - 0.5).abs() < 1e-12);
        assert!((survival.quantile(0.25) - 5.0).abs() < 1e-9);
        assert_eq!(survival.beyond(500.0), 0.0);
    }

    #[test]
    fn what_is_seen_replaces_what_was_expected() {
        let mut survival = Survival::expected(40.0);
        for number in 0..3_000 {
            survival.observe(5.0 + 10.0 * (f64::from(number * 37 % 100) + 0.5) / 100.0);
        }
        assert!(survival.beyond(4.9) > 0.99);
        assert!((survival.quantile(0.5) - 10.0).abs() < 0.2);
        assert!(survival.beyond(15.0) < 0.01);
    }
}
