//! What came of a call.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::lease::{lease_with_token, superseded};
use crate::db::{Conn, Instant};
use crate::documents;
use crate::events::{LeaseEnded, publish};
use crate::failure::{Failure, Faults};
use crate::organisation::find_agent;
use crate::outbound::campaigns::campaign::stored;
use crate::outbound::campaigns::contact_events::close_event;
use crate::outbound::campaigns::walk::{StepAfter, step_after};
use crate::outbound::campaigns::wrap_up::{WrapUpCodeMapping, WrapUpFlag};
use crate::outbound::policy::callee_hours::CalleeHours;
use crate::outbound::policy::dnc_lists::block_for_tenant;
use crate::outbound::policy::ground::Ground;
use crate::outbound::policy::ledger::{
    CallEntry, EntryKind, hold_after_refusal, lock_subject, record_call,
};
use crate::outbound::store::pool::{self, AttemptRow, Next, PoolRow};
use crate::tenancy::Scope;

/// The outcome of a lease's call.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewOutcome {
    /// As it came with the lease.
    pub token: i64,
    /// The code the agent or the dialer gave; the campaign's mapping says what it means.
    pub wrap_up_code: String,
    /// Agent time the call took, in seconds.
    pub handle_seconds: Option<i32>,
    /// When the callee was promised another call, within their callable hours; no earlier than the campaign's time
    /// between attempts.
    pub callback_at: Option<Instant>,
    /// The agent who is to make that call; anyone when left out.
    pub callback_agent_id: Option<String>,
}

/// What was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Outcome {
    /// The lease.
    pub lease_id: String,
    /// The contact.
    pub contact_id: String,
    /// As sent.
    pub wrap_up_code: String,
    /// What the code means.
    pub flags: Vec<WrapUpFlag>,
    /// Which try of this contact it was, from 1.
    pub attempt: i32,
    /// Whether the contact is done with in this campaign: for good after a final outcome, after the last attempt allowed until
    /// the campaign allows more.
    pub finished: bool,
    /// From when it may be tried again, unless it is finished.
    pub next_attempt_at: Option<Instant>,
    /// When this was recorded; a repeat of the request tells the first time.
    pub recorded_at: Instant,
}

/// Records what came of a call, and finishes the contact or puts it back into the pool.
///
/// An outcome is taken as long as no other lease holds the contact, also after the lease's end: a call that was made
/// is worth knowing of. One that never was started is taken too, and its attempt has no start on record. The same
/// token and code again get the same answer.
///
/// # Errors
/// 409 `wrong-token`, `lease-superseded`, `outcome-recorded` when another code is on record; [`Failure::Invalid`], at
/// `/callbackAt` with the next time that would do when the callee may not be called then.
pub fn record_outcome(
    conn: &mut Conn<'_>,
    scope: &Scope,
    lease_id: &str,
    new: &NewOutcome,
) -> Result<Outcome, Failure> {
    let mut faults = Faults::default();
    faults.require_name(&new.wrap_up_code, "/wrapUpCode");
    faults.require(
        new.handle_seconds
            .is_none_or(|seconds| (0..=86_400).contains(&seconds)),
        "/handleSeconds",
        "out-of-range",
        "use 0 to 86400",
    );
    faults.require(
        new.callback_agent_id.is_none() || new.callback_at.is_some(),
        "/callbackAgentId",
        "no-callback",
        "send callbackAt as well, or leave it out",
    );
    faults.into_result()?;
    let lease = lease_with_token(conn, scope, lease_id, new.token)?;
    if let Some(recorded) = pool::attempt(conn, scope.tenant(), lease_id)? {
        return if recorded.wrap_up_code == new.wrap_up_code {
            answer(recorded)
        } else {
            Err(Failure::conflict(
                "outcome-recorded",
                format!(
                    "this lease's outcome is {:?} already; it cannot be changed",
                    recorded.wrap_up_code
                ),
            ))
        };
    }
    let contact = pool::contact(conn, &lease)?.ok_or_else(superseded)?;
    let campaign = stored(conn, scope, &lease.campaign_id)?;
    let mapping: WrapUpCodeMapping =
        documents::read("campaign", &campaign.id, &campaign.wrap_up_code_mapping)?;
    let flags = mapping.flags_of(&new.wrap_up_code);
    if flags.contains(&WrapUpFlag::Refusal) {
        // No call is started from here on that has not seen the refusal.
        lock_subject(conn, scope, &contact.phone, &contact.person_id)?;
    }
    let attempt = contact.attempts + i32::from(contact.started_at.is_none());
    let step_after = step_after(conn, scope, &campaign, (&contact, attempt), flags)?;
    let pause = i64::from(campaign.minutes_between_attempts);
    let earliest = match &step_after {
        StepAfter::Next(next) => next.available_at,
        StepAfter::Same | StepAfter::Finished => scope.now.plus_minutes(pause),
    };
    let finished = matches!(step_after, StepAfter::Finished);
    // Without a final outcome it stays in the pool, which lets it back should the campaign allow more attempts.
    let is_final = finished && flags.iter().any(|flag| flag.finishes());
    let callback = match new.callback_at {
        Some(at) if !finished => {
            let at = at.max(earliest);
            check_callback(
                conn,
                scope,
                &contact,
                (at, new.callback_agent_id.as_deref()),
            )?;
            Some(at)
        }
        _ => None,
    };
    let row = AttemptRow {
        tenant_id: lease.tenant_id.clone(),
        lease_id: lease.id.clone(),
        campaign_id: lease.campaign_id.clone(),
        contact_id: lease.contact_id.clone(),
        token: lease.token,
        started_at: contact.started_at,
        recorded_at: scope.now,
        wrap_up_code: new.wrap_up_code.clone(),
        flags: documents::write(flags)?,
        handle_seconds: new.handle_seconds,
        attempt,
        finished,
        next_attempt_at: (!finished).then(|| callback.unwrap_or(earliest)),
    };
    let next = match callback {
        _ if is_final => Next::Nothing,
        None => Next::Turn(earliest),
        Some(at) => Next::Callback(at, new.callback_agent_id.as_deref()),
    };
    if !pool::finish(conn, &lease, &row, next)? {
        return Err(superseded());
    }
    if let StepAfter::Next(next) = &step_after {
        pool::enter_step(conn, &lease, next)?;
    }
    if finished {
        close_event(conn, scope, &campaign, &lease.contact_id)?;
    }
    let call = CallEntry {
        lease_id: &lease.id,
        campaign_id: &campaign.id,
        product_family: &campaign.product_family,
        contact_id: &lease.contact_id,
        phone: &contact.phone,
        person_id: &contact.person_id,
        wrap_up_code: &new.wrap_up_code,
        at: scope.now,
    };
    record_call(conn, scope, call, &entries_of(flags))?;
    if flags.contains(&WrapUpFlag::Refusal) {
        hold_after_refusal(conn, scope, &contact.phone, &campaign.product_family)?;
    }
    if flags.contains(&WrapUpFlag::DoNotCall) {
        block_for_tenant(conn, scope, [contact.phone])?;
    }
    publish(conn, scope, &ended(&row))?;
    answer(row)
}

