//! The running day as it is shown: forecast, actuals, heads and service, interval by interval.

use std::collections::BTreeMap;

use crewcast_forecasts::simulation::QueueTally;

use super::actual::Actual;
use super::answer::{
    ForecastReference, IntradayActualData, IntradayDataGroup, IntradayForecastData,
    IntradayPredictionData, IntradayQuery, IntradayResponse, IntradayScheduleData,
    ScheduleReference,
};
use super::day::{Rest, RunningDay};
use super::evaluate::Standing;
use super::group::GroupOfDay;
use super::plan::{Draw, PlanOfDay, on_queue};
use super::service_at_close::round;
use super::shortfall::Shortfall;
use crate::coverage::{AgentClass, split_heads};
use crate::db::{Conn, Database, Instant};
use crate::failure::{Failure, Faults};
use crate::organisation::{find_business_unit, midnight};
use crate::tenancy::Scope;

/// The running day of a business unit.
///
/// # Errors
/// [`Failure::NotFound`] for the business unit; [`Failure::Invalid`] per fault; those of reading the day
/// (`no-published-schedule`, `no-forecast`, `grid-changed`) and of the simulation.
pub fn intraday(
    db: &Database,
    scope: &Scope,
    business_unit_id: &str,
    query: &IntradayQuery,
) -> Result<IntradayResponse, Failure> {
    let as_of = db.read(|conn| moment(conn, scope, business_unit_id, query))?;
    let day = RunningDay::read(db, scope, business_unit_id, as_of, Rest::ToldAgain)?;
    let mut faults = Faults::default();
    let named = query.planning_group_ids.iter().flatten().enumerate();
    for (index, id) in named {
        let detail = "name a planning group of the schedule's forecast";
        let is_there = day.position_of(id).is_some();
        faults.require(
            is_there,
            format!("/planningGroupIds/{index}"),
            "not-found",
            detail,
        );
    }
    faults.into_result()?;
    let draw = Draw {
        seed: query.seed.unwrap_or(0),
        replications: query.replications.unwrap_or(100),
    };
    let plan = PlanOfDay::of(&day);
    let standing = Standing::of(&day, &plan, draw)?;
    let heads = Heads::of(&day, &plan);
    let wanted = |id: &String| {
        let named = query.planning_group_ids.as_ref();
        named.is_none_or(|named| named.contains(id))
    };
    let groups = day.groups.iter().enumerate();
    let groups = groups.filter(|(_, group)| wanted(&group.group.id));
    Ok(IntradayResponse {
        start_date: day.grid.start(),
        end_date: day.grid.end(),
        as_of,
        time_zone: day.grid.zone(),
        interval_length_minutes: day.grid.interval_minutes(),
        short_term_forecast: ForecastReference {
            id: day.forecast.id.clone(),
            week_date: day.forecast.week_date,
            description: day.forecast.description.clone(),
        },
        schedule: ScheduleReference {
            id: day.schedule.id.clone(),
            week_date: day.schedule.week_date,
            version: day.schedule.version,
        },
        seed: draw.seed,
        replications: draw.replications,
        intraday_data_groupings: groups
            .map(|(position, group)| told(&day, (position, group), &heads, &standing))
            .collect(),
        not_reforecast: day.not_reforecast.clone(),
        messages: day.messages.clone(),
    })
}

/// From when the day is seen.
fn moment(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    query: &IntradayQuery,
) -> Result<Instant, Failure> {
    let zone = find_business_unit(conn, scope, business_unit_id)?.time_zone;
    let mut faults = Faults::default();
    let replications = query.replications.unwrap_or(100);
    faults.require(
        (20..=1_000).contains(&replications),
        "/replications",
        "out-of-range",
        "use 20 to 1000",
    );
    let as_of = query.as_of.unwrap_or(scope.now);
    let Some(date) = query.business_unit_date else {
        faults.into_result()?;
        return Ok(as_of);
    };
    let bounds = midnight(date, zone).zip(date.succ_opt().and_then(|next| midnight(next, zone)));
    let Some((start, end)) = bounds else {
        return Err(Failure::invalid(
            "/businessUnitDate",
            "out-of-range",
            "use a date of this century",
        ));
    };
    faults.require(
        query.as_of.is_none_or(|at| start <= at && at < end),
        "/asOf",
        "another-day",
        format!("that is not on {date} in {zone}; leave one of the two out"),
    );
    faults.into_result()?;
    // The last instant of a day that is over is still on it.
    Ok(as_of.clamp(start, Instant::from_epoch_millis(end.epoch_millis() - 1)))
}

