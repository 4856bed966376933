//! The week of a queue that has hardly been seen yet.

use chrono::NaiveDate;

use super::evidence::{Table, bend, judge};
use super::own::{Noise, Own, dot};
use super::{BorrowError, MINIMUM_DONOR_DAYS, ShapeDonor};
use crate::grid::{DaySlots, SlotsPerDay, weekday_index};

/// Relative standard error of a stated daily volume: a planner's guess for a new line of business is taken to be off
/// by less than 30 % two times in three.
const STATED_VOLUME_ERROR: f64 = 0.3;

/// Share of every expectation that is spread evenly, so that a contact where the donor is closed makes the donor
/// unlikely but not impossible.
const SURPRISE: f64 = 0.005;

/// What is known of the new queue.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NewQueue<'a> {
    /// Contacts so far, none to a few weeks; observed zeros count, cells not observed do not.
    pub history: Option<&'a DaySlots>,
    /// Mean contacts of a day the queue is open, where somebody states it.
    pub expected_daily_volume: Option<f64>,
}

/// How much of the shape comes from one donor.
#[derive(Clone, Debug, PartialEq)]
pub struct DonorWeight {
    /// The donor's name.
    pub name: String,
    /// Probability that this is the donor to borrow from; all together 1.
    pub weight: f64,
    /// Half the sum of the absolute differences between the donor's shares and those of the new queue's contacts, over
    /// the weekdays and slots seen: 0 alike, 1 never at the same time. Few contacts make it large for every donor;
    /// `weight` allows for that. `None` before the first contact.
    pub distance: Option<f64>,
}

/// The expected week of a new queue.
#[derive(Clone, Debug, PartialEq)]
pub struct BorrowedShape {
    /// Weekday (Monday first) × slot: shares of the week's contacts, together 1; `None` where closed.
    pub profile: [Vec<Option<f64>>; 7],
    /// Contacts a week.
    pub weekly_contacts: f64,
    /// Donors by falling weight, in the order given where equal.
    pub donors: Vec<DonorWeight>,
    /// Credibility of the queue's own contacts for the shape within the day, 0 to 1.
    pub own_weight: f64,
    /// Credibility of the queue's own contacts for the shares of the weekdays, 0 to 1.
    pub own_weekday_weight: f64,
    /// Credibility of the queue's own contacts for the level, 0 to 1; 1 where no volume was stated.
    pub own_level_weight: f64,
}

impl BorrowedShape {
    /// Expected contacts of each slot of a day; `None` where closed.
    #[must_use]
    pub fn expected(&self, date: NaiveDate) -> Vec<Option<f64>> {
        self.profile[weekday_index(date)]
            .iter()
            .map(|share| share.map(|share| share * self.weekly_contacts))
            .collect()
    }
}

/// Finds the donors a new queue resembles and bends their week towards the queue's own contacts as far as these can be
/// believed.
///
/// For each donor the contacts are judged (see `evidence`) in three tables, coarse to fine, each against the donor's
/// week as bent so far: contacts by weekday; by slot, all weekdays together; by slot within each weekday. The counts
/// are divided by the variance inflation that donors of this kind show from day to day and from slot to slot
/// (gamma-Poisson), so that one odd day is not taken for a pattern. The product of the three probabilities and the
/// prior weight is the donor's weight; the result is the donors' bent weeks blended by it. Before the first contact
/// this is the blend by prior weights.
///
/// Slots are open as the queue's own days of that weekday show; as the donors have them on weekdays never seen, less
/// the slots in which the queue was closed on every day seen. A weekday closed twice and never open is closed.
///
/// The level is the queue's own (contacts over the shares of the days seen), or the stated volume, or both by
/// credibility: the stated one errs by 30 %, a day's by what donors show.
///
/// # Errors
/// [`BorrowError::NoDonors`], [`BorrowError::DifferentGrids`], [`BorrowError::NotAVolume`], and
/// [`BorrowError::NoLevel`] when there is neither a contact nor a stated volume.
pub fn borrow_shape(queue: &NewQueue, donors: &[ShapeDonor]) -> Result<BorrowedShape, BorrowError> {
    let slots = common_grid(queue, donors)?.get();
    let own = Own::of(queue.history, slots);
    let stated = queue.expected_daily_volume;
    if let Some(value) = stated.filter(|v| !(v.is_finite() && *v >= 0.0)) {
        return Err(BorrowError::NotAVolume { value });
    }
    if own.contacts == 0.0 && stated.is_none() {
        return Err(BorrowError::NoLevel);
    }

    let mean =
        |of: fn(&ShapeDonor) -> f64| donors.iter().map(of).sum::<f64>() / donors.len() as f64;
    let noise = Noise::new(
        &own,
        mean(ShapeDonor::day_dispersion),
        mean(ShapeDonor::slot_dispersion),
    );
    let bent: Vec<Bent> = donors
        .iter()
        .map(|donor| Bent::towards(&own, donor, &noise))
        .collect();
    let weights = weights(donors, &bent);
    let blend = |of: fn(&Bent) -> f64| bent.iter().zip(&weights).map(|(b, w)| w * of(b)).sum();

    let profile = blended(&own, donors, &bent, &weights);
    let (weekly_contacts, own_level_weight) = level(&own, &profile, stated, noise.day_dispersion);
    let mut ranked: Vec<DonorWeight> = donors
        .iter()
        .zip(weights.iter())
        .map(|(donor, &weight)| DonorWeight {
            name: donor.name().to_owned(),
            weight,
            distance: own.distance(donor),
        })
        .collect();
    ranked.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    Ok(BorrowedShape {
        profile,
        weekly_contacts,
        donors: ranked,
        own_weight: blend(|bent| bent.own_weight),
        own_weekday_weight: blend(|bent| bent.own_weekday_weight),
        own_level_weight,
    })
}

