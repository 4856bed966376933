//! The shape all resources of the organisation share: what is sent, stored under an id with a version.

use std::borrow::Cow;
use std::ops::Deref;

use serde::Serialize;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::openapi::{KnownFormat, RefOr, SchemaFormat};

use crate::db::{Conn, DbError, Instant, Record};
use crate::documents;
use crate::failure::Failure;
use crate::http::{Page, PageParams};
use crate::records;
use crate::tenancy::{Access, Scope, new_id};

/// A stored resource: the values that were sent (reached directly: `queue.name`), its id and its version.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Stored<T> {
    /// Its id.
    pub id: String,
    /// What was sent.
    #[serde(flatten)]
    pub values: T,
    /// Rises with every change.
    pub version: i32,
    /// When it was made.
    pub created_at: Instant,
    /// When it last changed.
    pub modified_at: Instant,
}

impl<T> Deref for Stored<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.values
    }
}

/// Where a stored row stands in time.
pub(super) struct Identity {
    pub tenant_id: String,
    pub id: String,
    pub version: i32,
    pub created_at: Instant,
    pub modified_at: Instant,
}

impl Identity {
    /// Of a row made now.
    pub(super) fn fresh(scope: &Scope) -> Self {
        Self {
            tenant_id: scope.tenant().to_owned(),
            id: new_id(scope.now),
            version: 1,
            created_at: scope.now,
            modified_at: scope.now,
        }
    }

    /// Of the next version of what is stored.
    pub(super) fn next<T>(scope: &Scope, current: &Stored<T>) -> Self {
        Self {
            tenant_id: scope.tenant().to_owned(),
            id: current.id.clone(),
            version: current.version + 1,
            created_at: current.created_at,
            modified_at: scope.now,
        }
    }
}

/// What a resource says of itself so that making, reading, changing and deleting it need no code of its own.
///
/// Implemented by the values that are sent (`NewQueue`); the resource itself is `Stored<NewQueue>`.
pub(super) trait Resource: Clone + Sized {
    /// Its row.
    type Row: Record;
    /// Its name in the vocabulary.
    const KIND: &'static str;
    /// Its schema's name.
    const SCHEMA: &'static str;
    /// The JSON name of the parent's id when the parent stands in the path and not in the body.
    const PARENT_IN_PATH: Option<&'static str> = None;

    /// Takes the parent's id from the path; nothing to do when the body names it.
    fn set_parent(&mut self, _parent_id: String) {}

    /// Checks values and what they refer to; `current` is what an edit starts from.
    fn check(
        &self,
        conn: &mut Conn<'_>,
        scope: &Scope,
        current: Option<&Self>,
    ) -> Result<(), Failure>;

    /// Whether a list shows it to somebody whose access is that; `id` is its own.
    fn is_within(&self, _access: &Access, _id: &str) -> bool {
        true
    }

    /// As stored.
    fn to_row(&self, identity: Identity) -> Result<Self::Row, Failure>;

    /// As read.
    fn from_row(row: Self::Row) -> Result<Stored<Self>, Failure>;

    /// Writes what hangs on the row besides itself.
    fn write_links(&self, _conn: &mut Conn<'_>, _tenant: &str, _id: &str) -> Result<(), DbError> {
        Ok(())
    }

    /// Makes what comes with a fresh one.
    fn furnish(_conn: &mut Conn<'_>, _scope: &Scope, _id: &str) -> Result<(), Failure> {
        Ok(())
    }
}

/// Makes one.
pub(super) fn create<R: Resource>(
    conn: &mut Conn<'_>,
    scope: &Scope,
    values: R,
) -> Result<Stored<R>, Failure> {
    values.check(conn, scope, None)?;
    let row = values.to_row(Identity::fresh(scope))?;
    R::Row::insert(conn, std::slice::from_ref(&row))
        .and_then(|()| values.write_links(conn, scope.tenant(), row.id()))
        .map_err(|error| Failure::from_write(error, R::KIND))?;
    R::furnish(conn, scope, row.id())?;
    R::from_row(row)
}

