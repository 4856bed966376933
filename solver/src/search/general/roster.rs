use std::ops::Range;

use super::desk::{Desk, advance};
use super::heads::Heads;
use crate::lines::{Around, Counts, Duty, Effort, PeriodLimits, Piece, Pricer, Track};
use crate::master::Supply;

/// An agent's whole line with its track.
#[derive(Clone, Debug)]
pub struct Line {
    pub piece: Piece,
    pub track: Track,
}

impl Line {
    /// A line from its days; none where it breaks a hard rule.
    pub fn new(desk: &Desk<'_>, class: usize, duties: Vec<Option<Duty>>) -> Option<Self> {
        let number = desk.book_of[class];
        let book = &desk.books[number];
        let track = Track::new(book, desk.personal[class].initial, &duties)?;
        let cost =
            wishes(desk, class, 0, &duties) + track.price_from(book, &desk.limits[number], 0)?;
        cost.is_finite().then(|| Line {
            piece: piece(desk, class, 0, duties, cost),
            track,
        })
    }

    /// A line from its days whatever it counts over the period; none where it breaks another hard rule.
    pub fn unlimited(desk: &Desk<'_>, class: usize, duties: Vec<Option<Duty>>) -> Option<Self> {
        let track = Track::new(desk.book(class), desk.personal[class].initial, &duties)?;
        let cost = wishes(desk, class, 0, &duties) + track.counts.last()?.price;
        cost.is_finite().then(|| Line {
            piece: piece(desk, class, 0, duties, cost),
            track,
        })
    }

    /// The part of the line within a window, at what it costs with the days after and the period's counts.
    pub fn part(&self, desk: &Desk<'_>, class: usize, window: Range<usize>) -> Option<Piece> {
        let number = desk.book_of[class];
        let book = &desk.books[number];
        let duties = self.piece.duties[window.clone()].to_vec();
        let cost = wishes(desk, class, window.start, &duties)
            + self
                .track
                .price_from(book, &desk.limits[number], window.start)?;
        Some(piece(desk, class, window.start, duties, cost))
    }

    /// The line with another part.
    pub fn with(&self, desk: &Desk<'_>, class: usize, part: &Piece) -> Option<Self> {
        let mut duties = self.piece.duties.clone();
        duties[part.first..part.first + part.duties.len()].clone_from_slice(&part.duties);
        Line::new(desk, class, duties)
    }
}

/// A piece of a class's line.
pub fn piece(
    desk: &Desk<'_>,
    class: usize,
    first: usize,
    duties: Vec<Option<Duty>>,
    cost: f64,
) -> Piece {
    let number = desk.book_of[class];
    Piece::new(
        &desk.books[number],
        first,
        duties,
        cost,
        desk.reached.len(),
        !desk.classes[class].groups.is_empty(),
        desk.rows(class),
    )
    .counting(
        &desk.books[number],
        &desk.personal[class].breaks,
        desk.reached.len(),
    )
}

fn wishes(desk: &Desk<'_>, class: usize, first: usize, duties: &[Option<Duty>]) -> f64 {
    let personal = &desk.personal[class];
    let cost =
        |(offset, duty): (usize, &Option<Duty>)| personal.cost(first + offset, duty.as_ref());
    duties.iter().enumerate().map(cost).sum()
}

/// One line an agent, and the heads they add up to.
#[derive(Clone)]
pub struct Roster<'a> {
    pub lines: Vec<Line>,
    pub heads: Heads<'a>,
}

impl<'a> Roster<'a> {
    pub fn objective(&self) -> f64 {
        self.heads.cost() + self.lines.iter().map(|line| line.piece.cost).sum::<f64>()
    }

    /// The same lines under the costs of `supply`.
    pub fn of(desk: &Desk<'_>, supply: &'a Supply, lines: Vec<Line>) -> Self {
        let mut heads = Heads::none_under(desk, supply);
        for (line, &class) in lines.iter().zip(&desk.class_of) {
            heads.add(desk.skill(class), &line.piece);
        }
        Roster { lines, heads }
    }

