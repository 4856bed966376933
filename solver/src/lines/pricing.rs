use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::book::Meter;
use super::counted_breaks::Losses;
use super::days::Bundle;
use super::graph::{Graph, GraphDay, OFF};
use super::graph_store::GraphStore;
use super::order::{Around, Effort, Order, Quote, Traced, Values};
use super::piece::{Duty, Piece};
use super::state::Edge;
use super::tables::Tables;
use super::track::Counts;
use super::window_end::{EndCounts, metered, outside};
use crate::shifts::BreakPlacer;

/// Node factor up to which counts are watched in a quick pricing.
const FEW_STATES: usize = 6;
/// Steps up to which they are watched in an exact one.
const EXACT_WORK: usize = 8_000_000;
/// Arcs beyond which a graph is not built.
const MOST_ARCS: usize = 1_500_000;
/// Steps beyond which a pricing is not tried exactly.
const MOST_WORK: usize = 120_000_000;

/// Prices lines; keeps tables between calls, and graphs in a store that pricers share.
#[derive(Default)]
pub struct Pricer {
    graphs: Arc<GraphStore>,
    /// Penalty of a shift, by counted template, and the last ones by class and window.
    pub(super) penalty: Vec<f64>,
    last_penalty: BTreeMap<(usize, usize, usize), Vec<f64>>,
    tables: Tables,
    pub(super) prefix: Vec<f64>,
    /// The same for activities that limits on breaks count, by set of limits.
    pub(super) break_prefix: Vec<Vec<f64>>,
    /// Per day of the window: value of every option with its best breaks, less what its wishes cost.
    pub(super) option_value: Vec<Vec<f64>>,
    /// Per day of the window: value of a day off, less what its wishes cost.
    pub(super) off_value: Vec<f64>,
    /// Per day of the window and bundle: best gain and its option.
    pub(super) gains: Vec<Vec<(f64, usize)>>,
    /// Per day of the window and choice: best gain and its bundle.
    choice_gains: Vec<Vec<(f64, u32)>>,
    pub(super) placer: BreakPlacer,
    /// Steps spent since the caller last took them.
    pub work: usize,
}

impl Pricer {
    /// Another pricer over the same graphs, to work at the same time.
    pub fn beside(&self) -> Self {
        Pricer {
            graphs: Arc::clone(&self.graphs),
            ..Pricer::default()
        }
    }

    /// The best line of a class within a window; none when the hard rules leave none, or when its graph is too large.
    ///
    /// Template counts are left out at first: the best line over more than the allowed ones bounds all of them. Where it
    /// exceeds a count, few counts are watched exactly (decremental state space relaxation: Righini and Salani 2008);
    /// many get a penalty a shift instead (Lagrangian relaxation), whose every value gives a bound again.
    pub fn best(
        &mut self,
        order: &Order<'_>,
        window: Range<usize>,
        values: &Values,
        effort: Effort,
    ) -> Option<Quote> {
        self.gains(order, &window, values);
        self.forget_penalties(order);
        let counted = order.book.counted.iter().enumerate();
        let mut watched: Vec<usize> = counted
            .filter(|(_, count)| count.least > 0)
            .map(|(rank, _)| rank)
            .collect();
        let mut most = f64::INFINITY;
        let key = (order.class, window.start, window.end);
        if effort == Effort::Quick
            && let Some(last) = self.last_penalty.get(&key)
        {
            self.penalty.clone_from(last);
            let graph = self.graph(order, &window, &watched)?;
            let worth = self.evaluate(order, &graph)?;
            let traced = self.trace(order, &graph)?;
            let bound = worth + traced.allowance(&self.penalty);
            return self.penalised(order, &graph, (traced, worth), bound, effort);
        }
        loop {
            let graph = self.graph(order, &window, &watched)?;
            let worth = self.evaluate(order, &graph)?;
            most = most.min(worth);
            let traced = self.trace(order, &graph)?;
            if traced.excess.iter().all(|&excess| excess <= 0) {
                let piece = traced.piece;
                return Some(Quote { piece, worth, most });
            }
            let over = traced
                .excess
                .iter()
                .enumerate()
                .filter(|(_, excess)| **excess > 0);
            let mut more = watched.clone();
            more.extend(over.map(|(rank, _)| rank));
            more.sort_unstable();
            let states = more.iter().fold(1_usize, |states, &rank| {
                states.saturating_mul(order.limits.most_shifts[rank].saturating_add(1) as usize)
            });
            let grown = match effort {
                Effort::Exact => self
                    .graph(order, &window, &more)
                    .is_some_and(|graph| graph.work(order.book.meter) <= EXACT_WORK),
                Effort::Quick => states <= FEW_STATES,
            };
            if !grown {
                return self.penalised(order, &graph, (traced, worth), most, effort);
            }
            watched = more;
        }
    }

