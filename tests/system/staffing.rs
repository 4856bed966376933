//! Requirements over HTTP: typed in, in bulk, for a day with its queues, and of a forecast.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::forecasts::{WEEK, bank, generate, import_history};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Answer, Centre, Engine, assert_problem, number};

fn faults(answer: &Answer) -> Vec<(String, String)> {
    assert_problem(answer, 422, "invalid");
    let body = answer.json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let faults = body["errors"].as_array().unwrap();
    faults
        .iter()
        .map(|fault| (text(&fault["pointer"]), text(&fault["code"])))
        .collect()
}

fn classic() -> Value {
    json!({ "volume": 100, "intervalLengthMinutes": 30, "averageHandleTimeSeconds": 180, "shrinkagePercent": 30,
        "goals": { "serviceLevel": { "percent": 80, "seconds": 20 }, "maximumOccupancy": { "percent": 85 } } })
}

#[test]
fn patience_staffs_by_erlang_a_and_what_every_number_of_agents_gives_is_compared() {
    let Some(centre) = Centre::start(Sqlite) else {
        return;
    };
    let calculate =
        |body: &Value| centre.post(Role::Planner, "/staffing-requirements/calculate", body);
    let found = calculate(&classic()).expect(200);
    assert_eq!(
        (&found["model"], &found["requiredWithoutShrinkage"]),
        (&json!("erlangC"), &json!(14))
    );
    assert_eq!(found["achieved"]["abandonRate"], json!(0.0));

    let mut body = classic();
    body["averagePatienceSeconds"] = json!(300);
    let found = calculate(&body).expect(200);
    assert_eq!(
        (
            &found["model"],
            &found["requiredWithoutShrinkage"],
            &found["required"]
        ),
        (&json!("erlangA"), &json!(13), &json!(19))
    );
    // M/M/13+M with 10 erlangs: 85.817770003 % answered within 20 s, 2.4963304 % hang up.
    assert!((number(&found["achieved"]["serviceLevel"]) - 0.858_177_700_03).abs() < 1e-9);
    assert!((number(&found["achieved"]["abandonRate"]) - 0.024_963_303_6).abs() < 1e-9);
    assert!(number(&found["withOneFewer"]["serviceLevel"]) < 0.8);
    let compared = found["compared"].as_array().unwrap();
    assert_eq!(compared.len(), 21);
    for entry in compared {
        let agents = number(&entry["agents"]);
        assert_eq!(entry["meetsGoals"], json!(agents >= 13.0), "{entry}");
        assert!(entry.get("probabilityPercent").is_none());
    }
    assert_eq!(number(&compared[0]["agents"]), 3.0);

    body["volumeVariationPercent"] = json!(20);
    body["agentsToCompare"] = json!([12, 13.5]);
    let found = calculate(&body).expect(200);
    let twelve = &found["compared"][0];
    // 12 agents, a rate that varies by 20 %: 70.0554326 % of all contacts instead of 77.2 % at the mean rate.
    assert!((number(&twelve["callWeighted"]["serviceLevel"]) - 0.700_554_326).abs() < 1e-8);
    assert!((number(&twelve["callWeighted"]["abandonRate"]) - 0.064_398_944_7).abs() < 1e-8);
    let likely = |entry: &Value| number(&entry["probabilityPercent"]);
    assert!(likely(twelve) < likely(&found["compared"][1]));

    body["probabilityPercent"] = json!(90);
    let surer = calculate(&body).expect(200);
    let net = &surer["requiredWithoutShrinkage"];
    assert!(number(net) > 13.0, "{net}");
    body["agentsToCompare"] = json!([number(net) - 1.0, net]);
    let compared = calculate(&body).expect(200)["compared"].clone();
    assert!(
        likely(&compared[0]) < 90.0 && likely(&compared[1]) >= 90.0,
        "{compared}"
    );
}

#[test]
fn the_derivation_is_a_csv_that_a_spreadsheet_recomputes_for_those_who_ask() {
    let Some(centre) = Centre::start(Sqlite) else {
        return;
    };
    for patience in [Value::Null, json!(300)] {
        let mut body = classic();
        body["averagePatienceSeconds"] = patience;
        let headers = [("content-type", "application/json"), ("accept", "text/csv")];
        let answer = centre.send_raw(
            Some(centre.key(Role::Planner)),
            "POST",
            "/api/v1/staffing-requirements/calculate",
            &headers,
            body.to_string().into_bytes(),
        );
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert!(
            answer
                .header("content-type")
                .unwrap()
                .starts_with("text/csv")
        );
        let mut rows = csv::Reader::from_reader(answer.text.as_bytes());
        let formulas = rows.records().filter(|row| {
            row.as_ref()
                .unwrap()
                .iter()
                .next_back()
                .unwrap()
                .starts_with('=')
        });
        assert!(formulas.count() > 5, "{}", answer.text);
    }
}

