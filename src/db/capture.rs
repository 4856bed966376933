//! What a transaction changes, row by row: triggers write it beside the rows while a transaction asks for it.
//!
//! One mechanism for all tables and all ways to write them, so that no feature can forget it. Triggers are made from the
//! schema itself: a new table or column is told without anybody's doing. Both engines keep what is captured in a temporary
//! table of the connection, which a transaction empties before it ends; where nobody asks, a trigger costs one comparison.

use std::collections::BTreeMap;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable, Text};

use super::rows::SchemaColumn;
use super::uncaptured::is_captured;
use super::{Conn, DbError};

/// Rows of one transaction whose values are told; of the others only table and kind. PostgreSQL's function
/// `crewcast_capture` has the same number.
const MOST_ROWS_TOLD: i64 = 200;

/// One row that a transaction added, changed or removed.
#[derive(Clone, Debug, QueryableByName)]
pub(crate) struct CapturedRow {
    /// Whose it is; empty for the few tables of nobody.
    #[diesel(sql_type = Text)]
    pub tenant_id: String,
    /// The table.
    #[diesel(sql_type = Text)]
    pub table_name: String,
    /// `insert`, `update` or `delete`.
    #[diesel(sql_type = Text)]
    pub kind: String,
    /// The row before, as JSON by column; absent for a new one.
    #[diesel(sql_type = Nullable<Text>)]
    pub before_row: Option<String>,
    /// The row after, as JSON by column; absent for one that is gone.
    #[diesel(sql_type = Nullable<Text>)]
    pub after_row: Option<String>,
}

#[derive(QueryableByName)]
struct TableName {
    #[diesel(sql_type = Text)]
    table_name: String,
}

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = Bool)]
    is_there: bool,
}

const CAPTURED: &str =
    "SELECT tenant_id, table_name, kind, before_row, after_row FROM captured_rows ORDER BY number";

const POSTGRES_TABLE: &str = "CREATE TEMPORARY TABLE captured_rows (number BIGINT NOT NULL, tenant_id TEXT NOT NULL, \
     table_name TEXT NOT NULL, kind TEXT NOT NULL, before_row TEXT, after_row TEXT) ON COMMIT DELETE ROWS";

const POSTGRES_OPEN: &str = "SELECT set_config('crewcast.captures', 'on', true), \
     set_config('crewcast.captured_rows', '0', true), to_regclass('pg_temp.captured_rows') IS NOT NULL AS is_there";

const POSTGRES_UNWATCHED: &str = "SELECT c.relname::TEXT AS table_name FROM pg_class c \
     JOIN pg_namespace n ON n.oid = c.relnamespace \
     WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND NOT c.relispartition \
     AND NOT EXISTS (SELECT 1 FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'crewcast_capture') \
     ORDER BY c.relname";

const SQLITE_TABLES: &str = "CREATE TEMP TABLE capture_gate (is_open INTEGER NOT NULL, row_count INTEGER NOT NULL); \
     INSERT INTO temp.capture_gate (is_open, row_count) VALUES (0, 0); \
     CREATE TEMP TABLE captured_rows (number INTEGER PRIMARY KEY, tenant_id TEXT NOT NULL, table_name TEXT NOT NULL, \
     kind TEXT NOT NULL, before_row TEXT, after_row TEXT);";

impl Conn<'_> {
    /// From here on what this transaction changes is captured.
    ///
    /// # Errors
    /// Only the database's.
    pub(crate) fn open_capture(&mut self) -> Result<(), DbError> {
        match self {
            Self::Sqlite(c) => {
                let prepared = "SELECT EXISTS (SELECT 1 FROM sqlite_temp_master WHERE name = 'captured_rows') AS is_there";
                let answer: Answer = diesel::sql_query(prepared).get_result(*c)?;
                if !answer.is_there {
                    c.batch_execute(SQLITE_TABLES)?;
                    for statement in sqlite_triggers(c)? {
                        c.batch_execute(&statement)?;
                    }
                }
                c.batch_execute(
                    "DELETE FROM temp.captured_rows; UPDATE temp.capture_gate SET is_open = 1, row_count = 0",
                )?;
            }
            Self::Postgres(c) => {
                let answer: Answer = diesel::sql_query(POSTGRES_OPEN).get_result(*c)?;
                // Each transaction finds it empty: its rows go with the one before.
                if !answer.is_there {
                    c.batch_execute(POSTGRES_TABLE)?;
                }
            }
        }
        Ok(())
    }

    /// What was captured, in the order of the changes; nothing is captured any more.
    ///
    /// # Errors
    /// Only the database's.
    pub(crate) fn close_capture(&mut self) -> Result<Vec<CapturedRow>, DbError> {
        Ok(match self {
            Self::Sqlite(c) => {
                let rows = diesel::sql_query(CAPTURED).load(*c)?;
                c.batch_execute(
                    "UPDATE temp.capture_gate SET is_open = 0; DELETE FROM temp.captured_rows",
                )?;
                rows
            }
            Self::Postgres(c) => {
                let rows = diesel::sql_query(CAPTURED).load(*c)?;
                c.batch_execute("SELECT set_config('crewcast.captures', 'off', true)")?;
                rows
            }
        })
    }
}

