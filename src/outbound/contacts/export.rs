//! A list's contacts as CSV, page by page.

use super::columns::ListColumns;
use super::file_format::ContactFileFormat;
use super::filter::CheckedFilter;
use super::filters::{means, stored_filter};
use super::lists::{
    Contact, ERASED_PHONE, columns_of, contact_from_row, sees_phones, stored_list, zone_of,
};
use super::sources::SourceOrder;
use super::vicidial;
use crate::db::Database;
use crate::failure::Failure;
use crate::organisation::formula_guarded;
use crate::outbound::store::contacts::{self as store, ContactListRow};
use crate::tenancy::Scope;

/// Contacts written at once.
const PAGE: i64 = 1_000;

/// An export under way. Phones are masked for all but administrators and dialers; cells that a spreadsheet would take for
/// formulas (a whole phone is one, by its `+`) get an apostrophe in front, which an import takes away again.
pub struct ContactExport {
    db: Database,
    scope: Scope,
    list: ContactListRow,
    columns: ListColumns,
    format: ContactFileFormat,
    filter: Option<CheckedFilter>,
    after: String,
    at: Place,
}

enum Place {
    Header,
    Rows,
    End,
}

/// Opens an export of a list, of the contacts a filter means where one is named.
///
/// # Errors
/// `not-found`; [`Failure::Invalid`] at `?contactListFilterId` for a filter of another list, at `?format` for leads when the actor
/// sees phones masked: no dialer could call them.
pub fn export_contacts(
    db: &Database,
    scope: &Scope,
    list: &str,
    (format, filter): (ContactFileFormat, Option<&str>),
) -> Result<ContactExport, Failure> {
    if format == ContactFileFormat::Vicidial && !sees_phones(scope) {
        return Err(Failure::invalid(
            "?format",
            "masked-phones",
            "you see phones masked, which no dialer can call; let an administrator export leads",
        ));
    }
    db.read(|conn| {
        let row = stored_list(conn, scope, list)?;
        let filter = filter
            .map(|id| stored_filter(conn, scope, &row, id))
            .transpose()?;
        Ok(ContactExport {
            db: db.clone(),
            scope: scope.clone(),
            columns: columns_of(&row)?,
            list: row,
            format,
            filter,
            after: String::new(),
            at: Place::Header,
        })
    })
}

impl ContactExport {
    /// The next piece of the file; `None` at its end.
    ///
    /// # Errors
    /// Only the database's.
    pub fn next_piece(&mut self) -> Result<Option<Vec<u8>>, Failure> {
        let mut csv = csv::Writer::from_writer(Vec::new());
        match self.at {
            Place::Header if self.format == ContactFileFormat::Vicidial => {
                write(&mut csv, vicidial::header(&self.columns))?;
                self.at = Place::Rows;
            }
            Place::Header => {
                let fixed = ["id", "phone", "externalId", "name", "personId", "timeZone"];
                let more = ["segment", "dateCreated"];
                let own = self
                    .columns
                    .column_names
                    .iter()
                    .map(|name| formula_guarded(name));
                let fixed = fixed.into_iter().chain(more).map(str::to_owned);
                write(&mut csv, fixed.chain(own).collect())?;
                self.at = Place::Rows;
            }
            Place::Rows => {
                let (tenant, after) = (self.scope.tenant(), &self.after);
                let rows = self
                    .db
                    .read(|conn| store::contacts_after(conn, tenant, &self.list.id, after, PAGE))?;
                let Some(last) = rows.last() else {
                    self.at = Place::End;
                    return Ok(None);
                };
                self.after = last.id.clone();
                for row in rows {
                    let is_meant = match &self.filter {
                        Some(filter) => means(filter, &row)?,
                        None => true,
                    };
                    if !is_meant {
                        continue;
                    }
                    let zone = zone_of(&row.time_zone, &self.list)?;
                    let is_erased = row.phone.starts_with(ERASED_PHONE);
                    // The file tells no sources.
                    let sources = SourceOrder::default();
                    let contact = contact_from_row(&self.scope, (&self.columns, &sources), row)?;
                    match self.format {
                        ContactFileFormat::Crewcast => self.write_contact(&mut csv, &contact)?,
                        // Nobody can call who was erased.
                        ContactFileFormat::Vicidial if is_erased => {}
                        ContactFileFormat::Vicidial => {
                            let now = self.scope.now;
                            write(&mut csv, vicidial::lead(&self.columns, &contact, zone, now))?;
                        }
                    }
                }
            }
            Place::End => return Ok(None),
        }
        let bytes = csv
            .into_inner()
            .map_err(|error| Failure::Internal(format!("contacts as CSV: {error}")))?;
        Ok(Some(bytes))
    }

    fn write_contact(
        &self,
        csv: &mut csv::Writer<Vec<u8>>,
        contact: &Contact,
    ) -> Result<(), Failure> {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let fixed = [
            contact.id.clone(),
            contact.phone.clone(),
            text(&contact.external_id),
            text(&contact.name),
            text(&contact.person_id),
            text(&contact.time_zone),
            text(&contact.segment),
            contact.date_created.to_string(),
        ];
        let own = self.columns.column_names.iter();
        let own = own.map(|column| contact.data.get(column).cloned().unwrap_or_default());
        let fields = fixed.into_iter().chain(own);
        write(csv, fields.map(|field| formula_guarded(&field)).collect())
    }
}

fn write(csv: &mut csv::Writer<Vec<u8>>, fields: Vec<String>) -> Result<(), Failure> {
    csv.write_record(&fields)
        .map_err(|error| Failure::Internal(format!("contacts as CSV: {error}")))
}