#[test]
fn every_value_that_cannot_be_is_named_with_its_place_and_remedy() {
    let Some(centre) = Centre::start(Sqlite) else {
        return;
    };
    let refused = |change: &dyn Fn(&mut Value)| {
        let mut body = classic();
        change(&mut body);
        let path = "/staffing-requirements/calculate";
        faults(&centre.post(Role::Planner, path, &body))
    };
    let only = |pointer: &str, code: &str| vec![(pointer.to_owned(), code.to_owned())];
    for (change, pointer, code) in [
        (json!({"volume": -1}), "/volume", "out-of-range"),
        (json!({"volume": 1e12}), "/volume", "load-too-large"),
        (json!({"volume": "many"}), "/volume", "invalid-value"),
        (
            json!({"intervalLengthMinutes": 7}),
            "/intervalLengthMinutes",
            "out-of-range",
        ),
        (
            json!({"averageHandleTimeSeconds": 0}),
            "/averageHandleTimeSeconds",
            "no-handle-time",
        ),
        (
            json!({"averagePatienceSeconds": 0}),
            "/averagePatienceSeconds",
            "out-of-range",
        ),
        (
            json!({"shrinkagePercent": 100}),
            "/shrinkagePercent",
            "out-of-range",
        ),
        (
            json!({"probabilityPercent": 80}),
            "/probabilityPercent",
            "needs-variation",
        ),
        (
            json!({"volumeVariationPercent": -5}),
            "/volumeVariationPercent",
            "out-of-range",
        ),
        (
            json!({"volumeVariationPercent": 20, "probabilityPercent": 100}),
            "/probabilityPercent",
            "out-of-range",
        ),
        (
            json!({"agentsToCompare": [3, -1]}),
            "/agentsToCompare/1",
            "out-of-range",
        ),
        (
            json!({"agentsToCompare": vec![1; 201]}),
            "/agentsToCompare",
            "too-many",
        ),
        (json!({"goals": {}}), "/goals", "no-goal"),
        (
            json!({"goals": {"abandonRate": {"percent": 5}}}),
            "/goals/abandonRate",
            "needs-patience",
        ),
        (
            json!({"goals": {"serviceLevel": {"percent": 100, "seconds": 20}}}),
            "/goals/serviceLevel/percent",
            "unreachable-goal",
        ),
        (
            json!({"goals": {"serviceLevel": {"percent": 80, "seconds": -1}}}),
            "/goals/serviceLevel/seconds",
            "out-of-range",
        ),
        (
            json!({"goals": {"serviceLevel": {"percent": 80, "seconds": 20, "variant": "best"}}}),
            "/goals/serviceLevel/variant",
            "invalid-value",
        ),
        (
            json!({"goals": {"averageSpeedOfAnswer": {"seconds": 0}}}),
            "/goals/averageSpeedOfAnswer/seconds",
            "unreachable-goal",
        ),
        (
            json!({"goals": {"meanWait": {"seconds": 0}}}),
            "/goals/meanWait/seconds",
            "unreachable-goal",
        ),
        (
            json!({"goals": {"abandonRate": {"percent": 0}}, "averagePatienceSeconds": 60}),
            "/goals/abandonRate/percent",
            "unreachable-goal",
        ),
        (
            json!({"goals": {"maximumPWait": {"percent": 0}}}),
            "/goals/maximumPWait/percent",
            "unreachable-goal",
        ),
        (
            json!({"goals": {"maximumOccupancy": {"percent": 0}}}),
            "/goals/maximumOccupancy/percent",
            "unreachable-goal",
        ),
    ] {
        let found = refused(&|body| {
            for (name, value) in change.as_object().unwrap() {
                body[name] = value.clone();
            }
        });
        assert_eq!(found, only(pointer, code), "{change}");
    }
    let mut left_out = classic();
    left_out["goals"]["abandonRate"] = json!({ "percent": 5 });
    let found = centre.post(Role::Planner, "/staffing-requirements/calculate", &left_out);
    let found = found.expect(200);
    assert_eq!(found["messages"][0]["code"], "abandonment-not-considered");
    assert_eq!(found["requiredWithoutShrinkage"], 14);
}

