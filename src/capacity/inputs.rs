//! Everything a plan's figures follow from, read in one go.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use crewcast_forecasts::capacity::{RepresentativeWeek, contacts_of_weeks};
use crewcast_forecasts::long_range::MOST_WEEKS_AHEAD;
use crewcast_forecasts::normal::Z90;
use crewcast_forecasts::units::IntervalMinutes;
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;

use super::months::parse_month;
use super::plan::{ImportedVolume, NewCapacityPlan};
use super::prices::PlanPrices;
use crate::cost_rates::CostBook;
use crate::db::Conn;
use crate::documents::hash_of;
use crate::failure::Failure;
use crate::forecasting::{Forecast, GroupForecast, daily_outlook, find_forecast, forecast_data};
use crate::organisation::{
    GridDay, PlanningGroup, find_planning_group, find_service_goal_template,
};
use crate::staffing::StaffingGoals;
use crate::tenancy::Scope;

/// The hours of a week without a change of clocks.
const HOURS_OF_WEEK: usize = 168;

/// A plan and what it is planned for.
#[derive(Clone, Debug)]
pub(super) struct PlanInputs {
    /// The plan.
    pub plan: NewCapacityPlan,
    /// First days of its weeks.
    pub weeks: Vec<NaiveDate>,
    /// The planning groups that its staffing groups take, in the order of their ids.
    pub groups: Vec<GroupInputs>,
    /// What hours and contacts cost.
    pub prices: PlanPrices,
}

/// A planning group over the plan's weeks.
#[derive(Clone, Debug)]
pub(super) struct GroupInputs {
    pub id: String,
    pub name: String,
    /// Its usual week.
    pub week: RepresentativeWeek,
    /// Where its volumes come from.
    pub source: VolumeSource,
    /// Volumes, one entry a week.
    pub volumes: Vec<WeekVolume>,
    /// Its own paid time away from work, a share.
    pub shrinkage: f64,
}

/// Where volumes come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum VolumeSource {
    /// Forecast from the planning group's history: level, trend, season of the year and calendar.
    Forecast,
    /// Given with the plan.
    Imported,
}

/// A week's contacts: `mean · exp(z · spread − spread² / 2)` at a standard normal error `z`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct WeekVolume {
    pub mean: f64,
    /// Standard deviation of the logarithm.
    pub spread: f64,
}

impl WeekVolume {
    /// Contacts at an error.
    pub(super) fn at(&self, error: f64) -> f64 {
        self.mean * (error * self.spread - self.spread * self.spread / 2.0).exp()
    }
}

impl PlanInputs {
    /// # Errors
    /// [`Failure::NotFound`]; [`Failure::Conflict`] `no-usual-week` when every week of the forecast has a change of clocks,
    /// `forecast-without-planning-group`, `no-staffing-goal`, `cannot-be-forecast`, `volumes-missing`, `no-cost-rate`.
    pub(super) fn read(
        conn: &mut Conn<'_>,
        scope: &Scope,
        business_unit_id: &str,
        plan: &NewCapacityPlan,
    ) -> Result<Self, Failure> {
        let forecast = find_forecast(conn, scope, &plan.short_term_forecast_id)?;
        let usual = usual_week(&forecast)?;
        let mut numbers: BTreeMap<String, GroupForecast> =
            forecast_data(conn, scope, &forecast.id)?
                .into_iter()
                .map(|group| (group.planning_group_id.clone(), group))
                .collect();
        let named = plan
            .staffing_groups
            .iter()
            .flat_map(|group| &group.planning_group_allocations);
        let ids: BTreeSet<&String> = named
            .map(|allocation| &allocation.planning_group_id)
            .collect();
        let rates = CostBook::read(conn, scope, business_unit_id)?;
        let prices = PlanPrices::of(plan, &rates, business_unit_id, ids.iter().copied())?;
        let weeks = plan.week_dates();
        let mut groups = Vec::new();
        for id in ids {
            let group = find_planning_group(conn, scope, business_unit_id, id)?;
            let numbers = numbers.remove(id).ok_or_else(|| {
                let detail = format!(
                    "forecast {} has no planning group {:?} ({id}), so nothing says how its week looks; name a forecast \
                     that has it",
                    forecast.id, group.name
                );
                Failure::conflict("forecast-without-planning-group", detail)
            })?;
            let week = representative_week(conn, scope, &forecast, (&usual, &group), &numbers)?;
            let imported = plan
                .volumes
                .iter()
                .find(|volume| volume.planning_group_id == *id);
            let volumes = match imported {
                Some(given) => imported_volumes(given, &weeks, &week, &usual, &group)?,
                None => forecast_volumes(conn, scope, &group, &weeks)?,
            };
            groups.push(GroupInputs {
                id: group.id.clone(),
                name: group.name.clone(),
                week,
                source: imported.map_or(VolumeSource::Forecast, |_| VolumeSource::Imported),
                volumes,
                shrinkage: shrinkage_of(&group),
            });
        }
        Ok(Self {
            plan: plan.clone(),
            weeks,
            groups,
            prices,
        })
    }

