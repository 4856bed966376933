use super::Duty;
use super::counted_breaks::Losses;
use crate::shifts::Pattern;

/// A shift of a given roster with its breaks.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    pub duty: Duty,
    /// Cost of the same shift with other breaks; infinite where they may not move.
    pub move_price: f64,
}

impl Kept {
    /// Value lost to its breaks where they are.
    pub fn loss(&self, pattern: &Pattern, start: usize, losses: Losses<'_>) -> f64 {
        let activities = pattern.activities.iter().zip(&self.duty.starts);
        let places = activities.enumerate();
        places.fold(0.0, |before, (rank, (activity, at))| {
            losses.add(before, rank, start + at, start + at + activity.slots)
        })
    }
}
