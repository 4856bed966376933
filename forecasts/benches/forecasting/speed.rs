//! Processor seconds a series: the whole selection, and one refit with forecast, beside the peers in the same run.

use std::error::Error;

use chrono::{Days, NaiveDateTime, NaiveTime};
use crewcast_forecasts::backtest::{Horizon, backtest};
use crewcast_forecasts::matrix::DayMatrix;
use crewcast_forecasts::models::{DayForecast, Moment, Tuned};
use crewcast_forecasts::volume::forecast_volume;

use crate::generated;
use crate::peers::{Python, Question};
use crate::process::cpu_seconds;
use crate::series::Series;

const AHEAD: usize = 14;
const SEED: u64 = 1;
/// A refit uses what was found this many days before.
const FOUND_BEFORE: usize = 7;
/// The generated queue: round the clock, 83 contacts in the busiest interval of a usual day.
const GENERATED: u64 = 2;
/// Short work is repeated for so many processor seconds: Linux counts hundredths.
const MEASURED_SECONDS: f64 = 2.0;

/// Package, name, script.
const PEERS: [(&str, &str, &str); 2] = [
    ("prophet", "Prophet", "prophet_series.py"),
    ("statsforecast", "MSTL+AutoETS", "mstl_ets_series.py"),
];

/// Forecasts the last two weeks of each series from the days before them and prints what it took.
pub fn compare(shared: &[Series]) -> Result<(), Box<dyn Error>> {
    let python = Python::of_environment();
    let mut peers = Vec::new();
    match &python {
        None => println!(
            "Prophet and statsforecast are left out; ./run bench forecasting installs them and compares"
        ),
        Some(python) => {
            for peer in PEERS {
                if python.has(peer.0) {
                    peers.push((python, peer));
                } else {
                    println!("{} is left out: {} is not installed", peer.1, peer.0);
                }
            }
        }
    }
    let made = generated::queue(GENERATED, &generated::calendar()?)?;
    for series in shared.iter().chain([&made]) {
        let origin = Origin::of(series)?;
        let days = origin.known.days();
        let width = origin.known.width();
        println!(
            "forecast_speed  {}: {days} days of {width} intervals, {AHEAD} days ahead",
            series.name
        );
        let (selection, mean) = selection(series, &origin)?;
        println!(
            "forecast_speed  {}  whole selection {selection:.2} CPU s  WAPE {:.1} %",
            series.name,
            100.0 * origin.wape(&mean)
        );
        let (refit, mean) = refit(series, &origin)?;
        println!(
            "forecast_speed  {}  one refit with forecast {refit:.4} CPU s  WAPE {:.1} %",
            series.name,
            100.0 * origin.wape(&mean)
        );
        let question = origin.question(series);
        for (python, (_, name, script)) in &peers {
            let answer = match python.ask(script, &question) {
                Ok(answer) => answer,
                Err(error) => {
                    println!("forecast_speed  {}  {name} failed: {error}", series.name);
                    continue;
                }
            };
            println!(
                "forecast_speed  {}  {name} {:.2} CPU s  WAPE {:.1} %  ratio {:.0}× one refit, {:.2}× the whole selection",
                series.name,
                answer.cpu_seconds,
                100.0 * origin.wape(&origin.days_of(&answer.mean)),
                answer.cpu_seconds / refit,
                answer.cpu_seconds / selection,
            );
        }
    }
    Ok(())
}

/// The moment two weeks before a series' end.
struct Origin {
    known: DayMatrix,
    all: DayMatrix,
    /// Weekdays that the grid of the peers has.
    weekdays: [bool; 7],
}

impl Origin {
    fn of(series: &Series) -> Result<Self, Box<dyn Error>> {
        let all = DayMatrix::of(&series.history);
        let days = all
            .days()
            .checked_sub(AHEAD)
            .ok_or("a series of less than two weeks")?;
        let mut weekdays = [false; 7];
        for day in (0..days).filter(|&day| !all.is_blank(day)) {
            weekdays[all.weekday(day)] = true;
        }
        Ok(Self {
            known: all.until(days, 0),
            all,
            weekdays,
        })
    }

    fn moment(&self) -> Moment {
        Moment {
            days: self.known.days(),
            columns: 0,
        }
    }

    fn grid_days(&self, days: std::ops::Range<usize>) -> impl Iterator<Item = usize> {
        days.filter(|&day| self.weekdays[self.all.weekday(day)])
    }

