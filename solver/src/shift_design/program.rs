use std::collections::{BTreeMap, BTreeSet};

use highs::{Col, ColProblem, HighsModelStatus, HighsSolutionStatus, Model, Row, Sense};

use super::ShiftDesignError;
use super::class::{Catalogue, PlacedShift};
use super::class_rules::{ClassRule, rules};
use super::specification::ShiftKind;
use crate::engine::make_repeatable;
use crate::master::SlotCost;
use crate::problem::{GroupIndex, Slot};

/// The program over the shifts added so far: minimise the agents' cost and that of missing and idle heads, subject to
/// demand by group and slot, the split of multi-skilled heads, and the rules of every class.
pub(super) struct Program<'a> {
    catalogue: &'a Catalogue<'a>,
    pub(super) rules: Vec<Vec<ClassRule>>,
    model: Option<Model>,
    integer: bool,
    demand: Vec<Vec<Option<(Row, usize)>>>,
    /// Rows that share out the heads of a set of skills, for sets of more than one.
    split: BTreeMap<Vec<GroupIndex>, Vec<Option<(Row, usize)>>>,
    rule_rows: Vec<Vec<(Row, usize)>>,
    agents: Vec<Col>,
    shifts: Vec<Col>,
    /// By group and slot.
    slack: Vec<Vec<Slack>>,
    constant: f64,
}

/// Positions of the columns of missing and of idle heads of one group and slot.
#[derive(Clone, Default)]
struct Slack {
    under: Vec<usize>,
    over: Vec<usize>,
}

/// How a linear program is solved. The programs are degenerate, as agents can swap shifts at no cost: from scratch the
/// simplex took ten times as long as interior points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    /// Interior points with crossover: after many new shifts.
    Interior,
    /// From the last answer, which few new shifts leave feasible.
    WarmPrimal,
    /// From the last answer, whose prices hold when only bounds were moved.
    WarmDual,
}

/// The engine's numbers for them.
const DUAL_SIMPLEX: i32 = 1;
const PRIMAL_SIMPLEX: i32 = 4;

/// An answer of the program.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Answer {
    pub(super) objective: f64,
    /// By class.
    pub(super) agents: Vec<f64>,
    /// What one more agent of a class would change the objective by.
    pub(super) change_by_agent: Vec<f64>,
    /// In the order in which they were added.
    pub(super) shifts: Vec<f64>,
    /// By class: worth of a head in every slot of the horizon.
    pub(super) worth: Vec<Vec<f64>>,
    /// By class and rule: what one more unit asked for costs.
    pub(super) rule_prices: Vec<Vec<f64>>,
    /// Worth of a head by group and slot; none where no shift reaches.
    pub(super) head_prices: Vec<Vec<Option<f64>>>,
    /// Heads missing by group and slot.
    pub(super) under: Vec<Vec<f64>>,
    /// Heads too many by group and slot.
    pub(super) over: Vec<Vec<f64>>,
}

