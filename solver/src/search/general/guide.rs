use super::part::Part;
use super::roster::Roster;
use crate::lines::{Piece, Values};
use crate::master::Duals;
use crate::random::Random;

/// What the linear program of the whole problem tells the search among its parts.
///
/// At the prices of the bound a roster costs more than the bound by what its lines are worth less than the best ones of
/// their classes, and by what the demand that they meet is worth less. Agents whose lines lose nothing so are where they
/// would be in a best roster too, as far as the program can tell; a part among those who lose is worth more.
#[derive(Debug)]
pub struct Guide {
    /// Per class what heads are worth at the prices of the bound.
    values: Vec<Values>,
    /// Per class what its best line is worth then.
    best: Vec<f64>,
    /// Per class the lines worth most then.
    lines: Vec<Vec<Piece>>,
}

impl Guide {
    /// From the whole problem's lines, with the `each` of a class that are worth most. The part has one seat a class.
    pub fn new(part: &Part<'_, '_>, prices: &Duals, each: usize) -> Self {
        let seats = 0..part.seats.len();
        let values: Vec<Values> = seats.map(|seat| part.values(seat, prices)).collect();
        let mut by_class: Vec<Vec<(f64, &Piece)>> = vec![Vec::new(); values.len()];
        for (class, piece) in &part.columns {
            by_class[*class].push((values[*class].of(piece) - piece.cost, piece));
        }
        for lines in &mut by_class {
            lines.sort_by(|a, b| b.0.total_cmp(&a.0));
        }
        let best = |lines: &Vec<(f64, &Piece)>| lines.first().map_or(0.0, |first| first.0);
        let kept = |lines: &Vec<(f64, &Piece)>| {
            let kept = lines.iter().take(each);
            kept.map(|(_, piece)| (*piece).clone()).collect()
        };
        Guide {
            best: by_class.iter().map(best).collect(),
            lines: by_class.iter().map(kept).collect(),
            values,
        }
    }

    /// The lines of a class that are worth most.
    pub fn lines(&self, class: usize) -> &[Piece] {
        &self.lines[class]
    }

    /// All agents in an order of chance, in which those come early whose lines lose much.
    pub fn order(
        &self,
        roster: &Roster<'_>,
        class_of: &[usize],
        random: &mut Random,
    ) -> Vec<usize> {
        let lines = roster.lines.iter().zip(class_of);
        let losses = lines.map(|(line, &class)| {
            let worth = self.values[class].of(&line.piece) - line.piece.cost;
            (self.best[class] - worth).max(0.0)
        });
        let losses: Vec<f64> = losses.collect();
        // Who loses nothing is drawn as well: room is made by those who do as well otherwise.
        let least = 0.1 * losses.iter().sum::<f64>() / losses.len().max(1) as f64 + 1e-9;
        // Draws without putting back, by weight (Efraimidis and Spirakis 2006).
        let keys = losses.iter().map(|loss| {
            let draw = random.between(f64::MIN_POSITIVE, 1.0);
            -draw.ln() / (loss + least)
        });
        let keys: Vec<f64> = keys.collect();
        let mut order: Vec<usize> = (0..keys.len()).collect();
        order.sort_by(|&a, &b| keys[a].total_cmp(&keys[b]).then(a.cmp(&b)));
        order
    }
}
