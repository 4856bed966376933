use std::collections::{BTreeMap, BTreeSet};

use super::Known;
use super::added_shift::{rules_against, shift_of};
use super::{Cause, RuleAtLimit, Shortage};
use crate::problem::{Agent, Line, PlanIndex, Slot};
use crate::search::Solution;
use crate::shifts::{Pattern, options_on};

/// Heads missing below this are rounding.
const NOTICED: f64 = 1e-6;

/// Stretches of slots that stay short, by group and cause, in order.
pub fn shortages(known: &Known<'_>, solution: &Solution) -> Vec<Shortage> {
    let mut facts = Facts::new(known, solution);
    let mut shortages: Vec<Shortage> = Vec::new();
    for (group, under) in solution.under.iter().enumerate() {
        let mut open: Option<Shortage> = None;
        for (slot, &heads) in under.iter().enumerate() {
            if heads <= NOTICED {
                shortages.extend(open.take());
                continue;
            }
            let (cause, at_limit) = facts.cause(group, slot);
            match &mut open {
                Some(stretch) if stretch.cause == cause => {
                    merge(&mut stretch.at_limit, at_limit);
                    stretch.end_slot = slot + 1;
                    stretch.short_slots += heads;
                    stretch.peak = stretch.peak.max(heads);
                }
                _ => {
                    shortages.extend(open.take());
                    open = Some(Shortage {
                        group,
                        start_slot: slot,
                        end_slot: slot + 1,
                        short_slots: heads,
                        peak: heads,
                        cause,
                        at_limit: listed(at_limit),
                    });
                }
            }
        }
        shortages.extend(open);
    }
    shortages
}

/// What decides which shifts an agent would have without absences.
fn turn(agent: &Agent) -> (PlanIndex, usize) {
    (agent.plan, agent.rotation_offset)
}

type Counts = BTreeMap<&'static str, usize>;

fn listed(counts: Counts) -> Vec<RuleAtLimit> {
    let rule = |(rule, agents): (&str, usize)| RuleAtLimit {
        rule: rule.to_owned(),
        agents,
    };
    counts.into_iter().map(rule).collect()
}

fn merge(list: &mut Vec<RuleAtLimit>, counts: Counts) {
    for found in listed(counts) {
        match list.iter_mut().find(|known| known.rule == found.rule) {
            Some(known) => known.agents = known.agents.max(found.agents),
            None => list.push(found),
        }
    }
    list.sort_by(|a, b| a.rule.cmp(&b.rule));
}

/// What is known of agents and slots.
struct Facts<'a, 'b> {
    known: &'a Known<'b>,
    /// By plan and place in its rotation: slots the shifts reach, whoever is away.
    plan_reaches: BTreeMap<(PlanIndex, usize), Vec<bool>>,
    /// By class: slots its agents can be at work in.
    class_reaches: Vec<Vec<bool>>,
    /// By agent: slots present.
    present: Vec<Vec<bool>>,
    lines: &'a [Line],
    /// By agent and day, once asked for: the hard rules that one shift more, or another on that day, would break; the fewest
    /// over the shifts there are. None where there is no shift.
    against: Vec<Vec<Option<Option<BTreeSet<&'static str>>>>>,
}

impl<'a, 'b> Facts<'a, 'b> {
    fn new(known: &'a Known<'b>, solution: &'a Solution) -> Self {
        let problem = known.problem;
        let slots = problem.horizon_slots();
        let mark = |marks: &mut Vec<bool>, start: Slot, end: Slot| {
            marks[start.min(slots)..end.min(slots)].fill(true)
        };
        let mut plan_reaches = BTreeMap::new();
        for agent in &problem.agents {
            plan_reaches.entry(turn(agent)).or_insert_with(|| {
                let plan = &problem.plans[agent.plan];
                let patterns = Pattern::of_plan(problem, plan);
                let mut marks = vec![false; slots];
                for (day, date) in problem.days.iter().enumerate() {
                    let week = plan.rotation_week(date.week, agent.rotation_offset);
                    for option in options_on(problem, plan, &patterns, day) {
                        let template = &plan.shifts[option.template].id;
                        if week.is_none_or(|week| week.allows(date.weekday, template)) {
                            mark(&mut marks, option.start, option.end());
                        }
                    }
                }
                marks
            });
        }
        let class_reaches = known
            .options
            .iter()
            .map(|days| {
                let mut marks = vec![false; slots];
                for option in days.iter().flatten() {
                    mark(&mut marks, option.start, option.end());
                }
                marks
            })
            .collect();
        let mut present = Vec::new();
        for line in &solution.lines {
            let mut marks = vec![false; slots];
            for shift in &line.shifts {
                mark(&mut marks, shift.start_slot, shift.end_slot);
            }
            present.push(marks);
        }
        Facts {
            known,
            plan_reaches,
            class_reaches,
            present,
            lines: &solution.lines,
            against: vec![vec![None; problem.days.len()]; solution.lines.len()],
        }
    }

