//! What is written beside a backup, so that it can be verified years later and elsewhere.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::unreachable_file;
use crate::db::Instant;
use crate::failure::Failure;

/// The shape of manifests that this version writes and reads.
const FORMAT: u32 = 1;

/// What a backup holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// The shape of this manifest.
    pub format: u32,
    /// The version of the program that made it.
    pub program_version: String,
    /// When it was made.
    pub made_at: Instant,
    /// Length of the backup's file.
    pub bytes: u64,
    /// SHA-256 of the backup's file, in hexadecimal.
    pub sha256: String,
    /// The versions of the migrations that the database had, in order.
    pub schema_versions: Vec<String>,
    /// Rows by table.
    pub tables: BTreeMap<String, i64>,
}

impl Manifest {
    /// Of a file that was looked at.
    pub(super) fn new(
        made_at: Instant,
        fingerprint: Fingerprint,
        schema_versions: Vec<String>,
        tables: BTreeMap<String, i64>,
    ) -> Self {
        Self {
            format: FORMAT,
            program_version: env!("CARGO_PKG_VERSION").to_owned(),
            made_at,
            bytes: fingerprint.bytes,
            sha256: fingerprint.sha256,
            schema_versions,
            tables,
        }
    }

    /// Rows of all tables.
    pub fn rows(&self) -> i64 {
        self.tables.values().sum()
    }

    /// Reads the manifest that lies beside a backup.
    ///
    /// # Errors
    /// `no-manifest`, `unknown-manifest`.
    pub(super) fn beside(backup: &Path) -> Result<Self, Failure> {
        let path = manifest_path(backup);
        let text = std::fs::read_to_string(&path).map_err(|error| {
            Failure::conflict(
                "no-manifest",
                format!(
                    "{} cannot be read: {error}; keep a backup and its manifest together",
                    path.display()
                ),
            )
        })?;
        let unknown = |why: String| {
            Failure::conflict(
                "unknown-manifest",
                format!(
                    "{} is no manifest of a backup: {why}; copy it again",
                    path.display()
                ),
            )
        };
        let manifest: Self =
            serde_json::from_str(&text).map_err(|error| unknown(error.to_string()))?;
        if manifest.format == FORMAT {
            Ok(manifest)
        } else {
            Err(unknown(format!(
                "its format is {}, and this version reads {FORMAT}",
                manifest.format
            )))
        }
    }
}

/// Where the manifest of a backup lies: beside it, with `.manifest.json` after its name.
pub fn manifest_path(backup: &Path) -> PathBuf {
    let mut name = OsString::from(backup.as_os_str());
    name.push(".manifest.json");
    PathBuf::from(name)
}

/// Length and SHA-256 of a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fingerprint {
    pub bytes: u64,
    pub sha256: String,
}

impl Fingerprint {
    /// Reads a file to its end.
    ///
    /// # Errors
    /// [`Failure::Malformed`] when it cannot be read.
    pub(super) fn of(path: &Path) -> Result<Self, Failure> {
        let unreadable = |error| unreachable_file("reading", path, &error);
        let mut file = std::fs::File::open(path).map_err(unreadable)?;
        let (mut hash, mut bytes) = (Sha256::new(), 0);
        let mut buffer = vec![0; 256 * 1024];
        loop {
            let got = file.read(&mut buffer).map_err(unreadable)?;
            let Some(read) = buffer.get(..got).filter(|read| !read.is_empty()) else {
                break;
            };
            hash.update(read);
            bytes += got as u64;
        }
        let sha256 = hash
            .finalize()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Ok(Self { bytes, sha256 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_lies_beside_its_backup_and_keeps_the_whole_name() {
        let path = manifest_path(Path::new("/backups/monday.sqlite"));
        assert_eq!(path, Path::new("/backups/monday.sqlite.manifest.json"));
    }

    #[test]
    fn a_fingerprint_is_the_files_length_and_sha_256() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("abc");
        std::fs::write(&path, "abc").unwrap();
        let fingerprint = Fingerprint::of(&path).unwrap();
        assert_eq!(fingerprint.bytes, 3);
        // FIPS 180-2, appendix B.1.
        assert_eq!(
            fingerprint.sha256,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn a_manifest_of_another_format_is_refused_by_its_number() {
        let folder = tempfile::tempdir().unwrap();
        let backup = folder.path().join("b.sqlite");
        let fingerprint = Fingerprint {
            bytes: 0,
            sha256: String::new(),
        };
        let made_at = Instant::from_epoch_millis(0);
        let mut manifest = Manifest::new(made_at, fingerprint, Vec::new(), BTreeMap::new());
        manifest.format = 7;
        let text = serde_json::to_string(&manifest).unwrap();
        std::fs::write(manifest_path(&backup), text).unwrap();
        let refused = Manifest::beside(&backup).unwrap_err();
        assert_eq!(refused.code(), "unknown-manifest");
        assert!(refused.to_string().contains("its format is 7"), "{refused}");
    }
}
