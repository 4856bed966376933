//! Values that are kept whole, as JSON in one column of a row.

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::db::DbError;
use crate::failure::Failure;

/// The text of a value.
///
/// # Errors
/// [`Failure::Internal`], for maps whose keys are no text; none is kept.
pub(crate) fn write(document: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string(document)
        .map_err(|error| Failure::Internal(format!("a document cannot be written: {error}")))
}

/// The value of a text.
///
/// # Errors
/// [`DbError::Corrupt`] with the row's kind and id.
pub(crate) fn read<T: DeserializeOwned>(
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

/// SHA-256 of a document's JSON, whose fields and lists have one order: what makes two runs the same question.
///
/// # Errors
/// [`Failure::Internal`] for what JSON cannot hold.
pub(crate) fn hash_of(document: &impl Serialize) -> Result<String, Failure> {
    let digest = Sha256::digest(write(document)?.as_bytes());
    Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect())
}
