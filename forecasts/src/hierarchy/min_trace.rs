//! Trace minimisation with correlated errors: dense for small trees, by the tree and Woodbury for large ones.

use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

use super::{Hierarchy, HierarchyError, ShrunkCovariance};

/// `ŷ − W Cᵀ (C W Cᵀ)⁻¹ C ŷ`, prepared once for many `ŷ`.
///
/// | symbol | meaning |
/// |---|---|
/// | `ŷ` | base forecasts of all nodes |
/// | `C` | one row an inner node: the node less its parts; coherent means `C y = 0` |
/// | `W` | `diag(d) + U Uᵀ`, the shrunk covariance of the base errors, `U` with one column a residual |
/// | `G` | `C W Cᵀ`, one row an inner node |
///
/// This is the projection of Wickramasuriya et al. (2019, eq. 9) in its zero-constraint form, which inverts a matrix
/// of the inner nodes rather than of all. `C diag(d) Cᵀ` has the tree's own pattern and is solved in O(nodes) by
/// elimination from the leaves up; the `U` part enters by Woodbury's identity with a matrix of one row a residual.
/// Where there are no more inner nodes than residuals, `G` itself is the smaller matrix and is factored as it is.
pub(super) struct MinTrace {
    inner: Vec<usize>,
    covariance: ShrunkCovariance,
    solver: Solver,
}

enum Solver {
    Dense(Cholesky<f64, Dyn>),
    Woodbury {
        pivots: Vec<f64>,
        /// `C U`, one row an inner node.
        constrained: DMatrix<f64>,
        /// `A⁻¹ C U`, `A = C diag(d) Cᵀ`.
        solved: DMatrix<f64>,
        /// Of `I + (C U)ᵀ A⁻¹ C U`.
        kernel: Cholesky<f64, Dyn>,
    },
}

impl MinTrace {
    pub(super) fn new(
        tree: &Hierarchy,
        covariance: ShrunkCovariance,
    ) -> Result<Self, HierarchyError> {
        let inner: Vec<usize> = tree
            .bottom_up()
            .iter()
            .copied()
            .filter(|&node| !tree.is_leaf(node))
            .collect();
        let common = covariance.common();
        let residuals = common.first().map_or(0, Vec::len);
        let constrained = DMatrix::from_fn(inner.len(), residuals, |row, day| {
            let node = inner[row];
            let parts: f64 = tree.children(node).iter().map(|&c| common[c][day]).sum();
            common[node][day] - parts
        });
        let solver = if inner.len() <= residuals {
            let gram = diagonal_part(tree, &inner, covariance.own())
                + &constrained * constrained.transpose();
            Solver::Dense(Cholesky::new(gram).ok_or(HierarchyError::NotPositiveDefinite)?)
        } else {
            let pivots = pivots(tree, covariance.own());
            let mut solved = constrained.clone();
            for mut column in solved.column_iter_mut() {
                let solution =
                    eliminate(tree, &inner, covariance.own(), &pivots, |row| column[row]);
                column.copy_from(&solution);
            }
            let kernel =
                DMatrix::identity(residuals, residuals) + constrained.transpose() * &solved;
            Solver::Woodbury {
                pivots,
                constrained,
                solved,
                kernel: Cholesky::new(kernel).ok_or(HierarchyError::NotPositiveDefinite)?,
            }
        };
        Ok(Self {
            inner,
            covariance,
            solver,
        })
    }

    /// The mean squared base errors, by which negative results are mended.
    pub(super) fn variances(&self) -> &[f64] {
        self.covariance.variances()
    }

    /// The projection of one column. Coherent up to rounding; may be negative.
    pub(super) fn project(&self, tree: &Hierarchy, base: &[f64]) -> Vec<f64> {
        let gap = DVector::from_iterator(
            self.inner.len(),
            self.inner.iter().map(|&node| {
                base[node] - tree.children(node).iter().map(|&c| base[c]).sum::<f64>()
            }),
        );
        let own = self.covariance.own();
        let multipliers = match &self.solver {
            Solver::Dense(gram) => gram.solve(&gap),
            Solver::Woodbury {
                pivots,
                constrained,
                solved,
                kernel,
            } => {
                let plain = eliminate(tree, &self.inner, own, pivots, |row| gap[row]);
                let correction = kernel.solve(&(constrained.transpose() * &plain));
                plain - solved * correction
            }
        };
        // Cᵀ z: what each node's constraint asks of the node and, with the other sign, of its parts.
        let mut pull = vec![0.0; tree.len()];
        for (&node, &multiplier) in self.inner.iter().zip(&multipliers) {
            pull[node] += multiplier;
            for &child in tree.children(node) {
                pull[child] -= multiplier;
            }
        }
        let common = self.covariance.common();
        let mut shared = vec![0.0; common.first().map_or(0, Vec::len)];
        for (row, pull) in common.iter().zip(&pull) {
            for (sum, u) in shared.iter_mut().zip(row) {
                *sum += u * pull;
            }
        }
        (0..tree.len())
            .map(|node| {
                let together: f64 = common[node].iter().zip(&shared).map(|(u, s)| u * s).sum();
                base[node] - own[node] * pull[node] - together
            })
            .collect()
    }
}

/// `C diag(d) Cᵀ`: a node with itself, and a node with its inner parts.
fn diagonal_part(tree: &Hierarchy, inner: &[usize], own: &[f64]) -> DMatrix<f64> {
    let mut row_of = vec![None; tree.len()];
    for (row, &node) in inner.iter().enumerate() {
        row_of[node] = Some(row);
    }
    let mut matrix = DMatrix::zeros(inner.len(), inner.len());
    for (row, &node) in inner.iter().enumerate() {
        matrix[(row, row)] = own[node];
        for &child in tree.children(node) {
            matrix[(row, row)] += own[child];
            if let Some(column) = row_of[child] {
                matrix[(row, column)] = -own[child];
                matrix[(column, row)] = -own[child];
            }
        }
    }
    matrix
}

/// Pivots of `C diag(d) Cᵀ` eliminated from the leaves up; 0 at leaves. What a part leaves to its node,
/// `d − d² ÷ pivot`, is written as `d (pivot − d) ÷ pivot` with `pivot − d` carried along: nothing cancels.
fn pivots(tree: &Hierarchy, own: &[f64]) -> Vec<f64> {
    let mut pivots = vec![0.0; tree.len()];
    let mut left = own.to_vec();
    for &node in tree.bottom_up() {
        let children = tree.children(node);
        if !children.is_empty() {
            let below: f64 = children.iter().map(|&c| left[c]).sum();
            pivots[node] = own[node] + below;
            left[node] = own[node] * (below / pivots[node]);
        }
    }
    pivots
}

/// Solves `C diag(d) Cᵀ z = r`; rows are the inner nodes, parts before wholes.
fn eliminate(
    tree: &Hierarchy,
    inner: &[usize],
    own: &[f64],
    pivots: &[f64],
    right: impl Fn(usize) -> f64,
) -> DVector<f64> {
    let mut value = vec![0.0; tree.len()];
    for (row, &node) in inner.iter().enumerate() {
        value[node] += right(row);
        if let Some(parent) = tree.parent(node) {
            value[parent] += own[node] / pivots[node] * value[node];
        }
    }
    for &node in inner.iter().rev() {
        let above = tree.parent(node).map_or(0.0, |parent| value[parent]);
        value[node] = (value[node] + own[node] * above) / pivots[node];
    }
    DVector::from_iterator(inner.len(), inner.iter().map(|&node| value[node]))
}
