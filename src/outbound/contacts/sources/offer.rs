//! Rows of a named source on phones that the list has already.

use std::collections::BTreeMap;

use super::field_sources::{SetBy, all_by, read, write};
use super::fields::{fields_of, offered_by, with_fields};
use super::kept_values::{self, KeptValues};
use super::merge::merge;
use super::order::SourceOrder;
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::outbound::contacts::check::CheckedContact;
use crate::outbound::contacts::columns::ListColumns;
use crate::outbound::store::contacts::{self as store, ContactRow};
use crate::tenancy::Scope;

/// The source whose contacts an import brings.
#[derive(Clone, Debug)]
pub(in crate::outbound) struct ImportSource {
    name: String,
    number: u16,
    order: SourceOrder,
}

/// What a batch of rows comes to, beside contacts that are new on the list.
#[derive(Debug, Default)]
pub(in crate::outbound) struct Offered {
    /// Contacts whose values, or what is known of where they are from, are others now: before and after.
    pub changed: Vec<(ContactRow, ContactRow)>,
    /// Contacts of which a value is another now.
    pub updated: usize,
    /// Values that were kept.
    pub kept_values: Vec<KeptValues>,
    /// Phones of the list's contacts that were looked at.
    pub phones: Vec<String>,
    /// Rows that go on: on phones that the list has not, or that came before in the import.
    pub rest: Vec<CheckedContact>,
}

impl ImportSource {
    /// The source that an import names, if it does.
    ///
    /// # Errors
    /// [`Failure::Invalid`] at `?source`.
    pub(in crate::outbound) fn named(
        conn: &mut Conn<'_>,
        scope: &Scope,
        name: Option<&str>,
    ) -> Result<Option<Self>, Failure> {
        let Some(name) = name else {
            return Ok(None);
        };
        let order = SourceOrder::of(conn, scope)?;
        let Some(number) = order.number(name) else {
            let known = order.names();
            let known = if known.is_empty() {
                "none yet".to_owned()
            } else {
                known.join(", ")
            };
            return Err(Failure::invalid(
                "?source",
                "unknown-source",
                format!(
                    "{name:?} is no source of yours (there are: {known}); name it by PUT /outbound/contact-sources first"
                ),
            ));
        };
        Ok(Some(Self {
            name: name.to_owned(),
            number,
            order,
        }))
    }

    /// What is kept of where a new contact is from.
    ///
    /// # Errors
    /// Never.
    pub(in crate::outbound) fn of_new_contacts(&self, now: Instant) -> Result<String, Failure> {
        all_by(self.set_by(now))
    }

    fn set_by(&self, now: Instant) -> SetBy {
        SetBy {
            source: self.number,
            at: now,
        }
    }
}

/// Whether a phone's row is the first of its file.
type IsFirst<'a> = dyn Fn(&str) -> bool + 'a;

/// What the source's rows change on contacts that the list has. Nothing is written. Contacts that the import has brought
/// itself, and phones that are not `is_first` because it has offered them before, are left: the first row of a phone counts.
///
/// # Errors
/// Only the database's.
pub(in crate::outbound) fn offer(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (list_id, import_id): (&str, &str),
    (source, columns): (&ImportSource, &ListColumns),
    (checked, is_first): (Vec<CheckedContact>, &IsFirst<'_>),
) -> Result<Offered, Failure> {
    let phones: Vec<&str> = checked.iter().map(|row| row.phone.as_str()).collect();
    let mut known: BTreeMap<String, ContactRow> = BTreeMap::new();
    for row in store::of_phones(conn, scope.tenant(), list_id, &phones)? {
        let is_of_this_import = !import_id.is_empty() && row.import_id == import_id;
        if !is_of_this_import && is_first(&row.phone) {
            known.insert(row.phone.clone(), row);
        }
    }
    let mut told = Offered::default();
    let by = source.set_by(scope.now);
    for row in checked {
        // Taken out: a second row of the phone goes on as a duplicate.
        let Some(before) = known.remove(&row.phone) else {
            told.rest.push(row);
            continue;
        };
        told.phones.push(row.phone.clone());
        let fields = fields_of(&before)?;
        let set_by = read(&before, &fields)?;
        let merged = merge((&fields, &set_by), &offered_by(&row)?, by, &source.order);
        kept_values::note(
            &mut told.kept_values,
            (row.contact.row, &before.id),
            merged.kept,
            (&source.order, &source.name, columns),
        );
        told.updated += usize::from(merged.changed > 0);
        let field_sources = write(&merged.fields, &merged.set_by)?;
        if merged.changed > 0 || field_sources != before.field_sources {
            let after = with_fields(&before, merged.fields, field_sources)?;
            told.changed.push((before, after));
        }
    }
    Ok(told)
}

impl Offered {
    /// All rows go on: the import names no source, and what the list has stays as it is.
    pub(in crate::outbound) fn nothing(checked: Vec<CheckedContact>) -> Self {
        Self {
            rest: checked,
            ..Self::default()
        }
    }

    /// Adds what it tells of kept values to what was told before.
    pub(in crate::outbound) fn tell_kept(&mut self, told: &mut Vec<KeptValues>) {
        kept_values::join(told, std::mem::take(&mut self.kept_values));
    }
}