    fn timestamps(&self, days: std::ops::Range<usize>) -> Vec<NaiveDateTime> {
        let minutes = u64::from(self.all.slots_per_day().interval_minutes());
        self.grid_days(days)
            .flat_map(|day| {
                let midnight = self.all.date(day).and_time(NaiveTime::MIN);
                self.all.window().map(move |slot| {
                    midnight + std::time::Duration::from_secs(60 * minutes * slot as u64)
                })
            })
            .collect()
    }

    /// Gaps are filled from the same weekday's slot of the weeks before, else 0.
    fn question(&self, series: &Series) -> Question {
        let known = self.known.days();
        let mut values = Vec::new();
        for day in self.grid_days(0..known) {
            for column in 0..self.all.width() {
                let seen = (0..=day / 7)
                    .map(|weeks| self.all.row(day - 7 * weeks)[column])
                    .find(|value| !value.is_nan());
                values.push(seen.unwrap_or(0.0));
            }
        }
        let last = self.all.date(known + AHEAD) + Days::new(1);
        Question {
            slots: self.all.width(),
            week: self.weekdays.iter().filter(|open| **open).count(),
            timestamps: self.timestamps(0..known),
            values,
            ahead: self.timestamps(known..known + AHEAD),
            holidays: series
                .calendar
                .iter()
                .filter(|day| day.date <= last)
                .map(|day| (day.date, day.name.clone()))
                .collect(),
        }
    }

    /// A peer's flat forecast as days; what it does not have is 0.
    fn days_of(&self, flat: &[f64]) -> Vec<Vec<f64>> {
        let known = self.known.days();
        let mut days = vec![vec![0.0; self.all.width()]; AHEAD];
        for (day, values) in self
            .grid_days(known..known + AHEAD)
            .zip(flat.chunks(self.all.width()))
        {
            days[day - known] = values.to_vec();
        }
        days
    }

    /// Sum of absolute errors over contacts, of the intervals observed.
    fn wape(&self, mean: &[Vec<f64>]) -> f64 {
        let (mut error, mut contacts) = (0.0, 0.0);
        for (lead, told) in mean.iter().enumerate() {
            let observed = self.all.row(self.known.days() + lead);
            for (told, came) in told.iter().zip(observed).filter(|(_, came)| !came.is_nan()) {
                error += (told - came).abs();
                contacts += came;
            }
        }
        error / contacts
    }
}

fn selection(series: &Series, origin: &Origin) -> Result<(f64, Vec<DayForecast>), Box<dyn Error>> {
    let work = || {
        forecast_volume(
            &origin.known,
            origin.moment(),
            &series.calendar,
            AHEAD,
            SEED,
        )
    };
    let (seconds, outlook) = measured(work)?;
    Ok((seconds, outlook.mean))
}

/// The combination with the weights, scales, smoothing constants and trees found a week before; everything cheap is
/// learnt anew.
fn refit(series: &Series, origin: &Origin) -> Result<(f64, Vec<DayForecast>), Box<dyn Error>> {
    let now = origin.moment();
    let before = Moment {
        days: now.days - FOUND_BEFORE,
        ..now
    };
    let calendar = &series.calendar;
    let past = origin.known.until(before.days, 0);
    let found = backtest(&past, calendar, Horizon::Days(AHEAD), SEED);
    let (tuned, _) = Tuned::search(&past, before, calendar, AHEAD, SEED, found.tuned.as_ref());
    let work = || {
        let known = tuned.known(&origin.known, now, calendar, AHEAD);
        let special: Vec<bool> = (known.days..known.days + AHEAD)
            .map(|day| !known.marks.day(day).is_usual())
            .collect();
        let forecasts = tuned.forecasts(&known, AHEAD);
        found.weights.combine(&forecasts, &special)
    };
    let (seconds, mean) = measured(work)?;
    Ok((seconds, mean.ok_or("no model could be fitted")?))
}

/// Processor seconds of one round, on average over as many as are needed to measure them.
fn measured<R>(work: impl Fn() -> R) -> Result<(f64, R), Box<dyn Error>> {
    let start = cpu_seconds()?;
    let mut rounds = 0.0;
    loop {
        let result = std::hint::black_box(work());
        rounds += 1.0;
        let spent = cpu_seconds()? - start;
        if spent >= MEASURED_SECONDS {
            return Ok((spent / rounds, result));
        }
    }
}
