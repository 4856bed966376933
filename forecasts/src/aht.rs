//! Average handle time per weekday and slot, shrunk toward what the rest of the week says.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::grid::{DaySlots, SlotsPerDay, weekday_index};

/// Why no handle time could be forecast.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum AhtError {
    /// No interval has both a handle time and handled contacts, and no default is set.
    #[error(
        "the history has no handled contacts with a handle time; set the planning group's default AHT (aht_seconds)"
    )]
    NoHistory,
    /// The two matrices speak of different days or grids.
    #[error(
        "handle times start on {aht_first_date} with {aht_days} days, handled counts on {handled_first_date} with \
         {handled_days}; give both for the same days and interval length"
    )]
    Misaligned {
        /// First day of the handle times.
        aht_first_date: NaiveDate,
        /// Days of the handle times.
        aht_days: usize,
        /// First day of the handled counts.
        handled_first_date: NaiveDate,
        /// Days of the handled counts.
        handled_days: usize,
    },
    /// The default is no handle time.
    #[error("a default AHT of {seconds} s is no handle time; set aht_seconds to a number above 0")]
    NotAHandleTime {
        /// The value given.
        seconds: f64,
    },
}

/// Handle times beside the handled contacts they are means of: the same days, the same grid.
#[derive(Clone, Debug, PartialEq)]
pub struct AhtHistory {
    aht_seconds: DaySlots,
    handled: DaySlots,
}

impl AhtHistory {
    /// Pairs mean handle times (seconds) with the number of contacts behind each.
    ///
    /// # Errors
    /// [`AhtError::Misaligned`] when first day, number of days or slots of a day differ.
    pub fn new(aht_seconds: DaySlots, handled: DaySlots) -> Result<Self, AhtError> {
        let shape = |grid: &DaySlots| (grid.first_date(), grid.len(), grid.slots_per_day());
        if shape(&aht_seconds) != shape(&handled) {
            return Err(AhtError::Misaligned {
                aht_first_date: aht_seconds.first_date(),
                aht_days: aht_seconds.len(),
                handled_first_date: handled.first_date(),
                handled_days: handled.len(),
            });
        }
        Ok(Self {
            aht_seconds,
            handled,
        })
    }

    /// The first day.
    #[must_use]
    pub fn first_date(&self) -> NaiveDate {
        self.aht_seconds.first_date()
    }

    /// Slots of a day.
    #[must_use]
    pub fn slots_per_day(&self) -> SlotsPerDay {
        self.aht_seconds.slots_per_day()
    }

    /// Mean handle times, seconds.
    #[must_use]
    pub fn aht_seconds(&self) -> &DaySlots {
        &self.aht_seconds
    }

    /// The contacts behind each mean.
    #[must_use]
    pub fn handled(&self) -> &DaySlots {
        &self.handled
    }

    /// What was known on the morning of `date`.
    #[must_use]
    pub fn before(&self, date: NaiveDate) -> Self {
        Self {
            aht_seconds: self.aht_seconds.before(date),
            handled: self.handled.before(date),
        }
    }

    /// Interval means with their weights. Intervals without a handled contact say nothing, nor does a mean of
    /// 0 seconds: nobody handles a contact in no time, it is how some exports write "unknown".
    fn observations(&self) -> Vec<Observation> {
        let days = self.aht_seconds.iter().zip(self.handled.iter());
        days.flat_map(|((date, seconds), (_, handled))| {
            let cells = seconds.iter().zip(handled).enumerate();
            cells.filter_map(move |(slot, (seconds, handled))| {
                let (seconds, handled) = ((*seconds)?, (*handled)?);
                (handled > 0.0 && seconds > 0.0).then_some(Observation {
                    weekday: weekday_index(date),
                    slot,
                    seconds,
                    handled,
                })
            })
        })
        .collect()
    }
}

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
        let observations = history.observations();
        let handled: f64 = observations.iter().map(|o| o.handled).sum();
        let total: f64 = observations.iter().map(|o| o.handled * o.seconds).sum();
        if total <= 0.0 || handled <= 0.0 {
            return Err(AhtError::NoHistory);
        }
        let overall = total / handled;
        let slots = history.slots_per_day().get();

        let by_slot = credible_ratios(&observations, slots, |o| o.slot, |_| overall);
        let by_weekday = credible_ratios(
            &observations,
            7,
            |o| o.weekday,
            |o| overall * by_slot[o.slot],
        );
        let coarse = |weekday: usize, slot: usize| overall * by_slot[slot] * by_weekday[weekday];
        let fine = credible_ratios(
            &observations,
            7 * slots,
            |o| o.weekday * slots + o.slot,
            |o| coarse(o.weekday, o.slot),
        );

        let day = |weekday: usize| {
            (0..slots)
                .map(|slot| coarse(weekday, slot) * fine[weekday * slots + slot])
                .collect()
        };
        Ok(Self {
            seconds: std::array::from_fn(day),
        })
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
}

#[derive(Clone, Copy, Debug)]
struct Observation {
    weekday: usize,
    slot: usize,
    seconds: f64,
    handled: f64,
}

#[derive(Clone, Copy, Debug, Default)]
struct Group {
    intervals: f64,
    weight: f64,
    mean: f64,
    /// Σ weight × (value − mean)², kept while the mean moves (West 1979).
    scatter: f64,
}

/// Each group's mean ratio to `expected`, shrunk toward 1 by Bühlmann and Straub's credibility.
fn credible_ratios(
    observations: &[Observation],
    groups: usize,
    group_of: impl Fn(&Observation) -> usize,
    expected: impl Fn(&Observation) -> f64,
) -> Vec<f64> {
    let mut found = vec![Group::default(); groups];
    for observation in observations {
        let base = expected(observation);
        let (weight, ratio) = (observation.handled, observation.seconds / base);
        let group = &mut found[group_of(observation)];
        group.intervals += 1.0;
        group.weight += weight;
        let step = ratio - group.mean;
        group.mean += step * weight / group.weight;
        group.scatter += weight * step * (ratio - group.mean);
    }

    let seen: Vec<&Group> = found.iter().filter(|g| g.weight > 0.0).collect();
    let weight: f64 = seen.iter().map(|g| g.weight).sum();
    let free: f64 = seen.iter().map(|g| g.intervals - 1.0).sum();
    if seen.len() < 2 || free <= 0.0 {
        return vec![1.0; groups];
    }
    let centre = seen.iter().map(|g| g.weight * g.mean).sum::<f64>() / weight;
    let within = seen.iter().map(|g| g.scatter).sum::<f64>() / free;
    let between_scatter: f64 = seen
        .iter()
        .map(|g| g.weight * (g.mean - centre).powi(2))
        .sum();
    let scale = weight - seen.iter().map(|g| g.weight * g.weight).sum::<f64>() / weight;
    let between = (between_scatter - (seen.len() as f64 - 1.0) * within) / scale;
    if between <= 0.0 || !between.is_finite() {
        return vec![1.0; groups];
    }
    let contacts_for_half_belief = within / between;
    found
        .iter()
        .map(|g| {
            let belief = if g.weight > 0.0 {
                g.weight / (g.weight + contacts_for_half_belief)
            } else {
                0.0
            };
            1.0 + belief * (g.mean - 1.0)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
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
