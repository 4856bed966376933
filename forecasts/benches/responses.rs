//! Response models and slices on a bank's calls, in time order, and how long fitting and scoring take.
//!
//! Fitted on a first part of the contacts, with everything chosen by validation inside it, judged on the part that follows:
//! 18,000 and the next 9,000 in full, others in short; `--fitted N --until M` names another. Lift is the success rate of
//! the calls made over that of the whole list; beside it its standard error, were calls drawn at random.

#[path = "../tests/support/bank_marketing.rs"]
mod bank_marketing;
#[path = "../tests/support/calling.rs"]
mod calling;
#[path = "../tests/support/mod.rs"]
mod support;

use std::error::Error;
use std::time::Instant;

use bank_marketing::{Campaign, Columns, SPLIT, Split};
use calling::{
    Afterwards, Candidate, Order, WAVE, as_one_list, calibration_of_the_mean, first_fit, in_waves,
    lift_of_own_order,
};
use crewcast_forecasts::response::{Calibration, Memory, PropensityModel, ResponseOptions};

const SHARES: [f64; 3] = [0.1, 0.2, 0.5];
const SEEDS: u64 = 3;
/// No decay, no wandering level, hardly any shrinkage.
const PLAIN: Memory = Memory {
    half_life_days: None,
    level_walk: 0.0,
    prior_standard_deviation: 2.0,
};

fn main() -> Result<(), Box<dyn Error>> {
    let Some(campaign) = bank_marketing::bank_marketing() else {
        println!("responses are left out: no ../shared/data/bank_marketing is there to replay");
        return Ok(());
    };
    match named_split() {
        Some(split) => lifts(&campaign, split),
        None => {
            for fitted in SHORT_SPLITS {
                let until = (fitted + 9_000).min(campaign.succeeded.len());
                in_short(&campaign, Split { fitted, until })?;
            }
            lifts(&campaign, SPLIT)?;
            times(&campaign)
        }
    }
}

/// Where the first parts of the splits end that are told in short.
const SHORT_SPLITS: [usize; 5] = [9_000, 12_000, 15_000, 18_000, 21_000];

/// `--fitted N --until M`.
fn named_split() -> Option<Split> {
    let given: Vec<String> = std::env::args().collect();
    let number = |name: &str| {
        let at = given.iter().position(|argument| argument == name)?;
        given.get(at + 1)?.parse().ok()
    };
    Some(Split {
        fitted: number("--fitted")?,
        until: number("--until")?,
    })
}

/// Highest scores first, all columns, everything chosen: lifts in waves at each share, and calibration.
fn in_short(campaign: &Campaign, split: Split) -> Result<(), Box<dyn Error>> {
    let options = ResponseOptions::default();
    let fitted = first_fit(campaign, split, Columns::All, &options)?;
    let name = format!("{} to {}", split.fitted, split.until);
    let trusted: Vec<String> = fitted
        .trust()
        .map(|(feature, sd)| format!("{feature} {sd}"))
        .collect();
    println!(
        "response_trust  {name}  {:?}  {}",
        fitted.memory(),
        trusted.join(", ")
    );
    let own = SHARES.map(|share| format!("{:.2}", lift_of_own_order(campaign, split, share, WAVE)));
    println!("response_lift  {name}  own order  {}", own.join(" "));
    for afterwards in [Afterwards::Nothing, Afterwards::Learn, Afterwards::FitAnew] {
        let candidate = Candidate {
            split,
            columns: Columns::All,
            options,
            afterwards,
            order: Order::Score,
        };
        let mut cells = Vec::new();
        let mut told = String::new();
        for share in SHARES {
            let replayed = in_waves(campaign, &fitted, &candidate, share, 0)?;
            let error = standard_error(campaign, split, share, replayed.calls);
            cells.push(format!("{:.2} ± {error:.2}", replayed.lift));
            told = calibration_text(&Calibration::of(&replayed.judged, 10)?);
        }
        println!(
            "response_lift  {name}  {afterwards:?}  {}",
            cells.join("  ")
        );
        println!("response_calibration  {name}  {afterwards:?}  half of each wave called  {told}");
    }
    Ok(())
}

