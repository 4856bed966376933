use serde::{Deserialize, Serialize};

use super::again::{Again, hours, solve_again};
use super::prices::{Confirm, prices};
use super::program::{Program, best_line, values};
use super::relax::{Slack, relax_plan};
use super::{Constraint, ExplainError, Unit, constraints_of_plan};
use crate::columns::Minima;
use crate::lines::Pricer;
use crate::problem::{Line, PlanIndex, Problem};
use crate::search::Solution;
use crate::search::control::Control;
use crate::search::general::Desk;

/// What a rule of a work plan costs: what the objective would fall by with the rule a unit looser for all its agents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RulePrice {
    /// Stable, kebab-case: `rule-costs`.
    pub code: String,
    /// The plan.
    pub plan: PlanIndex,
    /// The rule's limit.
    pub constraint: Constraint,
    /// The rule it belongs to, a name from [`crate::rules`].
    pub rule: String,
    /// Units it is loosened by: one step of the plan's paid lengths for limits of paid time, an hour for rest and starts, one
    /// for all else; 0 for what has no units and is dropped.
    pub units: u32,
    /// What a unit is.
    pub unit: Unit,
    /// Agents whose best line is worth more without the unit.
    pub agents: usize,
    /// What the linear program's prices predict: the gain of the best line over these agents, and [`RulePrice::slack`]. The
    /// linear program cannot gain more; it gains less where prices move.
    pub predicted: f64,
    /// Of that, how far the linear program is from its own bound at these prices.
    pub slack: f64,
    /// More agent-hours on the queue, where a head has worth, of these best lines.
    pub predicted_agent_hours: f64,
    /// What solving again came to, for the rules that were confirmed.
    pub confirmed: Option<Confirmed>,
    /// For people.
    pub text: String,
}

/// A change judged by solving again, from the same roster and with the same work.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Confirmed {
    /// What the linear program gained.
    pub program_gain: f64,
    /// Objective of the roster without the change.
    pub objective_before: f64,
    /// And with it.
    pub objective_after: f64,
    /// No roster without the change costs less.
    pub bound_before: f64,
    /// And with it.
    pub bound_after: f64,
    /// Agent-hours fewer missing.
    pub short_hours_saved: f64,
    /// Agent-hours fewer idle.
    pub idle_hours_saved: f64,
}

impl Confirmed {
    /// What the roster gained.
    #[must_use]
    pub fn gain(&self) -> f64 {
        self.objective_before - self.objective_after
    }

    /// A sentence about it; `how` says what was changed.
    pub(crate) fn told(&self, how: &str) -> String {
        format!(
            " Solved again {how}: the roster costs {:.2} less, with {:.2} agent-hours fewer short.",
            self.gain(),
            self.short_hours_saved
        )
    }

    pub(crate) fn between(
        (problem, before, program): (&Problem, &Solution, f64),
        (changed, after, changed_program): (&Problem, &Solution, f64),
    ) -> Self {
        let short = |problem: &Problem, of: &Solution| hours(problem, &of.under);
        let idle = |problem: &Problem, of: &Solution| hours(problem, &of.over);
        Confirmed {
            program_gain: program - changed_program,
            objective_before: before.objective,
            objective_after: after.objective,
            bound_before: before.bound,
            bound_after: after.bound,
            short_hours_saved: short(problem, before) - short(changed, after),
            idle_hours_saved: idle(problem, before) - idle(changed, after),
        }
    }
}

/// Prices every rule that costs anything, the dearest first, and confirms the `confirm` dearest by solving again; what `stop`
/// leaves no time to confirm is told as predicted.
///
/// **Theory.** With the prices π of the linear program, no roster costs less than the demand at π less what the best lines
/// are worth at π. A looser rule changes only what the best lines are worth: the sum of what they gain is thus the most
/// the linear program can gain, and what it does gain for small changes.
///
/// # Errors
/// [`ExplainError`] for a problem, roster or horizon that cannot be priced, and when `stop` says so before all is predicted.
pub fn rule_prices(
    problem: &Problem,
    lines: &[Line],
    confirm: usize,
    stop: &dyn Fn() -> bool,
) -> Result<Vec<RulePrice>, ExplainError> {
    let confirmed = Confirm {
        rules: Some(confirm),
        agents: None,
    };
    Ok(prices(problem, lines, confirmed, stop)?.rules)
}

/// All rules of the plans at the prices of a linear program, those that cost something.
pub(crate) fn predicted_rules(
    desk: &Desk<'_>,
    pricer: &mut Pricer,
    (program, slacks): (&Program, &[Option<f64>]),
    control: &mut Control<'_>,
) -> Result<Vec<RulePrice>, ExplainError> {
    let problem = desk.problem;
    let mut prices = Vec::new();
    for plan in 0..problem.plans.len() {
        for what in constraints_of_plan(problem, &problem.plans[plan]) {
            if control.should_stop() {
                return Err(ExplainError::Stopped);
            }
            let priced = predict(desk, pricer, (program, slacks), plan, &what);
            prices.extend(
                priced.filter(|one| one.predicted - one.slack > 1e-6 * (1.0 + program.objective)),
            );
        }
    }
    prices.sort_by(|a, b| b.predicted.total_cmp(&a.predicted));
    Ok(prices)
}

