//! Two queues, specialists of the first and agents with both skills.

use crewcast_forecasts::simulation::model::{AgentGroup, SimulatedQueue, Skill};
use crewcast_forecasts::simulation::{Distribution, QueueTally};
use crewcast_forecasts::units::AnswerWithinSeconds;

use crate::judge::{Figure, SteadyRun, every_row_of};
use crate::row::Row;
use crate::steady::{occupancy, rarer_side};

#[test]
fn the_n_design() {
    every_row_of("multiskill_n_design.csv", |seed, row| {
        let interval = row.number("interval_s");
        let rate = |kind: usize| row.number(&format!("calls_type{kind}_per_interval")) / interval;
        let aht = |kind: usize| row.number(&format!("aht_type{kind}_s"));
        let patience = |kind: usize| row.number(&format!("patience_type{kind}_s"));
        let relaxation = aht(1).max(aht(2)).max(patience(1)).max(patience(2));
        let run = SteadyRun::new(rate(1) + rate(2), relaxation);
        let mut centre = run.centre();
        let first_is_urgent = row.text("policy") == "P1";
        for kind in [1, 2] {
            let within = AnswerWithinSeconds::new(20.0).unwrap();
            let mut queue = SimulatedQueue::voice(run.contacts(rate(kind)), aht(kind), within);
            queue.patience = Some(Distribution::exponential(patience(kind)));
            queue.priority = u32::from((kind == 1) != first_is_urgent);
            centre.queues.push(queue);
        }
        let horizon = centre.horizon_seconds();
        // The first type goes to its specialists first.
        let both = vec![
            Skill {
                preference: 1,
                ..Skill::of(0)
            },
            Skill::of(1),
        ];
        for (agents, skills) in [
            (row.whole("agents_S"), vec![Skill::of(0)]),
            (row.whole("agents_F"), both),
        ] {
            centre
                .agent_groups
                .push(AgentGroup::all_day(agents, skills, horizon));
        }
        let mut figures = Vec::new();
        for (queue, [p_wait, p_abandon, wait]) in [
            ["p_wait_1_out", "p_abandon_1_out", "mean_wait_all_1_s_out"],
            ["p_wait_2_out", "p_abandon_2_out", "mean_wait_all_2_s_out"],
        ]
        .into_iter()
        .enumerate()
        {
            figures.push(of(row, queue, p_wait, |queue| {
                (queue.delayed as f64, queue.offered as f64)
            }));
            figures.push(of(row, queue, p_abandon, |queue| {
                (queue.abandoned as f64, queue.offered as f64)
            }));
            let mut mean_wait = of(row, queue, p_wait, |queue| {
                (
                    queue.wait_of_served_seconds + queue.wait_of_abandoned_seconds,
                    queue.offered as f64,
                )
            });
            mean_wait.column = wait;
            figures.push(mean_wait);
        }
        if row.whole("agents_S") > 0 {
            figures.push(occupancy(row, "occupancy_S_out", 0));
        }
        if row.whole("agents_F") > 0 {
            figures.push(occupancy(row, "occupancy_F_out", 1));
        }
        Some(run.judged(seed, &centre, row, &figures))
    });
}

fn of<'a>(
    row: &Row,
    queue: usize,
    column: &'a str,
    parts: fn(QueueTally) -> (f64, f64),
) -> Figure<'a> {
    Figure {
        column,
        scale: 1.0,
        events_share: rarer_side(row.number(column)),
        parts: Box::new(move |tally, batch| parts(tally.queue(queue, batch..batch + 1))),
    }
}
