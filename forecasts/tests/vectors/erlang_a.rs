//! Erlang A against `erlang_a.csv`.

use crewcast_forecasts::erlang::ServiceLevelVariant;
use crewcast_forecasts::erlang::a::Queue;
use crewcast_forecasts::units::{
    AhtSeconds, AnswerWithinSeconds, Erlangs, PatienceSeconds, Servers,
};

use crate::row::{FORMULA, SERVICE_LEVEL, every_row_of};

/// Relative tolerance of P(abandon) and waits.
const WAITS: f64 = 1e-9;
/// The same where almost nobody calls.
const WAITS_AT_ALMOST_NO_CALLS: f64 = 3e-8;

#[test]
fn waiting_with_impatience_agrees_with_erlang_a() {
    every_row_of("erlang_a.csv", |row| {
        let aht = row.number("aht_s");
        let calls = row.number("calls_per_interval");
        let queue = Queue::steady(
            Erlangs::new(calls * aht / row.number("interval_s")).unwrap(),
            Servers::new(row.number("agents")).unwrap(),
            AhtSeconds::new(aht).unwrap(),
            PatienceSeconds::new(row.number("mean_patience_s")).unwrap(),
        );
        let within = AnswerWithinSeconds::new(row.number("threshold_T_s")).unwrap();
        let waits = if calls < 1e-3 {
            WAITS_AT_ALMOST_NO_CALLS
        } else {
            WAITS
        };
        row.agrees("p_wait_out", queue.p_wait(), FORMULA)?;
        row.agrees("occupancy_out", queue.occupancy(), FORMULA)?;
        row.agrees("p_abandon_out", queue.p_abandon(), waits)?;
        for (column, ours) in [
            ("mean_wait_all_s_out", queue.mean_wait_of_all_seconds()),
            (
                "asa_served_only_s_out",
                queue.average_speed_of_answer_seconds(),
            ),
            (
                "mean_wait_of_abandoned_s_out",
                queue.mean_wait_of_abandoned_seconds(),
            ),
            ("mean_queue_length_out", queue.mean_queue_length()),
        ] {
            row.agrees(column, ours, waits)?;
        }
        let level = |variant| queue.service_level(variant, within);
        for (column, ours) in [
            ("p_served_within_T_out", queue.within(within).served),
            ("p_abandoned_within_T_out", queue.within(within).abandoned),
            ("sl_offered_out", level(ServiceLevelVariant::OfOffered)),
            (
                "sl_excl_short_abandons_out",
                level(ServiceLevelVariant::LessShortAbandons),
            ),
            (
                "sl_abandons_counted_out",
                level(ServiceLevelVariant::ShortAbandonsAsMet),
            ),
            ("sl_answered_out", level(ServiceLevelVariant::OfAnswered)),
        ] {
            row.agrees_within(column, ours, SERVICE_LEVEL)?;
        }
        Ok(())
    });
}
