use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::master::SlotCost;
use crate::problem::{
    AgentIndex, ColleaguePair, DayIndex, DemandGroup, GroupIndex, Line, Problem, Slot,
    colleague_pairs,
};
use crate::rules::{
    DAYS_PER_WEEK, MINIMUM_SHIFTS, PAID_MINUTES_IN_PERIOD, PAID_MINUTES_PER_WEEK, REQUESTS,
    rules_of,
};
use crate::search::general::{Desk, Heads, Roster};

/// What one roster costs more than another, split by where it comes from; the parts add up to the whole.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// Cost of the second less that of the first, in the unit of the objective.
    pub cost: f64,
    /// Demand by slot, in stretches.
    pub coverage: Vec<CoverageChange>,
    /// Demand by shift.
    pub shifts: Vec<ShiftChange>,
    /// Agents on breaks beyond a limit, by limit.
    pub breaks: Vec<BreakChange>,
    /// Wishes to work with colleagues, by wish.
    pub colleagues: Vec<ColleagueChange>,
    /// Soft rules and relaxed minima, by agent and rule.
    pub rules: Vec<RuleChange>,
    /// Wishes, by agent.
    pub wishes: Vec<RuleChange>,
}

/// A stretch of slots in which a group is staffed otherwise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CoverageChange {
    /// The group.
    pub group: GroupIndex,
    /// First slot.
    pub start_slot: Slot,
    /// The slot after the last.
    pub end_slot: Slot,
    /// Heads × slots more missing; negative where fewer are.
    pub under_slots: f64,
    /// Heads × slots more idle; negative where fewer are.
    pub over_slots: f64,
    /// What that costs more.
    pub cost: f64,
}

/// A shift of the demand by shift on which other agents are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ShiftChange {
    /// Position in [`Problem::shift_demand`].
    pub entry: usize,
    /// The day.
    pub day: DayIndex,
    /// The template.
    pub template: String,
    /// Agents before.
    pub before: u32,
    /// Agents after.
    pub after: u32,
    /// What that costs more.
    pub cost: f64,
}

/// A limit on breaks beyond which there are more agents, or fewer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BreakChange {
    /// Position in [`Problem::break_limits`].
    pub limit: usize,
    /// Agents × slots more beyond it; negative where fewer are.
    pub over_slots: f64,
    /// What that costs more.
    pub cost: f64,
}

/// Two agents who are to work the same shifts and do so on other days.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ColleagueChange {
    /// Who has the wish.
    pub agent: AgentIndex,
    /// With whom.
    pub colleague: AgentIndex,
    /// Days apart before.
    pub before: u32,
    /// Days apart after.
    pub after: u32,
    /// What that costs more.
    pub cost: f64,
}

/// What an agent's line pays otherwise for a rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RuleChange {
    /// Whose line.
    pub agent: AgentIndex,
    /// The rule's name.
    pub rule: String,
    /// What the line pays more.
    pub cost: f64,
    /// What the judge says of it before.
    pub before: Vec<String>,
    /// And after.
    pub after: Vec<String>,
}

/// Costs nearer than this are the same.
const SAME: f64 = 1e-9;

/// Compares two rosters of one problem.
pub(crate) fn difference(desk: &Desk<'_>, before: &Roster<'_>, after: &Roster<'_>) -> Difference {
    let mut found = Difference {
        coverage: coverage(desk, before, after),
        shifts: shifts(desk, before, after),
        breaks: breaks(desk, before, after),
        colleagues: colleagues(desk, before, after),
        ..Difference::default()
    };
    for agent in 0..before.lines.len() {
        let (old, new) = (&before.lines[agent].piece, &after.lines[agent].piece);
        if old.duties == new.duties {
            continue;
        }
        let line = |piece: &crate::lines::Piece| {
            piece.line(desk.problem, desk.book(desk.class_of[agent]), agent)
        };
        for change in rule_changes(desk, &line(old), &line(new)) {
            if change.rule == REQUESTS {
                found.wishes.push(change);
            } else {
                found.rules.push(change);
            }
        }
    }
    let rules = found.rules.iter().chain(&found.wishes);
    found.cost = found.coverage.iter().map(|change| change.cost).sum::<f64>()
        + found.shifts.iter().map(|change| change.cost).sum::<f64>()
        + found.breaks.iter().map(|change| change.cost).sum::<f64>()
        + found
            .colleagues
            .iter()
            .map(|change| change.cost)
            .sum::<f64>()
        + rules.map(|change| change.cost).sum::<f64>();
    found
}

