//! Response models and slices on real calls: a bank's campaigns of 2008 to 2010, in time order.
//!
//! The bank's second half of 2008 has little in it that the first half could have taught: see docs/methods/response.md.
//! What is asked here is that the model does not claim more than there is, and learns what can be learned.

#[path = "support/bank_marketing.rs"]
mod bank_marketing;
#[path = "support/calling.rs"]
mod calling;
mod support;

use bank_marketing::{Campaign, Columns, SPLIT, bank_marketing};
use calling::{
    Afterwards, Candidate, Order, WAVE, as_one_list, calibration_of_the_mean, first_fit, in_waves,
    lift_of_own_order,
};
use crewcast_forecasts::response::{Calibration, Memory, ResponseOptions};

const SEEDS: u64 = 3;
/// The share of a list that is called: at a tenth, lifts differ by less than chance makes them differ.
const CALLED: f64 = 0.5;
/// No decay, no wandering level, hardly any shrinkage.
const PLAIN: ResponseOptions = ResponseOptions {
    bins: 8,
    least_attempts_of_a_level: 50,
    memory: Some(Memory {
        half_life_days: None,
        level_walk: 0.0,
        prior_standard_deviation: 2.0,
    }),
};

fn campaign() -> Option<Campaign> {
    let found = bank_marketing();
    if found.is_none() {
        eprintln!("skipped: no ../shared/data/bank_marketing/bank_additional_first_30000.csv");
    }
    found
}

fn candidate(options: ResponseOptions, afterwards: Afterwards, order: Order) -> Candidate {
    Candidate {
        split: SPLIT,
        columns: Columns::All,
        options,
        afterwards,
        order,
    }
}

fn calibration(campaign: &Campaign, candidate: &Candidate) -> Calibration {
    let fitted = first_fit(campaign, SPLIT, candidate.columns, &candidate.options).unwrap();
    let replayed = in_waves(campaign, &fitted, candidate, 0.5, 1).unwrap();
    let found = Calibration::of(&replayed.judged, 10).unwrap();
    println!(
        "{:?} {:?}: told {:.4}, came {:.4}, ECE {:.4}, log loss {:.4}, lift at half {:.2}",
        fitted.memory(),
        candidate.afterwards,
        found.mean_prediction,
        found.base_rate,
        found.expected_calibration_error,
        found.log_loss,
        replayed.lift
    );
    found
}

#[test]
fn probabilities_stay_true_while_the_campaign_changes_and_those_of_a_plain_regression_do_not() {
    let Some(campaign) = campaign() else { return };
    let of_mean = calibration_of_the_mean(&campaign, SPLIT).unwrap();
    println!("one for all: log loss {:.4}", of_mean.log_loss);
    for afterwards in [Afterwards::Nothing, Afterwards::Learn, Afterwards::FitAnew] {
        let chosen = candidate(ResponseOptions::default(), afterwards, Order::Score);
        let plain = candidate(PLAIN, afterwards, Order::Score);
        let (chosen, plain) = (
            calibration(&campaign, &chosen),
            calibration(&campaign, &plain),
        );
        assert!(chosen.expected_calibration_error < 0.02);
        assert!(chosen.expected_calibration_error < 0.6 * plain.expected_calibration_error);
        assert!(chosen.log_loss < plain.log_loss);
        assert!(chosen.log_loss < 1.03 * of_mean.log_loss);
    }
}

#[test]
fn going_on_learning_finds_more_of_those_who_agree_than_the_first_part_could_tell() {
    let Some(campaign) = campaign() else { return };
    for (list, name) in [(WAVE, "waves"), (SPLIT.until - SPLIT.fitted, "one list")] {
        let own = lift_of_own_order(&campaign, SPLIT, CALLED, list);
        println!("{name} in its own order: lift {own:.2}");
    }
    let options = ResponseOptions::default();
    let fitted = first_fit(&campaign, SPLIT, Columns::All, &options).unwrap();
    let of_contact = first_fit(&campaign, SPLIT, Columns::OfTheContact, &options).unwrap();
    for order in [Order::Score, Order::Slices] {
        let lift = |afterwards| {
            let candidate = candidate(options, afterwards, order);
            let lifts = (0..SEEDS).map(|seed| {
                let found = as_one_list(&campaign, &fitted, &candidate, CALLED, seed).unwrap();
                assert_eq!(found.calls, 4_500);
                found.lift
            });
            lifts.sum::<f64>() / SEEDS as f64
        };
        let (once, learning) = (lift(Afterwards::Nothing), lift(Afterwards::FitAnew));
        println!("{order:?}: lift of one list, fitted once {once:.2}, going on {learning:.2}");
        assert!(learning > once && learning > 1.0);
        let contact_alone = Candidate {
            columns: Columns::OfTheContact,
            ..candidate(options, Afterwards::Learn, order)
        };
        let found = as_one_list(&campaign, &of_contact, &contact_alone, CALLED, 0).unwrap();
        println!(
            "{order:?}: {} of 4,500 by columns of the contact alone",
            found.successes
        );
    }
}
