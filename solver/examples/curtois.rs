//! Solves a Curtois instance: `cargo run --release -p crewcast-solver --example curtois -- FILE [--limit SECONDS]
//! [--cpu SECONDS] [--seed N] [--out SOLUTION] [--verbose]`; prints objective, bound, gap, and when the best roster was
//! found. `--cpu` ends it by processor time (Linux), for machines that are not quiet; times are of that kind then.

use std::time::Instant;

use crewcast_solver::audit::audit;
use crewcast_solver::formats::{read_curtois, write_curtois};
use crewcast_solver::problem::Limits;
use crewcast_solver::search::{Progress, solve};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let option = |name: &str| {
        let position = arguments.iter().position(|argument| argument == name)?;
        arguments.get(position + 1).cloned()
    };
    let file = arguments.first().ok_or("name an instance file")?;
    let limit: f64 = option("--limit").map_or(Ok(60.0), |text| text.parse())?;
    let verbose = arguments.iter().any(|argument| argument == "--verbose");
    let mut problem = read_curtois(&std::fs::read_to_string(file)?)?;
    problem.seed = option("--seed").map_or(Ok(1), |text| text.parse())?;
    problem.limits = Limits {
        column_rounds: 100_000,
        search_steps: usize::MAX,
        target_gap: 0.0,
        ..Limits::default()
    };
    let start = Instant::now();
    let cpu: Option<f64> = option("--cpu").map(|text| text.parse()).transpose()?;
    let seconds = || match cpu {
        Some(_) => processor_seconds(),
        None => start.elapsed().as_secs_f64(),
    };
    let limit = cpu.unwrap_or(limit);
    let mut best = (f64::INFINITY, 0.0);
    let mut said = 0.0;
    let mut report = |progress: Progress| {
        let seconds = seconds();
        if let Some(objective) = progress.objective.filter(|objective| *objective < best.0) {
            best = (objective, seconds);
        }
        if verbose && seconds >= said {
            said = seconds + 2.0;
            println!("  {seconds:.1} s {progress:?}");
        }
    };
    let solution = solve(&problem, &|| seconds() >= limit, &mut report)?;
    let certificate = audit(&problem, &solution);
    println!(
        "{file} objective {} bound {} gap {:.3} % best after {:.1} s of {:.1} s, {:?}, {} pricings, {} programs, {} breaches",
        solution.objective,
        solution.bound,
        100.0 * solution.gap,
        best.1,
        seconds(),
        solution.status,
        solution.work.pricings,
        solution.work.linear_programs,
        certificate.breaches.len(),
    );
    if let Some(out) = option("--out") {
        std::fs::write(out, write_curtois(&problem, &solution))?;
    }
    Ok(())
}

/// Processor seconds of this process so far; endless where the system does not tell.
fn processor_seconds() -> f64 {
    let ticks = || {
        let text = std::fs::read_to_string("/proc/self/stat").ok()?;
        let (_, after) = text.rsplit_once(')')?;
        let fields: Vec<&str> = after.split_whitespace().collect();
        Some(fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?)
    };
    ticks().map_or(f64::INFINITY, |ticks| ticks / 100.0)
}
