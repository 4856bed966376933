use serde::{Deserialize, Serialize};

use crate::problem::{AgentIndex, DayIndex, Line, Slot, Strictness};

/// A rule that a line breaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Breach {
    /// Whose line.
    pub agent: AgentIndex,
    /// The rule's name.
    pub rule: String,
    /// The day, or the first day of the week or run concerned.
    pub day: Option<DayIndex>,
    /// The slot, where one can be named.
    pub slot: Option<Slot>,
    /// For a minimum of a week or period: how many slots, days or shifts are missing; 0 for every other breach.
    pub shortfall: usize,
    /// What is and what should be.
    pub detail: String,
}

impl Breach {
    pub(super) fn on_day(line: &Line, rule: &str, day: DayIndex, detail: String) -> Self {
        Breach {
            agent: line.agent,
            rule: rule.to_owned(),
            day: Some(day),
            slot: None,
            shortfall: 0,
            detail,
        }
    }

    pub(super) fn at_slot(
        line: &Line,
        rule: &str,
        day: DayIndex,
        slot: Slot,
        detail: String,
    ) -> Self {
        Breach {
            slot: Some(slot),
            ..Self::on_day(line, rule, day, detail)
        }
    }
}

/// What a line pays for a soft rule it does not keep.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Charge {
    /// Whose line.
    pub agent: AgentIndex,
    /// The rule's name.
    pub rule: String,
    /// The day, or the first day of the run or weekend concerned.
    pub day: DayIndex,
    /// How far from the rule, in its unit: days, weekends, minutes, wishes.
    pub units: u32,
    /// What that costs, in the unit of the objective.
    pub cost: f64,
    /// What is and what was asked for.
    pub detail: String,
}

/// A rule as one agent is bound by it.
pub trait Rule {
    /// Its stable name.
    fn name(&self) -> &'static str;
    /// Where the line breaks it; empty when it holds or is soft.
    fn breaches(&self, line: &Line) -> Vec<Breach>;
    /// What the line pays for it; empty when it holds or is hard.
    fn charges(&self, _line: &Line) -> Vec<Charge> {
        Vec::new()
    }
}

/// How far a line is from a rule at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excess {
    /// The day, or the first day of the run or weekend concerned.
    pub day: DayIndex,
    /// How far, in the rule's unit; above 0.
    pub units: u32,
    /// What is and what was asked for.
    pub detail: String,
}

/// A rule that a work plan may state as hard or with a price a unit: one measure serves both.
pub trait GradedRule {
    /// Its stable name.
    const NAME: &'static str;
    /// Whether it must hold, or what a unit costs.
    fn strictness(&self) -> Strictness;
    /// Where the line is beyond it.
    fn excesses(&self, line: &Line) -> Vec<Excess>;
}

impl<R: GradedRule> Rule for R {
    fn name(&self) -> &'static str {
        R::NAME
    }

    fn breaches(&self, line: &Line) -> Vec<Breach> {
        match self.strictness() {
            Strictness::Soft(_) => Vec::new(),
            Strictness::Hard => self
                .excesses(line)
                .into_iter()
                .map(|excess| Breach::on_day(line, R::NAME, excess.day, excess.detail))
                .collect(),
        }
    }

    fn charges(&self, line: &Line) -> Vec<Charge> {
        let Strictness::Soft(price) = self.strictness() else {
            return Vec::new();
        };
        let charge = |excess: Excess| Charge {
            agent: line.agent,
            rule: R::NAME.to_owned(),
            day: excess.day,
            units: excess.units,
            cost: price.value() * f64::from(excess.units),
            detail: excess.detail,
        };
        self.excesses(line).into_iter().map(charge).collect()
    }
}
