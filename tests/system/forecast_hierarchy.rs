//! Queues, planning groups and business unit agree at every grain.

use crewcast::failure::Failure;
use crewcast::history::{ImportKind, ImportOptions, ImportStatus, Upload, import_file};
use crewcast::organisation::{
    Channel, NewPlanningGroup, NewQueue, RoutePath, create_planning_group, create_queue,
    list_planning_groups,
};
use crewcast::tenancy::{Role, Scope};
use rstest::rstest;
use serde_json::{Value, json};

use crate::forecasts::{WEEK, bank};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine};

/// Beside the bank's cards, loans of two queues.
fn with_loans(centre: &Centre, path_of_unit: &str) {
    let unit = path_of_unit.trim_start_matches("/business-units/");
    let scope = Scope::system(centre.tenant.clone(), centre.clock.now());
    let made: Result<_, Failure> = centre.db.write(|conn| {
        let mut route_paths = Vec::new();
        for name in ["Mortgages", "Consumer loans"] {
            let queue = NewQueue {
                business_unit_id: unit.to_owned(),
                name: name.to_owned(),
                channel: Channel::Voice,
                external_id: None,
            };
            route_paths.push(RoutePath {
                queue_id: create_queue(conn, &scope, queue)?.id,
                skill_ids: Vec::new(),
            });
        }
        let cards = list_planning_groups(conn, &scope, unit)?.remove(0);
        let loans = NewPlanningGroup {
            name: "Loans".to_owned(),
            route_paths,
            ..cards.values
        };
        create_planning_group(conn, &scope, loans)
    });
    made.expect("the loans can be made");
}