/// What an outcome leaves in the ledger besides how the attempt ended. A call that was never started is an attempt too.
fn entries_of(flags: &BTreeSet<WrapUpFlag>) -> Vec<EntryKind> {
    let spoke = [
        WrapUpFlag::RightPartyContact,
        WrapUpFlag::BusinessSuccess,
        WrapUpFlag::Refusal,
        WrapUpFlag::DoNotCall,
    ];
    let mut kinds = vec![EntryKind::Attempt];
    if spoke.iter().any(|flag| flags.contains(flag)) {
        kinds.push(EntryKind::Conversation);
    }
    if flags.contains(&WrapUpFlag::Refusal) {
        kinds.push(EntryKind::Refusal);
    }
    kinds
}

/// A promise must be one that can be kept: in hours in which the callee may be called, by an agent there is.
fn check_callback(
    conn: &mut Conn<'_>,
    scope: &Scope,
    contact: &PoolRow,
    (at, agent): (Instant, Option<&str>),
) -> Result<(), Failure> {
    let mut faults = Faults::default();
    let ground = Ground::read(conn, scope, &contact.campaign_id)?;
    let hours = CalleeHours::of(
        &ground,
        &contact.phone,
        &contact.time_zone,
        contact.permitted_hours.as_deref(),
    )?;
    if hours.window_end(at).is_none() {
        let detail = match hours.opens_at(at) {
            Some(next) => format!(
                "the callee may not be called at {at}; the next time that would do is {next}"
            ),
            None => format!(
                "the callee may not be called at {at} nor in the weeks after; leave callbackAt out"
            ),
        };
        faults.require(false, "/callbackAt", "outside-callable-hours", detail);
    }
    if let Some(agent) = agent {
        match find_agent(conn, scope, agent) {
            Ok(_) => {}
            Err(Failure::NotFound { .. }) => faults.require(
                false,
                "/callbackAgentId",
                "not-found",
                "name an existing agent, or leave it out for anyone",
            ),
            Err(other) => return Err(other),
        }
    }
    faults.into_result()
}

fn ended(row: &AttemptRow) -> LeaseEnded<'_> {
    LeaseEnded {
        campaign_id: &row.campaign_id,
        lease_id: &row.lease_id,
        contact_id: &row.contact_id,
        wrap_up_code: &row.wrap_up_code,
        attempt: row.attempt,
        finished: row.finished,
    }
}

fn answer(row: AttemptRow) -> Result<Outcome, Failure> {
    Ok(Outcome {
        flags: documents::read("attempt", &row.lease_id, &row.flags)?,
        lease_id: row.lease_id,
        contact_id: row.contact_id,
        wrap_up_code: row.wrap_up_code,
        attempt: row.attempt,
        finished: row.finished,
        next_attempt_at: row.next_attempt_at,
        recorded_at: row.recorded_at,
    })
}
