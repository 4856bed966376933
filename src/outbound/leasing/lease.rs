//! The exclusive, expiring right to dial a contact.
//!
//! One row of the pool decides: a lease is a conditional update of it, an expired one is back in the pool because the
//! row says so, and the row's token rises with every lease, so that a dialer that comes late is told from the one
//! that holds the contact now.

use serde::{Deserialize, Serialize};

use crate::db::{Conn, Instant};
use crate::documents;
use crate::failure::{Failure, Faults};
use crate::outbound::campaigns::campaign::{require_on, stored};
use crate::outbound::contacts::lists::{stored_list, zone_of};
use crate::outbound::policy::callable_time_sets::callable_times;
use crate::outbound::store::pool::{self, LeaseRow, Wanted};
use crate::outbound::store::{contacts, dnc};
use crate::tenancy::{Scope, new_id};

/// What a dialer asks for.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LeaseRequest {
    /// 1 to 100 contacts.
    pub count: i64,
    /// 10 to 3,600.
    pub ttl_seconds: i64,
    /// Which dialer asks.
    pub dialer_id: String,
}

/// The right to dial one contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Lease {
    /// Its id.
    pub lease_id: String,
    /// The contact.
    pub contact_id: String,
    /// The caller's own id of it.
    pub external_id: Option<String>,
    /// For people to read.
    pub name: Option<String>,
    /// E.164.
    pub phone: String,
    /// Rises with every lease of this contact; send it with start and outcome.
    pub token: i64,
    /// Start the call before; never beyond the end of the callee's callable hours.
    pub expires_at: Instant,
}

/// The leases granted; fewer than asked for, or none, when no more contacts may be called now.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Leases {
    /// One per contact.
    pub leases: Vec<Lease>,
}

/// Leases contacts that may be called now, longest waiting first.
///
/// # Errors
/// [`Failure::Invalid`], `not-found`; `campaign-not-on`.
pub fn lease_contacts(
    conn: &mut Conn<'_>,
    scope: &Scope,
    campaign_id: &str,
    request: &LeaseRequest,
) -> Result<Leases, Failure> {
    let mut faults = Faults::default();
    faults.require(
        (1..=100).contains(&request.count),
        "/count",
        "out-of-range",
        "use 1 to 100",
    );
    faults.require(
        (10..=3_600).contains(&request.ttl_seconds),
        "/ttlSeconds",
        "out-of-range",
        "use 10 to 3600",
    );
    faults.require_name(&request.dialer_id, "/dialerId");
    faults.into_result()?;
    let campaign = stored(conn, scope, campaign_id)?;
    require_on(&campaign)?;
    let list = stored_list(conn, scope, &campaign.contact_list_id)?;
    let times = callable_times(conn, scope, &campaign.callable_time_set_id)?;
    let mut open = Vec::new();
    for zone in documents::read::<Vec<String>>("contact list", &list.id, &list.time_zones)? {
        if let Some(end) = times.window_end(zone_of(&zone, &list)?, scope.now) {
            open.push((zone, end));
        }
    }
    let zones: Vec<String> = open.iter().map(|(zone, _)| zone.clone()).collect();
    let dnc_lists = dnc::lists_binding(conn, scope.tenant(), campaign_id)?;
    let candidates = pool::candidates(
        conn,
        &Wanted {
            tenant: scope.tenant(),
            campaign: campaign_id,
            product_family: &campaign.product_family,
            max_attempts: campaign.max_attempts_per_contact,
            zones: &zones,
            dnc_lists: &dnc_lists,
            now: scope.now,
            limit: request.count,
        },
    )?;
    let wanted_end = scope.now.plus_seconds(request.ttl_seconds);
    let mut granted = Vec::new();
    for row in candidates {
        let Some((_, window_end)) = open.iter().find(|(zone, _)| *zone == row.time_zone) else {
            continue;
        };
        let lease = LeaseRow {
            tenant_id: row.tenant_id.clone(),
            id: new_id(scope.now),
            campaign_id: row.campaign_id.clone(),
            contact_id: row.contact_id.clone(),
            token: row.lease_token + 1,
            dialer_id: request.dialer_id.clone(),
            granted_at: scope.now,
            expires_at: wanted_end.min(*window_end),
        };
        if pool::take(conn, &row, &lease, scope.now)? {
            granted.push(lease);
        }
    }
    if granted.is_empty() {
        return Ok(Leases { leases: Vec::new() });
    }
    pool::insert_leases(conn, &granted)?;
    let ids: Vec<&str> = granted
        .iter()
        .map(|lease| lease.contact_id.as_str())
        .collect();
    let mut people: std::collections::BTreeMap<_, _> =
        contacts::by_ids(conn, scope.tenant(), &ids)?
            .into_iter()
            .map(|contact| (contact.id.clone(), contact))
            .collect();
    let leases = granted
        .into_iter()
        .filter_map(|lease| {
            let contact = people.remove(&lease.contact_id)?;
            Some(Lease {
                lease_id: lease.id,
                contact_id: lease.contact_id,
                external_id: contact.external_id,
                name: contact.name,
                phone: contact.phone,
                token: lease.token,
                expires_at: lease.expires_at,
            })
        })
        .collect();
    Ok(Leases { leases })
}

/// The lease of that id, if the token is its own.
///
/// # Errors
/// `not-found`; `wrong-token`.
pub(in crate::outbound) fn lease_with_token(
    conn: &mut Conn<'_>,
    scope: &Scope,
    lease_id: &str,
    token: i64,
) -> Result<LeaseRow, Failure> {
    let lease = pool::lease(conn, scope.tenant(), lease_id)?
        .ok_or_else(|| Failure::not_found("lease", lease_id))?;
    if lease.token == token {
        Ok(lease)
    } else {
        Err(Failure::conflict(
            "wrong-token",
            format!(
                "token {token} does not belong to this lease; send the token that came with it"
            ),
        ))
    }
}

/// Another lease holds the contact, or its work is done.
pub(in crate::outbound) fn superseded() -> Failure {
    Failure::conflict(
        "lease-superseded",
        "this lease has ended and the contact was handed to another or is finished; drop the call and lease again",
    )
}
