//! The program itself: what it prints, and the code it ends with.

use std::fmt::Write;
use std::fs;

use chrono::{Days, NaiveDate, Weekday};
use crewcast::organisation::{
    AverageSpeedOfAnswerGoal, NewManagementUnit, NewPlanningGroup, NewServiceGoalTemplate,
    NewWorkPlan, PercentCeiling, RoutePath, ServiceLevelGoal, WorkPlanShift,
    create_management_unit, create_planning_group, create_service_goal_template, create_work_plan,
    list_queues,
};
use crewcast_forecasts::erlang::ServiceLevelVariant;
use serde_json::Value;

use crate::support::Terminal;

const EVERY_DAY: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

#[test]
fn a_fresh_database_is_made_by_init_and_found_healthy_by_doctor() {
    let terminal = Terminal::new();
    let sick = terminal.run(&["doctor"]).with(1);
    assert!(sick.out.contains("FAILED"), "{}", sick.out);

    let made = terminal
        .run(&["init", "--tenant", "Bank", "--json"])
        .with(0)
        .json();
    assert_eq!(made["username"], "admin");
    let healthy = terminal.run(&["doctor", "--json"]).with(0).json();
    let mut checks = healthy.as_array().unwrap().iter();
    let tenant = checks.find(|check| check["name"] == "tenant").unwrap();
    assert_eq!(tenant["detail"], "Bank");
    let migrated = terminal.run(&["migrate"]).with(0);
    assert_eq!(migrated.out, "the schema is up to date\n");
}

#[test]
fn an_import_makes_missing_queues_and_prints_what_it_counted() {
    let (terminal, _) = Terminal::with_a_business_unit();
    let file = terminal.file(
        "calls.csv",
        "QueueName,IntervalStart,Offered,Handled,Abandoned,AverageHandleTimeSeconds\n\
         Cards,2026-03-02 09:00,10,9,1,240\n\
         Cards,2026-03-02 09:30,20,20,0,300\n\
         Loans,2026-03-02 09:00,4,4,0,600\n",
    );
    let import = |more: &[&str]| {
        let arguments = [&["import", file.as_str()], more].concat();
        terminal.run(&arguments)
    };
    let refused = import(&[]).with(1);
    assert!(refused.out.contains("Cards"), "{}", refused.out);

    let tried = import(&["--create-missing-queues", "--dry-run", "--json"]).with(0);
    assert_eq!(tried.json()["status"], "validated");
    let queues = terminal.does(|conn, scope| {
        let unit = &crewcast::organisation::list_business_units(conn, scope)?[0].id;
        list_queues(conn, scope, unit)
    });
    assert!(queues.is_empty(), "a dry run keeps nothing");

    let imported = import(&["--create-missing-queues"]).with(0);
    let cards = imported.out.lines().find(|line| line.contains("Cards"));
    let cells: Vec<&str> = cards
        .expect(&imported.out)
        .split('|')
        .map(str::trim)
        .collect();
    let expected = [
        "",
        "Cards",
        "30",
        "29",
        "1",
        "281.4",
        "",
        "2026-03-02T08:00:00Z",
        "2026-03-02T08:30:00Z",
        "",
    ];
    assert_eq!(cells, expected);
    assert!(imported.out.contains("layout Crewcast"), "{}", imported.out);
    assert!(
        imported
            .out
            .contains("rows: 3 read, 3 accepted, 0 rejected, 0 ignored; 3 intervals"),
        "{}",
        imported.out
    );

    let again = import(&["--create-missing-queues", "--json"])
        .with(0)
        .json();
    assert_eq!(again["alreadyImported"], true);
}

