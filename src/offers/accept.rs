//! Taking a place of an offer.

use crate::documents;
use serde::Deserialize;

use super::find::may_accept;
use super::offer::{KeptOffer, OfferAcceptance, OfferKind, OfferState, ShiftOffer};
use super::overtime::{minutes, work_overtime};
use super::store::{self, AcceptanceRow};
use crate::db::Conn;
use crate::failure::Failure;
use crate::organisation::{Agent, can_serve, find_agent, find_planning_group, lock_business_unit};
use crate::schedules::{Shift, published_shifts};
use crate::tenancy::{Role, Scope};
use crate::time_off::{GrantedTimeOff, grant_time_off};

/// Who takes a place.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct AcceptOffer {
    /// The agent; who asks, when left out.
    pub agent_id: Option<String>,
}

/// Takes a place of an offer, first come first served, and puts it into the published schedule.
///
/// # Errors
/// [`Failure::NotFound`], also for an agent whom the offer is not for; [`Failure::Forbidden`] for another agent;
/// [`Failure::Conflict`] `offer-filled`, `offer-over`, `already-accepted`, `lacks-skills`, `already-working`, `no-shift`,
/// `no-published-schedule`, `rule-broken`, `time-off-overlaps`.
pub fn accept_offer(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
    sent: &AcceptOffer,
) -> Result<ShiftOffer, Failure> {
    let asked = sent.agent_id.as_deref();
    let agent_id = scope.acting_agent(asked, "/agentId", "wfm:shiftOffer:accept")?;
    let agent = find_agent(conn, scope, agent_id)?;
    let unit = KeptOffer::find(conn, scope, id)?.row.business_unit_id;
    lock_business_unit(conn, scope, &unit)?;
    let mut offer = KeptOffer::find(conn, scope, id)?;
    if !may_accept(&offer, &agent) {
        return Err(Failure::not_found("shift offer", id));
    }
    require_place(&offer, scope, &agent)?;
    if let Some(group) = &offer.document.planning_group_id {
        let group = find_planning_group(conn, scope, &unit, group)?;
        if !can_serve(&agent, &group) {
            let detail = format!(
                "the agent cannot serve {:?}; accept another offer",
                group.name
            );
            return Err(Failure::conflict("lacks-skills", detail));
        }
    }
    let taken = match offer.document.kind {
        OfferKind::Overtime => {
            let (shift, coverage) = work_overtime(conn, scope, &offer, &agent)?;
            OfferAcceptance {
                agent_id: agent.id.clone(),
                accepted_date: scope.now,
                start_date: offer.row.start_at,
                length_minutes: minutes(&offer),
                shift_id: Some(shift.id),
                time_off_request_id: None,
                coverage,
            }
        }
        OfferKind::VoluntaryTimeOff => go_home(conn, scope, &offer, &agent)?,
    };
    let row = AcceptanceRow {
        tenant_id: scope.tenant().to_owned(),
        offer_id: offer.row.id.clone(),
        agent_id: agent.id.clone(),
        document: documents::write(&taken)?,
        accepted_at: scope.now,
    };
    store::insert_acceptance(conn, &row)?;
    offer.acceptances.push(taken);
    offer.tell(conn, scope, Some(&agent.id), false)?;
    let only_of = (scope.actor.role == Role::Agent).then_some(agent.id.as_str());
    Ok(offer.shown(scope.now, only_of))
}

fn require_place(offer: &KeptOffer, scope: &Scope, agent: &Agent) -> Result<(), Failure> {
    if offer.acceptances.iter().any(|one| one.agent_id == agent.id) {
        let detail = "the agent has a place of this offer already";
        return Err(Failure::conflict("already-accepted", detail));
    }
    match offer.state(scope.now) {
        OfferState::Open => Ok(()),
        OfferState::Filled => {
            let detail = "all places are taken; look for another offer";
            Err(Failure::conflict("offer-filled", detail))
        }
        OfferState::Expired | OfferState::Canceled => {
            let detail = "the offer is over; look for another one";
            Err(Failure::conflict("offer-over", detail))
        }
    }
}

/// Time off in the part of the agent's published shift that lies in the offer.
fn go_home(
    conn: &mut Conn<'_>,
    scope: &Scope,
    offer: &KeptOffer,
    agent: &Agent,
) -> Result<OfferAcceptance, Failure> {
    let (start, end) = (offer.row.start_at, offer.row.end_at);
    let agents = [agent.id.clone()];
    let shifts = published_shifts(conn, scope, &agents, start, end)?;
    let Some(shift) = shifts.into_iter().find(Shift::is_worked) else {
        let detail = "the agent has no published shift at that time; look for another offer";
        return Err(Failure::conflict("no-shift", detail));
    };
    let (from, to) = (start.max(shift.start_at), end.min(shift.end_at()));
    let length = (to.epoch_millis() - from.epoch_millis()) / 60_000;
    let length_minutes = u32::try_from(length).unwrap_or(0);
    let granted = GrantedTimeOff {
        agent_id: agent.id.clone(),
        activity_code_id: offer.document.activity_code_id.clone(),
        start_at: from,
        minutes: length_minutes,
        text: format!("Voluntary time off: offer {} was accepted.", offer.row.id),
    };
    let request = grant_time_off(conn, scope, &granted)?;
    Ok(OfferAcceptance {
        agent_id: agent.id.clone(),
        accepted_date: scope.now,
        start_date: from,
        length_minutes,
        shift_id: Some(shift.id),
        time_off_request_id: Some(request.id),
        coverage: request.decision.coverage,
    })
}
