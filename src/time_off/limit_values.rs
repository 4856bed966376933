//! Limits of single dates, as planners set and read them.

use crate::documents;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::limit::{LimitGranularity, TimeOffLimit, find_time_off_limit, limits_for};
use super::plan::list_time_off_plans;
use super::room::{Room, Span, Staff, read_staff};
use super::settings;
use super::store::{self, LimitValueRow};
use super::wait_list::promote_wait_list;
use crate::db::Conn;
use crate::failure::{Failure, Faults};
use crate::organisation::{BusinessUnit, WeekGrid, find_business_unit};
use crate::tenancy::Scope;

/// The most dates that are read or written at once.
const MOST_DATES: usize = 400;

/// A date's own limit; with neither of the two the date takes the default again.
#[derive(Clone, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewTimeOffLimitValue {
    /// The local date.
    pub date: NaiveDate,
    /// Minutes that the date has room for, or every one of its intervals.
    #[serde(default)]
    pub limit_minutes: Option<u32>,
    /// Minutes that each interval of the date has room for; only with the granularity `Interval`.
    #[serde(default)]
    pub limit_minutes_per_interval: Option<Vec<u32>>,
}

/// A date's limit and what is taken of it.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TimeOffLimitValue {
    /// The local date.
    pub date: NaiveDate,
    /// Whether it is the default.
    pub is_default: bool,
    /// With the granularity `Day`: minutes that the date has room for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit_minutes: Option<u32>,
    /// Minutes of approved time off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub used_minutes: Option<u32>,
    /// With the granularity `Interval`: minutes that each interval has room for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit_minutes_per_interval: Option<Vec<u32>>,
    /// Minutes of approved time off in each interval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub used_minutes_per_interval: Option<Vec<u32>>,
}

/// The limits of the dates `from..=to`, and what is taken of them.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Invalid`] for dates out of order or too many.
pub fn find_limit_values(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<TimeOffLimitValue>, Failure> {
    let limit = find_time_off_limit(conn, scope, id)?;
    let days = usize::try_from((to - from).num_days()).ok();
    if days.is_none_or(|days| days >= MOST_DATES) {
        let detail = format!("end on or after the start, {MOST_DATES} days later at most");
        return Err(Failure::invalid("?endDate", "out-of-range", detail));
    }
    let unit = find_business_unit(conn, scope, &limit.values.business_unit_id)?;
    let staff = read_staff(conn, scope, &unit.id)?;
    let room = Room::of_limits(conn, scope, (unit, &staff), vec![limit], (from, to))?;
    let dates = from.iter_days().take_while(|date| *date <= to);
    Ok(dates.filter_map(|date| value_of(&room, date)).collect())
}

fn value_of(room: &Room, date: NaiveDate) -> Option<TimeOffLimitValue> {
    let limit = room.limits.first()?;
    let own = room.own_value(&limit.id, date);
    let by_interval = limit.values.granularity == LimitGranularity::Interval;
    let spans = room.spans(limit, date);
    let limits = spans.iter().map(|span| span.limit_minutes);
    let used = spans.iter().map(|span: &Span| room.used(limit, span));
    let (limits, used): (Vec<u32>, Vec<u32>) = (limits.collect(), used.collect());
    let first = |values: &[u32]| values.first().copied().filter(|_| !by_interval);
    Some(TimeOffLimitValue {
        date,
        is_default: own.is_none(),
        limit_minutes: first(&limits),
        used_minutes: first(&used),
        limit_minutes_per_interval: by_interval.then_some(limits),
        used_minutes_per_interval: by_interval.then_some(used),
    })
}

/// Sets limits of dates of a limit that is still at version `expected`, which rises, and decides what waits anew.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Stale`]; [`Failure::Invalid`] per fault.
pub fn set_limit_values(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
    expected: i32,
    values: &[NewTimeOffLimitValue],
) -> Result<TimeOffLimit, Failure> {
    let limit = find_time_off_limit(conn, scope, id)?;
    let unit = find_business_unit(conn, scope, &limit.values.business_unit_id)?;
    let mut faults = Faults::default();
    let detail = format!("set at most {MOST_DATES} dates at once");
    faults.require(values.len() <= MOST_DATES, "/values", "too-many", detail);
    let mut rows = Vec::new();
    let mut dates = Vec::new();
    for (index, value) in values.iter().enumerate() {
        let at = |field: &str| format!("/values/{index}/{field}");
        let date = value.date.to_string();
        faults.require(
            !dates.contains(&date),
            at("date"),
            "duplicate",
            "name each date once",
        );
        dates.push(date.clone());
        let minutes = match (&value.limit_minutes, &value.limit_minutes_per_interval) {
            (Some(_), Some(_)) => {
                let detail = "give one of limitMinutes and limitMinutesPerInterval";
                faults.require(false, at("limitMinutes"), "both", detail);
                continue;
            }
            (None, None) => continue,
            (Some(minutes), None) => vec![*minutes],
            (None, Some(minutes)) => {
                let grid =
                    WeekGrid::of_days(value.date, 1, unit.time_zone, unit.interval_length_minutes);
                let wanted = match limit.values.granularity {
                    LimitGranularity::Day => 0,
                    LimitGranularity::Interval => grid.map_or(0, |grid| grid.intervals()),
                };
                faults.require(
                    minutes.len() == wanted,
                    at("limitMinutesPerInterval"),
                    "wrong-length",
                    if wanted == 0 {
                        "this limit counts by days; give limitMinutes".to_owned()
                    } else {
                        format!("give one value for each of the date's {wanted} intervals")
                    },
                );
                minutes.clone()
            }
        };
        rows.push(LimitValueRow {
            tenant_id: scope.tenant().to_owned(),
            limit_id: limit.id.clone(),
            date,
            minutes: documents::write(&minutes)?,
        });
    }
    faults.into_result()?;
    let kept: TimeOffLimit = settings::replace(conn, scope, id, expected, limit.values)?.into();
    store::replace_limit_values(conn, scope.tenant(), id, &dates, &rows)?;
    promote_wait_list(conn, scope, &unit.id)?;
    Ok(kept)
}

impl Room {
    /// Room for the requests of an agent by a plan, on the dates `from..=to`.
    pub(super) fn for_agent(
        conn: &mut Conn<'_>,
        scope: &Scope,
        (unit, staff): (BusinessUnit, &Staff),
        plan: &super::plan::NewTimeOffPlan,
        agent: &crate::organisation::Agent,
        dates: (NaiveDate, NaiveDate),
    ) -> Result<Self, Failure> {
        let limits = limits_for(conn, scope, plan, agent)?;
        Self::of_limits(conn, scope, (unit, staff), limits, dates)
    }

    fn of_limits(
        conn: &mut Conn<'_>,
        scope: &Scope,
        (unit, staff): (BusinessUnit, &Staff),
        limits: Vec<TimeOffLimit>,
        dates: (NaiveDate, NaiveDate),
    ) -> Result<Self, Failure> {
        let plans = list_time_off_plans(conn, scope, &unit.id)?;
        Self::read(conn, scope, (unit, staff), limits, &plans, dates)
    }
}
