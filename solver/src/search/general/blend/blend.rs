use std::ops::Range;
use std::sync::Arc;

use super::sheet::{Count, Sheet};
use super::strand::{Strand, StrandPricer, count_day};
use crate::lines::{Book, Meter, OpenGraph};
use crate::random::Random;
use crate::search::general::{Desk, Roster};

/// A day that no cell is held on.
pub const OPEN: usize = usize::MAX;
/// Strands of an agent, of equal share.
pub const STRANDS: usize = 32;
/// A slope below this is rounding.
const LEAST_SLOPE: f64 = 1e-9;
/// How much steeper prices of counts rise than those of heads: what is beyond a hard limit in the end has to be mended.
const STEEPER: f64 = 4.0;
/// Steps of a visit beside its pricing, as a multiple of the agent's days.
const VISIT: usize = 60;

/// An agent's strands, all of the same share.
#[derive(Clone, Debug, Default)]
pub struct Mixture {
    pub strands: Vec<Strand>,
    /// Mean counts by limit of the period.
    pub counts: Vec<f64>,
    /// Prices by limit of the period that the counts' costs are eased about.
    pub prices: Vec<f64>,
    /// Per day the cell that is held, or [`OPEN`].
    pub held: Vec<usize>,
}

/// What all blends of a problem have in common.
pub struct Loom<'d, 'p> {
    pub desk: &'d Desk<'p>,
    sheets: Vec<Sheet>,
    graphs: Vec<OpenGraph>,
    /// Mean paid units of a shift by book: a shift more is as much beyond a limit of paid time.
    shift_units: Vec<f64>,
    /// What a head missing and one too many cost together, at most.
    dearest: f64,
}

impl<'d, 'p> Loom<'d, 'p> {
    /// None where lines cannot be priced so: where heads count by slot, where paid time counts week by week, or where
    /// there are shifts to keep.
    pub fn new(desk: &'d Desk<'p>) -> Option<Self> {
        let by_slot = !desk.problem.groups.is_empty();
        let by_week = desk.books.iter().any(|book| book.meter == Meter::Week);
        let keeps = desk
            .personal
            .iter()
            .any(|personal| !personal.kept.is_empty());
        if by_slot || by_week || keeps || desk.class_of.is_empty() || desk.supply.shifts.is_empty()
        {
            return None;
        }
        let mut known: Vec<Arc<_>> = Vec::new();
        let graphs = desk
            .books
            .iter()
            .zip(&desk.entries)
            .map(|(book, entries)| OpenGraph::new(book, &entries[0], &mut known))
            .collect();
        let shift_units = |book: &Book| {
            let units = book
                .days
                .iter()
                .flat_map(|day| &day.bundles)
                .map(|bundle| bundle.units);
            let (count, sum) = units.fold((0, 0), |(count, sum), units| (count + 1, sum + units));
            f64::from(sum.max(1)) / f64::from(count.max(1))
        };
        let rows = desk.supply.shifts.iter();
        Some(Loom {
            desk,
            sheets: (0..desk.classes.len())
                .map(|class| Sheet::new(desk, class))
                .collect(),
            shift_units: desk.books.iter().map(shift_units).collect(),
            graphs,
            dearest: rows
                .map(|row| row.under_cost + row.over_cost)
                .fold(0.0, f64::max),
        })
    }

    /// Book, graph and sheet of an agent.
    pub fn of(&self, agent: usize) -> (&Book, &OpenGraph, &Sheet) {
        let class = self.desk.class_of[agent];
        let graph = &self.graphs[self.desk.book_of[class]];
        (self.desk.book(class), graph, &self.sheets[class])
    }

    pub fn sheet(&self, agent: usize) -> &Sheet {
        &self.sheets[self.desk.class_of[agent]]
    }
}

/// A roster of shares: every agent has a mixture of strands. Its costs are eased about prices, as levelling eases them.
#[derive(Clone)]
pub struct Blend {
    pub mixtures: Vec<Mixture>,
    /// Mean heads by row of shifts, and the prices their costs are eased about.
    pub heads: Vec<f64>,
    pub prices: Vec<f64>,
    /// Heads within which costs are eased from end to end.
    pub ease: f64,
    /// Agents who are not held altogether.
    pub active: Vec<usize>,
}

