//! Lines of a few agents exchanged at a time by re-pricing: what there is before any linear program has been solved, and
//! what is left where programs are too large.

use std::ops::Range;

use super::parts::{GAIN, Search};
use super::roster::{Line, Roster};
use super::run::STEP;
use crate::search::control::Control;
use crate::search::draw::{draw_agents, shake};

/// Steps of exchanging lines at a time, for each window of the horizon.
const EXCHANGE_STEPS: usize = 500;

impl Search<'_, '_, '_> {
    /// One chain of exchanges. Returns the steps it took.
    pub fn exchange_once(&mut self, roster: &mut Roster<'_>, control: &mut Control<'_>) -> usize {
        let steps = EXCHANGE_STEPS * self.desk.windows.len();
        self.exchange(roster, steps, control)
    }

    /// Takes two to five agents out and puts them back one by one, again and again; keeps what is not worse. Returns the
    /// steps it took.
    pub fn exchange(
        &mut self,
        roster: &mut Roster<'_>,
        steps: usize,
        control: &mut Control<'_>,
    ) -> usize {
        // One window at a time: the graphs of its days serve the whole chain.
        let windows = &self.desk.windows;
        let window = windows[self.random.below(windows.len())].clone();
        let mut objective = roster.objective();
        let mut spent = 0;
        while roster.lines.len() > 1 && spent < steps && !control.should_stop() {
            let chosen = self.few(roster);
            let before: Vec<Line> = chosen
                .iter()
                .map(|&agent| roster.lines[agent].clone())
                .collect();
            self.recreate(roster, &chosen, &window, control);
            let after = roster.objective();
            if after < objective + GAIN {
                objective = objective.min(after);
            } else {
                for (&agent, line) in chosen.iter().zip(before) {
                    roster.replace(self.desk, agent, line);
                }
            }
            spent += 1 + std::mem::take(&mut self.pricer.work) / STEP;
        }
        spent
    }

    /// Two to five agents, half of the time among those who could work a shift that costs.
    fn few(&mut self, roster: &Roster<'_>) -> Vec<usize> {
        let desk = self.desk;
        let agents = roster.lines.len();
        let count = 2 + self.random.below(4);
        let demand = &desk.problem.shift_demand;
        let mut wanted = None;
        if self.random.below(2) == 0 {
            let dear: Vec<usize> = (0..demand.len())
                .filter(|&entry| roster.heads.shift_cost(entry) > GAIN)
                .collect();
            wanted = (!dear.is_empty()).then(|| &demand[dear[self.random.below(dear.len())]]);
        }
        draw_agents(self.random, agents, count, |agent| {
            wanted.is_none_or(|wanted| desk.can_work(agent, wanted))
        })
    }

    fn recreate(
        &mut self,
        roster: &mut Roster<'_>,
        chosen: &[usize],
        window: &Range<usize>,
        control: &mut Control<'_>,
    ) {
        let desk = self.desk;
        let skill = |agent: usize| desk.skill(desk.class_of[agent]);
        for &agent in chosen {
            roster
                .heads
                .remove(skill(agent), &roster.lines[agent].piece);
        }
        for &agent in chosen {
            let mut values = roster.heads.worth(skill(agent));
            shake(
                self.random,
                values.slots.iter_mut().chain(&mut values.shifts),
            );
            let line = &roster.lines[agent];
            let class = desk.class_of[agent];
            if let Some(line) = self.best_line(line, class, window.clone(), &values, control) {
                roster.lines[agent] = line;
            }
            roster.heads.add(skill(agent), &roster.lines[agent].piece);
        }
        for _ in 0..2 {
            let mut improved = false;
            for &agent in chosen {
                improved |= self.reprice(roster, agent, window.clone(), control);
            }
            if !improved {
                break;
            }
        }
    }
}
