//! Forecasts as they are kept and shown.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use chrono_tz::Tz;
use crewcast_forecasts::aht::AhtSource;
use crewcast_forecasts::backtest::BacktestOutcome;
use crewcast_forecasts::forecast::ForecastReport;
use crewcast_forecasts::models::ModelName;
use crewcast_forecasts::spread::{PathSpread, SpreadSource};
use serde::{Deserialize, Serialize};

use super::agreement::GroupReconciliation;
use super::queues::QueueGeneration;
use super::store::{self, ForecastRow, NumbersRow};
use super::tell::tell;
use crate::db::{Conn, DbError, Instant};
use crate::documents;
use crate::events::ResourceChange;
use crate::failure::Failure;
use crate::http::{Page, PageParams};
use crate::organisation::WeekGrid;
use crate::tenancy::Scope;

/// Weeks before and after today that `recent` lists.
const RECENT_WEEKS: u64 = 26;

/// A forecast of a business unit's weeks; its numbers are read apart.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Forecast {
    /// Its id.
    pub id: String,
    /// The business unit.
    pub business_unit_id: String,
    /// First day.
    pub week_date: NaiveDate,
    /// How many weeks.
    pub week_count: u32,
    /// What the planner called it.
    pub description: String,
    /// How it was made: `Advanced` is the model that won the backtest.
    pub creation_method: String,
    /// Zone of the local days.
    #[schema(value_type = String)]
    pub time_zone: Tz,
    /// Length of an interval.
    pub interval_length_minutes: u32,
    /// Start of interval 0.
    pub reference_start_date: Instant,
    /// Whether a roster can be made from it.
    pub can_use_for_scheduling: bool,
    /// The seed of the run.
    pub seed: i64,
    /// SHA-256 of everything the statistical numbers follow from; equal hash and seed mean equal numbers.
    pub input_hash: String,
    /// Who asked for it.
    pub created_by: String,
    /// When it was made.
    pub created_at: Instant,
    /// Rises when its modifications change; the statistical numbers never do.
    pub version: i32,
}

impl Forecast {
    /// The intervals its numbers stand for.
    ///
    /// # Errors
    /// [`Failure::Internal`] when the calendar ends before it does.
    pub fn grid(&self) -> Result<WeekGrid, Failure> {
        WeekGrid::of_days(
            self.week_date,
            self.week_count * 7,
            self.time_zone,
            self.interval_length_minutes,
        )
        .ok_or_else(|| Failure::Internal(format!("forecast {} has no grid of intervals", self.id)))
    }
}

/// One planning group's numbers: one value an interval of [`Forecast::grid`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GroupForecast {
    /// The planning group.
    pub planning_group_id: String,
    /// Contacts offered: the mean.
    pub offered_per_interval: Vec<f64>,
    /// Exceeded nine times in ten.
    #[serde(rename = "offeredP10PerInterval")]
    pub offered_per_interval_p10: Vec<f64>,
    /// The median.
    #[serde(rename = "offeredP50PerInterval")]
    pub offered_per_interval_p50: Vec<f64>,
    /// Exceeded once in ten.
    #[serde(rename = "offeredP90PerInterval")]
    pub offered_per_interval_p90: Vec<f64>,
    /// Talk, hold and wrap-up, in seconds; above 0 in closed intervals too.
    pub average_handle_time_seconds_per_interval: Vec<f64>,
}

/// The days a planning group's forecast was learnt from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SourceDays {
    /// First observed day.
    pub first_date: NaiveDate,
    /// Last observed day.
    pub last_date: NaiveDate,
    /// Days with at least one observed interval.
    pub observed_days: u32,
    /// Their dates.
    pub dates: Vec<NaiveDate>,
}

/// Something a planner should know about a forecast.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ForecastMessage {
    /// Stable, kebab-case.
    pub code: String,
    /// What it means and what to do.
    pub detail: String,
}

