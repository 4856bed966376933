use super::arms::{Arms, explore};
use super::desk::Desk;
use super::finish::finish;
use super::heads::Heads;
use super::lanes::Lanes;
use super::part::{Goal, Part, Seat};
use super::part_dive::Care;
use super::parts::Search;
use super::roster::{Line, Roster, first_line};
use crate::lines::Pricer;
use crate::master::Duals;
use crate::problem::Problem;
use crate::random::Random;
use crate::search::control::Control;
use crate::search::{Solution, SolveError};

/// Days beyond which lines are made and improved window by window.
pub const LONGEST_WHOLE: usize = 91;
/// Share of the objective by which bound and linear program of the whole problem may differ when generation ends.
const TAIL: f64 = 5e-5;
/// Steps of the tables that count as one step of the work limit.
pub const STEP: usize = 50_000;

/// Rounds that the whole linear program takes, as a rule.
const ROOT_ROUNDS: usize = 60;
/// Steps of a root above which a good roster comes first, whose lines make the program shorter, and only the greater part
/// of the program is rounded.
const SMALL_ROOT: usize = 40_000;

/// One agent in so many is then left to a search among the few.
const LEFT_BY_DIVE: i64 = 4;

/// Steps of improving parts before the integer program is first tried again.
const FIRST_CHUNK: usize = 2_000;

/// Lines an agent that the dive from the whole linear program begins with.
const LINES_TO_DIVE_WITH: usize = 15;

/// Finds a roster of least cost under general rules.
pub fn solve_general(problem: &Problem, control: &mut Control<'_>) -> Result<Solution, SolveError> {
    let mut desk = Desk::new(problem);
    let mut pricer = Pricer::default();
    let whole = desk.days() <= LONGEST_WHOLE;
    let mut roster = match Roster::greedy(&desk, &mut pricer, whole) {
        Ok(roster) => roster,
        Err(without) => {
            relax(&mut desk, &mut pricer, without)?;
            pricer.work = 0;
            let again = Roster::greedy(&desk, &mut pricer, whole);
            again.map_err(|without| desk.no_line(&without))?
        }
    };
    let mut lanes = Lanes::new(&desk, &pricer, &mut Random::new(problem.seed));
    let limit = problem.limits.search_steps;
    let spent = match lanes.blend_out(&mut roster, limit, control)? {
        Some(spent) => spent,
        None => lanes.level_out(&mut roster, limit, control)?,
    };
    improve_roster(&desk, &mut pricer, &mut roster, spent, control)?;
    Ok(super::conclude::conclude(&desk, &roster, control))
}

/// Relaxes minima of every class that has no line.
///
/// # Errors
/// [`SolveError::NoLine`] names an agent that has none even then.
pub fn make_ready(desk: &mut Desk<'_>) -> Result<Pricer, SolveError> {
    let mut pricer = Pricer::default();
    let whole = desk.days() <= LONGEST_WHOLE;
    let nothing = desk.no_values();
    let without: Vec<usize> = (0..desk.classes.len())
        .filter(|&class| first_line(desk, &mut pricer, class, &nothing, whole).is_none())
        .collect();
    relax(desk, &mut pricer, without)?;
    Ok(pricer)
}

fn relax(desk: &mut Desk<'_>, pricer: &mut Pricer, without: Vec<usize>) -> Result<(), SolveError> {
    let whole = desk.days() <= LONGEST_WHOLE;
    desk.relax_impossible(pricer, without, |desk, pricer, class| {
        first_line(desk, pricer, class, &desk.no_values(), whole).is_some()
    })
}

/// Improves a roster until gap, work limit or stop; it is never worse than it was. `spent` are steps of the limit that it
/// took already.
pub fn improve_roster<'d>(
    desk: &'d Desk<'_>,
    pricer: &mut Pricer,
    roster: &mut Roster<'d>,
    spent: usize,
    control: &mut Control<'_>,
) -> Result<(), SolveError> {
    let limits = desk.problem.limits;
    control.objective = Some(roster.objective());
    control.report("columns", 1.0);
    let mut random = Random::new(desk.problem.seed);
    let mut search = Search {
        desk,
        pricer,
        random: &mut random,
    };
    // The greedy roster priced every agent once, as a round of the whole linear program does.
    let root_steps = ROOT_ROUNDS * (search.pricer.work / STEP);
    let mut lanes = Lanes::new(desk, search.pricer, search.random);
    let mut arms = Arms::after(desk, spent);
    let is_large = root_steps > SMALL_ROOT;
    descend(&mut search, roster, control);
    if is_large && desk.days() <= LONGEST_WHOLE {
        let until = (arms.steps + root_steps).min(limits.search_steps);
        explore(&mut lanes, &mut arms, roster, until, control)?;
    }
    let Root { prices, rounded } = root(&mut search, roster, control, is_large)?;
    match rounded {
        Some(rounded) if rounded.objective() < roster.objective() => *roster = rounded,
        Some(mut rounded) => {
            // Its lines fit each other: parts take it further than a roster that is cheaper now.
            let mut own = Arms::after(desk, arms.steps);
            let until = (own.steps + root_steps).min(limits.search_steps);
            let bound = control.bound;
            control.apart(|control| {
                control.bound = bound;
                explore(&mut lanes, &mut own, &mut rounded, until, control)
            })?;
            arms.steps = own.steps;
            if rounded.objective() < roster.objective() {
                (*roster, arms) = (rounded, own);
            }
        }
        None => {}
    }
    control.objective = Some(roster.objective());
    let mut tried = f64::INFINITY;
    let mut chunk = FIRST_CHUNK;
    while !roster.lines.is_empty() {
        if let Some(prices) = prices.as_ref().filter(|_| roster.objective() < tried) {
            tried = roster.objective();
            finish(desk, search.pricer, prices, roster, control)?;
        }
        let until = arms.steps.saturating_add(chunk).min(limits.search_steps);
        explore(&mut lanes, &mut arms, roster, until, control)?;
        chunk *= 2;
        let done = control.gap().is_some_and(|gap| gap <= limits.target_gap);
        if done || arms.steps >= limits.search_steps || control.should_stop() {
            break;
        }
    }
    control.objective = Some(roster.objective());
    Ok(())
}

