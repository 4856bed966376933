//! Blending against `blending_threshold.csv`.

use crewcast_forecasts::erlang::blending::Blend;
use crewcast_forecasts::units::{AhtSeconds, AnswerWithinSeconds, Erlangs};

use crate::row::{CHAIN, SERVICE_LEVEL, every_row_of};

#[test]
fn both_directions_agree_with_blending_threshold() {
    every_row_of("blending_threshold.csv", |row| {
        let (aht, interval) = (row.number("aht_s"), row.number("interval_s"));
        let load = row.number("inbound_calls_per_interval") * aht / interval;
        let blend = Blend {
            inbound_load: Erlangs::new(load).unwrap(),
            aht: AhtSeconds::new(aht).unwrap(),
            patience: None,
            agents: row.whole("agents"),
            kept_free: row.whole("agents_kept_free_c"),
        };
        let ours = blend.steady().map_err(|error| error.to_string())?;
        let within = AnswerWithinSeconds::new(row.number("threshold_T_s")).unwrap();
        row.agrees("inbound_p_wait_out", ours.p_wait(), CHAIN)?;
        row.agrees("inbound_asa_s_out", ours.mean_wait_of_all_seconds(), CHAIN)?;
        row.agrees_within(
            "inbound_service_level_out",
            ours.service_level(within),
            SERVICE_LEVEL,
        )?;
        let outbound = ours.outbound_contacts_per_hour() * interval / 3_600.0;
        row.agrees("outbound_calls_per_interval_out", outbound, CHAIN)?;
        row.agrees("occupancy_out", ours.occupancy(), CHAIN)
    });
}
