//! `crewcast doctor`: every check says what it found and what to do.

use diesel::connection::SimpleConnection;
use diesel::{Connection, RunQueryDsl, SqliteConnection};
use rstest::rstest;
use serde_json::Value;

use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Ended, Engine, Terminal};

/// The outcomes by check.
fn check<'a>(checks: &'a Value, name: &str) -> &'a Value {
    let found = checks.as_array().unwrap().iter();
    let mut named = found.filter(|check| check["name"] == name);
    named
        .next()
        .unwrap_or_else(|| panic!("no check {name}: {checks}"))
}

fn doctor(terminal: &Terminal, url: &str, more: &[&str]) -> Ended {
    terminal.run(&[&["--database", url, "doctor", "--json"], more].concat())
}

#[test]
fn a_database_that_is_not_there_is_named_and_not_made() {
    let terminal = Terminal::new();
    let ended = terminal.run(&["doctor", "--json"]).with(1);
    let checks = ended.json();
    let database = check(&checks, "database");
    assert_eq!(database["outcome"], "failed");
    assert!(
        database["remedy"]
            .as_str()
            .unwrap()
            .contains("crewcast init")
    );
    assert!(!terminal.folder.path().join("crewcast.sqlite").exists());
    assert!(ended.err.contains("unfit-to-serve"), "{}", ended.err);
}

#[rstest]
fn a_fresh_centre_is_fit_and_every_check_that_is_not_ok_has_a_remedy(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some((url, _folder)) = engine.fresh_url() else {
        return;
    };
    let terminal = Terminal::new();
    terminal
        .run(&["--database", &url, "init", "--tenant", "Bank"])
        .with(0);
    let checks = doctor(&terminal, &url, &["--deep"]).with(0).json();
    for name in [
        "version",
        "page",
        "time_zones",
        "upload_disk",
        "database",
        "schema",
        "durability",
        "clock",
        "integrity",
        "tenant",
        "administrator",
        "runs",
        "events",
        "webhooks",
    ] {
        let found = check(&checks, name);
        let is_ok = found["outcome"] == "ok";
        assert_eq!(found["remedy"].is_null(), is_ok, "{found}");
        assert_ne!(found["outcome"], "failed", "{found}");
    }
    assert_eq!(check(&checks, "tenant")["detail"], "Bank");
    // The tests' PostgreSQL runs without durability, for speed, and doctor says so.
    let durable = if engine == Sqlite { "ok" } else { "warning" };
    assert_eq!(check(&checks, "durability")["outcome"], durable);
}

#[rstest]
fn migrations_to_come_and_migrations_from_the_future_are_told_and_none_is_applied(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some((url, _folder)) = engine.fresh_url() else {
        return;
    };
    let terminal = Terminal::new();
    if engine == Sqlite {
        // An empty file is a database without a schema.
        std::fs::write(&url, "").unwrap();
    }
    for _ in 0..2 {
        let checks = doctor(&terminal, &url, &[]).with(1).json();
        let schema = check(&checks, "schema");
        assert_eq!(schema["outcome"], "failed");
        assert!(
            schema["remedy"]
                .as_str()
                .unwrap()
                .contains("crewcast migrate")
        );
    }
    terminal.run(&["--database", &url, "migrate"]).with(0);
    add_future_migration(engine, &url);
    let checks = doctor(&terminal, &url, &[]).with(1).json();
    let schema = check(&checks, "schema");
    assert!(
        schema["detail"]
            .as_str()
            .unwrap()
            .contains("99991231000001"),
        "{schema}"
    );
}

fn add_future_migration(engine: Engine, url: &str) {
    let query = "INSERT INTO __diesel_schema_migrations (version) VALUES ('99991231000001')";
    let added = match engine {
        Sqlite => diesel::sql_query(query).execute(&mut SqliteConnection::establish(url).unwrap()),
        Postgres => {
            diesel::sql_query(query).execute(&mut diesel::PgConnection::establish(url).unwrap())
        }
    };
    added.unwrap();
}

#[test]
fn a_row_that_refers_to_nothing_is_found_by_looking_deep_only() {
    let terminal = Terminal::new();
    terminal.run(&["init", "--tenant", "Bank"]).with(0);
    let mut conn = SqliteConnection::establish(&terminal.database()).unwrap();
    // As a program does it that does not hold references.
    conn.batch_execute(
        "PRAGMA foreign_keys = OFF; \
         INSERT INTO sessions (tenant_id, secret_hash, user_id, created_at, expires_at) VALUES ('nobody', 'x', 'nobody', 0, 0)",
    )
    .unwrap();
    drop(conn);
    terminal.run(&["doctor"]).with(0);
    let checks = terminal.run(&["doctor", "--deep", "--json"]).with(1).json();
    let integrity = check(&checks, "integrity");
    assert_eq!(integrity["outcome"], "failed");
    assert!(
        integrity["detail"].as_str().unwrap().contains("sessions"),
        "{integrity}"
    );
}
