//! Whether what a path names is inside the units that an actor's access is limited to.

use crate::auth::permissions::Operation;
use crate::auth::{Extent, Holder, extent_of};
use crate::db::Conn;
use crate::failure::Failure;
use crate::jobs;
use crate::organisation::{require_agent_within_access, require_queue_within_access};
use crate::tenancy::Scope;

/// That an actor whose access is limited may call the operation at this path (below `/api/v1`, as it was sent). What is
/// outside their units is as good as another tenant's.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Denied`] `out-of-scope` for what is the whole tenant's.
pub(super) fn require_within_access(
    conn: &mut Conn<'_>,
    scope: &Scope,
    operation: &Operation,
    path: &str,
) -> Result<(), Failure> {
    match extent_of(operation) {
        Extent::Own | Extent::Filtered => Ok(()),
        Extent::Within(holder) => {
            let id = named(operation.path, path, holder)?;
            require_within(conn, scope, holder, &id)
        }
        Extent::Partly(holder) => {
            let id = named(operation.path, path, holder)?;
            require_part(conn, scope, holder, &id)
        }
        Extent::Tenant => Err(Failure::Denied {
            code: "out-of-scope",
            detail: format!(
                "{} concerns the whole tenant and your access is limited to units of it; ask an administrator",
                operation.permission
            ),
        }),
    }
}

fn require_within(
    conn: &mut Conn<'_>,
    scope: &Scope,
    holder: Holder,
    id: &str,
) -> Result<(), Failure> {
    let access = &scope.actor.access;
    match holder {
        Holder::BusinessUnit => held(access.covers_business_unit(id), "business unit", id),
        Holder::ManagementUnit => held(access.covers_management_unit(id), "management unit", id),
        Holder::Team => held(access.covers_team(id), "team", id),
        Holder::Agent => require_agent_within_access(conn, scope, id),
        Holder::Queue => require_queue_within_access(conn, scope, id),
        Holder::Run => jobs::require_own_run(conn, scope, id),
    }
}

fn require_part(
    conn: &mut Conn<'_>,
    scope: &Scope,
    holder: Holder,
    id: &str,
) -> Result<(), Failure> {
    let access = &scope.actor.access;
    match holder {
        Holder::BusinessUnit => held(access.shows_business_unit(id), "business unit", id),
        Holder::ManagementUnit => held(access.shows_management_unit(id), "management unit", id),
        Holder::Team | Holder::Agent | Holder::Queue | Holder::Run => {
            require_within(conn, scope, holder, id)
        }
    }
}

fn held(is_held: bool, kind: &'static str, id: &str) -> Result<(), Failure> {
    if is_held {
        Ok(())
    } else {
        Err(Failure::not_found(kind, id))
    }
}

/// The id that stands in a path where its pattern has the holder's parameter. An id that was sent encoded is no id of ours.
fn named(pattern: &str, path: &str, holder: Holder) -> Result<String, Failure> {
    let mut pairs = pattern.split('/').zip(path.split('/'));
    pairs
        .find(|(parameter, _)| *parameter == holder.parameter())
        .map(|(_, id)| id.to_owned())
        .ok_or_else(|| Failure::not_found("resource", path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_is_taken_from_where_the_pattern_has_it() {
        let pattern = "/business-units/{businessUnitId}/weeks/{weekDate}/schedules";
        let path = "/business-units/bank/weeks/2026-11-30/schedules";
        assert_eq!(named(pattern, path, Holder::BusinessUnit).unwrap(), "bank");
        assert!(named(pattern, path, Holder::Agent).is_err());
    }
}
