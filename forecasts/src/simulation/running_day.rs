//! A running day played to its end: what came is certain, what may come is drawn.
//!
//! Contacts of intervals that are over arrive at the rate at which they came; those to come arrive on sample paths around
//! what is expected now. Agents seen on queue were there; those planned for later come with a probability. All draws belong to
//! a replication and a queue or an agent, never to what else is planned: two plans of one day meet the same contacts and
//! the same people away, so that their difference is theirs (common random numbers, Law 2015, section 11.2).

use std::collections::BTreeMap;

use super::draws::{Draws, Purpose, normal, uniform};
use super::model::{AgentGroup, AtStretchEnd, Centre, SimulatedQueue, Skill, Stretch};
use super::tally::QueueTally;
use super::{Simulation, SimulationError, on_threads};
use crate::spread::PathSpread;

pub use super::played_day::{CONFIDENCE, Close, Gain, PlayedDay};
pub use super::so_far::SoFar;

/// A day from some interval on, which may lie before the present so that the queues it inherits are there.
#[derive(Clone, Debug)]
pub struct RunningDay {
    /// Length of an interval in seconds.
    pub interval_seconds: f64,
    /// Intervals that are played.
    pub intervals: usize,
    /// Where contacts arrive.
    pub queues: Vec<DayQueue>,
    /// Who may serve them. Two plans to be compared list the same agents in the same order.
    pub agents: Vec<DayAgent>,
}

/// A queue on a running day.
#[derive(Clone, Debug)]
pub struct DayQueue {
    /// Contacts and handle times of all intervals played: as they came, then as they are expected.
    pub queue: SimulatedQueue,
    /// Intervals whose contacts have come; the others are drawn.
    pub known_until: usize,
    /// How contacts to come depart from what is expected; its first day is this one.
    pub spread: PathSpread,
    /// Coefficient of variation of the level of handle times to come.
    pub handle_time_deviation: f64,
    /// What was counted of the day before `count_from`.
    pub so_far: SoFar,
    /// The first interval whose service is counted as simulated.
    pub count_from: usize,
    /// Heads of its agents that work on something else, one value an interval; none where it is shorter.
    pub lent_heads: Vec<f64>,
}

/// An agent on a running day; times in seconds from the start of what is played.
#[derive(Clone, Debug, PartialEq)]
pub struct DayAgent {
    /// Positions of the queues they serve.
    pub queues: Vec<usize>,
    /// On queue for certain: as it was seen.
    pub seen: Vec<Stretch>,
    /// On queue from now on, if they are there.
    pub planned: Vec<Stretch>,
    /// The probability that they are there.
    pub presence: f64,
    /// What they are asked to do beyond their plan.
    pub asked: Vec<Asked>,
}

/// A stretch an agent is asked to work, or to be free.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Asked {
    /// When.
    pub stretch: Stretch,
    /// Work that is added; otherwise work that is given up.
    pub is_work: bool,
    /// The probability that they accept.
    pub acceptance: f64,
}

impl RunningDay {
    /// Plays the day; the result does not depend on the number of threads.
    ///
    /// # Errors
    /// A [`SimulationError`] names what makes no sense.
    pub fn play(
        &self,
        seed: u64,
        replications: u32,
        threads: usize,
    ) -> Result<PlayedDay, SimulationError> {
        if replications == 0 {
            return Err(SimulationError::NoReplications {
                minimum: 0,
                maximum: 0,
            });
        }
        let numbers: Vec<u32> = (0..replications).collect();
        let all = on_threads(&numbers, threads, |number| self.replication(seed, *number));
        let queues = self.queues.len();
        let mut found = PlayedDay {
            days: vec![Vec::with_capacity(all.len()); queues],
            intervals: vec![vec![QueueTally::default(); self.intervals]; queues],
            so_far: self.queues.iter().map(|queue| queue.so_far).collect(),
            replications,
        };
        for played in all {
            for (queue, (day, intervals)) in played?.into_iter().enumerate() {
                found.days[queue].push(day);
                for (sum, own) in found.intervals[queue].iter_mut().zip(&intervals) {
                    *sum += own;
                }
            }
        }
        Ok(found)
    }

    fn replication(&self, seed: u64, number: u32) -> Result<Played, SimulationError> {
        let centre = self.centre(seed, number);
        let simulation = Simulation::new(&centre)?;
        let mut played = Vec::with_capacity(self.queues.len());
        simulation.replicate(seed, number..number + 1, |_, tally| {
            for (position, queue) in self.queues.iter().enumerate() {
                let intervals = (0..self.intervals).map(|one| tally.queue(position, one..one + 1));
                let mut day = queue.so_far.tally();
                day += &tally.queue(position, queue.count_from..self.intervals);
                played.push((day, intervals.collect()));
            }
        });
        Ok(played)
    }

