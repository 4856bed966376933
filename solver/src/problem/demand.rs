use serde::{Deserialize, Serialize};

/// Contacts that are staffed together, and what missing or idle heads cost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
}
