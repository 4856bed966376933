//! A queue with a long history, summed up as the shape of its week.

use super::BorrowError;
use crate::grid::{DaySlots, SlotMask, SlotsPerDay, weekday_index};

/// Observed days with contacts that a donor needs: eight weeks of a five-day week.
pub const MINIMUM_DONOR_DAYS: usize = 40;

/// Newest part of a donor's history that makes its shape: half a year, so that every weekday has two dozen days and a
/// change of shape a year ago is forgotten.
const WINDOW_DAYS: usize = 182;

/// A day below half or above twice its weekday's median was no ordinary day.
const ORDINARY_FACTOR: f64 = 2.0;

/// A queue whose shape may be borrowed.
#[derive(Clone, Debug, PartialEq)]
pub struct ShapeDonor {
    name: String,
    prior_weight: f64,
    slots_per_day: SlotsPerDay,
    week: [Vec<f64>; 7],
    open: [Vec<bool>; 7],
    day_dispersion: f64,
    slot_dispersion: f64,
}

impl ShapeDonor {
    /// Sums up the newest half year of `history`, unordinary days left out.
    ///
    /// # Errors
    /// [`BorrowError::DonorTooShort`] with fewer than [`MINIMUM_DONOR_DAYS`] observed days with contacts in it.
    pub fn new(name: impl Into<String>, history: &DaySlots) -> Result<Self, BorrowError> {
        let name = name.into();
        let slots_per_day = history.slots_per_day();
        let days = ordinary_days(history);
        let found = days.iter().map(Vec::len).sum();
        if found < MINIMUM_DONOR_DAYS {
            return Err(BorrowError::DonorTooShort {
                donor: name,
                found,
                needed: MINIMUM_DONOR_DAYS,
            });
        }
        let mask = SlotMask::from_history(history);
        let mut open: [Vec<bool>; 7] = Default::default();
        for date in history.first_date().iter_days().take(7) {
            open[weekday_index(date)] = mask.on(date).to_vec();
        }
        let mut week: [Vec<f64>; 7] =
            std::array::from_fn(|weekday| slot_means(&days[weekday], &open[weekday]));
        let dispersion = Dispersion::of(&days, &week);
        let total: f64 = week.iter().flatten().sum();
        week.iter_mut().flatten().for_each(|share| *share /= total);
        Ok(Self {
            name,
            prior_weight: 1.0,
            slots_per_day,
            week,
            open,
            day_dispersion: dispersion.day,
            slot_dispersion: dispersion.slot,
        })
    }

    /// How likely the donor is the right one before any contact is seen, relative to the others' (1 unless said). A
    /// planner who says "it will be like Claims" gives Claims 20.
    ///
    /// # Errors
    /// [`BorrowError::NotAWeight`] unless finite and above 0.
    pub fn with_prior_weight(mut self, weight: f64) -> Result<Self, BorrowError> {
        if weight.is_finite() && weight > 0.0 {
            self.prior_weight = weight;
            Ok(self)
        } else {
            Err(BorrowError::NotAWeight {
                donor: self.name,
                weight,
            })
        }
    }

    /// The donor's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its grid.
    #[must_use]
    pub fn slots_per_day(&self) -> SlotsPerDay {
        self.slots_per_day
    }

    /// Weekday (Monday first) × slot: shares of the week's contacts, together 1; 0 where closed.
    #[must_use]
    pub fn week(&self) -> &[Vec<f64>; 7] {
        &self.week
    }

    pub(super) fn prior_weight(&self) -> f64 {
        self.prior_weight
    }

    pub(super) fn is_open(&self, weekday: usize, slot: usize) -> bool {
        self.open[weekday][slot]
    }

    /// Squared relative deviation of a day's total within its week, beyond Poisson.
    pub(super) fn day_dispersion(&self) -> f64 {
        self.day_dispersion
    }

    /// Squared relative deviation of a slot within its day, beyond Poisson.
    pub(super) fn slot_dispersion(&self) -> f64 {
        self.slot_dispersion
    }
}

struct Day<'a> {
    week: usize,
    cells: &'a [Option<f64>],
    total: f64,
}

