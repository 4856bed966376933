//! One planning group's forecast from its own history, with the record of how it was made.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use crewcast_forecasts::aht::{AhtError, AhtSource};
use crewcast_forecasts::calendar::Calendar;
use crewcast_forecasts::forecast::{ForecastError, QueueForecast, QueueHistory, forecast};
use crewcast_forecasts::grid::DaySlots;
use crewcast_forecasts::models::FitError;
use crewcast_forecasts::spread::SpreadSource;

use super::forecasts::{ForecastMessage, GroupGeneration, SourceDays};
use super::history_findings::CleanedHistory;
use super::queues::QueueMade;
use super::request::Plan;
use crate::failure::Fault;
use crate::organisation::PlanningGroup;

/// One planning group's forecast with the record of its making.
#[derive(Clone, Debug)]
pub(super) struct Made {
    pub forecast: QueueForecast,
    pub generation: GroupGeneration,
    /// Its queues, where they are forecast one by one.
    pub queues: Vec<QueueMade>,
}

/// A planning group with its forecast, or why there is none.
pub(super) type GroupMade<'a> = (&'a PlanningGroup, Result<Box<Made>, Fault>);

/// Lets the models compete on a planning group's own history.
pub(super) fn forecast_group(
    plan: &Plan,
    calendar: &Calendar,
    group: &PlanningGroup,
    cleaned: &CleanedHistory,
) -> Result<Made, Fault> {
    let local = &cleaned.history;
    let history = QueueHistory {
        volume: local.volume.clone(),
        aht: local.aht.clone(),
        default_aht_seconds: group.default_average_handle_time_seconds,
        calendar: calendar.clone(),
    };
    let made = forecast(&history, &plan.dates(), plan.seed)
        .map_err(|error| fault_of_forecast(group, plan, &error))?;
    let source_days = source_days([&history.volume]).ok_or_else(|| {
        fault_of_forecast(group, plan, &ForecastError::Fit(FitError::NothingObserved))
    })?;
    Ok(Made::new(plan, group, made, source_days, cleaned))
}

impl Made {
    /// A forecast with what a planner should know of it.
    pub(super) fn new(
        plan: &Plan,
        group: &PlanningGroup,
        mut made: QueueForecast,
        source_days: SourceDays,
        cleaned: &CleanedHistory,
    ) -> Self {
        let spread_intervals = cleaned.history.spread_intervals;
        let mut messages = messages(plan, group, &made, &source_days, spread_intervals);
        messages.extend(cleaned.messages());
        if let Some(factor) = plan.handle_time_factors.get(&group.id) {
            for seconds in made.aht_seconds.iter_mut().flatten() {
                *seconds *= factor;
            }
            messages.push(ForecastMessage {
                code: "handle-time-mix".to_owned(),
                detail: format!(
                    "handle times were multiplied by {factor:.4} for the change of the mix of skills and tenures that \
                     was asked for"
                ),
            });
        }
        Self {
            generation: GroupGeneration {
                planning_group_name: group.name.clone(),
                forecasting_method: made.model,
                average_handle_time_source: made.aht_source,
                bands: made.bands,
                backtest: made.backtest.clone(),
                report: made.report.clone(),
                source_days,
                reconciliation: None,
                queues: Vec::new(),
                messages,
            },
            forecast: made,
            queues: Vec::new(),
        }
    }

    /// Adds something a planner should know.
    pub(super) fn say(&mut self, code: &str, detail: String) {
        self.generation.messages.push(ForecastMessage {
            code: code.to_owned(),
            detail,
        });
    }
}

/// The days on which any of the histories was observed.
pub(super) fn source_days<'a>(
    histories: impl IntoIterator<Item = &'a DaySlots>,
) -> Option<SourceDays> {
    let dates: BTreeSet<NaiveDate> = histories
        .into_iter()
        .flat_map(DaySlots::iter)
        .filter(|(_, day)| day.iter().any(Option::is_some))
        .map(|(date, _)| date)
        .collect();
    Some(SourceDays {
        first_date: *dates.first()?,
        last_date: *dates.last()?,
        observed_days: u32::try_from(dates.len()).ok()?,
        dates: dates.into_iter().collect(),
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

/// The pointer of faults that lie in a planning group rather than in a word of the request.
const GROUPS: &str = "/planningGroupIds";

/// Why the models could not, with the remedy.
pub(super) fn fault_of_forecast(
    group: &PlanningGroup,
    plan: &Plan,
    error: &ForecastError,
) -> Fault {
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
                 historyWeeks, give its expectedDailyVolumes so that it borrows the shape of the other planning \
                 groups, or leave it out with planningGroupIds",
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

/// A fault that lies in a planning group.
pub(super) fn fault(group: &PlanningGroup, code: &str, reason: &str) -> Fault {
    let detail = format!("planning group {:?} ({}): {reason}", group.name, group.id);
    Fault::new(GROUPS, code, detail)
}
