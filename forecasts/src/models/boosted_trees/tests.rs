//! What the trees learn, end to end.

use proptest::prelude::*;

use super::*;
use crate::models::boosted_trees::sampling::Sampler;

/// Numbers of (0, 1) without pattern, so that the tests need no generator of their own.
fn noise(count: usize, salt: u64) -> Vec<f64> {
    use rand_core::{Rng, SeedableRng};
    let mut generator = rand_xoshiro::SplitMix64::seed_from_u64(salt);
    (0..count)
        .map(|_| (generator.next_u64() >> 11) as f64 / (1_u64 << 53) as f64)
        .collect()
}

fn table(columns: &[(&str, Vec<f64>)]) -> FeatureTable {
    let mut table = FeatureTable::with_rows(columns[0].1.len()).unwrap();
    for (name, values) in columns {
        table.push(*name, values.clone()).unwrap();
    }
    table
}

fn quick() -> BoostedTreesOptions {
    BoostedTreesOptions {
        minimum_leaf_rows: 5,
        learning_rate: 0.1,
        ..BoostedTreesOptions::default()
    }
}

fn mean_absolute_error(found: &[f64], wanted: &[f64]) -> f64 {
    let sum: f64 = found.iter().zip(wanted).map(|(f, w)| (f - w).abs()).sum();
    sum / found.len() as f64
}

#[test]
fn a_step_function_is_recovered() {
    let x = noise(2_000, 1);
    let step = |x: f64| {
        if x < 0.3 {
            5.0
        } else if x < 0.7 {
            20.0
        } else {
            12.0
        }
    };
    let y: Vec<f64> = x.iter().map(|&x| step(x)).collect();
    let features = table(&[("x", x), ("nothing", noise(2_000, 2))]);
    // Every tree sees `x`: one that saw `nothing` alone would fit its chances.
    let options = BoostedTreesOptions {
        column_share: 1.0,
        ..quick()
    };
    let trees = BoostedTrees::fit(&features, &y, None, Loss::SquaredError, &options).unwrap();
    for x in [0.01, 0.15, 0.28, 0.33, 0.5, 0.68, 0.72, 0.99] {
        let found = trees.predict_row(&[x, 0.5]);
        assert!((found - step(x)).abs() < 0.05, "{x}: {found}");
    }
}

#[test]
fn an_interaction_is_recovered_and_the_useless_column_gains_little() {
    let (a, b) = (noise(4_000, 3), noise(4_000, 4));
    let y: Vec<f64> = a
        .iter()
        .zip(&b)
        .zip(noise(4_000, 5))
        .map(|((&a, &b), e)| if (a > 0.5) == (b > 0.5) { 10.0 } else { 0.0 } + e - 0.5)
        .collect();
    let features = table(&[("a", a), ("b", b), ("nothing", noise(4_000, 6))]);
    let options = BoostedTreesOptions {
        column_share: 1.0,
        ..quick()
    };
    let trees = BoostedTrees::fit(&features, &y, None, Loss::SquaredError, &options).unwrap();
    assert!((trees.predict_row(&[0.2, 0.3, 0.5]) - 10.0).abs() < 0.6);
    assert!((trees.predict_row(&[0.2, 0.8, 0.5])).abs() < 0.6);
    let gains: Vec<(&str, f64)> = trees.gain_by_feature().collect();
    assert_eq!(gains[2].0, "nothing");
    assert!(gains[2].1 < 0.1 * gains[0].1.min(gains[1].1), "{gains:?}");
}

