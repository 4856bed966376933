use super::sheet::{Count, PeriodLimit, Sheet};
use crate::lines::{Book, Edge, OpenGraph};

/// A line with the period's counts left open.
#[derive(Clone, Debug, PartialEq)]
pub struct Strand {
    /// Per day its cell.
    pub cells: Vec<usize>,
    /// Per day the state before it and the choice that was taken, as the graph numbers them.
    pub steps: Vec<(u32, u32)>,
}

/// Prices strands; keeps its tables between calls.
#[derive(Default)]
pub struct StrandPricer {
    /// Worth from each state on, day after day; where each day begins.
    worth: Vec<f64>,
    begins: Vec<usize>,
    bundle: Vec<f64>,
    choice: Vec<f64>,
    choice_begins: Vec<usize>,
}

/// Prices of what is counted, by what a day can count.
struct CountPrices<'a> {
    units: f64,
    weekend: f64,
    public_holiday: f64,
    day: f64,
    shifts: &'a [f64],
}

impl StrandPricer {
    /// A given line as a strand; none where the graph has no such line.
    pub fn follow(
        (book, graph, sheet): (&Book, &OpenGraph, &Sheet),
        initial: &Edge,
        cells: Vec<usize>,
    ) -> Option<Strand> {
        let mut node = graph.entry(initial)?;
        let mut steps = Vec::with_capacity(cells.len());
        for (day, (open, &cell)) in graph.days.iter().zip(&cells).enumerate() {
            let option = cell.checked_sub(sheet.begins[day] + 1);
            let bundle = option.map(|option| book.days[day].bundle_of[option]);
            let arcs = &open.arcs[open.begins[node]..open.begins[node + 1]];
            let arc = arcs.iter().find(|arc| {
                let bundles = &open.choices[arc.choice as usize].bundles;
                bundle.map_or(bundles.is_empty(), |bundle| bundles.contains(&bundle))
            })?;
            steps.push((u32::try_from(node).unwrap_or(u32::MAX), arc.choice));
            node = arc.to as usize;
        }
        Some(Strand { cells, steps })
    }

    /// The strand worth most at values by cell, −∞ where barred, less what its counts cost at prices by limit.
    pub fn best(
        &mut self,
        (book, graph, sheet): (&Book, &OpenGraph, &Sheet),
        initial: &Edge,
        values: &[f64],
        prices: &[f64],
    ) -> Option<(Strand, f64)> {
        let mut shifts = vec![0.0; book.counted.len()];
        let mut of = CountPrices {
            units: 0.0,
            weekend: 0.0,
            public_holiday: 0.0,
            day: 0.0,
            shifts: &[],
        };
        for (limit, &price) in sheet.limits.iter().zip(prices) {
            match limit.count {
                Count::Units => of.units = price,
                Count::Weekends => of.weekend = price,
                Count::PublicHolidays => of.public_holiday = price,
                Count::Days => of.day = price,
                Count::Shifts(place) => shifts[place] = price,
            }
        }
        of.shifts = &shifts;
        self.fill(book, graph, sheet, values, &of);
        let mut node = graph.entry(initial)?;
        let worth = self.worth[self.begins[0] + node];
        if worth == f64::NEG_INFINITY {
            return None;
        }
        let mut strand = Strand {
            cells: Vec::with_capacity(graph.days.len()),
            steps: Vec::with_capacity(graph.days.len()),
        };
        for (day, open) in graph.days.iter().enumerate() {
            let choice = &self.choice[self.choice_begins[day]..];
            let next = &self.worth[self.begins[day + 1]..];
            let mut best = (f64::NEG_INFINITY, open.arcs[open.begins[node]]);
            for arc in &open.arcs[open.begins[node]..open.begins[node + 1]] {
                let worth = choice[arc.choice as usize] + next[arc.to as usize];
                if worth > best.0 {
                    best = (worth, *arc);
                }
            }
            let arc = best.1;
            let chosen = &open.choices[arc.choice as usize];
            let cell = if chosen.bundles.is_empty() {
                sheet.begins[day]
            } else {
                self.best_cell((book, sheet), day, &chosen.bundles, values, &of)
            };
            strand.cells.push(cell);
            strand
                .steps
                .push((u32::try_from(node).unwrap_or(u32::MAX), arc.choice));
            node = arc.to as usize;
        }
        Some((strand, worth))
    }

