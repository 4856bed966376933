//! The level model: fitted to day totals, told for days to come.

use super::design::{Design, LASTING, Resemblance, Scales};
use super::filter::{Belief, Expectation, Row};
use crate::calendar::DayMarks;

/// A day's observed volume: contacts, and the share of a usual day that the observed slots stand for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DayLevel {
    /// Contacts of the observed slots divided by `coverage`.
    pub contacts: f64,
    /// 1 where every slot was observed.
    pub coverage: f64,
}

/// A fitted level model.
#[derive(Clone, Debug)]
pub struct LevelModel {
    design: Design,
    pub scales: Scales,
    pub resemblance: Resemblance,
    belief: Belief,
    /// Day after the last one learnt from.
    end: usize,
}

const HUBER: f64 = 2.2;

struct Pass<'a> {
    levels: &'a [Option<DayLevel>],
    marks: &'a DayMarks,
    design: &'a Design,
}

impl Pass<'_> {
    /// Runs over the days and gives the belief after them with the composite score: mean log density of a day told
    /// one and eight days ahead.
    fn run(&self, scales: &Scales, resemblance: &Resemblance) -> (Belief, f64) {
        let usual = median(self.levels.iter().flatten().map(|l| l.contacts).collect());
        let mut belief = self.design.prior((usual + 0.5).ln(), scales);
        let growth = self.design.growth(scales);
        let rows: Vec<Row> = (0..self.levels.len())
            .map(|d| self.design.row(self.marks.day(d), resemblance, scales))
            .collect();
        let far = 7;
        let mut ahead: Vec<Option<(f64, f64)>> = vec![None; self.levels.len() + far];
        let mut score = 0.0;
        let mut work = Vec::new();
        let warm = 21.min(self.levels.len() / 3);
        for (day, level) in self.levels.iter().enumerate() {
            belief.pass(&growth, LASTING, scales.lasting_kept);
            let row = &rows[day];
            if let Some(level) = level {
                let now = belief.expect(row);
                let noise = self.noise(day, level, now.mean, scales);
                let error = (level.contacts + 0.5).ln() - now.mean;
                if day >= warm {
                    score += density(error, now.variance + noise);
                    if let Some((mean, variance)) = ahead[day] {
                        score += density((level.contacts + 0.5).ln() - mean, variance + noise);
                    }
                }
                let limit = HUBER * (now.variance + noise).sqrt();
                let mut noise = noise;
                if error.abs() > limit {
                    let wanted = (now.variance + noise) * (error.abs() / limit);
                    noise = wanted - now.variance;
                }
                belief.learn(row, error, noise, &mut work);
            }
            if day + far < self.levels.len() {
                let mut row = rows[day + far].clone();
                let kept = scales.lasting_kept.powi(far as i32);
                for entry in &mut row {
                    if entry.0 == LASTING {
                        entry.1 = kept;
                    }
                }
                let told = belief.expect(&row);
                let grown = far as f64 * (scales.level_step.powi(2) + scales.weekday_step.powi(2))
                    + scales.lasting.powi(2) * (1.0 - kept * kept);
                ahead[day + far] = Some((told.mean, told.variance + grown));
            }
        }
        (belief, score - scales.surprise())
    }

    fn noise(&self, day: usize, level: &DayLevel, expected: f64, scales: &Scales) -> f64 {
        let mark = self.marks.day(day);
        let special = mark.holiday.is_some()
            || mark.eve
            || mark.after_holiday
            || mark.after_closure
            || mark.before_closure
            || mark.make_up;
        let own = scales.noise.powi(2)
            + if special {
                scales.special_noise.powi(2)
            } else {
                0.0
            };
        (own + 1.0 / expected.exp().max(1.0)) / level.coverage.max(0.05)
    }
}

/// Log density of a Student t with five degrees of freedom: outliers count, but not without bound.
fn density(error: f64, variance: f64) -> f64 {
    let squared = error * error / variance;
    -0.5 * variance.ln() - 3.0 * (squared / 5.0).ln_1p()
}

pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

