//! The exclusive, expiring right to dial a contact.
//!
//! One row of the pool decides: a lease is an update of it under its lock, an expired one is back in the pool because
//! the row says so, and the row's token rises with every lease, so that a dialer that comes late is told from the one
//! that holds the contact now.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::order::{BucketValue, LeaseOrder, order};
use super::pull::{Granted, Pull};
use crate::db::{Conn, Instant};
use crate::failure::{Failure, Faults};
use crate::outbound::campaigns::campaign::require_on;
use crate::outbound::campaigns::dialing::as_the_mode_allows;
use crate::outbound::campaigns::kind::Channel;
use crate::outbound::campaigns::settings::CampaignSettings;
use crate::outbound::campaigns::steps::CampaignStep;
use crate::outbound::contacts::lists::zone_of;
use crate::outbound::policy::ground::Ground;
use crate::outbound::store::pool::{self, BucketRow, LeaseRow, Wanted};
use crate::outbound::store::{agents, contacts, segment_values};
use crate::outbound::zones::hour_of_week;
use crate::tenancy::Scope;

/// Buckets that one request looks into.
const MOST_BUCKETS: usize = 128;

/// What a dialer asks for.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LeaseRequest {
    /// 1 to 1,000 contacts.
    pub count: i64,
    /// 1 to 3,600.
    pub ttl_seconds: i64,
    /// Which dialer asks.
    pub dialer_id: String,
    /// The agent who will make the calls: calls that this agent has promised come too. A preview campaign needs it, an
    /// agentless one refuses it.
    pub agent_id: Option<String>,
    /// By which channel contacts are to be reached; `voice` when left out.
    #[serde(default)]
    pub channel: Channel,
}

/// Why a contact was handed out before others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum LeaseReason {
    /// A call was promised for now.
    Callback,
    /// An attempt on its segment is worth most in this hour of the callee's week.
    ExpectedValue,
    /// Drawn from the other segments, so that models go on learning.
    Exploration,
    /// It has waited longest, where nothing is known of worth.
    LongestWaiting,
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
    /// Why this contact.
    pub reason: LeaseReason,
    /// For when a call was promised, where one was.
    pub callback_at: Option<Instant>,
    /// By which channel it is to be reached.
    pub channel: Channel,
    /// The name of its step, in a campaign of several.
    pub step: Option<String>,
}

/// The leases granted; fewer than asked for, or none, when no more contacts may be called now.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Leases {
    /// One per contact.
    pub leases: Vec<Lease>,
    /// Whether the request stopped looking before it had looked everywhere: ask again at once.
    pub more: bool,
}

/// Leases contacts that may be called now: promised calls first, then in the order of [`super::order`].
///
/// # Errors
/// [`Failure::Invalid`], also for what the campaign's dialing mode does not allow; `not-found`; `campaign-not-on`.
pub fn lease_contacts(
    conn: &mut Conn<'_>,
    scope: &Scope,
    campaign_id: &str,
    request: &LeaseRequest,
) -> Result<Leases, Failure> {
    let count = check(request)?;
    let may_hold = pool::may_hold(conn, scope.tenant())?;
    let ground = Ground::read(conn, scope, campaign_id)?;
    require_on(&ground.campaign)?;
    let settings = CampaignSettings::of(&ground.campaign)?;
    let request = &as_the_mode_allows(&ground.campaign, &settings, request)?;
    if let Some(agent) = &request.agent_id {
        agents::note(conn, (scope.tenant(), campaign_id), agent, scope.now)?;
    }
    let mut pull = Pull::new(scope, &ground, request, count, may_hold);
    pull.take_callbacks(conn, request.agent_id.as_deref())?;
    let mut is_cut = false;
    if pull.wanted() > 0 {
        let open = open_buckets(conn, &ground, pull.pool())?;
        let planned = plan(conn, scope, &ground, &open, (pull.wanted(), request))?;
        is_cut = planned.is_cut;
        take(conn, &mut pull, &open, &planned)?;
    }
    let more = pull.wanted() > 0 && (is_cut || pull.is_spent());
    Ok(Leases {
        leases: told(
            conn,
            scope,
            (request.channel, &settings.steps),
            pull.into_granted(),
        )?,
        more,
    })
}

fn check(request: &LeaseRequest) -> Result<usize, Failure> {
    let mut faults = Faults::default();
    let count = usize::try_from(request.count).unwrap_or(0);
    faults.require(
        (1..=1_000).contains(&count),
        "/count",
        "out-of-range",
        "use 1 to 1000",
    );
    faults.require(
        (1..=3_600).contains(&request.ttl_seconds),
        "/ttlSeconds",
        "out-of-range",
        "use 1 to 3600",
    );
    faults.require_name(&request.dialer_id, "/dialerId");
    faults.into_result()?;
    Ok(count)
}

/// A bucket whose callees may be called now by the campaign's hours, and the hour of their week.
struct OpenBucket {
    row: BucketRow,
    hour_of_week: i32,
}

