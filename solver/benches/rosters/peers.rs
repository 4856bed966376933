//! The same problem given to Python packages, each in a process of its own.
//!
//! `./run bench rosters --peers` installs them and names their interpreter; without it they are left out, and that is
//! said. CP-SAT gets a straightforward model with the same rules, wishes and costs; pyworkforce's scheduler knows no
//! agents, contracts, skills or rules, so it gets the pooled demand and every shift, and answers how many on which.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crewcast_solver::problem::{Line, Problem};
use serde::Deserialize;

use crate::judge;
use crate::report;

/// Agents up to which CP-SAT is asked; past them it spends its time on reading the model.
const CPSAT_AGENTS: usize = 300;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CpSat {
    status: String,
    lines: Option<Vec<Line>>,
    objective: Option<f64>,
    bound: f64,
    seconds: f64,
    building_seconds: f64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Pyworkforce {
    status: String,
    staffed: Vec<f64>,
    paid_hours: f64,
    shifts: usize,
    seconds: f64,
}

pub fn compare(problem: &Problem, limit: Duration) -> Result<(), Box<dyn Error>> {
    let Some(python) = std::env::var_os("CREWCAST_BENCH_PYTHON").map(PathBuf::from) else {
        println!("  peers left out: ./run bench rosters --peers installs them");
        return Ok(());
    };
    let file = std::env::temp_dir().join(format!("crewcast-roster-{}.json", std::process::id()));
    std::fs::write(&file, serde_json::to_vec(problem)?)?;
    let ask = |script: &str, arguments: &[&str]| ask(&python, script, &file, limit, arguments);
    if problem.agents.len() > CPSAT_AGENTS {
        println!("  CP-SAT left out: asked up to {CPSAT_AGENTS} agents");
    } else {
        for breaks in ["middle", "free"] {
            match ask("roster_cpsat.py", &["--breaks", breaks, "--workers", "8"]) {
                Ok(answer) => cpsat(problem, breaks, serde_json::from_slice(&answer)?),
                Err(error) => println!("  CP-SAT, breaks {breaks}: {error}"),
            }
        }
    }
    for model in ["difference", "required"] {
        match ask("roster_pyworkforce.py", &["--model", model]) {
            Ok(answer) => pyworkforce(problem, model, &serde_json::from_slice(&answer)?),
            Err(error) => println!("  pyworkforce, {model}: {error}"),
        }
    }
    std::fs::remove_file(&file)?;
    Ok(())
}

fn ask(
    python: &Path,
    script: &str,
    problem: &Path,
    limit: Duration,
    arguments: &[&str],
) -> Result<Vec<u8>, Box<dyn Error>> {
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scripts/peers");
    let output = Command::new(python)
        .arg(scripts.join(script))
        .arg(problem)
        .args(["--limit", &limit.as_secs().to_string()])
        .args(arguments)
        .output()?;
    if !output.status.success() {
        let words = String::from_utf8_lossy(&output.stderr);
        let last = words.lines().next_back().unwrap_or_default();
        return Err(format!("{script} ended with {}: {last}", output.status).into());
    }
    Ok(output.stdout)
}

fn cpsat(problem: &Problem, breaks: &str, answer: CpSat) {
    let name = format!("CP-SAT, breaks {breaks}");
    match answer.lines {
        Some(lines) => report::verdict(&name, &judge::lines(problem, lines)),
        None => println!("  {name:<28} no roster"),
    }
    let own = answer
        .objective
        .map_or("none".to_owned(), |own| format!("{own:.2}"));
    println!(
        "    its own objective with wishes {own}, bound {:.2}{}, {}, {:.1} s of which {:.1} s building the model",
        answer.bound,
        if breaks == "middle" {
            " (for these breaks)"
        } else {
            ""
        },
        answer.status,
        answer.seconds,
        answer.building_seconds
    );
}

/// Costs of the pooled demand, by the same formula: a relaxation, as nobody's skill, hours or rest are asked.
fn pyworkforce(problem: &Problem, model: &str, answer: &Pyworkforce) {
    let name = format!("pyworkforce, {model}");
    if !["OPTIMAL", "FEASIBLE"].contains(&answer.status.as_str()) {
        println!(
            "  {name:<28} {} after {:.1} s",
            answer.status, answer.seconds
        );
        return;
    }
    let hours = f64::from(problem.slot_minutes) / 60.0;
    let (mut under, mut over) = (0.0, 0.0);
    for (slot, heads) in answer.staffed.iter().enumerate() {
        let required: f64 = problem
            .groups
            .iter()
            .map(|group| group.required[slot])
            .sum();
        under += (required - heads).max(0.0) * hours;
        over += (heads - required).max(0.0) * hours;
    }
    let cheapest = |cost: fn(&crewcast_solver::problem::DemandGroup) -> f64| {
        problem
            .groups
            .iter()
            .map(cost)
            .fold(f64::INFINITY, f64::min)
            / hours
    };
    let objective = under * cheapest(|group| group.under_cost_per_slot)
        + over * cheapest(|group| group.over_cost_per_slot);
    println!(
        "  {name:<28} objective {objective:>10.2}  under {under:>8.2} h  over {over:>8.2} h  for pooled demand, \
         without people: {} shifts, {:.0} paid hours; {} after {:.1} s",
        answer.shifts, answer.paid_hours, answer.status, answer.seconds
    );
}
