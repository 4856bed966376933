//! Rolling-origin evaluation (Tashman 2000): an origin every week, the same horizon after each.

use chrono::{Days, NaiveDate};

use super::bands::{BandSource, Bands, Miss};
use super::report::{BacktestOutcome, BacktestReport, Fold, ModelScore};
use crate::grid::DaySlots;
use crate::models::{FitError, ModelName};

/// Most folds a backtest scores: six weeks of origins keep the verdict recent.
pub const MAXIMUM_FOLDS: usize = 6;

/// Days of history a backtest needs: two weeks to learn from and one to score.
pub const MINIMUM_BACKTEST_DAYS: usize = MINIMUM_TRAINING_DAYS + MINIMUM_HORIZON_DAYS;

const MINIMUM_TRAINING_DAYS: usize = 14;

/// Shorter horizons are scored over a week, else weekly origins would judge a single weekday.
const MINIMUM_HORIZON_DAYS: usize = 7;

const DAYS_BETWEEN_ORIGINS: usize = 7;

/// What a backtest decides.
#[derive(Clone, Debug, PartialEq)]
pub struct Backtest {
    /// The scores, or why there are none.
    pub outcome: BacktestOutcome,
    /// The model to forecast with.
    pub chosen: ModelName,
    /// Bands for its forecasts.
    pub bands: Bands,
}

/// Replays every model on the last weeks of the history and chooses the one with the smallest absolute error.
///
/// Origins lie a week apart, the last one `horizon_days` before the end of the history. Under
/// [`MINIMUM_BACKTEST_DAYS`] days nothing can be scored: the weighted profile is then used with assumed bands, and
/// the outcome says so.
///
/// # Errors
/// [`FitError`] when the history is too short for any forecast.
pub fn backtest(history: &DaySlots, horizon_days: usize) -> Result<Backtest, FitError> {
    let observed = history.trimmed().ok_or(FitError::NothingObserved)?;
    for name in ModelName::ALL {
        name.fit(&observed)?;
    }
    let replays = replays(&observed, horizon_days);
    let Some(horizon_days) = replays.first().map(|replay| replay.horizon_days) else {
        let outcome = BacktestOutcome::TooShort {
            history_days: observed.len(),
            observed_days: observed
                .iter()
                .filter(|(_, day)| day.iter().any(Option::is_some))
                .count(),
            needed_days: MINIMUM_BACKTEST_DAYS,
        };
        return Ok(Backtest {
            outcome,
            chosen: ModelName::WeightedProfile,
            bands: Bands::assumed(),
        });
    };

    let (chosen, errors) = ModelName::ALL
        .into_iter()
        .map(|name| (name, errors_of(name, &replays)))
        .reduce(|best, next| {
            if total_error(&next.1) < total_error(&best.1) {
                next
            } else {
                best
            }
        })
        .unwrap_or((ModelName::BASELINE, Vec::new()));
    let models: Vec<ModelScore> = ModelName::ALL
        .into_iter()
        .map(|name| score(name, &replays))
        .collect();
    let wape_of = |name: ModelName| models.iter().find(|m| m.name == name).and_then(|m| m.wape);
    let improvement = wape_of(ModelName::BASELINE)
        .filter(|&baseline| baseline > 0.0)
        .zip(wape_of(chosen))
        .map(|(baseline, wape)| 1.0 - wape / baseline);
    let report = BacktestReport {
        horizon_days,
        folds: replays.iter().map(|replay| replay.fold.clone()).collect(),
        models,
        chosen,
        baseline: ModelName::BASELINE,
        improvement_over_baseline: improvement,
    };
    let known: Vec<Miss> = errors
        .into_iter()
        .flatten()
        .filter(|o| o.open)
        .map(|o| o.error)
        .collect();
    Ok(Backtest {
        outcome: BacktestOutcome::Scored(report),
        chosen,
        bands: Bands::calibrated(&known),
    })
}

/// One interval of a fold. `open` is false where the model held the centre closed and yet something was observed:
/// an error of the opening hours, scored, but no measure of a band's width.
#[derive(Clone, Copy, Debug)]
struct Outcome {
    error: Miss,
    open: bool,
}

/// A fold with every model's outcomes, in the order of [`ModelName::ALL`].
struct Replay {
    fold: Fold,
    horizon_days: usize,
    outcomes: Vec<(ModelName, Vec<Outcome>)>,
}