    fn cause(&mut self, group: usize, slot: Slot) -> (Cause, Counts) {
        let problem = self.known.problem;
        let plain = |cause: Cause| (cause, Counts::new());
        let skilled: Vec<usize> = (0..problem.agents.len())
            .filter(|&agent| problem.agents[agent].groups.contains(&group))
            .collect();
        if skilled.is_empty() {
            return plain(Cause::NobodyHasTheSkill);
        }
        let able: Vec<usize> = skilled
            .iter()
            .copied()
            .filter(|&agent| self.class_reaches[self.known.class_of[agent]][slot])
            .collect();
        if able.is_empty() {
            let reached = skilled
                .iter()
                .any(|&agent| self.plan_reaches[&turn(&problem.agents[agent])][slot]);
            return plain(if reached {
                Cause::SkilledAgentsUnavailable
            } else {
                Cause::NoShiftReachesTheSlot
            });
        }
        let free: Vec<usize> = able
            .into_iter()
            .filter(|&agent| !self.present[agent][slot])
            .collect();
        if free.is_empty() {
            return plain(Cause::TooFewSkilledAgents);
        }
        let day = problem.days.partition_point(|day| day.end_slot() <= slot);
        let mut at_limit = Counts::new();
        for agent in free {
            // A night shift that reaches the slot may start the day before.
            let days = [Some(day), day.checked_sub(1)].into_iter().flatten();
            let fewest = days
                .filter_map(|day| self.against(agent, day))
                .min_by_key(BTreeSet::len);
            let Some(rules) = fewest else { continue };
            if rules.is_empty() {
                return plain(Cause::DearerThanTheShortage);
            }
            for rule in rules {
                *at_limit.entry(rule).or_default() += 1;
            }
        }
        (Cause::PlansAtTheirMaximum, at_limit)
    }

    fn against(&mut self, agent: usize, day: usize) -> Option<BTreeSet<&'static str>> {
        let (known, line) = (self.known, &self.lines[agent]);
        self.against[agent]
            .get_mut(day)?
            .get_or_insert_with(|| fewest_against(known, line, day))
            .clone()
    }
}

/// The fewest hard rules that a shift of a day would break beside the line's others. Of every template the shortest shifts with
/// the earliest and the latest start are tried.
fn fewest_against(known: &Known<'_>, line: &Line, day: usize) -> Option<BTreeSet<&'static str>> {
    let problem = known.problem;
    let plan = &problem.plans[problem.agents[line.agent].plan];
    let options = &known.options[known.class_of[line.agent]][day];
    let mut fewest: Option<BTreeSet<&'static str>> = None;
    for template in 0..plan.shifts.len() {
        let of_it = options.iter().filter(|option| option.template == template);
        let Some(shortest) = of_it.clone().map(|option| option.paid_slots).min() else {
            continue;
        };
        let short = of_it.filter(|option| option.paid_slots == shortest);
        let earliest = short.clone().min_by_key(|option| option.start);
        let latest = short.max_by_key(|option| option.start);
        for option in earliest.into_iter().chain(latest) {
            let Some(shift) = shift_of(problem, plan, day, option) else {
                continue;
            };
            let against = rules_against(problem, line, shift);
            if against.is_empty() {
                return Some(against);
            }
            if fewest
                .as_ref()
                .is_none_or(|best| against.len() < best.len())
            {
                fewest = Some(against);
            }
        }
    }
    fewest
}
