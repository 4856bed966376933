//! Strengths and lengths on series whose cycles are known.

use chrono::{Datelike, NaiveDate};
use proptest::prelude::*;

use super::*;
use crate::grid::{DaySlots, SlotsPerDay};

/// Roots of the given shape with noise of this deviation on them, squared into counts.
fn history(
    days: usize,
    deviation: f64,
    root: impl Fn(NaiveDate, usize) -> Option<f64>,
) -> DaySlots {
    use rand_core::{Rng, SeedableRng};
    let mut generator = rand_xoshiro::SplitMix64::seed_from_u64(11);
    let mut uniform = || ((generator.next_u64() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64;
    let mut normal = || (-2.0 * uniform().ln()).sqrt() * (std::f64::consts::TAU * uniform()).cos();
    let first = NaiveDate::from_ymd_opt(2023, 1, 2).unwrap();
    let cells = first
        .iter_days()
        .take(days)
        .map(|date| {
            (0..24)
                .map(|slot| {
                    let noise = deviation * normal();
                    root(date, slot).map(|z| ((z + noise).max(0.5).powi(2) - 0.25).max(0.0))
                })
                .collect()
        })
        .collect();
    DaySlots::new(first, SlotsPerDay::of_interval_minutes(60).unwrap(), cells).unwrap()
}

fn wave(place: f64, length: f64) -> f64 {
    (std::f64::consts::TAU * place / length).sin()
}

fn weekday(date: NaiveDate) -> f64 {
    [1.0, 0.4, 0.2, 0.0, -0.2, -0.5, -0.9][date.weekday().num_days_from_monday() as usize]
}

fn strength(report: &CycleReport, cycle: Cycle) -> f64 {
    let mut found = report.strengths.iter().filter(|s| s.cycle == cycle);
    found.next().unwrap().strength
}

#[test]
fn a_day_and_a_week_have_the_strength_that_was_planted() {
    let shape = |date: NaiveDate, slot: usize| {
        Some(20.0 + 4.0 * wave(slot as f64, 24.0) + 2.0 * weekday(date))
    };
    let report = cycles(&history(140, 1.0, shape));
    // The sine's variance is 8 beside noise of 1; that of the weekdays 4 × 0.3429.
    assert!(
        (strength(&report, Cycle::Day) - 8.0 / 9.0).abs() < 0.02,
        "{report:?}"
    );
    let week = 4.0 * 0.342_857;
    assert!(
        (strength(&report, Cycle::Week) - week / (week + 1.0)).abs() < 0.05,
        "{report:?}"
    );
    assert!(strength(&report, Cycle::Month) < 0.25, "{report:?}");
    let lengths = |found: &[DetectedCycle]| -> Vec<usize> {
        found.iter().map(|cycle| cycle.length).collect()
    };
    assert_eq!(lengths(&report.detected_in_slots)[0], 24);
    assert_eq!(lengths(&report.detected_in_days), [7]);
    assert!(report.detected_in_days[0].autocorrelation > 0.8);
}

#[test]
fn noise_shows_no_cycle_however_short_it_is() {
    for days in [14, 20, 70, 800] {
        let report = cycles(&history(days, 1.0, |_, _| Some(20.0)));
        for found in &report.strengths {
            let on_days = matches!(found.cycle, Cycle::Month | Cycle::Year);
            let limit = if on_days { 0.4 } else { 0.12 };
            assert!(found.strength < limit, "{days}: {found:?}");
        }
        assert!(report.detected_in_slots.is_empty(), "{days}: {report:?}");
        assert!(report.detected_in_days.is_empty(), "{days}: {report:?}");
    }
}

#[test]
fn cycles_the_history_is_too_short_for_are_not_listed() {
    let listed = |days| -> Vec<Cycle> {
        let report = cycles(&history(days, 1.0, |_, _| Some(20.0)));
        report.strengths.iter().map(|found| found.cycle).collect()
    };
    assert_eq!(listed(6), []);
    assert_eq!(listed(13), [Cycle::Day]);
    assert_eq!(listed(14), [Cycle::Day, Cycle::Week]);
    assert_eq!(listed(62), [Cycle::Day, Cycle::Week, Cycle::Month]);
    assert_eq!(
        listed(730),
        [Cycle::Day, Cycle::Week, Cycle::Month, Cycle::Year]
    );
}

#[test]
fn a_pay_day_at_the_end_of_the_month_shows_as_its_cycle() {
    let shape = |date: NaiveDate, slot: usize| {
        let days_left = u32::from(date.num_days_in_month()) - date.day();
        let pay = if days_left < 2 { 3.0 } else { 0.0 };
        Some(20.0 + wave(slot as f64, 24.0) + pay)
    };
    let report = cycles(&history(365, 0.5, shape));
    assert!(strength(&report, Cycle::Month) > 0.9, "{report:?}");
    assert!(strength(&report, Cycle::Week) < 0.2, "{report:?}");
}

#[test]
fn the_seasons_of_the_year_show_apart_from_a_trend() {
    let seasons = |date: NaiveDate, slot: usize| {
        let days = f64::from(date.num_days_from_ce());
        Some(20.0 + 3.0 * wave(days, 365.25) + wave(slot as f64, 24.0) + weekday(date))
    };
    let report = cycles(&history(3 * 365, 0.5, seasons));
    assert!(strength(&report, Cycle::Year) > 0.9, "{report:?}");
    let found = report.detected_in_days.iter().map(|c| c.length);
    assert!(found.clone().any(|length| length == 7), "{report:?}");
    assert!(
        found.clone().any(|length| length.abs_diff(365) < 15),
        "{report:?}"
    );

    let slope = |date: NaiveDate, _| Some(f64::from(date.num_days_from_ce() % 10_000) * 0.005);
    let report = cycles(&history(3 * 365, 0.5, slope));
    assert!(strength(&report, Cycle::Year) < 0.3, "{report:?}");
}

#[test]
fn closed_nights_and_sundays_take_no_part() {
    let shape = |date: NaiveDate, slot: usize| {
        let open = (8..18).contains(&slot) && date.weekday() != chrono::Weekday::Sun;
        open.then(|| 20.0 + 3.0 * wave(slot as f64 - 8.0, 10.0) + 2.0 * weekday(date))
    };
    let report = cycles(&history(200, 0.7, shape));
    assert!(strength(&report, Cycle::Day) > 0.85, "{report:?}");
    assert!(strength(&report, Cycle::Week) > 0.6, "{report:?}");
    assert!(
        report.detected_in_slots.iter().any(|c| c.length == 24),
        "{report:?}"
    );
    assert_eq!(report.detected_in_days[0].length, 7);
}

#[test]
fn a_rhythm_no_calendar_knows_is_found_by_its_length() {
    let shape = |date: NaiveDate, _| {
        let bill = if date.num_days_from_ce() % 10 == 0 {
            4.0
        } else {
            0.0
        };
        Some(20.0 + bill)
    };
    let report = cycles(&history(200, 0.5, shape));
    assert_eq!(report.detected_in_days[0].length, 10);
    assert!(report.detected_in_days[0].autocorrelation > 0.9);
}

#[test]
fn nothing_observed_or_a_constant_has_no_cycles() {
    assert_eq!(
        cycles(&history(30, 1.0, |_, _| None)),
        CycleReport::default()
    );
    let report = cycles(&history(100, 0.0, |_, _| Some(20.0)));
    assert!(
        report.strengths.iter().all(|found| found.strength == 0.0),
        "{report:?}"
    );
    assert!(report.detected_in_days.is_empty() && report.detected_in_slots.is_empty());
}

#[test]
fn a_cycle_without_noise_has_all_the_strength() {
    let shape = |_: NaiveDate, slot: usize| Some(20.0 + wave(slot as f64, 24.0));
    assert!(strength(&cycles(&history(70, 0.0, shape)), Cycle::Day) > 0.999_999);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn strengths_lie_between_0_and_1_whatever_the_history(
        days in prop::collection::vec(prop::collection::vec(prop::option::weighted(0.6, 0.0..500.0_f64), 24), 0..130),
    ) {
        let first = NaiveDate::from_ymd_opt(2024, 2, 20).unwrap();
        let grid = DaySlots::new(first, SlotsPerDay::of_interval_minutes(60).unwrap(), days).unwrap();
        let report = cycles(&grid);
        for found in &report.strengths {
            prop_assert!((0.0..=1.0).contains(&found.strength));
        }
        for found in report.detected_in_days.iter().chain(&report.detected_in_slots) {
            prop_assert!(found.length > 0 && found.autocorrelation <= 1.0 + 1e-9);
        }
    }
}
