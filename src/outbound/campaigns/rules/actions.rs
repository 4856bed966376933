//! What rules do.

use super::document::{CampaignRuleAction, CampaignRuleActionType as Type};
use super::firings::{ActionOutcome, TakenAction};
use crate::db::Conn;
use crate::failure::Failure;
use crate::outbound::campaigns::adjust::{Adjustment, adjust_campaign};
use crate::outbound::campaigns::campaign::{reason_of, stored};
use crate::outbound::campaigns::recycle::{RecycleRequest, put_back};
use crate::outbound::campaigns::sequences::{start_campaign_sequence, stop_campaign_sequence};
use crate::outbound::campaigns::status::{Command, ReasonCode};
use crate::outbound::campaigns::switching::{Why, command_unless_paused};
use crate::tenancy::Scope;

/// Takes an action for a campaign whose conditions came to hold, on each of its targets.
///
/// # Errors
/// Only the database's: what cannot be done is told in the outcome.
pub(super) fn take(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (rule_name, triggering): (&str, &str),
    action: &CampaignRuleAction,
) -> Result<Vec<TakenAction>, Failure> {
    let is_of_sequences = matches!(
        action.action_type,
        Type::TurnOnSequence | Type::TurnOffSequence
    );
    let targets: Vec<&str> = if is_of_sequences {
        action.sequence_ids.iter().map(String::as_str).collect()
    } else {
        let own = action.use_triggering_entity.then_some(triggering);
        let others = action.campaign_ids.iter().map(String::as_str);
        own.into_iter()
            .chain(others.filter(|id| Some(*id) != own))
            .collect()
    };
    let mut taken = Vec::with_capacity(targets.len());
    for target in targets {
        let (outcome, detail) = match act(conn, scope, rule_name, (action, target)) {
            Ok(true) => (ActionOutcome::Done, "done".to_owned()),
            Ok(false) => (ActionOutcome::Unchanged, "nothing to change".to_owned()),
            Err(failure @ (Failure::Database(_) | Failure::Internal(_))) => return Err(failure),
            Err(failure) => {
                let first = failure.faults().first().map(|fault| fault.detail.clone());
                (
                    ActionOutcome::Refused,
                    first.unwrap_or_else(|| failure.to_string()),
                )
            }
        };
        taken.push(TakenAction {
            action_type: action.action_type,
            target: target.to_owned(),
            outcome,
            detail,
        });
    }
    Ok(taken)
}

/// Whether anything changed.
fn act(
    conn: &mut Conn<'_>,
    scope: &Scope,
    rule_name: &str,
    (action, target): (&CampaignRuleAction, &str),
) -> Result<bool, Failure> {
    let why = Why::new(ReasonCode::Rule, format!("campaign rule {rule_name:?}"));
    let number = || {
        action
            .value
            .ok_or_else(|| Failure::Internal("a rule's action lost its value".to_owned()))
    };
    let whole = || {
        action
            .whole_value()
            .ok_or_else(|| Failure::Internal("a rule's action lost its value".to_owned()))
    };
    match action.action_type {
        Type::TurnOnCampaign => command_unless_paused(conn, scope, target, Command::Start, &why),
        Type::TurnOffCampaign => command_unless_paused(conn, scope, target, Command::Stop, &why),
        Type::PauseCampaign => {
            let why = Why::new(ReasonCode::Paused, why.detail);
            command_unless_paused(conn, scope, target, Command::Pause, &why)
        }
        Type::RecycleCampaign => recycle(conn, scope, (action, target), &why),
        Type::SetPriority => adjust_campaign(conn, scope, target, Adjustment::Priority(whole()?)),
        Type::SetWeight => {
            adjust_campaign(conn, scope, target, Adjustment::RelativeWeight(whole()?))
        }
        Type::SetNumberOfLines => {
            adjust_campaign(conn, scope, target, Adjustment::LineCount(whole()?))
        }
        Type::SetMaxCallsPerAgent => {
            adjust_campaign(conn, scope, target, Adjustment::MaxCallsPerAgent(number()?))
        }
        Type::SetAbandonRate => {
            adjust_campaign(conn, scope, target, Adjustment::AbandonRate(number()?))
        }
        Type::SetDialingMode => {
            let mode = action
                .dialing_mode
                .ok_or_else(|| Failure::Internal("a rule's action lost its mode".to_owned()))?;
            adjust_campaign(conn, scope, target, Adjustment::DialingMode(mode))
        }
        Type::TurnOnSequence => {
            let before =
                crate::outbound::campaigns::sequences::find_campaign_sequence(conn, scope, target)?;
            let after = start_campaign_sequence(conn, scope, target)?;
            Ok(before.status != after.status)
        }
        Type::TurnOffSequence => {
            let before =
                crate::outbound::campaigns::sequences::find_campaign_sequence(conn, scope, target)?;
            let after = stop_campaign_sequence(conn, scope, target)?;
            Ok(before.status != after.status)
        }
    }
}

/// Puts contacts back and starts the campaign, unless a person has paused it.
fn recycle(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (action, target): (&CampaignRuleAction, &str),
    why: &Why,
) -> Result<bool, Failure> {
    let row = stored(conn, scope, target)?;
    if reason_of(&row)?.is_some_and(|reason| reason.code == ReasonCode::Paused) {
        return Ok(false);
    }
    let request = RecycleRequest {
        exhausted: action.wrap_up_codes.is_empty(),
        wrap_up_codes: action.wrap_up_codes.clone(),
        start: true,
    };
    let count = put_back(conn, scope, &row, &request)?;
    let is_started = command_unless_paused(conn, scope, target, Command::Start, why)?;
    Ok(count > 0 || is_started)
}
