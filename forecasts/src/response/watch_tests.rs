//! Shrunk rates lie where they must, calibration is counted by hand, and drift is found at the stated rate of false alarms.

use proptest::prelude::*;
use rand_core::SeedableRng as _;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::{
    Calibration, CellTally, DriftOptions, DriftVerdict, DriftWatch, HourOfWeek, Judged,
    ResponseError, ShrunkRates, Tally,
};

fn uniform(generator: &mut Xoshiro256PlusPlus) -> f64 {
    (generator.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
}

fn hour(hour: u8) -> HourOfWeek {
    HourOfWeek::new(hour).unwrap()
}

fn cell(campaign: &str, segment: &str, at: u8, trials: f64, successes: f64) -> CellTally {
    CellTally {
        campaign: campaign.to_owned(),
        segment: segment.to_owned(),
        hour: hour(at),
        tally: Tally { trials, successes },
    }
}

/// Calls of one cell with a true rate.
fn called(generator: &mut Xoshiro256PlusPlus, calls: u32, rate: f64) -> (f64, f64) {
    let successes = (0..calls).filter(|_| uniform(generator) < rate).count();
    (f64::from(calls), successes as f64)
}

#[test]
fn cells_that_differ_are_believed_and_cells_that_do_not_are_pooled() {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(11);
    let mut fitted = |spread: f64| {
        let cells: Vec<CellTally> = (0..100)
            .map(|at| {
                let rate = 0.2 + spread * (f64::from(at % 5) - 2.0);
                let (trials, successes) = called(&mut generator, 200, rate);
                cell("spring", "all", at, trials, successes)
            })
            .collect();
        ShrunkRates::fit(&cells).unwrap()
    };
    let (alike, apart) = (fitted(0.0), fitted(0.08));
    assert!(alike.strengths()[2] > 1_000.0, "{:?}", alike.strengths());
    assert!(apart.strengths()[2] < 40.0, "{:?}", apart.strengths());
    let low = apart.cell("spring", "all", hour(0)).rate.mean;
    assert!((low - 0.04).abs() < 0.05, "{low}");
    let same = alike.cell("spring", "all", hour(0));
    assert!(same.weight_of_own < 0.2 && (same.rate.mean - 0.2).abs() < 0.02);
}

#[test]
fn what_was_never_called_is_told_from_what_it_is_part_of_and_less_surely() {
    let rates = ShrunkRates::fit(&[
        cell("spring", "new", 9, 500.0, 50.0),
        cell("spring", "new", 10, 500.0, 70.0),
        cell("spring", "old", 9, 500.0, 150.0),
        cell("autumn", "new", 9, 500.0, 20.0),
    ])
    .unwrap();
    let segment = rates.segment("spring", "new");
    let new_hour = rates.cell("spring", "new", hour(20));
    assert_eq!(new_hour.rate.mean, segment.rate.mean);
    assert_eq!((new_hour.weight_of_own, new_hour.own.trials), (0.0, 0.0));
    let width = |rate: super::ShrunkRate| rate.rate.p90 - rate.rate.p10;
    assert!(width(new_hour) > width(segment));
    let new_campaign = rates.campaign("winter");
    assert_eq!(new_campaign.rate.mean, rates.whole().rate.mean);
    assert!(width(new_campaign) > width(rates.whole()));
    assert!(width(rates.cell("winter", "new", hour(9))) >= width(new_campaign));
}

#[test]
fn four_of_five_bands_of_cells_hold_the_true_rate() {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(12);
    let (mut inside, mut all) = (0.0, 0.0);
    for _ in 0..20 {
        let rates: Vec<f64> = (0..120)
            .map(|_| 0.05 + 0.2 * uniform(&mut generator) + 0.2 * uniform(&mut generator))
            .collect();
        let cells: Vec<CellTally> = (0..120_u8)
            .zip(&rates)
            .map(|(at, &rate)| {
                let (trials, successes) = called(&mut generator, 40, rate);
                cell(
                    "spring",
                    ["a", "b", "c"][usize::from(at % 3)],
                    at,
                    trials,
                    successes,
                )
            })
            .collect();
        let shrunk = ShrunkRates::fit(&cells).unwrap();
        for (cell, rate) in cells.iter().zip(rates) {
            let band = shrunk.cell(&cell.campaign, &cell.segment, cell.hour).rate;
            inside += f64::from(u8::from((band.p10..=band.p90).contains(&rate)));
            all += 1.0;
        }
    }
    let share = inside / all;
    assert!((0.74..=0.88).contains(&share), "{share}");
}

#[test]
fn tallies_that_are_none_are_refused() {
    let more = ShrunkRates::fit(&[cell("spring", "new", 9, 1.0, 2.0)]).unwrap_err();
    assert_eq!(
        more.to_string(),
        "cell 0: 2 successes of 1 trials are no tally; give 0 ≤ successes ≤ trials ≤ 1e12"
    );
    assert!(ShrunkRates::fit(&[cell("spring", "new", 9, 0.0, 0.0)]).is_err());
    assert!(ShrunkRates::fit(&[]).is_err());
}

proptest! {
    #[test]
    fn a_shrunk_rate_lies_between_its_own_and_its_parents(
        tallies in prop::collection::vec((0_u32..300, 0.0..=1.0_f64), 1..40),
    ) {
        let cells: Vec<CellTally> = (0..40_u8)
            .zip(&tallies)
            .map(|(at, &(trials, share))| {
                let successes = (f64::from(trials) * share).floor();
                let (campaign, segment) = (["a", "b"][usize::from(at % 2)], ["x", "y", "z"][usize::from(at % 3)]);
                cell(campaign, segment, at, f64::from(trials), successes)
            })
            .collect();
        prop_assume!(tallies.iter().any(|tally| tally.0 > 0));
        let rates = ShrunkRates::fit(&cells).unwrap();
        for each in &cells {
            let parent = rates.segment(&each.campaign, &each.segment).rate.mean;
            let shrunk = rates.cell(&each.campaign, &each.segment, each.hour);
            prop_assert_eq!(shrunk.parent, parent);
            let own = if each.tally.trials > 0.0 { each.tally.successes / each.tally.trials } else { parent };
            let (low, high) = (own.min(parent) - 1e-12, own.max(parent) + 1e-12);
            prop_assert!((low..=high).contains(&shrunk.rate.mean), "{shrunk:?}");
            prop_assert!(0.0 < shrunk.rate.p10 && shrunk.rate.p10 <= shrunk.rate.p90 && shrunk.rate.p90 < 1.0);
        }
    }
}

fn judged(predicted: f64, succeeded: bool) -> Judged {
    Judged {
        predicted,
        succeeded,
    }
}

#[test]
fn calibration_is_what_it_is_by_hand() {
    let told = [
        judged(0.2, false),
        judged(0.2, true),
        judged(0.8, true),
        judged(0.8, true),
    ];
    let found = Calibration::of(&told, 2).unwrap();
    assert_eq!(found.reliability.len(), 2);
    assert_eq!(found.reliability[0].observed, 0.5);
    // Half the contacts are off by 0.3, half by 0.2.
    assert!((found.expected_calibration_error - 0.25).abs() < 1e-12);
    assert!((found.brier - (0.04 + 0.64 + 0.04 + 0.04) / 4.0).abs() < 1e-12);
    assert!((found.brier_of_base_rate - 0.1875).abs() < 1e-12);
    let log_loss = -(0.8_f64.ln() + 0.2_f64.ln() + 2.0 * 0.8_f64.ln()) / 4.0;
    assert!((found.log_loss - log_loss).abs() < 1e-12);
    // Wilson's interval of 1 in 2.
    assert!((found.reliability[0].observed_low - 0.0945).abs() < 1e-3);
    assert!((found.reliability[0].observed_high - 0.9055).abs() < 1e-3);
}

#[test]
fn equal_predictions_share_a_bin_and_odd_ones_are_refused() {
    let constant: Vec<Judged> = (0..100).map(|row| judged(0.3, row < 30)).collect();
    let found = Calibration::of(&constant, 10).unwrap();
    assert_eq!(found.reliability.len(), 1);
    assert!(found.expected_calibration_error < 1e-12);
    let certain = Calibration::of(&[judged(1.0, true)], 1);
    assert!(matches!(
        certain,
        Err(ResponseError::NotAProbability { row: 0, .. })
    ));
    assert!(Calibration::of(&[], 1).is_err());
    assert!(Calibration::of(&constant, 0).is_err());
}

/// Runs of calls with predictions of 2 % to 12 %, whose odds are wrong by a factor in the segment south from a call on.
fn flagged(seed: u64, calls: usize, factor_in_south: impl Fn(usize) -> f64) -> Vec<String> {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
    let segments = ["north", "south", "west"];
    let options = DriftOptions {
        tolerated_odds_ratio: 1.0,
        ..DriftOptions::default()
    };
    let mut watch = DriftWatch::new(segments, options).unwrap();
    for call in 0..calls {
        for segment in segments {
            let predicted = 0.02 + 0.1 * uniform(&mut generator);
            let factor = if segment == "south" {
                factor_in_south(call)
            } else {
                1.0
            };
            let odds = predicted / (1.0 - predicted) * factor;
            let succeeded = uniform(&mut generator) < odds / (1.0 + odds);
            watch.observe(segment, predicted, succeeded).unwrap();
        }
    }
    match watch.verdict() {
        DriftVerdict::Holds => Vec::new(),
        DriftVerdict::Drifted(found) => found.into_iter().map(|each| each.segment).collect(),
    }
}

#[test]
fn predictions_that_come_are_flagged_at_most_at_the_stated_rate() {
    // 600 watches of one window each, at 5 %: 30 expected at most, and 46 with a probability below 0.3 %.
    let alarms = (0..600).filter(|&seed| !flagged(seed, 1_000, |_| 1.0).is_empty());
    let alarms = alarms.count();
    assert!(alarms <= 46, "{alarms} of 600");
}

#[test]
fn a_planted_change_is_flagged_in_its_segment() {
    let mut found = 0;
    for seed in 0..50 {
        let named = flagged(seed, 2_500, |call| if call < 700 { 1.0 } else { 2.0 });
        found += usize::from(named.iter().any(|segment| segment == "south"));
    }
    assert!(found >= 48, "{found} of 50");
    let fallen = (0..50).filter(|&seed| {
        let named = flagged(seed, 2_500, |call| if call < 700 { 1.0 } else { 0.4 });
        named.iter().any(|segment| segment == "south")
    });
    assert!(fallen.count() >= 48);
}

#[test]
fn what_is_tolerated_is_not_flagged_and_a_new_watch_forgets() {
    let options = DriftOptions {
        tolerated_odds_ratio: 1.5,
        ..DriftOptions::default()
    };
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(13);
    let mut watch = DriftWatch::new(["all"], options).unwrap();
    for _ in 0..20_000 {
        // 1.4 times the odds of 10 %.
        watch
            .observe("all", 0.1, uniform(&mut generator) < 0.1346)
            .unwrap();
    }
    assert_eq!(watch.verdict(), DriftVerdict::Holds);
    for _ in 0..1_500 {
        watch
            .observe("all", 0.1, uniform(&mut generator) < 0.3)
            .unwrap();
    }
    let DriftVerdict::Drifted(found) = watch.verdict() else {
        panic!("three times as many came as were told");
    };
    assert!(found[0].actual as f64 > found[0].predicted && found[0].evidence >= 40.0);
    watch.begin_anew();
    assert_eq!(watch.verdict(), DriftVerdict::Holds);

    assert!(watch.observe("none", 0.1, true).is_err());
    assert!(watch.observe("all", 1.0, true).is_err());
    assert!(DriftWatch::new(Vec::<String>::new(), options).is_err());
}
