//! The last look before a call: may this contact still be dialled, by this dialer, now?

use serde::{Deserialize, Serialize};

use super::lease::{expired, lease_with_token, superseded};
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::outbound::campaigns::campaign::require_on;
use crate::outbound::policy::ground::Ground;
use crate::outbound::policy::judge::{Candidate, Verdict, judge_one};
use crate::outbound::store::pool;
use crate::tenancy::Scope;

/// Which lease, proved by its token.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StartLease {
    /// As it came with the lease.
    pub token: i64,
}

/// The call may begin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StartedLease {
    /// The lease.
    pub lease_id: String,
    /// The contact.
    pub contact_id: String,
    /// E.164.
    pub phone: String,
    /// As sent.
    pub token: i64,
    /// When the call was let through; a repeat of the request tells the first time.
    pub started_at: Instant,
    /// Which try of this contact it is, from 1.
    pub attempt: i32,
}

/// Lets a call begin, and counts the attempt: a dialer that dies in the call does not make it undone.
///
/// The contact is then held until its outcome, or until the lease's end and the time between attempts have passed.
/// The same token again gets the same answer.
///
/// # Errors
/// 410 `lease-expired`; 409 `wrong-token`, `lease-superseded`, `campaign-not-on`, and a code for each
/// [`crate::outbound::HoldReason`].
pub fn start_lease(
    conn: &mut Conn<'_>,
    scope: &Scope,
    lease_id: &str,
    request: &StartLease,
) -> Result<StartedLease, Failure> {
    let lease = lease_with_token(conn, scope, lease_id, request.token)?;
    let contact = pool::contact(conn, &lease)?.ok_or_else(superseded)?;
    let answer = |started_at, attempt| StartedLease {
        lease_id: lease.id.clone(),
        contact_id: lease.contact_id.clone(),
        phone: contact.phone.clone(),
        token: lease.token,
        started_at,
        attempt,
    };
    if let Some(attempt) = pool::attempt(conn, scope.tenant(), lease_id)? {
        return match attempt.started_at {
            Some(started_at) => Ok(answer(started_at, attempt.attempt)),
            None => Err(superseded()),
        };
    }
    let is_held = contact.lease_token == lease.token && contact.lease_expires_at.is_some();
    if !is_held || contact.finished {
        return Err(superseded());
    }
    if let Some(started_at) = contact.started_at {
        return Ok(answer(started_at, contact.attempts));
    }
    if lease.expires_at <= scope.now {
        return Err(expired(&lease));
    }
    let ground = Ground::read(conn, scope, &lease.campaign_id)?;
    require_on(&ground.campaign)?;
    if let Verdict::Held { reason, until } =
        judge_one(conn, scope, &ground, Candidate::from(&contact))?
    {
        return Err(reason.conflict(until));
    }
    let pause = i64::from(ground.campaign.minutes_between_attempts);
    let held_until = lease.expires_at.max(scope.now.plus_minutes(pause));
    if pool::start(
        conn,
        &lease,
        &contact.phone,
        &ground.dnc_lists,
        held_until,
        scope.now,
    )? {
        Ok(answer(scope.now, contact.attempts + 1))
    } else {
        Err(superseded())
    }
}
