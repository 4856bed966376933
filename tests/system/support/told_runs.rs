//! Events of runs that nobody has made: what tests tell when it does not matter what is told.

use crewcast::db::Database;
use crewcast::events::{RunChanged, publish};
use crewcast::failure::Failure;
use crewcast::tenancy::Scope;

/// A run of that id has ended.
pub fn run(id: &str) -> RunChanged<'_> {
    RunChanged {
        run_id: id,
        kind: "test",
        state: "Complete",
        attempts: 1,
    }
}

/// Tells that a run of that id has ended.
pub fn tell_run(db: &Database, scope: &Scope, id: &str) {
    let told: Result<(), Failure> = db.write(|conn| publish(conn, scope, &run(id)));
    told.expect("an event can be written");
}
