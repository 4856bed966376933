//! The scopes of users and keys as they are sent and stored.

use std::collections::BTreeSet;

use crate::db::DbError;
use crate::documents;
use crate::failure::{Failure, Faults};
use crate::tenancy::{AccessScope, Role};

/// The most units that one user or key is limited to.
const MOST_SCOPES: usize = 200;

/// Notes what is wrong with scopes of somebody with this role. That their units are there is no matter: a unit that is gone
/// covers nothing.
pub(super) fn require_scopes(faults: &mut Faults, scopes: Option<&Vec<AccessScope>>, role: Role) {
    let Some(scopes) = scopes else {
        return;
    };
    faults.require(
        (1..=MOST_SCOPES).contains(&scopes.len()),
        "/scopes",
        "out-of-range",
        format!("name 1 to {MOST_SCOPES} units, or leave scopes out for the whole tenant"),
    );
    let distinct: BTreeSet<&AccessScope> = scopes.iter().collect();
    faults.require(
        distinct.len() == scopes.len(),
        "/scopes",
        "duplicate",
        "name each unit once",
    );
    faults.require(
        matches!(role, Role::Planner | Role::Supervisor),
        "/scopes",
        "not-for-role",
        "planners and supervisors are limited to units; administrators and dialers act for the tenant, agents for themselves",
    );
}

/// Scopes as stored.
pub(super) fn written_scopes(scopes: Option<&Vec<AccessScope>>) -> Result<Option<String>, Failure> {
    scopes.map(documents::write).transpose()
}

/// Scopes as read.
pub(super) fn stored_scopes(
    text: Option<&str>,
    what: &'static str,
    id: &str,
) -> Result<Option<Vec<AccessScope>>, DbError> {
    text.map(|text| documents::read(what, id, text)).transpose()
}