/// Standard error of the lift of so many calls drawn at random, each wave's share of it without return.
fn standard_error(campaign: &Campaign, split: Split, share: f64, calls: usize) -> f64 {
    let later = &campaign.succeeded[split.fitted..split.until];
    let rate = later.iter().filter(|&&yes| yes).count() as f64 / later.len() as f64;
    ((1.0 - rate) * (1.0 - share) / (calls as f64 * rate)).sqrt()
}

fn calibration_text(found: &Calibration) -> String {
    format!(
        "told {:.4} came {:.4}  ECE {:.4}  Brier {:.5} (base rate {:.5})  log loss {:.5} (base rate {:.5})",
        found.mean_prediction,
        found.base_rate,
        found.expected_calibration_error,
        found.brier,
        found.brier_of_base_rate,
        found.log_loss,
        found.log_loss_of_base_rate
    )
}

fn lifts(campaign: &Campaign, split: Split) -> Result<(), Box<dyn Error>> {
    for (name, list) in [
        ("waves of 1,000", WAVE),
        ("one list", split.until - split.fitted),
    ] {
        let own =
            SHARES.map(|share| format!("{:.2}", lift_of_own_order(campaign, split, share, list)));
        println!("response_lift  {name}  own order  {}", own.join(" "));
    }
    println!(
        "response_calibration  mean of the first part  {}",
        calibration_text(&calibration_of_the_mean(campaign, split)?)
    );
    for columns in [Columns::All, Columns::OfTheContact] {
        for (name, memory) in [("plain", Some(PLAIN)), ("chosen", None)] {
            let options = ResponseOptions {
                memory,
                ..ResponseOptions::default()
            };
            let fitted = first_fit(campaign, split, columns, &options)?;
            println!("response_memory  {columns:?} {name}  {:?}", fitted.memory());
            for order in [Order::Score, Order::Slices] {
                for afterwards in [Afterwards::Nothing, Afterwards::Learn, Afterwards::FitAnew] {
                    let candidate = Candidate {
                        split,
                        columns,
                        options,
                        afterwards,
                        order,
                    };
                    replay(campaign, &fitted, &candidate, name)?;
                }
            }
        }
    }
    Ok(())
}

fn replay(
    campaign: &Campaign,
    fitted: &PropensityModel,
    candidate: &Candidate,
    name: &str,
) -> Result<(), Box<dyn Error>> {
    let mut cells = Vec::new();
    for share in SHARES {
        // What is drawn to explore, and the halves that slices are found by, depend on the seed.
        let mut lifts = Vec::new();
        let mut calibration = None;
        let seeds =
            if candidate.afterwards == Afterwards::Nothing && candidate.order == Order::Score {
                1
            } else {
                SEEDS
            };
        for seed in 0..seeds {
            let replayed = in_waves(campaign, fitted, candidate, share, seed)?;
            lifts.push(replayed.lift);
            calibration = Some(Calibration::of(&replayed.judged, 10)?);
        }
        let mean = lifts.iter().sum::<f64>() / lifts.len() as f64;
        cells.push(format!("{mean:.2}"));
        if let Some(found) = calibration.filter(|_| candidate.order == Order::Score && share == 0.5)
        {
            println!(
                "response_calibration  {:?} {name} {:?}  half of each wave called  {}",
                candidate.columns,
                candidate.afterwards,
                calibration_text(&found)
            );
        }
    }
    println!(
        "response_lift  waves of 1,000  {:?} {name} {:?} {:?}  {}",
        candidate.columns,
        candidate.afterwards,
        candidate.order,
        cells.join(" ")
    );
    let mut cells = Vec::new();
    for share in SHARES {
        let mut lifts = 0.0;
        for seed in 0..SEEDS {
            lifts += as_one_list(campaign, fitted, candidate, share, seed)?.lift;
        }
        cells.push(format!("{:.2}", lifts / SEEDS as f64));
    }
    println!(
        "response_lift  one list  {:?} {name} {:?} {:?}  {}",
        candidate.columns,
        candidate.afterwards,
        candidate.order,
        cells.join(" ")
    );
    Ok(())
}

