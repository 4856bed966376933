//! New queues drawn from known shapes: who lends, how much, and what it is worth.

use chrono::{Days, NaiveDate};
use rand_distr::{Distribution, Gamma, Poisson};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;

use super::{BorrowError, BorrowedShape, NewQueue, ShapeDonor, borrow_shape};
use crate::grid::{DaySlots, SlotsPerDay};
use crate::models::{Fitted, Model, WeightedProfile};
use crate::simulated::known;

const SLOTS: usize = 48;
const DAY_SPREAD: f64 = 0.08;

fn monday() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 2).unwrap()
}

fn random(seed: u64) -> Xoshiro256PlusPlus {
    Xoshiro256PlusPlus::seed_from_u64(seed)
}

/// Humps over the day, each `(hour, width in hours, weight)`, open from 8 to 20 o'clock, and weekday levels.
#[derive(Clone)]
struct Truth {
    day: Vec<f64>,
    weekdays: [f64; 7],
}

impl Truth {
    fn new(humps: &[(f64, f64, f64)], weekdays: [f64; 7]) -> Self {
        let mut day: Vec<f64> = (0..SLOTS)
            .map(|slot| {
                let hour = (slot as f64 + 0.5) / 2.0;
                let hump = |(at, width, weight): &(f64, f64, f64)| {
                    weight * (-((hour - at) / width).powi(2) / 2.0).exp()
                };
                if (8.0..20.0).contains(&hour) {
                    0.05 + humps.iter().map(hump).sum::<f64>()
                } else {
                    0.0
                }
            })
            .collect();
        let total: f64 = day.iter().sum();
        day.iter_mut().for_each(|share| *share /= total);
        Self { day, weekdays }
    }

    fn morning() -> Self {
        Self::new(&[(9.5, 1.2, 1.0)], [1.5, 1.2, 1.0, 0.9, 0.8, 0.3, 0.0])
    }

    fn two_humps() -> Self {
        Self::new(
            &[(10.5, 1.3, 1.0), (15.0, 1.5, 0.8)],
            [1.2, 1.1, 1.1, 1.05, 1.0, 0.4, 0.0],
        )
    }

    fn evening() -> Self {
        Self::new(&[(17.5, 2.0, 1.0)], [0.9, 0.9, 0.9, 1.0, 1.1, 1.3, 0.0])
    }

    /// The same queue's cousin: every slot of the day up to `by` higher or lower.
    fn cousin(&self, by: f64) -> Self {
        let mut cousin = self.clone();
        for (slot, share) in cousin.day.iter_mut().enumerate() {
            *share *= 1.0 + by * (slot as f64 * 0.9).sin();
        }
        let total: f64 = cousin.day.iter().sum();
        cousin.day.iter_mut().for_each(|share| *share /= total);
        cousin
    }

    fn expected(&self, daily: f64, day: usize, slot: usize) -> f64 {
        daily * self.weekdays[day % 7] * self.day[slot]
    }

    /// Gamma-Poisson contacts; closed slots and days are not observed.
    fn draw(&self, daily: f64, first: NaiveDate, days: usize, seed: u64) -> DaySlots {
        let mut random = random(seed);
        let shape = 1.0 / (DAY_SPREAD * DAY_SPREAD);
        let busy = Gamma::new(shape, 1.0 / shape).unwrap();
        let rows = (0..days)
            .map(|day| {
                let level = busy.sample(&mut random);
                (0..SLOTS)
                    .map(|slot| {
                        let mean = level * self.expected(daily, day, slot);
                        (mean > 0.0).then(|| Poisson::new(mean).unwrap().sample(&mut random))
                    })
                    .collect()
            })
            .collect();
        DaySlots::new(first, SlotsPerDay::of_interval_minutes(30).unwrap(), rows).unwrap()
    }

    fn donor(&self, name: &str, seed: u64) -> ShapeDonor {
        ShapeDonor::new(name, &self.draw(600.0, monday(), 182, seed)).unwrap()
    }
}

