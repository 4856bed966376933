//! One moment of the past: what every model told, and what came.

use crate::calendar::Calendar;
use crate::matrix::DayMatrix;
use crate::models::{DayForecast, Known, ModelName, Moment, Tuned};
use crate::spread::{Cell, ForecastDay};

/// A fold.
#[derive(Clone, Debug)]
pub(super) struct Replay {
    pub moment: Moment,
    /// Each model's days.
    pub forecasts: Vec<(ModelName, Vec<DayForecast>)>,
    /// What came: one row a day, NaN where nothing was observed or the column was known already.
    pub observed: Vec<Vec<f64>>,
    /// How uncertain each day's level was held to be: standard deviation of its logarithm.
    pub level_sds: Vec<f64>,
    /// Whether each day is a holiday, beside one, or worked by decree.
    pub special: Vec<bool>,
    /// What makes each day special, events among it.
    pub reasons: Vec<Option<String>>,
}

impl Replay {
    pub fn at(known: &Known, tuned: &Tuned, whole: &DayMatrix, ahead: usize) -> Self {
        let moment = Moment {
            days: known.days,
            columns: known.columns,
        };
        let row = |lead: usize| {
            let mut row = whole.row(known.days + lead).to_vec();
            if lead == 0 {
                row[..known.columns].fill(f64::NAN);
            }
            row
        };
        let ahead = ahead.min(whole.days() - known.days);
        Self {
            moment,
            forecasts: tuned.forecasts(known, ahead),
            observed: (0..ahead).map(row).collect(),
            level_sds: known.level_sds(ahead),
            reasons: (0..ahead)
                .map(|lead| known.marks.reason(known.days + lead))
                .collect(),
            special: known.special_days(ahead),
        }
    }

    /// A model's days, if it could be fitted.
    pub fn of(&self, name: ModelName) -> Option<&[DayForecast]> {
        let found = self.forecasts.iter().find(|(own, _)| *own == name);
        found.map(|(_, days)| days.as_slice())
    }

    /// Some forecast of these days beside what came.
    pub fn days(&self, forecast: &[DayForecast]) -> Vec<ForecastDay> {
        let day = |((told, came), level_sd): ((&DayForecast, &Vec<f64>), &f64)| ForecastDay {
            cells: told
                .iter()
                .zip(came)
                .map(|(&forecast, &observed)| Cell { forecast, observed })
                .collect(),
            level_sd: *level_sd,
        };
        let days = forecast.iter().zip(&self.observed).zip(&self.level_sds);
        days.map(day).collect()
    }
}

/// Days after which scales, constants and trees are searched anew; they move slowly.
const DAYS_BETWEEN_SEARCHES: usize = 21;

/// Replays every moment; what takes a search is found on what was known at most three weeks before it. The last of
/// these searches is a start for the forecast itself.
pub(super) fn replays(
    matrix: &DayMatrix,
    calendar: &Calendar,
    moments: &[Moment],
    ahead: usize,
    seed: u64,
) -> (Vec<Replay>, Option<Tuned>) {
    let mut replays = Vec::new();
    let mut searched: Option<(usize, Tuned)> = None;
    for &moment in moments {
        let recent = searched
            .as_ref()
            .filter(|(day, _)| moment.days - day < DAYS_BETWEEN_SEARCHES);
        let replay = if let Some((_, tuned)) = recent {
            let known = tuned.known(matrix, moment, calendar, ahead);
            Replay::at(&known, tuned, matrix, ahead)
        } else {
            let earlier = searched.as_ref().map(|(_, tuned)| tuned);
            let (tuned, known) = Tuned::search(matrix, moment, calendar, ahead, seed, earlier);
            let replay = Replay::at(&known, &tuned, matrix, ahead);
            searched = Some((moment.days, tuned));
            replay
        };
        replays.push(replay);
    }
    let came = |replay: &Replay| {
        let observed = replay.observed.iter().flatten();
        observed.copied().any(|value| !value.is_nan())
    };
    replays.retain(came);
    (replays, searched.map(|(_, tuned)| tuned))
}
