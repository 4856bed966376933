//! Long runs, their confidence intervals, and what may be asserted of them.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use crewcast_forecasts::simulation::model::Centre;
use crewcast_forecasts::simulation::{Simulation, Tally};
use statrs::distribution::{Binomial, ContinuousCDF, DiscreteCDF, StudentsT};

use crate::row::{Row, rows_of};

pub const SEED: u64 = 20_261_122;
const BATCHES: usize = 60;
/// Contacts of a row's measured batches, where relaxation does not ask for more.
const CONTACTS: f64 = 300_000.0;
/// Relaxation times of a batch: neighbouring batches are then all but independent.
const RELAXATIONS_A_BATCH: f64 = 10.0;
const RELAXATIONS_OF_WARM_UP: f64 = 20.0;
/// An event expected less often in a whole run says nothing with a normal confidence interval.
const FEWEST_EVENTS: f64 = 1000.0;
/// Standard errors no figure of a right simulator is away, over some thousand figures.
const FAR: f64 = 6.0;
/// The binomial bound fails a right simulator once in so many files.
const ALL_BUT_CERTAIN: f64 = 1e-6;
/// What a 99 % interval may miss: nominally 0.01; neighbouring batches and the skew of rare waits cost a little.
const OUTSIDE: f64 = 0.02;

/// A steady centre cut into batches: a warm-up, the measured ones, and one in which the last contacts come to rest.
pub struct SteadyRun {
    pub batch_seconds: f64,
    warm_up: usize,
}

impl SteadyRun {
    pub fn new(contacts_per_second: f64, relaxation_seconds: f64) -> Self {
        let batch_seconds = (CONTACTS / contacts_per_second / BATCHES as f64)
            .max(RELAXATIONS_A_BATCH * relaxation_seconds);
        let warm_up = (RELAXATIONS_OF_WARM_UP * relaxation_seconds / batch_seconds).ceil();
        Self {
            batch_seconds,
            warm_up: warm_up as usize,
        }
    }

    pub fn batches(&self) -> usize {
        self.warm_up + BATCHES + 1
    }

    pub fn centre(&self) -> Centre {
        Centre::new(self.batch_seconds, self.batches())
    }

    /// Contacts of each batch at a rate.
    pub fn contacts(&self, contacts_per_second: f64) -> Vec<f64> {
        vec![contacts_per_second * self.batch_seconds; self.batches()]
    }

    /// Plays the centre and judges its figures by batch.
    pub fn judged(&self, seed: u64, centre: &Centre, row: &Row, figures: &[Figure<'_>]) -> Judged {
        let mut judged = Judged::default();
        let simulation = Simulation::new(centre).unwrap();
        simulation.replicate(seed, 0..1, |_, tally| {
            judged.contacts = tally.contacts();
            for figure in figures {
                let parts: Vec<(f64, f64)> = (self.warm_up..self.warm_up + BATCHES)
                    .map(|batch| (figure.parts)(tally, batch))
                    .collect();
                judged.judge(
                    row,
                    figure.column,
                    figure.scale,
                    figure.events_share,
                    &parts,
                );
            }
        });
        judged
    }
}

/// Numerator and denominator of a figure in an interval.
type Parts<'a> = dyn Fn(&Tally, usize) -> (f64, f64) + 'a;

/// A figure of a file: a column, and numerator and denominator in an interval.
pub struct Figure<'a> {
    pub column: &'a str,
    /// Of the file's unit in ours.
    pub scale: f64,
    /// The share of contacts whose events make it up, by the exact value; rare ones are not judged.
    pub events_share: f64,
    pub parts: Box<Parts<'a>>,
}

/// How the figures of a row came out.
#[derive(Default)]
pub struct Judged {
    pub contacts: u64,
    /// Standard errors off, by column.
    pub off: BTreeMap<String, f64>,
    pub too_rare: usize,
    limit: f64,
}

impl Judged {
    pub fn of_contacts(contacts: u64) -> Self {
        Self {
            contacts,
            ..Self::default()
        }
    }

