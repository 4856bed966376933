//! Grains that agree, shapes that stay.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate, Weekday};
use proptest::prelude::*;

use super::{Estimate, IntervalForecast, Spread, TemporalError, TotalsForecast, reconcile_in_time};

fn monday() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 6, 29).unwrap()
}

fn dates(count: usize) -> Vec<NaiveDate> {
    monday().iter_days().take(count).collect()
}

fn intervals(mean: Vec<Vec<Option<f64>>>, day_variance: f64) -> IntervalForecast {
    IntervalForecast {
        dates: dates(mean.len()),
        day_variance: vec![day_variance; mean.len()],
        mean,
        spread: Spread::Proportional,
    }
}

fn totals(days: Vec<Estimate>) -> TotalsForecast {
    TotalsForecast {
        days,
        weeks: BTreeMap::new(),
        first_weekday: Weekday::Mon,
    }
}

fn sure(mean: f64, variance: f64) -> Estimate {
    Estimate { mean, variance }
}

#[test]
fn a_day_meets_its_two_forecasts_by_their_variances_and_keeps_its_shape() {
    let fine = intervals(vec![vec![None, Some(20.0), Some(60.0), Some(20.0)]], 300.0);
    let found = reconcile_in_time(&fine, &totals(vec![sure(140.0, 100.0)])).unwrap();
    // 100 with variance 300 and 140 with variance 100 meet at 130.
    assert!((found.days[0] - 130.0).abs() < 1e-9);
    for (cell, expected) in found.intervals[0].iter().zip([0.0, 26.0, 78.0, 26.0]) {
        assert!((cell.unwrap_or(0.0) - expected).abs() < 1e-9);
    }
    assert_eq!(found.intervals[0][0], None);
}

#[test]
fn uncertain_intervals_move_more_and_stop_at_zero() {
    let mut fine = intervals(vec![vec![Some(10.0), Some(50.0), Some(40.0)]], 1.0);
    fine.spread = Spread::ByVariance(vec![vec![2.0, 1.0, 1.0]]);
    let found = reconcile_in_time(&fine, &totals(vec![sure(60.0, 0.0)])).unwrap();
    // A fall of 40 would cost the first 20; it has 10, and the other two share the rest.
    let row: Vec<f64> = found.intervals[0].iter().flatten().copied().collect();
    for (value, expected) in row.iter().zip([0.0, 35.0, 25.0]) {
        assert!((value - expected).abs() < 1e-9, "{row:?}");
    }
}

#[test]
fn a_week_total_moves_its_days_and_months_follow_the_days() {
    let fine = intervals(vec![vec![Some(10.0); 4]; 7], 10.0);
    let mut coarse = totals(vec![Estimate::UNKNOWN; 7]);
    coarse.weeks.insert(monday(), sure(350.0, 0.0));
    let found = reconcile_in_time(&fine, &coarse).unwrap();
    assert!(found.days.iter().all(|day| (day - 50.0).abs() < 1e-9));
    assert_eq!((found.weeks.len(), found.weeks[0].days), (1, 7));
    // 29 and 30 June, then five days of July.
    let months: Vec<_> = found.months.iter().map(|m| (m.days, m.contacts)).collect();
    assert_eq!((months[0].0, months[1].0), (2, 5));
    assert!((months[0].1 - 100.0).abs() < 1e-9 && (months[1].1 - 250.0).abs() < 1e-9);
}

#[test]
fn a_closed_day_stays_closed_and_an_open_one_without_contacts_is_filled_evenly() {
    let fine = intervals(vec![vec![None; 3], vec![None, Some(0.0), Some(0.0)]], 4.0);
    let day = sure(8.0, 4.0);
    let found = reconcile_in_time(&fine, &totals(vec![day, day])).unwrap();
    assert_eq!(found.intervals[0], vec![None; 3]);
    assert_eq!(found.intervals[1], vec![None, Some(2.0), Some(2.0)]);
    assert_eq!(found.days, [0.0, 4.0]);
}