/// Solves again without the rule.
pub(crate) fn confirm_rule(
    problem: &Problem,
    base: &Again,
    price: &mut RulePrice,
    control: &mut Control<'_>,
) -> Result<(), ExplainError> {
    let start: Vec<Option<Line>> = base.solution.lines.iter().cloned().map(Some).collect();
    let relaxed = relaxed(problem, price.plan, &price.constraint, price.units);
    let again = solve_again(&relaxed, &start, control)?;
    let confirmed = Confirmed::between(
        (problem, &base.solution, base.program),
        (&relaxed, &again.solution, again.program),
    );
    price.text.push_str(&confirmed.told("without it"));
    price.confirmed = Some(confirmed);
    Ok(())
}

/// The problem with a rule looser; 0 units drop it.
pub(crate) fn relaxed(
    problem: &Problem,
    plan: PlanIndex,
    what: &Constraint,
    units: u32,
) -> Problem {
    let by = match units {
        0 => Slack::All,
        units => Slack::Units(units),
    };
    let mut changed = problem.clone();
    relax_plan(problem, &mut changed.plans[plan], what, by);
    changed
}

/// What one unit of a rule is when it is priced.
fn unit_of(desk: &Desk<'_>, plan: PlanIndex, what: &Constraint) -> u32 {
    let hour = u32::try_from(desk.problem.slots_down(60)).unwrap_or(1);
    match what {
        Constraint::MinimumRest | Constraint::StartConsistency => hour.max(1),
        _ if what.unit() == Unit::Slots => {
            let books = desk.books.iter().filter(|book| book.plan == plan);
            let step = books.map(|book| book.unit).min().unwrap_or(1);
            u32::try_from(step).unwrap_or(1)
        }
        _ if what.unit() == Unit::Whole => 0,
        _ => 1,
    }
}

fn predict(
    desk: &Desk<'_>,
    pricer: &mut Pricer,
    (program, slacks): (&Program, &[Option<f64>]),
    plan: PlanIndex,
    what: &Constraint,
) -> Option<RulePrice> {
    let problem = desk.problem;
    let units = unit_of(desk, plan, what);
    let changed = relaxed(problem, plan, what, units);
    let mut looser = Desk::new(&changed);
    // The same minima given up, so that every line of before is there.
    let minima: Vec<Minima> = (0..desk.classes.len())
        .map(|class| desk.book(class).minima)
        .collect();
    looser.make_books(&minima);
    let mut its_pricer = Pricer::default();
    let hours_per_slot = f64::from(problem.slot_minutes) / 60.0;
    let mut best: Option<RulePrice> = None;
    for (duals, slack) in program.points.iter().zip(slacks) {
        let (mut predicted, mut agents, mut more) = (0.0, 0, 0.0);
        for (class, who) in desk.classes.iter().enumerate() {
            if who.plan != plan {
                continue;
            }
            let worth = values(desk, class, duals);
            let (old, before) = best_line(desk, pricer, class, &worth)?;
            let (new, after) = best_line(&looser, &mut its_pricer, class, &worth)?;
            let gain = after - before;
            if gain <= 1e-7 {
                continue;
            }
            predicted += who.agents.len() as f64 * gain;
            agents += who.agents.len();
            let of_worth = |cover: &[usize]| {
                let slots = cover.iter().filter(|&&slot| worth.slots[slot] > 1e-9);
                slots.count() as f64
            };
            let slots = of_worth(&new.cover) - of_worth(&old.cover);
            more += who.agents.len() as f64 * slots * hours_per_slot;
        }
        let Some(slack) = *slack else {
            continue;
        };
        if best
            .as_ref()
            .is_some_and(|best| best.predicted <= predicted + slack)
        {
            continue;
        }
        best = Some(RulePrice {
            code: "rule-costs".into(),
            plan,
            constraint: what.clone(),
            rule: what.rule().to_owned(),
            units,
            unit: what.unit(),
            agents,
            predicted: predicted + slack,
            slack,
            predicted_agent_hours: more,
            confirmed: None,
            text: String::new(),
        });
    }
    best.map(|price| RulePrice {
        text: told(problem, &price),
        ..price
    })
}

fn told(problem: &Problem, price: &RulePrice) -> String {
    let plan = &problem.plans[price.plan];
    let looser = match price.unit {
        Unit::Slots => format!("{} minutes looser", price.units * problem.slot_minutes),
        Unit::Whole => "dropped".into(),
        Unit::Days => "a day looser".into(),
        Unit::Weekends => "a weekend looser".into(),
        Unit::Shifts => "a shift looser".into(),
    };
    format!(
        "Plan {}, {}: {looser}, up to {:.2} less by the prices of the linear program, for {} agents.",
        plan.id,
        price.constraint.text(plan),
        price.predicted,
        price.agents
    )
}
