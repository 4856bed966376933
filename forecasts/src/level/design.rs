//! From a day's marks to the regressors of its level.

use super::effect::Effect;
use super::filter::{Belief, Row};
use super::resemblance::Resemblance;
use super::scales::Scales;
use crate::calendar::{DayMark, DayMarks, EVENT_DAYS};

/// Waves over the month: three tell its start, middle and end apart; more of them follow the noise of half a year.
const MONTH_WAVES: usize = 3;
const YEAR_WAVES: usize = 3;

pub(super) const LEVEL: usize = 7;
pub(super) const LASTING: usize = 8;
pub(super) const TREND: usize = 9;
const MONTH: usize = 10;
const YEAR: usize = MONTH + 2 * MONTH_WAVES;
const HOLIDAY: usize = YEAR + 2 * YEAR_WAVES;
const EVE: usize = HOLIDAY + 1;
const AFTER_HOLIDAY: usize = HOLIDAY + 2;
const AFTER_CLOSURE: usize = HOLIDAY + 3;
const BEFORE_CLOSURE: usize = HOLIDAY + 4;
const MAKE_UP: usize = HOLIDAY + 5;
const NAMED: usize = HOLIDAY + 6;

/// Days of history from which a trend is read, and from which a season of the year is.
const TREND_DAYS: usize = 365;
const YEAR_DAYS: usize = 400;

/// How much of a trend is left a day later when it is drawn into the future: half after half a year.
const TREND_KEPT: f64 = 0.9962;

/// Prior standard deviations of what needs no search: weekdays and the level differ widely, a trend of 15 % a year
/// is a large one, a holiday without resemblance may be anything.
const WEEKDAY_SD: f64 = 0.6;
const LEVEL_SD: f64 = 0.3;
const TREND_SD: f64 = 0.15;
const HOLIDAY_SD: f64 = 0.5;
const HOLIDAY_NAME_SD: f64 = 0.2;
const EVENT_SD: f64 = 0.2;
const EVENT_KEPT: f64 = 0.8;

/// Where each group of coefficients stands, and which groups take part.
#[derive(Clone, Debug)]
pub(super) struct Design {
    holidays: usize,
    events: usize,
    /// Mean size of each event in the calendar, so that sizes are read as multiples of a usual one.
    event_sizes: Vec<f64>,
    history_days: usize,
    refused: Vec<Effect>,
}

impl Design {
    pub(super) fn new(marks: &DayMarks, history_days: usize) -> Self {
        let events = marks.event_names().len();
        let size = |event: usize| {
            let sizes: Vec<f64> = marks
                .iter()
                .flat_map(|mark| &mark.events)
                .filter(|seen| seen.name == event && seen.days_since == 0)
                .map(|seen| seen.size.abs())
                .collect();
            let mean = sizes.iter().sum::<f64>() / sizes.len().max(1) as f64;
            if mean > 0.0 { mean } else { 1.0 }
        };
        Self {
            holidays: marks.holiday_names().len(),
            events,
            event_sizes: (0..events).map(size).collect(),
            history_days,
            refused: Vec::new(),
        }
    }

    /// The same without these effects.
    pub(super) fn without(&self, refused: &[Effect]) -> Self {
        Self {
            refused: refused.to_vec(),
            ..self.clone()
        }
    }

    pub(super) fn size(&self) -> usize {
        NAMED + self.holidays + self.events * EVENT_DAYS
    }

    fn takes(&self, effect: Effect) -> bool {
        !self.refused.contains(&effect)
    }

    /// The regressors of a day, `day` counted from the first of the history.
    pub(super) fn row(
        &self,
        day: usize,
        mark: &DayMark,
        resemblance: &Resemblance,
        scales: &Scales,
    ) -> Row {
        let mut row = vec![
            (resemblance.weekday(mark), 1.0),
            (LEVEL, 1.0),
            (LASTING, 1.0),
        ];
        if self.history_days >= TREND_DAYS {
            row.push((TREND, self.trend_years(day)));
        }
        if self.takes(Effect::MonthPosition) {
            waves(&mut row, MONTH, MONTH_WAVES, mark.month_phase);
        }
        if self.history_days >= YEAR_DAYS && self.takes(Effect::YearPosition) {
            waves(&mut row, YEAR, YEAR_WAVES, mark.year_phase);
        }
        let flags = [
            (EVE, Effect::Eve, mark.eve),
            (
                AFTER_HOLIDAY,
                Effect::AfterHoliday,
                mark.after_holiday && !mark.after_closure,
            ),
            (AFTER_CLOSURE, Effect::AfterClosure, mark.after_closure),
            (BEFORE_CLOSURE, Effect::BeforeClosure, mark.before_closure),
            (MAKE_UP, Effect::MakeUpWorkday, mark.make_up),
        ];
        for (index, effect, marked) in flags {
            if marked && self.takes(effect) {
                row.push((index, 1.0));
            }
        }
        if let Some(name) = mark.holiday.filter(|_| !mark.make_up) {
            row.push((HOLIDAY, 1.0));
            row.push((NAMED + name, 1.0));
        }
        for event in &mark.events {
            if self.takes(Effect::Event(event.name)) {
                let times_usual = event.size / self.event_sizes[event.name];
                let strength = times_usual.abs().powf(scales.event_power) * times_usual.signum();
                let index = NAMED + self.holidays + event.name * EVENT_DAYS + event.days_since;
                row.push((index, strength));
            }
        }
        row
    }

    /// Years since the history began; past its end time runs ever slower, as no trend lasts.
    fn trend_years(&self, day: usize) -> f64 {
        let past = day.min(self.history_days) as f64;
        let ahead = day.saturating_sub(self.history_days) as i32;
        (past + (1.0 - TREND_KEPT.powi(ahead)) / (1.0 - TREND_KEPT)) / 365.25
    }

    /// What is believed before any day was seen; `level` is the logarithm of a usual day.
    pub(super) fn prior(&self, level: f64, scales: &Scales) -> Belief {
        let mut sd = vec![0.0; self.size()];
        sd[..7].fill(WEEKDAY_SD);
        sd[LEVEL] = LEVEL_SD;
        sd[LASTING] = scales.lasting;
        sd[TREND] = TREND_SD;
        for (first, waves, scale) in [
            (MONTH, MONTH_WAVES, scales.month),
            (YEAR, YEAR_WAVES, scales.year),
        ] {
            for wave in 0..waves {
                sd[first + 2 * wave..first + 2 * wave + 2].fill(scale / (1.0 + wave as f64).sqrt());
            }
        }
        sd[HOLIDAY] = HOLIDAY_SD;
        for beside in [EVE, AFTER_HOLIDAY, AFTER_CLOSURE, BEFORE_CLOSURE, MAKE_UP] {
            sd[beside] = scales.beside;
        }
        sd[NAMED..NAMED + self.holidays].fill(HOLIDAY_NAME_SD);
        for event in 0..self.events {
            let first = NAMED + self.holidays + event * EVENT_DAYS;
            for since in 0..EVENT_DAYS {
                sd[first + since] = EVENT_SD * EVENT_KEPT.powi(since as i32);
            }
        }
        let mut mean = vec![0.0; self.size()];
        mean[LEVEL] = level;
        Belief::prior(mean, &sd)
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

fn waves(row: &mut Row, first: usize, count: usize, phase: f64) {
    for wave in 0..count {
        let angle = std::f64::consts::TAU * (1.0 + wave as f64) * phase;
        row.push((first + 2 * wave, angle.sin()));
        row.push((first + 2 * wave + 1, angle.cos()));
    }
}
