//! A grown tree.

use super::BinnedTable;

/// Where a cut leads.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Child {
    /// To another cut.
    Node(u32),
    /// To a leaf.
    Leaf(u32),
}

/// A cut, in values for prediction and in bins for the rows of the fit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Node {
    pub threshold: f64,
    pub column: u32,
    pub bin: u8,
    pub missing_bin: u8,
    pub missing_goes_left: bool,
    pub left: Child,
    pub right: Child,
}

impl Node {
    fn of_value(&self, value: f64) -> Child {
        let goes_left = value <= self.threshold || (value.is_nan() && self.missing_goes_left);
        if goes_left { self.left } else { self.right }
    }

    pub(super) fn bin_goes_left(&self, bin: u8) -> bool {
        bin <= self.bin || (bin == self.missing_bin && self.missing_goes_left)
    }
}

/// A tree: at least one cut, from node 0 down to the leaves' values.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Tree {
    pub nodes: Vec<Node>,
    pub values: Vec<f64>,
}

impl Tree {
    /// The value for a row of features.
    pub(super) fn predict(&self, row: &[f64]) -> f64 {
        let mut at = Child::Node(0);
        loop {
            match at {
                Child::Node(node) => {
                    let node = &self.nodes[node as usize];
                    at = node.of_value(row[node.column as usize]);
                }
                Child::Leaf(leaf) => return self.values[leaf as usize],
            }
        }
    }

    /// The value for a row of the table the tree was grown on.
    pub(super) fn predict_binned(&self, table: &BinnedTable, row: usize) -> f64 {
        let bins = table.row(row);
        let mut at = Child::Node(0);
        loop {
            match at {
                Child::Node(node) => {
                    let node = &self.nodes[node as usize];
                    let goes_left = node.bin_goes_left(bins[node.column as usize]);
                    at = if goes_left { node.left } else { node.right };
                }
                Child::Leaf(leaf) => return self.values[leaf as usize],
            }
        }
    }
}