/// Reads one by its id.
pub(super) fn find<R: Resource>(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<Stored<R>, Failure> {
    find_under(conn, scope, None, id)
}

/// Reads one by its id, provided that it stands under that parent.
pub(super) fn find_under<R: Resource>(
    conn: &mut Conn<'_>,
    scope: &Scope,
    parent_id: Option<&str>,
    id: &str,
) -> Result<Stored<R>, Failure> {
    records::find(conn, scope, R::KIND, parent_id, id).and_then(R::from_row)
}

/// Reads one page of them, of one parent or of the tenant. It holds fewer than were asked for where the actor's access is
/// limited.
pub(super) fn page<R: Resource>(
    conn: &mut Conn<'_>,
    scope: &Scope,
    parent_id: Option<&str>,
    params: &PageParams,
) -> Result<Page<Stored<R>>, Failure> {
    let mut page = records::page(conn, scope, parent_id, params, R::from_row)?;
    let access = &scope.actor.access;
    page.entities
        .retain(|one| one.values.is_within(access, &one.id));
    Ok(page)
}

/// Reads all of one parent, or of the tenant.
pub(super) fn all<R: Resource>(
    conn: &mut Conn<'_>,
    scope: &Scope,
    parent_id: Option<&str>,
) -> Result<Vec<Stored<R>>, Failure> {
    read::<R>(R::Row::page(conn, scope.tenant(), parent_id, "", i64::MAX)?)
}

/// Rows as resources.
pub(super) fn read<R: Resource>(rows: Vec<R::Row>) -> Result<Vec<Stored<R>>, Failure> {
    rows.into_iter().map(R::from_row).collect()
}

/// Overwrites one that is still at version `expected`.
pub(super) fn update<R: Resource>(
    conn: &mut Conn<'_>,
    scope: &Scope,
    parent_id: Option<&str>,
    id: &str,
    expected: i32,
    values: R,
) -> Result<Stored<R>, Failure> {
    let current: R::Row = records::find(conn, scope, R::KIND, parent_id, id)?;
    records::expect_version(&current, expected)?;
    let current = R::from_row(current)?;
    values.check(conn, scope, Some(&current.values))?;
    let row = values.to_row(Identity::next(scope, &current))?;
    records::replace(conn, scope, R::KIND, &row, expected)?;
    values
        .write_links(conn, scope.tenant(), id)
        .map_err(|error| Failure::from_write(error, R::KIND))?;
    R::from_row(row)
}

/// Deletes one; a conflict while anything still refers to it.
pub(super) fn delete<R: Resource>(
    conn: &mut Conn<'_>,
    scope: &Scope,
    parent_id: Option<&str>,
    id: &str,
) -> Result<(), Failure> {
    records::delete::<R::Row>(conn, scope, R::KIND, parent_id, id)
}

/// The document of a row, written.
pub(super) fn document(value: &impl Serialize) -> Result<String, Failure> {
    documents::write(value)
}

/// The document of a row, read back.
pub(super) fn parsed<T: serde::de::DeserializeOwned>(
    what: &'static str,
    id: &str,
    text: &str,
) -> Result<T, Failure> {
    Ok(documents::read(what, id, text)?)
}

/// A stored value this version cannot read.
pub(super) fn corrupt(what: &'static str, id: &str, reason: impl Into<String>) -> Failure {
    Failure::Database(DbError::Corrupt {
        what,
        id: id.to_owned(),
        reason: reason.into(),
    })
}

impl<T: Resource + utoipa::ToSchema> utoipa::PartialSchema for Stored<T> {
    fn schema() -> RefOr<Schema> {
        let RefOr::T(Schema::Object(mut schema)) = T::schema() else {
            return T::schema();
        };
        schema.additional_properties = None;
        let text = || ObjectBuilder::new().schema_type(Type::String);
        if let Some(parent) = T::PARENT_IN_PATH {
            schema.properties.insert(parent.to_owned(), text().into());
            schema.required.push(parent.to_owned());
        }
        let version = ObjectBuilder::new()
            .schema_type(Type::Integer)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int32)))
            .description(Some("Rises with every change."));
        for (name, property) in [
            ("id", text().description(Some("Its id.")).into()),
            ("version", version.into()),
            ("createdAt", Instant::schema()),
            ("modifiedAt", Instant::schema()),
        ] {
            schema.properties.insert(name.to_owned(), property);
            schema.required.push(name.to_owned());
        }
        Schema::Object(schema).into()
    }
}

impl<T: Resource + utoipa::ToSchema> utoipa::ToSchema for Stored<T> {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed(T::SCHEMA)
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        T::schemas(schemas);
    }
}

#[cfg(test)]
mod tests;
