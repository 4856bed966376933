//! Skills: what agents can take.

use serde::{Deserialize, Serialize};

use super::resource::{self, Identity, Resource, Stored};
use super::store::SkillRow;
use crate::db::Conn;
use crate::failure::{Failure, Faults};
use crate::tenancy::Scope;

/// A skill to be made, or to take a skill's place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewSkill {
    /// Unique in the tenant; no `:` and no `|`, which part skills in the agents' CSV.
    pub name: String,
}

/// Something an agent can take: a product, a language, a channel.
pub type Skill = Stored<NewSkill>;

impl Resource for NewSkill {
    type Row = SkillRow;
    const KIND: &'static str = "skill";
    const SCHEMA: &'static str = "Skill";

    fn check(&self, _: &mut Conn<'_>, _: &Scope, _: Option<&Self>) -> Result<(), Failure> {
        let mut faults = Faults::default();
        faults.require_name(&self.name, "/name");
        faults.require(
            !self.name.contains([':', '|']) && self.name.trim() == self.name,
            "/name",
            "invalid-skill-name",
            "leave out ':' and '|' and blanks at the ends: they part skills in the agents' CSV",
        );
        faults.into_result()
    }

    fn to_row(&self, identity: Identity) -> Result<SkillRow, Failure> {
        Ok(SkillRow {
            tenant_id: identity.tenant_id,
            id: identity.id,
            name: self.name.clone(),
            version: identity.version,
            created_at: identity.created_at,
            modified_at: identity.modified_at,
        })
    }

    fn from_row(row: SkillRow) -> Result<Skill, Failure> {
        Ok(Stored {
            values: Self { name: row.name },
            id: row.id,
            version: row.version,
            created_at: row.created_at,
            modified_at: row.modified_at,
        })
    }
}

/// Makes a skill.
///
/// # Errors
/// [`Failure::Invalid`] per fault; `already-exists` when the name is taken.
pub fn create_skill(conn: &mut Conn<'_>, scope: &Scope, new: NewSkill) -> Result<Skill, Failure> {
    resource::create(conn, scope, new)
}

/// All skills of the tenant.
///
/// # Errors
/// Only the database's.
pub fn list_skills(conn: &mut Conn<'_>, scope: &Scope) -> Result<Vec<Skill>, Failure> {
    resource::all(conn, scope, None)
}
