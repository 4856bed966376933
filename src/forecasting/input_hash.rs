//! The fingerprint of everything a forecast's numbers follow from.

use sha2::{Digest, Sha256};

use super::local_days::Observation;
use crate::organisation::{PlanningGroup, WeekGrid};

/// SHA-256 over the grid, the seed, the calendar, what the request says of reconciling, of queues and of new planning groups, and
/// group by group the observations, the default handle time and the decisions on what was found in its history.
pub(super) struct InputHash(Sha256);

impl InputHash {
    /// Begins with what all groups share.
    pub(super) fn new(grid: &WeekGrid, seed: u64) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"crewcast forecast input 5\n");
        hash.update(grid.start().epoch_millis().to_le_bytes());
        hash.update(grid.end().epoch_millis().to_le_bytes());
        hash.update(grid.interval_minutes().to_le_bytes());
        hash.update(grid.zone().name().as_bytes());
        hash.update(seed.to_le_bytes());
        Self(hash)
    }

    /// Takes a planning group in.
    pub(super) fn add(&mut self, group: GroupHash) {
        self.0.update(group.0.finalize());
    }

    /// Takes a text in.
    pub(super) fn text(&mut self, text: &str) {
        add_text(&mut self.0, text);
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
}

/// The fingerprint of one planning group's part, made where the group is worked on.
pub(super) struct GroupHash(Sha256);

impl GroupHash {
    /// Of a group's observations and default handle time.
    pub(super) fn new(group: &PlanningGroup, observations: &[Observation]) -> Self {
        let mut hash = Self(Sha256::new());
        hash.text(&group.id);
        hash.optional(group.default_average_handle_time_seconds);
        hash.0.update((observations.len() as u64).to_le_bytes());
        for seen in observations {
            hash.0.update(seen.start_at.epoch_millis().to_le_bytes());
            hash.0.update(seen.interval_minutes.to_le_bytes());
            hash.0.update(seen.offered.to_bits().to_le_bytes());
            hash.0.update(seen.handled.to_bits().to_le_bytes());
            hash.optional(seen.aht_seconds);
        }
        hash
    }

    /// Takes a text in.
    pub(super) fn text(&mut self, text: &str) {
        add_text(&mut self.0, text);
    }

    fn optional(&mut self, value: Option<f64>) {
        self.0.update([u8::from(value.is_some())]);
        self.0.update(value.unwrap_or(0.0).to_bits().to_le_bytes());
    }
}

fn add_text(hash: &mut Sha256, text: &str) {
    hash.update((text.len() as u64).to_le_bytes());
    hash.update(text.as_bytes());
}
