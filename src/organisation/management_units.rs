//! Management units: groups of agents inside a business unit, such as a site or a region.

use serde::{Deserialize, Serialize};

use super::business_units::NewBusinessUnit;
use super::labour_law::LabourLaw;
use super::resource::{self, Identity, Resource, Stored, document, parsed};
use super::rules::{require_found, require_same_parent, require_within_access};
use super::store::ManagementUnitRow;
use crate::db::Conn;
use crate::failure::{Failure, Faults};
use crate::tenancy::{Access, Scope};

/// A management unit to be made, or to take a management unit's place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewManagementUnit {
    /// The business unit it is in, for good.
    pub business_unit_id: String,
    /// Unique in the tenant.
    pub name: String,
    /// The labour law that rosters of its work plans keep, where these name none; left out, none is looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub labour_law: Option<LabourLaw>,
}

/// A group of agents: a site, a region.
pub type ManagementUnit = Stored<NewManagementUnit>;

impl Resource for NewManagementUnit {
    type Row = ManagementUnitRow;
    const KIND: &'static str = "management unit";
    const SCHEMA: &'static str = "ManagementUnit";

    fn check(
        &self,
        conn: &mut Conn<'_>,
        scope: &Scope,
        current: Option<&Self>,
    ) -> Result<(), Failure> {
        let mut faults = Faults::default();
        faults.require_name(&self.name, "/name");
        let parent = &self.business_unit_id;
        require_found::<NewBusinessUnit>(conn, scope, &mut faults, parent, "/businessUnitId")?;
        let before = current.map(|current| &current.business_unit_id);
        require_same_parent(&mut faults, before, parent, "/businessUnitId");
        if let Some(law) = &self.labour_law {
            law.check(&mut faults);
        }
        let access = &scope.actor.access;
        let is_within = access.covers_business_unit(&self.business_unit_id);
        require_within_access(&mut faults, is_within, "/businessUnitId");
        faults.into_result()
    }

    fn is_within(&self, access: &Access, id: &str) -> bool {
        access.shows_management_unit(id)
    }

    fn to_row(&self, identity: Identity) -> Result<ManagementUnitRow, Failure> {
        Ok(ManagementUnitRow {
            tenant_id: identity.tenant_id,
            id: identity.id,
            business_unit_id: self.business_unit_id.clone(),
            name: self.name.clone(),
            labour_law: self.labour_law.as_ref().map(document).transpose()?,
            version: identity.version,
            created_at: identity.created_at,
            modified_at: identity.modified_at,
        })
    }

    fn from_row(row: ManagementUnitRow) -> Result<ManagementUnit, Failure> {
        let law = row.labour_law.as_deref();
        Ok(Stored {
            values: Self {
                business_unit_id: row.business_unit_id,
                name: row.name,
                labour_law: law
                    .map(|text| parsed(Self::KIND, &row.id, text))
                    .transpose()?,
            },
            id: row.id,
            version: row.version,
            created_at: row.created_at,
            modified_at: row.modified_at,
        })
    }
}

/// Makes a management unit.
///
/// # Errors
/// [`Failure::Invalid`] per fault; `already-exists` when the name is taken.
pub fn create_management_unit(
    conn: &mut Conn<'_>,
    scope: &Scope,
    new: NewManagementUnit,
) -> Result<ManagementUnit, Failure> {
    resource::create(conn, scope, new)
}

/// The management unit of that id.
///
/// # Errors
/// [`Failure::NotFound`] when the tenant has none of that id.
pub fn find_management_unit(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<ManagementUnit, Failure> {
    resource::find(conn, scope, id)
}

/// All management units of a business unit.
///
/// # Errors
/// Only the database's.
pub fn list_management_units(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
) -> Result<Vec<ManagementUnit>, Failure> {
    resource::all(conn, scope, Some(business_unit_id))
}
