//! Bands and paths of days whose making is known.

use super::*;
use crate::simulated::Draws;

/// How days are made: relative deviation of whole days and of single hours.
#[derive(Clone, Copy)]
struct Making {
    day: f64,
    hour: f64,
}

const USUAL: Making = Making {
    day: 0.08,
    hour: 0.1,
};

/// Days of gamma-Poisson counts, told by their true means.
fn days(count: usize, means: &[f64], making: Making, seed: u64) -> Vec<ForecastDay> {
    let mut draws = Draws::new(seed);
    let mut day = || {
        let factor = draws.factor(making.day);
        let mut cell = |&mean: &f64| Cell {
            forecast: mean,
            observed: {
                let own = draws.factor(making.hour);
                draws.count(mean * factor * own)
            },
        };
        ForecastDay {
            cells: means.iter().map(&mut cell).collect(),
            level_sd: 0.08,
        }
    };
    (0..count).map(|_| day()).collect()
}

fn coverage(spread: &Spread, days: &[ForecastDay]) -> f64 {
    let cells = || {
        days.iter()
            .flat_map(|day| day.cells.iter().map(move |cell| (day, cell)))
    };
    let inside = cells().filter(|(day, cell)| {
        let band = spread.quantiles(cell.forecast, day.level_sd);
        (band.p10..=band.p90).contains(&cell.observed)
    });
    inside.count() as f64 / cells().count() as f64
}

fn ramp(from: f64, to: f64) -> Vec<f64> {
    (0..24)
        .map(|hour| from + (to - from) * f64::from(hour) / 23.0)
        .collect()
}

#[test]
fn four_in_five_intervals_of_later_days_lie_inside_the_band() {
    let means = ramp(10.0, 150.0);
    let spread = Spread::measured(&days(60, &means, USUAL, 1));
    let covered = coverage(&spread, &days(300, &means, USUAL, 2));
    assert!((0.77..0.83).contains(&covered), "{covered}");
}

#[test]
fn bands_of_small_counts_hold_about_as_much_as_whole_numbers_allow() {
    let means = ramp(0.5, 6.0);
    let spread = Spread::measured(&days(60, &means, USUAL, 3));
    let covered = coverage(&spread, &days(300, &means, USUAL, 4));
    assert!((0.72..0.90).contains(&covered), "{covered}");
    let band = spread.quantiles(0.5, 0.08);
    assert!(band.p10 == 0.0 && band.p90 < 3.0, "{band:?}");
}

#[test]
fn a_day_whose_level_is_less_certain_has_a_wider_band() {
    let making = Making { day: 0.15, ..USUAL };
    let spread = Spread::measured(&days(60, &ramp(50.0, 150.0), making, 5));
    let width = |level_sd: f64| {
        let band = spread.quantiles(100.0, level_sd);
        band.p90 - band.p10
    };
    assert!(width(0.16) > 1.3 * width(0.08));
}

#[test]
fn four_days_of_errors_are_too_few_and_the_assumed_band_is_wide() {
    let means = ramp(50.0, 150.0);
    let four = Spread::measured(&days(4, &means, USUAL, 6));
    assert_eq!(four.source(), SpreadSource::Assumed);
    assert!(four.quantiles(100.0, 0.05).p90 > 138.0);
    let five = Spread::measured(&days(5, &means, USUAL, 6));
    assert_eq!(five.source(), SpreadSource::Measured);
    assert!(five.quantiles(100.0, 0.08).p90 < 138.0);
}

#[test]
fn cells_that_were_closed_or_not_observed_take_no_part() {
    let plain = days(20, &ramp(50.0, 150.0), USUAL, 7);
    let mut holed = plain.clone();
    for (index, day) in holed.iter_mut().enumerate() {
        day.cells.push(Cell {
            forecast: f64::NAN,
            observed: 70.0,
        });
        day.cells.push(Cell {
            forecast: 70.0,
            observed: f64::NAN,
        });
        if index > 15 {
            day.cells
                .iter_mut()
                .for_each(|cell| cell.observed = f64::NAN);
        }
    }
    let (one, other) = (Spread::measured(&plain[..16]), Spread::measured(&holed));
    assert_eq!(one.quantiles(90.0, 0.08), other.quantiles(90.0, 0.08));
}

/// Sums over `columns` neighbouring columns, or whole days.
fn variance(sums: &[f64]) -> f64 {
    let mean = sums.iter().sum::<f64>() / sums.len() as f64;
    sums.iter().map(|sum| (sum - mean).powi(2)).sum::<f64>() / (sums.len() - 1) as f64
}

