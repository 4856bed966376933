//! The tree solutions against the dense formulas, and what every method must keep.

use nalgebra::{DMatrix, DVector};
use proptest::prelude::*;

use super::{Hierarchy, HierarchyError, Method, Reconciler, ShrunkCovariance};

/// A tree of up to `nodes` nodes in which every node names an earlier one or nobody.
fn trees(nodes: usize) -> impl Strategy<Value = Hierarchy> {
    prop::collection::vec(
        prop::option::weighted(0.95, any::<prop::sample::Index>()),
        1..nodes,
    )
    .prop_map(|links| {
        let parents: Vec<Option<usize>> = links
            .iter()
            .enumerate()
            .map(|(node, link)| link.filter(|_| node > 0).map(|link| link.index(node)))
            .collect();
        Hierarchy::new(&parents).unwrap()
    })
}

fn rows(
    tree: &Hierarchy,
    columns: usize,
    largest: f64,
) -> impl Strategy<Value = Vec<Vec<f64>>> + use<> {
    let value = prop_oneof![1 => Just(0.0), 6 => 0.0..largest];
    prop::collection::vec(prop::collection::vec(value, columns), tree.len())
}

/// `S`: one row a node, one column a leaf.
fn summing(tree: &Hierarchy) -> DMatrix<f64> {
    let leaves: Vec<usize> = tree.leaves().collect();
    DMatrix::from_fn(tree.len(), leaves.len(), |node, column| {
        let mut at = Some(leaves[column]);
        while let Some(here) = at.filter(|here| *here != node) {
            at = tree.parent(here);
        }
        f64::from(u8::from(at.is_some()))
    })
}

/// `S (Sᵀ W⁻¹ S)⁻¹ Sᵀ W⁻¹ ŷ`, as printed by Wickramasuriya et al. (2019).
fn dense(tree: &Hierarchy, covariance: &DMatrix<f64>, base: &[f64]) -> Vec<f64> {
    let s = summing(tree);
    let precision = covariance.clone().try_inverse().unwrap();
    let base = DVector::from_column_slice(base);
    let left = s.transpose() * &precision * &s;
    let leaves = left
        .lu()
        .solve(&(s.transpose() * &precision * base))
        .unwrap();
    (s * leaves).iter().copied().collect()
}

/// The non-negative optimum by coordinate descent on the leaves: slow, and shares nothing with the tree's passes.
fn dense_non_negative(tree: &Hierarchy, variance: &[f64], base: &[f64]) -> Vec<f64> {
    let s = summing(tree);
    let scaled = DMatrix::from_fn(s.nrows(), s.ncols(), |i, j| s[(i, j)] / variance[i]);
    let hessian = s.transpose() * &scaled;
    let target = scaled.transpose() * DVector::from_column_slice(base);
    let mut leaves = DVector::zeros(s.ncols());
    for _ in 0..20_000 {
        for j in 0..leaves.len() {
            let slope = target[j] - (hessian.row(j) * &leaves)[0];
            leaves[j] = f64::max(0.0, leaves[j] + slope / hessian[(j, j)]);
        }
    }
    (s * leaves).iter().copied().collect()
}

fn reconciled(tree: &Hierarchy, method: Method, base: &[Vec<f64>]) -> Vec<Vec<f64>> {
    Reconciler::new(tree.clone(), method)
        .unwrap()
        .reconcile(base)
        .unwrap()
}

fn one_column(tree: &Hierarchy, method: Method, base: &[f64]) -> Vec<f64> {
    let base: Vec<_> = base.iter().map(|&value| vec![value]).collect();
    reconciled(tree, method, &base).concat()
}

fn close(found: &[f64], expected: &[f64], tolerance: f64) -> bool {
    let scale = expected
        .iter()
        .fold(1.0, |scale, value| f64::max(scale, value.abs()));
    found
        .iter()
        .zip(expected)
        .all(|(a, b)| (a - b).abs() <= tolerance * scale)
}

/// A tree with base forecasts, variances and residuals, one row a node.
type Case = (Hierarchy, Vec<Vec<f64>>, Vec<f64>, Vec<Vec<f64>>);

fn case(columns: usize) -> impl Strategy<Value = Case> {
    trees(14).prop_flat_map(move |tree| {
        let nodes = tree.len();
        (
            rows(&tree, columns, 1e4),
            prop::collection::vec(0.1..1e3_f64, nodes),
            (4_usize..20).prop_flat_map(move |days| {
                prop::collection::vec(prop::collection::vec(-50.0..50.0_f64, days), nodes)
            }),
        )
            .prop_map(move |(base, variances, residuals)| {
                (tree.clone(), base, variances, residuals)
            })
    })
}

