//! A schedule played against its forecast, over HTTP.

use crewcast::failure::Failure;
use crewcast::organisation::{ActivityCategory, WeekGrid, list_activity_codes};
use crewcast::schedules::{
    GenerationResults, NewDraft, NewShift, ScheduledHeads, ShiftActivity, create_draft,
};
use crewcast::tenancy::{Role, Scope};
use rstest::rstest;
use serde_json::{Value, json};

use crate::forecasts::{WEEK, bank, generate, import_history};
use crate::rosters::agents;
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine, assert_problem};

const NOW: &str = "2026-05-28T10:00:00Z";

/// Eight local hours on queue from nine, Monday to Saturday: when the history's calls come.
const OPEN_DAYS: usize = 6;

/// A bank with a forecast of the week; its path, its planning group, the forecast.
fn forecast_bank(centre: &Centre) -> (String, String, String) {
    let (unit, group) = bank(centre, None);
    import_history(centre, &unit);
    let forecasts = format!("{unit}/weeks/{WEEK}/short-term-forecasts");
    let run = generate(centre, &forecasts);
    let forecast = run["result"]["shortTermForecastId"].as_str().unwrap();
    (unit, group, forecast.to_owned())
}

/// Changes a planning group.
fn edit_group(centre: &Centre, unit: &str, group: &str, name: &str, value: Value) {
    let path = format!("{unit}/planning-groups/{group}");
    let mut body = centre.get(Role::Planner, &path).expect(200);
    let version = body["version"].as_i64().unwrap();
    let fields = body.as_object_mut().unwrap();
    for stored in ["id", "businessUnitId", "version", "createdAt", "modifiedAt"] {
        fields.remove(stored);
    }
    fields.insert(name.to_owned(), value);
    centre.put(Role::Planner, &path, version, &body).expect(200);
}

/// A draft in which `count` agents are on queue from 9 to 17 o'clock from Monday to Saturday, made for a forecast or
/// for none; its path.
fn draft(centre: &Centre, unit: &str, group: &str, forecast: Option<&str>, count: usize) -> String {
    let people = if count > 0 {
        agents(centre, unit, count)
    } else {
        Vec::new()
    };
    let scope = Scope::system(centre.tenant.clone(), centre.clock.now());
    let unit_id = unit.trim_start_matches("/business-units/");
    let week = WEEK.parse().unwrap();
    let grid = WeekGrid::of_days(week, 7, chrono_tz::Europe::Berlin, 30).unwrap();
    let made: Result<_, Failure> = centre.db.write(|conn| {
        let codes = list_activity_codes(conn, &scope, unit_id)?;
        let on_queue = codes
            .iter()
            .find(|code| code.category == ActivityCategory::OnQueueWork);
        let days = grid.days().iter().take(OPEN_DAYS);
        let shifts = days.flat_map(|day| {
            let start_at = grid.interval_start(day.first_interval + 18);
            people.iter().map(move |agent| (agent.clone(), start_at))
        });
        let shifts = shifts.map(|(agent_id, start_at)| NewShift {
            agent_id,
            start_at,
            length_minutes: 480,
            activities: vec![ShiftActivity {
                activity_code_id: on_queue.unwrap().id.clone(),
                start_at,
                length_minutes: 480,
                paid: true,
                category: ActivityCategory::OnQueueWork,
                description: None,
                time_off_request_id: None,
            }],
            work_plan_id: None,
            work_plan_shift_id: None,
        });
        let heads = (0..grid.intervals()).map(|index| {
            let (day, minute) = (index / 48, index % 48 * 30);
            let open = day < OPEN_DAYS && (540..1_020).contains(&minute);
            if open { count as f64 } else { 0.0 }
        });
        let new = NewDraft {
            business_unit_id: unit_id.to_owned(),
            week_date: week,
            week_count: 1,
            description: "By hand".to_owned(),
            forecast_id: forecast.map(str::to_owned),
            run_id: None,
            metrics: None,
            results: GenerationResults::default(),
            scheduled_heads: vec![ScheduledHeads {
                planning_group_id: group.to_owned(),
                heads_per_interval: heads.collect(),
            }],
            shifts: shifts.collect(),
        };
        create_draft(conn, &scope, new)
    });
    format!(
        "{unit}/weeks/{WEEK}/schedules/{}",
        made.expect("a draft").id
    )
}

/// Simulates a schedule and reads what was found.
fn simulate(centre: &Centre, schedule: &str, body: &Value) -> Value {
    let path = format!("{schedule}/performance-predictions");
    let accepted = centre.post(Role::Planner, &format!("{path}/recalculations"), body);
    let result = centre.result_of_run(&accepted);
    let found = centre.get(Role::Supervisor, &path).expect(200);
    assert_eq!(result["performancePredictionId"], found["id"]);
    found
}

/// What a scenario gives the only planning group.
fn of_scenario<'a>(prediction: &'a Value, name: &str) -> &'a Value {
    let mut scenarios = prediction["scenarios"].as_array().unwrap().iter();
    let found = scenarios.find(|of| of["scenario"]["name"] == name);
    &found.unwrap_or_else(|| panic!("no scenario {name}: {prediction}"))["planningGroups"][0]
}

