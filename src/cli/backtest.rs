//! `crewcast backtest`: the forecasting pipeline on files, without a database.

use std::path::PathBuf;

use clap::Args;
use crewcast_forecasts::calendar::Calendar;
use crewcast_forecasts::grid::SlotsPerDay;
use indicatif::ProgressBar;

use super::output::{percent, table};
use super::runtime::Runtime;
use crate::failure::Failure;
use crate::forecasting::backtests::{
    HorizonSummary, read_calendar, read_folds, read_history, replay_folds, summarise,
    write_forecasts,
};

/// What `backtest` takes.
#[derive(Debug, Args)]
pub(super) struct BacktestArguments {
    /// CSV of one queue's volumes, columns timestamp (local time) and volume: one row an open interval.
    #[arg(long, value_name = "FILE.csv")]
    history: PathBuf,
    /// CSV of special days, columns date, name and, where needed, kind and size.
    #[arg(long, value_name = "FILE.csv")]
    calendar: Option<PathBuf>,
    /// Length of the history's intervals: 5, 10, 15, 30 or 60.
    #[arg(long)]
    interval_minutes: u16,
    /// CSV of what to forecast, columns horizon, origin and timestamp: one row an interval.
    #[arg(long, value_name = "FILE.csv")]
    folds: PathBuf,
    /// Where the forecasts go: columns horizon, origin, timestamp, mean, q10, q50, q90.
    #[arg(long, value_name = "FILE.csv")]
    out: PathBuf,
    /// The same seed and files give the same forecasts.
    #[arg(long, default_value_t = 0)]
    seed: u64,
}

/// Forecasts every fold from what was known at its origin, writes the forecasts, and prints how good they were.
pub(super) fn backtest(runtime: &Runtime, arguments: &BacktestArguments) -> Result<(), Failure> {
    let slots = SlotsPerDay::of_interval_minutes(arguments.interval_minutes).map_err(|error| {
        Failure::invalid("--interval-minutes", "unsupported", error.to_string())
    })?;
    let history = read_history(&arguments.history, slots)?;
    let calendar = match &arguments.calendar {
        Some(file) => read_calendar(file)?,
        None => Calendar::default(),
    };
    let folds = read_folds(&arguments.folds)?;
    let bar = if runtime.output.is_json() {
        ProgressBar::hidden()
    } else {
        ProgressBar::new(folds.len() as u64)
    };
    let forecasts = replay_folds(&history, &calendar, &folds, arguments.seed, |done| {
        bar.set_position(done as u64);
    })?;
    bar.finish_and_clear();
    write_forecasts(&arguments.out, &folds, &forecasts)?;
    runtime
        .output
        .result(&summarise(&folds, &forecasts), |scores| print(scores))
}

fn print(scores: &[HorizonSummary]) {
    let rows: Vec<[String; 8]> = scores
        .iter()
        .map(|score| {
            [
                score.horizon.clone(),
                score.folds.to_string(),
                score.intervals.to_string(),
                percent(score.wape),
                percent(score.poisson_floor),
                percent(score.bias),
                percent(score.quantile_loss),
                percent(score.coverage_80),
            ]
        })
        .collect();
    let header = [
        "horizon",
        "folds",
        "intervals",
        "WAPE",
        "Poisson floor",
        "bias",
        "quantile loss",
        "80 % band covers",
    ];
    println!("{}", table(header, rows));
}
