//! Requirements of single intervals, against reference files where they are there.

use std::path::PathBuf;

use super::*;
use crate::staffing::{AtMostPercent, AtMostSeconds, PercentWithin};
use crewcast_forecasts::erlang::ServiceLevelVariant;
use crewcast_forecasts::units::Share;

fn body(text: &str) -> IntervalToStaff {
    serde_json::from_str(text).unwrap()
}

const CLASSIC: &str = r#"{"volume": 100, "intervalLengthMinutes": 30, "averageHandleTimeSeconds": 180,
    "goals": {"serviceLevel": {"percent": 80, "seconds": 20}, "maximumOccupancy": {"percent": 85}},
    "shrinkagePercent": 30}"#;

fn pointers(failure: &Failure) -> Vec<&str> {
    let faults = failure.faults().iter();
    faults.map(|fault| fault.pointer.as_str()).collect()
}

#[test]
fn the_classic_hundred_calls_take_14_at_work_and_20_on_the_roster() {
    let found = calculate_requirement(&body(CLASSIC)).unwrap();
    assert_eq!((found.required_without_shrinkage, found.required), (14, 20));
    let json = serde_json::to_value(&found).unwrap();
    assert_eq!(json["bindingGoal"], "serviceLevel");
    assert_eq!(json["model"], "erlangC");
    assert_eq!(json["derivation"]["steps"][0]["symbol"], "A");
    assert!(json["achieved"].get("callWeighted").is_none());
}

#[test]
fn every_bad_value_is_reported_at_once_and_at_its_place() {
    let mut wrong = body(CLASSIC);
    wrong.volume = -1.0;
    wrong.interval_length_minutes = 7;
    wrong.average_patience_seconds = Some(0.0);
    wrong.shrinkage_percent = 130.0;
    wrong.probability_percent = Some(80.0);
    wrong.agents_to_compare = Some(vec![1.0, f64::INFINITY]);
    wrong.goals.abandon_rate = Some(AtMostPercent { percent: 500.0 });
    wrong.goals.maximum_occupancy = Some(AtMostPercent { percent: f64::NAN });
    let failure = calculate_requirement(&wrong).unwrap_err();
    assert_eq!(
        pointers(&failure),
        [
            "/volume",
            "/intervalLengthMinutes",
            "/averagePatienceSeconds",
            "/shrinkagePercent",
            "/probabilityPercent",
            "/agentsToCompare/1",
            "/goals/abandonRate/percent",
            "/goals/maximumOccupancy/percent"
        ]
    );
    for fault in failure.faults() {
        assert!(fault.detail.contains(';'), "without a remedy: {fault:?}");
    }
}

#[test]
fn a_goal_nobody_reaches_points_at_itself() {
    let mut wrong = body(CLASSIC);
    wrong.shrinkage_percent = 100.0;
    let failure = calculate_requirement(&wrong).unwrap_err();
    assert_eq!(pointers(&failure), ["/shrinkagePercent"]);
    wrong = body(CLASSIC);
    wrong.goals = GoalsToMeet::default();
    let failure = calculate_requirement(&wrong).unwrap_err();
    assert_eq!(pointers(&failure), ["/goals"]);
    assert_eq!(failure.faults()[0].code, "no-goal");
}

#[test]
fn the_classic_is_compared_from_4_to_24_agents_and_meets_its_goals_from_14_on() {
    let found = calculate_requirement(&body(CLASSIC)).unwrap();
    let compared: Vec<(f64, bool)> = found
        .compared
        .iter()
        .map(|compared| (compared.agents, compared.meets_goals))
        .collect();
    let expected: Vec<(f64, bool)> = (4..=24)
        .map(|agents| (f64::from(agents), agents >= 14))
        .collect();
    assert_eq!(compared, expected);
    let of = |agents: f64| {
        let found = found.compared.iter().find(|found| found.agents == agents);
        found.unwrap().service
    };
    assert_eq!(of(14.0), found.achieved);
    assert_eq!(Some(of(13.0)), found.with_one_fewer);
}

#[test]
fn nobody_is_compared_with_a_handful_where_there_is_nothing_to_do() {
    let mut quiet = body(CLASSIC);
    quiet.volume = 0.0;
    let found = calculate_requirement(&quiet).unwrap();
    assert_eq!((found.required, found.with_one_fewer), (0, None));
    assert_eq!(found.compared.len(), 11);
    assert!(found.compared.iter().all(|compared| compared.meets_goals));
}

#[test]
fn a_varying_volume_takes_more_agents_the_surer_one_wants_to_be() {
    let mut varying = body(CLASSIC);
    varying.average_patience_seconds = Some(300.0);
    varying.volume_variation_percent = Some(20.0);
    let mut last = 0;
    for percent in [10.0, 50.0, 80.0, 90.0, 99.0] {
        varying.probability_percent = Some(percent);
        let found = calculate_requirement(&varying).unwrap();
        let likely = |agents: u32| {
            let compared = found
                .compared
                .iter()
                .find(|compared| compared.agents == f64::from(agents));
            compared.unwrap().probability_percent.unwrap()
        };
        let net = found.required_without_shrinkage;
        assert!(
            likely(net) >= percent && likely(net - 1) < percent,
            "{percent}"
        );
        assert!(net >= last);
        last = net;
        // The derivation shows the volume that is staffed for and ends in the same number.
        assert_eq!(found.derivation.requirement.agents_net, net);
        assert_eq!(found.derivation.agents_gross, found.required);
        assert!(!found.messages.is_empty());
    }
    varying.volume_variation_percent = Some(0.0);
    let found = calculate_requirement(&varying).unwrap();
    assert_eq!(found.required_without_shrinkage, 13);
    assert!(
        found
            .compared
            .iter()
            .all(|compared| compared.probability_percent
                == Some(if compared.meets_goals { 100.0 } else { 0.0 }))
    );
}

