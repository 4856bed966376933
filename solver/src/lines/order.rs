//! What is asked of a pricing, and what it answers.

use super::book::Book;
use super::period::PeriodLimits;
use super::personal::Personal;
use super::piece::{Duty, Piece};
use super::rows::Rows;
use super::state::Edge;
use super::track::{Counts, Track};

/// What one more head is worth: by slot on the queue, by row of shifts, and on a break, by limit and slot.
#[derive(Clone, Debug, Default)]
pub struct Values {
    pub slots: Vec<f64>,
    pub shifts: Vec<f64>,
    /// 0 or below.
    pub breaks: Vec<Vec<f64>>,
}

impl Values {
    /// What a line's heads are worth, its own cost aside.
    pub fn of(&self, piece: &Piece) -> f64 {
        let slots: f64 = piece.cover.iter().map(|&slot| self.slots[slot]).sum();
        let shifts: f64 = piece.shifts.iter().map(|&entry| self.shifts[entry]).sum();
        let breaks = piece.breaks.iter();
        let breaks: f64 = breaks.map(|&(limit, slot)| self.breaks[limit][slot]).sum();
        slots + shifts + breaks
    }
}

/// Whose line is priced, and where.
#[derive(Clone, Copy)]
pub struct Order<'a> {
    pub book: &'a Book,
    /// Position of the book, to find its graphs again.
    pub book_number: usize,
    /// The class, to begin with the penalties that served it last.
    pub class: usize,
    pub personal: &'a Personal,
    /// Entry states the book's other classes need as well, so that they share a graph.
    pub entries: &'a [Edge],
    /// Rows of shifts that the class counts in.
    pub rows: &'a Rows,
    /// Whether the class serves any group.
    pub on_queue: bool,
    /// Slots of the horizon.
    pub horizon: usize,
    pub around: Around<'a>,
    /// Limits of the period: the book's, or narrower ones while a line is built from its start.
    pub limits: &'a PeriodLimits,
}

/// What lies outside the window.
#[derive(Clone, Copy)]
pub enum Around<'a> {
    /// Nothing: the window is the horizon.
    Nothing,
    /// A whole line, which stays there.
    Line(&'a Track, &'a [Option<Duty>]),
    /// The days before the window only.
    Start(&'a Edge, &'a Counts),
}

/// The best line found.
#[derive(Clone, Debug)]
pub struct Quote {
    pub piece: Piece,
    /// Values of what it covers less its own cost.
    pub worth: f64,
    /// No line of the class is worth more.
    pub most: f64,
}

/// How much a pricing may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// Counts are watched exactly where that is cheap: for finding lines.
    Quick,
    /// Counts are watched exactly where that is possible at all: for bounds.
    Exact,
}

/// A line traced from the tables.
pub(super) struct Traced {
    pub piece: Piece,
    /// By counted template: shifts inside the window, and how many there are too many in all (negative: too few).
    pub inside: Vec<u32>,
    pub excess: Vec<i32>,
}

impl Traced {
    /// Penalties paid inside the window.
    pub fn inside(&self, penalty: &[f64]) -> f64 {
        let shifts = self.inside.iter().zip(penalty);
        shifts
            .map(|(&count, penalty)| f64::from(count) * penalty)
            .sum()
    }

    /// Penalties of as many shifts as are allowed in the window.
    pub fn allowance(&self, penalty: &[f64]) -> f64 {
        let shifts = self.inside.iter().zip(&self.excess).zip(penalty);
        shifts
            .filter(|(_, penalty)| **penalty > 0.0)
            .map(|((&inside, &excess), penalty)| (f64::from(inside) - f64::from(excess)) * penalty)
            .sum()
    }
}