    /// Tables filled for given values, template counts left out; the graph and what the best line is worth then.
    pub fn prepared(
        &mut self,
        order: &Order<'_>,
        window: &Range<usize>,
        values: &Values,
    ) -> Option<(Arc<Graph>, f64)> {
        self.gains(order, window, values);
        self.penalty.clear();
        self.penalty.resize(order.book.counted.len(), 0.0);
        let counted = order.book.counted.iter().enumerate();
        let watched: Vec<usize> = counted
            .filter(|(_, count)| count.least > 0)
            .map(|(rank, _)| rank)
            .collect();
        let graph = self.graph(order, window, &watched)?;
        let worth = self.evaluate(order, &graph)?;
        Some((graph, worth))
    }

    /// What the rest of a line is worth from a day of the window on, by node and units paid until then.
    pub fn rest_worth(&self, offset: usize, node: usize, units: usize) -> f64 {
        self.tables.get(offset, node, units)
    }

    /// The value of a day off.
    pub fn off_value(&self, offset: usize) -> f64 {
        self.off_value[offset]
    }

    /// The values of a day's options.
    pub fn option_values(&self, offset: usize) -> &[f64] {
        &self.option_value[offset]
    }

    /// Counts by penalty: a subgradient search (Polyak 1969) for the least bound, which comes by lines that keep the
    /// counts on its way.
    fn penalised(
        &mut self,
        order: &Order<'_>,
        graph: &Graph,
        (first, first_worth): (Traced, f64),
        most: f64,
        effort: Effort,
    ) -> Option<Quote> {
        let mut best: Option<(Piece, f64)> = None;
        let (mut traced, mut worth, mut least, mut bound) = (first, first_worth, most, most);
        let tries = match effort {
            Effort::Exact => 25,
            Effort::Quick => 5,
        };
        let mut share = 1.0;
        for attempt in 0..=tries {
            if traced.excess.iter().all(|&excess| excess <= 0) {
                let worth = worth + traced.inside(&self.penalty);
                if best.as_ref().is_none_or(|(_, before)| worth > *before) {
                    best = Some((traced.piece.clone(), worth));
                }
            }
            let square: f64 = traced
                .excess
                .iter()
                .zip(&self.penalty)
                .filter(|(excess, penalty)| **excess > 0 || **penalty > 0.0)
                .map(|(&excess, _)| f64::from(excess) * f64::from(excess))
                .sum();
            let closed = best.as_ref().is_some_and(|(_, worth)| least - worth < 1e-6);
            if closed || square <= 0.0 || attempt == tries {
                break;
            }
            let target = best
                .as_ref()
                .map_or(least - 0.05 * least.abs() - 1.0, |(_, worth)| *worth);
            let step = share * (bound - target).max(1e-3) / square;
            for (penalty, &excess) in self.penalty.iter_mut().zip(&traced.excess) {
                *penalty = (*penalty + step * f64::from(excess)).max(0.0);
            }
            worth = self.evaluate(order, graph)?;
            traced = self.trace(order, graph)?;
            bound = worth + traced.allowance(&self.penalty);
            if bound >= least - 1e-9 {
                share *= 0.7;
            }
            least = least.min(bound);
        }
        if effort == Effort::Quick {
            let key = (order.class, graph.first, graph.end());
            if self.penalty.iter().any(|penalty| *penalty > 0.0) {
                self.last_penalty.insert(key, self.penalty.clone());
            } else {
                self.last_penalty.remove(&key);
            }
        }
        if best.is_none() {
            best = self.without_excess(order, graph, traced);
        }
        self.penalty.fill(0.0);
        best.map(|(piece, worth)| Quote {
            piece,
            worth,
            most: least,
        })
    }

