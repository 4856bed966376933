//! The volume of one planning group's days to come: chosen by backtest, with quantiles, explained.

use chrono::NaiveDate;

use crate::backtest::{Backtest, BacktestOutcome, Horizon, backtest};
use crate::calendar::{Calendar, DayMarks};
use crate::level::{DayEffect, LevelModel};
use crate::matrix::DayMatrix;
use crate::models::{DayForecast, ModelName, Moment, Tuned};
use crate::spread::{Quantiles, Spread};

/// Days ahead from which the level alone, with its trend and season, decides a day's sum: what the last weeks say of
/// single weekdays and hours has worn off.
const LEVEL_DECIDES_FROM: usize = 28;

/// What is expected of the days after some moment.
#[derive(Clone, Debug)]
pub struct VolumeOutlook {
    /// The days, from the first after the moment (or the one running) on.
    pub dates: Vec<NaiveDate>,
    /// Contacts of each day's columns if the centre is open; never negative, 0 where nothing is known.
    pub mean: Vec<DayForecast>,
    /// Which columns of each day are expected open.
    pub open: Vec<Vec<bool>>,
    /// Standard deviation of the logarithm of each day's level.
    pub level_sds: Vec<f64>,
    /// The model behind `mean`.
    pub model: ModelName,
    /// Its spread.
    pub spread: Spread,
    /// How good the models were on the past.
    pub backtest: BacktestOutcome,
    /// The level model of the whole history, for what it explains.
    pub level: LevelModel,
    /// The marks of the known days and those to come.
    pub marks: DayMarks,
}

impl VolumeOutlook {
    /// Quantiles of a column of a day, by its place in `dates`.
    #[must_use]
    pub fn quantiles(&self, day: usize, column: usize) -> Quantiles {
        self.spread
            .quantiles(self.mean[day][column], self.level_sds[day])
    }

    /// What the calendar does to the days told, ordinary days left out.
    #[must_use]
    pub fn day_effects(&self) -> Vec<DayEffect> {
        let first = self.marks.len() - self.dates.len();
        let days = self.dates.iter().enumerate();
        days.filter_map(|(lead, &date)| self.level.day_effect(&self.marks, first + lead, date))
            .collect()
    }
}

/// Forecasts the `ahead` days after a moment from what was known then; rows of the matrix past the moment are not
/// looked at. With columns of a running day, only that day is told.
#[must_use]
pub fn forecast_volume(
    matrix: &DayMatrix,
    moment: Moment,
    calendar: &Calendar,
    ahead: usize,
    seed: u64,
) -> VolumeOutlook {
    let horizon = if moment.columns > 0 {
        Horizon::RestOfDay {
            columns: moment.columns,
        }
    } else {
        Horizon::Days(ahead)
    };
    let ahead = horizon.ahead();
    let whole = matrix.until(moment.days, 0);
    let Backtest {
        outcome,
        chosen,
        weights,
        spread,
        tuned,
    } = backtest(&whole, calendar, horizon, seed);
    let (tuned, known) = Tuned::search(matrix, moment, calendar, ahead, seed, tuned.as_ref());
    let forecasts = tuned.forecasts(&known, ahead);
    let of = |name: ModelName| {
        let found = forecasts.iter().find(|(own, _)| *own == name);
        found.map(|(_, days)| days.clone())
    };
    let special: Vec<bool> = (known.days..known.days + ahead)
        .map(|day| !known.marks.day(day).is_usual())
        .collect();
    let combined = (chosen == ModelName::Combination)
        .then(|| weights.combine(&forecasts, &special))
        .flatten();
    let (model, mut mean) = combined
        .map(|days| (ModelName::Combination, days))
        .or_else(|| of(chosen).map(|days| (chosen, days)))
        .or_else(|| of(ModelName::BASELINE).map(|days| (ModelName::BASELINE, days)))
        .unwrap_or_else(|| {
            (
                ModelName::BASELINE,
                vec![vec![f64::NAN; matrix.width()]; ahead],
            )
        });
    if let (ModelName::Combination, Some(level)) = (model, of(ModelName::LevelAndShape)) {
        for (day, by_level) in mean.iter_mut().zip(level).skip(LEVEL_DECIDES_FROM) {
            *day = by_level;
        }
    }
    for value in mean.iter_mut().flatten().filter(|value| value.is_nan()) {
        *value = 0.0;
    }
    let levels = known.level.expect(&known.marks, known.days, ahead);
    VolumeOutlook {
        dates: (0..ahead)
            .map(|lead| matrix.date(known.days + lead))
            .collect(),
        mean,
        open: (0..ahead)
            .map(|lead| known.open_columns(known.days + lead))
            .collect(),
        level_sds: levels.iter().map(|level| level.variance.sqrt()).collect(),
        model,
        spread,
        backtest: outcome,
        level: known.level,
        marks: known.marks,
    }
}
