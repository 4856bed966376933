//! `crewcast events`: what happened, one JSON document a line.

use std::time::Duration;

use clap::Args;

use super::runtime::Runtime;
use super::selection;
use crate::events::{number_waiting_events, read_events};
use crate::failure::Failure;

/// What `events` takes.
#[derive(Debug, Args)]
pub(super) struct EventsArguments {
    /// Topics between commas, such as `business-units.*.schedules`; all when left out.
    #[arg(long, value_delimiter = ',')]
    topics: Vec<String>,
    /// Begin behind the event of this number.
    #[arg(long, default_value_t = 0)]
    after: i64,
    /// Go on with what happens from now on, until interrupted.
    #[arg(long)]
    follow: bool,
}

/// Prints the events that are kept, the oldest first.
pub(super) fn events(runtime: &Runtime, arguments: &EventsArguments) -> Result<(), Failure> {
    let db = runtime.open()?;
    let scope = selection::scope(runtime, &db)?;
    let mut after = arguments.after;
    loop {
        number_waiting_events(&db)?;
        let page = db.read(|conn| read_events(conn, &scope, &arguments.topics, after))?;
        for event in &page.events {
            println!("{}", crate::documents::write(event)?);
        }
        after = page.through;
        match (page.is_last, arguments.follow) {
            (false, _) => {}
            (true, true) => std::thread::sleep(Duration::from_millis(500)),
            (true, false) => return Ok(()),
        }
    }
}
