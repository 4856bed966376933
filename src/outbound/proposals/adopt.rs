//! A proposal's slices as campaigns.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::find::find_segment_proposal;
use super::proposal::{SegmentProposal, SegmentSlice};
use crate::db::Conn;
use crate::failure::{Failure, Faults};
use crate::outbound::campaigns::budgets::{CampaignBudgets, CampaignGoals};
use crate::outbound::campaigns::campaign::{Campaign, NewCampaign, create_campaign, find_campaign};
use crate::outbound::campaigns::kind::CampaignKind;
use crate::outbound::contacts::filters::{NewContactListFilter, create_contact_list_filter};
use crate::tenancy::Scope;

/// Which slices are to become campaigns.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AdoptSegmentProposal {
    /// Their places; all when left out.
    pub slices: Option<Vec<usize>>,
    /// What the names begin with; the campaign's name when left out.
    pub name_prefix: Option<String>,
}

/// A slice that became a campaign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AdoptedSlice {
    /// Its place in the proposal.
    pub slice: usize,
    /// Its conditions.
    pub contact_list_filter_id: String,
    /// The campaign, which is off.
    pub campaign_id: String,
    /// The name of both.
    pub name: String,
}

/// The campaigns that were made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AdoptedSegmentProposal {
    /// One a slice.
    pub campaigns: Vec<AdoptedSlice>,
}

/// Makes a filter and a campaign of each slice. The campaigns are off, and in all but list, name and exploration like the one
/// whose attempts the proposal was learned from.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Invalid`] for a slice that is not there; `already-exists` when a name is taken. Nothing is
/// made then.
pub fn adopt_segment_proposal(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
    wish: &AdoptSegmentProposal,
) -> Result<AdoptedSegmentProposal, Failure> {
    let proposal = find_segment_proposal(conn, scope, id)?;
    let campaign = find_campaign(conn, scope, &proposal.campaign_id)?;
    let prefix = wish.name_prefix.as_ref().unwrap_or(&campaign.name);
    let mut campaigns = Vec::new();
    for slice in chosen(&proposal, wish)? {
        let name = format!("{prefix} {}", slice.index + 1);
        campaigns.push(adopt_slice(
            conn,
            scope,
            &proposal,
            (&campaign, slice),
            name,
        )?);
    }
    Ok(AdoptedSegmentProposal { campaigns })
}

/// The slices that are meant, each once.
fn chosen<'a>(
    proposal: &'a SegmentProposal,
    wish: &AdoptSegmentProposal,
) -> Result<Vec<&'a SegmentSlice>, Failure> {
    let mut faults = Faults::default();
    if let Some(prefix) = &wish.name_prefix {
        faults.require_name(prefix, "/namePrefix");
    }
    let Some(wanted) = &wish.slices else {
        faults.into_result()?;
        return Ok(proposal.slices.iter().collect());
    };
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for (at, index) in wanted.iter().enumerate() {
        let slice = proposal.slices.get(*index);
        faults.require(
            slice.is_some() && seen.insert(*index),
            format!("/slices/{at}"),
            "not-found",
            format!(
                "name each slice once, from 0 to {}",
                proposal.slices.len().saturating_sub(1)
            ),
        );
        found.extend(slice);
    }
    faults.into_result()?;
    Ok(found)
}

fn adopt_slice(
    conn: &mut Conn<'_>,
    scope: &Scope,
    proposal: &SegmentProposal,
    (like, slice): (&Campaign, &SegmentSlice),
    name: String,
) -> Result<AdoptedSlice, Failure> {
    let filter = NewContactListFilter {
        name: name.clone(),
        contact_list_id: proposal.contact_list_id.clone(),
        filter_type: slice.filter_type,
        clauses: slice.clauses.clone(),
    };
    let filter = create_contact_list_filter(conn, scope, filter)?;
    let settings = &like.settings;
    let mut contact_list_filter_ids = settings.contact_list_filter_ids.clone();
    contact_list_filter_ids.push(filter.id.clone());
    // Budgets and goals are for all slices together: planners share them out.
    let campaign = NewCampaign {
        name: name.clone(),
        contact_list_id: proposal.contact_list_id.clone(),
        callable_time_set_id: like.callable_time_set_id.clone(),
        dnc_list_ids: like.dnc_list_ids.iter().cloned().collect(),
        contact_policy_id: like.contact_policy_id.clone(),
        product_family: like.product_family.clone(),
        priority: Some(like.priority),
        max_attempts_per_contact: Some(like.max_attempts_per_contact),
        minutes_between_attempts: Some(like.minutes_between_attempts),
        wrap_up_code_mapping: like.wrap_up_code_mapping.clone(),
        allocation_terms: like.allocation_terms.clone(),
        exploration_share: Some(proposal.exploration.share),
        agent_callback_minutes: Some(like.agent_callback_minutes),
        kind: CampaignKind::SingleStep,
        dialing_mode: like.dialing_mode,
        preview_time_out_seconds: settings.preview_time_out_seconds,
        always_running: settings.always_running,
        max_calls_per_agent: settings.max_calls_per_agent,
        outbound_line_count: settings.outbound_line_count,
        abandon_rate: settings.abandon_rate,
        contact_list_filter_ids,
        contact_sorts: settings.contact_sorts.clone(),
        steps: Vec::new(),
        recurrence: None,
        event_rules: None,
        dynamic_line_balancing_settings: settings.dynamic_line_balancing_settings.clone(),
        budgets: CampaignBudgets::default(),
        goals: CampaignGoals::default(),
    };
    let campaign = create_campaign(conn, scope, campaign)?;
    Ok(AdoptedSlice {
        slice: slice.index,
        contact_list_filter_id: filter.id,
        campaign_id: campaign.id,
        name,
    })
}
