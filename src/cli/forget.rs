//! `crewcast forget`: removes agent states that are older than they are kept.

use clap::Args;

use super::runtime::Runtime;
use super::selection;
use crate::adherence::{RETENTION_DAYS, forget_old_states};
use crate::failure::Failure;

/// What `forget` takes.
#[derive(Debug, Args)]
pub(super) struct ForgetArguments {}

/// Removes what is older than 400 days; to be run every day.
pub(super) fn forget(runtime: &Runtime, _: &ForgetArguments) -> Result<(), Failure> {
    let db = runtime.open()?;
    let scope = selection::scope(runtime, &db)?;
    let states = db.write(|conn| forget_old_states(conn, &scope))?;
    let done = serde_json::json!({ "agentStateEvents": states });
    runtime.output.result(&done, |_| {
        println!("{states} agent-state events older than {RETENTION_DAYS} days removed");
    })
}
