use super::Duty;
use crate::shifts::Pattern;

/// A shift of a given roster with its breaks.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    pub duty: Duty,
    /// Cost of the same shift with other breaks; infinite where they may not move.
    pub move_price: f64,
}

impl Kept {
    /// Value lost to its breaks where they are, with `prefix[t]` the value of all slots before `t`.
    pub fn loss(&self, pattern: &Pattern, start: usize, prefix: &[f64]) -> f64 {
        let activities = pattern.activities.iter().zip(&self.duty.starts);
        activities
            .map(|(activity, at)| prefix[start + at + activity.slots] - prefix[start + at])
            .sum()
    }
}