fn in_percent(share: &str) -> f64 {
    let share: Share = share.parse().unwrap();
    share.in_percent().to_string().parse().unwrap()
}

/// The rows of a reference file; none, and a word about it, where it is not there.
fn rows(name: &str) -> Vec<csv::StringRecord> {
    let shared = std::env::var_os("CREWCAST_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared")),
        PathBuf::from,
    );
    let path = shared.join("vectors").join(name);
    let Ok(mut reader) = csv::Reader::from_path(&path) else {
        eprintln!(
            "skipped: {} is not there; set CREWCAST_SHARED",
            path.display()
        );
        return Vec::new();
    };
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert!(!rows.is_empty(), "{} is empty", path.display());
    rows
}

#[test]
fn reference_requirements_come_out_of_the_operation_as_they_do_of_the_formula() {
    let rows = rows("erlang_c_required.csv");
    let mut different = Vec::new();
    for (index, record) in rows.iter().enumerate() {
        let number = |column: usize| -> f64 { record[column].parse().unwrap() };
        let mut goals = GoalsToMeet {
            maximum_occupancy: Some(AtMostPercent {
                percent: in_percent(&record[6]),
            }),
            ..GoalsToMeet::default()
        };
        match &record[4] {
            "sl" => {
                goals.service_level = Some(PercentWithin {
                    percent: in_percent(&record[5]),
                    seconds: number(3),
                    variant: ServiceLevelVariant::OfOffered,
                });
            }
            "asa" => {
                goals.average_speed_of_answer = Some(AtMostSeconds { seconds: number(5) });
            }
            _ => {
                goals.maximum_p_wait = Some(AtMostPercent {
                    percent: in_percent(&record[5]),
                });
            }
        }
        let mut asked = body(CLASSIC);
        asked.volume = number(0);
        asked.interval_length_minutes = record[1].parse().unwrap();
        asked.average_handle_time_seconds = number(2);
        asked.goals = goals;
        asked.shrinkage_percent = in_percent(&record[7]);
        let found = calculate_requirement(&asked).unwrap();
        let expected = (record[11].parse().unwrap(), record[12].parse().unwrap());
        let given = (found.required_without_shrinkage, found.required);
        if given != expected {
            different.push((index, given, expected));
        }
    }
    println!(
        "erlang_c_required.csv: {}/{} rows",
        rows.len() - different.len(),
        rows.len()
    );
    assert_eq!(different, []);
}

#[test]
fn reference_requirements_with_patience_come_out_of_the_operation_too() {
    let rows = rows("erlang_a_required.csv");
    let (mut judged, mut different) = (0, Vec::new());
    for (index, record) in rows.iter().enumerate() {
        let number = |column: usize| -> f64 { record[column].parse().unwrap() };
        let interval_length_minutes = number(1) / 60.0;
        if ![5.0, 10.0, 15.0, 20.0, 30.0, 60.0].contains(&interval_length_minutes) {
            continue;
        }
        let level = |variant| {
            Some(PercentWithin {
                percent: in_percent(&record[6]),
                seconds: number(4),
                variant,
            })
        };
        let mut goals = GoalsToMeet::default();
        match &record[5] {
            "sl_off" => goals.service_level = level(ServiceLevelVariant::OfOffered),
            "sl_excl" => goals.service_level = level(ServiceLevelVariant::LessShortAbandons),
            "sl_count" => goals.service_level = level(ServiceLevelVariant::ShortAbandonsAsMet),
            "abandon" => {
                goals.abandon_rate = Some(AtMostPercent {
                    percent: in_percent(&record[6]),
                });
            }
            "asa_served" => {
                goals.average_speed_of_answer = Some(AtMostSeconds { seconds: number(6) });
            }
            other => panic!("row {index}: no criterion {other:?} is known"),
        }
        let mut asked = body(CLASSIC);
        asked.volume = number(0);
        asked.interval_length_minutes = interval_length_minutes as u32;
        asked.average_handle_time_seconds = number(2);
        asked.average_patience_seconds = Some(number(3));
        asked.goals = goals;
        asked.shrinkage_percent = 0.0;
        let found = calculate_requirement(&asked).unwrap();
        let expected: u32 = record[8].parse().unwrap();
        judged += 1;
        if found.required_without_shrinkage != expected {
            different.push((index, found.required_without_shrinkage, expected));
        }
    }
    println!(
        "erlang_a_required.csv: {}/{judged} rows of {}",
        judged - different.len(),
        rows.len()
    );
    assert_eq!(different, []);
}