/// Gives every table of PostgreSQL that has none its trigger; SQLite's belong to a connection and are made by the first
/// transaction that asks.
///
/// # Errors
/// Only the database's.
pub(super) fn install(conn: &mut Conn<'_>) -> Result<(), DbError> {
    conn.lock("capture/install")?;
    if let Conn::Postgres(c) = conn {
        let tables: Vec<TableName> = diesel::sql_query(POSTGRES_UNWATCHED).load(*c)?;
        for TableName { table_name } in tables {
            if is_captured(&table_name) {
                c.batch_execute(&format!(
                    "CREATE TRIGGER crewcast_capture AFTER INSERT OR UPDATE OR DELETE ON \"{table_name}\" FOR EACH ROW \
                     WHEN (current_setting('crewcast.captures', true) = 'on') EXECUTE FUNCTION crewcast_capture()"
                ))?;
            }
        }
    }
    Ok(())
}

/// The statements that make SQLite's triggers, three a table.
fn sqlite_triggers(conn: &mut SqliteConnection) -> Result<Vec<String>, DbError> {
    let mut tables: BTreeMap<String, Vec<SchemaColumn>> = BTreeMap::new();
    for column in Conn::Sqlite(conn).schema_columns()? {
        if is_captured(&column.table_name) {
            let table = tables.entry(column.table_name.clone()).or_default();
            table.push(column);
        }
    }
    let of_table = |(table, columns): (&String, &Vec<SchemaColumn>)| {
        ["insert", "update", "delete"].map(|kind| sqlite_trigger(table, columns, kind))
    };
    Ok(tables.iter().flat_map(of_table).collect())
}

fn sqlite_trigger(table: &str, columns: &[SchemaColumn], kind: &str) -> String {
    let document = |row: &str| {
        let fields = columns.iter().map(|column| {
            let name = &column.column_name;
            format!(
                "'{name}', {}",
                sqlite_value(&column.column_type, &format!("{row}.\"{name}\""))
            )
        });
        let fields = fields.collect::<Vec<_>>().join(", ");
        format!("CASE WHEN row_count <= {MOST_ROWS_TOLD} THEN json_object({fields}) END")
    };
    let (before, after, row) = match kind {
        "insert" => ("NULL".to_owned(), document("NEW"), "NEW"),
        "update" => (document("OLD"), document("NEW"), "NEW"),
        _ => (document("OLD"), "NULL".to_owned(), "OLD"),
    };
    let has = |wanted: &str| columns.iter().any(|column| column.column_name == wanted);
    let tenant = match (has("tenant_id"), table) {
        (true, _) => format!("{row}.tenant_id"),
        (false, "tenants") => format!("{row}.id"),
        (false, _) => "''".to_owned(),
    };
    let event = kind.to_uppercase();
    format!(
        "CREATE TEMP TRIGGER \"capture_{kind}_{table}\" AFTER {event} ON main.\"{table}\" \
         WHEN (SELECT is_open FROM capture_gate) = 1 BEGIN \
         UPDATE capture_gate SET row_count = row_count + 1; \
         INSERT INTO captured_rows (tenant_id, table_name, kind, before_row, after_row) \
         SELECT {tenant}, '{table}', '{kind}', {before}, {after} FROM capture_gate; END"
    )
}

/// A value as JSON: what JSON has no word for is written as PostgreSQL writes it.
pub(super) fn sqlite_value(declared: &str, value: &str) -> String {
    match declared.to_uppercase().as_str() {
        "BOOLEAN" => format!(
            "json(CASE WHEN {value} IS NULL THEN 'null' WHEN {value} THEN 'true' ELSE 'false' END)"
        ),
        "BLOB" => {
            format!("CASE WHEN {value} IS NULL THEN NULL ELSE '\\x' || lower(hex({value})) END")
        }
        _ => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_engines_tell_as_many_rows() {
        let function = include_str!("../../migrations/postgres/2026-12-01-000043_audit_log/up.sql");
        assert!(function.contains(&format!("counted <= {MOST_ROWS_TOLD} THEN")));
    }
}
