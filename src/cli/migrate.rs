//! `crewcast migrate`.

use super::runtime::Runtime;
use crate::failure::Failure;

pub(super) fn migrate(runtime: &Runtime) -> Result<(), Failure> {
    let (_, applied) = runtime.open_and_migrate()?;
    runtime
        .output
        .result(&applied, |applied| match applied.len() {
            0 => println!("the schema is up to date"),
            count => println!("{count} migration(s) applied: {}", applied.join(", ")),
        })
}
