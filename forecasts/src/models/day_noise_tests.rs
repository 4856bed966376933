//! Variances planted in days on the root scale, and what is found of them.

use super::day_noise::{DayErrors, DayNoise};
use crate::simulated::Draws;

const COLUMNS: usize = 96;

fn expected() -> Vec<f64> {
    (0..COLUMNS)
        .map(|column| 8.0 + 4.0 * (column as f64 / 30.0).sin())
        .collect()
}

fn days(noise: DayNoise, count: usize) -> Vec<DayErrors> {
    let mut draws = Draws::new(5);
    let expected = expected();
    let mut day = || {
        let effect = noise.day * draws.normal();
        let mut lasting = noise.lasting.sqrt() * draws.normal();
        let step = (noise.lasting * (1.0 - noise.kept.powi(2))).sqrt();
        let observed: Vec<f64> = expected
            .iter()
            .map(|mean| {
                lasting = noise.kept * lasting + step * draws.normal();
                mean * (1.0 + effect) + lasting + noise.single.sqrt() * draws.normal()
            })
            .collect();
        DayErrors::new(&observed, &expected)
    };
    (0..count).map(|_| day()).collect()
}

#[test]
fn planted_variances_of_days_hours_and_intervals_are_recovered() {
    let planted = DayNoise {
        day: 0.04,
        lasting: 0.15,
        kept: 0.75,
        single: 0.3,
    };
    let found = DayNoise::of(&days(planted, 400));
    assert!((found.day / planted.day - 1.0).abs() < 0.15, "{found:?}");
    assert!((found.lasting - planted.lasting).abs() < 0.03, "{found:?}");
    assert!((found.kept - planted.kept).abs() < 0.08, "{found:?}");
    assert!((found.single - planted.single).abs() < 0.03, "{found:?}");
}

#[test]
fn a_part_that_lasts_for_most_of_the_day_is_told_apart_from_the_day() {
    let planted = DayNoise {
        day: 0.03,
        lasting: 0.5,
        kept: 0.95,
        single: 0.3,
    };
    let found = DayNoise::of(&days(planted, 400));
    assert!((found.day / planted.day - 1.0).abs() < 0.2, "{found:?}");
    assert!((found.lasting - planted.lasting).abs() < 0.06, "{found:?}");
    assert!((found.kept - planted.kept).abs() < 0.03, "{found:?}");
    assert!((found.single - planted.single).abs() < 0.03, "{found:?}");
}

#[test]
fn days_without_an_effect_of_their_own_show_hardly_one() {
    let planted = DayNoise {
        day: 0.0,
        lasting: 0.0,
        kept: 0.5,
        single: 0.25,
    };
    let found = DayNoise::of(&days(planted, 200));
    assert!(found.day < 0.004 && found.lasting < 0.02, "{found:?}");
    assert!((found.single - 0.25).abs() < 0.02, "{found:?}");
}

#[test]
fn cells_nobody_observed_take_no_part() {
    let expected = vec![10.0; 6];
    let seen = DayErrors::new(&[11.0, f64::NAN, 11.0, f64::NAN, 11.0, 11.0], &expected);
    assert!((seen.effect() - 0.1).abs() < 1e-12);
    let blank = DayErrors::new(&[f64::NAN; 6], &expected);
    assert_eq!(blank.effect(), 0.0);
    assert_eq!(DayNoise::of(&[seen.clone(), blank]), DayNoise::of(&[seen]));
}

#[test]
fn no_day_at_all_leaves_the_least_noise() {
    let found = DayNoise::of(&[]);
    assert!(
        found.day > 0.0 && found.single > 0.0 && found.lasting == 0.0,
        "{found:?}"
    );
}

#[test]
fn the_rest_of_a_day_is_told_as_drawn_days_with_the_same_morning_went_on() {
    let noise = DayNoise {
        day: 0.06,
        lasting: 0.2,
        kept: 0.9,
        single: 0.3,
    };
    let expected = vec![10.0; 8];
    let covariance = |i: usize, j: usize| {
        let own = if i == j { noise.single } else { 0.0 };
        0.0036 * 100.0 + 0.2 * 0.9_f64.powi(i.abs_diff(j) as i32) + own
    };
    let rest = noise.rest_of_day(&expected, &[11.0]);
    let gain = covariance(0, 5) / covariance(0, 0);
    assert!((rest.mean[5] - 10.0 - gain).abs() < 1e-12);
    let left = covariance(5, 5) - gain * covariance(0, 5);
    assert!((rest.variance[5] - left).abs() < 1e-12);
}
