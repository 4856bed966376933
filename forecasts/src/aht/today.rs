//! How a running day's handle times stand against what was expected of them.

use chrono::NaiveDate;

use super::credibility::variances;
use super::history::Observation;
use super::profile::{drawn_in, expected_by};
use super::{AhtError, AhtHistory, AhtProfile};

/// Days whose levels say how far days depart from the profile: older ones have drifted with it.
const DAYS_COMPARED: usize = 56;

/// The level of a running day's handle times: what those still to come are multiplied by.
///
/// A day's level is 1 + δ with a variance τ² between days; the mean of `n` contacts shows it with a variance of σ² ÷ n. So
/// of the departure seen, `n ÷ (n + σ² ÷ τ²)` is believed, and a variance of `σ² ÷ (n + σ² ÷ τ²)` is left (the credibility
/// of Bühlmann & Straub 1970, as in [`AhtProfile`]; both variances from the last eight weeks).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HandleTimeLevel {
    /// Expected handle times to come ÷ those of the profile.
    pub factor: f64,
    /// Standard deviation of what is left unknown of it.
    pub deviation: f64,
    /// Contacts of the day that were timed.
    pub contacts: f64,
}

impl HandleTimeLevel {
    /// The level of `date` from its slots before `known_slots`; the history holds the day and days before it.
    ///
    /// # Errors
    /// [`AhtError::NoHistory`] when no earlier interval has both a handle time and handled contacts.
    pub fn of_day(
        history: &AhtHistory,
        date: NaiveDate,
        known_slots: usize,
    ) -> Result<Self, AhtError> {
        let past = history.before(date);
        let profile = AhtProfile::fit(&past)?;
        let observations = drawn_in(past.observations(), &profile);
        let days = observations.last().map_or(0, |last| last.day + 1);
        let first = days.saturating_sub(DAYS_COMPARED);
        let recent: Vec<Observation> = observations
            .into_iter()
            .filter(|one| one.day >= first)
            .collect();
        let expected = expected_by(&profile);
        let found = variances(&recent, days, |one| one.day, &expected);
        let seen: Vec<Observation> = {
            let offset = date.signed_duration_since(history.first_date()).num_days();
            let own = history.observations().into_iter();
            let own =
                own.filter(|one| i64::try_from(one.day) == Ok(offset) && one.slot < known_slots);
            drawn_in(own.collect(), &profile)
        };
        let contacts: f64 = seen.iter().map(|one| one.handled).sum();
        // Days that differ by no more than chance have one level, whatever this morning says.
        let Some((within, between)) = found else {
            return Ok(Self {
                factor: 1.0,
                deviation: 0.0,
                contacts,
            });
        };
        let for_half_belief = within / between;
        let seconds: f64 = seen.iter().map(|one| one.handled * one.seconds).sum();
        let base: f64 = seen.iter().map(|one| one.handled * expected(one)).sum();
        let ratio = if base > 0.0 { seconds / base } else { 1.0 };
        let belief = contacts / (contacts + for_half_belief);
        Ok(Self {
            factor: 1.0 + belief * (ratio - 1.0),
            deviation: (within / (contacts + for_half_belief)).sqrt(),
            contacts,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulated::{Draws, hours};

    /// Eight weeks of 60 contacts an hour at 240 s, days longer and shorter as wholes by `of_the_day`, and one more day
    /// whose hours before noon take `ratio` times as long.
    fn history(of_the_day: f64, ratio: f64, handled: f64) -> (AhtHistory, NaiveDate) {
        let mut draws = Draws::new(4);
        let factors: Vec<f64> = (0..56).map(|_| draws.factor(of_the_day)).collect();
        let mut noise = Draws::new(9);
        let seconds = hours(57, |day, hour| {
            let own = factors.get(day).copied().unwrap_or(ratio);
            // Interval means of 60 contacts that vary by their own mean: 1 ÷ √60.
            let chance = noise.factor(1.0 / 60.0_f64.sqrt());
            (day < 56 || hour < 12).then_some(240.0 * own * if day < 56 { chance } else { 1.0 })
        });
        let counts = hours(57, |day, hour| {
            (day < 56 || hour < 12).then_some(if day < 56 { 60.0 } else { handled })
        });
        let date = seconds.end_date().pred_opt().unwrap();
        (AhtHistory::new(seconds, counts).unwrap(), date)
    }

    #[test]
    fn a_morning_of_many_long_contacts_is_believed_and_one_of_few_hardly() {
        let (many, date) = history(0.08, 1.2, 60.0);
        let level = HandleTimeLevel::of_day(&many, date, 12).unwrap();
        // σ² ≈ 1, τ² ≈ 0.0064: 720 contacts against about 156 are believed by 0.82, so 1.2 becomes about 1.165.
        assert!((level.factor - 1.165).abs() < 0.02, "{level:?}");
        // √(1 ÷ (720 + 156)) = 0.034.
        assert!((level.deviation - 0.034).abs() < 0.006, "{level:?}");
        let (few, date) = history(0.08, 1.2, 1.0);
        let level = HandleTimeLevel::of_day(&few, date, 12).unwrap();
        assert!(level.factor < 1.03, "{level:?}");
        assert!((level.deviation - 0.077).abs() < 0.012, "{level:?}");
    }

    #[test]
    fn only_what_was_known_counts() {
        let (all, date) = history(0.08, 1.2, 60.0);
        let early = HandleTimeLevel::of_day(&all, date, 0).unwrap();
        assert_eq!((early.factor, early.contacts), (1.0, 0.0));
    }

    #[test]
    fn days_that_never_differed_are_not_said_to_differ_today() {
        let seconds = hours(57, |day, hour| {
            (day < 56 || hour < 12).then_some(if day < 56 { 240.0 } else { 300.0 })
        });
        let counts = hours(57, |day, hour| (day < 56 || hour < 12).then_some(60.0));
        let date = seconds.end_date().pred_opt().unwrap();
        let history = AhtHistory::new(seconds, counts).unwrap();
        let level = HandleTimeLevel::of_day(&history, date, 12).unwrap();
        assert_eq!(
            (level.factor, level.deviation, level.contacts),
            (1.0, 0.0, 720.0)
        );
    }

    #[test]
    fn a_day_without_a_past_has_no_level() {
        let seconds = hours(1, |_, _| Some(240.0));
        let history = AhtHistory::new(seconds.clone(), seconds.clone()).unwrap();
        let refused = HandleTimeLevel::of_day(&history, seconds.first_date(), 12);
        assert_eq!(refused, Err(AhtError::NoHistory));
    }
}
