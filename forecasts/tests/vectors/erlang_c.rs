//! Erlang C against `erlang_c.csv`.

use crewcast_forecasts::erlang::c::Queue;
use crewcast_forecasts::units::{AhtSeconds, AnswerWithinSeconds, Erlangs, Servers};

use crate::row::{FORMULA, SERVICE_LEVEL, every_row_of};

#[test]
fn waiting_agrees_with_erlang_c() {
    every_row_of("erlang_c.csv", |row| {
        let load = Erlangs::new(row.number("offered_load_erlang")).unwrap();
        let agents = Servers::new(row.number("agents")).unwrap();
        let aht = AhtSeconds::new(row.number("aht_s")).unwrap();
        let within = AnswerWithinSeconds::new(row.number("target_answer_s")).unwrap();
        match (Queue::steady(load, agents), row.text("status")) {
            (Err(_), "unstable") => {
                // An explicit state here; the file prints its limits.
                row.equals("service_level_out", 0)?;
                row.agrees("asa_all_calls_s_out", f64::INFINITY, FORMULA)
            }
            (Ok(queue), "ok" | "continuous") => {
                row.agrees("p_wait_out", queue.p_wait(), FORMULA)?;
                row.agrees(
                    "asa_all_calls_s_out",
                    queue.average_speed_of_answer_seconds(aht),
                    FORMULA,
                )?;
                row.agrees(
                    "mean_wait_of_waiting_s_out",
                    queue.mean_wait_of_waiting_seconds(aht),
                    FORMULA,
                )?;
                row.agrees_within(
                    "service_level_out",
                    queue.service_level(within, aht),
                    SERVICE_LEVEL,
                )?;
                row.agrees("occupancy_out", queue.occupancy(), FORMULA)?;
                row.agrees("mean_queue_length_out", queue.mean_queue_length(), FORMULA)
            }
            (got, status) => Err(format!("{got:?} where the reference says {status}")),
        }
    });
}