#[test]
fn a_failing_import_ends_with_1_and_lists_every_reject_with_its_remedy() {
    let (terminal, _) = Terminal::with_a_business_unit();
    let mut text = "QueueName,IntervalStart,IntervalMinutes,Offered\n".to_owned();
    for day in 1..=30 {
        for hour in 8..13 {
            writeln!(text, "Cards,2026-04-{day:02} {hour:02}:00,30,-{hour}").unwrap();
        }
    }
    let file = terminal.file("calls.csv", &text);
    let arguments = ["import", file.as_str(), "--create-missing-queues"];
    let failed = terminal.run(&arguments).with(1);
    let rejects = failed
        .out
        .lines()
        .filter(|line| line.starts_with("reject: "));
    assert_eq!(rejects.count(), 150);
    let first = "reject: row 2, column Offered: \"-8\": ";
    assert!(failed.out.contains(first), "{}", failed.out);
    assert!(
        failed.err.contains("150 of 150 rows rejected"),
        "{}",
        failed.err
    );

    let failed = terminal
        .run(&[&arguments[..], &["--json"]].concat())
        .with(1);
    let import = failed.json();
    assert_eq!(import["status"], "rejected");
    assert_eq!(import["rejects"].as_array().unwrap().len(), 150);
    assert!(
        !import["rejects"][149]["remedy"]
            .as_str()
            .unwrap()
            .is_empty()
    );
    let failure: Value = serde_json::from_str(&failed.err).expect(&failed.err);
    assert_eq!(failure["code"], "rejected");

    let missing = terminal.run(&["import", "nowhere.csv"]).with(1);
    assert!(missing.err.contains("check the path"), "{}", missing.err);
}

#[test]
fn a_requirement_needs_no_database_and_wrong_usage_ends_with_2() {
    let terminal = Terminal::new();
    let required = terminal
        .run(&[
            "require",
            "--volume=100",
            "--interval-minutes=30",
            "--aht-seconds=180",
            "--service-level=80/20",
            "--shrinkage=30",
            "--json",
        ])
        .with(0)
        .json();
    // 10 erlangs at 80/20 and 180 s take 14 agents by the Erlang C tables; 14 / 0.7 = 20.
    assert_eq!(required["requiredWithoutShrinkage"], 14);
    assert_eq!(required["required"], 20);
    let with_patience = [
        "require",
        "--volume=100",
        "--aht-seconds=180",
        "--service-level=80/20",
        "--variant=lessShortAbandons",
        "--patience-seconds=300",
        "--abandonment=1",
        "--variation=10",
        "--probability=90",
    ];
    let printed = terminal.run(&with_patience).with(0);
    assert!(
        printed.out.contains("MaximumAbandonment decides"),
        "{}",
        printed.out
    );
    let csv = terminal
        .run(&[&with_patience[..], &["--csv"]].concat())
        .with(0);
    assert!(
        csv.out.starts_with("symbol,expression,value,formula\r\n"),
        "{}",
        csv.out
    );
    let refused = terminal
        .run(&[
            "require",
            "--volume=1",
            "--aht-seconds=180",
            "--abandonment=5",
        ])
        .with(1);
    assert!(refused.err.contains("needs-patience"), "{}", refused.err);

    let day = terminal.file(
        "day.csv",
        "Volume,AverageHandleTimeSeconds\n20,600\n60,600\n20,600\n",
    );
    let day = [
        "require",
        "--day",
        &day,
        "--interval-minutes=15",
        "--maximum-p-wait=20",
    ];
    let compared = terminal
        .run(&[&day[..], &["--json"]].concat())
        .with(0)
        .json();
    let carried = &compared["methods"]["carryOver"];
    assert_eq!(carried["missedIntervals"], Value::Array(Vec::new()));
    let net = |index: usize| carried["requiredWithoutShrinkage"][index].as_u64().unwrap();
    assert!(
        net(2) > net(0),
        "the last interval inherits the peak's calls: {carried}"
    );
    let printed = terminal.run(&day).with(0);
    assert!(printed.out.contains("carry-over: "), "{}", printed.out);
    let unnumbered = terminal.file("bad.csv", "Volume,AverageHandleTimeSeconds\n20,long\n");
    let refused = terminal
        .run(&["require", "--day", &unnumbered, "--maximum-p-wait=20"])
        .with(1);
    assert!(
        refused.err.contains("/rows/2/AverageHandleTimeSeconds"),
        "{}",
        refused.err
    );
    assert!(!fs::exists(terminal.database()).unwrap());

    for wrong in [
        &["require"][..],
        &[
            "require",
            "--volume=1",
            "--aht-seconds=1",
            "--probability=80",
        ],
        &[
            "require",
            "--volume=1",
            "--aht-seconds=1",
            "--variant=ofOffered",
        ],
        &[
            "require",
            "--volume=1",
            "--aht-seconds=1",
            "--service-level=80/20",
            "--variant=best",
        ],
        &["require", "--forecast=x", "--patience-seconds=60"],
        &["import"],
        &["import", "agents"],
        &["import", "f.csv", "--kind=pictures"],
        &["import", "f.csv", "--time-zone=Mars/Olympus"],
        &["roster"],
        &["export"],
        &["export", "schedule"],
        &["simulate"],
        &["simulate", "--schedule=a", "--centre=b"],
        &["dance"],
    ] {
        let ended = terminal.run(wrong).with(2);
        assert!(ended.out.is_empty() && !ended.err.is_empty(), "{wrong:?}");
    }
}

