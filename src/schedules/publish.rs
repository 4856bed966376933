//! Publishing: the one step that changes what agents see.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use serde::Serialize;

use super::fairness;
use super::find::{find_schedule, not_a_draft};
use super::schedule::{Schedule, ScheduleState};
use super::store::{self, Publication};
use super::versions::{VersionKind, VersionNote, record_version};
use crate::db::Conn;
use crate::documents;
use crate::failure::Failure;
use crate::tenancy::Scope;

/// A schedule just published, and what it replaced.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Published {
    /// The schedule as it is now.
    #[serde(flatten)]
    pub schedule: Schedule,
    /// The schedules that were published for any of its weeks; kept, as archived.
    pub replaced: Vec<ReplacedSchedule>,
    /// Weeks, by their first day, that a replaced schedule covered and this one does not: they are without a
    /// published schedule now.
    pub weeks_left_without_schedule: Vec<NaiveDate>,
}

/// A schedule that was published until now.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReplacedSchedule {
    /// Its id.
    pub id: String,
    /// The version it had while it was published.
    pub version: i32,
    /// Its first day.
    pub week_date: NaiveDate,
    /// Its weeks.
    pub week_count: u32,
}

/// Makes a draft the schedule agents see. Schedules published for any of its weeks become archived, and their entries in
/// the fairness ledger make room for its own.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Stale`] when `version` is not the draft's; [`Failure::Conflict`] `not-a-draft`.
pub fn publish_schedule(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
    version: i32,
) -> Result<Published, Failure> {
    let seen = find_schedule(conn, scope, id)?;
    store::lock_all_of(conn, scope.tenant(), &seen.business_unit_id)?;
    let draft = find_schedule(conn, scope, id)?;
    if draft.state != ScheduleState::Draft {
        return Err(not_a_draft(&draft));
    }
    if draft.version != version {
        return Err(Failure::Stale {
            yours: version,
            current: draft.version,
        });
    }
    let (from, to) = (draft.week_date.to_string(), draft.end_date().to_string());
    let mut replaced = Vec::new();
    let mut replaced_ids = Vec::new();
    let mut uncovered = BTreeSet::new();
    let overlapping =
        store::published_over(conn, scope.tenant(), &draft.business_unit_id, (&from, &to))?;
    for row in overlapping {
        let old = Schedule::from_row(row)?;
        if !store::archive(conn, scope.tenant(), &old.id, scope.now)? {
            continue;
        }
        fairness::take_back(conn, scope, &old.id)?;
        let note = VersionNote {
            reason: Some(format!("schedule {id} took its place")),
            ..VersionNote::of(VersionKind::Archived)
        };
        record_version(conn, scope, (&old.id, old.version + 1), &note, &[])?;
        uncovered.extend(weeks_outside(&old, &draft));
        replaced_ids.push(old.id.clone());
        replaced.push(ReplacedSchedule {
            id: old.id,
            version: old.version,
            week_date: old.week_date,
            week_count: old.week_count,
        });
    }
    let publication = Publication {
        version,
        replaces: &documents::write(&replaced_ids)?,
        by: &scope.actor.subject,
        at: scope.now,
    };
    if !store::mark_published(conn, scope.tenant(), id, &publication)? {
        return Err(not_a_draft(&find_schedule(conn, scope, id)?));
    }
    let schedule = find_schedule(conn, scope, id)?;
    let note = VersionNote::of(VersionKind::Published);
    record_version(conn, scope, (id, schedule.version), &note, &[])?;
    fairness::enter(conn, scope, &schedule)?;
    Ok(Published {
        schedule,
        replaced,
        weeks_left_without_schedule: uncovered.into_iter().collect(),
    })
}

fn weeks_outside(old: &Schedule, new: &Schedule) -> Vec<NaiveDate> {
    (0..u64::from(old.week_count))
        .filter_map(|week| old.week_date.checked_add_days(Days::new(7 * week)))
        .filter(|week| *week < new.week_date || *week >= new.end_date())
        .collect()
}
