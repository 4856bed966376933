//! The run of an import: read and check row by row, keep in batches out of sight, show all at once, fill the pools.

use std::collections::BTreeSet;

use serde_json::{Value, json};

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
use crate::outbound::leasing::admit::admit_contacts;
use crate::outbound::persons::marks::{has_marks, restore_marks};
use crate::outbound::policy::dnc_lists::block_for_tenant;
use crate::outbound::store::contact_imports::{self as store, ContactImportRow};
use crate::outbound::store::{campaigns, contacts};

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
    result(&row, &report)
}

fn result(row: &ContactImportRow, report: &ContactImportReport) -> Result<Value, Failure> {
    Ok(json!({
        "contactListId": row.contact_list_id,
        "contactImportId": row.id,
        "report": report,
    }))
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
    listed: i32,
}

impl<'a> Import<'a> {
    fn begin(
        context: &'a JobContext<'a>,
        row: &'a mut ContactImportRow,
        report: &'a mut ContactImportReport,
    ) -> Result<Self, Failure> {
        let (db, scope) = (context.db, context.scope());
        take_contacts_away(db, row)?;
        db.write(|conn| store::delete_rejects(conn, scope.tenant(), &row.id))?;
        let options: LargeImportOptions = documents::read(WHAT, &row.id, &row.options)?;
        let list = db.read(|conn| stored_list(conn, &scope, &row.contact_list_id))?;
        let region = options.region.as_ref().unwrap_or(&list.default_region);
        let region = phone::region(region)
            .map_err(|error| Failure::invalid("?region", "unknown-region", error.to_string()))?;
        let columns = columns_of(&list)?;
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
        let phones: Vec<String> = good.iter().map(|row| row.phone.clone()).collect();
        let write = |conn: &mut Conn<'_>| {
            if !store::note(conn, row)? {
                return Err(Failure::Cancelled);
            }
            let import = (scope.tenant(), row.id.as_str());
            store::insert_rejects(conn, import, &rejects)?;
            if keeps {
                let good = good.clone();
                let kept = keep_contacts(conn, &scope, &row.contact_list_id, &row.id, good)?;
                return Ok((
                    kept.fresh.len(),
                    kept.duplicates,
                    kept.ambiguous,
                    Vec::new(),
                ));
            }
            let known = if is_dry {
                let phones: Vec<&str> = phones.iter().map(String::as_str).collect();
                contacts::known_phones(conn, scope.tenant(), &row.contact_list_id, &phones)?
            } else {
                Vec::new()
            };
            Ok((0, 0, 0, known))
        };
        let (fresh, duplicates, ambiguous, known) = with_retries(|| self.context.db.write(write))?;
        if is_dry {
            let known: BTreeSet<String> = known.into_iter().collect();
            let unknown = phones.iter().filter(|phone| !known.contains(*phone));
            self.seen.extend(unknown.filter_map(|phone| digits(phone)));
            self.report.duplicates +=
                phones.iter().filter(|phone| known.contains(*phone)).count() as u64;
        } else if keeps {
            self.report.imported += fresh as u64;
            self.report.duplicates += duplicates as u64;
            self.report.ambiguous_persons += ambiguous as u64;
        }
        Ok(())
    }

    fn count_dry_run(&mut self) {
        let all = self.seen.len() as u64;
        self.seen.sort_unstable();
        self.seen.dedup();
        self.report.imported = self.seen.len() as u64;
        self.report.duplicates += all - self.report.imported;
    }

    /// What erased persons asked for binds their phones again.
    fn put_marks_back(&self) -> Result<(), Failure> {
        let scope = self.context.scope();
        let mut after = String::new();
        loop {
            let rows = self.context.db.write(|conn| {
                let rows = contacts::of_import(conn, scope.tenant(), &self.row.id, &after, PAGE)?;
                restore_marks(conn, &scope, &rows)?;
                Ok::<_, Failure>(rows)
            })?;
            let Some(last) = rows.last() else {
                return Ok(());
            };
            after.clone_from(&last.id);
            self.context
                .progress(0.0, &json!({ "rows": self.report.received }))?;
        }
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
            self.put_marks_back()?;
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

/// Contacts admitted in one transaction.
const PAGE: i64 = 1_000;

/// Puts the contacts into the pools of the campaigns on their list. It may be begun anew: who is in a pool stays as they are.
fn fill_pools(context: &JobContext<'_>, row: &ContactImportRow) -> Result<(), Failure> {
    let scope = context.scope();
    let campaigns = context
        .db
        .read(|conn| campaigns::of_list(conn, scope.tenant(), &row.contact_list_id))?;
    if campaigns.is_empty() {
        return Ok(());
    }
    let mut after = String::new();
    let mut filled = 0usize;
    loop {
        let scope = context.scope();
        // Read and admitted in one transaction: nobody is erased in between.
        let rows = context.db.write(|conn| {
            let rows = contacts::of_import(conn, scope.tenant(), &row.id, &after, PAGE)?;
            for campaign in &campaigns {
                match admit_contacts(conn, &scope, campaign, &rows) {
                    // A campaign that was deleted meanwhile has no pool to fill.
                    Ok(()) | Err(Failure::NotFound { .. }) => {}
                    Err(failure) => return Err(failure),
                }
            }
            Ok(rows)
        })?;
        let Some(last) = rows.last() else {
            return Ok(());
        };
        after.clone_from(&last.id);
        filled += rows.len();
        // The contacts are there: a cancel comes too late, and half-filled pools would be the worst of both.
        match context.progress(50.0, &json!({ "inPools": filled })) {
            Ok(()) | Err(Failure::Cancelled) => {}
            Err(failure) => return Err(failure),
        }
    }
}

/// A phone in E.164, of at most 15 digits, as a number.
fn digits(phone: &str) -> Option<u64> {
    phone.trim_start_matches('+').parse().ok()
}