fn methods(tree: &Hierarchy, variances: &[f64], residuals: &[Vec<f64>]) -> Vec<Method> {
    vec![
        Method::BottomUp,
        Method::TopDown,
        Method::Structural,
        Method::Variances(variances.to_vec()),
        Method::Variances(
            (0..tree.len())
                .map(|node| {
                    if tree.is_leaf(node) {
                        variances[node]
                    } else {
                        f64::INFINITY
                    }
                })
                .collect(),
        ),
        Method::Variances(
            variances
                .iter()
                .enumerate()
                .map(|(node, v)| if node % 3 == 0 { 0.0 } else { *v })
                .collect(),
        ),
        Method::VariancesByColumn(variances.iter().map(|&v| vec![v, 2.0 * v, 1.0]).collect()),
        Method::Residuals(residuals.to_vec()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn sums_agree_and_nothing_is_negative_whatever_the_method((tree, base, variances, residuals) in case(3)) {
        for method in methods(&tree, &variances, &residuals) {
            let found = reconciled(&tree, method.clone(), &base);
            for node in 0..tree.len() {
                for (column, &total) in found[node].iter().enumerate() {
                    prop_assert!(total >= 0.0 && total.is_finite(), "{:?}: {}", method, total);
                    let parts = tree.children(node);
                    if !parts.is_empty() {
                        let sum: f64 = parts.iter().map(|&part| found[part][column]).sum();
                        prop_assert!((total - sum).abs() <= 1e-9 * sum, "{:?}: {} {}", method, total, sum);
                    }
                }
            }
        }
    }

    #[test]
    fn what_agrees_already_is_left_as_it_is((tree, mut base, variances, residuals) in case(3)) {
        for column in 0..3 {
            let mut totals: Vec<f64> = base.iter().map(|row| row[column]).collect();
            tree.sum_up(&mut totals);
            base.iter_mut().zip(totals).for_each(|(row, total)| row[column] = total);
        }
        for method in methods(&tree, &variances, &residuals) {
            let found = reconciled(&tree, method.clone(), &base);
            for (found, base) in found.iter().zip(&base) {
                for (found, base) in found.iter().zip(base) {
                    prop_assert!((found - base).abs() <= 1e-9 * base, "{:?}: {} {}", method, found, base);
                }
            }
        }
    }

    #[test]
    fn the_tree_gives_the_dense_formula_with_variances((tree, base, variances, _) in case(1)) {
        let base = base.concat();
        let expected = dense(&tree, &DMatrix::from_diagonal(&DVector::from_vec(variances.clone())), &base);
        // Negative solutions are the next test's.
        prop_assume!(expected.iter().all(|value| *value >= 0.0));
        let found = one_column(&tree, Method::Variances(variances), &base);
        prop_assert!(close(&found, &expected, 1e-9), "{:?} {:?}", found, expected);
    }

    #[test]
    fn the_tree_gives_the_dense_formula_with_correlated_errors((tree, base, _, residuals) in case(1)) {
        let base = base.concat();
        let shrunk = ShrunkCovariance::estimate(&residuals).unwrap();
        let (nodes, days) = (tree.len(), residuals[0].len());
        let covariance = DMatrix::from_fn(nodes, nodes, |i, j| {
            let product: f64 = (0..days).map(|day| residuals[i][day] * residuals[j][day]).sum();
            let kept = if i == j { 1.0 } else { 1.0 - shrunk.intensity() };
            kept * product / days as f64
        });
        let expected = dense(&tree, &covariance, &base);
        prop_assume!(expected.iter().all(|value| *value >= 0.0));
        let found = one_column(&tree, Method::Residuals(residuals), &base);
        prop_assert!(close(&found, &expected, 1e-5), "{:?} {:?}", found, expected);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn held_leaves_give_the_non_negative_optimum(
        (tree, base, variances) in trees(9).prop_flat_map(|tree| {
            let nodes = tree.len();
            // Inner nodes far below the sums of their parts drive leaves under 0.
            (rows(&tree, 1, 100.0), prop::collection::vec(1.0..50.0_f64, nodes))
                .prop_map(move |(base, variances)| (tree.clone(), base.concat(), variances))
        }),
    ) {
        let expected = dense_non_negative(&tree, &variances, &base);
        let found = one_column(&tree, Method::Variances(variances), &base);
        prop_assert!(close(&found, &expected, 1e-6), "{:?} {:?}", found, expected);
    }
}

/// A business unit of `groups` planning groups of `queues` queues each.
fn centre(groups: usize, queues: usize) -> Hierarchy {
    let parents: Vec<_> = std::iter::once(None)
        .chain((0..groups).map(|_| Some(0)))
        .chain((0..groups * queues).map(|queue| Some(1 + queue / queues)))
        .collect();
    Hierarchy::new(&parents).unwrap()
}

fn noise(seed: usize) -> f64 {
    let x = (seed as f64 * 12.9898).sin() * 43_758.545_3;
    2.0 * (x - x.floor()) - 1.0
}

#[test]
fn a_large_tree_with_correlated_errors_goes_the_woodbury_way_to_the_dense_result() {
    let tree = centre(30, 4);
    let days = 12;
    let residuals: Vec<Vec<f64>> = (0..tree.len())
        .map(|node| {
            (0..days)
                .map(|day| noise(node * days + day) + noise(100_000 + day))
                .collect()
        })
        .collect();
    let shrunk = ShrunkCovariance::estimate(&residuals).unwrap();
    let covariance = DMatrix::from_fn(tree.len(), tree.len(), |i, j| {
        let product: f64 = residuals[i]
            .iter()
            .zip(&residuals[j])
            .map(|(a, b)| a * b)
            .sum();
        let kept = if i == j {
            1.0
        } else {
            1.0 - shrunk.intensity()
        };
        kept * product / days as f64
    });
    let mut base = vec![100.0; tree.len()];
    tree.sum_up(&mut base);
    for (node, value) in base.iter_mut().enumerate() {
        *value *= 1.0 + 0.1 * noise(node + 7_000);
    }
    let expected = dense(&tree, &covariance, &base);
    let found = one_column(&tree, Method::Residuals(residuals), &base);
    assert!(expected.iter().all(|value| *value > 0.0));
    assert!(close(&found, &expected, 1e-9));
}

#[test]
fn five_thousand_queues_agree_with_their_groups_and_their_centre() {
    let tree = centre(100, 50);
    let nodes = tree.len();
    let base: Vec<Vec<f64>> = (0..nodes)
        .map(|node| {
            (0..96)
                .map(|slot| 10.0 * (1.0 + noise(node * 96 + slot)))
                .collect()
        })
        .collect();
    let residuals = (0..nodes)
        .map(|node| (0..60).map(|day| noise(node * 60 + day)).collect())
        .collect();
    for method in [Method::Structural, Method::Residuals(residuals)] {
        let found = reconciled(&tree, method, &base);
        for slot in 0..96 {
            let queues: f64 = found[101..].iter().map(|row| row[slot]).sum();
            assert!((found[0][slot] - queues).abs() <= 1e-9 * queues);
        }
        assert!(found.iter().flatten().all(|value| *value >= 0.0));
    }
}

#[test]
fn a_certain_total_is_kept_and_shared_and_a_certain_zero_stays_zero() {
    let tree = Hierarchy::new(&[None, Some(0), Some(0), Some(0)]).unwrap();
    let variances = Method::Variances(vec![0.0, 1.0, 3.0, 0.0]);
    let found = one_column(&tree, variances, &[108.0, 50.0, 50.0, 0.0]);
    assert!(close(&found, &[108.0, 52.0, 56.0, 0.0], 1e-12), "{found:?}");
}

#[test]
fn top_down_shares_by_the_parts_forecasts_and_without_any_by_leaves() {
    let tree = Hierarchy::new(&[None, Some(0), Some(0), Some(1), Some(1)]).unwrap();
    let found = one_column(&tree, Method::TopDown, &[90.0, 20.0, 10.0, 0.0, 0.0]);
    assert!(
        close(&found, &[90.0, 60.0, 30.0, 30.0, 30.0], 1e-12),
        "{found:?}"
    );
}

#[test]
fn bad_rows_are_refused_with_their_place() {
    let tree = || Hierarchy::new(&[None, Some(0), Some(0)]).unwrap();
    let refusal = |method| Reconciler::new(tree(), method).err();
    assert_eq!(
        refusal(Method::Variances(vec![1.0, 2.0])),
        Some(HierarchyError::WrongNumberOfNodes {
            what: "variances",
            found: 2,
            nodes: 3
        })
    );
    assert_eq!(
        refusal(Method::Variances(vec![f64::INFINITY, f64::INFINITY, 1.0])),
        Some(HierarchyError::NotAVariance {
            node: 1,
            value: f64::INFINITY
        })
    );
    let bottom_up = Reconciler::new(tree(), Method::BottomUp).unwrap();
    assert_eq!(
        bottom_up.reconcile(&[vec![1.0, 1.0], vec![1.0, -1.0], vec![1.0, 1.0]]),
        Err(HierarchyError::NotAForecast {
            node: 1,
            column: 1,
            value: -1.0
        })
    );
    assert_eq!(
        bottom_up.reconcile(&[vec![1.0], vec![1.0], vec![]]),
        Err(HierarchyError::RaggedRows {
            what: "forecasts",
            node: 2,
            found: 0,
            expected: 1
        })
    );
}
