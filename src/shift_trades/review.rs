//! Deciding on a trade, and taking it back.

use serde::Deserialize;

use super::apply::{exchange_shifts, with_exchange};
use super::check::{judge, rules_text};
use super::matching::require_state;
use super::trade::{KeptTrade, ShiftTrade, ShiftTradeState};
use super::whose::{is_agent, is_staff};
use crate::db::Conn;
use crate::failure::{Failure, Faults};
use crate::organisation::lock_business_unit;
use crate::schedules::RuleFailureAction;
use crate::tenancy::Scope;

/// A change of a trade.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ShiftTradePatch {
    /// `Approved` or `Denied` by a supervisor, `Canceled` by who offered it, `Unmatched` by who matched it, `Denied` by the
    /// agent it is offered to.
    pub state: ShiftTradeState,
    /// What happens when an approval would break a rule; `REJECT` when left out.
    #[serde(default)]
    pub rule_failure_action: RuleFailureAction,
    /// Why; needed for `OVERRIDE`, kept with the decision.
    #[serde(default)]
    pub reason: Option<String>,
}

/// Changes a trade that is still at version `expected`.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Forbidden`]; [`Failure::Stale`]; [`Failure::Invalid`] per fault; [`Failure::Conflict`]
/// `not-that-way`, `shift-changed`, `rule-broken`.
pub fn change_shift_trade(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
    expected: i32,
    patch: &ShiftTradePatch,
) -> Result<ShiftTrade, Failure> {
    let seen = super::find::find_shift_trade(conn, scope, id)?;
    let unit = KeptTrade::find(conn, scope, &seen.id)?.row.business_unit_id;
    lock_business_unit(conn, scope, &unit)?;
    let mut trade = KeptTrade::find(conn, scope, id)?;
    require_may(scope, &trade, patch)?;
    if trade.row.version != expected {
        return Err(Failure::Stale {
            yours: expected,
            current: trade.row.version,
        });
    }
    let reason = patch.reason.clone().filter(|text| !text.trim().is_empty());
    let overrides = patch.rule_failure_action == RuleFailureAction::Override;
    let mut faults = Faults::default();
    let detail = "ask for Approved, Denied, Canceled or Unmatched";
    let is_settable = !matches!(
        patch.state,
        ShiftTradeState::Matched | ShiftTradeState::Expired
    );
    faults.require(is_settable, "/state", "not-settable", detail);
    let detail = "say why rules are passed over";
    faults.require(!overrides || reason.is_some(), "/reason", "missing", detail);
    faults.into_result()?;
    require_state(&trade, scope, patch.state)?;
    let from = trade.state(scope.now)?;
    if patch.state == ShiftTradeState::Approved && from != ShiftTradeState::Matched {
        let detail = "nobody has matched the trade; match it first";
        return Err(Failure::conflict("not-that-way", detail));
    }
    let who = scope.actor.subject.clone();
    trade.document.automatic = false;
    trade.document.decision = reason.clone().unwrap_or_else(|| match patch.state {
        ShiftTradeState::Unmatched => format!("{who} withdrew."),
        other => format!("{} by {who}.", other.as_str()),
    });
    patch.state.as_str().clone_into(&mut trade.row.state);
    if is_staff(scope) {
        trade.document.reviewed_by = Some(who);
        trade.document.reviewed_at = Some(scope.now);
    }
    match patch.state {
        ShiftTradeState::Approved => approve(conn, scope, trade, reason.filter(|_| overrides)),
        ShiftTradeState::Unmatched => {
            if !trade.document.directed {
                trade.row.receiving_agent_id = None;
            }
            trade.row.receiving_shift_id = None;
            trade.document.receiving = None;
            trade.document.matched_by = None;
            trade.document.coverage = None;
            trade.document.broken_rules.clear();
            trade.keep(conn, scope)?;
            trade.shown(scope.now)
        }
        _ => {
            trade.keep(conn, scope)?;
            trade.shown(scope.now)
        }
    }
}

fn require_may(scope: &Scope, trade: &KeptTrade, patch: &ShiftTradePatch) -> Result<(), Failure> {
    let row = &trade.row;
    let is_giver = is_agent(scope, Some(&row.initiating_agent_id));
    let is_receiver = is_agent(scope, row.receiving_agent_id.as_deref());
    let may = is_staff(scope)
        || match patch.state {
            ShiftTradeState::Canceled => is_giver,
            ShiftTradeState::Unmatched => is_receiver && row.state == "Matched",
            ShiftTradeState::Denied => is_receiver && row.state == "Unmatched",
            _ => false,
        } && patch.rule_failure_action == RuleFailureAction::Reject;
    if may {
        Ok(())
    } else {
        Err(scope.forbidden("wfm:shiftTrade:review"))
    }
}

fn approve(
    conn: &mut Conn<'_>,
    scope: &Scope,
    mut trade: KeptTrade,
    override_reason: Option<String>,
) -> Result<ShiftTrade, Failure> {
    let kept = trade.clone();
    with_exchange(conn, scope, &kept, |conn, exchange| {
        let (broken, coverage) = judge(conn, scope, &trade.row.business_unit_id, exchange)?;
        if !broken.is_empty() && override_reason.is_none() {
            let detail = format!(
                "{}; send ruleFailureAction OVERRIDE with a reason to approve it all the same",
                rules_text(&broken)
            );
            return Err(Failure::conflict("rule-broken", detail));
        }
        trade.document.override_reason = override_reason.filter(|_| !broken.is_empty());
        trade.document.broken_rules = broken;
        trade.document.coverage = Some(coverage);
        trade.keep(conn, scope)?;
        exchange_shifts(conn, scope, &trade, exchange)?;
        trade.shown(scope.now)
    })
}
