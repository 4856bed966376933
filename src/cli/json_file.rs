//! A request in a file, as the API takes it.

use std::path::Path;

use serde::de::DeserializeOwned;

use crate::failure::Failure;

/// Reads a file's JSON.
///
/// # Errors
/// [`Failure::Malformed`] for a file that cannot be read, and at the first thing in it that cannot be.
pub(super) fn read_json<T: DeserializeOwned>(file: &Path) -> Result<T, Failure> {
    let text = std::fs::read_to_string(file).map_err(|error| {
        Failure::Malformed(format!("{} cannot be read: {error}", file.display()))
    })?;
    let mut reader = serde_json::Deserializer::from_str(&text);
    serde_path_to_error::deserialize(&mut reader)
        .map_err(|error| Failure::Malformed(format!("{}: {error}", file.display())))
}
