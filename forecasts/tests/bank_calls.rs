//! The forecast on real calls: a North American bank's weekdays of 2003 in 15-minute counts.

#[path = "support/bank.rs"]
mod bank;
mod support;

use crewcast_forecasts::backtest::BacktestOutcome;
use crewcast_forecasts::calendar::Calendar;
use crewcast_forecasts::forecast::{QueueForecast, QueueHistory, forecast};
use crewcast_forecasts::grid::DaySlots;
use crewcast_forecasts::spread::SpreadSource;

/// The figures of the shared benchmark, over rows of (observed, forecast).
#[derive(Default)]
struct Figures {
    intervals: usize,
    observed: f64,
    error: f64,
    signed: f64,
    inside: usize,
    width: f64,
    pinball: f64,
    day_error: f64,
}

impl Figures {
    fn add(&mut self, history: &DaySlots, found: &QueueForecast) {
        for (row, &date) in found.dates.iter().enumerate() {
            let (mut day_observed, mut day_forecast) = (0.0, 0.0);
            for slot in 0..found.slots_per_day.get() {
                let Some(observed) = history.cell(date, slot) else {
                    continue;
                };
                let v = &found.volume;
                let (mean, p10, p50, p90) = (
                    v.mean[row][slot],
                    v.p10[row][slot],
                    v.p50[row][slot],
                    v.p90[row][slot],
                );
                self.intervals += 1;
                self.observed += observed;
                self.error += (observed - mean).abs();
                self.signed += mean - observed;
                self.inside += usize::from((p10..=p90).contains(&observed));
                self.width += p90 - p10;
                for (q, p) in [(p10, 0.1), (p50, 0.5), (p90, 0.9)] {
                    self.pinball +=
                        2.0 / 3.0 * (p * (observed - q)).max((p - 1.0) * (observed - q));
                }
                day_observed += observed;
                day_forecast += mean;
            }
            self.day_error += f64::abs(day_observed - day_forecast);
        }
    }

    fn wape(&self) -> f64 {
        self.error / self.observed
    }

    fn coverage(&self) -> f64 {
        self.inside as f64 / self.intervals as f64
    }

    fn print(&self, name: &str) {
        let share = |sum: f64| sum / self.observed;
        println!(
            "{name:<16} n {:>5}  WAPE {:.4}  dWAPE {:.4}  bias {:+.4}  WQL {:.4}  cov80 {:.3}  width {:.3}",
            self.intervals,
            self.wape(),
            share(self.day_error),
            share(self.signed),
            share(self.pinball),
            self.coverage(),
            share(self.width),
        );
    }
}

#[test]
fn two_weeks_of_the_banks_calls_are_forecast_within_nine_percent_and_the_band_holds_most_of_them() {
    let Some(history) = bank::bank_calls() else {
        eprintln!("skipped: no ../shared/data/bank_calls/bank_15min.csv");
        return;
    };
    let (mut h14, mut d1, mut last) = (Figures::default(), Figures::default(), Figures::default());
    for fold in bank::folds(&history) {
        let known = QueueHistory {
            volume: history.before(fold.origin),
            aht: None,
            default_aht_seconds: Some(240.0),
            calendar: Calendar::default(),
        };
        let found = forecast(&known, &fold.days, 1).unwrap();
        assert_eq!(found.bands, SpreadSource::Measured);
        if fold.horizon == "d1" {
            d1.add(&history, &found);
            continue;
        }
        last = Figures::default();
        last.add(&history, &found);
        last.print(&format!("h14 {}", fold.origin));
        h14.add(&history, &found);
        let BacktestOutcome::Scored(report) = found.backtest else {
            panic!("{:?}", found.backtest)
        };
        for model in &report.models {
            let (wape, bias) = (model.wape.unwrap(), model.bias.unwrap());
            let coverage = model
                .coverage_80
                .map_or_else(|| "none".to_owned(), |c| format!("{c:.3}"));
            println!(
                "    backtest {:<17} WAPE {wape:.4}  bias {bias:+.4}  cov80 {coverage}",
                model.name.to_string()
            );
        }
        let improvement = report.improvement_over_baseline.unwrap();
        println!(
            "    chosen {} over {} folds, {:.0} % less error than the baseline",
            report.chosen,
            report.folds.len(),
            100.0 * improvement
        );
    }
    h14.print("h14, five folds");
    d1.print("d1, every day");

    assert_eq!(last.intervals, 10 * 56);
    for figures in [&last, &h14] {
        assert!(figures.wape() < 0.09, "{}", figures.wape());
        assert!(
            (0.65..=0.95).contains(&figures.coverage()),
            "{}",
            figures.coverage()
        );
    }
}
