//! Rows of events and of their numbering.

use diesel::dsl::{exists, select};
use diesel::prelude::*;

use crate::db::schema::events::{event_numbering, events, webhooks};
use crate::db::{Conn, DbError, Instant};
use crate::each;

/// The name of the one row of the numbering.
const NUMBERING: &str = "events";

/// What separates the ids of agents in a row; no id holds it.
pub(in crate::events) const BETWEEN_AGENTS: char = ' ';

/// Eight columns a row: 1,000 rows stay below SQLite's 32,766 binds.
const ROWS_A_STATEMENT: usize = 1_000;

#[derive(Insertable, Debug)]
#[diesel(table_name = events)]
pub(in crate::events) struct NewEventRow {
    pub tenant_id: String,
    pub id: String,
    pub topic: String,
    pub subject_id: String,
    pub agent_ids: String,
    pub event_type: String,
    pub data: String,
    pub occurred_at: Instant,
}

#[derive(Queryable, Selectable, Debug)]
#[diesel(table_name = events)]
pub(in crate::events) struct EventRow {
    pub tenant_id: String,
    pub id: String,
    pub sequence: Option<i64>,
    pub topic: String,
    pub subject_id: String,
    pub agent_ids: String,
    pub event_type: String,
    pub data: String,
    pub occurred_at: Instant,
}

#[derive(Queryable, Selectable, Debug)]
#[diesel(table_name = event_numbering)]
pub(in crate::events) struct NumberingRow {
    pub last_sequence: i64,
    pub trimmed_sequence: i64,
}

pub(in crate::events) fn insert_events(
    conn: &mut Conn<'_>,
    rows: &[NewEventRow],
) -> Result<(), DbError> {
    for chunk in rows.chunks(ROWS_A_STATEMENT) {
        each!(conn, c => diesel::insert_into(events::table).values(chunk).execute(c))?;
    }
    Ok(())
}

pub(in crate::events) fn is_any_waiting(conn: &mut Conn<'_>) -> Result<bool, DbError> {
    let waiting = events::table.filter(events::sequence.is_null());
    Ok(each!(conn, c => select(exists(waiting)).get_result(c))?)
}

/// How many events have no number yet, and when the first of them happened.
pub(in crate::events) fn waiting(conn: &mut Conn<'_>) -> Result<(i64, Option<Instant>), DbError> {
    Ok(each!(conn, c => events::table
        .filter(events::sequence.is_null())
        .select((diesel::dsl::count_star(), diesel::dsl::min(events::occurred_at)))
        .first(c))?)
}

pub(in crate::events) fn numbering(conn: &mut Conn<'_>) -> Result<NumberingRow, DbError> {
    Ok(each!(conn, c => event_numbering::table
        .find(NUMBERING)
        .select(NumberingRow::as_select())
        .first(c))?)
}

/// Keeps other servers from numbering until the transaction ends, and says the last number given.
pub(in crate::events) fn lock_numbering(conn: &mut Conn<'_>) -> Result<i64, DbError> {
    Ok(
        each!(conn, c => diesel::update(event_numbering::table.find(NUMBERING))
        .set(event_numbering::last_sequence.eq(event_numbering::last_sequence + 0_i64))
        .returning(event_numbering::last_sequence)
        .get_result(c))?,
    )
}

/// Gives the events that have waited longest the numbers after `last`, and says how many there were.
pub(in crate::events) fn number_waiting(
    conn: &mut Conn<'_>,
    last: i64,
    limit: i64,
) -> Result<i64, DbError> {
    // Diesel has neither ROW_NUMBER nor UPDATE … FROM; both numbers are ours, so nothing is bound.
    let numbering = format!(
        "UPDATE events SET sequence = numbered.number FROM (SELECT tenant_id, id, \
         {last} + ROW_NUMBER() OVER (ORDER BY written) AS number FROM events WHERE sequence IS NULL \
         ORDER BY written LIMIT {limit}) AS numbered \
         WHERE events.tenant_id = numbered.tenant_id AND events.id = numbered.id"
    );
    let count = each!(conn, c => diesel::sql_query(numbering).execute(c))?;
    Ok(i64::try_from(count).unwrap_or(i64::MAX))
}

pub(in crate::events) fn advance_numbering(conn: &mut Conn<'_>, by: i64) -> Result<(), DbError> {
    each!(conn, c => diesel::update(event_numbering::table.find(NUMBERING))
        .set(event_numbering::last_sequence.eq(event_numbering::last_sequence + by))
        .execute(c))?;
    Ok(())
}

pub(in crate::events) fn events_after(
    conn: &mut Conn<'_>,
    after: i64,
    limit: i64,
) -> Result<Vec<EventRow>, DbError> {
    Ok(each!(conn, c => events::table
        .filter(events::sequence.gt(Some(after)))
        .order(events::sequence)
        .limit(limit)
        .select(EventRow::as_select())
        .load(c))?)
}

