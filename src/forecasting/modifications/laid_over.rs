//! A forecast's modifications laid over its statistical series.

use crewcast_forecasts::modifications::{Horizon, Modification, Series, apply};

use super::modification::stored;
use crate::db::Conn;
use crate::failure::Failure;
use crate::forecasting::forecasts::{Forecast, GroupForecast};
use crate::forecasting::store::modifications as store;
use crate::organisation::WeekGrid;
use crate::tenancy::Scope;

/// The enabled modifications of a forecast, in the order they act.
pub(in crate::forecasting) fn active(
    conn: &mut Conn<'_>,
    scope: &Scope,
    forecast_id: &str,
) -> Result<Vec<Modification>, Failure> {
    let rows = store::of_forecast(conn, scope.tenant(), forecast_id)?;
    rows.iter().filter(|row| row.enabled).map(stored).collect()
}

/// The numbers of a forecast as these modifications make them.
pub(in crate::forecasting) fn laid_over(
    forecast: &Forecast,
    statistical: Vec<GroupForecast>,
    modifications: &[Modification],
) -> Result<Vec<GroupForecast>, Failure> {
    let horizon = horizon(&forecast.grid()?)?;
    let series: Vec<Series> = statistical.into_iter().map(series).collect();
    let modified = apply(&series, &horizon, modifications).map_err(|error| {
        Failure::Internal(format!("the stored forecast {}: {error}", forecast.id))
    })?;
    Ok(modified.into_iter().map(numbers).collect())
}

/// The hours, days and weeks of a grid, as the mathematics takes them.
pub(super) fn horizon(grid: &WeekGrid) -> Result<Horizon, Failure> {
    let minutes = usize::try_from(grid.interval_minutes()).unwrap_or(usize::MAX);
    let starts = grid.days().iter().map(|day| day.first_interval).collect();
    Horizon::new(minutes, starts, grid.intervals())
        .map_err(|error| Failure::Internal(format!("the forecast's days: {error}")))
}

/// A planning group's numbers, as the mathematics takes them.
pub(super) fn series(numbers: GroupForecast) -> Series {
    Series {
        planning_group_id: numbers.planning_group_id,
        offered: numbers.offered_per_interval,
        offered_p10: numbers.offered_per_interval_p10,
        offered_p50: numbers.offered_per_interval_p50,
        offered_p90: numbers.offered_per_interval_p90,
        aht_seconds: numbers.average_handle_time_seconds_per_interval,
    }
}

fn numbers(series: Series) -> GroupForecast {
    GroupForecast {
        planning_group_id: series.planning_group_id,
        offered_per_interval: series.offered,
        offered_per_interval_p10: series.offered_p10,
        offered_per_interval_p50: series.offered_p50,
        offered_per_interval_p90: series.offered_p90,
        average_handle_time_seconds_per_interval: series.aht_seconds,
    }
}
