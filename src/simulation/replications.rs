//! Playing a scenario often enough, on all threads the machine gives.

use std::ops::Range;

use crewcast_forecasts::simulation::model::Centre;
use crewcast_forecasts::simulation::outcome::Outcome;
use crewcast_forecasts::simulation::{Figure, Gathered, Simulation, SimulationError, on_threads};

use serde::{Deserialize, Serialize};

use super::prediction::EndedBy;
use super::request::FEWEST_REPLICATIONS;
use crate::failure::Failure;

/// Confidence of every half width.
pub(super) const CONFIDENCE: f64 = 0.95;

/// Where nobody asks for a number: from the first, in steps of a batch, up to the second …
const FIRST_CHECK: u32 = 40;
pub(super) const MOST_BY_PRECISION: u32 = 400;

/// … until every planning group's service level over the weeks is known this well.
const HALF_WIDTH: f64 = 0.005;

/// Replications between two looks at precision, progress and time, and those that one thread sums up at a time. Fixed,
/// so that neither the end of a run nor the last bit of a sum depends on the number of threads.
const BATCH: u32 = 20;
const CHUNK: u32 = 5;

/// More chunks than that are never played at once.
const MOST_THREADS: usize = (BATCH / CHUNK) as usize;

/// What is played: a centre that may be another one in each replication.
pub(super) trait Drawn: Sync {
    /// The centre of one replication; the same for equal seed and replication.
    fn of_replication(&self, seed: u64, replication: u32) -> Centre;

    /// Contacts expected in one replication.
    fn expected_contacts(&self) -> f64;
}

/// How far a scenario may go.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Limits {
    /// How often it is played; by precision when `None`.
    pub replications: Option<u32>,
    /// Contacts it may expect to simulate.
    pub contacts: u64,
}

/// Who is told of the work and may end it.
pub(super) struct Watch<'a> {
    pub is_cancelled: &'a (dyn Fn() -> bool + Sync),
    pub is_late: &'a dyn Fn() -> bool,
    /// Told the share done and the replications behind it.
    pub progress: &'a dyn Fn(f64, u32) -> Result<(), Failure>,
}

/// A scenario played.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Played {
    pub outcome: Outcome,
    pub ended_by: EndedBy,
}

/// Plays a scenario. The result follows from centre, seed and limits alone unless time runs out.
///
/// # Errors
/// [`Failure::Cancelled`]; [`Failure::Conflict`] `too-much-work` when the limit of contacts, or the time, does not
/// suffice for the fewest replications, `cannot-be-simulated` for a centre the simulator refuses.
pub(super) fn play(
    centre: &impl Drawn,
    seed: u64,
    limits: &Limits,
    watch: &Watch<'_>,
) -> Result<Played, Failure> {
    let wanted = limits.replications.unwrap_or(MOST_BY_PRECISION);
    let allowed = allowed_by_contacts(limits.contacts, centre.expected_contacts())?;
    let most = wanted.min(allowed);
    let shape = Simulation::new(&centre.of_replication(seed, 0)).map_err(refused)?;
    let mut gathered = shape.gather(CONFIDENCE).map_err(refused)?;
    let threads = threads();
    let mut done = 0;
    let ended_by = loop {
        if done >= most {
            break if most < wanted {
                EndedBy::ContactLimit
            } else {
                EndedBy::Replications
            };
        }
        let is_checked = limits.replications.is_none() && done >= FIRST_CHECK;
        if is_checked && is_precise(&gathered, shape.queues()) {
            break EndedBy::Precision;
        }
        if (watch.is_late)() && done >= FEWEST_REPLICATIONS {
            break EndedBy::TimeLimit;
        }
        (watch.progress)(f64::from(done) / f64::from(most), done)?;
        let batch = done..(done + BATCH).min(most);
        done = batch.end;
        for part in play_batch(centre, &shape, seed, batch, threads, watch.is_cancelled)? {
            gathered.merge(&part);
        }
    };
    Ok(Played {
        outcome: gathered.outcome(seed),
        ended_by,
    })
}

/// On how many threads replications are played.
pub(super) fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, |count| count.get().min(MOST_THREADS))
}

/// Replications whose contacts stay below the limit.
fn allowed_by_contacts(limit: u64, expected: f64) -> Result<u32, Failure> {
    if expected <= 0.0 {
        return Ok(u32::MAX);
    }
    // A quotient beyond u32 saturates.
    let allowed = (limit as f64 / expected).floor() as u32;
    if allowed < FEWEST_REPLICATIONS {
        let detail = format!(
            "the scenario expects {expected:.0} contacts a replication, too many to play {FEWEST_REPLICATIONS} of them \
             within its limit of {limit}; name fewer scenarios, or simulate a schedule of fewer weeks"
        );
        return Err(Failure::conflict("too-much-work", detail));
    }
    Ok(allowed)
}

fn is_precise(gathered: &Gathered<'_>, queues: usize) -> bool {
    (0..queues).all(|queue| {
        let reached = gathered.half_width(queue, Figure::ServiceLevel);
        reached.is_none_or(|reached| reached <= HALF_WIDTH)
    })
}

