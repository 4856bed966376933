//! The encoding that is hashed. It is documented in `docs/audit-log.md`, and must not change: entries of years hang on it.

use sha2::{Digest, Sha256};

use super::store::EntryRow;

/// Names the encoding, as its first field.
const ENCODING: &str = "crewcast-audit-1";

/// What the first entry of a chain says of the one before it.
pub(super) const NO_HASH: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// SHA-256 of an entry, in hexadecimal: over its fields in their order, each as its length in bytes in decimal, a colon, the
/// bytes of its UTF-8, and a comma. Numbers are decimal; the instant is in milliseconds since 1970 UTC.
pub(super) fn hash_of_entry(row: &EntryRow) -> String {
    let (sequence, at) = (row.sequence.to_string(), row.at.epoch_millis().to_string());
    let fields = [
        ENCODING,
        &row.tenant_id,
        &sequence,
        &at,
        &row.actor,
        &row.role,
        &row.address,
        &row.action,
        &row.operation,
        &row.entity_type,
        &row.entity_id,
        &row.request_id,
        &row.details_hash,
        &row.previous_hash,
    ];
    let mut hash = Sha256::new();
    for field in fields {
        hash.update(field.len().to_string().as_bytes());
        hash.update(b":");
        hash.update(field.as_bytes());
        hash.update(b",");
    }
    hexadecimal(&hash.finalize())
}

/// SHA-256 of an entry's salt and details, in hexadecimal. Without the salt nobody can try what the details may have been.
pub(super) fn hash_of_details(salt: &str, details: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(salt.as_bytes());
    hash.update(details.as_bytes());
    hexadecimal(&hash.finalize())
}

pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Instant;

    fn entry() -> EntryRow {
        let details = r#"{"changes":[]}"#.to_owned();
        let salt = "00ff".to_owned();
        EntryRow {
            tenant_id: "t".to_owned(),
            sequence: 1,
            at: Instant::from_epoch_millis(1_790_000_000_000),
            actor: "user:ä".to_owned(),
            role: "admin".to_owned(),
            address: "127.0.0.1".to_owned(),
            action: "wfm:agent:edit".to_owned(),
            operation: "updateAgent".to_owned(),
            entity_type: "agent".to_owned(),
            entity_id: "a".to_owned(),
            request_id: String::new(),
            details_hash: hash_of_details(&salt, &details),
            details: Some(details),
            salt: Some(salt),
            previous_hash: NO_HASH.to_owned(),
            hash: String::new(),
        }
    }

    #[test]
    fn the_encoding_is_the_documented_one() {
        // printf '00ff{"changes":[]}' | sha256sum
        let row = entry();
        assert_eq!(
            row.details_hash,
            "faf5dca8c1d862b35890fd44b03358839fc4c3a2c7c1ec98ced2b4927b32f148"
        );
        assert_eq!(
            hash_of_entry(&row),
            "01a892e832800061e8de24e671b8864b12132e181cd288bc256fceb518d0abf7"
        );
    }

    #[test]
    fn no_text_can_be_moved_from_one_field_to_the_next() {
        let row = entry();
        let moved = EntryRow {
            actor: "user".to_owned(),
            role: ":äadmin".to_owned(),
            ..entry()
        };
        assert_ne!(hash_of_entry(&row), hash_of_entry(&moved));
    }
}
