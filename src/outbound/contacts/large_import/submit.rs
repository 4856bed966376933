//! A file that arrived, kept in pieces, and the run that is to read it.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::imports::{ContactImport, ContactImportReport, ContactImportStatus, from_row};
use super::withdraw::{withdraw, withdraw_abandoned};
use crate::db::{Database, DbError};
use crate::documents;
use crate::failure::Failure;
use crate::jobs::{Run, submit};
use crate::outbound::contacts::layout::ColumnMapping;
use crate::outbound::contacts::lists::stored_list;
use crate::outbound::contacts::phone;
use crate::outbound::contacts::sources::ImportSource;
use crate::outbound::store::contact_imports::{self as store, ContactImportRow};
use crate::tenancy::{Scope, new_id};

/// The kind of its runs.
pub const CONTACT_IMPORT_RUN_KIND: &str = "contact-import";

/// The largest file.
pub const LARGEST_CONTACT_FILE_BYTES: usize = 2 * 1024 * 1024 * 1024;

/// Bytes of the file in one row.
const PIECE_BYTES: usize = 1024 * 1024;

/// How the file is to be read, and what to do with what is found.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct LargeImportOptions {
    /// Keep the good rows though others are rejected.
    pub accept_partial: bool,
    /// Check and count, keep nothing.
    pub dry_run: bool,
    /// ISO 3166 code in which national numbers are read; the list's default when left out.
    pub region: Option<String>,
    /// The contact source the rows are from; without one the list's contacts stay as they are.
    pub source: Option<String>,
    /// Which header stands for which column.
    pub mapping: ColumnMapping,
}

/// An import and the run that does it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SubmittedContactImport {
    /// The import.
    pub import: ContactImport,
    /// Its run: progress, cancel, result.
    pub run: Run,
}

/// What a run is given.
#[derive(Deserialize, Serialize)]
pub(super) struct RunInput {
    pub import_id: String,
}

/// Keeps a file and queues the run that imports it; call [`crate::jobs::Jobs::wake`] afterwards.
///
/// # Errors
/// `not-found` for the list; [`Failure::Invalid`] at `?region` or `?source`; `import-in-progress` while another import into the list is
/// under way.
pub fn submit_contact_import(
    db: &Database,
    scope: &Scope,
    list_id: &str,
    options: &LargeImportOptions,
    file: &Path,
) -> Result<SubmittedContactImport, Failure> {
    let tenant = scope.tenant();
    if let Some(code) = &options.region {
        phone::region(code)
            .map_err(|error| Failure::invalid("?region", "unknown-region", error.to_string()))?;
    }
    db.read(|conn| ImportSource::named(conn, scope, options.source.as_deref()))?;
    let report = ContactImportReport {
        dry_run: options.dry_run,
        ..ContactImportReport::default()
    };
    let row = ContactImportRow {
        tenant_id: tenant.to_owned(),
        id: new_id(scope.now),
        contact_list_id: list_id.to_owned(),
        status: documents::write(&ContactImportStatus::UnderWay)?,
        fence: 0,
        options: documents::write(options)?,
        report: documents::write(&report)?,
        created_by: scope.actor.subject.clone(),
        created_at: scope.now,
        finished_at: None,
        run_id: String::new(),
    };
    withdraw_abandoned(db, scope, list_id)?;
    db.write(|conn| {
        stored_list(conn, scope, list_id)?;
        store::insert(conn, &row).map_err(taken)
    })?;
    let queued = keep_pieces(db, &row, file).and_then(|()| {
        db.write(|conn| {
            let input = RunInput {
                import_id: row.id.clone(),
            };
            let run = submit(conn, scope, CONTACT_IMPORT_RUN_KIND, &input)?;
            if store::note_run(conn, &row, &run.id)? {
                Ok(run)
            } else {
                Err(withdrawn_meanwhile())
            }
        })
    });
    match queued {
        Ok(run) => Ok(SubmittedContactImport {
            import: from_row(row)?,
            run,
        }),
        Err(failure) => match withdraw(db, scope, &row, ContactImportStatus::Withdrawn, &report) {
            // Cancelled: whoever withdrew it cleans up.
            Ok(()) | Err(Failure::Cancelled) => Err(failure),
            Err(worse) => Err(worse),
        },
    }
}

fn withdrawn_meanwhile() -> Failure {
    Failure::conflict(
        "import-over",
        "the import was withdrawn while its file arrived; send it again",
    )
}

/// The file row by row, each in a transaction of its own, so that nobody waits for a large one.
fn keep_pieces(db: &Database, row: &ContactImportRow, file: &Path) -> Result<(), Failure> {
    let unreadable = |error: std::io::Error| {
        Failure::Internal(format!("the spooled upload cannot be read: {error}"))
    };
    let mut file = File::open(file).map_err(unreadable)?;
    for piece in 0.. {
        let mut bytes = Vec::with_capacity(PIECE_BYTES);
        file.by_ref()
            .take(PIECE_BYTES as u64)
            .read_to_end(&mut bytes)
            .map_err(unreadable)?;
        if bytes.is_empty() {
            break;
        }
        db.write(|conn| {
            if !store::note(conn, row)? {
                return Err(withdrawn_meanwhile());
            }
            let import = (row.tenant_id.as_str(), row.id.as_str());
            Ok(store::insert_piece(conn, import, piece, &bytes)?)
        })?;
    }
    Ok(())
}

fn taken(error: DbError) -> Failure {
    if error.is_duplicate() {
        Failure::conflict(
            "import-in-progress",
            "an import into this list is under way; wait for its run, or withdraw it by DELETE",
        )
    } else {
        error.into()
    }
}
