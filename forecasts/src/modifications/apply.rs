//! Modifications laid over a statistical forecast.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::bands::Band;
use super::check::{
    Action, Change, RefusedModification, SHORTEST_HANDLE_SECONDS, Step, Total, step,
};
use super::horizon::Horizon;
use super::modification::{Metric, Modification};

/// One planning group's forecast: one number an interval in each series, all of one length.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// The planning group's id.
    pub planning_group_id: String,
    /// Contacts offered: the mean.
    pub offered: Vec<f64>,
    /// Exceeded nine times in ten.
    pub offered_p10: Vec<f64>,
    /// The median.
    pub offered_p50: Vec<f64>,
    /// Exceeded once in ten.
    pub offered_p90: Vec<f64>,
    /// Average handle time in seconds.
    pub aht_seconds: Vec<f64>,
}

/// The forecast as a planner's modifications make it; `statistical` stays what it is.
///
/// Those that are not enabled change nothing. The rest act one after the other, each on what those before it left;
/// volumes first and handle times after them, so that the contacts that weigh handle times are the final ones.
///
/// - *Per interval*: each interval of each planning group is raised, capped, set or moved by itself.
/// - *Totals*: `value` is shared out over the intervals and planning groups together in proportion to the
///   statistical forecast; where that expects nobody, to what earlier modifications expect; where these expect nobody
///   either, evenly. A total that shrinks takes the same share from every interval, so none falls below 0; one cannot
///   shrink below 0. For handle times the contact-weighted mean of the range is the total: all handle times of the range
///   are multiplied by one factor (without contacts every interval weighs the same).
/// - Volumes are never negative; a handle time that was touched is at least one second.
/// - Bands move with their mean: [`Band::moved`].
///
/// # Errors
/// [`RefusedModification`] with the place and all faults of the first that cannot be meant ([`super::check()`]).
pub fn apply(
    statistical: &[Series],
    horizon: &Horizon,
    modifications: &[Modification],
) -> Result<Vec<Series>, RefusedModification> {
    let steps = steps(statistical, horizon, modifications)?;
    let mut modified = modified(statistical, steps.iter().flatten());
    for (before, after) in statistical.iter().zip(&mut modified) {
        move_bands(before, after);
    }
    Ok(modified)
}

/// The understood modifications; `None` for those that are not enabled.
pub(super) fn steps(
    statistical: &[Series],
    horizon: &Horizon,
    modifications: &[Modification],
) -> Result<Vec<Option<Step>>, RefusedModification> {
    let ids: Vec<&str> = statistical
        .iter()
        .map(|series| series.planning_group_id.as_str())
        .collect();
    modifications
        .iter()
        .enumerate()
        .map(|(index, modification)| {
            if !modification.enabled {
                return Ok(None);
            }
            step(modification, horizon, &ids)
                .map(Some)
                .map_err(|faults| RefusedModification { index, faults })
        })
        .collect()
}

/// Means and handle times after these steps; bands are left where they were.
pub(super) fn modified<'a>(
    statistical: &[Series],
    steps: impl Iterator<Item = &'a Step> + Clone,
) -> Vec<Series> {
    let mut modified = statistical.to_vec();
    for metric in [Metric::Offered, Metric::AverageHandleTimeSeconds] {
        for step in steps.clone().filter(|step| step.metric == metric) {
            take(step, statistical, &mut modified);
        }
    }
    modified
}

fn take(step: &Step, statistical: &[Series], modified: &mut [Series]) {
    match &step.action {
        Action::EachInterval(span, change) => {
            for group in &step.groups {
                let values = match step.metric {
                    Metric::Offered => &mut modified[*group].offered,
                    Metric::AverageHandleTimeSeconds => &mut modified[*group].aht_seconds,
                };
                for value in values.iter_mut().take(span.end).skip(span.start) {
                    *value = floored(step.metric, change.of(*value));
                }
            }
        }
        Action::Totals(totals) => {
            for (span, total) in totals {
                match step.metric {
                    Metric::Offered => share_out(*total, &step.groups, span, statistical, modified),
                    Metric::AverageHandleTimeSeconds => {
                        scale_handle_times(*total, &step.groups, span, statistical, modified);
                    }
                }
            }
        }
    }
}

impl Change {
    fn of(self, value: f64) -> f64 {
        match self {
            Self::AtLeast(least) => value.max(least),
            Self::AtMost(most) => value.min(most),
            Self::Becomes(wanted) => wanted,
            Self::GrowsBy(more) => value + more,
            Self::GrowsByPercent(percent) => value * (1.0 + percent / 100.0),
        }
    }
}

fn floored(metric: Metric, value: f64) -> f64 {
    match metric {
        // Adding 0 turns −0 into 0, which would otherwise print a sign.
        Metric::Offered => value.max(0.0) + 0.0,
        Metric::AverageHandleTimeSeconds => value.max(SHORTEST_HANDLE_SECONDS),
    }
}

