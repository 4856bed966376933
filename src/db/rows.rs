//! Rows of any table by what a column holds, for what is asked of all tables alike: what is held on a person, what is to be
//! forgotten. Tables and columns are named by the code or the schema, never by a request.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use serde_json::{Map, Value};

use super::capture::sqlite_value;
use super::{Conn, DbError, Instant};

/// A column of the schema.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, QueryableByName)]
pub(crate) struct SchemaColumn {
    /// Its table.
    #[diesel(sql_type = Text)]
    pub table_name: String,
    /// Its name.
    #[diesel(sql_type = Text)]
    pub column_name: String,
    /// Its type, in the engine's words.
    #[diesel(sql_type = Text)]
    pub column_type: String,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    fields: String,
}

#[derive(QueryableByName)]
struct Oldest {
    #[diesel(sql_type = Nullable<BigInt>)]
    at: Option<i64>,
}

const SQLITE_COLUMNS: &str = "SELECT m.name AS table_name, p.name AS column_name, p.type AS column_type \
     FROM main.sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table' ORDER BY m.name, p.cid";

const POSTGRES_COLUMNS: &str = "SELECT c.table_name::TEXT AS table_name, c.column_name::TEXT AS column_name, \
     c.data_type::TEXT AS column_type FROM information_schema.columns c \
     JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name \
     WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' \
     ORDER BY c.table_name, c.ordinal_position";

impl Conn<'_> {
    /// The columns of all tables.
    ///
    /// # Errors
    /// Only the database's.
    pub(crate) fn schema_columns(&mut self) -> Result<Vec<SchemaColumn>, DbError> {
        Ok(match self {
            Self::Sqlite(c) => diesel::sql_query(SQLITE_COLUMNS).load(*c)?,
            Self::Postgres(c) => diesel::sql_query(POSTGRES_COLUMNS).load(*c)?,
        })
    }

    /// A tenant's rows in whose column a value stands, by their fields as the API names them.
    ///
    /// # Errors
    /// [`DbError::Corrupt`] for a row that cannot be read as JSON; else only the database's.
    pub(crate) fn rows_with(
        &mut self,
        (table, column): (&str, &str),
        tenant: &str,
        value: &str,
    ) -> Result<Vec<Map<String, Value>>, DbError> {
        let rows: Vec<Row> = match self {
            Self::Sqlite(c) => {
                let columns: Vec<SchemaColumn> = diesel::sql_query(SQLITE_COLUMNS).load(*c)?;
                let of_table = columns.iter().filter(|column| column.table_name == table);
                let fields = of_table.map(|column| {
                    let name = &column.column_name;
                    let value = sqlite_value(&column.column_type, &format!("\"{name}\""));
                    format!("'{name}', {value}")
                });
                let fields = fields.collect::<Vec<_>>().join(", ");
                let query = format!(
                    "SELECT json_object({fields}) AS fields FROM \"{table}\" WHERE tenant_id = ? AND \"{column}\" = ?"
                );
                let query = diesel::sql_query(query);
                query
                    .bind::<Text, _>(tenant)
                    .bind::<Text, _>(value)
                    .load(*c)?
            }
            Self::Postgres(c) => {
                let query = format!(
                    "SELECT to_jsonb(t)::TEXT AS fields FROM \"{table}\" t WHERE t.tenant_id = $1 AND t.\"{column}\" = $2"
                );
                let query = diesel::sql_query(query);
                query
                    .bind::<Text, _>(tenant)
                    .bind::<Text, _>(value)
                    .load(*c)?
            }
        };
        let read = |row: Row| {
            row_fields(&row.fields).ok_or_else(|| DbError::Corrupt {
                what: "row",
                id: format!("of {table} for {value}"),
                reason: "it is no JSON object".to_owned(),
            })
        };
        rows.into_iter().map(read).collect()
    }

    /// Puts a text in the place of another where a tenant's column is that text, and says in how many rows.
    ///
    /// # Errors
    /// Only the database's.
    pub(crate) fn rename(
        &mut self,
        (table, column): (&str, &str),
        tenant: &str,
        (old, new): (&str, &str),
    ) -> Result<usize, DbError> {
        let query = |old: &str, new: &str, tenant: &str| {
            format!(
                "UPDATE \"{table}\" SET \"{column}\" = {new} WHERE tenant_id = {tenant} AND \"{column}\" = {old}"
            )
        };
        Ok(match self {
            Self::Sqlite(c) => diesel::sql_query(query("?1", "?2", "?3"))
                .bind::<Text, _>(old)
                .bind::<Text, _>(new)
                .bind::<Text, _>(tenant)
                .execute(*c)?,
            Self::Postgres(c) => diesel::sql_query(query("$1", "$2", "$3"))
                .bind::<Text, _>(old)
                .bind::<Text, _>(new)
                .bind::<Text, _>(tenant)
                .execute(*c)?,
        })
    }

    /// Puts a text in the place of another wherever a tenant's column holds it, and says in how many rows.
    ///
    /// # Errors
    /// Only the database's.
    pub(crate) fn replace_text(
        &mut self,
        (table, column): (&str, &str),
        tenant: &str,
        (old, new): (&str, &str),
    ) -> Result<usize, DbError> {
        let query = |old: &str, new: &str, tenant: &str| {
            format!(
                "UPDATE \"{table}\" SET \"{column}\" = replace(\"{column}\", {old}, {new}) \
                 WHERE tenant_id = {tenant} AND replace(\"{column}\", {old}, {new}) <> \"{column}\""
            )
        };
        Ok(match self {
            Self::Sqlite(c) => diesel::sql_query(query("?1", "?2", "?3"))
                .bind::<Text, _>(old)
                .bind::<Text, _>(new)
                .bind::<Text, _>(tenant)
                .execute(*c)?,
            Self::Postgres(c) => diesel::sql_query(query("$1", "$2", "$3"))
                .bind::<Text, _>(old)
                .bind::<Text, _>(new)
                .bind::<Text, _>(tenant)
                .execute(*c)?,
        })
    }

    /// Takes away what a column holds, in a tenant's rows where another column is a value.
    ///
    /// # Errors
    /// Only the database's.
    pub(crate) fn clear(
        &mut self,
        (table, column): (&str, &str),
        tenant: &str,
        (key, value): (&str, &str),
    ) -> Result<usize, DbError> {
        let query = |tenant: &str, value: &str| {
            format!(
                "UPDATE \"{table}\" SET \"{column}\" = NULL WHERE tenant_id = {tenant} AND \"{key}\" = {value}"
            )
        };
        self.run(&query, tenant, value)
    }

    /// Removes a tenant's rows in whose column a value stands, and says how many.
    ///
    /// # Errors
    /// Only the database's.
    pub(crate) fn delete_with(
        &mut self,
        (table, column): (&str, &str),
        tenant: &str,
        value: &str,
    ) -> Result<usize, DbError> {
        let query = |tenant: &str, value: &str| {
            format!("DELETE FROM \"{table}\" WHERE tenant_id = {tenant} AND \"{column}\" = {value}")
        };
        self.run(&query, tenant, value)
    }

    /// Runs a statement of a tenant and a value, given how the engine names them.
    fn run(
        &mut self,
        query: &dyn Fn(&str, &str) -> String,
        tenant: &str,
        value: &str,
    ) -> Result<usize, DbError> {
        Ok(match self {
            Self::Sqlite(c) => diesel::sql_query(query("?1", "?2"))
                .bind::<Text, _>(tenant)
                .bind::<Text, _>(value)
                .execute(*c)?,
            Self::Postgres(c) => diesel::sql_query(query("$1", "$2"))
                .bind::<Text, _>(tenant)
                .bind::<Text, _>(value)
                .execute(*c)?,
        })
    }

    /// When the oldest of a tenant's rows is from.
    ///
    /// # Errors
    /// Only the database's.
    pub(crate) fn oldest(
        &mut self,
        (table, column): (&str, &str),
        tenant: &str,
    ) -> Result<Option<Instant>, DbError> {
        let query = |tenant: &str| {
            format!("SELECT min(\"{column}\") AS at FROM \"{table}\" WHERE tenant_id = {tenant}")
        };
        let oldest: Oldest = match self {
            Self::Sqlite(c) => diesel::sql_query(query("?1"))
                .bind::<Text, _>(tenant)
                .get_result(*c)?,
            Self::Postgres(c) => diesel::sql_query(query("$1"))
                .bind::<Text, _>(tenant)
                .get_result(*c)?,
        };
        Ok(oldest.at.map(Instant::from_epoch_millis))
    }

    /// Removes a tenant's rows from before an instant, and says how many.
    ///
    /// # Errors
    /// Only the database's.
    pub(crate) fn delete_before(
        &mut self,
        (table, column): (&str, &str),
        tenant: &str,
        before: Instant,
    ) -> Result<usize, DbError> {
        let query = |tenant: &str, before: &str| {
            format!(
                "DELETE FROM \"{table}\" WHERE tenant_id = {tenant} AND \"{column}\" < {before}"
            )
        };
        Ok(match self {
            Self::Sqlite(c) => diesel::sql_query(query("?1", "?2"))
                .bind::<Text, _>(tenant)
                .bind::<BigInt, _>(before.epoch_millis())
                .execute(*c)?,
            Self::Postgres(c) => diesel::sql_query(query("$1", "$2"))
                .bind::<Text, _>(tenant)
                .bind::<BigInt, _>(before.epoch_millis())
                .execute(*c)?,
        })
    }
}

