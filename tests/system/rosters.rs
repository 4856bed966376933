//! From a forecast to shifts that agents see.

use crewcast::failure::Failure;
use crewcast::organisation::{
    ActivityCategory, NewAgent, NewManagementUnit, NewWorkPlan, WorkPlanActivity, WorkPlanShift,
    create_agent, create_management_unit, create_work_plan, list_activity_codes,
};
use crewcast::tenancy::{Role, Scope};
use rstest::rstest;
use serde_json::{Value, json};

use crate::forecasts::{WEEK, bank, generate, import_history};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Answer, Centre, Engine, assert_problem};

/// Agents on shifts of eight paid hours from eight or nine o'clock with an unpaid meal, five days a week; their ids.
pub(crate) fn agents(centre: &Centre, path_of_unit: &str, count: usize) -> Vec<String> {
    let unit = path_of_unit.trim_start_matches("/business-units/");
    let scope = Scope::system(centre.tenant.clone(), centre.clock.now());
    let made: Result<_, Failure> = centre.db.write(|conn| {
        let codes = list_activity_codes(conn, &scope, unit)?;
        let meal = codes
            .iter()
            .find(|code| code.category == ActivityCategory::Meal);
        let site = NewManagementUnit {
            business_unit_id: unit.to_owned(),
            name: "Site".to_owned(),
            labour_law: None,
        };
        let site = create_management_unit(conn, &scope, site)?.id;
        let meal = WorkPlanActivity {
            activity_code_id: meal.unwrap().id.clone(),
            description: String::new(),
            length_minutes: 30,
            flexible_start_time: true,
            exact_start_time_minutes: None,
            earliest_start_time_minutes: Some(180),
            latest_start_time_minutes: Some(300),
            start_time_increment_minutes: Some(30),
            counts_as_paid_time: false,
            minimum_distance_minutes: None,
            minimum_length_from_shift_end_minutes: None,
            split: None,
        };
        let shift = WorkPlanShift {
            name: "Day".to_owned(),
            days: vec![
                chrono::Weekday::Mon,
                chrono::Weekday::Tue,
                chrono::Weekday::Wed,
                chrono::Weekday::Thu,
                chrono::Weekday::Fri,
                chrono::Weekday::Sat,
            ],
            flexible_start_time: true,
            exact_start_time_minutes_from_midnight: None,
            earliest_start_time_minutes_from_midnight: Some(480),
            latest_start_time_minutes_from_midnight: Some(540),
            start_increment_minutes: Some(30),
            constrain_latest_stop_time: false,
            latest_stop_time_minutes_from_midnight: None,
            flexible_paid_time: false,
            exact_paid_time_minutes: Some(480),
            minimum_paid_time_minutes: None,
            maximum_paid_time_minutes: None,
            activities: vec![meal],
        };
        let plan = NewWorkPlan {
            management_unit_id: site.clone(),
            name: "Full time".to_owned(),
            enabled: true,
            maximum_days: Some(5),
            shifts: vec![shift],
            ..NewWorkPlan::default()
        };
        let plan = create_work_plan(conn, &scope, plan)?.id;
        (0..count)
            .map(|index| {
                let agent = NewAgent {
                    name: format!("Agent {index}"),
                    external_id: None,
                    management_unit_id: site.clone(),
                    team_id: None,
                    work_plan_id: Some(plan.clone()),
                    skills: Vec::new(),
                    active: true,
                    ..NewAgent::default()
                };
                Ok(create_agent(conn, &scope, agent)?.id)
            })
            .collect()
    });
    made.expect("the agents can be made")
}

fn publish(centre: &Centre, schedule: &str, version: Option<&str>) -> Answer {
    let headers: Vec<_> = version.map(|tag| ("if-match", tag)).into_iter().collect();
    let path = format!("/api/v1{schedule}/publish");
    let key = centre.key(Role::Planner);
    centre.send_raw(Some(key), "POST", &path, &headers, Vec::new())
}

fn sum(values: &Value) -> f64 {
    let values = values.as_array().unwrap().iter();
    values.map(|value| value.as_f64().unwrap()).sum()
}

