//! `crewcast forecast`.

use chrono::NaiveDate;
use clap::Args;
use crewcast_forecasts::backtest::BacktestOutcome;

use super::output::{percent, table};
use super::runtime::Runtime;
use super::selection::{self, BusinessUnitArgument};
use crate::failure::Failure;
use crate::forecasting::{self, GenerateForecast, GroupGenerationResult, generation_results};

/// What `forecast` takes.
#[derive(Debug, Args)]
pub(super) struct ForecastArguments {
    #[command(flatten)]
    unit: BusinessUnitArgument,
    /// First day, on the business unit's first day of the week.
    #[arg(long)]
    week: NaiveDate,
    /// How many weeks, 1 to 26.
    #[arg(long, default_value_t = 1)]
    weeks: u32,
    /// What you call it.
    #[arg(long, default_value = "Made on the command line")]
    description: String,
    /// Weeks of history to learn from [default: 26].
    #[arg(long)]
    history_weeks: Option<u32>,
    /// The same seed and history give the same forecast.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Leave the planner's modifications of earlier forecasts of the same weeks behind.
    #[arg(long)]
    without_modifications: bool,
    /// Leave the planning groups' forecasts as they are, whatever is expected of all of them together.
    #[arg(long)]
    without_reconciliation: bool,
    /// Forecast planning groups alone, not the queues of those that have several.
    #[arg(long)]
    without_queues: bool,
}

/// Forecasts all planning groups of a business unit and prints how each was made.
pub(super) fn forecast(runtime: &Runtime, arguments: ForecastArguments) -> Result<(), Failure> {
    let db = runtime.open()?;
    let scope = selection::scope(runtime, &db)?;
    let unit = selection::business_unit(&db, &scope, &arguments.unit)?;
    let request = GenerateForecast {
        business_unit_id: unit.id.clone(),
        week_date: arguments.week,
        week_count: arguments.weeks,
        description: arguments.description,
        seed: Some(arguments.seed),
        planning_group_ids: None,
        history_weeks: arguments.history_weeks,
        carry_modifications: Some(!arguments.without_modifications),
        reconcile: Some(!arguments.without_reconciliation),
        forecast_queues: Some(!arguments.without_queues),
        expected_daily_volumes: None,
        average_handle_time_mixes: None,
    };
    let run = runtime.run_to_end(&db, "forecast", |conn| {
        forecasting::submit_forecast(conn, &scope, &request)
    })?;
    let id = run.result_id("shortTermForecastId")?;
    let results = db.read(|conn| generation_results(conn, &scope, &id))?;
    let printed = serde_json::json!({ "shortTermForecastId": id, "planningGroups": results });
    runtime.output.result(&printed, |_| {
        println!("forecast {id}");
        print_accuracy(&results);
    })
}

/// Prints the backtest of every planning group: the error of each model on the past, and which one was chosen.
pub(super) fn print_accuracy(results: &[GroupGenerationResult]) {
    let mut rows = Vec::new();
    for result in results {
        let generation = &result.generation;
        match &generation.backtest {
            BacktestOutcome::Scored(report) => {
                for model in &report.models {
                    let chosen = if model.name == report.chosen {
                        "chosen"
                    } else {
                        ""
                    };
                    rows.push([
                        generation.planning_group_name.clone(),
                        format!("{:?}", model.name),
                        percent(model.wape),
                        percent(model.bias),
                        percent(model.coverage_80),
                        report.folds.len().to_string(),
                        chosen.to_owned(),
                    ]);
                }
            }
            BacktestOutcome::TooShort {
                history_days,
                needed_days,
                ..
            } => rows.push([
                generation.planning_group_name.clone(),
                format!("{:?}", generation.forecasting_method),
                String::new(),
                String::new(),
                String::new(),
                "0".to_owned(),
                format!("{history_days} days of history; a backtest needs {needed_days}"),
            ]),
        }
    }
    println!(
        "{}",
        table(
            [
                "planning group",
                "model",
                "WAPE",
                "bias",
                "80 % band covers",
                "folds",
                ""
            ],
            rows
        )
    );
    for result in results {
        for message in &result.generation.messages {
            println!(
                "{}: {}",
                result.generation.planning_group_name, message.detail
            );
        }
    }
}
