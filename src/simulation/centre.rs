//! From a schedule and its forecast to the centre that is simulated.
//!
//! Each planning group is a queue: contacts come as on the forecast's sample paths (rates whose days, hours and single
//! intervals vary as its errors did, Poisson counts around them), handle times are lognormal around the forecast's mean, patience is exponential with the planning
//! group's mean. Each shift is an agent who takes contacts of every planning group whose skills they hold, on queue
//! in the shift's stretches; an agent finishes the contact at hand before a break.
//!
//! **Shrinkage** is absence that nobody knows of when the roster is made, so it is drawn: in each replication each
//! shift's agent stays away all day with the probability of the planning group's shrinkage. On average
//! `scheduled × (1 − shrinkage)` are at work, as the formulas of [`crate::staffing`] reckon with; that it is now more
//! and now fewer is part of what a plan has to bear. One who serves several planning groups has their mean shrinkage,
//! weighted by their work.

use std::collections::BTreeMap;

use crewcast_forecasts::simulation::model::{
    AgentGroup, Arrivals, AtStretchEnd, Centre, Channel, HandleTime, RateVariation, Routing,
    SimulatedQueue, Skill, Stretch,
};
use crewcast_forecasts::simulation::{Distribution, Shape};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::inputs::{GroupToSimulate, ShiftOnQueue, SimulationInputs};
use super::replications::Drawn;
use super::scenario::{Outage, Scenario};
use crate::db::Instant;
use crate::failure::Failure;
use crate::organisation::PlanningGroup;
use crate::staffing::StaffingGoals;

/// Standard deviation ÷ mean of handle times: that of the exponential which Erlang's formulas suppose, in the shape that
/// is measured (lognormal: Brown et al., JASA 100, 2005).
const HANDLE_TIME_VARIATION: f64 = 1.0;

/// What makes agents one group: whom they serve, and when, in milliseconds from the start of the weeks.
type Alike = (Vec<usize>, Vec<(i64, i64)>);

/// A schedule under a scenario, from which the centre of each replication is drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct ScheduledCentre {
    /// Everything but how many agents of each group are there.
    frame: Centre,
    /// The group in `frame`, if the scenario leaves any time on queue, and the probability to be away, of each shift.
    shifts: Vec<(Option<usize>, f64)>,
}

impl ScheduledCentre {
    /// The inputs under a scenario.
    ///
    /// # Errors
    /// Those of [`StaffingGoals::of`].
    pub(super) fn new(inputs: &SimulationInputs, scenario: &Scenario) -> Result<Self, Failure> {
        let grid = &inputs.grid;
        let interval_seconds = f64::from(grid.interval_minutes()) * 60.0;
        let mut frame = Centre::new(interval_seconds, grid.intervals());
        let later_days = grid.days().iter().skip(1);
        frame.later_days_start_at = later_days.map(|day| day.first_interval).collect();
        frame.routing = Routing::default();
        frame.queues = inputs
            .groups
            .iter()
            .map(|group| queue(group, scenario))
            .collect::<Result<_, _>>()?;
        let at_work = presence(&inputs.groups, scenario)?;
        let mut positions: BTreeMap<Alike, usize> = BTreeMap::new();
        let mut shifts = Vec::new();
        let mut outage = scenario.outage.map(OutageOfAgents::new);
        for shift in &inputs.shifts {
            let stretches = match &mut outage {
                Some(outage) => outage.of_shift(shift),
                None => shift.stretches.clone(),
            };
            let stretches = on_the_horizon(&stretches, grid.start(), grid.end());
            let position = (!stretches.is_empty()).then(|| {
                let next = positions.len();
                let alike = (shift.serves.clone(), stretches.clone());
                let position = *positions.entry(alike).or_insert(next);
                if position == next {
                    frame.agent_groups.push(group_of(&shift.serves, &stretches));
                }
                position
            });
            shifts.push((position, 1.0 - at_work.of(&shift.serves)));
        }
        Ok(Self { frame, shifts })
    }
}

impl Drawn for ScheduledCentre {
    /// Who is away is drawn by seed and replication, so that all scenarios of a run see the same people away, and with
    /// more absence more.
    fn of_replication(&self, seed: u64, replication: u32) -> Centre {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        random.set_stream(u64::from(replication));
        let mut centre = self.frame.clone();
        for (group, absence) in &self.shifts {
            // Drawn for every shift, so that the next one's draw is the same in every scenario.
            let is_there = random.random::<f64>() >= *absence;
            if let Some(group) = group.and_then(|group| centre.agent_groups.get_mut(group)) {
                group.agents += u32::from(is_there);
            }
        }
        centre
    }

    fn expected_contacts(&self) -> f64 {
        let of_queue =
            |queue: &SimulatedQueue| queue.arrivals.contacts_per_interval.iter().sum::<f64>();
        self.frame.queues.iter().map(of_queue).sum()
    }
}

fn queue(group: &GroupToSimulate, scenario: &Scenario) -> Result<SimulatedQueue, Failure> {
    let demand = &group.demand;
    let scaled = |values: &[f64], percent: f64| -> Vec<f64> {
        let factor = 1.0 + percent / 100.0;
        values.iter().map(|value| value * factor).collect()
    };
    let contacts = scaled(&demand.offered_per_interval, scenario.volume_percent);
    let handle_times = scaled(
        &demand.average_handle_time_seconds_per_interval,
        scenario.average_handle_time_percent,
    );
    let goals = StaffingGoals::of(&group.group, &group.template)?;
    let mut queue = simulated_queue(&group.group, &goals, contacts, handle_times);
    queue.arrivals.variation = RateVariation::SamplePaths(group.path_spread.clone());
    Ok(queue)
}

