//! The model recovers what was planted, says how sure it is, follows what changes, and explains itself.

use proptest::prelude::*;
use rand_core::SeedableRng as _;
use rand_distr::{Distribution as _, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::log_odds::probability;
use super::posterior::{Batch, Posterior};
use super::{
    Attempt, Calibration, Call, ContactTable, Disposition, HourOfWeek, Judged, Memory,
    PropensityModel, ResponseError, ResponseModel, ResponseOptions,
};

const REGIONS: [&str; 4] = ["north", "east", "south", "west"];
pub(super) const PRODUCTS: [&str; 6] = ["card", "loan", "fund", "life", "home", "travel"];

pub(super) fn uniform(generator: &mut Xoshiro256PlusPlus) -> f64 {
    (generator.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
}

fn normal(generator: &mut Xoshiro256PlusPlus) -> f64 {
    StandardNormal.sample(generator)
}

/// Nothing fades, nothing wanders.
fn steady(prior_standard_deviation: f64) -> ResponseOptions {
    ResponseOptions {
        memory: Some(Memory {
            half_life_days: None,
            level_walk: 0.0,
            prior_standard_deviation,
        }),
        ..ResponseOptions::default()
    }
}

/// Contacts of all regions and products in turn: 24 kinds.
pub(super) fn contacts(rows: usize) -> ContactTable {
    let mut contacts = ContactTable::with_rows(rows);
    let region = |row: usize| Some(REGIONS[row % 4]);
    let product = |row: usize| Some(PRODUCTS[row / 4 % 6]);
    contacts
        .push_alphabetic("region", (0..rows).map(region))
        .unwrap();
    contacts
        .push_alphabetic("product", (0..rows).map(product))
        .unwrap();
    contacts
}

fn attempt(contact: usize, succeeded: bool) -> Attempt {
    Attempt {
        contact,
        at_days: contact as f64 / 100.0,
        hour: None,
        succeeded,
    }
}

/// Attempts of all contacts with the given true log-odds.
pub(super) fn attempts(
    rows: usize,
    generator: &mut Xoshiro256PlusPlus,
    log_odds: impl Fn(usize) -> f64,
) -> Vec<Attempt> {
    (0..rows)
        .map(|row| attempt(row, uniform(generator) < probability(log_odds(row))))
        .collect()
}

#[test]
fn planted_effects_are_recovered_and_calibrated() {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(1);
    let rows = 40_000;
    let mut table = contacts(rows);
    let ages: Vec<f64> = (0..rows)
        .map(|_| (18.0 + 60.0 * uniform(&mut generator)).floor())
        .collect();
    table.push_numeric("age", ages.clone()).unwrap();
    let truth = |row: usize| {
        let region = [0.5, -0.5, 0.2, -0.2][row % 4];
        let age = if ages[row] < 40.0 { -0.4 } else { 0.4 };
        -2.5 + region + age
    };
    let all = attempts(rows, &mut generator, truth);
    let (earlier, later) = all.split_at(rows / 2);
    let model = PropensityModel::fit(&table, earlier, &ResponseOptions::default()).unwrap();
    let scores = model.scorer(0.0).unwrap().score_all(&table, None).unwrap();
    let error: f64 = later
        .iter()
        .map(|a| (scores[a.contact].mean - truth(a.contact)).abs())
        .sum::<f64>()
        / later.len() as f64;
    // The bin that the step of age lies in mixes both.
    assert!(error < 0.15, "{error}");
    let judged: Vec<Judged> = later
        .iter()
        .map(|a| Judged {
            predicted: scores[a.contact].propensity().mean,
            succeeded: a.succeeded,
        })
        .collect();
    let calibration = Calibration::of(&judged, 10).unwrap();
    assert!(
        calibration.expected_calibration_error < 0.01,
        "{calibration:?}"
    );
    assert!(calibration.log_loss < calibration.log_loss_of_base_rate - 0.005);
}

#[test]
fn four_of_five_bands_hold_the_truth() {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(2);
    let (mut inside, mut all) = (0, 0);
    for _ in 0..60 {
        let rows = 1_200;
        let effects: Vec<f64> = (0..10).map(|_| 0.5 * normal(&mut generator)).collect();
        let truth = |row: usize| -1.5 + effects[row % 4] + effects[4 + row / 4 % 6];
        let table = contacts(rows);
        let seen = attempts(rows, &mut generator, truth);
        let model = PropensityModel::fit(&table, &seen, &steady(0.5)).unwrap();
        let scores = model.scorer(0.0).unwrap().score_all(&table, None).unwrap();
        for (row, score) in scores.iter().enumerate().take(24) {
            let band = score.propensity();
            let truth = probability(truth(row));
            inside += usize::from((band.p10..=band.p90).contains(&truth));
            all += 1;
        }
    }
    let share = f64::from(u32::try_from(inside).unwrap()) / f64::from(all);
    assert!((0.74..=0.86).contains(&share), "{share}");
}

#[test]
fn learning_in_many_batches_comes_to_what_learning_at_once_does() {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(3);
    let rows: Vec<(u16, bool)> = (0..4_000)
        .map(|row: u16| {
            let level = 1 + row % 5;
            let truth = -2.0 + 0.3 * f64::from(level);
            (level, uniform(&mut generator) < probability(truth))
        })
        .collect();
    let learned = |size: usize| {
        let mut posterior = Posterior::new(&[0.5; 5]);
        for chunk in rows.chunks(size) {
            let mut batch = Batch::default();
            for &(level, success) in chunk {
                batch.push([(level, 1.0)], success);
            }
            posterior.learn(&batch).unwrap();
        }
        posterior
    };
    let (at_once, in_batches) = (learned(4_000), learned(200));
    let covariance = at_once.covariance().unwrap();
    for at in 1..6 {
        let of = |posterior: &Posterior| posterior.mean()[0] + posterior.mean()[at];
        let sd = (covariance[(0, 0)] + covariance[(at, at)] + 2.0 * covariance[(0, at)]).sqrt();
        let apart = (of(&at_once) - of(&in_batches)).abs();
        assert!(apart < 0.25 * sd, "{apart} against {sd}");
    }
}

#[test]
fn a_level_that_rises_is_followed_by_learning() {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(5);
    let rows = 8_000;
    let table = contacts(rows);
    let truth = |row: usize| -3.0 + 2.0 * row as f64 / rows as f64;
    let all = attempts(rows, &mut generator, truth);
    let mut model =
        PropensityModel::fit(&table, &all[..6_000], &ResponseOptions::default()).unwrap();
    assert!(model.memory().level_walk > 0.0 || model.memory().half_life_days.is_some());
    let of =
        |model: &PropensityModel| model.scorer(0.0).unwrap().score_all(&table, None).unwrap()[0];
    let before = of(&model);
    for chunk in all[6_000..].chunks(500) {
        model.learn(&table, chunk).unwrap();
    }
    let after = of(&model);
    assert!(after.mean > before.mean + 0.2, "{before:?} {after:?}");
    assert!((after.mean - truth(rows)).abs() < 0.5, "{after:?}");
    let ahead = model.scorer(30.0).unwrap().score_all(&table, None).unwrap()[0];
    assert!(ahead.standard_deviation >= after.standard_deviation);
    assert_eq!(model.attempts(), rows);
}

#[test]
fn columns_known_only_after_the_call_are_refused() {
    let mut table = contacts(400);
    table.push_numeric("duration", vec![60.0; 400]).unwrap();
    table.declare_known_after_call("duration").unwrap();
    let seen: Vec<Attempt> = (0..400).map(|row| attempt(row, row % 3 == 0)).collect();
    let refusal = PropensityModel::fit(&table, &seen, &steady(0.5)).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "column duration is known only after the call (known_after_call), so it cannot predict the call; leave it out of the table"
    );
    let model = PropensityModel::fit(&contacts(400), &seen, &steady(0.5)).unwrap();
    let scored = model.scorer(0.0).unwrap().score_all(&table, None);
    assert!(matches!(scored, Err(ResponseError::KnownAfterCall { .. })));
    assert!(table.declare_known_after_call("talk").is_err());
}

/// 1,200 contacts of three regions, one rare one, and some without.
fn regions_of_all_sizes() -> (ContactTable, Vec<Attempt>) {
    let mut table = ContactTable::with_rows(1_203);
    let region = |row: usize| match row {
        1_200 => Some("moon"),
        1_201 => None,
        row if row % 100 == 0 => Some("harbour"),
        row if row % 100 == 1 => Some("island"),
        row if row % 10 == 5 => None,
        row => Some(["north", "south"][row % 2]),
    };
    table
        .push_alphabetic("region", (0..1_203).map(region))
        .unwrap();
    let numbers = (0..1_203).map(|row| {
        if row % 7 == 3 {
            f64::NAN
        } else {
            f64::from(row % 50)
        }
    });
    table.push_numeric("visits", numbers.collect()).unwrap();
    let seen = (0..1_200)
        .map(|row| {
            attempt(
                row,
                if row % 2 == 0 {
                    row % 3 == 0
                } else {
                    row % 9 == 0
                },
            )
        })
        .collect();
    (table, seen)
}

#[test]
fn rare_levels_are_pooled_missing_ones_are_a_level_and_unseen_ones_the_mean() {
    let (table, seen) = regions_of_all_sizes();
    let model = PropensityModel::fit(&table, &seen, &steady(0.5)).unwrap();
    let scorer = model.scorer(0.0).unwrap();
    let reason = |row: usize| {
        let told = scorer.explain(&table, row, None).unwrap();
        told.reasons
            .into_iter()
            .find(|r| r.code == "REGION")
            .unwrap()
    };
    assert_eq!(reason(0).level.as_deref(), Some("rare ones"));
    assert_eq!(reason(1).level.as_deref(), Some("rare ones"));
    assert_eq!(reason(5).level.as_deref(), Some("missing"));
    let unseen = reason(1_200);
    assert_eq!((unseen.level, unseen.contribution), (None, 0.0));
    assert_eq!(unseen.standard_deviation, 0.5);
    assert!(reason(2).standard_deviation < 0.5);
}

#[test]
fn the_score_is_the_mean_contact_and_the_reasons_largest_first() {
    let (table, seen) = regions_of_all_sizes();
    let model = PropensityModel::fit(&table, &seen, &steady(0.5)).unwrap();
    let scorer = model.scorer(0.0).unwrap();
    let scores = scorer.score_all(&table, None).unwrap();
    let mut mean_of_contributions = 0.0;
    for (row, score) in scores.iter().enumerate().take(1_200) {
        let told = scorer.explain(&table, row, None).unwrap();
        let sum: f64 = told.reasons.iter().map(|reason| reason.contribution).sum();
        assert!((told.mean_contact + sum - score.mean).abs() < 1e-9);
        assert_eq!(told.score, *score);
        assert!(told.reasons[0].contribution.abs() >= told.reasons[1].contribution.abs());
        mean_of_contributions += sum / 1_200.0;
    }
    assert!(
        mean_of_contributions.abs() < 1e-9,
        "{mean_of_contributions}"
    );
    assert!(scorer.explain(&table, 1_203, None).is_err());
}

#[test]
fn a_text_that_appears_later_gets_a_level_by_learning() {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(6);
    let mut table = ContactTable::with_rows(3_000);
    let source = |row: usize| {
        Some(if row < 2_000 || row.is_multiple_of(2) {
            "old"
        } else {
            "new"
        })
    };
    table
        .push_alphabetic("source", (0..3_000).map(source))
        .unwrap();
    let truth = |row: usize| {
        if source(row) == Some("new") {
            0.0
        } else {
            -2.0
        }
    };
    let all = attempts(3_000, &mut generator, truth);
    let mut model = PropensityModel::fit(&table, &all[..2_000], &steady(1.0)).unwrap();
    let of_new = |model: &PropensityModel| {
        model.scorer(0.0).unwrap().score_all(&table, None).unwrap()[2_001]
    };
    let before = of_new(&model);
    assert!((before.mean + 2.0).abs() < 0.4, "{before:?}");
    model.learn(&table, &all[2_000..]).unwrap();
    let after = of_new(&model);
    assert!(after.mean > -0.6, "{after:?}");
    assert!(after.standard_deviation < before.standard_deviation);
    let anew = PropensityModel::fit(&table, &all, &steady(1.0)).unwrap();
    assert!(
        (of_new(&anew).mean - after.mean).abs() < 0.15,
        "{:?} {after:?}",
        of_new(&anew)
    );

    let old = model.learn(&table, &all[..10]);
    assert!(matches!(
        old,
        Err(ResponseError::OlderThanLearned { attempt: 0, .. })
    ));
}

#[test]
fn the_hour_of_the_week_is_learned() {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(7);
    let rows = 20_000;
    let table = contacts(rows);
    let hours: Vec<HourOfWeek> = (0..rows)
        .map(|_| HourOfWeek::new((168.0 * uniform(&mut generator)) as u8).unwrap())
        .collect();
    let seen: Vec<Attempt> = (0..rows)
        .map(|row| {
            let evening = (18..21).contains(&hours[row].hour_of_day());
            let truth = if evening { -0.5 } else { -1.5 };
            Attempt {
                hour: Some(hours[row]),
                ..attempt(row, uniform(&mut generator) < probability(truth))
            }
        })
        .collect();
    let model = PropensityModel::fit(&table, &seen, &steady(0.4)).unwrap();
    let scorer = model.scorer(0.0).unwrap();
    let at = |hour: u8| {
        let hour = HourOfWeek::new(hour).unwrap();
        scorer.score_all(&table, Some(hour)).unwrap()[0].mean
    };
    for day in 0..7 {
        assert!(at(24 * day + 19) > at(24 * day + 10) + 0.5);
    }
    let told = scorer.explain(&table, 0, HourOfWeek::new(19).ok()).unwrap();
    assert_eq!(told.reasons[0].code, "CALL_HOUR");
    assert_eq!(told.reasons[0].level.as_deref(), Some("19:00"));
}

#[test]
fn the_stages_of_a_call_multiply() {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(8);
    let rows = 12_000;
    let table = contacts(rows);
    let calls: Vec<Call> = (0..rows)
        .map(|row| {
            // North answers more often, and its right parties agree less often.
            let north = row.is_multiple_of(4);
            let mut passes = |p: f64| uniform(&mut generator) < p;
            let disposition = if !passes(if north { 0.6 } else { 0.3 }) {
                Disposition::NotAnswered
            } else if !passes(0.8) {
                Disposition::WrongParty
            } else if !passes(if north { 0.1 } else { 0.3 }) {
                Disposition::RightParty
            } else {
                Disposition::Success
            };
            Call {
                contact: row,
                at_days: row as f64 / 100.0,
                hour: None,
                disposition,
            }
        })
        .collect();
    let mut model = ResponseModel::fit(&table, &calls[..9_000], &steady(0.5)).unwrap();
    model.learn(&table, &calls[9_000..]).unwrap();
    let scores = model.score_all(&table, None, 0.0).unwrap();
    for (row, expected) in [(0, 0.6 * 0.8 * 0.1), (1, 0.3 * 0.8 * 0.3)] {
        let success = scores[row].success();
        assert!(
            (success.mean - expected).abs() < 0.01,
            "{success:?} {expected}"
        );
        assert!(
            success.p10 < expected && expected < success.p90,
            "{success:?}"
        );
    }
    assert_eq!(model.answer().attempts(), rows);
    assert!(model.right_party().attempts() > model.success().attempts());

    let unanswered: Vec<Call> = calls
        .iter()
        .map(|call| Call {
            disposition: Disposition::NotAnswered,
            ..*call
        })
        .collect();
    let refusal = ResponseModel::fit(&table, &unanswered, &steady(0.5)).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "there are 0 attempts that were answered to learn from and 1 are needed; call more contacts at random first"
    );
}

