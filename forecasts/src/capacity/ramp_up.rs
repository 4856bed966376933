//! How newcomers become as productive as everybody else.

/// Weeks without contacts, then weeks with a share of an experienced agent's contacts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RampUp {
    /// Weeks of training, paid and off the queue.
    pub training_weeks: u32,
    /// Share of an experienced agent's contacts in each week after it, above 0 and at most 1 as a rule; 1 for ever after.
    pub productivity: Vec<f64>,
}

impl RampUp {
    /// A ramp-up told in handle times: an agent whose contacts last `factor` times as long takes `1 / factor` of them, and
    /// so counts as that share of a head.
    ///
    /// ```
    /// use crewcast_forecasts::capacity::RampUp;
    /// let ramp = RampUp::of_handle_times(2, &[2.0, 1.25]);
    /// assert_eq!(ramp.productivity, [0.5, 0.8]);
    /// ```
    pub fn of_handle_times(training_weeks: u32, factors: &[f64]) -> Self {
        Self {
            training_weeks,
            productivity: factors.iter().map(|factor| 1.0 / factor).collect(),
        }
    }

    /// Whether somebody of this tenure is still in training.
    pub fn trains(&self, tenure_weeks: u32) -> bool {
        tenure_weeks < self.training_weeks
    }

    /// The share of an experienced agent that somebody of this tenure counts as.
    pub fn productivity_at(&self, tenure_weeks: u32) -> f64 {
        let Some(after) = tenure_weeks.checked_sub(self.training_weeks) else {
            return 0.0;
        };
        let share = self.productivity.get(after as usize);
        share.copied().unwrap_or(1.0)
    }

    /// Weeks after which one counts as experienced.
    pub fn weeks(&self) -> u32 {
        self.training_weeks
            .saturating_add(u32::try_from(self.productivity.len()).unwrap_or(u32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn training_counts_as_nobody_and_the_ramp_ends_at_a_whole_head() {
        let ramp = RampUp {
            training_weeks: 2,
            productivity: vec![0.5, 0.75],
        };
        let seen: Vec<f64> = (0..6).map(|week| ramp.productivity_at(week)).collect();
        assert_eq!(seen, [0.0, 0.0, 0.5, 0.75, 1.0, 1.0]);
        assert!(ramp.trains(1) && !ramp.trains(2));
        assert_eq!(ramp.weeks(), 4);
    }

    #[test]
    fn a_ramp_of_ones_without_training_is_no_ramp() {
        let whole = RampUp {
            training_weeks: 0,
            productivity: vec![1.0; 8],
        };
        let none = RampUp::default();
        assert!((0..20).all(|week| whole.productivity_at(week) == none.productivity_at(week)));
    }
}
