//! The JSON documents in a schedule's columns.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::db::DbError;
use crate::failure::Failure;

pub(super) fn write(document: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string(document).map_err(|error| Failure::Internal(error.to_string()))
}

/// # Errors
/// [`DbError::Corrupt`] with the row's kind and id.
pub(super) fn read<T: DeserializeOwned>(
    what: &'static str,
    id: &str,
    text: &str,
) -> Result<T, DbError> {
    serde_json::from_str(text).map_err(|error| DbError::Corrupt {
        what,
        id: id.to_owned(),
        reason: error.to_string(),
    })
}
