//! From a file to a draft, whole or not at all.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::lines::{RejectedScheduleCell, ScheduleLine, ScheduleLines};
use super::rows::Names;
use crate::db::Conn;
use crate::editing::copy::{judge_draft, require_forecast};
use crate::failure::{Failure, Fault, Faults};
use crate::organisation::{
    WeekGrid, agents_of_business_unit, find_business_unit, list_activity_codes,
};
use crate::schedules::{
    GenerationResults, Known, NewDraft, NewShift, Origin, Schedule, ShiftToCheck, ValidationResult,
    VersionKind, check_shifts, create_draft_of, find_schedule,
};
use crate::tenancy::Scope;
use crate::time_off::put_approved_time_off_into;

/// How a file is read.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ImportSchedule {
    /// Weeks of the draft; 1 when left out.
    #[param(minimum = 1, maximum = 13)]
    pub week_count: Option<u32>,
    /// The planner's words.
    pub description: String,
    /// The forecast its heads are held against.
    pub short_term_forecast_id: Option<String>,
    /// Only tells what an import would do.
    pub dry_run: bool,
}

/// What an import made, or would make.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportedSchedule {
    /// Whether it was only tried.
    pub dry_run: bool,
    /// Whether the draft was made: no dry run, and no cell rejected.
    pub applied: bool,
    /// Rows read, the header not counted.
    pub rows: u64,
    /// Every cell that stands against the import.
    pub rejects: Vec<RejectedScheduleCell>,
    /// The draft.
    pub schedule: Option<Schedule>,
    /// What the rules say of its shifts.
    pub validation_results: Vec<ValidationResult>,
}

/// Makes a draft of a file; nothing at all when any cell is rejected.
///
/// # Errors
/// [`Failure::NotFound`] for the business unit or forecast; [`Failure::Invalid`] for weeks that are none;
/// [`Failure::Conflict`] `forecast-does-not-fit`. What is wrong with the file is told in the report.
pub fn import_schedule(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (business_unit_id, week_date): (&str, NaiveDate),
    file: ScheduleLines,
    options: ImportSchedule,
) -> Result<ImportedSchedule, Failure> {
    let unit = find_business_unit(conn, scope, business_unit_id)?;
    let week_count = options.week_count.unwrap_or(1);
    let grid = WeekGrid::new(
        week_date,
        week_count,
        unit.start_day_of_week,
        unit.time_zone,
        unit.interval_length_minutes,
    )?;
    if let Some(id) = &options.short_term_forecast_id {
        require_forecast(conn, scope, id, (&unit.id, &grid))?;
    }
    let agents = agents_of_business_unit(conn, scope, &unit.id)?;
    let codes = list_activity_codes(conn, scope, &unit.id)?;
    let names = Names::new(unit.time_zone, &codes, &agents);
    let rows = file.lines.len() as u64;
    let mut rejects = file.rejects;
    let mut shifts: Vec<(&ScheduleLine, NewShift)> = Vec::new();
    if rejects.is_empty() {
        for line in &file.lines {
            match names.shift(line) {
                Ok(shift) => shifts.push((line, shift)),
                Err(found) => rejects.extend(found),
            }
        }
    }
    let agent_ids: BTreeSet<String> = agents.iter().map(|agent| agent.id.clone()).collect();
    let code_ids: BTreeSet<String> = codes.iter().map(|code| code.id.clone()).collect();
    let known = Known {
        grid: &grid,
        agents: &agent_ids,
        codes: &code_ids,
    };
    rejects.extend(held_against_one_another(&shifts, &known));
    rejects.sort_by_key(|reject| reject.row);
    let mut report = ImportedSchedule {
        dry_run: options.dry_run,
        applied: !options.dry_run && rejects.is_empty(),
        rows,
        rejects,
        schedule: None,
        validation_results: Vec::new(),
    };
    if report.applied {
        let new = NewDraft {
            business_unit_id: unit.id.clone(),
            week_date,
            week_count,
            description: options.description,
            forecast_id: options.short_term_forecast_id,
            run_id: None,
            metrics: None,
            results: GenerationResults::default(),
            scheduled_heads: Vec::new(),
            shifts: shifts.into_iter().map(|(_, shift)| shift).collect(),
        };
        let origin = Origin {
            kind: VersionKind::Imported,
            reason: None,
            manually_edited: BTreeSet::new(),
            validation_results: Vec::new(),
        };
        let schedule = create_draft_of(conn, scope, new, origin)?;
        put_approved_time_off_into(conn, scope, &schedule)?;
        let schedule = find_schedule(conn, scope, &schedule.id)?;
        report.validation_results = judge_draft(conn, scope, &schedule)?;
        report.schedule = Some(schedule);
    }
    Ok(report)
}

/// Shifts outside the weeks, or overlapping.
fn held_against_one_another(
    shifts: &[(&ScheduleLine, NewShift)],
    known: &Known<'_>,
) -> Vec<RejectedScheduleCell> {
    let to_check: Vec<ShiftToCheck<'_>> = shifts
        .iter()
        .map(|(line, shift)| ShiftToCheck {
            pointer: Some(format!("row {}", line.row)),
            agent_id: &shift.agent_id,
            start_at: shift.start_at,
            length_minutes: shift.length_minutes,
            activities: &shift.activities,
        })
        .collect();
    let mut faults = Faults::default();
    check_shifts(&to_check, known, &mut faults);
    let faults = match faults.into_result() {
        Err(Failure::Invalid(faults)) => faults,
        _ => Vec::new(),
    };
    let rejected = faults.into_iter().filter_map(|fault| {
        let (row, field) = fault.pointer.strip_prefix("row ")?.split_once('/')?;
        let row: u64 = row.parse().ok()?;
        let (line, _) = shifts.iter().find(|(line, _)| line.row == row)?;
        Some(reject_of(line, field, &fault))
    });
    rejected.collect()
}

fn reject_of(line: &ScheduleLine, field: &str, fault: &Fault) -> RejectedScheduleCell {
    use super::lines::Column;
    let column = match field {
        "agentId" => Column::AgentId,
        "startDate" => Column::Start,
        _ => Column::Activities,
    };
    let (reason, remedy) = fault
        .detail
        .rsplit_once("; ")
        .unwrap_or((&fault.detail, "correct the row"));
    line.reject(column, &fault.code, reason, remedy)
}
