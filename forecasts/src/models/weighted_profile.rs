//! A weighted average of the last same weekdays: level of the day × shape of the day.

use super::profile_of_weeks::ProfileOfWeeks;
use super::{DayForecast, Fitted, Known, Model};

/// The rule most planning tools call "historical weighted average": for each weekday its last few observed days,
/// newer ones weighing more; their weighted mean level is spread over the day by that weekday's own shape.
///
/// With days `i = 0` (newest) … and slots `s`:
///
/// | symbol | meaning |
/// |---|---|
/// | `y[i][s]` | contacts observed; cells not observed take no part |
/// | `w[i]` | `decay^i × trust[i] × coverage[i]` |
/// | `coverage[i]` | share of a usual day's contacts that fall into the slots observed on day `i` |
/// | `L[i]` | the day's level: its contacts ÷ `coverage[i]` |
/// | `p[s]` | `Σ w y[s] ÷ Σ w L` over the days that observed `s` |
/// | forecast | `(Σ w L ÷ Σ w) × p[s]` |
///
/// A closed day is no day at all: skipped, not averaged in as zero. `trust` is 1 except where a level lies so far
/// from the weekday's median that it was no ordinary day (needs at least three days):
/// - below half the median: a closure, a half day or a lost file; trust 0;
/// - else farther from the median than the widest of 15 % of it, three Poisson standard deviations and three
///   scaled median absolute deviations (1.4826 × MAD estimates a standard deviation): a day after a closure, a
///   billing peak, an outage; trust 0.1.
///
/// The Poisson and MAD terms keep the noise of a small queue from being taken for an outlier.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WeightedProfile {
    weeks: usize,
    decay: f64,
}

impl Default for WeightedProfile {
    /// Six weeks, each weighing 0.9 of the one after it.
    fn default() -> Self {
        Self {
            weeks: 6,
            decay: 0.9,
        }
    }
}

const CLOSURE_SHARE_OF_MEDIAN: f64 = 0.5;
const OUTLIER_SHARE_OF_MEDIAN: f64 = 0.15;
const OUTLIER_DEVIATIONS: f64 = 3.0;
const OUTLIER_TRUST: f64 = 0.1;
const MAD_TO_STANDARD_DEVIATION: f64 = 1.4826;

/// [`WeightedProfile`] after its fit.
#[derive(Clone, Debug, PartialEq)]
pub struct FittedProfile(ProfileOfWeeks);

impl Model for WeightedProfile {
    type Fitted = FittedProfile;

    fn fit(&self, known: &Known) -> Option<FittedProfile> {
        let width = known.matrix.width();
        let profile = ProfileOfWeeks::new(known, |days| {
            let observed = |day: &&[f64]| -> Vec<Option<f64>> {
                day.iter().map(|&v| (!v.is_nan()).then_some(v)).collect()
            };
            let days: Vec<Vec<Option<f64>>> = days.iter().map(observed).collect();
            let days: Vec<&[Option<f64>]> = days.iter().map(Vec::as_slice).collect();
            self.average(&days, width)
        });
        Some(FittedProfile(profile))
    }
}

impl Fitted for FittedProfile {
    fn predict(&self, known: &Known, ahead: usize) -> Vec<DayForecast> {
        let mut days = self.0.ahead(&known.matrix, known.days, ahead);
        if let Some(today) = days.first_mut() {
            let pairs = known.running().iter().zip(today.iter());
            let both = pairs.filter(|(seen, told)| !seen.is_nan() && !told.is_nan());
            let (seen, told) = both.fold((0.0, 0.0), |(seen, told), (s, t)| (seen + s, told + t));
            if seen > 0.0 && told > 0.0 {
                today.iter_mut().for_each(|value| *value *= seen / told);
            }
        }
        days
    }
}

