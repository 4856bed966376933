use std::collections::BTreeSet;

use super::added_shift::{rules_against, shift_of};
use super::alternative::{Alternative, Seated};
use super::one_agent::OneAgent;
use super::{ExplainError, UnmetTarget};
use crate::lines::{Piece, Pricer};
use crate::problem::{AgentIndex, DayIndex, Line};
use crate::search::general::{Desk, Roster};

/// Costs nearer than this are the same.
const NOTICED: f64 = 1e-6;

/// What stands against one agent.
#[derive(Clone)]
pub(crate) struct Standing {
    pub code: &'static str,
    pub rules: Vec<&'static str>,
    pub can_be_there: bool,
    pub alternative: Option<Alternative>,
}

/// What stands against an agent in the roster.
pub(crate) fn standing(
    desk: &Desk<'_>,
    pricer: &mut Pricer,
    roster: &Roster<'_>,
    agent: AgentIndex,
    target: &UnmetTarget,
) -> Result<Standing, ExplainError> {
    let problem = desk.problem;
    let class = desk.class_of[agent];
    let simple = |code: &'static str, can_be_there: bool| Standing {
        code,
        rules: Vec::new(),
        can_be_there,
        alternative: None,
    };
    if !target.counts(&problem.agents[agent].groups) {
        return Ok(simple("lacks-skill", false));
    }
    let piece = &roster.lines[agent].piece;
    if target.is_served_by(desk, class, piece) {
        return Ok(simple("at-work", true));
    }
    let days = days_reaching(desk, class, target);
    if days.is_empty() {
        return Ok(simple("no-shift", false));
    }
    let free = |&day: &DayIndex| {
        let options = desk.book(class).days[day].options.iter();
        options
            .zip(&desk.personal[class].option_cost[day])
            .any(|(option, cost)| {
                cost.is_finite() && target.is_reached_by(desk, class, day, option)
            })
    };
    if !days.iter().any(free) {
        return Ok(simple("absent", false));
    }
    let seated = Seated::new(desk, roster.clone(), agent);
    let there = best_there(&seated, pricer, &days, target);
    let alternative = there.and_then(|there| seated.alternative(&there));
    if alternative.is_none() && !exists_there(desk, agent, &days, target)? {
        return Ok(simple("impossible", false));
    }
    let line = piece.line(problem, desk.book(class), agent);
    let is_present = target.slot().is_some_and(|slot| {
        let mut shifts = line.shifts.iter();
        shifts.any(|shift| (shift.start_slot..shift.end_slot).contains(&slot))
    });
    let against = if is_present {
        BTreeSet::new()
    } else {
        fewest_rules_against(desk, class, &line, &days, target)
    };
    let cost = alternative
        .as_ref()
        .map_or(0.0, |other| other.difference.cost);
    let code = if cost < -NOTICED {
        "costs-less"
    } else if is_present {
        "on-break"
    } else if against.is_empty() {
        "costs-more"
    } else {
        "rule-at-limit"
    };
    Ok(Standing {
        code,
        rules: against.into_iter().collect(),
        can_be_there: true,
        alternative,
    })
}

/// Whether the agent has a line that is there, when pricing found none: told exactly.
fn exists_there(
    desk: &Desk<'_>,
    agent: AgentIndex,
    days: &[DayIndex],
    target: &UnmetTarget,
) -> Result<bool, ExplainError> {
    for &day in days {
        let requirement = target.requirement(day);
        let oracle = OneAgent::new(desk.problem, agent, Some(&requirement));
        let line = oracle.line(&std::collections::BTreeMap::new())?;
        let is_there = |line: &Line| match target.slot() {
            None => true,
            Some(slot) => line.shifts.iter().any(|shift| {
                let mut slots = shift.on_queue_slots();
                slots.any(|on| on == slot)
            }),
        };
        if line.as_ref().is_some_and(is_there) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Days on which a shift of the plan, in the agents' week of its rotation, starts that is there.
pub(crate) fn days_reaching(desk: &Desk<'_>, class: usize, target: &UnmetTarget) -> Vec<DayIndex> {
    let plan = &desk.problem.plans[desk.book(class).plan];
    let offset = desk.classes[class].rotation_offset;
    let days = desk.book(class).days.iter().enumerate();
    days.filter(|(day, today)| {
        let date = &desk.problem.days[*day];
        let week = plan.rotation_week(date.week, offset);
        let mut options = today.options.iter().filter(|option| {
            week.is_none_or(|week| week.allows(date.weekday, &plan.shifts[option.template].id))
        });
        options.any(|option| target.is_reached_by(desk, class, *day, option))
    })
    .map(|(day, _)| day)
    .collect()
}

/// The best line that is there.
fn best_there(
    seated: &Seated<'_, '_>,
    pricer: &mut Pricer,
    days: &[DayIndex],
    target: &UnmetTarget,
) -> Option<Piece> {
    let (desk, class) = (seated.desk, seated.class());
    // So much that breaks are anywhere else if they can be.
    let bonus = 1e6 * desk.problem.relaxation_price_per_slot();
    let mut found: Option<Piece> = None;
    for &day in days {
        let mut personal = desk.personal[class].clone();
        let requirement = target.requirement(day);
        requirement.require(desk.problem, desk.book(class), &mut personal);
        let piece = seated.best(pricer, &personal, target.slot().map(|slot| (slot, bonus)));
        let Some(piece) = piece.filter(|piece| target.is_served_by(desk, class, piece)) else {
            continue;
        };
        if found
            .as_ref()
            .is_none_or(|best| seated.worth(&piece) > seated.worth(best))
        {
            found = Some(piece);
        }
    }
    found
}

fn fewest_rules_against(
    desk: &Desk<'_>,
    class: usize,
    line: &Line,
    days: &[DayIndex],
    target: &UnmetTarget,
) -> BTreeSet<&'static str> {
    let problem = desk.problem;
    let plan = &problem.plans[desk.book(class).plan];
    let mut fewest: Option<BTreeSet<&'static str>> = None;
    for &day in days {
        let options = desk.book(class).days[day].options.iter();
        let costs = &desk.personal[class].option_cost[day];
        for (option, _) in options.zip(costs).filter(|(_, cost)| cost.is_finite()) {
            if !target.is_reached_by(desk, class, day, option) {
                continue;
            }
            let Some(shift) = shift_of(problem, plan, day, option) else {
                continue;
            };
            let against = rules_against(problem, line, shift);
            if against.is_empty() {
                return against;
            }
            if fewest
                .as_ref()
                .is_none_or(|best| against.len() < best.len())
            {
                fewest = Some(against);
            }
        }
    }
    fewest.unwrap_or_default()
}
