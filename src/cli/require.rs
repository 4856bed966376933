//! `crewcast require`: the requirement of a forecast, or of one interval typed in.

use clap::Args;
use crewcast_forecasts::requirement::Derivation;

use super::output::table;
use super::runtime::Runtime;
use super::selection;
use crate::failure::Failure;
use crate::forecasting::{find_forecast, forecast_data};
use crate::staffing::{
    AtMostPercent, AtMostSeconds, GoalsToMeet, IntervalToStaff, PercentWithin,
    calculate_requirement, staffing_requirement,
};

/// What `require` takes: `--forecast`, or the inputs of one interval.
#[derive(Debug, Args)]
pub(super) struct RequireArguments {
    /// The forecast to staff.
    #[arg(long, value_name = "ID", conflicts_with_all = ["volume", "interval_minutes", "aht_seconds"])]
    forecast: Option<String>,
    /// Contacts offered in one interval.
    #[arg(long, required_unless_present = "forecast")]
    volume: Option<f64>,
    /// The interval's length.
    #[arg(long, default_value_t = 30)]
    interval_minutes: u32,
    /// Average handle time in seconds.
    #[arg(long, required_unless_present = "forecast")]
    aht_seconds: Option<f64>,
    /// Service level, such as 80/20 for 80 % within 20 seconds.
    #[arg(long, value_name = "PERCENT/SECONDS")]
    service_level: Option<String>,
    /// Mean wait of all contacts, at most these seconds.
    #[arg(long, value_name = "SECONDS")]
    average_speed_of_answer: Option<f64>,
    /// Occupancy, at most this percent.
    #[arg(long, value_name = "PERCENT")]
    maximum_occupancy: Option<f64>,
    /// Percent of rostered time that is not at work.
    #[arg(long, value_name = "PERCENT", default_value_t = 0.0)]
    shrinkage: f64,
}

/// Prints the agents required.
pub(super) fn require(runtime: &Runtime, arguments: RequireArguments) -> Result<(), Failure> {
    match &arguments.forecast {
        Some(id) => of_forecast(runtime, id),
        None => of_interval(runtime, &arguments),
    }
}

fn of_interval(runtime: &Runtime, arguments: &RequireArguments) -> Result<(), Failure> {
    let interval = IntervalToStaff {
        volume: arguments.volume.unwrap_or_default(),
        interval_length_minutes: arguments.interval_minutes,
        average_handle_time_seconds: arguments.aht_seconds.unwrap_or_default(),
        goals: GoalsToMeet {
            service_level: arguments
                .service_level
                .as_deref()
                .map(percent_within)
                .transpose()?,
            average_speed_of_answer: arguments
                .average_speed_of_answer
                .map(|seconds| AtMostSeconds { seconds }),
            maximum_p_wait: None,
            abandon_rate: None,
            maximum_occupancy: arguments
                .maximum_occupancy
                .map(|percent| AtMostPercent { percent }),
        },
        shrinkage_percent: arguments.shrinkage,
    };
    let requirement = calculate_requirement(&interval)?;
    runtime.output.result(&requirement, |requirement| {
        println!(
            "{} agents on the roster, {} at work; {:?} decides",
            requirement.required, requirement.required_without_shrinkage, requirement.binding_goal
        );
        print_derivation(&requirement.derivation);
    })
}

fn percent_within(text: &str) -> Result<PercentWithin, Failure> {
    let parsed = text.split_once('/').and_then(|(percent, seconds)| {
        Some(PercentWithin {
            percent: percent.trim().parse().ok()?,
            seconds: seconds.trim().parse().ok()?,
        })
    });
    parsed.ok_or_else(|| {
        Failure::invalid(
            "--service-level",
            "not-a-service-level",
            format!("{text:?}: write 80/20 for 80 % in 20 s"),
        )
    })
}

/// Prints every number on the way, so that it can be recomputed by hand.
fn print_derivation(derivation: &Derivation) {
    let rows = derivation.steps.iter().map(|step| {
        [
            step.symbol.clone(),
            step.expression.clone(),
            step.value.to_string(),
        ]
    });
    println!("{}", table(["symbol", "expression", "value"], rows));
}

fn of_forecast(runtime: &Runtime, id: &str) -> Result<(), Failure> {
    let db = runtime.open()?;
    let scope = selection::scope(runtime, &db)?;
    let (forecast, data, requirement) = db.read(|conn| {
        let forecast = find_forecast(conn, &scope, id)?;
        let data = forecast_data(conn, &scope, id)?;
        let requirement = staffing_requirement(conn, &scope, &forecast, None)?;
        Ok::<_, Failure>((forecast, data, requirement))
    })?;
    let grid = forecast.grid()?;
    runtime.output.result(&requirement, |requirement| {
        let hours = f64::from(grid.interval_minutes()) / 60.0;
        let mut rows = Vec::new();
        for (group, numbers) in requirement.planning_groups.iter().zip(&data) {
            for day in grid.days() {
                let span = day.first_interval..day.first_interval + day.intervals;
                let of = |series: &[u32]| series.get(span.clone()).unwrap_or_default().to_vec();
                let (gross, net) = (of(&group.required), of(&group.required_without_shrinkage));
                let volume: f64 = numbers
                    .offered_per_interval
                    .get(span.clone())
                    .unwrap_or_default()
                    .iter()
                    .sum();
                let total = |heads: &[u32]| f64::from(heads.iter().sum::<u32>()) * hours;
                rows.push([
                    format!("{} {}", group.planning_group_name, day.date),
                    format!("{volume:.0}"),
                    format!("{:.1}", total(&net)),
                    format!("{:.1}", total(&gross)),
                    net.iter().max().map_or_else(String::new, u32::to_string),
                    gross.iter().max().map_or_else(String::new, u32::to_string),
                ]);
            }
        }
        println!(
            "{}",
            table(
                [
                    "day",
                    "volume",
                    "net hours",
                    "gross hours",
                    "net peak",
                    "gross peak"
                ],
                rows
            )
        );
        for group in &requirement.planning_groups {
            println!(
                "{}: shrinkage {} %",
                group.planning_group_name, group.shrinkage_percent
            );
            for message in &group.messages {
                println!("  {}", message.detail);
            }
        }
    })
}