impl<'a> Program<'a> {
    pub(super) fn new(
        catalogue: &'a Catalogue<'a>,
        integer: bool,
    ) -> Result<Self, ShiftDesignError> {
        let problem = catalogue.problem;
        let horizon = problem.horizon_slots();
        let reached = reached(catalogue);
        let mut program = ColProblem::new();
        let (mut rows, mut columns, mut constant) = (0, 0, 0.0);
        let mut row = |program: &mut ColProblem, bounds: (f64, f64)| {
            rows += 1;
            (program.add_row(bounds.0..=bounds.1), rows - 1)
        };
        let mut demand = vec![vec![None; horizon]; problem.groups.len()];
        for (group, rows_of_group) in problem.groups.iter().zip(&mut demand) {
            for (slot, entry) in rows_of_group.iter_mut().enumerate() {
                let required = group.required[slot];
                if reached[slot] {
                    *entry = Some(row(&mut program, (required, required)));
                } else {
                    constant += SlotCost::new(group).of(required);
                }
            }
        }
        let mut split = BTreeMap::new();
        for class in catalogue
            .classes
            .iter()
            .filter(|class| class.groups.len() > 1)
        {
            split.entry(class.groups.clone()).or_insert_with(|| {
                let of_slot = |slot: usize| reached[slot].then(|| row(&mut program, (0.0, 0.0)));
                (0..horizon).map(of_slot).collect::<Vec<_>>()
            });
        }
        let rules: Vec<Vec<ClassRule>> = catalogue
            .classes
            .iter()
            .map(|class| rules(catalogue, class))
            .collect();
        let rule_rows: Vec<Vec<(Row, usize)>> = rules
            .iter()
            .map(|rules| {
                let rows = rules.iter();
                rows.map(|rule| row(&mut program, (rule.at_least, f64::INFINITY)))
                    .collect()
            })
            .collect();
        let mut slack = vec![vec![Slack::default(); horizon]; problem.groups.len()];
        for (index, group) in problem.groups.iter().enumerate() {
            let cost = SlotCost::new(group);
            for slot in 0..horizon {
                let Some((row, _)) = demand[index][slot] else {
                    continue;
                };
                for (rising, sign, is_under) in
                    [(&cost.under, 1.0, true), (&cost.over, -1.0, false)]
                {
                    for piece in rising.pieces() {
                        program.add_column(piece.price, 0.0..=piece.width(), [(row, sign)]);
                        let entry = &mut slack[index][slot];
                        let positions = if is_under {
                            &mut entry.under
                        } else {
                            &mut entry.over
                        };
                        positions.push(columns);
                        columns += 1;
                    }
                }
            }
        }
        for (groups, rows) in &split {
            for (slot, entry) in rows.iter().enumerate() {
                let Some((heads, _)) = entry else { continue };
                for &group in groups {
                    if let Some((row, _)) = demand[group][slot] {
                        program.add_column(0.0, 0.0.., [(*heads, -1.0), (row, 1.0)]);
                    }
                }
            }
        }
        for (rules, rows) in rules.iter().zip(&rule_rows) {
            for (rule, (row, _)) in rules.iter().zip(rows) {
                if let Some(price) = rule.price_of_shortfall {
                    program.add_column(price, 0.0.., [(*row, 1.0)]);
                }
            }
        }
        let mut model = program.try_optimise(Sense::Minimise).map_err(engine)?;
        make_repeatable(&mut model);
        let mut agents = Vec::with_capacity(catalogue.classes.len());
        for (class, (rules, rows)) in catalogue.classes.iter().zip(rules.iter().zip(&rule_rows)) {
            let per_agent = rules.iter().zip(rows);
            let factors: Vec<(Row, f64)> = per_agent
                .map(|(rule, (row, _))| (*row, rule.per_agent))
                .collect();
            let bounds = f64::from(class.least)..=f64::from(class.most);
            let column = model
                .try_add_column_with_integrality(class.cost_per_agent, bounds, factors, integer)
                .map_err(engine)?;
            agents.push(column);
        }
        Ok(Program {
            catalogue,
            rules,
            model: Some(model),
            integer,
            demand,
            split,
            rule_rows,
            agents,
            shifts: Vec::new(),
            slack,
            constant,
        })
    }

    /// Adds a shift.
    pub(super) fn add(&mut self, shift: &PlacedShift) -> Result<(), ShiftDesignError> {
        let class = &self.catalogue.classes[shift.class];
        let row_of = |slot: Slot| match class.groups.as_slice() {
            [] => None,
            [group] => self.demand[*group][slot],
            groups => self.split.get(groups).and_then(|rows| rows[slot]),
        };
        let cover = self.catalogue.cover(shift);
        let on_queue = cover
            .into_iter()
            .filter_map(row_of)
            .map(|(row, _)| (row, 1.0));
        let rules = self.rules[shift.class]
            .iter()
            .zip(&self.rule_rows[shift.class]);
        let by_rules = rules
            .map(|(rule, (row, _))| (*row, rule.weight(shift.day, &shift.option)))
            .filter(|(_, weight)| *weight != 0.0);
        let factors: Vec<(Row, f64)> = on_queue.chain(by_rules).collect();
        let model = self.model.as_mut().ok_or_else(lost)?;
        let column = model
            .try_add_column_with_integrality(0.0, 0.0.., factors, self.integer)
            .map_err(engine)?;
        self.shifts.push(column);
        Ok(())
    }

