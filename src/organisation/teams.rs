//! Teams: groups of agents inside a management unit.

use serde::{Deserialize, Serialize};

use super::management_units::NewManagementUnit;
use super::resource::{self, Identity, Resource, Stored};
use super::rules::{require_found, require_same_parent, require_within_access};
use super::store::TeamRow;
use crate::db::Conn;
use crate::failure::{Failure, Faults};
use crate::tenancy::{Access, Scope};

/// A team to be made, or to take a team's place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewTeam {
    /// The management unit it is in, for good.
    pub management_unit_id: String,
    /// Unique in its management unit.
    pub name: String,
}

/// A group of agents with one supervisor.
pub type Team = Stored<NewTeam>;

impl Resource for NewTeam {
    type Row = TeamRow;
    const KIND: &'static str = "team";
    const SCHEMA: &'static str = "Team";

    fn check(
        &self,
        conn: &mut Conn<'_>,
        scope: &Scope,
        current: Option<&Self>,
    ) -> Result<(), Failure> {
        let mut faults = Faults::default();
        faults.require_name(&self.name, "/name");
        let parent = &self.management_unit_id;
        require_found::<NewManagementUnit>(conn, scope, &mut faults, parent, "/managementUnitId")?;
        let before = current.map(|current| &current.management_unit_id);
        require_same_parent(&mut faults, before, parent, "/managementUnitId");
        let access = &scope.actor.access;
        let is_within = access.covers_management_unit(&self.management_unit_id);
        require_within_access(&mut faults, is_within, "/managementUnitId");
        faults.into_result()
    }

    fn is_within(&self, access: &Access, id: &str) -> bool {
        access.covers_team(id)
    }

    fn to_row(&self, identity: Identity) -> Result<TeamRow, Failure> {
        Ok(TeamRow {
            tenant_id: identity.tenant_id,
            id: identity.id,
            management_unit_id: self.management_unit_id.clone(),
            name: self.name.clone(),
            version: identity.version,
            created_at: identity.created_at,
            modified_at: identity.modified_at,
        })
    }

    fn from_row(row: TeamRow) -> Result<Team, Failure> {
        Ok(Stored {
            values: Self {
                management_unit_id: row.management_unit_id,
                name: row.name,
            },
            id: row.id,
            version: row.version,
            created_at: row.created_at,
            modified_at: row.modified_at,
        })
    }
}

/// Makes a team.
///
/// # Errors
/// [`Failure::Invalid`] per fault; `already-exists` when the name is taken.
pub fn create_team(conn: &mut Conn<'_>, scope: &Scope, new: NewTeam) -> Result<Team, Failure> {
    resource::create(conn, scope, new)
}

/// The team of that id.
///
/// # Errors
/// [`Failure::NotFound`] when the tenant has none of that id.
pub fn find_team(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<Team, Failure> {
    resource::find(conn, scope, id)
}

/// All teams of a management unit.
///
/// # Errors
/// Only the database's.
pub fn list_teams(
    conn: &mut Conn<'_>,
    scope: &Scope,
    management_unit_id: &str,
) -> Result<Vec<Team>, Failure> {
    resource::all(conn, scope, Some(management_unit_id))
}
