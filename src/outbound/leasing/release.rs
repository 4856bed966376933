//! A dialer that will not call gives the contact back.

use serde::{Deserialize, Serialize};

use super::lease::{lease_with_token, superseded};
use crate::db::Conn;
use crate::failure::Failure;
use crate::outbound::store::pool;
use crate::tenancy::Scope;

/// Which lease, proved by its token.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReleaseLease {
    /// As it came with the lease.
    pub token: i64,
}

/// The contact is back in the pool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReleasedLease {
    /// The lease.
    pub lease_id: String,
    /// The contact.
    pub contact_id: String,
    /// As sent.
    pub token: i64,
}

/// Puts a contact back at once; no attempt is counted. The same token again gets the same answer until another lease
/// holds the contact.
///
/// # Errors
/// 409 `wrong-token`, `lease-superseded`, `call-started` when the call was let through: that ends with an outcome.
pub fn release_lease(
    conn: &mut Conn<'_>,
    scope: &Scope,
    lease_id: &str,
    release: &ReleaseLease,
) -> Result<ReleasedLease, Failure> {
    let lease = lease_with_token(conn, scope, lease_id, release.token)?;
    if !pool::release(conn, &lease, scope.now)? {
        let contact = pool::contact(conn, &lease)?.ok_or_else(superseded)?;
        let has_outcome = pool::attempt(conn, scope.tenant(), lease_id)?.is_some();
        if has_outcome || contact.finished || contact.lease_token != lease.token {
            return Err(superseded());
        }
        if contact.started_at.is_some() {
            return Err(Failure::conflict(
                "call-started",
                "the call was let through and counts as an attempt; send its outcome",
            ));
        }
    }
    Ok(ReleasedLease {
        lease_id: lease.id,
        contact_id: lease.contact_id,
        token: lease.token,
    })
}
