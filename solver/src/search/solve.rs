use super::arena::Arena;
use super::control::{Control, relative_gap};
use super::dive::dive;
use super::finish::finish;
use super::general::solve_general;
use super::generate::{Pool, RootBound, engine, generate};
use super::levelling::Levelling;
use super::neighbourhood::Neighbourhood;
use super::prices::level_bound;
use super::roster::Roster;
use super::weeks::by_weeks;
use super::{Progress, Solution, SolveError, Status};
use crate::columns::{Course, Pricer};
use crate::explain;
use crate::master::Master;
use crate::problem::Problem;
use crate::random::Random;
use crate::shifts::StaffedShift;

/// Finds a roster of least cost.
///
/// `stop` is asked often (between linear programs and between re-pricings); once it answers true the best roster so far
/// is returned. `progress` is called after each step.
///
/// # Errors
/// [`SolveError::Problem`] when a field is wrong; [`SolveError::Engine`] when a linear program fails. Contradictory or
/// scarce supply is no error: it is explained in the solution.
pub fn solve(
    problem: &Problem,
    stop: &dyn Fn() -> bool,
    progress: &mut dyn FnMut(Progress),
) -> Result<Solution, SolveError> {
    solve_heard(problem, stop, progress, &mut |_| ())
}

/// As [`solve`]; `levelled` hears the shifts of a roster under weekly rules once it has been levelled.
pub fn solve_heard(
    problem: &Problem,
    stop: &dyn Fn() -> bool,
    progress: &mut dyn FnMut(Progress),
    levelled: &mut dyn FnMut(Vec<StaffedShift>),
) -> Result<Solution, SolveError> {
    problem.validate()?;
    if problem.asks_for_more_than_weekly_rules() {
        return solve_general(problem, &mut Control::new(stop, progress));
    }
    let arena = Arena::new(problem);
    let mut control = Control::new(stop, progress).heard_by(levelled);
    let mut pricer = Pricer::default();
    let first = Roster::greedy(&arena, &mut pricer, &mut control);
    control.objective = Some(first.objective());
    control.report("columns", 0.0);
    let mut roster = if problem.agents.is_empty() {
        control.bound = first.objective();
        first
    } else {
        improve(&arena, &mut pricer, first, &mut control)?
    };
    let mut last = Neighbourhood {
        arena: &arena,
        pricer: &mut pricer,
        random: &mut Random::new(problem.seed),
        steps: &mut 0,
    };
    last.spread(&mut roster, &arena.supply, &mut control);
    Ok(conclude(&arena, &roster, &mut control))
}

/// Size of a linear program over whole lines beyond which it is left out: it would take more time than it is worth.
const LARGEST_PROGRAM: usize = 200_000;

/// Steps an agent of re-pricing before the roster is levelled.
const DESCENDED_AN_AGENT: usize = 3;

/// Slots times classes; heads shared between groups make a program slow out of proportion.
fn program_size(arena: &Arena<'_>) -> usize {
    let slots = arena.reached.iter().filter(|reached| **reached).count();
    slots * arena.supply.skill_sets.len().pow(2) * arena.classes.len()
}

