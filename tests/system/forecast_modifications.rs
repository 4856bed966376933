//! The planner's hand on a forecast, from the change to its judgement.

use crewcast::history::{ImportKind, ImportOptions, ImportStatus, Upload, import_file};
use crewcast::tenancy::{Role, Scope};
use rstest::rstest;
use serde_json::{Value, json};

use crate::forecasts::{WEEK, bank, generate, import_history};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Answer, Centre, Engine, assert_problem};

/// 130 calls of 180 s in each half hour of Monday 1 June's opening, where 100 were forecast.
fn import_monday(centre: &Centre, path_of_unit: &str) {
    let mut text =
        "QueueName,IntervalStart,IntervalMinutes,Offered,AverageHandleTimeSeconds\n".to_owned();
    for half_hour in 18..34 {
        let (hour, minute) = (half_hour / 2, half_hour % 2 * 30);
        text += &format!("Cards,{WEEK}T{hour:02}:{minute:02}:00,30,130,180\n");
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("monday.csv");
    std::fs::write(&file, text).unwrap();
    let unit = path_of_unit.trim_start_matches("/business-units/");
    let scope = Scope::system(centre.tenant.clone(), centre.clock.now());
    let imported = import_file(
        &centre.db,
        &scope,
        &Upload::of_path(&file).unwrap(),
        &ImportOptions::new(unit, ImportKind::Intervals),
        &mut |_| {},
    )
    .unwrap();
    assert_eq!(imported.status, ImportStatus::Complete, "{imported:?}");
}

fn forecast_of_the_week(centre: &Centre, weeks: &str) -> String {
    let run = generate(centre, weeks);
    assert_eq!(run["state"], "Complete", "{run}");
    let id = run["result"]["shortTermForecastId"].as_str().unwrap();
    format!("{weeks}/{id}")
}

fn switch(centre: &Centre, path: &str, tag: Option<&str>, enabled: bool) -> Answer {
    let mut headers = vec![("content-type", "application/json")];
    headers.extend(tag.map(|tag| ("if-match", tag)));
    centre.send_raw(
        Some(centre.key(Role::Planner)),
        "PATCH",
        &format!("/api/v1{path}"),
        &headers,
        json!({ "enabled": enabled }).to_string().into_bytes(),
    )
}

/// Monday's opening, 20 percent more.
fn more_on_monday() -> Value {
    json!({ "type": "ChangePercentPerInterval", "startIntervalIndex": 18, "endIntervalIndex": 33,
        "metric": "Offered", "value": 20, "reason": "the new card is advertised", "event": "Card launch" })
}

#[rstest]
fn a_planners_change_is_staffed_for_switched_and_judged_by_what_came(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, "2026-05-28T10:00:00Z") else {
        return;
    };
    let (unit, group) = bank(&centre, None);
    import_history(&centre, &unit);
    let weeks = format!("{unit}/weeks/{WEEK}/short-term-forecasts");
    let forecast = forecast_of_the_week(&centre, &weeks);
    let read = |path: &str| centre.get(Role::Planner, path).expect(200);
    let required = || {
        read(&format!("{forecast}/staffing-requirement"))["planningGroups"][0]["required"][18]
            .clone()
    };
    assert_eq!(required(), 20);

    let modifications = format!("{forecast}/modifications");
    let made = centre.post(Role::Planner, &modifications, &more_on_monday());
    let body = made.expect(201);
    assert_eq!(
        (made.header("etag"), &body["type"]),
        (Some("\"1\""), &json!("ChangePercentPerInterval"))
    );
    assert!(
        body["author"].as_str().unwrap().starts_with("key:"),
        "{body}"
    );
    assert_eq!(
        (&body["event"], &body["createdAt"]),
        (&json!("Card launch"), &json!("2026-05-28T10:00:00Z"))
    );
    let one = made
        .header("location")
        .unwrap()
        .strip_prefix("/api/v1")
        .unwrap()
        .to_owned();
    assert_eq!(read(&one), body);
    assert!(required().as_u64() > Some(20), "{}", required());

    let data = centre.get(Role::Planner, &format!("{forecast}/data"));
    assert_eq!(data.header("etag"), Some("\"2\""));
    let numbers = &data.expect(200)["planningGroups"][0];
    let at = |name: &str| numbers[name][18].as_f64().unwrap();
    assert!((at("offeredPerInterval") - 120.0).abs() < 1e-9);
    assert!((at("statisticalOfferedPerInterval") - 100.0).abs() < 1e-9);
    assert!(at("offeredP90PerInterval") > at("statisticalOfferedP90PerInterval"));
    assert_eq!(
        (&numbers["modified"], &numbers["planningGroupId"]),
        (&json!(true), &json!(group))
    );

    // Closed hours are raised by mistake, and nothing comes.
    let whim = json!({ "type": "SetValuesForIntervalSet", "metric": "Offered", "planningGroupIds": [group],
        "values": [{ "intervalIndex": 34, "value": 40 }], "reason": "a feeling", "displayGranularity": "PT30M" });
    centre
        .post(Role::Planner, &modifications, &whim)
        .expect(201);
    let evaluation = format!("{modifications}/evaluation");
    let unseen = read(&evaluation);
    assert_eq!(unseen["overall"][0]["observedIntervals"], 0);
    assert!(
        unseen["modifications"][0]["detail"]
            .as_str()
            .unwrap()
            .starts_with("none of its intervals")
    );

    import_monday(&centre, &unit);
    let judged = read(&evaluation);
    assert_eq!(judged["observedUntil"], "2026-06-01T15:00:00Z");
    let first = &judged["modifications"][0];
    assert_eq!(first["modificationId"], body["id"]);
    // 30 were missed in each interval without it, 10 with it.
    assert_eq!(first["detail"], "cut the error by 67 %");
    let without = first["comparison"]["without"]["wape"].as_f64().unwrap();
    assert!((without - 30.0 / 130.0).abs() < 1e-9);
    assert_eq!(
        judged["modifications"][1]["comparison"]["observedIntervals"],
        0
    );

    assert_problem(
        &switch(&centre, &one, None, false),
        428,
        "if-match-required",
    );
    assert_problem(&switch(&centre, &one, Some("\"9\""), false), 412, "stale");
    assert_eq!(
        switch(&centre, &one, Some("\"1\""), false).expect(200)["enabled"],
        false
    );
    assert_eq!(required(), 20);
    assert_eq!(
        centre
            .send(Role::Planner, "DELETE", &one, &Value::Null)
            .status,
        204
    );
    assert_problem(&centre.get(Role::Planner, &one), 404, "not-found");
    let left = read(&modifications);
    assert_eq!(
        (left["entities"].as_array().unwrap().len(), &left["version"]),
        (1, &json!(5))
    );
}

