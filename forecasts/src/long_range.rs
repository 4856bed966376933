//! Days up to two years ahead: level, trend, season of the year and calendar.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::forecast::ForecastError;
use crate::grid::DaySlots;
use crate::matrix::DayMatrix;
use crate::models::{Moment, Tuned, usable};

/// Weeks that can be told ahead by day.
pub const MOST_WEEKS_AHEAD: usize = 104;

/// Standard normal quantile of 90 %.
const Z90: f64 = 1.281_551_565_544_600_4;

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

/// Forecasts whole days from the end of the history on, up to two years ahead.
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
            mean: median,
            p10: median * (-Z90 * sd).exp(),
            p90: median * (Z90 * sd).exp(),
        }
    };
    Ok(levels.into_iter().enumerate().map(day).collect())
}
