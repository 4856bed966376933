//! From the history of one planning group to its forecast.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::ForecastError;
use super::report::ForecastReport;
use crate::aht::{AhtError, AhtHistory, AhtProfile, AhtSource};
use crate::backtest::BacktestOutcome;
use crate::calendar::Calendar;
use crate::grid::{DaySlots, SlotsPerDay};
use crate::matrix::DayMatrix;
use crate::models::{ModelName, Moment, usable};
use crate::spread::{PathSpread, Quantiles, SpreadSource};
use crate::volume::{VolumeOutlook, forecast_volume};

/// Days that can be told ahead by interval: half a year and the two weeks a planner may be late.
pub const MOST_DAYS_AHEAD: usize = 26 * 7 + 14;

/// What is known of one planning group, in local days.
#[derive(Clone, Debug, PartialEq)]
pub struct QueueHistory {
    /// Contacts offered.
    pub volume: DaySlots,
    /// Handle times with handled counts, where the source has them.
    pub aht: Option<AhtHistory>,
    /// The planning group's `aht_seconds`: used where the history has no handle time at all.
    pub default_aht_seconds: Option<f64>,
    /// Special days of the history and of the time to come.
    pub calendar: Calendar,
}

/// Expected volume and its quantiles: one row a day asked for, one value a slot, contacts per interval.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VolumeForecast {
    /// The point forecast.
    pub mean: Vec<Vec<f64>>,
    /// Exceeded nine times in ten.
    pub p10: Vec<Vec<f64>>,
    /// The median.
    pub p50: Vec<Vec<f64>>,
    /// Exceeded once in ten.
    pub p90: Vec<Vec<f64>>,
}

/// The forecast of one planning group. Rows follow `dates`, columns the slots of the local day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QueueForecast {
    /// The days asked for, in the order asked.
    pub dates: Vec<NaiveDate>,
    /// The grid.
    pub slots_per_day: SlotsPerDay,
    /// Whether the slot is expected open: the history shows it open on the weekday the day is called like, and no
    /// closure is expected. Closed slots have a volume of 0.
    pub open: Vec<Vec<bool>>,
    /// Contacts offered.
    pub volume: VolumeForecast,
    /// Handle time in seconds; above 0 in closed slots too.
    pub aht_seconds: Vec<Vec<f64>>,
    /// Where the handle times come from.
    pub aht_source: AhtSource,
    /// The model behind `volume.mean`.
    pub model: ModelName,
    /// Where the width of the bands comes from.
    pub bands: SpreadSource,
    /// What sample paths of the days are drawn from, in the order of `dates`.
    pub paths: PathSpread,
    /// How good the models were on the past.
    pub backtest: BacktestOutcome,
    /// Effects and cycles.
    pub report: ForecastReport,
    /// The seed given.
    pub seed: u64,
}

/// Forecasts the given local days, which lie after the history, by the combination or model that did best on the past.
///
/// Equal histories, calendars and seeds give equal forecasts. Local times that do not exist on a day asked for get a
/// value all the same; the caller drops them when it maps slots to instants.
///
/// # Errors
/// [`ForecastError`]: no day asked for, a day inside the history or too far after it, less than a week of history,
/// handle times on another grid, or neither handle times nor a default.
pub fn forecast(
    history: &QueueHistory,
    dates: &[NaiveDate],
    seed: u64,
) -> Result<QueueForecast, ForecastError> {
    let volume = usable(&history.volume)?;
    let end_date = volume.end_date();
    let last = *dates.iter().max().ok_or(ForecastError::NoTargetDays)?;
    if let Some(&date) = dates.iter().find(|&&date| date < end_date) {
        return Err(ForecastError::TargetInHistory { date, end_date });
    }
    let ahead = usize::try_from(last.signed_duration_since(end_date).num_days()).unwrap_or(0) + 1;
    if ahead > MOST_DAYS_AHEAD {
        return Err(ForecastError::TooFarAhead {
            date: last,
            end_date,
            days: ahead - 1,
            most: MOST_DAYS_AHEAD,
        });
    }
    let matrix = DayMatrix::of(&volume);
    let moment = Moment {
        days: matrix.days(),
        columns: 0,
    };
    let outlook = forecast_volume(&matrix, moment, &history.calendar, ahead, seed);
    laid_out(history, &volume, &matrix, &outlook, dates, seed)
}

/// Lays an outlook over the slots of the days asked for, and adds handle times and the report.
pub(crate) fn laid_out(
    history: &QueueHistory,
    volume: &DaySlots,
    matrix: &DayMatrix,
    outlook: &VolumeOutlook,
    dates: &[NaiveDate],
    seed: u64,
) -> Result<QueueForecast, ForecastError> {
    let (aht, aht_source) = handle_times(history, volume)?;
    let slots = volume.slots_per_day();
    let mut told = VolumeForecast::default();
    let mut open = Vec::new();
    let mut level_sds = Vec::new();
    for date in dates {
        let day = outlook.dates.iter().position(|own| own == date);
        level_sds.push(day.map_or(0.0, |day| outlook.level_sds[day]));
        let cell = |slot: usize| -> Option<(f64, Quantiles)> {
            let (day, column) = (day?, slot.checked_sub(matrix.window().start)?);
            let is_open = *outlook.open[day].get(column)?;
            is_open.then(|| (outlook.mean[day][column], outlook.quantiles(day, column)))
        };
        let cells: Vec<Option<(f64, Quantiles)>> = (0..slots.get()).map(cell).collect();
        let row = |pick: fn(&(f64, Quantiles)) -> f64| -> Vec<f64> {
            cells
                .iter()
                .map(|cell| cell.as_ref().map_or(0.0, pick))
                .collect()
        };
        open.push(cells.iter().map(Option::is_some).collect());
        told.mean.push(row(|cell| cell.0));
        told.p10.push(row(|cell| cell.1.p10));
        told.p50.push(row(|cell| cell.1.p50));
        told.p90.push(row(|cell| cell.1.p90));
    }
    Ok(QueueForecast {
        dates: dates.to_vec(),
        slots_per_day: slots,
        open,
        volume: told,
        aht_seconds: dates.iter().map(|&date| aht.on(date).to_vec()).collect(),
        aht_source,
        model: outlook.model,
        bands: outlook.spread.source(),
        paths: outlook.spread.of_paths(&level_sds),
        backtest: outlook.backtest.clone(),
        report: ForecastReport::new(outlook, volume),
        seed,
    })
}

/// The profile of the history before the volumes' end, else the default.
fn handle_times(
    history: &QueueHistory,
    volume: &DaySlots,
) -> Result<(AhtProfile, AhtSource), ForecastError> {
    let slots = volume.slots_per_day();
    let fitted = match &history.aht {
        Some(aht) if aht.slots_per_day() != slots => {
            return Err(ForecastError::DifferentGrids {
                volume: slots,
                aht: aht.slots_per_day(),
            });
        }
        Some(aht) => AhtProfile::fit(&aht.before(volume.end_date())),
        None => Err(AhtError::NoHistory),
    };
    match (fitted, history.default_aht_seconds) {
        (Ok(profile), _) => Ok((profile, AhtSource::History)),
        (Err(AhtError::NoHistory), Some(seconds)) => {
            Ok((AhtProfile::constant(seconds, slots)?, AhtSource::Default))
        }
        (Err(error), _) => Err(error.into()),
    }
}
