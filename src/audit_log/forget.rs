//! Forgetting entries that are older than they are kept.

use super::act::Act;
use super::append::append;
use super::store;
use crate::db::{Conn, Instant};
use crate::failure::Failure;

/// Removes a tenant's entries from before an instant, those only that have none younger before them, and says how many. The
/// chain then begins behind an anchor, the last one's sequence and hash, which an entry of the chain itself tells.
///
/// # Errors
/// Only the database's.
pub fn forget_entries(
    conn: &mut Conn<'_>,
    tenant: &str,
    before: Instant,
    now: Instant,
) -> Result<usize, Failure> {
    // What is written first locks the head, so that nobody else forgets at the same time.
    let Some(last) = store::last_before(conn, tenant, before)? else {
        return Ok(0);
    };
    let mut act = Act::of_system("auth:auditLog:forget", "forgetAuditEntries");
    act.parameters = vec![
        ("anchorSequence".to_owned(), last.sequence.to_string()),
        ("anchorHash".to_owned(), last.hash.clone()),
    ];
    append(conn, tenant, &act, now)?;
    let anchor = store::head(conn, tenant)?.map_or(0, |head| head.anchor_sequence);
    if anchor < last.sequence {
        store::move_anchor(conn, tenant, (last.sequence, &last.hash))?;
    }
    Ok(store::delete_through(conn, tenant, last.sequence)?)
}
