//! Making a forecast: read each planning group's history, let the models compete, keep what the winner says.

use chrono::NaiveDate;
use crewcast_forecasts::aht::{AhtError, AhtSource};
use crewcast_forecasts::calendar::Calendar;
use crewcast_forecasts::forecast::{ForecastError, QueueForecast, QueueHistory, forecast};
use crewcast_forecasts::models::FitError;
use crewcast_forecasts::spread::SpreadSource;
use serde::Serialize;

use super::cores::on_all_cores;
use super::forecasts::{ForecastMessage, GroupGeneration, SourceDays, find_forecast};
use super::history_findings::{CleanedHistory, clean, finding_decisions};
use super::input_hash::{GroupHash, InputHash};
use super::local_days::{Observation, local_history, onto_intervals};
use super::modifications::carry_over;
use super::request::{GenerateForecast, Plan, plan};
use super::store::modifications::ModificationRow;
use super::store::{self, ForecastRow, SeriesRow};
use crate::db::Database;
use crate::failure::{Failure, Fault, Faults};
use crate::organisation::{PlanningGroup, WeekGrid, calendar_of};
use crate::tenancy::Scope;

/// Where the observations of a planning group between two instants come from.
pub(super) type Source<'a> =
    dyn Fn(&PlanningGroup, &WeekGrid) -> Result<Vec<Observation>, Failure> + Sync + 'a;

/// Makes the forecast `id` from the observations of `source`, unless it is there already: planning groups side by side
/// on all cores. `on_progress` is told the percentage and the planning group after each of them, and ends the work by
/// returning an error.
pub(super) fn generate_from(
    source: &Source<'_>,
    db: &Database,
    scope: &Scope,
    id: &str,
    request: &GenerateForecast,
    on_progress: impl Fn(f64, &str) -> Result<(), Failure>,
) -> Result<(), Failure> {
    match db.read(|conn| find_forecast(conn, scope, id)) {
        Ok(_) => return Ok(()),
        Err(Failure::NotFound { .. }) => {}
        Err(other) => return Err(other),
    }
    let plan = db.read(|conn| plan(conn, scope, request))?;
    let calendar = db.read(|conn| calendar_of(conn, scope, &request.business_unit_id))?;
    let mut hash = InputHash::new(&plan.grid, plan.seed);
    hash.text(&calendar.to_csv());
    let work = |group: &PlanningGroup| -> Result<GroupOutcome, Failure> {
        let seen = source(group, &plan.history)?;
        let decided = db.read(|conn| finding_decisions(conn, scope, &group.id))?;
        let mut hash = GroupHash::new(group, &seen);
        hash.text(&document(&decided)?);
        let unfit = |error: String| fault(group, "unfit-history", &error);
        let made = local_history(&plan.history, &seen)
            .map_err(|error| unfit(error.to_string()))
            .and_then(|found| {
                clean(&plan.history, found, &calendar, &decided)
                    .map_err(|error| unfit(error.to_string()))
            })
            .and_then(|cleaned| forecast_group(&plan, &calendar, group, cleaned));
        let row = match made {
            Ok(made) => Ok(made.to_row(scope, id, group, &plan.grid)?),
            Err(fault) => Err(fault),
        };
        Ok(GroupOutcome { hash, row })
    };
    let outcomes = on_all_cores(&plan.groups, work, |done, group: &PlanningGroup| {
        on_progress(100.0 * done as f64 / plan.groups.len() as f64, &group.name)
    })?;
    let mut faults = Faults::default();
    let mut series = Vec::new();
    for outcome in outcomes {
        hash.add(outcome.hash);
        match outcome.row {
            Ok(row) => series.push(row),
            Err(fault) => faults.push(fault),
        }
    }
    faults.into_result()?;
    let row = forecast_row(scope, id, request, &plan, hash.finish())?;
    let carried = carried_modifications(db, scope, id, request, &plan)?;
    let written = db.write(|conn| {
        store::insert(conn, &row, &series)?;
        store::modifications::insert(conn, &carried)
    });
    match written {
        // Another worker had taken the run over and was faster: same input, same forecast.
        Err(error) if error.is_duplicate() => Ok(()),
        other => other.map_err(|error| Failure::from_write(error, "forecast")),
    }
}

