//! Agent-minutes that outbound work takes from the queues for the rest of the day.

use super::group::GroupOfDay;
use super::messages::IntradayMessage;
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::organisation::WeekGrid;
use crate::outbound::{
    Allocation, CampaignShare, CampaignStatus, campaign_terms, latest_allocation,
};
use crate::schedules::Schedule;
use crate::tenancy::Scope;

/// What a campaign that is on was given.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct OutboundWork {
    pub campaign_id: String,
    pub campaign_name: String,
    /// Agent-minutes by planning group of the day and interval; 0 in those that are over and in the one that is running.
    pub minutes: Vec<Vec<f64>>,
    /// What one agent-minute brings, in the tenant's currency.
    pub value_per_agent_minute: f64,
}

impl OutboundWork {
    /// Its agent-minutes from an interval on.
    pub fn minutes_from(&self, first: usize) -> f64 {
        let rest = self.minutes.iter().map(|row| row.iter().skip(first));
        rest.flatten().sum()
    }
}

/// What the newest allocation of the schedule's surplus gives to campaigns that are on, from now to the end of the day, and
/// what of it cannot be counted.
pub(super) fn read(
    conn: &mut Conn<'_>,
    scope: &Scope,
    schedule: &Schedule,
    (grid, as_of): (&WeekGrid, Instant),
    groups: &[GroupOfDay],
) -> Result<(Vec<OutboundWork>, Vec<IntradayMessage>), Failure> {
    let (mut found, mut messages) = (Vec::new(), Vec::new());
    let allocation = latest_allocation(conn, scope, &schedule.id)?;
    let Some((allocation, running)) = allocation.zip(grid.interval_at(as_of)) else {
        return Ok((found, messages));
    };
    let Some(first) = first_interval(&allocation, grid) else {
        messages.push(of_another_grid(&allocation, grid));
        return Ok((found, messages));
    };
    let ids = allocation.campaigns.iter();
    let ids: Vec<&str> = ids.map(|share| share.campaign_id.as_str()).collect();
    let mut known = campaign_terms(conn, scope, &ids)?;
    for share in &allocation.campaigns {
        let Some(campaign) = known.remove(&share.campaign_id) else {
            messages.push(gone(&allocation, share));
            continue;
        };
        if campaign.status != CampaignStatus::On {
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
            campaign_id: share.campaign_id.clone(),
            campaign_name: campaign.name,
            minutes: groups.iter().map(of_group).collect(),
            value_per_agent_minute: campaign.terms.value_per_agent_minute,
        };
        if work.minutes_from(0) > 0.0 {
            found.push(work);
        }
    }
    Ok((found, messages))
}

/// The allocation's interval with which the day begins; none where it has other intervals or begins later.
fn first_interval(allocation: &Allocation, grid: &WeekGrid) -> Option<usize> {
    let step = i64::from(allocation.interval_length_minutes) * 60_000;
    let into = grid.start().epoch_millis() - allocation.reference_start_date.epoch_millis();
    let is_same = allocation.interval_length_minutes == grid.interval_minutes();
    usize::try_from(into.checked_div(step)?)
        .ok()
        .filter(|_| is_same && into >= 0)
}

fn of_another_grid(allocation: &Allocation, grid: &WeekGrid) -> IntradayMessage {
    IntradayMessage {
        code: "allocation-of-another-grid".to_owned(),
        text: format!(
            "allocation {} has intervals of {} minutes from {} on, the day of {} minutes from {} on: no agent-minutes of \
             campaigns are taken off the queues; make a new allocation",
            allocation.id,
            allocation.interval_length_minutes,
            allocation.reference_start_date,
            grid.interval_minutes(),
            grid.start()
        ),
    }
}

fn gone(allocation: &Allocation, share: &CampaignShare) -> IntradayMessage {
    IntradayMessage {
        code: "campaign-gone".to_owned(),
        text: format!(
            "campaign {:?} of allocation {} is there no more: its agent-minutes are not taken off the queues; make a new \
             allocation to hand them to other campaigns",
            share.campaign_name, allocation.id
        ),
    }
}