#[test]
fn a_hundred_thousand_intervals_are_staffed_in_one_call() {
    let Some(centre) = Centre::start(Sqlite) else {
        return;
    };
    let path = "/staffing-requirements/calculate-batch";
    let volumes: Vec<f64> = (0..100_000)
        .map(|index| f64::from(index % 400) / 3.0)
        .collect();
    let handle_times: Vec<f64> = (0..100_000)
        .map(|index| 120.0 + f64::from(index % 700) / 7.0)
        .collect();
    let body = json!({ "intervalLengthMinutes": 15, "volumes": volumes, "averageHandleTimeSeconds": handle_times,
        "averagePatienceSeconds": 200, "shrinkagePercent": 25,
        "goals": { "serviceLevel": { "percent": 80, "seconds": 20 } } });
    let found = centre.post(Role::Supervisor, path, &body).expect(200);
    for index in [0, 1, 399, 77_777, 99_999] {
        let one = json!({ "intervalLengthMinutes": 15, "volume": volumes[index],
            "averageHandleTimeSeconds": handle_times[index], "averagePatienceSeconds": 200, "shrinkagePercent": 25,
            "goals": { "serviceLevel": { "percent": 80, "seconds": 20 } } });
        let one = centre
            .post(Role::Planner, "/staffing-requirements/calculate", &one)
            .expect(200);
        assert_eq!(found["required"][index], one["required"], "{index}");
        assert_eq!(
            found["requiredWithoutShrinkage"][index],
            one["requiredWithoutShrinkage"]
        );
        assert_eq!(found["bindingGoal"][index], one["bindingGoal"]);
        for name in [
            "serviceLevel",
            "averageSpeedOfAnswerSeconds",
            "abandonRate",
            "occupancy",
        ] {
            assert_eq!(found[name][index], one["achieved"][name], "{index} {name}");
        }
    }
    assert_eq!(found["required"].as_array().unwrap().len(), 100_000);
}

#[test]
fn faults_of_a_batch_name_the_interval() {
    let Some(centre) = Centre::start(Sqlite) else {
        return;
    };
    let refused = |volumes: Value, handle_times: Value| {
        let body = json!({ "intervalLengthMinutes": 15, "volumes": volumes, "averageHandleTimeSeconds": handle_times,
            "goals": { "serviceLevel": { "percent": 80, "seconds": 20 } } });
        faults(&centre.post(
            Role::Planner,
            "/staffing-requirements/calculate-batch",
            &body,
        ))
    };
    let found = |list: &[(&str, &str)]| -> Vec<(String, String)> {
        list.iter()
            .map(|(pointer, code)| ((*pointer).to_owned(), (*code).to_owned()))
            .collect()
    };
    let mut volumes = vec![10.0; 20];
    volumes[17] = -3.0;
    volumes[19] = 1e15;
    assert_eq!(
        refused(json!(volumes), json!(180)),
        found(&[("/volumes/17", "out-of-range")])
    );
    volumes[17] = 3.0;
    assert_eq!(
        refused(json!(volumes), json!(180)),
        found(&[("/volumes/19", "load-too-large")])
    );
    assert_eq!(
        refused(json!([1, 2, 3]), json!([180, 0, -180])),
        found(&[("/averageHandleTimeSeconds/2", "out-of-range")])
    );
    assert_eq!(
        refused(json!([1, 2, 3]), json!([180, 0, 180])),
        found(&[("/averageHandleTimeSeconds/1", "no-handle-time")])
    );
    assert_eq!(
        refused(json!([1, 2, 3]), json!([180, "long", 180])),
        found(&[("/averageHandleTimeSeconds/1", "invalid-value")])
    );
    assert_eq!(
        refused(json!([1, 2, 3]), json!([180])),
        found(&[("/averageHandleTimeSeconds", "wrong-length")])
    );
    assert_eq!(
        refused(json!([]), json!(180)),
        found(&[("/volumes", "wrong-length")])
    );
    assert_eq!(
        refused(json!(vec![1; 100_001]), json!(180)),
        found(&[("/volumes", "wrong-length")])
    );
    let all_wrong = refused(json!(vec![-1; 5_000]), json!(180));
    assert_eq!(all_wrong.len(), 101);
    assert_eq!(
        all_wrong[100],
        ("/volumes".to_owned(), "more-faults".to_owned())
    );
}

/// A planning group with eight weeks of history and a forecast; changes of the group are made to its stored self.
struct Forecasted {
    centre: Centre,
    group: String,
    requirement: String,
    index: String,
}

