//! What plans and limits have in common: kept as one document each, under a name, with a version.

use crate::documents;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::store::{self, SettingRow, SettingTable};
use crate::db::{Conn, Instant};
use crate::failure::{Failure, Faults};
use crate::organisation::{BusinessUnit, find_business_unit};
use crate::tenancy::{Scope, new_id};

/// Something a planner sets.
pub(super) trait Setting: Clone + Serialize + DeserializeOwned {
    /// Its name in the vocabulary.
    const KIND: &'static str;
    const TABLE: SettingTable;
    fn business_unit_id(&self) -> &str;
    fn name(&self) -> &str;
    /// Notes what cannot be. `own_id` is the id of the one that is changed, none for a new one.
    fn check(
        &self,
        conn: &mut Conn<'_>,
        scope: &Scope,
        unit: &BusinessUnit,
        own_id: Option<&str>,
        faults: &mut Faults,
    ) -> Result<(), Failure>;
}

/// A setting as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Kept<S> {
    pub id: String,
    pub values: S,
    pub version: i32,
    pub created_at: Instant,
    pub modified_at: Instant,
}

fn from_row<S: Setting>(row: SettingRow) -> Result<Kept<S>, Failure> {
    Ok(Kept {
        values: documents::read(S::KIND, &row.id, &row.document)?,
        id: row.id,
        version: row.version,
        created_at: row.created_at,
        modified_at: row.modified_at,
    })
}

fn to_row<S: Setting>(scope: &Scope, kept: &Kept<S>) -> Result<SettingRow, Failure> {
    Ok(SettingRow {
        tenant_id: scope.tenant().to_owned(),
        id: kept.id.clone(),
        business_unit_id: kept.values.business_unit_id().to_owned(),
        name: kept.values.name().to_owned(),
        document: documents::write(&kept.values)?,
        version: kept.version,
        created_at: kept.created_at,
        modified_at: kept.modified_at,
    })
}

fn checked<S: Setting>(
    conn: &mut Conn<'_>,
    scope: &Scope,
    values: &S,
    current: Option<&Kept<S>>,
) -> Result<(), Failure> {
    let mut faults = Faults::default();
    faults.require_name(values.name(), "/name");
    let unit = match find_business_unit(conn, scope, values.business_unit_id()) {
        Ok(unit) => unit,
        Err(Failure::NotFound { .. }) => {
            faults.require(
                false,
                "/businessUnitId",
                "not-found",
                "name a business unit there is",
            );
            return faults.into_result();
        }
        Err(error) => return Err(error),
    };
    if let Some(current) = current {
        faults.require(
            current.values.business_unit_id() == unit.id,
            "/businessUnitId",
            "cannot-move",
            "it stays in its business unit; make another one there",
        );
    }
    let own_id = current.map(|current| current.id.as_str());
    values.check(conn, scope, &unit, own_id, &mut faults)?;
    faults.into_result()
}

pub(super) fn create<S: Setting>(
    conn: &mut Conn<'_>,
    scope: &Scope,
    values: S,
) -> Result<Kept<S>, Failure> {
    checked(conn, scope, &values, None)?;
    let kept = Kept {
        id: new_id(scope.now),
        values,
        version: 1,
        created_at: scope.now,
        modified_at: scope.now,
    };
    store::insert_setting(conn, S::TABLE, &to_row(scope, &kept)?)
        .map_err(|error| Failure::from_write(error, S::KIND))?;
    Ok(kept)
}

pub(super) fn find<S: Setting>(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<Kept<S>, Failure> {
    let row = store::setting(conn, S::TABLE, scope.tenant(), id)?;
    from_row(row.ok_or_else(|| Failure::not_found(S::KIND, id))?)
}

pub(super) fn all<S: Setting>(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
) -> Result<Vec<Kept<S>>, Failure> {
    let rows = store::all_settings(conn, S::TABLE, scope.tenant(), business_unit_id)?;
    rows.into_iter().map(from_row).collect()
}

pub(super) fn replace<S: Setting>(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
    expected: i32,
    values: S,
) -> Result<Kept<S>, Failure> {
    let current: Kept<S> = find(conn, scope, id)?;
    let stale = |current| Failure::Stale {
        yours: expected,
        current,
    };
    if current.version != expected {
        return Err(stale(current.version));
    }
    checked(conn, scope, &values, Some(&current))?;
    let kept = Kept {
        values,
        version: expected + 1,
        modified_at: scope.now,
        ..current
    };
    let replaced = store::replace_setting(conn, S::TABLE, &to_row(scope, &kept)?, expected)
        .map_err(|error| Failure::from_write(error, S::KIND))?;
    if replaced {
        Ok(kept)
    } else {
        Err(stale(find::<S>(conn, scope, id)?.version))
    }
}

pub(super) fn delete<S: Setting>(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<(), Failure> {
    let deleted = store::delete_setting(conn, S::TABLE, scope.tenant(), id)
        .map_err(|error| Failure::from_write(error, S::KIND))?;
    if deleted {
        Ok(())
    } else {
        Err(Failure::not_found(S::KIND, id))
    }
}
