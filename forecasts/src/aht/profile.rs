//! Handle time by weekday and slot.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::credibility::{Trust, credible_ratios, variance_of_one_contact};
use super::history::Observation;
use super::level::{DayRatio, levels};
use super::{AhtError, AhtHistory};
use crate::grid::{SlotsPerDay, weekday_index};

/// A mean of n contacts further than this many standard deviations above the profile counts as lying there.
const FARTHEST_DEVIATIONS: f64 = 5.0;
/// Handle times vary by half their mean at the least, whatever a quiet history shows.
const SMALLEST_VARIANCE: f64 = 0.25;

/// Where the handle times of a forecast come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum AhtSource {
    /// Shrunk from the handle times of the history.
    History,
    /// The planning group's default, for want of any in the history.
    Default,
}

/// Handle time by weekday and slot.
///
/// The mean of an interval with three calls is mostly chance, the mean of a whole year hides that Monday morning's
/// calls are short. Between them stands credibility: an estimate from `n` contacts is believed by
/// `n ÷ (n + K)`, the rest goes to what the coarser level says. Three levels: the overall mean, then the slot of
/// the day and the weekday (each as a ratio to the overall mean), then weekday × slot (as a ratio to the product of
/// the two). `K` = variance within a group for one contact ÷ variance between groups, estimated from the
/// history itself: Bühlmann & Straub, "Glaubwürdigkeit für Schadensätze", 1970. Where the groups differ by no more
/// than chance, `K` is infinite and the coarser level stands.
///
/// Whole days differ for reasons of their own (who was at work). So the ratio of a weekday comes from whole days,
/// not from intervals that share their day's fate, and the slots' ratios have the day's taken out. Means far above
/// the profile, one endless call in a quiet hour, are drawn in to five standard deviations. A level that drifts is
/// followed to the last day (the local level model; where chance alone explains the days, it stays).
#[derive(Clone, Debug, PartialEq)]
pub struct AhtProfile {
    seconds: [Vec<f64>; 7],
}

impl AhtProfile {
    /// Estimates the profile, every interval weighing by its handled contacts.
    ///
    /// # Errors
    /// [`AhtError::NoHistory`] when no interval has both a handle time and handled contacts.
    pub fn fit(history: &AhtHistory) -> Result<Self, AhtError> {
        let slots = history.slots_per_day().get();
        let observations = history.observations();
        let raw = week(&observations, slots).ok_or(AhtError::NoHistory)?;
        let observations = drawn_in(observations, &raw);
        let still = week(&observations, slots).ok_or(AhtError::NoHistory)?;

        let days = observations.last().map_or(0, |o| o.day + 1);
        let ratios = day_ratios(&observations, &still);
        let variance = variance_of_one_contact(&observations, days, |o| o.day, expected_by(&still))
            .unwrap_or(1.0);
        let level = levels(&ratios, variance, days);
        let last = level.last().copied().unwrap_or(1.0);
        if level.iter().all(|&l| l == 1.0) {
            return Ok(still);
        }
        let level_out = observations.into_iter().map(|o| Observation {
            seconds: o.seconds / level[o.day],
            ..o
        });
        let level_out: Vec<Observation> = level_out.collect();
        let profile = week(&level_out, slots).ok_or(AhtError::NoHistory)?;
        Ok(profile.scaled(last))
    }

    /// One handle time for every slot: the planning group's default.
    ///
    /// # Errors
    /// [`AhtError::NotAHandleTime`] unless `seconds` is finite and above 0.
    pub fn constant(seconds: f64, slots: SlotsPerDay) -> Result<Self, AhtError> {
        if !seconds.is_finite() || seconds <= 0.0 {
            return Err(AhtError::NotAHandleTime { seconds });
        }
        Ok(Self {
            seconds: std::array::from_fn(|_| vec![seconds; slots.get()]),
        })
    }

    /// Seconds per slot on the weekday of `date`, closed slots included, so that no slot has a handle time of 0.
    #[must_use]
    pub fn on(&self, date: NaiveDate) -> &[f64] {
        &self.seconds[weekday_index(date)]
    }

