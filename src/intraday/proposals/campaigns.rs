//! Campaigns that give their agent-minutes back.

use std::collections::BTreeSet;

use super::{ActionKind, Ground, Hours, Proposal, Throttle};
use crate::intraday::outbound_work::OutboundWork;

/// Every campaign that has minutes in the rest of the day that can still be changed, while heads are missing.
pub(super) fn propose(ground: &Ground<'_>) -> Vec<Proposal> {
    let grid = &ground.day.grid;
    let is_short = (0..grid.intervals()).any(|index| ground.shortfall.missing(index) > 0.0);
    let earliest = ground.terms.earliest(ground.day);
    let first = (0..grid.intervals()).find(|index| grid.interval_start(*index) >= earliest);
    let Some(first) = first.filter(|_| is_short) else {
        return Vec::new();
    };
    let work = ground.day.outbound.iter().enumerate();
    work.filter(|(position, _)| !ground.plan.throttled.contains_key(position))
        .filter(|(_, work)| work.minutes_from(first) > 0.0)
        .map(|(position, work)| proposal(ground, (position, work), first))
        .collect()
}

fn proposal(
    ground: &Ground<'_>,
    (position, work): (usize, &OutboundWork),
    first: usize,
) -> Proposal {
    let minutes = work.minutes_from(first);
    let window = (ground.day.grid.interval_start(first), ground.day.grid.end());
    let mut plan = ground.plan.clone();
    plan.throttled.insert(position, first);
    Proposal {
        kind: ActionKind::ThrottleCampaign,
        description: format!(
            "stop campaign {:?}: {minutes:.0} agent-minutes of the rest of the day go back to the queues",
            work.campaign_name
        ),
        window,
        changes: Vec::new(),
        activity_changes: Vec::new(),
        offers: Vec::new(),
        throttle: Some(Throttle {
            campaign_id: work.campaign_id.clone(),
            from: window.0,
            until: window.1,
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
