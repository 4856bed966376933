//! The last look before a call: may this contact still be dialled, by this dialer, now?

use serde::{Deserialize, Serialize};

use super::lease::{lease_with_token, superseded};
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::outbound::campaigns::campaign::{require_on, stored};
use crate::outbound::contacts::lists::{stored_list, zone_of};
use crate::outbound::policy::callable_time_sets::callable_times;
use crate::outbound::store::{dnc, pool};
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
/// 410 `lease-expired`; 409 `wrong-token`, `lease-superseded`, `campaign-not-on`, `do-not-call`, `refused`,
/// `outside-callable-hours`.
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
    let held = contact.lease_id.as_deref() == Some(lease_id) && contact.lease_token == lease.token;
    if !held || contact.finished {
        return Err(superseded());
    }
    if let Some(started_at) = contact.started_at {
        return Ok(answer(started_at, contact.attempts));
    }
    if lease.expires_at <= scope.now {
        return Err(Failure::Gone {
            code: "lease-expired",
            detail: format!(
                "this lease ended at {}; lease the contact again",
                lease.expires_at
            ),
        });
    }
    let campaign = stored(conn, scope, &lease.campaign_id)?;
    require_on(&campaign)?;
    let dnc_lists = dnc::lists_binding(conn, scope.tenant(), &campaign.id)?;
    if dnc::is_listed(conn, scope.tenant(), &dnc_lists, &contact.phone)? {
        return Err(Failure::conflict(
            "do-not-call",
            "the phone is on a do-not-call list since it was leased; do not call it",
        ));
    }
    let family = &campaign.product_family;
    if dnc::is_refused(
        conn,
        scope.tenant(),
        family,
        &contact.phone,
        &contact.person_id,
    )? {
        return Err(Failure::conflict(
            "refused",
            format!("the person refused products of {family:?} since the lease; do not call them"),
        ));
    }
    let list = stored_list(conn, scope, &campaign.contact_list_id)?;
    let zone = zone_of(&contact.time_zone, &list)?;
    let times = callable_times(conn, scope, &campaign.callable_time_set_id)?;
    if times.window_end(zone, scope.now).is_none() {
        return Err(Failure::conflict(
            "outside-callable-hours",
            format!(
                "callees in {zone} may not be called at {}; lease again within the campaign's hours",
                scope.now
            ),
        ));
    }
    let pause = i64::from(campaign.minutes_between_attempts);
    let held_until = lease.expires_at.max(scope.now.plus_minutes(pause));
    if pool::start(
        conn,
        &lease,
        &contact.phone,
        &dnc_lists,
        held_until,
        scope.now,
    )? {
        Ok(answer(scope.now, contact.attempts + 1))
    } else {
        Err(superseded())
    }
}
