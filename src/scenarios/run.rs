//! The run of kind `scenario`: branch, staff, roster, play, count, keep.

use serde_json::{Value, json};

use super::branch::{Branch, BranchedDemand};
use super::figures::Counted;
use super::find::{is_kept, keep};
use super::prices::PricedShifts;
use super::request::SubmitScenario;
use super::result::{PlanScenario, ScenarioDay, ScenarioGroupService};
use crate::db::Instant;
use crate::failure::Failure;
use crate::jobs::JobContext;
use crate::organisation::{WorkPlan, can_serve};
use crate::rostering::{RosterInputs, RosterSolver, SupposedRoster, roster_supposed};
use crate::schedules::{NewDraft, NewShift, Shift};
use crate::simulation::{GroupPrediction, Simulator, SupposedPlan, simulate_supposed};

/// Rostering, playing and counting begin at these shares of the progress; the last ends at the third.
const PERCENT: [f64; 3] = [5.0, 65.0, 98.0];

/// How often the weeks are played when nothing is asked for.
const DEFAULT_REPLICATIONS: u32 = 100;

/// Handles a run: its result is `{"scenarioId": …}`. A run taken up again after it kept its scenario names that one.
///
/// # Errors
/// Those of reading, staffing, rostering and simulating.
pub fn run(
    context: &JobContext<'_>,
    (solver, simulator): (&RosterSolver, &Simulator),
) -> Result<Value, Failure> {
    let request: SubmitScenario = context.input()?;
    let run_id = context.run_id();
    let result = json!({ "scenarioId": run_id });
    let began = context.scope().now;
    let (branch, is_kept) = context.db.read(|conn| {
        let scope = context.scope();
        let branch = Branch::read(conn, &scope, &request)?;
        Ok::<_, Failure>((branch, is_kept(conn, &scope, run_id)?))
    })?;
    if is_kept {
        return Ok(result);
    }
    let (scenario, draft) = play(context, (solver, simulator), &request, branch, began)?;
    context
        .db
        .write(|conn| keep(conn, &context.scope(), &scenario, draft.as_ref()))?;
    Ok(result)
}

fn play(
    context: &JobContext<'_>,
    (solver, simulator): (&RosterSolver, &Simulator),
    request: &SubmitScenario,
    branch: Branch,
    began: Instant,
) -> Result<(PlanScenario, Option<NewDraft>), Failure> {
    let [start, rostered, played] = PERCENT;
    let demand = branch.demand(request)?;
    let inputs = RosterInputs {
        demand: demand.required.clone(),
        ..branch.roster.clone()
    };
    context.progress(start, &json!({ "phase": "rostering" }))?;
    let asked = &request.scenario;
    let made = match &branch.kept {
        Some(_) => None,
        None => {
            let changed = (&inputs, asked.changes.as_slice());
            let roster = request.as_roster();
            Some(roster_supposed(
                context,
                solver,
                changed,
                &roster,
                (start, rostered),
            )?)
        }
    };
    let plan = plan_of(&branch, &inputs, &demand, made.as_ref());
    let seed = asked.seed.unwrap_or(0);
    let replications = asked.replications.unwrap_or(DEFAULT_REPLICATIONS);
    let progress = |share: f64, replications: u32| {
        let percent = rostered + share * (played - rostered);
        let told = json!({ "phase": "simulating", "replications": replications });
        context.progress(percent, &told)
    };
    let groups = simulate_supposed((context, simulator), &plan, (seed, replications), &progress)?;
    let service: Vec<ScenarioGroupService> = groups
        .into_iter()
        .zip(&demand.turned_away)
        .map(|(group, turned_away)| service_of(group, *turned_away))
        .collect();
    let agents = agents_of(&inputs, &plan, made.as_ref());
    let counted = Counted {
        grid: &inputs.grid,
        shifts: &plan.shifts,
        agents: &agents,
        required: &demand.required,
        holidays: &branch.holidays,
        tally: made.as_ref().map(|made| &made.tally),
    };
    let heads = counted.heads(asked.money.overtime_after_weekly_hours);
    let lost = service.iter();
    let lost: Vec<(&str, f64)> = lost
        .map(|group| (group.planning_group_id.as_str(), group.lost_contacts))
        .collect();
    let priced = PricedShifts {
        grid: &inputs.grid,
        shifts: &plan.shifts,
        work_plans: agents
            .iter()
            .map(|(agent, plan)| (*agent, plan.id.as_str()))
            .collect(),
    };
    let (cost, prices) = branch.prices.cost(&priced, &lost)?;
    let scope = context.scope();
    let problem = made.as_ref().map(|made| made.input_hash.as_str());
    let scenario = PlanScenario {
        id: context.run_id().to_owned(),
        business_unit_id: request.business_unit_id.clone(),
        asked: asked.clone(),
        created_by: scope.actor.subject.clone(),
        created_at: began,
        input_hash: branch.hash(request, &demand, problem)?,
        used_seed: seed,
        program_version: env!("CARGO_PKG_VERSION").to_owned(),
        wall_seconds: (scope.now.epoch_millis() - began.epoch_millis()) as f64 / 1_000.0,
        stopped: made.as_ref().is_some_and(|made| made.stopped),
        cost,
        prices: Some(prices),
        fairness: counted.fairness(),
        heads,
        service,
        roster: made.as_ref().map(|made| made.tally),
        schedule_id_of_draft: None,
    };
    let draft = made.map(|made| NewDraft {
        run_id: Some(context.run_id().to_owned()),
        ..made.draft
    });
    Ok((scenario, draft))
}

