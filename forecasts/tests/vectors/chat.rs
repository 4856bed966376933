//! Chats against `chat_balanced.csv`.

use crewcast_forecasts::erlang::chat::{ChatHandleTimes, Desk};
use crewcast_forecasts::units::{AhtSeconds, AnswerWithinSeconds, Erlangs, PatienceSeconds};

use crate::row::{CHAIN, SERVICE_LEVEL, every_row_of};

#[test]
fn desks_agree_with_chat_balanced() {
    every_row_of("chat_balanced.csv", |row| {
        let alone = row.number("handle_time_1_chat_s");
        let times = ChatHandleTimes::slowed(
            AhtSeconds::new(alone).unwrap(),
            row.number("slowdown_factor_per_extra_chat"),
            row.whole("max_concurrency"),
        )
        .map_err(|error| error.to_string())?;
        let load = row.number("chats_per_interval") * alone / row.number("interval_s");
        let patience = PatienceSeconds::new(row.number("mean_patience_s")).unwrap();
        let ours = Desk::steady(
            Erlangs::new(load).unwrap(),
            row.whole("agents"),
            &times,
            Some(patience),
        )
        .map_err(|error| error.to_string())?;
        let within = AnswerWithinSeconds::new(row.number("threshold_T_s")).unwrap();
        row.agrees("p_wait_out", ours.p_wait(), CHAIN)?;
        row.agrees("p_abandon_out", ours.p_abandon(), CHAIN)?;
        row.agrees(
            "mean_wait_all_s_out",
            ours.mean_wait_of_all_seconds(),
            CHAIN,
        )?;
        row.agrees_within("sl_offered_out", ours.service_level(within), SERVICE_LEVEL)?;
        row.agrees(
            "fraction_agents_with_>=1_chat_out",
            ours.share_of_agents_busy(),
            CHAIN,
        )?;
        row.agrees("mean_chats_per_agent_out", ours.chats_per_agent(), CHAIN)
    });
}