/// Twenty erlangs of calls for 22 agents over ten half hours; what is not said is as usual.
const CENTRE: &str = r#"{
  "intervalSeconds": 1800, "intervals": 10,
  "queues": [{
    "arrivals": { "contactsPerInterval": [200, 200, 200, 200, 200, 200, 200, 200, 200, 200] },
    "handleTime": { "meanSecondsPerInterval": [180], "shape": { "lognormal": { "coefficientOfVariation": 1.0 } } },
    "patience": { "meanSeconds": 120, "shape": "exponential" },
    "answerWithin": 20
  }],
  "agentGroups": [{
    "agents": 22, "skills": [{ "queue": 0 }], "onQueue": [{ "startSeconds": 0, "endSeconds": 18000 }]
  }]
}"#;

#[test]
fn a_centre_in_a_file_is_simulated_without_a_database_and_the_same_seed_gives_the_same_figures() {
    let terminal = Terminal::new();
    let file = terminal.file("centre.json", CENTRE);
    let asked = [
        "simulate",
        "--centre",
        &file,
        "--replications=100",
        "--seed=7",
        "--json",
    ];
    let found = terminal.run(&asked).with(0);
    assert_eq!(terminal.run(&asked).with(0).out, found.out);
    assert!(!fs::exists(terminal.database()).unwrap());
    let found = found.json();
    assert_eq!(
        (&found["replications"], &found["seed"]),
        (&100.into(), &7.into())
    );
    let contacts = found["simulatedContacts"].as_f64().unwrap();
    assert!((contacts / 200_000.0 - 1.0).abs() < 0.01, "{contacts}");
    let total = &found["queues"][0]["total"];
    let mean = |name: &str| total[name]["mean"].as_f64().unwrap();
    // Erlang A with 20 erlangs, 22 agents, mean patience 120 s: 5.6 % hang up.
    assert!((0.045..0.06).contains(&mean("abandonRate")), "{total}");
    assert!((0.83..0.88).contains(&mean("occupancy")), "{total}");
    let table = terminal
        .run(&["simulate", "--centre", &file, "--replications=20"])
        .with(0);
    assert!(table.out.contains("queue 0 in all"), "{}", table.out);

    let wrong = terminal.file(
        "wrong.json",
        &CENTRE.replace("\"agents\": 22", "\"agents\": -1"),
    );
    let refused = terminal.run(&["simulate", "--centre", &wrong]).with(1);
    assert!(
        refused.err.contains("/agentGroups[0].agents"),
        "{}",
        refused.err
    );
    let unfit = terminal.file("unfit.json", &CENTRE.replace("[200, 200, ", "["));
    let refused = terminal.run(&["simulate", "--centre", &unfit]).with(1);
    assert!(
        refused.err.contains("has 8 values for 10 intervals"),
        "{}",
        refused.err
    );
}