#[test]
fn a_quantile_is_passed_as_often_as_asked() {
    let x = noise(8_000, 7);
    let draw = |salt| -> Vec<f64> {
        x.iter()
            .zip(noise(8_000, salt))
            .map(|(&x, e)| 10.0 + 20.0 * x + (1.0 + 9.0 * x) * e)
            .collect()
    };
    let (y, later) = (draw(8), draw(9));
    let features = table(&[("x", x)]);
    let binned = BinnedTable::new(&features, 63).unwrap();
    for share in [0.1, 0.5, 0.9] {
        let options = BoostedTreesOptions::default();
        let loss = Loss::Quantile(share);
        let trees = BoostedTrees::fit_binned(&binned, &y, None, loss, &options).unwrap();
        let below = trees
            .predict(&features)
            .iter()
            .zip(&later)
            .filter(|(quantile, y)| y < quantile)
            .count();
        let covered = below as f64 / later.len() as f64;
        assert!((covered - share).abs() < 0.025, "{share}: {covered}");
        let at_end = trees.predict_row(&[0.95]);
        assert!(
            (at_end - (29.0 + 9.55 * share)).abs() < 1.5,
            "{share}: {at_end}"
        );
    }
}

#[test]
fn the_absolute_error_ignores_a_tenth_of_wild_targets() {
    let x: Vec<f64> = (0..2_000).map(|i| f64::from(i % 4)).collect();
    let y: Vec<f64> = (0..2_000)
        .map(|i| {
            if i % 10 == 0 {
                1_000.0
            } else {
                3.0 * f64::from(i % 4)
            }
        })
        .collect();
    let trees =
        BoostedTrees::fit(&table(&[("x", x)]), &y, None, Loss::AbsoluteError, &quick()).unwrap();
    for x in 0..4 {
        let x = f64::from(x);
        assert!((trees.predict_row(&[x]) - 3.0 * x).abs() < 0.1);
    }
}

#[test]
fn missing_values_take_the_side_the_targets_tell() {
    let x: Vec<f64> = (0..3_000)
        .map(|i| {
            if i % 3 == 0 {
                f64::NAN
            } else {
                f64::from(i % 7)
            }
        })
        .collect();
    let of = |x: f64| if x.is_nan() || x >= 5.0 { 8.0 } else { 2.0 };
    let y: Vec<f64> = x.iter().map(|&x| of(x)).collect();
    let trees =
        BoostedTrees::fit(&table(&[("x", x)]), &y, None, Loss::SquaredError, &quick()).unwrap();
    for x in [f64::NAN, 0.0, 4.0, 5.0, 6.0, 99.0, f64::INFINITY] {
        assert!((trees.predict_row(&[x]) - of(x)).abs() < 0.01, "{x}");
    }
    assert_eq!(trees.predict_row(&[]), trees.predict_row(&[f64::NAN]));
}

#[test]
fn missing_values_no_fit_has_seen_go_with_the_majority() {
    let x: Vec<f64> = (0..1_000).map(|i| f64::from(i % 10)).collect();
    let y: Vec<f64> = x
        .iter()
        .map(|&x| if x < 9.0 { 1.0 } else { 50.0 })
        .collect();
    let trees =
        BoostedTrees::fit(&table(&[("x", x)]), &y, None, Loss::SquaredError, &quick()).unwrap();
    assert!((trees.predict_row(&[f64::NAN]) - 1.0).abs() < 0.01);
}

#[test]
fn the_same_seed_gives_the_same_trees_and_another_seed_others() {
    let features = table(&[("a", noise(1_000, 1)), ("b", noise(1_000, 2))]);
    let y = noise(1_000, 3);
    let fit = |seed| {
        let options = BoostedTreesOptions { seed, ..quick() };
        BoostedTrees::fit(&features, &y, None, Loss::SquaredError, &options).unwrap()
    };
    assert_eq!(fit(4), fit(4));
    assert_ne!(fit(4), fit(5));
}

#[test]
fn a_constant_target_is_predicted_exactly_and_without_trees() {
    let features = table(&[("x", noise(999, 1))]);
    for loss in [Loss::SquaredError, Loss::Quantile(0.9)] {
        let trees = BoostedTrees::fit(&features, &[0.1; 999], None, loss, &quick()).unwrap();
        assert_eq!((trees.predict_row(&[0.4]), trees.trees()), (0.1, 0));
    }
}

