use std::ops::Range;

use super::Piece;
use super::order::{Order, Values};
use super::pricing::Pricer;

/// Whether any line keeps the hard rules.
#[derive(Clone, Debug, PartialEq)]
pub enum Existence {
    /// This one does, the one worth most where the values decide and counts bind nowhere.
    Line(Piece),
    /// None does: proved.
    Nothing,
    /// The graph is too large to tell.
    Unknown,
}

impl Pricer {
    /// Whether a class has a line within a window, without any approximation: limits on shifts of a template are left
    /// out first, which proves that there is none or gives one by luck, and are all watched then.
    pub fn exists(
        &mut self,
        order: &Order<'_>,
        window: Range<usize>,
        values: &Values,
    ) -> Existence {
        self.gains(order, &window, values);
        self.forget_penalties(order);
        let counted = order.book.counted.iter().enumerate();
        let minima = counted.filter(|(_, count)| count.least > 0);
        let watched: Vec<usize> = minima.map(|(rank, _)| rank).collect();
        let all: Vec<usize> = (0..order.book.counted.len()).collect();
        for watched in [watched, all] {
            let Some(graph) = self.graph(order, &window, &watched) else {
                return Existence::Unknown;
            };
            if self.evaluate(order, &graph).is_none() {
                return Existence::Nothing;
            }
            let traced = self.trace(order, &graph);
            if let Some(traced) = traced.filter(|traced| traced.excess.iter().all(|&e| e <= 0)) {
                return Existence::Line(traced.piece);
            }
        }
        Existence::Unknown
    }
}
