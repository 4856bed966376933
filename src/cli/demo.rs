//! `crewcast demo`: the whole main job on a generated centre, printed and then served.

use std::path::PathBuf;
use std::time::Instant as Stopwatch;

use chrono::Days;
use clap::Args;
use serde::Serialize;

use super::daily_table::print_daily_table;
use super::forecast::print_accuracy;
use super::outbound_tables::{print_allocation, print_response_model, print_segment_proposal};
use super::output::{percent, table};
use super::runtime::Runtime;
use super::serve::serve_on;
use crate::adherence::{AdherenceFigures, DayRange, Definition, Profile, adherence_of_days};
use crate::db::Database;
use crate::demo::{
    DEMO_WEEKS, DemoCentre, SignIn, create_demo, create_demo_campaigns, dial_demo, live_demo,
};
use crate::failure::Failure;
use crate::forecasting::{self, GenerateForecast, generation_results};
use crate::history::Import;
use crate::outbound::{
    AllocationRequest, NewResponseModel, NewSegmentProposal, allocate_schedule,
    find_response_model, find_segment_proposal, submit_response_model, submit_segment_proposal,
};
use crate::rostering::{self, GenerateSchedule};
use crate::schedules::{Schedule, day_totals_of_schedule, find_schedule, publish_schedule};
use crate::tenancy::Scope;

/// What `demo` takes.
#[derive(Debug, Args)]
pub(super) struct DemoArguments {
    /// Address and port [default: 127.0.0.1:8080].
    #[arg(long)]
    listen: Option<String>,
    /// Stop after printing the results.
    #[arg(long)]
    exit: bool,
    /// Write the page's address and the sign-ins to this file, as JSON, once the server answers.
    #[arg(long, value_name = "FILE")]
    sign_in_file: Option<PathBuf>,
    /// The demo's calls, agents' lateness and roster follow from this.
    #[arg(long, default_value_t = 20_261_121)]
    seed: u64,
    /// The roster's search ends after this long with the best so far.
    #[arg(long, default_value_t = 120)]
    time_limit_seconds: u32,
}

/// What the sign-in file holds.
#[derive(Serialize)]
struct SignInFile<'a> {
    url: String,
    users: &'a [SignIn],
}

/// Generates the centre, runs its main job, prints it, serves it.
pub(super) fn demo(runtime: &Runtime, arguments: &DemoArguments) -> Result<(), Failure> {
    let began = Stopwatch::now();
    let db = runtime.open()?;
    let centre = create_demo(&db, runtime.clock.now(), arguments.seed)?;
    print_import(&centre.import);
    let schedule = plan(runtime, &db, &centre, arguments)?;
    live(runtime, &db, &centre)?;
    sell(runtime, &db, &centre, &schedule, arguments.seed)?;
    println!(
        "\nThe main job took {:.1} s.",
        began.elapsed().as_secs_f64()
    );
    print_sign_ins(&centre.sign_ins);
    if arguments.exit {
        return Ok(());
    }
    let listen = arguments
        .listen
        .as_deref()
        .unwrap_or(&runtime.config.listen);
    serve_on(runtime, db, listen, |address| {
        println!(
            "\nThe page is at http://{address}/ and the API's documentation at http://{address}/docs/"
        );
        println!("Stop with Ctrl-C.");
        if let Some(path) = &arguments.sign_in_file {
            let file = SignInFile {
                url: format!("http://{address}"),
                users: &centre.sign_ins,
            };
            let written = serde_json::to_vec(&file)
                .map_err(std::io::Error::other)
                .and_then(|json| std::fs::write(path, json));
            if let Err(error) = written {
                tracing::error!(path = %path.display(), %error, "the sign-in file could not be written");
            }
        }
    })
}

fn scope(runtime: &Runtime, centre: &DemoCentre) -> Scope {
    Scope::system(centre.tenant_id.clone(), runtime.clock.now())
}

fn print_import(import: &Import) {
    heading("History imported");
    let rows = import.totals.queues.iter().map(|queue| {
        let sums = &queue.sums;
        let count =
            |figure: Option<f64>| figure.map_or_else(String::new, |count| format!("{count:.0}"));
        [
            queue.queue_name.clone(),
            sums.intervals.to_string(),
            count(Some(sums.offered)),
            count(sums.handled),
            count(sums.abandoned),
            count(sums.average_handle_time_seconds),
        ]
    });
    println!(
        "{}",
        table(
            [
                "queue",
                "intervals",
                "offered",
                "handled",
                "abandoned",
                "AHT, s"
            ],
            rows
        )
    );
}

