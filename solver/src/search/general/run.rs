use std::ops::Range;

use super::desk::Desk;
use super::finish::finish;
use super::heads::Heads;
use super::part::{Goal, Part, Seat};
use super::parts::{GAIN, Search};
use super::roster::{Line, Roster, first_line};
use crate::lines::Pricer;
use crate::master::Duals;
use crate::problem::Problem;
use crate::random::Random;
use crate::search::control::Control;
use crate::search::{Solution, SolveError, Work};

/// Days beyond which lines are made and improved window by window.
pub const LONGEST_WHOLE: usize = 91;
/// Share of the objective by which bound and linear program of the whole problem may differ when generation ends.
const TAIL: f64 = 5e-5;
/// Steps of the tables that count as one step of the work limit.
const STEP: usize = 50_000;

/// Rounds that the whole linear program takes, as a rule.
const ROOT_ROUNDS: usize = 60;
/// Steps below which the whole linear program comes first; else a good roster's lines make it shorter.
const SMALL_ROOT: usize = 5_000;

/// Steps of improving parts before the integer program is first tried again.
const FIRST_CHUNK: usize = 2_000;

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
    improve_roster(&desk, &mut pricer, &mut roster, control)?;
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

/// Improves a roster until gap, work limit or stop; it is never worse than it was.
pub fn improve_roster<'d>(
    desk: &'d Desk<'_>,
    pricer: &mut Pricer,
    roster: &mut Roster<'d>,
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
    descend(&mut search, roster, control, 3);
    let mut arms = Arms::new(desk);
    let until = root_steps / 8;
    if until > SMALL_ROOT {
        explore(
            &mut search,
            &mut arms,
            roster,
            until.min(limits.search_steps),
            control,
        )?;
    }
    let prices = root(desk, search.pricer, roster, control)?;
    let mut tried = f64::INFINITY;
    let mut chunk = FIRST_CHUNK;
    while !roster.lines.is_empty() {
        if let Some(prices) = prices.as_ref().filter(|_| roster.objective() < tried) {
            tried = roster.objective();
            finish(desk, search.pricer, prices, roster, control)?;
        }
        let until = arms.steps.saturating_add(chunk).min(limits.search_steps);
        explore(&mut search, &mut arms, roster, until, control)?;
        chunk *= 2;
        control.objective = Some(roster.objective());
        let done = control.gap().is_some_and(|gap| gap <= limits.target_gap);
        if done || arms.steps >= limits.search_steps || control.should_stop() {
            break;
        }
    }
    control.objective = Some(roster.objective());
    Ok(())
}

/// Windows of about four weeks over the horizon, half overlapping.
fn windows(days: usize) -> Vec<Range<usize>> {
    let length = if days <= 35 { days } else { 28 };
    let mut list = Vec::new();
    let mut first = 0;
    while first + length < days {
        list.push(first..first + length);
        first += 14;
    }
    list.push(days - length..days);
    list
}

/// Re-prices every agent alone in every window until a sweep brings little, at most `sweeps` times.
fn descend<'d>(
    search: &mut Search<'d, '_, '_>,
    roster: &mut Roster<'d>,
    control: &mut Control<'_>,
    sweeps: usize,
) {
    let mut order: Vec<usize> = (0..roster.lines.len()).collect();
    for _ in 0..sweeps {
        let before = roster.objective();
        for window in windows(search.desk.days()) {
            search.random.shuffle(&mut order);
            for &agent in &order {
                if control.should_stop() {
                    return;
                }
                search.reprice(roster, agent, window.clone(), control);
            }
            control.objective = Some(roster.objective());
            control.report("columns", 3.0);
        }
        if roster.objective() > before - GAIN {
            return;
        }
    }
}

