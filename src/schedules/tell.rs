//! Telling outside of a schedule's versions: the one place for all that makes them.

use std::collections::BTreeSet;

use super::find::find_schedule;
use super::schedule::{Schedule, ScheduleState};
use super::store;
use super::versions::{ShiftChange, VersionKind};
use crate::db::Conn;
use crate::events::{AgentSchedulesChanged, ScheduleChanged, publish};
use crate::failure::Failure;
use crate::tenancy::Scope;

/// Tells of a version that was just kept, and those agents whose published shifts it changes.
///
/// # Errors
/// Only the database's.
pub(super) fn tell_of_version(
    conn: &mut Conn<'_>,
    scope: &Scope,
    schedule_id: &str,
    kind: VersionKind,
    changes: &[ShiftChange],
) -> Result<(), Failure> {
    let schedule = find_schedule(conn, scope, schedule_id)?;
    tell(conn, scope, &schedule, kind.as_str())?;
    let agent_ids = match (schedule.state, kind) {
        (_, VersionKind::Published | VersionKind::Archived) => {
            store::agents_with_shifts(conn, scope.tenant(), schedule_id)?
        }
        (ScheduleState::Published, _) => {
            let agents: BTreeSet<&str> = changes.iter().map(ShiftChange::agent_id).collect();
            agents.into_iter().map(str::to_owned).collect()
        }
        _ => Vec::new(),
    };
    if agent_ids.is_empty() {
        return Ok(());
    }
    let changed = AgentSchedulesChanged {
        business_unit_id: &schedule.business_unit_id,
        schedule_id,
        week_date: schedule.week_date,
        version: schedule.version,
        agent_ids,
    };
    publish(conn, scope, &changed)
}

/// Tells of a draft that was just deleted.
///
/// # Errors
/// Only the database's.
pub(super) fn tell_of_deletion(
    conn: &mut Conn<'_>,
    scope: &Scope,
    draft: &Schedule,
) -> Result<(), Failure> {
    tell(conn, scope, draft, "deleted")
}

fn tell(
    conn: &mut Conn<'_>,
    scope: &Scope,
    schedule: &Schedule,
    kind: &str,
) -> Result<(), Failure> {
    let changed = ScheduleChanged {
        business_unit_id: &schedule.business_unit_id,
        schedule_id: &schedule.id,
        week_date: schedule.week_date,
        version: schedule.version,
        state: schedule.state.as_str(),
        kind,
    };
    publish(conn, scope, &changed)
}
