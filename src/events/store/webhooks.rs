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

/// What an edit makes of a webhook, and nothing of what deliveries write.
#[derive(AsChangeset, Debug)]
#[diesel(table_name = webhooks)]
#[diesel(treat_none_as_null = true)]
pub(in crate::events) struct WebhookEdit {
    pub url: String,
    pub topics: String,
    pub description: String,
    pub enabled: bool,
    pub disabled_reason: Option<String>,
    pub failure_count: i32,
    pub failing_since: Option<Instant>,
    pub next_attempt_at: Instant,
}

/// What a rotation makes of a webhook's secrets.
#[derive(AsChangeset, Debug)]
#[diesel(table_name = webhooks)]
pub(in crate::events) struct SecretsEdit {
    pub secret: String,
    pub previous_secret: Option<String>,
    pub previous_secret_until: Option<Instant>,
}

/// Writes an edit's columns over a webhook that is still at version `expected`; what it is now, nothing when it is not.
macro_rules! edited {
    ($conn:expr, ($tenant:expr, $id:expr, $expected:expr), $edit:expr, $now:expr) => {
        each!($conn, c => diesel::update(webhooks::table.find(($tenant, $id)))
            .filter(webhooks::version.eq($expected))
            .set(($edit, webhooks::version.eq($expected + 1), webhooks::modified_at.eq($now)))
            .returning(WebhookRow::as_returning())
            .get_result(c)
            .optional())?
    };
}

/// Edits a webhook that is still at version `expected`, and says what it is now; nothing when it is not.
pub(in crate::events) fn edit_webhook(
    conn: &mut Conn<'_>,
    (tenant, id, expected): (&str, &str, i32),
    edit: &WebhookEdit,
    now: Instant,
) -> Result<Option<WebhookRow>, DbError> {
    Ok(edited!(conn, (tenant, id, expected), edit, now))
}

/// Gives a webhook that is still at version `expected` other secrets, and says what it is now; nothing when it is not.
pub(in crate::events) fn edit_secrets(
    conn: &mut Conn<'_>,
    (tenant, id, expected): (&str, &str, i32),
    edit: &SecretsEdit,
    now: Instant,
) -> Result<Option<WebhookRow>, DbError> {
    Ok(edited!(conn, (tenant, id, expected), edit, now))
}

/// Whose claim something is written under: tenant, webhook and claim.
pub(in crate::events) type ClaimKey<'a> = (&'a str, &'a str, &'a str);

/// Notes that all up to a number is delivered and keeps the claim. Says which version the webhook has now: it may have
/// been edited since it was claimed; nothing when the claim was lost.
pub(in crate::events) fn write_delivered(
    conn: &mut Conn<'_>,
    (tenant, id, claim): ClaimKey<'_>,
    through: i64,
    until: Instant,
) -> Result<Option<i32>, DbError> {
    Ok(
        each!(conn, c => diesel::update(webhooks::table.find((tenant, id)))
        .filter(webhooks::claim.eq(Some(claim)))
        .set((
            webhooks::delivered_sequence.eq(through),
            webhooks::failure_count.eq(0),
            webhooks::failing_since.eq(None::<Instant>),
            webhooks::claimed_until.eq(Some(until)),
        ))
        .returning(webhooks::version)
        .get_result(c)
        .optional())?,
    )
}

/// Gives the claim back; the webhook then stands behind those that have waited longer.
pub(in crate::events) fn release_webhook(
    conn: &mut Conn<'_>,
    (tenant, id, claim): ClaimKey<'_>,
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

/// Notes a failure of a webhook that is still at `version` and gives the claim back; `false` when it was edited since or
/// the claim was lost.
pub(in crate::events) fn write_failed(
    conn: &mut Conn<'_>,
    (tenant, id, claim): ClaimKey<'_>,
    version: i32,
    (failure_count, failing_since): (i32, Instant),
    next_attempt_at: Instant,
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(webhooks::table.find((tenant, id)))
        .filter(webhooks::claim.eq(Some(claim)).and(webhooks::version.eq(version)))
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

/// Moves a webhook past events that are not for it, so that they need not be kept for its sake; `false` when somebody
/// delivers to it or it has changed. A claim that has run out is taken away: whoever held it may no longer move it back.
pub(in crate::events) fn write_position(
    conn: &mut Conn<'_>,
    row: &WebhookRow,
    through: i64,
    now: Instant,
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(webhooks::table.find((&row.tenant_id, &row.id)))
        .filter(webhooks::claimed_until.is_null().or(webhooks::claimed_until.le(Some(now))))
        .filter(webhooks::version.eq(row.version))
        .filter(webhooks::delivered_sequence.eq(row.delivered_sequence))
        .set((
            webhooks::delivered_sequence.eq(through),
            webhooks::claim.eq(None::<String>),
            webhooks::claimed_until.eq(None::<Instant>),
        ))
        .execute(c))?;
    Ok(changed == 1)
}

/// How a webhook stands: whether it is enabled, why it was switched off, and since when nothing gets through.
pub(in crate::events) type WebhookStanding = (bool, Option<String>, Option<Instant>);

/// How the webhooks of all tenants stand.
pub(in crate::events) fn webhook_standings(
    conn: &mut Conn<'_>,
) -> Result<Vec<WebhookStanding>, DbError> {
    Ok(each!(conn, c => webhooks::table
        .select((webhooks::enabled, webhooks::disabled_reason, webhooks::failing_since))
        .load(c))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Record;
    use crate::events::store::testing::{a_webhook, at, database_with_webhook};

    /// A claim that ran out at second 20, and one of the living until then.
    #[test]
    fn a_webhook_is_moved_on_also_when_who_claimed_it_has_died() {
        let (db, row, _folder) = database_with_webhook(WebhookRow {
            delivered_sequence: 3,
            claim: Some("dead".to_owned()),
            claimed_until: Some(at(20)),
            ..a_webhook()
        });
        let moves_on = |second| db.write(|conn| write_position(conn, &row, 9, at(second)));
        assert!(!moves_on(19).unwrap(), "somebody delivers to it");
        assert!(moves_on(20).unwrap());
        // Who was only slow finds the claim gone, and does not move it back.
        let key = (row.tenant_id.as_str(), "webhook", "dead");
        let late = db.write(|conn| write_delivered(conn, key, 4, at(40)));
        assert_eq!(late.unwrap(), None);
        let moved = db.read(|conn| WebhookRow::find(conn, &row.tenant_id, "webhook"));
        assert_eq!(moved.unwrap().unwrap().delivered_sequence, 9);
    }
}
