//! The errors a spread is measured on.

use crate::models::day_noise::{DayErrors, DayNoise};
use crate::models::root;

/// One interval told and observed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    /// Contacts told.
    pub forecast: f64,
    /// Contacts that came; NaN where nothing was observed.
    pub observed: f64,
}

impl Cell {
    /// Observed, and not held closed.
    pub(super) fn is_scored(&self) -> bool {
        !self.observed.is_nan() && !self.forecast.is_nan()
    }
}

/// One day told: its cells, NaN where it was held closed, and how uncertain its level was held to be.
#[derive(Clone, Debug, PartialEq)]
pub struct ForecastDay {
    /// One a column.
    pub cells: Vec<Cell>,
    /// Standard deviation of the logarithm of the day's level.
    pub level_sd: f64,
}

/// Errors of many days, on the root scale.
#[derive(Clone, Debug)]
pub struct SpreadErrors {
    /// Variances of the days' errors.
    pub(super) noise: DayNoise,
    /// Root mean square of the days' `level_sd`: what `noise.day` belongs to.
    pub(super) usual_level_sd: f64,
    /// Expected root and error divided by its standard deviation, by expected root.
    pub(super) standardised: Vec<(f64, f64)>,
    /// The days behind them.
    pub(super) days: Vec<ForecastDay>,
}

impl SpreadErrors {
    /// Measures the errors of days; `None` without any.
    #[must_use]
    pub fn of(days: &[ForecastDay]) -> Option<Self> {
        let seen = |day: &&ForecastDay| day.cells.iter().any(Cell::is_scored);
        let days: Vec<&ForecastDay> = days.iter().filter(seen).collect();
        if days.is_empty() {
            return None;
        }
        let errors: Vec<DayErrors> = days
            .iter()
            .map(|day| {
                let observed: Vec<f64> = day.cells.iter().map(|c| root(c.observed)).collect();
                let expected: Vec<f64> = day.cells.iter().map(|c| root(c.forecast)).collect();
                DayErrors::new(&observed, &expected)
            })
            .collect();
        let squares = days.iter().map(|day| day.level_sd.powi(2)).sum::<f64>();
        let mut found = Self {
            noise: DayNoise::of(&errors),
            usual_level_sd: (squares / days.len() as f64).sqrt(),
            standardised: Vec::new(),
            days: days.iter().map(|&day| day.clone()).collect(),
        };
        for (index, day) in days.iter().enumerate() {
            let day_sd = found.day_sd(day.level_sd);
            let told = day
                .cells
                .iter()
                .enumerate()
                .filter(|(_, cell)| cell.is_scored());
            for (column, cell) in told {
                let expected = root(cell.forecast);
                let observed = root((cell.observed + jitter(index, column)).max(-0.25));
                let error = (observed - expected) / found.sd(expected, day_sd);
                found.standardised.push((expected, error));
            }
        }
        found.standardised.sort_by(|a, b| a.0.total_cmp(&b.0));
        Some(found)
    }

    /// Relative standard deviation of a whole day's root whose level is uncertain by `level_sd`.
    pub(super) fn day_sd(&self, level_sd: f64) -> f64 {
        if self.usual_level_sd > 0.0 {
            self.noise.day * level_sd / self.usual_level_sd
        } else {
            self.noise.day
        }
    }

    /// Variance of the logarithm of a day's level where sums are drawn: half of what was stated of that very day, half of
    /// what was stated of days in general, since the statement is an estimate too. Believed wholly, a few holidays
    /// stated to be uncertain and told well would narrow the ordinary days beside them.
    pub(super) fn believed_level_variance(&self, level_sd: f64) -> f64 {
        if self.usual_level_sd > 0.0 {
            (level_sd.powi(2) + self.usual_level_sd.powi(2)) / 2.0
        } else {
            1.0
        }
    }

    /// Standard deviation of an interval's root.
    pub(super) fn sd(&self, expected: f64, day_sd: f64) -> f64 {
        let noise = &self.noise;
        ((day_sd * expected).powi(2) + noise.lasting + noise.single).sqrt()
    }
}

/// Counts are whole numbers: spread evenly over half a contact to either side, their quantiles become those of the
/// continuous law behind them, so that a band of a small queue does not hold every value at its edge. Deterministic,
/// −½ to ½ (the golden ratio's multiples are evenly spread).
pub(super) fn jitter(day: usize, column: usize) -> f64 {
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    ((day * 1_009 + column) as f64 * GOLDEN).fract() - 0.5
}