#[rstest]
fn a_forecast_becomes_a_roster_a_schedule_and_an_agents_calendar(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(mut centre) = Centre::start_at(engine, "2026-05-28T10:00:00Z") else {
        return;
    };
    let (unit, group) = bank(&centre, None);
    import_history(&centre, &unit);
    let forecasts = format!("{unit}/weeks/{WEEK}/short-term-forecasts");
    let forecast = generate(&centre, &forecasts)["result"]["shortTermForecastId"].clone();
    let people = agents(&centre, &unit, 4);
    let schedules = format!("{unit}/weeks/{WEEK}/schedules");
    let body = json!({ "shortTermForecastId": forecast, "description": "June", "gap": 0.05 });
    let accepted = centre.post(Role::Planner, &format!("{schedules}/generate"), &body);
    let result = centre.result_of_run(&accepted);
    let path = format!("{schedules}/{}", result["scheduleId"].as_str().unwrap());
    let read = |path: &str| centre.get(Role::Planner, path).expect(200);

    let draft = read(&path);
    assert_eq!(
        (&draft["state"], &draft["version"]),
        (&json!("draft"), &json!(1))
    );
    assert_eq!(draft["metrics"]["audit"]["clean"], true, "{draft}");
    let search = draft["metrics"]["search"].as_array().unwrap();
    let objective = |step: &Value| step["objective"].as_f64().unwrap();
    assert!(
        search
            .windows(2)
            .all(|two| objective(&two[1]) <= objective(&two[0]) + 1e-9)
    );
    assert_eq!(
        search.last().unwrap()["objective"],
        draft["metrics"]["objective"]
    );
    assert_eq!(
        draft["metrics"]["programVersion"],
        env!("CARGO_PKG_VERSION")
    );
    assert_eq!(read(&schedules)["entities"][0]["id"], draft["id"]);

    let headcount = read(&format!("{path}/headcount-forecast"));
    let of_group = &headcount["planningGroups"][0];
    assert_eq!(of_group["planningGroupId"], group.as_str());
    // Four agents, five days, eight hours of two intervals each.
    assert_eq!(sum(&of_group["scheduled"]), 320.0);
    assert_eq!(sum(&headcount["onQueuePerInterval"]), 320.0);
    assert_eq!(of_group["required"][18], 20);
    let service = &of_group["serviceLevelPerInterval"];
    assert_eq!(service.as_array().unwrap().len(), 336);
    assert!(
        service[18].is_null(),
        "four agents cannot carry ten erlangs"
    );
    let results = read(&format!("{path}/generation-results"));
    assert!(!results["unmetDemand"].as_array().unwrap().is_empty());

    let query = format!("{path}/agent-schedules/query");
    let shifts = centre.post(
        Role::Supervisor,
        &query,
        &json!({ "agentIds": [people[0]] }),
    );
    let shifts = shifts.expect(200)["agentSchedules"][0]["shifts"].clone();
    assert_eq!(shifts.as_array().unwrap().len(), 5);
    assert_eq!(shifts[0]["paidMinutes"], 480);
    let csv = centre.get(Role::Planner, &format!("{path}/export"));
    assert_eq!((csv.status, csv.text.lines().count()), (200, 21));

    centre.key_of_agent(&people[0]);
    let own = format!(
        "/agents/{}/schedule?startDate={WEEK}&endDate=2026-06-08",
        people[0]
    );
    let before = centre.get(Role::Agent, &own).expect(200);
    assert_eq!(before["shifts"], json!([]), "a draft is not shown");
    assert_problem(&publish(&centre, &path, None), 428, "if-match-required");
    assert_problem(&publish(&centre, &path, Some("\"9\"")), 412, "stale");
    let published = publish(&centre, &path, Some("\"1\"")).expect(200);
    assert_eq!(
        (&published["state"], &published["version"]),
        (&json!("published"), &json!(2))
    );
    assert_problem(&publish(&centre, &path, Some("\"2\"")), 409, "not-a-draft");
    assert_eq!(centre.get(Role::Agent, &own).expect(200)["shifts"], shifts);
    let anothers = format!("/agents/{}/schedule", people[1]);
    assert_problem(&centre.get(Role::Agent, &anothers), 403, "forbidden");

    let link = centre.post(Role::Agent, "/calendar/url/ics", &Value::Null);
    let url = link.expect(201)["calendarUrl"].as_str().unwrap().to_owned();
    let feed = centre.send_raw(
        None,
        "GET",
        url.trim_start_matches(&centre.origin()),
        &[],
        Vec::new(),
    );
    assert_eq!(feed.status, 200);
    assert_eq!(feed.text.matches("BEGIN:VEVENT").count(), 5);

    let again = centre.post(Role::Planner, &format!("{schedules}/generate"), &body);
    let second = centre.result_of_run(&again)["scheduleId"].clone();
    let second = format!("{schedules}/{}", second.as_str().unwrap());
    let replaced = publish(&centre, &second, Some("\"1\"")).expect(200)["replaced"].clone();
    assert_eq!(replaced[0]["id"], draft["id"]);
    let old = centre.get(Role::Planner, &path).expect(200);
    assert_eq!(old["state"], "archived");
    let twin = centre.get(Role::Planner, &second).expect(200);
    assert_eq!(
        twin["metrics"]["inputHash"], old["metrics"]["inputHash"],
        "same input, same hash"
    );

    let used = format!("{forecasts}/{}", forecast.as_str().unwrap());
    let refused = centre.send(Role::Planner, "DELETE", &used, &Value::Null);
    assert_problem(&refused, 409, "in-use");
}

