use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::added_shift::{rules_against, shift_of};
use super::alternative::{Alternative, Seated};
use super::conflict::{Conflict, conflict_of_valid};
use super::{ExplainError, Requirement, reading};
use crate::lines::{Duty, Piece, Pricer};
use crate::problem::{AgentIndex, DayIndex, GroupIndex, Line, Problem, Slot};
use crate::search::general::{Desk, Roster};

/// What stands against covering a group's worst slot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Unmet {
    /// The group.
    pub group: GroupIndex,
    /// The slot of the range asked about in which most heads are missing, the first of several.
    pub slot: Slot,
    /// Heads required.
    pub required: f64,
    /// Heads missing.
    pub missing: f64,
    /// Most agents of the skill who could be on the queue then, each with a line that keeps the hard rules, whatever else
    /// they serve. Fewer than required: no roster can meet it.
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
    /// locked to another shift), `no-shift` (no shift of the plan reaches the slot), `at-work` (on the queue, for this group or another of
    /// theirs), or `lacks-skill`.
    pub code: String,
    /// The rules at their limit, names from [`crate::rules`]; the fewest that a shift more would break.
    pub rules: Vec<String>,
    /// The agents.
    pub agents: Vec<AgentIndex>,
    /// The cheapest way for one of them to be on the queue in the slot, all others held: what is gained there is part of it.
    pub cheapest: Option<Alternative>,
    /// For the first of those to whom it is impossible: why.
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
                let found = standing(&desk, &mut pricer, &roster, agent, group, slot);
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
        if let Some(day) = days_reaching(&desk, desk.class_of[agent], slot).first() {
            let requirement = Requirement::Present { day: *day, slot };
            cause.conflict = conflict_of_valid(problem, agent, Some(&requirement))?;
        }
    }
    let text = told(problem, group, slot, missing(slot), most_possible, &causes);
    Ok(Unmet {
        group,
        slot,
        required: demand.required[slot],
        missing: missing(slot),
        most_possible,
        causes,
        text,
    })
}

/// What stands against one agent.
#[derive(Clone)]
struct Standing {
    code: &'static str,
    rules: Vec<&'static str>,
    can_be_there: bool,
    alternative: Option<Alternative>,
}

fn standing(
    desk: &Desk<'_>,
    pricer: &mut Pricer,
    roster: &Roster<'_>,
    agent: AgentIndex,
    group: GroupIndex,
    slot: Slot,
) -> Standing {
    let problem = desk.problem;
    let class = desk.class_of[agent];
    let simple = |code: &'static str, can_be_there: bool| Standing {
        code,
        rules: Vec::new(),
        can_be_there,
        alternative: None,
    };
    if !problem.agents[agent].groups.contains(&group) {
        return simple("lacks-skill", false);
    }
    let piece = &roster.lines[agent].piece;
    if piece.cover.binary_search(&slot).is_ok() {
        return simple("at-work", true);
    }
    let days = days_reaching(desk, class, slot);
    if days.is_empty() {
        return simple("no-shift", false);
    }
    let free = |&day: &DayIndex| {
        let options = desk.book(class).days[day].options.iter();
        options
            .zip(&desk.personal[class].option_cost[day])
            .any(|(option, cost)| cost.is_finite() && (option.start..option.end()).contains(&slot))
    };
    if !days.iter().any(free) {
        return simple("absent", false);
    }
    let seated = Seated::new(desk, roster.clone(), agent);
    let there = best_there(&seated, pricer, &days, slot);
    let Some(there) = there else {
        return simple("impossible", false);
    };
    let alternative = seated.alternative(&there);
    let line = piece.line(problem, desk.book(class), agent);
    let is_present = line
        .shifts
        .iter()
        .any(|shift| (shift.start_slot..shift.end_slot).contains(&slot));
    let against = if is_present {
        BTreeSet::new()
    } else {
        fewest_rules_against(desk, class, &line, &days, slot)
    };
    let cost = alternative
        .as_ref()
        .map_or(0.0, |other| other.difference.cost);
    let code = if cost < -NOTICED {
        "costs-less"
    } else if is_present {
        "on-break"
    } else if against.is_empty() {
        "costs-more"
    } else {
        "rule-at-limit"
    };
    Standing {
        code,
        rules: against.into_iter().collect(),
        can_be_there: true,
        alternative,
    }
}

