//! From SQLite to PostgreSQL by one command.

use crewcast::audit_log::{Act, append};
use crewcast::clock::Clock;
use crewcast::db::Database;
use crewcast::demo::create_demo;
use crewcast::failure::Failure;
use crewcast::jobs::submit;
use crewcast::organisation::list_planning_groups;
use crewcast::tenancy::Scope;
use serde_json::json;

use crate::support::{Engine, Terminal, list, text};

#[test]
fn a_demo_centre_moves_with_every_row_and_nothing_moves_onto_it() {
    let Some((url, _folder)) = Engine::Postgres.fresh_url() else {
        return;
    };
    let terminal = Terminal::new();
    let here = Database::open(&terminal.database()).expect("the database opens");
    here.migrate().expect("every migration applies");
    let now = Clock::System.now();
    let demo = create_demo(&here, now, 7).expect("the demo can be made");
    let scope = Scope::system(demo.tenant_id.clone(), now);
    // The audit log guards its order: entries go over as they are, and the next one follows the last.
    let entry = |db: &Database| {
        let act = Act::of_command("test");
        let added: Result<(), Failure> =
            db.write(|conn| append(conn, demo.tenant_id.as_str(), &act, now));
        added.expect("an entry can be added");
    };
    (0..3).for_each(|_| entry(&here));

    let moved = terminal
        .run(&["--json", "move", "--to", &url])
        .with(0)
        .json();
    let rows = |name: &str| {
        let table = list(&moved).iter().find(|table| table["table"] == name);
        table.expect("every table is named")["rows"].as_u64()
    };
    assert_eq!(rows("tenants"), Some(1));
    assert_eq!(rows("audit_entries"), Some(3));
    assert!(rows("history_intervals") > Some(1_000), "{moved}");
    assert!(
        list(&moved)
            .iter()
            .all(|table| text(&table["sha256"]).len() == 64)
    );

    let there = Database::open(&url).expect("the database opens");
    let groups = |db: &Database| {
        let found: Result<_, Failure> =
            db.read(|conn| list_planning_groups(conn, &scope, &demo.business_unit.id));
        let found = found.expect("planning groups");
        found
            .iter()
            .map(|group| group.id.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(groups(&here), groups(&there));
    // Sequences go on behind what was copied: an event can be written.
    let queued: Result<_, Failure> = there.write(|conn| submit(conn, &scope, "none", &json!({})));
    queued.expect("a run can be queued and told of");
    entry(&there);

    let refused = terminal.run(&["move", "--to", &url]).with(1);
    assert!(
        refused.err.contains("has a tenant already"),
        "{}",
        refused.err
    );
}
