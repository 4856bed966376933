//! The run of an import: read and check row by row, keep in batches out of sight, show all at once, fill the pools.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::finish::{fill_pools, put_marks_back, write_updates};
use super::imports::{ContactImportReport, ContactImportStatus, WHAT};
use super::reader::ContactFile;
use super::submit::{LargeImportOptions, RunInput};
use super::withdraw::{take_contacts_away, withdraw};
use crate::db::Conn;
use crate::documents;
use crate::events::{ContactsImported, publish};
use crate::failure::Failure;
use crate::jobs::JobContext;
use crate::outbound::contacts::check::{CheckedContact, Reject, check_contact};
use crate::outbound::contacts::columns::ListColumns;
use crate::outbound::contacts::import::note_zones;
use crate::outbound::contacts::keep::keep_contacts;
use crate::outbound::contacts::lists::{columns_of, locked_list, stored_list};
use crate::outbound::contacts::phone;
use crate::outbound::contacts::sources::{
    ImportSource, KeptValues, NewValues, Offered, join, offer,
};
use crate::outbound::persons::marks::has_marks;
use crate::outbound::policy::dnc_lists::block_for_tenant;
use crate::outbound::store::contact_import_updates::{self as updates, imports_with_updates};
use crate::outbound::store::contact_imports::{self as store, ContactImportRow};
use crate::outbound::store::contacts;

/// Contacts kept in one transaction: short enough that nobody notices the writer being taken.
const BATCH: usize = 1_000;

/// The most rows of a file.
const MOST_ROWS: u64 = 10_000_000;

/// The most rejects that are listed; the count is always of all.
const MOST_REJECTS_LISTED: u64 = 100_000;

/// Imports a file. Begun anew it starts from the first row; whoever lost the import to another worker writes nothing more.
///
/// # Errors
/// [`Failure::Cancelled`]; [`Failure::Invalid`] for a file that is no table. Nothing is kept then.
pub fn run_contact_import(context: &JobContext<'_>) -> Result<Value, Failure> {
    let input: RunInput = context.input()?;
    let scope = context.scope();
    let mut row = context.db.write(|conn| {
        let mut row = store::find(conn, scope.tenant(), &input.import_id)?
            .ok_or_else(|| Failure::not_found(WHAT, &input.import_id))?;
        row.fence += 1;
        if !store::take_up(conn, &row)? {
            return Err(Failure::Cancelled);
        }
        Ok(row)
    })?;
    let status: ContactImportStatus = documents::read(WHAT, &row.id, &row.status)?;
    let mut report: ContactImportReport = documents::read(WHAT, &row.id, &row.report)?;
    if status == ContactImportStatus::UnderWay {
        report = ContactImportReport {
            dry_run: report.dry_run,
            ..ContactImportReport::default()
        };
        let ended = Import::begin(context, &mut row, &mut report).and_then(Import::read);
        match ended {
            Ok(true) => {}
            Ok(false) => {
                let status = if report.rejected > 0 && !report.dry_run {
                    ContactImportStatus::Rejected
                } else {
                    ContactImportStatus::Validated
                };
                withdraw(context.db, &context.scope(), &row, status, &report)?;
                return result(&row, &report);
            }
            // The run is begun again when the database is back, and with it the import.
            Err(failure) if failure.is_passing() => return Err(failure),
            Err(failure) => {
                let status = ContactImportStatus::Withdrawn;
                report.imported = 0;
                withdraw(context.db, &context.scope(), &row, status, &report)?;
                return Err(failure);
            }
        }
    }
    fill_pools(context, &row)?;
    write_updates(context, &row.contact_list_id, &row.id)?;
    result(&row, &report)
}

fn result(row: &ContactImportRow, report: &ContactImportReport) -> Result<Value, Failure> {
    Ok(json!({
        "contactListId": row.contact_list_id,
        "contactImportId": row.id,
        "report": report,
    }))
}

/// What one batch of rows came to.
#[derive(Default)]
struct BatchEnd {
    imported: usize,
    duplicates: usize,
    ambiguous: usize,
    updated: usize,
    kept_values: Vec<KeptValues>,
    /// Phones of contacts that the list had and that the source was asked of.
    offered: Vec<String>,
    /// Of a dry run: phones that the list has not, as numbers.
    unknown: Vec<u64>,
}

/// An import that is being read.
struct Import<'a> {
    context: &'a JobContext<'a>,
    row: &'a mut ContactImportRow,
    report: &'a mut ContactImportReport,
    file: ContactFile,
    options: LargeImportOptions,
    columns: ListColumns,
    region: phonenumber::country::Id,
    zones: BTreeSet<String>,
    /// Phones marked do-not-call, as numbers.
    blocked: BTreeSet<u64>,
    /// Phones of a dry run as numbers: 8 bytes each.
    seen: Vec<u64>,
    source: Option<ImportSource>,
    /// Phones of contacts that the list had and that the source was asked of, as numbers.
    offered: BTreeSet<u64>,
    listed: i32,
}