fn common_grid(queue: &NewQueue, donors: &[ShapeDonor]) -> Result<SlotsPerDay, BorrowError> {
    let first = donors.first().ok_or(BorrowError::NoDonors {
        needed: MINIMUM_DONOR_DAYS,
    })?;
    let expected = queue
        .history
        .map_or(first.slots_per_day(), DaySlots::slots_per_day);
    match donors.iter().find(|d| d.slots_per_day() != expected) {
        None => Ok(expected),
        Some(donor) => Err(BorrowError::DifferentGrids {
            donor: donor.name().to_owned(),
            found: donor.slots_per_day(),
            expected,
        }),
    }
}

/// A donor's week after the new queue's contacts were heard.
struct Bent {
    week: [Vec<f64>; 7],
    log_evidence: f64,
    own_weight: f64,
    own_weekday_weight: f64,
}

impl Bent {
    fn towards(own: &Own, donor: &ShapeDonor, noise: &Noise) -> Self {
        let even = SURPRISE / (7 * own.slots) as f64;
        let mut week: [Vec<f64>; 7] = std::array::from_fn(|weekday| {
            donor.week()[weekday]
                .iter()
                .map(|share| (1.0 - SURPRISE) * share + even)
                .collect()
        });

        let by_weekday: Vec<f64> = own
            .counts
            .iter()
            .map(|day| day.iter().sum::<f64>() / noise.day_inflation)
            .collect();
        let table = Table {
            counts: &by_weekday,
            expected: &own.expected_by_weekday(&week),
        };
        let weekdays = judge(&[table]);
        for (day, factor) in week.iter_mut().zip(bend(table, weekdays.own_weight)) {
            day.iter_mut().for_each(|share| *share *= factor);
        }

        // Day totals are taken as they came: only the shape within the days is judged from here on.
        let counts: [Vec<f64>; 7] = std::array::from_fn(|weekday| {
            own.counts[weekday]
                .iter()
                .map(|count| count / noise.slot_inflation)
                .collect()
        });
        let (by_slot, expected) = pooled(own, &counts, &week);
        let table = Table {
            counts: &by_slot,
            expected: &expected,
        };
        let slots = judge(&[table]);
        let factors = bend(table, slots.own_weight);
        reshape(&mut week, |_, slot| factors[slot]);

        let expected: [Vec<f64>; 7] = std::array::from_fn(|weekday| {
            own.exposure[weekday]
                .iter()
                .zip(&week[weekday])
                .map(|(e, share)| e * share)
                .collect()
        });
        let tables: [Table; 7] = std::array::from_fn(|weekday| Table {
            counts: &counts[weekday],
            expected: &expected[weekday],
        });
        let cells = judge(&tables);
        let factors = tables.map(|table| bend(table, cells.own_weight));
        reshape(&mut week, |weekday, slot| factors[weekday][slot]);

        Self {
            week,
            log_evidence: weekdays.log_evidence + slots.log_evidence + cells.log_evidence,
            own_weight: 1.0 - (1.0 - slots.own_weight) * (1.0 - cells.own_weight),
            own_weekday_weight: weekdays.own_weight,
        }
    }
}

