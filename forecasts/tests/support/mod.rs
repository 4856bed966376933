//! Where the reference data lies.

use std::path::PathBuf;

/// The folder of reference data, or `None` where it is absent.
pub fn shared() -> Option<PathBuf> {
    let folder = std::env::var_os("CREWCAST_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared"),
        PathBuf::from,
    );
    folder.is_dir().then_some(folder)
}