impl<'a> Import<'a> {
    fn begin(
        context: &'a JobContext<'a>,
        row: &'a mut ContactImportRow,
        report: &'a mut ContactImportReport,
    ) -> Result<Self, Failure> {
        let (db, scope) = (context.db, context.scope());
        // What is compared with must be as the imports before left it.
        let list_id = &row.contact_list_id;
        for before in db.read(|conn| imports_with_updates(conn, scope.tenant(), list_id))? {
            if before != row.id {
                write_updates(context, list_id, &before)?;
            }
        }
        take_contacts_away(db, row)?;
        db.write(|conn| store::delete_rejects(conn, scope.tenant(), &row.id))?;
        let options: LargeImportOptions = documents::read(WHAT, &row.id, &row.options)?;
        let list = db.read(|conn| stored_list(conn, &scope, &row.contact_list_id))?;
        let region = options.region.as_ref().unwrap_or(&list.default_region);
        let region = phone::region(region)
            .map_err(|error| Failure::invalid("?region", "unknown-region", error.to_string()))?;
        let columns = columns_of(&list)?;
        let source = options.source.as_deref();
        let source = db.read(|conn| ImportSource::named(conn, &scope, source))?;
        let file = ContactFile::open(db, (scope.tenant(), &row.id), &options.mapping, &columns)?;
        Ok(Self {
            context,
            row,
            report,
            file,
            options,
            columns,
            region,
            zones: BTreeSet::new(),
            blocked: BTreeSet::new(),
            seen: Vec::new(),
            source,
            offered: BTreeSet::new(),
            listed: 0,
        })
    }

    /// Reads the file to its end; whether its contacts are on the list now.
    fn read(mut self) -> Result<bool, Failure> {
        let scope = self.context.scope();
        let (mut good, mut bad) = (Vec::with_capacity(BATCH), Vec::new());
        while let Some(contact) = self.file.next_row()? {
            self.report.received += 1;
            if self.report.received > MOST_ROWS {
                return Err(Failure::invalid(
                    "/file",
                    "too-many",
                    format!("the file has more than {MOST_ROWS} rows; send it in parts"),
                ));
            }
            match check_contact(&scope, contact, &self.columns, self.region) {
                Ok(checked) => good.push(checked),
                Err(reject) => {
                    self.report.rejected += 1;
                    if self.report.rejected <= MOST_REJECTS_LISTED {
                        bad.push(reject);
                    }
                }
            }
            if good.len() >= BATCH || bad.len() >= BATCH {
                self.keep(std::mem::take(&mut good), std::mem::take(&mut bad))?;
            }
        }
        self.keep(good, bad)?;
        self.report.do_not_call = self.blocked.len() as u64;
        if self.report.dry_run {
            self.count_dry_run();
            return Ok(false);
        }
        if !self.keeps() {
            self.report.imported = 0;
            self.report.updated = 0;
            self.report.kept_values.clear();
            self.report.do_not_call = 0;
            return Ok(false);
        }
        self.show()?;
        Ok(true)
    }

    /// Whether rows are still worth keeping.
    fn keeps(&self) -> bool {
        !self.report.dry_run && (self.report.rejected == 0 || self.options.accept_partial)
    }

