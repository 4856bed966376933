//! Prints the forecasts of the shared benchmark's `h14` and `d1` folds as the CSV its judge reads:
//! `cargo run --release -p crewcast-forecasts --example bench_folds > ours.csv`, then
//! `forecast_score.py score --series bank15 --extra ours=ours.csv`.

#[path = "../tests/support/bank.rs"]
mod bank;
#[path = "../tests/support/mod.rs"]
mod support;

use crewcast_forecasts::forecast::{QueueHistory, forecast};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let history = bank::bank_calls()
        .ok_or("no ../shared/data/bank_calls/bank_15min.csv; set CREWCAST_SHARED")?;
    println!("horizon,origin,timestamp,mean,q10,q50,q90");
    for fold in bank::folds(&history) {
        let known = QueueHistory {
            volume: history.before(fold.origin),
            aht: None,
            default_aht_seconds: Some(240.0),
        };
        let found = forecast(&known, &fold.days, 1)?;
        for (row, date) in found.dates.iter().enumerate() {
            for slot in 0..found.slots_per_day.get() {
                if history.cell(*date, slot).is_some() {
                    let v = &found.volume;
                    println!(
                        "{},{} 00:00:00,{date} {:02}:{:02}:00,{:.3},{:.3},{:.3},{:.3}",
                        fold.horizon,
                        fold.origin,
                        slot / 4,
                        slot % 4 * 15,
                        v.mean[row][slot],
                        v.p10[row][slot],
                        v.p50[row][slot],
                        v.p90[row][slot]
                    );
                }
            }
        }
    }
    Ok(())
}
