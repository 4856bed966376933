//! Base forecasts of every node in, summing non-negative forecasts of every node out.

use super::least_squares::nearest;
use super::min_trace::MinTrace;
use super::{Hierarchy, HierarchyError, ShrunkCovariance};

/// How disagreeing forecasts are brought to agree. None of these needs anything the backtest does not have.
#[derive(Clone, Debug, PartialEq)]
pub enum Method {
    /// The leaves are right; everything above is their sum.
    BottomUp,
    /// The roots are right; each node is shared among its parts in proportion to the parts' own forecasts (by number
    /// of leaves where these are all 0). "Forecast proportions" of Athanasopoulos, Ahmed & Hyndman, *Hierarchical
    /// forecasts for Australian domestic tourism*, Int. J. Forecasting 25 (2009).
    TopDown,
    /// Least squares with a variance of 1 a leaf below the node: for lack of a backtest ("WLS-struct").
    Structural,
    /// Trace minimisation with each node's mean squared backtest error ("WLS-var"). Infinite where an inner node has
    /// no forecast of its own, 0 where a forecast is certain (closed).
    Variances(Vec<f64>),
    /// The same with a variance for each node and column, for errors whose ratio changes over the day or the horizon.
    VariancesByColumn(Vec<Vec<f64>>),
    /// Trace minimisation with the shrunk covariance of backtest errors, one row a node ("MinT-shrink"). A result
    /// with negative leaves is replaced by the non-negative one nearest to it in the nodes' variances.
    Residuals(Vec<Vec<f64>>),
}

/// A hierarchy with a method, prepared for any number of columns.
///
/// ```
/// use crewcast_forecasts::hierarchy::{Hierarchy, Method, Reconciler};
/// // A total of 110 with variance 30 over queues of 60 and 40 with variances 20 and 10: half of the gap of 10 is
/// // the total's (its variance equals the sum of the parts'), and the queues share theirs 2 : 1.
/// let tree = Hierarchy::new(&[None, Some(0), Some(0)])?;
/// let method = Method::Variances(vec![30.0, 20.0, 10.0]);
/// let found = Reconciler::new(tree, method)?.reconcile(&[vec![110.0], vec![60.0], vec![40.0]])?;
/// assert!((found[0][0] - 105.0).abs() < 1e-9);
/// assert!((found[1][0] - (60.0 + 10.0 / 3.0)).abs() < 1e-9);
/// # Ok::<(), crewcast_forecasts::hierarchy::HierarchyError>(())
/// ```
pub struct Reconciler {
    tree: Hierarchy,
    prepared: Prepared,
}

enum Prepared {
    BottomUp,
    TopDown { leaves: Vec<f64> },
    Variances(Vec<f64>),
    VariancesByColumn(Vec<Vec<f64>>),
    Residuals(Box<MinTrace>),
}

impl Reconciler {
    /// Checks the method's data against the tree and factors what can be factored once.
    ///
    /// # Errors
    /// [`HierarchyError`] on rows that are missing, of different lengths or hold no variance or residual.
    pub fn new(tree: Hierarchy, method: Method) -> Result<Self, HierarchyError> {
        let prepared = match method {
            Method::BottomUp => Prepared::BottomUp,
            Method::TopDown => Prepared::TopDown {
                leaves: tree.leaf_counts(),
            },
            Method::Structural => Prepared::Variances(tree.leaf_counts()),
            Method::Variances(variances) => {
                one_row_a_node(&tree, "variances", variances.len())?;
                for (node, &value) in variances.iter().enumerate() {
                    check_variance(&tree, node, value)?;
                }
                Prepared::Variances(variances)
            }
            Method::VariancesByColumn(variances) => {
                one_row_a_node(&tree, "variances", variances.len())?;
                for (node, row) in variances.iter().enumerate() {
                    for &value in row {
                        check_variance(&tree, node, value)?;
                    }
                }
                Prepared::VariancesByColumn(variances)
            }
            Method::Residuals(residuals) => {
                one_row_a_node(&tree, "residuals", residuals.len())?;
                let covariance = ShrunkCovariance::estimate(&residuals)?;
                Prepared::Residuals(Box::new(MinTrace::new(&tree, covariance)?))
            }
        };
        Ok(Self { tree, prepared })
    }

    /// The tree.
    #[must_use]
    pub fn hierarchy(&self) -> &Hierarchy {
        &self.tree
    }

