//! A history taken apart into trend, cycles and remainder.

use chrono::{Datelike, NaiveDate};

use super::Cycle;
use crate::grid::{DaySlots, weekday_index};

/// Each part is fitted in turn to what the others leave. On complete weeks one round is exact; holes and the month's
/// uneven length need a few more.
const ROUNDS: usize = 10;

/// The trend is the mean of four weeks around a day, or of a year where a yearly cycle is fitted.
const TREND_HALF_DAYS: usize = 14;
const YEAR_TREND_HALF_DAYS: usize = 182;

/// History a cycle needs, in days: seven profiles of the day, two rounds of the longer ones.
const DAYS_FOR_DAY: usize = 7;
const DAYS_FOR_WEEK: usize = 14;
const DAYS_FOR_MONTH: usize = 62;
const DAYS_FOR_YEAR: usize = 730;

const HARMONICS: usize = 3;
const MONTH_POSITIONS: usize = 31;

/// The parts of a history's roots.
pub(super) struct Decomposition {
    /// Roots by day and slot, NaN where not observed.
    roots: Vec<Vec<f64>>,
    dates: Vec<NaiveDate>,
    trend: Vec<f64>,
    day: Vec<f64>,
    /// By weekday and slot.
    week: Vec<Vec<f64>>,
    month: [f64; MONTH_POSITIONS],
    year: Vec<f64>,
    observed_days: usize,
}

impl Decomposition {
    /// `None` when nothing was observed.
    pub(super) fn of(history: &DaySlots) -> Option<Self> {
        let roots: Vec<Vec<f64>> = history
            .iter()
            .map(|(_, day)| {
                day.iter()
                    .map(|cell| cell.map_or(f64::NAN, |count| (count + 0.25).sqrt()))
                    .collect()
            })
            .collect();
        let observed_days = roots
            .iter()
            .filter(|day| day.iter().any(|root| !root.is_nan()))
            .count();
        if observed_days == 0 {
            return None;
        }
        let slots = history.slots_per_day().get();
        let mut parts = Self {
            dates: history.iter().map(|(date, _)| date).collect(),
            trend: vec![0.0; roots.len()],
            day: vec![0.0; slots],
            week: vec![vec![0.0; slots]; 7],
            month: [0.0; MONTH_POSITIONS],
            year: vec![0.0; roots.len()],
            roots,
            observed_days,
        };
        for _ in 0..ROUNDS {
            parts.fit_trend();
            parts.fit_day();
            parts.fit_week();
            if parts.shows(Cycle::Month) {
                parts.fit_month();
            }
            if parts.shows(Cycle::Year) {
                parts.fit_year();
            }
        }
        Some(parts)
    }

    /// Whether the history is long enough for the cycle.
    fn shows(&self, cycle: Cycle) -> bool {
        let days = self.dates.len();
        match cycle {
            Cycle::Day => self.observed_days >= DAYS_FOR_DAY && self.day.len() > 1,
            Cycle::Week => days >= DAYS_FOR_WEEK,
            Cycle::Month => days >= DAYS_FOR_MONTH,
            Cycle::Year => days >= DAYS_FOR_YEAR,
        }
    }

    /// The cycle's strength, `None` where the history is too short for it or has no freedom left.
    pub(super) fn strength(&self, cycle: Cycle) -> Option<f64> {
        if !self.shows(cycle) {
            return None;
        }
        let mut remainders = Vec::new();
        let mut with_cycle = Vec::new();
        for (index, day) in self.roots.iter().enumerate() {
            let observed: Vec<(f64, f64)> = day
                .iter()
                .enumerate()
                .filter(|(_, root)| !root.is_nan())
                .map(|(slot, root)| {
                    let remainder = root - self.fitted(index, slot);
                    (remainder, remainder + self.part(cycle, index, slot))
                })
                .collect();
            if matches!(cycle, Cycle::Day | Cycle::Week) {
                remainders.extend(observed.iter().map(|pair| pair.0));
                with_cycle.extend(observed.iter().map(|pair| pair.1));
            } else if !observed.is_empty() {
                remainders.extend(mean(observed.iter().map(|pair| pair.0)));
                with_cycle.extend(mean(observed.iter().map(|pair| pair.1)));
            }
        }
        let count = remainders.len() as f64;
        let freedom = count - self.parameters(cycle);
        if freedom < 1.0 {
            return None;
        }
        let remainder = squares(&remainders) / freedom;
        let together = squares(&with_cycle) / (freedom + self.parameters_of(cycle));
        // Rounding alone is no cycle, nor is the noise of a constant.
        let nothing = 1e-18 * squares(&self.observed_roots()).max(1.0);
        if together <= nothing {
            return Some(0.0);
        }
        Some((1.0 - remainder / together).clamp(0.0, 1.0))
    }

