//! Versioned rows as operations read, page, overwrite and delete them.

use crate::db::{Conn, Record};
use crate::failure::Failure;
use crate::http::{Page, PageParams};
use crate::tenancy::Scope;

/// The row of that id, provided that it stands under that parent; `kind` is its name in the vocabulary.
///
/// # Errors
/// [`Failure::NotFound`].
pub(crate) fn find<R: Record>(
    conn: &mut Conn<'_>,
    scope: &Scope,
    kind: &'static str,
    parent_id: Option<&str>,
    id: &str,
) -> Result<R, Failure> {
    R::find(conn, scope.tenant(), id)?
        .filter(|row: &R| parent_id.is_none_or(|parent| row.parent_id() == parent))
        .ok_or_else(|| Failure::not_found(kind, id))
}

/// One page of them as resources, of one parent or of the tenant, the oldest first.
///
/// # Errors
/// [`Failure::Invalid`] for a page that cannot be; those of `of_row`.
pub(crate) fn page<R: Record, T>(
    conn: &mut Conn<'_>,
    scope: &Scope,
    parent_id: Option<&str>,
    params: &PageParams,
    of_row: impl Fn(R) -> Result<T, Failure>,
) -> Result<Page<T>, Failure> {
    let (size, after) = params.bounds()?;
    let rows = R::page(conn, scope.tenant(), parent_id, &after, size + 1)?;
    let rows = Page::of(rows, size, R::id);
    Ok(Page {
        entities: rows
            .entities
            .into_iter()
            .map(of_row)
            .collect::<Result<_, _>>()?,
        next_page_token: rows.next_page_token,
    })
}

/// Whether a row is still at the version that an edit was made from.
///
/// # Errors
/// [`Failure::Stale`].
pub(crate) fn expect_version(row: &impl Record, expected: i32) -> Result<(), Failure> {
    if row.version() == expected {
        Ok(())
    } else {
        Err(Failure::Stale {
            yours: expected,
            current: row.version(),
        })
    }
}

/// Puts a row in the place of its own that is still at version `expected`.
///
/// # Errors
/// [`Failure::Stale`] when somebody was faster; [`Failure::NotFound`] when it is gone; those of [`Failure::from_write`].
pub(crate) fn replace<R: Record>(
    conn: &mut Conn<'_>,
    scope: &Scope,
    kind: &'static str,
    row: &R,
    expected: i32,
) -> Result<(), Failure> {
    let replaced = row
        .replace(conn, expected)
        .map_err(|error| Failure::from_write(error, kind))?;
    if replaced {
        return Ok(());
    }
    let now: R = find(conn, scope, kind, None, row.id())?;
    Err(Failure::Stale {
        yours: expected,
        current: now.version(),
    })
}

/// Deletes the row of that id, provided that it stands under that parent.
///
/// # Errors
/// [`Failure::NotFound`]; a conflict while anything still refers to it.
pub(crate) fn delete<R: Record>(
    conn: &mut Conn<'_>,
    scope: &Scope,
    kind: &'static str,
    parent_id: Option<&str>,
    id: &str,
) -> Result<(), Failure> {
    find::<R>(conn, scope, kind, parent_id, id)?;
    let deleted =
        R::delete(conn, scope.tenant(), id).map_err(|error| Failure::from_write(error, kind))?;
    if deleted {
        Ok(())
    } else {
        Err(Failure::not_found(kind, id))
    }
}
