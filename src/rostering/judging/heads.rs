//! Heads by planning group of shifts that no search has split.

use super::schedule_rules::ScheduleRules;
use crate::schedules::{HeadsToSplit, ScheduledHeads, Shift};

impl ScheduleRules {
    /// Heads on queue by planning group and interval, agents of several groups split as the judge of rosters finds
    /// cheapest; none where the schedule has no forecast.
    pub fn heads(&self, shifts: &[Shift]) -> Option<Vec<ScheduledHeads>> {
        let demand = self.inputs.demand.iter();
        let to_split = HeadsToSplit {
            grid: &self.inputs.grid,
            demand: demand
                .map(|of| (&of.group, of.required.as_slice()))
                .collect(),
            agents: &self.inputs.agents,
        };
        to_split.split(shifts)
    }
}