#[test]
fn fewer_rows_than_a_leaf_needs_give_the_mean() {
    let features = table(&[("x", vec![1.0, 2.0, 3.0])]);
    let options = BoostedTreesOptions::default();
    let y = [1.0, 2.0, 6.0];
    let trees = BoostedTrees::fit(&features, &y, None, Loss::SquaredError, &options).unwrap();
    assert_eq!(trees.predict(&features), [3.0; 3]);
}

#[test]
fn a_table_without_columns_gives_the_mean() {
    let features = FeatureTable::with_rows(3).unwrap();
    let y = [1.0, 2.0, 6.0];
    let trees = BoostedTrees::fit(&features, &y, None, Loss::SquaredError, &quick()).unwrap();
    assert_eq!(trees.predict(&features), [3.0; 3]);
}

#[test]
fn rows_of_weight_zero_are_as_good_as_absent_whatever_their_target() {
    let x = noise(1_200, 1);
    let mut y: Vec<f64> = x.iter().map(|x| (9.0 * x).sin()).collect();
    let weights: Vec<f64> = (0..1_200)
        .map(|row| if row < 900 { 1.0 } else { 0.0 })
        .collect();
    let full = table(&[("x", x.clone())]);
    let known = table(&[("x", x[..900].to_vec())]);
    let alone = BoostedTrees::fit(&known, &y[..900], None, Loss::SquaredError, &quick()).unwrap();
    y[900..].fill(f64::NAN);
    let binned = BinnedTable::with_edges_from(&full, quick().bins, 0..900).unwrap();
    let masked =
        BoostedTrees::fit_binned(&binned, &y, Some(&weights), Loss::SquaredError, &quick())
            .unwrap();
    assert_eq!(alone, masked);
}

#[test]
fn a_row_of_weight_three_pulls_like_three_rows() {
    let x: Vec<f64> = (0..400).map(|i| f64::from(i % 2)).collect();
    let y: Vec<f64> = (0..400)
        .map(|i| if i % 4 < 2 { 0.0 } else { 8.0 })
        .collect();
    let weights: Vec<f64> = (0..400)
        .map(|i| if i % 4 < 2 { 1.0 } else { 3.0 })
        .collect();
    let trees = BoostedTrees::fit(
        &table(&[("x", x)]),
        &y,
        Some(&weights),
        Loss::SquaredError,
        &quick(),
    )
    .unwrap();
    assert!((trees.predict_row(&[1.0]) - 6.0).abs() < 0.5);
}

#[test]
fn many_trees_come_close_on_a_smooth_surface() {
    let (a, b) = (noise(6_000, 1), noise(6_000, 2));
    let y: Vec<f64> = a
        .iter()
        .zip(&b)
        .map(|(a, b)| 10.0 * (6.0 * a).sin() * b)
        .collect();
    let features = table(&[("a", a), ("b", b)]);
    let options = BoostedTreesOptions {
        trees: 400,
        column_share: 1.0,
        ..quick()
    };
    let trees = BoostedTrees::fit(&features, &y, None, Loss::SquaredError, &options).unwrap();
    let error = mean_absolute_error(&trees.predict(&features), &y);
    assert!(error < 0.12, "{error}");
}

