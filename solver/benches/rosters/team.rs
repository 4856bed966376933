//! What shift design says of a centre: the bound of the counted agents, what one more of each kind would bring, and a
//! team designed for the centre's demand.

use std::error::Error;
use std::time::{Duration, Instant};

use crewcast_solver::problem::Problem;
use crewcast_solver::shift_design::{Contract, DesignEffort, DesignProblem, design, headcount};

/// Cost of a paid hour, in hours of over-staffing: below the price of a missing one, or nobody would be hired.
const COST_OF_A_PAID_HOUR: f64 = 1.0;

/// Kinds of agent for which the linear program is solved again.
const SOLVED_AGAIN: usize = 3;

pub fn tell(
    problem: &Problem,
    most_kinds: Option<usize>,
    limit: Duration,
) -> Result<(), Box<dyn Error>> {
    let start = Instant::now();
    let told = headcount(problem, SOLVED_AGAIN)?;
    println!(
        "  counted agents: bound {:.2} (± {:.4}), one more of {} kinds, {:.1} s",
        told.bound,
        told.accuracy,
        told.one_more.len(),
        start.elapsed().as_secs_f64()
    );
    for one in &told.one_more {
        if let Some(change) = one.bound_change {
            println!(
                "    {:<20} {:?}: predicted {:+.2}, solved again {change:+.2}",
                problem.plans[one.plan].id, one.groups, one.predicted_change
            );
        }
    }
    let weeks = problem.days.len() as f64 / 7.0;
    let contracts = told.one_more.iter().map(|one| {
        let plan = &problem.plans[one.plan];
        let hours = f64::from(plan.maximum_paid_minutes_per_week) / 60.0 * weeks;
        Contract {
            id: format!("{} {:?}", plan.id, one.groups),
            plan: one.plan,
            groups: one.groups.clone(),
            cost_per_agent: hours * COST_OF_A_PAID_HOUR,
            minimum_agents: 0,
            maximum_agents: u32::try_from(problem.agents.len()).unwrap_or(u32::MAX),
        }
    });
    let question = DesignProblem {
        slot_minutes: problem.slot_minutes,
        days: problem.days.clone(),
        groups: problem.groups.clone(),
        plans: problem.plans.clone(),
        contracts: contracts.collect(),
        most_shift_kinds: most_kinds,
        seed: problem.seed,
        effort: DesignEffort {
            roster: problem.limits,
            ..DesignEffort::default()
        },
    };
    let start = Instant::now();
    let found = design(&question, &|| start.elapsed() >= limit, &mut |_| ())?;
    println!(
        "  designed: {} agents for {}, cost {:.2}, bound {:.2}, gap {:.2} %, {} kinds of shift, {:.1} s",
        found.agents.iter().sum::<u32>(),
        problem.agents.len(),
        found.objective,
        found.bound,
        100.0 * found.gap,
        found.kinds.len(),
        start.elapsed().as_secs_f64()
    );
    Ok(())
}
