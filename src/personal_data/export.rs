//! All that is held on an agent or a user.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use super::places::{names_agent, names_subject, names_user};
use crate::audit_log::entries_about;
use crate::db::{Conn, Instant, SchemaColumn, camel_case};
use crate::failure::Failure;
use crate::tenancy::Scope;

/// A table's row by its fields.
type Row = Map<String, Value>;

/// Fields that are secrets, or their hashes: they tell nothing of a person.
const SECRET_FIELDS: [&str; 3] = ["passwordHash", "secretHash", "secret"];

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
pub fn export_agent(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<PersonalData, Failure> {
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
pub fn export_user(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<PersonalData, Failure> {
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
            for field in SECRET_FIELDS {
                row.remove(field);
            }
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
        rows.flat_map(|row| fields.iter().filter_map(move |field| row.get(*field)?.as_str()))
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
