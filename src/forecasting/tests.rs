//! Whole forecasts on a database.

use chrono::NaiveDate;
use chrono_tz::{Asia, Europe};

use super::test_centre::{Centre, weekly};
use super::{
    Weeks, delete_forecast, find_forecast, find_forecast_of_week, forecast_data,
    generation_results, list_forecasts, submit_forecast,
};
use crate::http::PageParams;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn a_week_that_always_repeated_is_forecast_exactly() {
    let centre = Centre::new(Asia::Shanghai, 30, false);
    let group = centre.group("Cards", None);
    let request = centre.request("2026-06-01", 2);
    let handle_time = |minute: u32| if minute < 720 { 180.0 } else { 300.0 };
    centre
        .forecast("f1", &request, |_, date, minute| {
            weekly(date, minute).map(|offered| (offered, Some(handle_time(minute))))
        })
        .unwrap();
    let (forecast, data, generation) = centre
        .db
        .read(|conn| {
            let scope = &centre.scope;
            Ok::<_, crate::failure::Failure>((
                find_forecast(conn, scope, "f1")?,
                forecast_data(conn, scope, "f1")?,
                generation_results(conn, scope, "f1")?,
            ))
        })
        .unwrap();
    let grid = forecast.grid().unwrap();
    assert_eq!((data.len(), grid.intervals()), (1, 14 * 48));
    assert_eq!(data[0].planning_group_id, group.id);
    for index in 0..grid.intervals() {
        let (day, minute) = grid.local(index);
        let expected = weekly(day, minute).unwrap_or(0.0);
        let offered = data[0].offered_per_interval[index];
        assert!(
            (offered - expected).abs() < 1e-9,
            "{day} {minute}: {offered}"
        );
        assert!(data[0].offered_per_interval_p10[index] <= offered + 1e-9);
        assert!(data[0].offered_per_interval_p90[index] >= offered - 1e-9);
        let aht = data[0].average_handle_time_seconds_per_interval[index];
        if expected > 0.0 {
            assert!((aht - handle_time(minute)).abs() < 1.0, "{minute}: {aht}");
        }
    }
    let made = serde_json::to_value(&generation[0]).unwrap();
    assert_eq!(made["backtest"]["outcome"], "scored");
    assert_eq!(made["backtest"]["models"][0]["wape"], 0.0);
    assert_eq!(made["averageHandleTimeSource"], "history");
    assert_eq!(made["sourceDays"]["observedDays"], 48);
    assert_eq!(forecast.seed, 7);
}

#[test]
fn a_week_with_a_clock_change_is_forecast_in_local_time() {
    for (week, changed, intervals) in [
        ("2026-03-23", "2026-03-29", 46),
        ("2026-10-19", "2026-10-25", 50),
    ] {
        let centre = Centre::new(Europe::Berlin, 30, false);
        centre.group("Nights", Some(200.0));
        let by_hour = |_: &_, _: NaiveDate, minute: u32| Some((f64::from(10 + minute / 60), None));
        centre
            .forecast("f1", &centre.request(week, 1), by_hour)
            .unwrap();
        let (forecast, data) = centre
            .db
            .read(|conn| {
                let forecast = find_forecast(conn, &centre.scope, "f1")?;
                Ok::<_, crate::failure::Failure>((
                    forecast,
                    forecast_data(conn, &centre.scope, "f1")?,
                ))
            })
            .unwrap();
        let grid = forecast.grid().unwrap();
        let day = grid.days()[6];
        assert_eq!((day.date, day.intervals), (date(changed), intervals));
        for index in 0..grid.intervals() {
            let expected = f64::from(10 + grid.local(index).1 / 60);
            assert!((data[0].offered_per_interval[index] - expected).abs() < 1e-9);
        }
    }
}

#[test]
fn every_group_without_the_means_for_a_forecast_is_named_with_its_remedy() {
    let centre = Centre::new(Asia::Shanghai, 30, false);
    centre.group("Good", Some(240.0));
    let silent = centre.group("No handle times", None);
    let empty = centre.group("No history", None);
    let failure = centre
        .forecast(
            "f1",
            &centre.request("2026-06-01", 1),
            |group, date, minute| {
                (group.id != empty.id).then(|| Some((weekly(date, minute)?, None)))?
            },
        )
        .unwrap_err();
    let mut found: Vec<(&str, &str)> = failure
        .faults()
        .iter()
        .map(|fault| (fault.code.as_str(), fault.detail.as_str()))
        .collect();
    found.sort_unstable();
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].0 == "no-handle-time" && found[0].1.contains(&silent.name));
    assert!(found[0].1.contains("defaultAverageHandleTimeSeconds"));
    assert!(found[1].0 == "no-history" && found[1].1.contains(&empty.id));
    let nothing = centre
        .db
        .read(|conn| find_forecast(conn, &centre.scope, "f1"));
    assert_eq!(nothing.unwrap_err().code(), "not-found");
}

