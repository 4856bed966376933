//! The stored history of a planning group, examined.

use super::super::local_days::{LocalHistory, local_history, slots_of};
use super::super::run::observations;
use super::clean::{CleanedHistory, clean};
use super::decisions::{StoredDecision, as_decisions, stored_decisions};
use super::range::{DateRange, FindingRange};
use crate::db::Conn;
use crate::failure::Failure;
use crate::organisation::{
    BusinessUnit, PlanningGroup, calendar_of, find_business_unit, find_planning_group,
};
use crate::tenancy::Scope;

/// A planning group's history over a range, with what was found and decided.
pub(super) struct Examined {
    pub unit: BusinessUnit,
    pub group: PlanningGroup,
    pub range: DateRange,
    /// As it was imported.
    pub found: LocalHistory,
    pub cleaned: CleanedHistory,
    pub decisions: Vec<StoredDecision>,
}

/// Examines the history of a planning group over the range asked for. What is usual is learnt from the half year
/// before it and the eight weeks after it as well.
///
/// # Errors
/// [`Failure::NotFound`] for the planning group; [`Failure::Invalid`] at `?endDate`; [`Failure::Conflict`]
/// `unfit-history` when a stored count is beyond what the models take.
pub(super) fn examined(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (business_unit_id, planning_group_id): (&str, &str),
    asked: FindingRange,
) -> Result<Examined, Failure> {
    let unit = find_business_unit(conn, scope, business_unit_id)?;
    let group = find_planning_group(conn, scope, business_unit_id, planning_group_id)?;
    let range = DateRange::of(asked, &unit, scope)?;
    let grid = range.examined_grid(&unit)?;
    slots_of(&grid).map_err(|error| {
        let detail = format!("{error}; change the business unit's interval length");
        Failure::conflict("unsupported-interval-length", detail)
    })?;
    let calendar = calendar_of(conn, scope, &unit.id)?;
    let decisions = stored_decisions(conn, scope, &group.id)?;
    let seen = observations(conn, scope, &group, &grid)?;
    let found = local_history(&grid, &seen)
        .map_err(|error| Failure::conflict("unfit-history", error.to_string()))?;
    let cleaned = clean(&grid, found.clone(), &calendar, &as_decisions(&decisions))
        .map_err(|error| Failure::Internal(error.to_string()))?;
    Ok(Examined {
        unit,
        group,
        range,
        found,
        cleaned,
        decisions,
    })
}