fn level(group: &Value) -> f64 {
    group["total"]["serviceLevel"]["mean"].as_f64().unwrap()
}

/// The prediction without what differs from run to run.
fn numbers(prediction: &Value) -> Value {
    let mut numbers = prediction.clone();
    for name in ["id", "runId", "createdAt"] {
        numbers.as_object_mut().unwrap().remove(name).unwrap();
    }
    numbers
}

#[rstest]
fn from_history_to_a_rosters_service_with_its_spread(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, NOW) else {
        return;
    };
    let (unit, group, forecast) = forecast_bank(&centre);
    agents(&centre, &unit, 30);
    let schedules = format!("{unit}/weeks/{WEEK}/schedules");
    let body = json!({ "shortTermForecastId": forecast, "description": "June", "gap": 0.05 });
    let accepted = centre.post(Role::Planner, &format!("{schedules}/generate"), &body);
    let made = centre.result_of_run(&accepted)["scheduleId"].clone();
    let schedule = format!("{schedules}/{}", made.as_str().unwrap());
    let path = format!("{schedule}/performance-predictions");
    let missing = centre.get(Role::Planner, &path);
    assert_problem(&missing, 404, "not-simulated");
    assert!(
        missing.json()["detail"]
            .as_str()
            .unwrap()
            .contains("recalculations")
    );

    let asked = json!({ "seed": 5, "replications": 40 });
    let found = simulate(&centre, &schedule, &asked);
    assert_eq!((&found["seed"], &found["scheduleId"]), (&json!(5), &made));
    assert_eq!(
        (&found["scheduleVersion"], &found["stale"]),
        (&json!(1), &json!(false))
    );
    let scenarios = found["scenarios"].as_array().unwrap().iter();
    let names: Vec<_> = scenarios
        .map(|of| of["scenario"]["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "baseline",
            "volumePlus20",
            "absent10",
            "outage",
            "ahtPlus15"
        ]
    );
    let baseline = of_scenario(&found, "baseline");
    assert_eq!(baseline["planningGroupId"], group.as_str());
    for series in [
        "serviceLevel",
        "averageSpeedOfAnswerSeconds",
        "occupancy",
        "abandonRate",
    ] {
        let of = |suffix: &str| baseline[format!("{series}PerInterval{suffix}")].clone();
        let (mean, p10, p90) = (of(""), of("P10"), of("P90"));
        assert_eq!(mean.as_array().unwrap().len(), 336, "{series}");
        assert!(
            mean[3].is_null() || series == "occupancy",
            "{series}: nobody calls at night"
        );
        assert!(
            p10[20].as_f64().unwrap() <= p90[20].as_f64().unwrap(),
            "{series}"
        );
        let total = &baseline["total"][series];
        assert!(
            total["halfWidth"].as_f64().unwrap() >= 0.0,
            "{series}: {total}"
        );
    }
    let days = baseline["days"].as_array().unwrap();
    assert_eq!((days.len(), &days[0]["date"]), (7, &json!(WEEK)));
    let monday = days[0]["offered"].as_f64().unwrap();
    assert!(
        (monday - 1_600.0).abs() < 60.0,
        "16 half hours of 100 calls: {monday}"
    );
    for worse in ["volumePlus20", "absent10", "outage", "ahtPlus15"] {
        let stressed = of_scenario(&found, worse);
        assert!(
            level(stressed) < level(baseline),
            "{worse}: {} {}",
            level(stressed),
            level(baseline)
        );
    }

    let again = simulate(&centre, &schedule, &asked);
    assert_eq!(
        numbers(&again),
        numbers(&found),
        "equal seed and inputs, equal numbers"
    );
    let other = simulate(
        &centre,
        &schedule,
        &json!({ "seed": 6, "replications": 40 }),
    );
    assert_ne!(numbers(&other), numbers(&found));
    assert_eq!(other["inputHash"], found["inputHash"]);

    centre
        .post_if_match(&format!("{schedule}/publish"), 1)
        .expect(200);
    let published = centre.get(Role::Planner, &path).expect(200);
    assert_eq!(
        (
            &published["scheduleVersion"],
            &published["currentScheduleVersion"],
            &published["stale"]
        ),
        (&json!(1), &json!(2), &json!(false)),
        "publishing changes nothing that is simulated"
    );
    edit_group(
        &centre,
        &unit,
        &group,
        "averagePatienceSeconds",
        json!(120.0),
    );
    assert_eq!(centre.get(Role::Planner, &path).expect(200)["stale"], true);
    let impatient = simulate(
        &centre,
        &schedule,
        &json!({ "replications": 40, "scenarios": ["baseline"] }),
    );
    assert_eq!(impatient["stale"], false);
    let abandoned = &of_scenario(&impatient, "baseline")["total"]["abandonRate"]["mean"];
    assert!(abandoned.as_f64().unwrap() > 0.0, "{abandoned}");
}