#[test]
fn sums_of_paths_are_spread_as_sums_of_days_were() {
    let means = ramp(20.0, 80.0);
    for (seed, making) in [
        (10, USUAL),
        (
            20,
            Making {
                day: 0.15,
                hour: 0.05,
            },
        ),
    ] {
        let spread = Spread::measured(&days(200, &means, making, seed));
        let paths = sample_paths(
            &spread.of_paths(&[0.08]),
            std::slice::from_ref(&means),
            3_000,
            1,
        );
        let drawn: Vec<Vec<f64>> = paths.into_iter().map(|mut path| path.remove(0)).collect();
        let came: Vec<Vec<f64>> = days(3_000, &means, making, seed + 1)
            .iter()
            .map(|day| day.cells.iter().map(|cell| cell.observed).collect())
            .collect();
        for columns in [22..24, 10..12, 0..24] {
            let sums = |days: &[Vec<f64>]| -> Vec<f64> {
                days.iter()
                    .map(|day| day[columns.clone()].iter().sum())
                    .collect()
            };
            let ratio = (variance(&sums(&drawn)) / variance(&sums(&came))).sqrt();
            assert!((0.85..1.18).contains(&ratio), "{columns:?}: {ratio}");
            let poisson: f64 = means[columns.clone()].iter().sum();
            assert!(variance(&sums(&drawn)) > 1.1 * poisson, "over-dispersed");
        }
    }
}

/// Days on which what is more or less than usual lasts for hours, every eighth a wild one.
fn wavering_days(count: usize, means: &[f64], seed: u64) -> Vec<ForecastDay> {
    const KEPT: f64 = 0.9;
    const LASTING: f64 = 0.15;
    let mut draws = Draws::new(seed);
    let mut day = |index: usize| {
        let factor = draws.factor(if index.is_multiple_of(8) { 0.3 } else { 0.06 });
        let mut lasting = LASTING * draws.normal();
        let mut cell = |&mean: &f64| {
            lasting = KEPT * lasting + LASTING * (1.0 - KEPT * KEPT).sqrt() * draws.normal();
            Cell {
                forecast: mean,
                observed: draws.count(mean * factor * (lasting - LASTING * LASTING / 2.0).exp()),
            }
        };
        ForecastDay {
            cells: means.iter().map(&mut cell).collect(),
            level_sd: 0.1,
        }
    };
    (0..count).map(&mut day).collect()
}

#[test]
fn four_in_five_sums_of_any_length_lie_in_the_paths_band_though_some_days_are_wild() {
    let means = ramp(30.0, 90.0);
    let spread = Spread::measured(&wavering_days(240, &means, 50));
    let paths = sample_paths(
        &spread.of_paths(&[0.1]),
        std::slice::from_ref(&means),
        2_000,
        3,
    );
    let came = wavering_days(2_000, &means, 51);
    for length in [1, 2, 4, 8, 24] {
        let (mut inside, mut all) = (0.0, 0.0);
        for start in (0..24).step_by(length) {
            let columns = start..start + length;
            let mut drawn: Vec<f64> = paths
                .iter()
                .map(|path| path[0][columns.clone()].iter().sum())
                .collect();
            drawn.sort_by(f64::total_cmp);
            for day in &came {
                let cells = &day.cells[columns.clone()];
                let sum: f64 = cells.iter().map(|cell| cell.observed).sum();
                all += 1.0;
                inside += f64::from(u8::from((drawn[200]..=drawn[1_799]).contains(&sum)));
            }
        }
        let covered = inside / all;
        println!("{length}: {covered}");
        assert!((0.75..0.85).contains(&covered), "{length}: {covered}");
    }
}

#[test]
fn paths_have_the_forecast_as_their_mean_small_intervals_too() {
    let measured = days(
        100,
        &ramp(0.2, 8.0),
        Making {
            day: 0.1,
            hour: 0.5,
        },
        30,
    );
    for (spread, means) in [
        (Spread::measured(&measured), vec![0.2; 24]),
        (Spread::measured(&measured), vec![30.0; 24]),
        (Spread::assumed(), vec![30.0; 24]),
    ] {
        let paths = sample_paths(
            &spread.of_paths(&[0.08]),
            std::slice::from_ref(&means),
            12_000,
            2,
        );
        let total: f64 = paths.iter().flatten().flatten().sum();
        let told = means.iter().sum::<f64>() * 12_000.0;
        assert!(
            (total / told - 1.0).abs() < 0.01,
            "{} {}",
            means[0],
            total / told
        );
    }
}

#[test]
fn equal_seeds_give_equal_paths_and_closed_columns_stay_empty() {
    let spread = Spread::measured(&days(20, &ramp(20.0, 80.0), USUAL, 40));
    let forecast = vec![vec![30.0, f64::NAN, 0.0, 50.0]; 2];
    let drawn = |seed: u64| sample_paths(&spread.of_paths(&[0.05, 0.06]), &forecast, 50, seed);
    assert_eq!(drawn(1), drawn(1));
    assert_ne!(drawn(1), drawn(2));
    assert!(
        drawn(1)
            .iter()
            .flatten()
            .all(|day| day[1] == 0.0 && day[2] == 0.0)
    );
}
