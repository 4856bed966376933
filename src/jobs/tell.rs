//! Telling outside how a run stands.

use super::store::RunRow;
use crate::db::{Conn, Instant};
use crate::events::{RunChanged, publish};
use crate::failure::Failure;
use crate::tenancy::{Scope, TenantId};

/// Tells that a run is now in `state`.
///
/// # Errors
/// Only the database's.
pub(super) fn tell(
    conn: &mut Conn<'_>,
    row: &RunRow,
    state: &str,
    now: Instant,
) -> Result<(), Failure> {
    let scope = Scope::system(TenantId::new(row.tenant_id.clone()), now);
    let changed = RunChanged {
        run_id: &row.id,
        kind: &row.kind,
        state,
        attempts: row.attempts,
    };
    publish(conn, &scope, &changed)
}
