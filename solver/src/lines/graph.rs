use rustc_hash::FxHashMap;

use super::book::{Book, Meter};
use super::state::{Edge, State, Tally};

/// A day off, among the choices of arcs.
pub const OFF: u32 = u32::MAX;

/// Bundles that lead from one node to the same node at the same price: the best of them is taken.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Choice {
    /// Paid units of all of them.
    pub units: u32,
    pub bundles: Vec<u32>,
}

/// A step from a node to a node of the next day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arc {
    pub to: u32,
    /// Position among the day's choices, or [`OFF`].
    pub choice: u32,
    /// Price of soft rules.
    pub price: f64,
    /// Working days of the week up to this day, where the day ends a week.
    pub week_days: u32,
}

/// The nodes of a day and their arcs.
#[derive(Clone, Debug, Default)]
pub struct GraphDay {
    pub states: Vec<State>,
    /// Arcs of node `n` are `arcs[begins[n]..begins[n + 1]]`.
    pub begins: Vec<usize>,
    pub arcs: Vec<Arc>,
    pub choices: Vec<Choice>,
}

/// All lines of a book through a window of days, from given states on. Looked up by state, walked by number: the order
/// never depends on a hash.
#[derive(Clone, Debug)]
pub struct Graph {
    /// First day of the window.
    pub first: usize,
    pub days: Vec<GraphDay>,
    /// States after the last day.
    pub ends: Vec<State>,
    /// Positions of the counted templates that are kept.
    pub watched: Vec<usize>,
    /// Length of a node's table.
    pub width: usize,
    entries: FxHashMap<Edge, u32>,
}

impl Graph {
    /// The graph of a window; none when it would have more than `most_arcs` arcs.
    pub fn new(
        book: &Book,
        window: std::ops::Range<usize>,
        entries: &[Edge],
        watched: &[usize],
        most_arcs: usize,
    ) -> Option<Self> {
        let start = |edge: &Edge| State {
            edge: *edge,
            tally: Tally {
                shifts: vec![0; watched.len()],
                ..Tally::default()
            },
        };
        let mut states: Vec<State> = Vec::new();
        let mut lookup: FxHashMap<Edge, u32> = FxHashMap::default();
        for edge in entries {
            lookup.entry(*edge).or_insert_with(|| {
                states.push(start(edge));
                u32::try_from(states.len() - 1).unwrap_or(u32::MAX)
            });
        }
        let mut days = Vec::with_capacity(window.len());
        let mut total = 0;
        for day in window.clone() {
            let mut next: Vec<State> = Vec::new();
            let mut numbers: FxHashMap<State, u32> = FxHashMap::default();
            let mut number = |state: State| -> u32 {
                if let Some(&known) = numbers.get(&state) {
                    return known;
                }
                let fresh = u32::try_from(next.len()).unwrap_or(u32::MAX);
                next.push(state.clone());
                numbers.insert(state, fresh);
                fresh
            };
            let mut begins = vec![0];
            let mut arcs = Vec::new();
            let mut choices: Vec<Choice> = Vec::new();
            let mut choice_numbers: FxHashMap<Choice, u32> = FxHashMap::default();
            let today = &book.days[day];
            for state in &states {
                if let Some((after, price)) = book.rest(day, state) {
                    arcs.push(Arc {
                        to: number(after),
                        choice: OFF,
                        price,
                        week_days: state.edge.week_days,
                    });
                }
                // Per next node, price and units the bundles that lead there, in order of the first of them.
                let mut ways: Vec<(u32, f64, Choice)> = Vec::new();
                for (rank, bundle) in today.bundles.iter().enumerate() {
                    let Some((after, price)) = book.work(day, state, bundle, watched) else {
                        continue;
                    };
                    let (to, rank) = (number(after), u32::try_from(rank).unwrap_or(OFF));
                    let known = ways.iter_mut().find(|(node, cost, choice)| {
                        *node == to && *cost == price && choice.units == bundle.units
                    });
                    match known {
                        Some((_, _, choice)) => choice.bundles.push(rank),
                        None => {
                            let choice = Choice {
                                units: bundle.units,
                                bundles: vec![rank],
                            };
                            ways.push((to, price, choice));
                        }
                    }
                }
                for (to, price, choice) in ways {
                    let choice = match choice_numbers.get(&choice) {
                        Some(&known) => known,
                        None => {
                            let fresh = u32::try_from(choices.len()).unwrap_or(OFF);
                            choices.push(choice.clone());
                            choice_numbers.insert(choice, fresh);
                            fresh
                        }
                    };
                    arcs.push(Arc {
                        to,
                        choice,
                        price,
                        week_days: state.edge.week_days + u32::from(book.counts_week_days),
                    });
                }
                begins.push(arcs.len());
            }
            total += arcs.len();
            if total > most_arcs {
                return None;
            }
            days.push(GraphDay {
                states: std::mem::replace(&mut states, next),
                begins,
                arcs,
                choices,
            });
        }
        Some(Graph {
            first: window.start,
            width: book.width(window.start, window.len()),
            days,
            ends: states,
            watched: watched.to_vec(),
            entries: lookup,
        })
    }

    /// The node of an entry state.
    pub fn entry(&self, edge: &Edge) -> Option<usize> {
        self.entries.get(edge).map(|&node| node as usize)
    }

    /// The day after the window.
    pub fn end(&self) -> usize {
        self.first + self.days.len()
    }

    /// Steps of one pricing: arcs times table length, about halved since paid time grows from 0.
    pub fn work(&self, meter: Meter) -> usize {
        let arcs: usize = self.days.iter().map(|day| day.arcs.len()).sum();
        match meter {
            Meter::Period => arcs * self.width.div_ceil(2),
            _ => arcs * self.width,
        }
    }

    /// Arcs, to bound memory by.
    pub fn arcs(&self) -> usize {
        self.days.iter().map(|day| day.arcs.len()).sum()
    }
}