fn donors() -> Vec<ShapeDonor> {
    vec![
        Truth::morning().donor("Claims", 1),
        Truth::two_humps().donor("Billing", 2),
        Truth::evening().donor("Streaming", 3),
    ]
}

fn borrow(history: &DaySlots) -> BorrowedShape {
    let queue = NewQueue {
        history: Some(history),
        expected_daily_volume: None,
    };
    borrow_shape(&queue, &donors()).unwrap()
}

fn shares(shape: &BorrowedShape) -> Vec<f64> {
    shape
        .profile
        .iter()
        .flatten()
        .map(|s| s.unwrap_or(0.0))
        .collect()
}

#[test]
fn the_right_donor_is_chosen_from_one_week_of_sixty_contacts_a_day() {
    let kinds = [
        ("Claims", Truth::morning()),
        ("Billing", Truth::two_humps()),
        ("Streaming", Truth::evening()),
    ];
    for (name, truth) in kinds {
        for seed in 10..20 {
            let own = truth.cousin(0.15).draw(60.0, monday(), 7, seed);
            let found = borrow(&own);
            assert_eq!(found.donors[0].name, name);
            assert!(found.donors[0].weight > 0.8, "{:?}", found.donors);
            let distance = |at: usize| found.donors[at].distance.unwrap();
            assert!(distance(0) < distance(1) && distance(0) < distance(2));
        }
    }
}

#[test]
fn own_contacts_weigh_the_more_the_more_there_are_and_the_less_alike_the_donor_is() {
    let stranger = Truth::two_humps().cousin(0.6);
    let weight = |truth: &Truth, daily: f64, days: usize| {
        borrow(&truth.draw(daily, monday(), days, 5)).own_weight
    };
    let weeks = [2, 7, 28, 182].map(|days| weight(&stranger, 60.0, days));
    assert!(weeks.is_sorted(), "{weeks:?}");
    assert!(weeks[0] < 0.5 && weeks[3] > 0.9, "{weeks:?}");
    let twin = weight(&Truth::two_humps(), 60.0, 28);
    assert!(twin < weeks[2], "{twin} {weeks:?}");

    // A large queue's half year is its own shape, whatever the donors'.
    let history = stranger.draw(2_000.0, monday(), 182, 6);
    let found = borrow(&history);
    let total: f64 = stranger.weekdays.iter().sum();
    let apart: f64 = shares(&found)
        .into_iter()
        .enumerate()
        .map(|(cell, share)| {
            (share - stranger.expected(1.0, cell / SLOTS, cell % SLOTS) / total).abs()
        })
        .sum();
    assert!(apart < 0.03, "{apart}");
}

#[test]
fn without_contacts_the_blend_is_by_prior_weight_and_the_level_as_stated() {
    let mut lenders = donors();
    let queue = NewQueue {
        history: None,
        expected_daily_volume: Some(120.0),
    };
    let even = borrow_shape(&queue, &lenders).unwrap();
    assert!(
        even.donors
            .iter()
            .all(|d| (d.weight - 1.0 / 3.0).abs() < 1e-12 && d.distance.is_none())
    );
    assert_eq!((even.own_weight, even.own_level_weight), (0.0, 0.0));
    // Six open days.
    assert!((even.weekly_contacts - 720.0).abs() < 1e-9);
    let week: f64 = monday()
        .iter_days()
        .take(7)
        .flat_map(|date| even.expected(date))
        .flatten()
        .sum();
    assert!((week - 720.0).abs() < 1e-9);
    assert!(even.profile[6].iter().all(Option::is_none));

    lenders[2] = lenders[2].clone().with_prior_weight(98.0).unwrap();
    let likely = borrow_shape(&queue, &lenders).unwrap();
    assert_eq!(likely.donors[0].name, "Streaming");
    assert!((likely.donors[0].weight - 0.98).abs() < 1e-12);
    let share = |donor: &ShapeDonor, slot: usize| donor.week()[0][slot];
    let found = likely.profile[0][35].unwrap();
    assert!((found / share(&lenders[2], 35) - 1.0).abs() < 0.03);
}

