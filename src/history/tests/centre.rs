//! A business unit with two queues on a fresh SQLite file.

use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::Weekday;
use chrono_tz::Tz;
use tempfile::TempDir;

use crate::db::{Database, Instant, testing};
use crate::failure::Failure;
use crate::history::{
    HistoryInterval, Import, ImportKind, ImportOptions, Reject, Upload, import_file, intervals,
    list_imports, undo_import,
};
use crate::http::PageParams;
use crate::organisation::{
    Channel, NewBusinessUnit, NewQueue, create_business_unit, create_queue, list_queues,
};
use crate::tenancy::{Scope, create_tenant};

pub(super) struct Centre {
    pub db: Database,
    pub scope: Scope,
    pub unit: String,
    pub folder: TempDir,
}

impl Centre {
    pub(super) fn new(zone: Tz, interval_length_minutes: u32) -> Self {
        let (db, folder) = testing::migrated();
        let now = Instant::from_epoch_millis(1_770_000_000_000);
        let (scope, unit) = db
            .write(|conn| -> Result<_, Failure> {
                let tenant = create_tenant(conn, "test", now)?;
                let scope = Scope::system(tenant.id, now);
                let unit = NewBusinessUnit {
                    name: "Unit".to_owned(),
                    time_zone: zone,
                    start_day_of_week: Weekday::Mon,
                    interval_length_minutes,
                    region: None,
                };
                let unit = create_business_unit(conn, &scope, unit)?.id.clone();
                for name in ["Support", "Sales"] {
                    let queue = NewQueue {
                        business_unit_id: unit.clone(),
                        name: name.to_owned(),
                        channel: Channel::Voice,
                        external_id: None,
                    };
                    create_queue(conn, &scope, queue)?;
                }
                Ok((scope, unit))
            })
            .unwrap();
        Self {
            db,
            scope,
            unit,
            folder,
        }
    }

    pub(super) fn berlin() -> Self {
        Self::new(chrono_tz::Europe::Berlin, 15)
    }

    pub(super) fn options(&self) -> ImportOptions {
        ImportOptions::new(self.unit.clone(), ImportKind::Intervals)
    }

    pub(super) fn calls(&self) -> ImportOptions {
        ImportOptions::new(self.unit.clone(), ImportKind::CallRecords)
    }

    pub(super) fn send_path(
        &self,
        path: &Path,
        options: &ImportOptions,
    ) -> Result<Import, Failure> {
        import_file(
            &self.db,
            &self.scope,
            &Upload::of_path(path)?,
            options,
            &mut |_| {},
        )
    }

    pub(super) fn send_bytes(
        &self,
        bytes: &[u8],
        options: &ImportOptions,
    ) -> Result<Import, Failure> {
        let mut file = tempfile::NamedTempFile::new_in(self.folder.path()).unwrap();
        file.write_all(bytes).unwrap();
        self.send_path(file.path(), options)
    }

    pub(super) fn send(&self, text: &str, options: &ImportOptions) -> Result<Import, Failure> {
        self.send_bytes(text.as_bytes(), options)
    }

    /// Imports rows of our own layout without a fault.
    pub(super) fn import(&self, rows: &[&str]) -> Import {
        let import = self.send(&own(rows), &self.options()).unwrap();
        assert_eq!(import.rows_rejected, 0, "{:?}", import.rejects);
        import
    }

    /// The faults found in rows of our own layout; nothing else may have been kept.
    #[track_caller]
    pub(super) fn faults_of(&self, rows: &[&str]) -> Vec<Reject> {
        let import = self.send(&own(rows), &self.options()).unwrap();
        assert_eq!(import.status, crate::history::ImportStatus::Rejected);
        assert_eq!(self.history("Support"), []);
        import.rejects
    }

    pub(super) fn queue(&self, name: &str) -> String {
        let queues = self
            .db
            .read(|conn| list_queues(conn, &self.scope, &self.unit))
            .unwrap();
        queues
            .iter()
            .find(|queue| queue.name == name)
            .unwrap()
            .id
            .clone()
    }

    pub(super) fn rows_of(&self, queue: &str) -> Vec<HistoryInterval> {
        let from = Instant::from_epoch_millis(0);
        let to = Instant::from_epoch_millis(4_200_000_000_000);
        let ids = [self.queue(queue)];
        self.db
            .read(|conn| intervals(conn, &self.scope, &ids, from, to))
            .unwrap()
    }

    /// Start and offered of a queue's history.
    pub(super) fn history(&self, queue: &str) -> Vec<(String, f64)> {
        self.rows_of(queue)
            .iter()
            .map(|row| (row.start_at.to_string(), row.offered))
            .collect()
    }

    pub(super) fn imports(&self) -> Vec<Import> {
        self.db
            .read(|conn| list_imports(conn, &self.scope, Some(&self.unit), &PageParams::default()))
            .unwrap()
            .entities
    }

    pub(super) fn undo(&self, import: &Import) -> Result<(), Failure> {
        let id = import.id.clone().unwrap();
        self.db.write(|conn| undo_import(conn, &self.scope, &id))
    }
}

/// A file of our own layout.
pub(super) fn own(rows: &[&str]) -> String {
    let header = "QueueName,IntervalStart,IntervalMinutes,Offered,Handled,Abandoned,AverageHandleTimeSeconds,AnsweredWithin";
    format!("{header}\n{}\n", rows.join("\n"))
}

/// Reference data, or a word that it is not there.
pub(super) fn shared(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("CREWCAST_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"),
        PathBuf::from,
    );
    let path = root.join(path);
    if !path.exists() {
        eprintln!("skipped: {} is not there", path.display());
        return None;
    }
    Some(path)
}
