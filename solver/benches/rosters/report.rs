//! The tables.

use std::time::Duration;

use crewcast_solver::problem::Problem;
use crewcast_solver::search::{Progress, Solution};

use crate::judge::Verdict;

/// Seconds at which objective and bound are told.
const CHECKPOINTS: [u64; 8] = [1, 2, 10, 30, 60, 120, 300, 600];

/// Objective and bound as they came.
#[derive(Default)]
pub struct Course {
    reports: Vec<(Duration, Progress)>,
}

impl Course {
    pub fn note(&mut self, elapsed: Duration, progress: Progress) {
        let news = self.reports.last().is_none_or(|(_, last)| {
            (last.objective, last.bound) != (progress.objective, progress.bound)
        });
        if news {
            self.reports.push((elapsed, progress));
        }
    }

    fn first_roster(&self) -> Option<Duration> {
        let mut reports = self.reports.iter();
        reports
            .find(|(_, report)| report.objective.is_some())
            .map(|(elapsed, _)| *elapsed)
    }

    fn at(&self, elapsed: Duration) -> Option<Progress> {
        let mut before = self.reports.iter().rev();
        before
            .find(|(when, _)| *when <= elapsed)
            .map(|(_, report)| *report)
    }
}

pub fn head(problem: &Problem) {
    let hours = f64::from(problem.slot_minutes) / 60.0;
    let required: f64 = problem
        .groups
        .iter()
        .flat_map(|group| &group.required)
        .sum();
    println!(
        "\n{} agents, {} days, {} groups, seed {}; {:.0} hours required",
        problem.agents.len(),
        problem.days.len(),
        problem.groups.len(),
        problem.seed,
        required * hours
    );
}

pub fn course(course: &Course, solution: &Solution, elapsed: Duration, limit: Duration) {
    match course.first_roster() {
        Some(first) => println!("  first roster after {:.2} s", first.as_secs_f64()),
        None => println!("  no roster was told before the end"),
    }
    println!(
        "  {:>8} {:>12} {:>12} {:>8}",
        "seconds", "objective", "bound", "gap %"
    );
    let line = |seconds: f64, objective: f64, bound: f64| {
        let gap = if objective > 1e-6 {
            100.0 * (1.0 - bound / objective)
        } else {
            0.0
        };
        println!("  {seconds:>8.1} {objective:>12.2} {bound:>12.2} {gap:>8.2}");
    };
    for seconds in CHECKPOINTS {
        let when = Duration::from_secs(seconds);
        if when >= elapsed || when >= limit {
            break;
        }
        if let Some((objective, bound)) = course
            .at(when)
            .and_then(|report| Some((report.objective?, report.bound)))
        {
            line(when.as_secs_f64(), objective, bound);
        }
    }
    line(elapsed.as_secs_f64(), solution.objective, solution.bound);
}

pub fn verdict(name: &str, verdict: &Verdict) {
    println!(
        "  {name:<28} objective {:>10.2}  under {:>8.2} h  over {:>8.2} h  wishes refused {} of {} ({:.0})  {}",
        verdict.objective,
        verdict.under_hours,
        verdict.over_hours,
        verdict.refused,
        verdict.wishes,
        verdict.refused_price,
        match verdict.breaches.as_slice() {
            [] => "audit clean".to_owned(),
            [first, others @ ..] => format!("{} BREACHES, first {first}", 1 + others.len()),
        }
    );
}