    fn fill(
        &mut self,
        book: &Book,
        graph: &OpenGraph,
        sheet: &Sheet,
        values: &[f64],
        of: &CountPrices<'_>,
    ) {
        self.begins.clear();
        self.choice_begins.clear();
        let (mut states, mut choices) = (0, 0);
        for day in &graph.days {
            self.begins.push(states);
            self.choice_begins.push(choices);
            states += day.states();
            choices += day.choices.len();
        }
        self.begins.push(states);
        self.worth.clear();
        self.worth.resize(states, f64::NEG_INFINITY);
        self.worth.resize(states + graph.ends, 0.0);
        self.choice.resize(choices, 0.0);
        for (day, open) in graph.days.iter().enumerate().rev() {
            let today = &book.days[day];
            let first = sheet.begins[day];
            self.bundle.clear();
            self.bundle.resize(today.bundles.len(), f64::NEG_INFINITY);
            for (&bundle, &value) in today.bundle_of.iter().zip(&values[first + 1..]) {
                let best = &mut self.bundle[bundle as usize];
                *best = best.max(value);
            }
            for (best, bundle) in self.bundle.iter_mut().zip(&today.bundles) {
                *best -= of.of_bundle(bundle.units, bundle.counted);
            }
            let choice = &mut self.choice[self.choice_begins[day]..][..open.choices.len()];
            for (gain, choice) in choice.iter_mut().zip(&open.choices) {
                let best = choice
                    .bundles
                    .iter()
                    .map(|&bundle| self.bundle[bundle as usize])
                    .reduce(f64::max)
                    .unwrap_or(values[first]);
                *gain = best
                    - choice.price
                    - of.weekend * f64::from(choice.weekends)
                    - of.public_holiday * f64::from(choice.public_holidays);
            }
            let (here, next) = self.worth.split_at_mut(self.begins[day + 1]);
            let here = &mut here[self.begins[day]..];
            for (worth, bounds) in here.iter_mut().zip(open.begins.windows(2)) {
                let mut best = f64::NEG_INFINITY;
                for arc in &open.arcs[bounds[0]..bounds[1]] {
                    let worth = choice[arc.choice as usize] + next[arc.to as usize];
                    best = if worth > best { worth } else { best };
                }
                *worth = best;
            }
        }
    }

    /// The cell worth most among bundles of a day.
    fn best_cell(
        &self,
        (book, sheet): (&Book, &Sheet),
        day: usize,
        bundles: &[u32],
        values: &[f64],
        of: &CountPrices<'_>,
    ) -> usize {
        let today = &book.days[day];
        let first = sheet.begins[day] + 1;
        let mut best = (f64::NEG_INFINITY, first);
        for (option, bundle) in today.bundle_of.iter().enumerate() {
            if bundles.contains(bundle) {
                let of_bundle = &today.bundles[*bundle as usize];
                let worth =
                    values[first + option] - of.of_bundle(of_bundle.units, of_bundle.counted);
                if worth > best.0 {
                    best = (worth, first + option);
                }
            }
        }
        best.1
    }
}

/// Adds what a day of a strand counts, so many times, by limit of the period.
pub fn count_day(
    (book, graph, sheet): (&Book, &OpenGraph, &Sheet),
    day: usize,
    (cell, choice): (usize, u32),
    times: f64,
    counts: &mut [f64],
) {
    let chosen = &graph.days[day].choices[choice as usize];
    let today = &book.days[day];
    let option = cell.checked_sub(sheet.begins[day] + 1);
    let bundle = option.map(|option| &today.bundles[today.bundle_of[option] as usize]);
    for (limit, count) in sheet.limits.iter().zip(counts) {
        let counted = match (limit.count, bundle) {
            (Count::Weekends, _) => chosen.weekends,
            (Count::PublicHolidays, _) => chosen.public_holidays,
            (_, None) => 0,
            (Count::Units, Some(bundle)) => bundle.units,
            (Count::Days, Some(_)) => 1,
            (Count::Shifts(place), Some(bundle)) => u32::from(bundle.counted as usize == place + 1),
        };
        *count += times * f64::from(counted);
    }
}

impl CountPrices<'_> {
    /// What a shift of a bundle counts, at its prices.
    fn of_bundle(&self, units: u32, counted: u32) -> f64 {
        let shifts = counted
            .checked_sub(1)
            .map_or(0.0, |place| self.shifts[place as usize]);
        self.units * f64::from(units) + self.day + shifts
    }
}

impl PeriodLimit {
    /// The price at a mean count: that of before, raised by `rise` for each unit beyond the limits.
    pub fn price(&self, before: f64, rise: f64, count: f64) -> f64 {
        let over = before + rise * (count - self.most);
        let under = before + rise * (count - self.least);
        if over > 0.0 {
            over.min(self.over_cost)
        } else if under < 0.0 {
            under.max(-self.under_cost)
        } else {
            0.0
        }
    }

    /// What the limit takes off the Lagrangian bound at a price.
    pub fn bound_part(&self, price: f64) -> f64 {
        if price > 0.0 {
            price * self.most
        } else if price < 0.0 {
            price * self.least
        } else {
            0.0
        }
    }
}