    /// Allows at most `most` kinds among the shifts added, given in the order in which they were.
    pub(super) fn limit_kinds(
        &mut self,
        shifts: &[PlacedShift],
        most: usize,
    ) -> Result<(), ShiftDesignError> {
        let mut by_kind: BTreeMap<ShiftKind, BTreeMap<usize, Vec<(Col, f64)>>> = BTreeMap::new();
        for (shift, &column) in shifts.iter().zip(&self.shifts) {
            let kind = self.catalogue.kind(shift.day, &shift.option);
            let days = by_kind.entry(kind).or_default();
            days.entry(shift.day).or_default().push((column, -1.0));
        }
        let agents: f64 = self
            .catalogue
            .classes
            .iter()
            .map(|class| f64::from(class.most))
            .sum();
        let model = self.model.as_mut().ok_or_else(lost)?;
        let mut used = Vec::new();
        for days in by_kind.into_values() {
            let nothing: [(Row, f64); 0] = [];
            let is_used = model
                .try_add_column_with_integrality(0.0, 0.0..=1.0, nothing, true)
                .map_err(engine)?;
            used.push((is_used, 1.0));
            for mut factors in days.into_values() {
                factors.push((is_used, agents));
                model.try_add_row(0.0.., factors).map_err(engine)?;
            }
        }
        model.try_add_row(..=most as f64, used).map_err(engine)?;
        Ok(())
    }

    /// Sets the number of agents of a class.
    pub(super) fn set_agents(&mut self, class: usize, agents: u32) -> Result<(), ShiftDesignError> {
        let model = self.model.as_mut().ok_or_else(lost)?;
        let agents = f64::from(agents);
        model.change_column_bounds(self.agents[class], agents..=agents);
        Ok(())
    }

    /// Lets nobody work a shift.
    pub(super) fn leave_out(&mut self, shift: usize) -> Result<(), ShiftDesignError> {
        let model = self.model.as_mut().ok_or_else(lost)?;
        model.change_column_bounds(self.shifts[shift], 0.0..=0.0);
        Ok(())
    }

    /// Solves the linear program.
    pub(super) fn solve(&mut self, method: Method) -> Result<Answer, ShiftDesignError> {
        let mut model = self.model.take().ok_or_else(lost)?;
        match method {
            Method::Interior => model.set_option("solver", "ipm"),
            Method::WarmPrimal | Method::WarmDual => {
                let primal = method == Method::WarmPrimal;
                model.set_option("solver", "simplex");
                model.set_option(
                    "simplex_strategy",
                    if primal { PRIMAL_SIMPLEX } else { DUAL_SIMPLEX },
                );
            }
        }
        let solved = model.try_solve().map_err(engine)?;
        if solved.status() != HighsModelStatus::Optimal {
            return Err(failed("linear program", format!("{:?}", solved.status())));
        }
        let answer = self.read(solved.objective_value(), &solved.get_solution());
        self.model = Some(Model::from(solved));
        Ok(answer)
    }

