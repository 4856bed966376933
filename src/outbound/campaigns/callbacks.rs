//! Calls that contacts of a campaign were promised.

use serde::Serialize;

use super::campaign::stored;
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::http::{Page, PageParams};
use crate::outbound::contacts::lists::phone_for;
use crate::outbound::store::pool;
use crate::tenancy::Scope;

/// A promised call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Callback {
    /// The contact.
    pub contact_id: String,
    /// E.164; masked for all but administrators and dialers.
    pub phone: String,
    /// For when it was promised.
    pub callback_at: Instant,
    /// The agent who is to call; anyone where absent.
    pub callback_agent_id: Option<String>,
    /// When it is due, or due again: later than promised while somebody holds it, or where hours have changed.
    pub due_at: Instant,
    /// Why it was put off, where it was.
    pub hold_reason: Option<String>,
    /// Attempts made.
    pub attempts: i32,
}

/// A page of a campaign's promised calls, in order of the contacts' ids.
///
/// # Errors
/// `not-found` for the campaign; [`Failure::Invalid`] at `?pageSize`.
pub fn list_callbacks(
    conn: &mut Conn<'_>,
    scope: &Scope,
    campaign_id: &str,
    page: &PageParams,
) -> Result<Page<Callback>, Failure> {
    let (size, after) = page.bounds()?;
    stored(conn, scope, campaign_id)?;
    let rows = pool::callbacks_after(conn, scope.tenant(), campaign_id, &after, size + 1)?;
    let callbacks = rows.into_iter().filter_map(|row| {
        Some(Callback {
            phone: phone_for(scope, &row.phone),
            contact_id: row.contact_id,
            callback_at: row.callback_at?,
            callback_agent_id: row.callback_agent_id,
            due_at: row.available_at,
            hold_reason: row.hold_reason,
            attempts: row.attempts,
        })
    });
    Ok(Page::of(
        callbacks.collect(),
        size,
        |callback: &Callback| &callback.contact_id,
    ))
}
