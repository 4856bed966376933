//! The lines of a book with the counts of the period left open.
//!
//! Without weekends, days and shifts so far a day has a few dozen states however long the horizon is, and most days of a
//! horizon have the same; so a line over a year is priced as quickly as a few weeks with all counts. What is counted gets
//! a price instead (Lagrangian relaxation).

use std::collections::HashMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::book::Book;
use super::state::{Edge, State};

/// Bundles that lead from one state to another at the same price and with the same counts, paid units apart.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenChoice {
    /// Empty for a day off.
    pub bundles: Vec<u32>,
    /// Price of soft rules, in units of the objective.
    pub price: f64,
    /// Weekends and public holidays that it is the first to touch.
    pub weekends: u32,
    pub public_holidays: u32,
}

/// A step to a state of the next day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenArc {
    pub to: u32,
    /// Position among the day's choices.
    pub choice: u32,
}

/// The states of a day and their steps.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OpenDay {
    /// Steps of state `n` are `arcs[begins[n]..begins[n + 1]]`.
    pub begins: Vec<usize>,
    pub arcs: Vec<OpenArc>,
    pub choices: Vec<OpenChoice>,
}

impl OpenDay {
    /// Number of states.
    pub fn states(&self) -> usize {
        self.begins.len().saturating_sub(1)
    }
}

/// All lines of a book through the horizon, counts left open.
#[derive(Clone, Debug)]
pub struct OpenGraph {
    pub days: Vec<Arc<OpenDay>>,
    /// States after the last day.
    pub ends: usize,
    entries: FxHashMap<Edge, usize>,
}

impl OpenGraph {
    /// The graph from given states on. Days that are alike are kept once, those of `known` graphs included.
    pub fn new(book: &Book, entries: &[Edge], known: &mut Vec<Arc<OpenDay>>) -> Self {
        let mut here: Vec<Edge> = Vec::new();
        let mut lookup: FxHashMap<Edge, usize> = FxHashMap::default();
        for edge in entries {
            lookup.entry(*edge).or_insert_with(|| {
                here.push(*edge);
                here.len() - 1
            });
        }
        let mut days = Vec::with_capacity(book.days.len());
        for day in 0..book.days.len() {
            let (made, next) = open_day(book, day, &here);
            let alike = known.iter().find(|known| ***known == made);
            let kept = alike.map_or_else(|| Arc::new(made), Arc::clone);
            if alike.is_none() {
                known.push(Arc::clone(&kept));
            }
            days.push(kept);
            here = next;
        }
        OpenGraph {
            days,
            ends: here.len(),
            entries: lookup,
        }
    }

    /// The node of a state before the first day.
    pub fn entry(&self, edge: &Edge) -> Option<usize> {
        self.entries.get(edge).copied()
    }

    /// Steps of one pricing.
    pub fn arcs(&self) -> usize {
        self.days.iter().map(|day| day.arcs.len()).sum()
    }
}

/// A day's states and steps, and the states of the next day.
fn open_day(book: &Book, day: usize, here: &[Edge]) -> (OpenDay, Vec<Edge>) {
    let mut next: Vec<Edge> = Vec::new();
    let mut numbers: FxHashMap<Edge, u32> = FxHashMap::default();
    let mut number = |edge: Edge| {
        *numbers.entry(edge).or_insert_with(|| {
            next.push(edge);
            super::days::rank(next.len() - 1)
        })
    };
    let mut made = OpenDay {
        begins: vec![0],
        ..OpenDay::default()
    };
    let mut choice_numbers: HashMap<(Vec<u32>, u64, u32, u32), u32> = HashMap::new();
    let mut choose = |choices: &mut Vec<OpenChoice>, choice: OpenChoice| {
        let key = (
            choice.bundles.clone(),
            choice.price.to_bits(),
            choice.weekends,
            choice.public_holidays,
        );
        *choice_numbers.entry(key).or_insert_with(|| {
            choices.push(choice);
            super::days::rank(choices.len() - 1)
        })
    };
    for edge in here {
        let state = State {
            edge: *edge,
            ..State::default()
        };
        let mut ways: Vec<(u32, OpenChoice)> = Vec::new();
        let choice = |after: &State, price: f64, bundles: Vec<u32>| OpenChoice {
            bundles,
            price,
            weekends: after.tally.weekends,
            public_holidays: after.tally.public_holidays,
        };
        if let Some((after, price)) = book.rest(day, &state) {
            ways.push((number(after.edge), choice(&after, price, Vec::new())));
        }
        for (rank, bundle) in book.days[day].bundles.iter().enumerate() {
            let Some((after, price)) = book.work(day, &state, bundle, &[]) else {
                continue;
            };
            let (to, rank) = (number(after.edge), super::days::rank(rank));
            let alone = choice(&after, price, vec![rank]);
            let known = ways.iter_mut().find(|(node, way)| {
                *node == to
                    && !way.bundles.is_empty()
                    && way.price == alone.price
                    && way.weekends == alone.weekends
                    && way.public_holidays == alone.public_holidays
            });
            match known {
                Some((_, way)) => way.bundles.push(rank),
                None => ways.push((to, alone)),
            }
        }
        for (to, way) in ways {
            let choice = choose(&mut made.choices, way);
            made.arcs.push(OpenArc { to, choice });
        }
        made.begins.push(made.arcs.len());
    }
    (made, next)
}
