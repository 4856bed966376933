//! What the mix of skills and of the agents' tenures does to handle times.

use serde::{Deserialize, Serialize};

use super::AhtProfile;

/// Why a mix says nothing.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum MixError {
    /// A share is negative, NaN or infinite.
    #[error("{name:?} has a share of contacts of {share}; give a number of 0 or more")]
    NotAShare {
        /// The class or band.
        name: String,
        /// The share given.
        share: f64,
    },
    /// A factor is no ratio of handle times.
    #[error(
        "{name:?} has an AHT factor of {factor}; give its handle time ÷ the usual one, a number above 0 and at most 100"
    )]
    NotAFactor {
        /// The class, band or curve.
        name: String,
        /// The factor given.
        factor: f64,
    },
    /// All shares of one dimension are 0.
    #[error(
        "the shares of the {dimension} are all 0; give at least one of them contacts, or leave the list empty"
    )]
    NobodyHasContacts {
        /// "skill classes" or "tenure bands".
        dimension: &'static str,
    },
    /// A learning curve or a band of days does not run forward.
    #[error("{what} is {days} days; give {wanted}")]
    NotADuration {
        /// What was given.
        what: &'static str,
        /// Its days.
        days: f64,
        /// What is allowed.
        wanted: &'static str,
    },
}

/// A class of contacts or skills with a handle time of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SkillClass {
    /// What people call it.
    pub name: String,
    /// Its part of the contacts, in any unit: shares are normalised.
    pub contact_share: f64,
    /// Its handle time ÷ the queue's.
    pub aht_factor: f64,
}

/// Agents of like experience.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TenureBand {
    /// What people call it.
    pub name: String,
    /// The part of the contacts they take, in any unit: shares are normalised.
    pub contact_share: f64,
    /// Their handle time ÷ that of experienced agents.
    pub aht_factor: f64,
}

impl TenureBand {
    /// A band of `agents` people who are busy as long as the others: at `aht_factor` times the handle time each takes
    /// 1 ÷ `aht_factor` of the contacts.
    ///
    /// # Errors
    /// [`MixError::NotAShare`] and [`MixError::NotAFactor`] as [`AhtMix::new`].
    pub fn of_agents(name: &str, agents: f64, aht_factor: f64) -> Result<Self, MixError> {
        let band = Self {
            name: name.to_owned(),
            contact_share: agents / aht_factor,
            aht_factor,
        };
        factor_checked(name, aht_factor)?;
        share_checked(name, agents)?;
        Ok(band)
    }
}

/// Handle times that fall with experience: factor(t) = 1 + (f − 1) · 2^(−t ÷ h), f on the first day, half of the
/// excess gone after h days.
///
/// The exponential curve of accumulating skill (Mazur & Hastie 1978); that agents' service times follow such curves,
/// each their own, is shown by Gans, Liu, Mandelbaum, Shen & Ye 2010, "Service times in call centers: agent
/// heterogeneity and learning with some operational consequences".
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LearningCurve {
    /// Handle time on the first day ÷ that of experienced agents.
    pub first_day_factor: f64,
    /// Days after which half of the excess is gone.
    pub half_life_days: f64,
}

