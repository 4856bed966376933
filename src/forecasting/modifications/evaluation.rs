//! What the modifications were worth, judged by the history that has come in since.

use std::collections::BTreeMap;

use crewcast_forecasts::modifications::{Actual, Comparison, Modification, Series, judge};
use serde::Serialize;

use super::laid_over::{horizon, series};
use super::modification::stored;
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::forecasting::forecasts::{Forecast, statistical_data};
use crate::forecasting::local_days::totals;
use crate::forecasting::run::observations;
use crate::forecasting::store::modifications as store;
use crate::organisation::{WeekGrid, find_planning_group};
use crate::tenancy::Scope;

/// A difference of the error smaller than this share of it is none.
const NEGLIGIBLE: f64 = 0.005;

/// What one modification was worth, all others kept.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ModificationEvaluation {
    /// The modification.
    pub modification_id: String,
    /// Why it was made.
    pub reason: String,
    /// The event behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// Who made it.
    pub author: String,
    /// Error with and without it over the intervals it touches, on those that were observed.
    #[schema(value_type = Object)]
    pub comparison: Comparison,
    /// The same as a sentence.
    pub detail: String,
}

/// What the planner's hand was worth.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ForecastEvaluation {
    /// The forecast.
    pub id: String,
    /// End of the last interval observed; absent before the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observed_until: Option<Instant>,
    /// All enabled modifications together against the statistical forecast, a metric each.
    #[schema(value_type = Vec<Object>)]
    pub overall: Vec<Comparison>,
    /// One entry an enabled modification, in the order they act.
    pub modifications: Vec<ModificationEvaluation>,
}

/// Judges the enabled modifications of a forecast by what its planning groups' queues saw. An interval counts as soon
/// as one of a group's queues was observed in it, as for the models.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn evaluate_modifications(
    conn: &mut Conn<'_>,
    scope: &Scope,
    forecast: &Forecast,
) -> Result<ForecastEvaluation, Failure> {
    let grid = forecast.grid()?;
    let statistical = statistical_data(conn, scope, &forecast.id)?;
    let statistical: Vec<Series> = statistical.into_iter().map(series).collect();
    let rows = store::of_forecast(conn, scope.tenant(), &forecast.id)?;
    let modifications: Vec<Modification> = rows.iter().map(stored).collect::<Result<_, _>>()?;
    let mut actuals = Vec::new();
    for series in &statistical {
        actuals.push(actuals_of(
            conn,
            scope,
            forecast,
            &grid,
            &series.planning_group_id,
        )?);
    }
    let judged =
        judge(&statistical, &horizon(&grid)?, &modifications, &actuals).map_err(|error| {
            Failure::Internal(format!("the stored forecast {}: {error}", forecast.id))
        })?;
    let by_index: BTreeMap<usize, Comparison> = judged
        .modifications
        .iter()
        .map(|verdict| (verdict.index, verdict.comparison))
        .collect();
    let last_observed = actuals
        .iter()
        .filter_map(|row| row.iter().rposition(Option::is_some))
        .max();
    Ok(ForecastEvaluation {
        id: forecast.id.clone(),
        observed_until: last_observed.map(|index| grid.interval_start(index + 1)),
        overall: judged.overall,
        modifications: rows
            .into_iter()
            .enumerate()
            .filter_map(|(index, row)| {
                let comparison = *by_index.get(&index)?;
                Some(ModificationEvaluation {
                    modification_id: row.id,
                    reason: row.reason,
                    event: row.event,
                    author: row.author,
                    detail: sentence(&comparison),
                    comparison,
                })
            })
            .collect(),
    })
}

fn actuals_of(
    conn: &mut Conn<'_>,
    scope: &Scope,
    forecast: &Forecast,
    grid: &WeekGrid,
    planning_group_id: &str,
) -> Result<Vec<Option<Actual>>, Failure> {
    let unit = &forecast.business_unit_id;
    let group = find_planning_group(conn, scope, unit, planning_group_id)?;
    let seen = observations(conn, scope, &group, grid)?;
    let actual = |total: crate::forecasting::local_days::Total| Actual {
        offered: total.offered,
        handled: total.timed,
        aht_seconds: (total.timed > 0.0).then(|| total.handle_seconds / total.timed),
    };
    Ok(totals(grid, &seen)
        .0
        .into_iter()
        .map(|total| total.map(actual))
        .collect())
}

/// What a comparison says, for people to read.
fn sentence(found: &Comparison) -> String {
    let percent = |share: f64| (100.0 * share).round();
    let coverage = if found.observed_intervals < found.touched_intervals {
        format!(
            " ({} of {} intervals observed)",
            found.observed_intervals, found.touched_intervals
        )
    } else {
        String::new()
    };
    let verdict = match found.error_reduction {
        _ if found.observed_intervals == 0 => {
            return "none of its intervals has been observed yet; import what came to judge it"
                .to_owned();
        }
        Some(cut) if cut >= NEGLIGIBLE => format!("cut the error by {} %", percent(cut)),
        Some(cut) if cut <= -NEGLIGIBLE => format!("raised the error by {} %", percent(-cut)),
        None if found.with.absolute_error > 0.0 => {
            "made an error where there would have been none".to_owned()
        }
        Some(_) | None => "left the error as it was".to_owned(),
    };
    verdict + &coverage
}

#[cfg(test)]
mod tests {
    use crewcast_forecasts::modifications::{ErrorMeasure, Metric};

    use super::*;

    fn compared(observed: usize, with: f64, without: f64) -> String {
        let measure = |absolute_error| ErrorMeasure {
            absolute_error,
            ..ErrorMeasure::default()
        };
        sentence(&Comparison {
            metric: Metric::Offered,
            touched_intervals: 48,
            observed_intervals: observed,
            actual: 100.0,
            with: measure(with),
            without: measure(without),
            error_reduction: (without > 0.0).then(|| 1.0 - with / without),
        })
    }

    #[test]
    fn a_comparison_is_told_as_a_sentence() {
        assert_eq!(compared(48, 88.0, 100.0), "cut the error by 12 %");
        let raised = "raised the error by 30 % (24 of 48 intervals observed)";
        assert_eq!(compared(24, 130.0, 100.0), raised);
        assert_eq!(compared(48, 100.1, 100.0), "left the error as it was");
        assert_eq!(compared(48, 0.0, 0.0), "left the error as it was");
        let made = "made an error where there would have been none";
        assert_eq!(compared(48, 5.0, 0.0), made);
        assert!(compared(0, 0.0, 0.0).starts_with("none of its intervals"));
    }
}
