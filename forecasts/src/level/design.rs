//! From a day's marks to the regressors of its level.

use super::filter::{Belief, Row};
use crate::calendar::{DayMark, DayMarks, EVENT_DAYS};

const MONTH_WAVES: usize = 3;
const YEAR_WAVES: usize = 3;

/// How strongly each kind of effect may move the logarithm of a day's volume: standard deviations.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scales {
    /// A usual day's own deviation beyond Poisson noise.
    pub noise: f64,
    /// What a day's level moves until the next.
    pub level_step: f64,
    /// What a weekday's effect moves in a day.
    pub weekday_step: f64,
    /// The part of a deviation that lasts: its size and how much of it is left a day later.
    pub lasting: f64,
    /// Share of the lasting part that is left after a day.
    pub lasting_kept: f64,
    /// Place in the month.
    pub month: f64,
    /// The month's first and last days.
    pub edge: f64,
    /// Place in the year.
    pub year: f64,
    /// Days beside closures and holidays.
    pub beside: f64,
    /// How much more the days marked special differ from each other than usual days do.
    pub special_noise: f64,
}

impl Scales {
    /// How unusual these scales are, so that few days do not choose extreme ones: half the squared distance from
    /// the usual ones in the logarithm.
    pub(super) fn surprise(&self) -> f64 {
        let usual = Self::default();
        let pairs = [
            (self.noise, usual.noise),
            (self.level_step, usual.level_step),
            (self.weekday_step, usual.weekday_step),
            (self.lasting, usual.lasting),
            (self.month, usual.month),
            (self.edge, usual.edge),
            (self.beside, usual.beside),
            (self.special_noise, usual.special_noise),
        ];
        let kept = (self.lasting_kept - usual.lasting_kept) / 0.25;
        0.5 * (pairs
            .iter()
            .map(|(own, usual)| (own / usual).ln().powi(2))
            .sum::<f64>()
            + kept * kept)
    }
}

impl Default for Scales {
    fn default() -> Self {
        Self {
            noise: 0.04,
            level_step: 0.01,
            weekday_step: 0.003,
            lasting: 0.03,
            lasting_kept: 0.6,
            month: 0.05,
            edge: 0.001,
            year: 0.0,
            beside: 0.1,
            special_noise: 0.15,
        }
    }
}

/// Which weekday a kind of special day is called like; `None`: like its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resemblance {
    /// Public holidays.
    pub holiday: Option<usize>,
    /// Days before one.
    pub eve: Option<usize>,
    /// The first day open after a closure.
    pub after_closure: Option<usize>,
    /// Days of rest worked by decree.
    pub make_up: Option<usize>,
}

impl Resemblance {
    /// Before any such day was seen: holidays are called like the quietest weekday, the day after a closure like
    /// the day after the usual days of rest, make-up workdays like a middling working weekday.
    pub fn usual(levels: &[Option<super::fit::DayLevel>], marks: &DayMarks) -> Self {
        let mut by_weekday: [Vec<f64>; 7] = Default::default();
        let recent = levels.len().saturating_sub(70);
        for (day, level) in levels.iter().enumerate().skip(recent) {
            let mark = marks.day(day);
            if let (Some(level), None) = (level, mark.holiday) {
                by_weekday[mark.weekday].push(level.contacts);
            }
        }
        let typical: [Option<f64>; 7] = std::array::from_fn(|w| {
            (!by_weekday[w].is_empty()).then(|| super::fit::median(by_weekday[w].clone()))
        });
        let mut ranked: Vec<(usize, f64)> = typical
            .iter()
            .enumerate()
            .filter_map(|(w, t)| t.map(|t| (w, t)))
            .collect();
        ranked.sort_by(|a, b| a.1.total_cmp(&b.1));
        let quietest = ranked.first().map(|r| r.0);
        let closed_before = |w: usize| typical[(w + 6) % 7].is_none() && typical[w].is_some();
        Self {
            holiday: quietest,
            eve: None,
            after_closure: (0..7).find(|&w| closed_before(w)),
            make_up: ranked
                .get(ranked.len().saturating_sub(1) / 2 + 1)
                .or(ranked.last())
                .map(|r| r.0),
        }
    }

    /// The weekday a day is called like.
    pub fn weekday(&self, mark: &DayMark) -> usize {
        let special = if mark.make_up {
            self.make_up
        } else if mark.holiday.is_some() {
            self.holiday
        } else if mark.eve {
            self.eve
        } else if mark.after_closure {
            self.after_closure
        } else {
            None
        };
        special.unwrap_or(mark.weekday)
    }
}

/// Where each group of coefficients stands.
#[derive(Clone, Debug)]
pub(super) struct Design {
    holidays: usize,
    events: usize,
}