/// Days on which a shift of the plan starts that is present in a slot.
fn days_reaching(desk: &Desk<'_>, class: usize, slot: Slot) -> Vec<DayIndex> {
    let days = desk.book(class).days.iter().enumerate();
    days.filter(|(_, day)| {
        let mut options = day.options.iter();
        options.any(|option| (option.start..option.end()).contains(&slot))
    })
    .map(|(day, _)| day)
    .collect()
}

/// The best line that is on the queue in a slot.
fn best_there(
    seated: &Seated<'_, '_>,
    pricer: &mut Pricer,
    days: &[DayIndex],
    slot: Slot,
) -> Option<Piece> {
    let desk = seated.desk;
    // So much that breaks are anywhere else if they can be.
    let bonus = 1e6 * desk.problem.relaxation_price_per_slot();
    let mut found: Option<Piece> = None;
    for &day in days {
        let mut personal = desk.personal[seated.class()].clone();
        let book = desk.book(seated.class());
        Requirement::Present { day, slot }.require(desk.problem, book, &mut personal);
        let piece = seated.best(pricer, &personal, Some((slot, bonus)));
        let Some(piece) = piece.filter(|piece| piece.cover.binary_search(&slot).is_ok()) else {
            continue;
        };
        if found
            .as_ref()
            .is_none_or(|best| seated.worth(&piece) > seated.worth(best))
        {
            found = Some(piece);
        }
    }
    found
}

fn fewest_rules_against(
    desk: &Desk<'_>,
    class: usize,
    line: &Line,
    days: &[DayIndex],
    slot: Slot,
) -> BTreeSet<&'static str> {
    let problem = desk.problem;
    let plan = &problem.plans[desk.book(class).plan];
    let mut fewest: Option<BTreeSet<&'static str>> = None;
    for &day in days {
        let options = desk.book(class).days[day].options.iter();
        let costs = &desk.personal[class].option_cost[day];
        for (option, _) in options.zip(costs).filter(|(_, cost)| cost.is_finite()) {
            if !(option.start..option.end()).contains(&slot) {
                continue;
            }
            let Some(shift) = shift_of(problem, plan, day, option) else {
                continue;
            };
            let against = rules_against(problem, line, shift);
            if against.is_empty() {
                return against;
            }
            if fewest
                .as_ref()
                .is_none_or(|best| against.len() < best.len())
            {
                fewest = Some(against);
            }
        }
    }
    fewest.unwrap_or_default()
}

fn told(
    problem: &Problem,
    group: GroupIndex,
    slot: Slot,
    missing: f64,
    most_possible: usize,
    causes: &[UnmetCause],
) -> String {
    let demand = &problem.groups[group];
    let required = demand.required[slot];
    let mut text = format!(
        "{}: {missing:.2} of {required:.2} heads missing in slot {slot}.",
        demand.id
    );
    if (most_possible as f64) < required - NOTICED {
        text.push_str(&format!(
            " No roster can meet it: {most_possible} agents at most can be there."
        ));
    }
    for cause in causes {
        let count = cause.agents.len();
        let why = match cause.code.as_str() {
            "costs-less" => "could be there for less than it saves; search longer".to_owned(),
            "costs-more" => "could be there at a cost elsewhere".to_owned(),
            "rule-at-limit" => format!("at the limit of {}", cause.rules.join(" and ")),
            "on-break" => "on a break or meal".to_owned(),
            "impossible" => "with no line that is there".to_owned(),
            "absent" => "away, off or locked".to_owned(),
            "no-shift" => "without a shift that reaches it".to_owned(),
            "at-work" => "on the queue".to_owned(),
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
