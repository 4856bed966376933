//! A planning group's interval divided among its queues.

use crewcast_forecasts::forecast::VolumeForecast;
use crewcast_forecasts::hierarchy::quantile_after;

use super::QueueMade;

/// The queues' volumes, in their order, interval by interval in proportion to what each was told, so that they sum to
/// the planning group's. Where the group is expected and none of its queues, the day's proportions hold, else those of
/// all days. Bands keep their relative width.
pub(in crate::forecasting) fn divided(
    group: &VolumeForecast,
    queues: &[QueueMade],
) -> Vec<VolumeForecast> {
    let own: Vec<&VolumeForecast> = queues.iter().map(|queue| &queue.volume).collect();
    let whole = shares(own.iter().map(|volume| volume.mean.iter().flatten().sum()));
    let mut found: Vec<VolumeForecast> = own.iter().copied().cloned().collect();
    for (day, slots) in group.mean.iter().enumerate() {
        let of_day = shares(own.iter().map(|volume| volume.mean[day].iter().sum()));
        for (slot, contacts) in slots.iter().enumerate() {
            let of_slot = shares(own.iter().map(|volume| volume.mean[day][slot]));
            let shares = of_slot.as_ref().or(of_day.as_ref()).or(whole.as_ref());
            for (queue, volume) in found.iter_mut().enumerate() {
                let share = shares.map_or(1.0 / own.len() as f64, |shares| shares[queue]);
                let before = volume.mean[day][slot];
                let after = contacts * share;
                for band in [&mut volume.p10, &mut volume.p50, &mut volume.p90] {
                    let value = &mut band[day][slot];
                    *value = quantile_after(*value, before, after);
                }
                volume.mean[day][slot] = after;
            }
        }
    }
    found
}

/// Shares of the sum; `None` where there is nothing to share.
fn shares(parts: impl Iterator<Item = f64>) -> Option<Vec<f64>> {
    let parts: Vec<f64> = parts.collect();
    let sum: f64 = parts.iter().sum();
    (sum > 0.0).then(|| parts.iter().map(|part| part / sum).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn volume(days: &[&[f64]]) -> VolumeForecast {
        let times = |factor: f64| -> Vec<Vec<f64>> {
            let day = |day: &&[f64]| day.iter().map(|mean| mean * factor).collect();
            days.iter().map(day).collect()
        };
        VolumeForecast {
            mean: times(1.0),
            p10: times(0.5),
            p50: times(1.0),
            p90: times(2.0),
        }
    }

    #[test]
    fn intervals_are_divided_as_the_queues_were_told_and_sum_to_the_group() {
        let group = volume(&[&[80.0, 10.0, 6.0], &[9.0, 0.0, 0.0]]);
        let queue = |days: &[&[f64]]| QueueMade {
            queue_id: "q".to_owned(),
            volume: volume(days),
        };
        let found = divided(
            &group,
            &[
                queue(&[&[30.0, 5.0, 0.0], &[0.0, 0.0, 0.0]]),
                queue(&[&[10.0, 0.0, 0.0], &[0.0, 0.0, 0.0]]),
            ],
        );
        assert_eq!(found[0].mean[0], [60.0, 10.0, 6.0 * 35.0 / 45.0]);
        assert_eq!(found[1].mean[0], [20.0, 0.0, 6.0 * 10.0 / 45.0]);
        assert_eq!((found[0].p10[0][0], found[0].p90[0][0]), (30.0, 120.0));
        assert_eq!(found[0].mean[1], [7.0, 0.0, 0.0]);
        assert_eq!(found[1].mean[1], [2.0, 0.0, 0.0]);
    }
}
