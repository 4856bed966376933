//! A linear cut for every goal, from what one more agent of each group would do to it.

use super::answer::Cut;
use super::evaluate::{Effort, Evaluate};
use super::judge::{Halt, Judge};
use super::problem::Problem;

/// Gains below this share of the greatest are noise, or too dear to build on.
const TELLING_SHARE: f64 = 0.05;

/// Draws a cut for every goal at a staffing by finite differences, the same random numbers on both sides: what is
/// missing must be gained, and what is to spare may be spent. One evaluation serves all goals at once, so this takes
/// one a group.
pub(super) fn cuts_at<E: Evaluate>(
    problem: &Problem,
    judge: &mut Judge<'_, E>,
    agents: &[u32],
) -> Result<Vec<Cut>, Halt> {
    let here = judge.attained(agents, Effort::Search)?;
    let slack = judge.slack(&here);
    let near: Vec<Vec<usize>> = problem
        .goals
        .iter()
        .map(|goal| problem.groups_near(goal.queue))
        .collect();
    let mut gains = vec![vec![0.0; agents.len()]; slack.len()];
    for group in 0..agents.len() {
        if !near.iter().any(|groups| groups.contains(&group)) {
            continue;
        }
        let step = step_of(agents[group]);
        let mut more = agents.to_vec();
        more[group] += step;
        if !problem.allows(group, more[group]) {
            more[group] = agents[group] + 1;
        }
        if !problem.allows(group, more[group]) {
            continue;
        }
        let added = f64::from(more[group] - agents[group]);
        let with_more = judge.slack_of(&more)?;
        for (goal, groups) in near.iter().enumerate() {
            if groups.contains(&group) {
                gains[goal][group] = (with_more[goal] - slack[goal]) / added;
            }
        }
    }
    let cuts = (0..slack.len()).map(|goal| {
        let needed = -slack[goal];
        let queue = problem.goals[goal].queue;
        let gain_per_agent = telling(problem, queue, agents, needed, &gains[goal]);
        let greatest = gain_per_agent.iter().copied().fold(0.0, f64::max);
        // Asking for more than a tenth more agents at once would trust a slope beyond where it was measured.
        let able = problem.able(agents, &[queue]);
        let most = greatest * f64::from((able / 10).max(2));
        Cut {
            goal,
            agents: agents.to_vec(),
            attained: here[goal].share,
            gain_per_agent,
            asked: needed.min(most),
        }
    });
    Ok(cuts.collect())
}

/// Agents to add for a difference: one, more in large groups, where one drowns in the noise of a simulation.
fn step_of(agents: u32) -> u32 {
    (agents / 40).max(1)
}

/// Gains that may be built on. Where none is (deep in overload nothing moves), one agent more of any group that serves
/// the queue is taken to gain what is missing, and one fewer to lose what is to spare.
fn telling(
    problem: &Problem,
    queue: usize,
    agents: &[u32],
    needed: f64,
    gains: &[f64],
) -> Vec<f64> {
    let greatest = gains.iter().copied().fold(0.0, f64::max);
    if greatest > 1e-6 {
        let least = TELLING_SHARE * greatest;
        return gains
            .iter()
            .map(|&gain| if gain >= least { gain } else { 0.0 })
            .collect();
    }
    (0..gains.len())
        .map(|group| {
            let may_grow = problem.allows(group, agents[group] + 1);
            let counts = may_grow && problem.serves_any(group, &[queue]);
            if counts { needed.abs().max(0.1) } else { 0.0 }
        })
        .collect()
}
