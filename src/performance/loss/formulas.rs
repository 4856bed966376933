//! How each figure of a statement is made, in words.

use serde::Serialize;

/// A figure's name and how it is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LossFormula {
    /// The figure.
    pub name: &'static str,
    /// How it is made.
    pub formula: &'static str,
}

pub(super) const FORMULAS: [LossFormula; 9] = [
    LossFormula {
        name: "requiredHours",
        formula: "agents required on the roster for the interval's contacts under the goals, method and (for what is forecast) probability as they stand now * interval",
    },
    LossFormula {
        name: "staffedHours",
        formula: "agents staffed on the roster * interval; staffedHeads = staffedHours / comparedHours",
    },
    LossFormula {
        name: "overHours",
        formula: "max(0, staffed - required) * interval, interval by interval",
    },
    LossFormula {
        name: "overCost",
        formula: "overHours * costPerPaidHour of the business unit on the local day",
    },
    LossFormula {
        name: "underHours",
        formula: "max(0, required - staffed) * interval, interval by interval",
    },
    LossFormula {
        name: "lostContacts",
        formula: "max(0, lost(staffed at work) - lost(required at work)); lost = volume * P(abandon) by Erlang A, or volume beyond what agents can handle where nobody hangs up; at work = on the roster * (1 - shrinkage)",
    },
    LossFormula {
        name: "lostContactCost",
        formula: "lostContacts * costPerLostContact of the planning group, else of the business unit, on the local day",
    },
    LossFormula {
        name: "overtimePremiumCost",
        formula: "overtimeHours * costPerPaidHour * (overtimeMultiplier - 1); overtime is paid time beyond the most a work plan allows in a week, counted in the hours compared",
    },
    LossFormula {
        name: "totalCost",
        formula: "overCost + lostContactCost + overtimePremiumCost; saving = totalCost of the habit - totalCost of the proposal",
    },
];