    /// Bars the shifts that earn least until the counts hold. The line is allowed, though perhaps not the best.
    fn without_excess(
        &mut self,
        order: &Order<'_>,
        graph: &Graph,
        mut traced: Traced,
    ) -> Option<(Piece, f64)> {
        self.penalty.fill(0.0);
        for _ in 0..2 * graph.days.len() {
            for (counted, &excess) in traced.excess.iter().enumerate().filter(|(_, e)| **e > 0) {
                let mut worked: Vec<(f64, usize, usize)> = Vec::new();
                for (offset, duty) in traced.piece.duties.iter().enumerate() {
                    let Some(duty) = duty else { continue };
                    let today = &order.book.days[graph.first + offset];
                    let bundle = today.bundle_of[duty.option] as usize;
                    if today.bundles[bundle].counted as usize == counted + 1 {
                        worked.push((self.gains[offset][bundle].0, offset, bundle));
                    }
                }
                worked.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                let count = usize::try_from(excess).unwrap_or(0);
                for &(_, offset, bundle) in worked.iter().take(count) {
                    self.gains[offset][bundle].0 = f64::NEG_INFINITY;
                }
            }
            let worth = self.evaluate(order, graph)?;
            traced = self.trace(order, graph)?;
            if traced.excess.iter().all(|&excess| excess <= 0) {
                return Some((traced.piece, worth));
            }
        }
        None
    }

    pub(super) fn graph(
        &mut self,
        order: &Order<'_>,
        window: &Range<usize>,
        watched: &[usize],
    ) -> Option<Arc<Graph>> {
        let key = (
            order.book_number,
            window.start,
            window.end,
            watched.to_vec(),
        );
        // Building a graph is no step of the work limit: which of several pricers does it is chance.
        let graph = match self.graphs.get(&key) {
            Some(graph) => graph,
            None => {
                let (book, entries) = (order.book, order.entries);
                let graph = Graph::new(book, window.clone(), entries, watched, MOST_ARCS)?;
                self.graphs.keep(key, graph)
            }
        };
        (graph.work(order.book.meter) <= MOST_WORK).then_some(graph)
    }

