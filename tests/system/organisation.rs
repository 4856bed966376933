//! The organisation over HTTP: edits that lose nobody's change, lists in pages, tenants apart, agents by CSV.

use std::collections::BTreeSet;

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Answer, Centre, Engine, assert_problem};

/// A business unit with a floor and a queue.
struct Site {
    centre: Centre,
    unit: String,
    floor: String,
    queue: String,
}

impl Site {
    fn start(engine: Engine) -> Option<Self> {
        let centre = Centre::start(engine)?;
        let unit = json!({ "name": "Bank", "timeZone": "Europe/Berlin", "startDayOfWeek": "Monday",
            "intervalLengthMinutes": 15 });
        let unit = centre.post(Role::Admin, "/business-units", &unit).id();
        let floor = json!({ "name": "Floor", "businessUnitId": unit });
        let floor = centre.post(Role::Planner, "/management-units", &floor).id();
        let queue = json!({ "name": "Cards", "businessUnitId": unit, "channel": "voice" });
        let queue = centre.post(Role::Planner, "/queues", &queue).id();
        Some(Self {
            centre,
            unit,
            floor,
            queue,
        })
    }

    fn post(&self, path: &str, body: &Value) -> Answer {
        self.centre.post(Role::Planner, path, body)
    }

    fn delete(&self, path: &str) -> Answer {
        self.centre
            .send(Role::Planner, "DELETE", path, &Value::Null)
    }

    fn code(&self, category: &str) -> Value {
        let path = format!("/business-units/{}/activity-codes", self.unit);
        let codes = self.centre.get(Role::Planner, &path).expect(200);
        let mut codes = codes["entities"].as_array().unwrap().iter();
        codes.find(|code| code["category"] == category).unwrap()["id"].clone()
    }

    /// Eight hours from 9:00 with a meal of half an hour, somewhere from `earliest` to `latest` minutes after.
    fn plan(&self, earliest: u32, latest: u32) -> Value {
        json!({ "name": "Full time", "constrainWeeklyPaidTime": true, "weeklyExactPaidMinutes": 2400,
            "shifts": [{ "name": "Day", "days": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"],
                "exactStartTimeMinutesFromMidnight": 540, "exactPaidTimeMinutes": 480, "activities": [
                    { "activityCodeId": self.code("Meal"), "lengthMinutes": 30, "countsAsPaidTime": false,
                        "flexibleStartTime": true, "earliestStartTimeMinutes": earliest,
                        "latestStartTimeMinutes": latest }] }] })
    }

    fn plans(&self) -> String {
        format!("/management-units/{}/work-plans", self.floor)
    }
}

fn faults(body: &Value, name: &str) -> Vec<(String, String)> {
    let faults = body[name].as_array().unwrap_or_else(|| panic!("{body}"));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    faults
        .iter()
        .map(|fault| (text(&fault["pointer"]), text(&fault["code"])))
        .collect()
}

#[rstest]
fn an_edit_names_the_version_it_was_made_from(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(site) = Site::start(engine) else {
        return;
    };
    let body = json!({ "name": "Loans", "businessUnitId": site.unit, "channel": "voice" });
    let made = site.post("/queues", &body);
    let path = format!("/queues/{}", made.id());
    assert_eq!(made.header("etag"), Some("\"1\""));
    let location = format!("/api/v1{path}");
    assert_eq!(made.header("location"), Some(location.as_str()));

    let changed = json!({ "name": "Mortgages", "businessUnitId": site.unit, "channel": "chat" });
    let blind = site.centre.send(Role::Planner, "PUT", &path, &changed);
    assert_problem(&blind, 428, "if-match-required");
    let first = site.centre.put(Role::Planner, &path, 1, &changed);
    assert_eq!(first.expect(200)["version"], 2);
    assert_eq!(first.header("etag"), Some("\"2\""));
    let stale = site.centre.put(Role::Planner, &path, 1, &body);
    assert_problem(&stale, 412, "stale");
    let read = site.centre.get(Role::Planner, &path);
    assert_eq!(read.header("etag"), Some("\"2\""));
    let read = read.expect(200);
    assert_eq!(
        (&read["name"], &read["channel"]),
        (&json!("Mortgages"), &json!("chat"))
    );

    assert_eq!(site.delete(&path).status, 204);
    assert_problem(&site.centre.get(Role::Planner, &path), 404, "not-found");
    assert_problem(&site.delete(&path), 404, "not-found");
    let gone = site.centre.put(Role::Planner, &path, 2, &changed);
    assert_problem(&gone, 404, "not-found");
}

