//! A dialer that still works on a contact says so.

use serde::{Deserialize, Serialize};

use super::lease::{expired, lease_with_token, superseded};
use crate::db::{Conn, Instant};
use crate::failure::{Failure, Faults};
use crate::outbound::campaigns::campaign::{require_on, require_on_or_stopping};
use crate::outbound::policy::ground::Ground;
use crate::outbound::policy::judge::{Candidate, Verdict, judge_one};
use crate::outbound::store::pool;
use crate::tenancy::Scope;

/// The longest a lease may be held by heartbeats, from its grant: four hours.
const MOST_HELD_SECONDS: i64 = 4 * 3_600;

/// Which lease, proved by its token, and for how long from now.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Heartbeat {
    /// As it came with the lease.
    pub token: i64,
    /// 1 to 3,600.
    pub ttl_seconds: i64,
}

/// The lease goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExtendedLease {
    /// The lease.
    pub lease_id: String,
    /// The contact.
    pub contact_id: String,
    /// As sent.
    pub token: i64,
    /// When it ends now; never earlier than before, never beyond the end of the callable hours, nor four hours after
    /// its grant.
    pub expires_at: Instant,
}

/// Extends a lease that has not ended. The contact is judged anew: a dialer that waits before its call learns here, as
/// at the start, that the call must not be made.
///
/// # Errors
/// [`Failure::Invalid`]; 410 `lease-expired`; 409 `wrong-token`, `lease-superseded`, `campaign-not-on`, and a code for
/// each [`crate::outbound::HoldReason`].
pub fn extend_lease(
    conn: &mut Conn<'_>,
    scope: &Scope,
    lease_id: &str,
    heartbeat: &Heartbeat,
) -> Result<ExtendedLease, Failure> {
    let mut faults = Faults::default();
    faults.require(
        (1..=3_600).contains(&heartbeat.ttl_seconds),
        "/ttlSeconds",
        "out-of-range",
        "use 1 to 3600",
    );
    faults.into_result()?;
    let lease = lease_with_token(conn, scope, lease_id, heartbeat.token)?;
    let contact = pool::contact(conn, &lease)?.ok_or_else(superseded)?;
    if contact.finished || contact.lease_token != lease.token || contact.lease_expires_at.is_none()
    {
        return Err(superseded());
    }
    if lease.expires_at <= scope.now {
        return Err(expired(&lease));
    }
    let ground = Ground::read(conn, scope, &lease.campaign_id)?;
    match contact.started_at {
        // A call that runs comes to its end.
        Some(_) => require_on_or_stopping(&ground.campaign)?,
        None => require_on(&ground.campaign)?,
    }
    let mut candidate = Candidate::from(&contact);
    // The attempt that runs is not one more.
    candidate.attempts -= i32::from(contact.started_at.is_some());
    candidate.running_lease = Some(&lease.id);
    let window_end = match judge_one(conn, scope, &ground, candidate)? {
        Verdict::Callable { until } => until,
        Verdict::Held { reason, until } => return Err(reason.conflict(until)),
    };
    // A call that was not started by its contact's deadline is not made any more.
    let deadline = contact.drop_at.filter(|_| contact.started_at.is_none());
    let expires_at = scope
        .now
        .plus_seconds(heartbeat.ttl_seconds)
        .min(deadline.unwrap_or(window_end))
        .min(window_end)
        .min(lease.granted_at.plus_seconds(MOST_HELD_SECONDS))
        .max(lease.expires_at);
    if !pool::extend(conn, &lease, expires_at, scope.now)? {
        return Err(superseded());
    }
    Ok(ExtendedLease {
        lease_id: lease.id,
        contact_id: lease.contact_id,
        token: lease.token,
        expires_at,
    })
}
