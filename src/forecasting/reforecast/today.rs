//! The running day: which of its intervals are known, and how what was told stands beside what was planned.

use crewcast_forecasts::aht::{AhtError, AhtHistory, HandleTimeLevel};
use crewcast_forecasts::forecast::QueueForecast;
use crewcast_forecasts::grid::{DaySlots, GridError};

use super::answer::{GroupReforecast, HandleTimeOfDay, ReforecastInterval, RestOfDay};
use crate::db::Instant;
use crate::failure::Failure;
use crate::forecasting::accuracy::score_of_chosen;
use crate::forecasting::forecasts::{Forecast, GroupForecast};
use crate::forecasting::local_days::{Observation, Total, local_history, onto_intervals, totals};
use crate::forecasting::past::weeks_before;
use crate::forecasting::request::DEFAULT_HISTORY_WEEKS;
use crate::organisation::{GridDay, PlanningGroup, WeekGrid};

/// A local day of a forecast and the moment from which it is told.
pub(super) struct Today {
    pub as_of: Instant,
    /// The day within the forecast's grid.
    pub day: GridDay,
    /// Its intervals alone.
    pub grid: WeekGrid,
    /// The whole days before it.
    pub past: WeekGrid,
}

/// What has come of the day.
pub(super) struct Seen {
    observations: Vec<Observation>,
    /// Contacts of each interval of the day.
    actual: Vec<Option<Total>>,
    /// The last interval observed.
    last: usize,
    /// Slots of the local day up to it.
    pub known_slots: usize,
}

impl Today {
    pub fn of(forecast: &Forecast, as_of: Instant) -> Result<Self, Failure> {
        let weeks = forecast.grid()?;
        let (zone, minutes) = (forecast.time_zone, forecast.interval_length_minutes);
        let found = weeks.interval_at(as_of).and_then(|interval| {
            let day = weeks
                .days()
                .iter()
                .rfind(|day| day.first_interval <= interval)?;
            Some((*day, WeekGrid::of_days(day.date, 1, zone, minutes)?))
        });
        let (day, grid) = found.ok_or_else(|| {
            let detail = format!(
                "{as_of} lies outside the forecast, which runs from {} to {}; ask the forecast of that week, or send \
                 an asOf within it",
                weeks.start(),
                weeks.end()
            );
            Failure::invalid("/asOf", "outside-the-forecast", detail)
        })?;
        Ok(Self {
            as_of,
            day,
            grid,
            past: weeks_before(day.date, DEFAULT_HISTORY_WEEKS, zone, minutes)?,
        })
    }

    /// What had ended at the moment; `None` where that is nothing.
    pub fn seen(&self, observations: &[Observation]) -> Option<Seen> {
        let ended = |one: &&Observation| {
            one.start_at.plus_minutes(i64::from(one.interval_minutes)) <= self.as_of
        };
        let observations: Vec<Observation> = observations.iter().filter(ended).copied().collect();
        let (actual, _) = totals(&self.grid, &observations);
        let last = actual.iter().rposition(Option::is_some)?;
        let slot = self.grid.local(last).1 / self.grid.interval_minutes();
        Some(Seen {
            observations,
            actual,
            last,
            known_slots: usize::try_from(slot).unwrap_or_default() + 1,
        })
    }

    /// The whole days with what has come of this one after them.
    pub fn after(&self, whole: &DaySlots, seen: &Seen) -> Result<DaySlots, GridError> {
        followed(
            whole,
            &local_history(&self.grid, &seen.observations)?.volume,
        )
    }

