//! Response models on real calls: a bank's campaigns of 2008 to 2010, in time order.

#[path = "support/bank_marketing.rs"]
mod bank_marketing;
#[path = "support/calling.rs"]
mod calling;
mod support;

use bank_marketing::Columns;
use calling::{Afterwards, Candidate, Order, first_fit, in_waves};
use crewcast_forecasts::response::{Calibration, ResponseOptions};

#[test]
fn placeholder() {
    let Some(campaign) = bank_marketing::bank_marketing() else {
        eprintln!("skipped: no ../shared/data/bank_marketing/bank_additional_first_30000.csv");
        return;
    };
    let options = ResponseOptions::default();
    let fitted = first_fit(&campaign, Columns::All, &options).unwrap();
    let candidate = Candidate {
        columns: Columns::All,
        options,
        afterwards: Afterwards::Learn,
        order: Order::Score,
    };
    let r = in_waves(&campaign, &fitted, &candidate, 0.5, 1).unwrap();
    println!("{:?} {}", Calibration::of(&r.judged, 10).unwrap(), r.lift);
}
