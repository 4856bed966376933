//! How often what came lay within the 80 % bands of the sample paths: day sums and two-hour sums, where intervals that
//! are wrong together show, and single intervals alone would not.

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
/// Origins reach back so many days from the end of the series.
const REPLAYED_DAYS: usize = 84;

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
    below: usize,
    within: usize,
    above: usize,
}

impl Coverage {
    fn check(&mut self, mut drawn: Vec<f64>, came: f64) {
        drawn.sort_by(f64::total_cmp);
        let tenth = drawn.len() / 10;
        if came < drawn[tenth - 1] {
            self.below += 1;
        } else if came > drawn[drawn.len() - tenth] {
            self.above += 1;
        } else {
            self.within += 1;
        }
    }

    fn add(&mut self, other: Self) {
        self.below += other.below;
        self.within += other.within;
        self.above += other.above;
    }

    fn print(self) -> String {
        let all = self.below + self.within + self.above;
        let percent = |count: usize| 100.0 * count as f64 / all.max(1) as f64;
        format!(
            "{:5.1} % ({:4.1} % below, {:4.1} % above; {all:4})",
            percent(self.within),
            percent(self.below),
            percent(self.above)
        )
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
            let covered = on_all_cores(&origins, |&moment| replay(series, &all, kind, moment));
            let (mut days, mut blocks) = <(Coverage, Coverage)>::default();
            for (of_days, of_blocks) in covered {
                days.add(of_days);
                blocks.add(of_blocks);
            }
            println!(
                "forecast_paths  {:8}  {:9}  {:2} origins  80 % bands cover  day sums {}  two-hour sums {}",
                series.name,
                kind.name,
                origins.len(),
                days.print(),
                blocks.print()
            );
        }
    }
    Ok(())
}

fn origins(all: &DayMatrix, kind: &Kind) -> Vec<Moment> {
    let minutes = usize::from(all.slots_per_day().interval_minutes());
    let columns = (kind.hour * 60 / minutes).saturating_sub(all.window().start);
    let last = all.days() - kind.ahead;
    (all.days().saturating_sub(REPLAYED_DAYS)..=last)
        .rev()
        .step_by(kind.step)
        .filter(|&days| kind.ahead > 1 || !all.is_blank(days))
        .map(|days| Moment { days, columns })
        .collect()
}

fn replay(series: &Series, all: &DayMatrix, kind: &Kind, moment: Moment) -> (Coverage, Coverage) {
    let known = all.until(moment.days, moment.columns);
    let told = forecast_volume(&known, moment, &series.calendar, kind.ahead, SEED);
    let paths = sample_paths(
        &told.spread.of_paths(&told.level_sds),
        &told.mean,
        PATHS,
        SEED,
    );
    let block = BLOCK_MINUTES / usize::from(all.slots_per_day().interval_minutes());
    let (mut of_days, mut of_blocks) = <(Coverage, Coverage)>::default();
    for lead in 0..kind.ahead {
        let observed = all.row(moment.days + lead);
        let from = if lead == 0 { moment.columns } else { 0 };
        let check = |columns: Range<usize>, coverage: &mut Coverage| {
            let came: f64 = observed[columns.clone()].iter().sum();
            // Closed, or not all observed.
            if came.is_nan() {
                return;
            }
            let drawn = paths
                .iter()
                .map(|path| path[lead][columns.clone()].iter().sum())
                .collect();
            coverage.check(drawn, came);
        };
        check(from..all.width(), &mut of_days);
        for start in (from..all.width()).step_by(block) {
            check(start..(start + block).min(all.width()), &mut of_blocks);
        }
    }
    (of_days, of_blocks)
}
