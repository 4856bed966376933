//! Outages that a supervisor states: whoever works where they struck is excused while they last.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::store::{self, OutageRow};
use super::timeline::Window;
use crate::db::{Conn, Instant};
use crate::failure::{Failure, Faults};
use crate::organisation::{find_business_unit, find_management_unit, places_of_agents};
use crate::tenancy::{Scope, new_id};

/// The longest outage.
const LONGEST_MINUTES: u32 = 7 * 1_440;

/// An outage to be stated.
#[derive(Clone, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewOutage {
    /// Only this management unit of the business unit; all of them when left out.
    pub management_unit_id: Option<String>,
    /// Since when.
    pub start_date: Instant,
    /// For how long: 1 to 10,080.
    pub length_minutes: u32,
    /// What failed: 1 to 200 characters.
    pub reason: String,
}

/// An outage as it was stated.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Outage {
    /// Its id.
    pub id: String,
    /// Where it struck.
    pub business_unit_id: String,
    /// Where in it, when not everywhere.
    pub management_unit_id: Option<String>,
    /// Since when.
    pub start_date: Instant,
    /// For how long.
    pub length_minutes: i64,
    /// What failed.
    pub reason: String,
    /// Who stated it.
    pub created_by: String,
    /// When.
    pub created_at: Instant,
}

impl Outage {
    pub(super) fn window(&self) -> Window {
        Window {
            start: self.start_date,
            end: self.start_date.plus_minutes(self.length_minutes),
        }
    }
}

impl From<OutageRow> for Outage {
    fn from(row: OutageRow) -> Self {
        let window = Window {
            start: row.start_at,
            end: row.end_at,
        };
        Self {
            id: row.id,
            business_unit_id: row.business_unit_id,
            management_unit_id: row.management_unit_id,
            start_date: row.start_at,
            length_minutes: window.seconds() / 60,
            reason: row.reason,
            created_by: row.created_by,
            created_at: row.created_at,
        }
    }
}

/// States an outage of a business unit, or of one of its management units.
///
/// # Errors
/// [`Failure::NotFound`] for the business unit; [`Failure::Invalid`] per fault.
pub fn state_outage(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    new: &NewOutage,
) -> Result<Outage, Failure> {
    let unit = find_business_unit(conn, scope, business_unit_id)?;
    let mut faults = Faults::default();
    faults.require_name(&new.reason, "/reason");
    faults.require(
        (1..=LONGEST_MINUTES).contains(&new.length_minutes),
        "/lengthMinutes",
        "out-of-range",
        format!("use 1 to {LONGEST_MINUTES} minutes"),
    );
    if let Some(id) = &new.management_unit_id {
        let here = match find_management_unit(conn, scope, id) {
            Ok(found) => found.business_unit_id == unit.id,
            Err(Failure::NotFound { .. }) => false,
            Err(other) => return Err(other),
        };
        faults.require(
            here,
            "/managementUnitId",
            "unknown-management-unit",
            format!("no management unit {id:?} in this business unit; list them to see their ids"),
        );
    }
    faults.into_result()?;
    let row = OutageRow {
        tenant_id: scope.tenant().to_owned(),
        id: new_id(scope.now),
        business_unit_id: unit.id.clone(),
        management_unit_id: new.management_unit_id.clone(),
        start_at: new.start_date,
        end_at: new.start_date.plus_minutes(i64::from(new.length_minutes)),
        reason: new.reason.clone(),
        created_by: scope.actor.subject.clone(),
        created_at: scope.now,
    };
    store::insert_outage(conn, &row)?;
    Ok(row.into())
}

/// A business unit's outages that touch `from..to`, in order of time.
///
/// # Errors
/// [`Failure::NotFound`] for the business unit.
pub fn list_outages(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    from: Instant,
    to: Instant,
) -> Result<Vec<Outage>, Failure> {
    let unit = find_business_unit(conn, scope, business_unit_id)?;
    let rows = store::outages_between(conn, scope.tenant(), Some(&unit.id), from, to)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Takes an outage back.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn take_back_outage(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    id: &str,
) -> Result<(), Failure> {
    if store::delete_outage(conn, scope.tenant(), business_unit_id, id)? {
        Ok(())
    } else {
        Err(Failure::not_found("outage", id))
    }
}

/// The outages that struck agents in a window.
pub(super) fn outages_of_agents(
    conn: &mut Conn<'_>,
    scope: &Scope,
    agent_ids: &[String],
    window: Window,
) -> Result<BTreeMap<String, Vec<Outage>>, Failure> {
    let (from, to) = (window.start, window.end);
    let outages = store::outages_between(conn, scope.tenant(), None, from, to)?;
    if outages.is_empty() {
        return Ok(BTreeMap::new());
    }
    let outages: Vec<Outage> = outages.into_iter().map(Into::into).collect();
    let places = places_of_agents(conn, scope, agent_ids)?;
    Ok(places
        .into_iter()
        .map(|(agent_id, place)| {
            let struck = outages.iter().filter(|outage| {
                outage.business_unit_id == place.business_unit_id
                    && outage
                        .management_unit_id
                        .as_ref()
                        .is_none_or(|id| *id == place.management_unit_id)
            });
            (agent_id, struck.cloned().collect())
        })
        .collect())
}