/// Eight weeks; each queue has days of its own that are busier, and all of them some in common.
fn import_weeks(centre: &Centre, path_of_unit: &str) {
    let mut text =
        "QueueName,IntervalStart,IntervalMinutes,Offered,AverageHandleTimeSeconds\n".to_owned();
    let first: chrono::NaiveDate = "2026-04-06".parse().unwrap();
    for (offset, day) in first.iter_days().take(56).enumerate() {
        for (queue, base, cycle) in [
            ("Cards", 90, 5),
            ("Mortgages", 30, 3),
            ("Consumer loans", 50, 4),
        ] {
            for half_hour in 18..34 {
                let (hour, minute) = (half_hour / 2, half_hour % 2 * 30);
                let offered =
                    base + half_hour + 6 * (offset % cycle) + 4 * (offset % 2) + offset / 14;
                text += &format!("{queue},{day}T{hour:02}:{minute:02}:00,30,{offered},180\n");
            }
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("history.csv");
    std::fs::write(&file, text).unwrap();
    let unit = path_of_unit.trim_start_matches("/business-units/");
    let scope = Scope::system(centre.tenant.clone(), centre.clock.now());
    let options = ImportOptions::new(unit, ImportKind::Intervals);
    let upload = Upload::of_path(&file).unwrap();
    let imported = import_file(&centre.db, &scope, &upload, &options, &mut |_| {}).unwrap();
    assert_eq!(imported.status, ImportStatus::Complete, "{imported:?}");
}

fn generate(centre: &Centre, weeks: &str, body: &Value) -> String {
    let accepted = centre.post(Role::Planner, &format!("{weeks}/generate"), body);
    let run = centre.ended_run(&accepted);
    let id = run["result"]["shortTermForecastId"].as_str();
    id.unwrap_or_else(|| panic!("{run}")).to_owned()
}

fn numbers(value: &Value) -> Vec<f64> {
    let list = value.as_array().unwrap().iter();
    list.map(|number| number.as_f64().unwrap()).collect()
}

fn assert_sum(whole: &[f64], parts: &[Vec<f64>]) {
    for (index, whole) in whole.iter().enumerate() {
        let sum: f64 = parts.iter().map(|part| part[index]).sum();
        assert!((sum - whole).abs() < 1e-6, "{index}: {sum} for {whole}");
    }
}

fn offered(periods: &Value) -> Vec<f64> {
    let list = periods.as_array().unwrap().iter();
    list.map(|period| period["offered"].as_f64().unwrap())
        .collect()
}

/// Days add up to weeks and months, queues to planning groups, and these to the business unit.
fn assert_totals_agree(totals: &Value) {
    let unit = &totals["businessUnit"];
    let groups = totals["planningGroups"].as_array().unwrap();
    let mut all: Vec<&Value> = vec![unit];
    for grain in ["days", "weeks", "months"] {
        let parts: Vec<Vec<f64>> = groups.iter().map(|group| offered(&group[grain])).collect();
        assert_sum(&offered(&unit[grain]), &parts);
        for group in groups.iter().filter(|group| group.get("queues").is_some()) {
            let queues = group["queues"].as_array().unwrap();
            let parts: Vec<Vec<f64>> = queues.iter().map(|queue| offered(&queue[grain])).collect();
            assert_sum(&offered(&group[grain]), &parts);
            all.extend(queues);
        }
    }
    all.extend(groups);
    for series in all {
        let whole = series["offered"].as_f64().unwrap();
        for grain in ["days", "weeks", "months"] {
            let sum: f64 = offered(&series[grain]).iter().sum();
            assert!((sum - whole).abs() < 1e-6, "{grain}: {sum} for {whole}");
        }
    }
}

#[rstest]
fn queues_planning_groups_and_the_unit_sum_at_every_grain(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, "2026-05-28T10:00:00Z") else {
        return;
    };
    let (unit, cards) = bank(&centre, None);
    with_loans(&centre, &unit);
    import_weeks(&centre, &unit);
    let weeks = format!("{unit}/weeks/{WEEK}/short-term-forecasts");
    let body = json!({ "weekCount": 5, "description": "June", "seed": 11 });
    let id = generate(&centre, &weeks, &body);
    let read = |path: &str| centre.get(Role::Planner, path).expect(200);

    let assert_queues_agree = |id: &str| -> Vec<Vec<f64>> {
        let data = read(&format!("{weeks}/{id}/data"));
        let groups = data["planningGroups"].as_array().unwrap();
        let loans = groups
            .iter()
            .find(|group| group["planningGroupId"] != cards.as_str());
        let listed = read(&format!("{weeks}/{id}/queues"));
        let queues: Vec<Vec<f64>> = listed["entities"]
            .as_array()
            .unwrap()
            .iter()
            .inspect(|queue| {
                assert_eq!(queue["planningGroupId"], loans.unwrap()["planningGroupId"])
            })
            .map(|queue| numbers(&queue["offeredPerInterval"]))
            .collect();
        assert_eq!(queues.len(), 2, "cards have one queue, loans two");
        assert_sum(&numbers(&loans.unwrap()["offeredPerInterval"]), &queues);
        assert_totals_agree(&read(&format!("{weeks}/{id}/totals")));
        queues
    };
    let queues = assert_queues_agree(&id);
    let whole = |queue: &Vec<f64>| queue.iter().sum::<f64>();
    assert!(queues.iter().all(|queue| whole(queue) > 0.0), "{queues:?}");
    let totals = read(&format!("{weeks}/{id}/totals"));
    let months = totals["businessUnit"]["months"].as_array().unwrap();
    assert_eq!(
        (months.len(), &months[0]["days"], &months[1]["startDate"]),
        (2, &json!(30), &json!("2026-07-01"))
    );

    // Each queue says how it was forecast; the planning groups moved to agree with the unit after it.
    let results = read(&format!("{weeks}/{id}/generation-results"));
    let told: Vec<&Value> = results["planningGroups"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|group| group.get("queues"))
        .collect();
    assert_eq!(told.len(), 1);
    assert!(told[0][0]["dayWape"].as_f64().unwrap() > 0.0, "{told:?}");
    assert!(
        told[0][0]["offeredBefore"] != told[0][0]["offeredAfter"],
        "{told:?}"
    );

    // What a planner changes of a planning group moves its queues; a copy has them too.
    let loans = read(&format!("{weeks}/{id}/queues"))["entities"][0]["planningGroupId"].clone();
    let change = json!({ "type": "ChangePercentPerInterval", "startIntervalIndex": 18, "endIntervalIndex": 33,
        "metric": "Offered", "value": 20, "reason": "the new loan is advertised", "planningGroupIds": [loans] });
    let modifications = format!("{weeks}/{id}/modifications");
    centre
        .post(Role::Planner, &modifications, &change)
        .expect(201);
    let changed = assert_queues_agree(&id);
    for (before, after) in queues.iter().zip(&changed) {
        assert!((after[20] - 1.2 * before[20]).abs() < 1e-6);
        assert!((after[48 + 20] - before[48 + 20]).abs() < 1e-9);
    }
    let copy = json!({ "description": "Copy" });
    let copied = centre
        .post(Role::Planner, &format!("{weeks}/{id}/copy"), &copy)
        .expect(201);
    assert_queues_agree(copied["id"].as_str().unwrap());

    let body = json!({ "weekCount": 1, "description": "Groups alone", "forecastQueues": false });
    let alone = generate(&centre, &weeks, &body);
    let listed = read(&format!("{weeks}/{alone}/queues"));
    assert_eq!(listed["entities"], json!([]));
}
