//! The demo centre's year and three branches of its week, on the command line.

use chrono::Datelike;
use crewcast::clock::Clock;
use crewcast::db::Database;
use crewcast::demo::create_demo;
use crewcast::http::PageParams;
use crewcast::scenarios::{compare_scenarios, list_scenarios};
use serde_json::{Value, json};

use crate::support::{Terminal, list, number, text};

#[test]
fn the_demo_centre_is_planned_for_a_year_and_its_week_is_branched_three_ways() {
    let terminal = Terminal::new();
    let db = Database::open(&terminal.database()).expect("the database opens");
    db.migrate().expect("every migration applies");
    // The program's clock is the machine's, so the demo's history ends yesterday.
    let now = Clock::System.now();
    let demo = create_demo(&db, now, 20_261_121).expect("the demo can be made");
    drop(db);
    let zone = demo.business_unit.time_zone;
    let today = now.to_utc().with_timezone(&zone).date_naive();
    let mut days = today.iter_days().skip(1);
    let week = days.find(|day| day.weekday() == chrono::Weekday::Mon);
    let week = week.expect("a Monday").to_string();
    let week = week.as_str();
    let forecast = terminal
        .run(&["--json", "forecast", "--week", week])
        .with(0)
        .json();
    let forecast = text(&forecast["shortTermForecastId"]);
    let groups = terminal.does(|conn, scope| {
        crewcast::organisation::list_planning_groups(conn, scope, &demo.business_unit.id)
    });
    let ids: Vec<&str> = groups.iter().map(|group| group.id.as_str()).collect();
    let team = |name: &str, id: &str, heads: u32| {
        json!({ "name": name, "planningGroupAllocations": [{ "planningGroupId": id, "percentage": 100 }],
            "startingFullTimeEquivalents": [{ "tenureWeeks": 150, "fullTimeEquivalentCount": heads }],
            "annualAttritionPercentage": 30,
            "rampUp": { "trainingWeeks": 4, "productivityPercent": [50, 70, 85] } })
    };
    let named = |name: &str| {
        groups
            .iter()
            .find(|group| group.name == name)
            .expect("a planning group")
            .id
            .clone()
    };
    let plan = json!({
        "name": "The demo's year", "shortTermForecastId": forecast, "startBusinessUnitDate": week,
        "fullTimeEquivalentWeeklyHours": 40, "schedulingEfficiencyPercent": 90,
        "volumeScenarios": [{ "name": "base" }, { "name": "plus 10 %", "volumeChangePercent": 10 }],
        "staffingGroups": [team("Cards", &named("Cards"), 36), team("Loans", &named("Loans"), 24)],
        "money": { "costOfPaidHour": 60, "costOfLostContact": 15, "costOfHire": 6000, "costOfTrainingWeek": 500 },
        "hiring": { "leadTimeWeeks": 6, "minimumClassSize": 3, "maximumClassSize": 12, "costOfClass": 4000 },
    });
    let file = terminal.file("plan.json", &plan.to_string());
    let printed = terminal.run(&["capacity", "--file", &file]).with(0).out;
    println!("{printed}");
    for part in [
        "base, Cards",
        "plus 10 %, Loans",
        "required",
        "with advice",
        "lost contacts",
        week,
    ] {
        assert!(printed.contains(part), "{part} in {printed}");
    }
    let told = terminal
        .run(&["--json", "capacity", "--file", &file])
        .with(0)
        .json();
    for (scenario, team) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
        let found = &told["scenarios"][scenario]["staffingGroups"][team];
        let required = list(&found["metrics"]["requiredStaffFullTimeEquivalentCount"]);
        assert_eq!(required.len(), 52);
        assert!(required.iter().all(|heads| number(heads) > 5.0), "{found}");
        assert!(
            number(&found["advice"]["relativeGap"]) < 0.01,
            "{}",
            found["advice"]
        );
    }
    branches(&terminal, &forecast, week, ids.len());
}

/// As it is, a tenth more contacts, and a tenth more with six people more.
fn branches(terminal: &Terminal, forecast: &str, week: &str, groups: usize) {
    let agent = terminal.does(|conn, scope| {
        let unit = crewcast::organisation::list_business_units(conn, scope)?;
        let agents = crewcast::organisation::agents_of_business_unit(conn, scope, &unit[0].id)?;
        Ok(agents[0].clone())
    });
    let skills: Vec<&str> = agent
        .skills
        .iter()
        .map(|held| held.skill_id.as_str())
        .collect();
    let add = json!([{ "addAgents": { "count": 6, "workPlanId": agent.work_plan_id, "skillIds": skills } }]);
    let up = json!([{ "changeVolume": { "percent": 10 } }]);
    let files: Vec<String> = [
        ("as it is", json!([]), json!([])),
        ("plus 10 %", up.clone(), json!([])),
        ("plus 10 % and six people", up, add),
    ]
    .into_iter()
    .enumerate()
    .map(|(number, (name, demand, changes))| {
        let scenario = json!({
            "name": name, "weekDate": week, "shortTermForecastId": forecast, "demandChanges": demand, "changes": changes,
            "gap": 0.2, "timeLimitSeconds": 60, "replications": 20,
            "money": { "costOfPaidHour": 60, "costOfLostContact": 15, "overtimeAfterWeeklyHours": 40 },
        });
        terminal.file(&format!("scenario-{number}.json"), &scenario.to_string())
    })
    .collect();
    let mut arguments = vec!["scenario"];
    arguments.extend(files.iter().map(String::as_str));
    let printed = terminal.run(&arguments).with(0).out;
    println!("{printed}");
    for part in [
        "plus 10 % and six people",
        "paidHours",
        "Cards: serviceLevel",
        "total",
        "gini.weekendDay",
    ] {
        assert!(printed.contains(part), "{part} in {printed}");
    }
    let figures = |json: &Value| list(&json["figures"]).len();
    // Nine of heads, seven of each planning group, four of money, and the fairness of burdens and hours.
    let compared = compared(terminal);
    assert!(figures(&compared) >= 9 + 7 * groups + 4 + 2, "{compared}");
    let row = |name: &str| {
        let mut rows = list(&compared["figures"]).iter();
        rows.find(|row| row["figure"] == name).expect("a figure")["values"].clone()
    };
    let required = row("requiredHours");
    assert!(
        number(&required[1]) > 1.05 * number(&required[0]) && required[1] == required[2],
        "{required}"
    );
    let agents = row("agents");
    assert_eq!((&agents[0], &agents[2]), (&json!(60.0), &json!(66.0)));
}

/// The branches that were played, the first one first.
fn compared(terminal: &Terminal) -> Value {
    let found = terminal.does(|conn, scope| {
        let unit = crewcast::organisation::list_business_units(conn, scope)?[0]
            .id
            .clone();
        let newest_first = list_scenarios(conn, scope, &unit, &PageParams::default())?;
        let played = newest_first.entities.into_iter().rev();
        let ids: Vec<String> = played.map(|one| one.id).collect();
        compare_scenarios(conn, scope, &unit, &ids)
    });
    serde_json::to_value(found).expect("a comparison is JSON")
}
