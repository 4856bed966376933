//! Keeping and reading what-ifs.

use super::comparison::{RosterWhatIf, RosterWhatIfSummary};
use super::store::{self, WhatIfRow};
use crate::db::Conn;
use crate::documents;
use crate::failure::Failure;
use crate::http::{Page, PageParams};
use crate::jobs::find_run;
use crate::tenancy::Scope;

/// Keeps an answer.
pub(super) fn keep(
    conn: &mut Conn<'_>,
    scope: &Scope,
    what_if: &RosterWhatIf,
) -> Result<(), Failure> {
    let row = WhatIfRow {
        tenant_id: scope.tenant().to_owned(),
        run_id: what_if.summary.id.clone(),
        roster_run_id: what_if.summary.run_id.clone(),
        what_if: documents::write(what_if)?,
        created_at: what_if.summary.created_at,
    };
    Ok(store::insert(conn, &row)?)
}

/// Whether a run has kept its answer.
pub(super) fn is_kept(conn: &mut Conn<'_>, scope: &Scope, run_id: &str) -> Result<bool, Failure> {
    Ok(store::find(conn, scope.tenant(), run_id)?.is_some())
}

/// One what-if of a roster run.
///
/// # Errors
/// [`Failure::NotFound`], also while its run is at work and when it is of another roster.
pub fn find_what_if(
    conn: &mut Conn<'_>,
    scope: &Scope,
    run_id: &str,
    id: &str,
) -> Result<RosterWhatIf, Failure> {
    let row = store::find(conn, scope.tenant(), id)?.filter(|row| row.roster_run_id == run_id);
    read(row.ok_or_else(|| Failure::not_found("what-if", id))?)
}

/// What was tried out on a roster, newest first.
///
/// # Errors
/// [`Failure::NotFound`] for the roster run; [`Failure::Invalid`] for a page size out of range.
pub fn list_what_ifs(
    conn: &mut Conn<'_>,
    scope: &Scope,
    run_id: &str,
    page: &PageParams,
) -> Result<Page<RosterWhatIfSummary>, Failure> {
    find_run(conn, scope, run_id)?;
    let (size, before) = page.bounds()?;
    let rows = store::page(conn, scope.tenant(), run_id, &before, size + 1)?;
    let read = |row| read(row).map(|found| found.summary);
    let found = rows.into_iter().map(read).collect::<Result<_, _>>()?;
    Ok(Page::of(found, size, |one: &RosterWhatIfSummary| &one.id))
}

fn read(row: WhatIfRow) -> Result<RosterWhatIf, Failure> {
    Ok(documents::read("what-if", &row.run_id, &row.what_if)?)
}
