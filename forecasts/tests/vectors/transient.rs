//! Days that are not stationary: modified offered load and the exact evaluation with carry-over.

use crewcast_forecasts::requirement::Patience;
use crewcast_forecasts::transient::{
    Day, Demand, HandleTimes, OnDrop, evaluate, modified_offered_load, stationary_offered_load,
};
use crewcast_forecasts::units::{AhtSeconds, AnswerWithinSeconds, PatienceSeconds};

use crate::row::{Outcome, Row, report, rows_of};

const CHAIN: f64 = 1e-9;

/// Rows of one day after the other, a day being what agrees in the columns of `key`.
fn days(rows: &[Row], key: &[&str]) -> Vec<std::ops::Range<usize>> {
    let mut days: Vec<std::ops::Range<usize>> = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let follows = days.last().is_some_and(|day| {
            let first = &rows[day.start];
            key.iter()
                .all(|column| first.text(column) == row.text(column))
                && row.whole("interval_index") as usize == index - day.start
        });
        match days.last_mut() {
            Some(day) if follows => day.end = index + 1,
            _ => days.push(index..index + 1),
        }
    }
    days
}

fn demand(rows: &[Row], patience: Patience) -> Demand {
    Demand {
        interval_seconds: rows[0].number("interval_s"),
        contacts_per_interval: rows
            .iter()
            .map(|row| row.volume("calls_in_interval"))
            .collect(),
        aht: HandleTimes::PerInterval(
            rows.iter()
                .map(|row| AhtSeconds::new(row.number("aht_s")).unwrap())
                .collect(),
        ),
        patience,
    }
}

#[test]
fn loads_that_look_back_agree_with_mol_offered_load() {
    let file = "mol_offered_load.csv";
    let Some(rows) = rows_of(file) else { return };
    let mut outcomes: Vec<Outcome> = Vec::new();
    for day in days(&rows, &["aht_s", "interval_s"]) {
        let rows = &rows[day];
        let demand = demand(rows, Patience::Endless);
        let modified = modified_offered_load(&demand).unwrap();
        let stationary = stationary_offered_load(&demand).unwrap();
        for ((row, modified), stationary) in rows.iter().zip(modified).zip(stationary) {
            let columns = [
                ("SIPP_load_erlang_out", stationary),
                ("MOL_load_start_out", modified.start),
                ("MOL_load_mid_out", modified.middle),
                ("MOL_load_interval_mean_out", modified.mean),
                ("MOL_load_end_out", modified.end),
            ];
            outcomes.push(
                columns.iter().try_for_each(|(column, load)| {
                    row.agrees_within(column, load.erlangs(), CHAIN)
                }),
            );
        }
    }
    report(file, &rows, &outcomes);
}

#[test]
fn a_day_with_overload_and_carry_over_agrees_with_transient_day() {
    let file = "transient_day.csv";
    let Some(rows) = rows_of(file) else { return };
    let mut outcomes: Vec<Outcome> = Vec::new();
    for day in days(&rows, &["scenario"]) {
        let rows = &rows[day];
        let mean_patience = rows[0].number("mean_patience_s");
        let patience = if mean_patience.is_infinite() {
            Patience::Endless
        } else {
            Patience::Mean(PatienceSeconds::new(mean_patience).unwrap())
        };
        let day = Day {
            demand: demand(rows, patience),
            agents: rows.iter().map(|row| row.whole("agents")).collect(),
            on_drop: OnDrop::Preempt,
        };
        let services = evaluate(&day, AnswerWithinSeconds::new(20.0).unwrap()).unwrap();
        for (row, service) in rows.iter().zip(services) {
            let columns = [
                ("time_avg_P", service.p_wait),
                ("time_avg_queue_length_out", service.mean_queue_length),
                ("time_avg_busy_agents_out", service.mean_busy_agents),
                ("occupancy_out", service.occupancy.unwrap()),
                ("expected_abandons_out", service.expected_abandons),
                ("E_queue_at_interval_end_out", service.queue_at_end),
                ("E_busy_at_interval_end_out", service.busy_at_end),
            ];
            outcomes.push(
                columns
                    .iter()
                    .try_for_each(|(column, ours)| row.agrees_within(column, *ours, CHAIN)),
            );
        }
    }
    report(file, &rows, &outcomes);
}
