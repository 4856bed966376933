//! A model's score over the replays.

use super::replay::Replay;
use super::report::ModelScore;
use crate::models::{DayForecast, ModelName};
use crate::spread::{ForecastDay, Quantiles, Spread, SpreadSource};

/// One interval scored. An interval that was held closed counts as forecast 0.
fn cells(days: &[ForecastDay]) -> impl Iterator<Item = (f64, f64)> + '_ {
    days.iter().flat_map(|day| {
        day.cells
            .iter()
            .filter(|cell| !cell.observed.is_nan())
            .map(|cell| {
                let held_closed = cell.forecast.is_nan();
                (if held_closed { 0.0 } else { cell.forecast }, cell.observed)
            })
    })
}

/// Sum of absolute errors.
pub(super) fn absolute_error(days: &[ForecastDay]) -> f64 {
    cells(days).map(|(told, came)| (told - came).abs()).sum()
}

fn share(sum: f64, of: f64) -> Option<f64> {
    (of > 0.0).then(|| sum / of)
}

fn wape(days: &[ForecastDay]) -> Option<f64> {
    share(
        absolute_error(days),
        cells(days).map(|(_, came)| came).sum(),
    )
}

/// Scores a model by its days of each replay.
pub(super) fn score(
    name: ModelName,
    replays: &[Replay],
    forecasts: &[Vec<DayForecast>],
) -> ModelScore {
    let folds: Vec<Vec<ForecastDay>> = replays
        .iter()
        .zip(forecasts)
        .map(|(replay, forecast)| replay.days(forecast))
        .collect();
    let all: Vec<ForecastDay> = folds.iter().flatten().cloned().collect();
    let came: f64 = cells(&all).map(|(_, came)| came).sum();
    let signed: f64 = cells(&all).map(|(told, came)| told - came).sum();
    let flags = replays
        .iter()
        .flat_map(|replay| replay.special.iter().copied());
    let special: Vec<ForecastDay> = all
        .iter()
        .zip(flags)
        .filter(|(_, special)| *special)
        .map(|(day, _)| day.clone())
        .collect();
    let bands = Bands::of(replays, &folds);
    ModelScore {
        name,
        wape: wape(&all),
        day_wape: day_wape(&all),
        special_day_wape: wape(&special),
        bias: share(signed, came),
        quantile_loss: share(bands.loss, bands.came),
        coverage_80: share(bands.inside, bands.intervals),
        coverage_intervals: bands.intervals as usize,
        intervals: cells(&all).count(),
        fold_wapes: folds.iter().map(|fold| wape(fold)).collect(),
    }
}

/// The error of whole days' sums.
fn day_wape(days: &[ForecastDay]) -> Option<f64> {
    let sums = days.iter().map(|day| {
        let one = std::slice::from_ref(day);
        cells(one).fold((0.0, 0.0), |(told, came), cell| {
            (told + cell.0, came + cell.1)
        })
    });
    let (error, came) = sums.fold((0.0, 0.0), |(error, all), (told, came)| {
        (error + (told - came).abs(), all + came)
    });
    share(error, came)
}

/// How often the bands held, and their quantile loss: each fold's bands know only errors of days before its origin,
/// since the horizons of neighbouring folds overlap.
#[derive(Default)]
struct Bands {
    intervals: f64,
    inside: f64,
    loss: f64,
    came: f64,
}

impl Bands {
    fn of(replays: &[Replay], folds: &[Vec<ForecastDay>]) -> Self {
        let mut bands = Self::default();
        for (replay, fold) in replays.iter().zip(folds) {
            let known: Vec<ForecastDay> = replays
                .iter()
                .zip(folds)
                .flat_map(|(earlier, days)| {
                    let gone = replay.moment.days.saturating_sub(earlier.moment.days);
                    days.iter().take(gone).cloned()
                })
                .collect();
            let spread = Spread::measured(&known);
            if spread.source() == SpreadSource::Assumed {
                continue;
            }
            for day in fold {
                for cell in day.cells.iter().filter(|cell| !cell.observed.is_nan()) {
                    let closed = Quantiles {
                        p10: 0.0,
                        p50: 0.0,
                        p90: 0.0,
                    };
                    let band = if cell.forecast.is_nan() {
                        closed
                    } else {
                        spread.quantiles(cell.forecast, day.level_sd)
                    };
                    bands.take_in(band, cell.observed);
                }
            }
        }
        bands
    }

    fn take_in(&mut self, band: Quantiles, came: f64) {
        let pinball = |p: f64, told: f64| (p * (came - told)).max((p - 1.0) * (came - told));
        let loss = pinball(0.1, band.p10) + pinball(0.5, band.p50) + pinball(0.9, band.p90);
        self.intervals += 1.0;
        self.inside += f64::from(u8::from((band.p10..=band.p90).contains(&came)));
        self.loss += 2.0 * loss / 3.0;
        self.came += came;
    }
}