    /// Cells less the trend, in order, NaN where not observed.
    pub(super) fn slots_without_trend(&self) -> Vec<f64> {
        self.roots
            .iter()
            .zip(&self.trend)
            .flat_map(|(day, trend)| day.iter().map(move |root| root - trend))
            .collect()
    }

    /// Each day's mean over the slots it observed, as far as it differs from what an average day has in those slots;
    /// NaN for a day not observed.
    pub(super) fn day_levels(&self) -> Vec<f64> {
        self.roots
            .iter()
            .map(|day| {
                let above = day.iter().zip(&self.day).map(|(root, usual)| root - usual);
                mean(above).unwrap_or(f64::NAN)
            })
            .collect()
    }

    fn part(&self, cycle: Cycle, index: usize, slot: usize) -> f64 {
        match cycle {
            Cycle::Day => self.day[slot],
            Cycle::Week => self.week[weekday_index(self.dates[index])][slot],
            Cycle::Month => self.month[month_position(self.dates[index])],
            Cycle::Year => self.year[index],
        }
    }

    fn fitted(&self, index: usize, slot: usize) -> f64 {
        self.trend[index]
            + self.part(Cycle::Day, index, slot)
            + self.part(Cycle::Week, index, slot)
            + self.part(Cycle::Month, index, slot)
            + self.part(Cycle::Year, index, slot)
    }

    /// Numbers the cycle was fitted with.
    fn parameters_of(&self, cycle: Cycle) -> f64 {
        if !self.shows(cycle) {
            return 0.0;
        }
        let day_grain = self.observed_slots() as f64;
        match cycle {
            Cycle::Day => day_grain - 1.0,
            Cycle::Week => {
                let cells: usize = (0..7).map(|weekday| self.observed_slots_on(weekday)).sum();
                (cells as f64 - day_grain).max(0.0)
            }
            Cycle::Month => MONTH_POSITIONS as f64 - 1.0,
            Cycle::Year => 2.0 * HARMONICS as f64,
        }
    }

    /// Numbers of all parts that reach the grain the cycle is judged on.
    fn parameters(&self, cycle: Cycle) -> f64 {
        let trend = self.dates.len() as f64 / (2 * self.trend_half_days() + 1) as f64;
        let slow = self.parameters_of(Cycle::Month) + self.parameters_of(Cycle::Year);
        let fast = if matches!(cycle, Cycle::Day | Cycle::Week) {
            self.parameters_of(Cycle::Day) + self.parameters_of(Cycle::Week)
        } else {
            6.0
        };
        1.0 + trend + slow + fast
    }

    fn trend_half_days(&self) -> usize {
        if self.shows(Cycle::Year) {
            YEAR_TREND_HALF_DAYS
        } else {
            TREND_HALF_DAYS
        }
    }

    fn observed_slots(&self) -> usize {
        (0..self.day.len())
            .filter(|&slot| self.roots.iter().any(|day| !day[slot].is_nan()))
            .count()
    }

    fn observed_slots_on(&self, weekday: usize) -> usize {
        let days = || {
            self.roots
                .iter()
                .zip(&self.dates)
                .filter(move |(_, date)| weekday_index(**date) == weekday)
        };
        (0..self.day.len())
            .filter(|&slot| days().any(|(day, _)| !day[slot].is_nan()))
            .count()
    }

    fn observed_roots(&self) -> Vec<f64> {
        self.roots
            .iter()
            .flatten()
            .copied()
            .filter(|root| !root.is_nan())
            .collect()
    }

    /// What a day's cells are above all parts but one, on average; NaN for a day not observed.
    fn day_residuals(&self, part: impl Fn(usize) -> f64) -> Vec<f64> {
        (0..self.roots.len())
            .map(|index| {
                let cells = self.roots[index].iter().enumerate();
                mean(cells.map(|(slot, root)| root - self.fitted(index, slot)))
                    .map_or(f64::NAN, |residual| residual + part(index))
            })
            .collect()
    }

    /// The mean of the days around, from as many of them as there are at the ends.
    fn fit_trend(&mut self) {
        let residuals = self.day_residuals(|index| self.trend[index]);
        let mut sums = vec![(0.0, 0_usize)];
        for residual in &residuals {
            let &(sum, count) = sums.last().unwrap_or(&(0.0, 0));
            sums.push(if residual.is_nan() {
                (sum, count)
            } else {
                (sum + residual, count + 1)
            });
        }
        let half = self.trend_half_days();
        let all = mean(residuals.iter().copied()).unwrap_or(0.0);
        for (index, trend) in self.trend.iter_mut().enumerate() {
            // Symmetric even at the ends: a sloping trend stays unbiased there.
            let half = half
                .min(index.max(7))
                .min((residuals.len() - 1 - index).max(7));
            let from = sums[index.saturating_sub(half)];
            let to = sums[(index + half + 1).min(residuals.len())];
            let count = to.1 - from.1;
            *trend = if count > 0 {
                (to.0 - from.0) / count as f64
            } else {
                all
            };
        }
    }