#[test]
fn a_stated_volume_yields_to_the_contacts_seen() {
    let truth = Truth::two_humps();
    let level = |days: usize| {
        let own = truth.draw(60.0, monday(), days, 9);
        let queue = NewQueue {
            history: Some(&own),
            expected_daily_volume: Some(120.0),
        };
        let found = borrow_shape(&queue, &donors()).unwrap();
        (found.weekly_contacts, found.own_level_weight)
    };
    let weekly: f64 = 60.0 * truth.weekdays.iter().sum::<f64>();
    let ((one, weight_one), (many, weight_many)) = (level(1), level(14));
    assert!(weight_one < weight_many && weight_many > 0.97);
    assert!(
        one > weekly && (many / weekly - 1.0).abs() < 0.1,
        "{one} {many} {weekly}"
    );
}

#[test]
fn the_queues_own_opening_hours_go_before_the_donors() {
    let history = Truth::two_humps().draw(60.0, monday(), 5, 4);
    let rows = history
        .iter()
        .map(|(_, day)| {
            (0..SLOTS)
                .map(|slot| (20..34).contains(&slot).then(|| day[slot].unwrap_or(0.0)))
                .collect()
        })
        .collect();
    let short = DaySlots::new(monday(), history.slots_per_day(), rows).unwrap();
    let found = borrow(&short);
    for weekday in 0..6 {
        for (slot, share) in found.profile[weekday].iter().enumerate() {
            assert_eq!(
                share.is_some(),
                (20..34).contains(&slot),
                "{weekday} {slot}"
            );
        }
    }
    assert!(found.profile[6].iter().all(Option::is_none));
    assert!((shares(&found).iter().sum::<f64>() - 1.0).abs() < 1e-9);
}

/// Weighted absolute percentage error of slots over the four weeks after the history.
fn wape(
    truth: &Truth,
    daily: f64,
    from: NaiveDate,
    seed: u64,
    expected: &[Vec<Option<f64>>],
) -> f64 {
    let actual = truth.draw(daily, from, expected.len(), seed);
    let (mut error, mut volume) = (0.0, 0.0);
    for ((_, day), expected) in actual.iter().zip(expected) {
        for (actual, expected) in day.iter().zip(expected) {
            let actual = actual.unwrap_or(0.0);
            error += (actual - expected.unwrap_or(0.0)).abs();
            volume += actual;
        }
    }
    error / volume
}

/// The strongest simple rule for two weeks of history: weekday means spread by one shape for all days.
fn pooled_week(own: &DaySlots, dates: &[NaiveDate]) -> Vec<Vec<Option<f64>>> {
    let total = |day: &[Option<f64>]| day.iter().flatten().sum::<f64>();
    let all: f64 = own.iter().map(|(_, day)| total(day)).sum();
    let shape: Vec<f64> = (0..SLOTS)
        .map(|slot| own.iter().filter_map(|(_, day)| day[slot]).sum::<f64>() / all)
        .collect();
    let level = |date: &NaiveDate| {
        let days: Vec<f64> = own
            .iter()
            .filter(|(seen, _)| (*date - *seen).num_days() % 7 == 0)
            .map(|(_, day)| total(day))
            .collect();
        days.iter().sum::<f64>() / days.len() as f64
    };
    dates
        .iter()
        .map(|date| {
            shape
                .iter()
                .map(|share| Some(share * level(date)))
                .collect()
        })
        .collect()
}