    fn keep(&mut self, good: Vec<CheckedContact>, bad: Vec<Reject>) -> Result<(), Failure> {
        let progress = json!({ "rows": self.report.received, "rejected": self.report.rejected });
        self.context.progress(0.0, &progress)?;
        let scope = self.context.scope();
        for row in &good {
            if row.contact.do_not_call {
                self.blocked.extend(digits(&row.phone));
            }
            self.zones
                .insert(row.contact.time_zone.clone().unwrap_or_default());
        }
        let keeps = self.keeps();
        let rejects = bad
            .iter()
            .map(|reject| {
                self.listed += 1;
                Ok((self.listed, documents::write(reject)?))
            })
            .collect::<Result<Vec<_>, Failure>>()?;
        self.row.report = documents::write(&*self.report)?;
        let (row, is_dry) = (&*self.row, self.report.dry_run);
        let (source, columns, before) = (self.source.as_ref(), &self.columns, &self.offered);
        let is_first = |phone: &str| digits(phone).is_none_or(|phone| !before.contains(&phone));
        let write = |conn: &mut Conn<'_>| {
            if !store::note(conn, row)? {
                return Err(Failure::Cancelled);
            }
            let import = (scope.tenant(), row.id.as_str());
            store::insert_rejects(conn, import, &rejects)?;
            let mut batch = BatchEnd::default();
            if !keeps && !is_dry {
                return Ok(batch);
            }
            let place = (row.contact_list_id.as_str(), row.id.as_str());
            let mut offered = match source {
                Some(source) => {
                    let rows = (good.clone(), &is_first as &dyn Fn(&str) -> bool);
                    offer(conn, &scope, place, (source, columns), rows)?
                }
                None => Offered::nothing(good.clone()),
            };
            offered.tell_kept(&mut batch.kept_values);
            batch.updated = offered.updated;
            batch.duplicates = offered.phones.len();
            batch.offered = offered.phones;
            if is_dry {
                let phones = offered.rest.iter().map(|row| row.phone.as_str());
                let phones: Vec<&str> = phones.collect();
                let known =
                    contacts::known_phones(conn, scope.tenant(), &row.contact_list_id, &phones)?;
                let known: BTreeSet<String> = known.into_iter().collect();
                let unknown = phones.iter().filter(|phone| !known.contains(**phone));
                batch.unknown = unknown.filter_map(|phone| digits(phone)).collect();
                batch.duplicates += phones.len() - batch.unknown.len();
                return Ok(batch);
            }
            let staged = offered.changed.iter();
            let staged = staged
                .map(|(_, after)| NewValues::staged(after, &row.id))
                .collect::<Result<Vec<_>, _>>()?;
            updates::insert(conn, &staged)?;
            let field_sources = match source {
                Some(source) => source.of_new_contacts(scope.now)?,
                None => String::new(),
            };
            let kept = keep_contacts(conn, &scope, place, &field_sources, offered.rest)?;
            batch.imported = kept.fresh.len();
            batch.duplicates += kept.duplicates;
            batch.ambiguous = kept.ambiguous;
            Ok(batch)
        };
        let batch = with_retries(|| self.context.db.write(write))?;
        self.take_in(batch);
        Ok(())
    }

    fn take_in(&mut self, batch: BatchEnd) {
        let report = &mut *self.report;
        report.imported += batch.imported as u64;
        report.duplicates += batch.duplicates as u64;
        report.ambiguous_persons += batch.ambiguous as u64;
        report.updated += batch.updated as u64;
        join(&mut report.kept_values, batch.kept_values);
        self.seen.extend(batch.unknown);
        let offered = batch.offered.iter();
        self.offered
            .extend(offered.filter_map(|phone| digits(phone)));
    }

    fn count_dry_run(&mut self) {
        let all = self.seen.len() as u64;
        self.seen.sort_unstable();
        self.seen.dedup();
        self.report.imported = self.seen.len() as u64;
        self.report.duplicates += all - self.report.imported;
    }

    /// Makes the contacts visible, all at once; what stands against them is there before.
    fn show(mut self) -> Result<(), Failure> {
        let (db, scope) = (self.context.db, self.context.scope());
        let blocked: Vec<u64> = std::mem::take(&mut self.blocked).into_iter().collect();
        for batch in blocked.chunks(BATCH) {
            let phones = batch.iter().map(|digits| format!("+{digits}"));
            db.write(|conn| block_for_tenant(conn, &scope, phones))?;
        }
        if db.read(|conn| has_marks(conn, &scope))? {
            put_marks_back(self.context, &self.row.id)?;
        }
        let shown = ContactImportRow {
            status: documents::write(&ContactImportStatus::Complete)?,
            report: documents::write(&*self.report)?,
            finished_at: Some(scope.now),
            ..self.row.clone()
        };
        db.write(|conn| {
            // A campaign that is being made sees them, or is seen when pools are filled.
            let list = locked_list(conn, &scope, &shown.contact_list_id)?;
            note_zones(conn, &list, self.zones)?;
            if !store::note(conn, &shown)? {
                return Err(Failure::Cancelled);
            }
            store::delete_pieces(conn, scope.tenant(), &shown.id)?;
            let told = ContactsImported {
                contact_list_id: &shown.contact_list_id,
                added_count: usize::try_from(self.report.imported).unwrap_or(usize::MAX),
            };
            publish(conn, &scope, &told)
        })?;
        *self.row = shown;
        Ok(())
    }
}

/// How often a batch is written again that met another import's new persons.
const RETRIES: usize = 5;

/// Another import into another list may name the same new persons at the same time. Once it has written them, they are
/// found.
fn with_retries<T>(mut write: impl FnMut() -> Result<T, Failure>) -> Result<T, Failure> {
    for _ in 0..RETRIES {
        match write() {
            Err(Failure::Conflict {
                code: "import-in-progress",
                ..
            }) => {}
            ended => return ended,
        }
    }
    write()
}

/// A phone in E.164, of at most 15 digits, as a number.
fn digits(phone: &str) -> Option<u64> {
    phone.trim_start_matches('+').parse().ok()
}
