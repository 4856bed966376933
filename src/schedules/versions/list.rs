//! The versions of a schedule, as they are shown.

use std::collections::BTreeMap;

use serde::Serialize;

use super::kind::VersionKind;
use super::shift_change::{ShiftChange, ShiftChangeKind, ToldShiftChange};
use super::validation::{RuleFailureAction, ValidationResult};
use crate::db::{Conn, DbError, Instant};
use crate::documents;
use crate::failure::Failure;
use crate::http::{Page, PageParams};
use crate::schedules::Schedule;
use crate::schedules::store::{self, ChangeRow, VersionRow};
use crate::tenancy::Scope;

/// A version in short.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScheduleVersion {
    /// Its number.
    pub version: i32,
    /// What made it.
    pub kind: VersionKind,
    /// Why.
    pub reason: Option<String>,
    /// The version whose shifts it brought back.
    pub restores_version: Option<i32>,
    /// What was to become of a change that breaks rules.
    pub rule_failure_action: Option<RuleFailureAction>,
    /// Who.
    pub changed_by: String,
    /// When.
    pub changed_at: Instant,
    /// Agents whose shifts it changed.
    pub agent_count: u32,
    /// Shifts it added.
    pub shifts_added: u32,
    /// Shifts it removed.
    pub shifts_removed: u32,
    /// Shifts that start or end at another time.
    pub shifts_moved: u32,
    /// Shifts of which only activities changed.
    pub activities_changed: u32,
    /// What the rules said of it.
    pub validation_results: Vec<ValidationResult>,
}

/// A version with what it changed.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScheduleVersionDetail {
    /// The version.
    #[serde(flatten)]
    pub version: ScheduleVersion,
    /// Every shift it changed.
    pub changes: Vec<ToldShiftChange>,
}

/// Versions of a schedule, newest first.
///
/// # Errors
/// [`Failure::Invalid`] for a page that cannot be.
pub fn list_versions(
    conn: &mut Conn<'_>,
    scope: &Scope,
    schedule: &Schedule,
    page: &PageParams,
) -> Result<Page<ScheduleVersion>, Failure> {
    let (size, before) = page.bounds_by_number()?;
    let before = before.unwrap_or(i32::MAX);
    let rows = store::versions_before(conn, scope.tenant(), &schedule.id, before, size + 1)?;
    let bounds = rows.last().zip(rows.first());
    let bounds = bounds.map_or((0, 0), |(oldest, newest)| (oldest.version, newest.version));
    let mut changes = by_version(store::changes_of(
        conn,
        scope.tenant(),
        &schedule.id,
        bounds,
    )?);
    let versions = rows.into_iter().map(|row| {
        let changed = changes.remove(&row.version).unwrap_or_default();
        of_row(row, &read_changes(&changed)?)
    });
    let versions: Vec<ScheduleVersion> = versions.collect::<Result<_, Failure>>()?;
    let mut versions = versions.into_iter();
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let entities: Vec<ScheduleVersion> = versions.by_ref().take(size).collect();
    let last = entities.last().map(|last| last.version.to_string());
    let last = last.filter(|_| versions.next().is_some());
    Ok(Page::followed(entities, last.as_deref()))
}

/// One version with what it changed.
///
/// # Errors
/// [`Failure::NotFound`] for a version that the schedule never had, or of before versions were kept.
pub fn find_version(
    conn: &mut Conn<'_>,
    scope: &Scope,
    schedule: &Schedule,
    version: i32,
) -> Result<ScheduleVersionDetail, Failure> {
    let before = version.saturating_add(1);
    let rows = store::versions_before(conn, scope.tenant(), &schedule.id, before, 1)?;
    let row = rows.into_iter().find(|row| row.version == version);
    let row =
        row.ok_or_else(|| Failure::not_found("version of the schedule", version.to_string()))?;
    let changed = store::changes_of(conn, scope.tenant(), &schedule.id, (version, version))?;
    let changes = read_changes(&changed)?;
    Ok(ScheduleVersionDetail {
        version: of_row(row, &changes)?,
        changes: changes.iter().map(ShiftChange::told).collect(),
    })
}

/// What matters of a version for undoing.
pub(super) struct VersionFacts {
    pub restores: Option<i32>,
    pub changes_shifts: bool,
}

pub(super) fn version_facts(
    conn: &mut Conn<'_>,
    scope: &Scope,
    schedule: &Schedule,
) -> Result<BTreeMap<i32, VersionFacts>, Failure> {
    let tenant = scope.tenant();
    let rows = store::versions_before(conn, tenant, &schedule.id, i32::MAX, i64::MAX)?;
    let all = store::changes_of(conn, tenant, &schedule.id, (1, schedule.version))?;
    let changes = by_version(all);
    let rows = rows.into_iter().map(|row| {
        let facts = VersionFacts {
            restores: row.restores,
            changes_shifts: changes.contains_key(&row.version),
        };
        (row.version, facts)
    });
    Ok(rows.collect())
}

pub(super) fn all_versions(
    conn: &mut Conn<'_>,
    scope: &Scope,
    schedule_id: &str,
) -> Result<BTreeMap<i32, VersionRow>, Failure> {
    let rows = store::versions_before(conn, scope.tenant(), schedule_id, i32::MAX, i64::MAX)?;
    Ok(rows.into_iter().map(|row| (row.version, row)).collect())
}

fn by_version(rows: Vec<ChangeRow>) -> BTreeMap<i32, Vec<ChangeRow>> {
    let mut found: BTreeMap<i32, Vec<ChangeRow>> = BTreeMap::new();
    for row in rows {
        found.entry(row.version).or_default().push(row);
    }
    found
}

pub(super) fn read_changes(rows: &[ChangeRow]) -> Result<Vec<ShiftChange>, Failure> {
    rows.iter().map(ShiftChange::from_row).collect()
}

pub(super) fn of_row(row: VersionRow, changes: &[ShiftChange]) -> Result<ScheduleVersion, Failure> {
    let id = format!("{} version {}", row.schedule_id, row.version);
    let corrupt = |reason: String| DbError::Corrupt {
        what: "schedule version",
        id: id.clone(),
        reason,
    };
    let action = row.rule_failure_action.as_deref();
    let action = action.map(|text| {
        RuleFailureAction::parse(text).ok_or_else(|| corrupt(format!("unknown action {text:?}")))
    });
    let agents: std::collections::BTreeSet<&str> =
        changes.iter().map(ShiftChange::agent_id).collect();
    let count = |kind: ShiftChangeKind| {
        let of_kind = changes.iter().filter(|change| change.kind() == kind);
        u32::try_from(of_kind.count()).unwrap_or(u32::MAX)
    };
    Ok(ScheduleVersion {
        version: row.version,
        kind: VersionKind::parse(&row.kind)
            .ok_or_else(|| corrupt(format!("unknown kind {:?}", row.kind)))?,
        reason: row.reason,
        restores_version: row.restores,
        rule_failure_action: action.transpose()?,
        changed_by: row.changed_by,
        changed_at: row.changed_at,
        agent_count: u32::try_from(agents.len()).unwrap_or(u32::MAX),
        shifts_added: count(ShiftChangeKind::Added),
        shifts_removed: count(ShiftChangeKind::Removed),
        shifts_moved: count(ShiftChangeKind::Moved),
        activities_changed: count(ShiftChangeKind::ActivitiesChanged),
        validation_results: documents::read("schedule version", &id, &row.validation_results)?,
    })
}
