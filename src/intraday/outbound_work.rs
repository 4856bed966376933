//! Agent-minutes that outbound work takes from the queues for the rest of the day.

use super::group::GroupOfDay;
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::organisation::WeekGrid;
use crate::outbound::{CampaignStatus, find_campaign, latest_allocation};
use crate::schedules::Schedule;
use crate::tenancy::Scope;

/// What a campaign that is on was given.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct OutboundWork {
    pub campaign_id: String,
    pub campaign_name: String,
    /// The allocation that gave it.
    pub allocation_id: String,
    /// From when its minutes count: the start of the first interval that is still to come.
    pub from: Instant,
    /// Agent-minutes by planning group of the day and interval; 0 before [`Self::from`].
    pub minutes: Vec<Vec<f64>>,
    /// What one agent-minute brings, in the tenant's currency.
    pub value_per_agent_minute: f64,
}

impl OutboundWork {
    /// Its agent-minutes.
    pub fn total_minutes(&self) -> f64 {
        self.minutes.iter().flatten().sum()
    }
}

/// What the newest allocation of the schedule's surplus gives to campaigns that are on, from now to the end of the day.
pub(super) fn read(
    conn: &mut Conn<'_>,
    scope: &Scope,
    schedule: &Schedule,
    (grid, as_of): (&WeekGrid, Instant),
    groups: &[GroupOfDay],
) -> Result<Vec<OutboundWork>, Failure> {
    let Some(allocation) = latest_allocation(conn, scope, &schedule.id)? else {
        return Ok(Vec::new());
    };
    let Some(running) = grid.interval_at(as_of) else {
        return Ok(Vec::new());
    };
    let from = grid.interval_start(running + 1);
    let step = i64::from(allocation.interval_length_minutes) * 60_000;
    let into = grid.start().epoch_millis() - allocation.reference_start_date.epoch_millis();
    if allocation.interval_length_minutes != grid.interval_minutes() || into < 0 {
        return Ok(Vec::new());
    }
    let first = usize::try_from(into / step.max(1)).unwrap_or_default();
    let mut found = Vec::new();
    for share in &allocation.campaigns {
        let campaign = find_campaign(conn, scope, &share.campaign_id)?;
        if campaign.campaign_status != CampaignStatus::On {
            continue;
        }
        let of_group = |group: &GroupOfDay| -> Vec<f64> {
            let mut allocated = allocation.planning_groups.iter();
            let at = allocated.position(|one| one.planning_group_id == group.group.id);
            let minutes = at.and_then(|at| share.minutes_by_planning_group.get(at));
            let of = |index: usize| {
                let minutes = minutes.and_then(|minutes| minutes.get(first + index));
                minutes.copied().filter(|_| index > running).unwrap_or(0.0)
            };
            (0..grid.intervals()).map(of).collect()
        };
        let work = OutboundWork {
            campaign_id: campaign.id.clone(),
            campaign_name: campaign.name.clone(),
            allocation_id: allocation.id.clone(),
            from,
            minutes: groups.iter().map(of_group).collect(),
            value_per_agent_minute: campaign.allocation_terms.value_per_agent_minute,
        };
        if work.total_minutes() > 0.0 {
            found.push(work);
        }
    }
    Ok(found)
}
