//! Who the rows belong to, and the scope every operation runs in.

mod access;
mod scope;
mod store;
mod tenants;

pub use access::{Access, AccessScope, CoveredUnits};
pub use scope::{Actor, Role, Scope, TenantId, new_id};
pub use tenants::{Tenant, create_tenant, find_tenant, first_tenant, only_tenant};
