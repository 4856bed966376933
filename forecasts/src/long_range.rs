//! Days up to two and a half years ahead: level, trend, season of the year and calendar.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::forecast::ForecastError;
use crate::grid::DaySlots;
use crate::matrix::DayMatrix;
use crate::models::{Moment, Tuned, usable};
use crate::normal::Z90;

/// Weeks that can be told ahead by day: two years, and half a year from a history's end until they begin.
pub const MOST_WEEKS_AHEAD: usize = 130;

/// One day's expected contacts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DayOutlook {
    /// The day.
    pub date: NaiveDate,
    /// Expected contacts; 0 where the centre is expected closed.
    pub mean: f64,
    /// Exceeded nine times in ten.
    pub p10: f64,
    /// Exceeded once in ten.
    pub p90: f64,
}

/// Forecasts whole days from the end of the history on, up to two and a half years ahead.
///
/// A trend is read from a year of history on, a season of the year from thirteen months on; with less of it the level
/// stands and the bands grow. Bands come from the level model's own variance, Poisson noise included: they are
/// computed, not measured, since no history is long enough to measure them.
///
/// # Errors
/// [`ForecastError`] when the history holds less than a week, or more than [`MOST_WEEKS_AHEAD`] weeks are asked for.
pub fn forecast_days(
    history: &DaySlots,
    calendar: &Calendar,
    days: usize,
) -> Result<Vec<DayOutlook>, ForecastError> {
    let history = usable(history)?;
    let end_date = history.end_date();
    if days > 7 * MOST_WEEKS_AHEAD {
        return Err(ForecastError::TooFarAhead {
            date: end_date
                .checked_add_days(chrono::Days::new(days as u64))
                .unwrap_or(NaiveDate::MAX),
            end_date,
            days,
            most: 7 * MOST_WEEKS_AHEAD,
        });
    }
    let matrix = DayMatrix::of(&history);
    let moment = Moment {
        days: matrix.days(),
        columns: 0,
    };
    let known = Tuned::level_alone(&matrix, moment, calendar, days);
    let levels = known.level.expect(&known.marks, known.days, days);
    let day = |(lead, level): (usize, crate::level::LogLevel)| {
        let open = known.open_columns(known.days + lead).contains(&true);
        let median = if open { level.mean.exp() } else { 0.0 };
        let sd = (level.variance + 1.0 / median.max(1.0)).sqrt();
        DayOutlook {
            date: matrix.date(known.days + lead),
            mean: median * (level.variance / 2.0).exp(),
            p10: median * (-Z90 * sd).exp(),
            p90: median * (Z90 * sd).exp(),
        }
    };
    Ok(levels.into_iter().enumerate().map(day).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulated::{Draws, hours};

    /// Twenty weeks but for their last Sunday, Sundays closed.
    fn history() -> DaySlots {
        let mut draws = Draws::new(1);
        hours(139, |day, _| (day % 7 < 6).then(|| draws.count(30.0)))
    }

    #[test]
    fn two_years_that_begin_in_half_a_year_are_told_and_a_week_more_is_refused() {
        let calendar = Calendar::default();
        let days = forecast_days(&history(), &calendar, 7 * MOST_WEEKS_AHEAD).unwrap();
        assert_eq!((days.len(), days[0].date), (910, history().end_date()));
        let refused = forecast_days(&history(), &calendar, 7 * 131).unwrap_err();
        assert!(matches!(
            refused,
            ForecastError::TooFarAhead {
                days: 917,
                most: 910,
                ..
            }
        ));
    }

    #[test]
    fn bands_grow_with_distance_around_a_level_that_stands() {
        let days = forecast_days(&history(), &Calendar::default(), 728).unwrap();
        let mondays: Vec<&DayOutlook> = days.iter().skip(1).step_by(7).collect();
        let width = |day: &DayOutlook| day.p90 / day.p10;
        assert!(
            mondays
                .windows(2)
                .all(|pair| width(pair[0]) < width(pair[1]))
        );
        for day in mondays {
            assert!((day.mean / 720.0 - 1.0).abs() < 0.08, "{day:?}");
            assert!(0.0 < day.p10 && day.p10 < day.mean && day.mean < day.p90);
        }
    }

    #[test]
    fn a_closed_weekday_has_no_contacts_two_years_ahead_either() {
        let days = forecast_days(&history(), &Calendar::default(), 728).unwrap();
        let sundays = days.iter().step_by(7);
        for day in sundays {
            assert_eq!(
                (day.p10, day.mean, day.p90),
                (0.0, 0.0, 0.0),
                "{}",
                day.date
            );
        }
    }

    #[test]
    fn six_days_of_history_are_refused() {
        let short = history().before(history().first_date() + chrono::Days::new(6));
        assert!(matches!(
            forecast_days(&short, &Calendar::default(), 7),
            Err(ForecastError::Fit(_))
        ));
    }
}