/// What a batch gave, in the order of its chunks, whatever the number of threads.
fn play_batch<'shape>(
    centre: &impl Drawn,
    shape: &'shape Simulation,
    seed: u64,
    batch: Range<u32>,
    threads: usize,
    is_cancelled: &(dyn Fn() -> bool + Sync),
) -> Result<Vec<Gathered<'shape>>, Failure> {
    let chunks: Vec<Range<u32>> = batch
        .clone()
        .step_by(CHUNK as usize)
        .map(|first| first..(first + CHUNK).min(batch.end))
        .collect();
    let play_chunk = |chunk: &Range<u32>| {
        let mut part = shape.gather(CONFIDENCE).map_err(refused)?;
        for replication in chunk.clone() {
            if is_cancelled() {
                return Err(Failure::Cancelled);
            }
            let drawn = centre.of_replication(seed, replication);
            let drawn = Simulation::new(&drawn).map_err(refused)?;
            let mut added = Ok(());
            drawn.replicate(seed, replication..replication + 1, |number, tally| {
                added = part.add(number, tally);
            });
            added.map_err(refused)?;
        }
        Ok(part)
    };
    let parts = on_threads(&chunks, threads, play_chunk);
    parts.into_iter().collect()
}

fn refused(error: SimulationError) -> Failure {
    Failure::conflict("cannot-be-simulated", error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crewcast_forecasts::simulation::model::{AgentGroup, SimulatedQueue, Skill};
    use crewcast_forecasts::units::AnswerWithinSeconds;

    #[test]
    fn the_limit_of_contacts_bounds_the_replications_and_refuses_too_few() {
        assert_eq!(allowed_by_contacts(1_000_000, 10_000.0).unwrap(), 100);
        assert_eq!(allowed_by_contacts(1_000_000, 0.0).unwrap(), u32::MAX);
        let refused = allowed_by_contacts(1_000_000, 60_000.0).unwrap_err();
        assert_eq!(refused.code(), "too-much-work");
    }

    /// Two queues, some agents for either and a few for both.
    fn centre() -> Centre {
        let within = AnswerWithinSeconds::new(20.0).unwrap();
        let mut centre = Centre::new(1_800.0, 6);
        for contacts in [60.0, 40.0] {
            let queue = SimulatedQueue::voice(vec![contacts; 6], 180.0, within);
            centre.queues.push(queue);
        }
        for (agents, queues) in [(6, vec![0]), (4, vec![1]), (2, vec![0, 1])] {
            let skills = queues.into_iter().map(Skill::of).collect();
            let horizon = centre.horizon_seconds();
            let group = AgentGroup::all_day(agents, skills, horizon);
            centre.agent_groups.push(group);
        }
        centre
    }

    fn nobody_ends_it() -> Watch<'static> {
        Watch {
            is_cancelled: &|| false,
            is_late: &|| false,
            progress: &|_, _| Ok(()),
        }
    }

    #[test]
    fn any_number_of_threads_gives_the_same_to_the_last_bit() {
        let centre = centre();
        let shape = Simulation::new(&centre).unwrap();
        let of = |threads: usize| {
            let parts = play_batch(&centre, &shape, 9, 0..17, threads, &|| false).unwrap();
            let mut all = shape.gather(CONFIDENCE).unwrap();
            parts.iter().for_each(|part| all.merge(part));
            all.outcome(9)
        };
        let alone = of(1);
        assert_eq!(alone.replications, 17);
        assert_eq!(of(2), alone);
        assert_eq!(of(5), alone);
    }

    #[test]
    fn without_a_number_a_run_goes_on_until_every_service_level_is_known_well_enough() {
        let limits = Limits {
            replications: None,
            contacts: 10_000_000,
        };
        let played = play(&centre(), 1, &limits, &nobody_ends_it()).unwrap();
        let reached = |played: &Played, queue: usize| {
            let level = played.outcome.queues[queue].whole.service_level;
            level.half_width.unwrap()
        };
        match played.ended_by {
            EndedBy::Precision => {
                assert!((0..2).all(|queue| reached(&played, queue) <= HALF_WIDTH));
            }
            EndedBy::Replications => assert_eq!(played.outcome.replications, MOST_BY_PRECISION),
            other => panic!("{other:?}"),
        }
        let few = Limits {
            replications: None,
            contacts: 600 * 30,
        };
        let played = play(&centre(), 1, &few, &nobody_ends_it()).unwrap();
        assert_eq!(
            (played.ended_by, played.outcome.replications),
            (EndedBy::ContactLimit, 30)
        );
    }

    #[test]
    fn a_cancelled_run_ends_and_a_late_one_keeps_what_it_has() {
        let limits = Limits {
            replications: Some(500),
            contacts: u64::MAX,
        };
        let cancelled = Watch {
            is_cancelled: &|| true,
            ..nobody_ends_it()
        };
        let ended = play(&centre(), 1, &limits, &cancelled).unwrap_err();
        assert_eq!(ended.code(), "cancelled");
        let late = Watch {
            is_late: &|| true,
            ..nobody_ends_it()
        };
        let played = play(&centre(), 1, &limits, &late).unwrap();
        assert_eq!(
            (played.ended_by, played.outcome.replications),
            (EndedBy::TimeLimit, FEWEST_REPLICATIONS)
        );
    }
}
