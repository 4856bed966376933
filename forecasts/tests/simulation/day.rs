//! A whole day from empty, with overload, carry-over and staff that leaves its calls behind.

use std::collections::BTreeMap;

use crewcast_forecasts::simulation::model::{
    AgentGroup, AtStretchEnd, Centre, SimulatedQueue, Skill, Stretch,
};
use crewcast_forecasts::simulation::{Distribution, QueueTally, Simulation};
use crewcast_forecasts::units::AnswerWithinSeconds;

use crate::judge::{Judged, SEED, verdict};
use crate::row::{Row, rows_of};

const FILE: &str = "transient_day.csv";
const DAYS: u32 = 3000;

#[test]
fn a_day_from_empty() {
    let Some(rows) = rows_of(FILE) else {
        return;
    };
    let mut scenarios: BTreeMap<&str, Vec<(usize, &Row)>> = BTreeMap::new();
    for (index, row) in rows.iter().enumerate() {
        scenarios
            .entry(row.text("scenario"))
            .or_default()
            .push((index, row));
    }
    let judged: Vec<(usize, Judged)> = std::thread::scope(|scope| {
        let workers: Vec<_> = scenarios
            .values()
            .map(|rows| scope.spawn(move || judged_day(rows)))
            .collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap())
            .collect()
    });
    verdict(FILE, &judged, 0);
}

/// Agent i is on queue in the intervals with more than i agents.
fn groups(agents: &[u32], interval_seconds: f64) -> Vec<AgentGroup> {
    let most = agents.iter().copied().max().unwrap_or(0);
    (0..most)
        .map(|agent| {
            let mut on_queue: Vec<Stretch> = Vec::new();
            for (interval, _) in agents
                .iter()
                .enumerate()
                .filter(|(_, count)| **count > agent)
            {
                let start_seconds = interval_seconds * interval as f64;
                let end_seconds = interval_seconds * (interval + 1) as f64;
                match on_queue.last_mut() {
                    Some(last) if last.end_seconds == start_seconds => {
                        last.end_seconds = end_seconds
                    }
                    _ => on_queue.push(Stretch {
                        start_seconds,
                        end_seconds,
                    }),
                }
            }
            AgentGroup {
                agents: 1,
                skills: vec![Skill::of(0)],
                on_queue,
                concurrent_chats: 1,
                at_stretch_end: AtStretchEnd::Preempt,
            }
        })
        .collect()
}

fn judged_day(rows: &[(usize, &Row)]) -> Vec<(usize, Judged)> {
    let (_, first) = rows[0];
    let seconds = first.number("interval_s");
    let patience = first.number("mean_patience_s");
    let mut centre = Centre::new(seconds, rows.len());
    let calls = rows
        .iter()
        .map(|(_, row)| row.number("calls_in_interval"))
        .collect();
    let within = AnswerWithinSeconds::new(20.0).unwrap();
    let mut queue = SimulatedQueue::voice(calls, first.number("aht_s"), within);
    queue.patience = patience
        .is_finite()
        .then(|| Distribution::exponential(patience));
    centre.queues.push(queue);
    let agents: Vec<u32> = rows.iter().map(|(_, row)| row.whole("agents")).collect();
    centre.agent_groups = groups(&agents, seconds);

    let mut days: Vec<Vec<QueueTally>> = vec![Vec::with_capacity(DAYS as usize); rows.len()];
    let mut contacts = 0;
    Simulation::new(&centre)
        .unwrap()
        .replicate(SEED, 0..DAYS, |_, tally| {
            contacts += tally.contacts();
            for (interval, days) in days.iter_mut().enumerate() {
                days.push(tally.queue(0, interval..interval + 1));
            }
        });
    rows.iter()
        .zip(&days)
        .enumerate()
        .map(|(interval, ((index, row), days))| {
            // Each row is judged by the contacts of its own interval.
            let of_row: u64 = days.iter().map(|day| day.offered).sum();
            let mut judged = Judged::of_contacts(of_row);
            let staffed = seconds * f64::from(agents[interval]);
            let waits = row.number("time_avg_P").min(1.0 - row.number("time_avg_P"));
            let mut judge =
                |column: &str, share: f64, parts: &dyn Fn(&QueueTally) -> (f64, f64)| {
                    let parts: Vec<(f64, f64)> = days.iter().map(parts).collect();
                    judged.judge(row, column, 1.0, share, &parts);
                };
            judge("time_avg_P", waits, &|day| {
                (day.delayed as f64, day.offered as f64)
            });
            judge("time_avg_queue_length_out", waits, &|day| {
                (day.queue_seconds, seconds)
            });
            judge("time_avg_busy_agents_out", 1.0, &|day| {
                (day.service_seconds, seconds)
            });
            judge("occupancy_out", 1.0, &|day| (day.service_seconds, staffed));
            judge("E_queue_at_interval_end_out", waits, &|day| {
                (day.waiting_at_interval_end as f64, 1.0)
            });
            judge("E_busy_at_interval_end_out", 1.0, &|day| {
                (day.in_service_at_interval_end as f64, 1.0)
            });
            (*index, judged)
        })
        .collect()
}
