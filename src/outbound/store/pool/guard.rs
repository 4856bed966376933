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

use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

use crate::db::{Conn, DbError};

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = Bool)]
    is_granted: bool,
}

const TRY_SHARED: &str =
    "SELECT pg_try_advisory_xact_lock_shared(hashtextextended($1, 0)) AS is_granted";
const ALONE: &str = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))";

/// Leave to hold the tenant's contacts until the transaction ends; `false` while holds are being lifted. To be asked before
/// what the holds are judged by is read. It never waits.
pub(in crate::outbound) fn may_hold(conn: &mut Conn<'_>, tenant: &str) -> Result<bool, DbError> {
    match conn {
        Conn::Sqlite(_) => Ok(true),
        Conn::Postgres(c) => {
            let answer: Answer = diesel::sql_query(TRY_SHARED)
                .bind::<Text, _>(key(tenant))
                .get_result(*c)?;
            Ok(answer.is_granted)
        }
    }
}

/// Waits for those who are holding the tenant's contacts, and gives nobody leave to until the transaction ends.
pub(in crate::outbound) fn lock_for_lifting(
    conn: &mut Conn<'_>,
    tenant: &str,
) -> Result<(), DbError> {
    if let Conn::Postgres(c) = conn {
        diesel::sql_query(ALONE)
            .bind::<Text, _>(key(tenant))
            .execute(*c)?;
    }
    Ok(())
}

/// Whether nobody else writes while this transaction runs.
pub(in crate::outbound) fn is_only_writer(conn: &Conn<'_>) -> bool {
    matches!(conn, Conn::Sqlite(_))
}

fn key(tenant: &str) -> String {
    format!("campaign-holds/{tenant}")
}
