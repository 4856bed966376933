//! From arguments to an exit code.

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, Registry, fmt};

use super::arguments::{Arguments, Command};
use super::output::Output;
use super::runtime::Runtime;
use super::{
    backtest, backup, capacity, demo, dialer_sim, doctor, events, export, follow_queue_log,
    forecast, forget, import, init, intraday, migrate, move_to_postgres, outbound, play_scenario,
    require, restore, roster, scenario, serve, simulate, solve_roster, worker,
};
use crate::clock::Clock;
use crate::config::{Config, LogFormat};
use crate::failure::Failure;
use crate::traces::TraceExport;

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
    let _traces = start_logging(config.log_format)?;
    let runtime = Runtime {
        config,
        clock: Clock::System,
        output: Output::new(arguments.json),
        command,
    };
    match arguments.command {
        Command::Serve(serve) => serve::serve(&runtime, &serve),
        Command::Worker(work) => worker::work(&runtime, &work),
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
        Command::Move(to) => move_to_postgres::move_to(&runtime, &to),
        Command::Forget(arguments) => forget::forget(&runtime, &arguments),
        Command::Doctor(arguments) => doctor::doctor(&runtime, &arguments),
        Command::Backup(arguments) => backup::backup(&runtime, &arguments),
        Command::Restore(arguments) => restore::restore(&runtime, &arguments),
        Command::SolveRoster(limits) => solve_roster::solve_roster(limits),
        Command::PlayScenario(limits) => play_scenario::play_scenario(limits),
    }
}

/// Log lines go to standard error, `RUST_LOG` chooses which; results go to standard output. The line of every request is
/// for programs that gather lines, not for somebody at a terminal.
/// Spans go to a collector as well where one is named; what is returned sends the last of them when it is dropped.
fn start_logging(format: LogFormat) -> Result<Option<TraceExport>, Failure> {
    let usual = match format {
        // The parser would log an error for whatever strangers send that is no request.
        LogFormat::Pretty => "warn,crewcast=info,actix_http::h1::dispatcher=off",
        LogFormat::Json => "warn,crewcast=info,request=info,actix_http::h1::dispatcher=off",
    };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(usual));
    let lines = fmt::layer().with_writer(std::io::stderr);
    let lines: Box<dyn Layer<Registry> + Send + Sync> = match format {
        LogFormat::Pretty => lines.compact().boxed(),
        LogFormat::Json => {
            let json = lines.json().flatten_event(true).with_span_list(false);
            json.boxed()
        }
    };
    let subscriber = tracing_subscriber::registry().with(lines.with_filter(filter));
    let traces = TraceExport::from_environment()?;
    match &traces {
        None => subscriber.init(),
        Some(traces) => {
            let ours = Targets::new().with_target("crewcast", LevelFilter::INFO);
            subscriber.with(traces.layer().with_filter(ours)).init();
        }
    }
    Ok(traces)
}
