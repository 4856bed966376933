//! A planning group too new for a forecast of its own takes the weekly shape of the unit's older ones.
//!
//! With less than three weeks of history it is compared with every older group and leaves their shape as its own
//! contacts come in ([`borrow_shape`]); without any, the request states how many contacts to expect a day. Its bands
//! are assumed, and of special days it knows what the older groups are forecast: closed where all of them are.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use crewcast_forecasts::aht::{AhtError, AhtProfile, AhtSource};
use crewcast_forecasts::backtest::{BacktestOutcome, MINIMUM_BACKTEST_DAYS};
use crewcast_forecasts::cycles::CycleReport;
use crewcast_forecasts::forecast::{ForecastError, ForecastReport, QueueForecast, VolumeForecast};
use crewcast_forecasts::grid::{DaySlots, SlotsPerDay};
use crewcast_forecasts::hierarchy::{BorrowedShape, NewQueue, ShapeDonor, borrow_shape};
use crewcast_forecasts::level::Resemblance;
use crewcast_forecasts::models::ModelName;
use crewcast_forecasts::spread::Spread;

use super::group_forecast::{GroupMade, Made, fault_of_forecast, source_days};
use super::history_findings::CleanedHistory;
use super::request::Plan;
use crate::failure::Fault;
use crate::organisation::PlanningGroup;

/// Days from the first to the last observed one with which a planning group stands on its own: three weeks, the least
/// that a backtest can judge.
const DAYS_OF_ITS_OWN: usize = 21;

/// Planning groups with their histories.
type Histories<'a> = [(&'a PlanningGroup, CleanedHistory)];

/// Which planning groups borrow, and what; by id.
pub(super) struct Borrowing(BTreeMap<String, BorrowedShape>);

impl Borrowing {
    /// Every planning group that is too new and finds somebody to borrow from. One that finds nobody, or of whose
    /// volume nothing is known, is left to the models, which say what is missing.
    pub fn of(plan: &Plan, histories: &Histories<'_>) -> Self {
        let donors: Vec<ShapeDonor> = histories
            .iter()
            .filter(|(_, cleaned)| !is_new(cleaned))
            .filter_map(|(group, cleaned)| {
                ShapeDonor::new(group.name.as_str(), &cleaned.history.volume).ok()
            })
            .collect();
        let shape = |(group, cleaned): &(&PlanningGroup, CleanedHistory)| {
            let queue = NewQueue {
                history: Some(&cleaned.history.volume),
                expected_daily_volume: plan.expected_daily_volumes.get(&group.id).copied(),
            };
            let shape = borrow_shape(&queue, &donors).ok()?;
            Some((group.id.clone(), shape))
        };
        let new = histories.iter().filter(|(_, cleaned)| is_new(cleaned));
        Self(new.filter_map(shape).collect())
    }

    /// Whether a planning group borrows.
    pub fn borrows(&self, planning_group_id: &str) -> bool {
        self.0.contains_key(planning_group_id)
    }

    /// The forecasts of those that borrow, beside the older ones' forecasts.
    pub fn forecasts<'a>(
        &self,
        plan: &Plan,
        histories: &'a Histories<'a>,
        older: &[GroupMade<'_>],
    ) -> Vec<GroupMade<'a>> {
        histories
            .iter()
            .filter_map(|(group, cleaned)| {
                let shape = self.0.get(&group.id)?;
                let closed = |date: NaiveDate| all_closed(shape, older, date);
                let lent = histories.iter().filter(|(other, _)| lends(shape, other));
                let learnt_from = std::iter::once(cleaned)
                    .chain(lent.map(|(_, cleaned)| cleaned))
                    .map(|cleaned| &cleaned.history.volume);
                // A donor has 40 observed days, so there are some.
                let learnt_from = source_days(learnt_from)?;
                let made = forecast(plan, group, cleaned, shape, &closed).map(|forecast| {
                    let mut made = Made::new(plan, group, forecast, learnt_from, cleaned);
                    made.say("shape-borrowed", told(shape));
                    made
                });
                Some((*group, made.map(Box::new)))
            })
            .collect()
    }

    /// Says where a stated volume was not needed.
    pub fn say_what_was_not_used(&self, plan: &Plan, group: &PlanningGroup, made: &mut Made) {
        let stated = plan.expected_daily_volumes.get(&group.id);
        if let Some(volume) = stated.filter(|_| !self.borrows(&group.id)) {
            let detail = format!(
                "the {volume} contacts a day expected of it were not used, for it has a history of its own; change \
                 the forecast with a modification instead"
            );
            made.say("expected-volume-unused", detail);
        }
    }
}

fn is_new(cleaned: &CleanedHistory) -> bool {
    let observed = cleaned.history.volume.trimmed();
    observed.map_or(0, |history| history.len()) < DAYS_OF_ITS_OWN
}