#[test]
fn what_cannot_be_fitted_is_refused_with_its_place() {
    let features = table(&[("x", vec![1.0, 2.0])]);
    let fit = |y: &[f64], w: Option<&[f64]>, loss, options: BoostedTreesOptions| {
        BoostedTrees::fit(&features, y, w, loss, &options).unwrap_err()
    };
    let squared = Loss::SquaredError;
    assert!(matches!(
        fit(&[1.0], None, squared, quick()),
        TreesError::NotOneARow {
            what: "targets",
            found: 1,
            expected: 2
        }
    ));
    assert!(matches!(
        fit(&[1.0, f64::NAN], None, squared, quick()),
        TreesError::NotATarget { row: 1, .. }
    ));
    assert!(matches!(
        fit(&[1.0, 2.0], Some(&[1.0, -1.0]), squared, quick()),
        TreesError::NotAWeight { row: 1, .. }
    ));
    assert_eq!(
        fit(&[1.0, 2.0], Some(&[0.0, 0.0]), squared, quick()),
        TreesError::NoRows
    );
    assert_eq!(
        fit(&[1.0, 2.0], None, Loss::Quantile(1.0), quick()),
        TreesError::NotAQuantile { share: 1.0 }
    );
    for options in [
        BoostedTreesOptions {
            learning_rate: 0.0,
            ..quick()
        },
        BoostedTreesOptions {
            row_share: 1.1,
            ..quick()
        },
        BoostedTreesOptions {
            column_share: f64::NAN,
            ..quick()
        },
        BoostedTreesOptions {
            leaves: 1,
            ..quick()
        },
        BoostedTreesOptions {
            bins: 256,
            ..quick()
        },
        BoostedTreesOptions {
            l2: -1.0,
            ..quick()
        },
        BoostedTreesOptions {
            minimum_leaf_rows: 0,
            ..quick()
        },
    ] {
        let error = fit(&[1.0, 2.0], None, squared, options);
        assert!(matches!(error, TreesError::OutOfRange { .. }), "{error}");
    }
    let mut ragged = FeatureTable::with_rows(2).unwrap();
    assert!(ragged.push("x", vec![1.0]).is_err());
}

#[test]
fn a_sample_has_the_size_asked_for_and_every_row_its_turn() {
    let items: Vec<u32> = (0..50).collect();
    let mut sampler = Sampler::new(9);
    let (mut drawn, mut counts) = (Vec::new(), [0; 50]);
    for _ in 0..2_000 {
        sampler.draw(&items, 0.3, &mut drawn);
        assert_eq!(drawn.len(), 15);
        assert!(drawn.is_sorted_by(|a, b| a < b));
        for &item in &drawn {
            counts[item as usize] += 1;
        }
    }
    // Binomial(2,000, 0.3): 600 ± 20.5; six deviations.
    assert!(
        counts.iter().all(|count| (477..=723).contains(count)),
        "{counts:?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn predictions_stay_within_the_targets_and_are_never_nan(
        rows in prop::collection::vec((prop::option::weighted(0.8, -1e6..1e6_f64), 0..5_u8, -1e9..1e9_f64, 0.0..3.0_f64), 1..120),
        quantile in prop::option::of(0.01..0.99_f64),
        learning_rate in 0.05..1.0_f64,
        leaves in 2..20_usize,
        minimum_leaf_rows in 1..20_usize,
        bins in 2..30_usize,
        seed in any::<u64>(),
        asked in (any::<f64>(), any::<f64>()),
    ) {
        let features = table(&[
            ("a", rows.iter().map(|r| r.0.unwrap_or(f64::NAN)).collect()),
            ("b", rows.iter().map(|r| f64::from(r.1)).collect()),
        ]);
        let y: Vec<f64> = rows.iter().map(|r| r.2).collect();
        let weights: Vec<f64> = rows.iter().map(|r| r.3).collect();
        let loss = quantile.map_or(Loss::SquaredError, Loss::Quantile);
        let options = BoostedTreesOptions { trees: 20, learning_rate, leaves, minimum_leaf_rows, bins, seed, ..quick() };
        prop_assume!(weights.iter().any(|&weight| weight > 0.0));
        let trees = BoostedTrees::fit(&features, &y, Some(&weights), loss, &options).unwrap();
        let (lowest, highest) = y.iter().zip(&weights).filter(|(_, w)| **w > 0.0)
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), (&y, _)| (l.min(y), h.max(y)));
        let mut found = trees.predict(&features);
        prop_assert_eq!(found[0], trees.predict_row(&[features.columns()[0][0], features.columns()[1][0]]));
        found.push(trees.predict_row(&[asked.0, asked.1]));
        for value in found {
            prop_assert!((lowest..=highest).contains(&value), "{} not in {}..{}", value, lowest, highest);
        }
    }
}
