//! Which moments are replayed, what is known at each, who is chosen and how they are scored.

use super::replay::Replay;
use super::score::score;
use super::*;
use crate::calendar::Calendar;
use crate::grid::DaySlots;
use crate::matrix::DayMatrix;
use crate::models::{DayForecast, ModelName, Moment};
use crate::simulated::{Draws, holidays, hours};
use crate::spread::SpreadSource;

fn run(history: &DaySlots, horizon: Horizon) -> Backtest {
    backtest(&DayMatrix::of(history), &Calendar::default(), horizon, 1)
}

fn scored(history: &DaySlots, horizon: Horizon) -> BacktestReport {
    match run(history, horizon).outcome {
        BacktestOutcome::Scored(report) => *report,
        other @ BacktestOutcome::TooShort { .. } => panic!("{other:?}"),
    }
}

fn flat(days: usize) -> DaySlots {
    hours(days, |_, _| Some(5.0))
}

/// Weeks that differ by chance alone, on days busier and quieter as wholes by 5 %.
fn chance(days: usize, seed: u64) -> DaySlots {
    let mut draws = Draws::new(seed);
    let factors: Vec<f64> = (0..days).map(|_| draws.factor(0.05)).collect();
    hours(days, |day, hour| {
        let weekday = 1.2 - 0.1 * (day % 7) as f64;
        Some(draws.count((20.0 + 2.0 * hour as f64) * weekday * factors[day]))
    })
}

fn days(moments: &[Moment]) -> Vec<usize> {
    moments.iter().map(|moment| moment.days).collect()
}

#[test]
fn folds_of_two_weeks_lie_a_week_apart_and_the_last_ends_with_the_history() {
    let matrix = DayMatrix::of(&flat(100));
    let moments = Horizon::Days(14).moments(&matrix);
    assert_eq!(days(&moments), [37, 44, 51, 58, 65, 72, 79, 86]);
    assert!(moments.iter().all(|moment| moment.columns == 0));
}

#[test]
fn half_a_year_ahead_is_scored_on_four_weeks() {
    let matrix = DayMatrix::of(&flat(100));
    assert_eq!(Horizon::Days(180).scored_days(100), 28);
    assert_eq!(Horizon::Days(180).moments(&matrix).last().unwrap().days, 72);
    assert_eq!(
        Horizon::Days(180).scored_days(30),
        16,
        "two weeks are left to learn from"
    );
}

#[test]
fn one_day_ahead_and_the_rest_of_a_day_are_replayed_on_every_day_of_four_weeks() {
    let matrix = DayMatrix::of(&hours(60, |day, _| (day % 7 < 6).then_some(5.0)));
    let tomorrow = Horizon::Days(1).moments(&matrix);
    assert_eq!((tomorrow.len(), tomorrow.last().unwrap().days), (28, 59));
    assert!(
        tomorrow.iter().all(|moment| moment.days % 7 < 6),
        "no closed Sunday is told"
    );
    let noon = Horizon::RestOfDay { columns: 12 }.moments(&matrix);
    assert_eq!(days(&noon), days(&tomorrow));
    assert!(noon.iter().all(|moment| moment.columns == 12));
}

#[test]
fn twenty_days_are_too_few_for_a_backtest_and_twenty_one_are_enough() {
    let short = run(&flat(20), Horizon::Days(14));
    let outcome = BacktestOutcome::TooShort {
        history_days: 20,
        observed_days: 20,
        needed_days: 21,
    };
    assert_eq!(
        (short.outcome, short.chosen),
        (outcome, ModelName::WeightedProfile)
    );
    assert_eq!(short.spread.source(), SpreadSource::Assumed);
    assert_eq!(short.weights.iter().count(), 0);
    let report = scored(&flat(21), Horizon::Days(14));
    assert_eq!((report.horizon_days, report.folds.len()), (7, 1));
    assert_eq!(report.models[0].coverage_80, None);
    assert!(
        report
            .models
            .iter()
            .all(|model| model.name != ModelName::Combination)
    );
}

#[test]
fn where_weeks_differ_by_chance_alone_repeating_the_last_is_beaten() {
    let report = scored(&chance(98, 1), Horizon::Days(14));
    assert_ne!(report.chosen, ModelName::BASELINE);
    assert!(
        report.improvement_over_baseline.unwrap() > 0.1,
        "{report:?}"
    );
    let chosen = report
        .models
        .iter()
        .find(|model| model.name == report.chosen)
        .unwrap();
    let coverage = chosen.coverage_80.unwrap();
    assert!((0.7..0.9).contains(&coverage), "{coverage}");
    let floor = report.poisson_floor.unwrap();
    assert!(floor < chosen.wape.unwrap(), "{floor} {:?}", chosen.wape);
    let folds: Vec<usize> = report.folds.iter().map(|fold| fold.intervals).collect();
    assert_eq!(folds, [14 * 24; 8]);
    assert_eq!(report.largest_errors.len(), 10);
    assert!(
        report
            .largest_errors
            .windows(2)
            .all(|pair| pair[0].size() >= pair[1].size())
    );
}

