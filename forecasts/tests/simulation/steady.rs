//! M/M/n+M and M/M/n/K+M in the long run.

use crewcast_forecasts::simulation::model::{AgentGroup, SimulatedQueue, Skill};
use crewcast_forecasts::simulation::{Distribution, QueueTally};
use crewcast_forecasts::units::AnswerWithinSeconds;

use crate::judge::{Figure, SteadyRun, every_row_of};
use crate::row::Row;

/// Larger ones would take most of the time of all.
const LARGEST_ERLANGS: f64 = 20_000.0;

pub fn voice(row: &Row, run: &SteadyRun, rate: f64, aht: f64, patience: f64) -> SimulatedQueue {
    let within = AnswerWithinSeconds::new(row.number("threshold_T_s")).unwrap();
    let mut queue = SimulatedQueue::voice(run.contacts(rate), aht, within);
    queue.patience = patience
        .is_finite()
        .then(|| Distribution::exponential(patience));
    queue
}

/// Numerator and denominator from a queue's tally.
pub fn of_queue<'a>(
    column: &'a str,
    events_share: f64,
    parts: impl Fn(QueueTally) -> (f64, f64) + 'a,
) -> Figure<'a> {
    Figure {
        column,
        scale: 1.0,
        events_share,
        parts: Box::new(move |tally, batch| parts(tally.queue(0, batch..batch + 1))),
    }
}

pub fn occupancy<'a>(row: &Row, column: &'a str, group: usize) -> Figure<'a> {
    Figure {
        column,
        scale: 1.0,
        events_share: rarer_side(row.number(column)),
        parts: Box::new(move |tally, batch| {
            let agents = tally.agent_group(group, batch..batch + 1);
            (agents.busy_seconds, agents.staffed_seconds)
        }),
    }
}

/// How rare a share makes its events: near 0 what happens, near 1 what does not.
pub fn rarer_side(share: f64) -> f64 {
    share.min(1.0 - share)
}

#[test]
fn erlang_a() {
    every_row_of("erlang_a.csv", |seed, row| {
        let (aht, patience) = (row.number("aht_s"), row.number("mean_patience_s"));
        let rate = row.number("calls_per_interval") / row.number("interval_s");
        if rate * aht > LARGEST_ERLANGS {
            return None;
        }
        let agents = row.whole("agents");
        // The chain forgets at the slower of both rates at least; where it is stable without patience, as fast as then.
        let mut relaxation = aht.max(patience);
        if f64::from(agents) > rate * aht {
            let without = relaxation_without_patience(rate, aht, f64::from(agents));
            relaxation = relaxation.min(without);
        }
        let run = SteadyRun::new(rate, relaxation);
        let mut centre = run.centre();
        centre.queues.push(voice(row, &run, rate, aht, patience));
        let horizon = centre.horizon_seconds();
        centre
            .agent_groups
            .push(AgentGroup::all_day(agents, vec![Skill::of(0)], horizon));
        Some(run.judged(seed, &centre, row, &erlang_a_figures(row)))
    });
}

