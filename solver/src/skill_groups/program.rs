//! The integer program: the cheapest whole agents under the rows known so far.
//!
//! minimise Σ cost(g) · n(g) over whole n(g) within their limits and x(g, q) ≥ 0, subject to
//! Σ_q x(g, q) ≤ n(g) (an agent's time is spent once); Σ_g x(g, q) ≥ work(q);
//! Σ_{g serves a queue of S} n(g) ≥ floor(S); and, near a staffing n̄, its cuts
//! Σ_g gain(g) · (n(g) − n̄(g)) ≥ asked.

use highs::{Col, HighsModelStatus, HighsSolutionStatus, RowProblem, Sense};

use super::answer::Cut;
use super::error::SkillGroupsError;
use super::problem::{Floor, Problem, Standing, whole};
use crate::engine::make_repeatable_within;

/// Branch-and-bound nodes of one program; past them its bound and its best staffing are taken as they are.
const MOST_NODES: i32 = 5_000;

/// What the program answers.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Programmed {
    pub(super) agents: Vec<u32>,
    /// No point within the rows costs less.
    pub(super) bound: f64,
}

/// Which rows, and whether agents are whole.
#[derive(Clone, Copy)]
pub(super) struct Rows<'a> {
    pub(super) floors: &'a [Floor],
    pub(super) estimates: bool,
    pub(super) cuts: &'a [Cut],
    pub(super) whole_agents: bool,
    /// Stay near this staffing: within two agents, or an eighth, of each group.
    pub(super) around: Option<&'a [u32]>,
}

/// Solves it; none where no staffing is within the rows.
pub(super) fn solve(
    problem: &Problem,
    rows: Rows<'_>,
) -> Result<Option<Programmed>, SkillGroupsError> {
    if problem.groups.is_empty() {
        let bound = 0.0;
        let agents = Vec::new();
        return Ok(Some(Programmed { agents, bound }));
    }
    let (mut program, agents) = transport(problem, rows.whole_agents, rows.around, None);
    let floors = rows
        .floors
        .iter()
        .filter(|floor| rows.estimates || floor.standing == Standing::Proven);
    for floor in floors {
        let able: Vec<(Col, f64)> = agents
            .iter()
            .enumerate()
            .filter(|&(group, _)| problem.serves_any(group, &floor.queues))
            .map(|(_, &column)| (column, 1.0))
            .collect();
        program.add_row(f64::from(floor.agents).., able);
    }
    for cut in rows.cuts {
        // Scaled to the greatest gain, so that the engine's tolerance is one of agents.
        let greatest = cut.gain_per_agent.iter().copied().fold(0.0, f64::max);
        if greatest <= 0.0 {
            continue;
        }
        let scaled: Vec<f64> = cut.gain_per_agent.iter().map(|g| g / greatest).collect();
        let there: f64 = scaled
            .iter()
            .zip(&cut.agents)
            .map(|(gain, &count)| gain * f64::from(count))
            .sum();
        let factors: Vec<(Col, f64)> = agents
            .iter()
            .zip(&scaled)
            .filter(|(_, gain)| **gain > 0.0)
            .map(|(&column, &gain)| (column, gain))
            .collect();
        program.add_row(there + cut.asked / greatest.., factors);
    }
    let mut model = program
        .try_optimise(Sense::Minimise)
        .map_err(|status| SkillGroupsError::Solver(format!("{status:?}")))?;
    make_repeatable_within(&mut model, MOST_NODES);
    let solved = model
        .try_solve()
        .map_err(|status| SkillGroupsError::Solver(format!("{status:?}")))?;
    match (solved.status(), solved.primal_solution_status()) {
        (HighsModelStatus::Infeasible | HighsModelStatus::UnboundedOrInfeasible, _) => Ok(None),
        (_, HighsSolutionStatus::Feasible) => {
            let solution = solved.get_solution();
            let bound = if rows.whole_agents {
                let bound = solved.double_info_value(c"mip_dual_bound");
                bound.unwrap_or(f64::NEG_INFINITY)
            } else {
                solved.objective_value()
            };
            let counts = agents.iter().map(|column| {
                let count = solution.columns().get(column.index()).copied();
                whole(count.unwrap_or(0.0).max(0.0))
            });
            // The engine's tolerance may lift the bound by a millionth; the bound gives it back.
            Ok(Some(Programmed {
                agents: counts.collect(),
                bound: (bound - 1e-6 * bound.abs()).max(0.0),
            }))
        }
        // Past the node limit with nothing found: no answer is not the same as no staffing, but serves alike here.
        (HighsModelStatus::ReachedIterationLimit | HighsModelStatus::ReachedSolutionLimit, _) => {
            Ok(None)
        }
        (status, _) => Err(SkillGroupsError::Solver(format!("{status:?}"))),
    }
}

