//! What the smoothing finds on series whose making is known.

use super::*;

const SLOTS: usize = 24;
const DAYS: usize = 5;
const WEEK: usize = SLOTS * DAYS;

/// Standard normal draws (Box & Muller), the same every time.
fn normals(count: usize, salt: u64) -> Vec<f64> {
    use rand_core::{Rng, SeedableRng};
    let mut generator = rand_xoshiro::SplitMix64::seed_from_u64(salt);
    let mut uniform = || ((generator.next_u64() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64;
    (0..count)
        .map(|_| (-2.0 * uniform().ln()).sqrt() * (std::f64::consts::TAU * uniform()).cos())
        .collect()
}

fn season(step: usize) -> f64 {
    let (slot, day) = (step % SLOTS, step / SLOTS % DAYS);
    let weekday = [1.2, 0.3, 0.0, -0.4, -1.1][day];
    12.0 + 5.0 * (slot as f64 / 24.0 * std::f64::consts::TAU).sin()
        + weekday * (1.0 + slot as f64 / 24.0)
}

/// The season with first-order autoregressive noise on it.
fn noisy(steps: usize, autoregression: f64, deviation: f64, salt: u64) -> Vec<f64> {
    let mut error = 0.0;
    normals(steps, salt)
        .into_iter()
        .enumerate()
        .map(|(step, shock)| {
            error = autoregression * error + deviation * shock;
            season(step) + error
        })
        .collect()
}

fn with(smoothing: Smoothing) -> DoubleSeasonal {
    DoubleSeasonal {
        evaluations: 0,
        start: Some(smoothing),
        ..DoubleSeasonal::new(SLOTS, DAYS)
    }
}

const USUAL: Smoothing = Smoothing {
    level: 0.05,
    daily: 0.1,
    weekly: 0.15,
    autoregression: 0.6,
};

#[test]
fn a_double_season_without_noise_is_forecast_exactly() {
    let roots: Vec<f64> = (0..12 * WEEK + 7).map(season).collect();
    let fitted = DoubleSeasonal::new(SLOTS, DAYS).fit(&roots).unwrap();
    for (ahead, mean) in fitted.forecast(2 * WEEK).mean.into_iter().enumerate() {
        assert!((mean - season(roots.len() + ahead)).abs() < 1e-9);
    }
    assert!(fitted.one_step_variance() < 1e-18);
}

#[test]
fn two_weeks_are_enough_and_one_step_less_is_refused() {
    let roots: Vec<f64> = (0..2 * WEEK).map(season).collect();
    let model = DoubleSeasonal::new(SLOTS, DAYS);
    assert!(model.fit(&roots).is_ok());
    assert_eq!(
        model.fit(&roots[1..]).unwrap_err(),
        DoubleSeasonalError::TooShort {
            found: 2 * WEEK - 1,
            needed: 2 * WEEK
        }
    );
}

#[test]
fn a_gap_changes_no_forecast_of_what_lies_behind_it() {
    let roots = noisy(10 * WEEK, 0.6, 0.5, 1);
    let mut with_gap = roots.clone();
    with_gap.extend([f64::NAN; 40]);
    let before = with(USUAL).fit(&roots).unwrap().forecast(100);
    let behind = with(USUAL).fit(&with_gap).unwrap().forecast(60);
    for ahead in 0..60 {
        assert!((before.mean[40 + ahead] - behind.mean[ahead]).abs() < 1e-9);
        assert!((before.variance[40 + ahead] / behind.variance[ahead] - 1.0).abs() < 1e-9);
    }
}

#[test]
fn gaps_in_the_history_neither_spoil_the_constants_nor_the_forecast() {
    let mut roots = noisy(20 * WEEK, 0.5, 0.4, 2);
    for (step, root) in roots.iter_mut().enumerate() {
        if step % 11 == 3 || (600..700).contains(&step) {
            *root = f64::NAN;
        }
    }
    let fitted = DoubleSeasonal::new(SLOTS, DAYS).fit(&roots).unwrap();
    let found = fitted.forecast(WEEK);
    let error: f64 = found
        .mean
        .iter()
        .enumerate()
        .map(|(ahead, mean)| (mean - season(20 * WEEK + ahead)).abs())
        .sum();
    assert!(error / (WEEK as f64) < 0.25, "{error}");
}

#[test]
fn the_variance_starts_at_that_of_one_step_and_grows() {
    let fitted = with(USUAL).fit(&noisy(10 * WEEK, 0.6, 0.5, 3)).unwrap();
    let variance = fitted.forecast(3 * WEEK).variance;
    assert!((variance[0] - fitted.one_step_variance()).abs() < 1e-12);
    assert!(variance.is_sorted_by(|a, b| a < b));
}

#[test]
fn the_variance_is_that_of_paths_drawn_from_the_same_recursion() {
    let fitted = with(USUAL).fit(&noisy(10 * WEEK, 0.6, 0.5, 4)).unwrap();
    let horizon = WEEK + 30;
    let forecast = fitted.forecast(horizon);
    let deviation = fitted.one_step_variance().sqrt();
    let paths = 4_000;
    let shocks = normals(paths * horizon, 5);
    let mut squares = vec![0.0; horizon];
    for path in shocks.chunks_exact(horizon) {
        let mut drawn = fitted.clone();
        for (ahead, shock) in path.iter().enumerate() {
            let root = drawn.forecast(1).mean[0] + deviation * shock;
            squares[ahead] += (root - forecast.mean[ahead]).powi(2) / paths as f64;
            drawn.observe(root);
        }
    }
    // The standard error of a variance from 4,000 draws is 2.2 %; five of them.
    for (ahead, (drawn, formula)) in squares.iter().zip(&forecast.variance).enumerate() {
        assert!(
            (drawn / formula - 1.0).abs() < 0.11,
            "{ahead}: {drawn} {formula}"
        );
    }
}

#[test]
fn the_autoregression_of_the_noise_is_found() {
    for planted in [0.0, 0.5, 0.8] {
        let model = DoubleSeasonal {
            day_ahead_weight: 0.0,
            evaluations: 300,
            ..DoubleSeasonal::new(SLOTS, DAYS)
        };
        let fitted = model.fit(&noisy(40 * WEEK, planted, 0.5, 6)).unwrap();
        let found = fitted.smoothing().autoregression;
        assert!((found - planted).abs() < 0.1, "{planted}: {found}");
        assert!((fitted.one_step_variance() / 0.25 - 1.0).abs() < 0.15);
    }
}

#[test]
fn what_the_last_error_says_fades_with_the_autoregression() {
    let mut roots: Vec<f64> = (0..10 * WEEK).map(season).collect();
    roots.push(season(10 * WEEK) + 4.0);
    let calm = Smoothing {
        level: 1e-9,
        daily: 1e-9,
        weekly: 1e-9,
        autoregression: 0.5,
    };
    let found = with(calm).fit(&roots).unwrap().forecast(3);
    for (ahead, left) in [2.0, 1.0, 0.5].into_iter().enumerate() {
        let above = found.mean[ahead] - season(10 * WEEK + 1 + ahead);
        assert!((above - left).abs() < 1e-6, "{above}");
    }
}

#[test]
fn a_step_observed_later_is_as_good_as_one_of_the_fit() {
    let roots = noisy(10 * WEEK, 0.6, 0.5, 7);
    let (known, later) = roots.split_at(9 * WEEK);
    let mut fitted = with(USUAL).fit(known).unwrap();
    later.iter().for_each(|&root| fitted.observe(root));
    let all = with(USUAL).fit(&roots).unwrap().forecast(50);
    for (one, other) in fitted.forecast(50).mean.iter().zip(&all.mean) {
        assert!((one - other).abs() < 1e-9);
    }
}

#[test]
fn a_level_that_jumps_is_followed() {
    let roots: Vec<f64> = noisy(20 * WEEK, 0.3, 0.3, 8)
        .into_iter()
        .enumerate()
        .map(|(step, root)| root + if step > 15 * WEEK { 3.0 } else { 0.0 })
        .collect();
    let fitted = DoubleSeasonal::new(SLOTS, DAYS).fit(&roots).unwrap();
    let found = fitted.forecast(SLOTS).mean;
    let lift: f64 = (0..SLOTS)
        .map(|ahead| found[ahead] - season(20 * WEEK + ahead))
        .sum();
    assert!((lift / SLOTS as f64 - 3.0).abs() < 0.5, "{lift}");
}

#[test]
fn a_warm_start_in_the_optimum_stays_there() {
    let roots = noisy(20 * WEEK, 0.5, 0.5, 9);
    let cold = DoubleSeasonal {
        evaluations: 400,
        ..DoubleSeasonal::new(SLOTS, DAYS)
    };
    let first = cold.fit(&roots).unwrap();
    let warm = DoubleSeasonal {
        evaluations: 60,
        start: Some(first.smoothing()),
        ..cold
    };
    let again = warm.fit(&roots).unwrap();
    let loss = |fitted: &FittedDoubleSeasonal| {
        fitted.one_step_variance().powf(0.75) * fitted.day_ahead_variance().powf(0.25)
    };
    assert!(loss(&again) <= loss(&first) * (1.0 + 1e-9));
}

#[test]
fn what_cannot_be_smoothed_is_refused() {
    let model = DoubleSeasonal::new(SLOTS, DAYS);
    let mut roots: Vec<f64> = (0..4 * WEEK).map(season).collect();
    assert!(matches!(
        DoubleSeasonal::new(0, 7).fit(&roots).unwrap_err(),
        DoubleSeasonalError::NoCycle { .. }
    ));
    assert!(matches!(
        with(Smoothing {
            level: 1.0,
            ..USUAL
        })
        .fit(&roots)
        .unwrap_err(),
        DoubleSeasonalError::NotAConstant { name: "level", .. }
    ));
    roots[3] = f64::INFINITY;
    assert!(matches!(
        model.fit(&roots).unwrap_err(),
        DoubleSeasonalError::NotARoot { step: 3, .. }
    ));
    roots[..WEEK].fill(f64::NAN);
    assert!(matches!(
        model.fit(&roots).unwrap_err(),
        DoubleSeasonalError::NothingObserved { from: 0, .. }
    ));
}
