//! The copy, and the comparison.

use std::collections::BTreeSet;

use diesel::connection::{DefaultLoadingMode, SimpleConnection};
use diesel::pg::{PgConnection, PgRowByRowLoadingMode};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel::sqlite::SqliteConnection;
use serde_json::Value;

use super::counted::{Counted, MovedTable};
use super::tables::{Pair, Table, in_order_of_references, tables_of, unfit};
use crate::db::{Conn, Database, DbError};

/// Rows of one INSERT, unless their bytes are many.
const ROWS_A_STATEMENT: usize = 1_000;

/// Bytes of one INSERT, about.
const BYTES_A_STATEMENT: usize = 4 * 1024 * 1024;

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

const SEQUENCES: &str = "SELECT c.table_name::text AS table_name, c.column_name::text AS other_name \
     FROM information_schema.columns c WHERE c.table_schema = current_schema() \
     AND pg_get_serial_sequence(quote_ident(c.table_name::text), c.column_name::text) IS NOT NULL";

/// Copies all tables of a SQLite database into a PostgreSQL that has the same schema and no tenant, and compares them.
/// `progress` is told each table once it is the same in both.
///
/// # Errors
/// [`DbError::Unfit`] when the engines or schemas are not those, the target has a tenant, the source was written meanwhile, or a
/// table differs; nothing is kept then.
pub fn transfer(
    from: &Database,
    to: &Database,
    progress: &mut dyn FnMut(&MovedTable),
) -> Result<Vec<MovedTable>, DbError> {
    to.write(|target| {
        let Conn::Postgres(target) = target else {
            return Err(unfit("the database to move to is no PostgreSQL"));
        };
        from.read(|source| match source {
            Conn::Sqlite(source) => transfer_between(source, target, progress),
            Conn::Postgres(_) => Err(unfit("the database to move from is no SQLite file")),
        })
    })
}

fn transfer_between(
    source: &mut SqliteConnection,
    target: &mut PgConnection,
    progress: &mut dyn FnMut(&MovedTable),
) -> Result<Vec<MovedTable>, DbError> {
    target.batch_execute(
        "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0",
    )?;
    let before = data_version(source)?;
    let moved = source.transaction(|source| {
        require_same_schema(source, target)?;
        let count = "SELECT COUNT(*) AS number FROM tenants";
        if diesel::sql_query(count).get_result::<Number>(target)?.number > 0 {
            return Err(unfit(
                "the PostgreSQL to move to has a tenant already; make an empty database",
            ));
        }
        let tables = in_order_of_references(tables_of(target)?, target)?;
        // What migrations have put there comes from the source as well.
        for table in tables.iter().rev() {
            target.batch_execute(&format!("DELETE FROM {}", table.name))?;
        }
        let mut moved = Vec::new();
        for table in &tables {
            // Triggers tell of changes or guard them; these rows were told and guarded where they come from.
            set_triggers(table, "DISABLE", target)?;
            let sent = copy(table, source, target)?;
            let there = digest_of_postgres(table, target)?;
            if sent != there {
                return Err(unfit(format!(
                    "table {} differs: {} rows with hash {} were read, {} rows with hash {} are there; nothing was kept",
                    table.name, sent.rows, sent.sha256, there.rows, there.sha256
                )));
            }
            set_triggers(table, "ENABLE", target)?;
            progress(&sent);
            moved.push(sent);
        }
        set_sequences(target)?;
        Ok::<_, DbError>(moved)
    })?;
    if data_version(source)? != before {
        return Err(unfit(
            "the SQLite file was written while it was copied; stop the service and begin again",
        ));
    }
    Ok(moved)
}

/// Rises with every commit of other connections.
fn data_version(source: &mut SqliteConnection) -> Result<i64, DbError> {
    let query = "SELECT data_version AS number FROM pragma_data_version";
    Ok(diesel::sql_query(query)
        .get_result::<Number>(source)?
        .number)
}

fn require_same_schema(
    source: &mut SqliteConnection,
    target: &mut PgConnection,
) -> Result<(), DbError> {
    let query =
        "SELECT CAST(version AS TEXT) AS line FROM __diesel_schema_migrations ORDER BY version";
    let here: Vec<Line> = diesel::sql_query(query).load(source)?;
    let there: Vec<Line> = diesel::sql_query(query).load(target)?;
    let versions = |lines: Vec<Line>| -> BTreeSet<String> {
        lines.into_iter().map(|line| line.line).collect()
    };
    if versions(here) == versions(there) {
        Ok(())
    } else {
        Err(unfit(
            "the two databases have not the same migrations; run crewcast migrate of one version on both",
        ))
    }
}

/// Reads a table of SQLite and writes it to PostgreSQL.
fn copy(
    table: &Table,
    source: &mut SqliteConnection,
    target: &mut PgConnection,
) -> Result<MovedTable, DbError> {
    let (mut counted, mut batch, mut bytes) = (Counted::default(), Vec::new(), 0);
    let query = table.query_of_sqlite();
    let lines = diesel::sql_query(query).load_iter::<Line, DefaultLoadingMode>(source)?;
    for line in lines {
        let line = line?.line;
        let row = table.parse(&line)?;
        counted.add(&row);
        batch.push(table.document(&row));
        bytes += line.len();
        if batch.len() >= ROWS_A_STATEMENT || bytes >= BYTES_A_STATEMENT {
            insert(table, std::mem::take(&mut batch), target)?;
            bytes = 0;
        }
    }
    if !batch.is_empty() {
        insert(table, batch, target)?;
    }
    Ok(counted.of(table))
}

/// Lets the triggers that are not of foreign keys rest, or work again.
fn set_triggers(table: &Table, how: &str, target: &mut PgConnection) -> Result<(), DbError> {
    let statement = format!("ALTER TABLE {} {how} TRIGGER USER", table.name);
    Ok(target.batch_execute(&statement)?)
}

fn insert(table: &Table, rows: Vec<Value>, target: &mut PgConnection) -> Result<(), DbError> {
    let (name, columns) = (&table.name, table.names());
    let statement = format!(
        "INSERT INTO {name} ({columns}) SELECT {columns} FROM jsonb_populate_recordset(NULL::{name}, $1::jsonb)"
    );
    diesel::sql_query(statement)
        .bind::<Text, _>(Value::Array(rows).to_string())
        .execute(target)?;
    Ok(())
}

fn digest_of_postgres(table: &Table, target: &mut PgConnection) -> Result<MovedTable, DbError> {
    let mut counted = Counted::default();
    let query = table.query_of_postgres();
    let lines = diesel::sql_query(query).load_iter::<Line, PgRowByRowLoadingMode>(target)?;
    for line in lines {
        counted.add(&table.parse(&line?.line)?);
    }
    Ok(counted.of(table))
}

/// Lets sequences go on behind the numbers that came from elsewhere.
fn set_sequences(target: &mut PgConnection) -> Result<(), DbError> {
    for pair in diesel::sql_query(SEQUENCES).load::<Pair>(target)? {
        let (table, column) = (pair.table_name, pair.other_name);
        target.batch_execute(&format!(
            "SELECT setval(pg_get_serial_sequence('{table}', '{column}'), COALESCE(MAX({column}), 0) + 1, false) FROM {table}"
        ))?;
    }
    Ok(())
}