    pub(super) fn scaled(&self, factor: f64) -> Self {
        let scaled = |day: &Vec<f64>| day.iter().map(|seconds| seconds * factor).collect();
        Self {
            seconds: std::array::from_fn(|weekday| scaled(&self.seconds[weekday])),
        }
    }
}

/// The three levels of credibility; `None` of nothing observed.
fn week(observations: &[Observation], slots: usize) -> Option<AhtProfile> {
    let handled: f64 = observations.iter().map(|o| o.handled).sum();
    let total: f64 = observations.iter().map(|o| o.handled * o.seconds).sum();
    if total <= 0.0 || handled <= 0.0 {
        return None;
    }
    let overall = total / handled;
    let days = observations.last().map_or(0, |o| o.day + 1);
    let by_day = credible_ratios(observations, days, Trust::Estimate, |o| o.day, |_| overall);
    let by_slot = credible_ratios(
        observations,
        slots,
        Trust::Estimate,
        |o| o.slot,
        |o| overall * by_day[o.day],
    );
    let whole_days = whole_days(observations, |o| overall * by_slot[o.slot]);
    let by_weekday = credible_ratios(&whole_days, 7, Trust::LowerBound, |o| o.weekday, |_| 1.0);
    let coarse = |weekday: usize, slot: usize| overall * by_slot[slot] * by_weekday[weekday];
    let fine = credible_ratios(
        observations,
        7 * slots,
        Trust::Estimate,
        |o| o.weekday * slots + o.slot,
        |o| coarse(o.weekday, o.slot),
    );
    let day = |weekday: usize| {
        (0..slots)
            .map(|slot| coarse(weekday, slot) * fine[weekday * slots + slot])
            .collect()
    };
    Some(AhtProfile {
        seconds: std::array::from_fn(day),
    })
}

/// One observation a day: the ratio of its seconds to what was expected of its contacts.
fn whole_days(
    observations: &[Observation],
    expected: impl Fn(&Observation) -> f64,
) -> Vec<Observation> {
    let sum = |day: &[Observation]| {
        let (mut handled, mut seconds, mut base) = (0.0, 0.0, 0.0);
        for o in day {
            handled += o.handled;
            seconds += o.handled * o.seconds;
            base += o.handled * expected(o);
        }
        Observation {
            slot: 0,
            seconds: seconds / base,
            handled,
            ..day[0]
        }
    };
    observations
        .chunk_by(|a, b| a.day == b.day)
        .map(sum)
        .collect()
}

fn day_ratios(observations: &[Observation], profile: &AhtProfile) -> Vec<DayRatio> {
    whole_days(observations, expected_by(profile))
        .into_iter()
        .map(|o| DayRatio {
            day: o.day,
            ratio: o.seconds,
            contacts: o.handled,
        })
        .collect()
}

pub(super) fn expected_by(profile: &AhtProfile) -> impl Fn(&Observation) -> f64 + '_ {
    |o| profile.seconds[o.weekday][o.slot]
}

