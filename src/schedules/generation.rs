//! What the roster run that made a schedule says of it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::db::Instant;

/// The run in figures: how good the roster is, by proof, and what it takes to repeat it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GenerationMetrics {
    /// Weighted under- and over-staffing plus the price of relaxed minima; smaller is better.
    pub objective: f64,
    /// No roster for this input has a smaller objective.
    pub bound: f64,
    /// `(objective − bound) / objective`: the roster is at most this share from the best there is.
    pub gap: f64,
    /// Why the search ended: `optimalWithinGap`, `workLimit`, `stopped`.
    pub status: String,
    /// Time the search took, seconds.
    pub wall_seconds: f64,
    /// SHA-256 of the problem's canonical JSON: the same hash and seed, unless stopped, give the same roster.
    pub input_hash: String,
    /// The seed of every random choice.
    pub seed: u64,
    /// The planning grain, minutes: the interval, or finer where a work plan asks for it.
    pub slot_minutes: u32,
    /// Agents who could be put on shifts.
    pub agent_count: u32,
    /// The version of Crewcast that searched; another one may find another roster.
    #[serde(default)]
    pub program_version: String,
    /// How the search went: a step whenever it had a better roster or bound.
    #[serde(default)]
    pub search: Vec<SearchStep>,
    /// The independent judge's word.
    pub audit: AuditSummary,
}

/// A moment at which a search had a better roster or a better bound.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SearchStep {
    /// Seconds since the search began.
    pub seconds: f64,
    /// What it was at: `columns`, `dive`, `neighbourhoods`, `restrictedMaster` or `done`.
    pub phase: String,
    /// Objective of the best roster so far; absent before the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub objective: Option<f64>,
    /// The best proved lower bound; absent before the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bound: Option<f64>,
}

/// The audit certificate in short; the whole is among the generation results.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditSummary {
    /// Whether no rule is broken and the reported objective is the recomputed one.
    pub clean: bool,
    /// Rules checked, each for every agent.
    pub rules_checked: Vec<String>,
    /// Rules broken.
    pub breach_count: u32,
    /// Weekly minima that no line of work can meet and that were given up.
    pub relaxed_count: u32,
    /// The objective, recomputed from the shifts alone.
    pub objective: f64,
    /// What labour law says; absent where no work plan names a pack.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub labour_law: Option<LabourLawSummary>,
}

/// What labour law says of a roster, in short; the articles broken are in the certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LabourLawSummary {
    /// The packs its lines were judged by.
    pub packs: Vec<String>,
    /// Articles broken, each for every line and day.
    pub breach_count: u32,
}

/// How much a message matters.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
pub enum MessageSeverity {
    /// Good to know.
    Information,
    /// The schedule is not what was asked for.
    Warning,
    /// Something contradicts itself and should be mended.
    Error,
}

/// A sentence of the roster run for the planner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GenerationMessage {
    /// Stable code, such as `AgentWithoutWorkPlan`.
    #[serde(rename = "type")]
    pub kind: String,
    /// How much it matters.
    pub severity: MessageSeverity,
    /// Whom or what it is about.
    pub arguments: Vec<MessageArgument>,
    /// The sentence, with its remedy.
    pub text: String,
}

/// One thing a message is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MessageArgument {
    /// `agent`, `planningGroup`, `workPlan`, `rule`, `scenario`, or `article` of labour law.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its id, the rule's name, or law and article.
    pub value: String,
}

/// How many messages of a severity there are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MessageSeverityCount {
    /// The severity.
    pub severity: MessageSeverity,
    /// How many.
    pub count: u32,
}

/// A stretch of time in which a planning group stays short, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UnmetDemand {
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
    /// Why, as a stable code: `nobodyHasTheSkill`, `noShiftReachesTheSlot`, ….
    pub cause: String,
}

/// Everything the roster run has to say.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GenerationResults {
    /// Messages, gravest first.
    pub messages: Vec<GenerationMessage>,
    /// Demand that stays uncovered.
    pub unmet_demand: Vec<UnmetDemand>,
    /// The audit certificate: rules checked, breaches, relaxed minima, recomputed objective.
    #[schema(value_type = Object)]
    pub certificate: Option<Value>,
}

impl GenerationResults {
    /// How many messages of each severity there are, gravest first; severities without a message are left out.
    pub fn severity_counts(&self) -> Vec<MessageSeverityCount> {
        [
            MessageSeverity::Error,
            MessageSeverity::Warning,
            MessageSeverity::Information,
        ]
        .into_iter()
        .filter_map(|severity| {
            let of_it = self.messages.iter().filter(|m| m.severity == severity);
            let count = u32::try_from(of_it.count()).unwrap_or(u32::MAX);
            (count > 0).then_some(MessageSeverityCount { severity, count })
        })
        .collect()
    }
}

/// Heads the roster puts on a planning group's contacts, interval by interval of the schedule's weeks. An agent who
/// serves several groups is split between them and counted once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScheduledHeads {
    /// The planning group.
    pub planning_group_id: String,
    /// Heads on queue, one value an interval of the business unit's grid.
    pub heads_per_interval: Vec<f64>,
}
