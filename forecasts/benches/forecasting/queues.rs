//! Many queues of two years each, forecast on all cores: time, memory, growth.

use std::error::Error;
use std::time::Instant;

use crewcast_forecasts::calendar::Calendar;
use crewcast_forecasts::matrix::DayMatrix;
use crewcast_forecasts::models::Moment;
use crewcast_forecasts::spread::Quantiles;
use crewcast_forecasts::volume::forecast_volume;

use crate::cores::{count, on_all_cores};
use crate::process::{cpu_seconds, forget_peak, peak_mebibytes};
use crate::{generated, series::Series};

const AHEAD: usize = 14;
const SEED: u64 = 1;

/// What is kept of a queue until the job is done: what a forecast stores.
struct Told {
    mean: Vec<Vec<f64>>,
    quantiles: Vec<Vec<Quantiles>>,
}

/// Forecasts so many queues, each as if it were the only job of a night, and prints what it took and how it grew.
pub fn grow(counts: &[usize]) -> Result<(), Box<dyn Error>> {
    let calendar = generated::calendar()?;
    let mut counts = counts.to_vec();
    counts.sort_unstable();
    let mut before: Option<(usize, f64, f64)> = None;
    for queues in counts {
        forget_peak();
        let (start, cpu) = (Instant::now(), cpu_seconds()?);
        let numbers: Vec<u64> = (0..queues as u64).collect();
        let told = on_all_cores(&numbers, |&number| one(number, &calendar));
        let (wall, cpu) = (start.elapsed().as_secs_f64(), cpu_seconds()? - cpu);
        let peak = peak_mebibytes()?;
        let contacts: f64 = told
            .iter()
            .flatten()
            .flat_map(|told| told.mean.iter().flatten())
            .sum();
        let bands: f64 = told
            .iter()
            .flatten()
            .flat_map(|told| told.quantiles.iter().flatten())
            .map(|band| band.p90 - band.p10)
            .sum();
        let failed = told.iter().filter(|told| told.is_none()).count();
        println!(
            "forecast_many  {queues} queues × 2 years × 15 min  wall {wall:.1} s  CPU {cpu:.1} s ({:.2} s a queue)  \
             {:.2} queues/s  peak {peak:.0} MiB  ({} cores; {contacts:.0} contacts told, bands {:.2} wide, {failed} failed)",
            cpu / queues as f64,
            queues as f64 / wall,
            count(),
            bands / contacts,
        );
        if let Some((fewer, its_cpu, its_peak)) = before {
            println!(
                "forecast_many  from {fewer} to {queues} queues (×{:.0}): CPU ×{:.2}, peak memory ×{:.2}, {:.2} MiB a queue more",
                queues as f64 / fewer as f64,
                cpu / its_cpu,
                peak / its_peak,
                (peak - its_peak) / (queues - fewer).max(1) as f64,
            );
        }
        before = Some((queues, cpu, peak));
    }
    Ok(())
}

/// A queue's history lives only while it is forecast; making it up is a small part of the time.
fn one(number: u64, calendar: &Calendar) -> Option<Told> {
    let Series { history, .. } = generated::queue(number, calendar).ok()?;
    let matrix = DayMatrix::of(&history);
    let moment = Moment {
        days: matrix.days(),
        columns: 0,
    };
    let outlook = forecast_volume(&matrix, moment, calendar, AHEAD, SEED);
    let quantiles = (0..outlook.mean.len())
        .map(|day| {
            (0..matrix.width())
                .map(|column| outlook.quantiles(day, column))
                .collect()
        })
        .collect();
    Some(Told {
        mean: outlook.mean,
        quantiles,
    })
}