pub(super) fn improve<'a>(
    arena: &'a Arena<'_>,
    pricer: &mut Pricer,
    first: Roster<'a>,
    control: &mut Control<'_>,
) -> Result<Roster<'a>, SolveError> {
    let limits = arena.problem.limits;
    let mut random = Random::new(arena.problem.seed);
    let mut steps = 0;
    // A sound roster soon: a stop during the linear programs then costs little, and its lines are good first columns.
    let mut first = first;
    let mut search = Neighbourhood {
        arena,
        pricer,
        random: &mut random,
        steps: &mut steps,
    };
    let few = DESCENDED_AN_AGENT * arena.class_of.len();
    search.descend(&mut first, few.min(limits.search_steps / 4), control);
    control.objective = Some(first.objective());
    control.report("neighbourhoods", 5.0);
    if let Some(root) = level_bound(arena, search.pricer, control) {
        control.bound = control.bound.max(root.bound);
    }
    let mut levelling = Levelling::new(&arena.supply, arena.classes.len());
    let half = limits.search_steps / 2;
    search.level_out(&mut first, &arena.supply, &mut levelling, half, control);
    if control.gap().is_some_and(|gap| gap <= limits.target_gap) {
        return Ok(first);
    }
    control.tell_levelled(|| first.shifts(arena));
    if program_size(arena) > LARGEST_PROGRAM {
        search.level_and_explore(&mut first, &arena.supply, &mut levelling, control);
        return Ok(first);
    }
    if let Some(weekly) = by_weeks(arena, control)? {
        control.bound = control.bound.max(weekly.bound);
        let mut roster = match weekly.roster {
            Some(roster) if roster.objective() < first.objective() => roster,
            _ => first,
        };
        let mut search = Neighbourhood {
            arena,
            pricer,
            random: &mut random,
            steps: &mut steps,
        };
        search.descend(&mut roster, limits.search_steps, control);
        search.explore(&mut roster, limits.search_steps, control);
        control.objective = Some(roster.objective());
        return Ok(roster);
    }
    let mut master = Master::new(
        &arena.supply,
        &arena.agents_by_class(),
        None,
        &arena.reached,
        false,
    )
    .map_err(|error| engine("columns", error))?;
    let mut pool = Pool::default();
    for line in &first.lines {
        if pool
            .add(&mut master, line.clone())
            .map_err(|error| engine("columns", error))?
        {
            control.work.columns += 1;
        }
    }
    let root: Option<RootBound> = generate(arena, &mut master, &mut pool, pricer, control)?;
    let mut roster = first;
    if let Some(mut dived) = dive(arena, &mut master, &mut pool, pricer, control, &[])? {
        let mut search = Neighbourhood {
            arena,
            pricer,
            random: &mut random,
            steps: &mut steps,
        };
        // Compared only now: a dive leaves more to re-pricing than a roster that went through it already.
        search.descend(&mut dived, limits.search_steps, control);
        if dived.objective() < roster.objective() {
            roster = dived;
        }
    }
    control.objective = Some(roster.objective());
    roster = finish(arena, &pool, root.as_ref(), pricer, roster, control)?;
    control.objective = Some(roster.objective());
    let mut search = Neighbourhood {
        arena,
        pricer,
        random: &mut random,
        steps: &mut steps,
    };
    let remaining = limits.search_steps.saturating_sub(*search.steps);
    let until = *search.steps + remaining * 3 / 4;
    search.dive_again(&mut roster, &mut master, &mut pool, until, control)?;
    search.explore(&mut roster, limits.search_steps, control);
    control.objective = Some(roster.objective());
    finish(arena, &pool, root.as_ref(), pricer, roster, control)
}

fn conclude(arena: &Arena<'_>, roster: &Roster<'_>, control: &mut Control<'_>) -> Solution {
    let problem = arena.problem;
    // Counted afresh, so that nothing of the search's increments remains in what is reported.
    let staffing = Roster::of(arena, &arena.supply, roster.lines.clone()).staffing;
    let staffed = staffing.staffed();
    let difference = |group: usize, sign: f64| -> Vec<f64> {
        let required = &problem.groups[group].required;
        required
            .iter()
            .zip(&staffed[group])
            .map(|(need, heads)| (sign * (need - heads)).max(0.0))
            .collect()
    };
    let groups = 0..problem.groups.len();
    let objective = staffing.cost() + roster.lines.iter().map(|line| line.cost).sum::<f64>();
    let bound = control.bound.min(objective).max(0.0);
    let gap = relative_gap(objective, bound);
    control.bound = bound;
    control.objective = Some(objective);
    let status = match (gap <= problem.limits.target_gap, control.stopped) {
        (true, _) => Status::OptimalWithinGap,
        (false, true) => Status::Stopped,
        (false, false) => Status::WorkLimit,
    };
    let mut solution = Solution {
        lines: roster
            .lines
            .iter()
            .enumerate()
            .map(|(agent, line)| line.line(problem, &arena.courses[line.class], agent))
            .collect(),
        objective,
        line_cost: objective - staffing.cost(),
        shifts_staffed: Vec::new(),
        bound,
        gap,
        status,
        work: control.work,
        under: groups.clone().map(|group| difference(group, 1.0)).collect(),
        over: groups.map(|group| difference(group, -1.0)).collect(),
        staffed,
        relaxed: arena.relaxations(),
        shortages: Vec::new(),
        messages: Vec::new(),
    };
    let options = |course: &Course| course.days.iter().map(|day| day.options.clone()).collect();
    let known = explain::Known {
        problem,
        class_of: &arena.class_of,
        options: arena.courses.iter().map(options).collect(),
    };
    explain::explain(&known, &mut solution);
    control.report("done", 100.0);
    solution
}