/// Re-prices every agent alone in every window.
fn descend<'d>(
    search: &mut Search<'d, '_, '_>,
    roster: &mut Roster<'d>,
    control: &mut Control<'_>,
) {
    search.sweep(roster, search.desk.windows.iter(), control);
    control.objective = Some(roster.objective());
    control.report("columns", 3.0);
}

/// What the linear program of the whole problem has given beside the bound.
#[derive(Default)]
struct Root<'d> {
    prices: Option<Duals>,
    /// The program rounded to whole lines, settled; none where the roster needs no better.
    rounded: Option<Roster<'d>>,
}

/// Solves the linear program of the whole problem: a bound, and a dive from it.
fn root<'d>(
    search: &mut Search<'d, '_, '_>,
    roster: &Roster<'d>,
    control: &mut Control<'_>,
    is_large: bool,
) -> Result<Root<'d>, SolveError> {
    let desk = search.desk;
    if desk.days() > LONGEST_WHOLE || roster.lines.is_empty() {
        return Ok(Root::default());
    }
    let seats = desk
        .classes
        .iter()
        .map(|class| Seat {
            class: desk.class_of[class.agents[0]],
            count: u32::try_from(class.agents.len()).unwrap_or(u32::MAX),
            around: None,
        })
        .collect();
    let mut part = Part::new(desk, 0..desk.days(), seats, &Heads::none(desk))?;
    for (agent, line) in roster.lines.iter().enumerate() {
        part.add(desk.class_of[agent], line.piece.clone())?;
    }
    let rounds = desk.problem.limits.column_rounds;
    let goal = Goal {
        rounds,
        tail: roster.objective().abs() * TAIL,
        cutoff: f64::INFINITY,
        exact: true,
        from_nothing: true,
    };
    let grain = desk.grain;
    let generated = part.generate(
        search.pricer,
        control,
        &goal,
        &mut |control, round, bound| {
            control.work.rounds += 1;
            control.bound = control.bound.max(rounded_up(bound, grain));
            control.report("columns", 3.0 + 45.0 * round as f64 / rounds as f64);
        },
    )?;
    let Some(generated) = generated else {
        return Ok(Root::default());
    };
    let mut root = Root {
        prices: generated.prices,
        rounded: None,
    };
    control.report("columns", 50.0);
    let target = desk.problem.limits.target_gap;
    if control.gap().is_some_and(|gap| gap <= target) {
        return Ok(root);
    }
    if let Some(prices) = &root.prices {
        part = part.promising(prices, LINES_TO_DIVE_WITH, &Heads::none(desk))?;
    }
    let care = if is_large {
        Care::Leaving(i64::try_from(roster.lines.len()).unwrap_or(i64::MAX) / LEFT_BY_DIVE)
    } else {
        Care::Careful
    };
    if let Some(chosen) = part.dive(search.pricer, control, f64::INFINITY, care)? {
        let mut by_class: Vec<Vec<Vec<_>>> = vec![Vec::new(); desk.classes.len()];
        for (class, piece) in chosen {
            by_class[class].push(piece.duties);
        }
        let mut next = roster.clone();
        let mut left = Vec::new();
        for (class, lines) in desk.classes.iter().zip(by_class) {
            let mut lines = lines.into_iter();
            for &agent in &class.agents {
                let line = lines.next();
                match line.and_then(|duties| Line::new(desk, desk.class_of[agent], duties)) {
                    Some(line) => next.replace(desk, agent, line),
                    None => left.push(agent),
                }
            }
        }
        search.settle(&mut next, &left, control)?;
        root.rounded = Some(next);
    }
    control.report("dive", 60.0);
    Ok(root)
}

/// A bound on objectives that are whole multiples of the grain.
pub fn rounded_up(bound: f64, grain: f64) -> f64 {
    if grain > 0.0 {
        ((bound - 1e-6) / grain).ceil() * grain
    } else {
        bound
    }
}
