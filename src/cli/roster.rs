//! `crewcast roster`.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use serde::Serialize;

use super::daily_table::print_daily_table;
use super::output::table;
use super::roster_bench::{RosterBenchArguments, bench};
use super::runtime::Runtime;
use super::selection;
use crate::db::{Conn, Database};
use crate::failure::Failure;
use crate::forecasting::find_forecast;
use crate::organisation::list_planning_groups;
use crate::rostering::{self, GenerateSchedule};
use crate::schedules::{
    GenerationMetrics, GenerationResults, Published, Schedule, UnmetDemand, day_totals_of_schedule,
    find_generation_results, find_schedule, publish_schedule,
};
use crate::staffing::DayTotals;
use crate::tenancy::Scope;

/// What `roster` takes.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct RosterArguments {
    #[command(subcommand)]
    command: Option<RosterCommand>,
    /// The forecast whose requirement is covered.
    #[arg(long, value_name = "ID", required = true)]
    forecast: Option<String>,
    /// First day, on the business unit's first day of the week [default: the forecast's].
    #[arg(long)]
    week: Option<NaiveDate>,
    /// How many weeks, 1 to 4.
    #[arg(long, default_value_t = 1)]
    weeks: u32,
    /// The search ends after this long with the best roster so far [default: 120].
    #[arg(long, value_name = "SECONDS")]
    time_limit_seconds: Option<u32>,
    /// The search ends when the roster is proved to be at most this share from the best, such as 0.01.
    #[arg(long, value_name = "SHARE")]
    gap: Option<f64>,
    /// The same seed and inputs give the same roster unless the time limit ends the search.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// What you call it.
    #[arg(long, default_value = "Made on the command line")]
    description: String,
    /// Make it the schedule that agents see, unless the audit found a broken rule.
    #[arg(long)]
    publish: bool,
}

/// What else `roster` does.
#[derive(Debug, Subcommand)]
enum RosterCommand {
    /// Let the engine roster a public benchmark instance, without a database.
    Bench(RosterBenchArguments),
}

/// A roster with what was found out about it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rostered {
    schedule: Schedule,
    generation_results: GenerationResults,
    days: Vec<DayTotals>,
    /// Names by planning group.
    #[serde(skip)]
    groups: BTreeMap<String, String>,
}

/// Rosters a business unit's agents for a forecast and prints how good the roster is.
pub(super) fn roster(runtime: &Runtime, arguments: RosterArguments) -> Result<(), Failure> {
    if let Some(RosterCommand::Bench(arguments)) = &arguments.command {
        return bench(runtime, arguments);
    }
    let db = runtime.open()?;
    let scope = selection::scope(runtime, &db)?;
    // Required unless there is a subcommand.
    let forecast = arguments.forecast.unwrap_or_default();
    let forecast = db.read(|conn| find_forecast(conn, &scope, &forecast))?;
    let request = GenerateSchedule {
        business_unit_id: forecast.business_unit_id,
        week_date: arguments.week.unwrap_or(forecast.week_date),
        week_count: arguments.weeks,
        short_term_forecast_id: forecast.id,
        description: arguments.description,
        seed: Some(arguments.seed),
        time_limit_seconds: arguments.time_limit_seconds,
        gap: arguments.gap,
        fairness: None,
        wish_weights: None,
    };
    let run = runtime.run_to_end(&db, "roster", |conn| {
        rostering::submit_roster(conn, &scope, &request)
    })?;
    let id = run.result_id("scheduleId")?;
    let drafted = db.read(|conn| read_rostered(conn, &scope, &id))?;
    let refused = arguments.publish && !is_clean(&drafted.schedule);
    if !arguments.publish || refused {
        runtime.output.result(&drafted, print_rostered)?;
    } else {
        let published = publish(runtime, &db, &drafted.schedule)?;
        let rostered = Rostered {
            schedule: published.schedule.clone(),
            ..drafted
        };
        runtime.output.result(&rostered, print_rostered)?;
        for replaced in &published.replaced {
            runtime
                .output
                .say(format!("it replaces schedule {}", replaced.id));
        }
        for week in &published.weeks_left_without_schedule {
            runtime
                .output
                .say(format!("the week of {week} is left without a schedule"));
        }
    }
    if refused {
        let detail = format!(
            "schedule {id} stays a draft: its audit is not clean; see its generation results, then delete or publish it"
        );
        return Err(Failure::conflict("audit-not-clean", detail));
    }
    Ok(())
}

