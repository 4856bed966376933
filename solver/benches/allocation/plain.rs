//! The same program as one would write it down with good_lp: a column for each campaign, segment, group and interval.

use std::collections::BTreeMap;

use crewcast_solver::allocation::{
    BudgetLimit, DialingMode, Problem, Supply, Table, Worth, priority_multiplier,
};
use good_lp::solvers::highs::{HighsParallelType, highs};
use good_lp::{Expression, Solution, SolverModel, constraint, variable, variables};

struct Rate {
    value: f64,
    attempts: f64,
    money: f64,
}

fn rate(problem: &Problem, campaign: usize, group: usize, interval: usize) -> Rate {
    let terms = &problem.campaigns[campaign];
    let entry = |table: &Table| match table {
        Table::Same(value) => *value,
        Table::ByGroup(row) => row[group],
        Table::ByGroupAndInterval(rows) => rows[group][interval],
    };
    let (Worth::PerContact(worth), Some(busy)) = (&terms.worth, problem.occupancies) else {
        panic!("the measured day counts by contacts");
    };
    let busy = match worth.mode {
        DialingMode::Preview => busy.preview,
        DialingMode::Progressive => busy.progressive,
        DialingMode::Predictive => busy.predictive,
    };
    let contacts = 60.0 * busy / entry(&worth.handle_seconds);
    let attempts = contacts * worth.attempts_per_handled_contact;
    Rate {
        value: contacts * entry(&worth.success_probability) * worth.value_per_success,
        attempts,
        money: problem.groups[group].cost_per_hour / 60.0 + attempts * terms.cost_per_attempt,
    }
}

/// The objective. Minima are hard: the measured day can meet them.
pub fn solve(problem: &Problem) -> Result<f64, good_lp::ResolutionError> {
    let length = f64::from(problem.interval_minutes);
    let intervals = problem.day_of_interval.len();
    let surplus: Vec<Vec<f64>> = problem
        .groups
        .iter()
        .map(|group| match &group.supply {
            Supply::Surplus { minutes } => minutes.clone(),
            Supply::AtWork { heads, inbound } => heads
                .iter()
                .zip(inbound)
                .map(|(heads, inbound)| {
                    let kept = inbound
                        .heads_with(problem.protection)
                        .unwrap_or(f64::INFINITY);
                    (heads - kept).max(0.0) * length
                })
                .collect(),
        })
        .collect();
    let whole: f64 = surplus.iter().flatten().sum();
    let mut variables = variables!();
    let mut objective = Expression::default();
    // A sum by the name of its row: kind, two indices.
    let mut rows: BTreeMap<(&str, usize, usize), (Expression, f64)> = BTreeMap::new();
    let mut minima: BTreeMap<usize, Expression> = BTreeMap::new();
    for (c, terms) in problem.campaigns.iter().enumerate() {
        for (s, segment) in problem.lists[terms.list].segments.iter().enumerate() {
            let list = terms.list * 16 + s;
            let per_day = segment
                .attempts_per_contact_per_day
                .unwrap_or(f64::INFINITY);
            let per_hour = segment
                .attempts_per_contact_per_hour
                .unwrap_or(f64::INFINITY);
            let a_contact = segment.attempts_per_contact.min(per_day).min(per_hour);
            let most = segment
                .callable_contacts
                .iter()
                .copied()
                .fold(0.0, f64::max);
            for t in (0..intervals).filter(|&t| segment.callable_contacts[t] > 0.0) {
                let hour = t / 4;
                let end = intervals.min(hour * 4 + 4);
                let in_hour = segment.callable_contacts[hour * 4..end].iter();
                let in_hour = in_hour.copied().fold(0.0, f64::max);
                for &g in &terms.groups {
                    let Rate {
                        value,
                        attempts,
                        money,
                    } = rate(problem, c, g, t);
                    let x = variables.add(variable().min(0.0));
                    objective += value * priority_multiplier(terms.priority) * x;
                    let mut row = |name, one, other, factor: f64, limit: f64| {
                        if limit.is_finite() {
                            let known = rows.entry((name, one, other));
                            known.or_insert((Expression::default(), limit)).0 += factor * x;
                        }
                    };
                    row("slot", g, t, 1.0, surplus[g][t]);
                    let in_all = segment.contacts * segment.attempts_per_contact;
                    row("list", list, 0, attempts, in_all);
                    row("day", list, 0, attempts, most * per_day);
                    row("hour", list, hour, attempts, in_hour * per_hour);
                    let now = segment.callable_contacts[t] * a_contact;
                    row("interval", list, t, attempts, now);
                    if let Some(share) = terms.maximum_share {
                        row("maximum", c, 0, 1.0, share * whole);
                    }
                    for (b, budget) in problem.budgets.iter().enumerate() {
                        if budget.campaigns.contains(&c) {
                            match budget.limit {
                                BudgetLimit::AgentMinutes(limit) => row("budget", b, 0, 1.0, limit),
                                BudgetLimit::Money(limit) => row("budget", b, 0, money, limit),
                            }
                        }
                    }
                    let lines = terms.lines_per_agent / length;
                    if let Some(most) = &problem.maximum_lines {
                        row("lines", t, 0, lines, most[t]);
                    }
                    if let Some(most) = terms.maximum_lines {
                        row("own lines", c, t, lines, most);
                    }
                    if terms.minimum_share.is_some() {
                        *minima.entry(c).or_default() += x;
                    }
                }
            }
        }
    }
    let mut model = variables
        .maximise(objective.clone())
        .using(highs)
        .set_parallel(HighsParallelType::Off);
    for (sum, limit) in rows.into_values() {
        model.add_constraint(constraint!(sum <= limit));
    }
    for (c, sum) in minima {
        let share = problem.campaigns[c].minimum_share.unwrap_or(0.0);
        model.add_constraint(constraint!(sum >= share * whole));
    }
    Ok(model.solve()?.eval(objective))
}
