use std::ops::Range;

/// What the rest of a line is worth from each day of a window on, by node and units paid so far.
///
/// A day's table holds only the units from which the window can still end as it must: no fewer than the longest shift every
/// day could make up for, no more than the end allows.
#[derive(Default)]
pub struct Tables {
    cells: Vec<Vec<f64>>,
    bands: Vec<Range<usize>>,
}

impl Tables {
    /// Makes room for the tables of so many days and of the window's end.
    pub fn make_room(&mut self, days: usize) {
        let tables = self.cells.len().max(days + 1);
        self.cells.resize(tables, Vec::new());
        self.bands.resize(tables, 0..0);
    }

    /// Begins a table of `nodes` rows over a band of units; nothing leads anywhere yet.
    pub fn begin(&mut self, day: usize, nodes: usize, band: Range<usize>) {
        let cells = &mut self.cells[day];
        cells.clear();
        cells.resize(nodes * band.len(), f64::NEG_INFINITY);
        self.bands[day] = band;
    }

    /// The units of a day's table.
    pub fn band(&self, day: usize) -> Range<usize> {
        self.bands[day].clone()
    }

    /// Worth from a node and units; −∞ outside the band.
    pub fn get(&self, day: usize, node: usize, units: usize) -> f64 {
        let band = &self.bands[day];
        if band.contains(&units) {
            self.cells[day][node * band.len() + units - band.start]
        } else {
            f64::NEG_INFINITY
        }
    }

    /// Sets the worth from a node and units, which must lie in the band.
    pub fn set(&mut self, day: usize, node: usize, units: usize, worth: f64) {
        let band = &self.bands[day];
        self.cells[day][node * band.len() + units - band.start] = worth;
    }

    /// The row of a node with the table of the next day.
    pub fn row_and_next(&mut self, day: usize, node: usize) -> (&mut [f64], &[f64]) {
        let (here, after) = self.cells.split_at_mut(day + 1);
        let width = self.bands[day].len();
        (&mut here[day][node * width..(node + 1) * width], &after[0])
    }

    /// The units that lead anywhere from a day on, least and most.
    pub fn reached(&self, day: usize) -> Option<(usize, usize)> {
        let band = &self.bands[day];
        if band.is_empty() {
            return None;
        }
        let mut reached: Option<(usize, usize)> = None;
        for row in self.cells[day].chunks(band.len()) {
            let is_open = |worth: &f64| *worth > f64::NEG_INFINITY;
            let (first, last) = (row.iter().position(is_open), row.iter().rposition(is_open));
            if let (Some(first), Some(last)) = (first, last) {
                let (least, most) = reached.unwrap_or((usize::MAX, 0));
                reached = Some((least.min(band.start + first), most.max(band.start + last)));
            }
        }
        reached
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outside_its_band_a_table_leads_nowhere() {
        let mut tables = Tables::default();
        tables.make_room(1);
        tables.begin(1, 2, 0..4);
        tables.begin(0, 1, 2..4);
        tables.set(1, 1, 3, 5.0);
        tables.set(1, 0, 1, 7.0);
        tables.set(0, 0, 2, 9.0);
        assert_eq!(tables.get(1, 1, 3), 5.0);
        assert_eq!(tables.get(0, 0, 2), 9.0);
        assert_eq!(tables.get(0, 0, 1), f64::NEG_INFINITY);
        assert_eq!(tables.get(0, 0, 4), f64::NEG_INFINITY);
        assert_eq!(tables.reached(1), Some((1, 3)));
        let (row, next) = tables.row_and_next(0, 0);
        assert_eq!((row.len(), next.len()), (2, 8));
    }

    #[test]
    fn a_table_where_nothing_leads_anywhere_reaches_nothing() {
        let mut tables = Tables::default();
        tables.make_room(0);
        tables.begin(0, 3, 0..2);
        assert_eq!(tables.reached(0), None);
    }
}
