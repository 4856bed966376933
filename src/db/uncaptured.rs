//! Tables whose rows the audit log does not tell one by one, each with the reason. All others are told.

/// A table, and why its rows are not told.
pub(super) const UNCAPTURED: &[(&str, &str)] = &[
    // The log and what belongs to it.
    ("audit_entries", "the log itself"),
    ("audit_heads", "the log itself"),
    ("retention_runs", "each run writes an entry of its own"),
    ("pseudonym_keys", "a secret of the service, made by it"),
    (
        "sessions",
        "signing in and out are entries; rows hold hashes of secrets only",
    ),
    ("idempotency_keys", "answers kept for a day to be repeated"),
    // Streams that are ledgers themselves: rows are added with their time and source, and never changed.
    (
        "agent_state_events",
        "a ledger of states with source and instant of receipt",
    ),
    ("unknown_agent_states", "counted from agent_state_events"),
    ("queue_log_lines", "a ledger of a telephone system's lines"),
    ("queue_log_calls", "told from queue_log_lines"),
    ("queue_log_rejects", "what was not taken of a log"),
    ("queue_log_files", "how far a log was read"),
    ("queue_log_sources", "counts of lines read"),
    (
        "leases",
        "a ledger of who might dial whom, with fencing tokens",
    ),
    ("contact_attempts", "a ledger of calls"),
    (
        "contact_ledger",
        "a ledger of what happened with each person, with who made each entry",
    ),
    (
        "contact_events",
        "a ledger of what dialers and senders told",
    ),
    ("campaign_rule_firings", "a ledger of what rules did"),
    ("campaign_agents", "who was seen at work on a campaign"),
    (
        "schedule_changes",
        "a ledger of every shift before and after each version",
    ),
    (
        "events",
        "told to streams and webhooks from the changes that are entries here",
    ),
    ("event_numbering", "the outbox's counters"),
    ("webhook_deliveries", "a ledger of attempts to deliver"),
    // Bulk data: the entry tells the import or run, whose own row has file, counts and totals.
    (
        "history_intervals",
        "bulk: history_imports has who, file, hash and totals",
    ),
    ("history_import_rejects", "bulk: belongs to history_imports"),
    (
        "contacts",
        "bulk and personal: the contact list's imports have who, counts and rejects",
    ),
    ("persons", "made from contacts"),
    ("person_phones", "made from contacts"),
    ("contact_import_pieces", "a file under way"),
    ("contact_import_rejects", "bulk: belongs to contact_imports"),
    (
        "erased_phone_marks",
        "hashes kept of erased persons: erasing is an entry",
    ),
    // Made by the service from other rows.
    (
        "campaign_contacts",
        "a campaign's pool, made from its contacts and attempts",
    ),
    ("campaign_buckets", "an index of the pool"),
    (
        "campaign_upkeep",
        "when the service last looked at a campaign",
    ),
    (
        "campaign_evaluations",
        "when the service last looked at campaigns",
    ),
    ("segment_values", "made by response models"),
    ("answer_tallies", "counted from contact_attempts"),
    (
        "response_models",
        "weights learnt from contact_attempts; the run that made them is told",
    ),
    (
        "performance_predictions",
        "results of simulations; the run is told",
    ),
    (
        "roster_records",
        "problems and results of roster runs; the run is told",
    ),
    (
        "forecast_series",
        "figures of a forecast, whose row and run are told",
    ),
    (
        "forecast_queue_series",
        "figures of a forecast, whose row and run are told",
    ),
];

/// Whether the rows of a table are told.
pub(super) fn is_captured(table: &str) -> bool {
    !table.starts_with("sqlite_")
        && !table.starts_with("__diesel")
        && UNCAPTURED
            .iter()
            .all(|(uncaptured, _)| *uncaptured != table)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use diesel::prelude::*;
    use diesel::sql_types::Text;

    use super::*;
    use crate::db::{Conn, DbError, testing};

    #[derive(QueryableByName)]
    struct TableName {
        #[diesel(sql_type = Text)]
        name: String,
    }

    #[test]
    fn every_table_that_is_left_out_exists_and_has_a_reason() {
        let (db, _folder) = testing::migrated();
        let tables: Vec<TableName> = db
            .read(|conn| {
                let query =
                    diesel::sql_query("SELECT name FROM sqlite_master WHERE type = 'table'");
                match conn {
                    Conn::Sqlite(c) => Ok::<_, DbError>(query.load(*c)?),
                    Conn::Postgres(_) => Ok(Vec::new()),
                }
            })
            .unwrap();
        let tables: BTreeSet<&str> = tables.iter().map(|table| table.name.as_str()).collect();
        for (table, reason) in UNCAPTURED {
            assert!(tables.contains(table), "{table} is no table any more");
            assert!(!reason.is_empty(), "{table} has no reason");
        }
    }
}
