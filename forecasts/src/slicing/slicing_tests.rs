//! Slices find what is planted, share no contact, hold whom they say, and fit into the seats' hours.

use proptest::prelude::*;
use rand_core::SeedableRng as _;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::{
    ContactScore, Exploration, SeatTime, Slice, SliceOptions, SlicePlan, SlicingError, propose,
};
use crate::response::{ContactTable, LogOdds, Propensity};
use crate::units::AhtSeconds;

const JOBS: [&str; 5] = ["cook", "nurse", "clerk", "driver", "retired"];

fn uniform(generator: &mut Xoshiro256PlusPlus) -> f64 {
    (generator.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
}

fn propensity(mean: f64) -> Propensity {
    LogOdds {
        mean: (mean / (1.0 - mean)).ln(),
        standard_deviation: 0.2,
    }
    .propensity()
}

/// Contacts with an age that some lack and a job that some lack. The retired over 60 are best, nurses next, and everywhere
/// the older ones are a little better.
fn list(rows: usize, seed: u64) -> (ContactTable, Vec<ContactScore>) {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut draw = || uniform(&mut generator);
    let drawn: Vec<(f64, Option<&str>)> = (0..rows)
        .map(|_| {
            let age = if draw() < 0.1 {
                f64::NAN
            } else {
                (18.0 + 70.0 * draw()).floor()
            };
            let job = if draw() < 0.1 {
                None
            } else {
                Some(JOBS[(5.0 * draw()) as usize])
            };
            (age, job)
        })
        .collect();
    let mut contacts = ContactTable::with_rows(rows);
    let ages = drawn.iter().map(|each| each.0).collect();
    contacts.push_numeric("age", ages).unwrap();
    contacts
        .push_alphabetic("job", drawn.iter().map(|each| each.1))
        .unwrap();
    let scores = drawn
        .iter()
        .map(|&(age, job)| {
            let success = match job {
                Some("retired") if age >= 60.0 => 0.2,
                Some("nurse") => 0.12,
                _ if age < 30.0 => 0.06,
                _ => 0.03,
            };
            let of_age = if age.is_nan() {
                1.0
            } else {
                1.0 + 0.005 * (age - 50.0)
            };
            ContactScore {
                answer_rate: 0.3,
                success: propensity(success * of_age),
            }
        })
        .collect();
    (contacts, scores)
}

fn seats(seats: u32) -> SeatTime {
    SeatTime {
        seats,
        hours: 7.0,
        handle_time: AhtSeconds::new(200.0).unwrap(),
        unanswered_attempts_per_seat_hour: 60.0,
    }
}

fn slices_that_hold(plan: &SlicePlan, contacts: &ContactTable, row: usize) -> Vec<usize> {
    let holds = |slice: &Slice| {
        let mut conditions = slice.conditions.iter();
        conditions.all(|condition| condition.holds(contacts, row).unwrap())
    };
    (0..plan.slices.len())
        .filter(|&slice| holds(&plan.slices[slice]))
        .collect()
}

fn assert_disjoint_and_true(plan: &SlicePlan, contacts: &ContactTable) {
    let mut contacts_of = vec![0; plan.slices.len()];
    let mut slice_of_row = vec![None; contacts.rows()];
    for (row, of_row) in slice_of_row.iter_mut().enumerate() {
        let held = slices_that_hold(plan, contacts, row);
        assert!(held.len() <= 1, "row {row} is in slices {held:?}");
        if let Some(&slice) = held.first() {
            contacts_of[slice] += 1;
            *of_row = Some(slice);
        }
    }
    let mut is_called = vec![false; contacts.rows()];
    for (index, slice) in plan.slices.iter().enumerate() {
        assert_eq!(slice.contacts, contacts_of[index], "slice {index}");
        for &row in &slice.calls {
            assert_eq!(slice_of_row[row], Some(index));
            assert!(!std::mem::replace(&mut is_called[row], true));
        }
    }
    for &row in &plan.exploration.calls {
        assert!(!std::mem::replace(&mut is_called[row], true));
    }
}

#[test]
fn the_best_parts_of_a_list_come_first_and_in_words() {
    let (contacts, scores) = list(20_000, 1);
    let plan = propose(&contacts, &scores, &seats(20), &SliceOptions::default(), 1).unwrap();
    assert_disjoint_and_true(&plan, &contacts);
    assert!(
        (5..=20).contains(&plan.slices.len()),
        "{}",
        plan.slices.len()
    );
    let words: Vec<String> = plan.slices[0]
        .conditions
        .iter()
        .map(ToString::to_string)
        .collect();
    assert!(
        words.iter().any(|each| each == r#"job EQUALS "retired""#),
        "{words:?}"
    );
    assert!(
        words.iter().any(|each| each.starts_with("age ")),
        "{words:?}"
    );
    let rates: Vec<f64> = plan
        .slices
        .iter()
        .map(|slice| slice.success_rate.mean)
        .collect();
    assert!(rates.is_sorted_by(|a, b| a >= b), "{rates:?}");
    assert!((0.2..0.25).contains(&rates[0]), "{rates:?}");
    for slice in &plan.slices {
        let rate = slice.success_rate;
        assert!(rate.p10 < rate.mean && rate.mean < rate.p90);
        assert!(slice.successes.p10 <= slice.successes.mean);
        assert!((slice.answer_rate - 0.3).abs() < 1e-9);
        assert!(slice.contacts >= 100, "{}", slice.contacts);
    }
}

#[test]
fn slices_and_exploration_fit_into_the_seat_hours() {
    let (contacts, scores) = list(30_000, 2);
    for count in [5, 20, 60] {
        let plan = propose(
            &contacts,
            &scores,
            &seats(count),
            &SliceOptions::default(),
            3,
        )
        .unwrap();
        let for_slices: f64 = plan.slices.iter().map(|slice| slice.seat_hours).sum();
        assert_eq!(plan.seat_hours, f64::from(count) * 7.0);
        assert!(for_slices <= 0.9 * plan.seat_hours + 1e-9);
        assert!(
            for_slices >= 0.85 * plan.seat_hours,
            "{for_slices} of {}",
            plan.seat_hours
        );
        let explored = plan.exploration.seat_hours / plan.seat_hours;
        assert!((0.099..=0.1).contains(&explored), "{explored}");
        let (last, others) = plan.slices.split_last().unwrap();
        assert!(
            others
                .iter()
                .all(|slice| slice.calls.len() == slice.contacts)
        );
        assert!(last.calls.len() <= last.contacts);
    }
}

#[test]
fn the_same_seed_gives_the_same_slices_and_another_draws_others_to_explore() {
    let (contacts, scores) = list(8_000, 4);
    let options = SliceOptions::default();
    let plan = |seed| propose(&contacts, &scores, &seats(10), &options, seed).unwrap();
    assert_eq!(plan(5), plan(5));
    assert_ne!(plan(5).exploration.calls, plan(6).exploration.calls);
}

#[test]
fn thompsons_draws_prefer_those_who_may_well_be_good() {
    let (contacts, mut scores) = list(8_000, 5);
    // Of every second contact little is known.
    for score in scores.iter_mut().step_by(2) {
        score.success = LogOdds {
            standard_deviation: 1.0,
            ..score.success.log_odds()
        }
        .propensity();
    }
    let explored = |exploration| {
        let options = SliceOptions {
            exploration,
            ..SliceOptions::default()
        };
        let plan = propose(&contacts, &scores, &seats(5), &options, 6).unwrap();
        let calls = plan.exploration.calls;
        let uncertain = calls.iter().filter(|&&row| row.is_multiple_of(2)).count();
        uncertain as f64 / calls.len() as f64
    };
    assert!(explored(Exploration::Thompson { share: 0.2 }) > 0.75);
    assert!((explored(Exploration::AtRandom { share: 0.2 }) - 0.5).abs() < 0.15);
    let none = SliceOptions {
        exploration: Exploration::None,
        ..SliceOptions::default()
    };
    let plan = propose(&contacts, &scores, &seats(5), &none, 6).unwrap();
    assert!(plan.exploration.calls.is_empty());
}

#[test]
fn a_list_without_parts_says_that_it_is_fully_split() {
    let (contacts, mut scores) = list(2_000, 7);
    scores.fill(ContactScore {
        answer_rate: 0.3,
        success: propensity(0.05),
    });
    let plan = propose(&contacts, &scores, &seats(100), &SliceOptions::default(), 1).unwrap();
    assert!(plan.is_fully_split);
    assert_eq!(plan.slices.len(), 1);
    assert!(plan.slices[0].conditions.is_empty());
    assert_eq!(plan.slices[0].calls.len(), 2_000);
    let (empty, none) = (ContactTable::with_rows(0), Vec::new());
    let plan = propose(&empty, &none, &seats(1), &SliceOptions::default(), 1).unwrap();
    assert!(plan.slices.is_empty() && plan.exploration.calls.is_empty());
}

#[test]
fn what_cannot_be_sliced_is_refused_with_its_row_and_field() {
    let (mut contacts, mut scores) = list(1_000, 8);
    let refusal = |contacts: &ContactTable, scores: &[ContactScore], options: SliceOptions| {
        propose(contacts, scores, &seats(1), &options, 1).unwrap_err()
    };
    let options = SliceOptions::default();
    assert!(matches!(
        refusal(&contacts, &scores[1..], options),
        SlicingError::NotOneAContact {
            found: 999,
            expected: 1_000
        }
    ));
    let too_many = SliceOptions {
        least_slices: 30,
        ..options
    };
    assert!(matches!(
        refusal(&contacts, &scores, too_many),
        SlicingError::OutOfRange {
            field: "least_slices",
            ..
        }
    ));
    let idle = propose(&contacts, &scores, &seats(0), &options, 1).unwrap_err();
    assert_eq!(
        idle.to_string(),
        "seats = 0 is outside its range; use 1 or more"
    );
    scores[17].success.p90 = 1.0;
    assert!(matches!(
        refusal(&contacts, &scores, options),
        SlicingError::NotAScore {
            row: 17,
            field: "success"
        }
    ));
    contacts.declare_known_after_call("age").unwrap();
    assert!(matches!(
        refusal(&contacts, &scores, options),
        SlicingError::Contacts(_)
    ));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn slices_share_no_contact_and_hold_whom_they_say(
        seed in any::<u64>(),
        rows in 300_usize..2_000,
        count in 1_u32..20,
        least_contacts in 2_usize..100,
    ) {
        let (contacts, mut scores) = list(rows, seed);
        let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
        for score in &mut scores {
            score.success = propensity(0.01 + 0.5 * uniform(&mut generator));
            score.answer_rate = 0.05 + 0.9 * uniform(&mut generator);
        }
        let options = SliceOptions { least_contacts, ..SliceOptions::default() };
        let plan = propose(&contacts, &scores, &seats(count), &options, seed).unwrap();
        prop_assert!(plan.slices.len() <= 20);
        assert_disjoint_and_true(&plan, &contacts);
    }
}

#[test]
fn the_less_the_scores_are_known_the_more_exploring_is_advised() {
    let (contacts, scores) = list(4_000, 9);
    let seats = |hours: f64| SeatTime {
        seats: 2,
        hours,
        handle_time: AhtSeconds::new(240.0).unwrap(),
        unanswered_attempts_per_seat_hour: 60.0,
    };
    let advised = |standard_deviation: f64, hours: f64| {
        let scores: Vec<ContactScore> = scores
            .iter()
            .map(|score| ContactScore {
                success: LogOdds {
                    standard_deviation,
                    ..score.success.log_odds()
                }
                .propensity(),
                ..*score
            })
            .collect();
        let options = SliceOptions::default();
        let plan = propose(&contacts, &scores, &seats(hours), &options, 3).unwrap();
        plan.advised_exploration_share
    };
    let shares = [0.0, 0.3, 1.0].map(|sd| advised(sd, 8.0));
    assert_eq!(shares[0], 0.0, "nothing is unknown");
    assert!(shares[0] < shares[1] && shares[1] < shares[2], "{shares:?}");
    assert!(shares[2] <= 0.3);
    assert_eq!(advised(1.0, 10_000.0), 0.0, "everybody is called");
}
