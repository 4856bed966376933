//! Erlang A behind finite trunks, with retrials and under an uncertain load.

use crewcast_forecasts::erlang::ServiceLevelVariant;
use crewcast_forecasts::erlang::trunks;
use crewcast_forecasts::erlang::uncertain::UncertainLoad;
use crewcast_forecasts::erlang::x::Retrials;
use crewcast_forecasts::units::{
    AhtSeconds, AnswerWithinSeconds, Erlangs, PatienceSeconds, Servers,
};

use crate::row::{Row, SERVICE_LEVEL, every_row_of};

/// Relative tolerance of everything that is no service level.
const RELATIVE: f64 = 1e-9;

fn load(row: &Row, calls: &str) -> Erlangs {
    let seconds = row.number(calls) * row.number("aht_s");
    Erlangs::new(seconds / row.number("interval_s")).unwrap()
}

fn aht(row: &Row) -> AhtSeconds {
    AhtSeconds::new(row.number("aht_s")).unwrap()
}

fn within(row: &Row) -> AnswerWithinSeconds {
    AnswerWithinSeconds::new(row.number("threshold_T_s")).unwrap()
}

fn agents(row: &Row) -> Servers {
    Servers::new(row.number("agents")).unwrap()
}

#[test]
fn finite_trunks_agree_with_erlang_a_trunks() {
    every_row_of("erlang_a_trunks.csv", |row| {
        let queue = trunks::Queue::steady(
            load(row, "calls_per_interval"),
            row.whole("agents"),
            row.whole("max_in_system_K"),
            aht(row),
            // `inf` is no patience of ours: nobody hangs up.
            PatienceSeconds::new(row.number("mean_patience_s")).ok(),
        )
        .map_err(|error| error.to_string())?;
        for (column, ours) in [
            ("p_blocked_out", queue.p_blocked()),
            ("p_accepted_and_wait_out", queue.p_wait()),
            ("p_abandon_out", queue.p_abandon()),
            (
                "mean_wait_of_accepted_s_out",
                queue.mean_wait_of_accepted_seconds(),
            ),
            ("occupancy_out", queue.occupancy()),
            ("mean_queue_length_out", queue.mean_queue_length()),
        ] {
            row.agrees(column, ours, RELATIVE)?;
        }
        let served = queue.within(within(row)).served;
        row.agrees_within("p_served_within_T_of_offered_out", served, SERVICE_LEVEL)
    });
}

#[test]
fn retrials_agree_with_erlang_x_retrial() {
    every_row_of("erlang_x_retrial.csv", |row| {
        let retrials = Retrials::steady(
            load(row, "fresh_calls_per_interval"),
            agents(row),
            aht(row),
            PatienceSeconds::new(row.number("mean_patience_s")).unwrap(),
            row.share("redial_prob_after_abandon"),
        )
        .map_err(|error| error.to_string())?;
        let queue = retrials.per_attempt();
        let calls = retrials.attempts_per_fresh_contact() * row.number("fresh_calls_per_interval");
        for (column, ours) in [
            ("total_calls_per_interval_out", calls),
            ("p_abandon_per_attempt_out", queue.p_abandon()),
            ("p_wait_out", queue.p_wait()),
            ("mean_wait_all_s_out", queue.mean_wait_of_all_seconds()),
            ("occupancy_out", queue.occupancy()),
            ("p_fresh_call_finally_lost_out", retrials.p_finally_lost()),
        ] {
            row.agrees(column, ours, RELATIVE)?;
        }
        let level = queue.service_level(ServiceLevelVariant::OfOffered, within(row));
        row.agrees_within("sl_offered_out", level, SERVICE_LEVEL)
    });
}

#[test]
fn uncertain_loads_agree_with_rate_uncertainty() {
    every_row_of("rate_uncertainty.csv", |row| {
        let mean = load(row, "mean_calls_per_interval");
        let means = UncertainLoad::new(mean, row.number("cv_of_interval_rate"))
            .map_err(|error| error.to_string())?
            .with_impatience(
                agents(row),
                aht(row),
                PatienceSeconds::new(row.number("mean_patience_s")).unwrap(),
                ServiceLevelVariant::OfOffered,
                within(row),
            );
        for (column, ours) in [
            (
                "sl_offered_at_mean_rate_out",
                means.service_level_at_mean_load,
            ),
            ("mean_of_interval_SL_out", means.mean_service_level),
            ("call_weighted_SL_out", means.service_level),
            ("call_weighted_abandon_out", means.p_abandon),
        ] {
            row.agrees_within(column, ours, SERVICE_LEVEL)?;
        }
        Ok(())
    });
}