impl Forecasted {
    fn start(engine: Engine) -> Option<Self> {
        let centre = Centre::start_at(engine, "2026-05-28T10:00:00Z")?;
        let (unit, group) = bank(&centre, None);
        import_history(&centre, &unit);
        let weeks = format!("{unit}/weeks/{WEEK}/short-term-forecasts");
        let run = generate(&centre, &weeks);
        let id = run["result"]["shortTermForecastId"].as_str().unwrap();
        Some(Self {
            group: format!("{unit}/planning-groups/{group}"),
            requirement: format!("{weeks}/{id}/staffing-requirement"),
            index: format!("?interval=18&planningGroupId={group}"),
            centre,
        })
    }

    fn change(&self, changes: &Value) {
        let read = self.centre.get(Role::Planner, &self.group).expect(200);
        let mut body = json!({});
        for name in [
            "name",
            "routePaths",
            "serviceGoalTemplateId",
            "shrinkagePercent",
            "averagePatienceSeconds",
            "staffingMethod",
            "staffingProbabilityPercent",
        ] {
            body[name] = changes.get(name).unwrap_or(&read[name]).clone();
        }
        let version = read["version"].as_i64().unwrap();
        self.centre
            .put(Role::Planner, &self.group, version, &body)
            .expect(200);
    }

    fn required(&self) -> Value {
        let path = format!("{}{}", self.requirement, self.index);
        self.centre.get(Role::Planner, &path).expect(200)
    }
}

#[rstest]
fn a_groups_patience_and_probability_staff_its_forecast(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(site) = Forecasted::start(engine) else {
        return;
    };
    // Monday 09:00: 100 calls of 180 s in half an hour.
    let by_erlang_c = site.required()["planningGroups"][0].clone();
    assert_eq!(by_erlang_c["requiredWithoutShrinkage"][18], 14);
    assert_eq!(by_erlang_c["abandonRatePerInterval"][18], 0.0);

    site.change(&json!({ "averagePatienceSeconds": 300 }));
    let found = site.required();
    let patient = &found["planningGroups"][0];
    assert_eq!(
        (
            &patient["model"],
            &patient["requiredWithoutShrinkage"][18],
            &patient["required"][18]
        ),
        (&json!("erlangA"), &json!(13), &json!(19))
    );
    assert!((number(&patient["abandonRatePerInterval"][18]) - 0.024_963_303_6).abs() < 1e-9);
    assert!(number(&patient["meanWaitSecondsPerInterval"][18]) > 0.0);
    assert_eq!(patient["messages"], json!([]));
    assert_eq!(found["derivation"]["requirement"]["agentsNet"], 13);
    assert_eq!(found["derivation"]["patienceSeconds"], 300.0);
    let headers = [("accept", "text/csv")];
    let path = format!("/api/v1{}{}", site.requirement, site.index);
    let key = site.centre.key(Role::Planner);
    let csv = site
        .centre
        .send_raw(Some(key), "GET", &path, &headers, Vec::new());
    assert!(csv.header("content-type").unwrap().starts_with("text/csv"));
    assert!(
        csv.text.lines().nth(1).unwrap().contains('='),
        "{}",
        csv.text
    );

    site.change(&json!({ "staffingProbabilityPercent": 90 }));
    let found = site.required();
    let surer = &found["planningGroups"][0];
    assert_eq!(surer["staffingProbabilityPercent"], 90.0);
    for index in 0..336 {
        let net = |group: &Value| group["requiredWithoutShrinkage"][index].as_u64().unwrap();
        let likely = &surer["probabilityOfMeetingGoalPerInterval"][index];
        if net(patient) == 0 {
            assert_eq!((net(surer), likely), (0, &Value::Null));
        } else {
            assert!(
                net(surer) >= net(patient) && number(likely) >= 0.9 - 1e-9,
                "{index}: {likely}"
            );
        }
    }
    assert_eq!(
        found["derivation"]["agentsGross"], surer["required"][18],
        "the derivation ends in the requirement"
    );
    assert_eq!(found["derivation"]["staffedFor"]["meanVolume"], 100.0);

    site.change(&json!({ "staffingProbabilityPercent": null, "staffingMethod": "carryOver" }));
    let found = site.required();
    let carried = &found["planningGroups"][0];
    assert_eq!(carried["staffingMethod"], "carryOver");
    assert_eq!(
        found["derivation"]["carriedOver"]["agentsNet"],
        carried["requiredWithoutShrinkage"][18]
    );
    for index in 0..336 {
        let level = &carried["serviceLevelPerInterval"][index];
        assert!(
            level.is_null() || number(level) >= 0.8 - 1e-8,
            "{index}: {level}"
        );
    }
}

