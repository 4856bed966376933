//! What a campaign itself does with its pool: filters, sorts, steps, recycling, deadlines, and whether anything is left.

use diesel::dsl::{exists, not, select};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel::sqlite::Sqlite;

use super::holds::FILTERED_OUT;
use super::rows::{LeaseRow, PoolRow};
use crate::db::schema::outbound::{campaign_contacts, contacts};
use crate::db::{Conn, DbError, Instant};
use crate::each;
use crate::outbound::store::BATCH;

/// The contacts of one campaign's pool.
macro_rules! pool_of {
    ($place:expr) => {
        campaign_contacts::table
            .filter(campaign_contacts::tenant_id.eq($place.0))
            .filter(campaign_contacts::campaign_id.eq($place.1))
    };
}

/// Keeps those of these contacts out that are not finished: filters do not mean them. A call they were promised is off.
pub(in crate::outbound) fn filter_out(
    conn: &mut Conn<'_>,
    place: (&str, &str),
    contacts: &[&str],
) -> Result<(), DbError> {
    for batch in contacts.chunks(BATCH) {
        each!(conn, c => diesel::update(pool_of!(place)
                .filter(campaign_contacts::contact_id.eq_any(batch))
                .filter(campaign_contacts::finished.eq(false)))
            .set((
                campaign_contacts::held.eq(true),
                campaign_contacts::hold_reason.eq(Some(FILTERED_OUT)),
                campaign_contacts::callback_at.eq(None::<Instant>),
                campaign_contacts::callback_agent_id.eq(None::<String>),
            ))
            .execute(c))?;
    }
    Ok(())
}

/// Lets back those of these contacts that filters had kept out. When their turn comes stays as it was: they may be leased, or
/// in a pause.
pub(in crate::outbound) fn let_in(
    conn: &mut Conn<'_>,
    place: (&str, &str),
    contacts: &[&str],
) -> Result<(), DbError> {
    for batch in contacts.chunks(BATCH) {
        each!(conn, c => diesel::update(pool_of!(place)
                .filter(campaign_contacts::contact_id.eq_any(batch))
                .filter(campaign_contacts::hold_reason.eq(Some(FILTERED_OUT))))
            .set((
                campaign_contacts::held.eq(false),
                campaign_contacts::hold_reason.eq(None::<String>),
            ))
            .execute(c))?;
    }
    Ok(())
}

/// Sets from when on contacts wait that have not been tried and that nobody holds: their place in the order. Many in one
/// statement, as a list may have millions.
pub(in crate::outbound) fn queue_untried(
    conn: &mut Conn<'_>,
    place: (&str, &str),
    waiting_since: &[(&str, Instant)],
    now: Instant,
) -> Result<(), DbError> {
    for batch in waiting_since.chunks(BATCH) {
        let values: Vec<String> = (0..batch.len())
            .map(|row| format!("(${}, ${})", 2 * row + 1, 2 * row + 2))
            .collect();
        let [tenant, campaign, until] = [1, 2, 3].map(|bind| 2 * batch.len() + bind);
        let queue = format!(
            "UPDATE campaign_contacts SET available_at = places.column2 FROM (VALUES {}) AS places \
            WHERE tenant_id = ${tenant} AND campaign_id = ${campaign} AND contact_id = places.column1 \
            AND attempts = 0 AND step = 0 AND available_at <= ${until} \
            AND (lease_expires_at IS NULL OR lease_expires_at <= ${until})",
            values.join(", ")
        );
        macro_rules! bound {
            ($backend:ty) => {{
                let mut query = diesel::sql_query(queue).into_boxed::<$backend>();
                for &(contact, at) in batch {
                    query = query.bind::<Text, _>(contact).bind::<BigInt, _>(at);
                }
                query
                    .bind::<Text, _>(place.0)
                    .bind::<Text, _>(place.1)
                    .bind::<BigInt, _>(now)
            }};
        }
        match conn {
            Conn::Sqlite(c) => bound!(Sqlite).execute(*c)?,
            Conn::Postgres(c) => bound!(Pg).execute(*c)?,
        };
    }
    Ok(())
}

