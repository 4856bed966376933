//! What a line counts by the end of a window, and what that costs.

use super::book::{Book, Meter};
use super::graph::Graph;
use super::order::{Around, Order};
use super::state::{Edge, State};
use super::track::Counts;

/// Units on the axis of the tables.
pub(super) fn metered(book: &Book, units: u32) -> usize {
    match book.meter {
        Meter::None => 0,
        _ => units as usize,
    }
}

/// What the line outside the window counts when the window ends in `edge`; none when a hard rule forbids it.
pub(super) fn outside(order: &Order<'_>, graph: &Graph, edge: Edge) -> Option<Counts> {
    let mut counts = match order.around {
        Around::Nothing => return Some(Counts::none(order.book)),
        Around::Start(_, counts) => {
            return Some(Counts {
                price: 0.0,
                ..counts.clone()
            });
        }
        Around::Line(track, duties) => track.after(order.book, duties, graph.end(), edge)?,
    };
    let Around::Line(track, _) = order.around else {
        return Some(counts);
    };
    let before = &track.counts[graph.first];
    counts.weekends += before.weekends;
    counts.public_holidays += before.public_holidays;
    counts.days += before.days;
    counts.units += before.units;
    for (sum, count) in counts.shifts.iter_mut().zip(&before.shifts) {
        *sum += count;
    }
    Some(counts)
}

/// Counts of the period at the end of a line that ends in a state, by the units it is paid in the window.
pub(super) struct EndCounts<'a> {
    order: &'a Order<'a>,
    graph: &'a Graph,
    total: Counts,
    outside_units: u32,
    outside_price: f64,
}

impl<'a> EndCounts<'a> {
    pub(super) fn new(
        order: &'a Order<'a>,
        graph: &'a Graph,
        state: &State,
        outside: &Counts,
    ) -> Self {
        let mut total = Counts {
            weekends: outside.weekends + state.tally.weekends,
            public_holidays: outside.public_holidays + state.tally.public_holidays,
            days: outside.days + state.tally.days,
            shifts: outside.shifts.clone(),
            ..Counts::default()
        };
        for (&counted, &inside) in graph.watched.iter().zip(&state.tally.shifts) {
            total.shifts[counted] += inside;
        }
        EndCounts {
            order,
            graph,
            total,
            outside_units: outside.units,
            outside_price: outside.price,
        }
    }

    /// Price with so many units; none when a hard rule forbids them.
    pub(super) fn price(&mut self, units: usize) -> Option<f64> {
        self.total.units = self.outside_units + u32::try_from(units).unwrap_or(u32::MAX);
        let is_watched = |counted: usize| self.graph.watched.contains(&counted);
        let limits = self.order.limits;
        let price = self
            .order
            .book
            .period_price(limits, &self.total, is_watched)?;
        Some(price + self.outside_price)
    }
}
