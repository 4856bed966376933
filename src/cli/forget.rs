//! `crewcast forget`: removes what is older than it is kept.

use clap::Args;

use super::runtime::Runtime;
use crate::audit_log::Act;
use crate::failure::Failure;
use crate::personal_data::{Forgotten, forget_old_rows};
use crate::tenancy::all_tenants;

/// What `forget` takes.
#[derive(Debug, Args)]
pub(super) struct ForgetArguments {}

/// Removes the old rows of all tenants, as their settings say.
pub(super) fn forget(runtime: &Runtime, _: &ForgetArguments) -> Result<(), Failure> {
    let db = runtime.open()?;
    let mut forgotten = Forgotten::new();
    for tenant in db.read(all_tenants)? {
        let act = Act::of_command(&runtime.command);
        for (table, removed) in forget_old_rows(&db, &tenant.id, act, runtime.clock.now())? {
            *forgotten.entry(table).or_default() += removed;
        }
    }
    runtime.output.result(&forgotten, |forgotten| {
        for (table, removed) in forgotten {
            println!("{removed} of {table} removed");
        }
    })
}