pub(super) const LEVEL: usize = 7;
pub(super) const LASTING: usize = 8;
const MONTH: usize = 9;
const YEAR: usize = MONTH + 2 * MONTH_WAVES;
const EDGE: usize = YEAR + 2 * YEAR_WAVES;
const EDGE_DAYS: usize = 3;
const HOLIDAY: usize = EDGE + 2 * EDGE_DAYS;
const EVE: usize = HOLIDAY + 1;
const AFTER_HOLIDAY: usize = HOLIDAY + 2;
const AFTER_CLOSURE: usize = HOLIDAY + 3;
const BEFORE_CLOSURE: usize = HOLIDAY + 4;
const MAKE_UP: usize = HOLIDAY + 5;
const NAMED: usize = HOLIDAY + 6;

impl Design {
    pub(super) fn new(marks: &DayMarks) -> Self {
        Self {
            holidays: marks.holiday_names().len(),
            events: marks.event_names().len(),
        }
    }

    pub(super) fn size(&self) -> usize {
        NAMED + self.holidays + self.events * EVENT_DAYS
    }

    /// The regressors of a day.
    pub(super) fn row(&self, mark: &DayMark, resemblance: &Resemblance, scales: &Scales) -> Row {
        let mut row = vec![
            (resemblance.weekday(mark), 1.0),
            (LEVEL, 1.0),
            (LASTING, 1.0),
        ];
        waves(&mut row, MONTH, MONTH_WAVES, mark.month_phase);
        if let Some(edge) = edge_of(mark.month_day, mark.month_days) {
            row.push((EDGE + edge, 1.0));
        }
        if scales.year > 0.0 {
            waves(&mut row, YEAR, YEAR_WAVES, mark.year_phase);
        }
        let flags = [
            (EVE, mark.eve),
            (AFTER_HOLIDAY, mark.after_holiday && !mark.after_closure),
            (AFTER_CLOSURE, mark.after_closure),
            (BEFORE_CLOSURE, mark.before_closure),
            (MAKE_UP, mark.make_up),
        ];
        row.extend(flags.iter().filter(|f| f.1).map(|f| (f.0, 1.0)));
        if let Some(name) = mark.holiday {
            row.push((HOLIDAY, 1.0));
            row.push((NAMED + name, 1.0));
        }
        for &(name, size, since) in &mark.events {
            row.push((NAMED + self.holidays + name * EVENT_DAYS + since, size));
        }
        row
    }

    /// What is believed before any day was seen; `level` is the logarithm of a usual day.
    pub(super) fn prior(&self, level: f64, scales: &Scales) -> Belief {
        let mut variances = vec![0.0; self.size()];
        variances[..7].fill(0.6_f64.powi(2));
        variances[LEVEL] = 0.3_f64.powi(2);
        variances[LASTING] = scales.lasting.powi(2);
        for wave in 0..MONTH_WAVES {
            let scale = (scales.month / (1.0 + wave as f64).powf(0.5)).powi(2);
            variances[MONTH + 2 * wave] = scale;
            variances[MONTH + 2 * wave + 1] = scale;
        }
        for wave in 0..YEAR_WAVES {
            let scale = (scales.year / (1.0 + wave as f64)).powi(2);
            variances[YEAR + 2 * wave] = scale;
            variances[YEAR + 2 * wave + 1] = scale;
        }
        variances[EDGE..EDGE + 2 * EDGE_DAYS].fill(scales.edge.powi(2));
        variances[HOLIDAY] = 0.5_f64.powi(2);
        for beside in [EVE, AFTER_HOLIDAY, AFTER_CLOSURE, BEFORE_CLOSURE, MAKE_UP] {
            variances[beside] = scales.beside.powi(2);
        }
        variances[NAMED..NAMED + self.holidays].fill(0.2_f64.powi(2));
        variances[NAMED + self.holidays..].fill(0.2_f64.powi(2));
        let mut mean = vec![0.0; self.size()];
        mean[LEVEL] = level;
        Belief::prior(mean, &variances)
    }

    /// What each coefficient's variance grows by in a day.
    pub(super) fn growth(&self, scales: &Scales) -> Vec<f64> {
        let mut growth = vec![0.0; self.size()];
        growth[..7].fill(scales.weekday_step.powi(2));
        growth[LEVEL] = scales.level_step.powi(2);
        growth[LASTING] = scales.lasting.powi(2) * (1.0 - scales.lasting_kept.powi(2));
        growth
    }
}

fn edge_of(day: usize, days: usize) -> Option<usize> {
    if day <= EDGE_DAYS {
        Some(day - 1)
    } else if days - day < EDGE_DAYS {
        Some(EDGE_DAYS + days - day)
    } else {
        None
    }
}

fn waves(row: &mut Row, first: usize, count: usize, phase: f64) {
    for wave in 0..count {
        let angle = std::f64::consts::TAU * (1.0 + wave as f64) * phase;
        row.push((first + 2 * wave, angle.sin()));
        row.push((first + 2 * wave + 1, angle.cos()));
    }
}
