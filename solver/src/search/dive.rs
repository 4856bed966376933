use super::SolveError;
use super::arena::Arena;
use super::control::Control;
use super::generate::{Pool, engine};
use super::roster::Roster;
use crate::columns::{Column, Pricer};
use crate::master::{Duals, Master};

/// Rounds the linear program to a roster: holds what is whole, rounds up what is nearly so, re-prices, and solves
/// again warm, until every agent has a line.
///
/// `kept` agents stay on each line of the pool from the start; the lines past its end have none.
pub fn dive<'a>(
    arena: &'a Arena<'_>,
    master: &mut Master<'_>,
    pool: &mut Pool,
    pricer: &mut Pricer,
    control: &mut Control<'_>,
    kept: &[i64],
) -> Result<Option<Roster<'a>>, SolveError> {
    let mut open: Vec<i64> = arena
        .classes
        .iter()
        .map(|class| class.agents.len() as i64)
        .collect();
    let mut held = kept.to_vec();
    held.resize(pool.columns.len(), 0);
    for (line, &count) in held.iter().enumerate() {
        open[pool.columns[line].class] -= count;
        master
            .hold(line, count as f64)
            .map_err(|error| engine("dive", error))?;
    }
    let total: i64 = open.iter().sum();
    loop {
        if control.should_stop() {
            return Ok(None);
        }
        let solution = master.solve().map_err(|error| engine("dive", error))?;
        control.work.linear_programs += 1;
        held.resize(solution.counts.len(), 0);
        let mut parts = Vec::new();
        let mut moved = 0;
        for (line, &count) in solution.counts.iter().enumerate() {
            let class = pool.columns[line].class;
            let whole = ((count + 1e-6).floor() as i64 - held[line]).clamp(0, open[class]);
            if whole > 0 {
                held[line] += whole;
                open[class] -= whole;
                moved += whole;
                master
                    .hold(line, held[line] as f64)
                    .map_err(|error| engine("dive", error))?;
            }
            let part = count - held[line] as f64;
            if part > 1e-6 {
                parts.push((part, line));
            }
        }
        let remaining: i64 = open.iter().sum();
        if kept.is_empty() {
            control.report(
                "dive",
                50.0 + 15.0 * (total - remaining) as f64 / total.max(1) as f64,
            );
        }
        if remaining == 0 {
            break;
        }
        parts.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let batch = usize::try_from(remaining / 5).unwrap_or(0).max(1);
        let mut rounded = 0;
        for &(part, line) in &parts {
            let class = pool.columns[line].class;
            if rounded >= batch || (part < 0.6 && rounded + usize::try_from(moved).unwrap_or(0) > 0)
            {
                break;
            }
            if open[class] > 0 {
                held[line] += 1;
                open[class] -= 1;
                rounded += 1;
                master
                    .hold(line, held[line] as f64)
                    .map_err(|error| engine("dive", error))?;
            }
        }
        if rounded == 0 && moved == 0 {
            return Ok(None);
        }
        price_open(arena, master, pool, pricer, control, &solution.duals, &open)?;
    }
    let mut by_class: Vec<Vec<Column>> = vec![Vec::new(); arena.classes.len()];
    for (line, &count) in held.iter().enumerate() {
        for _ in 0..count {
            let column = &pool.columns[line];
            by_class[column.class].push(column.clone());
        }
    }
    Ok(Roster::from_lines(arena, by_class))
}

fn price_open(
    arena: &Arena<'_>,
    master: &mut Master<'_>,
    pool: &mut Pool,
    pricer: &mut Pricer,
    control: &mut Control<'_>,
    duals: &Duals,
    open: &[i64],
) -> Result<(), SolveError> {
    for (class, course) in arena
        .courses
        .iter()
        .enumerate()
        .filter(|(class, _)| open[*class] > 0)
    {
        let worth = duals.worth(&arena.supply, arena.skill_of(class));
        control.work.pricings += 1;
        if let Some(priced) = pricer.best(course, class, &worth)
            && priced.worth + duals.agent[class] > 1e-6
            && pool
                .add(master, priced.column)
                .map_err(|error| engine("dive", error))?
        {
            control.work.columns += 1;
        }
    }
    Ok(())
}
