//! The forecast of one planning group: volume with bands, handle times, and how far to believe them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::aht::{AhtError, AhtHistory, AhtProfile, AhtSource};
use crate::backtest::{BacktestOutcome, BandSource, Quantiles, backtest};
use crate::grid::{DaySlots, SlotsPerDay};
use crate::models::{FitError, ModelName};

/// Why there is no forecast.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ForecastError {
    /// No day was asked for.
    #[error("no day to forecast was given; name at least one date")]
    NoTargetDays,
    /// A day asked for is part of the history, where an honest forecast knows nothing.
    #[error(
        "{date} lies inside the history, which ends before {end_date}; cut the history at the first day to forecast"
    )]
    TargetInHistory {
        /// The day asked for.
        date: NaiveDate,
        /// First day after the history.
        end_date: NaiveDate,
    },
    /// Volumes and handle times have different interval lengths.
    #[error(
        "volumes come in {volume} and handle times in {aht}; bring both to the business unit's interval"
    )]
    DifferentGrids {
        /// Grid of the volumes.
        volume: SlotsPerDay,
        /// Grid of the handle times.
        aht: SlotsPerDay,
    },
    /// The volumes do not suffice.
    #[error(transparent)]
    Fit(#[from] FitError),
    /// The handle times do not suffice.
    #[error(transparent)]
    Aht(#[from] AhtError),
}

/// What is known of one planning group, in local days.
#[derive(Clone, Debug, PartialEq)]
pub struct QueueHistory {
    /// Contacts offered.
    pub volume: DaySlots,
    /// Handle times with handled counts, where the source has them.
    pub aht: Option<AhtHistory>,
    /// The planning group's `aht_seconds`: used where the history has no handle time at all.
    pub default_aht_seconds: Option<f64>,
}

/// Expected volume and its quantiles: one row a day asked for, one value a slot, contacts per interval.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VolumeForecast {
    /// The point forecast.
    pub mean: Vec<Vec<f64>>,
    /// Exceeded nine times in ten.
    pub p10: Vec<Vec<f64>>,
    /// The median.
    pub p50: Vec<Vec<f64>>,
    /// Exceeded once in ten.
    pub p90: Vec<Vec<f64>>,
}

/// The forecast of one planning group. Rows follow `dates`, columns the slots of the local day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QueueForecast {
    /// The days asked for, in the order asked.
    pub dates: Vec<NaiveDate>,
    /// The grid.
    pub slots_per_day: SlotsPerDay,
    /// Whether the history shows the slot open on that weekday. Closed slots have a volume of 0.
    pub open: Vec<Vec<bool>>,
    /// Contacts offered.
    pub volume: VolumeForecast,
    /// Handle time in seconds; above 0 in closed slots too.
    pub aht_seconds: Vec<Vec<f64>>,
    /// Where the handle times come from.
    pub aht_source: AhtSource,
    /// The model behind `volume.mean`.
    pub model: ModelName,
    /// Where the width of the bands comes from.
    pub bands: BandSource,
    /// How good the models were on the past.
    pub backtest: BacktestOutcome,
    /// The seed given.
    pub seed: u64,
}

/// Forecasts the given local days, which lie after the history, by the model that did best on the past.
///
/// The models at present draw no random number: equal histories give equal forecasts whatever the seed, which is
/// kept in the result so that a run's record is complete. Local times that do not exist on a day asked for get a
/// value all the same; the caller drops them when it maps slots to instants.
///
/// # Errors
/// [`ForecastError`]: no day asked for, a day inside the history, less than a week of history, handle times on
/// another grid, or neither handle times nor a default.
pub fn forecast(
    history: &QueueHistory,
    dates: &[NaiveDate],
    seed: u64,
) -> Result<QueueForecast, ForecastError> {
    let volume = history.volume.trimmed().ok_or(FitError::NothingObserved)?;
    let end_date = volume.end_date();
    let last = *dates.iter().max().ok_or(ForecastError::NoTargetDays)?;
    if let Some(&date) = dates.iter().find(|&&date| date < end_date) {
        return Err(ForecastError::TargetInHistory { date, end_date });
    }
    let (aht, aht_source) = handle_times(history, &volume)?;

    let horizon_days =
        usize::try_from(last.signed_duration_since(end_date).num_days()).unwrap_or(0) + 1;
    let tested = backtest(&volume, horizon_days)?;
    let predicted = tested.chosen.fit(&volume)?.predict(dates);
    let mut bands = VolumeForecast::default();
    for day in &predicted {
        let closed = Quantiles {
            p10: 0.0,
            p50: 0.0,
            p90: 0.0,
        };
        let quantiles: Vec<Quantiles> = day
            .iter()
            .map(|mean| mean.map_or(closed, |m| tested.bands.around(m)))
            .collect();
        bands
            .mean
            .push(day.iter().map(|mean| mean.unwrap_or(0.0)).collect());
        bands.p10.push(quantiles.iter().map(|q| q.p10).collect());
        bands.p50.push(quantiles.iter().map(|q| q.p50).collect());
        bands.p90.push(quantiles.iter().map(|q| q.p90).collect());
    }
    Ok(QueueForecast {
        dates: dates.to_vec(),
        slots_per_day: volume.slots_per_day(),
        open: predicted
            .iter()
            .map(|day| day.iter().map(Option::is_some).collect())
            .collect(),
        volume: bands,
        aht_seconds: dates.iter().map(|&date| aht.on(date).to_vec()).collect(),
        aht_source,
        model: tested.chosen,
        bands: tested.bands.source(),
        backtest: tested.outcome,
        seed,
    })
}

