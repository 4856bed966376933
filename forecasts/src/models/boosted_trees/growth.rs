//! Growing one tree, the leaf that gains most first.

use std::ops::Range;

use super::BinnedTable;
use super::histogram::{Histogram, Layout, Sums};
use super::split::{Split, SplitRule};
use super::tree::{Child, Node, Tree};

/// What the trees of one fit share.
pub(super) struct Grower<'a> {
    pub table: &'a BinnedTable,
    pub rule: SplitRule,
    pub leaves: usize,
    /// Histograms no leaf needs any more, kept for their memory.
    spare: Vec<Histogram>,
    /// Rows that go right while a leaf is cut.
    right_rows: Vec<u32>,
}

/// A tree's shape (its values still 0), the rows of each of its leaves, and what each cut gained.
pub(super) struct Growth {
    pub tree: Tree,
    pub leaf_rows: Vec<Range<usize>>,
    pub leaf_sums: Vec<Sums>,
    /// Column and gain.
    pub gains: Vec<(usize, f64)>,
}

struct Leaf {
    rows: Range<usize>,
    sums: Sums,
    histogram: Histogram,
    split: Option<Split>,
    /// The cut this leaf hangs from, and on which side.
    parent: Option<(usize, Side)>,
}

#[derive(Clone, Copy)]
enum Side {
    Left,
    Right,
}

impl<'a> Grower<'a> {
    pub(super) fn new(table: &'a BinnedTable, rule: SplitRule, leaves: usize) -> Self {
        Self {
            table,
            rule,
            leaves,
            spare: Vec::new(),
            right_rows: Vec::new(),
        }
    }

    /// Grows a tree on the rows given, which are put into the order of its leaves; `None` when no cut is worth it.
    pub(super) fn grow(
        &mut self,
        rows: &mut [u32],
        columns: &[usize],
        gradients: &[Sums],
    ) -> Option<Growth> {
        let layout = Layout::of(self.table, columns);
        let mut histogram = self.spare.pop().unwrap_or_default();
        histogram.fill(self.table, &layout, rows, gradients);
        let mut sums = Sums::default();
        for &row in rows.iter() {
            sums.add(gradients[row as usize]);
        }
        let split = self.rule.best(self.table, &layout, &histogram, sums);
        let mut leaves = vec![Leaf {
            rows: 0..rows.len(),
            sums,
            histogram,
            split,
            parent: None,
        }];
        let mut nodes: Vec<Node> = Vec::new();
        let mut gains = Vec::new();
        while leaves.len() < self.leaves {
            let Some((index, split)) = best_leaf(&leaves) else {
                break;
            };
            let node = self.node(&split);
            let leaf = &mut leaves[index];
            let middle = leaf.rows.start + self.partition(&mut rows[leaf.rows.clone()], &node);
            if middle == leaf.rows.start || middle == leaf.rows.end {
                leaf.split = None;
                continue;
            }
            if let Some((parent, side)) = leaf.parent {
                let child = Child::Node(nodes.len() as u32);
                match side {
                    Side::Left => nodes[parent].left = child,
                    Side::Right => nodes[parent].right = child,
                }
            }
            let right = self.cut(leaf, middle, &split, nodes.len(), rows, &layout, gradients);
            leaves.push(right);
            nodes.push(node);
            gains.push((split.column, split.gain));
        }
        let grown = (!nodes.is_empty()).then(|| {
            for (index, leaf) in leaves.iter().enumerate() {
                let child = Child::Leaf(index as u32);
                match leaf.parent {
                    Some((parent, Side::Left)) => nodes[parent].left = child,
                    Some((parent, Side::Right)) => nodes[parent].right = child,
                    None => {}
                }
            }
            Growth {
                tree: Tree {
                    nodes,
                    values: vec![0.0; leaves.len()],
                },
                leaf_rows: leaves.iter().map(|leaf| leaf.rows.clone()).collect(),
                leaf_sums: leaves.iter().map(|leaf| leaf.sums).collect(),
                gains,
            }
        });
        self.spare
            .extend(leaves.into_iter().map(|leaf| leaf.histogram));
        grown
    }

    fn node(&self, split: &Split) -> Node {
        let edges = self.table.edges(split.column);
        Node {
            threshold: edges.upper(split.bin),
            column: split.column as u32,
            bin: split.bin as u8,
            missing_bin: edges.count() as u8,
            missing_goes_left: split.missing_goes_left,
            left: Child::Leaf(0),
            right: Child::Leaf(0),
        }
    }

    /// Puts the rows that go left before those that go right, each in their order; answers how many go left.
    fn partition(&mut self, rows: &mut [u32], node: &Node) -> usize {
        self.right_rows.clear();
        let column = node.column as usize;
        let mut left = 0;
        for at in 0..rows.len() {
            let row = rows[at];
            if node.bin_goes_left(self.table.row(row as usize)[column]) {
                rows[left] = row;
                left += 1;
            } else {
                self.right_rows.push(row);
            }
        }
        rows[left..].copy_from_slice(&self.right_rows);
        left
    }

    /// Makes the leaf the left child of its cut and answers the right one.
    #[expect(
        clippy::too_many_arguments,
        reason = "one step of `grow`, which owns all of them"
    )]
    fn cut(
        &mut self,
        leaf: &mut Leaf,
        middle: usize,
        split: &Split,
        node: usize,
        rows: &[u32],
        layout: &Layout,
        gradients: &[Sums],
    ) -> Leaf {
        let mut right = Leaf {
            rows: middle..leaf.rows.end,
            sums: split.right,
            histogram: self.spare.pop().unwrap_or_default(),
            split: None,
            parent: Some((node, Side::Right)),
        };
        leaf.rows.end = middle;
        leaf.sums = split.left;
        leaf.parent = Some((node, Side::Left));
        leaf.split = None;
        let splits = |sums: Sums| sums.weight >= 2.0 * self.rule.minimum_weight;
        if splits(split.left) || splits(split.right) {
            let smaller_is_left = leaf.rows.len() < right.rows.len();
            let smaller = if smaller_is_left {
                &leaf.rows
            } else {
                &right.rows
            };
            right
                .histogram
                .fill(self.table, layout, &rows[smaller.clone()], gradients);
            leaf.histogram.subtract(&right.histogram);
            if smaller_is_left {
                std::mem::swap(&mut leaf.histogram, &mut right.histogram);
            }
            for child in [leaf, &mut right] {
                if splits(child.sums) {
                    child.split = self
                        .rule
                        .best(self.table, layout, &child.histogram, child.sums);
                }
            }
        }
        right
    }
}

/// The leaf whose cut gains most, the first of equals.
fn best_leaf(leaves: &[Leaf]) -> Option<(usize, Split)> {
    let mut best: Option<(usize, Split)> = None;
    for (index, leaf) in leaves.iter().enumerate() {
        if let Some(split) = leaf.split
            && best.is_none_or(|(_, other)| split.gain > other.gain)
        {
            best = Some((index, split));
        }
    }
    best
}
