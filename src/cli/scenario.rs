//! `crewcast scenario`: branches of the plan, played and laid side by side.

use std::path::PathBuf;

use clap::Args;

use super::json_file::read_json;
use super::output::{table, wide_table};
use super::runtime::Runtime;
use super::selection::{self, BusinessUnitArgument};
use crate::failure::Failure;
use crate::scenarios::{
    ComparedFigure, NewPlanScenario, PlanScenario, ScenarioComparison, SubmitScenario,
    check_scenario, compare_scenarios, find_scenario, submit_scenario,
};

/// What `scenario` takes.
#[derive(Debug, Args)]
pub(super) struct ScenarioArguments {
    /// Scenarios as JSON, as the API takes them; the others are held against the first, up to 8.
    #[arg(value_name = "FILE", required = true, num_args = 1..=8)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    business_unit: BusinessUnitArgument,
}

/// Plays scenarios and prints them, side by side where there are several.
pub(super) fn scenario(runtime: &Runtime, arguments: &ScenarioArguments) -> Result<(), Failure> {
    let db = runtime.open()?;
    let scope = selection::scope(runtime, &db)?;
    let unit = selection::business_unit(&db, &scope, &arguments.business_unit)?;
    let mut ids = Vec::new();
    for file in &arguments.files {
        let scenario: NewPlanScenario = read_json(file)?;
        let request = SubmitScenario {
            business_unit_id: unit.id.clone(),
            scenario,
        };
        let checked = db.read(|conn| check_scenario(conn, &scope, request))?;
        let run = runtime.run_to_end(&db, "scenario", |conn| {
            submit_scenario(conn, &scope, &checked)
        })?;
        ids.push(run.result_id("scenarioId")?);
    }
    match ids.as_slice() {
        [id] => {
            let found = db.read(|conn| find_scenario(conn, &scope, (&unit.id, id)))?;
            runtime.output.result(&found, print_scenario)
        }
        ids => {
            let compared = db.read(|conn| compare_scenarios(conn, &scope, &unit.id, ids))?;
            runtime.output.result(&compared, print_comparison)
        }
    }
}

fn print_scenario(found: &PlanScenario) {
    println!(
        "scenario {} ({}), inputs {}",
        found.asked.name, found.id, found.input_hash
    );
    let (heads, cost) = (&found.heads, &found.cost);
    println!(
        "{} of {} agents on {} shifts, {:.1} paid hours, {:.1} of them overtime; cost {:.0}, of it {:.0} of lost contacts",
        heads.scheduled_agents,
        heads.agents,
        heads.shifts,
        heads.paid_hours,
        heads.overtime_hours,
        cost.total,
        cost.lost_contacts
    );
    let rows = found.service.iter().map(|group| {
        let share = |of: Option<f64>| of.map_or_else(String::new, |of| format!("{of:.3}"));
        [
            group.planning_group_name.clone(),
            format!("{:.0}", group.offered),
            share(group.service_level.mean),
            share(group.abandon_rate.mean),
            share(group.occupancy.mean),
            share(group.probability_of_meeting_goal.map(|of| of.share)),
        ]
    });
    let headers = [
        "planning group",
        "offered",
        "service level",
        "abandoned",
        "occupancy",
        "goal met",
    ];
    println!("{}", table(headers, rows));
}

fn print_comparison(compared: &ScenarioComparison) {
    let names = compared.scenarios.iter().map(|one| one.name.as_str());
    let rows = compared.figures.iter().map(|figure| {
        let values = figure.values.iter().map(|value| written(*value));
        std::iter::once(named(figure)).chain(values).collect()
    });
    println!(
        "{}",
        wide_table(std::iter::once("figure").chain(names), rows)
    );
    if !compared.differ_in.is_empty() {
        println!("They differ in {} too.", compared.differ_in.join(", "));
    }
}

fn named(figure: &ComparedFigure) -> String {
    match &figure.planning_group_name {
        Some(group) => format!("{group}: {}", figure.figure),
        None => figure.figure.clone(),
    }
}

/// Three decimals where shares and Gini coefficients need them.
fn written(value: Option<f64>) -> String {
    match value {
        None => String::new(),
        Some(value) if value.abs() < 10.0 => format!("{value:.3}"),
        Some(value) => format!("{value:.1}"),
    }
}