/// The folds that can be scored, oldest first. A morning on which a model could not be fitted, or after which
/// nothing was observed, is no fold.
fn replays(history: &DaySlots, horizon_days: usize) -> Vec<Replay> {
    let longest = history.len().saturating_sub(MINIMUM_TRAINING_DAYS);
    if longest < MINIMUM_HORIZON_DAYS {
        return Vec::new();
    }
    let horizon_days = horizon_days.clamp(MINIMUM_HORIZON_DAYS, longest);
    let mut replays: Vec<Replay> = (0..MAXIMUM_FOLDS)
        .map_while(|back| {
            history
                .len()
                .checked_sub(horizon_days + back * DAYS_BETWEEN_ORIGINS)
        })
        .take_while(|training_days| *training_days >= MINIMUM_TRAINING_DAYS)
        .filter_map(|training_days| replay(history, training_days, horizon_days))
        .collect();
    replays.reverse();
    replays
}

fn replay(history: &DaySlots, training_days: usize, horizon_days: usize) -> Option<Replay> {
    let origin = history
        .first_date()
        .checked_add_days(Days::new(training_days as u64))?;
    let days: Vec<NaiveDate> = origin.iter_days().take(horizon_days).collect();
    let known = history.before(origin);
    let outcomes: Option<Vec<_>> = ModelName::ALL
        .into_iter()
        .map(|name| {
            let forecasts = name.fit(&known).ok()?.predict(&days);
            let outcomes = days.iter().zip(&forecasts).flat_map(|(&date, forecast)| {
                let cells = history.day(date).unwrap_or_default().iter().zip(forecast);
                cells.filter_map(move |(observed, forecast)| {
                    let error = Miss {
                        date,
                        forecast: forecast.unwrap_or(0.0),
                        observed: (*observed)?,
                    };
                    Some(Outcome {
                        error,
                        open: forecast.is_some(),
                    })
                })
            });
            Some((name, outcomes.collect()))
        })
        .collect();
    let outcomes: Vec<(ModelName, Vec<Outcome>)> = outcomes?;
    let intervals = outcomes.first().map_or(0, |(_, outcomes)| outcomes.len());
    let fold = Fold {
        origin,
        last_date: *days.last()?,
        training_days,
        intervals,
    };
    (intervals > 0).then_some(Replay {
        fold,
        horizon_days,
        outcomes,
    })
}

fn errors_of(name: ModelName, replays: &[Replay]) -> Vec<Vec<Outcome>> {
    let of_model = |replay: &Replay| {
        replay
            .outcomes
            .iter()
            .find(|(n, _)| *n == name)
            .map(|(_, o)| o.clone())
    };
    replays.iter().filter_map(of_model).collect()
}

fn total_error(folds: &[Vec<Outcome>]) -> f64 {
    folds
        .iter()
        .flatten()
        .map(|o| (o.error.observed - o.error.forecast).abs())
        .sum()
}

fn score(name: ModelName, replays: &[Replay]) -> ModelScore {
    let folds = errors_of(name, replays);
    let observed: f64 = folds.iter().flatten().map(|o| o.error.observed).sum();
    let signed: f64 = folds
        .iter()
        .flatten()
        .map(|o| o.error.forecast - o.error.observed)
        .sum();
    let share = |sum: f64, of: f64| (of > 0.0).then(|| sum / of);
    let fold_wape = |fold: &Vec<Outcome>| {
        share(
            total_error(std::slice::from_ref(fold)),
            fold.iter().map(|o| o.error.observed).sum(),
        )
    };
    let (inside, judged) = coverage(&folds, replays);
    ModelScore {
        name,
        wape: share(total_error(&folds), observed),
        bias: share(signed, observed),
        coverage_80: share(inside as f64, judged as f64),
        coverage_intervals: judged,
        intervals: folds.iter().map(Vec::len).sum(),
        fold_wapes: folds.iter().map(fold_wape).collect(),
    }
}

