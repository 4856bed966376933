//! Taking an offered shift: the match, and what it does at once.

use serde::Deserialize;

use super::apply::exchange_shifts;
use super::check::{Exchange, judge, rules_text};
use super::offer::{interval, traded};
use super::settings::find_shift_trade_settings;
use super::trade::{KeptTrade, ShiftTrade, ShiftTradeState};
use super::whose::{is_staff, tradable_shift};
use crate::db::Conn;
use crate::failure::{Failure, Faults};
use crate::organisation::{find_agent, lock_business_unit};
use crate::schedules::{RuleFailureAction, Shift};
use crate::tenancy::Scope;

/// Who takes an offered shift, and for what.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ShiftTradeMatch {
    /// Who takes it; who asks, when left out.
    pub receiving_agent_id: Option<String>,
    /// A published shift of theirs, in return; none where the shift is given away.
    pub receiving_shift_id: Option<String>,
    /// What happens when the trade would break a rule; `OVERRIDE` is a supervisor's.
    pub rule_failure_action: RuleFailureAction,
    /// Why; needed for `OVERRIDE`.
    pub reason: Option<String>,
}

/// Matches a trade that is still at version `expected`. Where the settings say so and nothing stands against it the shifts
/// change hands at once; else a supervisor is to decide.
///
/// # Errors
/// [`Failure::NotFound`], also for a trade offered to somebody else; [`Failure::Stale`]; [`Failure::Invalid`] per fault;
/// [`Failure::Conflict`] `not-that-way`, `shift-too-close`, `shift-has-time-off`, `shift-already-offered`,
/// `shift-changed`, `rule-broken`.
pub fn match_shift_trade(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
    expected: i32,
    sent: &ShiftTradeMatch,
) -> Result<ShiftTrade, Failure> {
    let seen = KeptTrade::find(conn, scope, id)?;
    lock_business_unit(conn, scope, &seen.row.business_unit_id)?;
    let mut trade = KeptTrade::find(conn, scope, id)?;
    if trade.row.version != expected {
        return Err(Failure::Stale {
            yours: expected,
            current: trade.row.version,
        });
    }
    let asked = sent.receiving_agent_id.as_deref();
    let receiver = scope
        .acting_agent(asked, "/receivingAgentId", "wfm:shiftTrade:match")?
        .to_owned();
    let receiver = find_agent(conn, scope, &receiver)?;
    let is_for_them = match &trade.row.receiving_agent_id {
        Some(only) => *only == receiver.id,
        None => receiver.management_unit_id == trade.row.management_unit_id,
    };
    if !is_for_them && !is_staff(scope) {
        return Err(Failure::not_found("shift trade", id));
    }
    let overrides = sent.rule_failure_action == RuleFailureAction::Override;
    if overrides && !is_staff(scope) {
        return Err(scope.forbidden("wfm:shiftTrade:review"));
    }
    require_state(&trade, scope, ShiftTradeState::Matched)?;
    let mut faults = Faults::default();
    faults.require(
        is_for_them && receiver.active && receiver.id != trade.row.initiating_agent_id,
        "/receivingAgentId",
        "not-for-them",
        "name an active agent to whom the shift is offered, and not who offers it",
    );
    let wants_return = !trade.document.one_sided;
    faults.require(
        wants_return == sent.receiving_shift_id.is_some(),
        "/receivingShiftId",
        if wants_return { "missing" } else { "one-sided" },
        if wants_return {
            "name a published shift of theirs to give in return"
        } else {
            "the shift is given away; leave it out"
        },
    );
    let reason = sent.reason.clone().filter(|text| !text.trim().is_empty());
    let detail = "say why rules are passed over";
    faults.require(!overrides || reason.is_some(), "/reason", "missing", detail);
    faults.into_result()?;
    let settings = find_shift_trade_settings(conn, scope, &trade.row.management_unit_id)?.settings;
    let given = trade.given_shift(conn, scope)?;
    let returned = match &sent.receiving_shift_id {
        None => None,
        Some(shift_id) => {
            let of_agent = (receiver.id.as_str(), shift_id.as_str());
            let own = Some(trade.row.id.as_str());
            let (shift, _) =
                tradable_shift(conn, scope, &settings, of_agent, "/receivingShiftId", own)?;
            require_acceptable(&trade, &shift)?;
            Some(shift)
        }
    };
    let giver = find_agent(conn, scope, &trade.row.initiating_agent_id)?;
    let exchange = Exchange {
        giver: &giver,
        given: &given,
        receiver: &receiver,
        returned: returned.as_ref(),
    };
    let (broken, coverage) = judge(conn, scope, &trade.row.business_unit_id, &exchange)?;
    if !broken.is_empty() && !overrides {
        let detail = format!(
            "{}; choose another shift, or ask a supervisor",
            rules_text(&broken)
        );
        return Err(Failure::conflict("rule-broken", detail));
    }
    let tolerated = f64::from(settings.tolerated_short_head_minutes);
    let is_clean = broken.is_empty() && coverage.added_short_head_minutes <= tolerated;
    trade.row.receiving_agent_id = Some(receiver.id.clone());
    trade.row.receiving_shift_id = returned.as_ref().map(|shift| shift.id.clone());
    trade.document.receiving = returned
        .as_ref()
        .map(|shift| traded(conn, scope, shift))
        .transpose()?;
    trade.document.matched_by = Some(scope.actor.subject.clone());
    trade.document.override_reason = reason.filter(|_| !broken.is_empty());
    trade.document.broken_rules = broken;
    trade.document.decision = if settings.auto_review && is_clean {
        "No rule is broken and coverage loses nothing that matters.".to_owned()
    } else if is_clean {
        "No rule is broken; a supervisor decides.".to_owned()
    } else {
        format!(
            "A supervisor decides: {} minutes of missing heads are added.",
            coverage.added_short_head_minutes
        )
    };
    trade.document.coverage = Some(coverage);
    if settings.auto_review && is_clean {
        ShiftTradeState::Approved
            .as_str()
            .clone_into(&mut trade.row.state);
        trade.keep(conn, scope)?;
        exchange_shifts(conn, scope, &trade, &exchange)?;
    } else {
        ShiftTradeState::Matched
            .as_str()
            .clone_into(&mut trade.row.state);
        trade.keep(conn, scope)?;
    }
    trade.shown(scope.now)
}

/// # Errors
/// [`Failure::Conflict`] `not-that-way`.
pub(super) fn require_state(
    trade: &KeptTrade,
    scope: &Scope,
    to: ShiftTradeState,
) -> Result<(), Failure> {
    let from = trade.state(scope.now)?;
    if from.may_become(to) && from != ShiftTradeState::Expired {
        return Ok(());
    }
    Err(Failure::conflict(
        "not-that-way",
        format!(
            "the trade is {} and cannot become {}; read it again for where it stands",
            from.as_str(),
            to.as_str()
        ),
    ))
}

fn require_acceptable(trade: &KeptTrade, shift: &Shift) -> Result<(), Failure> {
    let mut wanted = trade
        .document
        .acceptable_intervals
        .iter()
        .filter_map(|text| interval(text));
    let holds = |(start, end): (crate::db::Instant, crate::db::Instant)| {
        start <= shift.start_at && shift.end_at() <= end
    };
    if trade.document.acceptable_intervals.is_empty() || wanted.any(holds) {
        return Ok(());
    }
    let detail = "the shift lies in none of acceptableIntervals; offer one that does";
    Err(Failure::invalid(
        "/receivingShiftId",
        "not-acceptable",
        detail,
    ))
}
