//! Queues made up from a seed: two years of 15-minute intervals with the shapes that call volumes have.

use std::error::Error;
use std::f64::consts::TAU;

use chrono::{Datelike, NaiveDate};
use crewcast_forecasts::calendar::Calendar;
use crewcast_forecasts::calendar::tables::{Country, table};
use crewcast_forecasts::grid::{DaySlots, SlotsPerDay};
use rand_core::SeedableRng;
use rand_distr::{Distribution, Gamma, Poisson};
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::series::Series;

const INTERVAL_MINUTES: u16 = 15;
const FIRST: (i32, u32, u32) = (2024, 1, 1);
const DAYS: usize = 731;
/// Monday to Sunday.
const WEEK: [f64; 7] = [1.15, 1.08, 1.02, 1.0, 0.95, 0.6, 0.4];
const HOLIDAY: f64 = 0.35;
const DAY_AFTER_A_HOLIDAY: f64 = 1.2;
/// Coefficients of variation of a day's level and of an interval beyond Poisson.
const DAY_CV: f64 = 0.08;
const INTERVAL_CV: f64 = 0.06;
/// Contacts of a usual day's busiest interval: the smallest queue's, and how many times that the largest has.
const SMALLEST_PEAK: f64 = 4.0;
const LARGEST_OVER_SMALLEST: f64 = 60.0;

/// The holidays all generated queues share.
pub fn calendar() -> Result<Calendar, Box<dyn Error>> {
    Ok(table(Country::UnitedStates, FIRST.0..=FIRST.0 + 2)?)
}

/// The queue of this number. Every other one is open round the clock, the rest from 7:00 to 21:00 on Mondays to
/// Saturdays that are no holidays; sizes spread over a factor of 60.
pub fn queue(number: u64, calendar: &Calendar) -> Result<Series, Box<dyn Error>> {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(number);
    let round_the_clock = number.is_multiple_of(2);
    let size = SMALLEST_PEAK * LARGEST_OVER_SMALLEST.powf((number * 37 % 101) as f64 / 100.0);
    let slots = SlotsPerDay::of_interval_minutes(INTERVAL_MINUTES)?;
    let first = NaiveDate::from_ymd_opt(FIRST.0, FIRST.1, FIRST.2).ok_or("no such first day")?;
    let day_level = gamma_of_mean_one(DAY_CV)?;
    let interval_level = gamma_of_mean_one(INTERVAL_CV)?;
    let mut days = Vec::with_capacity(DAYS);
    for (index, date) in first.iter_days().take(DAYS).enumerate() {
        let weekday = date.weekday().num_days_from_monday() as usize;
        let holiday = calendar.is_public_holiday(date);
        let after = date
            .pred_opt()
            .is_some_and(|eve| calendar.is_public_holiday(eve));
        let year = 1.0 + 0.12 * (TAU * f64::from(date.ordinal()) / 365.25).cos();
        let trend = 1.0 + 0.1 * index as f64 / DAYS as f64;
        let mut level = size * WEEK[weekday] * year * trend * day_level.sample(&mut random);
        if holiday {
            level *= HOLIDAY;
        } else if after {
            level *= DAY_AFTER_A_HOLIDAY;
        }
        let closed = !round_the_clock && (weekday == 6 || holiday);
        let mut cells = Vec::with_capacity(slots.get());
        for slot in 0..slots.get() {
            let hour = f64::from(INTERVAL_MINUTES) * slot as f64 / 60.0;
            if closed || !round_the_clock && !(7.0..21.0).contains(&hour) {
                cells.push(None);
                continue;
            }
            let mean = level * shape(hour, weekday) * interval_level.sample(&mut random);
            let count = Poisson::new(mean.max(1e-6)).map_err(|error| error.to_string())?;
            cells.push(Some(count.sample(&mut random)));
        }
        days.push(cells);
    }
    Ok(Series {
        name: format!("generated {number}"),
        history: DaySlots::new(first, slots, days)?,
        calendar: calendar.clone(),
    })
}

/// Two humps and a quiet night; the weekend gets up late.
fn shape(hour: f64, weekday: usize) -> f64 {
    let late = if weekday >= 5 { 1.0 } else { 0.0 };
    let hump = |at: f64, width: f64| (-((hour - at) / width).powi(2)).exp();
    0.03 + hump(10.5 + late, 2.2) + 0.75 * hump(15.5 + 0.5 * late, 3.2)
}

fn gamma_of_mean_one(cv: f64) -> Result<Gamma<f64>, String> {
    let shape = cv.powi(-2);
    Gamma::new(shape, 1.0 / shape).map_err(|error| error.to_string())
}
