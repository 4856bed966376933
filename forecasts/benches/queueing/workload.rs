//! The intervals to staff: 100 queues, one week of 15-minute intervals each, 67,200 in all.

use crewcast_forecasts::units::{AhtSeconds, ContactsPerInterval, UnitError};

const QUEUES: u32 = 100;
const INTERVALS: u32 = 7 * 24 * 4;
pub const INTERVAL_MINUTES: u32 = 15;

/// Contacts and handle time of one interval.
#[derive(Clone, Copy)]
pub struct Demand {
    pub volume: ContactsPerInterval,
    pub aht: AhtSeconds,
}

/// A bell over the day whose peak differs by queue, up to `peak_of_the_largest` contacts.
pub fn intervals(peak_of_the_largest: f64) -> Result<Vec<Demand>, UnitError> {
    (0..QUEUES)
        .flat_map(|queue| (0..INTERVALS).map(move |interval| (queue, interval)))
        .map(|(queue, interval)| {
            let hour = f64::from(interval % 96) / 4.0;
            let peak = peak_of_the_largest * f64::from(queue + 1) / f64::from(QUEUES);
            let volume = peak * (-((hour - 13.0) / 4.0).powi(2)).exp();
            let aht = 180.0 + f64::from((queue * 37 + interval) % 240);
            Ok(Demand {
                volume: ContactsPerInterval::new((volume * 100.0).round() / 100.0)?,
                aht: AhtSeconds::new(aht)?,
            })
        })
        .collect()
}

/// Every `step`-th interval: a reference too slow for all of them gets the same mix.
pub fn every(step: usize, intervals: &[Demand]) -> Vec<Demand> {
    intervals.iter().copied().step_by(step).collect()
}
