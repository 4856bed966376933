//! What a dialing mode lets a request for contacts ask.

use super::kind::DialingMode;
use super::settings::CampaignSettings;
use crate::failure::{Failure, Faults};
use crate::outbound::leasing::lease::LeaseRequest;
use crate::outbound::store::campaigns::CampaignRow;

/// The request as the campaign's mode allows it: in preview a contact is held no longer than it may be looked at.
///
/// # Errors
/// [`Failure::Invalid`] at `/agentId`: `agent-needed` in preview, `agentless-campaign` where no agent speaks.
pub(in crate::outbound) fn as_the_mode_allows(
    campaign: &CampaignRow,
    settings: &CampaignSettings,
    request: &LeaseRequest,
) -> Result<LeaseRequest, Failure> {
    let mode = DialingMode::of_code("campaign", &campaign.id, &campaign.dialing_mode)?;
    let names_agent = request
        .agent_id
        .as_ref()
        .is_some_and(|agent| !agent.trim().is_empty());
    let mut faults = Faults::default();
    faults.require(
        mode != DialingMode::Preview || names_agent,
        "/agentId",
        "agent-needed",
        "this campaign is dialled in preview; name the agent who will look at the contacts",
    );
    faults.require(
        mode != DialingMode::Agentless || request.agent_id.is_none(),
        "/agentId",
        "agentless-campaign",
        "no agent speaks in this campaign; leave agentId out",
    );
    faults.into_result()?;
    let mut allowed = request.clone();
    if let (DialingMode::Preview, Some(time_out)) = (mode, settings.preview_time_out_seconds) {
        allowed.ttl_seconds = allowed.ttl_seconds.min(time_out);
    }
    Ok(allowed)
}
