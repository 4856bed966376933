//! What a proposal is worth: the day played with it and without it, on the same draws.

use super::action::{ActionCost, GroupEffect};
use super::day::RunningDay;
use super::plan::{Draw, PlanOfDay, Played, play};
use super::prices::Prices;
use super::proposals::{ActionKind, Proposal};
use super::service_at_close::{ServiceAtClose, round};
use crate::failure::Failure;

/// A planning group with at least this probability to meet its goal needs no help.
pub(super) const SAFE: f64 = 0.8;

/// Below this probability a goal is rather missed than met.
const RATHER: f64 = 0.5;

/// A day under a plan, with what it comes to.
pub(super) struct Standing {
    pub played: Played,
    pub closes: Vec<ServiceAtClose>,
}

impl Standing {
    pub fn of(day: &RunningDay, plan: &PlanOfDay, draw: Draw) -> Result<Self, Failure> {
        let played = play(day, plan, draw)?;
        let close = |group| {
            played
                .close(day, group)
                .map(|close| ServiceAtClose::of(&close))
        };
        let closes = (0..day.groups.len()).map(|group| close(group).unwrap_or_default());
        Ok(Self {
            closes: closes.collect(),
            played,
        })
    }

    /// Whether every planning group is likely enough to meet its goal.
    pub fn is_safe(&self) -> bool {
        self.closes.iter().all(|close| close.probability() >= SAFE)
    }

    fn rather_misses(&self, group: usize) -> bool {
        self.closes
            .get(group)
            .is_some_and(|close| close.probability() < RATHER)
    }
}

/// What a proposal does to the day.
#[derive(Clone, Debug)]
pub(super) struct Worth {
    pub effects: Vec<GroupEffect>,
    pub gain: f64,
    pub half_width: f64,
    pub cost: ActionCost,
    pub gain_per_cost: f64,
    pub fixes: Vec<String>,
}

/// A proposal that was played.
pub(super) struct Evaluated {
    pub proposal: Proposal,
    pub worth: Worth,
    pub standing: Standing,
}

impl Evaluated {
    /// Plays a proposal against what stands without it.
    pub fn of(
        day: &RunningDay,
        proposal: Proposal,
        before: &Standing,
        (prices, draw): (&Prices, Draw),
    ) -> Result<Self, Failure> {
        let standing = Standing::of(day, &proposal.plan, draw)?;
        Ok(Self::played(day, proposal, (before, standing), prices))
    }

    /// A proposal whose plan was played already.
    pub fn played(
        day: &RunningDay,
        proposal: Proposal,
        (before, standing): (&Standing, Standing),
        prices: &Prices,
    ) -> Self {
        Self {
            worth: Worth::of(day, &proposal, (before, &standing), prices),
            proposal,
            standing,
        }
    }

    /// Whether it is worth telling: it helps beyond chance; or it gives time off and no goal is put at risk.
    pub fn is_worth_it(&self) -> bool {
        if self.proposal.kind == ActionKind::OfferVoluntaryTimeOff {
            self.standing.is_safe()
        } else {
            self.worth.gain - self.worth.half_width > 0.0
        }
    }

    /// Order of rank: what fixes more planning groups first, then what helps more for its cost; time off comes last.
    pub fn rank(&self, other: &Self) -> std::cmp::Ordering {
        let is_time_off = |one: &Self| one.proposal.kind == ActionKind::OfferVoluntaryTimeOff;
        let key = |one: &Self| (is_time_off(one), std::cmp::Reverse(one.worth.fixes.len()));
        let by_gain = other
            .worth
            .gain_per_cost
            .total_cmp(&self.worth.gain_per_cost);
        key(self).cmp(&key(other)).then(by_gain)
    }
}

impl Worth {
    fn of(
        day: &RunningDay,
        proposal: &Proposal,
        (before, after): (&Standing, &Standing),
        prices: &Prices,
    ) -> Self {
        let mut effects = Vec::with_capacity(day.groups.len());
        let mut fixes = Vec::new();
        let closes = before.closes.iter().zip(&after.closes);
        for (position, (group, (was, is))) in day.groups.iter().zip(closes).enumerate() {
            let own = after
                .played
                .of_day
                .gain_over(&before.played.of_day, position);
            if before.rather_misses(position) && !after.rather_misses(position) {
                fixes.push(group.group.id.clone());
            }
            effects.push(GroupEffect {
                planning_group_id: group.group.id.clone(),
                planning_group_name: group.group.name.clone(),
                before: *was,
                after: *is,
                answered_in_time_gain: round(own.answered_in_time),
                answered_in_time_gain_half_width: round(own.half_width),
            });
        }
        let (cost, effort) = prices.of(proposal);
        let whole = after.played.of_day.whole_gain_over(&before.played.of_day);
        Self {
            effects,
            gain: round(whole.answered_in_time),
            half_width: round(whole.half_width),
            cost,
            gain_per_cost: round(whole.answered_in_time / effort),
            fixes,
        }
    }
}
