//! Keeping and reading scenarios.

use super::result::PlanScenario;
use super::store::{self, ScenarioRow};
use crate::db::Conn;
use crate::documents;
use crate::failure::Failure;
use crate::http::{Page, PageParams};
use crate::organisation::find_business_unit;
use crate::schedules::{NewDraft, schedule_ids_of_runs};
use crate::tenancy::Scope;

pub(super) const KIND: &str = "scenario";

/// Keeps a scenario, with what a draft would be made of where a roster was made.
pub(super) fn keep(
    conn: &mut Conn<'_>,
    scope: &Scope,
    scenario: &PlanScenario,
    draft: Option<&NewDraft>,
) -> Result<(), Failure> {
    let row = ScenarioRow {
        tenant_id: scope.tenant().to_owned(),
        run_id: scenario.id.clone(),
        business_unit_id: scenario.business_unit_id.clone(),
        scenario: documents::write(scenario)?,
        created_at: scenario.created_at,
    };
    Ok(store::insert(conn, &row, &documents::write(&draft)?)?)
}

/// Whether a run has kept its scenario.
pub(super) fn is_kept(conn: &mut Conn<'_>, scope: &Scope, run_id: &str) -> Result<bool, Failure> {
    Ok(store::find(conn, scope.tenant(), run_id)?.is_some())
}

/// What a draft would be made of; `None` where a schedule's shifts were kept.
pub(super) fn roster_of(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<Option<NewDraft>, Failure> {
    let text = store::roster(conn, scope.tenant(), id)?;
    let text = text.ok_or_else(|| Failure::not_found(KIND, id))?;
    Ok(documents::read(KIND, id, &text)?)
}

/// One scenario of a business unit.
///
/// # Errors
/// [`Failure::NotFound`], also while its run is at work.
pub fn find_scenario(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (business_unit_id, id): (&str, &str),
) -> Result<PlanScenario, Failure> {
    let row = store::find(conn, scope.tenant(), id)?;
    let row = row.filter(|row| row.business_unit_id == business_unit_id);
    let row = row.ok_or_else(|| Failure::not_found(KIND, id))?;
    let found = read(conn, scope, vec![row])?.pop();
    found.ok_or_else(|| Failure::not_found(KIND, id))
}

/// Scenarios of a business unit, newest first.
///
/// # Errors
/// [`Failure::NotFound`] for the business unit; [`Failure::Invalid`] for a page size out of range.
pub fn list_scenarios(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    page: &PageParams,
) -> Result<Page<PlanScenario>, Failure> {
    let (size, before) = page.bounds()?;
    let unit = find_business_unit(conn, scope, business_unit_id)?;
    let rows = store::page(conn, scope.tenant(), &unit.id, &before, size + 1)?;
    let found = read(conn, scope, rows)?;
    Ok(Page::of(found, size, |one: &PlanScenario| &one.id))
}

/// Deletes a scenario; a draft that was made of it stays.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn delete_scenario(
    conn: &mut Conn<'_>,
    scope: &Scope,
    place: (&str, &str),
) -> Result<(), Failure> {
    let known = find_scenario(conn, scope, place)?;
    if store::delete(conn, scope.tenant(), &known.id)? {
        Ok(())
    } else {
        Err(Failure::not_found(KIND, known.id))
    }
}

/// Rows as scenarios, in their order.
fn read(
    conn: &mut Conn<'_>,
    scope: &Scope,
    rows: Vec<ScenarioRow>,
) -> Result<Vec<PlanScenario>, Failure> {
    let ids: Vec<String> = rows.iter().map(|row| row.run_id.clone()).collect();
    let mut drafts = schedule_ids_of_runs(conn, scope, &ids)?;
    let scenario = |row: ScenarioRow| -> Result<PlanScenario, Failure> {
        let mut scenario: PlanScenario = documents::read(KIND, &row.run_id, &row.scenario)?;
        scenario.schedule_id_of_draft = drafts.remove(&row.run_id);
        Ok(scenario)
    };
    rows.into_iter().map(scenario).collect()
}
