//! Keeping and reading shift designs.

use chrono::NaiveDate;

use super::design::{ShiftDesign, ShiftDesignSummary};
use super::store::{self, DesignRow};
use crate::db::Conn;
use crate::documents;
use crate::failure::Failure;
use crate::http::{Page, PageParams};
use crate::organisation::find_business_unit;
use crate::tenancy::Scope;

/// Keeps a design.
pub(super) fn keep(
    conn: &mut Conn<'_>,
    scope: &Scope,
    design: &ShiftDesign,
) -> Result<(), Failure> {
    let summary = &design.summary;
    let row = DesignRow {
        tenant_id: scope.tenant().to_owned(),
        run_id: summary.id.clone(),
        business_unit_id: summary.business_unit_id.clone(),
        week_date: summary.week_date.to_string(),
        design: documents::write(design)?,
        created_at: summary.created_at,
    };
    Ok(store::insert(conn, &row)?)
}

/// Whether a run has kept its design.
pub(super) fn is_kept(conn: &mut Conn<'_>, scope: &Scope, run_id: &str) -> Result<bool, Failure> {
    Ok(store::find(conn, scope.tenant(), run_id)?.is_some())
}

/// One shift design of a business unit's week.
///
/// # Errors
/// [`Failure::NotFound`], also while its run is at work and when it is another business unit's or of another week.
pub fn find_shift_design(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (business_unit_id, week_date): (&str, NaiveDate),
    id: &str,
) -> Result<ShiftDesign, Failure> {
    let row = store::find(conn, scope.tenant(), id)?;
    let at = week_date.to_string();
    let row = row.filter(|row| row.business_unit_id == business_unit_id && row.week_date == at);
    read(row.ok_or_else(|| Failure::not_found("shift design", id))?)
}

/// Shift designs of a business unit's week, newest first.
///
/// # Errors
/// [`Failure::NotFound`] for the business unit; [`Failure::Invalid`] for a page size out of range.
pub fn list_shift_designs(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (business_unit_id, week_date): (&str, NaiveDate),
    page: &PageParams,
) -> Result<Page<ShiftDesignSummary>, Failure> {
    find_business_unit(conn, scope, business_unit_id)?;
    let (size, before) = page.bounds()?;
    let week_date = week_date.to_string();
    let week = (business_unit_id, week_date.as_str());
    let rows = store::page(conn, scope.tenant(), week, &before, size + 1)?;
    let read = |row| read(row).map(|found| found.summary);
    let found = rows.into_iter().map(read).collect::<Result<_, _>>()?;
    Ok(Page::of(found, size, |one: &ShiftDesignSummary| &one.id))
}

fn read(row: DesignRow) -> Result<ShiftDesign, Failure> {
    Ok(documents::read("shift design", &row.run_id, &row.design)?)
}
