//! Tables as PostgreSQL's catalogue tells them, and how both engines tell their rows alike.

use std::collections::{BTreeMap, BTreeSet};

use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use serde_json::{Map, Value};

use crate::db::DbError;

/// How a column's values are told alike by both engines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Whole,
    Boolean,
    Real,
    Bytes,
}

pub(super) struct Column {
    pub(super) name: String,
    pub(super) kind: Kind,
}

pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
    /// Columns of the primary key, in its order; all columns of a table without one.
    pub(super) key: Vec<String>,
    pub(super) is_keyed_by_all: bool,
}

#[derive(QueryableByName)]
struct ColumnRow {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
    #[diesel(sql_type = Text)]
    data_type: String,
}

#[derive(QueryableByName)]
pub(super) struct Pair {
    #[diesel(sql_type = Text)]
    pub(super) table_name: String,
    #[diesel(sql_type = Text)]
    pub(super) other_name: String,
}

const COLUMNS: &str = "SELECT c.table_name::text AS table_name, c.column_name::text AS column_name, \
     c.data_type::text AS data_type FROM information_schema.columns c JOIN information_schema.tables t \
     USING (table_schema, table_name) WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' \
     AND c.table_name <> '__diesel_schema_migrations' ORDER BY c.table_name, c.ordinal_position";

const KEYS: &str = "SELECT c.relname::text AS table_name, a.attname::text AS other_name FROM pg_index i \
     JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace \
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey) \
     WHERE i.indisprimary AND n.nspname = current_schema() \
     ORDER BY c.relname, array_position(i.indkey::int2[], a.attnum)";

const REFERENCES: &str = "SELECT c.relname::text AS table_name, r.relname::text AS other_name FROM pg_constraint k \
     JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class r ON r.oid = k.confrelid \
     JOIN pg_namespace n ON n.oid = c.relnamespace \
     WHERE k.contype = 'f' AND k.conrelid <> k.confrelid AND n.nspname = current_schema()";

/// Tables of a PostgreSQL, by name.
///
/// # Errors
/// [`DbError::Unfit`] for a table with a column of another type.
pub(super) fn tables_of(target: &mut PgConnection) -> Result<Vec<Table>, DbError> {
    let mut tables: BTreeMap<String, Table> = BTreeMap::new();
    for row in diesel::sql_query(COLUMNS).load::<ColumnRow>(target)? {
        let kind = match row.data_type.as_str() {
            "text" | "character varying" => Kind::Text,
            "smallint" | "integer" | "bigint" => Kind::Whole,
            "boolean" => Kind::Boolean,
            "double precision" => Kind::Real,
            "bytea" => Kind::Bytes,
            other => {
                return Err(unfit(format!(
                    "column {}.{} is of type {other}, which both engines do not tell alike",
                    row.table_name, row.column_name
                )));
            }
        };
        let table = tables
            .entry(row.table_name.clone())
            .or_insert_with(|| Table {
                name: row.table_name,
                columns: Vec::new(),
                key: Vec::new(),
                is_keyed_by_all: false,
            });
        let name = row.column_name;
        table.columns.push(Column { name, kind });
    }
    for pair in diesel::sql_query(KEYS).load::<Pair>(target)? {
        if let Some(table) = tables.get_mut(&pair.table_name) {
            table.key.push(pair.other_name);
        }
    }
    for table in tables.values_mut().filter(|table| table.key.is_empty()) {
        // Unique only where a column is, or is not, NULL: no two rows are alike all the same.
        table.key = table
            .columns
            .iter()
            .map(|column| column.name.clone())
            .collect();
        table.is_keyed_by_all = true;
    }
    Ok(tables.into_values().collect())
}

/// Every table behind those it refers to.
///
/// # Errors
/// [`DbError::Unfit`] when they refer to one another in a circle.
pub(super) fn in_order_of_references(
    tables: Vec<Table>,
    target: &mut PgConnection,
) -> Result<Vec<Table>, DbError> {
    let mut refers: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for pair in diesel::sql_query(REFERENCES).load::<Pair>(target)? {
        let others = refers.entry(pair.table_name).or_default();
        others.insert(pair.other_name);
    }
    let (mut placed, mut ordered, mut left) = (BTreeSet::new(), Vec::new(), tables);
    while !left.is_empty() {
        let (ready, waiting): (Vec<_>, Vec<_>) = left.into_iter().partition(|table| {
            refers
                .get(&table.name)
                .is_none_or(|others| others.is_subset(&placed))
        });
        if ready.is_empty() {
            let names: Vec<String> = waiting.into_iter().map(|table| table.name).collect();
            let names = names.join(", ");
            return Err(unfit(format!("tables refer to one another: {names}")));
        }
        placed.extend(ready.iter().map(|table| table.name.clone()));
        ordered.extend(ready);
        left = waiting;
    }
    Ok(ordered)
}

