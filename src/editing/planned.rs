//! A change that was held against the rules and can be applied.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::rule_failure::OnRuleFailure;
use crate::db::Conn;
use crate::failure::Failure;
use crate::rostering::{LinesOfAgents, ScheduleRules, introduced};
use crate::schedules::{
    RuleFailureAction, Schedule, ScheduleEdit, Shift, ShiftChange, ToldShiftChange,
    ValidationResult, ValidationSeverity, VersionKind, VersionNote, edit_schedule,
};
use crate::tenancy::Scope;

/// A change with what the rules say of it.
#[derive(Clone, Debug)]
pub struct PlannedEdit {
    /// The change.
    pub edit: ScheduleEdit,
    /// The schedule as it was planned for.
    pub schedule: Schedule,
}

/// What became of a change.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EditOutcome {
    /// The schedule as it is now.
    #[serde(flatten)]
    pub schedule: Schedule,
    /// Whether it was applied: no dry run.
    pub applied: bool,
    /// What the rules say of the shifts of the agents concerned, errors first.
    pub validation_results: Vec<ValidationResult>,
    /// The shifts that changed.
    pub changes: Vec<ToldShiftChange>,
}

/// Holds a change of a schedule's shifts, `current` being all of them, against the rules.
///
/// # Errors
/// Those of [`ScheduleRules::judge`].
pub fn plan_edit(
    (rules, schedule): (&ScheduleRules, &Schedule),
    current: &[Shift],
    mut changes: Vec<ShiftChange>,
    kind: VersionKind,
    on_failure: OnRuleFailure,
) -> Result<PlannedEdit, Failure> {
    let agents: BTreeSet<String> = changes
        .iter()
        .map(|change| change.agent_id().to_owned())
        .collect();
    let before = rules.judge(&lines(&agents, current))?;
    let after = rules.judge(&lines(&agents, &applied(current, &changes)))?;
    for change in &mut changes {
        let Some(shift) = &mut change.after else {
            continue;
        };
        if kind == VersionKind::Edited {
            shift.manually_edited = true;
            shift.work_plan_id = rules.work_plan_of(&shift.agent_id).map(str::to_owned);
            if let Some(name) = after.shift_names.get(&shift.id) {
                shift.work_plan_shift_id = Some(name.clone());
            }
        }
    }
    let validation_results = introduced(&before.findings, after.findings);
    let scheduled_heads = rules.heads(&applied(current, &changes));
    let note = VersionNote {
        reason: on_failure.reason,
        rule_failure_action: Some(on_failure.rule_failure_action),
        validation_results,
        ..VersionNote::of(kind)
    };
    Ok(PlannedEdit {
        edit: ScheduleEdit {
            version: schedule.version,
            note,
            changes,
            scheduled_heads,
        },
        schedule: schedule.clone(),
    })
}

/// All shifts once changes are applied.
pub(super) fn applied(current: &[Shift], changes: &[ShiftChange]) -> Vec<Shift> {
    let changed: BTreeMap<&str, &ShiftChange> = changes
        .iter()
        .map(|change| (change.shift_id(), change))
        .collect();
    let staying = current
        .iter()
        .filter(|shift| !changed.contains_key(shift.id.as_str()));
    let new = changes.iter().filter_map(|change| change.after.as_ref());
    staying.chain(new).cloned().collect()
}

fn lines(agents: &BTreeSet<String>, shifts: &[Shift]) -> LinesOfAgents {
    let mut lines: LinesOfAgents = agents
        .iter()
        .map(|agent| (agent.clone(), Vec::new()))
        .collect();
    for shift in shifts {
        if let Some(line) = lines.get_mut(&shift.agent_id) {
            line.push(shift.clone());
        }
    }
    lines
}

impl PlannedEdit {
    /// Why it may not be applied: strict rules that it breaks and nobody overrides.
    pub fn refusal(&self) -> Option<Failure> {
        let note = &self.edit.note;
        let broken: Vec<&ValidationResult> = note
            .validation_results
            .iter()
            .filter(|result| result.severity == ValidationSeverity::Error)
            .collect();
        let first = broken.first()?;
        let is_overridden = note.rule_failure_action == Some(RuleFailureAction::Override);
        (!is_overridden).then(|| {
            let detail = format!(
                "{} rule(s) would be broken, the first {}: {}. Change the shifts, or send ruleFailureAction OVERRIDE with a \
                 reason; nothing was applied",
                broken.len(),
                first.code,
                first.detail
            );
            Failure::conflict("rule-broken", detail)
        })
    }

    /// What it would do, not applied.
    pub fn told(self) -> EditOutcome {
        EditOutcome {
            changes: self.edit.changes.iter().map(ShiftChange::told).collect(),
            schedule: self.schedule,
            applied: false,
            validation_results: self.edit.note.validation_results,
        }
    }
}

/// Applies a change that is not refused. One that changes nothing makes no version.
///
/// # Errors
/// [`Failure::Conflict`] `rule-broken`; those of [`edit_schedule`].
pub fn apply_edit(
    conn: &mut Conn<'_>,
    scope: &Scope,
    planned: PlannedEdit,
) -> Result<EditOutcome, Failure> {
    if let Some(failure) = planned.refusal() {
        return Err(failure);
    }
    let schedule = if planned.edit.changes.is_empty() {
        planned.schedule.clone()
    } else {
        edit_schedule(conn, scope, &planned.schedule.id, &planned.edit)?
    };
    Ok(EditOutcome {
        schedule,
        applied: true,
        ..planned.told()
    })
}
