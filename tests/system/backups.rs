//! Backups: made while others write, verified, and restored without losing what was there.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use diesel::{Connection, RunQueryDsl, SqliteConnection};
use serde_json::{Value, json};

use crate::support::{Ended, ServerProcess, Terminal};

/// A terminal whose database has a tenant, an administrator and a key, and the key's secret.
fn bank() -> (Terminal, String) {
    let terminal = Terminal::new();
    let made = terminal
        .run(&["init", "--tenant", "Bank", "--json"])
        .with(0);
    let key = made.json()["apiKey"].as_str().unwrap().to_owned();
    (terminal, key)
}

/// Ends the writing also when the test fails, so that nobody waits for it.
struct EndsWhenDropped<'a>(&'a AtomicBool);

impl Drop for EndsWhenDropped<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

fn path(terminal: &Terminal, name: &str) -> String {
    terminal.folder.path().join(name).display().to_string()
}

fn back_up(terminal: &Terminal, name: &str) -> Value {
    let out = path(terminal, name);
    terminal
        .run(&["backup", "--out", &out, "--json"])
        .with(0)
        .json()
}

/// Restores a backup to a database of that name.
fn restore(terminal: &Terminal, backup: &str, database: &str, more: &[&str]) -> Ended {
    let (backup, database) = (path(terminal, backup), path(terminal, database));
    let arguments = ["--database", &database, "restore", &backup, "--json"];
    terminal.run(&[&arguments, more].concat())
}

/// The code that a failed command ended with.
fn code(ended: Ended) -> String {
    let ended = ended.with(1);
    let problem: Value =
        serde_json::from_str(&ended.err).unwrap_or_else(|_| panic!("{}", ended.err));
    problem["code"].as_str().unwrap().to_owned()
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_backup_made_while_others_write_holds_all_that_was_acknowledged_before_it_began() {
    let (terminal, key) = bank();
    let server = ServerProcess::start(&terminal.database());
    let (asked, acknowledged) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let is_over = AtomicBool::new(false);
    let url = format!("{}/api/v1/api-keys", server.origin());
    let manifest = std::thread::scope(|threads| {
        let _ends = EndsWhenDropped(&is_over);
        threads.spawn(|| {
            while !is_over.load(Ordering::SeqCst) {
                let number = asked.fetch_add(1, Ordering::SeqCst);
                let new = json!({ "name": format!("n-{number}"), "role": "dialer" });
                let answer = ureq::post(&url)
                    .header("authorization", format!("Bearer {key}"))
                    .send_json(&new)
                    .expect("the server answers 201");
                assert_eq!(answer.status(), 201);
                acknowledged.fetch_add(1, Ordering::SeqCst);
            }
        });
        while acknowledged.load(Ordering::SeqCst) < 20 {
            std::thread::sleep(Duration::from_millis(5));
        }
        let before = acknowledged.load(Ordering::SeqCst);
        let manifest = back_up(&terminal, "monday.sqlite");
        let after = asked.load(Ordering::SeqCst);
        // One more is the key that init has made.
        let keys = manifest["tables"]["api_keys"].as_u64().unwrap() as usize - 1;
        assert!(
            (before..=after).contains(&keys),
            "{before} acknowledged before, {keys} in the backup, {after} asked for after it"
        );
        manifest
    });
    let checked = path(&terminal, "monday.sqlite");
    let checked = terminal
        .run(&["doctor", "backup", &checked, "--json"])
        .with(0);
    assert_eq!(checked.json(), manifest);

    let restored = restore(&terminal, "monday.sqlite", "restored.sqlite", &[])
        .with(0)
        .json();
    assert_eq!(restored["manifest"], manifest);
    assert_eq!(restored["replaced"], Value::Null);
    let database = path(&terminal, "restored.sqlite");
    terminal
        .run(&["--database", &database, "doctor", "--deep"])
        .with(0);
    let server = ServerProcess::start(&database);
    let listed = ureq::get(format!("{}/api/v1/me", server.origin()))
        .header("authorization", format!("Bearer {key}"))
        .call()
        .expect("the key is known to the restored database");
    assert_eq!(listed.status(), 200);
}

#[test]
fn a_backup_with_one_changed_byte_is_refused_and_nothing_is_touched() {
    let (terminal, _) = bank();
    back_up(&terminal, "b.sqlite");
    let backup = terminal.folder.path().join("b.sqlite");
    let mut bytes = fs::read(&backup).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&backup, bytes).unwrap();
    let before = names_in(terminal.folder.path());
    assert_eq!(
        code(restore(&terminal, "b.sqlite", "new.sqlite", &[])),
        "damaged-backup"
    );
    let check = terminal.run(&["doctor", "backup", &path(&terminal, "b.sqlite"), "--json"]);
    assert_eq!(code(check), "damaged-backup");
    assert_eq!(names_in(terminal.folder.path()), before);
}