/// What a blend costs, hard limits of the period aside, and what no roster costs less than.
#[derive(Clone, Copy, Debug)]
pub struct Worth {
    pub cost: f64,
    pub bound: f64,
    /// Units of counts beyond hard limits, of an agent on average.
    pub beyond: f64,
}

/// Values by cell of an agent at the prices of the moment.
#[derive(Default)]
pub struct Desktop {
    values: Vec<f64>,
    /// Steps spent since the caller last took them.
    pub work: usize,
    pricer: StrandPricer,
}

impl Blend {
    /// Every agent's line of a roster, without prices; none where a line is not in its graph.
    pub fn of(loom: &Loom<'_, '_>, roster: &Roster<'_>, ease: f64) -> Option<Self> {
        let desk = loom.desk;
        let rows = &desk.supply.shifts;
        let mut blend = Blend {
            mixtures: Vec::new(),
            heads: roster
                .heads
                .shifts
                .iter()
                .map(|&heads| f64::from(heads))
                .collect(),
            prices: rows
                .iter()
                .zip(&roster.heads.shifts)
                .map(|(row, &heads)| {
                    if f64::from(heads) < row.required {
                        row.under_cost
                    } else {
                        0.0
                    }
                })
                .collect(),
            ease,
            active: (0..roster.lines.len()).collect(),
        };
        for (agent, line) in roster.lines.iter().enumerate() {
            let class = desk.class_of[agent];
            let (sheet, book) = (&loom.sheets[class], desk.book(class));
            let cells = line
                .piece
                .duties
                .iter()
                .zip(&sheet.begins)
                .map(|(duty, &first)| duty.as_ref().map_or(first, |duty| first + 1 + duty.option));
            let cells: Vec<usize> = cells.collect();
            let of = (book, &loom.graphs[desk.book_of[class]], sheet);
            let initial = &desk.personal[class].initial;
            let strand = StrandPricer::follow(of, initial, cells)?;
            let mut counts = vec![0.0; sheet.limits.len()];
            for (day, (&cell, step)) in strand.cells.iter().zip(&strand.steps).enumerate() {
                count_day(of, day, (cell, step.1), 1.0, &mut counts);
            }
            blend.mixtures.push(Mixture {
                strands: vec![strand; STRANDS],
                prices: vec![0.0; counts.len()],
                counts,
                held: vec![OPEN; desk.days()],
            });
        }
        Some(blend)
    }

    /// The price of one more head of a row.
    pub fn row_price(&self, loom: &Loom<'_, '_>, row: usize) -> f64 {
        let of = &loom.desk.supply.shifts[row];
        let missing = of.required - self.heads[row];
        (self.prices[row] + self.rise(loom, row) * missing).clamp(-of.over_cost, of.under_cost)
    }

    fn rise(&self, loom: &Loom<'_, '_>, row: usize) -> f64 {
        let of = &loom.desk.supply.shifts[row];
        (of.under_cost + of.over_cost) / self.ease
    }

    /// How much a unit beyond a limit of the period raises its price.
    fn count_rise(&self, loom: &Loom<'_, '_>, agent: usize, limit: usize) -> f64 {
        let class = loom.desk.class_of[agent];
        let shift = match loom.sheets[class].limits[limit].count {
            Count::Units => loom.shift_units[loom.desk.book_of[class]],
            _ => 1.0,
        };
        STEEPER * loom.dearest / (self.ease * shift * shift)
    }

    fn count_price(&self, loom: &Loom<'_, '_>, agent: usize, limit: usize) -> f64 {
        let mixture = &self.mixtures[agent];
        let rise = self.count_rise(loom, agent, limit);
        loom.sheet(agent).limits[limit].price(mixture.prices[limit], rise, mixture.counts[limit])
    }

    fn count_prices(&self, loom: &Loom<'_, '_>, agent: usize) -> Vec<f64> {
        let limits = 0..loom.sheet(agent).limits.len();
        limits
            .map(|limit| self.count_price(loom, agent, limit))
            .collect()
    }

