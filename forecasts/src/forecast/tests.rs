//! Forecasts of one planning group: what is refused, what is used, what always holds.

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::*;
use crate::aht::{AhtError, AhtHistory, AhtSource};
use crate::calendar::Calendar;
use crate::grid::DaySlots;
use crate::long_range::forecast_days;
use crate::reforecast::reforecast;
use crate::simulated::{holidays, hourly as grid};
use crate::spread::SpreadSource;

fn with_default_aht(volume: DaySlots) -> QueueHistory {
    QueueHistory {
        volume,
        aht: None,
        default_aht_seconds: Some(240.0),
        calendar: Calendar::default(),
    }
}

fn two_weeks_after(history: &DaySlots) -> Vec<NaiveDate> {
    history
        .trimmed()
        .map(|h| h.end_date().iter_days().take(14).collect())
        .unwrap_or_default()
}

fn flat(days: usize) -> DaySlots {
    grid(vec![vec![Some(10.0); 24]; days])
}

#[test]
fn a_day_inside_the_history_is_refused() {
    let history = with_default_aht(flat(30));
    let date = history.volume.end_date() - Days::new(1);
    let error = forecast(&history, &[history.volume.end_date(), date], 1).unwrap_err();
    assert_eq!(
        error,
        ForecastError::TargetInHistory {
            date,
            end_date: history.volume.end_date()
        }
    );
    assert_eq!(
        forecast(&history, &[], 1).unwrap_err(),
        ForecastError::NoTargetDays
    );
}

#[test]
fn without_handle_times_a_default_is_asked_for_and_used() {
    let mut history = with_default_aht(flat(30));
    let days = two_weeks_after(&history.volume);
    let found = forecast(&history, &days, 1).unwrap();
    assert_eq!(
        (found.aht_source, found.aht_seconds[13][23]),
        (AhtSource::Default, 240.0)
    );
    history.default_aht_seconds = None;
    assert_eq!(
        forecast(&history, &days, 1).unwrap_err(),
        ForecastError::Aht(AhtError::NoHistory)
    );
}

#[test]
fn handle_times_of_the_history_go_before_the_default() {
    let mut history = with_default_aht(flat(30));
    history.aht = Some(AhtHistory::new(grid(vec![vec![Some(300.0); 24]; 30]), flat(30)).unwrap());
    let found = forecast(&history, &two_weeks_after(&history.volume), 1).unwrap();
    assert_eq!(found.aht_source, AhtSource::History);
    assert!(
        found
            .aht_seconds
            .iter()
            .flatten()
            .all(|seconds| (seconds - 300.0).abs() < 1e-9)
    );
}

#[test]
fn a_closed_sunday_stays_closed_and_without_volume() {
    let days = (0..42)
        .map(|d| {
            if d % 7 == 6 {
                vec![None; 24]
            } else {
                vec![Some(10.0); 24]
            }
        })
        .collect();
    let history = with_default_aht(grid(days));
    let found = forecast(&history, &[history.volume.end_date() + Days::new(6)], 1).unwrap();
    assert!(found.open[0].iter().all(|open| !open));
    assert!(found.volume.p90[0].iter().all(|contacts| *contacts == 0.0));
}

#[test]
fn two_weeks_of_history_give_a_forecast_with_wider_bands_than_ten_weeks() {
    let width = |days: usize| {
        let history = with_default_aht(flat(days));
        let found = forecast(&history, &two_weeks_after(&history.volume), 1).unwrap();
        (found.bands, found.volume.p90[0][9] - found.volume.p10[0][9])
    };
    let ((short, wide), (long, narrow)) = (width(14), width(70));
    assert_eq!(
        (short, long),
        (SpreadSource::Assumed, SpreadSource::Measured)
    );
    assert!(wide > narrow, "{wide} {narrow}");
}

#[test]
fn a_stored_forecast_reads_back_the_same_and_its_names_are_camel_case() {
    for days in [14, 70] {
        let history = with_default_aht(flat(days));
        let found = forecast(&history, &two_weeks_after(&history.volume), 7).unwrap();
        let json = serde_json::to_value(&found).unwrap();
        assert_eq!(
            serde_json::from_value::<QueueForecast>(json.clone()).unwrap(),
            found
        );
        let names = [
            "ahtSeconds",
            "ahtSource",
            "slotsPerDay",
            "backtest",
            "volume",
            "open",
            "seed",
        ];
        assert!(names.iter().all(|name| json.get(name).is_some()), "{json}");
        if days == 70 {
            assert_eq!(json["backtest"]["outcome"], "scored");
            assert!(json["backtest"]["improvementOverBaseline"].is_null());
            assert!(json["backtest"]["models"][0]["coverage80"].is_number());
            assert_eq!(json["backtest"]["baseline"], "seasonalNaive");
        } else {
            assert_eq!(json["backtest"]["outcome"], "tooShort");
            assert_eq!(json["backtest"]["neededDays"], 21);
        }
    }
}

