//! The calendar of a business unit over HTTP and from a terminal.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::forecasts::bank;
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Answer, Centre, Engine, Terminal, assert_problem};

struct Site {
    centre: Centre,
    path: String,
}

impl Site {
    fn start(engine: Engine) -> Option<Self> {
        let centre = Centre::start(engine)?;
        let (unit, _) = bank(&centre, None);
        Some(Self {
            path: format!("{unit}/special-days"),
            centre,
        })
    }

    fn sends(&self, more: &str, days: &Value) -> Answer {
        let path = format!("{}{more}", self.path);
        self.centre.send(Role::Planner, "PUT", &path, days)
    }

    fn sends_file(&self, more: &str, text: &str) -> Answer {
        self.centre.send_raw(
            Some(self.centre.key(Role::Planner)),
            "PUT",
            &format!("/api/v1{}{more}", self.path),
            &[("content-type", "text/csv")],
            text.as_bytes().to_vec(),
        )
    }

    fn takes_over(&self, body: &Value) -> Answer {
        let path = format!("{}/shipped", self.path);
        self.centre.post(Role::Planner, &path, body)
    }

    /// `date name kind` of every entry.
    fn entries(&self, more: &str) -> Vec<String> {
        let path = format!("{}{more}", self.path);
        let body = self.centre.get(Role::Supervisor, &path).expect(200);
        let days = body["specialDays"].as_array().expect("a list");
        let text = |day: &Value, name: &str| day[name].as_str().expect(name).to_owned();
        days.iter()
            .map(|day| {
                format!(
                    "{} {} {}",
                    text(day, "date"),
                    text(day, "name"),
                    text(day, "kind")
                )
            })
            .collect()
    }
}

#[rstest]
fn an_upload_replaces_the_years_and_kinds_it_has_and_no_others(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(site) = Site::start(engine) else {
        return;
    };
    let first = json!([
        {"date": "2025-12-25", "name": "Christmas Day", "kind": "publicHoliday"},
        {"date": "2026-04-03", "name": "Good Friday", "kind": "publicHoliday"},
        {"date": "2026-05-01", "name": "Labour Day", "kind": "publicHoliday"},
        {"date": "2026-05-04", "name": "Tariff letter", "kind": "event", "size": 120_000.0},
    ]);
    let tried = site.sends("?dryRun=true", &first).expect(200);
    assert_eq!(
        tried,
        json!({"dryRun": true, "added": 4, "removed": 0, "unchanged": 0})
    );
    assert!(site.entries("").is_empty());
    site.sends("", &first).expect(200);

    let text = "date,name,kind\n2026-05-01,Labour Day,publicHoliday\n2026-12-25,Christmas Day,\n";
    let changes = site.sends_file("?source=2026.csv", text).expect(200);
    assert_eq!(
        changes,
        json!({"dryRun": false, "added": 1, "removed": 1, "unchanged": 1})
    );
    assert_eq!(
        site.entries(""),
        [
            "2025-12-25 Christmas Day publicHoliday",
            "2026-05-01 Labour Day publicHoliday",
            "2026-05-04 Tariff letter event",
            "2026-12-25 Christmas Day publicHoliday",
        ]
    );
    assert_eq!(
        site.entries("?startDate=2026-05-01&endDate=2026-05-04")
            .len(),
        1
    );
    let body = site.centre.get(Role::Planner, &site.path).expect(200);
    assert_eq!(body["specialDays"][1]["source"], "planner");
    assert_eq!(body["specialDays"][2]["size"], 120_000.0);
    assert_eq!(body["specialDays"][3]["source"], "2026.csv");

    let file = site.centre.send_raw(
        Some(site.centre.key(Role::Planner)),
        "GET",
        &format!("/api/v1{}", site.path),
        &[("accept", "text/csv")],
        Vec::new(),
    );
    assert!(
        file.text
            .starts_with("date,name,kind,size\n2025-12-25,Christmas Day,")
    );
    let again = site.sends_file("", &file.text).expect(200);
    assert_eq!(
        again,
        json!({"dryRun": false, "added": 0, "removed": 0, "unchanged": 4})
    );
}

#[rstest]
fn one_fault_and_nothing_is_kept_but_all_faults_are_told(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(site) = Site::start(engine) else {
        return;
    };
    let text = "date,name,kind,size\n2026-01-01,New Year,,\n31.12.2026,,holiday,\n2026-02-01,Mail,publicHoliday,3\n";
    let refused = site.sends_file("", text);
    assert_problem(&refused, 422, "invalid");
    let pointers: Vec<Value> = refused.json()["errors"]
        .as_array()
        .expect("errors")
        .iter()
        .map(|fault| fault["pointer"].clone())
        .collect();
    assert_eq!(
        pointers,
        [
            "/rows/3/date",
            "/rows/3/name",
            "/rows/3/kind",
            "/rows/4/size"
        ]
    );
    let twice = json!([
        {"date": "2026-01-01", "name": "New Year", "kind": "publicHoliday"},
        {"date": "2026-01-01", "name": "New Year ", "kind": "event"},
        {"date": "1066-10-14", "name": "Hastings", "kind": "event", "size": -1.0},
    ]);
    let refused = site.sends("", &twice).expect(422);
    let codes: Vec<&Value> = refused["errors"]
        .as_array()
        .expect("errors")
        .iter()
        .map(|fault| &fault["code"])
        .collect();
    assert_eq!(codes, ["duplicate", "out-of-range", "out-of-range"]);
    assert_problem(&site.sends("", &json!([])), 422, "invalid");
    assert_eq!(
        site.sends_file("", "when,what\n").expect(422)["errors"][0]["pointer"],
        "/header"
    );
    let wrong = site.centre.send_raw(
        Some(site.centre.key(Role::Planner)),
        "PUT",
        &format!("/api/v1{}", site.path),
        &[("content-type", "text/plain")],
        b"date,name".to_vec(),
    );
    assert_problem(&wrong, 415, "wrong-content-type");
    assert!(site.entries("").is_empty());
}

