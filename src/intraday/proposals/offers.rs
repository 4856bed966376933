//! Agents asked to work longer, or to be free, one after the other: what overtime and voluntary time off have in common.

use std::collections::{BTreeMap, BTreeSet};

use super::breaks::span;
use super::{ActionKind, Ground, Hours, Proposal};
use crate::db::Instant;
use crate::intraday::people::AgentOfDay;
use crate::intraday::plan::{AskedOfAgent, PlanOfDay};
use crate::offers::{NewShiftOffer, OfferKind};

/// What agents are asked for.
#[derive(Clone, Debug)]
pub(super) struct Asking {
    pub kind: OfferKind,
    pub activity_code_id: String,
    pub stretch: (Instant, Instant),
}

/// Agents asked so far.
pub(super) struct Asked<'a> {
    ground: &'a Ground<'a>,
    asking: Asking,
    plan: PlanOfDay,
    by_site: BTreeMap<String, Vec<String>>,
    agents: BTreeSet<String>,
    /// Their paid minutes, if all of them accept.
    paid_minutes: f64,
}

impl<'a> Asked<'a> {
    pub fn nobody(ground: &'a Ground<'a>, asking: Asking) -> Self {
        Self {
            ground,
            asking,
            plan: ground.plan.clone(),
            by_site: BTreeMap::new(),
            agents: BTreeSet::new(),
            paid_minutes: 0.0,
        }
    }

    pub fn count(&self) -> usize {
        self.agents.len()
    }

    /// Asks an agent, whose paid time of the stretch is so long.
    pub fn ask(&mut self, (position, of_day): (usize, &AgentOfDay), paid_minutes: f64) {
        let (start_at, end_at) = self.asking.stretch;
        self.plan.asked.push(AskedOfAgent {
            agent: position,
            start_at,
            end_at,
            is_work: self.asking.kind == OfferKind::Overtime,
            acceptance: self.ground.terms.acceptance,
        });
        let site = of_day.agent.management_unit_id.clone();
        let of_site = self.by_site.entry(site).or_default();
        of_site.push(of_day.agent.id.clone());
        self.agents.insert(of_day.agent.id.clone());
        self.paid_minutes += paid_minutes;
    }

    /// One proposal with an offer to each management unit; none where nobody was asked.
    pub fn proposal(self) -> Option<Proposal> {
        if self.agents.is_empty() {
            return None;
        }
        let Asking {
            kind,
            activity_code_id,
            stretch,
        } = self.asking;
        let (span, count) = (span(self.ground, stretch), self.agents.len());
        let expected = self.paid_minutes * self.ground.terms.acceptance / 60.0;
        let (action, description, notes, hours) = match kind {
            OfferKind::Overtime => (
                ActionKind::OfferOvertime,
                format!("offer overtime {span} to {count} agents whose shifts touch it"),
                "Intraday: more contacts than agents are expected.",
                Hours {
                    overtime: expected,
                    ..Hours::default()
                },
            ),
            OfferKind::VoluntaryTimeOff => (
                ActionKind::OfferVoluntaryTimeOff,
                format!("offer voluntary time off {span} to {count} agents"),
                "Intraday: fewer contacts than agents are expected.",
                Hours {
                    time_off: expected,
                    ..Hours::default()
                },
            ),
        };
        let offer = |(management_unit_id, agent_ids): (String, Vec<String>)| NewShiftOffer {
            management_unit_id,
            kind,
            activity_code_id: Some(activity_code_id.clone()),
            planning_group_id: None,
            places: u32::try_from(agent_ids.len()).unwrap_or(u32::MAX),
            agent_ids,
            start_date: stretch.0,
            end_date: stretch.1,
            expiration: None,
            notes: notes.to_owned(),
        };
        Some(Proposal {
            kind: action,
            description,
            window: stretch,
            changes: Vec::new(),
            activity_changes: Vec::new(),
            offers: self.by_site.into_iter().map(offer).collect(),
            throttle: None,
            hours,
            value_lost: 0.0,
            agents: self.agents,
            plan: self.plan,
        })
    }
}
