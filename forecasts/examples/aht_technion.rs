//! How near the forecast of handle times comes on the call records of a small Israeli bank, January 1999.
//!
//! `cargo run --release -p crewcast-forecasts --example aht_technion -- ../shared`
//!
//! Definition, printed with the figures: calls with outcome AGENT and a service time above 0, of the three large queues
//! (PS, NW, NE), each by the local hour in which service began and forecast apart. AHT of an hour = sum of service
//! seconds ÷ calls. Trained on 1 to 24 January, tested on 25 to 31 January, every hour with a call.
//! WAPE = Σ n |AHT − forecast| ÷ Σ n AHT, n the calls of the hour: the denominator is the seconds talked.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use chrono::NaiveDate;
use crewcast_forecasts::aht::{AhtHistory, AhtProfile};
use crewcast_forecasts::grid::{DaySlots, SlotsPerDay};

const QUEUES: [&str; 3] = ["PS", "NW", "NE"];
/// Contacts whose weight the overall mean gets in the plain shrunk hourly profile.
const PLAIN_SHRINKAGE: f64 = 50.0;

/// (calls, seconds) by queue, day and hour.
type Hours = BTreeMap<(String, NaiveDate, usize), (f64, f64)>;

#[derive(Clone, Copy, Default)]
struct Sums {
    seconds: f64,
    error: [f64; 3],
}

fn main() -> Result<(), Box<dyn Error>> {
    let shared = std::env::args().nth(1).unwrap_or("../shared".to_owned());
    let data = Path::new(&shared).join("data/technion");
    let records = call_records(&data.join("january.txt"))?;
    println!(
        "AHT of an hour: service seconds ÷ calls, calls with outcome AGENT and service above 0 s of PS, NW and NE, by the \
         hour service began, each queue forecast apart.\nWAPE = Σ n |AHT − forecast| ÷ Σ n AHT over the hours with a call; \
         trained on 1–24 January 1999, tested on 25–31 January.\n"
    );
    println!("{:<30} {:>8} {:>8} {:>8}", "", "mean", "hourly", "ours");
    let (first, tested) = (day(1, 1)?, day(1, 25)?);
    print(
        "january.txt, 25–31 January",
        score(&records, first, tested)?,
    );
    for queue in QUEUES {
        let only: Hours = records
            .clone()
            .into_iter()
            .filter(|(key, _)| key.0 == queue)
            .collect();
        print(&format!("  {queue}"), score(&only, first, tested)?);
    }

    println!("\nOther weeks, from technion_30min_by_queue.csv (by the hour of arrival):");
    let hours = by_queue(&data.join("technion_30min_by_queue.csv"))?;
    let mut all = Sums::default();
    let origins = [(1, 17), (1, 24), (1, 31), (2, 7), (2, 14), (2, 21)];
    let origins = origins.map(|(month, date)| ((1, 1), (month, date)));
    for (begin, origin) in origins
        .into_iter()
        .chain([((10, 1), (10, 15)), ((10, 1), (10, 22))])
    {
        let (first, tested) = (day(begin.0, begin.1)?, day(origin.0, origin.1)?);
        let sums = score(&hours, first, tested)?;
        print(&format!("week from {tested}"), sums);
        all.seconds += sums.seconds;
        for (total, error) in all.error.iter_mut().zip(sums.error) {
            *total += error;
        }
    }
    print("all eight weeks", all);
    Ok(())
}

fn print(name: &str, sums: Sums) {
    let [mean, hourly, ours] = sums.error.map(|error| error / sums.seconds);
    println!("{name:<30} {mean:>8.4} {hourly:>8.4} {ours:>8.4}");
}

fn day(month: u32, day: u32) -> Result<NaiveDate, Box<dyn Error>> {
    Ok(NaiveDate::from_ymd_opt(1999, month, day).ok_or("no such day")?)
}

/// Errors over the seven days from `tested`, trained on `first` to the day before.
fn score(hours: &Hours, first: NaiveDate, tested: NaiveDate) -> Result<Sums, Box<dyn Error>> {
    let mut sums = Sums::default();
    for queue in QUEUES {
        let days = usize::try_from(tested.signed_duration_since(first).num_days())?;
        let cell = |date, hour| hours.get(&(queue.to_owned(), date, hour)).copied();
        let grid = |value: &dyn Fn((f64, f64)) -> f64| {
            let row = |date| (0..24).map(|hour| cell(date, hour).map(value)).collect();
            let rows = first.iter_days().take(days).map(row).collect();
            DaySlots::new(first, SlotsPerDay::of_interval_minutes(60)?, rows)
        };
        let trained: Vec<(usize, (f64, f64))> = first
            .iter_days()
            .take(days)
            .flat_map(|date| (0..24).filter_map(move |hour| Some((hour, cell(date, hour)?))))
            .collect();
        if trained.is_empty() {
            continue;
        }
        let total = |of: Option<usize>| {
            let cells = trained
                .iter()
                .filter(|(hour, _)| of.is_none_or(|h| h == *hour));
            cells.fold((0.0, 0.0), |(n, s), (_, (calls, seconds))| {
                (n + calls, s + seconds)
            })
        };
        let (calls, seconds) = total(None);
        let mean = seconds / calls;
        let history = AhtHistory::new(grid(&|(n, s)| s / n)?, grid(&|(n, _)| n)?)?;
        let profile = AhtProfile::fit(&history)?;
        for date in tested.iter_days().take(7) {
            for hour in 0..24 {
                let Some((n, s)) = cell(date, hour) else {
                    continue;
                };
                let (seen, talked) = total(Some(hour));
                let hourly = (talked + PLAIN_SHRINKAGE * mean) / (seen + PLAIN_SHRINKAGE);
                sums.seconds += s;
                let forecasts = [mean, hourly, profile.on(date)[hour]];
                for (error, forecast) in sums.error.iter_mut().zip(forecasts) {
                    *error += n * (s / n - forecast).abs();
                }
            }
        }
    }
    Ok(sums)
}

fn call_records(path: &Path) -> Result<Hours, Box<dyn Error>> {
    let mut reader = csv::ReaderBuilder::new().delimiter(b'\t').from_path(path)?;
    let mut hours = Hours::new();
    for row in reader.records() {
        let row = row?;
        let (queue, date, outcome) = (row[4].trim(), row[5].trim(), row[12].trim());
        let seconds: f64 = row[15].trim().parse()?;
        if outcome != "AGENT" || seconds <= 0.0 || !QUEUES.contains(&queue) {
            continue;
        }
        let date = NaiveDate::parse_from_str(date, "%y%m%d")?;
        let hour = row[13].trim().split(':').next().unwrap_or("").parse()?;
        let cell = hours.entry((queue.to_owned(), date, hour)).or_default();
        *cell = (cell.0 + 1.0, cell.1 + seconds);
    }
    Ok(hours)
}

fn by_queue(path: &Path) -> Result<Hours, Box<dyn Error>> {
    let mut reader = csv::Reader::from_path(path)?;
    let mut hours = Hours::new();
    for row in reader.records() {
        let row = row?;
        let (answered, talked): (f64, f64) = (row[3].parse()?, row[7].parse()?);
        if answered <= 0.0 || talked <= 0.0 {
            continue;
        }
        let (date, time) = row[0]
            .split_once(' ')
            .ok_or("a timestamp without a space")?;
        let key = (row[1].to_owned(), date.parse()?, time[..2].parse()?);
        let cell = hours.entry(key).or_default();
        *cell = (cell.0 + answered, cell.1 + talked);
    }
    Ok(hours)
}
