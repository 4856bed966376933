//! Chats side by side, evenly spread.

use crewcast_forecasts::simulation::model::{AgentGroup, Channel, ChatSpread, Skill};

use crate::judge::{Figure, SteadyRun, every_row_of};
use crate::steady::{occupancy, of_queue, rarer_side, voice};

#[test]
fn chats_that_even_out() {
    every_row_of("chat_balanced.csv", |seed, row| {
        let (handle_time, patience) = (
            row.number("handle_time_1_chat_s"),
            row.number("mean_patience_s"),
        );
        let rate = row.number("chats_per_interval") / row.number("interval_s");
        let slow_down = row.number("slowdown_factor_per_extra_chat");
        let (agents, chats) = (row.whole("agents"), row.whole("max_concurrency"));
        let slowest = handle_time * slow_down.powi(chats as i32 - 1);
        let run = SteadyRun::new(rate, slowest.max(patience));
        let mut centre = run.centre();
        centre.routing.chats = ChatSpread::EvenOut;
        let mut queue = voice(row, &run, rate, handle_time, patience);
        queue.channel = Channel::Chat {
            slow_down_per_extra_chat: slow_down,
        };
        centre.queues.push(queue);
        let horizon = centre.horizon_seconds();
        let mut group = AgentGroup::all_day(agents, vec![Skill::of(0)], horizon);
        group.concurrent_chats = chats;
        centre.agent_groups.push(group);
        let p_wait = row.number("p_wait_out");
        let figures = [
            of_queue("p_wait_out", rarer_side(p_wait), |queue| {
                (queue.delayed as f64, queue.offered as f64)
            }),
            of_queue("p_abandon_out", row.number("p_abandon_out"), |queue| {
                (queue.abandoned as f64, queue.offered as f64)
            }),
            of_queue("mean_wait_all_s_out", p_wait, |queue| {
                (
                    queue.wait_of_served_seconds + queue.wait_of_abandoned_seconds,
                    queue.offered as f64,
                )
            }),
            of_queue(
                "sl_offered_out",
                rarer_side(row.number("sl_offered_out")),
                |queue| (queue.served_within as f64, queue.offered as f64),
            ),
            occupancy(row, "fraction_agents_with_>=1_chat_out", 0),
            Figure {
                column: "mean_chats_per_agent_out",
                scale: 1.0,
                events_share: 1.0,
                parts: Box::new(|tally, batch| {
                    let agents = tally.agent_group(0, batch..batch + 1);
                    (agents.contact_seconds, agents.staffed_seconds)
                }),
            },
        ];
        Some(run.judged(seed, &centre, row, &figures))
    });
}