/// The profile of the history before the volumes' end, else the default.
fn handle_times(
    history: &QueueHistory,
    volume: &DaySlots,
) -> Result<(AhtProfile, AhtSource), ForecastError> {
    let slots = volume.slots_per_day();
    let fitted = match &history.aht {
        Some(aht) if aht.slots_per_day() != slots => {
            return Err(ForecastError::DifferentGrids {
                volume: slots,
                aht: aht.slots_per_day(),
            });
        }
        Some(aht) => AhtProfile::fit(&aht.before(volume.end_date())),
        None => Err(AhtError::NoHistory),
    };
    match (fitted, history.default_aht_seconds) {
        (Ok(profile), _) => Ok((profile, AhtSource::History)),
        (Err(AhtError::NoHistory), Some(seconds)) => {
            Ok((AhtProfile::constant(seconds, slots)?, AhtSource::Default))
        }
        (Err(error), _) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Days;
    use proptest::prelude::*;

    fn grid(days: Vec<Vec<Option<f64>>>) -> DaySlots {
        let monday = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
        DaySlots::new(monday, SlotsPerDay::of_interval_minutes(60).unwrap(), days).unwrap()
    }

    fn with_default_aht(volume: DaySlots) -> QueueHistory {
        QueueHistory {
            volume,
            aht: None,
            default_aht_seconds: Some(240.0),
        }
    }

    fn two_weeks_after(history: &DaySlots) -> Vec<NaiveDate> {
        history
            .trimmed()
            .map(|h| h.end_date().iter_days().take(14).collect())
            .unwrap_or_default()
    }

    fn flat(days: usize) -> DaySlots {
        grid(vec![vec![Some(10.0); 24]; days])
    }

    #[test]
    fn a_day_inside_the_history_is_refused() {
        let history = with_default_aht(flat(30));
        let date = history.volume.end_date() - Days::new(1);
        let error = forecast(&history, &[history.volume.end_date(), date], 1).unwrap_err();
        assert_eq!(
            error,
            ForecastError::TargetInHistory {
                date,
                end_date: history.volume.end_date()
            }
        );
        assert_eq!(
            forecast(&history, &[], 1).unwrap_err(),
            ForecastError::NoTargetDays
        );
    }

    #[test]
    fn without_handle_times_a_default_is_asked_for_and_used() {
        let mut history = with_default_aht(flat(30));
        let days = two_weeks_after(&history.volume);
        let found = forecast(&history, &days, 1).unwrap();
        assert_eq!(
            (found.aht_source, found.aht_seconds[13][23]),
            (AhtSource::Default, 240.0)
        );
        history.default_aht_seconds = None;
        assert_eq!(
            forecast(&history, &days, 1).unwrap_err(),
            ForecastError::Aht(AhtError::NoHistory)
        );
    }

    #[test]
    fn handle_times_of_the_history_go_before_the_default() {
        let mut history = with_default_aht(flat(30));
        history.aht =
            Some(AhtHistory::new(grid(vec![vec![Some(300.0); 24]; 30]), flat(30)).unwrap());
        let found = forecast(&history, &two_weeks_after(&history.volume), 1).unwrap();
        assert_eq!(found.aht_source, AhtSource::History);
        assert!(
            found
                .aht_seconds
                .iter()
                .flatten()
                .all(|seconds| (seconds - 300.0).abs() < 1e-9)
        );
    }

    #[test]
    fn a_closed_sunday_stays_closed_and_without_volume() {
        let days = (0..42)
            .map(|d| {
                if d % 7 == 6 {
                    vec![None; 24]
                } else {
                    vec![Some(10.0); 24]
                }
            })
            .collect();
        let history = with_default_aht(grid(days));
        let found = forecast(&history, &[history.volume.end_date() + Days::new(6)], 1).unwrap();
        assert!(found.open[0].iter().all(|open| !open));
        assert!(found.volume.p90[0].iter().all(|contacts| *contacts == 0.0));
    }

    #[test]
    fn two_weeks_of_history_give_a_forecast_with_wider_bands_than_ten_weeks() {
        let width = |days: usize| {
            let history = with_default_aht(flat(days));
            let found = forecast(&history, &two_weeks_after(&history.volume), 1).unwrap();
            (found.bands, found.volume.p90[0][9] - found.volume.p10[0][9])
        };
        let ((short, wide), (long, narrow)) = (width(14), width(70));
        assert_eq!((short, long), (BandSource::Assumed, BandSource::Measured));
        assert!(wide > narrow, "{wide} {narrow}");
    }

    #[test]
    fn a_stored_forecast_reads_back_the_same_and_its_names_are_camel_case() {
        for days in [14, 70] {
            let history = with_default_aht(flat(days));
            let found = forecast(&history, &two_weeks_after(&history.volume), 7).unwrap();
            let json = serde_json::to_value(&found).unwrap();
            assert_eq!(
                serde_json::from_value::<QueueForecast>(json.clone()).unwrap(),
                found
            );
            let names = [
                "ahtSeconds",
                "ahtSource",
                "slotsPerDay",
                "backtest",
                "volume",
                "open",
                "seed",
            ];
            assert!(names.iter().all(|name| json.get(name).is_some()), "{json}");
            if days == 70 {
                assert_eq!(json["backtest"]["outcome"], "scored");
                assert!(json["backtest"]["improvementOverBaseline"].is_null());
                assert!(json["backtest"]["models"][0]["coverage80"].is_number());
                assert_eq!(json["backtest"]["baseline"], "seasonalNaive");
            } else {
                assert_eq!(json["backtest"]["outcome"], "tooShort");
                assert_eq!(json["backtest"]["neededDays"], 21);
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn every_forecast_is_finite_in_order_and_never_negative(
            days in prop::collection::vec(prop::collection::vec(prop::option::weighted(0.8, 0.0..300.0_f64), 24), 7..80),
            closed in prop::collection::vec(prop::bool::weighted(0.2), 80),
        ) {
            let days = days.into_iter().zip(closed).map(|(day, closed)| if closed { vec![None; 24] } else { day }).collect();
            let history = with_default_aht(grid(days));
            let targets = two_weeks_after(&history.volume);
            match forecast(&history, &targets, 1) {
                Err(error) => prop_assert!(matches!(error, ForecastError::Fit(_)), "{:?}", error),
                Ok(found) => {
                    let v = &found.volume;
                    for (day, _) in targets.iter().enumerate() {
                        for slot in 0..24 {
                            let (p10, p50, p90) = (v.p10[day][slot], v.p50[day][slot], v.p90[day][slot]);
                            prop_assert!(0.0 <= p10 && p10 <= p50 && p50 <= p90 && p90.is_finite());
                            prop_assert!(v.mean[day][slot] >= 0.0 && v.mean[day][slot].is_finite());
                        }
                    }
                }
            }
        }

        #[test]
        fn a_repeated_run_gives_the_same_forecast_and_a_repeated_week_the_same_week(
            week in prop::collection::vec(prop::collection::vec(0.0..300.0_f64, 24), 7),
            weeks in 1_usize..8,
            seed in any::<u64>(),
        ) {
            let days = week.iter().map(|day| day.iter().copied().map(Some).collect()).collect::<Vec<_>>();
            let history = with_default_aht(grid(days.iter().cycle().take(7 * weeks).cloned().collect()));
            let targets = two_weeks_after(&history.volume);
            let found = forecast(&history, &targets, seed).unwrap();
            prop_assert_eq!(&found, &forecast(&history, &targets, seed).unwrap());
            prop_assert_eq!(&found.volume, &forecast(&history, &targets, seed ^ 1).unwrap().volume);
            for (day, expected) in found.volume.mean.iter().zip(week.iter().cycle()) {
                for (found, expected) in day.iter().zip(expected) {
                    prop_assert!((found - expected).abs() <= 1e-9 * (1.0 + expected));
                }
            }
        }
    }
}
