//! A day staffed by four methods, each judged by the exact evaluation.

use serde::{Deserialize, Serialize};

use super::carry_over::{CarryOverError, answer_within, meets, require_day};
use super::day::{Day, evaluate};
use super::demand::Demand;
use super::interval::IntervalService;
use super::offered_load::{lagged_offered_load, modified_offered_load};
use super::stationary::Stationary;
use super::system::OnDrop;
use crate::requirement::{Predicted, ServiceGoal};

/// A day's agents by one method, what the stationary formula believes they give, and what they give.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StaffedDay {
    /// Agents on duty in each interval, before shrinkage.
    pub agents: Vec<u32>,
    /// Their time on duty over the day, in minutes.
    pub agent_minutes: f64,
    /// What each interval gives, exactly.
    pub services: Vec<IntervalService>,
    /// What the stationary formula believes each interval gives with these agents.
    pub stationary: Vec<Predicted>,
    /// Intervals, counted from 0, that miss a goal.
    pub missed_intervals: Vec<usize>,
}

/// How SIPP errs in an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SippError {
    /// It believes the goals met, and one is missed.
    MissesUnaware,
    /// It asks for more agents than meet the goals with what the interval inherits.
    AsksForMore,
}

/// An interval in which SIPP misleads.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Misled {
    /// Which interval, from 0.
    pub interval: usize,
    /// In which way.
    pub error: SippError,
    /// SIPP's agents less those of the carry-over requirement.
    pub agents_beyond_need: i64,
    /// Service level SIPP believes in less the exact one; absent where no service level is a goal.
    pub service_level_overrated: Option<f64>,
    /// Exact share of contacts that wait less the one SIPP believes in.
    pub p_wait_underrated: f64,
}

/// The four methods side by side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// Each interval by itself: stationary, independent, period by period.
    pub sipp: StaffedDay,
    /// The stationary formula on [`lagged_offered_load`].
    pub lagged_sipp: StaffedDay,
    /// The stationary formula on the mean of [`modified_offered_load`] over the interval.
    pub modified_offered_load: StaffedDay,
    /// [`require_day`].
    pub carry_over: StaffedDay,
    /// Where SIPP would have misled.
    pub sipp_misleads: Vec<Misled>,
}

/// Judges given agents: the exact service beside what the stationary formula believes.
///
/// # Errors
/// [`CarryOverError`]; `agents` must have a number for each interval.
pub fn judge(
    demand: &Demand,
    goal: &ServiceGoal,
    on_drop: OnDrop,
    agents: Vec<u32>,
) -> Result<StaffedDay, CarryOverError> {
    let day = Day {
        demand: demand.clone(),
        agents,
        on_drop,
    };
    let services = evaluate(&day, answer_within(goal))?;
    staffed(demand, goal, day.agents, services)
}

/// Staffs a day by SIPP, lagged SIPP, modified offered load and the carry-over requirement, and judges each.
///
/// # Errors
/// [`CarryOverError`]: an empty or unreachable goal, contacts without handle time, a day too large to follow.
pub fn compare(
    demand: &Demand,
    goal: &ServiceGoal,
    on_drop: OnDrop,
) -> Result<Comparison, CarryOverError> {
    goal.check(demand.patience)?;
    let stationary = Stationary::of(demand, goal)?;
    let lagged = stationary.agents(lagged_offered_load(demand)?.into_iter())?;
    let modified = modified_offered_load(demand)?;
    let modified = stationary.agents(modified.iter().map(|load| load.mean))?;
    let sipp = judge(demand, goal, on_drop, stationary.agents_for_contacts()?)?;
    let required = require_day(demand, goal, on_drop)?;
    let carry_over = staffed(demand, goal, required.agents, required.services)?;
    Ok(Comparison {
        sipp_misleads: misled(&sipp, &carry_over, goal),
        sipp,
        lagged_sipp: judge(demand, goal, on_drop, lagged)?,
        modified_offered_load: judge(demand, goal, on_drop, modified)?,
        carry_over,
    })
}

fn staffed(
    demand: &Demand,
    goal: &ServiceGoal,
    agents: Vec<u32>,
    services: Vec<IntervalService>,
) -> Result<StaffedDay, CarryOverError> {
    let on_duty: f64 = agents.iter().copied().map(f64::from).sum();
    Ok(StaffedDay {
        agent_minutes: on_duty * demand.interval_seconds / 60.0,
        stationary: Stationary::of(demand, goal)?.predict(&agents)?,
        missed_intervals: services
            .iter()
            .enumerate()
            .filter(|(_, service)| !meets(service, goal))
            .map(|(interval, _)| interval)
            .collect(),
        agents,
        services,
    })
}

fn misled(sipp: &StaffedDay, needed: &StaffedDay, goal: &ServiceGoal) -> Vec<Misled> {
    let beliefs = sipp.services.iter().zip(&sipp.stationary);
    beliefs
        .zip(&needed.agents)
        .enumerate()
        .filter_map(|(interval, ((exact, belief), &needed))| {
            let agents_beyond_need = i64::from(exact.agents) - i64::from(needed);
            let error = if !meets(exact, goal) {
                SippError::MissesUnaware
            } else if agents_beyond_need > 0 {
                SippError::AsksForMore
            } else {
                return None;
            };
            Some(Misled {
                interval,
                error,
                agents_beyond_need,
                service_level_overrated: goal.service_level.and_then(|level| {
                    Some(belief.service_level()? - exact.service_level(level.variant)?)
                }),
                p_wait_underrated: exact.p_wait - belief.p_wait().unwrap_or(0.0),
            })
        })
        .collect()
}
