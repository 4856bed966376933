//! Bringing one file into the history, all of it or nothing.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use chrono_tz::Tz;
use sha2::{Digest, Sha256};

use super::imports::{Import, ImportStatus, SHOWN_REJECTS, Totals};
use super::kept::{already_there, of_row, tell, to_row};
use super::layout::ImportKind;
use super::parsing::{Parsed, Reading, read_file};
use super::queues::QueueBook;
use super::store::{self, IntervalRow, RejectRow};
use super::sums::totals_of;
use crate::db::{Conn, Database, Instant};
use crate::failure::{Failure, Faults};
use crate::organisation::{
    BusinessUnit, Channel, NewQueue, create_queue, find_business_unit, list_queues,
};
use crate::tenancy::{Scope, new_id};

/// What a file is to be imported with.
#[derive(Clone, Debug)]
pub struct ImportOptions {
    /// The business unit whose queues the file is of.
    pub business_unit_id: String,
    /// What its rows are.
    pub kind: ImportKind,
    /// Only tell what would happen.
    pub dry_run: bool,
    /// What the file is called.
    pub file_name: Option<String>,
    /// The zone of times without an offset; the business unit's when absent.
    pub time_zone: Option<Tz>,
    /// Handle time of rows that have none.
    pub default_average_handle_time_seconds: Option<f64>,
    /// Length of the file's intervals when no column tells it; told from their spacing when absent.
    pub interval_minutes: Option<u32>,
    /// The queue of all rows when no column tells it.
    pub queue_name: Option<String>,
    /// Calls that waited no longer count as answered within.
    pub answered_within_seconds: u32,
    /// Make queues the file names and the business unit lacks.
    pub create_missing_queues: bool,
    /// Keep the rows without a fault even when others have one.
    pub accept_partial: bool,
    /// The same key with the same file and options does nothing twice; with others it is refused.
    pub idempotency_key: Option<String>,
}

impl ImportOptions {
    /// The usual options for a business unit.
    pub fn new(business_unit_id: impl Into<String>, kind: ImportKind) -> Self {
        Self {
            business_unit_id: business_unit_id.into(),
            kind,
            dry_run: false,
            file_name: None,
            time_zone: None,
            default_average_handle_time_seconds: None,
            interval_minutes: None,
            queue_name: None,
            answered_within_seconds: 20,
            create_missing_queues: false,
            accept_partial: false,
            idempotency_key: None,
        }
    }

    fn check(&self) -> Result<(), Failure> {
        let mut faults = Faults::default();
        let handle_time = self.default_average_handle_time_seconds;
        faults.require(
            handle_time.is_none_or(|seconds| (0.0..=86_400.0).contains(&seconds)),
            "?defaultAverageHandleTimeSeconds",
            "out-of-range",
            "use 0 to 86,400 seconds",
        );
        faults.require(
            self.interval_minutes
                .is_none_or(|minutes| (1..=60).contains(&minutes)),
            "?intervalMinutes",
            "out-of-range",
            "use 1 to 60 minutes",
        );
        faults.require(
            self.answered_within_seconds <= 86_400,
            "?answeredWithinSeconds",
            "out-of-range",
            "use 0 to 86,400 seconds",
        );
        if let Some(name) = &self.queue_name {
            faults.require_name(name, "?queueName");
        }
        if let Some(name) = &self.file_name {
            let plain = name.chars().count() <= 255 && !name.contains('\0');
            faults.require(
                plain,
                "?fileName",
                "invalid-name",
                "use up to 255 characters",
            );
        }
        if let Some(key) = &self.idempotency_key {
            let plain = (1..=255).contains(&key.len()) && !key.contains('\0');
            faults.require(
                plain,
                "Idempotency-Key",
                "invalid-key",
                "use 1 to 255 characters",
            );
        }
        faults.into_result()
    }

    /// What makes two imports of the same bytes the same import.
    fn parameters(&self, unit: &BusinessUnit) -> serde_json::Value {
        serde_json::json!({
            "kind": self.kind.as_str(),
            "timeZone": self.time_zone.unwrap_or(unit.time_zone).name(),
            "defaultAverageHandleTimeSeconds": self.default_average_handle_time_seconds,
            "intervalMinutes": self.interval_minutes,
            "queueName": self.queue_name,
            "answeredWithinSeconds": self.answered_within_seconds,
            "createMissingQueues": self.create_missing_queues,
            "acceptPartial": self.accept_partial,
        })
    }
}

/// A file at rest, and the hash of its bytes.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Where it lies.
    pub path: PathBuf,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

impl Upload {
    /// A file whose bytes have been hashed on their way to it.
    pub(super) fn of_hashed(path: PathBuf, hash: Sha256) -> Self {
        Self {
            path,
            sha256: hexadecimal(hash),
        }
    }