/// How one planning group's numbers were made, and how far to believe them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GroupGeneration {
    /// The planning group's name at the time.
    pub planning_group_name: String,
    /// The model behind the mean: `combination`, or the single model that told the past clearly better;
    /// `borrowedShape` where the planning group is too new for any.
    #[schema(value_type = String)]
    pub forecasting_method: ModelName,
    /// Where the handle times come from: `history` or `default`.
    #[schema(value_type = String)]
    pub average_handle_time_source: AhtSource,
    /// Where the bands' width comes from: `measured` or `assumed`.
    #[schema(value_type = String)]
    pub bands: SpreadSource,
    /// WAPE, bias and coverage of every model on the past, and the improvement over the baseline.
    #[schema(value_type = Object)]
    pub backtest: BacktestOutcome,
    /// Effects of the calendar in percent with their intervals, which of them are used, and the cycles.
    #[schema(value_type = Object)]
    pub report: ForecastReport,
    /// What it was learnt from.
    pub source_days: SourceDays,
    /// What agreeing with the planning groups' total changed; absent where nothing was reconciled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reconciliation: Option<GroupReconciliation>,
    /// Its queues, where it has several and they were forecast one by one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub queues: Vec<QueueGeneration>,
    /// What a planner should know.
    pub messages: Vec<ForecastMessage>,
}

/// The record of one planning group's generation, by id.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GroupGenerationResult {
    /// The planning group.
    pub planning_group_id: String,
    /// How its numbers were made.
    #[serde(flatten)]
    pub generation: GroupGeneration,
}

/// Which forecasts a list names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weeks {
    /// Those that touch the 26 weeks before or after today.
    Recent,
    /// Those whose weeks hold this day.
    Of(NaiveDate),
}

impl Weeks {
    /// Reads `recent` or a local date.
    ///
    /// # Errors
    /// [`Failure::Invalid`] at `/weekDate`.
    pub fn parse(text: &str) -> Result<Self, Failure> {
        if text == "recent" {
            Ok(Self::Recent)
        } else {
            parse_week_date(text).map(Self::Of)
        }
    }
}

/// Reads the local date of a path.
///
/// # Errors
/// [`Failure::Invalid`] at `/weekDate`.
pub fn parse_week_date(text: &str) -> Result<NaiveDate, Failure> {
    text.parse().map_err(|_| {
        let detail = format!("{text:?} is no date; write it as 2026-03-30");
        Failure::invalid("/weekDate", "not-a-date", detail)
    })
}

/// One forecast.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn find_forecast(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<Forecast, Failure> {
    let access = &scope.actor.access;
    let row = store::find(conn, scope.tenant(), id)?
        .filter(|row| access.covers_business_unit(&row.business_unit_id));
    from_row(row.ok_or_else(|| missing(id))?)
}

/// One forecast by its whole path.
///
/// # Errors
/// [`Failure::NotFound`] also when the forecast belongs to another business unit or starts on another day.
pub fn find_forecast_of_week(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    week_date: NaiveDate,
    id: &str,
) -> Result<Forecast, Failure> {
    let forecast = find_forecast(conn, scope, id)?;
    if forecast.business_unit_id == business_unit_id && forecast.week_date == week_date {
        Ok(forecast)
    } else {
        Err(missing(id))
    }
}

/// The forecasts of a business unit that touch the weeks, in the order of their making.
///
/// # Errors
/// [`Failure::Invalid`] for a page size out of range.
pub fn list_forecasts(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    weeks: Weeks,
    page: &PageParams,
) -> Result<Page<Forecast>, Failure> {
    let (size, after) = page.bounds()?;
    let (first, last) = match weeks {
        Weeks::Of(date) => (date, date),
        Weeks::Recent => {
            let today = scope.now.to_utc().date_naive();
            let reach = Days::new(RECENT_WEEKS * 7);
            (
                today.checked_sub_days(reach).unwrap_or(NaiveDate::MIN),
                today.checked_add_days(reach).unwrap_or(NaiveDate::MAX),
            )
        }
    };
    let between = (first.to_string(), last.to_string());
    let rows = store::page_overlapping(
        conn,
        scope.tenant(),
        business_unit_id,
        (&between.0, &between.1),
        &after,
        size + 1,
    )?;
    let forecasts = rows.into_iter().map(from_row).collect::<Result<_, _>>()?;
    Ok(Page::of(forecasts, size, |forecast: &Forecast| {
        &forecast.id
    }))
}

/// All forecasts of a business unit that share a day with the grid, in the order of their ids.
pub(super) fn forecasts_touching(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    grid: &WeekGrid,
) -> Result<Vec<Forecast>, Failure> {
    let (Some(first), Some(last)) = (grid.days().first(), grid.days().last()) else {
        return Ok(Vec::new());
    };
    let (first, last) = (first.date.to_string(), last.date.to_string());
    let days = (first.as_str(), last.as_str());
    store::page_overlapping(conn, scope.tenant(), business_unit_id, days, "", i64::MAX)?
        .into_iter()
        .map(from_row)
        .collect()
}

