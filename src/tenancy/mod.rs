//! Who the rows belong to, and the scope every operation runs in.

mod scope;
mod store;
mod tenants;

pub use scope::{Actor, Role, Scope, TenantId, new_id};
pub use tenants::{Tenant, create_tenant, first_tenant};
