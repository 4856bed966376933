use std::collections::BTreeSet;

use super::SolveError;
use super::arena::Arena;
use super::control::Control;
use super::generate::{Pool, engine, generate};
use super::roster::Roster;
use super::solve::improve;
use crate::columns::{Column, PlacedShift, Pricer};
use crate::master::Master;
use crate::problem::{Agent, Day, DemandGroup, Problem, Request, SlotRange, WorkedBefore};

/// What solving week by week gave.
pub struct Weekly<'a> {
    /// Sum of the weeks' bounds; valid for the whole, since only rules between weeks were left out.
    pub bound: f64,
    /// The weeks one after the other, each bound by the one before; none when a week's minima could not be met then.
    pub roster: Option<Roster<'a>>,
}

/// Takes several weeks apart where no shift runs from one into the next: lines of four weeks are too long to generate,
/// those of one week are not. Costs and weekly rules belong to a week; rest, runs of days and days off reach over its
/// end and are handed on from week to week. None when the problem does not come apart.
pub fn by_weeks<'a>(
    arena: &'a Arena<'_>,
    control: &mut Control<'_>,
) -> Result<Option<Weekly<'a>>, SolveError> {
    let problem = arena.problem;
    let weeks: BTreeSet<usize> = problem.days.iter().map(|day| day.week).collect();
    if weeks.len() < 2 || !arena.relaxations().is_empty() || runs_over(arena) {
        return Ok(None);
    }
    let mut bound = 0.0;
    let mut before: Vec<WorkedBefore> = problem
        .agents
        .iter()
        .map(|agent| agent.before.clone())
        .collect();
    let mut placed: Option<Vec<Vec<PlacedShift>>> = Some(vec![Vec::new(); problem.agents.len()]);
    for (rank, &week) in weeks.iter().enumerate() {
        let unbound: Vec<WorkedBefore> = match rank {
            0 => before.clone(),
            _ => vec![WorkedBefore::default(); before.len()],
        };
        bound += week_bound(&one_week(problem, week, &unbound, 1, weeks.len()), control)?;
        control.report("columns", 50.0 * (rank as f64 + 0.3) / weeks.len() as f64);
        if let Some(shifts) = &mut placed {
            let part = one_week(problem, week, &before, weeks.len(), weeks.len());
            if !place_week(arena, &part, week, shifts, &mut before, control)? {
                placed = None;
            }
        }
        control.report("columns", 50.0 * (rank + 1) as f64 / weeks.len() as f64);
    }
    let lines = placed.map(|all| {
        let mut by_class: Vec<Vec<Column>> = vec![Vec::new(); arena.classes.len()];
        for (agent, shifts) in all.into_iter().enumerate() {
            let class = arena.class_of[agent];
            by_class[class].push(Column::new(
                class,
                &arena.courses[class],
                shifts,
                0.0,
                arena.slots(),
            ));
        }
        by_class
    });
    Ok(Some(Weekly {
        bound,
        roster: lines.and_then(|lines| Roster::from_lines(arena, lines)),
    }))
}

fn runs_over(arena: &Arena<'_>) -> bool {
    let days = &arena.problem.days;
    let end_of = |week: usize| {
        days.iter()
            .rfind(|day| day.week == week)
            .map_or(0, Day::end_slot)
    };
    let last = days.last().map_or(0, |day| day.week);
    arena.courses.iter().any(|course| {
        let mut pairs = course.days.iter().zip(days);
        pairs.any(|(course_day, day)| {
            day.week != last
                && course_day
                    .options
                    .iter()
                    .any(|option| option.end() > end_of(day.week))
        })
    })
}

