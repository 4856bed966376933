//! Where the schema names people.

use crate::db::SchemaColumn;

/// Tables that name agents or users and are not exported, each with the reason.
const UNEXPORTED: &[(&str, &str)] = &[(
    "idempotency_keys",
    "answers kept for a day, of operations whose rows are exported",
)];

/// Whether a column holds the id of an agent.
pub(super) fn names_agent(column: &SchemaColumn) -> bool {
    let name = column.column_name.as_str();
    is_exported(&column.table_name) && (name == "agent_id" || name.ends_with("_agent_id"))
}

/// Whether a column holds who did something: `user:<id>`, `key:<id>`.
pub(super) fn names_subject(column: &SchemaColumn) -> bool {
    let name = column.column_name.as_str();
    is_exported(&column.table_name) && (name.ends_with("_by") || matches!(name, "author" | "actor"))
}

/// Whether a column holds the id of a user.
pub(super) fn names_user(column: &SchemaColumn) -> bool {
    let name = column.column_name.as_str();
    is_exported(&column.table_name) && (name == "user_id" || name.ends_with("_user_id"))
}

fn is_exported(table: &str) -> bool {
    UNEXPORTED
        .iter()
        .all(|(unexported, _)| *unexported != table)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing;

    /// Columns whose names speak of people and that name none, or name them as the export finds them otherwise.
    const EXEMPT: &[(&str, &str, &str)] = &[
        ("activity_codes", "agent_time_off_selectable", "no person"),
        ("campaigns", "agent_callback_minutes", "no person"),
        (
            "queue_log_lines",
            "agent_name",
            "exported by the agent's name and external id",
        ),
        ("queue_log_calls", "agent_name", "exported by agent_id"),
        (
            "events",
            "agent_ids",
            "whom an event is told to, for hours; what it tells of is exported",
        ),
        ("users", "username", "exported with the user"),
        (
            "sessions",
            "user_agent",
            "a program, exported with its session",
        ),
        ("oidc_providers", "creates_users", "no person"),
    ];

    #[test]
    fn every_column_that_speaks_of_people_is_exported_or_exempt_with_a_reason() {
        let (db, _folder) = testing::migrated();
        let columns = db.read(|conn| conn.schema_columns()).unwrap();
        let speaks = |name: &str| {
            ["agent", "user", "person"]
                .iter()
                .any(|word| name.contains(word))
        };
        let undecided: Vec<String> = columns
            .iter()
            .filter(|column| speaks(&column.column_name))
            // Persons are exported by outbound, whose own test holds their tables.
            .filter(|column| !column.column_name.ends_with("person_id"))
            .filter(|column| !(names_agent(column) || names_user(column) || names_subject(column)))
            .filter(|column| {
                EXEMPT.iter().all(|(table, name, _)| {
                    (*table, *name) != (column.table_name.as_str(), column.column_name.as_str())
                })
            })
            .map(|column| format!("{}.{}", column.table_name, column.column_name))
            .collect();
        assert_eq!(
            undecided,
            [] as [String; 0],
            "name the column as the others are, or exempt it here with a reason"
        );
    }
}
