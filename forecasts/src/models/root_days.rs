//! A history on the scale the models work on: roots of counts, calendar effects taken out, days by the weekday they
//! are called like.

use super::counts::root;
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
    width: usize,
    roots: Vec<f64>,
    class: Vec<usize>,
    factor: Vec<f64>,
    weight: Vec<f64>,
    first: usize,
    running: Vec<f64>,
}

impl RootDays {
    /// Prepares `days` whole days of a matrix and `columns` columns of the next, with marks that reach past it.
    pub(super) fn new(
        matrix: &DayMatrix,
        days: usize,
        columns: usize,
        marks: &DayMarks,
        level: &LevelModel,
    ) -> Self {
        let first = days.saturating_sub(MOST_DAYS);
        let reach = first..marks.len();
        let factor: Vec<f64> = reach
            .clone()
            .map(|day| level.calendar_factor(marks, day))
            .collect();
        let rooted = |day: usize, count: f64| root(count / factor[day - first]);
        let roots = (first..days)
            .flat_map(|day| matrix.row(day).iter().map(move |&count| (day, count)))
            .map(|(day, count)| rooted(day, count))
            .collect();
        let weight = (first..days)
            .map(|day| {
                let mark = marks.day(day);
                let odd = mark.holiday.is_some() || mark.eve || mark.make_up;
                if odd || matrix.is_blank(day) {
                    0.0
                } else {
                    KEPT_A_WEEK.powf((days - 1 - day) as f64 / 7.0)
                }
            })
            .collect();
        let running = if columns > 0 {
            let known = &matrix.row(days)[..columns];
            known.iter().map(|&count| rooted(days, count)).collect()
        } else {
            Vec::new()
        };
        Self {
            width: matrix.width(),
            roots,
            class: reach
                .map(|day| level.resemblance().weekday(marks.day(day)))
                .collect(),
            factor,
            weight,
            first,
            running,
        }
    }

    /// Columns of a day.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// Whole days.
    #[must_use]
    pub fn days(&self) -> usize {
        self.weight.len()
    }

    /// The day of the marks at which these days begin.
    #[must_use]
    pub fn first(&self) -> usize {
        self.first
    }

    /// A day's √(count ÷ factor + ¼), NaN where nothing was observed.
    #[must_use]
    pub fn row(&self, day: usize) -> &[f64] {
        &self.roots[day * self.width..(day + 1) * self.width]
    }

    /// The weekday a day is called like; days to come included.
    #[must_use]
    pub fn class(&self, day: usize) -> usize {
        self.class[day]
    }

    /// What the calendar multiplies a day by; days to come included.
    #[must_use]
    pub fn factor(&self, day: usize) -> f64 {
        self.factor[day]
    }

    /// A day's weight by its age; 0 for a blank day, and for one that tells nothing of usual ones.
    #[must_use]
    pub fn weight(&self, day: usize) -> f64 {
        self.weight[day]
    }

    /// The running day's known columns on the root scale, empty if no day is running.
    #[must_use]
    pub fn running(&self) -> &[f64] {
        &self.running
    }

    /// Days that tell something of usual ones.
    pub fn usual(&self) -> impl DoubleEndedIterator<Item = usize> + '_ {
        (0..self.days()).filter(|&day| self.weight[day] > 0.0)
    }
}