#[test]
fn a_total_of_half_a_week_is_refused() {
    let fine = intervals(vec![vec![Some(1.0)]; 6], 1.0);
    let mut coarse = totals(vec![Estimate::UNKNOWN; 6]);
    coarse.weeks.insert(monday(), sure(7.0, 1.0));
    assert_eq!(
        reconcile_in_time(&fine, &coarse),
        Err(TemporalError::PartialWeek {
            week: monday(),
            days: 6
        })
    );
}

#[test]
fn days_out_of_order_and_ragged_rows_are_refused() {
    let mut fine = intervals(vec![vec![Some(1.0)]; 2], 1.0);
    fine.dates[1] = monday();
    let coarse = totals(vec![Estimate::UNKNOWN; 2]);
    assert_eq!(
        reconcile_in_time(&fine, &coarse),
        Err(TemporalError::DatesNotRising { date: monday() })
    );
    fine.dates[1] = monday() + Days::new(1);
    fine.spread = Spread::ByVariance(vec![vec![1.0], vec![]]);
    assert_eq!(
        reconcile_in_time(&fine, &coarse),
        Err(TemporalError::WrongNumberOfSlots { found: 0, slots: 1 })
    );
}

type Case = (IntervalForecast, TotalsForecast);

fn cases() -> impl Strategy<Value = Case> {
    let cell = || prop::option::weighted(0.7, prop_oneof![1 => Just(0.0), 5 => 0.0..200.0_f64]);
    let variance = || prop_oneof![1 => Just(0.0), 5 => 0.1..1e4_f64];
    (1_usize..30).prop_flat_map(move |days| {
        let grid = || prop::collection::vec(prop::collection::vec(cell(), 8), days);
        let variances = prop::collection::vec(prop::collection::vec(variance(), 8), days);
        (
            grid(),
            prop::collection::vec(variance(), days),
            prop::option::of(variances),
            prop::collection::vec((0.0..2e3_f64, variance()), days),
            prop::collection::vec((0.0..1e4_f64, variance()), days / 7),
        )
            .prop_map(|(mean, day_variance, spread, days, weeks)| {
                let mut fine = intervals(mean, 0.0);
                fine.day_variance = day_variance;
                fine.spread = spread.map_or(Spread::Proportional, Spread::ByVariance);
                let mut coarse = totals(days.into_iter().map(|(m, v)| sure(m, v)).collect());
                for (week, (mean, variance)) in weeks.into_iter().enumerate() {
                    let start = monday() + Days::new(7 * week as u64);
                    coarse.weeks.insert(start, sure(mean, variance));
                }
                (fine, coarse)
            })
    })
}

fn agree(total: f64, parts: f64) -> bool {
    (total - parts).abs() <= 1e-9 * parts
}

proptest! {
    #[test]
    fn intervals_days_weeks_and_months_agree_and_are_never_negative((fine, coarse) in cases()) {
        let found = reconcile_in_time(&fine, &coarse).unwrap();
        for (row, day) in found.intervals.iter().zip(&found.days) {
            prop_assert!(row.iter().flatten().all(|value| *value >= 0.0 && value.is_finite()));
            prop_assert!(agree(*day, row.iter().flatten().sum()));
        }
        let all: f64 = found.days.iter().sum();
        for periods in [&found.weeks, &found.months] {
            prop_assert!(agree(periods.iter().map(|p| p.contacts).sum(), all));
            prop_assert_eq!(periods.iter().map(|p| p.days).sum::<usize>(), found.days.len());
        }
    }

    #[test]
    fn grains_that_agree_already_are_left_as_they_are((fine, mut coarse) in cases()) {
        let days: Vec<f64> = fine.mean.iter().map(|row| row.iter().flatten().sum()).collect();
        coarse.days.iter_mut().zip(&days).for_each(|(day, sum)| day.mean = *sum);
        for (week, estimate) in coarse.weeks.values_mut().enumerate() {
            estimate.mean = days[7 * week..7 * week + 7].iter().sum();
        }
        let found = reconcile_in_time(&fine, &coarse).unwrap();
        for (found, base) in found.intervals.iter().flatten().zip(fine.mean.iter().flatten()) {
            prop_assert_eq!(found.is_some(), base.is_some());
            let (found, base) = (found.unwrap_or(0.0), base.unwrap_or(0.0));
            prop_assert!((found - base).abs() <= 1e-9 * (1.0 + base), "{} {}", found, base);
        }
    }
}
