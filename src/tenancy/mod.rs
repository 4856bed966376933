//! Who the rows belong to, and the scope every operation runs in.

mod pseudonym;
mod scope;
mod store;
mod tenants;

pub use pseudonym::PseudonymKey;
pub use scope::{Actor, Role, Scope, TenantId, new_id};
pub use tenants::{Tenant, all_tenants, create_tenant, first_tenant};
