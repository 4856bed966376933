//! Planning groups' forecasts that agree with one of all of them together.
//!
//! What all groups have in common (a campaign, the month's end) shows more clearly in their sum than in any of them, so
//! the sum gets a forecast of its own and both sides move until they agree, each the less the better it was in its
//! backtest: trace minimisation on the sums of days, where the level is decided; the groups' profiles within the day
//! stay as they are. The variance of a day's error is (√(π/2) × the model's WAPE on days × the day's contacts)², for a
//! normal error of that mean size, and at least the Poisson noise that no model can foresee.
//!
//! Only slots count in which every group is open, and in the history was observed: elsewhere the sum is another sum.

use crewcast_forecasts::calendar::Calendar;
use crewcast_forecasts::forecast::{
    ForecastError, QueueForecast, QueueHistory, VolumeForecast, forecast,
};
use crewcast_forecasts::grid::DaySlots;
use crewcast_forecasts::hierarchy::{Hierarchy, Method, Reconciler, quantile_after};

use super::accuracy::score_of_chosen;
use super::agreement::{GroupReconciliation, TotalReconciliation};
use super::group_forecast::Made;
use super::request::Plan;

/// The history of two or more planning groups together: a slot that every one of them observed. `None` for fewer.
pub(super) fn unit_total(histories: &[&DaySlots]) -> Option<DaySlots> {
    let [first, others @ ..] = histories else {
        return None;
    };
    if others.is_empty() {
        return None;
    }
    let days = first.iter().map(|(date, cells)| {
        let slot = |(slot, own): (usize, &Option<f64>)| {
            others
                .iter()
                .try_fold((*own)?, |sum, other| Some(sum + other.cell(date, slot)?))
        };
        cells.iter().enumerate().map(slot).collect()
    });
    DaySlots::new(first.first_date(), first.slots_per_day(), days.collect()).ok()
}

/// Lets the models compete on volumes alone: those of the total, or of a queue.
pub(super) fn forecast_of_volume(
    plan: &Plan,
    calendar: &Calendar,
    volume: &DaySlots,
) -> Result<QueueForecast, ForecastError> {
    let history = QueueHistory {
        volume: volume.clone(),
        aht: None,
        // Nobody asks for these handle times, yet a forecast wants some.
        default_aht_seconds: Some(1.0),
        calendar: calendar.clone(),
    };
    forecast(&history, &plan.dates(), plan.seed)
}

/// Moves the planning groups' forecasts until they sum to the total's, and notes by how much; or says why not.
pub(super) fn reconcile(unit: Result<QueueForecast, ForecastError>, groups: &mut [&mut Made]) {
    let unit =
        unit.map_err(|error| format!("over the intervals that all of them observed, {error}"));
    let moved = unit.and_then(|unit| {
        let reconciled = Sums::of(&unit, groups)?.reconciled()?;
        Ok((unit, reconciled))
    });
    match moved {
        Ok((unit, sums)) => sums.apply(&unit, groups),
        Err(reason) => {
            for made in groups {
                let detail = format!(
                    "the planning groups' forecasts were not brought to agree with one of all of them together: {reason}"
                );
                made.say("not-reconciled", detail);
            }
        }
    }
}

/// Day by slot: whether every planning group and their total are open.
type Shared = Vec<Vec<bool>>;

/// Contacts of the shared slots of each day: the total's first, then the planning groups'.
struct Sums {
    shared: Shared,
    before: Vec<Vec<f64>>,
    errors: Vec<f64>,
    after: Vec<Vec<f64>>,
}

impl Sums {
    fn of(unit: &QueueForecast, groups: &[&mut Made]) -> Result<Self, String> {
        let mut shared = unit.open.clone();
        for made in groups {
            for (shared, open) in shared
                .iter_mut()
                .flatten()
                .zip(made.forecast.open.iter().flatten())
            {
                *shared &= open;
            }
        }
        let day_wape = |forecast: &QueueForecast| {
            score_of_chosen(&forecast.backtest)
                .and_then(|score| score.day_wape)
                .ok_or_else(|| {
                    "their histories are too short to tell how far to believe each; import more weeks".to_owned()
                })
        };
        let forecasts = || std::iter::once(unit).chain(groups.iter().map(|made| &made.forecast));
        Ok(Self {
            before: forecasts()
                .map(|forecast| day_sums(&shared, &forecast.volume.mean))
                .collect(),
            errors: forecasts().map(day_wape).collect::<Result<_, _>>()?,
            after: Vec::new(),
            shared,
        })
    }

