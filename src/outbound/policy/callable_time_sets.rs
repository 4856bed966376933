//! Callable time sets: kept, changed, read.

use serde::{Deserialize, Serialize};

use super::callable_times::{CallableTime, CallableTimes};
use crate::db::{Conn, Instant};
use crate::documents;
use crate::failure::{Failure, Faults};
use crate::http::{Page, PageParams};
use crate::outbound::store::callable_time_sets::{self as store, CallableTimeSetRow};
use crate::outbound::store::{campaigns, pool};
use crate::tenancy::{Scope, new_id};

/// When callees may be called, per time zone.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CallableTimeSet {
    /// Its id.
    pub id: String,
    /// Unique in the tenant.
    pub name: String,
    /// Slots by zone; a zone without an entry, when there is no `*`, is never callable.
    pub callable_times: Vec<CallableTime>,
    /// Rises with every change.
    pub version: i32,
    /// When it was made.
    pub date_created: Instant,
    /// When it was last changed.
    pub date_modified: Instant,
}

/// A set to be made, or what one is to become.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewCallableTimeSet {
    /// Unique in the tenant.
    pub name: String,
    /// Slots by zone.
    pub callable_times: Vec<CallableTime>,
}

const WHAT: &str = "callable time set";

/// Makes a set.
///
/// # Errors
/// [`Failure::Invalid`] per fault; `already-exists` when the name is taken.
pub fn create_callable_time_set(
    conn: &mut Conn<'_>,
    scope: &Scope,
    new: NewCallableTimeSet,
) -> Result<CallableTimeSet, Failure> {
    check(&new)?;
    let row = CallableTimeSetRow {
        tenant_id: scope.tenant().to_owned(),
        id: new_id(scope.now),
        name: new.name,
        callable_times: documents::write(&new.callable_times)?,
        version: 1,
        created_at: scope.now,
        modified_at: scope.now,
    };
    store::insert(conn, &row).map_err(|error| Failure::from_write(error, WHAT))?;
    from_row(row)
}

/// One set.
///
/// # Errors
/// `not-found`.
pub fn find_callable_time_set(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<CallableTimeSet, Failure> {
    from_row(stored(conn, scope, id)?)
}

/// A page of sets.
///
/// # Errors
/// [`Failure::Invalid`] at `?pageSize`.
pub fn list_callable_time_sets(
    conn: &mut Conn<'_>,
    scope: &Scope,
    page: &PageParams,
) -> Result<Page<CallableTimeSet>, Failure> {
    let (size, after) = page.bounds()?;
    let rows = store::after(conn, scope.tenant(), &after, size + 1)?;
    let sets = rows.into_iter().map(from_row).collect::<Result<_, _>>()?;
    Ok(Page::of(sets, size, |set: &CallableTimeSet| &set.id))
}

/// Changes a set of this version. Leases already out keep their end; their start asks the new hours, and so do the
/// contacts that were put off by the old ones.
///
/// # Errors
/// [`Failure::Stale`], [`Failure::Invalid`], `not-found`, `already-exists`.
pub fn update_callable_time_set(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
    version: i32,
    new: NewCallableTimeSet,
) -> Result<CallableTimeSet, Failure> {
    check(&new)?;
    let current = stored(conn, scope, id)?;
    let row = CallableTimeSetRow {
        name: new.name,
        callable_times: documents::write(&new.callable_times)?,
        version: version.saturating_add(1),
        modified_at: scope.now,
        ..current.clone()
    };
    if !store::update(conn, &row).map_err(|error| Failure::from_write(error, WHAT))? {
        return Err(Failure::Stale {
            yours: version,
            current: current.version,
        });
    }
    for campaign in campaigns::of_time_set(conn, scope.tenant(), id)? {
        pool::reopen(conn, scope.tenant(), &campaign, scope.now)?;
    }
    from_row(row)
}

/// Deletes a set that no campaign uses.
///
/// # Errors
/// `not-found`, `in-use`.
pub fn delete_callable_time_set(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<(), Failure> {
    let gone = store::delete(conn, scope.tenant(), id)
        .map_err(|error| Failure::from_write(error, WHAT))?;
    if gone {
        Ok(())
    } else {
        Err(Failure::not_found(WHAT, id))
    }
}

/// The hours of a set, ready to be asked.
pub(in crate::outbound) fn callable_times(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<CallableTimes, Failure> {
    Ok(CallableTimes::read(
        &find_callable_time_set(conn, scope, id)?.callable_times,
    ))
}

fn stored(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<CallableTimeSetRow, Failure> {
    store::find(conn, scope.tenant(), id)?.ok_or_else(|| Failure::not_found(WHAT, id))
}

fn check(new: &NewCallableTimeSet) -> Result<(), Failure> {
    let mut faults = Faults::default();
    faults.require_name(&new.name, "/name");
    CallableTimes::check(&new.callable_times, &mut faults);
    faults.into_result()
}

fn from_row(row: CallableTimeSetRow) -> Result<CallableTimeSet, Failure> {
    Ok(CallableTimeSet {
        callable_times: documents::read(WHAT, &row.id, &row.callable_times)?,
        id: row.id,
        name: row.name,
        version: row.version,
        date_created: row.created_at,
        date_modified: row.modified_at,
    })
}
