//! Last week's day again: the baseline.

use super::profile_of_weeks::ProfileOfWeeks;
use super::{DayForecast, Fitted, Known, Model};

/// Repeats, slot by slot, the latest observed value of the same weekday: last week's, or an older one where
/// last week was closed or not recorded. A running day changes nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SeasonalNaive;

/// [`SeasonalNaive`] after its fit.
#[derive(Clone, Debug, PartialEq)]
pub struct FittedSeasonalNaive(ProfileOfWeeks);

impl Model for SeasonalNaive {
    type Fitted = FittedSeasonalNaive;

    fn fit(&self, known: &Known) -> Option<FittedSeasonalNaive> {
        let width = known.matrix.width();
        let latest = |days: &[&[f64]], column: usize| {
            let values = days.iter().map(|day| day[column]);
            values.into_iter().find(|value| !value.is_nan())
        };
        let profile = ProfileOfWeeks::new(known, |days| {
            (0..width)
                .map(|column| latest(days, column).unwrap_or(f64::NAN))
                .collect()
        });
        Some(FittedSeasonalNaive(profile))
    }
}

impl Fitted for FittedSeasonalNaive {
    fn predict(&self, known: &Known, ahead: usize) -> Vec<DayForecast> {
        self.0.ahead(&known.matrix, known.days, ahead)
    }
}
