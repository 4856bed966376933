//! Telling of a change, in its transaction.

use super::payloads::Payload;
use super::store::{self, BETWEEN_AGENTS, NewEventRow};
use crate::db::Conn;
use crate::documents;
use crate::failure::Failure;
use crate::tenancy::{Scope, new_id};

/// Tells of a change: it is heard outside when the transaction is kept, and never when it is not. Call it after the
/// change is written, so that changes of one thing are told in the order in which they were made.
///
/// # Errors
/// Only the database's.
pub fn publish(conn: &mut Conn<'_>, scope: &Scope, payload: &impl Payload) -> Result<(), Failure> {
    publish_all(conn, scope, std::slice::from_ref(payload))
}

/// Tells of many changes of one kind, in this order.
///
/// # Errors
/// Only the database's.
pub fn publish_all<P: Payload>(
    conn: &mut Conn<'_>,
    scope: &Scope,
    payloads: &[P],
) -> Result<(), Failure> {
    let rows = payloads.iter().map(|payload| to_row(scope, payload));
    let rows = rows.collect::<Result<Vec<_>, _>>()?;
    Ok(store::insert_events(conn, &rows)?)
}

fn to_row<P: Payload>(scope: &Scope, payload: &P) -> Result<NewEventRow, Failure> {
    Ok(NewEventRow {
        tenant_id: scope.tenant().to_owned(),
        id: new_id(scope.now),
        topic: P::TOPIC.name.to_owned(),
        subject_id: payload.subject_id().to_owned(),
        agent_ids: payload.agent_ids().join(&BETWEEN_AGENTS.to_string()),
        event_type: payload.event_type().to_owned(),
        data: documents::write(payload)?,
        occurred_at: scope.now,
    })
}