fn open_buckets(
    conn: &mut Conn<'_>,
    ground: &Ground,
    wanted: Wanted<'_>,
) -> Result<Vec<OpenBucket>, Failure> {
    let mut open = Vec::new();
    // Buckets are many, their zones few.
    let mut hours: BTreeMap<&str, Option<i32>> = BTreeMap::new();
    for row in pool::waiting_buckets(conn, wanted)? {
        let zone = zone_of(&row.time_zone, &ground.list)?;
        let hour = hours
            .entry(zone.name())
            .or_insert_with(|| open_hour_of_week(ground, zone, wanted.now));
        if let Some(hour_of_week) = *hour {
            open.push(OpenBucket { row, hour_of_week });
        }
    }
    Ok(open)
}

/// The hour of the week in a zone, from Monday 00:00 on, where the campaign's callees may be called there now.
fn open_hour_of_week(ground: &Ground, zone: Tz, now: Instant) -> Option<i32> {
    ground.times.window_end(zone, now)?;
    hour_of_week(now, zone).map(|hour| i32::from(hour.get()))
}

fn plan(
    conn: &mut Conn<'_>,
    scope: &Scope,
    ground: &Ground,
    open: &[OpenBucket],
    (count, request): (usize, &LeaseRequest),
) -> Result<LeaseOrder, Failure> {
    let campaign = &ground.campaign;
    let mut hours: Vec<i32> = open.iter().map(|bucket| bucket.hour_of_week).collect();
    hours.sort_unstable();
    hours.dedup();
    let mut known: BTreeMap<(String, Option<i32>), BucketValue> = BTreeMap::new();
    for row in segment_values::of_hours(conn, scope.tenant(), &campaign.id, &hours)? {
        let value = BucketValue {
            expected_value: row.expected_value,
            exploration_share: row.exploration_share,
        };
        known.insert((row.segment, row.hour_of_week), value);
    }
    let values: Vec<Option<BucketValue>> = open
        .iter()
        .map(|bucket| {
            let of_hour = |hour| known.get(&(bucket.row.segment.clone(), hour)).copied();
            of_hour(Some(bucket.hour_of_week)).or_else(|| of_hour(None))
        })
        .collect();
    let mut seed = Sha256::new();
    seed.update(campaign.id.as_bytes());
    seed.update(scope.now.epoch_millis().to_be_bytes());
    seed.update(request.dialer_id.as_bytes());
    Ok(order(
        &values,
        count,
        campaign.exploration_share,
        MOST_BUCKETS,
        seed.finalize().into(),
    ))
}

fn take(
    conn: &mut Conn<'_>,
    pull: &mut Pull<'_>,
    open: &[OpenBucket],
    planned: &LeaseOrder,
) -> Result<(), Failure> {
    let row_of = |place: &usize| open.get(*place).map(|bucket| &bucket.row);
    for (place, count) in &planned.explored {
        let bucket: Vec<&BucketRow> = row_of(place).into_iter().collect();
        pull.take(conn, &bucket, *count, LeaseReason::Exploration)?;
    }
    for tier in &planned.tiers {
        let buckets: Vec<&BucketRow> = tier.buckets.iter().filter_map(row_of).collect();
        let reason = match tier.expected_value {
            Some(_) => LeaseReason::ExpectedValue,
            None => LeaseReason::LongestWaiting,
        };
        let wanted = pull.wanted();
        pull.take(conn, &buckets, wanted, reason)?;
    }
    Ok(())
}

/// Keeps the leases and tells them with what people call the contacts.
fn told(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (channel, steps): (Channel, &[CampaignStep]),
    granted: Vec<Granted>,
) -> Result<Vec<Lease>, Failure> {
    if granted.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<LeaseRow> = granted.iter().map(|one| one.lease.clone()).collect();
    pool::insert_leases(conn, &rows)?;
    let ids: Vec<&str> = rows.iter().map(|lease| lease.contact_id.as_str()).collect();
    let mut labels: BTreeMap<_, _> = contacts::labels(conn, scope.tenant(), &ids)?
        .into_iter()
        .map(|label| (label.id, (label.external_id, label.name)))
        .collect();
    let leases = granted.into_iter().map(|one| {
        let label = labels.remove(&one.lease.contact_id);
        let (external_id, name) = label.unwrap_or_default();
        Lease {
            lease_id: one.lease.id,
            contact_id: one.lease.contact_id,
            external_id,
            name,
            phone: one.phone,
            token: one.lease.token,
            expires_at: one.lease.expires_at,
            reason: one.reason,
            callback_at: one.callback_at,
            channel,
            step: usize::try_from(one.step)
                .ok()
                .and_then(|step| steps.get(step))
                .map(|step| step.name.clone()),
        }
    });
    Ok(leases.collect())
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

/// The lease's time is over.
pub(in crate::outbound) fn expired(lease: &LeaseRow) -> Failure {
    Failure::Gone {
        code: "lease-expired",
        detail: format!(
            "this lease ended at {}; lease the contact again",
            lease.expires_at
        ),
    }
}
