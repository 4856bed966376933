//! The demo's past: twenty weeks of intervals as a file in Crewcast's own layout, imported like any customer's.

use std::fmt::Write as _;

use chrono::{Datelike, Days, NaiveDate};
use crewcast_forecasts::calendar::tables::{self, Country};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::centre::INTERVAL_MINUTES;
use super::volumes::{Day, QueueShape, arrivals};
use crate::failure::Failure;

/// Whose holidays and make-up workdays the demo's callers keep.
pub(super) const COUNTRY: Country = Country::MainlandChina;

/// How many weeks of calls the demo remembers.
const WEEKS: u64 = 20;

/// The demo's queues.
const QUEUES: [QueueShape; 2] = [
    QueueShape {
        name: "Cards",
        monday_contacts: 1_400.0,
        aht_seconds: 240.0,
        opens_minute: 8 * 60,
        closes_minute: 21 * 60,
        weekend_share: 0.6,
    },
    QueueShape {
        name: "Loans",
        monday_contacts: 520.0,
        aht_seconds: 360.0,
        opens_minute: 8 * 60,
        closes_minute: 21 * 60,
        weekend_share: 0.5,
    },
];

/// The Monday of the week that holds `date`.
pub(super) fn monday_of(date: NaiveDate) -> NaiveDate {
    date - Days::new(u64::from(date.weekday().num_days_from_monday()))
}

/// The intervals of the weeks before `today`, today excluded, as CSV.
///
/// # Errors
/// [`Failure::Internal`] when the shipped calendar is damaged.
pub(super) fn history_csv(today: NaiveDate, seed: u64) -> Result<String, Failure> {
    let calendar = tables::table(COUNTRY, tables::years(COUNTRY))
        .map_err(|error| Failure::Internal(error.to_string()))?;
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let first = monday_of(today) - Days::new(7 * WEEKS);
    let mut csv = String::from(
        "QueueName,IntervalStart,IntervalMinutes,Offered,Handled,Abandoned,AverageHandleTimeSeconds\n",
    );
    for (index, date) in first
        .iter_days()
        .take_while(|date| *date < today)
        .enumerate()
    {
        let day = Day::new(date, index / 7, &calendar);
        for queue in &QUEUES {
            for minute in (0..1_440).step_by(INTERVAL_MINUTES as usize) {
                let Some(seen) = arrivals(queue, &day, minute, INTERVAL_MINUTES, &mut random)
                else {
                    continue;
                };
                let abandoned = seen.offered - seen.handled;
                // Writing to a string cannot fail.
                let _ = writeln!(
                    csv,
                    "{},{date} {:02}:{:02},{INTERVAL_MINUTES},{},{},{abandoned},{}",
                    queue.name,
                    minute / 60,
                    minute % 60,
                    seen.offered,
                    seen.handled,
                    if seen.handled == 0 {
                        String::new()
                    } else {
                        seen.aht_seconds.to_string()
                    },
                );
            }
        }
    }
    Ok(csv)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_ends_yesterday_and_repeats_for_its_seed() {
        let today = "2026-11-22".parse().unwrap();
        let csv = history_csv(today, 11).unwrap();
        assert!(
            csv.lines().last().unwrap().contains("2026-11-21 20:45"),
            "{:?}",
            csv.lines().last()
        );
        assert_eq!(csv, history_csv(today, 11).unwrap());
        assert!(!csv.contains("2026-11-22"));
    }
}