/// Six weeks of half hours, open 9 to 13 local time every day: the same numbers every week.
fn six_weeks(first: NaiveDate) -> String {
    let mut text = "QueueName,IntervalStart,IntervalMinutes,Offered,Handled,Abandoned,AverageHandleTimeSeconds\n".to_owned();
    for day in 0..42 {
        let date = first.checked_add_days(Days::new(day)).unwrap();
        for half_hour in 18..26 {
            let (hour, minute) = (half_hour / 2, half_hour % 2 * 30);
            let calls = 4 + half_hour % 4;
            let row = format!("Cards,{date} {hour:02}:{minute:02},30,{calls},{calls},0,240");
            writeln!(text, "{row}").unwrap();
        }
    }
    text
}

/// A planning group of the imported queue, and a plan of four-hour shifts at nine.
fn make_plans(terminal: &Terminal, unit: &str) {
    terminal.does(|conn, scope| {
        let site = NewManagementUnit {
            business_unit_id: unit.to_owned(),
            name: "Site".to_owned(),
            labour_law: None,
        };
        let site = create_management_unit(conn, scope, site)?;
        let off = |percent| PercentCeiling {
            include: false,
            percent,
        };
        let goals = NewServiceGoalTemplate {
            business_unit_id: unit.to_owned(),
            name: "80/20".to_owned(),
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
            abandon_rate: off(5.0),
            maximum_occupancy: off(85.0),
        };
        let goals = create_service_goal_template(conn, scope, goals)?;
        let group = NewPlanningGroup {
            business_unit_id: unit.to_owned(),
            name: "Cards".to_owned(),
            route_paths: vec![RoutePath {
                queue_id: list_queues(conn, scope, unit)?[0].id.clone(),
                skill_ids: Vec::new(),
            }],
            service_goal_template_id: goals.id,
            shrinkage_percent: 0.into(),
            default_average_handle_time_seconds: Some(240.0),
            ..NewPlanningGroup::default()
        };
        create_planning_group(conn, scope, group)?;
        let shift = WorkPlanShift {
            name: "Morning".to_owned(),
            days: EVERY_DAY.to_vec(),
            flexible_start_time: false,
            exact_start_time_minutes_from_midnight: Some(540),
            earliest_start_time_minutes_from_midnight: None,
            latest_start_time_minutes_from_midnight: None,
            start_increment_minutes: None,
            constrain_latest_stop_time: false,
            latest_stop_time_minutes_from_midnight: None,
            flexible_paid_time: false,
            exact_paid_time_minutes: Some(240),
            minimum_paid_time_minutes: None,
            maximum_paid_time_minutes: None,
            activities: Vec::new(),
        };
        let plan = NewWorkPlan {
            management_unit_id: site.id,
            name: "Mornings".to_owned(),
            enabled: true,
            maximum_days: Some(5),
            shifts: vec![shift],
            ..NewWorkPlan::default()
        };
        create_work_plan(conn, scope, plan)
    });
}