/// Whether a call runs: started, without an outcome, within its lease.
pub(in crate::outbound) fn does_any_call_run(
    conn: &mut Conn<'_>,
    place: (&str, &str),
    now: Instant,
) -> Result<bool, DbError> {
    Ok(each!(conn, c => select(exists(pool_of!(place)
            .filter(campaign_contacts::finished.eq(false))
            .filter(campaign_contacts::started_at.is_not_null())
            .filter(campaign_contacts::lease_expires_at.gt(Some(now)))))
        .get_result(c))?)
}

/// Whether the pool has any contact, and whether one of them may still be tried without anything having to change, or is with
/// somebody: also one that was held meanwhile, for its call may end in another try.
pub(in crate::outbound) fn what_is_left(
    conn: &mut Conn<'_>,
    place: (&str, &str),
    max_attempts: i32,
    now: Instant,
) -> Result<(bool, bool), DbError> {
    let has_any: bool = each!(conn, c => select(exists(pool_of!(place))).get_result(c))?;
    let is_waiting: bool = each!(conn, c => select(exists(pool_of!(place)
            .filter(not(campaign_contacts::finished))
            .filter(not(campaign_contacts::held).and(campaign_contacts::attempts.lt(max_attempts))
                .or(campaign_contacts::lease_expires_at.gt(Some(now))))))
        .get_result(c))?;
    let is_promised: bool = each!(conn, c => select(exists(pool_of!(place)
            .filter(campaign_contacts::callback_at.is_not_null())
            .filter(campaign_contacts::finished.eq(false))))
        .get_result(c))?;
    Ok((has_any, is_waiting || is_promised))
}

/// The wrap-up codes that finished contacts had last.
pub(in crate::outbound) fn last_codes(
    conn: &mut Conn<'_>,
    place: (&str, &str),
) -> Result<Vec<String>, DbError> {
    let codes: Vec<Option<String>> = each!(conn, c => pool_of!(place)
        .filter(campaign_contacts::finished.eq(true))
        .select(campaign_contacts::last_wrap_up_code)
        .distinct()
        .load(c))?;
    Ok(codes.into_iter().flatten().collect())
}

/// Which contacts are put back.
pub(in crate::outbound) struct PutBack<'a> {
    /// Those that finished with one of these wrap-up codes.
    pub wrap_up_codes: &'a [String],
    /// Those unfinished that were tried so often, where they are meant.
    pub tried_so_often: Option<i32>,
    /// By which channel they are tried again.
    pub channel: &'a str,
}

/// Puts contacts back as if they had not been tried; their ids. What was recorded of their attempts stays.
pub(in crate::outbound) fn put_back(
    conn: &mut Conn<'_>,
    place: (&str, &str),
    meant: &PutBack<'_>,
    now: Instant,
) -> Result<Vec<String>, DbError> {
    macro_rules! afresh {
        () => {
            (
                campaign_contacts::finished.eq(false),
                campaign_contacts::attempts.eq(0),
                campaign_contacts::step.eq(0),
                campaign_contacts::channel.eq(meant.channel),
                campaign_contacts::available_at.eq(now),
                campaign_contacts::started_at.eq(None::<Instant>),
                campaign_contacts::lease_expires_at.eq(None::<Instant>),
                campaign_contacts::held.eq(false),
                campaign_contacts::hold_reason.eq(None::<String>),
                campaign_contacts::callback_at.eq(None::<Instant>),
                campaign_contacts::callback_agent_id.eq(None::<String>),
                campaign_contacts::drop_at.eq(None::<Instant>),
            )
        };
    }
    let mut ids: Vec<String> = each!(conn, c => diesel::update(pool_of!(place)
            .filter(campaign_contacts::finished.eq(true))
            .filter(campaign_contacts::hold_reason.is_null())
            .filter(campaign_contacts::last_wrap_up_code.assume_not_null().eq_any(meant.wrap_up_codes)))
        .set(afresh!())
        .returning(campaign_contacts::contact_id)
        .get_results(c))?;
    if let Some(attempts) = meant.tried_so_often {
        let tried: Vec<String> = each!(conn, c => diesel::update(pool_of!(place)
                .filter(campaign_contacts::finished.eq(false))
                .filter(campaign_contacts::attempts.ge(attempts))
                .filter(campaign_contacts::lease_expires_at.is_null()
                    .or(campaign_contacts::lease_expires_at.le(Some(now)))))
            .set(afresh!())
            .returning(campaign_contacts::contact_id)
            .get_results(c))?;
        ids.extend(tried);
    }
    Ok(ids)
}

