use std::ops::Range;

use super::book::Meter;
use super::graph::{Graph, OFF};
use super::order::{Order, Values};
use super::piece::{Duty, Piece};
use super::pricing::Pricer;
use super::window_end::metered;

/// Steps of the walk for each line that is let through: beyond, there are too many partial lines.
const VISITS_A_LINE: usize = 400;

impl Pricer {
    /// Every line of a class over the horizon worth at least `least` less than its best, and what the best is worth; none
    /// when there are more than `most` or the class works slots, whose breaks would multiply them.
    ///
    /// With prices of a bound and the distance of roster and bound as `least`, a better roster uses these lines only
    /// (Baldacci, Christofides and Mingozzi 2008, for set partitioning). The tables bound every partial line.
    pub fn lines_within(
        &mut self,
        order: &Order<'_>,
        window: Range<usize>,
        values: &Values,
        least: f64,
        most: usize,
    ) -> Option<(Vec<Piece>, f64)> {
        if order.on_queue || order.book.meter == Meter::Week {
            return None;
        }
        let (graph, best) = self.prepared(order, &window, values)?;
        let mut walk = Walk {
            pricer: self,
            order,
            graph: &graph,
            least: best - least,
            most,
            visits: 0,
            duties: Vec::new(),
            counts: vec![0; order.book.counted.len()],
            found: Vec::new(),
        };
        let entry = graph.entry(&order.personal.initial)?;
        walk.from(0, entry, 0, 0.0, 0.0)?;
        let found = walk.found;
        Some((found, best))
    }
}

struct Walk<'a> {
    pricer: &'a Pricer,
    order: &'a Order<'a>,
    graph: &'a Graph,
    least: f64,
    most: usize,
    visits: usize,
    duties: Vec<Option<Duty>>,
    counts: Vec<u32>,
    found: Vec<Piece>,
}

impl Walk<'_> {
    fn from(
        &mut self,
        offset: usize,
        node: usize,
        units: usize,
        worth: f64,
        cost: f64,
    ) -> Option<()> {
        self.visits += 1;
        if self.visits > VISITS_A_LINE * self.most {
            return None;
        }
        let (graph, order) = (self.graph, self.order);
        let Some(nodes) = graph.days.get(offset) else {
            let price = -self.pricer.rest_worth(offset, node, units);
            self.found.push(Piece::new(
                order.book,
                graph.first,
                self.duties.clone(),
                cost + price,
                order.horizon,
                false,
                order.rows,
            ));
            return (self.found.len() <= self.most).then_some(());
        };
        let day = graph.first + offset;
        let today = &order.book.days[day];
        for arc in &nodes.arcs[nodes.begins[node]..nodes.begins[node + 1]] {
            let to = arc.to as usize;
            let rest = |units: usize| self.pricer.rest_worth(offset + 1, to, units);
            if arc.choice == OFF {
                let off = order.personal.off_cost[day];
                let gain = worth + self.pricer.off_value(offset) - arc.price;
                if gain + rest(units) >= self.least {
                    self.duties.push(None);
                    self.from(offset + 1, to, units, gain, cost + off + arc.price)?;
                    self.duties.pop();
                }
                continue;
            }
            let choice = &nodes.choices[arc.choice as usize];
            let after = units + metered(order.book, choice.units);
            if after >= graph.width {
                continue;
            }
            let rest = rest(after);
            for (option, &value) in self.pricer.option_values(offset).iter().enumerate() {
                let gain = worth + value - arc.price;
                let bundle = today.bundle_of[option];
                if gain + rest < self.least || !choice.bundles.contains(&bundle) {
                    continue;
                }
                let counted = today.bundles[bundle as usize].counted.checked_sub(1);
                if let Some(counted) = counted {
                    let counted = counted as usize;
                    if self.counts[counted] >= order.limits.most_shifts[counted] {
                        continue;
                    }
                    self.counts[counted] += 1;
                }
                let starts = Vec::new();
                self.duties.push(Some(Duty { option, starts }));
                let own = order.personal.option_cost[day][option];
                self.from(offset + 1, to, after, gain, cost + own + arc.price)?;
                self.duties.pop();
                if let Some(counted) = counted {
                    self.counts[counted as usize] -= 1;
                }
            }
        }
        Some(())
    }
}
