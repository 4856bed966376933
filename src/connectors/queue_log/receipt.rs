//! What lines are taken in with, and what became of them.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

/// How many rejects a receipt lists; all of them are listed with the source.
pub(super) const LISTED_REJECTS: usize = 100;

/// Whose log it is and how it is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueLogFeed {
    /// The business unit whose queues the log is of.
    pub business_unit_id: String,
    /// A name of your own for the switch.
    pub source: String,
    /// Make queues the log names and the business unit lacks.
    pub create_missing_queues: bool,
    /// Calls that waited no longer count as answered within.
    pub answered_within_seconds: u32,
    /// What the file is called.
    pub file_name: String,
}

/// A line that was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RefusedLine {
    /// Its number in the file.
    pub line: u64,
    /// Stable, kebab-case.
    pub code: String,
    /// What is wrong with it.
    pub reason: String,
    /// How to mend it.
    pub remedy: String,
}

/// What became of lines.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct QueueLogReceipt {
    /// The source.
    pub source: String,
    /// Lines that were not blank.
    pub lines_read: u64,
    /// Lines that are new.
    pub lines_stored: u64,
    /// Lines that were there already, or twice in what was sent.
    pub lines_known: u64,
    /// Lines that could not be read; they are kept as they came.
    pub lines_rejected: u64,
    /// Calls told anew.
    pub calls_changed: u64,
    /// Intervals of the history counted anew.
    pub intervals_changed: u64,
    /// Agents whose states were told anew.
    pub agents_changed: u64,
    /// Members that are no agent's external id: their lines are kept, and tell of them once they are and `relink` is called.
    pub unknown_agents: BTreeSet<String>,
    /// Queues the business unit lacks: their calls are kept, and counted once they are there and `relink` is called.
    pub unknown_queues: BTreeSet<String>,
    /// Events that Asterisk's documentation does not know, with how many lines have them.
    pub unknown_events: BTreeMap<String, u64>,
    /// The first lines that could not be read.
    pub rejects: Vec<RefusedLine>,
}

impl QueueLogReceipt {
    /// This and what became of further lines.
    pub(super) fn join(&mut self, more: Self) {
        self.source = more.source;
        self.lines_read += more.lines_read;
        self.lines_stored += more.lines_stored;
        self.lines_known += more.lines_known;
        self.lines_rejected += more.lines_rejected;
        self.calls_changed += more.calls_changed;
        self.intervals_changed += more.intervals_changed;
        self.agents_changed += more.agents_changed;
        self.unknown_agents.extend(more.unknown_agents);
        self.unknown_queues.extend(more.unknown_queues);
        for (event, count) in more.unknown_events {
            *self.unknown_events.entry(event).or_default() += count;
        }
        let room = LISTED_REJECTS.saturating_sub(self.rejects.len());
        self.rejects.extend(more.rejects.into_iter().take(room));
    }
}
