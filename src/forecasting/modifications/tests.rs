//! A planner's modifications on a database.

use chrono_tz::{Asia, Europe};
use crewcast_forecasts::modifications::{Metric, ModificationType};
use serde_json::json;

use super::{
    ForecastModification, NewModification, add_modification, delete_modification,
    enable_modification, list_modifications,
};
use crate::failure::Failure;
use crate::forecasting::test_centre::{Centre, weekly};
use crate::forecasting::{
    ComparedSeries, GenerateForecast, GroupForecast, compare_forecasts, copy_forecast,
    find_forecast, forecast_data, forecast_numbers, statistical_data,
};

/// A centre in Shanghai by the hour with a forecast `f1` of two weeks from 1 June.
fn centre_with_forecast() -> Centre {
    let centre = Centre::new(Asia::Shanghai, 60, false);
    centre.group("Cards", Some(240.0));
    centre.group("Loans", Some(300.0));
    forecast(&centre, "f1", &centre.request("2026-06-01", 2));
    centre
}

fn forecast(centre: &Centre, id: &str, request: &GenerateForecast) {
    let seen = |_: &_, date, minute| Some((weekly(date, minute)?, None));
    centre.forecast(id, request, seen).unwrap();
}

fn over(kind: ModificationType, (start, end): (usize, usize), value: f64) -> NewModification {
    serde_json::from_value(json!({
        "type": kind, "startIntervalIndex": start, "endIntervalIndex": end, "metric": Metric::Offered,
        "value": value, "reason": "a mailing goes out", "event": "June mailing"
    }))
    .unwrap()
}

fn add(centre: &Centre, id: &str, new: &NewModification) -> Result<ForecastModification, Failure> {
    centre.db.write(|conn| {
        let forecast = find_forecast(conn, &centre.scope, id)?;
        add_modification(conn, &centre.scope, &forecast, new)
    })
}

fn list(centre: &Centre, id: &str) -> Vec<ForecastModification> {
    centre
        .db
        .read(|conn| list_modifications(conn, &centre.scope, id))
        .unwrap()
}

fn planned(centre: &Centre, id: &str) -> Vec<GroupForecast> {
    centre
        .db
        .read(|conn| forecast_data(conn, &centre.scope, id))
        .unwrap()
}

fn statistical(centre: &Centre, id: &str) -> Vec<GroupForecast> {
    centre
        .db
        .read(|conn| statistical_data(conn, &centre.scope, id))
        .unwrap()
}

fn version(centre: &Centre, id: &str) -> i32 {
    centre
        .db
        .read(|conn| find_forecast(conn, &centre.scope, id))
        .unwrap()
        .version
}

#[test]
fn what_a_planner_changes_is_planned_with_and_the_statistical_numbers_stay() {
    let centre = centre_with_forecast();
    let before = planned(&centre, "f1");
    let double = over(ModificationType::ChangePercentPerInterval, (10, 11), 100.0);
    let made = add(&centre, "f1", &double).unwrap();
    assert_eq!((made.author.as_str(), made.version), ("system", 1));
    assert_eq!(
        (made.reason.as_str(), made.event.as_deref()),
        ("a mailing goes out", Some("June mailing"))
    );
    assert_eq!(
        (made.carried_from, made.created_at),
        (None, centre.scope.now)
    );
    let after = planned(&centre, "f1");
    for (before, after) in before.iter().zip(&after) {
        for index in 0..before.offered_per_interval.len() {
            let factor = if (10..12).contains(&index) { 2.0 } else { 1.0 };
            let expected = factor * before.offered_per_interval[index];
            assert!((after.offered_per_interval[index] - expected).abs() < 1e-9);
        }
        assert!(after.offered_per_interval_p10[10] > before.offered_per_interval_p90[10]);
    }
    assert_eq!(statistical(&centre, "f1"), before);
    let numbers = centre
        .db
        .read(|conn| forecast_numbers(conn, &centre.scope, "f1"))
        .unwrap();
    assert!(numbers[0].modified);
    assert_eq!(numbers[0].planned, after[0]);
    assert_eq!(
        numbers[0].statistical_offered_per_interval,
        before[0].offered_per_interval
    );
    assert_eq!(version(&centre, "f1"), 2);
}

#[test]
fn one_that_is_switched_off_or_deleted_counts_no_more_and_stale_switches_are_refused() {
    let centre = centre_with_forecast();
    let before = planned(&centre, "f1");
    let made = add(
        &centre,
        "f1",
        &over(ModificationType::SetValueOverRange, (0, 23), 1_000.0),
    )
    .unwrap();
    assert_ne!(planned(&centre, "f1"), before);
    let switch = |version, enabled| {
        centre.db.write(|conn| {
            enable_modification(conn, &centre.scope, "f1", &made.id, version, enabled)
        })
    };
    assert_eq!(switch(1, false).unwrap().version, 2);
    assert_eq!(planned(&centre, "f1"), before);
    assert!(!list(&centre, "f1")[0].enabled);
    assert_eq!(switch(1, true).unwrap_err().code(), "stale");
    assert!(switch(2, true).unwrap().enabled);
    assert_ne!(planned(&centre, "f1"), before);
    let delete = || {
        centre
            .db
            .write(|conn| delete_modification(conn, &centre.scope, "f1", &made.id))
    };
    delete().unwrap();
    assert_eq!(planned(&centre, "f1"), before);
    assert_eq!(delete().unwrap_err().code(), "not-found");
    assert_eq!(version(&centre, "f1"), 5);
}

