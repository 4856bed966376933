use super::SolveError;
use super::control::Control;
use super::dive::dive;
use super::generate::{Pool, engine};
use super::neighbourhood::{GAIN, Neighbourhood};
use super::roster::Roster;
use crate::master::Master;

/// Dives in a row without a gain after which this neighbourhood is given up.
const PATIENCE: usize = 40;
/// Entries of a linear program that count as one step of the work limit: about as long as pricing a line.
const ENTRIES_A_STEP: usize = 5_000;

impl<'a> Neighbourhood<'a, '_, '_> {
    /// Releases a part of the agents, holds the others on their lines, and dives again from the linear program, whose
    /// prices now speak of what those held leave over; keeps what is not worse.
    pub fn dive_again(
        &mut self,
        roster: &mut Roster<'a>,
        master: &mut Master<'_>,
        pool: &mut Pool,
        limit: usize,
        control: &mut Control<'_>,
    ) -> Result<(), SolveError> {
        let agents = roster.lines.len();
        let mut objective = roster.objective();
        let target = self.arena.problem.limits.target_gap;
        let (from, mut without_gain) = (*self.steps, 0);
        while agents > 1 && without_gain < PATIENCE && *self.steps < limit && !control.should_stop()
        {
            control.objective = Some(objective);
            if control.gap().is_some_and(|gap| gap <= target) {
                break;
            }
            let share = (*self.steps - from) as f64 / (limit - from).max(1) as f64;
            control.report("neighbourhoods", 65.0 + 15.0 * share);
            let released = self.release(roster);
            let mut kept = vec![0; pool.columns.len()];
            for (agent, line) in roster.lines.iter().enumerate() {
                let place = pool
                    .place(master, line.clone())
                    .map_err(|error| engine("neighbourhoods", error))?;
                kept.resize(pool.columns.len(), 0);
                kept[place] += i64::from(!released[agent]);
            }
            let programs = control.work.linear_programs;
            let dived = dive(self.arena, master, pool, self.pricer, control, &kept)?;
            let solved = control.work.linear_programs - programs;
            // Heads shared between groups make a program slow out of proportion.
            let sets = self.arena.supply.skill_sets.len();
            let entries = pool.columns.len() * self.arena.slots() * sets * sets;
            *self.steps += solved * (1 + entries / ENTRIES_A_STEP);
            without_gain += 1;
            let Some(mut dived) = dived else { continue };
            let order: Vec<usize> = (0..agents).filter(|&agent| released[agent]).collect();
            self.settle(&mut dived, &order, control);
            let after = dived.objective();
            if after < objective + GAIN {
                if after < objective - GAIN {
                    without_gain = 0;
                }
                objective = objective.min(after);
                *roster = dived;
            }
        }
        control.objective = Some(objective);
        Ok(())
    }

    /// A sixth to a half of the agents: all over the centre.
    fn release(&mut self, roster: &Roster<'a>) -> Vec<bool> {
        let agents = roster.lines.len();
        let least = (agents / 6).max(2);
        let count = (least + self.random.below(agents / 3 + 1)).min(agents);
        let mut order: Vec<usize> = (0..agents).collect();
        self.random.shuffle(&mut order);
        let mut released = vec![false; agents];
        for &agent in &order[..count] {
            released[agent] = true;
        }
        released
    }
}
