//! Other dates for a request that was denied or waits.

use chrono::{Days, LocalResult, NaiveDate, TimeDelta, TimeZone};
use chrono_tz::Tz;
use serde::Serialize;

use super::day::TimeOffDay;
use super::decide::Court;
use super::new_request::measure_days;
use super::request::KeptRequest;
use super::room::read_staff;
use super::submit::days_held;
use super::whose::today;
use crate::coverage::CoverageBasis;
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::tenancy::Scope;

/// Other dates are looked for this many days earlier and later.
const REACH_DAYS: i64 = 42;

/// As many are offered.
const MOST_OFFERED: usize = 3;

/// Coverage is computed for this many candidates at most; the nearest come first.
const MOST_COVERAGES: usize = 24;

/// Days of the same length as those asked that there is room for.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AlternativeDates {
    /// How many days later than those asked; below 0 for earlier ones.
    pub days_later: i64,
    /// The whole days; empty for parts of days.
    pub full_day_management_unit_dates: Vec<NaiveDate>,
    /// Starts of the parts of days; empty for whole days.
    pub partial_day_start_date_times: Vec<Instant>,
    /// Minutes of each day that would count.
    pub duration_minutes: Vec<u32>,
    /// What heads were counted from; `Unknown` where nothing tells who is needed then.
    pub coverage_basis: CoverageBasis,
    /// Minutes of missing heads that they would add: within what the plan tolerates.
    pub added_short_head_minutes: f64,
}

/// The nearest days of the same length and pattern that limit, balance and coverage have room for.
pub(super) fn alternatives(
    conn: &mut Conn<'_>,
    scope: &Scope,
    court: &mut Court,
    request: &KeptRequest,
) -> Result<Vec<AlternativeDates>, Failure> {
    let (Some(first), Some(last)) = (request.days.first(), request.days.last()) else {
        return Ok(Vec::new());
    };
    let today = today(&court.unit, scope);
    let reach = Days::new(REACH_DAYS.unsigned_abs());
    let from = first
        .date
        .checked_sub_days(reach)
        .unwrap_or(first.date)
        .max(today);
    let to = last.date.checked_add_days(reach).unwrap_or(last.date);
    let (unit, agent, code) = (court.unit.clone(), court.agent.clone(), court.code.clone());
    let staff = read_staff(conn, scope, &unit.id)?;
    let mut wide = Court::convene(conn, scope, unit, (agent, &staff), code, (from, to))?;
    let asked = request.document.daily_duration_minutes;
    let (mut offered, mut coverages) = (Vec::new(), 0);
    for later in (1..=REACH_DAYS).flat_map(|days| [days, -days]) {
        if offered.len() == MOST_OFFERED || coverages == MOST_COVERAGES {
            break;
        }
        let moved = request.days.iter();
        let moved: Option<Vec<TimeOffDay>> = moved
            .map(|day| moved_by(day, later, asked, wide.unit.time_zone))
            .collect();
        let Some(mut days) = moved.filter(|days| days.iter().all(|day| day.date > today)) else {
            continue;
        };
        let (unit, code) = (&wide.unit, &wide.code);
        measure_days(conn, scope, unit, &wide.agent.id, code, &mut days)?;
        let same_days = days.iter().filter(|day| day.minutes > 0).count()
            >= request.days.iter().filter(|day| day.minutes > 0).count();
        if !same_days || days.iter().all(|day| day.minutes == 0) || !wide.has_room(&days) {
            continue;
        }
        let held = days_held(conn, scope, &wide.agent.id, &days)?;
        let clashes = held.iter().any(|(row, held)| {
            row.request_id != request.row.id && days.iter().any(|day| day.overlaps(held))
        });
        if clashes {
            continue;
        }
        coverages += 1;
        let (effect, outside_shift) = wide.coverage(conn, scope, &days)?;
        if outside_shift || effect.added_short_head_minutes > wide.tolerated() {
            continue;
        }
        let is_full = request.document.is_full_day_request;
        offered.push(AlternativeDates {
            days_later: later,
            full_day_management_unit_dates: days
                .iter()
                .filter(|_| is_full)
                .map(|day| day.date)
                .collect(),
            partial_day_start_date_times: days
                .iter()
                .filter(|_| !is_full)
                .map(|day| day.start_at)
                .collect(),
            duration_minutes: days.iter().map(|day| day.minutes).collect(),
            coverage_basis: effect.basis,
            added_short_head_minutes: effect.added_short_head_minutes,
        });
    }
    Ok(offered)
}

/// A day of a request on another date, at the same local time; none where clocks jump over that.
fn moved_by(day: &TimeOffDay, days: i64, minutes: u32, zone: Tz) -> Option<TimeOffDay> {
    let date = day.date.checked_add_signed(TimeDelta::days(days))?;
    if day.is_full_day {
        return TimeOffDay::full(date, zone, minutes);
    }
    let local = day.start_at.to_utc().with_timezone(&zone).naive_local();
    match zone.from_local_datetime(&date.and_time(local.time())) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => Some(TimeOffDay::part(
            Instant::from_utc(at.to_utc()),
            zone,
            minutes,
        )),
        LocalResult::None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::Europe::Berlin;

    #[test]
    fn a_part_keeps_its_local_time_over_a_change_of_clocks_and_skips_the_hour_that_is_not() {
        let nine: Instant = serde_json::from_str("\"2026-03-28T09:00:00+01:00\"").unwrap();
        let day = TimeOffDay::part(nine, Berlin, 240);
        let moved = moved_by(&day, 1, 240, Berlin).unwrap();
        assert_eq!(moved.start_at.to_string(), "2026-03-29T07:00:00Z");
        let half_past_two: Instant = serde_json::from_str("\"2026-03-28T02:30:00+01:00\"").unwrap();
        let day = TimeOffDay::part(half_past_two, Berlin, 240);
        assert_eq!(moved_by(&day, 1, 240, Berlin), None);
    }
}
