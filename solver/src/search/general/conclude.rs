use super::desk::Desk;
use super::heads::Heads;
use super::roster::Roster;
use crate::explain;
use crate::rules;
use crate::search::control::{Control, relative_gap};
use crate::search::{Relaxation, Solution, Status};
use crate::shifts::ShiftOption;

/// The roster as an answer, counted afresh so that nothing of the search's increments remains in what is reported.
pub fn conclude(desk: &Desk<'_>, roster: &Roster<'_>, control: &mut Control<'_>) -> Solution {
    let problem = desk.problem;
    let mut heads = Heads::none(desk);
    for (line, &class) in roster.lines.iter().zip(&desk.class_of) {
        heads.add(desk.skill(class), &line.piece);
    }
    let staffed = heads.staffing().staffed();
    let difference = |group: usize, sign: f64| -> Vec<f64> {
        let required = problem.groups[group].required.iter();
        required
            .zip(&staffed[group])
            .map(|(need, heads)| (sign * (need - heads)).max(0.0))
            .collect()
    };
    let groups = 0..problem.groups.len();
    let line_cost: f64 = roster.lines.iter().map(|line| line.piece.cost).sum();
    let objective = heads.cost() + line_cost;
    let bound = control.bound.min(objective).max(0.0);
    let gap = relative_gap(objective, bound);
    (control.bound, control.objective) = (bound, Some(objective));
    let status = match (gap <= problem.limits.target_gap, control.stopped) {
        (true, _) => Status::OptimalWithinGap,
        (false, true) => Status::Stopped,
        (false, false) => Status::WorkLimit,
    };
    let line = |(agent, line): (usize, &super::roster::Line)| {
        line.piece
            .line(problem, desk.book(desk.class_of[agent]), agent)
    };
    let mut solution = Solution {
        lines: roster.lines.iter().enumerate().map(line).collect(),
        objective,
        line_cost,
        bound,
        gap,
        status,
        work: control.work,
        under: groups.clone().map(|group| difference(group, 1.0)).collect(),
        over: groups.map(|group| difference(group, -1.0)).collect(),
        staffed,
        shifts_staffed: heads.shifts[..problem.shift_demand.len()].to_vec(),
        relaxed: relaxations(desk, roster),
        shortages: Vec::new(),
        messages: Vec::new(),
    };
    let options = |class: usize| -> Vec<Vec<ShiftOption>> {
        let book = desk.book(class);
        let costs = &desk.personal[class].option_cost;
        let of_day = |(day, costs): (&crate::lines::BookDay, &Vec<f64>)| {
            let options = day.options.iter().zip(costs);
            options
                .filter(|(_, cost)| cost.is_finite())
                .map(|(option, _)| *option)
                .collect()
        };
        book.days.iter().zip(costs).map(of_day).collect()
    };
    let known = explain::Known {
        problem,
        class_of: &desk.class_of,
        options: (0..desk.classes.len()).map(options).collect(),
    };
    explain::explain(&known, &mut solution);
    control.report("done", 100.0);
    solution
}

/// Minima that were given up and are short, agent by agent.
fn relaxations(desk: &Desk<'_>, roster: &Roster<'_>) -> Vec<Relaxation> {
    let mut relaxed = Vec::new();
    for (agent, (&class, line)) in desk.class_of.iter().zip(&roster.lines).enumerate() {
        let book = desk.book(class);
        let Some(counts) = line.track.counts.last() else {
            continue;
        };
        let mut name = |rule: &str| {
            relaxed.push(Relaxation {
                agent,
                rule: rule.to_owned(),
            });
        };
        if book.minima.paid_relaxed {
            name(rules::PAID_MINUTES_PER_WEEK);
            if (counts.units as usize * book.unit) < book.least_slots {
                name(rules::PAID_MINUTES_IN_PERIOD);
            }
        }
        if book.minima.days_relaxed {
            name(rules::DAYS_PER_WEEK);
            let mut counted = book.counted.iter().zip(&counts.shifts);
            if counted.any(|(counted, &shifts)| shifts < counted.least) {
                name(rules::MINIMUM_SHIFTS);
            }
        }
    }
    // Weekly minima that the plan does not have were not given up.
    relaxed.retain(|given| {
        let plan = &desk.problem.plans[desk.problem.agents[given.agent].plan];
        (given.rule != rules::PAID_MINUTES_PER_WEEK || plan.minimum_paid_minutes_per_week > 0)
            && (given.rule != rules::DAYS_PER_WEEK || plan.minimum_days_per_week > 0)
    });
    relaxed
}