fn lends(shape: &BorrowedShape, group: &PlanningGroup) -> bool {
    shape.donors.iter().any(|donor| donor.name == group.name)
}

/// Whether the planning groups borrowed from are all forecast closed on a day.
fn all_closed(shape: &BorrowedShape, older: &[GroupMade<'_>], date: NaiveDate) -> bool {
    let mut open = older
        .iter()
        .filter(|(group, _)| lends(shape, group))
        .filter_map(|(_, made)| made.as_ref().ok())
        .filter_map(|made| {
            let day = made.forecast.dates.iter().position(|own| *own == date)?;
            Some(made.forecast.open.get(day)?.contains(&true))
        })
        .peekable();
    open.peek().is_some() && open.all(|open| !open)
}

fn forecast(
    plan: &Plan,
    group: &PlanningGroup,
    cleaned: &CleanedHistory,
    shape: &BorrowedShape,
    closed: &dyn Fn(NaiveDate) -> bool,
) -> Result<QueueForecast, Fault> {
    let history = &cleaned.history.volume;
    let slots = history.slots_per_day();
    let (aht, aht_source) = handle_times(group, cleaned, slots)
        .map_err(|error| fault_of_forecast(group, plan, &ForecastError::Aht(error)))?;
    let dates = plan.dates();
    let expected: Vec<Vec<Option<f64>>> = dates
        .iter()
        .map(|date| match closed(*date) {
            true => vec![None; slots.get()],
            false => shape.expected(*date),
        })
        .collect();
    Ok(QueueForecast {
        slots_per_day: slots,
        open: expected
            .iter()
            .map(|day| day.iter().map(Option::is_some).collect())
            .collect(),
        volume: with_assumed_bands(&expected),
        aht_seconds: dates.iter().map(|&date| aht.on(date).to_vec()).collect(),
        aht_source,
        model: ModelName::BorrowedShape,
        bands: Spread::assumed().source(),
        paths: Spread::assumed().of_paths(&vec![0.0; dates.len()]),
        backtest: not_judged(history),
        report: ForecastReport {
            gates: Vec::new(),
            effects: Vec::new(),
            days: Vec::new(),
            resemblance: Resemblance::default(),
            cycles: CycleReport::default(),
        },
        seed: plan.seed,
        dates,
    })
}

fn with_assumed_bands(expected: &[Vec<Option<f64>>]) -> VolumeForecast {
    let spread = Spread::assumed();
    let rows = |value: &dyn Fn(f64) -> f64| -> Vec<Vec<f64>> {
        expected
            .iter()
            .map(|day| day.iter().map(|cell| cell.map_or(0.0, value)).collect())
            .collect()
    };
    VolumeForecast {
        mean: rows(&|mean| mean),
        p10: rows(&|mean| spread.quantiles(mean, 0.0).p10),
        p50: rows(&|mean| spread.quantiles(mean, 0.0).p50),
        p90: rows(&|mean| spread.quantiles(mean, 0.0).p90),
    }
}

fn not_judged(history: &DaySlots) -> BacktestOutcome {
    let observed = history.trimmed();
    let is_observed = |(_, day): &(NaiveDate, &[Option<f64>])| day.iter().any(Option::is_some);
    BacktestOutcome::TooShort {
        history_days: observed.as_ref().map_or(0, DaySlots::len),
        observed_days: history.iter().filter(is_observed).count(),
        needed_days: MINIMUM_BACKTEST_DAYS,
    }
}

/// Of its own few days, else the default.
fn handle_times(
    group: &PlanningGroup,
    cleaned: &CleanedHistory,
    slots: SlotsPerDay,
) -> Result<(AhtProfile, AhtSource), AhtError> {
    let own = cleaned.history.aht.as_ref();
    let fitted = own.map_or(Err(AhtError::NoHistory), AhtProfile::fit);
    match (fitted, group.default_average_handle_time_seconds) {
        (Ok(profile), _) => Ok((profile, AhtSource::History)),
        (Err(AhtError::NoHistory), Some(seconds)) => {
            Ok((AhtProfile::constant(seconds, slots)?, AhtSource::Default))
        }
        (Err(error), _) => Err(error),
    }
}

/// Whose shape it is, for people to read.
fn told(shape: &BorrowedShape) -> String {
    let percent = |share: f64| (100.0 * share).round();
    let donors: Vec<String> = shape
        .donors
        .iter()
        .map(|donor| format!("{} {} %", donor.name, percent(donor.weight)))
        .collect();
    format!(
        "too new for a forecast of its own: the shape of the week is that of {}, bent to its own contacts as far as \
         they can be believed ({} % within the day, {} % between weekdays), at {} contacts a week of which its own \
         history decides {} %; forecast again as its history grows",
        donors.join(", "),
        percent(shape.own_weight),
        percent(shape.own_weekday_weight),
        shape.weekly_contacts.round(),
        percent(shape.own_level_weight),
    )
}

#[cfg(test)]
mod tests {
    use chrono_tz::Asia;

    use super::super::test_centre::{Centre, weekly};
    use super::super::{GenerateForecast, generation_results, statistical_data};
    use super::*;
    use crate::failure::Failure;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_new_planning_group_has_the_others_shape_at_the_volume_stated() {
        let centre = Centre::new(Asia::Shanghai, 60, false);
        let cards = centre.group("Cards", Some(240.0));
        let new = centre.group("New line", Some(300.0));
        let request = GenerateForecast {
            expected_daily_volumes: Some(BTreeMap::from([(new.id.clone(), 60.0)])),
            ..centre.request("2026-06-01", 1)
        };
        let seen = |group: &PlanningGroup, day, minute| {
            let offered = weekly(day, minute).filter(|_| group.id == cards.id)?;
            Some((offered, None))
        };
        centre.forecast("f1", &request, seen).unwrap();
        let (numbers, results) = centre
            .db
            .read(|conn| {
                let scope = &centre.scope;
                Ok::<_, Failure>((
                    statistical_data(conn, scope, "f1")?,
                    generation_results(conn, scope, "f1")?,
                ))
            })
            .unwrap();
        let place = numbers
            .iter()
            .position(|group| group.planning_group_id == new.id)
            .unwrap();
        let own = &numbers[place];
        let old = &numbers[1 - place];
        let total = own.offered_per_interval.iter().sum::<f64>();
        // Six open days a week.
        assert!((total - 360.0).abs() < 1e-6, "{total}");
        let factor = total / old.offered_per_interval.iter().sum::<f64>();
        for (index, offered) in own.offered_per_interval.iter().enumerate() {
            // Half a percent is spread evenly, for contacts where the donor has none.
            assert!((offered - factor * old.offered_per_interval[index]).abs() < 0.05);
            assert!(own.offered_per_interval_p10[index] <= *offered);
            assert!(own.offered_per_interval_p90[index] >= *offered);
        }
        let made = serde_json::to_value(&results[place]).unwrap();
        assert_eq!(made["forecastingMethod"], "borrowedShape");
        assert_eq!(
            (&made["bands"], &made["averageHandleTimeSource"]),
            (&"assumed".into(), &"default".into())
        );
        assert_eq!(made["backtest"]["outcome"], "tooShort");
        let messages = &results[place].generation.messages;
        let borrowed = messages
            .iter()
            .find(|message| message.code == "shape-borrowed");
        assert!(
            borrowed.unwrap().detail.contains("Cards 100 %"),
            "{borrowed:?}"
        );
        assert!(
            results
                .iter()
                .all(|one| one.generation.reconciliation.is_none())
        );
    }

    #[test]
    fn two_weeks_of_its_own_decide_the_volume_without_anybody_stating_one() {
        let centre = Centre::new(Asia::Shanghai, 60, false);
        let cards = centre.group("Cards", Some(240.0));
        let new = centre.group("New line", Some(300.0));
        let seen = |group: &PlanningGroup, day: NaiveDate, minute| {
            let offered = weekly(day, minute)?;
            if group.id == cards.id {
                Some((offered, None))
            } else {
                (day >= date("2026-05-18")).then_some(((offered / 2.0).round(), None))
            }
        };
        centre
            .forecast("f1", &centre.request("2026-06-01", 1), seen)
            .unwrap();
        let numbers = centre
            .db
            .read(|conn| statistical_data(conn, &centre.scope, "f1"))
            .unwrap();
        let total = |own: bool| -> f64 {
            let group = numbers
                .iter()
                .find(|group| (group.planning_group_id == new.id) == own)
                .unwrap();
            group.offered_per_interval.iter().sum()
        };
        let ratio = total(true) / total(false);
        assert!((ratio - 0.5).abs() < 0.03, "{ratio}");
    }

    #[test]
    fn a_volume_is_expected_of_planning_groups_of_the_forecast_only() {
        let centre = Centre::new(Asia::Shanghai, 60, false);
        let cards = centre.group("Cards", Some(240.0));
        let expected = BTreeMap::from([(cards.id.clone(), -1.0), ("nobody".to_owned(), 5.0)]);
        let request = GenerateForecast {
            expected_daily_volumes: Some(expected),
            ..centre.request("2026-06-01", 1)
        };
        let refused = centre
            .db
            .write(|conn| super::super::submit_forecast(conn, &centre.scope, &request))
            .unwrap_err();
        let codes: Vec<&str> = refused
            .faults()
            .iter()
            .map(|fault| fault.code.as_str())
            .collect();
        assert_eq!((codes.len(), codes.contains(&"not-found")), (2, true));
        assert!(codes.contains(&"out-of-range"));
    }
}
