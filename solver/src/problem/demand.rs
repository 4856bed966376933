use serde::{Deserialize, Serialize};

use super::{ActivityTemplate, DayIndex, GroupIndex};

/// Where the cost of missing or idle heads rises: so far beyond the requirement, each further head costs more.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CostStep {
    /// Heads missing (or idle) from which on it holds.
    pub beyond_heads: f64,
    /// Cost of one more head for one slot from there on.
    pub cost_per_slot: f64,
}

/// Contacts that are staffed together, and what missing or idle heads cost: piecewise linear and convex, so that ten
/// heads missing in one slot can cost more than one head missing in ten.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DemandGroup {
    /// The planning group's identifier, for messages.
    pub id: String,
    /// Net heads on queue required, one value a slot of the horizon; fractions are allowed.
    pub required: Vec<f64>,
    /// Cost of one head missing for one slot.
    pub under_cost_per_slot: f64,
    /// Cost of one head too many for one slot.
    pub over_cost_per_slot: f64,
    /// Where missing heads become dearer, ascending in heads and never cheaper than before.
    #[serde(default)]
    pub under_steps: Vec<CostStep>,
    /// Where idle heads become dearer, likewise.
    #[serde(default)]
    pub over_steps: Vec<CostStep>,
}

/// Minimum staffing of a shift: how many agents are to start a shift of one template on a day, whatever their plan and
/// skills. Several entries for one day and template add up, so that a cost can rise in steps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ShiftDemand {
    /// The day the shifts start on.
    pub day: DayIndex,
    /// The template: the same [`super::ShiftTemplate::id`] in several plans is the same shift.
    pub template: String,
    /// Agents required.
    pub required: u32,
    /// Cost of one agent missing.
    pub under_cost: f64,
    /// Cost of one agent too many.
    pub over_cost: f64,
}

/// How many agents should be on a break at once: each one more costs, slot by slot. A share of a team is a number of its
/// agents; a price far above that of a missing head makes the limit as good as strict.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BreakLimit {
    /// Identifier, for messages.
    pub id: String,
    /// Agents who serve one of these groups count; empty: all who serve any.
    #[serde(default)]
    pub groups: Vec<GroupIndex>,
    /// Activity codes that count; empty: all but the gaps of split shifts.
    #[serde(default)]
    pub activities: Vec<String>,
    /// Most agents on them at once.
    pub most_at_once: u32,
    /// Cost of one agent beyond for one slot.
    pub over_cost_per_slot: f64,
}

impl BreakLimit {
    /// Whether agents who serve just these groups count.
    #[must_use]
    pub fn counts_agents_of(&self, groups: &[GroupIndex]) -> bool {
        if self.groups.is_empty() {
            return !groups.is_empty();
        }
        groups.iter().any(|group| self.groups.contains(group))
    }

    /// Whether an activity counts.
    #[must_use]
    pub fn counts(&self, activity: &ActivityTemplate) -> bool {
        if self.activities.is_empty() {
            return activity.split.is_none();
        }
        self.activities.contains(&activity.id)
    }
}
