//! Gradient-boosted trees on calendar and lag features.

use super::boosted_trees::{BoostedTrees, BoostedTreesOptions, FeatureTable, Loss};
use super::{DayForecast, Fitted, Known, Model, count_of};

/// Boosted trees that learn how a column's root departs from the mean of its weekday's last days, from what is known
/// of those days, of the last days as a whole, of the running day, and of the calendar. Only what is known at the
/// origin for every day ahead is used, so that no forecast feeds on another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CalendarTrees {
    /// Days ahead that the trees learn to tell.
    pub ahead: usize,
    /// Seed of the rows and columns drawn.
    pub seed: u64,
}

/// [`CalendarTrees`] after its fit.
#[derive(Clone, Debug)]
pub struct FittedCalendarTrees {
    trees: BoostedTrees,
}

/// Rows learnt from at most; older days are left out first.
const MOST_ROWS: usize = 24_000;

/// Days ahead that stand for all those between them.
const LEADS: [usize; 4] = [0, 3, 7, 13];

/// Same weekdays averaged, and needed at least.
const BASE_DAYS: usize = 4;
const LEAST_BASE_DAYS: usize = 2;

/// Last days whose departure is averaged.
const RECENT_DAYS: usize = 5;

/// Columns of the running day's last stretch.
const LAST_COLUMNS: usize = 4;

const OPTIONS: BoostedTreesOptions = BoostedTreesOptions {
    trees: 100,
    learning_rate: 0.06,
    leaves: 24,
    minimum_leaf_rows: 50,
    row_share: 0.7,
    column_share: 0.7,
    bins: 63,
    l2: 1.0,
    seed: 0,
};

const NAMES: [&str; 16] = [
    "column",
    "weekday called like",
    "mean of the last same weekdays",
    "last same weekday",
    "last day",
    "departure of the last day",
    "departure of the last days",
    "departure of the running day",
    "departure of its last columns",
    "days ahead",
    "place in the month",
    "holiday",
    "eve",
    "after a holiday",
    "after a closure",
    "before a closure",
];

/// What the rows of one day have in common.
struct DayFeatures {
    base: Vec<f64>,
    last_same: usize,
    last: usize,
    common: [f64; 11],
    class: f64,
}

struct Source<'a> {
    known: &'a Known,
    /// Relative departure of each usual day from the mean of its weekday's days before it.
    departures: Vec<Option<f64>>,
}

impl<'a> Source<'a> {
    fn new(known: &'a Known) -> Self {
        let mut source = Self {
            known,
            departures: Vec::new(),
        };
        source.departures = (0..known.roots.days())
            .map(|day| {
                let usual = known.roots.weight(day) > 0.0;
                let base = source.base(day, day.checked_sub(1)?).filter(|_| usual)?.0;
                departure(known.roots.row(day), &base)
            })
            .collect();
        source
    }

    /// Mean of the last usual days of a day's class, none after `last`, and the newest of them.
    fn base(&self, day: usize, last: usize) -> Option<(Vec<f64>, usize)> {
        let roots = &self.known.roots;
        let class = roots.class(day);
        let same: Vec<usize> = (0..=last)
            .rev()
            .filter(|&d| roots.weight(d) > 0.0 && roots.class(d) == class)
            .take(BASE_DAYS)
            .collect();
        if same.len() < LEAST_BASE_DAYS {
            return None;
        }
        let mean = |column: usize| {
            let seen = same
                .iter()
                .map(|&d| roots.row(d)[column])
                .filter(|z| !z.is_nan());
            let (sum, count) = seen.fold((0.0, 0.0), |(sum, count), z| (sum + z, count + 1.0));
            sum / count
        };
        Some(((0..roots.width()).map(mean).collect(), same[0]))
    }