/// Events of a topic that are chosen.
#[derive(Clone, Copy, Debug)]
pub(in crate::events) struct EventChoice<'a> {
    pub topic: &'a str,
    pub whose: WhoseEvents<'a>,
}

/// Which of a topic's events are chosen.
#[derive(Clone, Copy, Debug)]
pub(in crate::events) enum WhoseEvents<'a> {
    All,
    OfSubject(&'a str),
    OfAgent(&'a str),
    OfAnyAgent,
}

/// Events of a tenant that any of the choices takes, with `after < sequence <= through`, in order.
pub(in crate::events) fn chosen_events(
    conn: &mut Conn<'_>,
    tenant: &str,
    choices: &[EventChoice<'_>],
    (after, through): (i64, i64),
    limit: i64,
) -> Result<Vec<EventRow>, DbError> {
    if choices.is_empty() {
        return Ok(Vec::new());
    }
    Ok(each!(conn, c => {
        let mut query = events::table.into_boxed();
        for choice in choices {
            let topic = events::topic.eq(choice.topic);
            query = match choice.whose {
                WhoseEvents::All => query.or_filter(topic),
                WhoseEvents::OfSubject(id) => query.or_filter(topic.and(events::subject_id.eq(id))),
                WhoseEvents::OfAgent(id) => {
                    let [alone, first, last, between] = patterns_of_agent(id);
                    query.or_filter(topic.and(
                        events::agent_ids.like(alone)
                            .or(events::agent_ids.like(first))
                            .or(events::agent_ids.like(last))
                            .or(events::agent_ids.like(between)),
                    ))
                }
                WhoseEvents::OfAnyAgent => query.or_filter(topic.and(events::agent_ids.ne(""))),
            };
        }
        query
            .filter(events::tenant_id.eq(tenant))
            .filter(events::sequence.gt(Some(after)).and(events::sequence.le(Some(through))))
            .order(events::sequence)
            .limit(limit)
            .select(EventRow::as_select())
            .load(c)
    })?)
}

/// What a row's agents look like with this one among them. Where an id holds what stands for others in a pattern, rows of
/// others are chosen as well.
fn patterns_of_agent(id: &str) -> [String; 4] {
    // PostgreSQL refuses a pattern that ends in a single backslash; somebody may ask for such an id, though there is none.
    let id = id.replace('\\', r"\\");
    [
        id.clone(),
        format!("{id}{BETWEEN_AGENTS}%"),
        format!("%{BETWEEN_AGENTS}{id}"),
        format!("%{BETWEEN_AGENTS}{id}{BETWEEN_AGENTS}%"),
    ]
}

pub(in crate::events) fn event_of_id(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
) -> Result<Option<EventRow>, DbError> {
    Ok(each!(conn, c => events::table
        .find((tenant, id))
        .filter(events::sequence.is_not_null())
        .select(EventRow::as_select())
        .first(c)
        .optional())?)
}

/// The last of the first `limit` numbers whose events happened before the first instant and were sent to every enabled
/// webhook of their database, or happened before the second. Events are numbered nearly in the order of their instants,
/// so the first that is too young ends it.
pub(in crate::events) fn last_trimmable(
    conn: &mut Conn<'_>,
    (unneeded_before, all_before): (Instant, Instant),
    limit: i64,
) -> Result<Option<i64>, DbError> {
    let unsent: Option<i64> = each!(conn, c => webhooks::table
        .filter(webhooks::enabled)
        .select(diesel::dsl::min(webhooks::delivered_sequence))
        .first(c))?;
    let oldest: Vec<(Option<i64>, Instant)> = each!(conn, c => events::table
        .filter(events::sequence.is_not_null())
        .order(events::sequence)
        .limit(limit)
        .select((events::sequence, events::occurred_at))
        .load(c))?;
    let trimmable = oldest
        .into_iter()
        .filter_map(|(sequence, occurred_at)| Some((sequence?, occurred_at)))
        .take_while(|(sequence, occurred_at)| {
            let is_sent = unsent.is_none_or(|unsent| *sequence <= unsent);
            *occurred_at < all_before || (*occurred_at < unneeded_before && is_sent)
        });
    Ok(trimmable.last().map(|(sequence, _)| sequence))
}

pub(in crate::events) fn note_trimmed(conn: &mut Conn<'_>, through: i64) -> Result<(), DbError> {
    each!(conn, c => diesel::update(event_numbering::table.find(NUMBERING))
        .filter(event_numbering::trimmed_sequence.lt(through))
        .set(event_numbering::trimmed_sequence.eq(through))
        .execute(c))?;
    Ok(())
}

pub(in crate::events) fn delete_events_through(
    conn: &mut Conn<'_>,
    through: i64,
) -> Result<usize, DbError> {
    Ok(
        each!(conn, c => diesel::delete(events::table.filter(events::sequence.le(Some(through))))
        .execute(c))?,
    )
}