#[test]
fn equal_inputs_have_equal_hashes_and_one_call_more_or_another_seed_has_not() {
    let centre = Centre::new(Asia::Shanghai, 60, false);
    centre.group("Cards", Some(240.0));
    let request = centre.request("2026-06-01", 1);
    let hash = |id: &str, seed: u64, more: f64| {
        let request = super::GenerateForecast {
            seed: Some(seed),
            ..request.clone()
        };
        centre
            .forecast(id, &request, |_, day, minute| {
                let extra = if day == date("2026-05-20") && minute == 600 {
                    more
                } else {
                    0.0
                };
                Some((weekly(day, minute)? + extra, None))
            })
            .unwrap();
        centre
            .db
            .read(|conn| find_forecast(conn, &centre.scope, id))
            .unwrap()
            .input_hash
    };
    let first = hash("f1", 7, 0.0);
    assert_eq!((first.len(), &first), (64, &hash("f2", 7, 0.0)));
    assert_ne!(first, hash("f3", 7, 1.0));
    assert_ne!(first, hash("f4", 8, 0.0));
}

#[test]
fn a_run_taken_up_again_makes_no_second_forecast() {
    let centre = Centre::new(Asia::Shanghai, 60, false);
    centre.group("Cards", Some(240.0));
    let request = centre.request("2026-06-01", 1);
    let seen = |_: &_, date, minute| Some((weekly(date, minute)?, None));
    centre.forecast("f1", &request, seen).unwrap();
    centre.forecast("f1", &request, |_, _, _| None).unwrap();
    let data = centre
        .db
        .read(|conn| forecast_data(conn, &centre.scope, "f1"))
        .unwrap();
    assert!(data[0].offered_per_interval.iter().sum::<f64>() > 0.0);
}

#[test]
fn forecasts_are_listed_by_the_weeks_they_cover_and_deleted_with_their_numbers() {
    let centre = Centre::new(Asia::Shanghai, 60, false);
    centre.group("Cards", Some(240.0));
    let seen = |_: &_, date, minute| Some((weekly(date, minute)?, None));
    centre
        .forecast("a", &centre.request("2026-06-01", 2), seen)
        .unwrap();
    centre
        .forecast("b", &centre.request("2026-06-08", 1), seen)
        .unwrap();
    let scope = &centre.scope;
    let ids = |weeks: Weeks| -> Vec<String> {
        let page = PageParams::default();
        let found = centre
            .db
            .read(|conn| list_forecasts(conn, scope, &centre.unit.id, weeks, &page));
        found
            .unwrap()
            .entities
            .into_iter()
            .map(|forecast| forecast.id)
            .collect()
    };
    assert_eq!(ids(Weeks::Of(date("2026-06-01"))), ["a"]);
    assert_eq!(ids(Weeks::Of(date("2026-06-14"))), ["a", "b"]);
    assert!(ids(Weeks::Of(date("2026-06-15"))).is_empty());
    assert_eq!(ids(Weeks::Recent), ["a", "b"]);
    let wrong_week = centre
        .db
        .read(|conn| find_forecast_of_week(conn, scope, &centre.unit.id, date("2026-06-08"), "a"));
    assert_eq!(wrong_week.unwrap_err().code(), "not-found");
    centre
        .db
        .write(|conn| delete_forecast(conn, scope, "a"))
        .unwrap();
    assert_eq!(ids(Weeks::Recent), ["b"]);
    let gone = centre.db.read(|conn| forecast_data(conn, scope, "a"));
    assert_eq!(gone.unwrap_err().code(), "not-found");
}

#[test]
fn a_request_is_refused_with_all_its_faults_before_any_run_is_queued() {
    let centre = Centre::new(Asia::Shanghai, 60, false);
    centre.group("Cards", Some(240.0));
    let mut request = centre.request("2026-06-02", 1);
    request.description = " ".to_owned();
    request.history_weeks = Some(0);
    request.seed = Some(u64::MAX);
    request.planning_group_ids = Some(vec!["nobody".to_owned()]);
    let failure = centre
        .db
        .write(|conn| submit_forecast(conn, &centre.scope, &request))
        .unwrap_err();
    let pointers: Vec<&str> = failure
        .faults()
        .iter()
        .map(|fault| fault.pointer.as_str())
        .collect();
    assert_eq!(
        pointers,
        [
            "/description",
            "/historyWeeks",
            "/seed",
            "/weekDate",
            "/planningGroupIds/0"
        ]
    );
    let queued = centre
        .db
        .write(|conn| submit_forecast(conn, &centre.scope, &centre.request("2026-06-01", 26)))
        .unwrap();
    assert_eq!(queued.kind, "forecast");
    let too_long = centre
        .db
        .write(|conn| submit_forecast(conn, &centre.scope, &centre.request("2026-06-01", 27)));
    assert_eq!(too_long.unwrap_err().faults()[0].pointer, "/weekCount");
}
