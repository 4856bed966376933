//! `crewcast roster bench`: a public scheduling instance, without a database.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use crewcast_solver::audit::audit;
use crewcast_solver::formats::{read_curtois, write_curtois};
use crewcast_solver::problem::Limits;
use crewcast_solver::search::{Progress, Status, solve};
use serde::Serialize;

use super::output::percent;
use super::runtime::Runtime;
use crate::failure::Failure;

/// What `roster bench` takes.
#[derive(Debug, Args)]
pub(super) struct BenchArguments {
    /// An instance of Curtois and Qu (2014) as text.
    #[arg(value_name = "FILE")]
    instance: PathBuf,
    /// The search ends after this long with the best roster so far.
    #[arg(long, value_name = "SECONDS", default_value_t = 60.0)]
    limit: f64,
    /// The same seed and file give the same search; the time limit decides where it ends.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Where the roster goes, in the format of the instances' judge.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// How good the roster is and how long it took.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Measured {
    objective: f64,
    bound: f64,
    gap: f64,
    status: Status,
    best_after_seconds: f64,
    seconds: f64,
    rules_broken: usize,
}

/// Solves an instance and prints objective, bound, gap and times.
pub(super) fn bench(runtime: &Runtime, arguments: &BenchArguments) -> Result<(), Failure> {
    let file = arguments.instance.display();
    let text = std::fs::read_to_string(&arguments.instance)
        .map_err(|error| Failure::invalid("FILE", "unreadable", format!("{file}: {error}")))?;
    let mut problem = read_curtois(&text)
        .map_err(|error| Failure::invalid("FILE", "not-understood", format!("{file}: {error}")))?;
    problem.seed = arguments.seed;
    problem.limits = Limits {
        column_rounds: usize::MAX,
        search_steps: usize::MAX,
        target_gap: 0.0,
        ..Limits::default()
    };
    let start = Instant::now();
    let (mut best, mut best_after_seconds) = (f64::INFINITY, 0.0);
    let mut progress = |progress: Progress| {
        if let Some(objective) = progress.objective.filter(|objective| *objective < best) {
            (best, best_after_seconds) = (objective, start.elapsed().as_secs_f64());
        }
    };
    let stop = || start.elapsed().as_secs_f64() >= arguments.limit;
    let solution = solve(&problem, &stop, &mut progress)
        .map_err(|error| Failure::invalid("FILE", "no-roster", format!("{file}: {error}")))?;
    let measured = Measured {
        objective: solution.objective,
        bound: solution.bound,
        gap: solution.gap,
        status: solution.status,
        best_after_seconds,
        seconds: start.elapsed().as_secs_f64(),
        rules_broken: audit(&problem, &solution).breaches.len(),
    };
    if let Some(out) = &arguments.out {
        std::fs::write(out, write_curtois(&problem, &solution)).map_err(|error| {
            Failure::invalid("--out", "unwritable", format!("{}: {error}", out.display()))
        })?;
    }
    runtime.output.result(&measured, |measured| {
        println!(
            "objective {} bound {} gap {} best after {:.1} s of {:.1} s, {} rules broken",
            measured.objective,
            measured.bound,
            percent(Some(measured.gap)),
            measured.best_after_seconds,
            measured.seconds,
            measured.rules_broken,
        );
    })
}
