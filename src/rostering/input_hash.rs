//! What makes two runs the same question.

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::failure::Failure;

/// SHA-256 of a document's JSON, whose fields and lists have one order.
///
/// # Errors
/// [`Failure::Internal`] for what JSON cannot hold.
pub(super) fn hash_of(document: &impl Serialize) -> Result<String, Failure> {
    let json =
        serde_json::to_vec(document).map_err(|error| Failure::Internal(error.to_string()))?;
    let digest = Sha256::digest(&json);
    Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect())
}
