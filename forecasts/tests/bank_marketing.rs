//! Response models and slices on real calls: a bank's campaigns of 2008 to 2010, in time order.

#[path = "support/bank_marketing.rs"]
mod bank_marketing;
#[path = "support/calling.rs"]
mod calling;
mod support;

use bank_marketing::{Campaign, Columns, bank_marketing};
use calling::{
    Afterwards, Candidate, Order, Replayed, as_one_list, calibration_of_the_mean, first_fit,
    in_waves, lift_of_own_order,
};
use crewcast_forecasts::response::{Calibration, PropensityModel, ResponseOptions};

fn campaign() -> Option<Campaign> {
    let found = bank_marketing();
    if found.is_none() {
        eprintln!("skipped: no ../shared/data/bank_marketing/bank_additional_first_30000.csv");
    }
    found
}

/// Mean lift of some seeds: what is explored and how slices are found is drawn.
fn mean_lift(
    campaign: &Campaign,
    fitted: &PropensityModel,
    columns: Columns,
    afterwards: Afterwards,
    order: Order,
    share: f64,
) -> (f64, Replayed) {
    let candidate = Candidate {
        columns,
        options: ResponseOptions::default(),
        afterwards,
        order,
    };
    let mut lifts = 0.0;
    let mut last = Replayed::default();
    for seed in 0..3 {
        last = in_waves(campaign, fitted, &candidate, share, seed).unwrap();
        lifts += last.lift / 3.0;
    }
    (lifts, last)
}

#[test]
fn going_on_learning_keeps_the_probabilities_true_while_the_campaign_changes() {
    let Some(campaign) = campaign() else { return };
    let options = ResponseOptions::default();
    let fitted = first_fit(&campaign, Columns::All, &options).unwrap();
    let of_mean = calibration_of_the_mean(&campaign).unwrap();
    println!("mean of the first part {of_mean:?}");
    for afterwards in [Afterwards::Learn, Afterwards::FitAnew] {
        let (lift, replayed) = mean_lift(
            &campaign,
            &fitted,
            Columns::All,
            afterwards,
            Order::Score,
            0.5,
        );
        let found = Calibration::of(&replayed.judged, 10).unwrap();
        println!("{afterwards:?}: lift {lift:.3}, {found:?}");
        assert!(found.expected_calibration_error < 0.015);
        assert!(found.log_loss < of_mean.log_loss);
    }
}

#[test]
fn slices_and_scores_call_those_first_who_agree_more_often() {
    let Some(campaign) = campaign() else { return };
    let options = ResponseOptions::default();
    let fitted = first_fit(&campaign, Columns::All, &options).unwrap();
    println!("own order {:.3}", lift_of_own_order(&campaign, 0.1));
    for order in [Order::Score, Order::Slices] {
        let candidate = Candidate {
            columns: Columns::All,
            options,
            afterwards: Afterwards::Nothing,
            order,
        };
        let one_list = as_one_list(&campaign, &fitted, &candidate, 0.1).unwrap();
        println!(
            "{order:?}, one list: {} of {} calls, lift {:.3}",
            one_list.successes, one_list.calls, one_list.lift
        );
        for afterwards in [Afterwards::Nothing, Afterwards::Learn, Afterwards::FitAnew] {
            let (lift, _) = mean_lift(&campaign, &fitted, Columns::All, afterwards, order, 0.2);
            println!("{order:?} {afterwards:?}, waves {lift:.3}");
            if afterwards != Afterwards::Nothing {
                assert!(lift > 1.1, "{order:?} {afterwards:?}: {lift}");
            }
        }
    }
}

#[test]
fn what_is_known_of_the_contact_alone_is_worth_something_too() {
    let Some(campaign) = campaign() else { return };
    let options = ResponseOptions::default();
    let fitted = first_fit(&campaign, Columns::OfTheContact, &options).unwrap();
    let (lift, _) = mean_lift(
        &campaign,
        &fitted,
        Columns::OfTheContact,
        Afterwards::Learn,
        Order::Score,
        0.2,
    );
    println!("columns of the contact alone: lift {lift:.3}");
    assert!(lift > 1.05, "{lift}");
}