impl Table {
    /// Its columns, quoted.
    pub(super) fn names(&self) -> String {
        let names: Vec<String> = self
            .columns
            .iter()
            .map(|column| quoted(&column.name))
            .collect();
        names.join(", ")
    }

    /// The rows as JSON lists of texts, by key. SQLite compares text by its bytes, as PostgreSQL does under "C".
    pub(super) fn query_of_sqlite(&self) -> String {
        let values: Vec<String> = self.columns.iter().map(Column::told_by_sqlite).collect();
        let key: Vec<String> = self
            .key
            .iter()
            .map(|name| format!("{}{}", quoted(name), self.place_of_nulls()))
            .collect();
        format!(
            "SELECT json_array({}) AS line FROM {} ORDER BY {}",
            values.join(", "),
            self.name,
            key.join(", ")
        )
    }

    /// The engines place NULL differently unless told. Columns of a primary key have none, and its index serves their order.
    const fn place_of_nulls(&self) -> &'static str {
        if self.is_keyed_by_all {
            " NULLS FIRST"
        } else {
            ""
        }
    }

    /// The same of PostgreSQL.
    pub(super) fn query_of_postgres(&self) -> String {
        let values: Vec<String> = self.columns.iter().map(Column::told_by_postgres).collect();
        let key: Vec<String> = self
            .key
            .iter()
            .map(|name| {
                let is_text = self
                    .columns
                    .iter()
                    .any(|column| column.name == *name && column.kind == Kind::Text);
                let collation = if is_text { " COLLATE \"C\"" } else { "" };
                format!("{}{collation}{}", quoted(name), self.place_of_nulls())
            })
            .collect();
        format!(
            "SELECT json_build_array({})::text AS line FROM {} ORDER BY {}",
            values.join(", "),
            self.name,
            key.join(", ")
        )
    }

    /// A told row, value by value.
    pub(super) fn parse(&self, line: &str) -> Result<Vec<Option<String>>, DbError> {
        let values: Vec<Option<String>> = serde_json::from_str(line).map_err(|error| {
            unfit(format!(
                "a row of table {} cannot be read: {error}",
                self.name
            ))
        })?;
        self.columns
            .iter()
            .zip(values)
            .map(|(column, value)| value.map(|text| self.alike(column, text)).transpose())
            .collect()
    }

    /// A value as both engines tell it.
    fn alike(&self, column: &Column, text: String) -> Result<String, DbError> {
        if column.kind != Kind::Real {
            return Ok(text);
        }
        let number: f64 = text.parse().map_err(|_| {
            unfit(format!(
                "{text:?} in column {}.{} is no number",
                self.name, column.name
            ))
        })?;
        // The shortest text that reads as the same number.
        Ok(format!("{number:?}"))
    }

    /// A row as PostgreSQL takes it.
    pub(super) fn document(&self, row: &[Option<String>]) -> Value {
        let members = self.columns.iter().zip(row).map(|(column, value)| {
            let value = match (value, column.kind) {
                (None, _) => Value::Null,
                (Some(hex), Kind::Bytes) => Value::String(format!("\\x{hex}")),
                (Some(text), _) => Value::String(text.clone()),
            };
            (column.name.clone(), value)
        });
        Value::Object(members.collect::<Map<_, _>>())
    }
}

impl Column {
    fn told_by_sqlite(&self) -> String {
        let name = quoted(&self.name);
        match self.kind {
            Kind::Text => name,
            Kind::Whole | Kind::Boolean => format!("CAST({name} AS TEXT)"),
            // 19 digits are nearer to the number than to any other.
            Kind::Real => {
                format!("CASE WHEN {name} IS NOT NULL THEN printf('%!.19g', {name}) END")
            }
            Kind::Bytes => format!("CASE WHEN {name} IS NOT NULL THEN lower(hex({name})) END"),
        }
    }

    fn told_by_postgres(&self) -> String {
        let name = quoted(&self.name);
        match self.kind {
            Kind::Text => name,
            Kind::Whole | Kind::Real => format!("{name}::text"),
            Kind::Boolean => format!("{name}::int::text"),
            Kind::Bytes => format!("encode({name}, 'hex')"),
        }
    }
}

/// A name of a column, where it could be a word of SQL.
fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

/// That a database cannot be moved, or moved to.
pub(super) fn unfit(why: impl Into<String>) -> DbError {
    DbError::Unfit(why.into())
}
