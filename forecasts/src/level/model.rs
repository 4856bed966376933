//! The level model: fitted to day totals, told for days to come.

use super::design::{Design, LASTING, TREND};
use super::effect::{DayEffect, EffectGate};
use super::filter::{Belief, Expectation, Row};
use super::pass::{DayLevel, Pass, own_noise};
use super::resemblance::Resemblance;
use super::scales::Scales;
use super::search::{Found, search};
use super::surprise::Surprise;
use crate::calendar::{DayMark, DayMarks};
use chrono::NaiveDate;

/// A dynamic regression of the logarithm of a day's contacts: weekday, level, trend, place in month and year,
/// holidays, their neighbours, make-up workdays and events; the level and the weekdays drift, and a deviation that
/// lasts fades from day to day. The Kalman filter learns the coefficients (West & Harrison, "Bayesian Forecasting and
/// Dynamic Models", 1997); scales, resemblances and which effects take part are found by how well the days of the
/// history had been told one and eight days ahead, that is by a rolling-origin test at every single day.
#[derive(Clone, Debug)]
pub struct LevelModel {
    found: Found,
    design: Design,
    belief: Belief,
    /// Errors of usual and of special days told one day ahead.
    usual: Surprise,
    special: Surprise,
    /// Days learnt from.
    days: usize,
}

impl LevelModel {
    /// Searches scales, resemblances and effects, and learns the coefficients. `levels` has one entry a day from the
    /// first of the marks, `None` for a day without a level; the marks may reach further. A model fitted to fewer of
    /// the same days shortens the search.
    #[must_use]
    pub fn fit(levels: &[Option<DayLevel>], marks: &DayMarks, earlier: Option<&Self>) -> Self {
        let design = Design::new(marks, levels.len());
        let pass = Pass { levels, marks };
        let found = search(pass, &design, earlier.map(|model| &model.found));
        Self::learn(found, pass)
    }

    /// Learns the coefficients anew from more or fewer days, the rest as found before.
    #[must_use]
    pub fn refit(&self, levels: &[Option<DayLevel>], marks: &DayMarks) -> Self {
        Self::learn(self.found.clone(), Pass { levels, marks })
    }

    fn learn(found: Found, pass: Pass<'_>) -> Self {
        let design = Design::new(pass.marks, pass.levels.len()).without(&found.refused);
        let passed = pass.run(&design, &found.scales, &found.resemblance);
        Self {
            found,
            design,
            belief: passed.belief,
            usual: passed.usual,
            special: passed.special,
            days: pass.levels.len(),
        }
    }

    /// The scales found.
    #[must_use]
    pub fn scales(&self) -> &Scales {
        &self.found.scales
    }

    /// The resemblances found.
    #[must_use]
    pub fn resemblance(&self) -> &Resemblance {
        &self.found.resemblance
    }

    /// What each effect gained, and whether it is used.
    #[must_use]
    pub fn gates(&self) -> &[EffectGate] {
        &self.found.gates
    }

    /// Logarithm of the contacts of days to come, `first` counted as in the marks and not before the last day learnt
    /// from: mean, and variance with the day's own noise.
    #[must_use]
    pub fn expect(&self, marks: &DayMarks, first: usize, count: usize) -> Vec<LogLevel> {
        let growth = self.design.growth(&self.found.scales);
        let mut belief = self.belief.clone();
        for _ in self.days..first {
            belief.pass(&growth, LASTING, self.found.scales.lasting_kept);
        }
        (first..first + count)
            .map(|day| {
                belief.pass(&growth, LASTING, self.found.scales.lasting_kept);
                let Expectation { mean, variance } = belief.expect(&self.row(marks, day));
                // Poisson noise is the interval's, not the day's.
                let own = own_noise(marks.day(day), &self.found.scales, f64::INFINITY);
                LogLevel {
                    mean,
                    variance: variance + own,
                }
            })
            .collect()
    }

    /// What the calendar multiplies a day by, beyond the weekday it is called like.
    #[must_use]
    pub fn calendar_factor(&self, marks: &DayMarks, day: usize) -> f64 {
        let row = self.row(marks, day);
        let effects = row.iter().filter(|(index, _)| *index > TREND);
        effects
            .map(|&(index, x)| self.belief.mean[index] * x)
            .sum::<f64>()
            .exp()
    }

    /// How days, by number and date, differ from ordinary ones of their weekday at the same place in month and year;
    /// ordinary days are left out.
    #[must_use]
    pub fn day_effects(&self, marks: &DayMarks, days: &[(usize, NaiveDate)]) -> Vec<DayEffect> {
        let special: Vec<(usize, NaiveDate, String)> = days
            .iter()
            .filter_map(|&(day, date)| Some((day, date, marks.reason(day)?)))
            .collect();
        let together = special.len();
        let told = special.into_iter().map(|(day, date, reason)| {
            let mark = marks.day(day);
            let effect = self.contrast(day, mark, &ordinary(mark));
            DayEffect {
                date,
                reason,
                change: self.surprise(mark.is_usual()).change(effect, together),
            }
        });
        told.collect()
    }

    /// How large the errors of usual days were, or of special ones.
    pub(super) fn surprise(&self, usual: bool) -> &Surprise {
        if usual { &self.usual } else { &self.special }
    }

    /// The logarithmic difference between two marks of a day.
    pub(super) fn contrast(&self, day: usize, one: &DayMark, other: &DayMark) -> Expectation {
        let row = |mark: &DayMark| {
            self.design
                .row(day, mark, &self.found.resemblance, &self.found.scales)
        };
        let mut difference: Row = row(one);
        for (index, x) in row(other) {
            match difference.iter_mut().find(|entry| entry.0 == index) {
                Some(entry) => entry.1 -= x,
                None => difference.push((index, -x)),
            }
        }
        difference.retain(|entry| entry.1 != 0.0);
        self.belief.expect(&difference)
    }

    /// Days learnt from.
    pub(super) fn days(&self) -> usize {
        self.days
    }

    fn row(&self, marks: &DayMarks, day: usize) -> Row {
        let (resemblance, scales) = (&self.found.resemblance, &self.found.scales);
        self.design.row(day, marks.day(day), resemblance, scales)
    }
}

/// The logarithm of a day's contacts, as expected.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogLevel {
    /// Its mean; the exponential of it is the median of the contacts.
    pub mean: f64,
    /// Its variance, without the Poisson noise of the contacts.
    pub variance: f64,
}

/// The same day without what makes it special.
pub(super) fn ordinary(mark: &DayMark) -> DayMark {
    DayMark {
        holiday: None,
        eve: false,
        after_holiday: false,
        make_up: false,
        closed: false,
        after_closure: false,
        before_closure: false,
        events: Vec::new(),
        ..mark.clone()
    }
}