    /// Hashes a file.
    ///
    /// # Errors
    /// [`Failure::Malformed`] when it cannot be read.
    pub fn of_path(path: &Path) -> Result<Self, Failure> {
        let unreadable = |error: std::io::Error| {
            Failure::Malformed(format!(
                "{} cannot be read: {error}; check the path",
                path.display()
            ))
        };
        let mut file = File::open(path).map_err(unreadable)?;
        let mut hash = Sha256::new();
        let mut buffer = vec![0; 256 * 1024];
        loop {
            let got = file.read(&mut buffer).map_err(unreadable)?;
            if got == 0 {
                break;
            }
            hash.update(buffer.get(..got).unwrap_or_default());
        }
        Ok(Self {
            path: path.to_owned(),
            sha256: hexadecimal(hash),
        })
    }
}

/// A finished hash as text.
fn hexadecimal(hash: Sha256) -> String {
    hash.finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Imports one file as the uppermost layer of the history, all of it or nothing, and tells what was counted.
///
/// The file is read before the write transaction begins, so that nobody waits for the reading; all that is kept is
/// kept in one transaction. `progress` is told the number of rows read so far.
///
/// The answer's status says what became of it: `rejected` means that rows were wrong and only the list of them was
/// kept.
///
/// # Errors
/// [`Failure::Invalid`] for options that cannot be and for files that are no history at all,
/// [`Failure::NotFound`] for the business unit, `idempotency-key-reused`.
pub fn import_file(
    db: &Database,
    scope: &Scope,
    upload: &Upload,
    options: &ImportOptions,
    progress: &mut dyn FnMut(u64),
) -> Result<Import, Failure> {
    options.check()?;
    let (unit, known) = db.read(|conn| -> Result<_, Failure> {
        let unit = find_business_unit(conn, scope, &options.business_unit_id)?;
        let queues = list_queues(conn, scope, &unit.id)?;
        let known: Vec<(String, String)> = queues
            .into_iter()
            .map(|queue| (queue.id.clone(), queue.name.clone()))
            .collect();
        Ok((unit, known))
    })?;
    let parameters = options.parameters(&unit);
    let mut hash = Sha256::new();
    hash.update(upload.sha256.as_bytes());
    hash.update(parameters.to_string().as_bytes());
    hash.update(format!("{}/{}", unit.time_zone.name(), unit.interval_length_minutes).as_bytes());
    let job = Job {
        scope,
        upload,
        options,
        unit: &unit,
        parameters,
        fingerprint: hexadecimal(hash),
    };
    if !options.dry_run
        && let Some(first) = db.read(|conn| job.already_there(conn))?
    {
        return Ok(first);
    }
    let reading = Reading {
        kind: options.kind,
        zone: options.time_zone.unwrap_or(unit.time_zone),
        unit_zone: unit.time_zone,
        unit_minutes: unit.interval_length_minutes,
        queue_name: options.queue_name.clone(),
        interval_minutes: options.interval_minutes,
        default_average_handle_time_seconds: options.default_average_handle_time_seconds,
        answered_within_seconds: options.answered_within_seconds,
    };
    let book = QueueBook::new(known, options.create_missing_queues);
    let parsed = read_file(&upload.path, &reading, book, progress)?;
    if options.dry_run {
        return Ok(job.describe(&parsed, None));
    }
    db.write(|conn| job.keep(conn, &parsed))
}

/// One import under way.
struct Job<'a> {
    scope: &'a Scope,
    upload: &'a Upload,
    options: &'a ImportOptions,
    unit: &'a BusinessUnit,
    parameters: serde_json::Value,
    fingerprint: String,
}