#[test]
fn options_and_attempts_out_of_range_are_refused() {
    let table = contacts(10);
    let few: Vec<Attempt> = (0..10).map(|row| attempt(row, row % 2 == 0)).collect();
    let refusal = |attempts: &[Attempt], options: ResponseOptions| {
        PropensityModel::fit(&table, attempts, &options).unwrap_err()
    };
    let too_few = refusal(&few, ResponseOptions::default());
    assert!(matches!(
        too_few,
        ResponseError::TooFewAttempts {
            found: 10,
            needed: 1_000,
            ..
        }
    ));
    assert!(matches!(
        refusal(&few, steady(0.0)),
        ResponseError::OutOfRange { .. }
    ));
    let mut bins = steady(0.5);
    bins.bins = 1;
    assert!(matches!(
        refusal(&few, bins),
        ResponseError::OutOfRange { option: "bins", .. }
    ));
    let absent = [attempt(10, true)];
    assert!(matches!(
        refusal(&absent, steady(0.5)),
        ResponseError::NoSuchContact { .. }
    ));
    let mut timeless = attempt(1, true);
    timeless.at_days = f64::NAN;
    assert!(matches!(
        refusal(&[timeless], steady(0.5)),
        ResponseError::NotAMoment { .. }
    ));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn probabilities_stay_within_zero_and_one(
        outcomes in prop::collection::vec(any::<bool>(), 1..200),
        prior in 0.01..5.0_f64,
        walk in 0.0..3.0_f64,
        half_life in prop::option::of(0.01..10.0_f64),
        ahead in 0.0..1e4_f64,
    ) {
        let table = contacts(outcomes.len());
        let seen: Vec<Attempt> = outcomes
            .iter()
            .enumerate()
            .map(|(row, &succeeded)| attempt(row, succeeded))
            .collect();
        let mut options = steady(prior);
        options.memory = Some(Memory {
            half_life_days: half_life,
            level_walk: walk,
            prior_standard_deviation: prior,
        });
        let model = PropensityModel::fit(&table, &seen, &options).unwrap();
        for score in model.scorer(ahead).unwrap().score_all(&table, None).unwrap() {
            let told = score.propensity();
            prop_assert!(0.0 < told.p10 && told.p10 <= told.p90 && told.p90 < 1.0, "{told:?}");
            prop_assert!(0.0 < told.mean && told.mean < 1.0, "{told:?}");
        }
    }

    #[test]
    fn seeing_everything_twice_narrows_the_bands(
        // Of each kind's twelve contacts so many agree: enough of either that no rate runs away toward 0 or 1.
        agreeing in prop::collection::vec(3_usize..=9, 24),
    ) {
        let rows = 24 * 12;
        let table = contacts(rows);
        let seen: Vec<Attempt> = (0..rows)
            .map(|row| attempt(row, row / 24 * 5 % 12 < agreeing[row % 24]))
            .collect();
        let twice: Vec<Attempt> = seen.iter().chain(&seen).copied().collect();
        // Every level is told apart from the start: one that is pooled while it is rare has a narrower band than later.
        let options = ResponseOptions { least_attempts_of_a_level: 1, ..steady(0.5) };
        let scores = |attempts: &[Attempt]| {
            let model = PropensityModel::fit(&table, attempts, &options).unwrap();
            model.scorer(0.0).unwrap().score_all(&table, None).unwrap()
        };
        for (once, twice) in scores(&seen).iter().zip(scores(&twice)).take(24) {
            prop_assert!(twice.standard_deviation < once.standard_deviation, "{once:?} {twice:?}");
        }
    }
}
