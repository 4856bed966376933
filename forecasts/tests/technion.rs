//! The forecast on a small Israeli bank's centre of 1999, open round the clock and full of quiet half hours.

mod support;

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate, NaiveDateTime, Timelike};
use crewcast_forecasts::aht::{AhtHistory, AhtProfile};
use crewcast_forecasts::backtest::{BacktestOutcome, Horizon, backtest};
use crewcast_forecasts::calendar::Calendar;
use crewcast_forecasts::grid::{DaySlots, SlotsPerDay};
use crewcast_forecasts::matrix::DayMatrix;

type Cells = BTreeMap<(NaiveDate, usize), f64>;

fn rows(file: &str) -> Option<Vec<csv::StringRecord>> {
    let path = support::shared()?.join("data/technion").join(file);
    let mut reader = path
        .is_file()
        .then(|| csv::Reader::from_path(path).unwrap())?;
    Some(reader.records().map(Result::unwrap).collect())
}

fn cell(timestamp: &str) -> (NaiveDate, usize) {
    let start = NaiveDateTime::parse_from_str(timestamp, "%Y-%m-%d %H:%M:%S").unwrap();
    (
        start.date(),
        (start.hour() * 60 + start.minute()) as usize / 30,
    )
}

fn grid(
    first: NaiveDate,
    days: usize,
    value: impl Fn(&(NaiveDate, usize)) -> Option<f64>,
) -> DaySlots {
    let row = |date| (0..48).map(|slot| value(&(date, slot))).collect();
    let days = first.iter_days().take(days).map(row).collect();
    DaySlots::new(first, SlotsPerDay::of_interval_minutes(30).unwrap(), days).unwrap()
}

#[test]
fn on_calls_round_the_clock_the_chosen_model_beats_the_baseline_and_the_band_holds_most() {
    let Some(rows) = rows("technion_30min.csv") else {
        eprintln!("skipped: no ../shared/data/technion/technion_30min.csv");
        return;
    };
    let calls: Cells = rows
        .iter()
        .map(|row| (cell(&row[0]), row[1].parse().unwrap()))
        .collect();
    let first = calls.keys().next().unwrap().0;
    let days = calls
        .keys()
        .last()
        .unwrap()
        .0
        .signed_duration_since(first)
        .num_days() as usize
        + 1;
    let history = grid(first, days, |cell| calls.get(cell).copied());
    let matrix = DayMatrix::of(&history);
    let backtest = backtest(&matrix, &Calendar::default(), Horizon::Days(14), 1);
    let BacktestOutcome::Scored(report) = backtest.outcome else {
        panic!("no fold")
    };
    for model in &report.models {
        println!("technion {:<17} {model:?}", model.name.to_string());
    }
    let chosen = report
        .models
        .iter()
        .find(|model| model.name == report.chosen)
        .unwrap();
    assert!(
        report.improvement_over_baseline.unwrap() > 0.05,
        "{report:?}"
    );
    assert!(
        (0.65..=0.95).contains(&chosen.coverage_80.unwrap()),
        "{report:?}"
    );
}

#[test]
fn a_shrunk_handle_time_is_nearer_than_one_mean_and_nearer_than_the_raw_cells() {
    let Some(rows) = rows("technion_30min_by_queue.csv") else {
        eprintln!("skipped: no ../shared/data/technion/technion_30min_by_queue.csv");
        return;
    };
    let first = NaiveDate::from_ymd_opt(1999, 1, 3).unwrap();
    let (train_days, test_days) = (42, 14);
    let mut errors = [0.0; 3];
    let mut seconds_handled = 0.0;
    for queue in ["PS", "NW", "NE"] {
        let (mut handled, mut talk) = (Cells::new(), Cells::new());
        for row in rows.iter().filter(|row| &row[1] == queue) {
            *handled.entry(cell(&row[0])).or_default() += row[3].parse::<f64>().unwrap();
            *talk.entry(cell(&row[0])).or_default() += row[7].parse::<f64>().unwrap();
        }
        let aht =
            |at: &(NaiveDate, usize)| handled.get(at).filter(|n| **n > 0.0).map(|n| talk[at] / n);
        let history = AhtHistory::new(
            grid(first, train_days, aht),
            grid(first, train_days, |at| handled.get(at).copied()),
        );
        let profile = AhtProfile::fit(&history.unwrap()).unwrap();

        let end = first + Days::new(train_days as u64);
        let known = |at: &&(NaiveDate, usize)| at.0 >= first && at.0 < end;
        let total: f64 = talk
            .iter()
            .filter(|(at, _)| known(at))
            .map(|(_, s)| s)
            .sum();
        let mean = total
            / handled
                .iter()
                .filter(|(at, _)| known(at))
                .map(|(_, n)| n)
                .sum::<f64>();
        for date in end.iter_days().take(test_days) {
            for slot in 0..48 {
                let Some(observed) = aht(&(date, slot)) else {
                    continue;
                };
                let count = handled[&(date, slot)];
                let week =
                    (1..=train_days as u64 / 7 + 2).map(|back| (date - Days::new(7 * back), slot));
                let (seconds, contacts) =
                    week.filter(|at| known(&at)).fold((0.0, 0.0), |(s, n), at| {
                        (
                            s + talk.get(&at).unwrap_or(&0.0),
                            n + handled.get(&at).unwrap_or(&0.0),
                        )
                    });
                let raw = if contacts > 0.0 {
                    seconds / contacts
                } else {
                    mean
                };
                for (error, forecast) in errors.iter_mut().zip([profile.on(date)[slot], mean, raw])
                {
                    *error += count * f64::abs(observed - forecast);
                }
                seconds_handled += count * observed;
            }
        }
    }
    let [shrunk, one_mean, raw] = errors.map(|error| error / seconds_handled);
    println!("AHT WAPE: shrunk {shrunk:.4}, one mean {one_mean:.4}, raw weekday × slot {raw:.4}");
    assert!(
        shrunk < one_mean && shrunk < raw,
        "{shrunk} {one_mean} {raw}"
    );
}
