//! Reads what is known of every planning group, and tells the rest of the day.

use crewcast_forecasts::calendar::Calendar;
use crewcast_forecasts::forecast::{ForecastError, QueueForecast, QueueHistory};
use crewcast_forecasts::reforecast::reforecast;

use super::answer::{NotReforecast, Reforecast};
use super::today::{Seen, Today};
use crate::db::{Database, Instant};
use crate::failure::Failure;
use crate::forecasting::cores::on_all_cores;
use crate::forecasting::data::forecast_data;
use crate::forecasting::forecasts::{Forecast, GroupForecast};
use crate::forecasting::local_days::LocalHistory;
use crate::forecasting::past::cleaned_past;
use crate::forecasting::run::observations;
use crate::organisation::{PlanningGroup, calendar_of, find_planning_group};
use crate::tenancy::Scope;

/// Tells the rest of the local day of `as_of` (now when left out) again, planning groups side by side on all cores.
///
/// The models learn from the half year of whole days before it, repaired as for a forecast, and from the day's own
/// intervals that had ended at `as_of`, as they are. What was imported only up to an earlier time counts up to there.
/// Equal histories, instants and seeds give equal answers; the seed is the forecast's.
///
/// # Errors
/// [`Failure::Invalid`] at `/asOf` outside the forecast's weeks; [`Failure::Conflict`] `nothing-observed` before the
/// first interval of the day has come, or `cannot-be-reforecast`, when there is no planning group left to tell of.
pub fn reforecast_day(
    db: &Database,
    scope: &Scope,
    forecast: &Forecast,
    as_of: Option<Instant>,
) -> Result<Reforecast, Failure> {
    let today = Today::of(forecast, as_of.unwrap_or(scope.now))?;
    let unit = &forecast.business_unit_id;
    let (numbers, calendar) = db.read(|conn| {
        let numbers = forecast_data(conn, scope, &forecast.id)?;
        Ok::<_, Failure>((numbers, calendar_of(conn, scope, unit)?))
    })?;
    let work = |planned: &GroupForecast| {
        let (group, known) = db.read(|conn| {
            let group = find_planning_group(conn, scope, unit, &planned.planning_group_id)?;
            let seen = today.seen(&observations(conn, scope, &group, &today.grid)?);
            // Half a year is read only where the day has something to go on.
            let with_past = seen.map(|seen| {
                let past = cleaned_past(conn, scope, &group, &today.past, &calendar)?;
                Ok::<_, Failure>((past, seen))
            });
            Ok::<_, Failure>((group, with_past.transpose()?))
        })?;
        let Some((past, seen)) = known else {
            return Ok(Err(nothing_observed(&today, &group)));
        };
        let level = today.handle_time(past.aht.as_ref(), &seen);
        let told = level.and_then(|level| {
            let told = tell(&today, past, &seen, planned, &calendar, forecast.seed)?;
            Ok(today.beside(&group, planned, &seen, (&told, level)))
        });
        Ok(told.map_err(|error| refusal(&group, &error)))
    };
    let mut found = Reforecast {
        id: forecast.id.clone(),
        date: today.day.date,
        as_of: today.as_of,
        interval_length_minutes: forecast.interval_length_minutes,
        planning_groups: Vec::new(),
        not_reforecast: Vec::new(),
    };
    for told in on_all_cores(&numbers, work, |_, _| Ok(()))? {
        match told {
            Ok(group) => found.planning_groups.push(group),
            Err(refusal) => found.not_reforecast.push(refusal),
        }
    }
    if found.planning_groups.is_empty() {
        return Err(nothing_told(&found.not_reforecast));
    }
    Ok(found)
}

/// One planning group's day by the models.
fn tell(
    today: &Today,
    past: LocalHistory,
    seen: &Seen,
    planned: &GroupForecast,
    calendar: &Calendar,
    seed: i64,
) -> Result<QueueForecast, String> {
    let volume = today
        .after(&past.volume, seen)
        .map_err(|error| error.to_string())?;
    let handle_times = &planned.average_handle_time_seconds_per_interval;
    let history = QueueHistory {
        volume,
        aht: past.aht,
        // Without a history of handle times those planned with stand.
        default_aht_seconds: handle_times.first().copied(),
        calendar: calendar.clone(),
    };
    let seed = u64::try_from(seed).unwrap_or_default();
    reforecast(&history, today.day.date, seen.known_slots, seed)
        .map_err(|error: ForecastError| error.to_string())
}

fn refused(group: &PlanningGroup, code: &str, detail: String) -> NotReforecast {
    NotReforecast {
        planning_group_id: group.id.clone(),
        planning_group_name: group.name.clone(),
        code: code.to_owned(),
        detail,
    }
}

const NOTHING_OBSERVED: &str = "nothing-observed";

fn nothing_observed(today: &Today, group: &PlanningGroup) -> NotReforecast {
    let detail = format!(
        "nothing of {} that ended by {} has been imported; import the day's first intervals, or ask with a later asOf",
        today.day.date, today.as_of
    );
    refused(group, NOTHING_OBSERVED, detail)
}

fn refusal(group: &PlanningGroup, error: &str) -> NotReforecast {
    refused(group, "cannot-be-reforecast", error.to_owned())
}

/// Why there is no planning group to tell of.
fn nothing_told(refusals: &[NotReforecast]) -> Failure {
    let unobserved = refusals.iter().all(|one| one.code == NOTHING_OBSERVED);
    let code = if unobserved {
        "nothing-observed"
    } else {
        "cannot-be-reforecast"
    };
    let details: Vec<String> = match refusals {
        [first, ..] if unobserved => vec![first.detail.clone()],
        _ => refusals
            .iter()
            .map(|one| {
                format!(
                    "planning group {:?}: {}",
                    one.planning_group_name, one.detail
                )
            })
            .collect(),
    };
    Failure::conflict(code, details.join("; "))
}
