//! Chains of the audit log that somebody has changed behind its back: `crewcast doctor audit` names the first broken entry.

use std::sync::Arc;

use chrono::Weekday;
use crewcast::audit_log::Recorder;
use crewcast::clock::Clock;
use crewcast::db::Database;
use crewcast::failure::Failure;
use crewcast::organisation::{NewBusinessUnit, create_business_unit};
use crewcast::tenancy::{Scope, first_tenant};
use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::sql_types::Text;
use diesel::{Connection, RunQueryDsl, SqliteConnection};
use rstest::rstest;

use crate::support::Terminal;

fn tamper(terminal: &Terminal, statements: &str) {
    let mut conn = SqliteConnection::establish(&terminal.database()).unwrap();
    conn.batch_execute(
        "DROP TRIGGER audit_entries_stay; DROP TRIGGER audit_entries_are_forgotten_behind_the_anchor; \
         DROP TRIGGER audit_entries_are_added_at_the_head; DROP TRIGGER audit_heads_move_on;",
    )
    .unwrap();
    conn.batch_execute(statements).unwrap();
}

/// A tenant whose log has five entries: one of `init`, and four of the API's.
fn log_of_five() -> (Terminal, String) {
    let terminal = Terminal::new();
    terminal.run(&["init", "--tenant", "Bank"]).with(0);
    for name in ["a", "b", "c", "d"] {
        let db = Database::open(&terminal.database()).unwrap();
        let clock = Clock::System;
        let recorder = Recorder::of_command("test", clock.clone());
        let db = db.watched(Arc::new(recorder));
        let made: Result<_, Failure> = db.write(|conn| {
            let tenant = first_tenant(conn)?.unwrap();
            let scope = Scope::system(tenant.id, clock.now());
            let unit = NewBusinessUnit {
                name: name.to_owned(),
                time_zone: chrono_tz::Europe::Berlin,
                start_day_of_week: Weekday::Mon,
                interval_length_minutes: 30,
                region: None,
            };
            create_business_unit(conn, &scope, unit)
        });
        made.unwrap();
    }
    let chains = terminal.run(&["doctor", "audit", "--json"]).with(0).json();
    assert_eq!(chains[0]["entries"], 5);
    let hash = chains[0]["head"]["hash"].as_str().unwrap();
    (terminal, format!("5:{hash}"))
}

#[test]
fn commands_are_entries_of_the_command_line() {
    let (terminal, _) = log_of_five();
    let mut conn = SqliteConnection::establish(&terminal.database()).unwrap();
    let told: String = sql::<Text>(
        "SELECT actor || '/' || action || '/' || details FROM audit_entries WHERE sequence = 1",
    )
    .get_result(&mut conn)
    .unwrap();
    assert!(told.starts_with("command line/command:init/"), "{told}");
    assert!(told.contains("\"tenants\":{\"insert\":1}"), "{told}");
    assert!(told.contains("\"passwordHash\":\"masked\""), "{told}");
}

#[rstest]
#[case::one_byte(
    "UPDATE audit_entries SET details = replace(details, 'insert', 'inzert') WHERE sequence = 3",
    "entry 3 of tenant",
    "tells other details than were hashed"
)]
#[case::another_actor(
    "UPDATE audit_entries SET actor = 'user:nobody' WHERE sequence = 2",
    "entry 2 of tenant",
    "is not what was hashed"
)]
#[case::a_missing_row(
    "DELETE FROM audit_entries WHERE sequence = 3",
    "entry 3 of tenant",
    "is missing"
)]
#[case::two_swapped(
    "UPDATE audit_entries SET sequence = 99 WHERE sequence = 3; UPDATE audit_entries SET sequence = 3 WHERE sequence = 4; \
     UPDATE audit_entries SET sequence = 4 WHERE sequence = 99",
    "entry 3 of tenant",
    "does not follow the entry before it"
)]
#[case::a_cut_tail(
    "DELETE FROM audit_entries WHERE sequence = 5",
    "entry 5 of tenant",
    "is missing"
)]
fn tampering_is_found_and_the_first_broken_entry_named(
    #[case] statements: &str,
    #[case] entry: &str,
    #[case] reason: &str,
) {
    let (terminal, _) = log_of_five();
    tamper(&terminal, statements);
    let found = terminal.run(&["doctor", "audit"]).with(1);
    assert!(
        found.err.contains(entry) && found.err.contains(reason),
        "{}",
        found.err
    );
    assert!(found.out.contains("BROKEN"), "{}", found.out);
}

#[test]
fn a_tail_cut_off_with_its_head_is_found_by_a_head_that_was_kept() {
    let (terminal, kept) = log_of_five();
    terminal
        .run(&["doctor", "audit", "--expect-head", &kept])
        .with(0);
    tamper(
        &terminal,
        "DELETE FROM audit_entries WHERE sequence > 3; UPDATE audit_heads SET sequence = 3, \
         hash = (SELECT hash FROM audit_entries WHERE sequence = 3)",
    );
    terminal.run(&["doctor", "audit"]).with(0);
    let found = terminal
        .run(&["doctor", "audit", "--expect-head", &kept])
        .with(1);
    assert!(
        found.err.contains("no audit log has entry 5"),
        "{}",
        found.err
    );
    let unreadable = terminal
        .run(&["doctor", "audit", "--expect-head", "5"])
        .with(2);
    assert!(
        unreadable.err.contains("64 hexadecimal digits"),
        "{}",
        unreadable.err
    );
}