/// The days after a history by the weighted profile, over all slots.
fn averaged(own: &DaySlots, ahead: usize) -> Vec<Vec<Option<f64>>> {
    let known = known(own, ahead);
    let told = WeightedProfile::default().fit(&known).unwrap();
    let whole = |day: &Vec<f64>| {
        let mut slots = vec![None; SLOTS];
        for (slot, contacts) in known.matrix.window().zip(day) {
            slots[slot] = (!contacts.is_nan()).then_some(*contacts);
        }
        slots
    };
    told.predict(&known, ahead).iter().map(whole).collect()
}

#[test]
fn two_weeks_of_a_small_queue_forecast_better_with_a_borrowed_shape_than_alone() {
    let (runs, daily) = (20, 60.0);
    let [
        mut alone,
        mut pooled,
        mut borrowed,
        mut donor_only,
        mut perfect,
    ] = [0.0; 5];
    for run in 0..runs {
        let truth = Truth::two_humps().cousin(0.15);
        let own = truth.draw(daily, monday(), 14, 100 + run);
        let dates: Vec<NaiveDate> = own.end_date().iter_days().take(28).collect();
        let score = |expected: &[Vec<Option<f64>>]| {
            wape(&truth, daily, own.end_date(), 500 + run, expected)
        };
        let days_of = |shape: &BorrowedShape| -> Vec<_> {
            dates.iter().map(|&date| shape.expected(date)).collect()
        };
        alone += score(&averaged(&own, dates.len()));
        pooled += score(&pooled_week(&own, &dates));
        let found = borrow(&own);
        borrowed += score(&days_of(&found));
        let volume = NewQueue {
            history: None,
            expected_daily_volume: Some(found.weekly_contacts / 6.0),
        };
        let lender = [Truth::two_humps().donor("Billing", 2)];
        donor_only += score(&days_of(&borrow_shape(&volume, &lender).unwrap()));
        let truths: Vec<Vec<Option<f64>>> = (0..28)
            .map(|day| {
                (0..SLOTS)
                    .map(|slot| Some(truth.expected(daily, day, slot)))
                    .collect()
            })
            .collect();
        perfect += score(&truths);
    }
    let [alone, pooled, borrowed, donor_only, perfect] =
        [alone, pooled, borrowed, donor_only, perfect].map(|sum| sum / runs as f64);
    println!(
        "WAPE of 30-minute intervals: own history {alone:.4}, with one shape for all weekdays {pooled:.4}, borrowed {borrowed:.4}, donor's shape unbent \
         {donor_only:.4}, true means {perfect:.4}"
    );
    assert!(borrowed < alone - 0.5 * (alone - perfect));
    assert!(borrowed < pooled - 0.5 * (pooled - perfect) && borrowed < donor_only);
}

#[test]
fn what_cannot_be_borrowed_is_refused_with_the_reason() {
    let nothing = NewQueue {
        history: None,
        expected_daily_volume: None,
    };
    assert_eq!(borrow_shape(&nothing, &donors()), Err(BorrowError::NoLevel));
    assert_eq!(
        borrow_shape(&nothing, &[]),
        Err(BorrowError::NoDonors { needed: 40 })
    );
    let hourly = SlotsPerDay::of_interval_minutes(60).unwrap();
    let own = DaySlots::new(monday(), hourly, vec![vec![Some(1.0); 24]]).unwrap();
    let other_grid = NewQueue {
        history: Some(&own),
        ..nothing
    };
    assert!(matches!(
        borrow_shape(&other_grid, &donors()),
        Err(BorrowError::DifferentGrids { .. })
    ));
    let short = Truth::morning().draw(600.0, monday(), 42, 1);
    assert_eq!(
        ShapeDonor::new("Claims", &short.before(monday() + Days::new(21))),
        Err(BorrowError::DonorTooShort {
            donor: "Claims".to_owned(),
            found: 18,
            needed: 40
        })
    );
    assert_eq!(
        donors()[0].clone().with_prior_weight(0.0),
        Err(BorrowError::NotAWeight {
            donor: "Claims".to_owned(),
            weight: 0.0
        })
    );
}
