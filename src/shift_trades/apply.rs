//! The shifts change hands.

use std::collections::BTreeMap;

use super::check::Exchange;
use super::store;
use super::trade::{KeptTrade, ShiftTradeState, TradedShift, is_unchanged};
use crate::db::Conn;
use crate::failure::Failure;
use crate::organisation::find_agent;
use crate::schedules::{
    Amendment, RuleFailureAction, Schedule, Shift, VersionKind, VersionNote, amend_schedule,
    find_schedule, lock_live_schedules, published_shift,
};
use crate::tenancy::Scope;

impl KeptTrade {
    /// The shift that is given, as it is now.
    ///
    /// # Errors
    /// [`Failure::Conflict`] `shift-changed` when it is not what was offered any more.
    pub(super) fn given_shift(&self, conn: &mut Conn<'_>, scope: &Scope) -> Result<Shift, Failure> {
        let agent = &self.row.initiating_agent_id;
        shift_now(
            conn,
            scope,
            &self.row.initiating_shift_id,
            agent,
            &self.document.initiating,
        )
    }

    /// The shift in return, as it is now.
    ///
    /// # Errors
    /// [`Failure::Conflict`] `shift-changed` when it is not what was matched any more.
    pub(super) fn returned_shift(
        &self,
        conn: &mut Conn<'_>,
        scope: &Scope,
    ) -> Result<Option<Shift>, Failure> {
        let known = self
            .row
            .receiving_shift_id
            .as_ref()
            .zip(self.document.receiving.as_ref());
        let agent = self.row.receiving_agent_id.as_deref().unwrap_or("");
        known
            .map(|(id, kept)| shift_now(conn, scope, id, agent, kept))
            .transpose()
    }
}

fn shift_now(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
    agent_id: &str,
    kept: &TradedShift,
) -> Result<Shift, Failure> {
    let changed = || {
        let detail = format!(
            "shift {id} is not what was traded any more; cancel the trade and offer it anew"
        );
        Failure::conflict("shift-changed", detail)
    };
    let has_time_off = |shift: &Shift| {
        let mut activities = shift.activities.iter();
        activities.any(|activity| activity.time_off_request_id.is_some())
    };
    match published_shift(conn, scope, id) {
        Ok(shift) if is_unchanged(&shift, agent_id, kept) && !has_time_off(&shift) => Ok(shift),
        Ok(_) | Err(Failure::NotFound { .. }) => Err(changed()),
        Err(error) => Err(error),
    }
}

/// Puts each shift into the other agent's hands, in all schedules concerned or none. Other open trades of these shifts end.
pub(super) fn exchange_shifts(
    conn: &mut Conn<'_>,
    scope: &Scope,
    trade: &KeptTrade,
    exchange: &Exchange<'_>,
) -> Result<(), Failure> {
    let ids = std::iter::once(&trade.document.initiating).chain(&trade.document.receiving);
    let schedules: Vec<Schedule> = ids
        .map(|shift| find_schedule(conn, scope, &shift.schedule_id))
        .collect::<Result<_, _>>()?;
    let first = schedules.iter().map(|schedule| schedule.week_date).min();
    let last = schedules.iter().map(Schedule::end_date).max();
    let Some((first, last)) = first.zip(last) else {
        return Ok(());
    };
    let locked = lock_live_schedules(conn, scope, &trade.row.business_unit_id, (first, last))?;
    // Nobody changes the shifts from here on.
    trade.given_shift(conn, scope)?;
    trade.returned_shift(conn, scope)?;
    let mut amendments: BTreeMap<String, Amendment> = BTreeMap::new();
    for shift in exchange.exchanged() {
        let amendment = amendments.entry(shift.schedule_id.clone()).or_default();
        amendment.changed.push(shift);
    }
    for (id, amendment) in &amendments {
        let schedule = locked.iter().find(|schedule| schedule.id == *id);
        let schedule = schedule.ok_or_else(|| Failure::not_found("schedule", id))?;
        let reason = format!(
            "shift trade {} of {} and {}",
            trade.row.id, exchange.giver.name, exchange.receiver.name
        );
        let overridden = trade.document.override_reason.as_ref();
        let note = VersionNote {
            rule_failure_action: overridden.map(|_| RuleFailureAction::Override),
            ..VersionNote::because(
                VersionKind::ShiftsTraded,
                overridden.map_or(reason.clone(), |why| format!("{reason}: {why}")),
            )
        };
        amend_schedule(conn, scope, (id, schedule.version), amendment, note)?;
    }
    for shift in exchange.exchanged() {
        let open = store::open_trades_of_shift(conn, scope.tenant(), &shift.id, scope.now)?;
        for other in open.into_iter().filter(|other| other.id != trade.row.id) {
            let mut other = KeptTrade::of_row(other)?;
            ShiftTradeState::Canceled
                .as_str()
                .clone_into(&mut other.row.state);
            other.document.decision = "The shift has changed hands by another trade.".to_owned();
            other.document.automatic = true;
            other.keep(conn, scope)?;
        }
    }
    Ok(())
}

/// Judges a matched trade once more and lets the shifts change hands.
pub(super) fn with_exchange<T>(
    conn: &mut Conn<'_>,
    scope: &Scope,
    trade: &KeptTrade,
    then: impl FnOnce(&mut Conn<'_>, &Exchange<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let given = trade.given_shift(conn, scope)?;
    let returned = trade.returned_shift(conn, scope)?;
    let giver = find_agent(conn, scope, &trade.row.initiating_agent_id)?;
    let receiver = trade.row.receiving_agent_id.as_deref().unwrap_or("");
    let receiver = find_agent(conn, scope, receiver)?;
    let exchange = Exchange {
        giver: &giver,
        given: &given,
        receiver: &receiver,
        returned: returned.as_ref(),
    };
    then(conn, &exchange)
}
