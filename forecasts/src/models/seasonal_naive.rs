//! The same weekday again: the baseline.

use super::model::{Model, WeekOfSlots, by_weekday, usable};
use super::{DayForecast, FitError, Fitted};
use crate::grid::DaySlots;
use chrono::NaiveDate;

/// Repeats, slot by slot, the latest observed value of the same weekday: last week's, or an older one where
/// last week was closed or not recorded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SeasonalNaive;

/// [`SeasonalNaive`] after its fit.
#[derive(Clone, Debug, PartialEq)]
pub struct FittedSeasonalNaive(WeekOfSlots);

impl Model for SeasonalNaive {
    type Fitted = FittedSeasonalNaive;

    fn fit(&self, history: &DaySlots) -> Result<FittedSeasonalNaive, FitError> {
        let history = usable(history)?;
        let days = by_weekday(&history);
        let latest = |weekday: usize, slot: usize| {
            days[weekday]
                .iter()
                .find_map(|day| day[slot])
                .unwrap_or(0.0)
        };
        let slots = history.slots_per_day().get();
        let week = WeekOfSlots::new(
            |weekday| (0..slots).map(|slot| latest(weekday, slot)).collect(),
            &history,
        );
        Ok(FittedSeasonalNaive(week))
    }
}

impl Fitted for FittedSeasonalNaive {
    fn predict(&self, days: &[NaiveDate]) -> Vec<DayForecast> {
        self.0.predict(days)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::SlotsPerDay;
    use chrono::Days;

    fn history(days: Vec<Vec<Option<f64>>>) -> DaySlots {
        let monday = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
        DaySlots::new(monday, SlotsPerDay::of_interval_minutes(60).unwrap(), days).unwrap()
    }

    #[test]
    fn last_weeks_day_is_repeated_in_both_of_the_next_weeks() {
        let history = history((0..14).map(|d| vec![Some(f64::from(d)); 24]).collect());
        let end = history.end_date();
        let days = SeasonalNaive
            .fit(&history)
            .unwrap()
            .predict(&[end, end + Days::new(8)]);
        assert_eq!(days, vec![vec![Some(7.0); 24], vec![Some(8.0); 24]]);
    }

    #[test]
    fn a_closed_day_last_week_is_bridged_by_the_week_before() {
        let mut days: Vec<_> = (0..14).map(|d| vec![Some(f64::from(d)); 24]).collect();
        days[7] = vec![None; 24];
        let history = history(days);
        assert_eq!(
            SeasonalNaive
                .fit(&history)
                .unwrap()
                .predict(&[history.end_date()]),
            vec![vec![Some(0.0); 24]]
        );
    }

    #[test]
    fn less_than_a_week_names_the_days_that_are_missing() {
        let mut days = vec![vec![Some(1.0); 24]; 5];
        days.extend(vec![vec![None; 24]; 10]);
        let error = SeasonalNaive.fit(&history(days)).unwrap_err();
        assert!(
            matches!(
                error,
                FitError::LessThanAWeek {
                    days: 5,
                    missing: 2,
                    ..
                }
            ),
            "{error:?}"
        );
        assert!(
            error.to_string().contains("2026-03-06")
                && error.to_string().ends_with("import 2 more days")
        );
        assert_eq!(
            SeasonalNaive
                .fit(&history(vec![vec![None; 24]; 30]))
                .unwrap_err(),
            FitError::NothingObserved
        );
    }
}