impl LevelModel {
    /// Fits scales and resemblances by the score of the days told ahead, and learns the coefficients.
    #[must_use]
    pub fn fit(
        levels: &[Option<DayLevel>],
        marks: &DayMarks,
        start: Option<(Scales, Resemblance)>,
    ) -> Self {
        let design = Design::new(marks);
        let pass = Pass {
            levels,
            marks,
            design: &design,
        };
        let (mut scales, mut resemblance) =
            start.unwrap_or((Scales::default(), Resemblance::usual(levels, marks)));
        let usual = Resemblance::usual(levels, marks);
        let mut best = pass.run(&scales, &resemblance).1;
        let rounds: &[f64] = &[2.0, 2.0, 1.5, 1.25];
        for (round, &step) in rounds.iter().enumerate() {
            if round < 2 {
                let kinds: [fn(&mut Resemblance) -> &mut Option<usize>; 4] = [
                    |r| &mut r.holiday,
                    |r| &mut r.eve,
                    |r| &mut r.after_closure,
                    |r| &mut r.make_up,
                ];
                for kind in kinds {
                    for weekday in std::iter::once(None).chain((0..7).map(Some)) {
                        let mut tried = resemblance;
                        *kind(&mut tried) = weekday;
                        if tried == resemblance {
                            continue;
                        }
                        let score = pass.run(&scales, &tried).1;
                        // A resemblance must be worth more than chance.
                        let margin = |mut r: Resemblance| {
                            let mut u = usual;
                            let w = *kind(&mut r);
                            if w == *kind(&mut u) || w.is_none() {
                                0.0
                            } else {
                                2.0
                            }
                        };
                        if score - margin(tried) > best - margin(resemblance) + 1e-9 {
                            (best, resemblance) = (score, tried);
                        }
                    }
                }
            }
            let knobs: [fn(&mut Scales) -> &mut f64; 9] = [
                |s| &mut s.noise,
                |s| &mut s.level_step,
                |s| &mut s.weekday_step,
                |s| &mut s.lasting,
                |s| &mut s.lasting_kept,
                |s| &mut s.month,
                |s| &mut s.edge,
                |s| &mut s.beside,
                |s| &mut s.special_noise,
            ];
            for knob in knobs {
                for factor in [step, 1.0 / step] {
                    loop {
                        let mut tried = scales;
                        *knob(&mut tried) *= factor;
                        tried.lasting_kept = tried.lasting_kept.clamp(0.05, 0.97);
                        tried.weekday_step = tried.weekday_step.max(1e-4);
                        tried.level_step = tried.level_step.max(1e-3);
                        tried.lasting = tried.lasting.max(1e-3);
                        tried.month = tried.month.max(1e-3);
                        if tried == scales {
                            break;
                        }
                        let score = pass.run(&tried, &resemblance).1;
                        if score > best + 1e-6 {
                            (best, scales) = (score, tried);
                        } else {
                            break;
                        }
                    }
                }
            }
        }
        let (belief, _) = pass.run(&scales, &resemblance);
        Self {
            design,
            scales,
            resemblance,
            belief,
            end: levels.len(),
        }
    }

    /// Logarithm of a day's volume, `day` counted as in the marks and after the last day learnt from.
    #[must_use]
    pub fn expect(&self, marks: &DayMarks, day: usize) -> (f64, f64) {
        let growth = self.design.growth(&self.scales);
        let mut belief = self.belief.clone();
        for _ in self.end..=day {
            belief.pass(&growth, LASTING, self.scales.lasting_kept);
        }
        let row = self
            .design
            .row(marks.day(day), &self.resemblance, &self.scales);
        let Expectation { mean, variance } = belief.expect(&row);
        (mean, variance)
    }

    /// What the calendar does to a day beyond the weekday it is called like: the logarithm of its factor.
    #[must_use]
    pub fn calendar_effect(&self, marks: &DayMarks, day: usize) -> f64 {
        let row = self
            .design
            .row(marks.day(day), &self.resemblance, &self.scales);
        row.iter()
            .filter(|(index, _)| *index > LASTING)
            .map(|&(index, x)| self.belief.mean[index] * x)
            .sum()
    }
}
