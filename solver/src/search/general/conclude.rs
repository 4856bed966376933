use super::desk::Desk;
use super::heads::Heads;
use super::roster::Roster;
use crate::explain;
use crate::search::control::{Control, relative_gap};
use crate::search::{Solution, Status};
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
        shifts_staffed: heads.shifts.clone(),
        relaxed: desk.relaxations(),
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