#[test]
fn every_fault_of_a_modification_is_named_and_nothing_is_kept() {
    let centre = centre_with_forecast();
    let mut wrong = over(ModificationType::SetValueOverRange, (0, 9_999), -1.0);
    wrong.planning_group_ids = vec!["nobody".to_owned()];
    wrong.reason = " ".to_owned();
    wrong.event = Some(String::new());
    let failure = add(&centre, "f1", &wrong).unwrap_err();
    let pointers: Vec<&str> = failure
        .faults()
        .iter()
        .map(|fault| fault.pointer.as_str())
        .collect();
    assert_eq!(
        pointers,
        [
            "/planningGroupIds/0",
            "/endIntervalIndex",
            "/value",
            "/reason",
            "/event"
        ]
    );
    assert_eq!(version(&centre, "f1"), 1);
    assert!(list(&centre, "f1").is_empty());
}

#[test]
fn a_new_forecast_takes_over_what_is_enabled_in_the_latest_one_of_its_week() {
    let centre = centre_with_forecast();
    // Both weeks, the second week alone, the first alone, and one that is switched off.
    let both = add(
        &centre,
        "f1",
        &over(ModificationType::SetValueOverRange, (0, 335), 20_000.0),
    )
    .unwrap();
    let second = add(
        &centre,
        "f1",
        &over(ModificationType::SetValuePerInterval, (170, 175), 7.0),
    )
    .unwrap();
    add(
        &centre,
        "f1",
        &over(ModificationType::SetValuePerInterval, (10, 12), 9.0),
    )
    .unwrap();
    let off = NewModification {
        enabled: false,
        ..over(ModificationType::SetValuePerInterval, (168, 335), 0.0)
    };
    add(&centre, "f1", &off).unwrap();
    forecast(&centre, "f2", &centre.request("2026-06-08", 1));
    let found = list(&centre, "f2");
    assert_eq!(found.len(), 2);
    let from = found[0].carried_from.as_ref().unwrap();
    assert_eq!(
        (&from.short_term_forecast_id, &from.modification_id),
        (&"f1".to_owned(), &both.id)
    );
    assert_eq!(
        (found[0].start_interval_index, found[0].end_interval_index),
        (Some(0), Some(167))
    );
    // The weeks are forecast alike, so each has half of the total.
    assert!(
        (found[0].value.unwrap() - 10_000.0).abs() < 1e-6,
        "{:?}",
        found[0].value
    );
    assert_eq!(
        found[1].carried_from.as_ref().unwrap().modification_id,
        second.id
    );
    assert_eq!(
        (found[1].start_interval_index, found[1].value),
        (Some(2), Some(7.0))
    );
    assert_eq!(
        (&found[1].author, &found[1].reason),
        (&second.author, &second.reason)
    );
    let (new, old) = (planned(&centre, "f2"), planned(&centre, "f1"));
    assert!((new[0].offered_per_interval[2] - 7.0).abs() < 1e-9);
    assert!((new[0].offered_per_interval[40] - old[0].offered_per_interval[208]).abs() < 1e-9);

    let left_behind = GenerateForecast {
        carry_modifications: Some(false),
        ..centre.request("2026-06-08", 1)
    };
    forecast(&centre, "f3", &left_behind);
    assert!(list(&centre, "f3").is_empty());
    // The latest forecast of the week has none, so none go along, although an earlier one has some.
    forecast(&centre, "f4", &centre.request("2026-06-08", 1));
    assert!(list(&centre, "f4").is_empty());
}

#[test]
fn each_week_and_planning_group_has_a_latest_forecast_of_its_own() {
    let centre = centre_with_forecast();
    let groups = planned(&centre, "f1");
    let (cards, loans) = (&groups[0].planning_group_id, &groups[1].planning_group_id);
    add(
        &centre,
        "f1",
        &over(ModificationType::SetValuePerInterval, (0, 335), 5.0),
    )
    .unwrap();
    let of_cards = GenerateForecast {
        planning_group_ids: Some(vec![cards.clone()]),
        carry_modifications: Some(false),
        ..centre.request("2026-06-08", 1)
    };
    forecast(&centre, "f2", &of_cards);
    add(
        &centre,
        "f2",
        &over(ModificationType::SetValuePerInterval, (0, 0), 8.0),
    )
    .unwrap();
    forecast(&centre, "f3", &centre.request("2026-06-01", 3));
    let numbers = planned(&centre, "f3");
    let models = statistical(&centre, "f3");
    let at = |group: usize, index: usize| numbers[group].offered_per_interval[index];
    assert_eq!(
        (&numbers[0].planning_group_id, &numbers[1].planning_group_id),
        (cards, loans)
    );
    // First week: both from f1. Second: cards from f2, loans from f1. Third: nobody spoke of it.
    assert_eq!(
        [at(0, 10), at(1, 10), at(0, 168), at(1, 168)],
        [5.0, 5.0, 8.0, 5.0]
    );
    assert_eq!(at(0, 178), models[0].offered_per_interval[178]);
    assert_eq!(at(1, 335), 5.0);
    assert_eq!(at(1, 346), models[1].offered_per_interval[346]);
}