    /// Fills the tables from the window's end to its beginning; the worth of the best line.
    pub(super) fn evaluate(&mut self, order: &Order<'_>, graph: &Graph) -> Option<f64> {
        let (book, width) = (order.book, graph.width);
        let count = graph.days.len();
        self.work += graph.work(book.meter);
        self.tables.make_room(count);
        self.choice_gains
            .resize(self.choice_gains.len().max(count), Vec::new());
        self.tables.begin(count, graph.ends.len(), 0..width);
        // Few states differ in more than their counts.
        let mut known: Vec<(Edge, Option<Counts>)> = Vec::new();
        for (node, state) in graph.ends.iter().enumerate() {
            let found = known.iter().position(|(edge, _)| *edge == state.edge);
            let place = found.unwrap_or_else(|| {
                known.push((state.edge, outside(order, graph, state.edge)));
                known.len() - 1
            });
            let outside = &known[place].1;
            let Some(outside) = outside else { continue };
            let mut counts = EndCounts::new(order, graph, state, outside);
            for units in 0..width {
                if let Some(price) = counts.price(units) {
                    self.tables.set(count, node, units, -price);
                }
            }
        }
        let (least, most) = self.tables.reached(count)?;
        for offset in (0..count).rev() {
            let day = graph.first + offset;
            let (today, nodes) = (&book.days[day], &graph.days[offset]);
            let off_gain = self.off_value[offset];
            choose(
                &mut self.choice_gains[offset],
                nodes,
                &self.gains[offset],
                &today.bundles,
                &self.penalty,
            );
            let gains = &self.choice_gains[offset];
            let band = match book.meter {
                Meter::Period => {
                    let longest = book.longest as usize;
                    let from = least.saturating_sub((count - offset) * longest);
                    from..(offset * longest).min(most).saturating_add(1).max(from)
                }
                _ => 0..width,
            };
            self.tables.begin(offset, nodes.states.len(), band.clone());
            let next = self.tables.band(offset + 1);
            for node in 0..nodes.states.len() {
                let (row, ahead) = self.tables.row_and_next(offset, node);
                for arc in &nodes.arcs[nodes.begins[node]..nodes.begins[node + 1]] {
                    let (gain, units) = match arc.choice {
                        OFF => (off_gain, 0),
                        choice => (
                            gains[choice as usize].0,
                            metered(book, nodes.choices[choice as usize].units),
                        ),
                    };
                    let gain = gain - arc.price;
                    if gain == f64::NEG_INFINITY || units >= width {
                        continue;
                    }
                    let ahead = &ahead[arc.to as usize * next.len()..][..next.len()];
                    if book.meter == Meter::Week && today.ends_week {
                        let prices = &book.week_price[today.week][arc.week_days as usize];
                        for (value, price) in row.iter_mut().zip(&prices[units.min(prices.len())..])
                        {
                            let worth = gain - price + ahead[0];
                            *value = if worth > *value { worth } else { *value };
                        }
                        continue;
                    }
                    let from = band.start.max(next.start.saturating_sub(units));
                    let to = band.end.min(next.end.saturating_sub(units));
                    if from >= to {
                        continue;
                    }
                    let row = &mut row[from - band.start..to - band.start];
                    for (value, rest) in row.iter_mut().zip(&ahead[from + units - next.start..]) {
                        let worth = gain + rest;
                        *value = if worth > *value { worth } else { *value };
                    }
                }
            }
        }
        let entry = self.entry(order, graph)?;
        let worth = self.tables.get(0, entry, 0);
        (worth > f64::NEG_INFINITY).then_some(worth)
    }

    /// Begins without penalties of counts.
    pub(super) fn forget_penalties(&mut self, order: &Order<'_>) {
        self.penalty.clear();
        self.penalty.resize(order.book.counted.len(), 0.0);
    }

    fn entry(&self, order: &Order<'_>, graph: &Graph) -> Option<usize> {
        match order.around {
            Around::Nothing => graph.entry(&order.personal.initial),
            Around::Line(track, _) => graph.entry(&track.edges[graph.first]),
            Around::Start(edge, _) => graph.entry(edge),
        }
    }

