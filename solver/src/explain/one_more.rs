use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::ExplainError;
use super::again::{Again, solve_again};
use super::prices::{Confirm, prices};
use super::program::{Program, best_line, values};
use super::rule_price::Confirmed;
use crate::problem::{Agent, GroupIndex, Line, PlanIndex, Problem};
use crate::search::control::Control;
use crate::search::general::{Desk, make_ready};

/// What one more agent of a contract and skill set would bring.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OneMoreAgent {
    /// Stable, kebab-case: `one-more-agent`.
    pub code: String,
    /// The contract.
    pub plan: PlanIndex,
    /// The groups served, ascending.
    pub groups: Vec<GroupIndex>,
    /// What the linear program's prices predict the objective would fall by: worth of the best line. Below 0 where the agent
    /// would have to be paid for and had nothing to do. The linear program cannot gain more.
    pub predicted: f64,
    /// Of that, how far the linear program is from its own bound at these prices.
    pub slack: f64,
    /// Agent-hours of the best line on the queue where a head has worth.
    pub predicted_agent_hours: f64,
    /// What solving again came to, when it was asked for.
    pub confirmed: Option<Confirmed>,
    /// For people.
    pub text: String,
}

/// Values one more agent, without absences, wishes or history, of every contract and skill set there is, and of every
/// contract for each group that nobody serves; the most welcome first. Confirms the first `confirm` by solving again; what
/// `stop` leaves no time to confirm is told as predicted.
///
/// # Errors
/// [`ExplainError`] for a problem, roster or horizon that cannot be priced, and when `stop` says so before all is predicted.
pub fn one_more_agent(
    problem: &Problem,
    lines: &[Line],
    confirm: usize,
    stop: &dyn Fn() -> bool,
) -> Result<Vec<OneMoreAgent>, ExplainError> {
    let confirmed = Confirm {
        rules: None,
        agents: Some(confirm),
    };
    Ok(prices(problem, lines, confirmed, stop)?.one_more_agent)
}

/// One more agent of every kind at the prices of a linear program.
pub(crate) fn predicted_agents(
    desk: &Desk<'_>,
    (program, slacks): (&Program, &[Option<f64>]),
    control: &mut Control<'_>,
) -> Result<Vec<OneMoreAgent>, ExplainError> {
    let problem = desk.problem;
    let there_are = desk.classes.iter();
    let mut kinds: BTreeSet<(PlanIndex, Vec<GroupIndex>)> = there_are
        .map(|class| (class.plan, class.groups.clone()))
        .collect();
    for group in 0..problem.groups.len() {
        let mut classes = desk.classes.iter();
        if !classes.any(|class| class.groups.contains(&group)) {
            kinds.extend((0..problem.plans.len()).map(|plan| (plan, vec![group])));
        }
    }
    let mut found = Vec::new();
    for (plan, groups) in kinds {
        if control.should_stop() {
            return Err(ExplainError::Stopped);
        }
        let alone = Problem {
            agents: vec![newcomer(problem, plan, &groups)],
            ..problem.clone()
        };
        let mut desk = Desk::new(&alone);
        let mut pricer = make_ready(&mut desk)?;
        let hours = f64::from(problem.slot_minutes) / 60.0;
        let mut best: Option<OneMoreAgent> = None;
        for (duals, slack) in program.points.iter().zip(slacks) {
            let worth = values(&desk, 0, duals);
            let (Some((piece, most)), Some(slack)) =
                (best_line(&desk, &mut pricer, 0, &worth), *slack)
            else {
                continue;
            };
            if best
                .as_ref()
                .is_some_and(|best| best.predicted <= most + slack)
            {
                continue;
            }
            let useful = piece.cover.iter().filter(|&&slot| worth.slots[slot] > 1e-9);
            best = Some(OneMoreAgent {
                code: "one-more-agent".into(),
                plan,
                groups: groups.clone(),
                predicted: most + slack,
                slack,
                predicted_agent_hours: useful.count() as f64 * hours,
                confirmed: None,
                text: told(problem, plan, &groups, most + slack),
            });
        }
        found.extend(best);
    }
    found.sort_by(|a, b| b.predicted.total_cmp(&a.predicted));
    Ok(found)
}

/// Solves again with the agent.
pub(crate) fn confirm_agent(
    problem: &Problem,
    base: &Again,
    one: &mut OneMoreAgent,
    control: &mut Control<'_>,
) -> Result<(), ExplainError> {
    let mut changed = problem.clone();
    changed
        .agents
        .push(newcomer(problem, one.plan, &one.groups));
    let lines = base.solution.lines.iter().cloned().map(Some);
    let start: Vec<Option<Line>> = lines.chain([None]).collect();
    let again = solve_again(&changed, &start, control)?;
    let confirmed = Confirmed::between(
        (problem, &base.solution, base.program),
        (&changed, &again.solution, again.program),
    );
    one.text.push_str(&confirmed.told("with the agent"));
    one.confirmed = Some(confirmed);
    Ok(())
}

/// An agent nobody knows yet.
fn newcomer(problem: &Problem, plan: PlanIndex, groups: &[GroupIndex]) -> Agent {
    let taken = |id: &String| problem.agents.iter().any(|agent| agent.id == *id);
    let mut id = "one more".to_owned();
    while taken(&id) {
        id.push('+');
    }
    Agent {
        id,
        plan,
        groups: groups.to_vec(),
        ..Agent::default()
    }
}

fn told(problem: &Problem, plan: PlanIndex, groups: &[GroupIndex], worth: f64) -> String {
    let names: Vec<&str> = groups
        .iter()
        .map(|&group| problem.groups[group].id.as_str())
        .collect();
    let skills = if names.is_empty() {
        "no skill".into()
    } else {
        names.join(", ")
    };
    let brings = if worth < 0.0 {
        format!("{:.2} more at least", -worth)
    } else {
        format!("up to {worth:.2} less")
    };
    format!(
        "One more agent of plan {} for {skills}: {brings} by the prices of the linear program.",
        problem.plans[plan].id
    )
}