    /// What is known of `day` when `day − 1 − lead` was the last whole day, and `running` the day's first columns.
    fn features(&self, day: usize, lead: usize, running: &[f64]) -> Option<DayFeatures> {
        let roots = &self.known.roots;
        let last = day.checked_sub(1 + lead)?;
        let (base, last_same) = self.base(day, last)?;
        let mut recent = (0..=last).rev().filter_map(|d| self.departures[d]);
        let last_departure = recent.next()?;
        let others: Vec<f64> = recent.take(RECENT_DAYS - 1).collect();
        let mean = (last_departure + others.iter().sum::<f64>()) / (1 + others.len()) as f64;
        let stretch = running.len().saturating_sub(LAST_COLUMNS)..running.len();
        let mark = self.known.marks.day(roots.first() + day);
        let flag = |is: bool| if is { 1.0 } else { 0.0 };
        Some(DayFeatures {
            common: [
                last_departure,
                mean,
                departure(running, &base).unwrap_or(f64::NAN),
                departure(&running[stretch.clone()], &base[stretch]).unwrap_or(f64::NAN),
                lead as f64,
                mark.month_phase,
                flag(mark.holiday.is_some()),
                flag(mark.eve),
                flag(mark.after_holiday),
                flag(mark.after_closure),
                flag(mark.before_closure),
            ],
            base,
            last_same,
            last,
            class: roots.class(day) as f64,
        })
    }

    fn row(&self, features: &DayFeatures, column: usize) -> [f64; NAMES.len()] {
        let roots = &self.known.roots;
        let mut row = [0.0; NAMES.len()];
        row[0] = column as f64;
        row[1] = features.class;
        row[2] = features.base[column];
        row[3] = roots.row(features.last_same)[column];
        row[4] = roots.row(features.last)[column];
        row[5..].copy_from_slice(&features.common);
        row
    }
}

/// Relative departure of roots from what was expected of them.
fn departure(roots: &[f64], expected: &[f64]) -> Option<f64> {
    let seen = roots
        .iter()
        .zip(expected)
        .filter(|(z, m)| !z.is_nan() && !m.is_nan());
    let (found, told) = seen.fold((0.0, 0.0), |(found, told), (z, m)| (found + z, told + m));
    (told > 0.0).then(|| found / told - 1.0)
}

fn table(rows: &[[f64; NAMES.len()]]) -> Option<FeatureTable> {
    let mut table = FeatureTable::with_rows(rows.len()).ok()?;
    for (index, name) in NAMES.iter().enumerate() {
        table
            .push(*name, rows.iter().map(|row| row[index]).collect())
            .ok()?;
    }
    Some(table)
}

impl Model for CalendarTrees {
    type Fitted = FittedCalendarTrees;

    fn fit(&self, known: &Known) -> Option<FittedCalendarTrees> {
        let source = Source::new(known);
        let roots = &known.roots;
        let leads: Vec<usize> = LEADS
            .into_iter()
            .filter(|&lead| lead < self.ahead.max(1))
            .collect();
        let columns = roots.width() - roots.running().len();
        let most_days = MOST_ROWS / (columns * leads.len()).max(1);
        let seen = |day: &usize| !known.matrix.is_blank(roots.first() + day);
        let days: Vec<usize> = (0..roots.days())
            .rev()
            .filter(seen)
            .take(most_days)
            .collect();
        let (mut rows, mut targets) = (Vec::new(), Vec::new());
        for &day in &days {
            for &lead in &leads {
                let running = if lead == 0 {
                    &roots.row(day)[..roots.running().len()]
                } else {
                    &[]
                };
                let Some(features) = source.features(day, lead, running) else {
                    continue;
                };
                for column in running.len()..roots.width() {
                    let target = roots.row(day)[column] - features.base[column];
                    if !target.is_nan() {
                        rows.push(source.row(&features, column));
                        targets.push(target);
                    }
                }
            }
        }
        let options = BoostedTreesOptions {
            seed: self.seed,
            ..OPTIONS
        };
        let trees =
            BoostedTrees::fit(&table(&rows)?, &targets, None, Loss::SquaredError, &options).ok()?;
        Some(FittedCalendarTrees { trees })
    }
}

impl Fitted for FittedCalendarTrees {
    fn predict(&self, known: &Known, ahead: usize) -> Vec<DayForecast> {
        let source = Source::new(known);
        let roots = &known.roots;
        (0..ahead)
            .map(|lead| {
                let day = roots.days() + lead;
                let running = if lead == 0 { roots.running() } else { &[] };
                let Some(features) = source.features(day, lead, running) else {
                    return vec![f64::NAN; roots.width()];
                };
                let factor = roots.factor(day);
                (0..roots.width())
                    .map(|column| {
                        let moved = self.trees.predict_row(&source.row(&features, column));
                        count_of(features.base[column] + moved) * factor
                    })
                    .collect()
            })
            .collect()
    }
}