#[test]
fn the_chosen_model_is_never_worse_than_the_baseline_where_it_was_chosen() {
    for seed in 0..4 {
        let mut draws = Draws::new(seed);
        let mut level = 30.0;
        let days: Vec<f64> = (0..63)
            .map(|_| {
                level *= draws.factor(0.25);
                level
            })
            .collect();
        let history = hours(63, |day, _| Some(days[day]));
        for horizon in [Horizon::Days(7), Horizon::Days(1)] {
            let report = scored(&history, horizon);
            let better = report.improvement_over_baseline;
            assert!(
                better.is_none_or(|share| share >= 0.0),
                "{seed} {horizon:?} {report:?}"
            );
        }
    }
}

#[test]
fn a_history_that_repeats_every_week_is_told_by_the_baseline_without_error() {
    let report = scored(
        &hours(63, |d, h| Some((d % 7 * 24 + h) as f64)),
        Horizon::Days(14),
    );
    assert_eq!(
        (report.chosen, report.models[0].wape),
        (ModelName::BASELINE, Some(0.0))
    );
    assert_eq!(
        report.improvement_over_baseline, None,
        "there was nothing to improve"
    );
}

#[test]
fn what_a_fold_may_not_know_does_not_change_its_forecast() {
    let plain = chance(70, 2);
    let changed = hours(70, |day, hour| {
        let date = crate::simulated::monday() + chrono::Days::new(day as u64);
        plain
            .cell(date, hour)
            .map(|count| if day < 63 { count } else { 500.0 })
    });
    let (plain, changed) = (
        scored(&plain, Horizon::Days(14)),
        scored(&changed, Horizon::Days(14)),
    );
    assert_eq!(plain.folds, changed.folds);
    for model in &plain.models {
        // The combination's weights come from all other folds, later ones too.
        if model.name == ModelName::Combination {
            continue;
        }
        let other = changed
            .models
            .iter()
            .find(|other| other.name == model.name)
            .unwrap();
        assert_eq!(
            model.fold_wapes[..6],
            other.fold_wapes[..6],
            "{}",
            model.name
        );
        assert!(other.fold_wapes[6] > model.fold_wapes[6]);
    }
}

#[test]
fn a_bands_coverage_is_judged_without_the_errors_of_the_days_it_covers() {
    let mut draws = Draws::new(3);
    let history = hours(35, |day, _| {
        Some(draws.count(if day < 21 { 100.0 } else { 300.0 }))
    });
    let report = scored(&history, Horizon::Days(14));
    assert_eq!(report.folds.len(), 2);
    assert_eq!(report.models[1].coverage_80, Some(0.0));
    assert_eq!(report.models[1].coverage_intervals, 14 * 24);
}

#[test]
fn a_centre_nobody_called_has_no_percentage_error() {
    let report = scored(&hours(60, |_, _| Some(0.0)), Horizon::Days(14));
    assert_eq!(
        (report.models[0].wape, report.improvement_over_baseline),
        (None, None)
    );
}

#[test]
fn days_beside_holidays_are_scored_apart_too() {
    let feasts = holidays(&[30, 45, 59]);
    let matrix = DayMatrix::of(&chance(70, 4));
    let outcome = backtest(&matrix, &feasts, Horizon::Days(14), 1).outcome;
    let BacktestOutcome::Scored(report) = outcome else {
        panic!("{outcome:?}")
    };
    assert!(
        report
            .models
            .iter()
            .all(|model| model.special_day_wape.is_some())
    );
    let plain = scored(&chance(70, 4), Horizon::Days(14));
    assert!(
        plain
            .models
            .iter()
            .all(|model| model.special_day_wape.is_none())
    );
}

const NAIVE: ModelName = ModelName::SeasonalNaive;
const LEVEL: ModelName = ModelName::LevelAndShape;

fn replay(forecasts: Vec<(ModelName, Vec<DayForecast>)>, observed: Vec<Vec<f64>>) -> Replay {
    let days = observed.len();
    Replay {
        moment: Moment {
            days: 14,
            columns: 0,
        },
        forecasts,
        observed,
        level_sds: vec![0.05; days],
        special: vec![false; days],
        reasons: vec![None; days],
    }
}

