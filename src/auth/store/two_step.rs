//! Rows of two-step sign-in: secrets, recovery codes, challenges.

use diesel::prelude::*;

use crate::db::schema::foundation::{recovery_codes, sign_in_challenges, users};
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = sign_in_challenges)]
pub(in crate::auth) struct ChallengeRow {
    pub tenant_id: String,
    pub secret_hash: String,
    pub user_id: String,
    pub attempts: i32,
    pub expires_at: Instant,
}

#[derive(Insertable)]
#[diesel(table_name = recovery_codes)]
struct RecoveryCodeRow<'a> {
    tenant_id: &'a str,
    user_id: &'a str,
    code_hash: &'a str,
}

/// Keeps a secret that is still to be confirmed; `false` when two-step sign-in is on.
pub(in crate::auth) fn keep_totp_secret(
    conn: &mut Conn<'_>,
    (tenant, user_id): (&str, &str),
    sealed: &str,
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(users::table.find((tenant, user_id)))
        .filter(users::totp_confirmed_at.is_null())
        .set((users::totp_secret.eq(Some(sealed)), users::totp_last_step.eq(None::<i64>)))
        .execute(c))?;
    Ok(changed == 1)
}

/// Turns two-step sign-in on with the step of its first code; `false` when it is on already.
pub(in crate::auth) fn confirm_totp(
    conn: &mut Conn<'_>,
    (tenant, user_id): (&str, &str),
    step: i64,
    at: Instant,
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(users::table.find((tenant, user_id)))
        .filter(users::totp_confirmed_at.is_null().and(users::totp_secret.is_not_null()))
        .set((users::totp_confirmed_at.eq(Some(at)), users::totp_last_step.eq(Some(step))))
        .execute(c))?;
    Ok(changed == 1)
}

/// Accepts the code of a step that is later than the last accepted one; whether it did. The condition is part of the
/// update: of two servers with the same code one is refused.
pub(in crate::auth) fn accept_totp_step(
    conn: &mut Conn<'_>,
    (tenant, user_id): (&str, &str),
    step: i64,
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(users::table.find((tenant, user_id)))
        .filter(users::totp_last_step.is_null().or(users::totp_last_step.lt(step)))
        .set(users::totp_last_step.eq(Some(step)))
        .execute(c))?;
    Ok(changed == 1)
}

/// Turns two-step sign-in off and forgets its recovery codes; `false` when it was not on.
pub(in crate::auth) fn remove_totp(
    conn: &mut Conn<'_>,
    (tenant, user_id): (&str, &str),
) -> Result<bool, DbError> {
    each!(conn, c => diesel::delete(recovery_codes::table
        .filter(recovery_codes::tenant_id.eq(tenant).and(recovery_codes::user_id.eq(user_id)))).execute(c))?;
    let changed = each!(conn, c => diesel::update(users::table.find((tenant, user_id)))
        .filter(users::totp_confirmed_at.is_not_null())
        .set((
            users::totp_secret.eq(None::<String>),
            users::totp_confirmed_at.eq(None::<Instant>),
            users::totp_last_step.eq(None::<i64>),
        ))
        .execute(c))?;
    Ok(changed == 1)
}

/// How many users of all tenants have a secret.
pub(in crate::auth) fn users_with_totp(conn: &mut Conn<'_>) -> Result<i64, DbError> {
    Ok(
        each!(conn, c => users::table.filter(users::totp_secret.is_not_null()).count().get_result(c))?,
    )
}

/// Puts these codes in the place of those there were.
pub(in crate::auth) fn insert_recovery_codes(
    conn: &mut Conn<'_>,
    (tenant, user_id): (&str, &str),
    hashes: &[String],
) -> Result<(), DbError> {
    each!(conn, c => diesel::delete(recovery_codes::table
        .filter(recovery_codes::tenant_id.eq(tenant).and(recovery_codes::user_id.eq(user_id)))).execute(c))?;
    let rows: Vec<RecoveryCodeRow<'_>> = hashes
        .iter()
        .map(|code_hash| RecoveryCodeRow {
            tenant_id: tenant,
            user_id,
            code_hash,
        })
        .collect();
    each!(conn, c => diesel::insert_into(recovery_codes::table).values(&rows).execute(c))?;
    Ok(())
}

/// Uses a recovery code up; `false` when there is no such unused one.
pub(in crate::auth) fn use_recovery_code(
    conn: &mut Conn<'_>,
    (tenant, user_id): (&str, &str),
    hash: &str,
    at: Instant,
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(recovery_codes::table.find((tenant, user_id, hash)))
        .filter(recovery_codes::used_at.is_null())
        .set(recovery_codes::used_at.eq(Some(at)))
        .execute(c))?;
    Ok(changed == 1)
}

pub(in crate::auth) fn recovery_codes_left(
    conn: &mut Conn<'_>,
    (tenant, user_id): (&str, &str),
) -> Result<i64, DbError> {
    Ok(each!(conn, c => recovery_codes::table
        .filter(recovery_codes::tenant_id.eq(tenant).and(recovery_codes::user_id.eq(user_id)))
        .filter(recovery_codes::used_at.is_null())
        .count()
        .get_result(c))?)
}

/// Keeps a challenge, and forgets the user's that are over.
pub(in crate::auth) fn insert_challenge(
    conn: &mut Conn<'_>,
    row: &ChallengeRow,
    now: Instant,
) -> Result<(), DbError> {
    each!(conn, c => diesel::delete(sign_in_challenges::table
        .filter(sign_in_challenges::tenant_id.eq(&row.tenant_id)
            .and(sign_in_challenges::user_id.eq(&row.user_id))
            .and(sign_in_challenges::expires_at.le(now)))).execute(c))?;
    each!(conn, c => diesel::insert_into(sign_in_challenges::table).values(row).execute(c))?;
    Ok(())
}

pub(in crate::auth) fn challenge(
    conn: &mut Conn<'_>,
    secret_hash: &str,
    now: Instant,
) -> Result<Option<ChallengeRow>, DbError> {
    Ok(each!(conn, c => sign_in_challenges::table
        .filter(sign_in_challenges::secret_hash.eq(secret_hash).and(sign_in_challenges::expires_at.gt(now)))
        .select(ChallengeRow::as_select())
        .first(c)
        .optional())?)
}

/// Counts an attempt before it is looked at; `false` when there were `most` already.
pub(in crate::auth) fn begin_challenge_attempt(
    conn: &mut Conn<'_>,
    row: &ChallengeRow,
    most: i32,
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(
            sign_in_challenges::table.find((&row.tenant_id, &row.secret_hash)))
        .filter(sign_in_challenges::attempts.lt(most))
        .set(sign_in_challenges::attempts.eq(sign_in_challenges::attempts + 1))
        .execute(c))?;
    Ok(changed == 1)
}

/// Deletes a challenge; `false` when it was gone.
pub(in crate::auth) fn delete_challenge(
    conn: &mut Conn<'_>,
    row: &ChallengeRow,
) -> Result<bool, DbError> {
    let deleted = each!(conn, c => diesel::delete(
        sign_in_challenges::table.find((&row.tenant_id, &row.secret_hash))).execute(c))?;
    Ok(deleted == 1)
}