/// Heads by interval and planning group.
struct Heads {
    scheduled: Vec<Vec<f64>>,
    present: Vec<Option<Vec<f64>>>,
    expected: Vec<Option<Vec<f64>>>,
}

impl Heads {
    fn of(day: &RunningDay, plan: &PlanOfDay) -> Self {
        let rest = Shortfall::new(day, plan);
        let now = day.now();
        let length = i64::from(day.grid.interval_minutes()) * 60_000;
        let share = |stretches: &[(Instant, Instant)], index: usize| {
            let from = day.grid.interval_start(index);
            let to = day.grid.interval_start(index + 1);
            let covered = stretches.iter().map(|(start, end)| {
                ((*end).min(to).epoch_millis() - (*start).max(from).epoch_millis()).max(0)
            });
            covered.sum::<i64>() as f64 / length as f64
        };
        let planned: Vec<Vec<(Instant, Instant)>> = plan
            .shifts
            .iter()
            .map(|shifts| on_queue(shifts, day.grid.start(), day.grid.end()))
            .collect();
        let is_seen = day.agents.iter().any(|agent| agent.seen.is_some());
        let intervals = 0..day.grid.intervals();
        Self {
            scheduled: intervals
                .clone()
                .map(|index| {
                    split(day, index, |agent| {
                        planned.get(agent).map_or(0.0, |own| share(own, index))
                    })
                })
                .collect(),
            present: intervals
                .clone()
                .map(|index| {
                    let seen = |agent: usize| {
                        let own = day.agents.get(agent).and_then(|one| one.seen.as_ref());
                        own.map_or(0.0, |own| share(own, index))
                    };
                    (is_seen && index < now).then(|| split(day, index, seen))
                })
                .collect(),
            expected: intervals
                .map(|index| (index >= now).then(|| rest.heads_of_groups(index)))
                .collect(),
        }
    }
}

/// Heads of an interval by planning group, those of several groups split by what is required.
fn split(day: &RunningDay, index: usize, heads: impl Fn(usize) -> f64) -> Vec<f64> {
    let mut classes: BTreeMap<&[usize], f64> = BTreeMap::new();
    for (position, agent) in day.agents.iter().enumerate() {
        *classes.entry(&agent.serves).or_default() += heads(position);
    }
    let classes: Vec<AgentClass<'_>> = classes
        .into_iter()
        .map(|(groups, heads)| AgentClass { groups, heads })
        .collect();
    let required = |group: &GroupOfDay| f64::from(group.required.get(index).copied().unwrap_or(0));
    let required: Vec<f64> = day.groups.iter().map(required).collect();
    split_heads(&classes, &required)
}

fn told(
    day: &RunningDay,
    (position, group): (usize, &GroupOfDay),
    heads: &Heads,
    standing: &Standing,
) -> IntradayDataGroup {
    let intervals = 0..day.grid.intervals();
    let schedule: Vec<IntradayScheduleData> = intervals
        .clone()
        .map(|index| schedule_data(day, (position, group), heads, index))
        .collect();
    let forecast: Vec<IntradayForecastData> = intervals
        .clone()
        .map(|index| forecast_data(group, index))
        .collect();
    let simulated = standing.played.of_day.intervals.get(position);
    let prediction = |index: usize| {
        let at = index.checked_sub(standing.played.first);
        let tally = at.and_then(|at| simulated?.get(at));
        let counts = index >= group.count_from();
        tally
            .filter(|_| counts)
            .map_or_else(IntradayPredictionData::default, |tally| {
                prediction_data(group, tally)
            })
    };
    IntradayDataGroup {
        planning_group_id: group.group.id.clone(),
        planning_group_name: group.group.name.clone(),
        observed_until: day.grid.interval_start(group.known_until),
        simulated_from: day.grid.interval_start(group.count_from()),
        not_counted: group.not_counted(),
        forecast_data_summary: summed(&forecast),
        forecast_data_per_interval: forecast,
        handle_time: group.told.as_ref().and_then(|told| told.handle_time),
        actual_data_summary: group.seen().map(|seen| actual_data(&seen)),
        actual_data_per_interval: group
            .actual
            .iter()
            .map(|seen| seen.as_ref().map(actual_data))
            .collect(),
        schedule_data_summary: heads_summed(&schedule),
        schedule_data_per_interval: schedule,
        performance_prediction_data_summary: standing
            .closes
            .get(position)
            .copied()
            .unwrap_or_default(),
        performance_prediction_data_per_interval: intervals.map(prediction).collect(),
    }
}