/// Forecast, requirement, roster, publication.
fn plan(
    runtime: &Runtime,
    db: &Database,
    centre: &DemoCentre,
    arguments: &DemoArguments,
) -> Result<Schedule, Failure> {
    let request = GenerateForecast {
        business_unit_id: centre.business_unit.id.clone(),
        week_date: centre.week_date,
        week_count: DEMO_WEEKS,
        description: "Demo forecast".to_owned(),
        seed: Some(arguments.seed),
        planning_group_ids: None,
        history_weeks: None,
        carry_modifications: None,
        reconcile: None,
        forecast_queues: None,
        expected_daily_volumes: None,
        average_handle_time_mixes: None,
    };
    let asker = scope(runtime, centre);
    let run = runtime.run_to_end(db, "forecast", |conn| {
        forecasting::submit_forecast(conn, &asker, &request)
    })?;
    let forecast_id = run.result_id("shortTermForecastId")?;
    heading("Forecast, by rolling-origin backtest");
    print_accuracy(&db.read(|conn| generation_results(conn, &asker, &forecast_id))?);

    let request = GenerateSchedule {
        business_unit_id: centre.business_unit.id.clone(),
        week_date: centre.week_date,
        week_count: DEMO_WEEKS,
        short_term_forecast_id: forecast_id,
        description: "Demo roster".to_owned(),
        seed: Some(arguments.seed),
        time_limit_seconds: Some(arguments.time_limit_seconds),
        gap: None,
        fairness: None,
        wish_weights: None,
    };
    let run = runtime.run_to_end(db, "roster", |conn| {
        rostering::submit_roster(conn, &asker, &request)
    })?;
    let schedule_id = run.result_id("scheduleId")?;
    let schedule = db.write(|conn| {
        let draft = find_schedule(conn, &asker, &schedule_id)?;
        publish_schedule(conn, &asker, &draft.id, draft.version)?;
        find_schedule(conn, &asker, &schedule_id)
    })?;
    heading("Roster, published");
    if let Some(metrics) = &schedule.metrics {
        let audit = &metrics.audit;
        println!(
            "{} agents, objective {:.1}, bound {:.1}, gap {}, {:.1} s, {}",
            metrics.agent_count,
            metrics.objective,
            metrics.bound,
            percent(Some(metrics.gap)),
            metrics.wall_seconds,
            metrics.status
        );
        println!(
            "audit: {} rules checked for every agent, {} breaches, objective recomputed {:.1}",
            audit.rules_checked.len(),
            audit.breach_count,
            audit.objective
        );
    }
    for count in &schedule.message_severity_counts {
        println!("{:?} messages: {}", count.severity, count.count);
    }
    print_daily_table(&db.read(|conn| day_totals_of_schedule(conn, &asker, &schedule_id))?);
    Ok(schedule)
}

/// Agent states up to now, and what they say of the days that are over.
fn live(runtime: &Runtime, db: &Database, centre: &DemoCentre) -> Result<(), Failure> {
    let scope = scope(runtime, centre);
    let events = live_demo(db, centre, &scope)?;
    let definition = Definition::default();
    let profile = Profile::from(definition);
    let days = DayRange {
        first: centre.week_date,
        last: centre.week_date + Days::new(6),
        zone: centre.business_unit.time_zone,
    };
    let lived =
        db.read(|conn| adherence_of_days(conn, &scope, &centre.agent_ids, days, &profile))?;
    heading("Adherence of the first week");
    let figures = AdherenceFigures::of(definition, lived.values().flatten());
    let share = |percentage: Option<f64>| {
        percentage.map_or_else(String::new, |value| format!("{value:.1} %"))
    };
    println!(
        "{events} agent-state events; adherence {}, conformance {}, {} exceptions ({})",
        share(figures.adherence_percentage),
        share(figures.conformance_percentage),
        figures.exception_count,
        definition.name()
    );
    Ok(())
}

/// What a sold upgrade brings in the demo's world.
const VALUE_OF_AN_UPGRADE: f64 = 120.0;

/// Campaigns: what their calls have taught, small campaigns cut by it, the allocation of what the roster leaves over, and a
/// few calls.
fn sell(
    runtime: &Runtime,
    db: &Database,
    centre: &DemoCentre,
    schedule: &Schedule,
    seed: u64,
) -> Result<(), Failure> {
    let scope = scope(runtime, centre);
    let campaigns = create_demo_campaigns(db, &scope, seed)?;
    if let Some(campaign) = campaigns.first() {
        learn(runtime, db, &scope, &campaign.id)?;
    }
    let request = AllocationRequest {
        business_unit_id: centre.business_unit.id.clone(),
        schedule_id: schedule.id.clone(),
        ..AllocationRequest::default()
    };
    let allocation = db.write(|conn| allocate_schedule(conn, &scope, &request))?;
    heading("Surplus agent-minutes allocated to campaigns");
    print_allocation(&allocation);
    let dialed = dial_demo(db, &scope, &campaigns)?;
    if dialed.leased == 0 {
        println!("No contact was leased: outside its callable hours nobody is called.");
    } else {
        println!(
            "{} contacts leased, {} calls begun, {} outcomes recorded",
            dialed.leased, dialed.started, dialed.recorded
        );
    }
    Ok(())
}

/// A response model of a campaign's calls, and slices for ten seats of a day.
fn learn(
    runtime: &Runtime,
    db: &Database,
    scope: &Scope,
    campaign_id: &str,
) -> Result<(), Failure> {
    let request = NewResponseModel {
        value_per_success: Some(VALUE_OF_AN_UPGRADE),
        ..NewResponseModel::default()
    };
    let run = runtime.run_to_end(db, "responses", |conn| {
        submit_response_model(conn, scope, campaign_id, request)
    })?;
    let id = run.result_id("responseModelId")?;
    heading("Who answers and agrees, learned from the calls of three weeks");
    print_response_model(&db.read(|conn| find_response_model(conn, scope, campaign_id, &id))?);
    let request = NewSegmentProposal::new(campaign_id, 10, 8.0);
    let run = runtime.run_to_end(db, "segments", |conn| {
        submit_segment_proposal(conn, scope, request)
    })?;
    let id = run.result_id("segmentProposalId")?;
    heading("Small campaigns for ten seats and eight hours");
    print_segment_proposal(&db.read(|conn| find_segment_proposal(conn, scope, &id))?);
    Ok(())
}

fn print_sign_ins(sign_ins: &[SignIn]) {
    heading("Sign-ins of this demo");
    let rows = sign_ins.iter().map(|user| {
        [
            user.username.clone(),
            user.password.clone(),
            user.role.as_str().to_owned(),
        ]
    });
    println!("{}", table(["user name", "password", "role"], rows));
}

fn heading(text: &str) {
    println!("\n{text}");
}
