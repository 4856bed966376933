use rustc_hash::FxHashMap;

use crate::lines::{Book, BookDay, Counts, Duty, Edge, Meter, step};

/// The rules of a book as a table: from a state, by what is done on a day, to the next state and its price.
///
/// Days that the rules treat alike share a table. States are numbered over all days.
#[derive(Debug)]
pub struct Automaton {
    /// Per day its table.
    kind_of: Vec<usize>,
    kinds: Vec<Kind>,
    numbers: FxHashMap<Node, u32>,
}

/// The table of days that are alike.
#[derive(Debug)]
struct Kind {
    /// Choices a state has: a day off, then the day's bundles.
    width: usize,
    /// By state, then choice.
    steps: Vec<Step>,
    is_filled: Vec<bool>,
}

/// What a day leads to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// The state after it; [`NOWHERE`] where a hard rule forbids it.
    pub next: u32,
    /// Weekends and public holidays that it adds to those worked.
    pub weekends: u16,
    pub public_holidays: u16,
    /// Price of soft rules.
    pub price: f64,
}

/// No state.
pub const NOWHERE: u32 = u32::MAX;

const FORBIDDEN: Step = Step {
    next: NOWHERE,
    weekends: 0,
    public_holidays: 0,
    price: f64::INFINITY,
};

/// What tells one state from another: the edge between two days and, where the week is the meter, its paid units so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Node {
    edge: Edge,
    week_units: u32,
}

impl Automaton {
    /// The automaton of a book from the states that its classes begin in; none where it has more than `most` steps.
    pub fn new(book: &Book, initial: impl Iterator<Item = Edge>, most: usize) -> Option<Self> {
        let mut automaton = Automaton {
            kind_of: Vec::with_capacity(book.days.len()),
            kinds: Vec::new(),
            numbers: FxHashMap::default(),
        };
        let mut nodes: Vec<Node> = Vec::new();
        let mut examples: Vec<usize> = Vec::new();
        let mut here: Vec<u32> = initial
            .map(|edge| {
                let node = Node {
                    edge,
                    week_units: 0,
                };
                number_of(&mut automaton.numbers, &mut nodes, node)
            })
            .collect();
        for day in 0..book.days.len() {
            here.sort_unstable();
            here.dedup();
            let like = examples.iter().position(|&other| alike(book, day, other));
            let kind = like.unwrap_or_else(|| {
                examples.push(day);
                automaton.kinds.push(Kind {
                    width: book.days[day].bundles.len() + 1,
                    steps: Vec::new(),
                    is_filled: Vec::new(),
                });
                examples.len() - 1
            });
            automaton.kind_of.push(kind);
            let mut next = Vec::new();
            for &state in &here {
                let at = state as usize;
                let width = automaton.kinds[kind].width;
                if automaton.kinds[kind].is_filled.get(at) != Some(&true) {
                    let row: Vec<Step> = (0..width)
                        .map(|choice| {
                            let (after, made) = made(book, day, nodes[at], choice)?;
                            let next = number_of(&mut automaton.numbers, &mut nodes, after);
                            Some(Step { next, ..made })
                        })
                        .map(|step| step.unwrap_or(FORBIDDEN))
                        .collect();
                    automaton.kinds[kind].fill(at, &row);
                }
                let row = &automaton.kinds[kind].steps[at * width..][..width];
                next.extend(
                    row.iter()
                        .map(|step| step.next)
                        .filter(|&next| next != NOWHERE),
                );
            }
            let size: usize = automaton.kinds.iter().map(|kind| kind.steps.len()).sum();
            if size > most {
                return None;
            }
            here = next;
        }
        Some(automaton)
    }

    /// The state a line begins in.
    pub fn initial(&self, edge: Edge) -> Option<u32> {
        let node = Node {
            edge,
            week_units: 0,
        };
        self.numbers.get(&node).copied()
    }

    /// What a choice leads to: 0 is a day off, the others are the day's bundles from 1.
    pub fn step(&self, day: usize, state: u32, choice: u32) -> Step {
        let kind = &self.kinds[self.kind_of[day]];
        kind.steps[state as usize * kind.width + choice as usize]
    }
}

impl Kind {
    fn fill(&mut self, state: usize, row: &[Step]) {
        let end = (state + 1) * self.width;
        if self.steps.len() < end {
            self.steps.resize(end, FORBIDDEN);
            self.is_filled.resize(state + 1, false);
        }
        self.steps[end - self.width..end].copy_from_slice(row);
        self.is_filled[state] = true;
    }
}

fn number_of(numbers: &mut FxHashMap<Node, u32>, nodes: &mut Vec<Node>, node: Node) -> u32 {
    *numbers.entry(node).or_insert_with(|| {
        nodes.push(node);
        u32::try_from(nodes.len() - 1).unwrap_or(NOWHERE)
    })
}

/// Whether the rules treat two days alike.
fn alike(book: &Book, one: usize, other: usize) -> bool {
    let (a, b): (&BookDay, &BookDay) = (&book.days[one], &book.days[other]);
    // A Sunday that is the first day begins its weekend.
    (one == 0) == (other == 0)
        && (a.saturday, a.sunday, a.public_holiday, a.ends_week)
            == (b.saturday, b.sunday, b.public_holiday, b.ends_week)
        && a.bundles == b.bundles
        && a.off_class == b.off_class
        && book.most_week_paid[a.week] == book.most_week_paid[b.week]
        && book.week_price[a.week] == book.week_price[b.week]
}

/// The step from a node by a choice; none where a hard rule forbids it.
fn made(book: &Book, day: usize, from: Node, choice: usize) -> Option<(Node, Step)> {
    let today = &book.days[day];
    let duty = match choice.checked_sub(1) {
        None => None,
        Some(bundle) => {
            let of_bundle = |&of: &u32| of as usize == bundle;
            let option = today.bundle_of.iter().position(of_bundle)?;
            Some(Duty {
                option,
                starts: Vec::new(),
            })
        }
    };
    let mut counts = Counts {
        week_units: from.week_units,
        ..Counts::none(book)
    };
    let (edge, _) = step(book, day, from.edge, duty.as_ref(), &mut counts)?;
    let after = Node {
        edge,
        week_units: match book.meter {
            Meter::Week => counts.week_units,
            Meter::None | Meter::Period => 0,
        },
    };
    let made = Step {
        next: NOWHERE,
        weekends: u16::try_from(counts.weekends).ok()?,
        public_holidays: u16::try_from(counts.public_holidays).ok()?,
        price: counts.price,
    };
    Some((after, made))
}
