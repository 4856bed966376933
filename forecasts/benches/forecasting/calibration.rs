//! How often what came lay within the 80 % bands: of single intervals, and, by the sample paths, of two-hour sums and day
//! sums, where intervals that are wrong together show.

use std::error::Error;
use std::ops::Range;

use crewcast_forecasts::matrix::DayMatrix;
use crewcast_forecasts::models::Moment;
use crewcast_forecasts::spread::sample_paths;
use crewcast_forecasts::volume::forecast_volume;

use crate::cores::on_all_cores;
use crate::series::Series;

const PATHS: usize = 400;
const SEED: u64 = 7;
const BLOCK_MINUTES: usize = 120;
/// Origins reach back so many days from the end of the series, each window printed: the longer one says more of chance,
/// the shorter one of the latest weeks.
const WINDOWS: [usize; 2] = [168, 84];
/// An origin has at least so many days before it.
const LEAST_KNOWN_DAYS: usize = 84;

/// A kind of forecast that is replayed.
struct Kind {
    name: &'static str,
    /// Days between origins.
    step: usize,
    ahead: usize,
    /// Hour of the day at which it is made.
    hour: usize,
}

const KINDS: [Kind; 3] = [
    Kind {
        name: "14 days",
        step: 7,
        ahead: 14,
        hour: 0,
    },
    Kind {
        name: "day ahead",
        step: 1,
        ahead: 1,
        hour: 0,
    },
    Kind {
        name: "noon",
        step: 1,
        ahead: 1,
        hour: 12,
    },
];

/// Sums checked, and how many lay below, within and above the band.
#[derive(Clone, Copy, Default)]
struct Coverage {
    below: f64,
    within: f64,
    above: f64,
}

impl Coverage {
    fn check(&mut self, low: f64, high: f64, came: f64) {
        if came < low {
            self.below += 1.0;
        } else if came > high {
            self.above += 1.0;
        } else {
            self.within += 1.0;
        }
    }

    /// Counts are whole numbers, and a band of small ones that includes its edges holds more than it says. So the
    /// probability of what came, from all that is drawn below it to all that is not above it, counts as far as it lies
    /// in the middle 80 % (Czado, Gneiting & Held 2009).
    fn check_drawn(&mut self, drawn: &[f64], came: f64) {
        let share = |count: usize| count as f64 / drawn.len() as f64;
        let low = share(drawn.iter().filter(|&&sum| sum < came).count());
        let high = share(drawn.iter().filter(|&&sum| sum <= came).count());
        if high - low <= 0.0 {
            self.check(0.1, 0.9, low);
            return;
        }
        let below = ((0.1 - low) / (high - low)).clamp(0.0, 1.0);
        let above = ((high - 0.9) / (high - low)).clamp(0.0, 1.0);
        self.below += below;
        self.above += above;
        self.within += 1.0 - below - above;
    }

    fn add(&mut self, other: Self) {
        self.below += other.below;
        self.within += other.within;
        self.above += other.above;
    }

    fn print(self) -> String {
        let all = self.below + self.within + self.above;
        let percent = |count: f64| 100.0 * count / all.max(1.0);
        format!(
            "{:5.1} % ({:4.1} % below, {:4.1} % above; {all:5.0})",
            percent(self.within),
            percent(self.below),
            percent(self.above)
        )
    }
}

/// One replay's, or many's.
#[derive(Clone, Copy, Default)]
struct Covered {
    intervals: Coverage,
    blocks: Coverage,
    days: Coverage,
}

impl Covered {
    fn add(&mut self, other: Self) {
        self.intervals.add(other.intervals);
        self.blocks.add(other.blocks);
        self.days.add(other.days);
    }
}

/// Replays the last weeks of each series and prints the table.
pub fn table(shared: &[Series]) -> Result<(), Box<dyn Error>> {
    if shared.is_empty() {
        println!("the calibration is left out: no shared series is there to replay");
    }
    for series in shared {
        let all = DayMatrix::of(&series.history);
        for kind in &KINDS {
            let origins = origins(&all, kind);
            let replayed = on_all_cores(&origins, |&moment| replay(series, &all, kind, moment));
            for window in WINDOWS {
                let (mut covered, mut count) = (Covered::default(), 0);
                for (_, one) in origins
                    .iter()
                    .zip(replayed.iter())
                    .filter(|(moment, _)| moment.days + window >= all.days())
                {
                    covered.add(*one);
                    count += 1;
                }
                println!(
                    "forecast_bands  {:8}  {:9}  last {window:3} days, {count:3} origins  80 % bands cover  intervals {}  two-hour sums {}  day sums {}",
                    series.name,
                    kind.name,
                    covered.intervals.print(),
                    covered.blocks.print(),
                    covered.days.print()
                );
            }
        }
    }
    Ok(())
}

fn origins(all: &DayMatrix, kind: &Kind) -> Vec<Moment> {
    let minutes = usize::from(all.slots_per_day().interval_minutes());
    let columns = (kind.hour * 60 / minutes).saturating_sub(all.window().start);
    let last = all.days() - kind.ahead;
    (all.days().saturating_sub(WINDOWS[0]).max(LEAST_KNOWN_DAYS)..=last)
        .rev()
        .step_by(kind.step)
        .filter(|&days| kind.ahead > 1 || !all.is_blank(days))
        .map(|days| Moment { days, columns })
        .collect()
}

fn replay(series: &Series, all: &DayMatrix, kind: &Kind, moment: Moment) -> Covered {
    let known = all.until(moment.days, moment.columns);
    let told = forecast_volume(&known, moment, &series.calendar, kind.ahead, SEED);
    let paths = sample_paths(
        &told.spread.of_paths(&told.level_sds),
        &told.mean,
        PATHS,
        SEED,
    );
    let block = BLOCK_MINUTES / usize::from(all.slots_per_day().interval_minutes());
    let mut covered = Covered::default();
    for lead in 0..kind.ahead {
        let observed = all.row(moment.days + lead);
        let from = if lead == 0 { moment.columns } else { 0 };
        let check = |columns: Range<usize>, coverage: &mut Coverage| {
            let came: f64 = observed[columns.clone()].iter().sum();
            // Closed, or not all observed.
            if came.is_nan() {
                return;
            }
            let drawn: Vec<f64> = paths
                .iter()
                .map(|path| path[lead][columns.clone()].iter().sum())
                .collect();
            coverage.check_drawn(&drawn, came);
        };
        check(from..all.width(), &mut covered.days);
        for start in (from..all.width()).step_by(block) {
            check(start..(start + block).min(all.width()), &mut covered.blocks);
        }
        for column in (from..all.width()).filter(|&column| !observed[column].is_nan()) {
            let band = told.quantiles(lead, column);
            covered
                .intervals
                .check(band.p10, band.p90, observed[column]);
        }
    }
    covered
}
