//! Rosters of the generated contact centres: how soon there is one, how good it is and how sure that is as time goes on,
//! memory, audit; and the same problem given to OR-Tools CP-SAT and pyworkforce.
//!
//! `./run bench rosters [agents …] [--days N] [--limit seconds] [--seed N] [--peers]`; `--peers` also installs the Python
//! packages. Without numbers it runs 50 and 300 agents. With `--design [--kinds N]` it tells, instead of rosters, what
//! shift design says of each centre.

mod arguments;
mod judge;
mod peers;
mod process;
mod report;
mod team;

use std::error::Error;
use std::time::{Duration, Instant};

use crewcast_solver::family::Centre;
use crewcast_solver::problem::{Limits, Problem};
use crewcast_solver::proof::solve;
use crewcast_solver::search::Progress;

use arguments::Arguments;
use report::Course;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::read(std::env::args().skip(1))?;
    for &agents in &arguments.agents {
        let centre = Centre {
            agents,
            days: arguments.days,
            seed: arguments.seed,
        };
        let mut problem = centre.problem()?;
        // Only the time is to end a run: every engine gets the same.
        problem.limits = Limits {
            column_rounds: 1_000_000,
            search_steps: 1_000_000_000,
            ..Limits::default()
        };
        report::head(&problem);
        if arguments.design {
            team::tell(&problem, arguments.kinds, arguments.limit)?;
            continue;
        }
        run(&problem, arguments.limit)?;
        if arguments.peers {
            peers::compare(&problem, arguments.limit)?;
        }
    }
    Ok(())
}

fn run(problem: &Problem, limit: Duration) -> Result<(), Box<dyn Error>> {
    process::forget_peak();
    let start = Instant::now();
    let mut course = Course::default();
    let mut note = |progress: Progress| course.note(start.elapsed(), progress);
    let solution = solve(problem, &|| start.elapsed() >= limit, &mut note)?;
    let elapsed = start.elapsed();
    report::course(&course, &solution, elapsed, limit);
    report::verdict("crewcast", &judge::whole(problem, &solution));
    println!(
        "  {:?} after {:.1} s; {:.0} MiB at most",
        solution.status,
        elapsed.as_secs_f64(),
        process::peak_mebibytes()?
    );
    Ok(())
}
