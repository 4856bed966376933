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
        let days: Vec<(usize, NaiveDate)> = (first..).zip(self.dates.iter().copied()).collect();
        self.level.day_effects(&self.marks, &days)
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
    // A running day of which no row is there has not begun.
    let moment = Moment {
        columns: if matrix.days() > moment.days {
            moment.columns
        } else {
            0
        },
        ..moment
    };
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
    let special = known.special_days(ahead);
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
    if let Some(level) = of(ModelName::LevelAndShape) {
        for (day, by_level) in mean.iter_mut().zip(level).skip(LEVEL_DECIDES_FROM) {
            *day = by_level;
        }
    }
    for value in mean.iter_mut().flatten().filter(|value| value.is_nan()) {
        *value = 0.0;
    }
    VolumeOutlook {
        dates: (0..ahead)
            .map(|lead| matrix.date(known.days + lead))
            .collect(),
        mean,
        open: (0..ahead)
            .map(|lead| known.open_columns(known.days + lead))
            .collect(),
        level_sds: known.level_sds(ahead),
        model,
        spread,
        backtest: outcome,
        level: known.level,
        marks: known.marks,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::DaySlots;
    use crate::simulated::{Draws, holidays, hours, special};

    /// Twelve weeks open from eight to eighteen, Sundays closed, days busier and quieter as wholes by 5 %.
    fn history() -> DaySlots {
        let mut draws = Draws::new(1);
        let factors: Vec<f64> = (0..91).map(|_| draws.factor(0.05)).collect();
        hours(91, |day, hour| {
            let weekday = 1.3 - 0.1 * (day % 7) as f64;
            let open = day % 7 < 6 && (8..18).contains(&hour);
            let count = draws.count(40.0 * weekday * factors[day]);
            open.then_some(count)
        })
    }

    fn outlook(calendar: &Calendar, ahead: usize) -> VolumeOutlook {
        let moment = Moment {
            days: 84,
            columns: 0,
        };
        forecast_volume(&DayMatrix::of(&history()), moment, calendar, ahead, 1)
    }

    #[test]
    fn days_beyond_four_weeks_follow_the_level() {
        let found = outlook(&Calendar::default(), 56);
        assert_eq!(found.model, ModelName::Combination);
        let levels = found.level.expect(&found.marks, 84, 56);
        for (lead, level) in levels.iter().enumerate().skip(LEVEL_DECIDES_FROM) {
            let told: f64 = found.mean[lead].iter().sum();
            if lead % 7 == 6 {
                assert_eq!(told, 0.0);
            } else {
                assert!(
                    (told / level.mean.exp() - 1.0).abs() < 1e-6,
                    "{lead}: {told}"
                );
            }
        }
    }

    #[test]
    fn rows_past_the_moment_are_not_looked_at() {
        let moment = Moment {
            days: 84,
            columns: 0,
        };
        let matrix = DayMatrix::of(&history());
        let told = |matrix: &DayMatrix| {
            let found = forecast_volume(matrix, moment, &Calendar::default(), 7, 1);
            (found.mean, found.level_sds)
        };
        assert_eq!(told(&matrix), told(&matrix.until(84, 0)));
    }

    #[test]
    fn a_running_day_is_told_alone() {
        let moment = Moment {
            days: 84,
            columns: 4,
        };
        let matrix = DayMatrix::of(&history());
        let found = forecast_volume(&matrix, moment, &Calendar::default(), 7, 1);
        assert_eq!(
            (found.dates.as_slice(), found.mean.len()),
            ([matrix.date(84)].as_slice(), 1)
        );
    }

    #[test]
    fn special_days_to_come_are_explained_and_ordinary_ones_are_not() {
        let mut calendar = holidays(&[30, 58, 86]);
        let size = 1.0;
        calendar.extend([20, 89].map(|day| {
            special(
                day,
                "letters",
                crate::calendar::SpecialDayKind::Event { size },
            )
        }));
        let found = outlook(&calendar, 14).day_effects();
        let reasons: Vec<&str> = found.iter().map(|effect| effect.reason.as_str()).collect();
        let mut expected = vec!["eve", "holiday", "afterHoliday"];
        expected.extend(["letters"; 8]);
        assert_eq!(reasons, expected);
    }

    #[test]
    fn quantiles_are_in_order_around_the_mean_on_open_columns() {
        let found = outlook(&Calendar::default(), 14);
        for (day, cells) in found.mean.iter().enumerate() {
            assert_eq!(found.open[day].contains(&true), day % 7 < 6);
            for (column, mean) in cells.iter().enumerate() {
                let band = found.quantiles(day, column);
                assert!(band.p10 <= band.p50 && band.p50 <= band.p90 && *mean >= 0.0);
                assert_eq!(*mean > 0.0, found.open[day][column]);
            }
        }
    }
}