    /// Reconciles base forecasts of one row a node and one column an interval or day, columns apart from each other.
    /// The result has the same shape, is never negative, and every inner node is the sum of its parts. What is
    /// coherent already comes back as it is, up to rounding.
    ///
    /// # Errors
    /// [`HierarchyError`] on rows that are missing, of different lengths, or hold a negative or infinite forecast.
    pub fn reconcile(&self, base: &[Vec<f64>]) -> Result<Vec<Vec<f64>>, HierarchyError> {
        let columns = self.check(base)?;
        let mut found = vec![Vec::with_capacity(columns); self.tree.len()];
        let mut column = vec![0.0; self.tree.len()];
        let mut variance = Vec::new();
        for index in 0..columns {
            for (value, row) in column.iter_mut().zip(base) {
                *value = row[index];
            }
            if let Prepared::VariancesByColumn(rows) = &self.prepared {
                variance = rows.iter().map(|row| row[index]).collect();
            }
            let totals = self.column(&column, &variance);
            for (row, total) in found.iter_mut().zip(totals) {
                row.push(total);
            }
        }
        Ok(found)
    }

    fn column(&self, base: &[f64], variance_here: &[f64]) -> Vec<f64> {
        match &self.prepared {
            Prepared::BottomUp => {
                let mut totals = base.to_vec();
                self.tree.sum_up(&mut totals);
                totals
            }
            Prepared::TopDown { leaves } => share_down(&self.tree, base, leaves),
            Prepared::Variances(variances) => nearest(&self.tree, base, variances),
            Prepared::VariancesByColumn(_) => nearest(&self.tree, base, variance_here),
            Prepared::Residuals(min_trace) => {
                let mut totals = min_trace.project(&self.tree, base);
                self.tree.sum_up(&mut totals);
                if self.tree.leaves().any(|leaf| totals[leaf] < 0.0) {
                    totals = nearest(&self.tree, &totals, min_trace.variances());
                }
                totals
            }
        }
    }

    /// The number of columns, if all is as it should be.
    fn check(&self, base: &[Vec<f64>]) -> Result<usize, HierarchyError> {
        one_row_a_node(&self.tree, "forecasts", base.len())?;
        let columns = base.first().map_or(0, Vec::len);
        for (node, row) in base.iter().enumerate() {
            same_length("forecasts", node, row.len(), columns)?;
            let refused = row
                .iter()
                .enumerate()
                .find(|(_, value)| !(value.is_finite() && **value >= 0.0));
            if let Some((column, &value)) = refused {
                return Err(HierarchyError::NotAForecast {
                    node,
                    column,
                    value,
                });
            }
        }
        if let Prepared::VariancesByColumn(rows) = &self.prepared {
            for (node, row) in rows.iter().enumerate() {
                same_length("variances", node, row.len(), columns)?;
            }
        }
        Ok(columns)
    }
}

fn one_row_a_node(
    tree: &Hierarchy,
    what: &'static str,
    found: usize,
) -> Result<(), HierarchyError> {
    let nodes = tree.len();
    if found == nodes {
        Ok(())
    } else {
        Err(HierarchyError::WrongNumberOfNodes { what, found, nodes })
    }
}

fn same_length(
    what: &'static str,
    node: usize,
    found: usize,
    expected: usize,
) -> Result<(), HierarchyError> {
    if found == expected {
        Ok(())
    } else {
        Err(HierarchyError::RaggedRows {
            what,
            node,
            found,
            expected,
        })
    }
}

fn check_variance(tree: &Hierarchy, node: usize, value: f64) -> Result<(), HierarchyError> {
    let known = value.is_finite() || !tree.is_leaf(node);
    if value >= 0.0 && known {
        Ok(())
    } else {
        Err(HierarchyError::NotAVariance { node, value })
    }
}

fn share_down(tree: &Hierarchy, base: &[f64], leaves: &[f64]) -> Vec<f64> {
    let mut totals = base.to_vec();
    for node in tree.top_down() {
        let parts = tree.children(node);
        let sum = |of: &[f64]| parts.iter().map(|&part| of[part]).sum::<f64>();
        let by = if sum(base) > 0.0 { base } else { leaves };
        let whole = sum(by);
        for &part in parts {
            totals[part] = totals[node] * (by[part] / whole);
        }
    }
    tree.sum_up(&mut totals);
    totals
}
