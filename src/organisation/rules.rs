//! Checks that several resources share.

use super::resource::Resource;
use crate::db::{Conn, Record};
use crate::failure::{Failure, Faults};
use crate::tenancy::Scope;

/// The row an id refers to, or a fault at `pointer`. Another tenant's row is as good as none.
pub(super) fn require_found<R: Resource>(
    conn: &mut Conn<'_>,
    scope: &Scope,
    faults: &mut Faults,
    id: &str,
    pointer: impl Into<String>,
) -> Result<Option<R::Row>, Failure> {
    let found = R::Row::find(conn, scope.tenant(), id)?;
    faults.require(
        found.is_some(),
        pointer,
        "unknown-reference",
        format!(
            "there is no {} {id:?}; list them to see the ids there are",
            R::KIND
        ),
    );
    Ok(found)
}

/// Like [`require_found`], and the row must stand under `parent_id` as well.
pub(super) fn require_found_under<R: Resource>(
    conn: &mut Conn<'_>,
    scope: &Scope,
    faults: &mut Faults,
    parent_id: &str,
    id: &str,
    pointer: impl Into<String>,
) -> Result<(), Failure> {
    let pointer = pointer.into();
    let found = require_found::<R>(conn, scope, faults, id, pointer.clone())?;
    faults.require(
        found.is_none_or(|row| row.parent_id() == parent_id),
        pointer,
        "other-unit",
        format!(
            "{} {id:?} belongs to another unit; choose one of {parent_id:?}",
            R::KIND
        ),
    );
    Ok(())
}

/// What stands under a unit stays there: forecasts, schedules and imports remember it by that unit.
pub(super) fn require_same_parent(
    faults: &mut Faults,
    before: Option<&String>,
    now: &str,
    pointer: &str,
) {
    faults.require(
        before.is_none_or(|before| before == now),
        pointer,
        "immovable",
        "it cannot move to another unit; make a new one there",
    );
}

/// What is made or moved stays inside the actor's units.
pub(super) fn require_within_access(faults: &mut Faults, is_within: bool, pointer: &str) {
    faults.require(
        is_within,
        pointer,
        "out-of-scope",
        "your access does not hold this unit; name one of yours",
    );
}