    /// SHA-256 of all of it in hexadecimal digits.
    pub(super) fn hash(&self) -> Result<String, Failure> {
        let of_group = |group: &GroupInputs| {
            let week = &group.week;
            let volumes: Vec<(f64, f64)> = group
                .volumes
                .iter()
                .map(|of| (of.mean, of.spread))
                .collect();
            serde_json::json!([
                group.id,
                week.interval,
                week.offered,
                week.aht_seconds,
                week.goal,
                week.patience,
                volumes,
                group.shrinkage,
            ])
        };
        let groups: Vec<serde_json::Value> = self.groups.iter().map(of_group).collect();
        hash_of(&(&self.plan, groups, &self.prices))
    }
}

/// Paid time away from work as a share, which is less than 1.
fn shrinkage_of(group: &PlanningGroup) -> f64 {
    group.shrinkage_percent.to_f64().unwrap_or(0.0) / 100.0
}

/// The days of the first week of a forecast that has as many hours as a week has.
fn usual_week(forecast: &Forecast) -> Result<Vec<GridDay>, Failure> {
    let grid = forecast.grid()?;
    let weeks = grid.days().chunks(7);
    let is_usual = |days: &&[GridDay]| {
        let intervals: usize = days.iter().map(|day| day.intervals).sum();
        intervals * grid.interval_minutes() as usize == HOURS_OF_WEEK * 60
    };
    let usual = weeks.into_iter().find(is_usual).map(<[GridDay]>::to_vec);
    usual.ok_or_else(|| {
        let detail = format!(
            "clocks change in every week of forecast {}, so none is a usual one; name a forecast of another week",
            forecast.id
        );
        Failure::conflict("no-usual-week", detail)
    })
}

fn representative_week(
    conn: &mut Conn<'_>,
    scope: &Scope,
    forecast: &Forecast,
    (usual, group): (&[GridDay], &PlanningGroup),
    numbers: &GroupForecast,
) -> Result<RepresentativeWeek, Failure> {
    let template = &group.service_goal_template_id;
    let template = find_service_goal_template(conn, scope, &group.business_unit_id, template)?;
    let goals = StaffingGoals::of(group, &template)?;
    let interval = IntervalMinutes::new(forecast.interval_length_minutes)
        .map_err(|error| Failure::Internal(format!("forecast {}: {error}", forecast.id)))?;
    let of_week = |values: &[f64]| -> Vec<f64> {
        let first = usual.first().map_or(0, |day| day.first_interval);
        let count = usual.iter().map(|day| day.intervals).sum();
        values.iter().skip(first).take(count).copied().collect()
    };
    let week = RepresentativeWeek {
        interval,
        offered: of_week(&numbers.offered_per_interval),
        aht_seconds: of_week(&numbers.average_handle_time_seconds_per_interval),
        goal: goals.goal,
        patience: goals.patience,
    };
    if week.contacts() > 0.0 {
        Ok(week)
    } else {
        let detail = format!(
            "planning group {:?} ({}) has no contacts in the representative week of forecast {}; name a forecast of a week \
             in which they come, or take the planning group out of the staffing groups",
            group.name, group.id, forecast.id
        );
        Err(Failure::conflict("no-usual-week", detail))
    }
}

