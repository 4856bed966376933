//! Campaigns that give their agent-minutes back.

use std::collections::BTreeSet;

use super::{ActionKind, Ground, Hours, Proposal, Throttle};
use crate::intraday::outbound_work::OutboundWork;

/// Every campaign that has minutes for the rest of the day, while heads are missing.
pub(super) fn propose(ground: &Ground<'_>) -> Vec<Proposal> {
    let is_short =
        (0..ground.day.grid.intervals()).any(|index| ground.shortfall.missing(index) > 0.0);
    let work = ground.day.outbound.iter().enumerate();
    work.filter(|(position, _)| is_short && !ground.plan.throttled.contains(position))
        .map(|(position, work)| proposal(ground, position, work))
        .collect()
}

fn proposal(ground: &Ground<'_>, position: usize, work: &OutboundWork) -> Proposal {
    let minutes = work.total_minutes();
    let until = ground.day.grid.end();
    let mut plan = ground.plan.clone();
    plan.throttled.insert(position);
    Proposal {
        kind: ActionKind::ThrottleCampaign,
        description: format!(
            "stop campaign {:?}: {minutes:.0} agent-minutes of the rest of the day go back to the queues",
            work.campaign_name
        ),
        window: (work.from, until),
        changes: Vec::new(),
        activity_changes: Vec::new(),
        offers: Vec::new(),
        throttle: Some(Throttle {
            campaign_id: work.campaign_id.clone(),
            allocation_id: work.allocation_id.clone(),
            from: work.from,
            until,
        }),
        hours: Hours {
            campaigns: minutes / 60.0,
            ..Hours::default()
        },
        value_lost: minutes * work.value_per_agent_minute,
        agents: BTreeSet::new(),
        plan,
    }
}
