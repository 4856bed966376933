//! What the campaigns ask of the next roster.

use super::answer::Allocation;
use super::engine::{Grain, NOISE_MINUTES, settle};
use super::error::AllocationError;
use super::limits::Limits;
use super::problem::Problem;
use super::program::{Aim, Program};

/// Agent-hours beyond the roster that would earn more than they cost.
#[derive(Clone, Debug, PartialEq)]
pub struct RosterRequest {
    /// Agent-hours by group and interval.
    pub hours: Vec<Vec<f64>>,
    /// Their sum.
    pub total_hours: f64,
    /// What campaigns would bring more with them, in money.
    pub value: f64,
    /// What they would cost, in money.
    pub cost: f64,
}

/// The agent-hours that, on top of what there is, would earn most beyond their own cost; `cost_per_hour` is by group.
///
/// Earnings are money, so priorities do not weigh here. Each campaign keeps of its minimum what the allocation gives
/// it: hours are asked for what they earn, never for a minimum. Where inbound work is short of heads none are asked,
/// since it would take them. Several requests may earn the same, such as one an interval sooner or later; this is one.
///
/// # Errors
/// A cost that is no number of at least 0, or as many as there are groups; and those of [`super::allocate`].
pub fn ask_next_roster(
    problem: &Problem,
    allocation: &Allocation,
    cost_per_hour: &[f64],
) -> Result<RosterRequest, AllocationError> {
    problem.check()?;
    if cost_per_hour.len() != problem.groups.len() {
        return Err(AllocationError::WrongLength {
            what: "costs of an hour".to_owned(),
            got: cost_per_hour.len(),
            want: problem.groups.len(),
        });
    }
    for (group, &cost) in cost_per_hour.iter().enumerate() {
        if !(cost.is_finite() && cost >= 0.0) {
            return Err(AllocationError::OutOfRange {
                what: format!("group {group}"),
                field: "costPerHour",
                value: cost,
                remedy: "give a finite number of at least 0",
            });
        }
    }
    let mut limits = Limits::of(problem, &[]);
    for (minimum, given) in limits.minimum.iter_mut().zip(&allocation.campaigns) {
        *minimum = minimum.min((given.total_minutes - NOISE_MINUTES).max(0.0));
    }
    let value_with = |cost_per_hour| -> Result<(Program, Vec<f64>, f64), AllocationError> {
        let program = Program::of(problem, &limits, &[], Aim::Money { cost_per_hour });
        let settled = settle(problem, &program, Grain::Fractions)?;
        let uses = program.uses.iter().zip(&settled.values);
        let value = uses.map(|(u, minutes)| u.rates.value * minutes).sum();
        Ok((program, settled.values, value))
    };
    let (_, _, before) = value_with(None)?;
    let (program, values, after) = value_with(Some(cost_per_hour))?;
    let mut hours = vec![vec![0.0; problem.intervals()]; problem.groups.len()];
    let mut cost = 0.0;
    for (&(group, interval), &minutes) in program.extra.iter().zip(&values[program.first_extra()..])
    {
        if minutes > NOISE_MINUTES {
            hours[group][interval] = minutes / 60.0;
            cost += hours[group][interval] * cost_per_hour[group];
        }
    }
    Ok(RosterRequest {
        total_hours: hours.iter().flatten().sum(),
        hours,
        value: (after - before).max(0.0),
        cost,
    })
}