/// Where a contact goes next.
pub(in crate::outbound) struct NextStep<'a> {
    pub step: i32,
    pub channel: &'a str,
    pub available_at: Instant,
}

/// Moves a contact, whose outcome was just recorded, to its next step.
pub(in crate::outbound) fn enter_step(
    conn: &mut Conn<'_>,
    lease: &LeaseRow,
    next: &NextStep<'_>,
) -> Result<(), DbError> {
    let key = (&lease.tenant_id, &lease.campaign_id, &lease.contact_id);
    each!(conn, c => diesel::update(campaign_contacts::table.find(key))
        .set((
            campaign_contacts::step.eq(next.step),
            campaign_contacts::channel.eq(next.channel),
            campaign_contacts::attempts.eq(0),
        ))
        .execute(c))?;
    Ok(())
}

/// Contacts at a step whose tries there are used up without an outcome that ended it, and that nobody holds.
pub(in crate::outbound) fn stranded_at_step(
    conn: &mut Conn<'_>,
    place: (&str, &str),
    (step, max_attempts): (i32, i32),
    now: Instant,
    limit: i64,
) -> Result<Vec<PoolRow>, DbError> {
    Ok(each!(conn, c => pool_of!(place)
        .filter(campaign_contacts::finished.eq(false))
        .filter(campaign_contacts::step.eq(step))
        .filter(campaign_contacts::attempts.ge(max_attempts))
        .filter(campaign_contacts::callback_at.is_null())
        .filter(campaign_contacts::hold_reason.is_null()
            .or(campaign_contacts::hold_reason.ne(Some(FILTERED_OUT))))
        .filter(campaign_contacts::lease_expires_at.is_null()
            .or(campaign_contacts::lease_expires_at.le(Some(now))))
        .order(campaign_contacts::contact_id)
        .limit(limit)
        .select(PoolRow::as_select())
        .load(c))?)
}

/// Moves a contact that nobody holds to its next step, or finishes it where there is none.
pub(in crate::outbound) fn leave_step(
    conn: &mut Conn<'_>,
    row: &PoolRow,
    next: Option<&NextStep<'_>>,
    now: Instant,
) -> Result<bool, DbError> {
    let free = || {
        campaign_contacts::table
            .find((&row.tenant_id, &row.campaign_id, &row.contact_id))
            .filter(campaign_contacts::finished.eq(false))
            .filter(campaign_contacts::lease_token.eq(row.lease_token))
            .filter(
                campaign_contacts::lease_expires_at
                    .is_null()
                    .or(campaign_contacts::lease_expires_at.le(Some(now))),
            )
    };
    let changed = match next {
        Some(next) => each!(conn, c => diesel::update(free())
            .set((
                campaign_contacts::step.eq(next.step),
                campaign_contacts::channel.eq(next.channel),
                campaign_contacts::attempts.eq(0),
                campaign_contacts::available_at.eq(next.available_at),
                campaign_contacts::lease_expires_at.eq(None::<Instant>),
                campaign_contacts::started_at.eq(None::<Instant>),
                campaign_contacts::held.eq(false),
                campaign_contacts::hold_reason.eq(None::<String>),
            ))
            .execute(c))?,
        None => each!(conn, c => diesel::update(free())
            .set((
                campaign_contacts::finished.eq(true),
                campaign_contacts::lease_expires_at.eq(None::<Instant>),
            ))
            .execute(c))?,
    };
    Ok(changed == 1)
}

