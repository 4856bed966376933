//! Inbound with outbound kept back by a threshold.

use crewcast_forecasts::simulation::model::{AgentGroup, Channel, Skill};

use crate::judge::{Figure, SteadyRun, every_row_of};
use crate::steady::{occupancy, of_queue, rarer_side, relaxation_without_patience, voice};

#[test]
fn outbound_kept_back_by_a_threshold() {
    every_row_of("blending_threshold.csv", |seed, row| {
        let aht = row.number("aht_s");
        let interval = row.number("interval_s");
        let rate = row.number("inbound_calls_per_interval") / interval;
        let agents = row.whole("agents");
        let relaxation = relaxation_without_patience(rate, aht, f64::from(agents));
        let run = SteadyRun::new(rate, relaxation);
        let mut centre = run.centre();
        centre
            .queues
            .push(voice(row, &run, rate, aht, f64::INFINITY));
        let mut outbound = voice(row, &run, 0.0, aht, f64::INFINITY);
        outbound.channel = Channel::Outbound {
            kept_free: row.whole("agents_kept_free_c"),
        };
        centre.queues.push(outbound);
        let horizon = centre.horizon_seconds();
        let skills = vec![Skill::of(0), Skill::of(1)];
        centre
            .agent_groups
            .push(AgentGroup::all_day(agents, skills, horizon));
        let p_wait = row.number("inbound_p_wait_out");
        let mut figures = vec![
            of_queue("inbound_asa_s_out", p_wait, |queue| {
                (queue.wait_of_served_seconds, queue.served as f64)
            }),
            of_queue(
                "inbound_service_level_out",
                rarer_side(row.number("inbound_service_level_out")),
                |queue| (queue.served_within as f64, queue.offered as f64),
            ),
            Figure {
                column: "outbound_calls_per_interval_out",
                scale: 1.0,
                events_share: 1.0,
                parts: Box::new(move |tally, batch| {
                    let begun = tally.queue(1, batch..batch + 1).offered;
                    (begun as f64 * interval, run.batch_seconds)
                }),
            },
        ];
        // With nobody kept free everybody waits and is busy: no share is left to judge by an interval.
        let always_busy = row.number("occupancy_out") == 1.0;
        let p_wait_figure = of_queue(
            "inbound_p_wait_out",
            if always_busy { 1.0 } else { rarer_side(p_wait) },
            |queue| (queue.delayed as f64, queue.offered as f64),
        );
        figures.push(p_wait_figure);
        let mut busy = occupancy(row, "occupancy_out", 0);
        if always_busy {
            busy.events_share = 1.0;
        }
        figures.push(busy);
        Some(run.judged(seed, &centre, row, &figures))
    });
}