#[test]
fn an_interval_held_closed_counts_as_forecast_0_and_one_not_observed_does_not_count() {
    let forecast = vec![vec![10.0, f64::NAN, 7.0], vec![5.0, 5.0, 5.0]];
    let observed = vec![vec![8.0, 4.0, f64::NAN], vec![8.0, 5.0, 5.0]];
    let mut replay = replay(vec![(NAIVE, forecast.clone())], observed);
    replay.special[1] = true;
    let found = score(NAIVE, &[replay], &[forecast]);
    assert_eq!(found.intervals, 5);
    assert_eq!(found.wape, Some(9.0 / 30.0));
    assert_eq!(found.bias, Some(-5.0 / 30.0));
    assert_eq!(found.day_wape, Some((2.0 + 3.0) / 30.0));
    assert_eq!(found.special_day_wape, Some(3.0 / 18.0));
    assert_eq!(found.fold_wapes, [Some(9.0 / 30.0)]);
    assert_eq!((found.coverage_80, found.coverage_intervals), (None, 0));
}

/// Weights after many folds in which one model was right and the other a tenth too high.
fn weights(right: ModelName, wrong: ModelName) -> Weights {
    let came = vec![vec![40.0, 60.0]; 7];
    let off = vec![vec![44.0, 66.0]; 7];
    let mut models = vec![(right, came.clone()), (wrong, off)];
    models.sort_by_key(|(name, _)| *name);
    let folds = vec![replay(models, came); 30];
    Weights::of(folds.iter())
}

fn share(weights: &Weights, name: ModelName) -> f64 {
    weights
        .iter()
        .find(|(own, _)| *own == name)
        .map_or(0.0, |(_, share)| share)
}

#[test]
fn a_model_that_was_right_counts_and_one_that_was_off_does_not() {
    let weights = weights(LEVEL, NAIVE);
    assert!(share(&weights, LEVEL) > 0.99, "{weights:?}");
    assert!((weights.iter().map(|(_, share)| share).sum::<f64>() - 1.0).abs() < 1e-12);
}

#[test]
fn errors_that_cancel_each_other_are_put_together() {
    let came = vec![vec![50.0; 4]; 7];
    let (low, high) = (vec![vec![45.0; 4]; 7], vec![vec![55.0; 4]; 7]);
    let folds = vec![replay(vec![(NAIVE, low.clone()), (LEVEL, high.clone())], came); 10];
    let weights = Weights::of(folds.iter());
    let both = weights
        .combine(&[(NAIVE, low), (LEVEL, high)], &[false; 7])
        .unwrap();
    assert!(
        both.iter().flatten().all(|told| (told - 50.0).abs() < 0.5),
        "{both:?}"
    );
}

#[test]
fn a_model_missing_from_one_fold_takes_no_part() {
    let came = vec![vec![50.0; 4]; 7];
    let full = replay(
        vec![(NAIVE, came.clone()), (LEVEL, came.clone())],
        came.clone(),
    );
    let partly = replay(vec![(NAIVE, came.clone())], came);
    let weights = Weights::of([full, partly].iter());
    assert_eq!(weights.iter().collect::<Vec<_>>(), [(NAIVE, 1.0)]);
}

#[test]
fn on_special_days_models_that_know_no_calendar_are_not_asked() {
    let weights = weights(LEVEL, NAIVE);
    let told = [(NAIVE, vec![vec![90.0]; 2]), (LEVEL, vec![vec![50.0]; 2])];
    let days = weights.combine(&told, &[false, true]).unwrap();
    assert_eq!(days[1], [50.0]);
    assert!(days[0][0] >= 50.0);
}

#[test]
fn a_special_day_is_told_even_if_only_models_that_know_no_calendar_have_weight() {
    let weights = weights(NAIVE, LEVEL);
    assert!(share(&weights, LEVEL) < 0.01);
    let told = [(NAIVE, vec![vec![90.0]]), (LEVEL, vec![vec![50.0]])];
    assert_eq!(weights.combine(&told, &[true]).unwrap(), [[50.0]]);
    assert_eq!(
        weights.combine(&told[..1], &[true]).unwrap(),
        [[90.0]],
        "nobody else is there"
    );
}

#[test]
fn an_interval_one_model_holds_closed_is_left_to_the_others() {
    let weights = weights(NAIVE, LEVEL);
    let told = [
        (NAIVE, vec![vec![f64::NAN, f64::NAN]]),
        (LEVEL, vec![vec![50.0, f64::NAN]]),
    ];
    let day = weights.combine(&told, &[false]).unwrap().remove(0);
    assert_eq!(day[0], 50.0);
    assert!(day[1].is_nan(), "all hold it closed");
}

#[test]
fn the_poisson_floor_is_the_error_of_counts_drawn_around_their_means() {
    for mean in [0.3, 4.0, 37.5] {
        let mut draws = Draws::new(9);
        let off: f64 = (0..40_000).map(|_| (draws.count(mean) - mean).abs()).sum();
        let drawn = off / (40_000.0 * mean);
        let floor = poisson_floor(&[mean; 3]).unwrap();
        assert!(
            (floor / drawn - 1.0).abs() < 0.02,
            "{mean}: {floor} {drawn}"
        );
    }
    assert!(poisson_floor(&[1.0, 100.0]) < poisson_floor(&[1.0, 1.0]));
}
