//! The columns of a list as a few places each, where the tree may split.

use std::collections::BTreeSet;

use super::region::Side;
use crate::response::bins::{bin_of, quantile_edges};
use crate::response::{ColumnValues, ContactTable};

/// Places of a numeric column at most.
const MOST_BINS: usize = 32;
/// Texts of a column that can be named in a condition; the others are only ever what is left.
const MOST_TEXTS: usize = 60;

/// One column, its values by their place.
pub(super) struct Binned {
    pub(super) of_row: Vec<u8>,
    kind: Kind,
}

enum Kind {
    /// The last place is of missing numbers.
    Numbers { edges: Vec<f64>, has_missing: bool },
    /// The last place is of all texts without a place of their own.
    Texts { named: Vec<String> },
}

impl Binned {
    /// The columns of a table, from the left.
    pub(super) fn columns(contacts: &ContactTable) -> Vec<Self> {
        let columns = contacts.columns().iter();
        columns
            .map(|column| match column.values() {
                ColumnValues::Numeric(values) => Self::numbers(values),
                ColumnValues::Alphabetic(values) => {
                    let rows = contacts.rows();
                    Self::texts((0..rows).map(|row| values.level(row)), values.levels())
                }
            })
            .collect()
    }

    fn numbers(values: &[f64]) -> Self {
        let edges = quantile_edges(values, MOST_BINS, 1);
        let of_row = values
            .iter()
            .map(|&value| {
                let bin = if value.is_nan() {
                    edges.len() + 1
                } else {
                    bin_of(&edges, value)
                };
                place(bin)
            })
            .collect();
        Self {
            of_row,
            kind: Kind::Numbers {
                edges,
                has_missing: values.iter().any(|value| value.is_nan()),
            },
        }
    }

    fn texts(rows: impl Iterator<Item = Option<usize>> + Clone, levels: &[String]) -> Self {
        // The empty text is one more level.
        let missing = levels.len();
        let mut counts = vec![0_usize; levels.len() + 1];
        for level in rows.clone() {
            counts[level.unwrap_or(missing)] += 1;
        }
        let mut order: Vec<usize> = (0..counts.len()).filter(|&l| counts[l] > 0).collect();
        order.sort_by(|&a, &b| counts[b].cmp(&counts[a]).then(a.cmp(&b)));
        order.truncate(MOST_TEXTS);
        let mut places = vec![place(order.len()); counts.len()];
        for (index, &level) in order.iter().enumerate() {
            places[level] = place(index);
        }
        let text = |&level: &usize| levels.get(level).cloned().unwrap_or_default();
        Self {
            of_row: rows.map(|level| places[level.unwrap_or(missing)]).collect(),
            kind: Kind::Texts {
                named: order.iter().map(text).collect(),
            },
        }
    }

    /// How many places there are.
    pub(super) fn places(&self) -> usize {
        match &self.kind {
            Kind::Numbers { edges, .. } => edges.len() + 2,
            Kind::Texts { named } => named.len() + 1,
        }
    }

    /// The ways to cut the places in two: per way, the places that go to the first side. `means` are those of the places,
    /// NaN where there is no contact.
    pub(super) fn cuts(&self, means: &[f64]) -> Vec<BTreeSet<u8>> {
        match &self.kind {
            Kind::Numbers { edges, .. } => {
                let missing = place(edges.len() + 1);
                let has_missing = !means[usize::from(missing)].is_nan();
                (1..=edges.len())
                    .flat_map(|below| {
                        let bare: BTreeSet<u8> = (0..place(below)).collect();
                        let mut with = bare.clone();
                        with.insert(missing);
                        if has_missing {
                            vec![bare, with]
                        } else {
                            vec![bare]
                        }
                    })
                    .collect()
            }
            Kind::Texts { named } => {
                // In order of their means the best cut of a regression is one of these (Fisher 1958).
                let mut order: Vec<u8> = (0..place(named.len()))
                    .filter(|&at| !means[usize::from(at)].is_nan())
                    .collect();
                order.sort_by(|&a, &b| {
                    let mean = |at: u8| means[usize::from(at)];
                    mean(b).total_cmp(&mean(a)).then(a.cmp(&b))
                });
                let has_rest = !means[named.len()].is_nan();
                let most = order.len() + usize::from(has_rest);
                let prefixes = (1..most).map(|count| order[..count].iter().copied().collect());
                let suffixes = (1..order.len())
                    .filter(|_| has_rest)
                    .map(|count| order[count..].iter().copied().collect());
                prefixes.chain(suffixes).collect()
            }
        }
    }

    /// The two sides of a cut in words: that of `first`, and the other.
    pub(super) fn sides(&self, first: &BTreeSet<u8>) -> (Side, Side) {
        match &self.kind {
            Kind::Numbers { edges, has_missing } => {
                let missing = place(edges.len() + 1);
                let with_missing = first.contains(&missing);
                let below = first.len() - usize::from(with_missing);
                let limit = edges[below - 1];
                (
                    Side::Below {
                        limit,
                        with_missing,
                    },
                    Side::From {
                        limit,
                        with_missing: *has_missing && !with_missing,
                    },
                )
            }
            Kind::Texts { named } => {
                let texts: BTreeSet<String> = first
                    .iter()
                    .map(|&at| named[usize::from(at)].clone())
                    .collect();
                (Side::OneOf(texts.clone()), Side::NoneOf(texts))
            }
        }
    }
}

/// Far below 255: a numeric column has at most twice [`MOST_BINS`] bins, one of them left and right of every heavy value.
fn place(index: usize) -> u8 {
    u8::try_from(index).unwrap_or(u8::MAX)
}
