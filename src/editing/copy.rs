//! Another draft with the shifts of a schedule, for the same weeks or for others.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, NaiveDateTime, TimeDelta, TimeZone};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::forecasting::find_forecast;
use crate::organisation::{
    WeekGrid, agents_of_business_unit, find_business_unit, list_activity_codes,
};
use crate::rostering::{LinesOfAgents, ScheduleRules};
use crate::schedules::{
    GenerationResults, NewDraft, NewShift, Origin, Schedule, Shift, ShiftActivity,
    ValidationResult, VersionKind, create_draft_of, find_schedule, shifts_at, shifts_of_schedule,
    write_scheduled_heads,
};
use crate::tenancy::Scope;
use crate::time_off::{put_approved_time_off_into, without_approved_time_off};

/// What to copy, and for when.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct CopySchedule {
    /// First day of the copy's weeks; the same weeks when left out.
    pub week_date: Option<NaiveDate>,
    /// The version to copy; the present one when left out.
    pub version: Option<i32>,
    /// The planner's words; those of the schedule when left out.
    pub description: Option<String>,
    /// The forecast its heads are held against. Left out, that of the schedule for the same weeks, and none for others.
    pub short_term_forecast_id: Option<String>,
}

/// A copy, and what to know of it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CopiedSchedule {
    /// The draft.
    #[serde(flatten)]
    pub schedule: Schedule,
    /// Agents whose shifts were left out, as they are not active in the business unit any more.
    pub left_out_agent_ids: Vec<String>,
    /// What the rules say of the shifts in their new weeks.
    pub validation_results: Vec<ValidationResult>,
}

/// Copies a schedule as a draft. In other weeks shifts start at the same local times, on the same days of the week, and
/// last as long.
///
/// # Errors
/// [`Failure::NotFound`] for the version or forecast; [`Failure::Invalid`] for weeks that are none;
/// [`Failure::Conflict`] `forecast-does-not-fit`.
pub fn copy_schedule(
    conn: &mut Conn<'_>,
    scope: &Scope,
    source: &Schedule,
    request: CopySchedule,
) -> Result<CopiedSchedule, Failure> {
    let version = request.version.unwrap_or(source.version);
    let shifts = shifts_at(conn, scope, source, version)?;
    let unit = find_business_unit(conn, scope, &source.business_unit_id)?;
    let week_date = request.week_date.unwrap_or(source.week_date);
    let is_same_week = week_date == source.week_date;
    let own = source.short_term_forecast_id.clone();
    let forecast_id = request
        .short_term_forecast_id
        .or_else(|| own.filter(|_| is_same_week));
    let grid = WeekGrid::new(
        week_date,
        source.week_count,
        unit.start_day_of_week,
        unit.time_zone,
        unit.interval_length_minutes,
    )?;
    if let Some(id) = &forecast_id {
        require_forecast(conn, scope, id, (&unit.id, &grid))?;
    }
    let known: BTreeSet<String> = agents_of_business_unit(conn, scope, &unit.id)?
        .into_iter()
        .filter(|agent| agent.active)
        .map(|agent| agent.id)
        .collect();
    let (kept, left): (Vec<Shift>, Vec<Shift>) = shifts
        .into_iter()
        .partition(|shift| known.contains(&shift.agent_id));
    let left_out: BTreeSet<String> = left.into_iter().map(|shift| shift.agent_id).collect();
    let days = week_date - source.week_date;
    let codes = list_activity_codes(conn, scope, &unit.id)?;
    let by_hand = kept.iter().enumerate();
    let by_hand = by_hand.filter(|(_, shift)| shift.manually_edited);
    let origin = Origin {
        kind: VersionKind::Copied,
        reason: Some(format!("of schedule {} at version {version}", source.id)),
        manually_edited: by_hand.map(|(index, _)| index).collect(),
        validation_results: Vec::new(),
    };
    let new = NewDraft {
        business_unit_id: unit.id.clone(),
        week_date,
        week_count: source.week_count,
        description: request
            .description
            .unwrap_or_else(|| source.description.clone()),
        forecast_id,
        run_id: None,
        metrics: None,
        results: GenerationResults::default(),
        scheduled_heads: Vec::new(),
        shifts: kept
            .iter()
            .map(|shift| {
                // Leave of one week is none of another.
                let shift = if is_same_week {
                    shift.clone()
                } else {
                    without_approved_time_off(shift, &codes)
                };
                on_other_days(&shift, days, unit.time_zone)
            })
            .collect(),
    };
    let schedule = create_draft_of(conn, scope, new, origin)?;
    put_approved_time_off_into(conn, scope, &schedule)?;
    let schedule = find_schedule(conn, scope, &schedule.id)?;
    let validation_results = judge_draft(conn, scope, &schedule)?;
    Ok(CopiedSchedule {
        schedule,
        left_out_agent_ids: left_out.into_iter().collect(),
        validation_results,
    })
}

