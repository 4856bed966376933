//! What is chosen of memory and trust: what lasts is believed, what turns, says nothing or tells the time is not.

use rand_core::SeedableRng as _;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::response_tests::{PRODUCTS, attempts, contacts, uniform};
use super::{ContactTable, PropensityModel, ResponseOptions, TriedMemory};

#[test]
fn a_change_of_what_matters_is_forgotten_into() {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(4);
    let rows = 12_000;
    let table = contacts(rows);
    // North is best at first and worst from the middle on.
    let truth = |row: usize| {
        let sign = if row < rows / 2 { 1.0 } else { -1.0 };
        -1.5 + if row.is_multiple_of(4) { sign } else { 0.0 }
    };
    let seen = attempts(rows, &mut generator, truth);
    let model = PropensityModel::fit(&table, &seen, &ResponseOptions::default()).unwrap();
    assert!(
        model.memory().half_life_days.is_some(),
        "{:?}",
        model.memory()
    );
    let scores = model.scorer(0.0).unwrap().score_all(&table, None).unwrap();
    assert!(
        scores[0].mean < scores[1].mean - 0.5,
        "{:?} {:#?}",
        &scores[..4],
        model.tried()
    );
    assert_eq!(model.tried()[0].memory, model.memory());
    let worst = |tried: &TriedMemory| tried.log_loss > model.tried()[0].log_loss;
    assert!(model.tried().iter().any(worst));
}

/// Standard deviation of a feature's weights before any outcome.
fn trust(model: &PropensityModel, feature: &str) -> f64 {
    let mut features = model.trust();
    features.find(|(name, _)| *name == feature).unwrap().1
}

#[test]
fn a_feature_whose_effect_turns_from_stretch_to_stretch_is_hardly_trusted_and_one_that_lasts_is() {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(21);
    let rows = 20_000;
    let table = contacts(rows);
    let truth = |row: usize| {
        let lasts = [0.9, -0.9, 0.0, 0.0][row % 4];
        let turns = if (row / 1_000).is_multiple_of(2) {
            0.8
        } else {
            -0.8
        };
        -1.5 + lasts + if row / 4 % 6 < 3 { turns } else { -turns }
    };
    let seen = attempts(rows, &mut generator, truth);
    let model = PropensityModel::fit(&table, &seen, &ResponseOptions::default()).unwrap();
    let found: Vec<_> = model.trust().collect();
    assert!(
        trust(&model, "region") >= trust(&model, "product"),
        "{found:?}"
    );
    let scores = model.scorer(0.0).unwrap().score_all(&table, None).unwrap();
    // The same region, all six products; then another region.
    for row in (4..24).step_by(4) {
        assert!((scores[row].mean - scores[0].mean).abs() < 0.3, "{found:?}");
    }
    assert!(scores[0].mean > scores[1].mean + 1.2, "{found:?}");
}

#[test]
fn a_column_that_tells_the_time_is_left_out_and_the_level_wanders_in_its_place() {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(24);
    let rows = 12_000;
    let mut table = contacts(rows);
    let months = (0..rows).map(|row| Some(["May", "June", "July"][row / 4_000]));
    table.push_alphabetic("month", months).unwrap();
    let truth = |row: usize| -2.0 + 0.6 * (row / 4_000) as f64 + [0.6, -0.6, 0.0, 0.0][row % 4];
    let seen = attempts(rows, &mut generator, truth);
    let model = PropensityModel::fit(&table, &seen, &ResponseOptions::default()).unwrap();
    assert!(
        model.left_out().eq(["month"]),
        "{:?}",
        model.trust().collect::<Vec<_>>()
    );
    let memory = model.memory();
    assert!(
        memory.level_walk > 0.0 || memory.half_life_days.is_some(),
        "{memory:?}"
    );
    let scores = model.scorer(0.0).unwrap().score_all(&table, None).unwrap();
    // July's level whatever month stands there.
    let same_but_the_month = 11_978;
    assert!((scores[2].mean - scores[same_but_the_month].mean).abs() < 0.05);
    assert!((scores[2].mean + 0.8).abs() < 0.3, "{:?}", scores[2]);
}

#[test]
fn a_rare_level_that_matters_is_believed_though_many_columns_say_nothing() {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(22);
    let rows = 12_000;
    let mut table = ContactTable::with_rows(rows);
    for column in 0..12 {
        let texts: Vec<&str> = (0..rows)
            .map(|_| PRODUCTS[(6.0 * uniform(&mut generator)) as usize % 6])
            .collect();
        let name = format!("noise {column}");
        table
            .push_alphabetic(&name, texts.into_iter().map(Some))
            .unwrap();
    }
    let bought = |row: usize| row.is_multiple_of(60);
    let texts = (0..rows).map(|row| Some(if bought(row) { "yes" } else { "no" }));
    table.push_alphabetic("bought before", texts).unwrap();
    let truth = |row: usize| if bought(row) { 1.0 } else { -2.5 };
    let seen = attempts(rows, &mut generator, truth);
    let model = PropensityModel::fit(&table, &seen, &ResponseOptions::default()).unwrap();
    let found: Vec<_> = model.trust().collect();
    assert!(trust(&model, "bought before") >= 0.4, "{found:?}");
    let scores = model.scorer(0.0).unwrap().score_all(&table, None).unwrap();
    let apart = scores[0].mean - scores[1].mean;
    assert!((2.5..4.5).contains(&apart), "{apart} {found:?}");
}

#[test]
fn learning_all_anew_keeps_what_was_once_chosen() {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(23);
    let rows = 4_000;
    let table = contacts(rows);
    let truth = |row: usize| -1.0 + [0.8, -0.8, 0.0, 0.0][row % 4];
    let seen = attempts(rows, &mut generator, truth);
    let options = ResponseOptions::default();
    let chosen = PropensityModel::fit(&table, &seen, &options).unwrap();
    let anew = chosen.fit_anew(&table, &seen, &options).unwrap();
    assert_eq!(anew.memory(), chosen.memory());
    assert!(anew.trust().eq(chosen.trust()));
    let score =
        |model: &PropensityModel| model.scorer(0.0).unwrap().score_all(&table, None).unwrap();
    assert_eq!(score(&anew)[..24], score(&chosen)[..24]);
}
