//! Metrics: what is exposed, and that the dashboard and the alerts ask for nothing else.

use std::collections::BTreeSet;
use std::fs;

use crewcast::tenancy::{Role, Scope};
use rstest::rstest;
use serde_json::Value;

use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine, EventStream};

/// The text of `/metrics`.
pub(crate) fn exposed(centre: &Centre) -> String {
    let key = Some(centre.key(Role::Supervisor));
    let answer = centre.send_raw(key, "GET", "/metrics", &[], Vec::new());
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.text
}

/// The value of a series, by its name with labels as exposed.
pub(crate) fn value(exposed: &str, series: &str) -> f64 {
    let line = exposed
        .lines()
        .find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
    let number = line.unwrap_or_else(|| panic!("{series} is not exposed:\n{exposed}"));
    number.parse().expect("a number")
}

/// The metrics that are exposed, with the names of a histogram's series.
fn names(exposed: &str) -> BTreeSet<String> {
    let types = exposed
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE "));
    types
        .flat_map(|line| {
            let (name, kind) = line.split_once(' ').expect("a name and its type");
            let parts: &[&str] = if kind == "histogram" {
                &["_bucket", "_sum", "_count"]
            } else {
                &[""]
            };
            parts.iter().map(move |part| format!("{name}{part}"))
        })
        .collect()
}

/// The names of our metrics in a query.
fn asked_for(query: &str) -> BTreeSet<String> {
    let is_of_a_name = |character: char| character.is_ascii_alphanumeric() || character == '_';
    query
        .split(|character| !is_of_a_name(character))
        .filter(|word| word.starts_with("crewcast_") || word.starts_with("process_"))
        .map(str::to_owned)
        .collect()
}

/// Every `expr` in a document.
fn expressions(document: &Value) -> Vec<String> {
    match document {
        Value::Object(members) => members
            .iter()
            .flat_map(|(name, value)| match value {
                Value::String(query) if name == "expr" => vec![query.clone()],
                value => expressions(value),
            })
            .collect(),
        Value::Array(items) => items.iter().flat_map(expressions).collect(),
        _ => Vec::new(),
    }
}

fn deployed(file: &str) -> String {
    let path = format!("{}/deploy/{file}", env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[rstest]
fn the_dashboard_and_the_alerts_name_only_metrics_that_are_exposed(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    centre.get(Role::Planner, "/runs").expect(200);
    let mut there = names(&exposed(&centre));
    if engine == Postgres {
        // Of SQLite's own files alone.
        there.insert("crewcast_sqlite_file_bytes".to_owned());
    }
    // Kinds of runs have series only while some are open.
    there.insert("crewcast_runs".to_owned());

    let dashboard: Value = serde_json::from_str(&deployed("grafana/crewcast.json")).unwrap();
    let queries = expressions(&dashboard);
    assert!(queries.len() > 15, "{}", queries.len());
    let alerts = deployed("prometheus/alerts.yml");
    let of_alerts = alerts
        .lines()
        .filter(|line| line.trim_start().starts_with("expr:"));
    assert!(of_alerts.clone().count() > 8);
    let of_alerts = of_alerts.map(str::to_owned);
    let asked: BTreeSet<String> = queries
        .into_iter()
        .chain(of_alerts)
        .flat_map(|query| asked_for(&query))
        .collect();
    assert!(!asked.is_empty());
    let missing: Vec<_> = asked.difference(&there).collect();
    assert!(missing.is_empty(), "not exposed: {missing:?}");
}

#[rstest]
fn a_run_is_counted_by_its_kind_and_outcome_once_it_has_ended(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    let series = r#"crewcast_run_duration_seconds_count{kind="forecast",outcome="Failed"}"#;
    // Told before any has ended, so that a rate can be taken; other tests of this process end some as well.
    let before = value(&exposed(&centre), series);
    let scope = Scope::system(centre.tenant.clone(), centre.clock.now());
    let no_input = serde_json::json!({});
    let run = centre
        .db
        .write(|conn| crewcast::jobs::submit(conn, &scope, "forecast", &no_input));
    let path = format!("/runs/{}", run.unwrap().id);
    wait_until(|| centre.get(Role::Planner, &path).json()["state"] == "Failed");
    wait_until(|| value(&exposed(&centre), series) > before);
}

/// Waits for what comes soon; a test that waits in vain ends.
fn wait_until(is_so: impl Fn() -> bool) {
    for _ in 0..3_000 {
        if is_so() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    panic!("it did not come about within a minute");
}

#[rstest]
fn open_streams_connections_and_the_process_are_told(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    let key = centre.key(Role::Supervisor).to_owned();
    let _stream = EventStream::open(&centre.origin(), &key, "/events?topics=runs.*", None);
    let text = exposed(&centre);
    assert!(value(&text, "crewcast_event_streams") >= 1.0);
    assert_eq!(value(&text, "crewcast_database_up"), 1.0);
    assert!(value(&text, "crewcast_http_requests_under_way") >= 1.0);
    assert!(value(&text, "process_resident_memory_bytes") > 1e6);
    assert!(value(&text, "process_open_fds") > 3.0);
    let most = value(&text, "crewcast_database_connections_most");
    let in_use = value(&text, r#"crewcast_database_connections{state="in_use"}"#);
    assert!((0.0..=most).contains(&in_use), "{in_use} of {most}");
    let name = if engine == Sqlite {
        "sqlite"
    } else {
        "postgresql"
    };
    let build = format!(
        r#"crewcast_build_info{{engine="{name}",version="{}"}}"#,
        env!("CARGO_PKG_VERSION")
    );
    assert_eq!(value(&text, &build), 1.0);
    if engine == Sqlite {
        let file = value(&text, r#"crewcast_sqlite_file_bytes{file="database"}"#);
        assert!(file > 0.0);
        assert!(value(&text, "crewcast_sqlite_commit_seconds_count") >= 1.0);
    }
}
