//! The running day as it is shown.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use super::Day;
use crate::forecasts::WEEK;
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Engine, assert_problem, list, number, text};

#[rstest]
fn the_day_is_shown_with_what_came_who_is_there_and_how_it_will_close(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(day) = Day::new(engine, 20, "2026-06-01T09:00:00+02:00") else {
        return;
    };
    // Before anything has come the forecast stands, and says so.
    let early = day.post(Role::Supervisor, "", &json!({})).expect(200);
    assert_eq!(early["notReforecast"][0]["code"], "nothing-observed");
    let of_early = &early["intradayDataGroupings"][0];
    assert_eq!(of_early["actualDataSummary"], Value::Null);
    assert_eq!(
        number(&of_early["forecastDataSummary"]["expectedOffered"]).round(),
        1_600.0
    );

    day.came(&[(120.0, 60.0, 198.0); 6]);
    day.states("ON_QUEUE", 0..16);
    day.states("OFFLINE", 16..20);
    let told = day.post(Role::Supervisor, "", &json!({})).expect(200);
    assert_eq!(
        (
            &told["startDate"],
            &told["intervalLengthMinutes"],
            &told["schedule"]["id"]
        ),
        (
            &json!("2026-05-31T22:00:00Z"),
            &json!(30),
            &json!(day.schedule)
        )
    );
    let group = &told["intradayDataGroupings"][0];
    assert_eq!(group["planningGroupId"], day.group.as_str());
    assert_eq!(group["observedUntil"], "2026-06-01T10:00:00Z");
    assert_eq!(group["simulatedFrom"], "2026-06-01T10:00:00Z");
    let actual = &group["actualDataPerInterval"];
    assert_eq!(list(actual).len(), 48);
    assert_eq!(
        (
            &actual[17],
            &actual[18]["offered"],
            &actual[18]["serviceLevel"],
            &actual[24]
        ),
        (&Value::Null, &json!(120.0), &json!(0.5), &Value::Null)
    );
    assert_eq!(group["actualDataSummary"]["offered"], 720.0);
    let staff = &group["scheduleDataPerInterval"];
    assert_eq!(
        (
            &staff[18]["scheduled"],
            &staff[18]["present"],
            &staff[18]["expected"]
        ),
        (&json!(20.0), &json!(16.0), &Value::Null)
    );
    // Four who should have been there since nine are not, and are not expected any more; at one half the meal begins.
    assert_eq!(
        (&staff[24]["present"], &staff[25]["expected"]),
        (&Value::Null, &json!(16.0))
    );
    assert_eq!(staff[26]["expected"], 0.0, "everybody's meal");
    // 120 calls of 198 s are 13.2 erlangs; 16 agents bound by 85 % of their time: 13.2 ÷ 0.85 = 15.5.
    assert!(number(&staff[18]["required"]) >= 16.0, "{}", staff[18]);
    // In a history in which no Monday ever differed from another, a busy morning says nothing of the afternoon.
    let forecast = &group["forecastDataPerInterval"];
    assert_eq!(
        (
            &forecast[18]["expectedOffered"],
            &forecast[18]["expectedAverageHandleTimeSeconds"]
        ),
        (&json!(120.0), &json!(198.0))
    );
    assert_eq!(number(&forecast[30]["expectedOffered"]).round(), 100.0);
    assert_eq!(
        number(&forecast[30]["expectedAverageHandleTimeSeconds"]).round(),
        180.0
    );
    let close = &group["performancePredictionDataSummary"];
    let level = number(&close["serviceLevel"]);
    assert!(level > 0.2 && level < 0.65, "{close}");
    assert_eq!(close["probabilityOfMeetingGoal"]["share"], 0.0);
    // The source says nothing of waits, so nobody can say how long they are over the whole day.
    assert_eq!(
        group["notCounted"],
        json!(["answeredWait", "abandonedWait"])
    );
    assert_eq!(
        (
            &close["averageSpeedOfAnswerSeconds"],
            close["abandonRate"].is_number()
        ),
        (&Value::Null, true)
    );
    let predicted = &group["performancePredictionDataPerInterval"];
    assert_eq!(
        predicted[23]["serviceLevelPercent"],
        Value::Null,
        "counted, not simulated"
    );
    assert!(predicted[24]["serviceLevelPercent"].is_number());
    assert_eq!(day.post(Role::Supervisor, "", &json!({})).expect(200), told);

    let at_ten = json!({ "asOf": "2026-06-01T08:00:00Z" });
    let at_ten = day.post(Role::Supervisor, "", &at_ten).expect(200);
    let group = &at_ten["intradayDataGroupings"][0];
    assert_eq!(
        group["actualDataSummary"]["offered"], 240.0,
        "nothing later is looked at"
    );
    let wrong = json!({ "asOf": "2026-06-01T08:00:00Z", "businessUnitDate": "2026-06-02",
        "planningGroupIds": ["nobody"], "replications": 5 });
    let refused = day.post(Role::Supervisor, "", &wrong);
    assert_eq!(refused.pointers(), ["/replications", "/asOf"]);
    let refused = day.post(
        Role::Supervisor,
        "",
        &json!({ "planningGroupIds": ["nobody"] }),
    );
    assert_eq!(refused.pointers(), ["/planningGroupIds/0"]);
    let other_week = json!({ "businessUnitDate": "2026-06-09" });
    assert_problem(
        &day.post(Role::Supervisor, "", &other_week),
        409,
        "no-published-schedule",
    );

    let groups = format!("{}/intraday/planning-groups", day.path);
    let known = day.floor.read(&format!("{groups}?date={WEEK}"));
    assert_eq!(known["entities"][0]["id"], day.group.as_str());
    let unknown = day.floor.read(&format!("{groups}?date=2026-06-09"));
    assert_eq!(
        (&unknown["noDataReason"], list(&unknown["entities"]).len()),
        (&json!("no-published-schedule"), 0)
    );
    let elsewhere =
        day.floor
            .centre
            .post(Role::Supervisor, "/business-units/x/intraday", &json!({}));
    assert_problem(&elsewhere, 404, "not-found");
}