/// Deletes a forecast with its numbers.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Conflict`] `in-use` while a schedule was made from it.
pub fn delete_forecast(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<(), Failure> {
    let forecast = find_forecast(conn, scope, id)?;
    let deleted = store::delete(conn, scope.tenant(), id).map_err(|error| {
        if error.is_broken_reference() {
            let detail = format!(
                "forecast {id} is what a schedule was made from; delete that schedule first"
            );
            Failure::conflict("in-use", detail)
        } else {
            error.into()
        }
    })?;
    if !deleted {
        return Err(missing(id));
    }
    let of = (forecast.business_unit_id.as_str(), id);
    tell(conn, scope, of, ResourceChange::Deleted)
}

/// What the models said, whatever a planner changed since: one entry a planning group, in the order of their ids.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn statistical_data(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<Vec<GroupForecast>, Failure> {
    let rows = store::numbers(conn, scope.tenant(), id)?;
    if rows.is_empty() {
        // Every forecast has a planning group, so none means that there is no forecast.
        return Err(missing(id));
    }
    rows.into_iter().map(|row| numbers_of(row, id)).collect()
}

/// How the numbers were made, one entry a planning group, in the order of their ids.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn generation_results(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<Vec<GroupGenerationResult>, Failure> {
    let rows = store::generations(conn, scope.tenant(), id)?;
    if rows.is_empty() {
        return Err(missing(id));
    }
    rows.into_iter()
        .map(|(planning_group_id, generation)| {
            Ok(GroupGenerationResult {
                generation: parse(&generation, id)?,
                planning_group_id,
            })
        })
        .collect()
}

/// What sample paths of a forecast are drawn from, by planning group; a modification changes the means they lie around.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Conflict`] `no-sample-paths` for a forecast that was made before they were kept.
pub fn path_spreads(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<BTreeMap<String, PathSpread>, Failure> {
    let rows = store::path_spreads(conn, scope.tenant(), id)?;
    if rows.is_empty() {
        return Err(missing(id));
    }
    rows.into_iter()
        .map(|(group, spread)| match spread {
            Some(spread) => Ok((group, parse(&spread, id)?)),
            None => Err(Failure::conflict(
                "no-sample-paths",
                "the forecast was made by a version of Crewcast that kept no sample paths; generate it and its \
                 schedule anew",
            )),
        })
        .collect()
}

pub(super) fn missing(id: &str) -> Failure {
    Failure::not_found("forecast", id)
}

fn numbers_of(row: NumbersRow, id: &str) -> Result<GroupForecast, Failure> {
    Ok(GroupForecast {
        planning_group_id: row.planning_group_id,
        offered_per_interval: parse(&row.offered, id)?,
        offered_per_interval_p10: parse(&row.offered_p10, id)?,
        offered_per_interval_p50: parse(&row.offered_p50, id)?,
        offered_per_interval_p90: parse(&row.offered_p90, id)?,
        average_handle_time_seconds_per_interval: parse(&row.aht_seconds, id)?,
    })
}

pub(super) fn parse<T: serde::de::DeserializeOwned>(json: &str, id: &str) -> Result<T, Failure> {
    Ok(documents::read("forecast", id, json)?)
}

fn corrupt(id: &str, reason: &impl ToString) -> DbError {
    DbError::Corrupt {
        what: "forecast",
        id: id.to_owned(),
        reason: reason.to_string(),
    }
}

fn from_row(row: ForecastRow) -> Result<Forecast, Failure> {
    let whole = |value: i32| u32::try_from(value).map_err(|error| corrupt(&row.id, &error));
    Ok(Forecast {
        week_date: row
            .week_date
            .parse()
            .map_err(|error: chrono::ParseError| corrupt(&row.id, &error))?,
        week_count: whole(row.week_count)?,
        time_zone: row
            .time_zone
            .parse()
            .map_err(|error: chrono_tz::ParseError| corrupt(&row.id, &error))?,
        interval_length_minutes: whole(row.interval_minutes)?,
        id: row.id,
        business_unit_id: row.business_unit_id,
        description: row.description,
        creation_method: "Advanced".to_owned(),
        reference_start_date: row.reference_start_at,
        can_use_for_scheduling: true,
        seed: row.seed,
        input_hash: row.input_hash,
        created_by: row.created_by,
        created_at: row.created_at,
        version: row.version,
    })
}
