//! Solves a Curtois instance: `cargo run --release -p crewcast-solver --example curtois -- FILE [--limit SECONDS]
//! [--seed N] [--out SOLUTION] [--verbose]`; prints objective, bound, gap, and when the best roster was found.

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
    let mut best = (f64::INFINITY, 0.0);
    let mut said = 0.0;
    let mut report = |progress: Progress| {
        let seconds = start.elapsed().as_secs_f64();
        if let Some(objective) = progress.objective.filter(|objective| *objective < best.0) {
            best = (objective, seconds);
        }
        if verbose && seconds >= said {
            said = seconds + 2.0;
            println!("  {seconds:.1} s {progress:?}");
        }
    };
    let solution = solve(
        &problem,
        &|| start.elapsed().as_secs_f64() >= limit,
        &mut report,
    )?;
    let certificate = audit(&problem, &solution);
    println!(
        "{file} objective {} bound {} gap {:.3} % best after {:.1} s of {:.1} s, {:?}, {} pricings, {} programs, {} breaches",
        solution.objective,
        solution.bound,
        100.0 * solution.gap,
        best.1,
        start.elapsed().as_secs_f64(),
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
