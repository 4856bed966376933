//! Why an agent has a line, and why not another.

use chrono::NaiveDate;
use crewcast_solver::explain::{Requirement, WhyNot, WhyThisLine};
use crewcast_solver::problem::Wish;
use serde::Serialize;

use super::conflicts::ConflictOfRules;
use super::terms::{AlternativeLine, LineShift, Terms};

/// Why an agent has the line of the roster.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LineExplanation {
    /// The agent.
    pub agent_id: String,
    /// Stable: `best-line`, `as-good-as-another`, `better-line-exists` (the search ended early) or `only-line`.
    pub code: String,
    /// What the roster costs less with this line than without the agent, hours of one agent too many.
    pub worth: f64,
    /// The line.
    pub shifts: Vec<LineShift>,
    /// The best other line, all other agents held, and why it was not taken: what it costs more, and where.
    pub alternative: Option<AlternativeLine>,
    /// The same as a sentence.
    pub text: String,
}

/// Why a wish is not in an agent's line.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WishExplanation {
    /// The agent.
    pub agent_id: String,
    /// The day of the wish.
    pub date: NaiveDate,
    /// The work plan's shift that was wished; absent for a day off.
    pub shift: Option<String>,
    /// Stable: `granted` (it is in the line), `requirement-impossible`, `costs-more` or `costs-no-more`.
    pub code: String,
    /// For `requirement-impossible`: the rules that forbid it together.
    pub conflict: Option<ConflictOfRules>,
    /// The best line with the wish, all other agents held.
    pub alternative: Option<AlternativeLine>,
    /// The same as a sentence.
    pub text: String,
}

pub(super) fn this_line(
    terms: &Terms<'_>,
    lines: &[crewcast_solver::problem::Line],
    found: &WhyThisLine,
) -> LineExplanation {
    let own = lines.iter().find(|line| line.agent == found.agent);
    LineExplanation {
        agent_id: terms.agent_id(found.agent),
        code: found.code.clone(),
        worth: found.worth,
        shifts: own.map(|line| terms.shifts(line)).unwrap_or_default(),
        alternative: found.alternative.as_ref().map(|one| terms.alternative(one)),
        text: terms.named(&found.text),
    }
}

pub(super) fn wish(terms: &Terms<'_>, found: &WhyNot) -> WishExplanation {
    let plan = terms.problem.agents.get(found.agent);
    let plan = plan.map_or(0, |agent| agent.plan);
    let date = terms.date(found.requirement.day());
    let shift = match &found.requirement {
        Requirement::Granted {
            wish: Wish::Shift(template),
            ..
        } => Some(terms.shift_of(plan, template)),
        _ => None,
    };
    let agent_id = terms.agent_id(found.agent);
    let conflict = found.conflict.as_ref();
    let conflict = conflict.map(|one| ConflictOfRules::of(terms, &[found.agent], one));
    let alternative = found.alone.as_ref().map(|one| terms.alternative(one));
    let what = match &shift {
        Some(shift) => format!("shift {shift:?} on {date}"),
        None => format!("{date} off"),
    };
    let who = terms.name(&agent_id);
    let text = match (&conflict, &alternative) {
        _ if found.code == "granted" => format!("{who} has {what} already."),
        (Some(conflict), _) => {
            let listed: Vec<&str> = conflict.constraints.iter().map(|one| &*one.text).collect();
            format!(
                "{who} cannot have {what}. These forbid it together: {}.",
                listed.join("; ")
            )
        }
        (None, Some(other)) => format!(
            "With {what} for {who} the roster costs {:.2} more, all others held.",
            other.difference.cost
        ),
        (None, None) => format!("No line of {who} with {what} was found."),
    };
    WishExplanation {
        code: found.code.clone(),
        agent_id,
        date,
        shift,
        conflict,
        alternative,
        text,
    }
}
