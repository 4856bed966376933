use serde::{Deserialize, Serialize};

use crate::problem::{AgentIndex, GroupIndex, Slot};

/// How much a message matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    /// Good to know.
    Information,
    /// The roster is not what was asked for.
    Warning,
    /// A work plan contradicts itself.
    Error,
}

/// A sentence for the planner, with a stable code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// How much it matters.
    pub severity: Severity,
    /// Stable, kebab-case.
    pub code: String,
    /// The agent concerned, if one is.
    pub agent: Option<AgentIndex>,
    /// The demand group concerned, if one is.
    pub group: Option<GroupIndex>,
    /// The rule concerned, if one is: a name from [`crate::rules`].
    pub rule: Option<String>,
    /// The sentence, with its remedy.
    pub text: String,
}

/// Why a slot is short.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Cause {
    /// No agent has the skill for this group.
    NobodyHasTheSkill,
    /// No shift template of a skilled agent reaches the slot.
    NoShiftReachesTheSlot,
    /// Shifts reach it, but every skilled agent who could take one is unavailable.
    SkilledAgentsUnavailable,
    /// The skilled agents who can be there are fewer than required, or all work then already.
    TooFewSkilledAgents,
    /// Skilled agents are free then, but a shift more would break a hard rule: [`Shortage::at_limit`] names it.
    PlansAtTheirMaximum,
    /// Covering it would cost more elsewhere: over-staffing in neighbouring slots, or a shortage that weighs more.
    DearerThanTheShortage,
}

/// A stretch of slots of one group that stays short for one cause.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Shortage {
    /// The group.
    pub group: GroupIndex,
    /// First slot.
    pub start_slot: Slot,
    /// The slot after the last.
    pub end_slot: Slot,
    /// Heads × slots missing.
    pub short_slots: f64,
    /// Most heads missing in one slot.
    pub peak: f64,
    /// Why.
    pub cause: Cause,
    /// For [`Cause::PlansAtTheirMaximum`]: the rules at their limit, by name.
    #[serde(default)]
    pub at_limit: Vec<RuleAtLimit>,
}

/// A rule that stands against one shift more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RuleAtLimit {
    /// A name from [`crate::rules`].
    pub rule: String,
    /// Skilled and free agents whose line would break it, in the slot of the stretch with most of them.
    pub agents: usize,
}