#[rstest]
fn a_new_run_takes_the_changes_along_unless_told_not_to(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, "2026-05-28T10:00:00Z") else {
        return;
    };
    let (unit, _) = bank(&centre, None);
    import_history(&centre, &unit);
    let weeks = format!("{unit}/weeks/{WEEK}/short-term-forecasts");
    let first = forecast_of_the_week(&centre, &weeks);
    let made = centre.post(
        Role::Planner,
        &format!("{first}/modifications"),
        &more_on_monday(),
    );
    let id = made.id();
    let second = forecast_of_the_week(&centre, &weeks);
    let carried = centre
        .get(Role::Supervisor, &format!("{second}/modifications"))
        .expect(200);
    let carried = &carried["entities"][0];
    assert_eq!(carried["carriedFrom"]["modificationId"], id);
    assert!(
        first.ends_with(
            carried["carriedFrom"]["shortTermForecastId"]
                .as_str()
                .unwrap()
        )
    );
    assert_eq!(
        (&carried["startIntervalIndex"], &carried["value"]),
        (&json!(18), &json!(20.0))
    );

    let body = json!({ "weekCount": 1, "description": "Bare", "carryModifications": false });
    let accepted = centre.post(Role::Planner, &format!("{weeks}/generate"), &body);
    let bare = centre.result_of_run(&accepted)["shortTermForecastId"].clone();
    let bare = bare.as_str().unwrap();
    let compared = centre
        .get(Role::Planner, &format!("{second}/compare?with={bare}"))
        .expect(200);
    let difference = &compared["planningGroups"][0];
    // 16 intervals of 20 calls more.
    assert!((difference["offered"]["difference"].as_f64().unwrap() - 320.0).abs() < 1e-6);
    assert_eq!(difference["largestDifferences"][0]["date"], WEEK);
    let alike = centre
        .get(
            Role::Planner,
            &format!("{second}/compare?with={bare}&series=statistical"),
        )
        .expect(200);
    assert_eq!(alike["planningGroups"][0]["wape"], 0.0);

    let copied = centre.post(
        Role::Planner,
        &format!("{second}/copy"),
        &json!({ "description": "What if" }),
    );
    let body = copied.expect(201);
    let place = copied
        .header("location")
        .unwrap()
        .strip_prefix("/api/v1")
        .unwrap();
    assert_eq!(centre.get(Role::Planner, place).expect(200), body);
    let same = centre
        .get(
            Role::Planner,
            &format!("{second}/compare?with={}", body["id"].as_str().unwrap()),
        )
        .expect(200);
    assert_eq!(same["planningGroups"][0]["wape"], 0.0);
}

#[rstest]
fn a_change_that_cannot_be_meant_or_made_is_refused(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, "2026-05-28T10:00:00Z") else {
        return;
    };
    let (unit, _) = bank(&centre, None);
    import_history(&centre, &unit);
    let weeks = format!("{unit}/weeks/{WEEK}/short-term-forecasts");
    let forecast = forecast_of_the_week(&centre, &weeks);
    let modifications = format!("{forecast}/modifications");
    let mut wrong = more_on_monday();
    wrong["endIntervalIndex"] = json!(336);
    wrong["reason"] = json!("");
    let refused = centre.post(Role::Planner, &modifications, &wrong);
    assert_problem(&refused, 422, "invalid");
    assert_eq!(refused.pointers(), ["/endIntervalIndex", "/reason"]);
    wrong["type"] = json!("Double");
    let refused = centre.post(Role::Planner, &modifications, &wrong);
    assert_problem(&refused, 422, "invalid");
    assert_eq!(refused.json()["errors"][0]["pointer"], "/type");
    let supervisor = centre.post(Role::Supervisor, &modifications, &more_on_monday());
    assert_problem(&supervisor, 403, "forbidden");
    let unknown = centre.get(Role::Planner, &format!("{forecast}/compare?with=nobody"));
    assert_problem(&unknown, 404, "not-found");
}
