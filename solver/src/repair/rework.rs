use super::start::start_from;
use super::{ChangePrices, Locks, RepairError};
use crate::columns::Minima;
use crate::explain::Requirement;
use crate::explain::reading;
use crate::lines::{Around, Duty, Effort, Kept, Order, Personal, Pricer};
use crate::problem::{AgentIndex, Line, Problem, Shift};
use crate::search::control::Control;
use crate::search::general::{self, Desk, Roster, improve_roster};

/// A roster made from a given one.
pub(crate) struct Reworked {
    /// One line an agent.
    pub lines: Vec<Line>,
    /// Objective and price of the changes.
    pub total: f64,
    /// No roster has a smaller total.
    pub total_bound: f64,
    /// By agent: minima given up, those that locks leave no line for among them.
    pub minima: Vec<Minima>,
}

/// Differences of totals below this are rounding.
const SAME: f64 = 1e-6;

/// Solves a problem around a given roster, none for agents that have no line yet.
///
/// Every change has its price in the line that makes it, so that the search weighs it like any other cost; locks bar all
/// else. The roster begins with the given lines, and what did not have to change in the end is put back.
pub(crate) fn rework(
    problem: &Problem,
    given: &[Option<Line>],
    prices: ChangePrices,
    locks: &Locks,
    requirement: Option<(AgentIndex, &Requirement)>,
    control: &mut Control<'_>,
) -> Result<Reworked, RepairError> {
    let mut desk = Desk::one_class_an_agent(problem);
    let mut pricer = Pricer::default();
    let held = |desk: &Desk<'_>, class: usize| -> Result<Personal, RepairError> {
        let agent = desk.classes[class].agents[0];
        let mut personal = desk.personal[class].clone();
        if let Some(line) = &given[agent] {
            hold(desk, &mut personal, agent, line, prices, locks)?;
        }
        if let Some((who, requirement)) = requirement
            && who == agent
        {
            requirement.require(problem, desk.book(class), &mut personal);
        }
        Ok(personal)
    };
    let mut without = Vec::new();
    for class in 0..desk.classes.len() {
        let personal = held(&desk, class)?;
        if !has_line(&desk, &mut pricer, class, &personal) {
            without.push(class);
        }
    }
    // Minima are relaxed where what is locked leaves no line that meets them.
    desk.relax_impossible(&mut pricer, without, |desk, pricer, class| {
        let Ok(personal) = held(desk, class) else {
            return false;
        };
        has_line(desk, pricer, class, &personal)
    })?;
    let personal = (0..desk.classes.len()).map(|class| held(&desk, class));
    desk.personal = personal.collect::<Result<_, _>>()?;
    // Prices of changes are no multiples of any grain.
    desk.grain = 0.0;
    let desk = desk;
    let old: Vec<Option<Vec<Option<Duty>>>> = given
        .iter()
        .enumerate()
        .map(|(agent, line)| {
            let class = desk.class_of[agent];
            line.as_ref()
                .and_then(|line| reading::duties(&desk, class, line))
        })
        .collect();
    control.apart(|control| {
        let mut roster = start_from(&desk, &mut pricer, given)?;
        improve_roster(&desk, &mut pricer, &mut roster, 0, control)?;
        put_back(&desk, &mut roster, &old);
        fewer_days(&desk, &mut pricer, &mut roster, &old);
        let line = |(agent, line): (usize, &general::Line)| {
            line.piece
                .line(problem, desk.book(desk.class_of[agent]), agent)
        };
        let total = roster.objective();
        Ok(Reworked {
            lines: roster.lines.iter().enumerate().map(line).collect(),
            total,
            total_bound: control.bound.min(total),
            minima: desk
                .class_of
                .iter()
                .map(|&class| desk.book(class).minima)
                .collect(),
        })
    })
}

/// Whether a class has a line; one too long for a graph is looked for when it is built.
fn has_line(desk: &Desk<'_>, pricer: &mut Pricer, class: usize, personal: &Personal) -> bool {
    if desk.days() > general::LONGEST_WHOLE {
        return true;
    }
    let order = Order {
        personal,
        ..desk.order(class, 0, Around::Nothing)
    };
    let nothing = desk.no_values();
    let quote = pricer.best(&order, 0..desk.days(), &nothing, Effort::Exact);
    quote.is_some()
}