/// One week as a problem of its own. `share` weeks split the days off of the period; 1 leaves that rule out, as a bound
/// must.
fn one_week(
    problem: &Problem,
    week: usize,
    before: &[WorkedBefore],
    share: usize,
    weeks: usize,
) -> Problem {
    let days: Vec<&Day> = problem.days.iter().filter(|day| day.week == week).collect();
    let first_day = problem.days.partition_point(|day| day.week < week);
    let offset = days.first().map_or(0, |day| day.first_slot);
    let end = days.last().map_or(0, |day| day.end_slot());
    let shifted = |range: &SlotRange| {
        let range = SlotRange {
            start: range.start.saturating_sub(offset),
            end: range.end.saturating_sub(offset),
        };
        (range.end > 0 && range.start < end - offset).then_some(range)
    };
    let agent = |(agent, before): (&Agent, &WorkedBefore)| {
        let mut paid_absence_minutes = vec![0; week];
        paid_absence_minutes.push(agent.paid_absence_minutes.get(week).copied().unwrap_or(0));
        let rest = problem.plans[agent.plan].minimum_time_between_shifts_minutes;
        // Rest that is over binds nobody; saying so keeps agents in one class.
        let minutes_since_last_shift = before
            .minutes_since_last_shift
            .filter(|minutes| *minutes < rest);
        let in_week = |day: usize| {
            let place = day.checked_sub(first_day)?;
            (place < days.len()).then_some(place)
        };
        let wish = |request: &Request| {
            in_week(request.day).map(|day| Request {
                day,
                ..request.clone()
            })
        };
        Agent {
            unavailable: agent.unavailable.iter().filter_map(shifted).collect(),
            days_off: agent
                .days_off
                .iter()
                .filter_map(|&day| in_week(day))
                .collect(),
            requests: agent.requests.iter().filter_map(wish).collect(),
            paid_absence_minutes,
            before: WorkedBefore {
                minutes_since_last_shift,
                ..before.clone()
            },
            ..agent.clone()
        }
    };
    let mut plans = problem.plans.clone();
    for plan in &mut plans {
        let each = plan
            .minimum_days_off
            .div_ceil(u32::try_from(share).unwrap_or(1).max(1));
        plan.minimum_days_off = if share > 1 { each } else { 0 };
    }
    let mut limits = problem.limits;
    limits.search_steps /= 2 * weeks.max(1);
    let group = |group: &DemandGroup| DemandGroup {
        required: group.required[offset..end].to_vec(),
        ..group.clone()
    };
    Problem {
        slot_minutes: problem.slot_minutes,
        days: days
            .iter()
            .map(|day| Day {
                first_slot: day.first_slot - offset,
                ..**day
            })
            .collect(),
        groups: problem.groups.iter().map(group).collect(),
        shift_demand: Vec::new(),
        break_limits: Vec::new(),
        agents: problem.agents.iter().zip(before).map(agent).collect(),
        plans,
        seed: problem.seed,
        limits,
    }
}

fn week_bound(part: &Problem, control: &mut Control<'_>) -> Result<f64, SolveError> {
    let arena = Arena::new(part);
    let mut pricer = Pricer::default();
    control.apart(|control| {
        let first = Roster::greedy(&arena, &mut pricer, control);
        let mut master = Master::new(
            &arena.supply,
            &arena.agents_by_class(),
            None,
            &arena.reached,
            false,
        )
        .map_err(|error| engine("columns", error))?;
        let mut pool = Pool::default();
        for line in first.lines {
            pool.add(&mut master, line)
                .map_err(|error| engine("columns", error))?;
        }
        let root = generate(&arena, &mut master, &mut pool, &mut pricer, control)?;
        Ok(root.map_or(0.0, |root| root.bound.max(0.0)))
    })
}

/// Solves one week after those before and adds its shifts; false when a minimum cannot be met then.
fn place_week(
    whole: &Arena<'_>,
    part: &Problem,
    week: usize,
    shifts: &mut [Vec<PlacedShift>],
    before: &mut [WorkedBefore],
    control: &mut Control<'_>,
) -> Result<bool, SolveError> {
    let arena = Arena::new(part);
    if !arena.relaxations().is_empty() {
        return Ok(false);
    }
    let mut pricer = Pricer::default();
    let lines = control.apart(|control| {
        let first = Roster::greedy(&arena, &mut pricer, control);
        control.objective = Some(first.objective());
        improve(&arena, &mut pricer, first, control).map(|roster| roster.lines)
    })?;
    let first_day = whole.problem.days.partition_point(|day| day.week < week);
    let offset = whole.problem.days[first_day].first_slot;
    let slot_minutes = part.slot_minutes;
    for (agent, line) in lines.iter().enumerate() {
        let course = &arena.courses[line.class];
        let target = &whole.courses[whole.class_of[agent]];
        let mut run = before[agent].consecutive_days;
        let mut ended = None;
        let mut next_day = 0;
        for placed in &line.shifts {
            let option = course.days[placed.day].options[placed.option];
            let day = first_day + placed.day;
            let mut moved = option;
            moved.start += offset;
            let Some(rank) = target.days[day]
                .options
                .iter()
                .position(|other| *other == moved)
            else {
                return Ok(false);
            };
            shifts[agent].push(PlacedShift {
                day,
                option: rank,
                starts: placed.starts.clone(),
            });
            run = if placed.day == next_day { run + 1 } else { 1 };
            next_day = placed.day + 1;
            ended = Some(option.end());
        }
        let slots = part.horizon_slots();
        let since = |slots: usize| {
            u32::try_from(slots)
                .unwrap_or(u32::MAX)
                .saturating_mul(slot_minutes)
        };
        before[agent] = WorkedBefore {
            consecutive_days: if next_day == part.days.len() { run } else { 0 },
            minutes_since_last_shift: match ended {
                Some(end) => Some(since(slots.saturating_sub(end))),
                None => before[agent]
                    .minutes_since_last_shift
                    .map(|minutes| minutes.saturating_add(since(slots))),
            },
            ..WorkedBefore::default()
        };
    }
    Ok(true)
}