/// Splits a new draft's heads between planning groups and tells what rules its shifts break.
pub(super) fn judge_draft(
    conn: &mut Conn<'_>,
    scope: &Scope,
    schedule: &Schedule,
) -> Result<Vec<ValidationResult>, Failure> {
    let rules = ScheduleRules::read(conn, scope, schedule)?;
    let shifts = shifts_of_schedule(conn, scope, &schedule.id)?;
    if let Some(heads) = rules.heads(&shifts) {
        write_scheduled_heads(conn, scope, &schedule.id, &heads)?;
    }
    let mut lines: LinesOfAgents = BTreeMap::new();
    for shift in shifts {
        lines.entry(shift.agent_id.clone()).or_default().push(shift);
    }
    let judged = rules.judge(&lines)?.findings.into_iter();
    Ok(judged.map(|finding| finding.result).collect())
}

/// # Errors
/// [`Failure::NotFound`], also for another business unit's; [`Failure::Conflict`] `forecast-does-not-fit`.
pub(super) fn require_forecast(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
    (unit, grid): (&str, &WeekGrid),
) -> Result<(), Failure> {
    let forecast = find_forecast(conn, scope, id)?;
    if forecast.business_unit_id != unit {
        return Err(Failure::not_found("forecast", id));
    }
    let held = forecast.grid()?;
    let is_same = held.zone() == grid.zone() && held.interval_minutes() == grid.interval_minutes();
    let first = held.interval_at(grid.start());
    if is_same && first.is_some_and(|first| first + grid.intervals() <= held.intervals()) {
        return Ok(());
    }
    let detail = format!(
        "forecast {id} does not hold all the weeks from {} in the business unit's intervals; name one that does",
        grid.start()
    );
    Err(Failure::conflict("forecast-does-not-fit", detail))
}

/// A shift some days later, at the same time of the clock.
fn on_other_days(shift: &Shift, by: TimeDelta, zone: Tz) -> NewShift {
    let local = zone.from_utc_datetime(&shift.start_at.to_utc().naive_utc());
    let start_at = if by.is_zero() {
        shift.start_at
    } else {
        instant(local.naive_local() + by, zone)
    };
    let later = start_at.epoch_millis() - shift.start_at.epoch_millis();
    let activities = shift.activities.iter().map(|activity| ShiftActivity {
        start_at: Instant::from_epoch_millis(activity.start_at.epoch_millis() + later),
        ..activity.clone()
    });
    NewShift {
        agent_id: shift.agent_id.clone(),
        start_at,
        length_minutes: shift.length_minutes,
        activities: activities.collect(),
        work_plan_id: shift.work_plan_id.clone(),
        work_plan_shift_id: shift.work_plan_shift_id.clone(),
    }
}

/// When a clock shows a time: the first where it shows it twice; where it jumps over it, as long after the jump as it
/// would have come after (RFC 5545).
fn instant(local: NaiveDateTime, zone: Tz) -> Instant {
    let direct = zone.from_local_datetime(&local).earliest();
    let before = local - TimeDelta::hours(3);
    let at = direct.map(|at| at.naive_utc()).or_else(|| {
        let steady = zone.from_local_datetime(&before).earliest()?;
        Some(steady.naive_utc() + TimeDelta::hours(3))
    });
    Instant::from_utc(at.unwrap_or(local).and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::Europe::Berlin;

    fn at(local: &str) -> String {
        instant(local.parse().unwrap(), Berlin).to_string()
    }

    #[test]
    fn a_time_the_clock_jumps_over_comes_as_long_after_the_jump() {
        assert_eq!(at("2026-03-29T01:30:00"), "2026-03-29T00:30:00Z");
        assert_eq!(at("2026-03-29T02:30:00"), "2026-03-29T01:30:00Z");
        assert_eq!(at("2026-03-29T03:30:00"), "2026-03-29T01:30:00Z");
    }

    #[test]
    fn a_time_shown_twice_is_its_first() {
        assert_eq!(at("2026-10-25T02:30:00"), "2026-10-25T00:30:00Z");
    }
}