fn forecast_data(group: &GroupOfDay, index: usize) -> IntradayForecastData {
    let value = |of: &[f64]| of.get(index).copied().unwrap_or(0.0);
    let told = group
        .told
        .as_ref()
        .and_then(|told| told.intervals.get(index));
    let told = told.filter(|_| index >= group.known_until);
    IntradayForecastData {
        offered: round(value(&group.planned.offered)),
        average_handle_time_seconds: Some(round(value(&group.planned.handle_seconds))),
        expected_offered: round(value(&group.expected.offered)),
        expected_offered_p10: told.map(|told| round(told.p10)),
        expected_offered_p90: told.map(|told| round(told.p90)),
        expected_average_handle_time_seconds: Some(round(value(&group.expected.handle_seconds))),
    }
}

/// Sums of contacts, and means of handle times by their contacts.
fn summed(intervals: &[IntradayForecastData]) -> IntradayForecastData {
    let (mut offered, mut seconds, mut expected, mut expected_seconds) = (0.0, 0.0, 0.0, 0.0);
    for one in intervals {
        offered += one.offered;
        seconds += one.offered * one.average_handle_time_seconds.unwrap_or(0.0);
        expected += one.expected_offered;
        expected_seconds +=
            one.expected_offered * one.expected_average_handle_time_seconds.unwrap_or(0.0);
    }
    let mean = |sum: f64, count: f64| (count > 0.0).then(|| round(sum / count));
    IntradayForecastData {
        offered: round(offered),
        average_handle_time_seconds: mean(seconds, offered),
        expected_offered: round(expected),
        expected_offered_p10: None,
        expected_offered_p90: None,
        expected_average_handle_time_seconds: mean(expected_seconds, expected),
    }
}

fn actual_data(seen: &Actual) -> IntradayActualData {
    IntradayActualData {
        offered: seen.offered,
        handled: seen.handled,
        abandoned: seen.abandoned,
        answered_within: seen.answered_within,
        service_level: seen.service_level().map(round),
        average_handle_time_seconds: seen.average_handle_time_seconds().map(round),
    }
}

fn schedule_data(
    day: &RunningDay,
    (position, group): (usize, &GroupOfDay),
    heads: &Heads,
    index: usize,
) -> IntradayScheduleData {
    let own = |row: &Vec<f64>| round(row.get(position).copied().unwrap_or(0.0));
    let of_one = |rows: &[Option<Vec<f64>>]| rows.get(index).and_then(Option::as_ref).map(own);
    let scheduled = heads.scheduled.get(index).map_or(0.0, own);
    IntradayScheduleData {
        required: f64::from(group.required.get(index).copied().unwrap_or(0)),
        scheduled,
        present: of_one(&heads.present),
        expected: of_one(&heads.expected),
        on_queue_time_seconds: round(scheduled * f64::from(day.grid.interval_minutes()) * 60.0),
    }
}

fn heads_summed(intervals: &[IntradayScheduleData]) -> IntradayScheduleData {
    let add = |sum: Option<f64>, one: Option<f64>| match (sum, one) {
        (Some(sum), Some(one)) => Some(round(sum + one)),
        (sum, one) => sum.or(one),
    };
    let none = IntradayScheduleData::default();
    intervals
        .iter()
        .fold(none, |sum, one| IntradayScheduleData {
            required: sum.required + one.required,
            scheduled: round(sum.scheduled + one.scheduled),
            present: add(sum.present, one.present),
            expected: add(sum.expected, one.expected),
            on_queue_time_seconds: round(sum.on_queue_time_seconds + one.on_queue_time_seconds),
        })
}

fn prediction_data(group: &GroupOfDay, tally: &QueueTally) -> IntradayPredictionData {
    let percent = |share: f64| round(100.0 * share);
    IntradayPredictionData {
        service_level_percent: tally.service_level(group.goals.variant).map(percent),
        average_speed_of_answer_seconds: tally.average_speed_of_answer_seconds().map(round),
        abandon_rate_percent: tally.abandon_rate().map(percent),
    }
}
