//! What each model tells of histories whose making is known.

use super::double_seasonal::Smoothing;
use super::*;
use crate::calendar::Calendar;
use crate::grid::DaySlots;
use crate::matrix::DayMatrix;
use crate::simulated::{Draws, holidays, hours, known_upto, known_with};

const WEEK: [f64; 7] = [1.3, 1.1, 1.0, 1.0, 0.9, 0.5, 0.4];

/// A rounded day, other on each weekday.
fn usual(day: usize, hour: usize) -> f64 {
    let height = 1.2 - (hour as f64 - 12.0).abs() / 20.0;
    200.0 * WEEK[day % 7] * (height + 0.1 * ((day % 7) as f64 * 0.3) * (hour as f64 / 24.0))
}

/// Every model's days after a moment.
fn told(
    history: &DaySlots,
    calendar: &Calendar,
    moment: Moment,
    ahead: usize,
) -> Vec<(ModelName, Vec<DayForecast>)> {
    let (tuned, known) = Tuned::search(&DayMatrix::of(history), moment, calendar, ahead, 1, None);
    tuned.forecasts(&known, ahead)
}

fn morning(days: usize) -> Moment {
    Moment { days, columns: 0 }
}

const ALL: [ModelName; 7] = [
    ModelName::SeasonalNaive,
    ModelName::WeightedProfile,
    ModelName::DoubleSeasonal,
    ModelName::LevelAndShape,
    ModelName::MixedEffects,
    ModelName::SingularFactors,
    ModelName::BoostedTrees,
];

#[test]
fn weeks_that_repeat_are_told_again_by_every_model() {
    let history = hours(140, |day, hour| Some(usual(day, hour)));
    let found = told(&history, &Calendar::default(), morning(140), 14);
    let names: Vec<ModelName> = found.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ALL);
    for (name, days) in found {
        let tolerance = match name {
            ModelName::SeasonalNaive => 0.0,
            ModelName::WeightedProfile => 1e-9,
            // Shapes are drawn a little toward each other, and a root's square is a quarter above its count.
            _ => 0.02,
        };
        for (lead, day) in days.iter().enumerate() {
            for (hour, contacts) in day.iter().enumerate() {
                let truth = usual(140 + lead, hour);
                let error = (contacts / truth - 1.0).abs();
                assert!(
                    error <= tolerance,
                    "{name} {lead} {hour}: {contacts} {truth}"
                );
            }
        }
    }
}

/// Ten weeks whose days are busier and quieter as wholes by 10 %, and a morning `times` as busy as usual.
fn with_morning(times: f64) -> DaySlots {
    let mut draws = Draws::new(7);
    let factors: Vec<f64> = (0..70).map(|_| draws.factor(0.1)).collect();
    hours(71, |day, hour| {
        let factor = factors.get(day).copied().unwrap_or(times);
        let noise = draws.count(usual(day, hour) * factor);
        let exact = usual(day, hour) * factor;
        Some(if day < 70 { noise } else { exact })
    })
}

#[test]
fn every_model_but_the_baseline_learns_from_the_morning() {
    let noon = Moment {
        days: 70,
        columns: 12,
    };
    let afternoons = |times: f64| -> Vec<(ModelName, f64)> {
        let found = told(&with_morning(times), &Calendar::default(), noon, 1);
        let afternoon = |days: &[DayForecast]| days[0][12..].iter().sum();
        found
            .iter()
            .map(|(name, days)| (*name, afternoon(days)))
            .collect()
    };
    let (quiet, busy) = (afternoons(0.85), afternoons(1.15));
    assert_eq!(quiet.len(), ALL.len());
    for ((name, quiet), (_, busy)) in quiet.into_iter().zip(busy) {
        if name == ModelName::SeasonalNaive {
            assert_eq!(quiet, busy);
        } else {
            assert!(busy > 1.04 * quiet, "{name}: {quiet} {busy}");
        }
    }
}

#[test]
fn what_comes_after_the_known_columns_changes_no_model() {
    let noon = Moment {
        days: 70,
        columns: 12,
    };
    let found = told(&with_morning(1.1), &Calendar::default(), noon, 1);
    let plain = with_morning(1.1);
    let changed = hours(71, |day, hour| {
        let value = plain.cell(
            crate::simulated::monday() + chrono::Days::new(day as u64),
            hour,
        );
        if day == 70 && hour >= 12 {
            Some(999.0)
        } else {
            value
        }
    });
    let again = told(&changed, &Calendar::default(), noon, 1);
    for ((name, one), (_, other)) in found.iter().zip(&again) {
        assert_eq!(one, other, "{name}");
    }
}

/// Weekdays from eight to eighteen, Saturdays until noon, Sundays closed; now and then an interval is lost.
fn shop(days: usize) -> DaySlots {
    let mut draws = Draws::new(3);
    hours(days, |day, hour| {
        let until = [18, 18, 18, 18, 18, 12, 0][day % 7];
        let count = draws.count(usual(day, hour));
        let lost = (day * 24 + hour) % 37 == 5;
        ((8..until).contains(&hour) && !lost).then_some(count)
    })
}

