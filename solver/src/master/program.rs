use highs::{
    Col, ColProblem, HighsModelStatus, HighsSolutionStatus, Model, Row, Sense, SolvedModel,
};

use super::Supply;
use crate::columns::Column;
use crate::engine::make_repeatable;
use crate::problem::Slot;

/// The engine gave no usable answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the engine answered {status}; check that costs and requirements are of ordinary size (below 1e9)"
)]
pub struct MasterError {
    /// The engine's words.
    pub status: String,
}

/// Prices of the linear program.
#[derive(Clone, Debug, PartialEq)]
pub struct Duals {
    /// Worth of a head by group and slot, within what an idle and a missing head cost at most.
    pub head: Vec<Vec<f64>>,
    /// What one more agent of a class would change the objective by; above 0 where it would only be idle.
    pub agent: Vec<f64>,
    /// Worth of an agent by entry of the shift demand.
    pub shift: Vec<f64>,
}

impl Duals {
    /// Prices of nothing.
    #[must_use]
    pub fn nothing(supply: &Supply, agents: usize) -> Self {
        Duals {
            head: vec![vec![0.0; supply.required.len()]; supply.costs.len()],
            agent: vec![0.0; agents],
            shift: vec![0.0; supply.shifts.len()],
        }
    }

    /// Worth of a head of a skill set in every slot: it serves the group that pays most.
    #[must_use]
    pub fn worth(&self, supply: &Supply, skill: usize) -> Vec<f64> {
        let groups = &supply.skill_sets[skill];
        (0..supply.required.len())
            .map(|slot| {
                groups
                    .iter()
                    .map(|&group| self.head[group][slot])
                    .reduce(f64::max)
                    .unwrap_or(0.0)
            })
            .collect()
    }

    /// Worth of one more agent on a break, by limit and slot: 0 or below.
    #[must_use]
    pub fn breaks(&self, supply: &Supply) -> Vec<Vec<f64>> {
        let limits = 0..supply.break_limits;
        limits
            .map(|limit| self.head[supply.break_group(limit)].clone())
            .collect()
    }

    /// The part of the Lagrangian bound that does not depend on the lines: requirements times their prices, less what
    /// missing and idle heads would bring at these prices where they cost less.
    #[must_use]
    pub fn demand_part(&self, supply: &Supply) -> f64 {
        let slot_part = |(slot, required): (usize, &Vec<f64>)| -> f64 {
            required
                .iter()
                .enumerate()
                .map(|(group, heads)| {
                    let price = self.head[group][slot];
                    heads * price - supply.costs[group].conjugate(price)
                })
                .sum()
        };
        let by_slot: f64 = supply.required.iter().enumerate().map(slot_part).sum();
        let by_shift = supply.shifts.iter().zip(&self.shift);
        by_slot
            + by_shift
                .map(|(row, price)| row.required * price)
                .sum::<f64>()
    }

    /// A point on the way from these prices to `other`, the agent prices taken from `other`.
    #[must_use]
    pub fn towards(&self, other: &Duals, share: f64) -> Duals {
        let mix = |(a, b): (&Vec<f64>, &Vec<f64>)| {
            a.iter().zip(b).map(|(x, y)| x + share * (y - x)).collect()
        };
        Duals {
            head: self.head.iter().zip(&other.head).map(mix).collect(),
            agent: other.agent.clone(),
            shift: mix((&self.shift, &other.shift)),
        }
    }
}

/// An answer of the master.
#[derive(Clone, Debug, PartialEq)]
pub struct MasterSolution {
    /// Its objective.
    pub objective: f64,
    /// Number of agents on each line added.
    pub counts: Vec<f64>,
    /// Prices; of no use for an integer program.
    pub duals: Duals,
    /// The engine's own lower bound over the lines given (integer programs).
    pub bound: f64,
    /// Branch-and-bound nodes.
    pub nodes: usize,
}

/// The master program: how many agents of each class take each line, how multi-skilled heads are split over groups,
/// and what is then missing or idle. Re-solved warm after lines are added or bounds moved.
pub struct Master<'a> {
    supply: &'a Supply,
    model: Option<Model>,
    /// Demand row and its position, by group and slot; none where no shift reaches.
    demand: Vec<Vec<Option<(Row, usize)>>>,
    /// Row and position by entry of the shift demand; none where no line of the scope can serve it.
    shifts: Vec<Option<(Row, usize)>>,
    /// Row that shares out a multi-skilled head, by skill set and slot.
    split: Vec<Vec<Option<Row>>>,
    /// Row that counts the agents of a class.
    agents: Vec<(Row, usize)>,
    lines: Vec<Col>,
    constant: f64,
    integer: bool,
    /// Price of a head, by group and slot, where the row is left out: that of the last head missing.
    price_outside: Vec<Vec<f64>>,
}

