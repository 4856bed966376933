//! `Idempotency-Key` on a POST: the same key and body within 24 hours get the first answer again; the same key with
//! another body is refused. A request whose end was lost is carried out again only when it had changed nothing ([`held`]).
//!
//! Requests with passwords and answers with secrets are not remembered. Streamed uploads are not held here (their body is not kept in memory); they are idempotent by their content's hash
//! in the features that take them.

mod confidential;
mod held;
mod keep;
mod store;

pub(super) use held::HeldKey;
pub(super) use keep::keep;

use crate::db::{Conn, DbError};

/// The tenant's keys whose kept answers hold a text of digits and signs other than `%` and `_`. It reads them all: not
/// inside a transaction.
///
/// # Errors
/// Only the database's.
pub fn answers_mentioning(
    conn: &mut Conn<'_>,
    tenant: &str,
    text: &str,
) -> Result<Vec<String>, DbError> {
    store::keys_mentioning(conn, tenant, text)
}

/// Forgets the answers kept for these keys: a request that is repeated with one of them is new.
///
/// # Errors
/// Only the database's.
pub fn forget_answers(conn: &mut Conn<'_>, tenant: &str, keys: &[String]) -> Result<(), DbError> {
    keys.iter()
        .try_for_each(|key| store::forget(conn, tenant, key))
}