/// Intervals inside P10…P90 and intervals judged. A fold's bands know only the errors of days before its origin:
/// the horizons of neighbouring folds overlap, so that "earlier folds" alone would let the future in.
fn coverage(folds: &[Vec<Outcome>], replays: &[Replay]) -> (usize, usize) {
    let (mut inside, mut judged) = (0, 0);
    for (index, (fold, replay)) in folds.iter().zip(replays).enumerate() {
        let earlier = folds[..index].iter().flatten();
        let known: Vec<Miss> = earlier
            .filter(|o| o.open && o.error.date < replay.fold.origin)
            .map(|o| o.error)
            .collect();
        let bands = Bands::calibrated(&known);
        if bands.source() == BandSource::Assumed {
            continue;
        }
        judged += fold.len();
        inside += fold
            .iter()
            .filter(|o| {
                let band = bands.around(o.error.forecast);
                if o.open {
                    (band.p10..=band.p90).contains(&o.error.observed)
                } else {
                    o.error.observed == 0.0
                }
            })
            .count();
    }
    (inside, judged)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::SlotsPerDay;

    fn history(days: usize, cell: impl Fn(usize, usize) -> Option<f64>) -> DaySlots {
        let monday = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
        let days = (0..days)
            .map(|d| (0..24).map(|s| cell(d, s)).collect())
            .collect();
        DaySlots::new(monday, SlotsPerDay::of_interval_minutes(60).unwrap(), days).unwrap()
    }

    /// Deterministic noise in −1 … 1.
    fn noise(day: usize, slot: usize) -> f64 {
        let mut x = (day * 24 + slot) as u64 + 1;
        for _ in 0..3 {
            x = x
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407)
                ^ (x >> 29);
        }
        (x >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    }

    fn scored(history: &DaySlots, horizon_days: usize) -> BacktestReport {
        match backtest(history, horizon_days).unwrap().outcome {
            BacktestOutcome::Scored(report) => report,
            other @ BacktestOutcome::TooShort { .. } => panic!("{other:?}"),
        }
    }

    #[test]
    fn folds_lie_a_week_apart_and_the_last_one_ends_with_the_history() {
        let history = history(100, |_, _| Some(5.0));
        let report = scored(&history, 14);
        let origins: Vec<_> = report.folds.iter().map(|fold| fold.training_days).collect();
        assert_eq!(origins, [51, 58, 65, 72, 79, 86]);
        assert_eq!(
            report.folds[5].last_date.succ_opt().unwrap(),
            history.end_date()
        );
        assert!(report.folds.iter().all(|fold| fold.intervals == 14 * 24));
    }

    #[test]
    fn where_weeks_only_differ_by_noise_averaging_beats_repeating() {
        let report = scored(
            &history(98, |d, s| Some(50.0 + s as f64 + 20.0 * noise(d, s))),
            14,
        );
        assert_eq!(report.chosen, ModelName::WeightedProfile);
        assert!(
            report.improvement_over_baseline.unwrap() > 0.1,
            "{report:?}"
        );
        let coverage = report.models[1].coverage_80.unwrap();
        assert!((0.72..0.92).contains(&coverage), "{coverage}");
    }

    #[test]
    fn where_the_level_climbs_steeply_the_baseline_wins_and_says_so() {
        let report = scored(
            &history(98, |d, _| Some(100.0 * 1.02_f64.powi(d as i32))),
            7,
        );
        assert_eq!(
            (report.chosen, report.improvement_over_baseline),
            (ModelName::SeasonalNaive, Some(0.0))
        );
        assert!(report.models[0].wape < report.models[1].wape);
        assert!(report.models[0].bias.unwrap() < 0.0);
    }

    #[test]
    fn twenty_days_are_too_few_for_a_backtest_and_twenty_one_are_enough() {
        let short = backtest(&history(20, |_, _| Some(5.0)), 14).unwrap();
        let outcome = BacktestOutcome::TooShort {
            history_days: 20,
            observed_days: 20,
            needed_days: 21,
        };
        assert_eq!(
            (short.outcome, short.bands.source()),
            (outcome, BandSource::Assumed)
        );
        let report = scored(&history(21, |_, _| Some(5.0)), 14);
        assert_eq!((report.horizon_days, report.folds.len()), (7, 1));
        assert_eq!(report.models[0].coverage_80, None);
    }

    #[test]
    fn a_day_ahead_is_still_scored_on_every_weekday() {
        assert_eq!(scored(&history(60, |_, _| Some(5.0)), 1).horizon_days, 7);
    }

    #[test]
    fn what_a_fold_may_not_know_does_not_change_its_forecast() {
        let plain = scored(&history(70, |d, s| Some(50.0 + 10.0 * noise(d, s))), 14);
        let changed = scored(
            &history(70, |d, s| {
                Some(if d < 63 {
                    50.0 + 10.0 * noise(d, s)
                } else {
                    500.0
                })
            }),
            14,
        );
        for (plain, changed) in plain.models.iter().zip(&changed.models) {
            assert_eq!(plain.fold_wapes[..4], changed.fold_wapes[..4]);
            assert!(changed.fold_wapes[5] > plain.fold_wapes[5]);
        }
    }

    #[test]
    fn a_bands_coverage_is_judged_without_the_errors_of_the_days_it_covers() {
        let level = |day: usize| if day < 21 { 100.0 } else { 300.0 };
        let report = scored(&history(35, |d, s| Some(level(d) + 5.0 * noise(d, s))), 14);
        assert_eq!(report.folds.len(), 2);
        assert_eq!(report.models[1].coverage_80, Some(0.0));
    }

    #[test]
    fn a_centre_nobody_called_has_no_percentage_error() {
        let report = scored(&history(60, |_, _| Some(0.0)), 14);
        assert_eq!(
            (report.models[0].wape, report.improvement_over_baseline),
            (None, None)
        );
    }
}