    fn fill_day(&self, loom: &Loom<'_, '_>, agent: usize, day: usize, values: &mut [f64]) {
        let sheet = loom.sheet(agent);
        let held = self.mixtures[agent].held[day];
        for cell in sheet.begins[day]..sheet.begins[day + 1] {
            values[cell] = if held == OPEN || held == cell {
                let rows = sheet.rows_of(cell).iter();
                let worth: f64 = rows.map(|&row| self.row_price(loom, row)).sum();
                worth - sheet.cost[cell]
            } else {
                f64::NEG_INFINITY
            };
        }
    }

    /// The strand worth most to an agent now.
    pub fn price(
        &self,
        loom: &Loom<'_, '_>,
        agent: usize,
        desktop: &mut Desktop,
    ) -> Option<(Strand, f64)> {
        let desk = loom.desk;
        let class = desk.class_of[agent];
        let sheet = &loom.sheets[class];
        desktop.values.resize(sheet.cost.len(), 0.0);
        for day in 0..desk.days() {
            self.fill_day(loom, agent, day, &mut desktop.values);
        }
        let prices = self.count_prices(loom, agent);
        let graph = &loom.graphs[desk.book_of[class]];
        let initial = &desk.personal[class].initial;
        let of = (desk.book(class), graph, sheet);
        desktop.work += graph.arcs() + VISIT * desk.days();
        desktop.pricer.best(of, initial, &desktop.values, &prices)
    }

    /// Prices an agent, and takes over stretches of the best strand into its strands as far as that lowers the cost.
    pub fn visit(&mut self, loom: &Loom<'_, '_>, agent: usize, desktop: &mut Desktop) {
        let Some((best, _)) = self.price(loom, agent, desktop) else {
            return;
        };
        let days = best.cells.len();
        for place in 0..self.mixtures[agent].strands.len() {
            let mut day = 0;
            while day < days {
                let strand = &self.mixtures[agent].strands[place];
                let is_same = |day: usize| {
                    strand.cells[day] == best.cells[day] && strand.steps[day] == best.steps[day]
                };
                if is_same(day) {
                    day += 1;
                    continue;
                }
                // States agree before this day; where they do again, the stretch ends.
                let mut end = day + 1;
                while end < days && strand.steps[end].0 != best.steps[end].0 {
                    end += 1;
                }
                self.take_over(loom, (agent, place), &best, day..end, &mut desktop.values);
                day = end;
            }
        }
    }

    /// Takes a stretch of `best` into a strand when that lowers the cost.
    fn take_over(
        &mut self,
        loom: &Loom<'_, '_>,
        (agent, place): (usize, usize),
        best: &Strand,
        stretch: Range<usize>,
        values: &mut [f64],
    ) {
        let desk = loom.desk;
        let class = desk.class_of[agent];
        let sheet = &loom.sheets[class];
        let graph = &loom.graphs[desk.book_of[class]];
        let of = (desk.book(class), graph, sheet);
        let strand = &self.mixtures[agent].strands[place];
        let share = 1.0 / self.mixtures[agent].strands.len() as f64;
        let (mut slope, mut curve) = (0.0, 0.0);
        let mut change = vec![0.0; sheet.limits.len()];
        for day in stretch.clone() {
            let (to, from) = (best.cells[day], strand.cells[day]);
            let (new, old) = (best.steps[day].1, strand.steps[day].1);
            let choices = &graph.days[day].choices;
            slope += values[to] - values[from];
            slope -= choices[new as usize].price - choices[old as usize].price;
            if to != from {
                for &row in sheet.rows_of(to).iter().chain(sheet.rows_of(from)) {
                    curve += self.rise(loom, row);
                }
            }
            count_day(of, day, (to, new), 1.0, &mut change);
            count_day(of, day, (from, old), -1.0, &mut change);
        }
        for (limit, &change) in change.iter().enumerate() {
            if change != 0.0 {
                slope -= self.count_price(loom, agent, limit) * change;
                curve += self.count_rise(loom, agent, limit) * change * change;
            }
        }
        let gains = slope > LEAST_SLOPE + 0.5 * curve * share;
        if !gains {
            return;
        }
        for day in stretch.clone() {
            let (to, from) = (
                best.cells[day],
                self.mixtures[agent].strands[place].cells[day],
            );
            for &row in sheet.rows_of(to) {
                self.heads[row] += share;
            }
            for &row in sheet.rows_of(from) {
                self.heads[row] -= share;
            }
        }
        let mixture = &mut self.mixtures[agent];
        let strand = &mut mixture.strands[place];
        strand.cells[stretch.clone()].copy_from_slice(&best.cells[stretch.clone()]);
        strand.steps[stretch.clone()].copy_from_slice(&best.steps[stretch.clone()]);
        for (count, change) in mixture.counts.iter_mut().zip(change) {
            *count += share * change;
        }
        for day in stretch {
            self.fill_day(loom, agent, day, values);
        }
    }