    fn fit_day(&mut self) {
        if !self.shows(Cycle::Day) {
            return;
        }
        let slots = self.day.len();
        let mut found = vec![(0.0, 0_usize); slots];
        for (index, day) in self.roots.iter().enumerate() {
            for (slot, root) in day.iter().enumerate().filter(|(_, root)| !root.is_nan()) {
                found[slot].0 += root - self.fitted(index, slot) + self.day[slot];
                found[slot].1 += 1;
            }
        }
        self.day = centred(&found);
    }

    fn fit_week(&mut self) {
        if !self.shows(Cycle::Week) {
            return;
        }
        let slots = self.day.len();
        let mut found = vec![(0.0, 0_usize); 7 * slots];
        for (index, day) in self.roots.iter().enumerate() {
            let weekday = weekday_index(self.dates[index]);
            for (slot, root) in day.iter().enumerate().filter(|(_, root)| !root.is_nan()) {
                let cell = &mut found[weekday * slots + slot];
                cell.0 += root - self.fitted(index, slot) + self.week[weekday][slot];
                cell.1 += 1;
            }
        }
        // Centred slot by slot: what all weekdays share belongs to the day.
        for slot in 0..slots {
            let column: Vec<(f64, usize)> = (0..7).map(|w| found[w * slots + slot]).collect();
            for (weekday, value) in centred(&column).into_iter().enumerate() {
                self.week[weekday][slot] = value;
            }
        }
    }

    fn fit_month(&mut self) {
        let residuals = self.day_residuals(|index| self.month[month_position(self.dates[index])]);
        let mut found = [(0.0, 0_usize); MONTH_POSITIONS];
        for (residual, &date) in residuals.iter().zip(&self.dates) {
            if !residual.is_nan() {
                let position = &mut found[month_position(date)];
                position.0 += residual;
                position.1 += 1;
            }
        }
        for (part, value) in self.month.iter_mut().zip(centred(&found)) {
            *part = value;
        }
    }

    /// Each harmonic in turn; over two years they are as good as orthogonal, and the rounds see to the rest.
    fn fit_year(&mut self) {
        let residuals = self.day_residuals(|index| self.year[index]);
        let mut year = vec![0.0; residuals.len()];
        for harmonic in 1..=HARMONICS {
            for quarter in [0.0, 0.25] {
                let wave = |index: usize| {
                    let turns = harmonic as f64 * index as f64 / Cycle::Year.days() + quarter;
                    (std::f64::consts::TAU * turns).sin()
                };
                let (mut product, mut square) = (0.0, 0.0);
                for (index, residual) in residuals.iter().enumerate() {
                    if !residual.is_nan() {
                        product += wave(index) * (residual - year[index]);
                        square += wave(index) * wave(index);
                    }
                }
                if square > 0.0 {
                    for (index, part) in year.iter_mut().enumerate() {
                        *part += product / square * wave(index);
                    }
                }
            }
        }
        self.year = year;
    }
}

/// 0 to 14 for the first 15 days; 15 to 30 for the others, the month's last day being 30.
fn month_position(date: NaiveDate) -> usize {
    let (day, length) = (date.day(), u32::from(date.num_days_in_month()));
    let position = if day <= 15 {
        day - 1
    } else {
        30 - (length - day)
    };
    position as usize
}

/// Means less their average over all that was summed; 0 where nothing was.
fn centred(sums: &[(f64, usize)]) -> Vec<f64> {
    let (total, count) = sums
        .iter()
        .fold((0.0, 0), |(t, c), &(sum, count)| (t + sum, c + count));
    let centre = if count > 0 { total / count as f64 } else { 0.0 };
    sums.iter()
        .map(|&(sum, count)| {
            if count > 0 {
                sum / count as f64 - centre
            } else {
                0.0
            }
        })
        .collect()
}

/// Mean of what is not NaN.
fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values
        .filter(|value| !value.is_nan())
        .fold((0.0, 0_usize), |(sum, count), value| {
            (sum + value, count + 1)
        });
    (count > 0).then(|| sum / count as f64)
}

/// Sum of squared distances from the mean.
fn squares(values: &[f64]) -> f64 {
    let centre = mean(values.iter().copied()).unwrap_or(0.0);
    values.iter().map(|value| (value - centre).powi(2)).sum()
}