/// A count, none at all, or not observed.
fn cell() -> impl Strategy<Value = Option<f64>> {
    prop_oneof![1 => Just(None), 1 => Just(Some(0.0)), 4 => (0.0..300.0_f64).prop_map(Some)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10))]

    #[test]
    fn every_forecast_is_finite_in_order_never_negative_and_the_same_again(
        days in prop::collection::vec(prop::collection::vec(cell(), 24), 7..80),
        closed in prop::collection::vec(prop::bool::weighted(0.2), 80),
        feasts in prop::collection::vec(0_usize..94, 0..6),
        seed in any::<u64>(),
    ) {
        let days = days.into_iter().zip(closed).map(|(day, closed)| if closed { vec![None; 24] } else { day }).collect();
        let mut history = with_default_aht(grid(days));
        history.calendar = holidays(&feasts);
        let targets = two_weeks_after(&history.volume);
        match forecast(&history, &targets, seed) {
            Err(error) => prop_assert!(matches!(error, ForecastError::Fit(_)), "{:?}", error),
            Ok(found) => {
                prop_assert_eq!(&found, &forecast(&history, &targets, seed).unwrap());
                let v = &found.volume;
                for (day, _) in targets.iter().enumerate() {
                    for slot in 0..24 {
                        let (p10, p50, p90) = (v.p10[day][slot], v.p50[day][slot], v.p90[day][slot]);
                        prop_assert!(0.0 <= p10 && p10 <= p50 && p50 <= p90 && p90.is_finite());
                        prop_assert!(v.mean[day][slot] >= 0.0 && v.mean[day][slot].is_finite());
                    }
                }
            }
        }
    }

    #[test]
    fn every_rest_of_a_day_is_finite_in_order_and_never_negative(
        days in prop::collection::vec(prop::collection::vec(cell(), 24), 8..60),
        known_slots in 1_usize..24,
    ) {
        let history = with_default_aht(grid(days));
        let today = history.volume.end_date() - Days::new(1);
        if let Ok(found) = reforecast(&history, today, known_slots, 1) {
            let v = &found.volume;
            for slot in 0..24 {
                let (p10, p50, p90) = (v.p10[0][slot], v.p50[0][slot], v.p90[0][slot]);
                prop_assert!(0.0 <= p10 && p10 <= p50 && p50 <= p90 && p90.is_finite());
                prop_assert!(v.mean[0][slot] >= 0.0 && v.mean[0][slot].is_finite());
            }
        }
    }

    #[test]
    fn every_day_of_two_years_is_finite_in_order_and_never_negative(
        days in prop::collection::vec(prop::collection::vec(cell(), 24), 8..60),
    ) {
        if let Ok(found) = forecast_days(&grid(days), &Calendar::default(), 728) {
            for day in found {
                prop_assert!(0.0 <= day.p10 && day.p10 <= day.mean && day.mean <= day.p90 && day.p90.is_finite());
            }
        }
    }

    #[test]
    fn a_repeated_run_gives_the_same_forecast_and_a_repeated_week_the_same_week(
        week in prop::collection::vec(prop::collection::vec(0.0..300.0_f64, 24), 7),
        weeks in 1_usize..8,
        seed in any::<u64>(),
    ) {
        let days = week.iter().map(|day| day.iter().copied().map(Some).collect()).collect::<Vec<_>>();
        let history = with_default_aht(grid(days.iter().cycle().take(7 * weeks).cloned().collect()));
        let targets = two_weeks_after(&history.volume);
        let found = forecast(&history, &targets, seed).unwrap();
        prop_assert_eq!(&found, &forecast(&history, &targets, seed).unwrap());
        prop_assert_eq!(&found.volume, &forecast(&history, &targets, seed ^ 1).unwrap().volume);
        for (day, expected) in found.volume.mean.iter().zip(week.iter().cycle()) {
            for (found, expected) in day.iter().zip(expected) {
                prop_assert!((found - expected).abs() <= 1e-9 * (1.0 + expected));
            }
        }
    }
}
