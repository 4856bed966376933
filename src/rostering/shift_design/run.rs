//! The run of kind `shift-design`: read, design, roster the designed team and the present one, keep.

use crewcast_solver::search::Status;
use serde_json::{Value, json};

use super::design::{DesignedContract, ShiftDesign, ShiftDesignSummary};
use super::find::{is_kept, keep};
use super::problem::{StatedDesign, designed_team, present_cost, state_design};
use super::request::{DesignShifts, ShiftContract};
use super::told::Told;
use crate::db::Instant;
use crate::documents::hash_of;
use crate::failure::Failure;
use crate::jobs::JobContext;
use crate::rostering::inputs::{RosterInputs, read_inputs};
use crate::rostering::names::Names;
use crate::rostering::problem::{Stated, state};
use crate::rostering::solving::{RosterSolver, watched};

/// Designing, rostering the designed team and rostering the present one begin at these shares of the progress; all ends at
/// the last.
const PERCENT: [f64; 4] = [2.0, 50.0, 75.0, 98.0];

/// Handles a run: its result is `{"shiftDesignId": …}`. A run taken up again after it kept its design names that one.
///
/// # Errors
/// Those of [`read_inputs`] and of the searches; [`Failure::Conflict`] `forecast-without-planning-group`,
/// `work-plan-gone`.
pub fn run_shift_design(context: &JobContext<'_>, solver: &RosterSolver) -> Result<Value, Failure> {
    let request: DesignShifts = context.input()?;
    let run_id = context.run_id();
    let result = json!({ "shiftDesignId": run_id });
    let (inputs, is_kept) = context.db.read(|conn| {
        let scope = context.scope();
        let inputs = read_inputs(conn, &scope, &request.as_roster())?;
        Ok::<_, Failure>((inputs, is_kept(conn, &scope, run_id)?))
    })?;
    if is_kept {
        return Ok(result);
    }
    let stated = state(&inputs, request.seed.unwrap_or(0), None)?;
    let work = Work {
        context,
        solver,
        began: context.scope().now,
        request: &request,
    };
    let design = work.design(&inputs, &stated)?;
    context
        .db
        .write(|conn| keep(conn, &context.scope(), &design))?;
    Ok(result)
}

/// A run at work.
struct Work<'a> {
    context: &'a JobContext<'a>,
    solver: &'a RosterSolver,
    began: Instant,
    request: &'a DesignShifts,
}

impl Work<'_> {
    fn now_millis(&self) -> i64 {
        self.context.scope().now.epoch_millis()
    }

    fn design(&self, inputs: &RosterInputs, stated: &Stated) -> Result<ShiftDesign, Failure> {
        let request = self.request;
        let question = state_design(request, &stated.problem)?;
        let StatedDesign {
            design,
            present,
            unit,
        } = &question;
        let [start, designed, rostered, end] = PERCENT;
        let deadline = self.began.epoch_millis() + request.time_limit_millis();
        let half_from_now = |now: i64| now + (deadline - now).max(0) / 2;
        let until = half_from_now(self.now_millis());
        let found = watched(self.context, until, (start, designed), |watch| {
            self.solver.design(design, watch)
        })?;
        let was_stopped = self.now_millis() >= until;
        let team = designed_team(&question, &found, request.week_count);
        let until = half_from_now(self.now_millis());
        let of_design = watched(self.context, until, (designed, rostered), |watch| {
            self.solver.solve(&team, watch)
        })?;
        let of_present = watched(self.context, deadline, (rostered, end), |watch| {
            self.solver.solve(present, watch)
        })?;
        let rosters = [&of_design, &of_present];
        let stopped = rosters.iter().any(|of| of.status == Status::Stopped);
        let cost = present_cost(design, &present.agents);
        let names = Names::of(inputs);
        let contract = |(index, contract): (usize, &ShiftContract)| {
            let count = |counts: &[u32]| counts.get(index).copied().unwrap_or(0);
            DesignedContract {
                work_plan_name: names.of_id(&contract.work_plan_id).to_owned(),
                work_plan_id: contract.work_plan_id.clone(),
                planning_group_ids: contract.planning_group_ids.clone(),
                cost_per_week: contract.cost_per_week,
                minimum_agents: contract.minimum_agents,
                maximum_agents: contract.maximum_agents,
                agent_count: count(&found.agents),
                present_agent_count: count(&cost.by_contract),
            }
        };
        let told = Told {
            inputs,
            stated,
            unit: *unit,
        };
        let (short_hour_cost, idle_hour_cost) = request.hour_costs();
        let summary = ShiftDesignSummary {
            id: self.context.run_id().to_owned(),
            business_unit_id: request.business_unit_id.clone(),
            week_date: request.week_date,
            week_count: request.week_count,
            short_term_forecast_id: request.short_term_forecast_id.clone(),
            description: request.description.clone(),
            created_at: self.began,
            input_hash: hash_of(&(design, present, unit))?,
            seed: design.seed,
            program_version: env!("CARGO_PKG_VERSION").to_owned(),
            wall_seconds: (self.now_millis() - self.began.epoch_millis()) as f64 / 1_000.0,
            stopped: stopped || was_stopped,
            slot_minutes: design.slot_minutes,
            short_hour_cost,
            idle_hour_cost,
            maximum_shift_kinds: request.maximum_shift_kinds,
            contracts: request.contracts.iter().enumerate().map(contract).collect(),
            shift_kinds: Told::kinds(&found),
            design: told.design(&found),
            designed_team: told.rostered(&team, &of_design, Some(found.agent_cost)),
            present_team: told.rostered(
                present,
                &of_present,
                Some(cost.known).filter(|_| cost.without == 0),
            ),
            present_agents_without_cost: cost.without,
            messages: stated.messages.clone(),
        };
        Ok(ShiftDesign {
            summary,
            shifts: told.shifts(design, &found),
        })
    }
}
