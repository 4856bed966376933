//! What any shifts would give: in a schedule's weeks, or in a plan's that stands nowhere.

use super::centre::ScheduledCentre;
use super::inputs::{SimulationInputs, SupposedPlan};
use super::prediction::{GroupPrediction, planning_groups};
use super::replications::{Limits, Watch};
use super::run::{CONTACT_LIMIT, facts};
use super::scenario::ScenarioChoice;
use super::simulator::Simulator;
use crate::failure::Failure;
use crate::jobs::JobContext;
use crate::schedules::{Schedule, Shift};

/// Plays the baseline of a schedule's weeks with these shifts in the place of its own. Equal seeds draw equal contacts, so
/// that what differs between two plays is the shifts' doing.
///
/// # Errors
/// Those of reading the inputs, [`Failure::Cancelled`], and those of a simulation.
pub fn simulate_shifts(
    (context, simulator): (&JobContext<'_>, &Simulator),
    schedule: &Schedule,
    shifts: &[Shift],
    (seed, replications): (u64, u32),
) -> Result<Vec<GroupPrediction>, Failure> {
    let scope = context.scope();
    let inputs = context
        .db
        .read(|conn| SimulationInputs::of_shifts(conn, &scope, schedule, shifts))?;
    play_baseline(
        (context, simulator),
        &inputs,
        (seed, replications),
        &|_, _| Ok(()),
    )
}

/// Plays a plan that stands in no schedule; told the share done and the replications behind it.
///
/// # Errors
/// [`Failure::Cancelled`], and those of a simulation.
pub fn simulate_supposed(
    (context, simulator): (&JobContext<'_>, &Simulator),
    plan: &SupposedPlan,
    draws: (u64, u32),
    progress: &dyn Fn(f64, u32) -> Result<(), Failure>,
) -> Result<Vec<GroupPrediction>, Failure> {
    play_baseline(
        (context, simulator),
        &SimulationInputs::of_plan(plan),
        draws,
        progress,
    )
}

fn play_baseline(
    (context, simulator): (&JobContext<'_>, &Simulator),
    inputs: &SimulationInputs,
    (seed, replications): (u64, u32),
    progress: &dyn Fn(f64, u32) -> Result<(), Failure>,
) -> Result<Vec<GroupPrediction>, Failure> {
    let baseline = ScenarioChoice::Named("baseline".to_owned());
    let scenario = baseline
        .resolve(inputs.busiest())
        .ok_or_else(|| Failure::Internal("there is no baseline".to_owned()))?;
    let centre = ScheduledCentre::new(inputs, &scenario)?;
    let limits = Limits {
        replications: Some(replications),
        contacts: CONTACT_LIMIT,
    };
    let watch = Watch {
        is_cancelled: &|| context.is_cancelled(),
        is_late: &|| false,
        progress,
    };
    let played = simulator.play(&centre, seed, &limits, &watch)?;
    Ok(planning_groups(
        &facts(inputs),
        &played.outcome,
        &inputs.grid,
    ))
}
