use serde::{Deserialize, Serialize};

use crate::rules::{Breach, Charge};

/// What a roster costs, by kind; the sum is the objective.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Costs {
    /// Heads missing, by slot.
    pub under: f64,
    /// Heads too many, by slot.
    pub over: f64,
    /// Agents missing on shifts that are asked for.
    pub shift_under: f64,
    /// Agents too many on them.
    pub shift_over: f64,
    /// Agents on breaks beyond limits, by slot.
    pub breaks: f64,
    /// Days on which agents who wish to work together do not.
    pub colleagues: f64,
    /// Wishes not granted.
    pub requests: f64,
    /// Soft rules not kept.
    pub soft_rules: f64,
    /// Minima that were declared impossible, as far as they are short.
    pub relaxations: f64,
}

impl Costs {
    /// Price of the lines by themselves: what an agent's line costs whatever the others do.
    #[must_use]
    pub fn of_lines(&self) -> f64 {
        self.requests + self.soft_rules + self.relaxations
    }

    /// All of it.
    #[must_use]
    pub fn total(&self) -> f64 {
        let of_slots = self.under + self.over + self.breaks;
        let of_shifts = self.shift_under + self.shift_over + self.colleagues;
        of_slots + of_shifts + self.of_lines()
    }
}

/// What became of one rule.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RuleTally {
    /// The rule's name.
    pub rule: String,
    /// Lines it was held against.
    pub checks: usize,
    /// Times it was broken.
    pub breaches: usize,
    /// Times it was not kept at a price: as a soft rule, or as a minimum declared impossible.
    pub charges: usize,
    /// What these cost.
    pub cost: f64,
}

/// What the judge found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Certificate {
    /// Names of the rules that were checked, for every agent whom they bind, and of the checks of the report.
    pub rules_checked: Vec<String>,
    /// Rule by rule, by name: how often it was held against a line, and with what outcome.
    pub rules: Vec<RuleTally>,
    /// Rules broken; empty for a sound roster.
    pub breaches: Vec<Breach>,
    /// Minima that were declared impossible and are short: priced in the objective, not breaches.
    pub relaxed: Vec<Breach>,
    /// Soft rules not kept and wishes not granted, with their prices.
    pub charges: Vec<Charge>,
    /// Costs by kind.
    pub costs: Costs,
    /// Objective recomputed from the shifts.
    pub objective: f64,
    /// Heads missing by group and slot, under a cheapest split of multi-skilled heads.
    pub under: Vec<Vec<f64>>,
    /// Heads too many by group and slot, likewise.
    pub over: Vec<Vec<f64>>,
    /// Agents on the shift, by entry of the shift demand.
    pub shifts_staffed: Vec<u32>,
    /// Agents on a break, by limit on breaks and slot.
    pub on_break: Vec<Vec<u32>>,
}

/// Name under which days apart from a colleague are charged.
pub const COLLEAGUES: &str = "colleagues";
/// Name of the check that a roster has one line an agent.
pub const ONE_LINE_AN_AGENT: &str = "oneLineAnAgent";
/// Name of the check that the reported heads are those at work, each counted once.
pub const COUNTED_ONCE: &str = "countedOnce";
/// Name of the check that shortages, surpluses, shifts and the price of lines are reported as they are.
pub const REPORTED_FIGURES: &str = "reportedFigures";
/// Name of the check that the objective adds up.
pub const OBJECTIVE: &str = "objective";

impl Certificate {
    /// Whether nothing was found.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.breaches.is_empty()
    }
}

/// A finding about the roster as a whole, or about an agent without a line.
pub(super) fn general(agent: usize, rule: &str, slot: Option<usize>, detail: String) -> Breach {
    Breach {
        agent,
        rule: rule.to_owned(),
        day: None,
        slot,
        shortfall: 0,
        detail,
    }
}