/// Counts by slot over all weekdays, and what `week` expects there given each weekday's total.
fn pooled(own: &Own, counts: &[Vec<f64>; 7], week: &[Vec<f64>; 7]) -> (Vec<f64>, Vec<f64>) {
    let (mut by_slot, mut expected) = (vec![0.0; own.slots], vec![0.0; own.slots]);
    for weekday in 0..7 {
        let total: f64 = counts[weekday].iter().sum();
        let covered = dot(&own.exposure[weekday], &week[weekday]);
        if covered > 0.0 {
            for slot in 0..own.slots {
                by_slot[slot] += counts[weekday][slot];
                expected[slot] +=
                    total * own.exposure[weekday][slot] * week[weekday][slot] / covered;
            }
        }
    }
    (by_slot, expected)
}

/// Multiplies the cells and keeps each weekday's share.
fn reshape(week: &mut [Vec<f64>; 7], factor: impl Fn(usize, usize) -> f64) {
    for (weekday, day) in week.iter_mut().enumerate() {
        let before: f64 = day.iter().sum();
        for (slot, share) in day.iter_mut().enumerate() {
            *share *= factor(weekday, slot);
        }
        let after: f64 = day.iter().sum();
        if after > 0.0 {
            day.iter_mut().for_each(|share| *share *= before / after);
        }
    }
}

fn weights(donors: &[ShapeDonor], bent: &[Bent]) -> Vec<f64> {
    let logs: Vec<f64> = donors
        .iter()
        .zip(bent)
        .map(|(donor, bent)| donor.prior_weight().ln() + bent.log_evidence)
        .collect();
    let highest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let chances: Vec<f64> = logs.iter().map(|log| (log - highest).exp()).collect();
    let total: f64 = chances.iter().sum();
    chances.iter().map(|chance| chance / total).collect()
}

/// The donors' bent weeks by weight, closed where the queue is, together 1.
fn blended(
    own: &Own,
    donors: &[ShapeDonor],
    bent: &[Bent],
    weights: &[f64],
) -> [Vec<Option<f64>>; 7] {
    let cell = |weekday: usize, slot: usize| {
        let open = own.is_open(weekday, slot).unwrap_or_else(|| {
            let weight_open: f64 = donors
                .iter()
                .zip(weights)
                .filter(|(donor, _)| donor.is_open(weekday, slot))
                .map(|(_, weight)| weight)
                .sum();
            weight_open >= 0.5
        });
        let share = || {
            bent.iter()
                .zip(weights)
                .map(|(bent, weight)| weight * bent.week[weekday][slot])
                .sum::<f64>()
        };
        open.then(share)
    };
    let mut profile: [Vec<Option<f64>>; 7] =
        std::array::from_fn(|weekday| (0..own.slots).map(|slot| cell(weekday, slot)).collect());
    let total: f64 = profile.iter().flatten().flatten().sum();
    if total > 0.0 {
        for share in profile.iter_mut().flatten().flatten() {
            *share /= total;
        }
    }
    profile
}

/// Contacts a week, and the credibility of the queue's own in it.
fn level(
    own: &Own,
    profile: &[Vec<Option<f64>>; 7],
    stated_daily: Option<f64>,
    day_dispersion: f64,
) -> (f64, f64) {
    let week: [Vec<f64>; 7] =
        std::array::from_fn(|day| profile[day].iter().map(|s| s.unwrap_or(0.0)).collect());
    let covered: f64 = own.expected_by_weekday(&week).iter().sum();
    let own_level = (covered > 0.0).then(|| own.contacts / covered);
    let open_days = profile
        .iter()
        .filter(|day| day.iter().any(Option::is_some))
        .count() as f64;
    match (own_level, stated_daily.map(|daily| daily * open_days)) {
        (Some(own_level), None) => (own_level, 1.0),
        (Some(own_level), Some(stated)) if stated > 0.0 => {
            let prior = STATED_VOLUME_ERROR * STATED_VOLUME_ERROR;
            let of_days = day_dispersion / own.days() + 1.0 / (stated * covered);
            let own_weight = prior / (prior + of_days);
            (
                own_weight * own_level + (1.0 - own_weight) * stated,
                own_weight,
            )
        }
        (Some(own_level), Some(_)) => (own_level, 1.0),
        (None, stated) => (stated.unwrap_or(0.0), 0.0),
    }
}
