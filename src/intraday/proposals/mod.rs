//! What could be done about the rest of the day: one proposal of a kind, or of a kind and a stretch of time, each with the
//! plan it leads to. Proposals are found where heads are missing ([`super::shortfall`]), and every change of a shift in them
//! has passed the judges that edits are held against; what they are worth is simulated afterwards.

mod activities;
mod breaks;
mod campaigns;
mod judge;
mod offers;
mod overtime;
mod package;
mod time_off;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::day::RunningDay;
use super::plan::PlanOfDay;
use super::shortfall::Shortfall;
use crate::db::Instant;
use crate::failure::Failure;
use crate::offers::NewShiftOffer;
use crate::organisation::ActivityCode;
use crate::schedules::Shift;

pub(super) use judge::Judge;

/// What an intraday action does.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum ActionKind {
    /// Breaks and meals are taken at another time.
    MoveBreaks,
    /// Meetings, training and work off the queues of single agents are held at another time of their shift.
    MoveActivities,
    /// Meetings and training whose activity code is interruptible are not held.
    CancelActivities,
    /// Agents who do interruptible work off the queues, and hold the skills, work on the queues.
    BorrowAgents,
    /// Overtime is offered.
    OfferOvertime,
    /// Voluntary time off is offered.
    OfferVoluntaryTimeOff,
    /// A campaign is stopped, and its agent-minutes go back to the queues.
    ThrottleCampaign,
    /// Several of the above, each chosen given those before it.
    CombinedPlan,
}

impl ActionKind {
    /// Every kind but the combined plan.
    pub const SINGLE: [Self; 7] = [
        Self::MoveBreaks,
        Self::MoveActivities,
        Self::CancelActivities,
        Self::BorrowAgents,
        Self::OfferOvertime,
        Self::OfferVoluntaryTimeOff,
        Self::ThrottleCampaign,
    ];
}

/// How proposals are made.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Terms {
    pub kinds: BTreeSet<ActionKind>,
    /// Nothing changes before so many minutes from now.
    pub lead_minutes: u32,
    /// Shifts that one proposal changes at most.
    pub most_changes: usize,
    /// Share of agents asked who accept.
    pub acceptance: f64,
    /// The activity code of voluntary time off.
    pub time_off_code: Option<String>,
}

impl Terms {
    /// The first instant at which something may change.
    pub fn earliest(&self, day: &RunningDay) -> Instant {
        day.as_of.plus_minutes(i64::from(self.lead_minutes))
    }
}

/// A campaign's minutes to be given back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Throttle {
    pub campaign_id: String,
    pub from: Instant,
    pub until: Instant,
}

/// What a proposal takes, in hours of agents.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Hours {
    /// Of training, meetings and other work that is not done.
    pub displaced: f64,
    /// Of outbound work that is not done.
    pub campaigns: f64,
    /// Of overtime that is expected to be worked.
    pub overtime: f64,
    /// Of time off that is expected to be taken: hours that are not paid for.
    pub time_off: f64,
}

/// An activity that is moved or cancelled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ActivityChange {
    /// Whose.
    pub agent_id: String,
    /// Their name.
    pub agent_name: String,
    /// What.
    pub activity_code_id: String,
    /// When it was to begin.
    pub from_start_date: Instant,
    /// When it begins; null when it is not held.
    pub to_start_date: Option<Instant>,
    /// How long it lasts.
    pub length_minutes: u32,
}

/// Something that could be done.
#[derive(Clone, Debug)]
pub(super) struct Proposal {
    pub kind: ActionKind,
    /// In words.
    pub description: String,
    /// The time it is about.
    pub window: (Instant, Instant),
    /// Shifts as they stand and as they would.
    pub changes: Vec<(Shift, Shift)>,
    pub activity_changes: Vec<ActivityChange>,
    pub offers: Vec<NewShiftOffer>,
    pub throttle: Option<Throttle>,
    pub hours: Hours,
    /// What a campaign would have brought, in the tenant's currency.
    pub value_lost: f64,
    /// Agents concerned, those asked among them.
    pub agents: BTreeSet<String>,
    /// The day's plan with it.
    pub plan: PlanOfDay,
}

/// What proposals are made from.
pub(super) struct Ground<'a> {
    pub day: &'a RunningDay,
    pub plan: &'a PlanOfDay,
    pub terms: &'a Terms,
    pub codes: &'a [ActivityCode],
    pub judge: &'a Judge<'a>,
    pub shortfall: Shortfall,
}

impl Ground<'_> {
    fn code(&self, id: &str) -> Option<&ActivityCode> {
        self.codes.iter().find(|code| code.id == id)
    }

    /// Shifts of the day's schedule that can be changed, with the position of their agent.
    fn shifts(&self) -> impl Iterator<Item = (usize, &Shift)> {
        let by_agent = self.plan.shifts.iter().enumerate();
        by_agent
            .flat_map(|(agent, shifts)| shifts.iter().map(move |shift| (agent, shift)))
            .filter(|(agent, shift)| {
                let presence = self.day.agents.get(*agent).map_or(0.0, |one| one.presence);
                shift.schedule_id == self.day.schedule.id && presence > 0.0
            })
    }

    fn name_of(&self, agent: usize) -> String {
        let agent = self.day.agents.get(agent);
        agent.map_or_else(String::new, |one| one.agent.name.clone())
    }
}

/// Everything that could be done, in the order of the kinds.
///
/// # Errors
/// Those of the judges.
pub(super) fn propose(ground: &Ground<'_>) -> Result<Vec<Proposal>, Failure> {
    let mut found = Vec::new();
    let wants = |kind: ActionKind| ground.terms.kinds.contains(&kind);
    if wants(ActionKind::MoveBreaks) {
        found.extend(breaks::propose(ground)?);
    }
    for kind in [
        ActionKind::MoveActivities,
        ActionKind::CancelActivities,
        ActionKind::BorrowAgents,
    ] {
        if wants(kind) {
            found.extend(activities::propose(ground, kind)?);
        }
    }
    if wants(ActionKind::OfferOvertime) {
        found.extend(overtime::propose(ground)?);
    }
    if wants(ActionKind::OfferVoluntaryTimeOff) {
        found.extend(time_off::propose(ground));
    }
    if wants(ActionKind::ThrottleCampaign) {
        found.extend(campaigns::propose(ground));
    }
    Ok(found)
}
