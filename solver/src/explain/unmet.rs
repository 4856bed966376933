use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::alternative::Alternative;
use super::conflict::{Conflict, conflict_of_valid};
use super::standing::{Standing, days_reaching, standing};
use super::{ExplainError, UnmetTarget, reading};
use crate::lines::{Duty, Pricer};
use crate::problem::{AgentIndex, GroupIndex, Line, Problem, Slot};
use crate::search::general::{Desk, Roster};

/// What stands against meeting demand in one place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Unmet {
    /// The place: of a range of slots the one in which most heads are missing, the first of several.
    pub target: UnmetTarget,
    /// Heads, or agents on the shift, required.
    pub required: f64,
    /// Missing of them.
    pub missing: f64,
    /// Most agents who could be there, each with a line that keeps the hard rules, whatever else they serve. Fewer than
    /// required: no roster can meet it.
    pub most_possible: usize,
    /// All agents, sorted by what stands against them; the causes with most agents who could help come first.
    pub causes: Vec<UnmetCause>,
    /// For people.
    pub text: String,
}

/// Agents against whom the same stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UnmetCause {
    /// Stable, kebab-case: `rule-at-limit` (hard rules forbid a shift more in the line they have; another line may be
    /// possible), `costs-more` (nothing forbids a shift more, it would cost more elsewhere), `costs-less` (it would not: the
    /// search ended early), `on-break`, `impossible` (no line is there then), `absent` (away, on a fixed day off, or
    /// locked to another shift), `no-shift` (no shift of the plan, in their week of its rotation, is there), `at-work`
    /// (there, for this group or another of theirs), or `lacks-skill`.
    pub code: String,
    /// The rules at their limit, names from [`crate::rules`]; the fewest that a shift more would break.
    pub rules: Vec<String>,
    /// The agents.
    pub agents: Vec<AgentIndex>,
    /// The cheapest way for one of them to be there, all others held: what is gained there is part of it.
    pub cheapest: Option<Alternative>,
    /// For the first of those to whom it is impossible: why; none where the breaks of its shifts alone stand against it.
    pub conflict: Option<Conflict>,
}

/// The order in which causes are told.
const ORDER: [&str; 9] = [
    "costs-less",
    "costs-more",
    "rule-at-limit",
    "on-break",
    "impossible",
    "absent",
    "no-shift",
    "at-work",
    "lacks-skill",
];

/// Costs nearer than this are the same.
const NOTICED: f64 = 1e-6;

/// Why a group is short in a range of slots: what stands against every agent in the worst of them.
///
/// # Errors
/// [`ExplainError`] when the problem is not valid, the roster none of it, or the group or range outside it.
pub fn why_unmet(
    problem: &Problem,
    lines: &[Line],
    group: GroupIndex,
    slots: Range<Slot>,
) -> Result<Unmet, ExplainError> {
    let (desk, mut pricer) = reading::ready(problem)?;
    let roster = reading::roster(&desk, lines)?;
    let Some(demand) = problem.groups.get(group) else {
        return Err(ExplainError::Unknown {
            what: "group",
            found: group.to_string(),
            remedy: "give the position of one of its groups",
        });
    };
    let range = slots.start..slots.end.min(problem.horizon_slots());
    let staffed = super::difference::staffed(&desk, &roster);
    let missing = |slot: usize| (demand.required[slot] - staffed[group][slot]).max(0.0);
    let worst = range.clone().reduce(|worst, slot| {
        if missing(slot) > missing(worst) + NOTICED {
            slot
        } else {
            worst
        }
    });
    let Some(slot) = worst else {
        return Err(ExplainError::Unknown {
            what: "range of slots",
            found: format!("{}..{}", slots.start, slots.end),
            remedy: "give slots of the horizon, the first before the last",
        });
    };
    let target = UnmetTarget::Slot { group, slot };
    let required = demand.required[slot];
    unmet(
        &desk,
        &mut pricer,
        &roster,
        target,
        (required, missing(slot)),
    )
}