/// Counted afresh, so that equal heads are split equally.
pub(crate) fn staffed(desk: &Desk<'_>, roster: &Roster<'_>) -> Vec<Vec<f64>> {
    let mut heads = Heads::none(desk);
    for (line, &class) in roster.lines.iter().zip(&desk.class_of) {
        heads.add(desk.skill(class), &line.piece);
    }
    heads.staffing().staffed()
}

fn coverage(desk: &Desk<'_>, before: &Roster<'_>, after: &Roster<'_>) -> Vec<CoverageChange> {
    let (before, after) = (staffed(desk, before), staffed(desk, after));
    let mut changes = Vec::new();
    for (index, group) in desk.problem.groups.iter().enumerate() {
        let mut open: Option<CoverageChange> = None;
        for (slot, &required) in group.required.iter().enumerate() {
            let (old, new) = (before[index][slot], after[index][slot]);
            if (old - new).abs() < SAME {
                changes.extend(open.take());
                continue;
            }
            let under = (required - new).max(0.0) - (required - old).max(0.0);
            let over = (new - required).max(0.0) - (old - required).max(0.0);
            let cost = cost_of_heads(group, required, new) - cost_of_heads(group, required, old);
            match &mut open {
                Some(stretch) if (stretch.cost > 0.0) == (cost > 0.0) => {
                    stretch.end_slot = slot + 1;
                    stretch.under_slots += under;
                    stretch.over_slots += over;
                    stretch.cost += cost;
                }
                _ => {
                    changes.extend(open.take());
                    open = Some(CoverageChange {
                        group: index,
                        start_slot: slot,
                        end_slot: slot + 1,
                        under_slots: under,
                        over_slots: over,
                        cost,
                    });
                }
            }
        }
        changes.extend(open);
    }
    changes
}

/// Cost of `heads` where `required` are needed.
pub(crate) fn cost_of_heads(group: &DemandGroup, required: f64, heads: f64) -> f64 {
    SlotCost::new(group).of(required - heads)
}

fn colleagues(desk: &Desk<'_>, before: &Roster<'_>, after: &Roster<'_>) -> Vec<ColleagueChange> {
    let template = |roster: &Roster<'_>, agent: AgentIndex, day: DayIndex| {
        let book = desk.book(desk.class_of[agent]);
        let duty = roster.lines[agent].piece.duties[day].as_ref()?;
        let template = book.days[day].options[duty.option].template;
        Some(&desk.problem.plans[book.plan].shifts[template].id)
    };
    let apart = |roster: &Roster<'_>, pair: &ColleaguePair<'_>| {
        let days = pair.days.iter();
        let differs = |&&day: &&DayIndex| {
            template(roster, pair.agent, day) != template(roster, pair.colleague, day)
        };
        u32::try_from(days.filter(differs).count()).unwrap_or(u32::MAX)
    };
    let pairs = colleague_pairs(desk.problem);
    let change = |pair: &ColleaguePair<'_>| {
        let (before, after) = (apart(before, pair), apart(after, pair));
        (before != after).then(|| ColleagueChange {
            agent: pair.agent,
            colleague: pair.colleague,
            before,
            after,
            cost: (f64::from(after) - f64::from(before)) * pair.price,
        })
    };
    pairs.iter().filter_map(change).collect()
}

