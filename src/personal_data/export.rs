//! All that is held on an agent or a user.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use super::places::{names_agent, names_subject, names_user};
use crate::audit_log::{entries_about, is_secret};
use crate::db::{Conn, Instant, SchemaColumn, camel_case};
use crate::failure::Failure;
use crate::tenancy::Scope;

/// A table's row by its fields.
type Row = Map<String, Value>;

/// All that is held on somebody.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PersonalData {
    /// `agent` or `user`.
    pub kind: String,
    /// Their id.
    pub id: String,
    /// When this was put together.
    pub date_exported: Instant,
    /// The rows that are theirs or name them, by table; fields are named as the API names them, instants are milliseconds
    /// since 1970 UTC. Under `auditEntriesAbout` are the entries of the audit log that hold their id.
    #[schema(value_type = Object)]
    pub sections: BTreeMap<String, Vec<Row>>,
}

/// All that is held on an agent, and on the users they sign in as.
///
/// # Errors
/// `not-found`.
pub fn export_agent(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<PersonalData, Failure> {
    let mut gathering = Gathering::new(conn, scope)?;
    if !gathering.take("agents", "id", id)? {
        return Err(Failure::not_found("agent", id));
    }
    gathering.take_where(names_agent, id)?;
    for name in gathering.texts("agents", &["externalId", "name"]) {
        gathering.take("queue_log_lines", "agent_name", &name)?;
    }
    for user in gathering.texts("users", &["id"]) {
        gathering.take_user(&user)?;
    }
    gathering.take_audit_entries(id)?;
    Ok(gathering.told("agent", id))
}

/// All that is held on a user, without the agent they may be.
///
/// # Errors
/// `not-found`.
pub fn export_user(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<PersonalData, Failure> {
    let mut gathering = Gathering::new(conn, scope)?;
    if !gathering.take("users", "id", id)? {
        return Err(Failure::not_found("user", id));
    }
    gathering.take_user(id)?;
    gathering.take_audit_entries(id)?;
    Ok(gathering.told("user", id))
}

/// Rows that were found so far.
struct Gathering<'a, 'c> {
    conn: &'a mut Conn<'c>,
    scope: &'a Scope,
    columns: Vec<SchemaColumn>,
    sections: BTreeMap<String, Vec<Row>>,
}

impl<'a, 'c> Gathering<'a, 'c> {
    fn new(conn: &'a mut Conn<'c>, scope: &'a Scope) -> Result<Self, Failure> {
        Ok(Self {
            columns: conn.schema_columns()?,
            conn,
            scope,
            sections: BTreeMap::new(),
        })
    }

    /// Takes the rows of a table with that value, and says whether there are any.
    fn take(&mut self, table: &str, column: &str, value: &str) -> Result<bool, Failure> {
        let rows = self
            .conn
            .rows_with((table, column), self.scope.tenant(), value)?;
        let are_any = !rows.is_empty();
        let section = self.sections.entry(camel_case(table)).or_default();
        for mut row in rows {
            // Secrets, and their hashes, tell nothing of a person.
            row.retain(|field, _| !is_secret(field));
            if !section.contains(&row) {
                section.push(row);
            }
        }
        Ok(are_any)
    }

    fn take_where(
        &mut self,
        is_wanted: impl Fn(&SchemaColumn) -> bool,
        value: &str,
    ) -> Result<(), Failure> {
        let wanted = self.columns.iter().filter(|column| is_wanted(column));
        let wanted: Vec<SchemaColumn> = wanted.cloned().collect();
        for column in wanted {
            self.take(&column.table_name, &column.column_name, value)?;
        }
        Ok(())
    }

    fn take_user(&mut self, id: &str) -> Result<(), Failure> {
        self.take_where(names_user, id)?;
        self.take_where(names_subject, &format!("user:{id}"))
    }

    fn take_audit_entries(&mut self, id: &str) -> Result<(), Failure> {
        let entries = entries_about(self.conn, self.scope.tenant(), &[id])?;
        let mut rows = Vec::new();
        for entry in entries {
            let row = serde_json::to_value(entry)
                .map_err(|error| Failure::Internal(format!("an audit entry: {error}")))?;
            if let Value::Object(row) = row {
                rows.push(row);
            }
        }
        self.sections.insert("auditEntriesAbout".to_owned(), rows);
        Ok(())
    }

    /// What fields of a section hold.
    fn texts(&self, table: &str, fields: &[&str]) -> Vec<String> {
        let rows = self.sections.get(&camel_case(table)).into_iter().flatten();
        rows.flat_map(|row| {
            fields
                .iter()
                .filter_map(move |field| row.get(*field)?.as_str())
        })
        .map(str::to_owned)
        .collect()
    }

    fn told(mut self, kind: &str, id: &str) -> PersonalData {
        self.sections.retain(|_, rows| !rows.is_empty());
        PersonalData {
            kind: kind.to_owned(),
            id: id.to_owned(),
            date_exported: self.scope.now,
            sections: self.sections,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::db::{Database, testing};
    use crate::tenancy::TenantId;

    /// Plants a row in every table that names a person, and gives the tables.
    fn plant(db: &Database, columns: &[SchemaColumn]) -> BTreeSet<String> {
        let is_place = |column: &SchemaColumn| {
            names_agent(column) || names_user(column) || names_subject(column)
        };
        let places = columns.iter().filter(|column| is_place(column));
        let mut tables: BTreeSet<String> = places.map(|column| column.table_name.clone()).collect();
        tables.extend(["agents", "users"].map(str::to_owned));
        for table in &tables {
            let of_table = columns.iter().filter(|column| column.table_name == *table);
            let of_table: Vec<&SchemaColumn> = of_table.collect();
            let names: Vec<String> = of_table
                .iter()
                .map(|column| format!("\"{}\"", column.column_name))
                .collect();
            let values: Vec<&str> = of_table
                .iter()
                .map(
                    |column| match (table.as_str(), column.column_name.as_str()) {
                        (_, "tenant_id") => "'t'",
                        ("agents", "id") => "'agent-1'",
                        ("users", "id") => "'user-1'",
                        _ if names_agent(column) => "'agent-1'",
                        _ if names_user(column) => "'user-1'",
                        _ if names_subject(column) => "'user:user-1'",
                        _ => "1",
                    },
                )
                .collect();
            let (names, values) = (names.join(", "), values.join(", "));
            testing::execute(
                db,
                &format!("INSERT INTO \"{table}\" ({names}) VALUES ({values})"),
            );
        }
        tables
    }

    #[test]
    fn a_row_planted_in_any_table_that_names_the_person_is_found() {
        let (db, _folder) = testing::migrated();
        let columns = db.read(|conn| conn.schema_columns()).unwrap();
        testing::execute(&db, "PRAGMA foreign_keys = OFF");
        let planted = plant(&db, &columns);
        assert!(planted.len() > 30, "{planted:?}");
        let scope = Scope::system(TenantId::new("t"), Instant::from_epoch_millis(0));
        let told = db
            .read(|conn| export_agent(conn, &scope, "agent-1"))
            .unwrap();
        for table in &planted {
            assert!(
                told.sections.contains_key(&camel_case(table)),
                "{table} is not exported"
            );
        }
        let text = serde_json::to_string(&told).unwrap();
        for secret in ["passwordHash", "secretHash"] {
            assert!(!text.contains(secret), "{secret} is told");
        }
        let stranger = db.read(|conn| export_agent(conn, &scope, "agent-2"));
        assert!(matches!(stranger, Err(Failure::NotFound { .. })));
    }
}