/// The columns of agents and the rows of work; `shortage` adds a column of this cost to every queue's row.
fn transport(
    problem: &Problem,
    whole_agents: bool,
    around: Option<&[u32]>,
    shortage: Option<f64>,
) -> (RowProblem, Vec<Col>) {
    let mut program = RowProblem::default();
    let cost = |cost: f64| if shortage.is_some() { 0.0 } else { cost };
    let agents: Vec<Col> = problem
        .groups
        .iter()
        .enumerate()
        .map(|(index, group)| {
            let mut least = f64::from(group.minimum);
            let mut most = group.maximum.map_or(f64::INFINITY, f64::from);
            if let Some(centre) = around.and_then(|around| around.get(index)) {
                let reach = f64::from((centre / 8).max(2));
                least = least.max(f64::from(*centre) - reach);
                most = most.min(f64::from(*centre) + reach);
            }
            let cost = cost(group.cost_per_agent);
            program.add_column_with_integrality(cost, least..=most, whole_agents)
        })
        .collect();
    let mut of_queue: Vec<Vec<(Col, f64)>> = vec![Vec::new(); problem.work_erlangs.len()];
    for (group, &column) in problem.groups.iter().zip(&agents) {
        let mut queues = group.queues.clone();
        queues.sort_unstable();
        queues.dedup();
        let mut spent = vec![(column, -1.0)];
        for queue in queues
            .into_iter()
            .filter(|&queue| problem.work_erlangs[queue] > 0.0)
        {
            let time = program.add_column(0.0, 0.0..);
            spent.push((time, 1.0));
            of_queue[queue].push((time, 1.0));
        }
        program.add_row(..=0.0, spent);
    }
    for (queue, mut served) in of_queue.into_iter().enumerate() {
        if let Some(cost) = shortage {
            served.push((program.add_column(cost, 0.0..), 1.0));
        }
        if problem.work_erlangs[queue] > 0.0 {
            program.add_row(problem.work_erlangs[queue].., served);
        }
    }
    (program, agents)
}

/// Queues whose work the groups' maxima leave undone, in the split that leaves the least.
pub(super) fn queues_left_over(problem: &Problem) -> Result<Vec<usize>, SkillGroupsError> {
    let (program, _) = transport(problem, false, None, Some(1.0));
    let queues = problem.work_erlangs.len();
    let columns = program.num_cols();
    let mut model = program
        .try_optimise(Sense::Minimise)
        .map_err(|status| SkillGroupsError::Solver(format!("{status:?}")))?;
    model.make_quiet();
    model.set_option("threads", 1);
    let solved = model
        .try_solve()
        .map_err(|status| SkillGroupsError::Solver(format!("{status:?}")))?;
    let solution = solved.get_solution();
    let shortages = solution.columns().iter().skip(columns - queues);
    let short = shortages
        .enumerate()
        .filter(|(_, missing)| **missing > 1e-6);
    Ok(short.map(|(queue, _)| queue).collect())
}
