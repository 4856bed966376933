//! What agents are to do for the rest of the day, and the day played with it.

use std::collections::BTreeMap;

use crewcast_forecasts::simulation::SimulationError;
use crewcast_forecasts::simulation::model::Stretch;
use crewcast_forecasts::simulation::running_day::{
    Asked, Close, DayAgent, DayQueue, PlayedDay, RunningDay as SimulatedDay,
};

use super::day::RunningDay;
use super::group::GroupOfDay;
use super::people::AgentOfDay;
use crate::db::Instant;
use crate::failure::Failure;
use crate::organisation::ActivityCategory;
use crate::schedules::Shift;
use crate::simulation::simulated_queue;

/// The day is played from so long before what is counted, so that the queue it inherits is there.
const WARM_UP_MINUTES: u32 = 60;

/// A stretch that an agent is asked to work, or to be free.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct AskedOfAgent {
    /// Position among the day's agents.
    pub agent: usize,
    pub start_at: Instant,
    pub end_at: Instant,
    pub is_work: bool,
    /// The probability that they accept.
    pub acceptance: f64,
}

/// What agents are to do for the rest of the day.
#[derive(Clone, Debug)]
pub(super) struct PlanOfDay {
    /// Shifts that touch the day, by agent of the day.
    pub shifts: Vec<Vec<Shift>>,
    /// What agents are asked for besides.
    pub asked: Vec<AskedOfAgent>,
    /// Campaigns that give their minutes back, by position among the day's outbound work, with the first interval they do
    /// it in.
    pub throttled: BTreeMap<usize, usize>,
}

impl PlanOfDay {
    /// As it is published.
    pub fn of(day: &RunningDay) -> Self {
        Self {
            shifts: day
                .agents
                .iter()
                .map(|agent| agent.shifts.clone())
                .collect(),
            asked: Vec::new(),
            throttled: BTreeMap::new(),
        }
    }

    /// With a shift in the place of the one of its id.
    pub fn replace(&mut self, agent: usize, shift: &Shift) {
        let own = self.shifts.get_mut(agent).into_iter().flatten();
        for place in own.filter(|one| one.id == shift.id) {
            *place = shift.clone();
        }
    }

    /// Heads of a planning group that work on campaigns, by interval of the day.
    pub fn lent_heads(&self, day: &RunningDay, group: usize) -> Vec<f64> {
        let mut heads = vec![0.0; day.grid.intervals()];
        for (position, work) in day.outbound.iter().enumerate() {
            let own = work.minutes.get(group).into_iter().flatten();
            let until = self.throttled.get(&position).copied();
            let going = own.take(until.unwrap_or(day.grid.intervals()));
            for (sum, minutes) in heads.iter_mut().zip(going) {
                *sum += minutes / f64::from(day.grid.interval_minutes());
            }
        }
        heads
    }
}

/// Time on queue of shifts, cut to `[from, to)`.
pub(super) fn on_queue(shifts: &[Shift], from: Instant, to: Instant) -> Vec<(Instant, Instant)> {
    let activities = shifts.iter().flat_map(|shift| &shift.activities);
    activities
        .filter(|activity| activity.category == ActivityCategory::OnQueueWork)
        .map(|activity| (activity.start_at.max(from), activity.end_at().min(to)))
        .filter(|(start, end)| start < end)
        .collect()
}

/// How often, on which draws, and on how many threads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Draw {
    pub seed: u64,
    pub replications: u32,
}

/// A day played.
pub(super) struct Played {
    pub of_day: PlayedDay,
    /// The interval of the day with which playing began.
    pub first: usize,
}

impl Played {
    /// What a planning group's day is expected to come to.
    pub fn close(&self, day: &RunningDay, group: usize) -> Option<Close> {
        let goal = day.groups.get(group).map(|one| &one.goals.goal);
        self.of_day.close(group, goal)
    }
}

/// Plays the day with a plan for its rest.
///
/// # Errors
/// [`Failure::Conflict`] `cannot-be-simulated`, with the remedy.
pub(super) fn play(day: &RunningDay, plan: &PlanOfDay, draw: Draw) -> Result<Played, Failure> {
    let first = first_played(day);
    let from = day.grid.interval_start(first);
    let queues = day.groups.iter().enumerate().map(|(position, group)| {
        let cut = |values: &[f64]| -> Vec<f64> { values.iter().skip(first).copied().collect() };
        let contacts = cut(&group.expected.offered);
        let handle_times = cut(&group.expected.handle_seconds);
        DayQueue {
            queue: simulated_queue(&group.group, &group.goals, contacts, handle_times),
            known_until: group.known_until.saturating_sub(first),
            spread: group.spread.clone(),
            handle_time_deviation: group.handle_time_deviation,
            so_far: group.so_far(),
            count_from: group.count_from().saturating_sub(first),
            lent_heads: cut(&plan.lent_heads(day, position)),
        }
    });
    let simulated = SimulatedDay {
        interval_seconds: f64::from(day.grid.interval_minutes()) * 60.0,
        intervals: day.grid.intervals() - first,
        queues: queues.collect(),
        agents: agents(day, plan, from),
    };
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let of_day = simulated.play(draw.seed, draw.replications, threads);
    let refused =
        |error: SimulationError| Failure::conflict("cannot-be-simulated", error.to_string());
    Ok(Played {
        of_day: of_day.map_err(refused)?,
        first,
    })
}

/// An hour before the first interval whose service is simulated; the last interval where all has been counted.
fn first_played(day: &RunningDay) -> usize {
    let warm_up = WARM_UP_MINUTES.div_ceil(day.grid.interval_minutes()) as usize;
    let counted = day.groups.iter().map(GroupOfDay::count_from);
    let last = day.grid.intervals().saturating_sub(1);
    let first = counted.min().unwrap_or(last);
    first.saturating_sub(warm_up).min(last)
}

fn agents(day: &RunningDay, plan: &PlanOfDay, from: Instant) -> Vec<DayAgent> {
    let seconds = |at: Instant| (at.epoch_millis() - from.epoch_millis()) as f64 / 1_000.0;
    let end = day.grid.end();
    let stretch = |(start, end): (Instant, Instant)| Stretch {
        start_seconds: seconds(start),
        end_seconds: seconds(end),
    };
    let of = |(position, agent): (usize, &AgentOfDay)| {
        let seen = agent.seen.iter().flatten();
        let seen = seen.map(|(start, end)| ((*start).max(from), *end));
        // Of whom no state is known it is supposed that they did as planned, if they came.
        let since = if agent.seen.is_some() {
            from.max(day.as_of)
        } else {
            from
        };
        let own = plan
            .shifts
            .get(position)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let asked = plan.asked.iter().filter(|asked| asked.agent == position);
        DayAgent {
            queues: agent.serves.clone(),
            seen: seen
                .filter(|(start, end)| start < end)
                .map(stretch)
                .collect(),
            planned: on_queue(own, since, end).into_iter().map(stretch).collect(),
            presence: agent.presence,
            asked: asked
                .map(|asked| Asked {
                    stretch: stretch((asked.start_at, asked.end_at.min(end))),
                    is_work: asked.is_work,
                    acceptance: asked.acceptance,
                })
                .collect(),
        }
    };
    day.agents.iter().enumerate().map(of).collect()
}
