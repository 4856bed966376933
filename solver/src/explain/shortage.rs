use super::Known;
use super::{Cause, Shortage};
use crate::problem::Slot;
use crate::search::Solution;
use crate::shifts::{Pattern, options_on};

/// Heads missing below this are rounding.
const NOTICED: f64 = 1e-6;

/// Stretches of slots that stay short, by group and cause, in order.
pub fn shortages(known: &Known<'_>, solution: &Solution) -> Vec<Shortage> {
    let facts = Facts::new(known, solution);
    let mut shortages: Vec<Shortage> = Vec::new();
    for (group, under) in solution.under.iter().enumerate() {
        let mut open: Option<Shortage> = None;
        for (slot, &heads) in under.iter().enumerate() {
            if heads <= NOTICED {
                shortages.extend(open.take());
                continue;
            }
            let cause = facts.cause(group, slot);
            match &mut open {
                Some(stretch) if stretch.cause == cause => {
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
                    });
                }
            }
        }
        shortages.extend(open);
    }
    shortages
}

/// What is known of agents and slots.
struct Facts<'a, 'b> {
    known: &'a Known<'b>,
    /// By plan: slots its shifts reach, whoever is away.
    plan_reaches: Vec<Vec<bool>>,
    /// By class: slots its agents can be at work in.
    class_reaches: Vec<Vec<bool>>,
    /// By agent: slots present.
    present: Vec<Vec<bool>>,
    /// By agent and day: whether the week, the period or the run of days leaves room for one more shift.
    has_room: Vec<Vec<bool>>,
}

impl<'a, 'b> Facts<'a, 'b> {
    fn new(known: &'a Known<'b>, solution: &Solution) -> Self {
        let problem = known.problem;
        let slots = problem.horizon_slots();
        let mark = |marks: &mut Vec<bool>, start: Slot, end: Slot| {
            marks[start.min(slots)..end.min(slots)].fill(true)
        };
        let plan_reaches = problem
            .plans
            .iter()
            .map(|plan| {
                let patterns: Vec<Pattern> = plan
                    .shifts
                    .iter()
                    .map(|shift| Pattern::new(problem, shift))
                    .collect();
                let mut marks = vec![false; slots];
                for option in (0..problem.days.len())
                    .flat_map(|day| options_on(problem, plan, &patterns, day))
                {
                    mark(&mut marks, option.start, option.end());
                }
                marks
            })
            .collect();
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
        let mut has_room = Vec::new();
        for line in &solution.lines {
            let mut marks = vec![false; slots];
            for shift in &line.shifts {
                mark(&mut marks, shift.start_slot, shift.end_slot);
            }
            present.push(marks);
            has_room.push(room(known, line));
        }
        Facts {
            known,
            plan_reaches,
            class_reaches,
            present,
            has_room,
        }
    }

    fn cause(&self, group: usize, slot: Slot) -> Cause {
        let problem = self.known.problem;
        let skilled: Vec<usize> = (0..problem.agents.len())
            .filter(|&agent| problem.agents[agent].groups.contains(&group))
            .collect();
        if skilled.is_empty() {
            return Cause::NobodyHasTheSkill;
        }
        let able: Vec<usize> = skilled
            .iter()
            .copied()
            .filter(|&agent| self.class_reaches[self.known.class_of[agent]][slot])
            .collect();
        if able.is_empty() {
            let reached = skilled
                .iter()
                .any(|&agent| self.plan_reaches[problem.agents[agent].plan][slot]);
            return if reached {
                Cause::SkilledAgentsUnavailable
            } else {
                Cause::NoShiftReachesTheSlot
            };
        }
        let free: Vec<usize> = able
            .into_iter()
            .filter(|&agent| !self.present[agent][slot])
            .collect();
        if free.is_empty() {
            return Cause::TooFewSkilledAgents;
        }
        let day = problem.days.partition_point(|day| day.end_slot() <= slot);
        let room = |agent: &usize| {
            let rooms = &self.has_room[*agent];
            // A night shift that reaches the slot may start the day before.
            rooms.get(day).copied().unwrap_or(false)
                || day.checked_sub(1).is_some_and(|before| rooms[before])
        };
        if free.iter().any(room) {
            Cause::DearerThanTheShortage
        } else {
            Cause::PlansAtTheirMaximum
        }
    }
}

/// Per day, whether the agent's plan would let it work one more shift somewhere in that day's week.
fn room(known: &Known<'_>, line: &crate::problem::Line) -> Vec<bool> {
    let problem = known.problem;
    let agent = &problem.agents[line.agent];
    let plan = &problem.plans[agent.plan];
    let options = &known.options[known.class_of[line.agent]];
    let in_period = problem
        .days
        .len()
        .saturating_sub(plan.minimum_days_off as usize);
    (0..problem.days.len())
        .map(|day| {
            let week = problem.days[day].week;
            let in_week: Vec<_> = line
                .shifts
                .iter()
                .filter(|shift| problem.days[shift.day].week == week)
                .collect();
            let paid: usize = in_week.iter().map(|shift| shift.paid_slots()).sum();
            let absence = agent.paid_absence_minutes.get(week).copied().unwrap_or(0);
            let most =
                problem.slots_down(plan.maximum_paid_minutes_per_week.saturating_sub(absence));
            let shortest = options[day].iter().map(|option| option.paid_slots).min();
            let worked_today = in_week.iter().any(|shift| shift.day == day);
            let days = in_week.len() < plan.maximum_days_per_week as usize
                && line.shifts.len() < in_period;
            shortest.is_some_and(|shortest| paid + shortest <= most) && (worked_today || days)
        })
        .collect()
}
