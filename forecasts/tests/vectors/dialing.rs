//! Dialing limits against `dialer_openloop.csv` and `dialer_burst.csv`.

use crewcast_forecasts::erlang::dialing::burst::{most_lines, ring};
use crewcast_forecasts::erlang::dialing::open_loop::OpenLoop;
use crewcast_forecasts::units::{AhtSeconds, WaitSeconds};

use crate::row::{CHAIN, FORMULA, every_row_of};

#[test]
fn paces_agree_with_dialer_openloop() {
    every_row_of("dialer_openloop.csv", |row| {
        for (grace_seconds, name) in [(0.0, "no_wait"), (2.0, "2s_grace")] {
            let dialer = OpenLoop {
                agents: row.whole("agents"),
                aht: AhtSeconds::new(row.number("talk_plus_wrap_s")).unwrap(),
                grace: WaitSeconds::new(grace_seconds).unwrap(),
            };
            let ours = dialer
                .largest_pace(row.share("max_abandon_rate"))
                .map_err(|error| error.to_string())?;
            let pace = format!("max_live_answers_per_hour_{name}_out");
            row.agrees(&pace, ours.live_answers_per_hour, CHAIN)?;
            row.agrees(&format!("occupancy_{name}_out"), ours.occupancy, CHAIN)?;
        }
        Ok(())
    });
}

#[test]
fn bursts_agree_with_dialer_burst() {
    every_row_of("dialer_burst.csv", |row| {
        let idle = row.whole("idle_agents_r");
        let live_answer = row.share("live_answer_probability_p");
        let ours = most_lines(idle, live_answer, row.share("max_ratio"))
            .map_err(|error| error.to_string())?;
        row.equals("max_lines_L_out", ours.lines)?;
        row.agrees("abandon_ratio_at_L_out", ours.abandoned, FORMULA)?;
        row.agrees(
            "abandon_ratio_at_L_plus_1_out",
            ring(ours.lines + 1, idle, live_answer).abandoned,
            FORMULA,
        )?;
        row.agrees(
            "expected_share_of_idle_agents_connected_out",
            ours.agents_connected,
            FORMULA,
        )
    });
}