    fn reconciled(mut self) -> Result<Self, String> {
        let variances = self
            .before
            .iter()
            .zip(&self.errors)
            .enumerate()
            .map(|(node, (days, error))| {
                days.iter()
                    .map(|contacts| match (node, *contacts) {
                        // A day on which no slot is shared is none of the total's business.
                        (0, 0.0) => f64::INFINITY,
                        _ => variance(*error, *contacts),
                    })
                    .collect()
            })
            .collect();
        let parents: Vec<Option<usize>> = (0..self.before.len())
            .map(|node| (node > 0).then_some(0))
            .collect();
        self.after = Hierarchy::new(&parents)
            .and_then(|tree| Reconciler::new(tree, Method::VariancesByColumn(variances)))
            .and_then(|reconciler| reconciler.reconcile(&self.before))
            .map_err(|error| error.to_string())?;
        Ok(self)
    }

    fn apply(self, unit: &QueueForecast, groups: &mut [&mut Made]) {
        let contacts = |days: &[f64]| days.iter().sum::<f64>();
        let score = score_of_chosen(&unit.backtest);
        let total = TotalReconciliation {
            forecasting_method: unit.model,
            wape: score.and_then(|score| score.wape),
            day_wape: score.and_then(|score| score.day_wape),
            offered: contacts(&self.before[0]),
            offered_by_planning_groups: self.before.iter().skip(1).map(|days| contacts(days)).sum(),
            offered_reconciled: contacts(&self.after[0]),
        };
        let moves = self.before.iter().zip(&self.after).skip(1);
        for (made, (before, after)) in groups.iter_mut().zip(moves) {
            let whole = |made: &Made| made.forecast.volume.mean.iter().flatten().sum::<f64>();
            let offered_before = whole(made);
            for (day, (before, after)) in before.iter().zip(after).enumerate() {
                if *before > 0.0 {
                    let volume = &mut made.forecast.volume;
                    scale_day(volume, day, &self.shared[day], after / before);
                }
            }
            let offered_after = whole(made);
            made.generation.reconciliation = Some(GroupReconciliation {
                offered_before,
                offered_after,
                percent_moved: (offered_before > 0.0)
                    .then(|| 100.0 * (offered_after / offered_before - 1.0)),
                total,
            });
        }
    }
}

fn day_sums(shared: &Shared, mean: &[Vec<f64>]) -> Vec<f64> {
    let day = |(shared, mean): (&Vec<bool>, &Vec<f64>)| {
        let counted = mean.iter().zip(shared).filter(|(_, shared)| **shared);
        counted.map(|(contacts, _)| contacts).sum()
    };
    shared.iter().zip(mean).map(day).collect()
}

/// The variance of a day's error by the model's WAPE on days.
pub(super) fn variance(day_wape: f64, contacts: f64) -> f64 {
    let measured = std::f64::consts::FRAC_PI_2 * (day_wape * contacts).powi(2);
    measured.max(contacts)
}

