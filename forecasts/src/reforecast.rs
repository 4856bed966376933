//! The rest of a running day, told again from what has come of it: at any time of day.

use chrono::NaiveDate;

use crate::forecast::{ForecastError, QueueForecast, QueueHistory, laid_out};
use crate::matrix::DayMatrix;
use crate::models::{Moment, usable};
use crate::volume::forecast_volume;

/// Forecasts `date`, of which the history holds the slots before `known_slots`, and nothing after them is looked at.
///
/// The models are weighed by how well they told the rest of the last four weeks' days from the same time of day; each
/// updates by the exact conditional distribution of its own (see [`crate::models`]). The slots already known are
/// forecast as if they were not, so that a reader sees what the morning changed.
///
/// # Errors
/// [`ForecastError`] as [`crate::forecast::forecast`], and [`ForecastError::NothingOfTheDay`] when no slot before
/// `known_slots` was observed.
pub fn reforecast(
    history: &QueueHistory,
    date: NaiveDate,
    known_slots: usize,
    seed: u64,
) -> Result<QueueForecast, ForecastError> {
    let whole = usable(&history.volume.before(date))?;
    let observed = history.volume.day(date).unwrap_or_default();
    if observed.iter().take(known_slots).all(Option::is_none) {
        return Err(ForecastError::NothingOfTheDay { date, known_slots });
    }
    let upto = history.volume.from(whole.first_date());
    let matrix = DayMatrix::of(&upto);
    let days = matrix.index_of(date).unwrap_or(matrix.days());
    let columns = known_slots
        .saturating_sub(matrix.window().start)
        .min(matrix.width());
    let moment = Moment { days, columns };
    let outlook = forecast_volume(&matrix, moment, &history.calendar, 1, seed);
    laid_out(history, &whole, &matrix, &outlook, &[date], seed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Calendar;
    use crate::simulated::{Draws, hours};

    /// Eight weeks of 40 contacts an hour, on days busier and quieter as wholes by a tenth, the last day with another
    /// morning and `after` in each hour after it.
    fn history_with(morning: f64, after: Option<f64>) -> QueueHistory {
        let mut draws = Draws::new(1);
        let factors: Vec<f64> = (0..56).map(|_| draws.factor(0.1)).collect();
        let volume = hours(57, |day, hour| match factors.get(day) {
            Some(factor) => Some(draws.count(40.0 * factor)),
            None if hour < 12 => Some(morning),
            None => after,
        });
        QueueHistory {
            volume,
            aht: None,
            default_aht_seconds: Some(240.0),
            calendar: Calendar::default(),
        }
    }

    fn history(morning: f64) -> QueueHistory {
        history_with(morning, None)
    }

    fn afternoon(morning: f64) -> f64 {
        let history = history(morning);
        let today = history.volume.end_date().pred_opt().unwrap();
        let told = reforecast(&history, today, 12, 1).unwrap();
        told.volume.mean[0][12..].iter().sum::<f64>() / 12.0
    }

    #[test]
    fn a_busy_morning_raises_the_afternoon_and_a_quiet_one_lowers_it() {
        let (quiet, usual, busy) = (afternoon(34.0), afternoon(40.0), afternoon(46.0));
        assert!(
            quiet < usual - 1.0 && usual + 1.0 < busy,
            "{quiet} {usual} {busy}"
        );
    }

    #[test]
    fn what_came_after_the_known_slots_changes_nothing() {
        let told = |after: Option<f64>| {
            let history = history_with(45.0, after);
            let today = history.volume.end_date().pred_opt().unwrap();
            reforecast(&history, today, 12, 1).unwrap()
        };
        assert_eq!(told(None), told(Some(900.0)));
    }

    #[test]
    fn a_morning_nobody_observed_is_refused() {
        let history = history(40.0);
        let tomorrow = history.volume.end_date();
        assert!(matches!(
            reforecast(&history, tomorrow, 12, 1),
            Err(ForecastError::NothingOfTheDay {
                known_slots: 12,
                ..
            })
        ));
    }
}