/// A planning group as a queue, with these contacts and mean handle times in seconds, one value an interval; its rate is
/// taken to be known.
pub fn simulated_queue(
    group: &PlanningGroup,
    goals: &StaffingGoals,
    contacts_per_interval: Vec<f64>,
    mean_seconds_per_interval: Vec<f64>,
) -> SimulatedQueue {
    SimulatedQueue {
        arrivals: Arrivals::poisson(contacts_per_interval),
        handle_time: HandleTime {
            mean_seconds_per_interval,
            shape: Shape::Lognormal {
                coefficient_of_variation: HANDLE_TIME_VARIATION,
            },
        },
        patience: mean_patience_seconds(group).map(Distribution::exponential),
        answer_within: goals.within,
        goal: Some(goals.goal),
        priority: 0,
        channel: Channel::Voice,
        waiting_places: None,
        redial: None,
        callback: None,
    }
}

/// Mean time a contact of the group waits before it hangs up; `None` where it waits for ever.
pub(super) fn mean_patience_seconds(group: &PlanningGroup) -> Option<f64> {
    group.average_patience_seconds
}

fn group_of(serves: &[usize], stretches: &[(i64, i64)]) -> AgentGroup {
    let seconds = |millis: i64| millis as f64 / 1_000.0;
    AgentGroup {
        agents: 0,
        skills: serves.iter().copied().map(Skill::of).collect(),
        on_queue: stretches
            .iter()
            .map(|(from, until)| Stretch {
                start_seconds: seconds(*from),
                end_seconds: seconds(*until),
            })
            .collect(),
        concurrent_chats: 1,
        at_stretch_end: AtStretchEnd::FinishContact,
    }
}

/// Stretches in milliseconds from the start of the weeks; what lies outside them is left out.
fn on_the_horizon(
    stretches: &[(Instant, Instant)],
    start: Instant,
    end: Instant,
) -> Vec<(i64, i64)> {
    let inside = |at: Instant| at.clamp(start, end).epoch_millis() - start.epoch_millis();
    stretches
        .iter()
        .map(|(from, until)| (inside(*from), inside(*until)))
        .filter(|(from, until)| from < until)
        .collect()
}

/// The probability of agents to be at work.
struct Presence {
    /// Expected work and share at work of each planning group.
    groups: Vec<(f64, f64)>,
    /// Share that the scenario leaves.
    of_scenario: f64,
}

fn presence(groups: &[GroupToSimulate], scenario: &Scenario) -> Result<Presence, Failure> {
    let of_group = |group: &GroupToSimulate| {
        let goals = StaffingGoals::of(&group.group, &group.template)?;
        let demand = &group.demand;
        let handle_times = &demand.average_handle_time_seconds_per_interval;
        let contacts = demand.offered_per_interval.iter();
        let work = contacts.zip(handle_times).map(|(c, s)| c * s).sum();
        Ok((work, goals.shrinkage.complement_as_f64()))
    };
    Ok(Presence {
        groups: groups
            .iter()
            .map(of_group)
            .collect::<Result<_, Failure>>()?,
        of_scenario: 1.0 - scenario.absent_percent / 100.0,
    })
}

impl Presence {
    /// Of an agent who serves these groups: the mean of the groups' shares at work, weighted by their work.
    fn of(&self, serves: &[usize]) -> f64 {
        let served = || {
            serves
                .iter()
                .filter_map(|position| self.groups.get(*position))
        };
        let work: f64 = served().map(|(work, _)| work).sum();
        let at_work = if work > 0.0 {
            served().map(|(work, share)| work * share).sum::<f64>() / work
        } else {
            served().map(|(_, share)| share).sum::<f64>() / serves.len().max(1) as f64
        };
        at_work * self.of_scenario
    }
}

/// An outage, and how many of the shifts on queue during it were seen.
struct OutageOfAgents {
    outage: Outage,
    seen: u32,
}

impl OutageOfAgents {
    fn new(outage: Outage) -> Self {
        Self { outage, seen: 0 }
    }

    /// The shift's stretches with the outage taken out of them, unless its agent can work on: of the shifts on queue
    /// during it, taken in order, every n-th, so that the share that works on is met as nearly as can be.
    fn of_shift(&mut self, shift: &ShiftOnQueue) -> Vec<(Instant, Instant)> {
        let (from, until) = (self.outage.start_date, self.outage.end());
        let is_hit = shift
            .stretches
            .iter()
            .any(|(start, end)| *start < until && *end > from);
        if !is_hit {
            return shift.stretches.clone();
        }
        let able = |seen: u32| (f64::from(seen) * self.outage.capacity_percent / 100.0).floor();
        let works_on = able(self.seen + 1) > able(self.seen);
        self.seen += 1;
        if works_on {
            return shift.stretches.clone();
        }
        shift
            .stretches
            .iter()
            .flat_map(|(start, end)| [(*start, (*end).min(from)), ((*start).max(until), *end)])
            .filter(|(start, end)| start < end)
            .collect()
    }
}

#[cfg(test)]
#[path = "centre_tests.rs"]
mod tests;
