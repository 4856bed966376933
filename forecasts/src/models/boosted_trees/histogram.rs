//! Sums of the gradients by bin.

use super::BinnedTable;

/// First derivatives of the loss and weights (its second derivatives, up to a constant), of one row or summed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Sums {
    pub gradient: f64,
    pub weight: f64,
}

impl Sums {
    pub(super) fn add(&mut self, other: Sums) {
        self.gradient += other.gradient;
        self.weight += other.weight;
    }

    pub(super) fn plus(mut self, other: Sums) -> Sums {
        self.add(other);
        self
    }

    pub(super) fn minus(self, other: Sums) -> Sums {
        Sums {
            gradient: self.gradient - other.gradient,
            weight: self.weight - other.weight,
        }
    }
}

/// Where each of the columns a tree may use has its cells: one a bin, then the one of missing values.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    /// Column and its first cell.
    columns: Vec<(usize, usize)>,
    cells: usize,
}

impl Layout {
    pub(super) fn of(table: &BinnedTable, columns: &[usize]) -> Self {
        let mut cells = 0;
        let columns = columns
            .iter()
            .map(|&column| {
                let first = cells;
                cells += table.edges(column).count() + 1;
                (column, first)
            })
            .collect();
        Self { columns, cells }
    }

    pub(super) fn columns(&self) -> &[(usize, usize)] {
        &self.columns
    }
}

/// The sums of a leaf's rows by column and bin.
#[derive(Clone, Debug, Default)]
pub(super) struct Histogram(Vec<Sums>);

impl Histogram {
    /// Sums the rows anew.
    pub(super) fn fill(
        &mut self,
        table: &BinnedTable,
        layout: &Layout,
        rows: &[u32],
        gradients: &[Sums],
    ) {
        self.0.clear();
        self.0.resize(layout.cells, Sums::default());
        let cells = self.0.as_mut_slice();
        for &row in rows {
            let row = row as usize;
            let sums = gradients[row];
            let bins = table.row(row);
            for &(column, first) in &layout.columns {
                cells[first + usize::from(bins[column])].add(sums);
            }
        }
    }

    /// Takes one child's sums from the parent's: what is left is the other child's, at a fraction of the cost of
    /// summing its rows.
    pub(super) fn subtract(&mut self, child: &Histogram) {
        for (parent, child) in self.0.iter_mut().zip(&child.0) {
            *parent = parent.minus(*child);
        }
    }

    /// The cells from `first` on.
    pub(super) fn cells(&self, first: usize, count: usize) -> &[Sums] {
        &self.0[first..first + count]
    }
}
