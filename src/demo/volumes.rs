//! Call volumes such as a bank's centre sees: weekday shapes with a lunch-time peak, pay-day surges, quiet holidays and
//! busy days after them, make-up workdays, slow growth, Poisson noise. Made from a seed alone.

use chrono::{Datelike, NaiveDate, Weekday};
use crewcast_forecasts::calendar::Calendar;
use rand::Rng;
use rand_chacha::ChaCha8Rng;

/// How one queue's day looks.
pub(super) struct QueueShape {
    /// The queue's name.
    pub name: &'static str,
    /// Contacts on an ordinary Monday.
    pub monday_contacts: f64,
    /// Mean handle time in seconds.
    pub aht_seconds: f64,
    /// Minute of the day at which calls begin to be taken.
    pub opens_minute: u32,
    /// Minute of the day at which the last calls are let in.
    pub closes_minute: u32,
    /// How much of Monday's volume a weekend day has.
    pub weekend_share: f64,
}

/// One day of all queues.
pub(super) struct Day {
    date: NaiveDate,
    week: usize,
    holiday: bool,
    after_holiday: bool,
    make_up: bool,
}

impl Day {
    /// A day in the given week of the history.
    pub(super) fn new(date: NaiveDate, week: usize, calendar: &Calendar) -> Self {
        let holiday = calendar.is_public_holiday(date);
        let yesterday = date
            .pred_opt()
            .is_some_and(|day| calendar.is_public_holiday(day));
        Self {
            date,
            week,
            holiday,
            after_holiday: yesterday && !holiday,
            make_up: calendar.is_make_up_workday(date),
        }
    }
}

/// What one interval saw.
pub(super) struct Arrivals {
    pub offered: u32,
    pub handled: u32,
    pub aht_seconds: f64,
}

/// The expected contacts of an interval, before noise.
fn expected(shape: &QueueShape, day: &Day, minute: u32, interval_minutes: u32) -> f64 {
    if minute < shape.opens_minute || minute >= shape.closes_minute {
        return 0.0;
    }
    let weekday = match day.date.weekday() {
        _ if day.holiday => 0.8 * shape.weekend_share,
        _ if day.make_up => 0.93,
        Weekday::Mon => 1.0,
        Weekday::Tue => 0.94,
        Weekday::Wed => 0.91,
        Weekday::Thu => 0.90,
        Weekday::Fri => 0.96,
        Weekday::Sat | Weekday::Sun => shape.weekend_share,
    };
    // Salaries arrive around the 10th, card bills fall due around the 25th.
    let month = if matches!(day.date.day(), 10 | 25) {
        1.12
    } else {
        1.0
    };
    let growth = 1.0 + 0.002 * day.week as f64;
    let backlog = if day.after_holiday { 1.15 } else { 1.0 };
    let hour = f64::from(minute) / 60.0 + f64::from(interval_minutes) / 120.0;
    let bump = |centre: f64, width: f64| (-((hour - centre) / width).powi(2) / 2.0).exp();
    let weight = 0.18
        + 0.9 * bump(10.2, 1.4)
        + bump(12.6, 0.8)
        + 0.75 * bump(15.6, 1.7)
        + 0.3 * bump(19.5, 1.2);
    // The profile sums to about 11.3 weight-hours over an open day.
    shape.monday_contacts
        * weekday
        * month
        * backlog
        * growth
        * weight
        * f64::from(interval_minutes)
        / 60.0
        / 11.3
}

/// What an interval saw: Poisson arrivals, nearly all handled, handle times that scatter around their mean and rise a
/// little in the evening.
pub(super) fn arrivals(
    shape: &QueueShape,
    day: &Day,
    minute: u32,
    interval_minutes: u32,
    random: &mut ChaCha8Rng,
) -> Option<Arrivals> {
    let mean = expected(shape, day, minute, interval_minutes);
    if mean <= 0.0 {
        return None;
    }
    let offered = poisson(mean, random);
    let lost = (0..offered)
        .filter(|_| random.random::<f64>() < 0.03)
        .count();
    let evening = if minute >= 18 * 60 { 1.05 } else { 1.0 };
    let scatter = 1.0 + 0.3 * (random.random::<f64>() - 0.5) / f64::from(offered.max(1)).sqrt();
    Some(Arrivals {
        offered,
        handled: offered - u32::try_from(lost).unwrap_or(0),
        aht_seconds: (shape.aht_seconds * evening * scatter).round(),
    })
}

/// A Poisson draw: Knuth's product for small means, a rounded normal above 50, where the two cannot be told apart here.
fn poisson(mean: f64, random: &mut ChaCha8Rng) -> u32 {
    if mean > 50.0 {
        let (u, v): (f64, f64) = (random.random::<f64>().max(1e-12), random.random());
        let normal = (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos();
        return (mean + mean.sqrt() * normal).round().max(0.0) as u32;
    }
    let floor = (-mean).exp();
    let mut product: f64 = random.random();
    let mut count = 0;
    while product > floor {
        product *= random.random::<f64>();
        count += 1;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    const SHAPE: QueueShape = QueueShape {
        name: "Cards",
        monday_contacts: 1_800.0,
        aht_seconds: 240.0,
        opens_minute: 480,
        closes_minute: 1_260,
        weekend_share: 0.5,
    };

    fn day(date: &str, seed: u64) -> Vec<u32> {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let day = Day::new(date.parse().unwrap(), 0, &Calendar::default());
        (0..48)
            .map(|slot| {
                arrivals(&SHAPE, &day, slot * 30, 30, &mut random)
                    .map_or(0, |arrivals| arrivals.offered)
            })
            .collect()
    }

    #[test]
    fn lunch_time_is_the_peak_and_the_night_is_silent() {
        let monday = day("2026-11-02", 7);
        let peak = monday
            .iter()
            .position(|offered| offered == monday.iter().max().unwrap())
            .unwrap();
        assert!((23..=27).contains(&peak), "peak in interval {peak}");
        assert_eq!(monday[..16].iter().sum::<u32>(), 0);
        let total: u32 = monday.iter().sum();
        assert!((1_500..2_100).contains(&total), "{total}");
    }

    #[test]
    fn the_same_seed_gives_the_same_calls() {
        assert_eq!(day("2026-11-03", 1), day("2026-11-03", 1));
        assert_ne!(day("2026-11-03", 1), day("2026-11-03", 2));
    }
}