#[test]
fn a_backup_that_was_cut_short_or_lost_its_manifest_is_refused() {
    let (terminal, _) = bank();
    back_up(&terminal, "b.sqlite");
    let backup = terminal.folder.path().join("b.sqlite");
    let bytes = fs::read(&backup).unwrap();
    fs::write(&backup, &bytes[..bytes.len() - 4_096]).unwrap();
    assert_eq!(
        code(restore(&terminal, "b.sqlite", "new.sqlite", &[])),
        "damaged-backup"
    );
    fs::remove_file(terminal.folder.path().join("b.sqlite.manifest.json")).unwrap();
    assert_eq!(
        code(restore(&terminal, "b.sqlite", "new.sqlite", &[])),
        "no-manifest"
    );
}

#[test]
fn a_backup_never_takes_the_place_of_another_file() {
    let (terminal, _) = bank();
    back_up(&terminal, "b.sqlite");
    let before = fs::read(terminal.folder.path().join("b.sqlite")).unwrap();
    let again = terminal.run(&["backup", "--out", &path(&terminal, "b.sqlite"), "--json"]);
    assert_eq!(code(again), "file-exists");
    assert_eq!(
        fs::read(terminal.folder.path().join("b.sqlite")).unwrap(),
        before
    );
}

#[test]
fn a_database_with_a_tenant_is_replaced_only_when_asked_and_is_then_kept() {
    let (terminal, _) = bank();
    back_up(&terminal, "b.sqlite");
    // Another tenant, made after the backup.
    terminal
        .run(&["init", "--tenant", "Later", "--username", "later"])
        .with(0);
    let refused = restore(&terminal, "b.sqlite", "crewcast.sqlite", &[]);
    assert_eq!(code(refused), "database-not-empty");
    let restored = restore(&terminal, "b.sqlite", "crewcast.sqlite", &["--replace"])
        .with(0)
        .json();
    let kept = PathBuf::from(restored["replaced"].as_str().unwrap());
    assert_eq!(tenants(&kept), 2);
    assert_eq!(tenants(Path::new(&terminal.database())), 1);
}

#[test]
fn a_database_that_is_being_served_is_never_replaced() {
    let (terminal, _) = bank();
    back_up(&terminal, "b.sqlite");
    let server = ServerProcess::start(&terminal.database());
    let refused = restore(&terminal, "b.sqlite", "crewcast.sqlite", &["--replace"]);
    assert_eq!(code(refused), "database-in-use");
    let ready = ureq::get(format!("{}/readyz", server.origin())).call();
    assert_eq!(ready.expect("it still serves").status(), 200);
}

#[test]
fn a_file_that_is_no_database_is_replaced_only_when_asked() {
    let (terminal, _) = bank();
    back_up(&terminal, "b.sqlite");
    terminal.file("broken.sqlite", &"no database ".repeat(1_000));
    let refused = restore(&terminal, "b.sqlite", "broken.sqlite", &[]);
    assert_eq!(code(refused), "database-not-empty");
    restore(&terminal, "b.sqlite", "broken.sqlite", &["--replace"]).with(0);
    assert_eq!(tenants(&terminal.folder.path().join("broken.sqlite")), 1);
}

#[test]
fn a_backup_of_a_newer_version_is_refused_by_its_migration() {
    let (terminal, _) = bank();
    let mut conn = SqliteConnection::establish(&terminal.database()).unwrap();
    diesel::sql_query("INSERT INTO __diesel_schema_migrations (version) VALUES ('99991231000001')")
        .execute(&mut conn)
        .unwrap();
    drop(conn);
    back_up(&terminal, "b.sqlite");
    let refused = restore(&terminal, "b.sqlite", "new.sqlite", &[]).with(1);
    assert!(
        refused.err.contains("backup-of-newer-version"),
        "{}",
        refused.err
    );
    assert!(refused.err.contains("99991231000001"), "{}", refused.err);
}

#[test]
fn postgresql_is_backed_up_by_its_own_tools_which_are_named() {
    let terminal = Terminal::new();
    let url = "postgres://nobody@127.0.0.1:1/none";
    let out = path(&terminal, "b.sqlite");
    let refused = terminal
        .run(&["--database", url, "backup", "--out", &out])
        .with(1);
    assert!(refused.err.contains("pg_dump"), "{}", refused.err);
    assert!(names_in(terminal.folder.path()).is_empty());
}

#[derive(diesel::QueryableByName)]
struct Count {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    count: i64,
}

fn tenants(database: &Path) -> i64 {
    let mut conn = SqliteConnection::establish(&database.display().to_string()).unwrap();
    let count = diesel::sql_query("SELECT count(*) AS count FROM tenants");
    count.get_result::<Count>(&mut conn).unwrap().count
}