/// What is played: the roster that was made, or the shifts that are kept by those who serve what they serve today.
fn plan_of(
    branch: &Branch,
    inputs: &RosterInputs,
    demand: &BranchedDemand,
    made: Option<&SupposedRoster>,
) -> SupposedPlan {
    let today = || {
        let agents = inputs.agents.iter();
        let served = agents.map(|agent| {
            let groups = demand
                .groups
                .iter()
                .filter(|served| can_serve(agent, &served.group));
            (
                agent.id.clone(),
                groups.map(|group| group.group.id.clone()).collect(),
            )
        });
        served.collect()
    };
    let kept = branch.kept.clone().unwrap_or_default();
    SupposedPlan {
        grid: inputs.grid.clone(),
        groups: demand.groups.clone(),
        shifts: made.map_or(kept, |made| {
            made.draft.shifts.iter().map(shift_of).collect()
        }),
        serves: made.map_or_else(today, |made| made.serves.clone()),
    }
}

/// A shift that stands nowhere.
fn shift_of(new: &NewShift) -> Shift {
    Shift {
        id: String::new(),
        schedule_id: String::new(),
        agent_id: new.agent_id.clone(),
        start_at: new.start_at,
        length_minutes: new.length_minutes,
        activities: new.activities.clone(),
        manually_edited: false,
        work_plan_id: new.work_plan_id.clone(),
        work_plan_shift_id: new.work_plan_shift_id.clone(),
    }
}

/// All who might work, each with their work plan.
fn agents_of<'a>(
    inputs: &'a RosterInputs,
    plan: &'a SupposedPlan,
    made: Option<&'a SupposedRoster>,
) -> Vec<(&'a str, &'a WorkPlan)> {
    let plan_named = |id: &str| inputs.plans.iter().find(|plan| plan.id == id);
    match made {
        Some(made) => {
            let agents = made.work_plans.iter();
            agents
                .filter_map(|(agent, plan)| Some((agent.as_str(), plan_named(plan)?)))
                .collect()
        }
        None => {
            let able = inputs.agents.iter();
            let able = able.filter(|agent| {
                plan.serves
                    .get(&agent.id)
                    .is_some_and(|ids| !ids.is_empty())
            });
            able.filter_map(|agent| {
                Some((
                    agent.id.as_str(),
                    plan_named(agent.work_plan_id.as_deref()?)?,
                ))
            })
            .collect()
        }
    }
}

fn service_of(group: GroupPrediction, turned_away: f64) -> ScenarioGroupService {
    let total = group.total;
    let days = group.days.iter().map(|day| ScenarioDay {
        date: day.date,
        probability_of_meeting_goal: day.period.probability_of_meeting_goal.map(|of| of.share),
    });
    ScenarioGroupService {
        days: days.collect(),
        lost_contacts: total.offered * total.abandon_rate.mean.unwrap_or(0.0) + turned_away,
        planning_group_id: group.planning_group_id,
        planning_group_name: group.planning_group_name,
        offered: total.offered,
        service_level: total.service_level,
        average_speed_of_answer_seconds: total.average_speed_of_answer_seconds,
        abandon_rate: total.abandon_rate,
        occupancy: total.occupancy,
        probability_of_meeting_goal: total.probability_of_meeting_goal,
    }
}