    /// Solves the integer program with at most so many nodes; none when nothing was found.
    pub(super) fn solve_integer(
        &mut self,
        nodes: usize,
    ) -> Result<Option<Answer>, ShiftDesignError> {
        let mut model = self.model.take().ok_or_else(lost)?;
        model.set_option("mip_max_nodes", i32::try_from(nodes).unwrap_or(i32::MAX));
        model.set_option("mip_rel_gap", 1e-4);
        let solved = model.try_solve().map_err(engine)?;
        if solved.primal_solution_status() != HighsSolutionStatus::Feasible {
            return Ok(None);
        }
        let answer = self.read(solved.objective_value(), &solved.get_solution());
        self.model = Some(Model::from(solved));
        Ok(Some(answer))
    }

    fn read(&self, objective: f64, solution: &highs::Solution) -> Answer {
        let (values, duals) = (solution.columns(), solution.dual_rows());
        let dual = |position: usize| duals.get(position).copied().unwrap_or(0.0);
        let worth_of = |class: &super::class::StaffClass| -> Vec<f64> {
            let rows = match class.groups.as_slice() {
                [] => None,
                [group] => self.demand.get(*group),
                groups => self.split.get(groups),
            };
            let slots = 0..self.catalogue.problem.horizon_slots();
            slots
                .map(|slot| {
                    rows.and_then(|rows| rows[slot])
                        .map_or(0.0, |(_, row)| dual(row))
                })
                .collect()
        };
        let sum = |positions: &Vec<usize>| positions.iter().map(|&column| values[column]).sum();
        let by_slot = |pick: fn(&Slack) -> &Vec<usize>| -> Vec<Vec<f64>> {
            let groups = self.slack.iter();
            groups
                .map(|slots| slots.iter().map(|entry| sum(pick(entry))).collect())
                .collect()
        };
        let mut under = by_slot(|entry| &entry.under);
        for (group, missing) in self.catalogue.problem.groups.iter().zip(&mut under) {
            for (slot, heads) in missing.iter_mut().enumerate() {
                if !self.is_reached(slot) {
                    *heads = group.required[slot];
                }
            }
        }
        Answer {
            objective: objective + self.constant,
            agents: self
                .agents
                .iter()
                .map(|column| values[column.index()])
                .collect(),
            change_by_agent: {
                let duals = solution.dual_columns();
                let change = |column: &Col| duals.get(column.index()).copied().unwrap_or(0.0);
                self.agents.iter().map(change).collect()
            },
            shifts: self
                .shifts
                .iter()
                .map(|column| values[column.index()])
                .collect(),
            worth: self.catalogue.classes.iter().map(worth_of).collect(),
            head_prices: {
                let price = |entry: &Option<(Row, usize)>| entry.map(|(_, row)| dual(row));
                let of_group = |rows: &Vec<Option<(Row, usize)>>| rows.iter().map(price).collect();
                self.demand.iter().map(of_group).collect()
            },
            rule_prices: self
                .rule_rows
                .iter()
                .map(|rows| rows.iter().map(|(_, row)| dual(*row)).collect())
                .collect(),
            under,
            over: by_slot(|entry| &entry.over),
        }
    }

    fn is_reached(&self, slot: Slot) -> bool {
        self.demand.iter().any(|rows| rows[slot].is_some())
    }
}

/// Slots in which anyone's shift may lie.
fn reached(catalogue: &Catalogue<'_>) -> Vec<bool> {
    let horizon = catalogue.problem.horizon_slots();
    let mut reached = vec![false; horizon];
    let plans: BTreeSet<usize> = catalogue.classes.iter().map(|class| class.plan).collect();
    for option in plans
        .into_iter()
        .flat_map(|plan| catalogue.options[plan].iter().flatten())
    {
        for slot in reached.iter_mut().take(option.end()).skip(option.start) {
            *slot = true;
        }
    }
    reached
}

fn engine(status: highs::HighsStatus) -> ShiftDesignError {
    failed("the model", format!("{status:?}"))
}

fn lost() -> ShiftDesignError {
    failed("the model", "a failure before".to_owned())
}

fn failed(phase: &'static str, status: String) -> ShiftDesignError {
    ShiftDesignError::Engine { phase, status }
}
