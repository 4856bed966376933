//! A planning group and its queues moved by days until they agree.

use crewcast_forecasts::forecast::{QueueForecast, VolumeForecast};
use crewcast_forecasts::hierarchy::{Hierarchy, Method, Reconciler};

use super::super::accuracy::score_of_chosen;
use super::super::group_forecast::Made;
use super::super::reconciliation::{scale_day, variance};
use super::numbers::QueueGeneration;

/// One queue's forecast as its planning group keeps it: its days agree, its intervals are yet to be divided.
#[derive(Clone, Debug)]
pub(in crate::forecasting) struct QueueMade {
    pub queue_id: String,
    pub volume: VolumeForecast,
}

/// Moves the days of a planning group and of its queues to what they agree on by trace minimisation, and keeps the
/// queues with the group; or says why there are none.
pub(in crate::forecasting) fn agree(
    made: &mut Made,
    queues: Vec<(String, Result<Box<QueueForecast>, String>)>,
) {
    match moved(made, queues) {
        Ok(()) => {}
        Err(reason) => made.say(
            "queues-not-forecast",
            format!("its queues were not forecast one by one: {reason}"),
        ),
    }
}

fn moved(
    made: &mut Made,
    queues: Vec<(String, Result<Box<QueueForecast>, String>)>,
) -> Result<(), String> {
    let mut told = Vec::new();
    for (queue_id, forecast) in queues {
        match forecast {
            Ok(forecast) => told.push((queue_id, forecast)),
            Err(reason) => return Err(format!("queue {queue_id}: {reason}")),
        }
    }
    let nodes = || {
        let queues = told.iter().map(|(_, forecast)| forecast.as_ref());
        std::iter::once(&made.forecast).chain(queues)
    };
    let before: Vec<Vec<f64>> = nodes().map(day_sums).collect();
    let variances = nodes()
        .zip(&before)
        .map(|(forecast, days)| {
            let score = score_of_chosen(&forecast.backtest);
            let error = score.and_then(|score| score.day_wape).ok_or(
                "the histories are too short to tell how far to believe each; import more weeks",
            )?;
            let variances = days.iter().map(|contacts| variance(error, *contacts));
            Ok(variances.collect())
        })
        .collect::<Result<Vec<Vec<f64>>, &str>>()?;
    let parents: Vec<Option<usize>> = (0..before.len())
        .map(|node| (node > 0).then_some(0))
        .collect();
    let after = Hierarchy::new(&parents)
        .and_then(|tree| Reconciler::new(tree, Method::VariancesByColumn(variances)))
        .and_then(|reconciler| reconciler.reconcile(&before))
        .map_err(|error| error.to_string())?;
    scale_days(&mut made.forecast.volume, &before[0], &after[0]);
    for (node, (queue_id, mut forecast)) in told.into_iter().enumerate() {
        let (before, after) = (&before[node + 1], &after[node + 1]);
        scale_days(&mut forecast.volume, before, after);
        let score = score_of_chosen(&forecast.backtest);
        made.generation.queues.push(QueueGeneration {
            queue_id: queue_id.clone(),
            forecasting_method: forecast.model,
            wape: score.and_then(|score| score.wape),
            day_wape: score.and_then(|score| score.day_wape),
            offered_before: before.iter().sum(),
            offered_after: after.iter().sum(),
        });
        made.queues.push(QueueMade {
            queue_id,
            volume: forecast.volume,
        });
    }
    Ok(())
}

fn day_sums(forecast: &QueueForecast) -> Vec<f64> {
    let days = forecast.volume.mean.iter();
    days.map(|day| day.iter().sum()).collect()
}

fn scale_days(volume: &mut VolumeForecast, before: &[f64], after: &[f64]) {
    for (day, (before, after)) in before.iter().zip(after).enumerate() {
        if *before > 0.0 {
            let every_slot = vec![true; volume.mean[day].len()];
            scale_day(volume, day, &every_slot, after / before);
        }
    }
}
