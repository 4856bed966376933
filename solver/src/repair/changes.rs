use serde::{Deserialize, Serialize};

use crate::explain::{CoverageChange, Difference, difference_of};
use crate::problem::{AgentIndex, DayIndex, Line, Problem, Shift};
use crate::rules::{Breach, rules_of};
use crate::search::general::{Desk, Roster};

/// What a repair made of one agent's line, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AgentChange {
    /// Stable, kebab-case: `rule-broken` (the given line breaks hard rules of the changed problem), `saves-cost` (it could
    /// have stayed), or `new-line` (none was given).
    pub code: String,
    /// The agent.
    pub agent: AgentIndex,
    /// Days that differ.
    pub days: Vec<DayChange>,
    /// Where the given line breaks the changed problem's rules.
    pub broken: Vec<Breach>,
    /// What the roster would cost more with the given line and all others as repaired, changes not priced; none when it cannot
    /// stay.
    pub saves: Option<f64>,
    /// Where that is saved: stretches of demand that the given line would leave worse.
    pub coverage: Vec<CoverageChange>,
    /// For people.
    pub text: String,
}

/// A day of a line that differs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DayChange {
    /// Stable, kebab-case: `shift-changed`, `shift-added`, `shift-removed`, or `breaks-moved`.
    pub code: String,
    /// The day.
    pub day: DayIndex,
    /// The shift given.
    pub before: Option<Shift>,
    /// The shift now.
    pub after: Option<Shift>,
    /// Whether a rule broken names this day; the agent's other days then change with it, or to save cost.
    pub is_forced: bool,
}

/// Days on which two lines differ.
pub(crate) fn day_changes(
    problem: &Problem,
    before: &Line,
    after: &Line,
    broken: &[Breach],
) -> Vec<DayChange> {
    let on = |line: &Line, day: DayIndex| line.shifts.iter().find(|one| one.day == day).cloned();
    let mut changes = Vec::new();
    for day in 0..problem.days.len() {
        let (old, new) = (on(before, day), on(after, day));
        if old == new {
            continue;
        }
        let same_shift = |old: &Shift, new: &Shift| {
            (&old.template, old.start_slot, old.end_slot)
                == (&new.template, new.start_slot, new.end_slot)
        };
        let code = match (&old, &new) {
            (None, _) => "shift-added",
            (_, None) => "shift-removed",
            (Some(old), Some(new)) if same_shift(old, new) => "breaks-moved",
            _ => "shift-changed",
        };
        changes.push(DayChange {
            code: code.into(),
            day,
            is_forced: broken.iter().any(|breach| breach.day == Some(day)),
            before: old,
            after: new,
        });
    }
    changes
}

/// All that differs from a given roster, agent by agent.
pub(crate) fn agent_changes(
    desk: &Desk<'_>,
    given: &[Option<Line>],
    after: &Roster<'_>,
    lines: &[Line],
) -> Vec<AgentChange> {
    let problem = desk.problem;
    let mut changes = Vec::new();
    for (agent, now) in lines.iter().enumerate() {
        let before = given[agent].clone().unwrap_or(Line {
            agent,
            shifts: Vec::new(),
        });
        let is_new = given[agent].is_none();
        let broken: Vec<Breach> = if is_new {
            Vec::new()
        } else {
            let rules = rules_of(problem, agent);
            rules
                .iter()
                .flat_map(|rule| rule.breaches(&before))
                .collect()
        };
        let days = day_changes(problem, &before, now, &broken);
        if days.is_empty() && !is_new {
            continue;
        }
        let kept = crate::explain::reading::line(desk, desk.class_of[agent], &before);
        let kept = kept.filter(|_| !is_new).map(|line| {
            let mut with = after.clone();
            with.replace(desk, agent, line);
            difference_of(desk, after, &with)
        });
        let code = match (is_new, &kept) {
            (true, _) => "new-line",
            (false, None) => "rule-broken",
            (false, Some(_)) => "saves-cost",
        };
        changes.push(AgentChange {
            code: code.into(),
            agent,
            text: told(problem, agent, &days, &broken, kept.as_ref(), is_new),
            days,
            broken,
            saves: kept.as_ref().map(|kept| kept.cost),
            coverage: kept.map_or_else(Vec::new, |kept| kept.coverage),
        });
    }
    changes
}

fn told(
    problem: &Problem,
    agent: AgentIndex,
    days: &[DayChange],
    broken: &[Breach],
    kept: Option<&Difference>,
    is_new: bool,
) -> String {
    let who = &problem.agents[agent].id;
    let list: Vec<String> = days.iter().map(|change| change.day.to_string()).collect();
    let list = list.join(", ");
    match (broken.first(), kept) {
        _ if is_new => format!("Agent {who} is new, with shifts on days {list}."),
        (_, Some(kept)) => format!(
            "Agent {who} changes on days {list}, which saves {:.2} beside what the others do.",
            kept.cost
        ),
        (Some(breach), None) => format!(
            "Agent {who} changes on days {list}, since the given line breaks {}: {}.",
            breach.rule, breach.detail
        ),
        (None, None) => format!(
            "Agent {who} changes on days {list}, since the given line has a shift that the plan does not have any more."
        ),
    }
}
