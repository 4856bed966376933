//! Reading schedules, and deleting drafts.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate, TimeZone};

use super::generation::{GenerationResults, ScheduledHeads};
use super::schedule::{Schedule, ScheduleState};
use super::store;
use super::tell::tell_of_deletion;
use crate::db::Conn;
use crate::documents;
use crate::failure::Failure;
use crate::http::{Page, PageParams};
use crate::organisation::find_business_unit;
use crate::tenancy::Scope;

/// `recent` reaches this many days back and ahead: 26 weeks.
const RECENT_DAYS: u64 = 26 * 7;

/// One schedule.
///
/// # Errors
/// [`Failure::NotFound`], also when no part of its business unit is within the actor's access.
pub fn find_schedule(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<Schedule, Failure> {
    let access = &scope.actor.access;
    let row = store::schedule(conn, scope.tenant(), id)?
        .filter(|row| access.shows_business_unit(&row.business_unit_id));
    Schedule::from_row(row.ok_or_else(|| Failure::not_found("schedule", id))?)
}

/// The schedule at an address: of that business unit, with that first day.
///
/// # Errors
/// [`Failure::NotFound`], also when the schedule is another business unit's or starts in another week.
pub fn find_schedule_of_week(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    week_date: &str,
    id: &str,
) -> Result<Schedule, Failure> {
    let schedule = find_schedule(conn, scope, id)?;
    if schedule.business_unit_id == business_unit_id && schedule.week_date.to_string() == week_date
    {
        Ok(schedule)
    } else {
        Err(Failure::not_found("schedule", id))
    }
}

/// The schedule a run has made, if it has.
///
/// # Errors
/// Only the database's.
pub fn find_schedule_of_run(
    conn: &mut Conn<'_>,
    scope: &Scope,
    run_id: &str,
) -> Result<Option<Schedule>, Failure> {
    store::schedule_of_run(conn, scope.tenant(), run_id)?
        .map(Schedule::from_row)
        .transpose()
}

/// Ids of the schedules that some runs have made, by run.
///
/// # Errors
/// Only the database's.
pub fn schedule_ids_of_runs(
    conn: &mut Conn<'_>,
    scope: &Scope,
    run_ids: &[String],
) -> Result<BTreeMap<String, String>, Failure> {
    let made = store::schedule_ids_of_runs(conn, scope.tenant(), run_ids)?;
    let made = made.into_iter();
    Ok(made.filter_map(|(run, id)| Some((run?, id))).collect())
}

/// Schedules that cover the week of `week_date` (yyyy-MM-dd), or with `recent` the 26 weeks before and after today.
///
/// # Errors
/// [`Failure::NotFound`] for the business unit, [`Failure::Invalid`] for a week date or page size that is none.
pub fn list_schedules(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    week_date: &str,
    page: &PageParams,
) -> Result<Page<Schedule>, Failure> {
    let (size, after) = page.bounds()?;
    let unit = find_business_unit(conn, scope, business_unit_id)?;
    let (from, to) = if week_date == "recent" {
        let today = unit
            .time_zone
            .from_utc_datetime(&scope.now.to_utc().naive_utc())
            .date_naive();
        (
            today.checked_sub_days(Days::new(RECENT_DAYS)),
            today.checked_add_days(Days::new(RECENT_DAYS)),
        )
    } else {
        let first: NaiveDate = week_date.parse().map_err(|_| {
            let detail = format!("{week_date:?} is no date; write yyyy-MM-dd or \"recent\"");
            Failure::invalid("/weekDate", "not-a-date", detail)
        })?;
        (Some(first), first.checked_add_days(Days::new(7)))
    };
    let from = from.unwrap_or(NaiveDate::MIN).to_string();
    let to = to.unwrap_or(NaiveDate::MAX).to_string();
    let rows = store::page(
        conn,
        scope.tenant(),
        &unit.id,
        (&from, &to),
        &after,
        size + 1,
    )?;
    let schedules = rows
        .into_iter()
        .map(Schedule::from_row)
        .collect::<Result<_, _>>()?;
    Ok(Page::of(schedules, size, |schedule: &Schedule| {
        &schedule.id
    }))
}

/// Everything the roster run said of the schedule.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn find_generation_results(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<GenerationResults, Failure> {
    let (results, _) = documents_of(conn, scope, id)?;
    Ok(documents::read("schedule", id, &results)?)
}

/// Heads by planning group and interval, as they were last split.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn scheduled_heads(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<Vec<ScheduledHeads>, Failure> {
    let (_, heads) = documents_of(conn, scope, id)?;
    Ok(documents::read("schedule", id, &heads)?)
}

fn documents_of(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<(String, String), Failure> {
    store::documents(conn, scope.tenant(), id)?.ok_or_else(|| Failure::not_found("schedule", id))
}

/// Deletes a draft and its shifts.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Conflict`] `not-a-draft` for one that is or was published: it is a record.
pub fn delete_draft(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<(), Failure> {
    let schedule = find_schedule(conn, scope, id)?;
    if store::delete_draft(conn, scope.tenant(), id)? {
        return tell_of_deletion(conn, scope, &schedule);
    }
    Err(not_a_draft(&schedule))
}

pub(super) fn not_a_draft(schedule: &Schedule) -> Failure {
    let state = match schedule.state {
        ScheduleState::Draft => "a draft that changed meanwhile",
        ScheduleState::Published => "published",
        ScheduleState::Archived => "archived",
    };
    Failure::conflict(
        "not-a-draft",
        format!(
            "schedule {} is {state}; only a draft can be published or deleted, so generate a new one",
            schedule.id
        ),
    )
}
