//! Offering a shift: to one agent, or on the board.

use crate::documents;
use serde::Deserialize;

use super::settings::find_shift_trade_settings;
use super::store::{self, TradeRow};
use super::trade::{KeptTrade, ShiftTrade, TradeDocument, TradedShift};
use super::whose::tradable_shift;
use crate::db::{Conn, Instant};
use crate::failure::{Failure, Faults};
use crate::organisation::{find_agent, find_management_unit, lock_business_unit};
use crate::schedules::{Shift, find_schedule};
use crate::tenancy::{Scope, new_id};

/// Intervals of an offer.
const MOST_INTERVALS: usize = 50;

/// A shift to be offered.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewShiftTrade {
    /// Who offers; who asks, when left out.
    #[serde(default)]
    pub initiating_agent_id: Option<String>,
    /// A published shift of theirs.
    pub initiating_shift_id: String,
    /// The one agent it is offered to, of the same management unit; on the board for all of them when left out.
    #[serde(default)]
    pub receiving_agent_id: Option<String>,
    /// Whether the shift is given away without one in return.
    #[serde(default)]
    pub one_sided: bool,
    /// Stretches, ISO 8601 `start/end`, in which a shift given in return must lie; any when left out.
    #[serde(default)]
    pub acceptable_intervals: Vec<String>,
    /// When the offer ends; as late as the settings allow when left out.
    #[serde(default)]
    pub expiration: Option<Instant>,
    /// In the agent's words.
    #[serde(default)]
    pub notes: String,
}

/// Offers a shift.
///
/// # Errors
/// [`Failure::Forbidden`] for another agent; [`Failure::Invalid`] per fault; [`Failure::Conflict`] `trading-disabled`,
/// `shift-too-close`, `shift-has-time-off`, `shift-already-offered`.
pub fn offer_shift_trade(
    conn: &mut Conn<'_>,
    scope: &Scope,
    new: &NewShiftTrade,
) -> Result<ShiftTrade, Failure> {
    let asked = new.initiating_agent_id.as_deref();
    let giver = scope
        .acting_agent(asked, "/initiatingAgentId", "wfm:shiftTrade:add")?
        .to_owned();
    let giver = find_agent(conn, scope, &giver)?;
    let site = find_management_unit(conn, scope, &giver.management_unit_id)?;
    let settings = find_shift_trade_settings(conn, scope, &site.id)?.settings;
    if !settings.enabled {
        let detail = "shifts are not traded in this management unit; ask a planner to enable it";
        return Err(Failure::conflict("trading-disabled", detail));
    }
    lock_business_unit(conn, scope, &site.business_unit_id)?;
    let mut faults = Faults::default();
    let detail = "this management unit has no shifts given away; ask for one in return";
    let allowed = settings.one_sided_allowed || !new.one_sided;
    faults.require(allowed, "/oneSided", "not-allowed", detail);
    if let Some(id) = &new.receiving_agent_id {
        let is_colleague = match find_agent(conn, scope, id) {
            Ok(agent) => {
                agent.id != giver.id && agent.active && agent.management_unit_id == site.id
            }
            Err(Failure::NotFound { .. }) => false,
            Err(error) => return Err(error),
        };
        let detail = "name another active agent of the same management unit";
        faults.require(is_colleague, "/receivingAgentId", "not-found", detail);
    }
    let detail = format!("name at most {MOST_INTERVALS} stretches");
    let few = new.acceptable_intervals.len() <= MOST_INTERVALS;
    faults.require(few, "/acceptableIntervals", "too-many", detail);
    for (index, text) in new.acceptable_intervals.iter().enumerate() {
        let pointer = format!("/acceptableIntervals/{index}");
        let detail = "write two instants as start/end, the end after the start";
        faults.require(interval(text).is_some(), pointer, "not-an-interval", detail);
    }
    let detail = "a shift given away has none in return; leave them out";
    let none = !new.one_sided || new.acceptable_intervals.is_empty();
    faults.require(none, "/acceptableIntervals", "one-sided", detail);
    faults.require_words(&new.notes, "/notes");
    faults.into_result()?;
    let of_agent = (giver.id.as_str(), new.initiating_shift_id.as_str());
    let (shift, latest) =
        tradable_shift(conn, scope, &settings, of_agent, "/initiatingShiftId", None)?;
    let expires_at = new.expiration.unwrap_or(latest);
    if expires_at > latest || expires_at <= scope.now {
        let detail = format!("choose an instant after now, {latest} at the latest");
        return Err(Failure::invalid("/expiration", "out-of-range", detail));
    }
    let kept = TradeDocument {
        one_sided: new.one_sided,
        acceptable_intervals: new.acceptable_intervals.clone(),
        notes: new.notes.clone(),
        initiating: traded(conn, scope, &shift)?,
        receiving: None,
        directed: new.receiving_agent_id.is_some(),
        broken_rules: Vec::new(),
        coverage: None,
        decision: "Nobody has matched it yet.".to_owned(),
        automatic: true,
        override_reason: None,
        submitted_by: scope.actor.subject.clone(),
        matched_by: None,
        reviewed_by: None,
        reviewed_at: None,
    };
    let row = TradeRow {
        tenant_id: scope.tenant().to_owned(),
        id: new_id(scope.now),
        business_unit_id: site.business_unit_id.clone(),
        management_unit_id: site.id.clone(),
        state: "Unmatched".to_owned(),
        initiating_agent_id: giver.id.clone(),
        initiating_shift_id: shift.id,
        receiving_agent_id: new.receiving_agent_id.clone(),
        receiving_shift_id: None,
        expires_at,
        document: documents::write(&kept)?,
        version: 1,
        created_at: scope.now,
        modified_at: scope.now,
    };
    store::insert_trade(conn, &row)?;
    let trade = KeptTrade {
        row,
        document: kept,
        earlier_receiver: None,
    };
    trade.tell(conn, scope)?;
    trade.shown(scope.now)
}

/// A shift as it comes into a trade.
pub(super) fn traded(
    conn: &mut Conn<'_>,
    scope: &Scope,
    shift: &Shift,
) -> Result<TradedShift, Failure> {
    let schedule = find_schedule(conn, scope, &shift.schedule_id)?;
    Ok(TradedShift {
        schedule_id: schedule.id,
        week_date: schedule.week_date,
        start_at: shift.start_at,
        end_at: shift.end_at(),
    })
}

/// `start/end` as instants; none where it is no such stretch.
pub(super) fn interval(text: &str) -> Option<(Instant, Instant)> {
    let (start, end) = text.split_once('/')?;
    let instant = |text: &str| {
        let at = chrono::DateTime::parse_from_rfc3339(text).ok()?;
        Some(Instant::from_utc(at.to_utc()))
    };
    let (start, end) = (instant(start)?, instant(end)?);
    (start < end).then_some((start, end))
}

#[cfg(test)]
mod tests {
    use super::interval;

    #[test]
    fn an_interval_is_two_instants_in_order() {
        assert!(interval("2026-06-01T00:00:00Z/2026-06-02T00:00:00+02:00").is_some());
        for wrong in [
            "",
            "2026-06-01",
            "2026-06-02T00:00:00Z/2026-06-01T00:00:00Z",
            "a/b",
        ] {
            assert_eq!(interval(wrong), None, "{wrong}");
        }
    }
}
