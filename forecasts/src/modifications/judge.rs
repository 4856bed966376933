//! What the planner's modifications were worth, once the contacts have come.

use serde::{Deserialize, Serialize};

use super::apply::{Series, modified, steps};
use super::check::{RefusedModification, Step};
use super::horizon::Horizon;
use super::modification::{Metric, Modification};

/// What came in one interval of one planning group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Actual {
    /// Contacts that arrived.
    pub offered: f64,
    /// Contacts behind `aht_seconds`; 0 where it is unknown.
    pub handled: f64,
    /// Their average handle time.
    pub aht_seconds: Option<f64>,
}

/// How far a forecast was off. Volumes weigh every interval alike, handle times every handled contact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ErrorMeasure {
    /// Σ|f − y| in contacts; in seconds of work for handle times: Σ n |f − y|.
    pub absolute_error: f64,
    /// The same ÷ Σy: the weighted absolute percentage error; `None` where nothing came.
    pub wape: Option<f64>,
    /// Σ(f − y) ÷ Σy: above 0 too much was forecast; `None` where nothing came.
    pub bias: Option<f64>,
}

/// The error with and without, over the same observed intervals.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// What is forecast.
    pub metric: Metric,
    /// Intervals touched, counted once a planning group.
    pub touched_intervals: usize,
    /// Those of them that were observed: what the errors are measured on.
    pub observed_intervals: usize,
    /// Σy: contacts, or seconds of work.
    pub actual: f64,
    /// The error of what was planned.
    pub with: ErrorMeasure,
    /// The error it would have had.
    pub without: ErrorMeasure,
    /// Share of the error that was cut: 0.12 is "cut the error by 12 %", below 0 it grew. `None` where there would
    /// have been no error, or where nothing was observed.
    pub error_reduction: Option<f64>,
}

/// What one modification was worth: the modified forecast beside the one that has all the others, but not this.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Verdict {
    /// Its place in the list.
    pub index: usize,
    /// Over the intervals it touches.
    pub comparison: Comparison,
}

/// What the planner's hand was worth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Judgement {
    /// One entry a modification that is enabled, in their order.
    pub modifications: Vec<Verdict>,
    /// All modifications together against the statistical forecast, a metric each, over all intervals touched; metrics
    /// that none of them changes are left out.
    pub overall: Vec<Comparison>,
}

/// Compares the forecast with and without its modifications to what came. `actuals` has one row a series, one cell an
/// interval; `None` where nothing was observed. Contributions of single modifications need not add up to that of all:
/// two that overlap share what they do.
///
/// # Errors
/// [`RefusedModification`] as [`super::apply()`].
pub fn judge(
    statistical: &[Series],
    horizon: &Horizon,
    modifications: &[Modification],
    actuals: &[Vec<Option<Actual>>],
) -> Result<Judgement, RefusedModification> {
    let steps = steps(statistical, horizon, modifications)?;
    let enabled: Vec<(usize, &Step)> = steps
        .iter()
        .enumerate()
        .filter_map(|(index, step)| Some((index, step.as_ref()?)))
        .collect();
    let with = modified(statistical, enabled.iter().map(|(_, step)| *step));
    let verdict = |(index, step): &(usize, &Step)| {
        let others = enabled.iter().filter(|(other, _)| other != index);
        let without = modified(statistical, others.map(|(_, step)| *step));
        let touched = touched(statistical, horizon, &[step]);
        Verdict {
            index: *index,
            comparison: compare(step.metric, &touched, &with, &without, actuals),
        }
    };
    let overall = [Metric::Offered, Metric::AverageHandleTimeSeconds]
        .into_iter()
        .filter_map(|metric| {
            let steps: Vec<&Step> = enabled
                .iter()
                .map(|(_, step)| *step)
                .filter(|step| step.metric == metric)
                .collect();
            let touched = touched(statistical, horizon, &steps);
            (!steps.is_empty()).then(|| compare(metric, &touched, &with, statistical, actuals))
        })
        .collect();
    Ok(Judgement {
        modifications: enabled.iter().map(verdict).collect(),
        overall,
    })
}

/// Which cells these steps speak of: one row a series.
fn touched(statistical: &[Series], horizon: &Horizon, steps: &[&Step]) -> Vec<Vec<bool>> {
    let mut touched = vec![vec![false; horizon.intervals()]; statistical.len()];
    for step in steps {
        for span in step.spans() {
            for group in &step.groups {
                for cell in touched[*group].iter_mut().take(span.end).skip(span.start) {
                    *cell = true;
                }
            }
        }
    }
    touched
}

/// A forecast's misses as they add up.
#[derive(Clone, Copy, Debug, Default)]
struct Misses {
    absolute: f64,
    signed: f64,
}

impl Misses {
    fn add(&mut self, weight: f64, forecast: f64, actual: f64) {
        self.absolute += weight * (forecast - actual).abs();
        self.signed += weight * (forecast - actual);
    }

    fn measure(self, actual: f64) -> ErrorMeasure {
        let share = |error: f64| (actual > 0.0).then(|| error / actual);
        ErrorMeasure {
            absolute_error: self.absolute,
            wape: share(self.absolute),
            bias: share(self.signed),
        }
    }
}

fn compare(
    metric: Metric,
    touched: &[Vec<bool>],
    with: &[Series],
    without: &[Series],
    actuals: &[Vec<Option<Actual>>],
) -> Comparison {
    let (mut touched_intervals, mut observed_intervals, mut came) = (0, 0, 0.0);
    let (mut misses_with, mut misses_without) = (Misses::default(), Misses::default());
    for (group, touched) in touched.iter().enumerate() {
        for (index, _) in touched.iter().enumerate().filter(|(_, touched)| **touched) {
            touched_intervals += 1;
            let actual = actuals
                .get(group)
                .and_then(|row| row.get(index).copied().flatten());
            let Some((weight, actual)) = actual.and_then(|actual| of_metric(metric, &actual))
            else {
                continue;
            };
            let at = |all: &[Series]| {
                let series = match metric {
                    Metric::Offered => &all[group].offered,
                    Metric::AverageHandleTimeSeconds => &all[group].aht_seconds,
                };
                series.get(index).copied().unwrap_or(0.0)
            };
            observed_intervals += 1;
            came += weight * actual;
            misses_with.add(weight, at(with), actual);
            misses_without.add(weight, at(without), actual);
        }
    }
    let would_have_missed = misses_without.absolute > 0.0;
    Comparison {
        metric,
        touched_intervals,
        observed_intervals,
        actual: came,
        with: misses_with.measure(came),
        without: misses_without.measure(came),
        error_reduction: would_have_missed
            .then(|| 1.0 - misses_with.absolute / misses_without.absolute),
    }
}

/// Weight and value of what was observed; `None` where the metric was not.
fn of_metric(metric: Metric, actual: &Actual) -> Option<(f64, f64)> {
    match metric {
        Metric::Offered => Some((1.0, actual.offered)),
        Metric::AverageHandleTimeSeconds => actual
            .aht_seconds
            .filter(|_| actual.handled > 0.0)
            .map(|seconds| (actual.handled, seconds)),
    }
}
