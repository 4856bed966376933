use super::arena::Arena;
use super::control::Control;
use super::draw::{draw_agents, shake};
use super::roster::Roster;
use crate::columns::{Column, Pricer};
use crate::random::Random;

/// An improvement below this is rounding.
pub(super) const GAIN: f64 = 1e-7;
/// Transitions of a pricing that count as one step of the work limit.
const STEP: usize = 50_000;
/// Steps after which the search says how far it is and looks at the gap.
const STEPS_BETWEEN_REPORTS: usize = 200;
/// Slots between a slot and one that is near it.
const NEAR: usize = 4;

/// Improves a roster by exact re-pricing. Slot costs do not depend on one another and a line covers a slot once, so
/// with the worth of one more head in every slot the best line for an agent, the others held, is found exactly.
pub struct Neighbourhood<'a, 'b, 's> {
    pub arena: &'a Arena<'b>,
    pub pricer: &'s mut Pricer,
    pub random: &'s mut Random,
    /// Steps spent of the work limit.
    pub steps: &'s mut usize,
}

impl Neighbourhood<'_, '_, '_> {
    /// Re-prices one agent; true when its line changed for the better.
    fn reprice(
        &mut self,
        roster: &mut Roster<'_>,
        agent: usize,
        control: &mut Control<'_>,
    ) -> bool {
        let class = self.arena.class_of[agent];
        let skill = self.arena.skill_of(class);
        roster.staffing.remove(skill, &roster.lines[agent].cover);
        let worth = roster.staffing.worth(skill);
        let line = &roster.lines[agent];
        let now: f64 = line.cover.iter().map(|&slot| worth[slot]).sum::<f64>() - line.cost;
        let better = self
            .price(class, &worth, control)
            .filter(|(_, worth)| *worth > now + GAIN);
        let improved = better.is_some();
        if let Some((column, _)) = better {
            roster.lines[agent] = column;
        }
        roster.staffing.add(skill, &roster.lines[agent].cover);
        improved
    }

    fn price(
        &mut self,
        class: usize,
        worth: &[f64],
        control: &mut Control<'_>,
    ) -> Option<(Column, f64)> {
        let course = &self.arena.courses[class];
        *self.steps += 1 + course.transitions() / STEP;
        control.work.pricings += 1;
        self.pricer
            .best(course, class, worth)
            .map(|priced| (priced.column, priced.worth))
    }

    /// Re-prices every agent once, in random order.
    pub(super) fn sweep(
        &mut self,
        roster: &mut Roster<'_>,
        limit: usize,
        control: &mut Control<'_>,
    ) {
        let mut order: Vec<usize> = (0..roster.lines.len()).collect();
        self.random.shuffle(&mut order);
        for agent in order {
            if *self.steps >= limit || control.should_stop() {
                return;
            }
            self.reprice(roster, agent, control);
        }
    }

    /// Re-prices every agent in random order until none can do better alone.
    pub fn descend(&mut self, roster: &mut Roster<'_>, limit: usize, control: &mut Control<'_>) {
        let mut order: Vec<usize> = (0..roster.lines.len()).collect();
        loop {
            self.random.shuffle(&mut order);
            let mut improved = false;
            let mut tried: Vec<Column> = Vec::new();
            for &agent in &order {
                if *self.steps >= limit || control.should_stop() {
                    return;
                }
                // A twin with the same line cannot do better if this one could not.
                if tried.contains(&roster.lines[agent]) {
                    continue;
                }
                if self.reprice(roster, agent, control) {
                    improved = true;
                    tried.clear();
                } else {
                    tried.push(roster.lines[agent].clone());
                }
            }
            if !improved {
                return;
            }
        }
    }

    /// Takes a few agents out, puts them back one by one, and keeps what is not worse, until gap or limit is reached.
    pub fn explore(&mut self, roster: &mut Roster<'_>, limit: usize, control: &mut Control<'_>) {
        let target = self.arena.problem.limits.target_gap;
        let from = *self.steps;
        while *self.steps < limit && !control.should_stop() {
            control.objective = Some(roster.objective());
            if roster.lines.len() < 2 || control.gap().is_some_and(|gap| gap <= target) {
                return;
            }
            let share = (*self.steps - from) as f64 / (limit - from).max(1) as f64;
            control.report("neighbourhoods", 65.0 + 30.0 * share);
            let until = limit.min(*self.steps + STEPS_BETWEEN_REPORTS);
            self.wander(roster, until, control);
        }
        control.objective = Some(roster.objective());
    }

    /// Explores until `limit`.
    fn wander(&mut self, roster: &mut Roster<'_>, limit: usize, control: &mut Control<'_>) {
        let mut objective = roster.objective();
        while roster.lines.len() > 1 && *self.steps < limit && !control.should_stop() {
            let chosen = self.choose(roster);
            let before: Vec<Column> = chosen
                .iter()
                .map(|&agent| roster.lines[agent].clone())
                .collect();
            let after = self.recreate(roster, &chosen, control);
            if after < objective + GAIN {
                objective = objective.min(after);
            } else {
                for (&agent, line) in chosen.iter().zip(before) {
                    let skill = self.arena.skill_of(line.class);
                    roster.staffing.remove(skill, &roster.lines[agent].cover);
                    roster.staffing.add(skill, &line.cover);
                    roster.lines[agent] = line;
                }
            }
        }
    }

    /// Mostly two agents, at times up to five, half of the time among those who work near a slot that costs. In a large
    /// centre pairs bring more in the same time than more agents at once do.
    fn choose(&mut self, roster: &Roster<'_>) -> Vec<usize> {
        let agents = roster.lines.len();
        let more = if self.random.below(4) == 0 {
            1 + self.random.below(3)
        } else {
            0
        };
        let count = 2 + more;
        let mut slot = None;
        if self.random.below(2) == 0 {
            let slots = self.arena.slots();
            let dear: Vec<usize> = (0..slots)
                .filter(|&slot| self.arena.reached[slot] && roster.staffing.slot_cost(slot) > GAIN)
                .collect();
            slot = (!dear.is_empty()).then(|| dear[self.random.below(dear.len())]);
        }
        let near = |agent: usize| {
            slot.is_none_or(|slot| {
                let cover = &roster.lines[agent].cover;
                let next = cover.partition_point(|&at| at + NEAR < slot);
                cover.get(next).is_some_and(|&at| at <= slot + NEAR)
            })
        };
        draw_agents(self.random, agents, count, near)
    }

    fn recreate(
        &mut self,
        roster: &mut Roster<'_>,
        chosen: &[usize],
        control: &mut Control<'_>,
    ) -> f64 {
        for &agent in chosen {
            let skill = self.arena.skill_of(roster.lines[agent].class);
            roster.staffing.remove(skill, &roster.lines[agent].cover);
        }
        let mut order = chosen.to_vec();
        self.random.shuffle(&mut order);
        for &agent in &order {
            let class = self.arena.class_of[agent];
            let skill = self.arena.skill_of(class);
            let mut worth = roster.staffing.worth(skill);
            shake(self.random, &mut worth);
            if let Some((column, _)) = self.price(class, &worth, control) {
                roster.lines[agent] = column;
            }
            roster.staffing.add(skill, &roster.lines[agent].cover);
        }
        self.settle(roster, &order, control);
        roster.objective()
    }

    /// Re-prices the given agents a few times over.
    pub(super) fn settle(
        &mut self,
        roster: &mut Roster<'_>,
        order: &[usize],
        control: &mut Control<'_>,
    ) {
        for _ in 0..3 {
            let mut improved = false;
            for &agent in order {
                improved |= self.reprice(roster, agent, control);
            }
            if !improved {
                break;
            }
        }
    }
}