/// Gives an agent's given line its privilege: other shifts and moved breaks cost, or are barred where locked.
fn hold(
    desk: &Desk<'_>,
    personal: &mut Personal,
    agent: AgentIndex,
    line: &Line,
    prices: ChangePrices,
    locks: &Locks,
) -> Result<(), RepairError> {
    let problem = desk.problem;
    let book = desk.book(desk.class_of[agent]);
    let plan = &problem.plans[book.plan];
    personal.kept = vec![None; problem.days.len()];
    let keeps_starts = locks.starts.contains(&agent);
    let keeps_paid = locks.daily_paid.contains(&agent);
    for (day, today) in book.days.iter().enumerate() {
        let shift = line.shifts.iter().find(|shift| shift.day == day);
        let is_locked = locks.hold(agent, day);
        let price = |soft: f64| if is_locked { f64::INFINITY } else { soft };
        let is_it = |option: &crate::shifts::ShiftOption| {
            shift.is_some_and(|shift| {
                plan.shifts[option.template].id == shift.template
                    && (option.start, option.end()) == (shift.start_slot, shift.end_slot)
                    && option.paid_slots == shift.paid_slots()
            })
        };
        let kept = today.options.iter().position(is_it);
        let possible = match (shift, kept) {
            (None, _) => personal.off_cost[day].is_finite(),
            (Some(_), Some(kept)) => personal.option_cost[day][kept].is_finite(),
            (Some(_), None) => false,
        };
        if is_locked && !possible {
            return Err(RepairError::LockImpossible {
                agent: problem.agents[agent].id.clone(),
                day,
            });
        }
        if shift.is_some() && (keeps_starts || keeps_paid) {
            personal.off_cost[day] = f64::INFINITY;
        }
        let costs = personal.option_cost[day].iter_mut();
        for (option, cost) in today.options.iter().zip(costs) {
            let moves = shift.is_none_or(|shift| shift.start_slot != option.start);
            let pays = shift.map_or(0, Shift::paid_slots) != option.paid_slots;
            if (keeps_starts && moves) || (keeps_paid && pays) {
                *cost = f64::INFINITY;
            }
        }
        if !possible {
            // Whatever happens on this day is a change.
            continue;
        }
        if shift.is_some() {
            personal.off_cost[day] += price(prices.day.value());
        }
        for (option, cost) in personal.option_cost[day].iter_mut().enumerate() {
            if Some(option) != kept {
                *cost += price(prices.day.value());
            }
        }
        if let (Some(shift), Some(option)) = (shift, kept) {
            let starts = shift.activities.iter();
            let starts = starts.map(|one| one.start_slot.saturating_sub(shift.start_slot));
            let pattern = &book.patterns[today.options[option].pattern];
            if shift.activities.len() == pattern.activities.len() {
                personal.kept[day] = Some(Kept {
                    duty: Duty {
                        option,
                        starts: starts.collect(),
                    },
                    move_price: price(prices.breaks.value()),
                });
            }
        }
    }
    Ok(())
}

/// Puts back given lines, and then given days, wherever that costs no more.
fn put_back<'d>(desk: &'d Desk<'_>, roster: &mut Roster<'d>, old: &[Option<Vec<Option<Duty>>>]) {
    for (agent, given) in old.iter().enumerate() {
        let Some(given) = given else { continue };
        if roster.lines[agent].piece.duties == *given {
            continue;
        }
        if replaced(desk, roster, agent, given.clone()) {
            continue;
        }
        for day in 0..given.len() {
            let mut duties = roster.lines[agent].piece.duties.clone();
            if duties[day] != given[day] {
                duties[day].clone_from(&given[day]);
                replaced(desk, roster, agent, duties);
            }
        }
    }
}

/// Prices each changed line once more with changes a little dearer: among lines that cost the same, one that changes fewer
/// days.
fn fewer_days<'d>(
    desk: &'d Desk<'_>,
    pricer: &mut Pricer,
    roster: &mut Roster<'d>,
    old: &[Option<Vec<Option<Duty>>>],
) {
    if desk.days() > general::LONGEST_WHOLE {
        return;
    }
    for (agent, given) in old.iter().enumerate() {
        let Some(given) = given else { continue };
        let now = &roster.lines[agent].piece.duties;
        let changes = crate::explain::changed_days(given, now).len();
        if changes < 2 {
            continue;
        }
        let class = desk.class_of[agent];
        let mut dearer = desk.personal[class].clone();
        for (day, duty) in given.iter().enumerate() {
            let keep = duty.as_ref().map(|duty| duty.option);
            if keep.is_some() {
                dearer.off_cost[day] += SAME;
            }
            for (option, cost) in dearer.option_cost[day].iter_mut().enumerate() {
                if Some(option) != keep {
                    *cost += SAME;
                }
            }
        }
        let mut heads = roster.heads.clone();
        heads.remove(desk.skill(class), &roster.lines[agent].piece);
        let values = heads.worth(desk.skill(class));
        let order = Order {
            personal: &dearer,
            ..desk.order(class, 0, Around::Nothing)
        };
        let quote = pricer.best(&order, 0..desk.days(), &values, Effort::Exact);
        let better = quote.filter(|quote| {
            crate::explain::changed_days(given, &quote.piece.duties).len() < changes
        });
        if let Some(quote) = better {
            replaced(desk, roster, agent, quote.piece.duties);
        }
    }
}

/// Gives an agent another line if the roster costs no more with it.
fn replaced<'d>(
    desk: &'d Desk<'_>,
    roster: &mut Roster<'d>,
    agent: AgentIndex,
    duties: Vec<Option<Duty>>,
) -> bool {
    let Some(line) = general::Line::new(desk, desk.class_of[agent], duties) else {
        return false;
    };
    let before = roster.objective();
    let now = roster.lines[agent].clone();
    roster.replace(desk, agent, line);
    if roster.objective() <= before + SAME {
        return true;
    }
    roster.replace(desk, agent, now);
    false
}