impl Job<'_> {
    fn already_there(&self, conn: &mut Conn<'_>) -> Result<Option<Import>, Failure> {
        already_there(
            conn,
            self.scope,
            &self.unit.id,
            &self.fingerprint,
            self.options.idempotency_key.as_deref(),
        )
    }

    fn is_rejected(&self, parsed: &Parsed) -> bool {
        let faulty = parsed.findings.rejected_rows > 0;
        faulty && (!self.options.accept_partial || parsed.rows_accepted == 0)
    }

    fn describe(&self, parsed: &Parsed, id: Option<String>) -> Import {
        let status = match (self.is_rejected(parsed), self.options.dry_run) {
            (true, _) => ImportStatus::Rejected,
            (false, true) => ImportStatus::Validated,
            (false, false) => ImportStatus::Complete,
        };
        let findings = &parsed.findings;
        Import {
            rejects_url: super::kept::rejects_url(id.as_deref(), findings.rejected_rows),
            id,
            business_unit_id: self.unit.id.clone(),
            status,
            dry_run: self.options.dry_run,
            already_imported: false,
            kind: self.options.kind,
            layout: parsed.layout,
            file_name: self.options.file_name.clone(),
            content_sha256: self.upload.sha256.clone(),
            options: self.parameters.clone(),
            interval_minutes: self.unit.interval_length_minutes,
            rows_read: parsed.rows_read,
            rows_accepted: parsed.rows_accepted,
            rows_rejected: findings.rejected_rows,
            rows_ignored: parsed.rows_ignored,
            intervals_stored: 0,
            totals: totals_of(parsed),
            warnings: findings.warnings.clone(),
            warning_count: findings.warning_count,
            rejects: findings
                .rejects
                .iter()
                .take(SHOWN_REJECTS)
                .cloned()
                .collect(),
            created_by: self.scope.actor.subject.clone(),
            created_at: self.scope.now,
            undone_at: None,
            version: 1,
        }
    }

    /// Keeps what was read; another import of the same file that came first wins.
    fn keep(&self, conn: &mut Conn<'_>, parsed: &Parsed) -> Result<Import, Failure> {
        let tenant = self.scope.tenant();
        store::lock_layers(conn, tenant)?;
        if let Some(first) = self.already_there(conn)? {
            return Ok(first);
        }
        let id = new_id(self.scope.now);
        let mut import = self.describe(parsed, Some(id.clone()));
        let (mut layer, mut key) = (None, None);
        let mut rows = Vec::new();
        if import.status == ImportStatus::Complete {
            let next = store::last_layer(conn, tenant)? + 1;
            self.make_queues(conn, &mut import.totals)?;
            rows = self.interval_rows(parsed, &import.totals, next);
            import.intervals_stored = rows.len() as u64;
            layer = Some(next);
            key = self.options.idempotency_key.clone();
        }
        let row = to_row(&import, self.scope, &id, layer, &self.fingerprint, key)?;
        store::insert_import(conn, &row).map_err(|error| Failure::from_write(error, "import"))?;
        store::insert_rejects(conn, &reject_rows(parsed, tenant, &id))?;
        store::insert_intervals(conn, &rows)
            .map_err(|error| Failure::from_write(error, "queue"))?;
        tell(conn, self.scope, &id, &import)?;
        of_row(conn, row, false)
    }

    /// Makes the queues that are yet to be made, or takes those that somebody else has made meanwhile.
    fn make_queues(&self, conn: &mut Conn<'_>, totals: &mut Totals) -> Result<(), Failure> {
        if totals.queues.iter().all(|queue| queue.queue_id.is_some()) {
            return Ok(());
        }
        let known = list_queues(conn, self.scope, &self.unit.id)?;
        for queue in totals
            .queues
            .iter_mut()
            .filter(|queue| queue.queue_id.is_none())
        {
            let made_meanwhile = known.iter().find(|known| known.name == queue.queue_name);
            let id = match made_meanwhile {
                Some(known) => known.id.clone(),
                None => {
                    let new = NewQueue {
                        business_unit_id: self.unit.id.clone(),
                        name: queue.queue_name.clone(),
                        channel: Channel::Voice,
                        external_id: None,
                    };
                    create_queue(conn, self.scope, new)?.id.clone()
                }
            };
            queue.queue_id = Some(id);
        }
        Ok(())
    }

    fn interval_rows(&self, parsed: &Parsed, totals: &Totals, layer: i64) -> Vec<IntervalRow> {
        let mut rows = Vec::new();
        for (place, queue) in totals.queues.iter().enumerate() {
            let Some(queue_id) = &queue.queue_id else {
                continue;
            };
            for (start, sum) in parsed.series.of_queue(place) {
                rows.push(IntervalRow {
                    tenant_id: self.scope.tenant().to_owned(),
                    queue_id: queue_id.clone(),
                    start_at: Instant::from_epoch_millis(start * 1_000),
                    layer,
                    interval_minutes: self.unit.interval_length_minutes.cast_signed(),
                    offered: sum.offered,
                    handled: sum.handled,
                    abandoned: sum.abandoned,
                    average_handle_time_seconds: sum.average_handle_time_seconds(),
                    answered_within: sum.answered_within,
                    answered_wait_seconds: sum.answered_wait_seconds,
                    abandoned_wait_seconds: sum.abandoned_wait_seconds,
                });
            }
        }
        rows
    }
}

fn reject_rows(parsed: &Parsed, tenant: &str, import_id: &str) -> Vec<RejectRow> {
    (1..)
        .zip(&parsed.findings.rejects)
        .map(|(position, reject)| RejectRow {
            tenant_id: tenant.to_owned(),
            import_id: import_id.to_owned(),
            position,
            row_number: reject.row.cast_signed(),
            column_name: reject.column.clone(),
            value: reject.value.clone(),
            code: reject.code.clone(),
            reason: reject.reason.clone(),
            remedy: reject.remedy.clone(),
        })
        .collect()
}