/// What the planner changed in earlier forecasts of the same weeks, unless it is to be left behind.
fn carried_modifications(
    db: &Database,
    scope: &Scope,
    id: &str,
    request: &GenerateForecast,
    plan: &Plan,
) -> Result<Vec<ModificationRow>, Failure> {
    if request.carry_modifications == Some(false) {
        return Ok(Vec::new());
    }
    let groups: Vec<&str> = plan.groups.iter().map(|group| group.id.as_str()).collect();
    let unit = &request.business_unit_id;
    db.read(|conn| carry_over(conn, scope, id, unit, &plan.grid, &groups))
}

/// What became of one planning group, and the fingerprint of what it was made from.
struct GroupOutcome {
    hash: GroupHash,
    row: Result<SeriesRow, Fault>,
}

/// One planning group's forecast with the record of its making.
struct Made {
    forecast: QueueForecast,
    generation: GroupGeneration,
}

fn forecast_group(
    plan: &Plan,
    calendar: &Calendar,
    group: &PlanningGroup,
    cleaned: CleanedHistory,
) -> Result<Made, Fault> {
    let cleaning_messages = cleaned.messages();
    let local = cleaned.history;
    let history = QueueHistory {
        volume: local.volume,
        aht: local.aht,
        default_aht_seconds: group.default_average_handle_time_seconds,
        calendar: calendar.clone(),
    };
    let dates: Vec<NaiveDate> = plan.grid.days().iter().map(|day| day.date).collect();
    let made = forecast(&history, &dates, plan.seed)
        .map_err(|error| fault_of_forecast(group, plan, &error))?;
    let source_days = source_days(&history).ok_or_else(|| {
        fault_of_forecast(group, plan, &ForecastError::Fit(FitError::NothingObserved))
    })?;
    let mut messages = messages(plan, group, &made, &source_days, local.spread_intervals);
    messages.extend(cleaning_messages);
    Ok(Made {
        generation: GroupGeneration {
            planning_group_name: group.name.clone(),
            forecasting_method: made.model,
            average_handle_time_source: made.aht_source,
            bands: made.bands,
            backtest: made.backtest.clone(),
            report: made.report.clone(),
            source_days,
            messages,
        },
        forecast: made,
    })
}

fn source_days(history: &QueueHistory) -> Option<SourceDays> {
    let dates: Vec<NaiveDate> = history
        .volume
        .iter()
        .filter(|(_, day)| day.iter().any(Option::is_some))
        .map(|(date, _)| date)
        .collect();
    Some(SourceDays {
        first_date: *dates.first()?,
        last_date: *dates.last()?,
        observed_days: u32::try_from(dates.len()).ok()?,
        dates,
    })
}

fn messages(
    plan: &Plan,
    group: &PlanningGroup,
    made: &QueueForecast,
    source: &SourceDays,
    spread_intervals: usize,
) -> Vec<ForecastMessage> {
    let mut messages = Vec::new();
    let mut say = |code: &str, detail: String| {
        messages.push(ForecastMessage {
            code: code.to_owned(),
            detail,
        });
    };
    if made.aht_source == AhtSource::Default {
        let seconds = group.default_average_handle_time_seconds.unwrap_or(0.0);
        say(
            "default-handle-time",
            format!(
                "the history has no handle times, so the planning group's default of {seconds} s is used; import \
                 handle times to have them forecast"
            ),
        );
    }
    if made.bands == SpreadSource::Assumed {
        say(
            "bands-assumed",
            "the history is too short to measure errors on, so P10 and P90 are assumed and wide; import more weeks"
                .to_owned(),
        );
    }
    let first = made.dates.first().copied().unwrap_or(source.last_date);
    let gap = first.signed_duration_since(source.last_date).num_days() - 1;
    if gap >= 7 {
        say(
            "history-ends-early",
            format!(
                "the last day of history, {}, lies {gap} days before the forecast; import what came since",
                source.last_date
            ),
        );
    }
    if spread_intervals > 0 {
        say(
            "intervals-spread",
            format!(
                "{spread_intervals} intervals of the history are longer than the business unit's {} minutes and were \
                 spread evenly over them",
                plan.grid.interval_minutes()
            ),
        );
    }
    messages
}