    /// Replaces an agent's line.
    pub fn replace(&mut self, desk: &Desk<'_>, agent: usize, line: Line) {
        let skill = desk.skill(desk.class_of[agent]);
        self.heads.remove(skill, &self.lines[agent].piece);
        self.heads.add(skill, &line.piece);
        self.lines[agent] = line;
    }

    /// Every agent in turn takes the line worth most given those before.
    ///
    /// # Errors
    /// The classes that are found no line.
    pub fn greedy(
        desk: &'a Desk<'_>,
        pricer: &mut Pricer,
        whole: bool,
    ) -> Result<Self, Vec<usize>> {
        let mut roster = Roster {
            lines: Vec::with_capacity(desk.class_of.len()),
            heads: Heads::none(desk),
        };
        let mut without = Vec::new();
        for &class in &desk.class_of {
            if without.contains(&class) {
                continue;
            }
            let values = roster.heads.worth(desk.skill(class));
            match first_line(desk, pricer, class, &values, whole) {
                Some(line) => {
                    roster.heads.add(desk.skill(class), &line.piece);
                    roster.lines.push(line);
                }
                None => without.push(class),
            }
        }
        if without.is_empty() {
            Ok(roster)
        } else {
            Err(without)
        }
    }
}

/// A line for a class, the best over the whole horizon where that fits a graph.
pub fn first_line(
    desk: &Desk<'_>,
    pricer: &mut Pricer,
    class: usize,
    values: &crate::lines::Values,
    whole: bool,
) -> Option<Line> {
    if !whole && let Some(line) = built(desk, pricer, class, values) {
        return Some(line);
    }
    // Even where the horizon is long its graph may be small enough for one agent.
    let order = desk.order(class, 0, Around::Nothing);
    let mut best = |effort| pricer.best(&order, 0..desk.days(), values, effort);
    let quote = best(Effort::Quick).or_else(|| best(Effort::Exact))?;
    Line::new(desk, class, quote.piece.duties)
}

/// Days that a line is built by where the horizon is too long for one graph.
const BUILT_DAYS: usize = 28;

/// A line built from its start, window by window, each keeping its share of the period's limits. The less may fall behind
/// the more likely the last window can make up for it.
fn built(
    desk: &Desk<'_>,
    pricer: &mut Pricer,
    class: usize,
    values: &crate::lines::Values,
) -> Option<Line> {
    let number = desk.book_of[class];
    let (book, all) = (&desk.books[number], desk.days());
    let costs = &desk.personal[class].option_cost;
    let workable = |end: usize| {
        let days = costs[..end].iter();
        days.filter(|day| day.iter().any(|cost| cost.is_finite()))
            .count()
    };
    // The longer the sight and the larger the slack, the rarer a dead end; the other way round, the better the line.
    let attempts = [
        (0, 7),
        (1, 7),
        (2, 7),
        (1, 0),
        (2, 14),
        (4, 7),
        (4, 0),
        (7, 14),
        (12, 14),
    ];
    attempts.into_iter().find_map(|(slack, sight_days)| {
        let mut duties: Vec<Option<Duty>> = Vec::with_capacity(all);
        let mut edge = desk.personal[class].initial;
        let mut counts = Counts::none(book);
        while duties.len() < all {
            let first = duties.len();
            // The last window is not shorter than the others.
            let end = if first + 2 * BUILT_DAYS > all {
                all
            } else {
                first + BUILT_DAYS
            };
            // Days ahead are priced with the window and thrown away: its last run must have somewhere to go.
            let sight = (end + sight_days).min(all);
            let share = if sight == all {
                PeriodLimits::of(book)
            } else {
                PeriodLimits::share(book, workable(sight), workable(all), slack)
            };
            let mut order = desk.order(class, first, Around::Start(&edge, &counts));
            order.limits = &share;
            let quote = pricer.best(&order, first..sight, values, Effort::Quick)?;
            let mut kept = quote.piece.duties;
            if sight < all {
                kept.truncate(end - first);
            }
            let mut after = counts.clone();
            let next = advance(book, first, &kept, edge, &mut after)?;
            (edge, counts) = (next, after);
            duties.extend(kept);
        }
        Line::new(desk, class, duties)
    })
}
