//! `crewcast simulate`: a schedule against its forecast, or a centre from a file.

use std::path::PathBuf;

use clap::Args;

use super::output::{percent, table};
use super::runtime::Runtime;
use super::selection;
use crate::failure::Failure;
use crate::schedules::find_schedule;
use crate::simulation::{
    CentreSimulation, Estimate, LatestPrediction, PeriodPrediction, ScenarioChoice,
    SimulateSchedule, latest_prediction, simulate_centre, submit_simulation,
};

/// What `simulate` takes: `--schedule`, or a centre in a file.
#[derive(Debug, Args)]
pub(super) struct SimulateArguments {
    /// The schedule to play against the forecast it was made for.
    #[arg(
        long,
        value_name = "ID",
        required_unless_present = "centre",
        conflicts_with = "centre"
    )]
    schedule: Option<String>,
    /// A centre as JSON: queues, agent groups, intervals; needs no database.
    #[arg(long, value_name = "FILE")]
    centre: Option<PathBuf>,
    /// baseline, volumePlus20, absent10, outage or ahtPlus15; may be given several times [default: all of them].
    #[arg(long, value_name = "NAME", conflicts_with = "centre")]
    scenario: Vec<String>,
    /// The same seed and inputs give the same result, on any number of threads.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// How often the weeks are played [default: as often as precision asks for].
    #[arg(long, value_name = "NUMBER")]
    replications: Option<u32>,
}

/// Simulates and prints service, with its spread, by scenario and day.
pub(super) fn simulate(runtime: &Runtime, arguments: SimulateArguments) -> Result<(), Failure> {
    match (&arguments.centre, arguments.schedule) {
        (Some(file), _) => of_file(runtime, file, arguments.seed, arguments.replications),
        (None, schedule) => {
            let names = arguments.scenario.into_iter().map(ScenarioChoice::Named);
            let scenarios: Vec<ScenarioChoice> = names.collect();
            let request = SimulateSchedule {
                schedule_id: schedule.unwrap_or_default(),
                seed: Some(arguments.seed),
                replications: arguments.replications,
                scenarios: (!scenarios.is_empty()).then_some(scenarios),
            };
            of_schedule(runtime, &request)
        }
    }
}

fn of_schedule(runtime: &Runtime, request: &SimulateSchedule) -> Result<(), Failure> {
    let db = runtime.open()?;
    let scope = selection::scope(runtime, &db)?;
    runtime.run_to_end(&db, "simulation", |conn| {
        submit_simulation(conn, &scope, request)
    })?;
    let latest = db.read(|conn| {
        let schedule = find_schedule(conn, &scope, &request.schedule_id)?;
        latest_prediction(conn, &scope, &schedule)
    })?;
    runtime.output.result(&latest, print_latest)
}

fn print_latest(latest: &LatestPrediction) {
    let prediction = &latest.prediction;
    println!(
        "schedule {}, seed {}, {} contacts simulated; P10 and P90 of single replications, ± at {} % confidence",
        prediction.schedule_id,
        prediction.seed,
        prediction.simulated_contacts,
        prediction.confidence_percent
    );
    for message in &prediction.messages {
        println!("  {}: {}", message.code, message.detail);
    }
    for scenario in &prediction.scenarios {
        println!(
            "\n{}: {} replications ({:?})",
            scenario.scenario.name, scenario.replications, scenario.ended_by
        );
        let rows = scenario.planning_groups.iter().flat_map(|group| {
            let name = &group.planning_group_name;
            let days = group.days.iter().filter(|day| day.period.offered > 0.0);
            let days = days.map(move |day| {
                row(
                    format!("{name} {}", day.date.format("%a %Y-%m-%d")),
                    &day.period,
                )
            });
            days.chain(std::iter::once(row(format!("{name} in all"), &group.total)))
        });
        println!("{}", table(HEADERS, rows));
    }
}

const HEADERS: [&str; 9] = [
    "day",
    "contacts",
    "service level",
    "±",
    "P10 … P90",
    "P(goal)",
    "ASA s",
    "abandoned",
    "occupancy",
];

fn row(name: String, period: &PeriodPrediction) -> [String; 9] {
    let level = &period.service_level;
    [
        name,
        format!("{:.0}", period.offered),
        percent(level.mean),
        percent(level.half_width),
        band(level),
        percent(period.probability_of_meeting_goal.map(|of| of.share)),
        period
            .average_speed_of_answer_seconds
            .mean
            .map_or_else(String::new, |seconds| format!("{seconds:.1}")),
        percent(period.abandon_rate.mean),
        percent(period.occupancy.mean),
    ]
}

fn band(estimate: &Estimate) -> String {
    match (estimate.p10, estimate.p90) {
        (Some(p10), Some(p90)) => format!("{:.1} … {:.1} %", p10 * 100.0, p90 * 100.0),
        _ => String::new(),
    }
}

fn of_file(
    runtime: &Runtime,
    file: &PathBuf,
    seed: u64,
    replications: Option<u32>,
) -> Result<(), Failure> {
    let text = std::fs::read_to_string(file).map_err(|error| {
        let detail = format!("{}: {error}; name a file that can be read", file.display());
        Failure::invalid("--centre", "unreadable", detail)
    })?;
    let simulated = simulate_centre(&text, seed, replications)?;
    runtime.output.result(&simulated, print_centre)
}

fn print_centre(simulated: &CentreSimulation) {
    println!(
        "{} replications, {} contacts simulated, seed {}; P10 and P90 of single replications, ± at {} % confidence",
        simulated.replications,
        simulated.simulated_contacts,
        simulated.seed,
        simulated.confidence_percent
    );
    let rows = simulated.queues.iter().enumerate().flat_map(|(queue, of)| {
        let days = of.days.iter().enumerate();
        let days = days.map(move |(day, period)| row(format!("queue {queue}, day {day}"), period));
        days.chain(std::iter::once(row(
            format!("queue {queue} in all"),
            &of.total,
        )))
    });
    println!("{}", table(HEADERS, rows));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_without_contacts_has_no_figures() {
        let nothing = Estimate {
            mean: None,
            half_width: None,
            p10: None,
            p90: None,
        };
        let period = PeriodPrediction {
            offered: 0.0,
            service_level: nothing,
            average_speed_of_answer_seconds: nothing,
            occupancy: nothing,
            abandon_rate: nothing,
            probability_of_meeting_goal: None,
        };
        let cells = row("Cards".to_owned(), &period);
        assert_eq!(cells[..2], ["Cards", "0"]);
        assert!(cells[2..].iter().all(String::is_empty), "{cells:?}");
        let known = Estimate {
            mean: Some(0.81),
            half_width: Some(0.004),
            p10: Some(0.62),
            p90: Some(0.955),
        };
        assert_eq!(band(&known), "62.0 … 95.5 %");
    }
}
