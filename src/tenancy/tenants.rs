//! Making and finding tenants.

use super::store::{self, TenantRow};
use super::{TenantId, new_id};
use crate::db::{Conn, Instant};
use crate::failure::{Failure, Faults};

/// One customer organisation.
#[derive(Clone, Debug)]
pub struct Tenant {
    /// Its id.
    pub id: TenantId,
    /// Its name.
    pub name: String,
}

/// Makes a tenant.
///
/// # Errors
/// [`Failure::Invalid`] for an empty name.
pub fn create_tenant(conn: &mut Conn<'_>, name: &str, now: Instant) -> Result<Tenant, Failure> {
    let mut faults = Faults::default();
    faults.require_name(name, "/name");
    faults.into_result()?;
    let row = TenantRow {
        id: new_id(now),
        name: name.to_owned(),
        created_at: now,
    };
    store::insert(conn, &row)?;
    Ok(Tenant {
        id: TenantId::new(row.id),
        name: row.name,
    })
}

/// The tenant of that id.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn find_tenant(conn: &mut Conn<'_>, id: &str) -> Result<Tenant, Failure> {
    let row = store::find(conn, id)?.ok_or_else(|| Failure::not_found("tenant", id))?;
    Ok(Tenant {
        id: TenantId::new(row.id),
        name: row.name,
    })
}

/// The only tenant there is; none when there are several.
///
/// # Errors
/// Only the database's.
pub fn only_tenant(conn: &mut Conn<'_>) -> Result<Option<TenantId>, Failure> {
    let ids = store::first_ids(conn, 2)?;
    Ok(match ids.as_slice() {
        [only] => Some(TenantId::new(only.clone())),
        _ => None,
    })
}

/// The tenant made first: what a command line without `--tenant` means.
///
/// # Errors
/// Only the database's.
pub fn first_tenant(conn: &mut Conn<'_>) -> Result<Option<Tenant>, Failure> {
    Ok(store::first(conn)?.map(|row| Tenant {
        id: TenantId::new(row.id),
        name: row.name,
    }))
}

/// All tenants, the oldest first.
///
/// # Errors
/// Only the database's.
pub fn all_tenants(conn: &mut Conn<'_>) -> Result<Vec<Tenant>, Failure> {
    let rows = store::all(conn)?;
    let tenants = rows.into_iter().map(|row| Tenant {
        id: TenantId::new(row.id),
        name: row.name,
    });
    Ok(tenants.collect())
}