#[rstest]
fn a_work_plans_further_rules_bind_its_rosters(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, "2026-05-28T10:00:00Z") else {
        return;
    };
    let (unit, _) = bank(&centre, None);
    import_history(&centre, &unit);
    let forecasts = format!("{unit}/weeks/{WEEK}/short-term-forecasts");
    let forecast = generate(&centre, &forecasts)["result"]["shortTermForecastId"].clone();
    agents(&centre, &unit, 4);
    let read = |path: &str| centre.get(Role::Planner, path).expect(200);
    let site = read("/management-units")["entities"][0]["id"].clone();
    let plans = format!("/management-units/{}/work-plans", site.as_str().unwrap());
    let plan = read(&plans)["entities"][0].clone();
    let path = format!("{plans}/{}", plan["id"].as_str().unwrap());
    let with = |rules: Value| {
        let mut plan = plan.clone();
        let fields = plan.as_object_mut().unwrap();
        for name in [
            "id",
            "version",
            "createdAt",
            "modifiedAt",
            "managementUnitId",
        ] {
            fields.remove(name);
        }
        fields.insert("rules".to_owned(), rules);
        plan
    };
    let nonsense =
        with(json!({ "forbiddenSuccessions": [{ "shift": "Night", "nextDay": ["Day"] }] }));
    let refused = centre.put(Role::Planner, &path, 1, &nonsense);
    assert_problem(&refused, 422, "invalid");
    assert!(refused.text.contains("/rules/forbiddenSuccessions/0/shift"));

    // Saturday's demand is the highest of the week, but weekends are off and a start may not move without a price.
    let rules = json!({
        "maximumWorkingWeekends": { "value": 0 },
        "maximumStartDifferenceMinutes": { "value": 0, "priceHeadMinutes": 1 },
    });
    centre
        .put(Role::Planner, &path, 1, &with(rules))
        .expect(200);
    let schedules = format!("{unit}/weeks/{WEEK}/schedules");
    let body = json!({ "shortTermForecastId": forecast, "description": "June", "gap": 0.05 });
    let accepted = centre.post(Role::Planner, &format!("{schedules}/generate"), &body);
    let id = centre.result_of_run(&accepted)["scheduleId"].clone();
    let path = format!("{schedules}/{}", id.as_str().unwrap());
    let metrics = read(&path)["metrics"].clone();
    assert_eq!(metrics["audit"]["clean"], true, "{metrics}");
    let headcount = read(&format!("{path}/headcount-forecast"));
    let scheduled = headcount["planningGroups"][0]["scheduled"]
        .as_array()
        .unwrap();
    let on_day = |day: usize| sum(&Value::from(scheduled[day * 48..(day + 1) * 48].to_vec()));
    assert_eq!((on_day(5), on_day(6)), (0.0, 0.0));
    assert!((0..5).all(|day| on_day(day) > 0.0));
    let certificate = read(&format!("{path}/generation-results"))["certificate"].clone();
    let tallies = certificate["rules"].as_array().unwrap();
    let tally = |rule: &str| tallies.iter().find(|tally| tally["rule"] == rule);
    assert_eq!(
        tally("maximumWorkedWeekends").unwrap()["checks"],
        4,
        "{certificate}"
    );
    assert!(tally("startConsistency").is_some(), "{certificate}");
    assert!(certificate["costs"]["under"].as_f64().unwrap() > 0.0);
}
