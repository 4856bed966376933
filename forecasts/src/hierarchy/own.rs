//! What a new queue has shown so far.

use super::ShapeDonor;
use crate::grid::{DaySlots, weekday_index};

/// Closed days of a weekday after which it counts as closed rather than as having met a holiday.
const CLOSED_DAYS: usize = 2;

/// The new queue's own contacts by weekday and slot.
pub(super) struct Own {
    pub(super) counts: [Vec<f64>; 7],
    /// Days that observed the cell.
    pub(super) exposure: [Vec<f64>; 7],
    open_days: [usize; 7],
    closed_days: [usize; 7],
    pub(super) contacts: f64,
    pub(super) slots: usize,
}

impl Own {
    pub(super) fn of(history: Option<&DaySlots>, slots: usize) -> Self {
        let empty = || std::array::from_fn(|_| vec![0.0; slots]);
        let mut own = Self {
            counts: empty(),
            exposure: empty(),
            open_days: [0; 7],
            closed_days: [0; 7],
            contacts: 0.0,
            slots,
        };
        // An import padded with empty days says nothing about opening hours outside what it holds.
        let history = history.and_then(DaySlots::trimmed);
        for (date, day) in history.iter().flat_map(DaySlots::iter) {
            let weekday = weekday_index(date);
            if day.iter().all(Option::is_none) {
                own.closed_days[weekday] += 1;
                continue;
            }
            own.open_days[weekday] += 1;
            for (slot, count) in day.iter().enumerate() {
                if let Some(count) = count {
                    own.counts[weekday][slot] += count;
                    own.exposure[weekday][slot] += 1.0;
                    own.contacts += count;
                }
            }
        }
        own
    }

    pub(super) fn days(&self) -> f64 {
        self.open_days.iter().sum::<usize>() as f64
    }

    /// Contacts that `week` expects in the cells seen, by weekday.
    pub(super) fn expected_by_weekday(&self, week: &[Vec<f64>; 7]) -> Vec<f64> {
        (0..7)
            .map(|weekday| dot(&self.exposure[weekday], &week[weekday]))
            .collect()
    }

    pub(super) fn distance(&self, donor: &ShapeDonor) -> Option<f64> {
        let expected: f64 = self.expected_by_weekday(donor.week()).iter().sum();
        if self.contacts <= 0.0 {
            return None;
        }
        if expected <= 0.0 {
            return Some(1.0);
        }
        let mut sum = 0.0;
        for weekday in 0..7 {
            for slot in 0..self.slots {
                let borrowed =
                    self.exposure[weekday][slot] * donor.week()[weekday][slot] / expected;
                sum += (self.counts[weekday][slot] / self.contacts - borrowed).abs();
            }
        }
        Some(sum / 2.0)
    }

    /// Whether the queue takes contacts, or `None` where its days do not say.
    pub(super) fn is_open(&self, weekday: usize, slot: usize) -> Option<bool> {
        if self.open_days[weekday] > 0 {
            return Some(self.exposure[weekday][slot] > 0.0);
        }
        let closed_elsewhere = self.days() > 0.0 && self.exposure.iter().all(|e| e[slot] == 0.0);
        (self.closed_days[weekday] >= CLOSED_DAYS || closed_elsewhere).then_some(false)
    }
}

/// By how much counts vary more than Poisson counts.
pub(super) struct Noise {
    pub(super) day_dispersion: f64,
    pub(super) day_inflation: f64,
    pub(super) slot_inflation: f64,
}

impl Noise {
    pub(super) fn new(own: &Own, day_dispersion: f64, slot_dispersion: f64) -> Self {
        let cells: f64 = own.exposure.iter().flatten().sum();
        let per = |number: f64| {
            if number > 0.0 {
                own.contacts / number
            } else {
                0.0
            }
        };
        Self {
            day_dispersion,
            day_inflation: 1.0 + day_dispersion * per(own.days()),
            slot_inflation: 1.0 + slot_dispersion * per(cells),
        }
    }
}

/// Sum of the products.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