/// The observations with means far above the profile drawn in.
pub(super) fn drawn_in(observations: Vec<Observation>, profile: &AhtProfile) -> Vec<Observation> {
    let groups = observations.last().map_or(0, |o| o.day + 1);
    let expected = expected_by(profile);
    let variance = variance_of_one_contact(&observations, groups, |o| o.day, &expected)
        .unwrap_or(1.0)
        .max(SMALLEST_VARIANCE);
    let limit =
        |o: &Observation| expected(o) * (1.0 + FARTHEST_DEVIATIONS * (variance / o.handled).sqrt());
    let drawn = observations.into_iter().map(|o| Observation {
        seconds: o.seconds.min(limit(&o)),
        ..o
    });
    drawn.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::DaySlots;
    use proptest::prelude::*;

    fn history(cells: impl Fn(usize, usize) -> (f64, f64), days: usize) -> AhtHistory {
        let monday = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
        let slots = SlotsPerDay::of_interval_minutes(60).unwrap();
        let grid = |pick: fn((f64, f64)) -> f64| {
            let days = (0..days)
                .map(|d| (0..24).map(|s| Some(pick(cells(d, s)))).collect())
                .collect();
            DaySlots::new(monday, slots, days).unwrap()
        };
        AhtHistory::new(grid(|c| c.0), grid(|c| c.1)).unwrap()
    }

    /// Deterministic noise in −1 … 1.
    fn noise(day: usize, slot: usize) -> f64 {
        (((day * 24 + slot) * 7_919 + day * 104_729) % 2_001) as f64 / 1_000.0 - 1.0
    }

    #[test]
    fn without_a_handled_contact_the_remedy_is_a_default() {
        let error = AhtProfile::fit(&history(|_, _| (300.0, 0.0), 14)).unwrap_err();
        assert_eq!(error, AhtError::NoHistory);
        assert!(error.to_string().contains("default AHT (aht_seconds)"));
    }

    #[test]
    fn chance_alone_is_shrunk_most_of_the_way_to_the_mean() {
        let history = history(|d, s| (300.0 + 100.0 * noise(d, s), 4.0), 28);
        let profile = AhtProfile::fit(&history).unwrap();
        let raw = history.observations();
        for weekday in 0..7 {
            for slot in 0..24 {
                let cell: Vec<f64> = raw
                    .iter()
                    .filter(|o| o.weekday == weekday && o.slot == slot)
                    .map(|o| o.seconds)
                    .collect();
                let mean = cell.iter().sum::<f64>() / cell.len() as f64;
                let shrunk = profile.seconds[weekday][slot];
                assert!(
                    (shrunk - 300.0).abs() <= 0.6 * (mean - 300.0).abs() + 15.0,
                    "{weekday} {slot}: {mean} {shrunk}"
                );
            }
        }
    }

    #[test]
    fn a_shape_of_the_day_that_many_contacts_show_is_kept() {
        let seconds = |slot: usize| 240.0 + 5.0 * slot as f64;
        let profile = AhtProfile::fit(&history(
            |d, s| (seconds(s) + 20.0 * noise(d, s), 200.0),
            42,
        ))
        .unwrap();
        for slot in 0..24 {
            assert!(
                (profile.seconds[2][slot] - seconds(slot)).abs() < 8.0,
                "{slot}: {}",
                profile.seconds[2][slot]
            );
        }
    }

    #[test]
    fn one_long_call_does_not_move_its_slot_far() {
        let profile = AhtProfile::fit(&history(
            |d, s| {
                if (d, s) == (0, 3) {
                    (5_000.0, 1.0)
                } else {
                    (300.0 + 30.0 * noise(d, s), 50.0)
                }
            },
            28,
        ))
        .unwrap();
        assert!(
            (profile.seconds[0][3] - 300.0).abs() < 60.0,
            "{}",
            profile.seconds[0][3]
        );
    }

    #[test]
    fn a_default_must_be_a_handle_time() {
        let slots = SlotsPerDay::of_interval_minutes(30).unwrap();
        for seconds in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(matches!(
                AhtProfile::constant(seconds, slots),
                Err(AhtError::NotAHandleTime { .. })
            ));
        }
        assert_eq!(
            AhtProfile::constant(240.0, slots)
                .unwrap()
                .on(NaiveDate::MIN),
            vec![240.0; 48]
        );
    }

    proptest! {
        #[test]
        fn an_aht_that_repeats_exactly_is_forecast_exactly(
            week in prop::collection::vec(prop::collection::vec((1.0..2_000.0_f64, 1.0..50.0_f64), 24), 7),
        ) {
            let profile = AhtProfile::fit(&history(|d, s| week[d % 7][s], 28)).unwrap();
            for (weekday, day) in week.iter().enumerate() {
                for (slot, (seconds, _)) in day.iter().enumerate() {
                    let found = profile.seconds[weekday][slot];
                    prop_assert!((found - seconds).abs() < 1e-6 * seconds, "{} {}", found, seconds);
                }
            }
        }

        #[test]
        fn a_shrunk_aht_is_positive_and_finite(
            cells in prop::collection::vec((0.0..3_000.0_f64, 0_u8..5), 24 * 21),
        ) {
            let history = history(|d, s| (cells[d * 24 + s].0, f64::from(cells[d * 24 + s].1)), 21);
            if let Ok(profile) = AhtProfile::fit(&history) {
                for seconds in profile.seconds.iter().flatten() {
                    prop_assert!(seconds.is_finite() && *seconds > 0.0, "{}", seconds);
                }
            }
        }
    }
}
