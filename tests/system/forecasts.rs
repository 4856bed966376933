//! History in, forecast and requirement out.

use crewcast::failure::Failure;
use crewcast::history::{ImportKind, ImportOptions, ImportStatus, Upload, import_file};
use crewcast::organisation::{
    AverageSpeedOfAnswerGoal, Channel, NewBusinessUnit, NewPlanningGroup, NewQueue,
    NewServiceGoalTemplate, PercentCeiling, RoutePath, ServiceLevelGoal, create_business_unit,
    create_planning_group, create_queue, create_service_goal_template,
};
use crewcast::tenancy::{Role, Scope};
use crewcast_forecasts::erlang::ServiceLevelVariant;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine, assert_problem};

pub(crate) const WEEK: &str = "2026-06-01";

/// A business unit in Berlin with one queue and planning group; returns its path and the group's id.
pub(crate) fn bank(centre: &Centre, default_aht_seconds: Option<f64>) -> (String, String) {
    let scope = Scope::system(centre.tenant.clone(), centre.clock.now());
    let made: Result<_, Failure> = centre.db.write(|conn| {
        let unit = NewBusinessUnit {
            name: "Bank".to_owned(),
            time_zone: chrono_tz::Europe::Berlin,
            start_day_of_week: chrono::Weekday::Mon,
            interval_length_minutes: 30,
            region: None,
        };
        let unit = create_business_unit(conn, &scope, unit)?.id;
        let queue = NewQueue {
            business_unit_id: unit.clone(),
            name: "Cards".to_owned(),
            channel: Channel::Voice,
            external_id: None,
        };
        let queue_id = create_queue(conn, &scope, queue)?.id;
        let template = NewServiceGoalTemplate {
            business_unit_id: unit.clone(),
            name: "80 in 20".to_owned(),
            service_level: ServiceLevelGoal {
                include: true,
                percent: 80.0,
                seconds: 20,
                variant: ServiceLevelVariant::OfOffered,
            },
            average_speed_of_answer: AverageSpeedOfAnswerGoal {
                include: false,
                seconds: 30,
            },
            abandon_rate: PercentCeiling {
                include: false,
                percent: 5.0,
            },
            maximum_occupancy: PercentCeiling {
                include: true,
                percent: 85.0,
            },
        };
        let template = create_service_goal_template(conn, &scope, template)?;
        let group = NewPlanningGroup {
            business_unit_id: unit.clone(),
            name: "Cards".to_owned(),
            route_paths: vec![RoutePath {
                queue_id,
                skill_ids: Vec::new(),
            }],
            service_goal_template_id: template.id.clone(),
            shrinkage_percent: 30.into(),
            default_average_handle_time_seconds: default_aht_seconds,
            ..NewPlanningGroup::default()
        };
        Ok((unit, create_planning_group(conn, &scope, group)?.id))
    });
    let (unit, group) = made.expect("the bank can be made");
    (format!("/business-units/{unit}"), group)
}