impl LearningCurve {
    /// The mean factor of agents spread evenly over tenures from `from_days` to `to_days`.
    ///
    /// # Errors
    /// [`MixError::NotAFactor`] and [`MixError::NotADuration`] when the curve or the band is none.
    ///
    /// # Examples
    /// ```
    /// use crewcast_forecasts::aht::LearningCurve;
    /// let curve = LearningCurve { first_day_factor: 1.6, half_life_days: 30.0 };
    /// // After one half-life the excess of 60 % is 30 %; a band of no width has the curve's own value.
    /// assert!((curve.mean_factor(30.0, 30.0).unwrap() - 1.3).abs() < 1e-12);
    /// // The mean of 2^(−x) over 0 to 1 is 1 ÷ (2 ln 2).
    /// let first_month = curve.mean_factor(0.0, 30.0).unwrap();
    /// assert!((first_month - (1.0 + 0.6 * 0.721_347_520_444)).abs() < 1e-9);
    /// ```
    pub fn mean_factor(self, from_days: f64, to_days: f64) -> Result<f64, MixError> {
        factor_checked("the first day", self.first_day_factor)?;
        let wrong = |what, days, wanted| Err(MixError::NotADuration { what, days, wanted });
        if !(self.half_life_days.is_finite() && self.half_life_days > 0.0) {
            return wrong("the half-life", self.half_life_days, "a number above 0");
        }
        if !(from_days.is_finite() && from_days >= 0.0) {
            return wrong("the band's beginning", from_days, "a number of 0 or more");
        }
        if !(to_days.is_finite() && to_days >= from_days) {
            return wrong(
                "the band's end",
                to_days,
                "a number not below its beginning",
            );
        }
        let left = |days: f64| (-days / self.half_life_days).exp2();
        let width = (to_days - from_days) / self.half_life_days * std::f64::consts::LN_2;
        // (1 − e⁻ʷ) ÷ w, which is 1 where w is 0.
        let mean = if width < 1e-9 {
            1.0
        } else {
            -(-width).exp_m1() / width
        };
        Ok(1.0 + (self.first_day_factor - 1.0) * left(from_days) * mean)
    }
}

/// Who takes which contacts: skill classes, and tenure bands of agents. Either may be empty.
///
/// The handle time of a mix is the mean over its contacts, so shares are of contacts, not of agents or time
/// ([`TenureBand::of_agents`] converts). The two dimensions are taken as independent: factor = Σ share × factor over
/// skill classes × the same over tenure bands, shares normalised to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AhtMix {
    factor: f64,
}

impl Default for AhtMix {
    fn default() -> Self {
        Self { factor: 1.0 }
    }
}

impl AhtMix {
    /// Checks and normalises a mix.
    ///
    /// # Errors
    /// [`MixError::NotAShare`], [`MixError::NotAFactor`] with the entry's name, and [`MixError::NobodyHasContacts`]
    /// when the shares of a list sum to 0.
    ///
    /// # Examples
    /// ```
    /// use crewcast_forecasts::aht::{AhtMix, TenureBand};
    /// // Of ten agents two are new and take half as long again: they take 2/1.5 of 9.33 contacts.
    /// let bands = [
    ///     TenureBand::of_agents("new", 2.0, 1.5).unwrap(),
    ///     TenureBand::of_agents("experienced", 8.0, 1.0).unwrap(),
    /// ];
    /// let mix = AhtMix::new(&[], &bands).unwrap();
    /// assert!((mix.factor() - 10.0 / (8.0 + 2.0 / 1.5)).abs() < 1e-12);
    /// ```
    pub fn new(skills: &[SkillClass], tenure: &[TenureBand]) -> Result<Self, MixError> {
        let skills = skills
            .iter()
            .map(|s| (s.name.as_str(), s.contact_share, s.aht_factor));
        let tenure = tenure
            .iter()
            .map(|t| (t.name.as_str(), t.contact_share, t.aht_factor));
        let factor = mean_factor("skill classes", skills)? * mean_factor("tenure bands", tenure)?;
        Ok(Self { factor })
    }

    /// Handle time of the mix ÷ that of a queue of factors 1.
    #[must_use]
    pub fn factor(self) -> f64 {
        self.factor
    }
}

impl AhtProfile {
    /// The profile once the mix has changed from `learnt`, in which its history was handled, to `planned`: every slot
    /// times the planned factor ÷ the learnt one. The default mix has a factor of 1.
    #[must_use]
    pub fn with_mix(&self, learnt: &AhtMix, planned: &AhtMix) -> Self {
        self.scaled(planned.factor() / learnt.factor())
    }
}

fn mean_factor<'a>(
    dimension: &'static str,
    entries: impl Iterator<Item = (&'a str, f64, f64)>,
) -> Result<f64, MixError> {
    let (mut shares, mut sum, mut given) = (0.0, 0.0, false);
    for (name, share, factor) in entries {
        share_checked(name, share)?;
        factor_checked(name, factor)?;
        given = true;
        shares += share;
        sum += share * factor;
    }
    match (given, shares > 0.0) {
        (false, _) => Ok(1.0),
        (true, true) => Ok(sum / shares),
        (true, false) => Err(MixError::NobodyHasContacts { dimension }),
    }
}

