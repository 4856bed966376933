//! Who the rows belong to, and the scope every operation runs in.

mod access;
mod pseudonym;
mod scope;
mod store;
mod tenants;

pub use access::{Access, AccessScope, CoveredUnits};
pub use pseudonym::PseudonymKey;
pub use scope::{Actor, Role, Scope, TenantId, new_id};
pub use tenants::{Tenant, all_tenants, create_tenant, find_tenant, first_tenant, only_tenant};