    /// The centre of one replication: rates, handle times and people drawn.
    fn centre(&self, seed: u64, number: u32) -> Centre {
        let mut centre = Centre::new(self.interval_seconds, self.intervals);
        for (position, day) in self.queues.iter().enumerate() {
            let mut queue = day.queue.clone();
            let known = day
                .known_until
                .min(queue.arrivals.contacts_per_interval.len());
            let mut course = Draws::new(seed, number, position, Purpose::DayFactor).of(0, 0);
            let to_come = &mut queue.arrivals.contacts_per_interval[known..];
            let rates = day.spread.rates(0, to_come, &mut course);
            to_come.copy_from_slice(&rates);
            let mut level = Draws::new(seed, number, position, Purpose::HandleTimeLevel).of(0, 0);
            let deviation = day.handle_time_deviation;
            // Lognormal of mean 1, so that no draw makes a handle time negative.
            let factor = (deviation * normal(&mut level) - deviation * deviation / 2.0).exp();
            for mean in queue
                .handle_time
                .mean_seconds_per_interval
                .iter_mut()
                .skip(known)
            {
                *mean *= factor;
            }
            centre.queues.push(queue);
        }
        let mut there: Vec<Vec<Stretch>> = self
            .agents
            .iter()
            .enumerate()
            .map(|(position, agent)| agent.on_queue(seed, number, position))
            .collect();
        self.lend(&mut there);
        let mut alike: BTreeMap<Alike<'_>, u32> = BTreeMap::new();
        for (agent, stretches) in self.agents.iter().zip(&there) {
            if !stretches.is_empty() {
                let bounds = stretches.iter();
                let key =
                    bounds.map(|one| (one.start_seconds.to_bits(), one.end_seconds.to_bits()));
                *alike.entry((&agent.queues, key.collect())).or_default() += 1;
            }
        }
        for ((queues, bounds), agents) in alike {
            let on_queue = bounds.into_iter().map(|(start, end)| Stretch {
                start_seconds: f64::from_bits(start),
                end_seconds: f64::from_bits(end),
            });
            centre.agent_groups.push(AgentGroup {
                agents,
                skills: queues.iter().copied().map(Skill::of).collect(),
                on_queue: on_queue.collect(),
                concurrent_chats: 1,
                at_stretch_end: AtStretchEnd::FinishContact,
            });
        }
        centre
    }

    /// Takes the heads that work on something else off the queues: of the agents there the whole interval, those with the
    /// fewest skills, in turn. Parts of a head are carried to the next interval.
    fn lend(&self, there: &mut [Vec<Stretch>]) {
        for (position, queue) in self.queues.iter().enumerate() {
            let mut owed = 0.0;
            for (interval, heads) in queue.lent_heads.iter().enumerate().take(self.intervals) {
                owed += heads.max(0.0);
                let whole = (owed + 0.5).floor();
                owed -= whole;
                let cut = Stretch {
                    start_seconds: interval as f64 * self.interval_seconds,
                    end_seconds: (interval + 1) as f64 * self.interval_seconds,
                };
                let mut able: Vec<usize> = (0..self.agents.len())
                    .filter(|agent| self.agents[*agent].queues.contains(&position))
                    .filter(|agent| there[*agent].iter().any(|one| covers(one, &cut)))
                    .collect();
                let turn = |agent: &usize| (agent + interval) % self.agents.len().max(1);
                able.sort_by_key(|agent| (self.agents[*agent].queues.len(), turn(agent)));
                for agent in able.into_iter().take(whole as usize) {
                    there[agent] = without(&there[agent], &cut);
                }
            }
        }
    }
}

/// What makes agents one group: whom they serve, and when, as the bits of seconds.
type Alike<'day> = (&'day [usize], Vec<(u64, u64)>);

/// One replication: the day and the intervals of each queue.
type Played = Vec<(QueueTally, Vec<QueueTally>)>;

impl DayAgent {
    /// Their time on queue in one replication, ascending and apart.
    fn on_queue(&self, seed: u64, number: u32, position: usize) -> Vec<Stretch> {
        let mut presence = Draws::new(seed, number, position, Purpose::Absence).of(0, 0);
        let is_there = uniform(&mut presence) < self.presence;
        let mut found = self.seen.clone();
        if is_there {
            found.extend(self.planned.iter().copied());
            let answers = Draws::new(seed, number, position, Purpose::Acceptance);
            for (index, asked) in self.asked.iter().enumerate() {
                if uniform(&mut answers.of(index as u32, 0)) >= asked.acceptance {
                    continue;
                }
                if asked.is_work {
                    found.push(asked.stretch);
                } else {
                    found = without(&found, &asked.stretch);
                }
            }
        }
        joined(found)
    }
}

fn covers(stretch: &Stretch, wanted: &Stretch) -> bool {
    stretch.start_seconds <= wanted.start_seconds && stretch.end_seconds >= wanted.end_seconds
}

fn without(stretches: &[Stretch], cut: &Stretch) -> Vec<Stretch> {
    let parts = stretches.iter().flat_map(|one| {
        [
            Stretch {
                start_seconds: one.start_seconds,
                end_seconds: one.end_seconds.min(cut.start_seconds),
            },
            Stretch {
                start_seconds: one.start_seconds.max(cut.end_seconds),
                end_seconds: one.end_seconds,
            },
        ]
    });
    parts
        .filter(|part| part.start_seconds < part.end_seconds)
        .collect()
}

/// Ascending, what touches or overlaps made one.
fn joined(mut stretches: Vec<Stretch>) -> Vec<Stretch> {
    stretches.retain(|one| one.start_seconds < one.end_seconds);
    stretches.sort_by(|a, b| a.start_seconds.total_cmp(&b.start_seconds));
    let mut found: Vec<Stretch> = Vec::with_capacity(stretches.len());
    for next in stretches {
        match found.last_mut() {
            Some(last) if last.end_seconds >= next.start_seconds => {
                last.end_seconds = last.end_seconds.max(next.end_seconds);
            }
            _ => found.push(next),
        }
    }
    found
}

#[cfg(test)]
#[path = "running_day_tests.rs"]
mod tests;
