//! Which tenant and business unit a command means.

use clap::Args;

use super::runtime::Runtime;
use crate::db::Database;
use crate::failure::Failure;
use crate::organisation::{BusinessUnit, list_business_units};
use crate::tenancy::{Scope, TenantId, first_tenant};

/// How a command names a business unit.
#[derive(Debug, Args)]
pub(super) struct BusinessUnitArgument {
    /// The business unit's id or name; may be left out where there is only one.
    #[arg(long, value_name = "ID|NAME")]
    pub business_unit: Option<String>,
}

/// The tenant commands act for: the first one made, which on a single-tenant installation is the only one.
pub(super) fn tenant(db: &Database) -> Result<TenantId, Failure> {
    let found = db.read(first_tenant)?;
    found.map(|tenant| tenant.id).ok_or_else(|| {
        Failure::conflict(
            "no-tenant",
            "the database has no tenant yet; run `crewcast init --tenant NAME` first",
        )
    })
}

/// The program acting for the tenant.
pub(super) fn scope(runtime: &Runtime, db: &Database) -> Result<Scope, Failure> {
    Ok(Scope::system(tenant(db)?, runtime.clock.now()))
}

/// The business unit that is meant.
pub(super) fn business_unit(
    db: &Database,
    scope: &Scope,
    wanted: &BusinessUnitArgument,
) -> Result<BusinessUnit, Failure> {
    let mut units = db.read(|conn| list_business_units(conn, scope))?;
    match &wanted.business_unit {
        Some(wanted) => units
            .into_iter()
            .find(|unit| unit.id == *wanted || unit.name == *wanted)
            .ok_or_else(|| Failure::not_found("business unit", wanted.as_str())),
        None if units.len() == 1 => units
            .pop()
            .ok_or_else(|| Failure::not_found("business unit", "")),
        None if units.is_empty() => Err(Failure::conflict(
            "no-business-unit",
            "the tenant has no business unit yet; make one with POST /api/v1/business-units, or run `crewcast demo`",
        )),
        None => {
            let names: Vec<&str> = units.iter().map(|unit| unit.name.as_str()).collect();
            let detail = format!(
                "{} business units ({}); name one with --business-unit",
                units.len(),
                names.join(", ")
            );
            Err(Failure::conflict("which-business-unit", detail))
        }
    }
}
