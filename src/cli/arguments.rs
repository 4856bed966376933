//! What can be typed.

use clap::{Parser, Subcommand};

use crate::child_process::ChildLimits;
use crate::config::LogFormat;

/// Forecast, staff, roster and publish a contact centre; serve its API and page.
#[derive(Debug, Parser)]
#[command(name = "crewcast", version, propagate_version = true)]
pub(super) struct Arguments {
    /// A SQLite file's path or a postgres:// URL [default: crewcast.sqlite].
    #[arg(long, global = true, value_name = "URL")]
    pub database: Option<String>,
    /// Print results as JSON instead of tables.
    #[arg(long, global = true)]
    pub json: bool,
    /// How log lines look on standard error.
    #[arg(long, global = true, value_enum)]
    pub log_format: Option<LogFormat>,
    #[command(subcommand)]
    pub command: Command,
}

/// The program's roles and operations.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Serve the API and the page, and run jobs.
    Serve(super::serve::ServeArguments),
    /// Run jobs, webhooks and watches without serving; any number beside servers of one PostgreSQL.
    Worker(super::worker::WorkerArguments),
    /// Make a tenant with its first administrator and API key.
    Init(super::init::InitArguments),
    /// Generate a demo centre, run the main job on it, print it and serve it.
    Demo(super::demo::DemoArguments),
    /// Bring history, agents or a calendar into the database.
    Import(super::import::ImportArguments),
    /// Read an Asterisk queue_log as it is written: history, agent states and the day's actuals.
    FollowQueueLog(super::follow_queue_log::FollowQueueLogArguments),
    /// Forecast a business unit's planning groups.
    Forecast(super::forecast::ForecastArguments),
    /// Replay forecasts of the past from files, without a database, and measure them.
    Backtest(super::backtest::BacktestArguments),
    /// Compute the agents a forecast, or one interval, requires.
    Require(super::require::RequireArguments),
    /// Put named agents on shifts that cover a forecast's requirement.
    Roster(super::roster::RosterArguments),
    /// Play a schedule against its forecast, contact by contact, as planned and under stress.
    Simulate(super::simulate::SimulateArguments),
    /// The running day: what came, what is expected at close, and what can be done about it.
    Intraday(super::intraday::IntradayArguments),
    /// Plan heads over one to two years: required and planned, gap, money, and when to hire.
    Capacity(super::capacity::CapacityArguments),
    /// Branch the plan of some weeks, play the branches and lay them side by side.
    Scenario(super::scenario::ScenarioArguments),
    /// Campaigns: learn from their calls, cut small ones, hand out surplus agent-minutes.
    Outbound(super::outbound::OutboundArguments),
    /// Write a schedule, a forecast or the agents as CSV, or KPIs as CSV, XLSX or Parquet.
    Export(super::export::ExportArguments),
    /// Dial a campaign without calling anybody: lease, start, heartbeat, outcome, as an integration does it.
    DialerSim(super::dialer_sim::DialerSimArguments),
    /// Print what happened, one JSON document a line.
    Events(super::events::EventsArguments),
    /// Bring the database to this version's schema.
    Migrate,
    /// Copy this SQLite database into an empty PostgreSQL, and compare every row.
    Move(super::move_to_postgres::MoveArguments),
    /// Remove what is older than it is kept, as the server does by itself every day.
    Forget(super::forget::ForgetArguments),
    /// Check that this machine and database can serve, and say what to do where they cannot; or a backup, or the audit log.
    Doctor(super::doctor::DoctorArguments),
    /// Copy a SQLite database while it serves, verify the copy, and write its manifest.
    Backup(super::backup::BackupArguments),
    /// Put a verified backup where the SQLite database is.
    Restore(super::restore::RestoreArguments),
    /// Search for the roster of a problem on standard input: what a roster run starts for itself.
    #[command(hide = true)]
    SolveRoster(ChildLimits),
    /// Play the scenario on standard input: what a simulation starts for itself.
    #[command(hide = true)]
    PlayScenario(ChildLimits),
}