/// One skill, no breaks, no shrinkage, a history that repeats itself: what Erlang C describes exactly but for the
/// morning's empty queue and the shape of handle times, so the two must agree.
#[test]
fn the_baseline_agrees_with_erlang_c_where_both_are_valid() {
    let Some(centre) = Centre::start_at(Sqlite, NOW) else {
        return;
    };
    let (unit, group, forecast) = forecast_bank(&centre);
    edit_group(&centre, &unit, &group, "shrinkagePercent", json!(0.0));
    let schedule = draft(&centre, &unit, &group, Some(&forecast), 17);
    let heads = format!("{schedule}/headcount-forecast");
    let erlang = centre.get(Role::Planner, &heads).expect(200)["planningGroups"][0].clone();
    let body = json!({ "seed": 1, "replications": 300, "scenarios": ["baseline"] });
    let found = simulate(&centre, &schedule, &body);
    let baseline = of_scenario(&found, "baseline");
    for day in 0..OPEN_DAYS {
        // From 11 to 17 o'clock: by then the morning's empty queue is forgotten.
        let hours = day * 48 + 22..day * 48 + 34;
        let mean = |of: &Value| {
            let values = hours
                .clone()
                .map(|index| of["serviceLevelPerInterval"][index].as_f64().unwrap());
            values.sum::<f64>() / hours.len() as f64
        };
        let (simulated, predicted) = (mean(baseline), mean(&erlang));
        eprintln!("day {day}: simulated {simulated:.4}, Erlang C {predicted:.4}");
        assert!(
            (simulated - predicted).abs() < 0.02,
            "day {day}: {simulated} {predicted}"
        );
    }
}

#[rstest]
fn what_cannot_be_simulated_is_refused_at_its_place(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, NOW) else {
        return;
    };
    let (unit, group, forecast) = forecast_bank(&centre);
    let schedule = draft(&centre, &unit, &group, Some(&forecast), 2);
    let path = format!("{schedule}/performance-predictions/recalculations");
    let body = json!({ "seed": 9_007_199_254_740_992_u64, "replications": 3, "scenarios": ["baseline", "earthquake",
        { "name": "Storm", "volumePercent": -100,
            "outage": { "startDate": "2026-07-01T00:00:00Z", "lengthMinutes": 60 } }] });
    let refused = centre.post(Role::Planner, &path, &body);
    assert_problem(&refused, 422, "invalid");
    let pointers: Vec<_> = refused.json()["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| fault["pointer"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        pointers,
        [
            "/seed",
            "/replications",
            "/scenarios/1",
            "/scenarios/2/volumePercent",
            "/scenarios/2/outage/startDate"
        ]
    );
    let unknown = json!({ "scenarios": [{ "name": "Storm", "volume": 20 }] });
    let unknown = centre.post(Role::Planner, &path, &unknown);
    assert_problem(&unknown, 422, "invalid");
    assert!(unknown.text.contains("/scenarios/0"), "{}", unknown.text);
    assert_problem(
        &centre.post(Role::Planner, &path, &json!({ "scenarios": [] })),
        422,
        "invalid",
    );
    assert_problem(
        &centre.post(Role::Supervisor, &path, &json!({})),
        403,
        "forbidden",
    );
    let elsewhere = path.replace(WEEK, "2026-06-08");
    assert_problem(
        &centre.post(Role::Planner, &elsewhere, &json!({})),
        404,
        "not-found",
    );
    let without = draft(&centre, &unit, &group, None, 0);
    let without = format!("{without}/performance-predictions/recalculations");
    assert_problem(
        &centre.post(Role::Planner, &without, &json!({})),
        409,
        "no-forecast",
    );
}

#[rstest]
fn a_long_simulation_can_be_cancelled_and_a_repeated_request_is_one_run(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, NOW) else {
        return;
    };
    let (unit, group, forecast) = forecast_bank(&centre);
    let schedule = draft(&centre, &unit, &group, Some(&forecast), 17);
    let path = format!("/api/v1{schedule}/performance-predictions/recalculations");
    let submit = || {
        let headers = [
            ("content-type", "application/json"),
            ("idempotency-key", "once"),
        ];
        let body = json!({ "replications": 5_000 }).to_string().into_bytes();
        centre.send_raw(
            Some(centre.key(Role::Planner)),
            "POST",
            &path,
            &headers,
            body,
        )
    };
    let accepted = submit();
    assert_eq!(submit().expect(202)["id"], accepted.expect(202)["id"]);
    let run = accepted
        .header("location")
        .unwrap()
        .strip_prefix("/api/v1")
        .unwrap();
    while centre.get(Role::Planner, run).expect(200)["state"] == "Queued" {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let cancel = json!({ "state": "Canceled" });
    centre
        .send(Role::Planner, "PATCH", run, &cancel)
        .expect(200);
    assert_eq!(centre.ended_run(&accepted)["state"], "Canceled");
    let latest = centre.get(
        Role::Planner,
        &format!("{schedule}/performance-predictions"),
    );
    assert_problem(&latest, 404, "not-simulated");
}