#[rstest]
fn a_shipped_calendar_brings_its_source_and_leaves_the_planners_entries(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(site) = Site::start(engine) else {
        return;
    };
    let own = json!([
        {"date": "2026-02-17", "name": "Spring Festival", "kind": "event"},
        {"date": "2026-03-09", "name": "Company day", "kind": "publicHoliday"},
    ]);
    site.sends("", &own).expect(200);
    let years = json!({"country": "mainlandChina", "firstYear": 2025, "lastYear": 2026});
    let changes = site.takes_over(&years).expect(200);
    assert_eq!(changes["unchanged"], 1, "{changes}");
    let entries = site.entries("");
    assert!(entries.contains(&"2026-02-17 Spring Festival event".to_owned()));
    assert!(entries.contains(&"2026-03-09 Company day publicHoliday".to_owned()));
    assert!(entries.iter().any(|entry| entry.ends_with("makeUpWorkday")));
    let body = site.centre.get(Role::Planner, &site.path).expect(200);
    let source = body["specialDays"][0]["source"].as_str().expect("a source");
    assert!(source.starts_with("State Council"), "{source}");
    let again = site.takes_over(&years).expect(200);
    assert_eq!((&again["added"], &again["removed"]), (&0.into(), &0.into()));

    let unknown = json!({"country": "mainlandChina", "firstYear": 2026, "lastYear": 2035});
    let refused = site.takes_over(&unknown).expect(422);
    assert_eq!(refused["errors"][0]["code"], "years-not-covered");
    assert_problem(
        &site.takes_over(&json!({"country": "atlantis"})),
        422,
        "invalid",
    );
    let shipped = format!("{}/shipped", site.path);
    let listed = site.centre.get(Role::Supervisor, &shipped).expect(200);
    assert_eq!(listed["shipped"].as_array().map(Vec::len), Some(4));
}

#[rstest]
fn single_days_are_added_and_deleted_by_planners_only(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(site) = Site::start(engine) else {
        return;
    };
    let day = json!({"date": "2026-06-03", "name": "Move 50/50 %", "kind": "unplannedClosure"});
    let refused = site.centre.post(Role::Supervisor, &site.path, &day);
    assert_problem(&refused, 403, "forbidden");
    let added = site
        .centre
        .post(Role::Planner, &site.path, &day)
        .expect(201);
    assert_eq!(added["source"], "planner");
    assert!(
        added["createdBy"]
            .as_str()
            .is_some_and(|by| by.starts_with("key:"))
    );
    assert_problem(
        &site.centre.post(Role::Planner, &site.path, &day),
        409,
        "already-exists",
    );

    let place = format!("{}/2026-06-03/Move%2050%2F50%20%25", site.path);
    let delete = |role| site.centre.send(role, "DELETE", &place, &Value::Null);
    assert_problem(&delete(Role::Supervisor), 403, "forbidden");
    delete(Role::Planner).expect(204);
    assert_problem(&delete(Role::Planner), 404, "not-found");
    let elsewhere = site.centre.other_tenant();
    let foreign = site.centre.send_raw(
        Some(&elsewhere),
        "GET",
        &format!("/api/v1{}", site.path),
        &[],
        Vec::new(),
    );
    assert_problem(&foreign, 404, "not-found");
}

#[test]
fn a_terminal_imports_a_calendar_file_or_a_countrys() {
    let (terminal, _) = Terminal::with_a_business_unit();
    let file = terminal.file(
        "days.csv",
        "date,name,kind,size\n2026-05-04,Letter,event,9000\n",
    );
    let imported = terminal
        .run(&["import", "calendar", &file, "--json"])
        .with(0);
    assert_eq!(imported.json()["added"], 1);
    let china = [
        "import",
        "calendar",
        "--country",
        "china",
        "--years",
        "2024-2026",
    ];
    let tried = terminal.run(&[&china[..], &["--dry-run"]].concat()).with(0);
    assert!(tried.out.contains("nothing was kept"), "{}", tried.out);
    let taken = terminal.run(&china).with(0);
    assert!(
        taken.out.contains(" new, 0 removed, 0 unchanged"),
        "{}",
        taken.out
    );
    let wrong = terminal.file("wrong.csv", "date,name\n4 May,Letter\n");
    let refused = terminal.run(&["import", "calendar", &wrong]).with(1);
    assert!(refused.err.contains("/rows/2/date"), "{}", refused.err);
    for usage in [
        &["import", "calendar"][..],
        &["import", "calendar", &file, "--country", "israel"],
        &[
            "import",
            "calendar",
            "--country",
            "china",
            "--years",
            "soon",
        ],
        &["import", "calendar", "--country", "atlantis"],
    ] {
        terminal.run(usage).with(2);
    }
}
