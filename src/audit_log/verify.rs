//! Verifying a tenant's chain.

use serde::Serialize;

use super::hashing::{NO_HASH, hash_of_details, hash_of_entry};
use super::store::{self, EntryRow, HeadRow, Place, Wanted};
use crate::db::Database;
use crate::failure::Failure;

/// Entries read at once.
const PAGE: i64 = 1_000;

/// The end of a chain, to be kept where the database's keeper cannot reach it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Head {
    /// The last entry's sequence; 0 for a chain without any.
    pub sequence: i64,
    /// Its hash.
    pub hash: String,
}

/// The first thing wrong with a chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Break {
    /// The entry that is not what it was, or is not there.
    pub sequence: i64,
    /// What is wrong with it.
    pub reason: String,
}

/// What was found of a chain.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Chain {
    /// Whose it is.
    pub tenant_id: String,
    /// Entries read.
    pub entries: u64,
    /// Entries whose details were taken away when a person was erased.
    pub redacted: u64,
    /// The sequence behind which it begins; 0 unless entries were forgotten.
    pub anchor_sequence: i64,
    /// Where it ends.
    pub head: Head,
    /// The first break, if there is one.
    #[serde(rename = "break")]
    pub first_break: Option<Break>,
    /// Whether an entry of it is the one that was expected.
    pub has_expected: bool,
}

/// Reads a chain from its beginning to its end and checks that each entry is what was hashed, and follows the one before.
/// `expected` is a head that was kept from before: the chain must have that entry still.
///
/// # Errors
/// Only the database's.
pub fn verify_chain(
    db: &Database,
    tenant: &str,
    expected: Option<&Head>,
) -> Result<Chain, Failure> {
    // The head is read first: entries that come while the chain is read lie behind it.
    let head = db.read(|conn| store::head(conn, tenant))?;
    let head = head.unwrap_or_else(|| HeadRow {
        tenant_id: tenant.to_owned(),
        sequence: 0,
        hash: NO_HASH.to_owned(),
        anchor_sequence: 0,
        anchor_hash: NO_HASH.to_owned(),
    });
    let mut walk = Walk::from(&head, expected);
    while walk.first_break.is_none() && walk.last.sequence < head.sequence {
        let place = Place::After(walk.last.sequence);
        let rows = db.read(|conn| store::page(conn, tenant, &Wanted::default(), place, PAGE))?;
        if rows.is_empty() {
            break;
        }
        for row in rows.iter().filter(|row| row.sequence <= head.sequence) {
            walk.step(row);
        }
        if rows.iter().all(|row| row.sequence > head.sequence) {
            break;
        }
    }
    walk.end(&head);
    if walk.first_break.is_some() {
        // Entries that were forgotten while the chain was read are not missing.
        let now = db.read(|conn| store::head(conn, tenant))?;
        if now.is_some_and(|now| now.anchor_sequence > head.anchor_sequence) {
            return verify_chain(db, tenant, expected);
        }
    }
    Ok(Chain {
        tenant_id: tenant.to_owned(),
        entries: walk.entries,
        redacted: walk.redacted,
        anchor_sequence: head.anchor_sequence,
        head: Head {
            sequence: head.sequence,
            hash: head.hash,
        },
        first_break: walk.first_break,
        has_expected: walk.has_expected,
    })
}

/// Where a chain has been followed to.
struct Walk<'a> {
    last: Head,
    expected: Option<&'a Head>,
    entries: u64,
    redacted: u64,
    has_expected: bool,
    first_break: Option<Break>,
}

impl<'a> Walk<'a> {
    fn from(head: &HeadRow, expected: Option<&'a Head>) -> Self {
        let last = Head {
            sequence: head.anchor_sequence,
            hash: head.anchor_hash.clone(),
        };
        Self {
            has_expected: expected == Some(&last),
            last,
            expected,
            entries: 0,
            redacted: 0,
            first_break: None,
        }
    }

    fn step(&mut self, row: &EntryRow) {
        if self.first_break.is_some() {
            return;
        }
        let next = self.last.sequence + 1;
        let reason = if row.sequence != next {
            self.breaks(
                next,
                format!("is missing; the next there is {}", row.sequence),
            );
            return;
        } else if row.previous_hash != self.last.hash {
            "does not follow the entry before it"
        } else if row.hash != hash_of_entry(row) {
            "is not what was hashed"
        } else if !details_are_hashed(row) {
            "tells other details than were hashed"
        } else {
            self.entries += 1;
            self.redacted += u64::from(row.details.is_none());
            self.last = Head {
                sequence: row.sequence,
                hash: row.hash.clone(),
            };
            self.has_expected |= self.expected == Some(&self.last);
            return;
        };
        self.breaks(row.sequence, reason.to_owned());
    }

    fn end(&mut self, head: &HeadRow) {
        if self.first_break.is_some() {
            return;
        }
        if self.last.sequence != head.sequence {
            let reason = format!("is missing; the head is {}", head.sequence);
            self.breaks(self.last.sequence + 1, reason);
        } else if self.last.hash != head.hash {
            self.breaks(head.sequence, "is not the entry the head names".to_owned());
        }
    }

    fn breaks(&mut self, sequence: i64, reason: String) {
        self.first_break = Some(Break { sequence, reason });
    }
}

fn details_are_hashed(row: &EntryRow) -> bool {
    match (&row.salt, &row.details) {
        (Some(salt), Some(details)) => hash_of_details(salt, details) == row.details_hash,
        // Taken away: nothing is left to be checked.
        (None, None) => true,
        _ => false,
    }
}
