//! The fingerprint of everything a forecast's numbers follow from.

use sha2::{Digest, Sha256};

use super::local_days::Observation;
use crate::organisation::{PlanningGroup, WeekGrid};

/// SHA-256 over the grid, the seed, the calendar, and group by group the observations, the default handle time and the
/// decisions on what was found in its history.
pub(super) struct InputHash(Sha256);

impl InputHash {
    /// Begins with what all groups share.
    pub(super) fn new(grid: &WeekGrid, seed: u64) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"crewcast forecast input 2\n");
        hash.update(grid.start().epoch_millis().to_le_bytes());
        hash.update(grid.end().epoch_millis().to_le_bytes());
        hash.update(grid.interval_minutes().to_le_bytes());
        hash.update(grid.zone().name().as_bytes());
        hash.update(seed.to_le_bytes());
        Self(hash)
    }

    /// Takes a planning group in.
    pub(super) fn add(&mut self, group: &PlanningGroup, observations: &[Observation]) {
        self.text(&group.id);
        self.optional(group.default_average_handle_time_seconds);
        self.0.update((observations.len() as u64).to_le_bytes());
        for seen in observations {
            self.0.update(seen.start_at.epoch_millis().to_le_bytes());
            self.0.update(seen.interval_minutes.to_le_bytes());
            self.0.update(seen.offered.to_bits().to_le_bytes());
            self.0.update(seen.handled.to_bits().to_le_bytes());
            self.optional(seen.aht_seconds);
        }
    }

    /// The digest in hexadecimal digits.
    pub(super) fn finish(self) -> String {
        use std::fmt::Write;
        self.0
            .finalize()
            .iter()
            .fold(String::new(), |mut text, byte| {
                // Writing to a String cannot fail.
                let _ = write!(text, "{byte:02x}");
                text
            })
    }

    /// Takes a text in.
    pub(super) fn text(&mut self, text: &str) {
        self.0.update((text.len() as u64).to_le_bytes());
        self.0.update(text.as_bytes());
    }

    fn optional(&mut self, value: Option<f64>) {
        self.0.update([u8::from(value.is_some())]);
        self.0.update(value.unwrap_or(0.0).to_bits().to_le_bytes());
    }
}