    /// The best line from the tables. Ties go to days off, then to the earliest bundle, so that runs repeat.
    pub(super) fn trace(&mut self, order: &Order<'_>, graph: &Graph) -> Option<Traced> {
        let (book, width) = (order.book, graph.width);
        let (mut node, mut units, mut cost) = (self.entry(order, graph)?, 0, 0.0);
        let mut duties = Vec::with_capacity(graph.days.len());
        let mut shifts = vec![0; book.counted.len()];
        for (offset, nodes) in graph.days.iter().enumerate() {
            let day = graph.first + offset;
            let today = &book.days[day];
            let mut best = (f64::NEG_INFINITY, OFF, 0, 0, 0.0);
            for arc in &nodes.arcs[nodes.begins[node]..nodes.begins[node + 1]] {
                let (gain, more) = match arc.choice {
                    OFF => (self.off_value[offset], 0),
                    choice => (
                        self.choice_gains[offset][choice as usize].0,
                        metered(book, nodes.choices[choice as usize].units),
                    ),
                };
                let mut after = units + more;
                if after >= width {
                    continue;
                }
                let mut price = arc.price;
                if book.meter == Meter::Week && today.ends_week {
                    let prices = &book.week_price[today.week][arc.week_days as usize];
                    price += prices.get(after).copied().unwrap_or(f64::INFINITY);
                    after = 0;
                }
                let worth = gain - price + self.tables.get(offset + 1, arc.to as usize, after);
                if worth > best.0 {
                    best = (worth, arc.choice, arc.to as usize, after, price);
                }
            }
            if best.0 == f64::NEG_INFINITY {
                return None;
            }
            cost += best.4;
            if best.1 == OFF {
                cost += order.personal.off_cost[day];
                duties.push(None);
            } else {
                let bundle = self.choice_gains[offset][best.1 as usize].1 as usize;
                let option = self.gains[offset][bundle].1;
                cost += order.personal.option_cost[day][option];
                let chosen = today.options[option];
                let pattern = &book.patterns[chosen.pattern];
                let kept = order.personal.kept(day, option);
                let starts = if order.on_queue {
                    let losses = Losses {
                        prefix: &self.prefix,
                        of_sets: &self.break_prefix,
                        sets: order.personal.breaks.of_pattern(chosen.pattern),
                    };
                    let add = |before, activity, from, to| losses.add(before, activity, from, to);
                    let loss = self
                        .placer
                        .least(pattern, chosen.start, chosen.slots, add)?;
                    let stays = kept.filter(|kept| {
                        kept.loss(pattern, chosen.start, losses) <= loss + kept.move_price
                    });
                    match (stays, kept) {
                        (Some(kept), _) => kept.duty.starts.clone(),
                        (None, kept) => {
                            cost += kept.map_or(0.0, |kept| kept.move_price);
                            self.placer.starts(pattern)
                        }
                    }
                } else if let Some(kept) = kept {
                    kept.duty.starts.clone()
                } else {
                    let nothing = vec![0.0; chosen.end() + 1];
                    self.placer
                        .least_loss(pattern, chosen.start, chosen.slots, &nothing)?;
                    self.placer.starts(pattern)
                };
                if let Some(counted) = today.bundles[bundle].counted.checked_sub(1) {
                    shifts[counted as usize] += 1;
                }
                duties.push(Some(Duty { option, starts }));
            }
            (node, units) = (best.2, best.3);
        }
        let state = &graph.ends[node];
        let outside = outside(order, graph, state.edge)?;
        cost += EndCounts::new(order, graph, state, &outside).price(units)?;
        let excess = shifts
            .iter()
            .zip(&outside.shifts)
            .zip(&order.limits.most_shifts);
        let excess = excess.map(|((&inside, &outside), &most)| {
            let over = i64::from(inside) + i64::from(outside) - i64::from(most);
            i32::try_from(over).unwrap_or(i32::MIN)
        });
        let excess = excess.collect();
        let piece = Piece::new(
            book,
            graph.first,
            duties,
            cost,
            order.horizon,
            order.on_queue,
            order.rows,
        );
        let piece = piece.counting(book, &order.personal.breaks, order.horizon);
        Some(Traced {
            piece,
            inside: shifts,
            excess,
        })
    }
}

/// The best bundle of every choice of a day.
fn choose(
    best: &mut Vec<(f64, u32)>,
    nodes: &GraphDay,
    gains: &[(f64, usize)],
    bundles: &[Bundle],
    penalty: &[f64],
) {
    best.clear();
    best.extend(nodes.choices.iter().map(|choice| {
        let mut most = (f64::NEG_INFINITY, 0);
        for &bundle in &choice.bundles {
            let counted = bundles[bundle as usize].counted.checked_sub(1);
            let penalty = counted.map_or(0.0, |counted| penalty[counted as usize]);
            let gain = gains[bundle as usize].0 - penalty;
            if gain > most.0 {
                most = (gain, bundle);
            }
        }
        most
    }));
}
