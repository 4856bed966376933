//! Lines of a few agents exchanged at a time by re-pricing: what there is before any linear program has been solved, and
//! what is left where programs are too large.

use std::ops::Range;

use super::lanes::Lanes;
use super::parts::{GAIN, Search};
use super::roster::{Line, Roster};
use super::run::STEP;
use crate::master::{Levelling, Supply};
use crate::search::SolveError;
use crate::search::control::Control;
use crate::search::draw::{draw_agents, shake};

/// How much dearer each further idle head is made: first so much that spreading them counts as much as how many there are,
/// then so little that it only decides between equals.
const RISES: [f64; 2] = [0.25, 0.02];

/// Steps of exchanging lines at a time, for each window of the horizon.
const EXCHANGE_STEPS: usize = 500;

impl Lanes<'_, '_> {
    /// Improves a roster under costs by which idle agents are better spread than heaped, then under its own; keeps it
    /// whenever it is better. Returns the steps it took.
    ///
    /// # Errors
    /// None of its own: those of [`Lanes::round`].
    pub fn level_out<'d>(
        &mut self,
        roster: &mut Roster<'d>,
        supply: &'d Supply,
        steps: usize,
        control: &mut Control<'_>,
    ) -> Result<usize, SolveError> {
        let desk = self.desk;
        let mut lines = roster.lines.clone();
        let mut spent = 0;
        for rise in RISES {
            let levelling = Levelling { rise, easing: 0 };
            let guide = supply.levelled(levelling, &supply.nothing_raised());
            let mut guided = Roster::of(desk, &guide, lines);
            spent += self.exchange(&mut guided, steps / 3, control)?;
            let found = Roster::of(desk, supply, guided.lines.clone());
            if found.objective() < roster.objective() {
                *roster = found;
            }
            control.objective = Some(roster.objective());
            control.report("neighbourhoods", 3.0);
            lines = guided.lines;
        }
        spent += self.exchange(roster, steps / 3, control)?;
        Ok(spent)
    }

    fn exchange(
        &mut self,
        roster: &mut Roster<'_>,
        steps: usize,
        control: &mut Control<'_>,
    ) -> Result<usize, SolveError> {
        let mut spent = 0;
        while roster.lines.len() > 1 && spent < steps && !control.should_stop() {
            spent += self.round(roster, control, |search, roster, control| {
                Ok(search.exchange_once(roster, control))
            })?;
        }
        Ok(spent)
    }
}

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
