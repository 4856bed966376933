//! Reading events page by page, for programs that keep no stream open.

use super::message::EventMessage;
use super::outbox::{extent, heard_after};
use super::subscription::Subscription;
use crate::db::Conn;
use crate::failure::Failure;
use crate::tenancy::Scope;

/// The most events looked at for one page.
const EVENTS_A_PAGE: i64 = 1_000;

/// Some events in order.
#[derive(Clone, Debug)]
pub struct EventPage {
    /// Those of the topics.
    pub events: Vec<EventMessage>,
    /// Where the next page begins.
    pub through: i64,
    /// Whether all that is numbered was looked at.
    pub is_last: bool,
}

/// What a scope hears of some topics, or of all, after a number; from the oldest event kept where the number is older.
///
/// # Errors
/// [`Failure::Invalid`] at `--topics` for a name that is no topic; [`Failure::Forbidden`].
pub fn read_events(
    conn: &mut Conn<'_>,
    scope: &Scope,
    topics: &[String],
    after: i64,
) -> Result<EventPage, Failure> {
    let subscription = Subscription::of(scope, topics, |_| "--topics".to_owned())?;
    let extent = extent(conn)?;
    let after = after.max(extent.trimmed);
    let hearer = (scope.tenant(), &subscription);
    let heard = heard_after(conn, hearer, (after, extent.last), EVENTS_A_PAGE)?;
    Ok(EventPage {
        is_last: heard.through >= extent.last,
        through: heard.through,
        events: heard
            .events
            .into_iter()
            .map(|event| event.message)
            .collect(),
    })
}