    /// The level of the day's handle times; `None` where the history, or the day, has none.
    ///
    /// # Errors
    /// In words, where the day does not follow the history.
    pub fn handle_time(
        &self,
        past: Option<&AhtHistory>,
        seen: &Seen,
    ) -> Result<Option<HandleTimeLevel>, String> {
        let on_grid = |error: GridError| error.to_string();
        let running = local_history(&self.grid, &seen.observations).map_err(on_grid)?;
        let Some((past, running)) = past.zip(running.aht.as_ref()) else {
            return Ok(None);
        };
        let seconds = followed(past.aht_seconds(), running.aht_seconds()).map_err(on_grid)?;
        let handled = followed(past.handled(), running.handled()).map_err(on_grid)?;
        let all = AhtHistory::new(seconds, handled).map_err(|error| error.to_string())?;
        match HandleTimeLevel::of_day(&all, self.day.date, seen.known_slots) {
            Ok(level) => Ok(Some(level)),
            Err(AhtError::NoHistory) => Ok(None),
            Err(error) => Err(error.to_string()),
        }
    }

    /// What was told now beside what was planned and what came.
    pub fn beside(
        &self,
        group: &PlanningGroup,
        planned: &GroupForecast,
        seen: &Seen,
        (told, level): (&QueueForecast, Option<HandleTimeLevel>),
    ) -> GroupReforecast {
        let laid = |rows: &[Vec<f64>]| onto_intervals(&self.grid, rows).unwrap_or_default();
        let (mean, p10) = (laid(&told.volume.mean), laid(&told.volume.p10));
        let (p50, p90) = (laid(&told.volume.p50), laid(&told.volume.p90));
        let handle_times = laid(&told.aht_seconds);
        let planned_handle_times = &planned.average_handle_time_seconds_per_interval;
        let factor = level.map_or(1.0, |level| level.factor);
        let value = |of: &[f64], index: usize| of.get(index).copied().unwrap_or(0.0);
        let actual = |index: usize| seen.actual.get(index).copied().flatten();
        let interval = |index: usize| ReforecastInterval {
            start_date: self.grid.interval_start(index),
            actual: actual(index).map(|total| total.offered),
            forecast: value(
                &planned.offered_per_interval,
                self.day.first_interval + index,
            ),
            reforecast: value(&mean, index),
            p10: value(&p10, index),
            p50: value(&p50, index),
            p90: value(&p90, index),
            actual_average_handle_time_seconds: actual(index)
                .filter(|total| total.timed > 0.0)
                .map(|total| total.handle_seconds / total.timed),
            forecast_average_handle_time_seconds: value(
                planned_handle_times,
                self.day.first_interval + index,
            ),
            reforecast_average_handle_time_seconds: value(&handle_times, index)
                * if index > seen.last { factor } else { 1.0 },
        };
        let intervals: Vec<ReforecastInterval> = (0..self.grid.intervals()).map(interval).collect();
        let rest = intervals.iter().skip(seen.last + 1);
        let (forecast, reforecast) = rest.fold((0.0, 0.0), |(forecast, reforecast), one| {
            (forecast + one.forecast, reforecast + one.reforecast)
        });
        GroupReforecast {
            planning_group_id: group.id.clone(),
            planning_group_name: group.name.clone(),
            forecasting_method: told.model,
            bands: told.bands,
            wape: score_of_chosen(&told.backtest).and_then(|score| score.wape),
            observed_until: self.grid.interval_start(seen.last + 1),
            rest_of_day: RestOfDay {
                forecast,
                reforecast,
                percent_change: (forecast > 0.0).then(|| 100.0 * (reforecast / forecast - 1.0)),
            },
            handle_time: level.map(|level| HandleTimeOfDay {
                percent_of_profile: 100.0 * level.factor,
                deviation_percent: 100.0 * level.deviation,
                contacts: level.contacts,
            }),
            paths: told.paths.clone(),
            intervals,
        }
    }
}

/// Days with those of another grid after them.
fn followed(days: &DaySlots, by: &DaySlots) -> Result<DaySlots, GridError> {
    let all = days.iter().chain(by.iter());
    let all = all.map(|(_, cells)| cells.to_vec()).collect();
    DaySlots::new(days.first_date(), days.slots_per_day(), all)
}
