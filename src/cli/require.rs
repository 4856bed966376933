//! `crewcast require`: the requirement of a forecast, of one interval typed in, or of a day in a file.

use std::path::PathBuf;

use clap::Args;
use crewcast_forecasts::erlang::ServiceLevelVariant;

use super::output::table;
use super::runtime::Runtime;
use super::{require_day, require_interval, selection};
use crate::failure::Failure;
use crate::forecasting::{find_forecast, forecast_data};
use crate::staffing::staffing_requirement;

/// What `require` takes: `--forecast`, `--day`, or the inputs of one interval.
#[derive(Debug, Args)]
pub(super) struct RequireArguments {
    /// The forecast to staff.
    #[arg(long, value_name = "ID", conflicts_with_all = ["volume", "interval_minutes", "aht_seconds", "day", "goals"])]
    forecast: Option<String>,
    /// Contacts offered in one interval.
    #[arg(long, required_unless_present_any = ["forecast", "day"])]
    pub volume: Option<f64>,
    /// A CSV file with the columns Volume and, unless --aht-seconds is given, AverageHandleTimeSeconds; one row an
    /// interval. Compares staffing with and without the queue that each interval leaves to the next.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["volume", "csv", "volume_variation", "probability"])]
    pub day: Option<PathBuf>,
    /// The interval's length.
    #[arg(long, default_value_t = 30)]
    pub interval_minutes: u32,
    /// Average handle time in seconds.
    #[arg(long, required_unless_present_any = ["forecast", "day"])]
    pub aht_seconds: Option<f64>,
    #[command(flatten)]
    pub goals: GoalArguments,
    /// Mean time a contact waits before it hangs up: staffs by Erlang A. Left out, nobody hangs up: Erlang C.
    #[arg(long, value_name = "SECONDS", conflicts_with = "forecast")]
    pub patience_seconds: Option<f64>,
    /// Percent of rostered time that is not at work.
    #[arg(
        long,
        value_name = "PERCENT",
        default_value_t = 0.0,
        conflicts_with = "forecast"
    )]
    pub shrinkage: f64,
    /// How far the volume may be off: its coefficient of variation, in percent.
    #[arg(
        id = "volume_variation",
        long = "variation",
        value_name = "PERCENT",
        conflicts_with = "forecast"
    )]
    pub variation: Option<f64>,
    /// Staff so that the goals are met with this probability when the volume varies so.
    #[arg(
        long,
        value_name = "PERCENT",
        requires = "volume_variation",
        conflicts_with = "forecast"
    )]
    pub probability: Option<f64>,
    /// Print the derivation as a CSV that a spreadsheet recomputes.
    #[arg(long, conflicts_with_all = ["forecast", "json"])]
    pub csv: bool,
}

/// The goals of an interval; all that are given must be met.
#[derive(Debug, Args)]
#[group(id = "goals", multiple = true)]
pub(super) struct GoalArguments {
    /// Service level, such as 80/20 for 80 % within 20 seconds.
    #[arg(long, value_name = "PERCENT/SECONDS")]
    pub service_level: Option<String>,
    /// Which contacts the service level counts: ofOffered (the default), lessShortAbandons, shortAbandonsAsMet or
    /// ofAnswered.
    #[arg(long, value_name = "NAME", value_parser = variant, requires = "service_level")]
    pub variant: Option<ServiceLevelVariant>,
    /// Mean wait of the contacts that are answered, at most these seconds.
    #[arg(long, value_name = "SECONDS")]
    pub average_speed_of_answer: Option<f64>,
    /// Mean wait of all contacts, those that hang up included, at most these seconds.
    #[arg(long, value_name = "SECONDS")]
    pub mean_wait: Option<f64>,
    /// Contacts that hang up, at most this percent; needs --patience-seconds to count.
    #[arg(long, value_name = "PERCENT")]
    pub abandonment: Option<f64>,
    /// Contacts that wait at all, at most this percent.
    #[arg(long, value_name = "PERCENT")]
    pub maximum_p_wait: Option<f64>,
    /// Occupancy, at most this percent.
    #[arg(long, value_name = "PERCENT")]
    pub maximum_occupancy: Option<f64>,
}

fn variant(name: &str) -> Result<ServiceLevelVariant, String> {
    serde_json::from_value(name.into()).map_err(|_| {
        "write ofOffered, lessShortAbandons, shortAbandonsAsMet or ofAnswered".to_owned()
    })
}

/// Prints the agents required.
pub(super) fn require(runtime: &Runtime, arguments: RequireArguments) -> Result<(), Failure> {
    match (&arguments.forecast, &arguments.day) {
        (Some(id), _) => of_forecast(runtime, id),
        (None, Some(file)) => require_day::of_day(runtime, file, &arguments),
        (None, None) => require_interval::of_interval(runtime, &arguments),
    }
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