/// Multiplies the `chosen` slots of a day; the bands keep their relative width.
pub(super) fn scale_day(volume: &mut VolumeForecast, day: usize, chosen: &[bool], factor: f64) {
    for slot in (0..chosen.len()).filter(|&slot| chosen[slot]) {
        let before = volume.mean[day][slot];
        let after = before * factor;
        for band in [&mut volume.p10, &mut volume.p50, &mut volume.p90] {
            let value = &mut band[day][slot];
            *value = quantile_after(*value, before, after);
        }
        volume.mean[day][slot] = after;
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use chrono_tz::Asia;

    use super::super::test_centre::{Centre, weekly};
    use super::super::{GenerateForecast, GroupForecast, generation_results, statistical_data};
    use super::*;
    use crate::failure::Failure;
    use crate::organisation::PlanningGroup;

    /// The usual week with a noise of its own for each planning group, and one that all share.
    fn noisy(group: &PlanningGroup, date: NaiveDate, minute: u32) -> Option<(f64, Option<f64>)> {
        let day = date.signed_duration_since(NaiveDate::MIN).num_days();
        let wave = |by: i64, of: i64| ((day * by + i64::from(minute / 60)) % of) as f64 / of as f64;
        let own = if group.name == "Cards" {
            wave(31, 13)
        } else {
            wave(17, 11)
        };
        let noise = 0.8 + 0.2 * own + 0.2 * wave(7, 5);
        Some((weekly(date, minute)? * noise, None))
    }

    fn made(
        centre: &Centre,
        id: &str,
        reconcile: bool,
    ) -> (Vec<GroupForecast>, Vec<Option<GroupReconciliation>>) {
        let request = GenerateForecast {
            reconcile: Some(reconcile),
            ..centre.request("2026-06-01", 1)
        };
        centre.forecast(id, &request, noisy).unwrap();
        let read = centre.db.read(|conn| {
            let scope = &centre.scope;
            Ok::<_, Failure>((
                statistical_data(conn, scope, id)?,
                generation_results(conn, scope, id)?,
            ))
        });
        let (numbers, results) = read.unwrap();
        let moved = results
            .into_iter()
            .map(|result| result.generation.reconciliation)
            .collect();
        (numbers, moved)
    }

    fn contacts(numbers: &[GroupForecast]) -> f64 {
        let all = numbers.iter().flat_map(|group| &group.offered_per_interval);
        all.sum()
    }

    #[test]
    fn two_planning_groups_sum_to_what_is_agreed_and_say_by_how_much_they_moved() {
        let centre = Centre::new(Asia::Shanghai, 60, false);
        centre.group("Cards", Some(240.0));
        centre.group("Loans", Some(240.0));
        let (own, unmoved) = made(&centre, "own", false);
        assert_eq!(unmoved, [None, None]);
        let (agreed, moved) = made(&centre, "agreed", true);
        let total = moved[0].unwrap().total;
        assert!((total.offered_by_planning_groups - contacts(&own)).abs() < 1e-6);
        assert!((total.offered_reconciled - contacts(&agreed)).abs() < 1e-6);
        let low = total.offered.min(total.offered_by_planning_groups);
        let high = total.offered.max(total.offered_by_planning_groups);
        assert!(
            (low - 1e-6..=high + 1e-6).contains(&total.offered_reconciled),
            "{total:?}"
        );
        assert!(high - low > 1e-3, "{total:?}");
        assert!(total.wape.unwrap() > 0.0);
        for (index, moved) in moved.into_iter().enumerate() {
            let (moved, own, agreed) =
                (moved.unwrap(), &own[index..=index], &agreed[index..=index]);
            assert!((moved.offered_before - contacts(own)).abs() < 1e-6);
            assert!((moved.offered_after - contacts(agreed)).abs() < 1e-6);
            let (own, agreed) = (&own[0], &agreed[0]);
            for (interval, mean) in agreed.offered_per_interval.iter().enumerate() {
                let p10 = agreed.offered_per_interval_p10[interval];
                let width = own.offered_per_interval_p10[interval] * mean;
                assert!((p10 * own.offered_per_interval[interval] - width).abs() < 1e-6);
            }
        }
    }

    #[test]
    fn a_planning_group_alone_stays_as_it_is() {
        let centre = Centre::new(Asia::Shanghai, 60, false);
        centre.group("Cards", Some(240.0));
        let (own, _) = made(&centre, "own", false);
        let (alone, moved) = made(&centre, "alone", true);
        assert_eq!((own, moved), (alone, vec![None]));
    }

    #[test]
    fn a_total_has_the_slots_that_every_group_observed() {
        use crewcast_forecasts::grid::SlotsPerDay;
        let history = |values: [Option<f64>; 3]| {
            let mut day = vec![None; 24];
            day[8..11].copy_from_slice(&values);
            let slots = SlotsPerDay::of_interval_minutes(60).unwrap();
            DaySlots::new("2026-06-01".parse().unwrap(), slots, vec![day]).unwrap()
        };
        let one = history([Some(1.0), Some(2.0), None]);
        let other = history([None, Some(5.0), Some(7.0)]);
        let total = unit_total(&[&one, &other]).unwrap();
        assert_eq!(total, history([None, Some(7.0), None]));
        assert_eq!(unit_total(&[&one]), None);
    }
}