fn share_checked(name: &str, share: f64) -> Result<(), MixError> {
    if share.is_finite() && share >= 0.0 {
        return Ok(());
    }
    Err(MixError::NotAShare {
        name: name.to_owned(),
        share,
    })
}

fn factor_checked(name: &str, factor: f64) -> Result<(), MixError> {
    if factor > 0.0 && factor <= 100.0 {
        return Ok(());
    }
    Err(MixError::NotAFactor {
        name: name.to_owned(),
        factor,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::SlotsPerDay;
    use chrono::NaiveDate;

    fn skill(name: &str, contact_share: f64, aht_factor: f64) -> SkillClass {
        SkillClass {
            name: name.to_owned(),
            contact_share,
            aht_factor,
        }
    }

    #[test]
    fn shares_in_any_unit_make_the_same_mix() {
        let half = AhtMix::new(&[skill("cards", 0.5, 0.8), skill("loans", 0.5, 1.4)], &[]);
        let counts = AhtMix::new(&[skill("cards", 70.0, 0.8), skill("loans", 70.0, 1.4)], &[]);
        assert_eq!(half, counts);
        assert!((half.unwrap().factor() - 1.1).abs() < 1e-12);
    }

    #[test]
    fn skills_and_tenure_multiply_and_an_empty_list_changes_nothing() {
        let new = TenureBand {
            name: "new".to_owned(),
            contact_share: 1.0,
            aht_factor: 1.5,
        };
        let mix = AhtMix::new(&[skill("loans", 3.0, 1.2)], &[new]).unwrap();
        assert!((mix.factor() - 1.8).abs() < 1e-12);
        assert_eq!(
            AhtMix::new(&[], &[]).unwrap().factor(),
            AhtMix::default().factor()
        );
    }

    #[test]
    fn a_profile_is_moved_by_the_change_of_the_mix_and_not_by_a_mix_that_stays() {
        let slots = SlotsPerDay::of_interval_minutes(60).unwrap();
        let profile = AhtProfile::constant(300.0, slots).unwrap();
        let learnt =
            AhtMix::new(&[skill("cards", 1.0, 1.0), skill("loans", 1.0, 2.0)], &[]).unwrap();
        let planned =
            AhtMix::new(&[skill("cards", 1.0, 1.0), skill("loans", 3.0, 2.0)], &[]).unwrap();
        let moved = profile.with_mix(&learnt, &planned);
        assert!((moved.on(NaiveDate::MIN)[9] - 350.0).abs() < 1e-9);
        assert_eq!(profile.with_mix(&learnt, &learnt), profile);
    }

    #[test]
    fn a_share_or_factor_that_is_none_is_refused_with_its_name_and_a_remedy() {
        let error = AhtMix::new(&[skill("loans", -1.0, 1.0)], &[]).unwrap_err();
        assert!(error.to_string().contains("\"loans\"") && error.to_string().contains("0 or more"));
        for factor in [0.0, -2.0, f64::NAN, 300.0] {
            let error = AhtMix::new(&[skill("loans", 1.0, factor)], &[]).unwrap_err();
            assert!(matches!(error, MixError::NotAFactor { .. }));
            assert!(TenureBand::of_agents("new", 2.0, factor).is_err());
        }
        let error = AhtMix::new(&[skill("loans", 0.0, 1.0)], &[]).unwrap_err();
        assert_eq!(
            error,
            MixError::NobodyHasContacts {
                dimension: "skill classes"
            }
        );
    }

    #[test]
    fn experience_only_shortens_and_ends_at_the_experienced_agents_time() {
        let curve = LearningCurve {
            first_day_factor: 1.6,
            half_life_days: 30.0,
        };
        let factors: Vec<f64> = (0..20)
            .map(|band| curve.mean_factor(30.0 * f64::from(band), 30.0 * f64::from(band + 1)))
            .map(Result::unwrap)
            .collect();
        assert!(factors.windows(2).all(|pair| pair[1] < pair[0]));
        assert!((factors[19] - 1.0).abs() < 1e-5);
        assert!(curve.mean_factor(30.0, 20.0).is_err());
        assert!(curve.mean_factor(-1.0, 20.0).is_err());
    }
}
