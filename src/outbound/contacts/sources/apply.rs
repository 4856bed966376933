//! New values of contacts, and what follows from them for the campaigns on their list.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::db::Conn;
use crate::documents;
use crate::failure::Failure;
use crate::outbound::contacts::lists::{ERASED_PHONE, locked_list};
use crate::outbound::leasing::sift::apply_filters_to;
use crate::outbound::store::contact_import_updates::{self as updates, ContactUpdateRow};
use crate::outbound::store::contacts::{self as store, ContactRow};
use crate::outbound::store::{campaigns, pool};
use crate::tenancy::Scope;

/// The values of a contact that an import may change, as they are kept until it is read to its end.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::outbound) struct NewValues {
    external_id: Option<String>,
    name: Option<String>,
    time_zone: String,
    segment: String,
    permitted_hours: Option<String>,
    data: String,
    field_sources: String,
}

impl NewValues {
    /// The row that keeps a contact's new values with the import.
    ///
    /// # Errors
    /// Never for texts.
    pub(in crate::outbound) fn staged(
        after: &ContactRow,
        import_id: &str,
    ) -> Result<ContactUpdateRow, Failure> {
        let values = Self {
            external_id: after.external_id.clone(),
            name: after.name.clone(),
            time_zone: after.time_zone.clone(),
            segment: after.segment.clone(),
            permitted_hours: after.permitted_hours.clone(),
            data: after.data.clone(),
            field_sources: after.field_sources.clone(),
        };
        Ok(ContactUpdateRow {
            tenant_id: after.tenant_id.clone(),
            import_id: import_id.to_owned(),
            contact_id: after.id.clone(),
            new_values: documents::write(&values)?,
        })
    }

    fn of(self, before: &ContactRow) -> ContactRow {
        ContactRow {
            external_id: self.external_id,
            name: self.name,
            time_zone: self.time_zone,
            segment: self.segment,
            permitted_hours: self.permitted_hours,
            data: self.data,
            field_sources: self.field_sources,
            ..before.clone()
        }
    }
}

/// Writes some of the values that an import keeps to their contacts; how many of them. Whoever writes them at the same time
/// waits, and finds those that are left.
///
/// # Errors
/// Only the database's.
pub(in crate::outbound) fn write_staged(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (list_id, import_id): (&str, &str),
    limit: i64,
) -> Result<usize, Failure> {
    locked_list(conn, scope, list_id)?;
    let import = (scope.tenant(), import_id);
    let staged = updates::first(conn, import, limit)?;
    let ids: Vec<&str> = staged.iter().map(|row| row.contact_id.as_str()).collect();
    let mut found = BTreeMap::new();
    for contact in store::of_ids(conn, scope.tenant(), &ids)? {
        found.insert(contact.id.clone(), contact);
    }
    let mut changed = Vec::with_capacity(staged.len());
    for row in &staged {
        let Some(before) = found.remove(&row.contact_id) else {
            continue;
        };
        if before.phone.starts_with(ERASED_PHONE) {
            continue;
        }
        let values: NewValues =
            documents::read("contact update", &row.contact_id, &row.new_values)?;
        let after = values.of(&before);
        changed.push((before, after));
    }
    write_changes(conn, scope, list_id, &changed)?;
    updates::delete(conn, import, &ids)?;
    Ok(staged.len())
}

/// Writes contacts' new values over the old. In the pools of the campaigns on their list they get their new zone, segment and
/// hours, are judged anew where those hold or put them off, and are asked by the campaigns' filters again. The list must be
/// locked.
///
/// # Errors
/// Only the database's.
pub(in crate::outbound) fn write_changes(
    conn: &mut Conn<'_>,
    scope: &Scope,
    list_id: &str,
    changed: &[(ContactRow, ContactRow)],
) -> Result<(), Failure> {
    if changed.is_empty() {
        return Ok(());
    }
    let tenant = scope.tenant();
    let on_list = campaigns::of_list(conn, tenant, list_id)?;
    let bears_on_pools = |(before, after): &&(ContactRow, ContactRow)| {
        before.time_zone != after.time_zone
            || before.segment != after.segment
            || before.permitted_hours != after.permitted_hours
    };
    let moved: Vec<&(ContactRow, ContactRow)> = changed.iter().filter(bears_on_pools).collect();
    let does_move = !moved.is_empty() && !on_list.is_empty();
    if does_move {
        // Before anything is written: others may wait for this lock.
        pool::lock_for_lifting(conn, tenant)?;
    }
    let after: Vec<&ContactRow> = changed.iter().map(|(_, after)| after).collect();
    store::update_values(conn, &after)?;
    if does_move {
        for (before, after) in &moved {
            pool::follow_contact(conn, &on_list, before, after)?;
        }
        let phones: Vec<&str> = moved
            .iter()
            .map(|(_, after)| after.phone.as_str())
            .collect();
        pool::reopen_phones(conn, tenant, &on_list, &phones, scope.now)?;
    }
    let after: Vec<ContactRow> = after.into_iter().cloned().collect();
    for campaign in &on_list {
        match apply_filters_to(conn, scope, campaign, &after) {
            // A campaign that was deleted meanwhile has no pool.
            Ok(()) | Err(Failure::NotFound { .. }) => {}
            Err(failure) => return Err(failure),
        }
    }
    Ok(())
}