impl Made {
    fn to_row(
        &self,
        scope: &Scope,
        forecast_id: &str,
        group: &PlanningGroup,
        grid: &WeekGrid,
    ) -> Result<SeriesRow, Failure> {
        let numbers = |rows: &[Vec<f64>]| {
            let intervals = onto_intervals(grid, rows).ok_or_else(|| {
                Failure::Internal(format!("the forecast of {} misses intervals", group.id))
            })?;
            document(&intervals)
        };
        let volume = &self.forecast.volume;
        Ok(SeriesRow {
            tenant_id: scope.tenant().to_owned(),
            forecast_id: forecast_id.to_owned(),
            planning_group_id: group.id.clone(),
            offered: numbers(&volume.mean)?,
            offered_p10: numbers(&volume.p10)?,
            offered_p50: numbers(&volume.p50)?,
            offered_p90: numbers(&volume.p90)?,
            aht_seconds: numbers(&self.forecast.aht_seconds)?,
            generation: document(&self.generation)?,
        })
    }
}

fn forecast_row(
    scope: &Scope,
    id: &str,
    request: &GenerateForecast,
    plan: &Plan,
    input_hash: String,
) -> Result<ForecastRow, Failure> {
    let internal =
        |what: &str| Failure::Internal(format!("the forecast's {what} cannot be stored"));
    let end = plan.grid.days().last().and_then(|day| day.date.succ_opt());
    Ok(ForecastRow {
        tenant_id: scope.tenant().to_owned(),
        id: id.to_owned(),
        business_unit_id: request.business_unit_id.clone(),
        week_date: request.week_date.to_string(),
        end_date: end.ok_or_else(|| internal("last day"))?.to_string(),
        week_count: i32::try_from(request.week_count).map_err(|_| internal("length"))?,
        description: request.description.clone(),
        time_zone: plan.grid.zone().name().to_owned(),
        interval_minutes: i32::try_from(plan.grid.interval_minutes())
            .map_err(|_| internal("interval length"))?,
        reference_start_at: plan.grid.start(),
        seed: i64::try_from(plan.seed).map_err(|_| internal("seed"))?,
        input_hash,
        created_by: scope.actor.subject.clone(),
        created_at: scope.now,
        version: 1,
    })
}

fn document(value: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string(value).map_err(|error| Failure::Internal(error.to_string()))
}

/// The pointer of faults that lie in a planning group rather than in a word of the request.
const GROUPS: &str = "/planningGroupIds";

fn fault_of_forecast(group: &PlanningGroup, plan: &Plan, error: &ForecastError) -> Fault {
    let (code, reason) = match error {
        ForecastError::Aht(AhtError::NoHistory) => (
            "no-handle-time",
            "its history has no handle times and it has no default; import handle times or set \
             defaultAverageHandleTimeSeconds"
                .to_owned(),
        ),
        ForecastError::Fit(FitError::NothingObserved) => (
            "no-history",
            format!(
                "its queues have no history between {} and {}; import interval data or call records, raise \
                 historyWeeks, or leave the group out with planningGroupIds",
                plan.history.start(),
                plan.history.end()
            ),
        ),
        ForecastError::Fit(FitError::LessThanAWeek { .. }) => {
            ("too-little-history", error.to_string())
        }
        ForecastError::Aht(_)
        | ForecastError::NoTargetDays
        | ForecastError::TargetInHistory { .. }
        | ForecastError::TooFarAhead { .. }
        | ForecastError::NothingOfTheDay { .. }
        | ForecastError::DifferentGrids { .. } => ("cannot-be-forecast", error.to_string()),
    };
    fault(group, code, &reason)
}

fn fault(group: &PlanningGroup, code: &str, reason: &str) -> Fault {
    let detail = format!("planning group {:?} ({}): {reason}", group.name, group.id);
    Fault::new(GROUPS, code, detail)
}