fn times(campaign: &Campaign) -> Result<(), Box<dyn Error>> {
    const MANY: usize = 40_000;
    const SCORED: usize = 1_000_000;
    let table = campaign.table(Columns::All, 0..MANY)?;
    let attempts = campaign.attempts(0..MANY);
    for (name, memory) in [("memory given", Some(PLAIN)), ("memory chosen", None)] {
        let options = ResponseOptions {
            memory,
            ..ResponseOptions::default()
        };
        let start = Instant::now();
        let model = PropensityModel::fit(&table, &attempts, &options)?;
        println!(
            "response_fit  {MANY} attempts, {name}  {:.3} s",
            start.elapsed().as_secs_f64()
        );
        let mut learner = model.clone();
        let later: Vec<_> = campaign
            .attempts(0..500)
            .into_iter()
            .map(|attempt| crewcast_forecasts::response::Attempt {
                at_days: attempts[MANY - 1].at_days + 1.0,
                ..attempt
            })
            .collect();
        let start = Instant::now();
        learner.learn(&table, &later)?;
        println!(
            "response_learn  500 outcomes more  {:.4} s",
            start.elapsed().as_secs_f64()
        );
    }
    let options = ResponseOptions {
        memory: Some(PLAIN),
        ..ResponseOptions::default()
    };
    let model = PropensityModel::fit(&table, &attempts, &options)?;
    let many = campaign.table(Columns::All, 0..SCORED)?;
    let start = Instant::now();
    let scores = model.scorer(0.0)?.score_all(&many, None)?;
    println!(
        "response_score  {} contacts with P10 and P90 of the log-odds  {:.3} s  (of {} different ones)",
        scores.len(),
        start.elapsed().as_secs_f64(),
        campaign.succeeded.len()
    );
    slicing_time(&many, &scores)
}

fn slicing_time(
    many: &crewcast_forecasts::response::ContactTable,
    scores: &[crewcast_forecasts::response::LogOdds],
) -> Result<(), Box<dyn Error>> {
    use crewcast_forecasts::slicing::{ContactScore, SeatTime, SliceOptions, propose};
    use crewcast_forecasts::units::AhtSeconds;
    let told: Vec<ContactScore> = scores
        .iter()
        .map(|score| ContactScore {
            answer_rate: 0.3,
            success: score.propensity(),
        })
        .collect();
    let seats = SeatTime {
        seats: 100,
        hours: 40.0,
        handle_time: AhtSeconds::new(240.0)?,
        unanswered_attempts_per_seat_hour: 60.0,
    };
    let start = Instant::now();
    let plan = propose(many, &told, &seats, &SliceOptions::default(), 1)?;
    println!(
        "response_slices  {} contacts into {} slices  {:.3} s",
        told.len(),
        plan.slices.len(),
        start.elapsed().as_secs_f64()
    );
    for slice in &plan.slices {
        let words: Vec<String> = slice.conditions.iter().map(ToString::to_string).collect();
        println!(
            "    {} of {} contacts, {:.1} % ({:.1} to {:.1}), {:.0} seat hours: {}",
            slice.calls.len(),
            slice.contacts,
            100.0 * slice.success_rate.mean,
            100.0 * slice.success_rate.p10,
            100.0 * slice.success_rate.p90,
            slice.seat_hours,
            words.join(" AND ")
        );
    }
    Ok(())
}