#[test]
fn a_day_shows_where_taking_intervals_by_themselves_misleads() {
    let Some(centre) = Centre::start(Sqlite) else {
        return;
    };
    let calculate =
        |body: &Value| centre.post(Role::Planner, "/staffing-requirements/calculate-day", body);
    // Calls of ten minutes, with a peak: what it leaves is there for the next quarter hour.
    let mut body = json!({ "intervalLengthMinutes": 15, "volumes": [20, 30, 60, 30, 20, 0],
        "averageHandleTimeSeconds": 600, "shrinkagePercent": 30, "goals": { "maximumPWait": { "percent": 20 } } });
    let found = calculate(&body).expect(200);
    let methods = found["methods"].as_object().unwrap();
    assert_eq!(methods.len(), 4);
    let carried = &methods["carryOver"];
    assert_eq!(carried["missedIntervals"], json!([]));
    let sipp = &methods["sipp"];
    assert!(!sipp["missedIntervals"].as_array().unwrap().is_empty());
    assert!(!found["sippMisleads"].as_array().unwrap().is_empty());
    for method in methods.values() {
        let net = method["requiredWithoutShrinkage"].as_array().unwrap();
        assert_eq!(net.len(), 6);
        let minutes: f64 = net.iter().map(|agents| number(agents) * 15.0).sum();
        assert_eq!(number(&method["agentMinutes"]), minutes);
        for (net, gross) in net.iter().zip(method["required"].as_array().unwrap()) {
            let (net, gross) = (net.as_u64().unwrap(), gross.as_u64().unwrap());
            assert!(gross * 7 >= net * 10 && (gross == 0 || (gross - 1) * 7 < net * 10));
        }
        for index in 0..5 {
            // Where a method staffs below the load the formula has no steady state; the chain has figures even so.
            assert!(
                method["stationary"]["pWait"][index]
                    .as_f64()
                    .is_none_or(|share| share <= 1.0)
            );
            assert!(number(&method["service"]["pWait"][index]) <= 1.0);
            assert_eq!(
                method["service"]["serviceLevel"][index],
                Value::Null,
                "it is no goal"
            );
        }
    }
    assert!(number(&sipp["service"]["pWait"][3]) > number(&sipp["stationary"]["pWait"][3]));

    body["agents"] = json!([5, 5, 5, 5, 5, 5]);
    body["averagePatienceSeconds"] = json!(120);
    body["onDrop"] = json!("finishCall");
    let given = calculate(&body).expect(200)["methods"]["given"].clone();
    assert_eq!(given["requiredWithoutShrinkage"], json!([5, 5, 5, 5, 5, 5]));
    assert!(number(&given["service"]["abandonRate"][2]) > 0.5);
    assert_eq!(given["service"]["queueAtEnd"].as_array().unwrap().len(), 6);

    let refused = |name: &str, value: Value| {
        let mut wrong = body.clone();
        wrong[name] = value;
        faults(&calculate(&wrong))
    };
    let only = |pointer: &str, code: &str| vec![(pointer.to_owned(), code.to_owned())];
    assert_eq!(
        refused("agents", json!([5])),
        only("/agents", "wrong-length")
    );
    assert_eq!(
        refused("agents", json!([5, -1])),
        only("/agents/1", "invalid-value")
    );
    assert_eq!(
        refused("onDrop", json!("cut")),
        only("/onDrop", "invalid-value")
    );
    assert_eq!(
        refused("volumes", json!([1, 1, 1, 1, 1e5, 1])),
        only("/volumes/4", "too-large-to-follow")
    );
    assert_eq!(
        refused(
            "averageHandleTimeSeconds",
            json!([600, 600, 0, 600, 600, 600])
        ),
        only("/averageHandleTimeSeconds/2", "no-handle-time")
    );
    body["agents"] = Value::Null;
    let refused = |goals: Value| {
        let mut wrong = body.clone();
        wrong["goals"] = goals;
        faults(&calculate(&wrong))
    };
    assert_eq!(refused(json!({})), only("/goals", "no-goal"));
    assert_eq!(
        refused(json!({ "maximumPWait": { "percent": 0 } })),
        only("/goals/maximumPWait/percent", "unreachable-goal")
    );
}
