mod conflicts;
mod lines;
mod prices;
mod unmet;

use crate::audit::audit;
use crate::problem::{Agent, Line, Problem, Weekday};
use crate::rules::testing::week;
use crate::search::{Solution, solve};

/// A roster that passed the audit.
pub fn solved(problem: &Problem) -> Solution {
    let solution = solve(problem, &|| false, &mut |_| ()).expect("a valid problem has a roster");
    is_sound(problem, &solution);
    solution
}

pub fn is_sound(problem: &Problem, solution: &Solution) {
    let certificate = audit(problem, solution);
    assert!(certificate.is_clean(), "{:?}", certificate.breaches);
    assert!(solution.bound <= solution.objective + 1e-6);
}

/// What a roster costs by the judge, who counts everything from the lines.
pub fn cost_of(problem: &Problem, solution: &Solution, lines: &[Line]) -> f64 {
    let other = Solution {
        lines: lines.to_vec(),
        ..solution.clone()
    };
    audit(problem, &other).objective
}

pub fn agent(id: &str, groups: &[usize]) -> Agent {
    Agent {
        id: id.into(),
        groups: groups.to_vec(),
        ..Agent::default()
    }
}

/// Agents who may work from Monday to Saturday, eight hours without a meal, on a demand of `heads` from 8 to 16.
pub fn plain(agents: usize, heads: f64) -> Problem {
    let mut problem = week();
    let plan = &mut problem.plans[0];
    plan.minimum_paid_minutes_per_week = 0;
    plan.minimum_days_per_week = 0;
    plan.maximum_paid_minutes_per_week = 2880;
    plan.minimum_days_off = 1;
    plan.maximum_consecutive_days = 6;
    plan.maximum_days_per_week = 5;
    plan.shifts[0].activities.clear();
    plan.shifts[0].minimum_paid_minutes = 480;
    assert_eq!(plan.shifts[0].weekdays, Weekday::ALL[..6]);
    problem.agents = (0..agents)
        .map(|index| agent(&format!("agent {index}"), &[0]))
        .collect();
    problem.groups[0].required = every_day(6, 8..16, heads);
    problem
}

/// Heads in some hours of the first days of a week.
pub fn every_day(days: usize, hours: std::ops::Range<usize>, heads: f64) -> Vec<f64> {
    let required = |slot: usize| slot / 24 < days && hours.contains(&(slot % 24));
    (0..168)
        .map(|slot| if required(slot) { heads } else { 0.0 })
        .collect()
}
