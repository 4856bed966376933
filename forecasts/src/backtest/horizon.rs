//! What is to be forecast, and the moments of the past from which the same was to be forecast.

use crate::matrix::DayMatrix;
use crate::models::Moment;

/// What is to be forecast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Horizon {
    /// The rest of a day of which the first columns have come.
    RestOfDay {
        /// Columns that have come.
        columns: usize,
    },
    /// This many whole days.
    Days(usize),
}

/// Days of history a backtest needs: two weeks to learn from and one to score.
pub const MINIMUM_BACKTEST_DAYS: usize = MINIMUM_TRAINING_DAYS + MINIMUM_HORIZON_DAYS;

const MINIMUM_TRAINING_DAYS: usize = 14;
const MINIMUM_HORIZON_DAYS: usize = 7;

/// Longer horizons are scored on their first four weeks: beyond, models fade into their long-run means.
const LONGEST_SCORED_DAYS: usize = 28;

/// Most weekly folds: two months of origins keep the verdict recent and the combination steady.
const MOST_WEEKLY_FOLDS: usize = 8;

/// Most daily folds: four weeks see every weekday four times.
const MOST_DAILY_FOLDS: usize = 28;

impl Horizon {
    /// Days a forecast of this horizon tells.
    #[must_use]
    pub fn ahead(self) -> usize {
        match self {
            Self::RestOfDay { .. } => 1,
            Self::Days(days) => days,
        }
    }

    /// Columns known of the first day.
    #[must_use]
    pub fn columns(self) -> usize {
        match self {
            Self::RestOfDay { columns } => columns,
            Self::Days(_) => 0,
        }
    }

    /// Days that are scored of each fold: as many as asked for, up to four weeks, and fewer where the history is
    /// short.
    pub(super) fn scored_days(self, history_days: usize) -> usize {
        let longest = history_days.saturating_sub(MINIMUM_TRAINING_DAYS);
        self.ahead().min(LONGEST_SCORED_DAYS).min(longest.max(1))
    }

    /// Moments to replay, oldest first: every day for a horizon of one day, every week for a longer one. None where
    /// the history is too short.
    pub(super) fn moments(self, matrix: &DayMatrix) -> Vec<Moment> {
        let days = matrix.days();
        if days < MINIMUM_BACKTEST_DAYS {
            return Vec::new();
        }
        let scored = self.scored_days(days);
        let (step, most) = if scored == 1 {
            (1, MOST_DAILY_FOLDS)
        } else {
            (7, MOST_WEEKLY_FOLDS)
        };
        let last = days - scored;
        let mut moments: Vec<Moment> = (0..)
            .map_while(|back: usize| last.checked_sub(back * step))
            .take_while(|&day| day >= MINIMUM_TRAINING_DAYS)
            .filter(|&day| scored > 1 || !matrix.is_blank(day))
            .take(most)
            .map(|days| Moment {
                days,
                columns: self.columns(),
            })
            .collect();
        moments.reverse();
        moments
    }
}
