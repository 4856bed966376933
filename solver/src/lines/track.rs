use super::book::{Book, Meter};
use super::period::PeriodLimits;
use super::piece::Duty;
use super::state::{Edge, State, Tally};

/// Counts of a line up to a day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Counts {
    pub weekends: u32,
    pub public_holidays: u32,
    pub days: u32,
    pub units: u32,
    pub shifts: Vec<u32>,
    /// Paid units of the week so far.
    pub week_units: u32,
    /// Price of soft rules along the way.
    pub price: f64,
}

impl Counts {
    /// Nothing counted yet.
    pub fn none(book: &Book) -> Self {
        Counts {
            shifts: vec![0; book.counted.len()],
            ..Counts::default()
        }
    }
}

/// A whole line as the rules see it: the state before every day and what has been counted until then.
#[derive(Clone, Debug)]
pub struct Track {
    pub edges: Vec<Edge>,
    pub counts: Vec<Counts>,
}

impl Track {
    /// Follows a line from `initial`; none where it breaks a hard rule.
    pub fn new(book: &Book, initial: Edge, duties: &[Option<Duty>]) -> Option<Self> {
        let mut edges = Vec::with_capacity(duties.len() + 1);
        let mut counts = Vec::with_capacity(duties.len() + 1);
        let mut edge = initial;
        let mut count = Counts::none(book);
        for (day, duty) in duties.iter().enumerate() {
            edges.push(edge);
            counts.push(count.clone());
            let (next, _) = step(book, day, edge, duty.as_ref(), &mut count)?;
            edge = next;
        }
        edges.push(edge);
        counts.push(count);
        Some(Track { edges, counts })
    }

    /// Price of the days from `from` on and of the period's counts; none when a hard rule forbids them.
    pub fn price_from(&self, book: &Book, limits: &PeriodLimits, from: usize) -> Option<f64> {
        let total = self.counts.last()?;
        let period = book.period_price(limits, total, |_| true)?;
        Some(period + total.price - self.counts[from].price)
    }

    /// What the days from `from` on come to when they begin in `edge` instead of the line's own state; none when a hard
    /// rule then forbids them. As soon as the states agree, the rest is known.
    pub fn after(
        &self,
        book: &Book,
        duties: &[Option<Duty>],
        from: usize,
        edge: Edge,
    ) -> Option<Counts> {
        let mut edge = edge;
        let mut count = Counts::none(book);
        for day in from..=duties.len() {
            if edge == self.edges[day] {
                let (last, here) = (self.counts.last()?, &self.counts[day]);
                count.weekends += last.weekends - here.weekends;
                count.public_holidays += last.public_holidays - here.public_holidays;
                count.days += last.days - here.days;
                count.units += last.units - here.units;
                count.price += last.price - here.price;
                for (sum, (end, start)) in count
                    .shifts
                    .iter_mut()
                    .zip(last.shifts.iter().zip(&here.shifts))
                {
                    *sum += end - start;
                }
                return Some(count);
            }
            if let Some(duty) = duties.get(day) {
                edge = step(book, day, edge, duty.as_ref(), &mut count)?.0;
            }
        }
        Some(count)
    }
}

/// One day of a given line; adds to the counts.
pub fn step(
    book: &Book,
    day: usize,
    edge: Edge,
    duty: Option<&Duty>,
    count: &mut Counts,
) -> Option<(Edge, f64)> {
    let state = State {
        edge,
        tally: Tally::default(),
    };
    let (next, price) = match duty {
        None => book.rest(day, &state)?,
        Some(duty) => {
            let today = &book.days[day];
            let bundle = &today.bundles[today.bundle_of[duty.option] as usize];
            count.days += 1;
            count.units += bundle.units;
            count.week_units += bundle.units;
            if let Some(counted) = bundle.counted.checked_sub(1) {
                count.shifts[counted as usize] += 1;
            }
            book.work(day, &state, bundle, &[])?
        }
    };
    count.weekends += next.tally.weekends;
    count.public_holidays += next.tally.public_holidays;
    count.price += price;
    let today = &book.days[day];
    if book.meter == Meter::Week && today.ends_week {
        let days = edge.week_days + u32::from(duty.is_some() && book.counts_week_days);
        let prices = &book.week_price[today.week][days as usize];
        let price = prices.get(count.week_units as usize).copied()?;
        if price.is_infinite() {
            return None;
        }
        count.price += price;
    }
    if today.ends_week {
        count.week_units = 0;
    }
    Some((next.edge, price))
}
