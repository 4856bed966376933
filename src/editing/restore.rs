//! Earlier versions brought back, as new ones.

use serde::Deserialize;

use super::planned::{PlannedEdit, plan_edit};
use super::rule_failure::OnRuleFailure;
use crate::db::Conn;
use crate::failure::{Failure, Faults};
use crate::rostering::ScheduleRules;
use crate::schedules::{
    Schedule, ShiftChange, VersionKind, require_editable, shifts_at, shifts_of_schedule,
    version_before_last_edit,
};
use crate::tenancy::Scope;

/// How an earlier version is brought back.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct RestoreVersion {
    /// `REJECT`, when left out: nothing is applied where the shifts of then break a strict rule of now that those of now
    /// keep. `OVERRIDE`: they are brought back.
    pub rule_failure_action: crate::schedules::RuleFailureAction,
    /// Why; needed to override rules.
    #[schema(max_length = 2000)]
    pub reason: Option<String>,
}

impl From<RestoreVersion> for OnRuleFailure {
    fn from(sent: RestoreVersion) -> Self {
        Self {
            rule_failure_action: sent.rule_failure_action,
            reason: sent.reason,
        }
    }
}

/// Plans taking the last change of shifts back. Asked for again it goes one change further back.
///
/// # Errors
/// [`Failure::Conflict`] `nothing-to-undo`; those of [`plan_restore`].
pub fn plan_undo(
    conn: &mut Conn<'_>,
    scope: &Scope,
    schedule: &Schedule,
    version: i32,
    on_failure: OnRuleFailure,
) -> Result<PlannedEdit, Failure> {
    require_current(schedule, version)?;
    let target = version_before_last_edit(conn, scope, schedule)?;
    bring_back(
        conn,
        scope,
        schedule,
        target,
        (VersionKind::Undone, on_failure),
    )
}

/// Plans bringing the shifts of version `target` back.
///
/// # Errors
/// [`Failure::NotFound`] for the version; [`Failure::Stale`]; [`Failure::Conflict`] `archived`; [`Failure::Invalid`] for
/// a reason that is missing.
pub fn plan_restore(
    conn: &mut Conn<'_>,
    scope: &Scope,
    schedule: &Schedule,
    (version, target): (i32, i32),
    on_failure: OnRuleFailure,
) -> Result<PlannedEdit, Failure> {
    require_current(schedule, version)?;
    bring_back(
        conn,
        scope,
        schedule,
        target,
        (VersionKind::Restored, on_failure),
    )
}

fn require_current(schedule: &Schedule, version: i32) -> Result<(), Failure> {
    require_editable(schedule)?;
    if schedule.version == version {
        Ok(())
    } else {
        Err(Failure::Stale {
            yours: version,
            current: schedule.version,
        })
    }
}

fn bring_back(
    conn: &mut Conn<'_>,
    scope: &Scope,
    schedule: &Schedule,
    target: i32,
    (kind, on_failure): (VersionKind, OnRuleFailure),
) -> Result<PlannedEdit, Failure> {
    let mut faults = Faults::default();
    on_failure.check(&mut faults);
    faults.into_result()?;
    let then = shifts_at(conn, scope, schedule, target)?;
    let current = shifts_of_schedule(conn, scope, &schedule.id)?;
    let rules = ScheduleRules::read(conn, scope, schedule)?;
    let changes = ShiftChange::between(&current, &then);
    let mut planned = plan_edit((&rules, schedule), &current, changes, kind, on_failure)?;
    planned.edit.note.restores = Some(target);
    Ok(planned)
}
