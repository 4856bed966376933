//! The judge: true days played with the agents as the schedule has them.

use crewcast_forecasts::simulation::model::{
    AgentGroup, Centre as Simulated, SimulatedQueue, Skill, Stretch,
};
use crewcast_forecasts::simulation::{Distribution, Shape, Simulation};
use crewcast_forecasts::units::AnswerWithinSeconds;

use super::calls::true_calls;
use super::floor::{Worker, seconds};
use super::{NOW, PATIENCE_SECONDS, QUEUES};
use crate::support::number;

/// Contacts that come from half past twelve on, and those answered in time, in each of many true days; both queues together.
pub(super) fn truly(workers: &[Worker], seed: u64, days: u32) -> Vec<(u64, u64)> {
    let within = AnswerWithinSeconds::new(20.0).unwrap();
    let mut simulated = Simulated::new(1_800.0, 48);
    for (_, calls, handle_seconds) in QUEUES {
        let contacts = (0..48)
            .map(|half_hour| true_calls(calls, half_hour))
            .collect();
        let mut queue = SimulatedQueue::voice(contacts, handle_seconds, within);
        queue.handle_time.shape = Shape::Lognormal {
            coefficient_of_variation: 1.0,
        };
        queue.patience = Some(Distribution::exponential(PATIENCE_SECONDS));
        simulated.queues.push(queue);
    }
    for worker in workers.iter().filter(|worker| worker.is_there) {
        let on_queue = worker
            .activities
            .iter()
            .filter(|one| one["category"] == "OnQueueWork");
        let stretches = on_queue.map(|one| {
            let start_seconds = seconds(&one["startDate"]);
            Stretch {
                start_seconds,
                end_seconds: start_seconds + number(&one["lengthMinutes"]) * 60.0,
            }
        });
        let mut stretches: Vec<Stretch> = stretches.collect();
        stretches.sort_by(|a, b| a.start_seconds.total_cmp(&b.start_seconds));
        let mut joined: Vec<Stretch> = Vec::new();
        for next in stretches {
            match joined.last_mut() {
                Some(last) if last.end_seconds == next.start_seconds => {
                    last.end_seconds = next.end_seconds
                }
                _ => joined.push(next),
            }
        }
        if !joined.is_empty() {
            let skills = worker.queues.iter().copied().map(Skill::of).collect();
            let mut group = AgentGroup::all_day(1, skills, 0.0);
            group.on_queue = joined;
            simulated.agent_groups.push(group);
        }
    }
    let simulation = Simulation::new(&simulated).unwrap();
    let mut found = Vec::new();
    simulation.replicate(seed, 0..days, |_, tally| {
        let of = [0, 1].map(|queue| tally.queue(queue, NOW..48));
        found.push((
            of[0].offered + of[1].offered,
            of[0].served_within + of[1].served_within,
        ));
    });
    found
}

pub(super) fn level(days: &[(u64, u64)]) -> f64 {
    let offered: u64 = days.iter().map(|day| day.0).sum();
    let within: u64 = days.iter().map(|day| day.1).sum();
    100.0 * within as f64 / offered as f64
}

/// Mean of the differences of days, and the half width of its 95 % interval.
pub(super) fn difference(with: &[(u64, u64)], without: &[(u64, u64)]) -> (f64, f64) {
    let gains: Vec<f64> = with
        .iter()
        .zip(without)
        .map(|(a, b)| a.1 as f64 - b.1 as f64)
        .collect();
    let n = gains.len() as f64;
    let mean = gains.iter().sum::<f64>() / n;
    let variance = gains.iter().map(|gain| (gain - mean).powi(2)).sum::<f64>() / (n - 1.0);
    (mean, 1.96 * (variance / n).sqrt())
}
