//! A plan's shifts in heads and fairness.

use std::collections::BTreeMap;

use crewcast_solver::fairness::spread_of;

use super::prices::day_of;
use super::result::{HoursSpread, ScenarioFairness, ScenarioHeads};
use crate::organisation::{WeekGrid, WorkPlan};
use crate::rostering::{GroupDemand, RosterTally};
use crate::schedules::{Shift, fairness_of_shifts, on_queue_heads};

/// A plan as it is counted.
pub(super) struct Counted<'a> {
    pub grid: &'a WeekGrid,
    pub shifts: &'a [Shift],
    /// All who might work, each with their work plan.
    pub agents: &'a [(&'a str, &'a WorkPlan)],
    pub required: &'a [GroupDemand],
    pub holidays: &'a [usize],
    pub tally: Option<&'a RosterTally>,
}

impl Counted<'_> {
    /// Heads and hours; paid hours of an agent's week beyond a limit are overtime.
    pub(super) fn heads(&self, overtime_after_hours: Option<f64>) -> ScenarioHeads {
        let hours = f64::from(self.grid.interval_minutes()) / 60.0;
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let required: f64 = self
            .required
            .iter()
            .flat_map(|of| &of.required)
            .map(|n| f64::from(*n))
            .sum();
        ScenarioHeads {
            agents: count(self.agents.len()),
            scheduled_agents: count(self.paid_hours_of_agents().len()),
            shifts: count(self.shifts.len()),
            required_hours: required * hours,
            on_queue_hours: on_queue_heads(self.shifts, self.grid).iter().sum::<f64>() * hours,
            paid_hours: self.paid_hours_of_agents().values().sum(),
            overtime_hours: self.overtime_hours(overtime_after_hours),
            short_hours: self.tally.map(|tally| tally.short_hours),
            idle_hours: self.tally.map(|tally| tally.idle_hours),
        }
    }

    fn paid_hours_of_agents(&self) -> BTreeMap<&str, f64> {
        let mut hours = BTreeMap::new();
        for shift in self.shifts {
            *hours.entry(shift.agent_id.as_str()).or_insert(0.0) +=
                f64::from(shift.paid_minutes()) / 60.0;
        }
        hours
    }

    /// Paid hours of an agent's week beyond a limit. A shift is of the week in which it starts.
    fn overtime_hours(&self, after_hours: Option<f64>) -> f64 {
        let Some(after_hours) = after_hours else {
            return 0.0;
        };
        let mut weeks: BTreeMap<(&str, usize), f64> = BTreeMap::new();
        for shift in self.shifts {
            let week = day_of(self.grid, shift) / 7;
            let hours = f64::from(shift.paid_minutes()) / 60.0;
            *weeks.entry((shift.agent_id.as_str(), week)).or_insert(0.0) += hours;
        }
        weeks
            .values()
            .map(|hours| (hours - after_hours).max(0.0))
            .sum()
    }

    /// How evenly hours and burdens are spread.
    pub(super) fn fairness(&self) -> ScenarioFairness {
        let worked = self.paid_hours_of_agents();
        let hours = self
            .agents
            .iter()
            .map(|(id, _)| worked.get(id).copied().unwrap_or(0.0));
        let hours: Vec<f64> = hours.collect();
        ScenarioFairness {
            burdens: fairness_of_shifts(self.shifts, self.agents, self.holidays, self.grid),
            paid_hours: spread_of(&hours).map(|spread| HoursSpread {
                least: spread.least,
                mean: spread.mean,
                most: spread.most,
                standard_deviation: spread.standard_deviation,
                gini: spread.gini,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenarios::testing::{grid, shift};

    #[test]
    fn overtime_is_counted_by_agent_and_week_and_a_shift_is_of_the_week_it_starts_in() {
        let grid = grid();
        // Ana: Monday, Tuesday, and Sunday from 23:00 on, the last hour of a week of 167. Bo: the next Monday.
        let shifts = [
            shift("ana", 8),
            shift("ana", 32),
            shift("ana", 166),
            shift("bo", 175),
        ];
        let counted = Counted {
            grid: &grid,
            shifts: &shifts,
            agents: &[],
            required: &[],
            holidays: &[],
            tally: None,
        };
        let heads = counted.heads(Some(24.0));
        assert_eq!((heads.paid_hours, heads.overtime_hours), (40.0, 6.0));
        assert_eq!((heads.scheduled_agents, heads.shifts), (2, 4));
        assert_eq!(heads.on_queue_hours, 40.0);
        assert_eq!(counted.heads(None).overtime_hours, 0.0);
    }
}