    /// Compares Σ numerators ÷ Σ denominators of independent parts with the exact value.
    pub fn judge(
        &mut self,
        row: &Row,
        column: &str,
        scale: f64,
        events_share: f64,
        parts: &[(f64, f64)],
    ) {
        let n = parts.len() as f64;
        let x: f64 = parts.iter().map(|part| part.0).sum();
        let y: f64 = parts.iter().map(|part| part.1).sum();
        if events_share * self.contacts as f64 <= FEWEST_EVENTS {
            self.too_rare += 1;
            return;
        }
        let ratio = x / y;
        let squares: f64 = parts.iter().map(|(x, y)| (x - ratio * y).powi(2)).sum();
        let error = (squares / (n - 1.0) / n).sqrt() / (y / n);
        let exact = row.number(column) * scale;
        let off = if (ratio - exact).abs() <= 1e-9 * exact.abs() {
            0.0
        } else {
            (ratio - exact) / error
        };
        self.limit = StudentsT::new(0.0, 1.0, n - 1.0)
            .unwrap()
            .inverse_cdf(0.995);
        self.off.insert(column.to_owned(), off);
    }
}

/// Judges each row of a file on all cores, prints what came out and asserts what must hold.
pub fn every_row_of(file: &str, judge: impl Fn(u64, &Row) -> Option<Judged> + Sync) {
    let Some(rows) = rows_of(file) else {
        return;
    };
    let file_number: u64 = file.bytes().map(|byte| u64::from(byte) << 20).sum();
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut judged: Vec<(usize, Option<Judged>)> = std::thread::scope(|scope| {
        let work = || {
            let mut done = Vec::new();
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(row) = rows.get(index) else {
                    return done;
                };
                // Rows of one seed would meet the same contacts and err together.
                done.push((index, judge(SEED + file_number + index as u64, row)));
            }
        };
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap())
            .collect()
    });
    judged.sort_by_key(|(index, _)| *index);
    let passed_over = judged.iter().filter(|(_, judged)| judged.is_none()).count();
    let judged: Vec<(usize, Judged)> = judged
        .into_iter()
        .filter_map(|(index, judged)| judged.map(|judged| (index, judged)))
        .collect();
    verdict(file, &judged, passed_over);
}

/// Prints the shares inside and asserts that they are such as a right simulator's are.
pub fn verdict(file: &str, judged: &[(usize, Judged)], passed_over: usize) {
    let contacts: u64 = judged.iter().map(|(_, judged)| judged.contacts).sum();
    let too_rare: usize = judged.iter().map(|(_, judged)| judged.too_rare).sum();
    let mut by_column: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    let mut far = Vec::new();
    for (index, judged) in judged {
        for (column, off) in &judged.off {
            let (inside, all) = by_column.entry(column).or_default();
            *all += 1;
            *inside += u64::from(off.abs() <= judged.limit);
            if off.abs() > judged.limit {
                println!(
                    "{file} row {}: {column} is {off:.2} standard errors off",
                    index + 1
                );
            }
            if off.is_nan() || off.abs() > FAR {
                far.push(format!("row {}: {column} {off:.2}", index + 1));
            }
        }
    }
    let (inside, all) = by_column
        .values()
        .fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    let squares: f64 = judged
        .iter()
        .flat_map(|(_, judged)| judged.off.values())
        .map(|off| off * off)
        .sum();
    println!(
        "{file}: {inside}/{all} figures of {} rows inside the 99 % interval ({:.1} %), {:.2} standard errors off in \
         root mean square, {contacts} contacts simulated; {too_rare} figures too rare to judge, {passed_over} rows too large",
        judged.len(),
        100.0 * inside as f64 / all as f64,
        (squares / all as f64).sqrt(),
    );
    assert!(all > 0, "{file}: nothing was judged");
    assert!(far.is_empty(), "{file}: far off: {far:?}");
    for (column, (inside, all)) in by_column {
        let most_outside = Binomial::new(OUTSIDE, all)
            .unwrap()
            .inverse_cdf(1.0 - ALL_BUT_CERTAIN);
        assert!(
            all - inside <= most_outside,
            "{file}: {column}: {} of {all} outside",
            all - inside
        );
    }
}
