//! The operation: state, search, tell.

use crewcast_solver::skill_groups::{SkillGroupsError, staff};

use super::answer::{SkillGroupsStaffing, told};
use super::floors::problem_of;
use super::request::SkillGroupsToStaff;
use super::simulated::Simulated;
use super::stated::Stated;
use crate::failure::Failure;

/// Staffs skill groups.
///
/// # Errors
/// [`Failure::Invalid`] with a fault for every value that cannot be, and for maxima below what is proven to be needed.
pub fn calculate_skill_groups(body: &SkillGroupsToStaff) -> Result<SkillGroupsStaffing, Failure> {
    let stated = Stated::of(body)?;
    let (problem, measures) = problem_of(&stated);
    let mut simulated = Simulated::new(&stated, &problem, &measures);
    let limits = simulated.limits();
    let found = staff(&problem, &mut simulated, limits).map_err(|error| refused(&stated, error))?;
    Ok(told(
        &stated,
        &problem,
        &measures,
        &found,
        &simulated.checked,
        simulated.contacts,
    ))
}

fn refused(stated: &Stated, error: SkillGroupsError) -> Failure {
    let names = |queues: &[usize]| {
        let names = queues.iter().filter_map(|&queue| stated.queues.get(queue));
        let names: Vec<&str> = names.map(|queue| queue.name.as_str()).collect();
        names.join(" and ")
    };
    let detail = match &error {
        SkillGroupsError::MaximaTooLow {
            queues,
            needed,
            most,
        } => format!(
            "{} take at least {needed} agents who serve them, and the groups that do may have {most}; raise a maximum \
             or lower a goal",
            names(queues)
        ),
        SkillGroupsError::WorkDoesNotFit { queues } => format!(
            "the work of {} does not fit under the maxima of the groups that serve them; raise a maximum or lower a \
             goal",
            names(queues)
        ),
        other => return Failure::Internal(other.to_string()),
    };
    Failure::invalid("/skillGroups", "maxima-too-low", detail)
}
