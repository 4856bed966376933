//! From arguments to an exit code.

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};
use tracing_subscriber::EnvFilter;

use super::arguments::{Arguments, Command};
use super::output::Output;
use super::runtime::Runtime;
use super::{
    backtest, capacity, demo, dialer_sim, doctor, events, export, follow_queue_log, forecast,
    forget, import, init, intraday, migrate, outbound, require, roster, scenario, serve, simulate,
    solve_roster,
};
use crate::clock::Clock;
use crate::config::{Config, LogFormat};
use crate::failure::Failure;

/// Runs the program. Exit code 0 is success, 1 a failure whose message is on standard error, 2 wrong usage.
pub fn run() -> ExitCode {
    let matches = Arguments::command().get_matches();
    let command = matches.subcommand_name().unwrap_or_default().to_owned();
    let arguments = Arguments::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let json = arguments.json;
    match carry_out(arguments, command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if json {
                let body = serde_json::json!({
                    "code": failure.code(), "detail": failure.to_string(), "errors": failure.faults(),
                });
                eprintln!("{body}");
            } else {
                eprintln!("crewcast: {failure}");
                for fault in failure.faults() {
                    eprintln!("  {}: {} ({})", fault.pointer, fault.detail, fault.code);
                }
            }
            ExitCode::FAILURE
        }
    }
}

fn carry_out(arguments: Arguments, command: String) -> Result<(), Failure> {
    let mut config = Config::read()?;
    if let Some(database) = arguments.database {
        config.database_url = database;
    }
    if let Some(format) = arguments.log_format {
        config.log_format = format;
    }
    start_logging(config.log_format);
    let runtime = Runtime {
        config,
        clock: Clock::System,
        output: Output::new(arguments.json),
        command,
    };
    match arguments.command {
        Command::Serve(serve) => serve::serve(&runtime, &serve),
        Command::Init(init) => init::init(&runtime, init),
        Command::Import(import) => import::import(&runtime, import),
        Command::FollowQueueLog(follow) => follow_queue_log::follow(&runtime, &follow),
        Command::Forecast(forecast) => forecast::forecast(&runtime, forecast),
        Command::Backtest(backtest) => backtest::backtest(&runtime, &backtest),
        Command::Require(require) => require::require(&runtime, require),
        Command::Roster(roster) => roster::roster(&runtime, roster),
        Command::Simulate(simulate) => simulate::simulate(&runtime, simulate),
        Command::Intraday(day) => intraday::show(&runtime, &day),
        Command::Capacity(capacity) => capacity::capacity(&runtime, &capacity),
        Command::Scenario(scenario) => scenario::scenario(&runtime, &scenario),
        Command::Outbound(work) => outbound::outbound(&runtime, work),
        Command::Export(export) => export::export(&runtime, &export),
        Command::Demo(demo) => demo::demo(&runtime, &demo),
        Command::DialerSim(sim) => dialer_sim::dial(&runtime, &sim),
        Command::Events(arguments) => events::events(&runtime, &arguments),
        Command::Migrate => migrate::migrate(&runtime),
        Command::Forget(arguments) => forget::forget(&runtime, &arguments),
        Command::Doctor(arguments) => doctor::doctor(&runtime, &arguments),
        Command::SolveRoster(solve) => solve_roster::solve_roster(&solve),
    }
}

/// Log lines go to standard error, `RUST_LOG` chooses which; results go to standard output.
fn start_logging(format: LogFormat) {
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn,crewcast=info"));
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    match format {
        LogFormat::Pretty => lines.compact().init(),
        LogFormat::Json => lines.json().init(),
    }
}