/// Solves the linear program of the whole problem: a bound, and a dive from it.
fn root<'d>(
    desk: &'d Desk<'_>,
    pricer: &mut Pricer,
    roster: &mut Roster<'d>,
    control: &mut Control<'_>,
) -> Result<Option<Duals>, SolveError> {
    if desk.days() > LONGEST_WHOLE || roster.lines.is_empty() {
        return Ok(None);
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
    let generated = part.generate(pricer, control, &goal, &mut |control, round, bound| {
        control.work.rounds += 1;
        control.bound = control.bound.max(rounded_up(bound, grain));
        control.report("columns", 3.0 + 45.0 * round as f64 / rounds as f64);
    })?;
    let Some(generated) = generated else {
        return Ok(None);
    };
    control.report("columns", 50.0);
    if control
        .gap()
        .is_some_and(|gap| gap <= desk.problem.limits.target_gap)
    {
        return Ok(generated.prices);
    }
    if let Some(chosen) = part.dive(pricer, control, roster.objective())? {
        let mut by_class: Vec<Vec<Vec<_>>> = vec![Vec::new(); desk.classes.len()];
        for (class, piece) in chosen {
            by_class[class].push(piece.duties);
        }
        let mut next = roster.clone();
        for (class, lines) in desk.classes.iter().zip(by_class) {
            for (&agent, duties) in class.agents.iter().zip(lines) {
                if let Some(line) = Line::new(desk, desk.class_of[agent], duties) {
                    next.replace(desk, agent, line);
                }
            }
        }
        if next.objective() < roster.objective() {
            *roster = next;
        }
    }
    control.objective = Some(roster.objective());
    control.report("dive", 60.0);
    Ok(generated.prices)
}

/// A bound on objectives that are whole multiples of the grain.
fn rounded_up(bound: f64, grain: f64) -> f64 {
    if grain > 0.0 {
        ((bound - 1e-6) / grain).ceil() * grain
    } else {
        bound
    }
}

/// A kind of part: how many agents, how many days.
struct Arm {
    agents: usize,
    days: usize,
    /// Agents and days near a place that costs, instead of anywhere.
    near_cost: bool,
    /// What it gained lately and what that took, in steps.
    gain: f64,
    work: f64,
    /// Steps spent on it in all.
    total: f64,
}

/// The kinds of parts with what they have brought.
struct Arms {
    list: Vec<Arm>,
    /// Steps spent of the work limit.
    steps: usize,
}

impl Arms {
    fn new(desk: &Desk<'_>) -> Self {
        let (agents, days) = (desk.class_of.len(), desk.days());
        let sizes = [
            (5, 28),
            (10, 28),
            (20, 28),
            (15, 42),
            (40, 14),
            (usize::MAX, 7),
            (usize::MAX, 14),
        ];
        let arm = |(some, length): (usize, usize), near_cost: bool| Arm {
            agents: some.min(agents),
            days: length.min(days),
            near_cost,
            gain: 1.0,
            // Small parts come first; what they gain then decides.
            work: (some.min(agents) * length.min(days)) as f64,
            total: 0.0,
        };
        Arms {
            list: sizes
                .into_iter()
                .flat_map(|size| [arm(size, false), arm(size, true)])
                .collect(),
            steps: 0,
        }
    }
}

/// Solves parts chosen again and again until gap, work limit or stop.
fn explore<'d>(
    search: &mut Search<'d, '_, '_>,
    arms: &mut Arms,
    roster: &mut Roster<'d>,
    until: usize,
    control: &mut Control<'_>,
) -> Result<(), SolveError> {
    let desk = search.desk;
    let agents = roster.lines.len();
    let limits = desk.problem.limits;
    let spent = |pricer: &mut Pricer, work: &Work, before: &Work| {
        let priced = std::mem::take(&mut pricer.work) / STEP;
        1 + priced + 4 * (work.linear_programs - before.linear_programs)
    };
    spent(search.pricer, &control.work, &control.work.clone());
    while agents > 0 && arms.steps < until && !control.should_stop() {
        control.objective = Some(roster.objective());
        if control.gap().is_some_and(|gap| gap <= limits.target_gap) {
            break;
        }
        control.report(
            "neighbourhoods",
            60.0 + 40.0 * arms.steps as f64 / limits.search_steps.max(1) as f64,
        );
        let choice = choose_arm(&arms.list, search.random);
        let arm = &arms.list[choice];
        let (chosen, window) = choose_part(desk, roster, arm, search.random);
        let sideways = search.random.below(4) == 0;
        let before = control.work;
        let gain = -search.improve(roster, &chosen, window, control, sideways)?;
        let work = spent(search.pricer, &control.work, &before);
        arms.steps += work;
        let arm = &mut arms.list[choice];
        arm.gain = 0.95 * arm.gain + gain;
        arm.work = 0.95 * arm.work + work as f64;
        arm.total += work as f64;
    }
    Ok(())
}

/// A third of the time the arm on which least work was spent, else the one that has gained most for its work lately.
fn choose_arm(arms: &[Arm], random: &mut Random) -> usize {
    if random.below(3) == 0 {
        let least = |&a: &usize, &b: &usize| arms[a].total.total_cmp(&arms[b].total);
        return (0..arms.len()).min_by(least).unwrap_or(0);
    }
    let rate = |arm: &Arm| arm.gain / arm.work;
    (0..arms.len())
        .max_by(|&a, &b| rate(&arms[a]).total_cmp(&rate(&arms[b])))
        .unwrap_or(0)
}

fn choose_part(
    desk: &Desk<'_>,
    roster: &Roster<'_>,
    arm: &Arm,
    random: &mut Random,
) -> (Vec<usize>, Range<usize>) {
    let days = desk.days();
    let mut order: Vec<usize> = (0..roster.lines.len()).collect();
    random.shuffle(&mut order);
    let mut centre = random.below(days);
    if arm.near_cost {
        let demand = &desk.problem.shift_demand;
        let dear: Vec<usize> = (0..demand.len())
            .filter(|&entry| roster.heads.shift_cost(entry) > GAIN)
            .collect();
        if !dear.is_empty() {
            let entry = dear[random.below(dear.len())];
            centre = demand[entry].day;
            let template = &demand[entry].template;
            // Those who could work it come first, at random otherwise.
            let can = |agent: usize| {
                let class = desk.class_of[agent];
                let book = desk.book(class);
                let plan = &desk.problem.plans[book.plan];
                book.days[centre]
                    .options
                    .iter()
                    .zip(&desk.personal[class].option_cost[centre])
                    .any(|(option, cost)| {
                        cost.is_finite() && plan.shifts[option.template].id == *template
                    })
            };
            order.sort_by_key(|&agent| !can(agent));
        }
    }
    order.truncate(arm.agents);
    order.sort_unstable();
    if arm.days >= days {
        return (order, 0..days);
    }
    let weekly = desk.books.iter().any(|book| {
        book.counts_week_days || book.week_paid_in_node || book.meter == crate::lines::Meter::Week
    });
    let mut first = (centre + random.below(7)).saturating_sub(arm.days / 2 + 3);
    if weekly {
        while first > 0 && !desk.books.iter().all(|book| book.days[first - 1].ends_week) {
            first -= 1;
        }
    }
    let mut end = (first + arm.days).min(days);
    if weekly {
        while end < days && !desk.books.iter().all(|book| book.days[end - 1].ends_week) {
            end += 1;
        }
    } else if end - first < arm.days {
        first = end - arm.days;
    }
    (order, first..end)
}