fn erlang_a_figures(row: &Row) -> Vec<Figure<'_>> {
    let p_wait = row.number("p_wait_out");
    let p_abandon = row.number("p_abandon_out");
    let served_within = row.number("p_served_within_T_out");
    let abandoned_within = row.number("p_abandoned_within_T_out");
    let answered_within = row.number("sl_answered_out");
    vec![
        of_queue("p_wait_out", rarer_side(p_wait), |queue| {
            (queue.delayed as f64, queue.offered as f64)
        }),
        of_queue("p_abandon_out", rarer_side(p_abandon), |queue| {
            (queue.abandoned as f64, queue.offered as f64)
        }),
        of_queue("mean_wait_all_s_out", p_wait, |queue| {
            (
                queue.wait_of_served_seconds + queue.wait_of_abandoned_seconds,
                queue.offered as f64,
            )
        }),
        of_queue(
            "asa_served_only_s_out",
            p_wait.min(1.0 - p_abandon),
            |queue| (queue.wait_of_served_seconds, queue.served as f64),
        ),
        of_queue("mean_wait_of_abandoned_s_out", p_abandon, |queue| {
            (queue.wait_of_abandoned_seconds, queue.abandoned as f64)
        }),
        occupancy(row, "occupancy_out", 0),
        of_queue(
            "p_served_within_T_out",
            rarer_side(served_within),
            |queue| (queue.served_within as f64, queue.offered as f64),
        ),
        of_queue("p_abandoned_within_T_out", abandoned_within, |queue| {
            (queue.abandoned_within as f64, queue.offered as f64)
        }),
        of_queue(
            "sl_excl_short_abandons_out",
            rarer_side(row.number("sl_excl_short_abandons_out")),
            |queue| {
                (
                    queue.served_within as f64,
                    (queue.offered - queue.abandoned_within) as f64,
                )
            },
        ),
        of_queue(
            "sl_abandons_counted_out",
            rarer_side(served_within + abandoned_within),
            |queue| {
                (
                    (queue.served_within + queue.abandoned_within) as f64,
                    queue.offered as f64,
                )
            },
        ),
        of_queue(
            "sl_answered_out",
            rarer_side(answered_within) * (1.0 - p_abandon),
            |queue| (queue.served_within as f64, queue.served as f64),
        ),
    ]
}

#[test]
fn erlang_a_with_finite_trunks() {
    every_row_of("erlang_a_trunks.csv", |seed, row| {
        let (aht, patience) = (row.number("aht_s"), row.number("mean_patience_s"));
        let rate = row.number("calls_per_interval") / row.number("interval_s");
        let (agents, trunks) = (row.whole("agents"), row.whole("max_in_system_K"));
        // Without patience the queue wanders through its places like a diffusion.
        let places = f64::from(trunks - agents);
        let relaxation = if patience.is_finite() {
            aht.max(patience)
        } else {
            aht + places * places / (std::f64::consts::PI.powi(2) * rate)
        };
        let run = SteadyRun::new(rate, relaxation);
        let mut centre = run.centre();
        centre.queues.push(voice(row, &run, rate, aht, patience));
        centre.trunks = Some(trunks);
        let horizon = centre.horizon_seconds();
        centre
            .agent_groups
            .push(AgentGroup::all_day(agents, vec![Skill::of(0)], horizon));
        Some(run.judged(seed, &centre, row, &trunk_figures(row, run.batch_seconds)))
    });
}

fn trunk_figures(row: &Row, batch_seconds: f64) -> Vec<Figure<'_>> {
    let p_wait = row.number("p_accepted_and_wait_out");
    let figure = |column, events_share: f64, parts: fn(QueueTally) -> (f64, f64)| {
        of_queue(column, events_share, parts)
    };
    vec![
        figure("p_blocked_out", row.number("p_blocked_out"), |queue| {
            (queue.blocked as f64, queue.offered as f64)
        }),
        figure("p_accepted_and_wait_out", rarer_side(p_wait), |queue| {
            (queue.delayed as f64, queue.offered as f64)
        }),
        figure("p_abandon_out", row.number("p_abandon_out"), |queue| {
            (queue.abandoned as f64, queue.offered as f64)
        }),
        figure("mean_wait_of_accepted_s_out", p_wait, |queue| {
            (
                queue.wait_of_served_seconds + queue.wait_of_abandoned_seconds,
                (queue.offered - queue.blocked) as f64,
            )
        }),
        occupancy(row, "occupancy_out", 0),
        of_queue("mean_queue_length_out", p_wait, move |queue| {
            (queue.queue_seconds, batch_seconds)
        }),
        figure(
            "p_served_within_T_of_offered_out",
            rarer_side(row.number("p_served_within_T_of_offered_out")),
            |queue| (queue.served_within as f64, queue.offered as f64),
        ),
    ]
}

/// Relaxation time of M/M/n, in seconds.
pub fn relaxation_without_patience(rate: f64, aht: f64, agents: f64) -> f64 {
    // Spectral gap of M/M/n, from below: (√(n μ) − √λ)², and not beyond μ.
    let gap = ((agents / aht).sqrt() - rate.sqrt()).powi(2);
    aht.max(1.0 / gap)
}
