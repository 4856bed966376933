//! A history on the scale the models work on: roots of counts, calendar effects taken out, days by the weekday they
//! are called like.

use crate::calendar::DayMarks;
use crate::level::LevelModel;
use crate::matrix::DayMatrix;

/// Weight of a day against one a week younger: half is left after five and a half weeks.
const KEPT_A_WEEK: f64 = 0.88;

/// Days looked back on: shapes older than this say nothing that younger ones do not.
const MOST_DAYS: usize = 30 * 7;

/// The last days of a history, prepared.
#[derive(Clone, Debug)]
pub struct RootDays {
    /// Columns of a day.
    pub width: usize,
    /// √(count ÷ factor + ¼) of each day × column; NaN where nothing was observed.
    pub roots: Vec<f64>,
    /// Weekday each day is called like, days to come included.
    pub class: Vec<usize>,
    /// What the calendar multiplies each day by, days to come included.
    pub factor: Vec<f64>,
    /// Weight of each day: its age, 0 for days that tell nothing of usual ones.
    pub weight: Vec<f64>,
    /// Row of the matrix at which the days begin.
    pub first: usize,
    /// Whole days.
    pub days: usize,
    /// Columns known of the day that is running, 0 if none.
    pub known: usize,
    /// The running day's known columns, on the root scale.
    pub running: Vec<f64>,
}

impl RootDays {
    /// Prepares `days` whole days of a matrix and `known` columns of the next, with marks that reach past it.
    #[must_use]
    pub fn new(
        matrix: &DayMatrix,
        days: usize,
        known: usize,
        marks: &DayMarks,
        level: &LevelModel,
    ) -> Self {
        let first = days.saturating_sub(MOST_DAYS);
        let width = matrix.width();
        let mut factor = Vec::new();
        let mut class = Vec::new();
        for day in first..marks.len() {
            let mark = marks.day(day);
            factor.push(level.calendar_effect(marks, day).exp());
            class.push(level.resemblance.weekday(mark));
        }
        let rooted = |day: usize, count: f64| (count / factor[day - first] + 0.25).sqrt();
        let mut roots = Vec::with_capacity((days - first) * width);
        let mut weight = Vec::new();
        for day in first..days {
            roots.extend(matrix.row(day).iter().map(|&count| rooted(day, count)));
            let mark = marks.day(day);
            let usual =
                !matrix.is_blank(day) && mark.holiday.is_none() && !mark.eve && !mark.make_up;
            let age = (days - 1 - day) as f64 / 7.0;
            weight.push(if usual { KEPT_A_WEEK.powf(age) } else { 0.0 });
        }
        let running = if known > 0 {
            matrix.row(days)[..known]
                .iter()
                .map(|&count| rooted(days, count))
                .collect()
        } else {
            Vec::new()
        };
        Self {
            width,
            roots,
            class,
            factor,
            weight,
            first,
            days: days - first,
            known,
            running,
        }
    }

    /// A day's roots.
    #[must_use]
    pub fn row(&self, day: usize) -> &[f64] {
        &self.roots[day * self.width..(day + 1) * self.width]
    }

    /// Days that tell something of usual ones.
    pub fn usual(&self) -> impl DoubleEndedIterator<Item = usize> + '_ {
        (0..self.days).filter(|&day| self.weight[day] > 0.0)
    }
}