/// Days with contacts of each weekday in the window, each with the number of its seven-day block.
fn ordinary_days(history: &DaySlots) -> [Vec<Day<'_>>; 7] {
    let mut days: [Vec<Day>; 7] = Default::default();
    // Trailing days without observation are no part of the window.
    let observed = history
        .iter()
        .rev()
        .skip_while(|(_, cells)| cells.iter().all(Option::is_none));
    for (age, (date, cells)) in observed.take(WINDOW_DAYS).enumerate() {
        let total: f64 = cells.iter().flatten().sum();
        if total > 0.0 {
            days[weekday_index(date)].push(Day {
                week: age / 7,
                cells,
                total,
            });
        }
    }
    for of_weekday in &mut days {
        let mut totals: Vec<f64> = of_weekday.iter().map(|day| day.total).collect();
        totals.sort_by(f64::total_cmp);
        if let Some(&median) = totals.get(totals.len() / 2) {
            let ordinary = median / ORDINARY_FACTOR..=median * ORDINARY_FACTOR;
            of_weekday.retain(|day| ordinary.contains(&day.total));
        }
    }
    days
}

/// Mean contacts of each open slot over the days that observed it; 0 elsewhere.
fn slot_means(days: &[Day], open: &[bool]) -> Vec<f64> {
    open.iter()
        .enumerate()
        .map(|(slot, &open)| {
            let seen: Vec<f64> = days.iter().filter_map(|day| day.cells[slot]).collect();
            if open && !seen.is_empty() {
                seen.iter().sum::<f64>() / seen.len() as f64
            } else {
                0.0
            }
        })
        .collect()
}

/// Randomness beyond Poisson by the method of moments: for counts `n` with expectation `m` and squared relative
/// deviation `φ`, `E (n − m)² = m + φ m²`, so `φ = Σ ((n − m)² − m) ÷ Σ m²`, never below 0.
struct Dispersion {
    day: f64,
    slot: f64,
}

impl Dispersion {
    fn of(days: &[Vec<Day>; 7], week: &[Vec<f64>; 7]) -> Self {
        let (mut day, mut slot) = (Moments::default(), Moments::default());
        // Level of each seven-day block against the usual week: days are compared within it.
        let blocks = WINDOW_DAYS.div_ceil(7);
        let (mut seen, mut usual) = (vec![0.0; blocks], vec![0.0; blocks]);
        let mut of_block = vec![0.0; blocks];
        for (days, means) in days.iter().zip(week) {
            for here in days {
                seen[here.week] += here.total;
                usual[here.week] += covered(here, means);
                of_block[here.week] += 1.0;
            }
        }
        for (days, means) in days.iter().zip(week) {
            for here in days {
                let covered = covered(here, means);
                if covered <= 0.0 {
                    continue;
                }
                if of_block[here.week] > 1.0 {
                    let freedom = 1.0 - 1.0 / of_block[here.week];
                    let expected = covered * seen[here.week] / usual[here.week];
                    day.add(here.total, expected, freedom);
                }
                for (cell, mean) in here.cells.iter().zip(means) {
                    if let Some(count) = cell {
                        slot.add(*count, mean * here.total / covered, 1.0);
                    }
                }
            }
        }
        Self {
            day: day.dispersion(),
            slot: slot.dispersion(),
        }
    }
}

/// Usual contacts of the slots the day observed.
fn covered(day: &Day, means: &[f64]) -> f64 {
    day.cells
        .iter()
        .zip(means)
        .filter_map(|(cell, mean)| cell.map(|_| *mean))
        .sum()
}

#[derive(Default)]
struct Moments {
    excess: f64,
    squares: f64,
}

impl Moments {
    fn add(&mut self, count: f64, expected: f64, freedom: f64) {
        self.excess += (count - expected).powi(2) / freedom - expected;
        self.squares += expected * expected;
    }

    fn dispersion(&self) -> f64 {
        if self.squares > 0.0 {
            (self.excess / self.squares).max(0.0)
        } else {
            0.0
        }
    }
}