/// A row that is told as JSON by its fields, named as the API names them, documents unfolded; without the tenant, which who
/// reads it knows. Nothing for what is no row.
pub(crate) fn row_fields(row: &str) -> Option<Map<String, Value>> {
    let Value::Object(columns) = serde_json::from_str(row).ok()? else {
        return None;
    };
    let fields = columns
        .into_iter()
        .filter(|(column, _)| column != "tenant_id")
        .map(|(column, value)| (camel_case(&column), unfolded(value)));
    Some(fields.collect())
}

/// A document that is kept as text is told as what it is.
fn unfolded(value: Value) -> Value {
    match &value {
        Value::String(text) if text.starts_with(['{', '[']) => {
            serde_json::from_str(text).unwrap_or(value)
        }
        _ => value,
    }
}

/// A table's or column's name as the API writes names.
pub(crate) fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |mut name, word| {
        let mut letters = word.chars();
        name.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        name.push_str(letters.as_str());
        name
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_row_is_told_by_the_apis_names_with_its_documents_unfolded() {
        let row =
            r#"{"tenant_id":"t","work_plan_id":"p","rules":"{\"hours\":38}","note":"[not a list"}"#;
        let told = json!({ "workPlanId": "p", "rules": { "hours": 38 }, "note": "[not a list" });
        assert_eq!(row_fields(row).map(Value::Object), Some(told));
        assert_eq!(row_fields("[]"), None);
    }
}