#[rstest]
fn a_name_that_is_taken_or_a_value_that_cannot_be_is_refused(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(site) = Site::start(engine) else {
        return;
    };
    let body = json!({ "name": "Cards", "businessUnitId": site.unit, "channel": "voice" });
    assert_problem(&site.post("/queues", &body), 409, "already-exists");
    let body = json!({ "name": "Loans", "businessUnitId": "nowhere", "channel": "voice" });
    let refused = site.post("/queues", &body);
    assert_problem(&refused, 422, "invalid");
    assert_eq!(refused.json()["errors"][0]["pointer"], "/businessUnitId");
    let unit = json!({ "name": " ", "timeZone": "Europe/Berlin", "startDayOfWeek": "Monday",
        "intervalLengthMinutes": 7 });
    let refused = site.centre.post(Role::Admin, "/business-units", &unit);
    assert_problem(&refused, 422, "invalid");
    let pointers: Vec<_> = faults(&refused.json(), "errors")
        .into_iter()
        .map(|(pointer, _)| pointer)
        .collect();
    assert_eq!(pointers, ["/name", "/intervalLengthMinutes"]);
}

#[rstest]
fn pages_hold_every_row_once(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(site) = Site::start(engine) else {
        return;
    };
    let made: Vec<String> = (0..5)
        .map(|number| {
            site.post("/skills", &json!({ "name": format!("Skill {number}") }))
                .id()
        })
        .collect();
    let (mut seen, mut sizes, mut path) = (Vec::new(), Vec::new(), "/skills?pageSize=2".to_owned());
    loop {
        let page = site.centre.get(Role::Planner, &path).expect(200);
        let rows = page["entities"].as_array().unwrap();
        sizes.push(rows.len());
        seen.extend(
            rows.iter()
                .map(|row| row["id"].as_str().unwrap().to_owned()),
        );
        let Some(token) = page["nextPageToken"].as_str() else {
            break;
        };
        path = format!("/skills?pageSize=2&pageToken={token}");
    }
    assert_eq!(sizes, [2, 2, 1]);
    let all: BTreeSet<_> = seen.iter().collect();
    assert_eq!((seen.len(), all.len()), (5, 5));
    assert!(made.iter().all(|id| all.contains(id)));
    for size in ["0", "1001"] {
        let refused = site
            .centre
            .get(Role::Planner, &format!("/skills?pageSize={size}"));
        assert_problem(&refused, 422, "invalid");
    }
}

#[rstest]
fn another_tenants_rows_are_not_there(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(site) = Site::start(engine) else {
        return;
    };
    let stranger = site.centre.other_tenant();
    let send = |method: &str, path: &str, body: &Value| {
        let headers = [("content-type", "application/json"), ("if-match", "\"1\"")];
        let bytes = if body.is_null() {
            Vec::new()
        } else {
            body.to_string().into_bytes()
        };
        let path = format!("/api/v1{path}");
        site.centre
            .send_raw(Some(&stranger), method, &path, &headers, bytes)
    };
    let queue = format!("/queues/{}", site.queue);
    let renamed = json!({ "name": "Mine", "businessUnitId": site.unit, "channel": "voice" });
    for path in [
        queue.clone(),
        format!("/business-units/{}", site.unit),
        format!("/management-units/{}", site.floor),
        site.plans(),
        format!("/business-units/{}/activity-codes", site.unit),
        format!("/business-units/{}/planning-groups", site.unit),
    ] {
        assert_problem(&send("GET", &path, &Value::Null), 404, "not-found");
    }
    assert_eq!(send("PUT", &queue, &renamed).status, 404);
    assert_problem(&send("DELETE", &queue, &Value::Null), 404, "not-found");
    let theirs = send("POST", "/queues", &renamed);
    assert_problem(&theirs, 422, "invalid");
    let listed = send("GET", "/queues", &Value::Null).expect(200);
    assert_eq!(listed["entities"], json!([]));
    let own = site.centre.get(Role::Planner, &queue).expect(200);
    assert_eq!(
        (&own["name"], &own["version"]),
        (&json!("Cards"), &json!(1))
    );
}