fn is_clean(schedule: &Schedule) -> bool {
    let metrics = schedule.metrics.as_ref();
    metrics.is_some_and(|metrics| metrics.audit.clean)
}

/// Publishes at the time it is then: the search may have taken long.
fn publish(runtime: &Runtime, db: &Database, draft: &Schedule) -> Result<Published, Failure> {
    let scope = selection::scope(runtime, db)?;
    db.write(|conn| publish_schedule(conn, &scope, &draft.id, draft.version))
}

fn read_rostered(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<Rostered, Failure> {
    let schedule = find_schedule(conn, scope, id)?;
    let groups = list_planning_groups(conn, scope, &schedule.business_unit_id)?;
    Ok(Rostered {
        generation_results: find_generation_results(conn, scope, id)?,
        days: day_totals_of_schedule(conn, scope, id)?,
        groups: groups
            .into_iter()
            .map(|group| (group.id, group.values.name))
            .collect(),
        schedule,
    })
}

fn print_rostered(rostered: &Rostered) {
    let schedule = &rostered.schedule;
    println!("schedule {} ({:?})", schedule.id, schedule.state);
    if let Some(metrics) = &schedule.metrics {
        print_metrics(metrics);
    }
    let results = &rostered.generation_results;
    let counts: Vec<String> = results
        .severity_counts()
        .iter()
        .map(|of| format!("{} {:?}", of.count, of.severity))
        .collect();
    if !counts.is_empty() {
        println!("messages: {}", counts.join(", "));
    }
    for message in &results.messages {
        println!("  {:?}: {}", message.severity, message.text);
    }
    print_unmet(&results.unmet_demand, &rostered.groups);
    print_daily_table(&rostered.days);
}

fn print_metrics(metrics: &GenerationMetrics) {
    println!(
        "objective {:.3}, bound {:.3}, gap {:.2} % ({}), {:.1} s, {} agents",
        metrics.objective,
        metrics.bound,
        metrics.gap * 100.0,
        metrics.status,
        metrics.wall_seconds,
        metrics.agent_count
    );
    let audit = &metrics.audit;
    println!(
        "audit {}: {} rules checked, {} broken, {} minima given up; objective recomputed {:.3}",
        if audit.clean { "clean" } else { "NOT CLEAN" },
        audit.rules_checked.len(),
        audit.breach_count,
        audit.relaxed_count,
        audit.objective
    );
}

/// Sums up what stays uncovered, by planning group and cause.
fn print_unmet(unmet: &[UnmetDemand], names: &BTreeMap<String, String>) {
    if unmet.is_empty() {
        println!("no demand stays uncovered");
        return;
    }
    let mut by_cause: BTreeMap<(&str, &str), (u32, f64, f64)> = BTreeMap::new();
    for stretch in unmet {
        let id = stretch.planning_group_id.as_str();
        let name = names.get(id).map_or(id, String::as_str);
        let (stretches, minutes, peak) = by_cause.entry((name, &stretch.cause)).or_default();
        *stretches += 1;
        *minutes += stretch.missing_head_minutes;
        *peak = peak.max(stretch.peak_heads);
    }
    let rows = by_cause
        .into_iter()
        .map(|((name, cause), (stretches, minutes, peak))| {
            [
                name.to_owned(),
                cause.to_owned(),
                stretches.to_string(),
                format!("{:.1}", minutes / 60.0),
                format!("{peak:.1}"),
            ]
        });
    let headers = ["uncovered", "cause", "stretches", "missing h", "peak heads"];
    println!("{}", table(headers, rows));
}
