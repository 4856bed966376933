//! Locks.

use diesel::prelude::*;

use crate::db::schema::organisation::business_units;
use crate::db::{Conn, DbError};

/// Holds a business unit until the transaction ends. SQLite has one writer and needs no lock.
pub(in crate::organisation) fn lock_business_unit(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
) -> Result<(), DbError> {
    if let Conn::Postgres(c) = conn {
        let locked: Vec<String> = business_units::table
            .find((tenant, id))
            .select(business_units::id)
            .for_no_key_update()
            .load(*c)?;
        tracing::trace!(units = locked.len(), "locked for a decision");
    }
    Ok(())
}
