//! Everything known at one moment, prepared once for all models.

use super::{ClassMeans, Moment, RootDays};
use crate::calendar::{Calendar, DayMarks};
use crate::grid::OPENING_WINDOW_DAYS;
use crate::level::{DayLevel, LevelModel};
use crate::matrix::DayMatrix;

/// What was known at one moment of one planning group: whole days, perhaps the first columns of the next, and the
/// calendar of the days to come.
#[derive(Clone, Debug)]
pub struct Known {
    /// Whole days and, if one is running, its known columns.
    pub matrix: DayMatrix,
    /// Whole days.
    pub days: usize,
    /// Known columns of the running day, 0 if none runs.
    pub columns: usize,
    /// Marks of the known days and those to come.
    pub marks: DayMarks,
    /// The level of whole days.
    pub level: LevelModel,
    /// The days on the root scale.
    pub roots: RootDays,
    /// Their means by weekday.
    pub means: ClassMeans,
    open: [Vec<bool>; 7],
}

/// What is marked and measured of the days before a level is fitted.
pub(super) struct Days {
    pub matrix: DayMatrix,
    pub columns: usize,
    pub marks: DayMarks,
    pub levels: Vec<Option<DayLevel>>,
}

impl Days {
    pub(super) fn new(
        matrix: &DayMatrix,
        moment: Moment,
        calendar: &Calendar,
        ahead: usize,
    ) -> Self {
        let Moment { days, columns } = moment;
        let whole = matrix.until(days, 0);
        Self {
            marks: DayMarks::new(&whole, calendar, ahead),
            levels: levels(&whole),
            matrix: matrix.until(days, columns),
            columns,
        }
    }
}

impl Known {
    pub(super) fn new(days: Days, level: LevelModel) -> Self {
        let Days {
            matrix,
            columns,
            marks,
            levels,
        } = days;
        let whole = levels.len();
        let roots = RootDays::new(&matrix, whole, columns, &marks, &level);
        let means = ClassMeans::new(&roots, f64::from(matrix.slots_per_day().interval_minutes()));
        let open = open_columns(&matrix, whole);
        Self {
            matrix,
            days: whole,
            columns,
            marks,
            level,
            roots,
            means,
            open,
        }
    }

    /// Columns of a day on which its centre takes contacts, `day` counted as in the marks: those of the weekday it is
    /// called like that were observed at least once in the last eight weeks. None of them
    /// where a closure is expected.
    #[must_use]
    pub fn open_columns(&self, day: usize) -> Vec<bool> {
        let mark = self.marks.day(day);
        let open = &self.open[self.level.resemblance().weekday(mark)];
        open.iter()
            .map(|&is_open| is_open && !mark.closed)
            .collect()
    }

    /// Whether each of the next days is a holiday, beside one, or worked by decree.
    #[must_use]
    pub fn special_days(&self, ahead: usize) -> Vec<bool> {
        let days = self.days..self.days + ahead;
        days.map(|day| !self.marks.day(day).is_usual()).collect()
    }

    /// How uncertain the level of each of the next days is: standard deviation of its logarithm.
    #[must_use]
    pub fn level_sds(&self, ahead: usize) -> Vec<f64> {
        let levels = self.level.expect(&self.marks, self.days, ahead);
        levels.iter().map(|level| level.variance.sqrt()).collect()
    }

    /// A day's known columns that stand before those to forecast.
    #[must_use]
    pub fn running(&self) -> &[f64] {
        if self.columns > 0 {
            &self.matrix.row(self.days)[..self.columns]
        } else {
            &[]
        }
    }
}

/// Each day's contacts, scaled up to a whole day where slots that its weekday usually observes are missing.
fn levels(matrix: &DayMatrix) -> Vec<Option<DayLevel>> {
    let width = matrix.width();
    let recent = matrix.days().saturating_sub(2 * OPENING_WINDOW_DAYS);
    let mut usual = vec![vec![(0.0, 0.0); width]; 7];
    for day in recent..matrix.days() {
        let cells = usual[matrix.weekday(day)].iter_mut().zip(matrix.row(day));
        for ((sum, count), value) in cells.filter(|(_, value)| !value.is_nan()) {
            *sum += value;
            *count += 1.0;
        }
    }
    let usual: Vec<Vec<f64>> = usual
        .iter()
        .map(|week| {
            week.iter()
                .map(|(sum, count): &(f64, f64)| sum / count.max(1.0))
                .collect()
        })
        .collect();
    (0..matrix.days())
        .map(|day| {
            let row = matrix.row(day);
            let usual = &usual[matrix.weekday(day)];
            let seen = || row.iter().zip(usual).filter(|(value, _)| !value.is_nan());
            let whole: f64 = usual.iter().sum();
            let observed: f64 = seen().map(|(_, usual)| usual).sum();
            let coverage = if whole > 0.0 { observed / whole } else { 1.0 };
            let contacts: f64 = seen().map(|(value, _)| value).sum();
            (seen().next().is_some() && coverage > 0.0).then(|| DayLevel {
                contacts: contacts / coverage,
                coverage,
            })
        })
        .collect()
}

fn open_columns(matrix: &DayMatrix, days: usize) -> [Vec<bool>; 7] {
    let mut open: [Vec<bool>; 7] = std::array::from_fn(|_| vec![false; matrix.width()]);
    for day in days.saturating_sub(OPENING_WINDOW_DAYS)..days {
        let columns = open[matrix.weekday(day)].iter_mut().zip(matrix.row(day));
        for (is_open, value) in columns {
            *is_open |= !value.is_nan();
        }
    }
    open
}
