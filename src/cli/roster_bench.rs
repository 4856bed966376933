//! `crewcast roster bench`: the roster engine on a public benchmark instance, without a database.

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;
use crewcast_solver::audit::audit;
use crewcast_solver::formats::{read_curtois, write_curtois};
use crewcast_solver::problem::{Limits, Problem};
use crewcast_solver::search::{Progress, solve};
use serde::Serialize;

use super::runtime::Runtime;
use crate::failure::Failure;

/// What `roster bench` takes.
#[derive(Debug, Args)]
pub(super) struct RosterBenchArguments {
    /// An instance of the Curtois shift scheduling benchmark, as text.
    file: PathBuf,
    /// The search ends after this long with the best roster so far.
    #[arg(long, value_name = "SECONDS", default_value_t = 60.0)]
    limit: f64,
    /// The same seed gives the same roster unless the limit ends the search.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Where the roster is written, as the instances' judge reads it.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// What came of it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Benched {
    objective: f64,
    bound: Option<f64>,
    gap: f64,
    status: String,
    first_roster_seconds: Option<f64>,
    best_roster_seconds: Option<f64>,
    wall_seconds: f64,
    audit_clean: bool,
}

/// When rosters were found.
#[derive(Default)]
struct Found {
    best: Cell<Option<f64>>,
    first_seconds: Cell<Option<f64>>,
    best_seconds: Cell<Option<f64>>,
}

impl Found {
    fn note(&self, progress: &Progress, seconds: f64) {
        let Some(objective) = progress.objective else {
            return;
        };
        if self.best.get().is_none_or(|best| objective < best) {
            self.best.set(Some(objective));
            self.best_seconds.set(Some(seconds));
            let first = self.first_seconds.get().or(Some(seconds));
            self.first_seconds.set(first);
        }
    }
}

/// Searches for a roster of an instance, prints how good it is by proof, and writes it.
pub(super) fn bench(runtime: &Runtime, arguments: &RosterBenchArguments) -> Result<(), Failure> {
    if !(arguments.limit.is_finite() && arguments.limit > 0.0) {
        let detail = format!(
            "a limit of {} s ends nothing; use more than 0",
            arguments.limit
        );
        return Err(Failure::Malformed(detail));
    }
    let text = std::fs::read_to_string(&arguments.file)
        .map_err(|error| unusable(&arguments.file, &error.to_string()))?;
    let problem =
        read_curtois(&text).map_err(|error| unusable(&arguments.file, &error.to_string()))?;
    let problem = Problem {
        seed: arguments.seed,
        // The clock is the only limit: a benchmark asks what can be had in a time.
        limits: Limits {
            column_rounds: usize::MAX,
            search_steps: usize::MAX,
            target_gap: 0.0,
            ..Limits::default()
        },
        ..problem
    };
    let start = Instant::now();
    let seconds = || start.elapsed().as_secs_f64();
    let found = Found::default();
    let solution = solve(
        &problem,
        &|| seconds() >= arguments.limit,
        &mut |progress| found.note(&progress, seconds()),
    )
    .map_err(|error| unusable(&arguments.file, &error.to_string()))?;
    let wall_seconds = seconds();
    let certificate = audit(&problem, &solution);
    if let Some(out) = &arguments.out {
        std::fs::write(out, write_curtois(&problem, &solution)).map_err(|error| {
            Failure::Malformed(format!("{} cannot be written: {error}", out.display()))
        })?;
    }
    let benched = Benched {
        objective: solution.objective,
        bound: Some(solution.bound).filter(|bound| bound.is_finite()),
        gap: solution.gap,
        status: format!("{:?}", solution.status),
        first_roster_seconds: found.first_seconds.get(),
        best_roster_seconds: found.best_seconds.get(),
        wall_seconds,
        audit_clean: certificate.is_clean(),
    };
    runtime.output.result(&benched, |benched| {
        let bound = benched.bound.map_or("none".to_owned(), |bound| format!("{bound:.1}"));
        let at = |seconds: Option<f64>| seconds.map_or("–".to_owned(), |s| format!("{s:.1} s"));
        println!(
            "objective {}  bound {bound}  gap {:.2} %  first roster {}  best {}  of {:.1} s  {}  audit {}",
            benched.objective,
            100.0 * benched.gap,
            at(benched.first_roster_seconds),
            at(benched.best_roster_seconds),
            benched.wall_seconds,
            benched.status,
            if benched.audit_clean { "clean" } else { "found breaches" },
        );
    })?;
    if certificate.is_clean() {
        return Ok(());
    }
    let first = certificate.breaches.first();
    Err(Failure::Internal(format!(
        "the judge found {} breaches, the first: {}",
        certificate.breaches.len(),
        first.map_or("", |breach| &breach.detail)
    )))
}

fn unusable(file: &Path, reason: &str) -> Failure {
    Failure::Malformed(format!("{}: {reason}", file.display()))
}