/// The part of the demand a master is about.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// Heads already on the queue by slot and skill set.
    pub fixed: Option<&'a [Vec<u32>]>,
    /// Slots that any line may cover.
    pub reached: &'a [bool],
    /// Agents already on a shift, by entry of the shift demand.
    pub fixed_shifts: &'a [u32],
    /// Entries that any line may serve.
    pub reached_shifts: &'a [bool],
}

impl<'a> Master<'a> {
    /// A master without lines for demand by slot. `fixed` are heads already on the queue by slot and skill set, `agents`
    /// the number of agents to place by class, and `reached` says which slots any line may cover.
    ///
    /// # Errors
    /// [`MasterError`] when the engine refuses the model.
    pub fn new(
        supply: &'a Supply,
        agents: &[u32],
        fixed: Option<&[Vec<u32>]>,
        reached: &[bool],
        integer: bool,
    ) -> Result<Self, MasterError> {
        let scope = Scope {
            fixed,
            reached,
            fixed_shifts: &vec![0; supply.shifts.len()],
            reached_shifts: &vec![true; supply.shifts.len()],
        };
        Self::within(supply, agents, &scope, integer)
    }

    /// A master without lines for a part of the demand.
    ///
    /// # Errors
    /// [`MasterError`] when the engine refuses the model.
    pub fn within(
        supply: &'a Supply,
        agents: &[u32],
        scope: &Scope<'_>,
        integer: bool,
    ) -> Result<Self, MasterError> {
        let (fixed, reached) = (scope.fixed, scope.reached);
        let groups = supply.costs.len();
        let slots = supply.required.len();
        let fixed_heads =
            |slot: usize, skill: usize| fixed.map_or(0.0, |heads| f64::from(heads[slot][skill]));
        let mut program = ColProblem::new();
        let mut rows = 0;
        let mut demand = vec![vec![None; slots]; groups];
        let mut split = vec![vec![None; slots]; supply.skill_sets.len()];
        let mut price_outside = vec![vec![0.0; slots]; groups];
        let mut constant = 0.0;
        for slot in 0..slots {
            for group in 0..groups {
                let own: f64 = supply
                    .skill_sets
                    .iter()
                    .enumerate()
                    .filter(|(_, set)| set.as_slice() == [group])
                    .map(|(skill, _)| fixed_heads(slot, skill))
                    .sum();
                let shared = fixed.is_some()
                    && supply
                        .skill_sets
                        .iter()
                        .any(|set| set.len() > 1 && set.contains(&group));
                let required = supply.required[slot][group] - own;
                if !reached[slot] && !shared {
                    let cost = &supply.costs[group];
                    constant += cost.of(required);
                    price_outside[group][slot] = cost.under.last_piece(required).price;
                    continue;
                }
                demand[group][slot] = Some((program.add_row(required..=required), rows));
                rows += 1;
            }
            for (skill, set) in supply
                .skill_sets
                .iter()
                .enumerate()
                .filter(|(_, set)| set.len() > 1)
            {
                if set.iter().all(|&group| demand[group][slot].is_some()) {
                    let heads = -fixed_heads(slot, skill);
                    split[skill][slot] = Some(program.add_row(heads..=heads));
                    rows += 1;
                }
            }
        }
        let mut shifts = vec![None; supply.shifts.len()];
        for (entry, demand) in supply.shifts.iter().enumerate() {
            if scope.reached_shifts[entry] {
                let required = demand.required - f64::from(scope.fixed_shifts[entry]);
                shifts[entry] = Some((program.add_row(required..=required), rows));
                rows += 1;
            } else {
                constant += demand.cost(scope.fixed_shifts[entry]);
            }
        }
        let mut agent_rows = Vec::with_capacity(agents.len());
        for &count in agents {
            let count = f64::from(count);
            agent_rows.push((program.add_row(count..=count), rows));
            rows += 1;
        }
        let mut columns = 0;
        for (group, demand_rows) in demand.iter().enumerate() {
            for &(row, _) in demand_rows.iter().flatten() {
                let cost = &supply.costs[group];
                for (pieces, sign) in [(&cost.under, 1.0), (&cost.over, -1.0)] {
                    for piece in pieces.pieces() {
                        program.add_column(piece.price, 0.0..=piece.width(), [(row, sign)]);
                        columns += 1;
                    }
                }
            }
        }
        for (demand, row) in supply.shifts.iter().zip(&shifts) {
            if let Some((row, _)) = *row {
                program.add_column(demand.under_cost, 0.0.., [(row, 1.0)]);
                program.add_column(demand.over_cost, 0.0.., [(row, -1.0)]);
                columns += 2;
            }
        }
        for (set, split_rows) in supply.skill_sets.iter().zip(&split) {
            for (slot, &row) in split_rows.iter().enumerate() {
                let Some(row) = row else { continue };
                for &group in set {
                    let Some((demand_row, _)) = demand[group][slot] else {
                        continue;
                    };
                    program.add_column(0.0, 0.0.., [(row, -1.0), (demand_row, 1.0)]);
                    columns += 1;
                }
            }
        }
        let mut model = program.try_optimise(Sense::Minimise).map_err(engine)?;
        debug_assert_eq!(columns, model.num_cols());
        make_repeatable(&mut model);
        Ok(Master {
            supply,
            model: Some(model),
            demand,
            shifts,
            split,
            agents: agent_rows,
            lines: Vec::new(),
            constant,
            integer,
            price_outside,
        })
    }

