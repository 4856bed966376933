use super::SolveError;
use super::arena::Arena;
use super::control::{Control, relative_gap};
use super::generate::{Pool, RootBound, engine};
use super::roster::Roster;
use crate::columns::{Column, Pricer, lines_within};
use crate::master::Master;

/// Lines beyond which no integer master is tried.
const MOST_LINES: usize = 4_000;
/// Lines times rows beyond which no integer master is tried: a node may then take seconds, and the engine cannot be
/// stopped in between.
const MOST_ENTRIES: usize = 60_000;

/// Closes the gap where few lines can still matter.
///
/// A line whose reduced cost exceeds the distance between roster and bound is in no better roster. If those left are
/// few, the integer master over all of them is exact: its bound is a bound of the problem. Otherwise, in small
/// problems, the master over the lines generated may still find a better roster.
pub fn finish<'a>(
    arena: &'a Arena<'_>,
    pool: &Pool,
    root: Option<&RootBound>,
    pricer: &mut Pricer,
    roster: Roster<'a>,
    control: &mut Control<'_>,
) -> Result<Roster<'a>, SolveError> {
    let objective = roster.objective();
    let limits = &arena.problem.limits;
    let done = relative_gap(objective, control.bound) <= limits.target_gap;
    if done || limits.nodes == 0 || control.should_stop() {
        return Ok(roster);
    }
    let slots = arena.reached.iter().filter(|reached| **reached).count();
    let rows = (slots * arena.supply.costs.len()).max(1);
    let most = (MOST_ENTRIES / rows).min(MOST_LINES);
    let matter = root.and_then(|root| all_lines_that_matter(arena, root, pricer, objective, most));
    let (lines, exact) = match matter {
        Some(lines) => (lines, true),
        None if pool.columns.len() <= most => {
            let own = roster
                .lines
                .iter()
                .filter(|line| !pool.columns.contains(line));
            (pool.columns.iter().chain(own).cloned().collect(), false)
        }
        None => return Ok(roster),
    };
    control.report("restrictedMaster", 95.0);
    let mut master = Master::new(
        &arena.supply,
        &arena.agents_by_class(),
        None,
        &arena.reached,
        true,
    )
    .map_err(|error| engine("restrictedMaster", error))?;
    for line in &lines {
        master
            .add(line)
            .map_err(|error| engine("restrictedMaster", error))?;
    }
    let answer = master
        .solve_integer(limits.nodes, limits.target_gap.min(1e-6))
        .map_err(|error| engine("restrictedMaster", error))?;
    control.work.linear_programs += 1;
    let Some(answer) = answer else {
        return Ok(roster);
    };
    control.work.nodes += answer.nodes;
    if exact {
        // A roster outside these lines costs no less than this one.
        control.bound = control.bound.max(answer.bound.min(objective));
    }
    let mut by_class: Vec<Vec<Column>> = vec![Vec::new(); arena.classes.len()];
    for (line, count) in lines.iter().zip(&answer.counts) {
        for _ in 0..count.round() as i64 {
            by_class[line.class].push(line.clone());
        }
    }
    match Roster::from_lines(arena, by_class) {
        Some(better) if better.objective() < objective => Ok(better),
        _ => Ok(roster),
    }
}

fn all_lines_that_matter(
    arena: &Arena<'_>,
    root: &RootBound,
    pricer: &mut Pricer,
    objective: f64,
    most: usize,
) -> Option<Vec<Column>> {
    let slack = (objective - root.bound).max(0.0) * (1.0 + 1e-9) + 1e-6;
    let mut lines = Vec::new();
    for (class, course) in arena.courses.iter().enumerate() {
        let worth = root.duals.worth(&arena.supply, arena.skill_of(class));
        let least = root.best_worth[class] - slack;
        lines.extend(lines_within(pricer, course, class, &worth, least, most)?);
        if lines.len() > most {
            return None;
        }
    }
    Some(lines)
}