/// Why agents are missing on a shift: what stands against every agent.
///
/// # Errors
/// [`ExplainError`] when the problem is not valid, the roster none of it, or the entry none of [`Problem::shift_demand`].
pub fn why_shift_unmet(
    problem: &Problem,
    lines: &[Line],
    entry: usize,
) -> Result<Unmet, ExplainError> {
    let (desk, mut pricer) = reading::ready(problem)?;
    let roster = reading::roster(&desk, lines)?;
    let Some(demand) = problem.shift_demand.get(entry) else {
        return Err(ExplainError::Unknown {
            what: "entry of the shift demand",
            found: entry.to_string(),
            remedy: "give the position of one of its entries",
        });
    };
    let required = f64::from(demand.required);
    let missing = (required - f64::from(roster.heads.shifts[entry])).max(0.0);
    let target = UnmetTarget::Shift {
        day: demand.day,
        template: demand.template.clone(),
    };
    unmet(&desk, &mut pricer, &roster, target, (required, missing))
}

fn unmet(
    desk: &Desk<'_>,
    pricer: &mut Pricer,
    roster: &Roster<'_>,
    target: UnmetTarget,
    (required, missing): (f64, f64),
) -> Result<Unmet, ExplainError> {
    let problem = desk.problem;
    let mut causes: BTreeMap<(usize, Vec<&'static str>), UnmetCause> = BTreeMap::new();
    let mut known: Vec<(usize, Vec<Option<Duty>>, Standing)> = Vec::new();
    let mut most_possible = 0;
    for agent in 0..problem.agents.len() {
        let class = desk.class_of[agent];
        let duties = &roster.lines[agent].piece.duties;
        let same = known
            .iter()
            .find(|(other, line, _)| *other == class && line == duties);
        let standing = match same {
            Some((_, _, standing)) => standing.clone(),
            None => {
                let found = standing(desk, pricer, roster, agent, &target)?;
                known.push((class, duties.clone(), found.clone()));
                found
            }
        };
        most_possible += usize::from(standing.can_be_there);
        let rank = ORDER.iter().position(|code| *code == standing.code);
        let key = (rank.unwrap_or(ORDER.len()), standing.rules.clone());
        let cause = causes.entry(key).or_insert_with(|| UnmetCause {
            code: standing.code.into(),
            rules: standing.rules.iter().map(|&rule| rule.to_owned()).collect(),
            agents: Vec::new(),
            cheapest: None,
            conflict: None,
        });
        cause.agents.push(agent);
        let cost = |other: &Alternative| other.difference.cost;
        if let Some(other) = standing.alternative
            && cause
                .cheapest
                .as_ref()
                .is_none_or(|best| cost(&other) < cost(best))
        {
            cause.cheapest = Some(other);
        }
    }
    let mut causes: Vec<UnmetCause> = causes.into_values().collect();
    for cause in causes.iter_mut().filter(|cause| cause.code == "impossible") {
        let Some(&agent) = cause.agents.first() else {
            continue;
        };
        if let Some(&day) = days_reaching(desk, desk.class_of[agent], &target).first() {
            let requirement = target.requirement(day);
            cause.conflict = conflict_of_valid(problem, agent, Some(&requirement))?;
        }
    }
    let mut found = Unmet {
        target,
        required,
        missing,
        most_possible,
        causes,
        text: String::new(),
    };
    found.text = told(problem, &found);
    Ok(found)
}

fn told(problem: &Problem, found: &Unmet) -> String {
    let (place, missing, required) = (found.target.text(problem), found.missing, found.required);
    let mut text = format!("{place}: {missing:.2} of {required:.2} missing.");
    if (found.most_possible as f64) < required - NOTICED {
        text.push_str(&format!(
            " No roster can meet it: {} agents at most can be there.",
            found.most_possible
        ));
    }
    for cause in &found.causes {
        let count = cause.agents.len();
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
        text.push_str(&format!(" {count} {why}"));
        match &cause.cheapest {
            Some(other) => text.push_str(&format!(
                " ({:+.2} for the cheapest).",
                other.difference.cost
            )),
            None => text.push('.'),
        }
    }
    text
}