/// Finishes contacts whose deadline has passed and whose call does not run, with the reason; their ids.
pub(in crate::outbound) fn drop_overdue(
    conn: &mut Conn<'_>,
    place: (&str, &str),
    reason: &str,
    now: Instant,
) -> Result<Vec<String>, DbError> {
    Ok(each!(conn, c => diesel::update(pool_of!(place)
            .filter(campaign_contacts::drop_at.is_not_null())
            .filter(campaign_contacts::drop_at.le(Some(now)))
            .filter(campaign_contacts::finished.eq(false))
            .filter(campaign_contacts::lease_expires_at.is_null()
                .or(campaign_contacts::lease_expires_at.le(Some(now)))
                .or(campaign_contacts::started_at.is_null())))
        .set((
            campaign_contacts::finished.eq(true),
            campaign_contacts::held.eq(false),
            campaign_contacts::hold_reason.eq(Some(reason)),
            campaign_contacts::callback_at.eq(None::<Instant>),
            campaign_contacts::callback_agent_id.eq(None::<String>),
        ))
        .returning(campaign_contacts::contact_id)
        .get_results(c))?)
}

/// Puts a contact into the pool for an event, or back into it; `false` when somebody holds it.
pub(in crate::outbound) fn put_in_for_event(
    conn: &mut Conn<'_>,
    row: &PoolRow,
    now: Instant,
) -> Result<bool, DbError> {
    let key = (&row.tenant_id, &row.campaign_id, &row.contact_id);
    let changed = each!(conn, c => diesel::update(campaign_contacts::table.find(key))
        .filter(campaign_contacts::finished.eq(true)
            .or(campaign_contacts::lease_expires_at.is_null())
            .or(campaign_contacts::lease_expires_at.le(Some(now))))
        .set((
            campaign_contacts::finished.eq(false),
            campaign_contacts::attempts.eq(0),
            campaign_contacts::channel.eq(&row.channel),
            campaign_contacts::available_at.eq(row.available_at),
            campaign_contacts::drop_at.eq(row.drop_at),
            campaign_contacts::started_at.eq(None::<Instant>),
            campaign_contacts::lease_expires_at.eq(None::<Instant>),
            campaign_contacts::held.eq(false),
            campaign_contacts::hold_reason.eq(None::<String>),
        ))
        .execute(c))?;
    if changed == 1 {
        return Ok(true);
    }
    let is_in: bool =
        each!(conn, c => select(exists(campaign_contacts::table.find(key))).get_result(c))?;
    if is_in {
        return Ok(false);
    }
    super::add(conn, std::slice::from_ref(row))?;
    Ok(true)
}

/// Finishes the contacts of these persons that nobody holds, with the reason; how many.
pub(in crate::outbound) fn finish_persons(
    conn: &mut Conn<'_>,
    place: (&str, &str),
    persons: &[String],
    reason: &str,
    now: Instant,
) -> Result<usize, DbError> {
    let mut count = 0;
    for batch in persons.chunks(BATCH) {
        let ids: Vec<String> = each!(conn, c => contacts::table
            .filter(contacts::tenant_id.eq(place.0))
            .filter(contacts::person_id.eq_any(batch))
            .select(contacts::id)
            .load(c))?;
        for ids in ids.chunks(BATCH) {
            count += each!(conn, c => diesel::update(pool_of!(place)
                    .filter(campaign_contacts::contact_id.eq_any(ids))
                    .filter(campaign_contacts::finished.eq(false))
                    .filter(campaign_contacts::lease_expires_at.is_null()
                        .or(campaign_contacts::lease_expires_at.le(Some(now)))))
                .set((
                    campaign_contacts::finished.eq(true),
                    campaign_contacts::hold_reason.eq(Some(reason)),
                    campaign_contacts::held.eq(false),
                ))
                .execute(c))?;
        }
    }
    Ok(count)
}
