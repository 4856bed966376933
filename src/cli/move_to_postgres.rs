//! `crewcast move`.

use clap::Args;

use super::output::table;
use super::runtime::Runtime;
use crate::audit_log::{Act, append};
use crate::db::{Database, transfer};
use crate::failure::Failure;
use crate::tenancy::all_tenants;

/// What `move` takes.
#[derive(Debug, Args)]
pub(super) struct MoveArguments {
    /// An empty PostgreSQL database: postgres://user@host/name.
    #[arg(long, value_name = "URL")]
    to: String,
}

/// Copies the configured SQLite database into a PostgreSQL and compares every row. The SQLite file stays as it is.
pub(super) fn move_to(runtime: &Runtime, arguments: &MoveArguments) -> Result<(), Failure> {
    let from = runtime.open()?;
    let to = Database::open(&arguments.to)?;
    to.migrate()?;
    let output = runtime.output;
    let moved = transfer(&from, &to, &mut |moved| {
        output.say(format_args!("{} rows of {}", moved.rows, moved.table));
    })?;
    let act = Act::of_command(&runtime.command);
    to.write(|conn| {
        for tenant in all_tenants(conn)? {
            append(conn, tenant.id.as_str(), &act, runtime.clock.now())?;
        }
        Ok::<_, Failure>(())
    })?;
    output.result(&moved, |moved| {
        let rows = moved.iter().map(|moved| {
            [
                moved.table.clone(),
                moved.rows.to_string(),
                moved.sha256.clone(),
            ]
        });
        println!("{}", table(["table", "rows", "SHA-256 of both"], rows));
        println!(
            "Everything is there. Set database_url, and keep the SQLite file until you trust it."
        );
    })
}
