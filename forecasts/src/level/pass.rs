//! One pass over the days: what is believed after them, and how well each day had been told.

use super::design::{Design, LASTING};
use super::filter::{Belief, Row};
use super::median::median;
use super::resemblance::Resemblance;
use super::scales::Scales;
use super::surprise::Surprise;
use crate::calendar::{DayMark, DayMarks};

/// A day's observed volume: contacts, and the share of a usual day that the observed slots stand for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DayLevel {
    /// Contacts of the observed slots divided by `coverage`.
    pub contacts: f64,
    /// 1 where every slot was observed.
    pub coverage: f64,
}

impl DayLevel {
    /// Half a contact is added so that a day without any has a logarithm.
    fn log(self) -> f64 {
        (self.contacts + 0.5).ln()
    }
}

/// The days a level model learns from.
#[derive(Clone, Copy)]
pub(super) struct Pass<'a> {
    pub levels: &'a [Option<DayLevel>],
    pub marks: &'a DayMarks,
}

/// What a pass leaves behind.
pub(super) struct Passed {
    /// What is believed after the last day.
    pub belief: Belief,
    /// Log density of the days told one and eight days ahead.
    pub score: f64,
    /// Errors of usual days told one day ahead.
    pub usual: Surprise,
    /// Those of days that the calendar makes special.
    pub special: Surprise,
}

/// A day is told one day ahead and again this many days ahead, so that what only helps tomorrow does not win.
const FAR_AHEAD: usize = 8;

/// Days that only warm the beliefs up.
const WARM_UP_DAYS: usize = 21;

/// Standard deviations beyond which a day is learnt from as if its noise had been larger (Huber 1964).
pub(super) const CLIPPED_AT: f64 = 2.2;

/// Least coverage of a day that is believed at all.
const LEAST_COVERAGE: f64 = 0.05;

impl Pass<'_> {
    /// Learns from one day after the other, each told before it is learnt from.
    pub fn run(&self, design: &Design, scales: &Scales, resemblance: &Resemblance) -> Passed {
        let usual = median(self.levels.iter().flatten().map(|l| l.contacts).collect());
        let mut belief = design.prior((usual + 0.5).ln(), scales);
        let growth = design.growth(scales);
        let row = |day: usize| design.row(day, self.marks.day(day), resemblance, scales);
        let rows: Vec<Row> = (0..self.levels.len()).map(row).collect();
        let mut told_early: Vec<Option<(f64, f64)>> = vec![None; self.levels.len()];
        let (mut score, mut work) = (0.0, Vec::new());
        let (mut usual_days, mut special_days) = <(Surprise, Surprise)>::default();
        let warm_up = WARM_UP_DAYS.min(self.levels.len() / 3);
        for (day, level) in self.levels.iter().enumerate() {
            belief.pass(&growth, LASTING, scales.lasting_kept);
            if let Some(level) = level {
                let told = belief.expect(&rows[day]);
                let noise = own_noise(self.marks.day(day), scales, told.mean)
                    / level.coverage.max(LEAST_COVERAGE);
                let error = level.log() - told.mean;
                if day >= warm_up {
                    let in_sds = error / (told.variance + noise).sqrt();
                    if self.marks.day(day).is_usual() {
                        usual_days.note(in_sds);
                    } else {
                        special_days.note(in_sds);
                    }
                    score += log_density(error, told.variance + noise);
                    if let Some((mean, variance)) = told_early[day] {
                        score += log_density(level.log() - mean, variance + noise);
                    }
                }
                let limit = CLIPPED_AT * (told.variance + noise).sqrt();
                let clipped = if error.abs() > limit {
                    (told.variance + noise) * (error.abs() / limit) - told.variance
                } else {
                    noise
                };
                belief.learn(&rows[day], error, clipped, &mut work);
            }
            let later = day + FAR_AHEAD;
            if later < self.levels.len() {
                told_early[later] = Some(far_ahead(&belief, &rows[later], scales));
            }
        }
        Passed {
            belief,
            score: score - scales.surprise(),
            usual: usual_days,
            special: special_days,
        }
    }
}

/// What is told of a day [`FAR_AHEAD`] days after the belief's own: mean and variance of the coefficients' part.
fn far_ahead(belief: &Belief, row: &Row, scales: &Scales) -> (f64, f64) {
    let days = FAR_AHEAD as f64;
    let kept = scales.lasting_kept.powf(days);
    let faded: Row = row
        .iter()
        .map(|&(index, x)| (index, if index == LASTING { kept } else { x }))
        .collect();
    let told = belief.expect(&faded);
    let grown = days * (scales.level_step.powi(2) + scales.weekday_step.powi(2))
        + scales.lasting.powi(2) * (1.0 - kept * kept);
    (told.mean, told.variance + grown)
}

/// Variance of a whole day's own noise: its deviation, and the Poisson noise of its contacts.
pub(super) fn own_noise(mark: &DayMark, scales: &Scales, expected_log: f64) -> f64 {
    let special = if mark.is_usual() {
        0.0
    } else {
        scales.special_noise
    };
    scales.noise.powi(2) + special.powi(2) + 1.0 / expected_log.exp().max(1.0)
}

/// Log density, but for a constant, of a Student t with five degrees of freedom: outliers count, though not without
/// bound.
fn log_density(error: f64, variance: f64) -> f64 {
    -0.5 * variance.ln() - 3.0 * (error * error / variance / 5.0).ln_1p()
}
