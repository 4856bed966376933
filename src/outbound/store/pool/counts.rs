//! How many contacts of a pool are in which state.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text};

use crate::db::{Conn, DbError, Instant};
use crate::each;

/// Contacts of one state and reason.
#[derive(QueryableByName, Clone, Debug)]
pub(in crate::outbound) struct CountRow {
    #[diesel(sql_type = Bool)]
    pub finished: bool,
    #[diesel(sql_type = Nullable<Text>)]
    pub hold_reason: Option<String>,
    #[diesel(sql_type = BigInt)]
    pub total: i64,
    #[diesel(sql_type = BigInt)]
    pub called: i64,
    #[diesel(sql_type = BigInt)]
    pub exhausted: i64,
    #[diesel(sql_type = BigInt)]
    pub leased: i64,
    #[diesel(sql_type = BigInt)]
    pub callbacks: i64,
}

const COUNT: &str = "SELECT finished, hold_reason, COUNT(*) AS total, \
    COUNT(CASE WHEN attempts > 0 OR step > 0 THEN 1 END) AS called, \
    COUNT(CASE WHEN attempts >= $1 THEN 1 END) AS exhausted, \
    COUNT(CASE WHEN lease_expires_at > $2 THEN 1 END) AS leased, \
    COUNT(callback_at) AS callbacks \
    FROM campaign_contacts WHERE tenant_id = $3 AND campaign_id = $4 GROUP BY finished, hold_reason";

/// A campaign's contacts by state and reason.
pub(in crate::outbound) fn counts(
    conn: &mut Conn<'_>,
    tenant: &str,
    campaign: &str,
    max_attempts: i32,
    now: Instant,
) -> Result<Vec<CountRow>, DbError> {
    Ok(each!(conn, c => diesel::sql_query(COUNT)
        .bind::<Integer, _>(max_attempts)
        .bind::<BigInt, _>(now)
        .bind::<Text, _>(tenant)
        .bind::<Text, _>(campaign)
        .load(c))?)
}