#[rstest]
fn a_goal_that_asks_for_waits_nobody_counted_is_judged_by_playing_the_whole_day(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(day) = Day::new(engine, 20, "2026-06-01T09:00:00+02:00") else {
        return;
    };
    // Half of the contacts waited for longer than 20 seconds: on average nobody can have waited for as short as 5.
    day.came(&[(120.0, 60.0, 198.0); 6]);
    day.states("ON_QUEUE", 0..16);
    day.states("OFFLINE", 16..20);
    let templates = format!("{}/service-goal-templates", day.path);
    let known = day.floor.read(&templates)["entities"][0].clone();
    let goals = json!({ "name": "Short waits", "serviceLevel": { "include": false, "percent": 80, "seconds": 20 },
        "averageSpeedOfAnswer": { "include": true, "seconds": 5 }, "abandonRate": { "include": false, "percent": 5 },
        "maximumOccupancy": { "include": false, "percent": 85 } });
    let path = format!("{templates}/{}", text(&known["id"]));
    let version = known["version"].as_i64().unwrap();
    let centre = &day.floor.centre;
    centre
        .put(Role::Planner, &path, version, &goals)
        .expect(200);
    let told = day.post(Role::Supervisor, "", &json!({})).expect(200);
    let group = &told["intradayDataGroupings"][0];
    assert_eq!(group["observedUntil"], "2026-06-01T10:00:00Z");
    assert_eq!(group["simulatedFrom"], "2026-06-01T07:00:00Z");
    let close = &group["performancePredictionDataSummary"];
    assert!(
        number(&close["averageSpeedOfAnswerSeconds"]) > 5.0,
        "{close}"
    );
    assert_eq!(close["probabilityOfMeetingGoal"]["share"], 0.0, "{close}");
}
