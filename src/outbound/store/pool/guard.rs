//! What keeps a hold from outliving its reason.
//!
//! A hold is written by what was read before, and a change that lifts holds lifts those it sees. Where writers run side by
//! side, as on PostgreSQL, a hold could be kept just after the lifting that was meant for it, and nothing would ever lift it
//! again. So there is one lock a tenant: whoever writes holds takes it shared before reading what they are judged by, and
//! whoever lifts holds takes it alone before looking for them; both keep it until their transactions end. Then a hold was
//! either kept before the lifting looks, which finds it, or its writer began to read after the change was kept, and judged by
//! it.
//!
//! Writers of holds never wait for the lock: without it they write none, and the contact is judged again soon. So dialers do
//! not stand still while a million holds are lifted, and whoever has the lock shared waits for nobody who waits for it. The
//! reverse would be a ring: a lifting that others may wait for takes the lock before it writes anything.
//!
//! SQLite has one writer, which reads and writes without anybody between.

use crate::db::{Conn, DbError};

/// Leave to hold the tenant's contacts until the transaction ends; `false` while holds are being lifted. To be asked before
/// what the holds are judged by is read. It never waits.
pub(in crate::outbound) fn may_hold(conn: &mut Conn<'_>, tenant: &str) -> Result<bool, DbError> {
    conn.try_lock_shared(&name(tenant))
}

/// Waits for those who are holding the tenant's contacts, and gives nobody leave to until the transaction ends.
pub(in crate::outbound) fn lock_for_lifting(
    conn: &mut Conn<'_>,
    tenant: &str,
) -> Result<(), DbError> {
    conn.lock(&name(tenant))
}

/// Whether nobody else writes while this transaction runs.
pub(in crate::outbound) fn is_only_writer(conn: &Conn<'_>) -> bool {
    matches!(conn, Conn::Sqlite(_))
}

fn name(tenant: &str) -> String {
    format!("campaign-holds/{tenant}")
}
