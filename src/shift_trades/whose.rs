//! Who may do what with a trade, and which shifts can be traded.

use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::schedules::{Shift, published_shift};
use crate::tenancy::{Role, Scope};

use super::settings::ShiftTradeSettings;
use super::store;

pub(super) fn is_agent(scope: &Scope, agent_id: Option<&str>) -> bool {
    scope.actor.role == Role::Agent && scope.actor.agent_id.as_deref() == agent_id
}

pub(super) fn is_staff(scope: &Scope) -> bool {
    scope.actor.role != Role::Agent
}

/// The agent's published shift that can be traded, and when it can no longer be.
///
/// # Errors
/// [`Failure::Invalid`] at `pointer` when it is no published shift of theirs; [`Failure::Conflict`] `shift-too-close`,
/// `shift-has-time-off`, `shift-already-offered`.
pub(super) fn tradable_shift(
    conn: &mut Conn<'_>,
    scope: &Scope,
    settings: &ShiftTradeSettings,
    (agent_id, shift_id): (&str, &str),
    pointer: &str,
    own_trade: Option<&str>,
) -> Result<(Shift, Instant), Failure> {
    let not_theirs = || {
        let detail = "name a published shift of the agent";
        Failure::invalid(pointer, "not-found", detail)
    };
    let shift = match published_shift(conn, scope, shift_id) {
        Ok(shift) if shift.agent_id == agent_id => shift,
        Ok(_) | Err(Failure::NotFound { .. }) => return Err(not_theirs()),
        Err(error) => return Err(error),
    };
    let hours = i64::from(settings.minimum_hours_before_shift);
    let latest = shift.start_at.plus_minutes(-60 * hours);
    if latest <= scope.now {
        let detail = format!(
            "shift {} starts at {}, and trades end {hours} hours before; choose a later shift",
            shift.id, shift.start_at
        );
        return Err(Failure::conflict("shift-too-close", detail));
    }
    if shift
        .activities
        .iter()
        .any(|activity| activity.time_off_request_id.is_some())
    {
        let detail =
            "there is approved time off in the shift; cancel that first, or choose another shift";
        return Err(Failure::conflict("shift-has-time-off", detail));
    }
    let open = store::open_trades_of_shift(conn, scope.tenant(), &shift.id, scope.now)?;
    if let Some(other) = open
        .iter()
        .find(|other| Some(other.id.as_str()) != own_trade)
    {
        let detail = format!("trade {} has this shift already; cancel it first", other.id);
        return Err(Failure::conflict("shift-already-offered", detail));
    }
    Ok((shift, latest))
}
