//! What any shifts would give in a schedule's weeks.

use super::centre::ScheduledCentre;
use super::inputs::SimulationInputs;
use super::prediction::{GroupPrediction, planning_groups};
use super::replications::{Limits, Watch, play};
use super::run::{CONTACT_LIMIT, facts};
use super::scenario::ScenarioChoice;
use crate::failure::Failure;
use crate::jobs::JobContext;
use crate::schedules::{Schedule, Shift};

/// Plays the baseline of a schedule's weeks with these shifts in the place of its own. Equal seeds draw equal contacts, so
/// that what differs between two plays is the shifts' doing.
///
/// # Errors
/// Those of reading the inputs, [`Failure::Cancelled`], and those of a simulation.
pub fn simulate_shifts(
    context: &JobContext<'_>,
    schedule: &Schedule,
    shifts: &[Shift],
    (seed, replications): (u64, u32),
) -> Result<Vec<GroupPrediction>, Failure> {
    let scope = context.scope();
    let inputs = context
        .db
        .read(|conn| SimulationInputs::of_shifts(conn, &scope, schedule, shifts))?;
    let baseline = ScenarioChoice::Named("baseline".to_owned());
    let scenario = baseline
        .resolve(inputs.busiest())
        .ok_or_else(|| Failure::Internal("there is no baseline".to_owned()))?;
    let centre = ScheduledCentre::new(&inputs, &scenario)?;
    let limits = Limits {
        replications: Some(replications),
        contacts: CONTACT_LIMIT,
    };
    let watch = Watch {
        is_cancelled: &|| context.is_cancelled(),
        is_late: &|| false,
        progress: &|_, _| Ok(()),
    };
    let played = play(&centre, seed, &limits, &watch)?;
    Ok(planning_groups(
        &facts(&inputs),
        &played.outcome,
        &inputs.grid,
    ))
}
