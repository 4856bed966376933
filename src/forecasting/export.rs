//! A forecast as CSV, one row a planning group and interval.

use std::collections::BTreeMap;

use chrono::{SecondsFormat, TimeZone};

use super::data::forecast_data;
use super::forecasts::{GroupForecast, find_forecast, generation_results};
use crate::db::Conn;
use crate::failure::Failure;
use crate::organisation::formula_guarded;
use crate::tenancy::Scope;

const HEADERS: [&str; 9] = [
    "PlanningGroupId",
    "PlanningGroup",
    "IntervalStart",
    "IntervalMinutes",
    "Offered",
    "OfferedP10",
    "OfferedP50",
    "OfferedP90",
    "AverageHandleTimeSeconds",
];

/// All numbers of a forecast, planning group by planning group in the order of time. Interval starts are local times
/// with their offset; contacts and seconds are written with all their digits, so that they read back unchanged.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn export_forecast(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<String, Failure> {
    let forecast = find_forecast(conn, scope, id)?;
    let grid = forecast.grid()?;
    let names: BTreeMap<String, String> = generation_results(conn, scope, id)?
        .into_iter()
        .map(|result| {
            let name = result.generation.planning_group_name;
            (result.planning_group_id, name)
        })
        .collect();
    let written = |error: csv::Error| Failure::Internal(format!("writing CSV: {error}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(HEADERS).map_err(written)?;
    for group in forecast_data(conn, scope, id)? {
        let id = group.planning_group_id.as_str();
        let name = names.get(id).map_or("", String::as_str);
        for index in 0..grid.intervals() {
            let start = grid.interval_start(index).to_utc().naive_utc();
            let local = forecast.time_zone.from_utc_datetime(&start);
            let [offered, p10, p50, p90, handle_time] = figures(&group, index);
            let row = [
                id.to_owned(),
                formula_guarded(name),
                local.to_rfc3339_opts(SecondsFormat::Secs, false),
                forecast.interval_length_minutes.to_string(),
                offered,
                p10,
                p50,
                p90,
                handle_time,
            ];
            writer.write_record(row).map_err(written)?;
        }
    }
    let bytes = writer
        .into_inner()
        .map_err(|error| Failure::Internal(format!("writing CSV: {error}")))?;
    String::from_utf8(bytes).map_err(|error| Failure::Internal(format!("writing CSV: {error}")))
}

/// The numbers of one interval as text; empty where a series has none.
fn figures(group: &GroupForecast, index: usize) -> [String; 5] {
    [
        &group.offered_per_interval,
        &group.offered_per_interval_p10,
        &group.offered_per_interval_p50,
        &group.offered_per_interval_p90,
        &group.average_handle_time_seconds_per_interval,
    ]
    .map(|series| series.get(index).map_or_else(String::new, f64::to_string))
}
