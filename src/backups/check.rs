//! Whether a file is the sound backup that its manifest tells of.

use std::collections::BTreeMap;
use std::path::Path;

use super::manifest::{Fingerprint, Manifest};
use super::store::QuietFile;
use crate::failure::Failure;

/// How many of SQLite's findings are told.
const TOLD_FINDINGS: usize = 5;

/// What a sound SQLite file holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Contents {
    pub schema_versions: Vec<String>,
    pub tables: BTreeMap<String, i64>,
}

impl Contents {
    /// Looks through a file that nobody writes.
    ///
    /// # Errors
    /// `damaged-database` with what SQLite found.
    pub(super) fn of(path: &Path) -> Result<Self, Failure> {
        let damaged = |findings: &str| {
            Failure::conflict(
                "damaged-database",
                format!(
                    "{} is damaged: {findings}; use another backup",
                    path.display()
                ),
            )
        };
        let mut file = QuietFile::open(path)?;
        let findings = file
            .findings()
            .map_err(|error| damaged(&error.to_string()))?;
        if !findings.is_empty() {
            let told = findings.get(..TOLD_FINDINGS).unwrap_or(&findings);
            return Err(damaged(&told.join("; ")));
        }
        let broken = |error: crate::db::DbError| damaged(&error.to_string());
        Ok(Self {
            schema_versions: file.versions().map_err(broken)?,
            tables: file.counts().map_err(broken)?.into_iter().collect(),
        })
    }
}

/// Verifies a backup against its manifest without restoring it: length and SHA-256, SQLite's own check of every page
/// and reference, the schema's version, the rows of every table.
///
/// # Errors
/// `no-manifest`, `unknown-manifest`, `damaged-backup`, `damaged-database`.
pub fn check_backup(backup: &Path) -> Result<Manifest, Failure> {
    let manifest = Manifest::beside(backup)?;
    verify(backup, &manifest)?;
    Ok(manifest)
}

/// Verifies a file against a manifest.
///
/// # Errors
/// `damaged-backup`, `damaged-database`.
pub(super) fn verify(file: &Path, manifest: &Manifest) -> Result<(), Failure> {
    let differs = |what: &str, here: String, told: String| {
        Failure::conflict(
            "damaged-backup",
            format!(
                "{} differs from its manifest: {what} {here}, and {told} when it was made; use another copy of it",
                file.display()
            ),
        )
    };
    let fingerprint = Fingerprint::of(file)?;
    if fingerprint.bytes != manifest.bytes {
        let (here, told) = (fingerprint.bytes, manifest.bytes);
        return Err(differs("it has", format!("{here} bytes"), told.to_string()));
    }
    if fingerprint.sha256 != manifest.sha256 {
        let told = manifest.sha256.clone();
        return Err(differs("its SHA-256 is", fingerprint.sha256, told));
    }
    let contents = Contents::of(file)?;
    if contents.schema_versions != manifest.schema_versions {
        let last = |versions: &[String]| versions.last().cloned().unwrap_or_default();
        let (here, told) = (
            last(&contents.schema_versions),
            last(&manifest.schema_versions),
        );
        return Err(differs("its schema is", here, told));
    }
    for (table, told) in &manifest.tables {
        let here = contents.tables.get(table).copied().unwrap_or_default();
        if here != *told {
            let what = format!("table {table} has");
            return Err(differs(&what, format!("{here} rows"), told.to_string()));
        }
    }
    Ok(())
}
