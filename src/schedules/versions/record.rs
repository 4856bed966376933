//! Keeping a version.

use super::kind::VersionKind;
use super::shift_change::ShiftChange;
use super::validation::{RuleFailureAction, ValidationResult};
use crate::db::Conn;
use crate::documents;
use crate::failure::Failure;
use crate::schedules::store::{self, VersionRow};
use crate::schedules::tell::tell_of_version;
use crate::tenancy::Scope;

/// What is kept of a version beside its changes.
#[derive(Clone, Debug)]
pub struct VersionNote {
    /// What made it.
    pub kind: VersionKind,
    /// Why.
    pub reason: Option<String>,
    /// The version whose shifts it brings back.
    pub restores: Option<i32>,
    /// What was to become of a change that breaks rules.
    pub rule_failure_action: Option<RuleFailureAction>,
    /// What the rules said.
    pub validation_results: Vec<ValidationResult>,
}

impl VersionNote {
    /// Nothing but what made it.
    pub fn of(kind: VersionKind) -> Self {
        Self {
            kind,
            reason: None,
            restores: None,
            rule_failure_action: None,
            validation_results: Vec::new(),
        }
    }

    /// What made it, and why.
    pub fn because(kind: VersionKind, reason: String) -> Self {
        Self {
            reason: Some(reason),
            ..Self::of(kind)
        }
    }
}

/// Keeps a version with who made it and when, and tells of it.
///
/// # Errors
/// Only the database's.
pub(in crate::schedules) fn record_version(
    conn: &mut Conn<'_>,
    scope: &Scope,
    of: (&str, i32),
    note: &VersionNote,
    changes: &[ShiftChange],
) -> Result<(), Failure> {
    let (schedule_id, version) = of;
    let row = VersionRow {
        tenant_id: scope.tenant().to_owned(),
        schedule_id: schedule_id.to_owned(),
        version,
        kind: note.kind.as_str().to_owned(),
        reason: note.reason.clone(),
        restores: note.restores,
        rule_failure_action: note
            .rule_failure_action
            .map(|action| action.as_str().to_owned()),
        validation_results: documents::write(&note.validation_results)?,
        changed_by: scope.actor.subject.clone(),
        changed_at: scope.now,
    };
    let rows = changes.iter();
    let rows = rows.map(|change| change.to_row(scope.tenant(), of));
    let rows = rows.collect::<Result<Vec<_>, _>>()?;
    store::insert_version(conn, &row, &rows)?;
    tell_of_version(conn, scope, schedule_id, note.kind, changes)
}