    /// Adds a line.
    ///
    /// # Errors
    /// [`MasterError`] when the engine refuses it.
    pub fn add(&mut self, column: &Column) -> Result<(), MasterError> {
        let skill = self.supply.skill_of_class[column.class];
        self.add_line(column.class, skill, &column.cover, (&[], &[]), column.cost)
    }

    /// Adds a line of the agents in row `seat`, with the slots it covers as heads of a skill set, the entries of the shift
    /// demand it serves, and the limits on breaks with the slots it takes up of them.
    ///
    /// # Errors
    /// [`MasterError`] when the engine refuses it.
    pub fn add_line(
        &mut self,
        seat: usize,
        skill: usize,
        cover: &[Slot],
        (shifts, breaks): (&[usize], &[(usize, Slot)]),
        cost: f64,
    ) -> Result<(), MasterError> {
        let set = &self.supply.skill_sets[skill];
        let row_of = |&slot: &Slot| match set.as_slice() {
            [] => None,
            [group] => self.demand[*group][slot].map(|(row, _)| row),
            _ => self.split[skill][slot],
        };
        let mut factors: Vec<(Row, f64)> = cover
            .iter()
            .filter_map(row_of)
            .map(|row| (row, 1.0))
            .collect();
        let served = shifts.iter().filter_map(|&entry| self.shifts[entry]);
        factors.extend(served.map(|(row, _)| (row, 1.0)));
        let counted = breaks.iter().filter_map(|&(limit, slot)| {
            let (row, _) = self.demand[self.supply.break_group(limit)][slot]?;
            Some((row, 1.0))
        });
        factors.extend(counted);
        factors.push((self.agents[seat].0, 1.0));
        let model = self.model.as_mut().ok_or_else(lost)?;
        let line = model
            .try_add_column_with_integrality(cost, 0.0.., factors, self.integer)
            .map_err(engine)?;
        self.lines.push(line);
        Ok(())
    }

    /// Holds a line at `least` agents or more.
    ///
    /// # Errors
    /// [`MasterError`] after an earlier failure.
    pub fn hold(&mut self, line: usize, least: f64) -> Result<(), MasterError> {
        let model = self.model.as_mut().ok_or_else(lost)?;
        model.change_column_bounds(self.lines[line], least..);
        Ok(())
    }

    /// Solves by warm primal simplex: the last answer stays feasible when lines are added. With two groups this took a
    /// third of the time of the dual one, and interior point took longer than either.
    ///
    /// # Errors
    /// [`MasterError`] when there is no optimum.
    pub fn solve(&mut self) -> Result<MasterSolution, MasterError> {
        let mut model = self.model.take().ok_or_else(lost)?;
        model.set_option("solver", "simplex");
        model.set_option("simplex_strategy", PRIMAL_SIMPLEX);
        self.run(model, 0)
    }