#[test]
fn a_modification_keeps_its_instants_over_a_clock_change() {
    let centre = Centre::new(Europe::Berlin, 60, false);
    centre.group("Nights", Some(200.0));
    let by_hour = |_: &_, _, minute: u32| Some((f64::from(10 + minute / 60), None));
    let two = centre.request("2026-10-19", 2);
    centre.forecast("f1", &two, by_hour).unwrap();
    // The first week has 169 hours; hour 169 is the first of Monday 26 October.
    add(
        &centre,
        "f1",
        &over(ModificationType::SetValuePerInterval, (169, 169), 99.0),
    )
    .unwrap();
    let days: NewModification = serde_json::from_value(json!({
        "type": "SetMultiGranularityValuesForIntervalSet", "metric": "Offered", "granularity": "P1D",
        "values": [{ "intervalIndex": 144, "value": 50.0 }, { "intervalIndex": 193, "value": 48.0 }],
        "reason": "quiet days"
    }))
    .unwrap();
    add(&centre, "f1", &days).unwrap();
    centre
        .forecast("f2", &centre.request("2026-10-26", 1), by_hour)
        .unwrap();
    let found = list(&centre, "f2");
    assert_eq!(
        (found[0].start_interval_index, found[0].end_interval_index),
        (Some(0), Some(0))
    );
    assert_eq!(found[1].values.len(), 1);
    assert_eq!(
        (found[1].values[0].interval_index, found[1].values[0].value),
        (24, 48.0)
    );
    let tuesday: f64 = planned(&centre, "f2")[0].offered_per_interval[24..48]
        .iter()
        .sum();
    assert!((tuesday - 48.0).abs() < 1e-9);
    // Sunday's 25 hours share one total.
    let sunday: f64 = planned(&centre, "f1")[0].offered_per_interval[144..169]
        .iter()
        .sum();
    assert!((sunday - 50.0).abs() < 1e-9);
}

#[test]
fn a_copy_has_the_same_numbers_and_modifications_and_goes_its_own_way() {
    let centre = centre_with_forecast();
    let made = add(
        &centre,
        "f1",
        &over(ModificationType::MinimumPerInterval, (0, 335), 1.0),
    )
    .unwrap();
    let copy = centre
        .db
        .write(|conn| copy_forecast(conn, &centre.scope, "f1", "What if"))
        .unwrap();
    assert_eq!((copy.description.as_str(), copy.version), ("What if", 1));
    assert_eq!(planned(&centre, &copy.id), planned(&centre, "f1"));
    assert_eq!(
        list(&centre, &copy.id)[0]
            .carried_from
            .as_ref()
            .unwrap()
            .modification_id,
        made.id
    );
    add(
        &centre,
        &copy.id,
        &over(ModificationType::ChangePercentPerInterval, (0, 23), 50.0),
    )
    .unwrap();
    assert_eq!(list(&centre, "f1").len(), 1);

    let compared = |other: &str, series| {
        centre.db.read(|conn| {
            let this = find_forecast(conn, &centre.scope, &copy.id)?;
            compare_forecasts(conn, &centre.scope, &this, other, series)
        })
    };
    let found = compared("f1", ComparedSeries::Modified).unwrap();
    assert_eq!((found.intervals, found.planning_groups.len()), (336, 2));
    let group = &found.planning_groups[0];
    assert_eq!(group.largest_differences.len(), 1);
    let monday = group.largest_differences[0];
    assert_eq!(monday.date.to_string(), "2026-06-01");
    assert!((monday.offered.difference / monday.offered.other - 0.5).abs() < 1e-9);
    let wape = monday.offered.difference / group.offered.other;
    assert!((group.wape.unwrap() - wape).abs() < 1e-12);
    let same = compared("f1", ComparedSeries::Statistical).unwrap();
    assert_eq!(
        (
            same.planning_groups[0].wape,
            same.planning_groups[0].largest_differences.len()
        ),
        (Some(0.0), 0)
    );

    forecast(&centre, "f2", &centre.request("2026-06-08", 2));
    let overlapping = compared("f2", ComparedSeries::Statistical).unwrap();
    assert_eq!(overlapping.intervals, 168);
    assert!(overlapping.planning_groups[0].wape.unwrap() < 1e-9);
    forecast(&centre, "f3", &centre.request("2026-06-22", 1));
    let apart = compared("f3", ComparedSeries::Modified).unwrap_err();
    assert_eq!(apart.code(), "cannot-be-compared");
    assert_eq!(
        compared("f9", ComparedSeries::Modified).unwrap_err().code(),
        "not-found"
    );
}
