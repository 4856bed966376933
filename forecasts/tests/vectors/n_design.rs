//! The N design's exact chain against `multiskill_n_design.csv`.

use crewcast_forecasts::erlang::n_design::{ContactType, Design, Priority, steady};
use crewcast_forecasts::units::{AhtSeconds, Erlangs, PatienceSeconds};

use crate::row::{CHAIN, Row, every_row_of};

#[test]
fn both_queues_agree_with_multiskill_n_design() {
    every_row_of("multiskill_n_design.csv", |row| {
        let design = design_of(row)?;
        let ours = steady(&design).map_err(|error| error.to_string())?;
        row.agrees("p_wait_1_out", ours.first.p_wait, CHAIN)?;
        row.agrees("p_wait_2_out", ours.second.p_wait, CHAIN)?;
        row.agrees("p_abandon_1_out", ours.first.p_abandon, CHAIN)?;
        row.agrees("p_abandon_2_out", ours.second.p_abandon, CHAIN)?;
        row.agrees(
            "mean_wait_all_1_s_out",
            ours.first.mean_wait_of_all_seconds,
            CHAIN,
        )?;
        row.agrees(
            "mean_wait_all_2_s_out",
            ours.second.mean_wait_of_all_seconds,
            CHAIN,
        )?;
        row.agrees("occupancy_S_out", ours.specialists_occupancy, CHAIN)?;
        row.agrees("occupancy_F_out", ours.flexible_occupancy, CHAIN)
    });
}

fn design_of(row: &Row) -> Result<Design, String> {
    let contacts = |kind: u32| {
        let aht = row.number(&format!("aht_type{kind}_s"));
        let calls = row.number(&format!("calls_type{kind}_per_interval"));
        ContactType {
            offered_load: Erlangs::new(calls * aht / row.number("interval_s")).unwrap(),
            aht: AhtSeconds::new(aht).unwrap(),
            patience: PatienceSeconds::new(row.number(&format!("patience_type{kind}_s"))).unwrap(),
        }
    };
    Ok(Design {
        first: contacts(1),
        second: contacts(2),
        specialists: row.whole("agents_S"),
        flexible: row.whole("agents_F"),
        priority: match row.text("policy") {
            "P1" => Priority::FirstType,
            "P2" => Priority::SecondType,
            other => return Err(format!("unknown policy {other}")),
        },
    })
}