    /// Solves by interior point without crossover: prices from the middle of those that are as good, which make fewer
    /// rounds of a large program than those of a corner. By simplex when it does not converge.
    ///
    /// # Errors
    /// [`MasterError`] when there is no optimum.
    pub fn solve_interior(&mut self) -> Result<MasterSolution, MasterError> {
        let mut model = self.model.take().ok_or_else(lost)?;
        model.set_option("solver", "ipm");
        model.set_option("run_crossover", "off");
        let solved = model.try_solve().map_err(engine)?;
        if solved.status() == HighsModelStatus::Optimal {
            return Ok(self.read(solved));
        }
        self.model = Some(Model::from(solved));
        self.solve()
    }

    /// Solves by warm dual simplex: after lines were held the last answer is not feasible any more, while its prices are.
    ///
    /// # Errors
    /// [`MasterError`] when there is no optimum.
    pub fn solve_held(&mut self) -> Result<MasterSolution, MasterError> {
        let mut model = self.model.take().ok_or_else(lost)?;
        model.set_option("solver", "simplex");
        model.set_option("simplex_strategy", DUAL_SIMPLEX);
        self.run(model, 0)
    }

    /// Solves the integer program with at most `nodes` nodes; none when it finds no roster with them.
    ///
    /// # Errors
    /// [`MasterError`] when the engine fails.
    pub fn solve_integer(
        &mut self,
        nodes: usize,
        target_gap: f64,
    ) -> Result<Option<MasterSolution>, MasterError> {
        let mut model = self.model.take().ok_or_else(lost)?;
        model.set_option("mip_max_nodes", i32::try_from(nodes).unwrap_or(i32::MAX));
        model.set_option("mip_rel_gap", target_gap);
        model.set_option("mip_abs_gap", 1e-7);
        match self.run(model, nodes) {
            Ok(solution) => Ok(Some(solution)),
            Err(error) if error.status == NO_ROSTER => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn run(&mut self, model: Model, nodes: usize) -> Result<MasterSolution, MasterError> {
        let solved = model.try_solve().map_err(engine)?;
        let status = solved.status();
        let feasible = solved.primal_solution_status() == HighsSolutionStatus::Feasible;
        if self.integer && nodes > 0 {
            if !feasible {
                return Err(MasterError {
                    status: NO_ROSTER.into(),
                });
            }
        } else if status != HighsModelStatus::Optimal {
            return Err(MasterError {
                status: format!("{status:?}"),
            });
        }
        Ok(self.read(solved))
    }

    fn read(&mut self, solved: SolvedModel) -> MasterSolution {
        let values = solved.get_solution();
        let rows = values.dual_rows();
        let head = self
            .demand
            .iter()
            .enumerate()
            .map(|(group, slots)| {
                slots
                    .iter()
                    .enumerate()
                    .map(|(slot, row)| match row {
                        Some((_, position)) => {
                            let price = rows.get(*position).copied().unwrap_or(0.0);
                            self.supply.costs[group].clamp(price)
                        }
                        None => self.price_outside[group][slot],
                    })
                    .collect()
            })
            .collect();
        let shift = self
            .supply
            .shifts
            .iter()
            .zip(&self.shifts)
            .map(|(demand, row)| match row {
                Some((_, position)) => rows
                    .get(*position)
                    .copied()
                    .unwrap_or(0.0)
                    .clamp(-demand.over_cost, demand.under_cost),
                None => 0.0,
            })
            .collect();
        let agent = self
            .agents
            .iter()
            .map(|(_, position)| rows.get(*position).copied().unwrap_or(0.0))
            .collect();
        let counts = self
            .lines
            .iter()
            .map(|line| values.columns()[line.index()])
            .collect();
        let bound = if self.integer {
            solved
                .double_info_value(c"mip_dual_bound")
                .unwrap_or(f64::NEG_INFINITY)
        } else {
            f64::NEG_INFINITY
        };
        let visited = if self.integer {
            solved.int_info_value(c"mip_node_count").unwrap_or(0)
        } else {
            0
        };
        let solution = MasterSolution {
            objective: solved.objective_value() + self.constant,
            counts,
            duals: Duals { head, agent, shift },
            bound: bound + self.constant,
            nodes: usize::try_from(visited).unwrap_or(0),
        };
        self.model = Some(Model::from(solved));
        solution
    }
}

/// The engine's number for it.
const PRIMAL_SIMPLEX: i32 = 4;
/// Likewise.
const DUAL_SIMPLEX: i32 = 1;

const NO_ROSTER: &str = "no integer solution within the node limit";

fn engine(status: highs::HighsStatus) -> MasterError {
    MasterError {
        status: format!("{status:?}"),
    }
}

fn lost() -> MasterError {
    MasterError {
        status: "a failure before".into(),
    }
}
