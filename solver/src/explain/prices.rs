use serde::{Deserialize, Serialize};

use super::again::{given_lines, solve_again};
use super::one_more::{OneMoreAgent, confirm_agent, predicted_agents};
use super::program::Program;
use super::rule_price::{RulePrice, confirm_rule, predicted_rules};
use super::{ExplainError, reading};
use crate::problem::{Line, Problem};
use crate::search::control::Control;

/// What rules cost and what one more agent would bring, by the prices of one linear program.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Prices {
    /// Rules that cost something, the dearest first; empty when they were not asked about.
    pub rules: Vec<RulePrice>,
    /// One more agent of every contract and skill set, the most welcome first; empty when that was not asked about.
    pub one_more_agent: Vec<OneMoreAgent>,
    /// Whether `stop` came before all was confirmed that should have been.
    pub stopped: bool,
}

/// What is asked about, and how many of each are confirmed by solving again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Confirm {
    /// The dearest rules; none asks about no rule.
    pub rules: Option<usize>,
    /// The most welcome agents; none asks about no agent.
    pub agents: Option<usize>,
}

/// Prices rules and agents at once, so that the linear program, by far the most of the work, is solved once.
///
/// # Errors
/// [`ExplainError`] for a problem, roster or horizon that cannot be priced, and when `stop` says so before all is predicted.
pub fn prices(
    problem: &Problem,
    lines: &[Line],
    confirm: Confirm,
    stop: &dyn Fn() -> bool,
) -> Result<Prices, ExplainError> {
    let (desk, mut pricer) = reading::ready(problem)?;
    let roster = reading::roster(&desk, lines)?;
    let mut silent = |_| ();
    let mut control = Control::new(stop, &mut silent);
    let program = Program::of(&desk, &mut pricer, &roster, &mut control)?;
    let slacks = program.slacks(&desk, &mut pricer);
    let mut found = Prices::default();
    if confirm.rules.is_some() {
        found.rules = predicted_rules(&desk, &mut pricer, (&program, &slacks), &mut control)?;
    }
    if confirm.agents.is_some() {
        found.one_more_agent = predicted_agents(&desk, (&program, &slacks), &mut control)?;
    }
    match confirmed(problem, lines, confirm, &mut found, &mut control) {
        Err(ExplainError::Stopped) => found.stopped = true,
        other => other?,
    }
    Ok(found)
}

fn confirmed(
    problem: &Problem,
    lines: &[Line],
    confirm: Confirm,
    found: &mut Prices,
    control: &mut Control<'_>,
) -> Result<(), ExplainError> {
    let rules = found.rules.iter_mut().take(confirm.rules.unwrap_or(0));
    let agents = found.one_more_agent.iter_mut();
    let agents = agents.take(confirm.agents.unwrap_or(0));
    if rules.len() + agents.len() == 0 {
        return Ok(());
    }
    let base = solve_again(problem, &given_lines(problem, lines), control)?;
    for price in rules {
        confirm_rule(problem, &base, price, control)?;
    }
    for one in agents {
        confirm_agent(problem, &base, one, control)?;
    }
    Ok(())
}
