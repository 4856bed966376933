//! Nested values as the JSON text they are stored as.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::db::DbError;
use crate::failure::Failure;

/// The JSON of a value.
///
/// # Errors
/// [`Failure::Internal`], for maps whose keys are no text; none is stored here.
pub(super) fn write_document(value: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string(value)
        .map_err(|error| Failure::Internal(format!("a document could not be written: {error}")))
}

/// A stored document.
///
/// # Errors
/// [`DbError::Corrupt`] with the row it belongs to.
pub(super) fn read_document<T: DeserializeOwned>(
    text: &str,
    what: &'static str,
    id: &str,
) -> Result<T, Failure> {
    serde_json::from_str(text).map_err(|error| {
        Failure::Database(DbError::Corrupt {
            what,
            id: id.to_owned(),
            reason: error.to_string(),
        })
    })
}