#[test]
fn a_closed_sunday_and_a_closed_afternoon_are_told_by_no_model() {
    let found = told(&shop(112), &Calendar::default(), morning(112), 7);
    assert_eq!(found.len(), ALL.len());
    for (name, days) in found {
        for (day, cells) in days.iter().enumerate() {
            let open = [10, 10, 10, 10, 10, 4, 0][day];
            // The smoothing has one daily season for all weekdays it takes part in.
            let open_to_it = if name == ModelName::DoubleSeasonal && day == 5 {
                10
            } else {
                open
            };
            for (column, contacts) in cells.iter().enumerate() {
                let is_told = !contacts.is_nan();
                assert_eq!(
                    is_told,
                    column < open_to_it,
                    "{name} {day} {column}: {contacts}"
                );
                assert!(contacts.is_nan() || (*contacts >= 0.0 && contacts.is_finite()));
            }
        }
    }
}

#[test]
fn holidays_that_were_half_as_busy_are_told_half_as_busy_by_models_that_know_the_calendar() {
    let days = [17, 39, 58, 80, 101, 113];
    let mut draws = Draws::new(11);
    let history = hours(112, |day, hour| {
        let share = if days.contains(&day) { 0.5 } else { 1.0 };
        Some(draws.count(usual(day, hour) * share))
    });
    for (name, found) in told(&history, &holidays(&days), morning(112), 7) {
        let of_day = |lead: usize| found[lead].iter().sum::<f64>();
        let truth: f64 = (0..24).map(|hour| usual(113, hour)).sum();
        let share = of_day(1) / truth;
        if name.knows_the_calendar() {
            assert!((0.4..0.65).contains(&share), "{name}: {share}");
        } else if name != ModelName::DoubleSeasonal {
            assert!((0.9..1.1).contains(&share), "{name}: {share}");
        }
    }
}

#[test]
fn a_day_recorded_by_halves_counts_for_a_whole_one_in_the_level() {
    let whole = hours(84, |day, hour| Some(usual(day, hour)));
    let half = hours(84, |day, hour| {
        let lost = day % 7 == 2 && day > 60 && hour >= 12;
        (!lost).then(|| usual(day, hour))
    });
    let level = |history: &DaySlots| {
        let known = known_upto(history, 84, 0, 7);
        known.level.expect(&known.marks, 84, 7)[2].mean
    };
    assert!((level(&whole) - level(&half)).abs() < 0.01);
}

#[test]
fn a_column_is_open_if_its_weekday_had_it_in_the_last_eight_weeks_and_no_closure_is_expected() {
    let feasts = [30, 52, 114];
    let history = hours(112, |day, hour| {
        let until = if day < 40 { 20 } else { 18 };
        let open = day % 7 < 5 && !feasts.contains(&day) && (8..until).contains(&hour);
        open.then_some(50.0)
    });
    let known = known_with(&history, &holidays(&feasts), morning(112), 7);
    let open = |day: usize| known.open_columns(day).iter().filter(|open| **open).count();
    assert_eq!([112, 113, 114, 115, 117].map(open), [10, 10, 0, 10, 0]);
    assert_eq!(
        known.matrix.width(),
        12,
        "the old evenings are still columns"
    );
}

#[test]
fn two_seasons_with_constants_found_before_search_no_others() {
    let smoothing = Smoothing {
        level: 0.05,
        daily: 0.05,
        weekly: 0.1,
        autoregression: 0.3,
    };
    let known = known_upto(&shop(112), 112, 0, 7);
    let model = TwoSeasons {
        smoothing: Some(smoothing),
    };
    assert_eq!(model.fit(&known).unwrap().smoothing(), smoothing);
}

#[test]
fn equal_seeds_grow_equal_trees() {
    let known = known_upto(&shop(112), 112, 0, 7);
    let told = |seed: u64| {
        let trees = CalendarTrees { ahead: 7, seed }.fit(&known).unwrap();
        let days = trees.predict(&known, 7);
        days.into_iter()
            .flatten()
            .filter(|v| !v.is_nan())
            .collect::<Vec<_>>()
    };
    assert_eq!(told(1), told(1));
    assert_ne!(told(1), told(2));
}

#[test]
fn a_week_of_history_is_enough_for_the_plain_models_and_none_tells_nonsense() {
    let history = hours(7, |day, hour| Some(usual(day, hour)));
    let found = told(&history, &Calendar::default(), morning(7), 14);
    assert!(found.len() >= 2);
    for (name, days) in found {
        let cells = || days.iter().flatten().filter(|v| !v.is_nan());
        assert!(cells().all(|v| v.is_finite() && *v >= 0.0), "{name}");
    }
}
