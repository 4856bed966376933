//! What the folds of one kind came to.

use std::collections::BTreeMap;

use crewcast_forecasts::backtest::poisson_floor;
use serde::Serialize;

use super::{Fold, FoldForecast};

/// Scores of all folds of one kind.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HorizonSummary {
    /// What the file calls it.
    pub horizon: String,
    /// Folds.
    pub folds: usize,
    /// Intervals with an observed volume.
    pub intervals: usize,
    /// Σ|y − f| ÷ Σy.
    pub wape: Option<f64>,
    /// Σ(f − y) ÷ Σy.
    pub bias: Option<f64>,
    /// Mean over 10 %, 50 % and 90 % of twice the quantile loss ÷ Σy.
    pub quantile_loss: Option<f64>,
    /// Share of intervals inside P10…P90.
    pub coverage_80: Option<f64>,
    /// The WAPE that Poisson noise leaves to a perfect forecast.
    pub poisson_floor: Option<f64>,
}

/// The folds of one kind, and their observed intervals with what came.
#[derive(Default)]
struct Kind<'a> {
    folds: usize,
    cells: Vec<(&'a FoldForecast, f64)>,
}

/// Scores the forecasts of `folds`, by kind.
#[must_use]
pub fn summarise(folds: &[Fold], forecasts: &[Vec<FoldForecast>]) -> Vec<HorizonSummary> {
    let mut kinds: BTreeMap<&str, Kind<'_>> = BTreeMap::new();
    for (fold, told) in folds.iter().zip(forecasts) {
        let kind = kinds.entry(&fold.horizon).or_default();
        kind.folds += 1;
        let seen = told.iter().filter_map(|told| Some((told, told.observed?)));
        kind.cells.extend(seen);
    }
    let summary = |(horizon, kind): (&str, Kind<'_>)| {
        let Kind { folds, cells } = kind;
        let sum = |value: &dyn Fn(&FoldForecast, f64) -> f64| -> f64 {
            cells.iter().map(|(told, came)| value(told, *came)).sum()
        };
        let came = sum(&|_, came| came);
        let share = |of: f64| (came > 0.0).then(|| of / came);
        let inside = sum(&|told, came| {
            let band = told.quantiles.p10..=told.quantiles.p90;
            f64::from(u8::from(band.contains(&came)))
        });
        let means: Vec<f64> = cells.iter().map(|(told, _)| told.mean).collect();
        HorizonSummary {
            horizon: horizon.to_owned(),
            folds,
            intervals: cells.len(),
            wape: share(sum(&|told, came| (told.mean - came).abs())),
            bias: share(sum(&|told, came| told.mean - came)),
            quantile_loss: share(sum(&quantile_loss)),
            coverage_80: (!cells.is_empty()).then(|| inside / cells.len() as f64),
            poisson_floor: poisson_floor(&means),
        }
    };
    kinds.into_iter().map(summary).collect()
}

fn quantile_loss(told: &FoldForecast, came: f64) -> f64 {
    let loss = |p: f64, quantile: f64| (p * (came - quantile)).max((p - 1.0) * (came - quantile));
    let band = told.quantiles;
    2.0 / 3.0 * (loss(0.1, band.p10) + loss(0.5, band.p50) + loss(0.9, band.p90))
}
