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

/// Price of the counts of the period at the line's end; none when a hard rule forbids them.
pub(super) fn end_price(
    order: &Order<'_>,
    graph: &Graph,
    state: &State,
    outside: &Counts,
    units: usize,
) -> Option<f64> {
    let book = order.book;
    let mut total = Counts {
        weekends: outside.weekends + state.tally.weekends,
        public_holidays: outside.public_holidays + state.tally.public_holidays,
        days: outside.days + state.tally.days,
        units: outside.units + u32::try_from(units).unwrap_or(u32::MAX),
        shifts: outside.shifts.clone(),
        ..Counts::default()
    };
    for (&counted, &inside) in graph.watched.iter().zip(&state.tally.shifts) {
        total.shifts[counted] += inside;
    }
    let price = book.period_price(order.limits, &total, |counted| {
        graph.watched.contains(&counted)
    })?;
    Some(price + outside.price)
}
