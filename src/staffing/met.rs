//! Whether figures meet a goal.

use crewcast_forecasts::requirement::ServiceGoal;

use super::interval_service::{IntervalService, ServiceStatus};

/// A goal missed by less than this (relative) is met: no formula is more exact.
const FORMULA_ERROR: f64 = 1e-12;

/// Whether an interval's service meets every goal. An interval without contacts meets all, an unstable one none; a wait
/// for an answer that nobody gets is missed.
pub(super) fn meets(goal: &ServiceGoal, service: &IntervalService) -> bool {
    if service.status == ServiceStatus::Idle {
        return true;
    }
    let at_most = |figure: Option<f64>, limit: Option<f64>| {
        limit.is_none_or(|limit| {
            figure.is_some_and(|figure| figure <= limit * (1.0 + FORMULA_ERROR))
        })
    };
    // What is missed is compared, as in the search: 1 − share keeps its digits where the share is close to 1.
    let missed = service.service_level.map(|level| 1.0 - level);
    let may_be_missed = goal
        .service_level
        .map(|goal| goal.share.complement_as_f64());
    at_most(missed, may_be_missed.map(|missed| missed + FORMULA_ERROR))
        && at_most(
            service.average_speed_of_answer_seconds,
            goal.average_speed_of_answer.map(|wait| wait.seconds()),
        )
        && at_most(
            service.mean_wait_seconds,
            goal.mean_wait.map(|wait| wait.seconds()),
        )
        && at_most(
            service.abandon_rate,
            goal.maximum_abandonment.map(|share| share.as_f64()),
        )
        && at_most(
            service.p_wait,
            goal.maximum_p_wait.map(|share| share.as_f64()),
        )
        && at_most(
            service.occupancy,
            goal.maximum_occupancy.map(|share| share.as_f64()),
        )
        && service.status != ServiceStatus::Unstable
}
