//! Taylor's double-seasonal smoothing on calendar-adjusted root counts.

use super::double_seasonal::{DoubleSeasonal, Smoothing};
use super::{DayForecast, Fitted, Known, Model};

/// [`DoubleSeasonal`] over the columns of the weekdays that are usually open, calendar effects taken out.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TwoSeasons {
    /// Constants found before, taken as they are; searched when there are none.
    pub smoothing: Option<Smoothing>,
}

/// [`TwoSeasons`] after its fit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FittedTwoSeasons {
    smoothing: Smoothing,
}

/// Passes of a search: more of them move the error in its fourth digit.
const EVALUATIONS: usize = 60;

/// The weekdays that take part, and the roots of their days in a row.
struct Series {
    weekdays: Vec<usize>,
    roots: Vec<f64>,
}

impl Series {
    fn of(known: &Known) -> Self {
        let days = &known.roots;
        let weekday = |day: usize| known.matrix.weekday(days.first() + day);
        let weekdays: Vec<usize> = (0..7)
            .filter(|&w| days.usual().any(|day| weekday(day) == w))
            .collect();
        let mut roots = Vec::new();
        let begins = (0..days.days())
            .find(|&day| weekdays.contains(&weekday(day)))
            .unwrap_or(0);
        for day in (begins..days.days()).filter(|&day| weekdays.contains(&weekday(day))) {
            if days.weight(day) > 0.0 && days.class(day) == weekday(day) {
                roots.extend_from_slice(days.row(day));
            } else {
                roots.resize(roots.len() + days.width(), f64::NAN);
            }
        }
        roots.extend_from_slice(days.running());
        Self { weekdays, roots }
    }

    fn smoother(&self, known: &Known, smoothing: Option<Smoothing>) -> DoubleSeasonal {
        DoubleSeasonal {
            start: smoothing,
            evaluations: if smoothing.is_some() { 0 } else { EVALUATIONS },
            ..DoubleSeasonal::new(known.roots.width(), self.weekdays.len())
        }
    }
}

impl Model for TwoSeasons {
    type Fitted = FittedTwoSeasons;

    fn fit(&self, known: &Known) -> Option<FittedTwoSeasons> {
        let series = Series::of(known);
        let fitted = series
            .smoother(known, self.smoothing)
            .fit(&series.roots)
            .ok()?;
        Some(FittedTwoSeasons {
            smoothing: fitted.smoothing(),
        })
    }
}

impl FittedTwoSeasons {
    /// The constants found.
    #[must_use]
    pub fn smoothing(&self) -> Smoothing {
        self.smoothing
    }
}

impl Fitted for FittedTwoSeasons {
    fn predict(&self, known: &Known, ahead: usize) -> Vec<DayForecast> {
        let days = &known.roots;
        let width = days.width();
        let closed = || vec![f64::NAN; width];
        let series = Series::of(known);
        let Ok(fitted) = series
            .smoother(known, Some(self.smoothing))
            .fit(&series.roots)
        else {
            return vec![closed(); ahead];
        };
        let dates = |lead: usize| known.matrix.weekday(known.days + lead);
        let open_days = (0..ahead)
            .filter(|&lead| series.weekdays.contains(&dates(lead)))
            .count();
        let running = days.running().len();
        let told = fitted.forecast((open_days * width).saturating_sub(running));
        let mut steps = told.mean.iter().zip(&told.variance);
        (0..ahead)
            .map(|lead| {
                if !series.weekdays.contains(&dates(lead)) {
                    return closed();
                }
                let factor = days.factor(days.days() + lead);
                let known_columns = if lead == 0 { running } else { 0 };
                let mut day: DayForecast = days.running()[..known_columns]
                    .iter()
                    .map(|root| (root * root - 0.25).max(0.0) * factor)
                    .collect();
                day.extend(
                    steps
                        .by_ref()
                        .take(width - known_columns)
                        .map(|(mean, variance)| {
                            (mean.max(0.0).powi(2) + variance - 0.25).max(0.0) * factor
                        }),
                );
                day
            })
            .collect()
    }
}