#[test]
fn from_a_file_of_calls_to_a_published_schedule() {
    let (terminal, unit) = Terminal::with_a_business_unit();
    let calls = terminal.file("calls.csv", &six_weeks("2026-02-02".parse().unwrap()));
    terminal
        .run(&["import", &calls, "--create-missing-queues"])
        .with(0);
    make_plans(&terminal, &unit);

    let wrong = terminal.file(
        "agents.csv",
        "ExternalId,Name,ManagementUnit\nA1,Ann,Moon\n",
    );
    let refused = terminal.run(&["import", "agents", &wrong]).with(1);
    let line = "reject: row 2, column ManagementUnit: \"Moon\": ";
    assert!(refused.out.contains(line), "{}", refused.out);
    let agents = terminal.file(
        "agents.csv",
        "ExternalId,Name,ManagementUnit,WorkPlan\nA1,Ann,Site,Mornings\nA2,Ben,Site,Mornings\nA3,Cem,Site,Mornings\n",
    );
    let imported = terminal
        .run(&["import", "agents", &agents, "--json"])
        .with(0)
        .json();
    assert_eq!(
        (&imported["created"], &imported["applied"]),
        (&3.into(), &true.into())
    );
    let exported = terminal.run(&["export", "agents"]).with(0);
    assert_eq!(exported.out.lines().count(), 4, "{}", exported.out);

    let forecast = terminal
        .run(&["forecast", "--week=2026-03-16", "--json"])
        .with(0)
        .json();
    let forecast = forecast["shortTermForecastId"].as_str().unwrap();
    let rows = terminal
        .run(&["export", "forecast", forecast, "--json"])
        .with(0)
        .json();
    let rows = rows.as_array().unwrap();
    assert_eq!(rows.len(), 7 * 48);
    let forecast_volume: f64 = rows
        .iter()
        .map(|row| row["Offered"].as_str().unwrap().parse::<f64>().unwrap())
        .sum();
    assert_eq!(rows[18]["IntervalStart"], "2026-03-16T09:00:00+01:00");

    let drafted = terminal.run(&["roster", "--forecast", forecast]).with(0);
    assert!(drafted.out.contains("(Draft)"), "{}", drafted.out);
    assert!(drafted.out.contains("audit clean: "), "{}", drafted.out);
    let monday = drafted
        .out
        .lines()
        .find(|line| line.contains("Mon 2026-03-16"));
    assert_eq!(monday.expect(&drafted.out).matches('|').count(), 8);

    let rostered = terminal
        .run(&["roster", "--forecast", forecast, "--publish", "--json"])
        .with(0)
        .json();
    let schedule = &rostered["schedule"];
    assert_eq!(schedule["state"], "published", "{schedule}");
    let days = rostered["days"].as_array().unwrap();
    assert_eq!(days.len(), 7);
    let sum = |name: &str| -> f64 { days.iter().map(|day| day[name].as_f64().unwrap()).sum() };
    assert!((sum("volume") - forecast_volume).abs() < 1e-6);
    let balance = sum("requiredHours") + sum("overHours") - sum("underHours");
    assert!((sum("scheduledHours") - balance).abs() < 1e-6);
    let level = days[0]["predictedServiceLevel"].as_f64().unwrap();
    assert!((0.0..=1.0).contains(&level), "{level}");

    let id = schedule["id"].as_str().unwrap();
    let by_hour = [
        "simulate",
        "--schedule",
        id,
        "--replications=20",
        "--scenario=baseline",
        "--scenario=outage",
    ];
    let simulated = terminal.run(&by_hour).with(0);
    for expected in [
        "baseline: 20 replications",
        "outage: 20 replications",
        "Mon 2026-03-16",
        "in all",
        "P10",
    ] {
        assert!(
            simulated.out.contains(expected),
            "{expected}: {}",
            simulated.out
        );
    }
    let earthquake = ["simulate", "--schedule", id, "--scenario=earthquake"];
    let refused = terminal.run(&earthquake).with(1);
    assert!(
        refused.err.contains("/scenarios/0") && refused.err.contains("volumePlus20"),
        "{}",
        refused.err
    );

    let file = terminal.folder.path().join("schedule.csv");
    let out = file.display().to_string();
    terminal
        .run(&["export", "schedule", id, "--out", &out])
        .with(0);
    let text = fs::read_to_string(&file).unwrap();
    // Without breaks every rostered hour is on queue: shifts of four hours are the whole of it.
    let shifts = text.lines().count() - 1;
    assert!(
        (shifts as f64 * 4.0 - sum("scheduledHours")).abs() < 1e-6,
        "{text}"
    );
    let unknown = terminal.run(&["export", "schedule", "nothing"]).with(1);
    assert!(unknown.out.is_empty() && unknown.err.contains("nothing"));
}