impl WeightedProfile {
    /// The weekday's forecast from its days, newest first. A slot that none of the averaged days observed takes
    /// its latest older value.
    fn average(&self, days: &[&[Option<f64>]], slots: usize) -> Vec<f64> {
        let recent = &days[..days.len().min(self.weeks)];
        let age_weights: Vec<f64> = (0..recent.len())
            .scan(1.0, |w, _| Some(std::mem::replace(w, *w * self.decay)))
            .collect();
        let usual = slot_means(recent, &age_weights, slots);
        let usual_total: f64 = usual.iter().flatten().sum();
        let latest = |slot: usize| days.iter().find_map(|day| day[slot]).unwrap_or(f64::NAN);
        if usual_total <= 0.0 {
            return (0..slots).map(latest).collect();
        }

        let coverage: Vec<f64> = recent
            .iter()
            .map(|day| observed_share(day, &usual, usual_total))
            .collect();
        let levels: Vec<f64> = recent
            .iter()
            .zip(&coverage)
            .map(|(day, &share)| level(day, share))
            .collect();
        let weights: Vec<f64> = trust(&levels, &coverage)
            .iter()
            .zip(&age_weights)
            .zip(&coverage)
            .map(|((t, a), c)| t * a * c)
            .collect();
        let weight: f64 = weights.iter().sum();
        let mean_level = weights.iter().zip(&levels).map(|(w, l)| w * l).sum::<f64>() / weight;

        (0..slots)
            .map(|slot| {
                let seen = || {
                    recent
                        .iter()
                        .zip(&weights)
                        .zip(&levels)
                        .filter_map(|((day, w), l)| Some((day[slot]?, w, l)))
                };
                let contacts: f64 = seen().map(|(y, w, _)| w * y).sum();
                let level: f64 = seen().map(|(_, w, l)| w * l).sum();
                if level > 0.0 {
                    mean_level * contacts / level
                } else {
                    latest(slot)
                }
            })
            .collect()
    }
}

/// Weighted mean of each slot over the days that observed it.
fn slot_means(days: &[&[Option<f64>]], weights: &[f64], slots: usize) -> Vec<Option<f64>> {
    (0..slots)
        .map(|slot| {
            let seen = days
                .iter()
                .zip(weights)
                .filter_map(|(day, w)| Some((day[slot]?, w)));
            let (sum, weight) = seen.fold((0.0, 0.0), |(sum, weight), (y, w)| {
                (sum + w * y, weight + w)
            });
            (weight > 0.0).then(|| sum / weight)
        })
        .collect()
}

fn observed_share(day: &[Option<f64>], usual: &[Option<f64>], usual_total: f64) -> f64 {
    if day
        .iter()
        .zip(usual)
        .all(|(cell, usual)| cell.is_some() || usual.is_none())
    {
        return 1.0;
    }
    day.iter()
        .zip(usual)
        .filter_map(|(cell, usual)| cell.and(*usual))
        .sum::<f64>()
        / usual_total
}

fn level(day: &[Option<f64>], share: f64) -> f64 {
    if share > 0.0 {
        day.iter().flatten().sum::<f64>() / share
    } else {
        0.0
    }
}

/// How far each day's level is believed. Days that cover nothing of a usual day have no level to judge by.
fn trust(levels: &[f64], coverage: &[f64]) -> Vec<f64> {
    let judged: Vec<f64> = levels
        .iter()
        .zip(coverage)
        .filter(|(_, share)| **share > 0.0)
        .map(|(level, _)| *level)
        .collect();
    let Some(centre) = median(&judged).filter(|_| judged.len() >= 3) else {
        return vec![1.0; levels.len()];
    };
    let spread = median(
        &judged
            .iter()
            .map(|level| (level - centre).abs())
            .collect::<Vec<_>>(),
    )
    .unwrap_or(0.0);
    let ordinary = (OUTLIER_SHARE_OF_MEDIAN * centre)
        .max(OUTLIER_DEVIATIONS * centre.sqrt())
        .max(OUTLIER_DEVIATIONS * MAD_TO_STANDARD_DEVIATION * spread);
    let trust_in = |level: f64| match (level - centre).abs() {
        _ if level < CLOSURE_SHARE_OF_MEDIAN * centre
            && centre - level > OUTLIER_DEVIATIONS * centre.sqrt() =>
        {
            0.0
        }
        distance if distance > ordinary => OUTLIER_TRUST,
        _ => 1.0,
    };
    levels.iter().map(|&level| trust_in(level)).collect()
}

fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let upper = *sorted.get(sorted.len() / 2)?;
    if sorted.len() % 2 == 1 {
        Some(upper)
    } else {
        Some(f64::midpoint(sorted[sorted.len() / 2 - 1], upper))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulated::{hourly, known, known_upto};
    use proptest::prelude::*;

    fn forecast(known: &Known, ahead: usize) -> Vec<DayForecast> {
        let fitted = WeightedProfile::default().fit(known).unwrap();
        fitted.predict(known, ahead)
    }

    fn next_day(days: Vec<Vec<Option<f64>>>) -> Vec<f64> {
        forecast(&known(&hourly(days), 1), 1).remove(0)
    }

    /// Weeks whose Mondays are `mondays` (oldest first) and whose other days hold 1 contact an hour.
    fn weeks(mondays: &[Vec<Option<f64>>]) -> Vec<Vec<Option<f64>>> {
        mondays
            .iter()
            .flat_map(|monday| std::iter::once(monday.clone()).chain(vec![vec![Some(1.0); 24]; 6]))
            .collect()
    }

    #[test]
    fn newer_weeks_weigh_more() {
        let days = weeks(&[vec![Some(100.0); 24], vec![Some(110.0); 24]]);
        let expected = (110.0 + 0.9 * 100.0) / 1.9;
        for contacts in next_day(days) {
            assert!((contacts - expected).abs() < 1e-9, "{contacts}");
        }
    }

    #[test]
    fn weeks_older_than_six_take_no_part() {
        let mut mondays = vec![vec![Some(900.0); 24]; 3];
        mondays.extend(vec![vec![Some(100.0); 24]; 6]);
        assert!(
            next_day(weeks(&mondays))
                .iter()
                .all(|contacts| (contacts - 100.0).abs() < 1e-9)
        );
    }

    #[test]
    fn a_closed_day_is_skipped_and_not_averaged_in_as_zero() {
        let open = vec![Some(100.0); 24];
        for closed in [vec![None; 24], vec![Some(0.0); 24]] {
            let forecast = next_day(weeks(&[open.clone(), open.clone(), closed, open.clone()]));
            assert!(
                forecast
                    .iter()
                    .all(|contacts| (contacts - 100.0).abs() < 1e-9),
                "{forecast:?}"
            );
        }
    }

    #[test]
    fn the_day_after_a_closure_is_hardly_believed_and_a_small_queues_noise_is() {
        let level = |contacts: f64| vec![Some(contacts); 24];
        let peak = next_day(weeks(&[
            level(100.0),
            level(100.0),
            level(100.0),
            level(140.0),
        ]))[0];
        assert!(peak > 100.0 && peak < 102.0, "{peak}");
        let small = |contacts: f64| vec![Some(contacts / 24.0); 24];
        let noisy: f64 = next_day(weeks(&[small(9.0), small(9.0), small(9.0), small(14.0)]))
            .iter()
            .sum();
        let plain = (14.0 + 9.0 * (0.9 + 0.81 + 0.729)) / (1.0 + 0.9 + 0.81 + 0.729);
        assert!((noisy - plain).abs() < 1e-9, "{noisy} {plain}");
    }

    #[test]
    fn each_weekday_keeps_its_own_shape() {
        let rising: Vec<_> = (0..24).map(|slot| Some(f64::from(slot))).collect();
        let falling: Vec<_> = rising.iter().copied().rev().collect();
        let days: Vec<_> = (0..28)
            .map(|d| {
                if d % 7 == 0 {
                    rising.clone()
                } else {
                    falling.clone()
                }
            })
            .collect();
        let told = forecast(&known(&hourly(days), 2), 2);
        for slot in 0..24 {
            assert!((told[0][slot] - rising[slot].unwrap()).abs() < 1e-9);
            assert!((told[1][slot] - falling[slot].unwrap()).abs() < 1e-9);
        }
    }

    #[test]
    fn a_morning_half_as_busy_again_lifts_the_rest_of_the_day_by_as_much() {
        let mut days = vec![vec![Some(100.0); 24]; 28];
        days.push(vec![Some(150.0); 24]);
        let known = known_upto(&hourly(days), 28, 6, 1);
        let told = forecast(&known, 1);
        assert!(
            told[0]
                .iter()
                .all(|contacts| (contacts - 150.0).abs() < 1e-9)
        );
    }

    #[test]
    fn a_half_recorded_day_counts_for_the_half_it_shows() {
        let mut half = vec![Some(100.0); 24];
        half[12..].fill(None);
        let forecast = next_day(weeks(&[vec![Some(100.0); 24], vec![Some(100.0); 24], half]));
        assert!(
            forecast
                .iter()
                .all(|contacts| (contacts - 100.0).abs() < 1e-9),
            "{forecast:?}"
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn a_history_that_repeats_exactly_is_forecast_exactly(
            week in prop::collection::vec(prop::collection::vec(prop::option::weighted(0.8, 0.0..500.0_f64), 24), 7),
            weeks in 1_usize..9,
        ) {
            let mut week = week;
            week[0][0] = Some(3.0);
            week[6][23] = Some(3.0);
            let history = hourly(week.iter().cycle().take(7 * weeks).cloned().collect());
            let told = forecast(&known(&history, 14), 14);
            for (day, expected) in told.iter().zip(week.iter().cycle()) {
                for (found, expected) in day.iter().zip(expected) {
                    prop_assert_eq!(found.is_nan(), expected.is_none());
                    let (found, expected) = (expected.map_or(0.0, |_| *found), expected.unwrap_or(0.0));
                    prop_assert!((found - expected).abs() <= 1e-9 * (1.0 + expected), "{} {}", found, expected);
                }
            }
        }
    }
}