/// Imports eight weeks in which every weekday repeats exactly: 100 calls from 09:00 to 17:00, 10 more each weekday,
/// none on Sundays, 180 s each.
pub(crate) fn import_history(centre: &Centre, path_of_unit: &str) {
    let mut text =
        "QueueName,IntervalStart,IntervalMinutes,Offered,AverageHandleTimeSeconds\n".to_owned();
    let first: chrono::NaiveDate = "2026-04-06".parse().unwrap();
    for (offset, day) in first.iter_days().take(56).enumerate() {
        for half_hour in 18..34 {
            if offset % 7 < 6 {
                let (hour, minute) = (half_hour / 2, half_hour % 2 * 30);
                let offered = 100 + 10 * (offset % 7);
                text += &format!("Cards,{day}T{hour:02}:{minute:02}:00,30,{offered},180\n");
            }
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("history.csv");
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

pub(crate) fn generate(centre: &Centre, weeks: &str) -> Value {
    let body = json!({ "weekCount": 1, "description": "June", "seed": 11 });
    let accepted = centre.post(Role::Planner, &format!("{weeks}/generate"), &body);
    centre.ended_run(&accepted)
}

#[rstest]
fn imported_weeks_become_a_forecast_and_a_requirement(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, "2026-05-28T10:00:00Z") else {
        return;
    };
    let (unit, group) = bank(&centre, None);
    import_history(&centre, &unit);
    let weeks = format!("{unit}/weeks/{WEEK}/short-term-forecasts");
    let run = generate(&centre, &weeks);
    assert_eq!(run["state"], "Complete", "{run}");
    let id = run["result"]["shortTermForecastId"].as_str().unwrap();
    let read = |path: &str| centre.get(Role::Planner, path).expect(200);

    let forecast = read(&format!("{weeks}/{id}"));
    assert_eq!(forecast["referenceStartDate"], "2026-05-31T22:00:00Z");
    assert_eq!(
        (&forecast["seed"], &forecast["intervalLengthMinutes"]),
        (&json!(11), &json!(30))
    );
    let listed = read(&format!("{unit}/weeks/recent/short-term-forecasts"));
    assert_eq!(listed["entities"][0]["id"], id);

    let data = read(&format!("{weeks}/{id}/data"));
    let numbers = &data["planningGroups"][0];
    assert_eq!(numbers["planningGroupId"], group.as_str());
    let offered = numbers["offeredPerInterval"].as_array().unwrap();
    assert_eq!(offered.len(), 336);
    for (index, offered) in offered.iter().enumerate() {
        let (day, slot) = (index / 48, index % 48);
        let open = day < 6 && (18..34).contains(&slot);
        let expected = if open { 100.0 + 10.0 * day as f64 } else { 0.0 };
        assert!(
            (offered.as_f64().unwrap() - expected).abs() < 1e-9,
            "{index}: {offered}"
        );
    }
    let results = read(&format!("{weeks}/{id}/generation-results"));
    assert_eq!(
        results["planningGroups"][0]["backtest"]["outcome"],
        "scored"
    );

    // Monday 09:00: 100 calls of 180 s in half an hour take 14 at work and 20 on the roster.
    let requirement = read(&format!(
        "{weeks}/{id}/staffing-requirement?interval=18&planningGroupId={group}"
    ));
    let needed = &requirement["planningGroups"][0];
    assert_eq!(
        (
            &needed["requiredWithoutShrinkage"][18],
            &needed["required"][18]
        ),
        (&json!(14), &json!(20))
    );
    assert_eq!(
        (&needed["required"][0], &needed["bindingGoalPerInterval"][0]),
        (&json!(0), &json!("noContacts"))
    );
    assert_eq!(requirement["derivation"]["agentsGross"], 20);

    let one = format!("{weeks}/{id}");
    assert_eq!(
        centre
            .send(Role::Planner, "DELETE", &one, &Value::Null)
            .status,
        204
    );
    assert_problem(&centre.get(Role::Planner, &one), 404, "not-found");
}

#[rstest]
fn a_forecast_without_history_fails_and_names_the_planning_group(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, "2026-05-28T10:00:00Z") else {
        return;
    };
    let (unit, _) = bank(&centre, Some(180.0));
    let weeks = format!("{unit}/weeks/{WEEK}/short-term-forecasts");
    let run = generate(&centre, &weeks);
    assert_eq!(run["state"], "Failed", "{run}");
    assert_eq!(run["error"]["errors"][0]["code"], "no-history");
    assert!(
        run["error"]["errors"][0]["detail"]
            .as_str()
            .unwrap()
            .contains("\"Cards\"")
    );

    let tuesday = format!("{unit}/weeks/2026-06-02/short-term-forecasts/generate");
    let body = json!({ "weekCount": 1, "description": "June" });
    let refused = centre.post(Role::Planner, &tuesday, &body);
    assert_problem(&refused, 422, "invalid");
    assert_eq!(refused.json()["errors"][0]["pointer"], "/weekDate");
}

#[rstest]
fn a_change_of_the_mix_behind_the_handle_times_moves_them_and_one_that_is_none_is_refused(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, "2026-05-28T10:00:00Z") else {
        return;
    };
    let (unit, group) = bank(&centre, None);
    import_history(&centre, &unit);
    let weeks = format!("{unit}/weeks/{WEEK}/short-term-forecasts");
    let body = |new_agents_factor: f64| {
        let band = |name: &str, share: f64, factor: f64| json!({ "name": name, "contactShare": share, "ahtFactor": factor });
        let planned = [
            band("new", 20.0, new_agents_factor),
            band("experienced", 80.0, 1.0),
        ];
        json!({ "weekCount": 1, "description": "June", "averageHandleTimeMixes": {
            &group: { "learnt": {}, "planned": { "tenureBands": planned } } } })
    };
    let accepted = centre.post(Role::Planner, &format!("{weeks}/generate"), &body(1.5));
    let run = centre.ended_run(&accepted);
    let id = run["result"]["shortTermForecastId"].as_str().unwrap();
    let data = centre
        .get(Role::Planner, &format!("{weeks}/{id}/data"))
        .expect(200);
    // A fifth of the contacts take half as long again as the 180 s of the history.
    let seconds = &data["planningGroups"][0]["averageHandleTimeSecondsPerInterval"];
    for interval in [18, 48 + 30] {
        let found = seconds[interval].as_f64().unwrap();
        assert!((found - 198.0).abs() < 1e-6, "{found}");
    }
    let refused = centre.post(Role::Planner, &format!("{weeks}/generate"), &body(0.0));
    assert_problem(&refused, 422, "invalid");
    assert!(
        refused.text.contains("\"new\\\"") && refused.text.contains("/planned"),
        "{}",
        refused.text
    );
}

#[rstest]
fn one_interval_is_staffed_without_any_forecast(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    let mut body = json!({ "volume": 100, "intervalLengthMinutes": 30, "averageHandleTimeSeconds": 180,
        "goals": { "serviceLevel": { "percent": 80, "seconds": 20 } }, "shrinkagePercent": 30 });
    let found = centre
        .post(Role::Planner, "/staffing-requirements/calculate", &body)
        .expect(200);
    assert_eq!(
        (&found["requiredWithoutShrinkage"], &found["required"]),
        (&json!(14), &json!(20))
    );
    assert_eq!(found["achieved"]["status"], "steady");

    body["goals"] = json!({ "abandonRate": { "percent": 5 } });
    let refused = centre.post(Role::Planner, "/staffing-requirements/calculate", &body);
    assert_problem(&refused, 422, "invalid");
    assert_eq!(refused.json()["errors"][0]["pointer"], "/goals/abandonRate");
}