fn breaks(desk: &Desk<'_>, before: &Roster<'_>, after: &Roster<'_>) -> Vec<BreakChange> {
    let beyond = |roster: &Roster<'_>, limit: usize| -> f64 {
        let skill = desk.supply.break_skill(limit);
        let most = f64::from(desk.problem.break_limits[limit].most_at_once);
        let slots = roster.heads.staffing().heads().iter();
        slots
            .map(|heads| (f64::from(heads[skill]) - most).max(0.0))
            .sum()
    };
    let change = |limit: usize| {
        let over_slots = beyond(after, limit) - beyond(before, limit);
        (over_slots.abs() > SAME).then(|| BreakChange {
            limit,
            over_slots,
            cost: over_slots * desk.problem.break_limits[limit].over_cost_per_slot,
        })
    };
    (0..desk.problem.break_limits.len())
        .filter_map(change)
        .collect()
}

fn shifts(desk: &Desk<'_>, before: &Roster<'_>, after: &Roster<'_>) -> Vec<ShiftChange> {
    let mut changes = Vec::new();
    for (entry, demand) in desk.problem.shift_demand.iter().enumerate() {
        let (old, new) = (before.heads.shifts[entry], after.heads.shifts[entry]);
        if old != new {
            changes.push(ShiftChange {
                entry,
                day: demand.day,
                template: demand.template.clone(),
                before: old,
                after: new,
                cost: after.heads.shift_cost(entry) - before.heads.shift_cost(entry),
            });
        }
    }
    changes
}

type Paid = BTreeMap<String, (f64, Vec<String>)>;

fn rule_changes(desk: &Desk<'_>, before: &Line, after: &Line) -> Vec<RuleChange> {
    let mut rules: BTreeMap<String, (Paid, Paid)> = BTreeMap::new();
    for (rule, paid) in paid(desk, before) {
        rules.entry(rule.clone()).or_default().0.insert(rule, paid);
    }
    for (rule, paid) in paid(desk, after) {
        rules.entry(rule.clone()).or_default().1.insert(rule, paid);
    }
    let mut changes = Vec::new();
    for (rule, (old, new)) in rules {
        let take = |mut paid: Paid| paid.remove(&rule).unwrap_or_default();
        let ((old_cost, old_told), (new_cost, new_told)) = (take(old), take(new));
        if (old_cost - new_cost).abs() > SAME || old_told != new_told {
            changes.push(RuleChange {
                agent: before.agent,
                cost: new_cost - old_cost,
                before: old_told,
                after: new_told,
                rule,
            });
        }
    }
    changes
}

/// What a line pays, by rule, as the judge sees it.
fn paid(desk: &Desk<'_>, line: &Line) -> Paid {
    let problem: &Problem = desk.problem;
    let mut all = Paid::new();
    let relaxed = relaxed_rules(desk, line.agent);
    for rule in rules_of(problem, line.agent) {
        let mut add = |cost: f64, detail: String| {
            let (sum, told) = all.entry(rule.name().to_owned()).or_default();
            *sum += cost;
            told.push(detail);
        };
        for charge in rule.charges(line) {
            add(charge.cost, charge.detail);
        }
        if relaxed.contains(&rule.name()) {
            for breach in rule.breaches(line) {
                let each = if [DAYS_PER_WEEK, MINIMUM_SHIFTS].contains(&rule.name()) {
                    problem.relaxation_price_per_day()
                } else {
                    problem.relaxation_price_per_slot()
                };
                add(breach.shortfall as f64 * each, breach.detail);
            }
        }
    }
    all
}

/// Rules whose minima an agent may be short of at a price.
fn relaxed_rules(desk: &Desk<'_>, agent: AgentIndex) -> Vec<&'static str> {
    let minima = desk.book(desk.class_of[agent]).minima;
    let mut names = Vec::new();
    if minima.paid_relaxed {
        names.extend([PAID_MINUTES_PER_WEEK, PAID_MINUTES_IN_PERIOD]);
    }
    if minima.days_relaxed {
        names.extend([DAYS_PER_WEEK, MINIMUM_SHIFTS]);
    }
    names
}