#[rstest]
fn agents_go_out_and_come_in_again_unchanged(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(site) = Site::start(engine) else {
        return;
    };
    site.post(&site.plans(), &site.plan(180, 300)).expect(201);
    site.post("/skills", &json!({ "name": "Billing" }))
        .expect(201);
    site.post(
        "/teams",
        &json!({ "name": "Early", "managementUnitId": site.floor }),
    )
    .expect(201);
    let csv = "Name,ExternalId,ManagementUnit,Team,WorkPlan,Skills,Active\n\
        \"Ada, Countess\",e1,Floor,Early,Full time,Billing:4,true\n\
        =Bea,e2,Floor,,,,false\n";
    let import = |path: &str, csv: &str| site.centre.upload(Role::Planner, path, "text/csv", csv);
    let tried = import("/agents/import?dryRun=true", csv).expect(200);
    assert_eq!(
        (&tried["created"], &tried["applied"]),
        (&json!(2), &json!(false))
    );
    let agents = || site.centre.get(Role::Planner, "/agents").expect(200)["entities"].clone();
    assert_eq!(agents(), json!([]));
    assert_eq!(import("/agents/import", csv).expect(200)["created"], 2);
    let before = agents();
    let names: BTreeSet<_> = before
        .as_array()
        .unwrap()
        .iter()
        .map(|agent| agent["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, BTreeSet::from(["Ada, Countess", "=Bea"]));

    let exported = site.centre.get(Role::Planner, "/agents/export");
    assert_eq!(exported.status, 200);
    assert!(
        !exported.text.contains("\n=") && !exported.text.contains(",="),
        "a spreadsheet would run it: {}",
        exported.text
    );
    let again = import("/agents/import", &exported.text).expect(200);
    assert_eq!(
        (&again["unchanged"], &again["created"], &again["updated"]),
        (&json!(2), &json!(0), &json!(0))
    );
    assert_eq!(agents(), before);

    let bad = "ExternalId,Name,ManagementUnit,WorkPlan,Active\n\
        e3,Cal,Floor,Nights,true\n\
        e4,Dee,Cellar,,perhaps\n";
    let refused = import("/agents/import", bad);
    assert_problem(&refused, 422, "invalid");
    let places: BTreeSet<_> = faults(&refused.json(), "errors")
        .into_iter()
        .map(|(pointer, _)| pointer)
        .collect();
    let expected = [
        "/rows/2/WorkPlan",
        "/rows/3/Active",
        "/rows/3/ManagementUnit",
    ];
    assert_eq!(places, expected.map(str::to_owned).into());
    assert_eq!(agents(), before, "all of the file or nothing");
}

#[rstest]
fn a_work_plan_nobody_can_work_is_refused_with_every_fault(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(site) = Site::start(engine) else {
        return;
    };
    let validate = format!("{}/validate", site.plans());
    let sound = site.plan(180, 300);
    let told = site.post(&validate, &sound).expect(200);
    assert_eq!(
        (&told["valid"], &told["faults"]),
        (&json!(true), &json!([]))
    );

    let mut unsound = sound.clone();
    unsound["weeklyExactPaidMinutes"] = json!(2500);
    unsound["constrainMinimumTimeBetweenShifts"] = json!(true);
    unsound["shifts"][0]["activities"][0]["activityCodeId"] = json!("nothing");
    unsound["shifts"][0]["activities"][0]["latestStartTimeMinutes"] = json!(500);
    let told = site.post(&validate, &unsound).expect(200);
    assert_eq!(told["valid"], false);
    let found = faults(&told, "faults");
    let pointers: BTreeSet<&str> = found.iter().map(|(pointer, _)| pointer.as_str()).collect();
    let expected = BTreeSet::from([
        "/minimumTimeBetweenShiftsMinutes",
        "/shifts/0/activities/0/activityCodeId",
        "/shifts/0/activities/0/latestStartTimeMinutes",
        "/weeklyExactPaidMinutes",
    ]);
    assert_eq!(pointers, expected, "{told}");
    let listed = || site.centre.get(Role::Planner, &site.plans()).expect(200)["entities"].clone();
    assert_eq!(listed(), json!([]), "validation saves nothing");
    let refused = site.post(&site.plans(), &unsound);
    assert_problem(&refused, 422, "invalid");
    assert_eq!(faults(&refused.json(), "errors"), found);
    site.post(&site.plans(), &sound).expect(201);
    assert_eq!(listed()[0]["name"], "Full time");
}

#[rstest]
fn what_others_need_is_not_deleted(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(site) = Site::start(engine) else {
        return;
    };
    let goals = json!({ "name": "80 in 20", "serviceLevel": { "include": true, "percent": 80, "seconds": 20 },
        "averageSpeedOfAnswer": { "include": false, "seconds": 30 }, "abandonRate": { "include": false, "percent": 5 },
        "maximumOccupancy": { "include": false, "percent": 85 } });
    let templates = format!("/business-units/{}/service-goal-templates", site.unit);
    let goals = site.post(&templates, &goals).id();
    let groups = format!("/business-units/{}/planning-groups", site.unit);
    let group = json!({ "name": "Cards", "routePaths": [{ "queueId": site.queue }],
        "serviceGoalTemplateId": goals, "shrinkagePercent": 30 });
    let group = format!("{groups}/{}", site.post(&groups, &group).id());
    let plan = site.post(&site.plans(), &site.plan(180, 300)).id();
    let plan = format!("{}/{plan}", site.plans());
    let meal = format!(
        "/business-units/{}/activity-codes/{}",
        site.unit,
        site.code("Meal").as_str().unwrap()
    );
    let queue = format!("/queues/{}", site.queue);
    let template = format!("{templates}/{goals}");
    let floor = format!("/management-units/{}", site.floor);
    for path in [&queue, &template, &meal, &floor] {
        assert_problem(&site.delete(path), 409, "in-use");
    }
    let unit = format!("/business-units/{}", site.unit);
    let kept = site.centre.send(Role::Admin, "DELETE", &unit, &Value::Null);
    assert_problem(&kept, 409, "in-use");
    for path in [&group, &queue, &template, &plan, &meal, &floor] {
        assert_eq!(site.delete(path).status, 204, "{path}");
    }
}

#[rstest]
fn how_a_planning_group_is_staffed_is_kept_and_left_out_it_is_as_before(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(site) = Site::start(engine) else {
        return;
    };
    let goals = json!({ "name": "80 in 20", "serviceLevel": { "include": true, "percent": 80, "seconds": 20 },
        "averageSpeedOfAnswer": { "include": false, "seconds": 30 }, "abandonRate": { "include": false, "percent": 5 },
        "maximumOccupancy": { "include": false, "percent": 85 } });
    let templates = format!("/business-units/{}/service-goal-templates", site.unit);
    let template = site.post(&templates, &goals).id();
    let path = format!("{templates}/{template}");
    let variant =
        || site.centre.get(Role::Planner, &path).expect(200)["serviceLevel"]["variant"].clone();
    assert_eq!(variant(), "ofOffered");
    let mut of_those_who_stayed = goals.clone();
    of_those_who_stayed["serviceLevel"]["variant"] = json!("lessShortAbandons");
    site.centre
        .put(Role::Planner, &path, 1, &of_those_who_stayed)
        .expect(200);
    assert_eq!(variant(), "lessShortAbandons");
    of_those_who_stayed["serviceLevel"]["variant"] = json!("flattering");
    let refused = site
        .centre
        .put(Role::Planner, &path, 2, &of_those_who_stayed);
    assert_eq!(
        refused.json()["errors"][0]["pointer"],
        "/serviceLevel/variant"
    );

    let groups = format!("/business-units/{}/planning-groups", site.unit);
    let mut group = json!({ "name": "Cards", "routePaths": [{ "queueId": site.queue }],
        "serviceGoalTemplateId": template, "shrinkagePercent": 30 });
    let path = format!("{groups}/{}", site.post(&groups, &group).id());
    let read = || site.centre.get(Role::Planner, &path).expect(200);
    let staffed = |group: &Value| {
        [
            "averagePatienceSeconds",
            "staffingMethod",
            "staffingProbabilityPercent",
        ]
        .map(|name| group[name].clone())
    };
    assert_eq!(
        staffed(&read()),
        [json!(null), json!("stationary"), json!(null)]
    );

    group["averagePatienceSeconds"] = json!(187.5);
    group["staffingMethod"] = json!("carryOver");
    group["staffingProbabilityPercent"] = json!(80);
    site.centre.put(Role::Planner, &path, 1, &group).expect(200);
    assert_eq!(
        staffed(&read()),
        [json!(187.5), json!("carryOver"), json!(80.0)]
    );

    for (name, value) in [
        ("averagePatienceSeconds", json!(0)),
        ("averagePatienceSeconds", json!(86_401)),
        ("staffingMethod", json!("guess")),
        ("staffingProbabilityPercent", json!(0)),
        ("staffingProbabilityPercent", json!(100)),
    ] {
        let mut wrong = group.clone();
        wrong[name] = value;
        let refused = site.centre.put(Role::Planner, &path, 2, &wrong);
        assert_problem(&refused, 422, "invalid");
        assert_eq!(refused.json()["errors"][0]["pointer"], format!("/{name}"));
    }
    assert_eq!(read()["version"], 2);
}
