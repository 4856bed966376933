//! What stays short, and what stands against it.

use crewcast_solver::explain::{Shortage, Unmet, UnmetCause, UnmetTarget};
use serde::Serialize;

use super::conflicts::ConflictOfRules;
use super::terms::{AlternativeLine, Terms};
use crate::db::Instant;
use crate::rostering::wire_name;

/// A stretch of time in which a planning group stays short for one cause.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UnmetStretch {
    /// The planning group.
    pub planning_group_id: String,
    /// From when.
    pub start_date: Instant,
    /// For how long, minutes.
    pub length_minutes: u32,
    /// Heads × minutes missing in all.
    pub missing_head_minutes: f64,
    /// Most heads missing at once.
    pub peak_heads: f64,
    /// Why: `nobodyHasTheSkill`, `noShiftReachesTheSlot`, `skilledAgentsUnavailable`, `tooFewSkilledAgents`,
    /// `plansAtTheirMaximum` or `dearerThanTheShortage`.
    pub cause: String,
    /// For `plansAtTheirMaximum`: the rules that stand against a shift more.
    pub rules_at_limit: Vec<RuleAtItsLimit>,
}

/// A rule that stands against a shift more of agents who are free.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RuleAtItsLimit {
    /// The rule's name, as the certificate has it.
    pub rule: String,
    /// Agents it holds back at once, at most.
    pub agent_count: u32,
}

/// What stands against every agent at a moment.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct IntervalExplanation {
    /// The planning group.
    pub planning_group_id: String,
    /// The slot of the planning grain that is looked at.
    pub start_date: Instant,
    /// For how long it lasts, minutes.
    pub length_minutes: u32,
    /// Heads required.
    pub required: f64,
    /// Missing of them.
    pub missing: f64,
    /// Agents who have a line at all that is there then, whatever else they serve: fewer than required means that no
    /// roster can meet the demand.
    pub most_possible: u32,
    /// All agents, by what stands against them; first the causes with agents who could help.
    pub causes: Vec<UnmetCauseOfAgents>,
    /// The same as a sentence.
    pub text: String,
}

/// Agents against whom the same stands.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UnmetCauseOfAgents {
    /// Stable: `costs-less`, `costs-more`, `rule-at-limit`, `on-break`, `impossible`, `absent`, `no-shift`, `at-work`,
    /// `lacks-skill`.
    pub code: String,
    /// The rules at their limit.
    pub rules: Vec<String>,
    /// The agents.
    pub agent_ids: Vec<String>,
    /// The cheapest way for one of them to be there, all others held; what is gained there is part of its cost.
    pub cheapest: Option<AlternativeLine>,
    /// For the first of those to whom it is impossible: why.
    pub conflict: Option<ConflictOfRules>,
}

pub(super) fn stretch(terms: &Terms<'_>, shortage: &Shortage) -> UnmetStretch {
    let at_limit = shortage.at_limit.iter();
    UnmetStretch {
        planning_group_id: terms.group_id(shortage.group),
        start_date: terms.start_of(shortage.start_slot),
        length_minutes: terms.minutes(shortage.end_slot.saturating_sub(shortage.start_slot)),
        missing_head_minutes: shortage.short_slots * f64::from(terms.problem.slot_minutes),
        peak_heads: shortage.peak,
        cause: wire_name(&shortage.cause),
        rules_at_limit: at_limit
            .map(|limit| RuleAtItsLimit {
                rule: limit.rule.clone(),
                agent_count: u32::try_from(limit.agents).unwrap_or(u32::MAX),
            })
            .collect(),
    }
}

pub(super) fn interval(terms: &Terms<'_>, found: &Unmet) -> IntervalExplanation {
    let (group, slot) = match &found.target {
        UnmetTarget::Slot { group, slot } => (*group, *slot),
        // Only slots are asked about here.
        UnmetTarget::Shift { day, .. } => (
            0,
            terms.problem.days.get(*day).map_or(0, |day| day.first_slot),
        ),
    };
    let planning_group_id = terms.group_id(group);
    let mut text = format!(
        "{}, {}: {:.2} of {:.2} agents missing.",
        terms.name(&planning_group_id),
        terms.local(slot),
        found.missing,
        found.required
    );
    if (found.most_possible as f64) < found.required {
        text.push_str(&format!(
            " No roster can meet it: {} agents at most can be there.",
            found.most_possible
        ));
    }
    for cause in &found.causes {
        text.push_str(&sentence(cause));
    }
    IntervalExplanation {
        planning_group_id,
        start_date: terms.start_of(slot),
        length_minutes: terms.problem.slot_minutes,
        required: found.required,
        missing: found.missing,
        most_possible: u32::try_from(found.most_possible).unwrap_or(u32::MAX),
        causes: found
            .causes
            .iter()
            .map(|cause| UnmetCauseOfAgents {
                code: cause.code.clone(),
                rules: cause.rules.clone(),
                agent_ids: terms.agent_ids(&cause.agents),
                cheapest: cause.cheapest.as_ref().map(|one| terms.alternative(one)),
                conflict: cause
                    .conflict
                    .as_ref()
                    .map(|one| ConflictOfRules::of(terms, &[one.agent], one)),
            })
            .collect(),
        text,
    }
}

fn sentence(cause: &UnmetCause) -> String {
    let why = match cause.code.as_str() {
        "costs-less" => "could be there for less than it saves; search longer".to_owned(),
        "costs-more" => "could be there at a cost elsewhere".to_owned(),
        "rule-at-limit" => format!("at the limit of {}", cause.rules.join(" and ")),
        "on-break" => "on a break or meal".to_owned(),
        "impossible" => "with no line that is there".to_owned(),
        "absent" => "away, off or locked".to_owned(),
        "no-shift" => "without a shift that is there".to_owned(),
        "at-work" => "there".to_owned(),
        _ => "without the skill".to_owned(),
    };
    format!(" {} {why}.", cause.agents.len())
}
