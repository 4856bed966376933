//! A forecast that depends on the weekday alone, as the plain rules' do.

use super::{DayForecast, Known};
use crate::matrix::DayMatrix;

/// One day for each weekday, NaN where the weekday is closed.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ProfileOfWeeks([DayForecast; 7]);

impl ProfileOfWeeks {
    /// Makes each weekday's day from its observed days, newest first.
    pub(super) fn new(known: &Known, day_of: impl Fn(&[&[f64]]) -> DayForecast) -> Self {
        let weekday = |weekday: usize| {
            let whole = (0..known.days).rev();
            let days: Vec<&[f64]> = whole
                .filter(|&day| known.matrix.weekday(day) == weekday && !known.matrix.is_blank(day))
                .map(|day| known.matrix.row(day))
                .collect();
            day_of(&days)
        };
        Self(std::array::from_fn(weekday))
    }

    /// The days after those known.
    pub(super) fn ahead(&self, matrix: &DayMatrix, first: usize, count: usize) -> Vec<DayForecast> {
        (first..first + count)
            .map(|day| self.0[matrix.weekday(day)].clone())
            .collect()
    }
}