fn imported_volumes(
    given: &ImportedVolume,
    weeks: &[NaiveDate],
    week: &RepresentativeWeek,
    usual: &[GridDay],
    group: &PlanningGroup,
) -> Result<Vec<WeekVolume>, Failure> {
    let by_week = given
        .weeks
        .iter()
        .map(|week| (week.week_date, week.offered))
        .collect();
    let months = given.months.iter();
    let by_month = months
        .filter_map(|month| Some((parse_month(&month.month)?, month.offered)))
        .collect();
    let Some(first) = weeks.first() else {
        return Ok(Vec::new());
    };
    let weights = weekday_weights(week, usual);
    let told = contacts_of_weeks((*first, weeks.len()), &by_week, &by_month, &weights);
    let told = told.map_err(|error| {
        let detail = format!("planning group {:?} ({}): {error}", group.name, group.id);
        Failure::conflict("volumes-missing", detail)
    })?;
    // The coefficient of variation of a lognormal law is √(exp(s²) − 1).
    let spread = (given.spread_percent / 100.0).powi(2).ln_1p().sqrt();
    let volumes = told.into_iter().map(|mean| WeekVolume { mean, spread });
    Ok(volumes.collect())
}

/// Contacts of the representative week by weekday, Monday first.
fn weekday_weights(week: &RepresentativeWeek, usual: &[GridDay]) -> [f64; 7] {
    let mut weights = [0.0; 7];
    let mut from = 0;
    for day in usual {
        let contacts: f64 = week.offered.iter().skip(from).take(day.intervals).sum();
        let index = day.date.weekday().num_days_from_monday() as usize;
        if let Some(weight) = weights.get_mut(index) {
            *weight += contacts;
        }
        from += day.intervals;
    }
    weights
}

fn forecast_volumes(
    conn: &mut Conn<'_>,
    scope: &Scope,
    group: &PlanningGroup,
    weeks: &[NaiveDate],
) -> Result<Vec<WeekVolume>, Failure> {
    let unit = &group.business_unit_id;
    let outlook = daily_outlook(conn, scope, unit, &group.id, MOST_WEEKS_AHEAD)?;
    let whole: BTreeMap<NaiveDate, WeekVolume> = outlook
        .weeks
        .iter()
        .filter(|week| week.days == 7)
        .map(|week| {
            let is_spread = week.p10 > 0.0 && week.p90 > week.p10;
            let spread = if is_spread {
                (week.p90 / week.p10).ln() / (2.0 * Z90)
            } else {
                0.0
            };
            (
                week.start_date,
                WeekVolume {
                    mean: week.mean,
                    spread,
                },
            )
        })
        .collect();
    let of_week = |start: &NaiveDate| {
        whole.get(start).copied().ok_or_else(|| {
            let told = whole.first_key_value().zip(whole.last_key_value());
            let told = told.map_or_else(String::new, |((first, _), (last, _))| {
                format!(" Whole weeks are forecast from {first} to that of {last}.")
            });
            let detail = format!(
                "planning group {:?} ({}): its history ends on {}, from which the week of {start} cannot be forecast.{told} \
                 Plan those weeks, import newer history, or give its volumes",
                group.name, group.id, outlook.history_end_date
            );
            Failure::conflict("volumes-missing", detail)
        })
    };
    weeks.iter().map(of_week).collect()
}
