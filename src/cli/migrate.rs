//! `crewcast migrate`.

use super::runtime::Runtime;
use crate::db::Database;
use crate::failure::Failure;

pub(super) fn migrate(runtime: &Runtime) -> Result<(), Failure> {
    let applied = Database::open(&runtime.config.database_url)?.migrate()?;
    runtime
        .output
        .result(&applied, |applied| match applied.len() {
            0 => println!("the schema is up to date"),
            count => println!("{count} migration(s) applied: {}", applied.join(", ")),
        })
}
