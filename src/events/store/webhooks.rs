//! Rows of webhooks. What is written of a delivery holds only while the claim is the writer's.

use diesel::prelude::*;

use crate::db::schema::events::webhooks;
use crate::db::{Conn, DbError, Instant, record};
use crate::each;

record!(pub(in crate::events) WebhookRow of webhooks under tenant_id {
    url: String,
    topics: String,
    description: String,
    enabled: bool,
    disabled_reason: Option<String>,
    secret: String,
    previous_secret: Option<String>,
    previous_secret_until: Option<Instant>,
    delivered_sequence: i64,
    failure_count: i32,
    failing_since: Option<Instant>,
    next_attempt_at: Instant,
    claim: Option<String>,
    claimed_until: Option<Instant>,
});

/// Removes a webhook that is still at version `expected`; `false` when it is not.
pub(in crate::events) fn delete_webhook(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
    expected: i32,
) -> Result<bool, DbError> {
    let deleted = each!(conn, c => diesel::delete(webhooks::table.find((tenant, id)))
        .filter(webhooks::version.eq(expected))
        .execute(c))?;
    Ok(deleted == 1)
}

/// Enabled webhooks of all tenants that nobody delivers to and that need not wait, who has waited longest first.
pub(in crate::events) fn due_webhooks(
    conn: &mut Conn<'_>,
    now: Instant,
) -> Result<Vec<WebhookRow>, DbError> {
    Ok(each!(conn, c => webhooks::table
        .filter(webhooks::enabled.and(webhooks::next_attempt_at.le(now)))
        .filter(webhooks::claimed_until.is_null().or(webhooks::claimed_until.le(Some(now))))
        .order(webhooks::next_attempt_at)
        .select(WebhookRow::as_select())
        .load(c))?)
}

/// Takes a webhook as it was read; `false` when somebody was faster or it has changed.
pub(in crate::events) fn claim_webhook(
    conn: &mut Conn<'_>,
    row: &WebhookRow,
    claim: &str,
    (now, until): (Instant, Instant),
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(webhooks::table.find((&row.tenant_id, &row.id)))
        .filter(webhooks::enabled.and(webhooks::version.eq(row.version)))
        .filter(webhooks::delivered_sequence.eq(row.delivered_sequence))
        .filter(webhooks::claimed_until.is_null().or(webhooks::claimed_until.le(Some(now))))
        .set((webhooks::claim.eq(Some(claim)), webhooks::claimed_until.eq(Some(until))))
        .execute(c))?;
    Ok(changed == 1)
}

/// Notes that all up to a number is delivered and keeps the claim; `false` when it was lost.
pub(in crate::events) fn write_delivered(
    conn: &mut Conn<'_>,
    (tenant, id, claim): (&str, &str, &str),
    through: i64,
    until: Instant,
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(webhooks::table.find((tenant, id)))
        .filter(webhooks::claim.eq(Some(claim)))
        .set((
            webhooks::delivered_sequence.eq(through),
            webhooks::failure_count.eq(0),
            webhooks::failing_since.eq(None::<Instant>),
            webhooks::claimed_until.eq(Some(until)),
        ))
        .execute(c))?;
    Ok(changed == 1)
}

/// Gives the claim back; the webhook then stands behind those that have waited longer.
pub(in crate::events) fn release_webhook(
    conn: &mut Conn<'_>,
    (tenant, id, claim): (&str, &str, &str),
    now: Instant,
) -> Result<(), DbError> {
    each!(conn, c => diesel::update(webhooks::table.find((tenant, id)))
        .filter(webhooks::claim.eq(Some(claim)))
        .set((
            webhooks::claim.eq(None::<String>),
            webhooks::claimed_until.eq(None::<Instant>),
            webhooks::next_attempt_at.eq(now),
        ))
        .execute(c))?;
    Ok(())
}

/// Notes a failure and gives the claim back; `false` when it was lost.
pub(in crate::events) fn write_failed(
    conn: &mut Conn<'_>,
    (tenant, id, claim): (&str, &str, &str),
    failure_count: i32,
    failing_since: Instant,
    next_attempt_at: Instant,
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(webhooks::table.find((tenant, id)))
        .filter(webhooks::claim.eq(Some(claim)))
        .set((
            webhooks::failure_count.eq(failure_count),
            webhooks::failing_since.eq(Some(failing_since)),
            webhooks::next_attempt_at.eq(next_attempt_at),
            webhooks::claim.eq(None::<String>),
            webhooks::claimed_until.eq(None::<Instant>),
        ))
        .execute(c))?;
    Ok(changed == 1)
}

/// Switches a webhook off that nobody delivers to; `false` when somebody else has done so.
pub(in crate::events) fn disable_webhook(
    conn: &mut Conn<'_>,
    (tenant, id): (&str, &str),
    reason: &str,
    now: Instant,
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(webhooks::table.find((tenant, id)))
        .filter(webhooks::enabled.and(webhooks::claim.is_null()))
        .set((
            webhooks::enabled.eq(false),
            webhooks::disabled_reason.eq(Some(reason)),
            webhooks::version.eq(webhooks::version + 1),
            webhooks::modified_at.eq(now),
        ))
        .execute(c))?;
    Ok(changed == 1)
}

/// Moves a webhook past events that are not for it, so that they need not be kept for its sake.
pub(in crate::events) fn write_position(
    conn: &mut Conn<'_>,
    row: &WebhookRow,
    through: i64,
) -> Result<(), DbError> {
    each!(conn, c => diesel::update(webhooks::table.find((&row.tenant_id, &row.id)))
        .filter(webhooks::claim.is_null().and(webhooks::version.eq(row.version)))
        .filter(webhooks::delivered_sequence.eq(row.delivered_sequence))
        .set(webhooks::delivered_sequence.eq(through))
        .execute(c))?;
    Ok(())
}
