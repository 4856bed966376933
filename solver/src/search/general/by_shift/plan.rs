use super::super::desk::Desk;
use super::super::lanes::{LANES, Lanes};
use super::super::roster::Roster;
use super::board::Board;
use super::chain::{CHANGES_A_STEP, Free, Task};
use crate::search::SolveError;
use crate::search::control::Control;

/// Changes that annealing begins with for every day of an agent.
const CHANGES_A_DAY: usize = 1_000;

/// Lanes that anneal everything: each has the whole roster, so more than cores would only take turns.
const CHAINS: usize = 2;

/// Days of a zone below which a horizon is not shared out.
const SHORTEST_ZONE: usize = 14;

/// What is annealed, how long, and how hot it begins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    /// Changes drawn by each lane.
    changes: usize,
    /// Where the temperature begins, between the lowest (0) and the highest (1).
    heat: f64,
    /// Whether every lane has days of its own, and which turn it is of doing so.
    zones: Option<usize>,
}

impl Plan {
    /// Everything, `times` as long as it takes for a first roster.
    pub fn whole(desk: &Desk<'_>, heat: f64, times: usize) -> Self {
        let cells = desk.class_of.len() * desk.days();
        Plan {
            changes: CHANGES_A_DAY.saturating_mul(cells).saturating_mul(times),
            heat,
            zones: None,
        }
    }

    /// Each lane a part of the horizon where it is long, else everything. Every second turn the parts lie half a part later,
    /// and each turn other agents are free in them to use up what their limits of the period leave.
    pub fn zones(desk: &Desk<'_>, heat: f64, times: usize, turn: usize) -> Self {
        let whole = Plan::whole(desk, heat, times);
        if desk.days() < LANES * SHORTEST_ZONE {
            return whole;
        }
        Plan {
            changes: whole.changes / LANES,
            zones: Some(turn),
            ..whole
        }
    }

    fn lanes(&self) -> usize {
        if self.zones.is_some() { LANES } else { CHAINS }
    }

    /// No more of it than so many steps of the work limit in all lanes.
    pub fn within(self, steps: usize) -> Self {
        let most = (steps / self.lanes()).saturating_mul(CHANGES_A_STEP);
        Plan {
            changes: self.changes.min(most),
            ..self
        }
    }

    /// Steps of the work limit that it takes in all lanes.
    pub fn steps(&self) -> usize {
        self.lanes() * self.changes.div_ceil(CHANGES_A_STEP)
    }

    /// What a lane does of it on a horizon of so many days.
    pub fn task(&self, lane: usize, days: usize) -> Task {
        let task = |days, free| Task {
            changes: self.changes,
            heat: self.heat,
            days,
            free,
        };
        let Some(turn) = self.zones else {
            return task(0..days, None);
        };
        let length = days / LANES;
        let later = turn % 2 * (length / 2);
        let end = if lane + 1 == LANES {
            days
        } else {
            (lane + 1) * length + later
        };
        let free = Free {
            first: lane + turn / 2,
            each: LANES,
        };
        task(lane * length + later..end, Some(free))
    }
}

impl<'d> Lanes<'d, '_> {
    /// Anneals a roster in several lanes and brings together what is no dearer. Returns the steps they took.
    ///
    /// # Errors
    /// None of its own: those of [`Lanes::round`].
    pub fn anneal(
        &mut self,
        board: &Board,
        roster: &mut Roster<'d>,
        plan: Plan,
        control: &mut Control<'_>,
    ) -> Result<usize, SolveError> {
        self.expect(plan.steps());
        self.round(roster, control, |lane, search, roster, control| {
            if lane >= plan.lanes() {
                return Ok(0);
            }
            let task = plan.task(lane, search.desk.days());
            Ok(search.anneal(board, roster, &task, control))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tasks(turn: usize) -> Vec<Task> {
        let plan = Plan {
            changes: 1,
            heat: 1.0,
            zones: Some(turn),
        };
        (0..LANES).map(|lane| plan.task(lane, 90)).collect()
    }

    #[test]
    fn zones_share_the_horizon_out_without_a_day_in_common() {
        let days = |turn| tasks(turn).into_iter().map(|task| task.days);
        assert!(days(0).eq([0..22, 22..44, 44..66, 66..90]));
        assert!(days(1).eq([11..33, 33..55, 55..77, 77..90]));
    }

    #[test]
    fn every_agent_is_free_in_one_zone_at_a_time_and_in_all_of_them_by_turns() {
        for agent in 0..9 {
            let mut seen = [false; LANES];
            for turn in 0..2 * LANES {
                let tasks = tasks(turn).into_iter();
                let is_free = tasks.map(|task| task.free.is_some_and(|free| free.includes(agent)));
                let zones: Vec<usize> = (0..LANES)
                    .zip(is_free)
                    .filter(|at| at.1)
                    .map(|at| at.0)
                    .collect();
                assert_eq!(zones.len(), 1);
                seen[zones[0]] = true;
            }
            assert_eq!(seen, [true; LANES]);
        }
    }

    #[test]
    fn a_plan_keeps_to_the_steps_that_are_left() {
        let plan = Plan {
            changes: 1_000_000,
            heat: 1.0,
            zones: None,
        };
        assert_eq!(plan.steps(), 4_000);
        assert_eq!(plan.within(100).steps(), 100);
        assert_eq!(plan.within(10_000), plan);
    }
}