/// The numbers of one series in the intervals and planning groups, group by group.
fn cells(
    all: &[Series],
    groups: &[usize],
    span: &Range<usize>,
    of: fn(&Series) -> &[f64],
) -> Vec<f64> {
    groups
        .iter()
        .flat_map(|group| {
            let values = of(&all[*group]).iter().take(span.end).skip(span.start);
            values.copied()
        })
        .collect()
}

fn offered(series: &Series) -> &[f64] {
    &series.offered
}

fn handle_times(series: &Series) -> &[f64] {
    &series.aht_seconds
}

fn write(
    all: &mut [Series],
    groups: &[usize],
    span: &Range<usize>,
    of: fn(&mut Series) -> &mut Vec<f64>,
    values: &[f64],
) {
    let mut values = values.iter();
    for group in groups {
        let cells = of(&mut all[*group]).iter_mut();
        for (cell, value) in cells.take(span.end).skip(span.start).zip(&mut values) {
            *cell = *value;
        }
    }
}

/// What each cell gets of a total: proportional to the statistical forecast, else to what is there, else evenly.
fn weights(
    groups: &[usize],
    span: &Range<usize>,
    statistical: &[Series],
    modified: &[Series],
) -> Vec<f64> {
    let expected = |weights: &Vec<f64>| weights.iter().sum::<f64>() > 0.0;
    let by_forecast = cells(statistical, groups, span, offered);
    let count = by_forecast.len();
    [by_forecast, cells(modified, groups, span, offered)]
        .into_iter()
        .find(expected)
        .unwrap_or_else(|| vec![1.0; count])
}

fn share_out(
    total: Total,
    groups: &[usize],
    span: &Range<usize>,
    statistical: &[Series],
    modified: &mut [Series],
) {
    let now = cells(modified, groups, span, offered);
    let current: f64 = now.iter().sum();
    let by = weights(groups, span, statistical, modified);
    let values = match total {
        Total::Becomes(wanted) => shares(wanted, &by),
        Total::GrowsBy(more) if more >= 0.0 => {
            let added = shares(more, &by);
            now.iter()
                .zip(&added)
                .map(|(now, more)| now + more)
                .collect()
        }
        Total::GrowsBy(less) => shares((current + less).max(0.0), &now),
    };
    write(
        modified,
        groups,
        span,
        |series| &mut series.offered,
        &values,
    );
}

/// `total` in proportion to the weights. What rounding leaves over goes to the heaviest, so that the sum is exact to
/// the last digits a sum can have. Weights that are all 0 get nothing.
fn shares(total: f64, weights: &[f64]) -> Vec<f64> {
    let weight: f64 = weights.iter().sum();
    if weight <= 0.0 {
        return vec![0.0; weights.len()];
    }
    let mut shares: Vec<f64> = weights.iter().map(|w| total * (w / weight)).collect();
    let left_over = total - shares.iter().sum::<f64>();
    let heaviest = weights
        .iter()
        .enumerate()
        .fold((0, f64::MIN), |best, (place, weight)| {
            if *weight > best.1 {
                (place, *weight)
            } else {
                best
            }
        });
    if let Some(share) = shares.get_mut(heaviest.0) {
        *share = (*share + left_over).max(0.0);
    }
    shares
}

fn scale_handle_times(
    total: Total,
    groups: &[usize],
    span: &Range<usize>,
    statistical: &[Series],
    modified: &mut [Series],
) {
    let contacts = cells(modified, groups, span, offered);
    let (shape, wanted) = match total {
        Total::Becomes(wanted) => (cells(statistical, groups, span, handle_times), wanted),
        Total::GrowsBy(more) => {
            let now = cells(modified, groups, span, handle_times);
            let mean = weighted_mean(&now, &contacts);
            (now, mean + more)
        }
    };
    let mean = weighted_mean(&shape, &contacts);
    let values: Vec<f64> = shape
        .iter()
        .map(|seconds| {
            // A range whose handle times are all 0 has no shape to keep.
            let scaled = if mean > 0.0 {
                seconds * (wanted / mean)
            } else {
                wanted
            };
            floored(Metric::AverageHandleTimeSeconds, scaled)
        })
        .collect();
    write(
        modified,
        groups,
        span,
        |series| &mut series.aht_seconds,
        &values,
    );
}

/// Mean over contacts; over intervals where there are none.
fn weighted_mean(values: &[f64], weights: &[f64]) -> f64 {
    let weight: f64 = weights.iter().sum();
    if weight > 0.0 {
        values.iter().zip(weights).map(|(v, w)| v * w).sum::<f64>() / weight
    } else {
        values.iter().sum::<f64>() / values.len().max(1) as f64
    }
}

fn move_bands(before: &Series, after: &mut Series) {
    for (index, (mean, moved_to)) in before.offered.iter().zip(&after.offered).enumerate() {
        let ends = (
            after.offered_p10.get_mut(index),
            after.offered_p50.get_mut(index),
            after.offered_p90.get_mut(index),
        );
        if let (Some(p10), Some(p50), Some(p90)) = ends
            && mean != moved_to
        {
            let band = Band {
                p10: *p10,
                p50: *p50,
                p90: *p90,
            }
            .moved(*mean, *moved_to);
            (*p10, *p50, *p90) = (band.p10, band.p50, band.p90);
        }
    }
}