    /// Visits all agents in turn, then lets the prices follow.
    pub fn sweep(&mut self, loom: &Loom<'_, '_>, random: &mut Random, desktop: &mut Desktop) {
        let mut order = std::mem::take(&mut self.active);
        random.shuffle(&mut order);
        for &agent in &order {
            self.visit(loom, agent, desktop);
        }
        self.active = order;
        self.follow(loom);
    }

    /// Prices become what they are with the heads and counts of now, as multipliers do.
    pub fn follow(&mut self, loom: &Loom<'_, '_>) {
        self.prices = (0..self.prices.len())
            .map(|row| self.row_price(loom, row))
            .collect();
        for agent in self.active.clone() {
            self.mixtures[agent].prices = self.count_prices(loom, agent);
        }
    }

    /// Heads and counts added up anew.
    pub fn recount(&mut self, loom: &Loom<'_, '_>) {
        self.heads.fill(0.0);
        for (agent, mixture) in self.mixtures.iter_mut().enumerate() {
            let (sheet, of) = (loom.sheet(agent), loom.of(agent));
            let share = 1.0 / mixture.strands.len() as f64;
            mixture.counts.fill(0.0);
            for strand in &mixture.strands {
                for (day, (&cell, step)) in strand.cells.iter().zip(&strand.steps).enumerate() {
                    count_day(of, day, (cell, step.1), share, &mut mixture.counts);
                    for &row in sheet.rows_of(cell) {
                        self.heads[row] += share;
                    }
                }
            }
        }
    }

    /// What it costs at the problem's own costs, and the Lagrangian bound of its prices.
    pub fn worth(&self, loom: &Loom<'_, '_>, desktop: &mut Desktop) -> Worth {
        let rows = loom.desk.supply.shifts.iter();
        let (mut cost, mut bound, mut beyond) = (0.0, 0.0, 0.0);
        for (place, row) in rows.enumerate() {
            let missing = row.required - self.heads[place];
            cost += missing.max(0.0) * row.under_cost + (-missing).max(0.0) * row.over_cost;
            bound += row.required * self.row_price(loom, place);
        }
        for (agent, mixture) in self.mixtures.iter().enumerate() {
            let (_, graph, sheet) = loom.of(agent);
            let share = 1.0 / mixture.strands.len() as f64;
            for strand in &mixture.strands {
                for (day, (&cell, step)) in strand.cells.iter().zip(&strand.steps).enumerate() {
                    let soft = graph.days[day].choices[step.1 as usize].price;
                    cost += share * (sheet.cost[cell] + soft);
                }
            }
            let prices = self.count_prices(loom, agent);
            for ((limit, price), count) in loom
                .sheet(agent)
                .limits
                .iter()
                .zip(prices)
                .zip(&mixture.counts)
            {
                bound -= limit.bound_part(price);
                for (units, each) in [
                    (count - limit.most, limit.over_cost),
                    (limit.least - count, limit.under_cost),
                ] {
                    match (units > 0.0, each.is_finite()) {
                        (true, true) => cost += units * each,
                        (true, false) => beyond += units,
                        (false, _) => {}
                    }
                }
            }
            bound -= self
                .price(loom, agent, desktop)
                .map_or(f64::INFINITY, |(_, worth)| worth);
        }
        Worth {
            cost,
            bound,
            beyond: beyond / self.mixtures.len().max(1) as f64,
        }
    }
}
