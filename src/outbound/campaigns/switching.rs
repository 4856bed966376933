//! A campaign is started, stopped, paused; by people, schedules, sequences, rules, and by itself.

use super::campaign::{Campaign, find_campaign, reason_of, status_of, stored, write};
use super::check::campaign_errors;
use super::status::{
    CampaignError, CampaignStatus, Command, ReasonCode, StatusReason, status_after,
};
use crate::db::Conn;
use crate::documents;
use crate::failure::Failure;
use crate::outbound::store::campaigns::CampaignRow;
use crate::outbound::store::pool;
use crate::tenancy::Scope;

/// Why something is done to a campaign.
#[derive(Clone, Debug)]
pub(in crate::outbound) struct Why {
    pub code: ReasonCode,
    pub detail: String,
}

impl Why {
    /// Of this kind, in these words.
    pub fn new(code: ReasonCode, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
        }
    }

    fn by_hand(scope: &Scope, command: Command) -> Self {
        let code = match command {
            Command::Pause => ReasonCode::Paused,
            _ => ReasonCode::ByHand,
        };
        let detail = format!("{} by {}", command.as_str(), scope.actor.subject);
        Self { code, detail }
    }

    const fn is_by_hand(&self) -> bool {
        matches!(self.code, ReasonCode::ByHand | ReasonCode::Paused)
    }
}

/// Starts (`on`) or stops (any other) a campaign by hand; switching it to what it is changes nothing. One that cannot work
/// becomes `invalid` instead of `on`, and says why.
///
/// # Errors
/// `not-found`; [`Failure::Stale`] when it changes at the same moment.
pub fn switch_campaign(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
    status: CampaignStatus,
) -> Result<Campaign, Failure> {
    let command = match status {
        CampaignStatus::On => Command::Start,
        _ => Command::Stop,
    };
    command_campaign(conn, scope, id, command, &Why::by_hand(scope, command))?;
    find_campaign(conn, scope, id)
}

/// Stops a campaign until a person starts it: schedules, sequences and rules leave it alone.
///
/// # Errors
/// As [`switch_campaign`]; `campaign-transition` for one that is complete or invalid.
pub fn pause_campaign(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<Campaign, Failure> {
    let why = Why::by_hand(scope, Command::Pause);
    command_campaign(conn, scope, id, Command::Pause, &why)?;
    find_campaign(conn, scope, id)
}

/// Does something to a campaign; whether its status is another now.
///
/// # Errors
/// `not-found`; `campaign-transition` where its status does not allow it; [`Failure::Stale`].
pub(in crate::outbound) fn command_campaign(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
    command: Command,
    why: &Why,
) -> Result<bool, Failure> {
    let current = stored(conn, scope, id)?;
    let errors = match command {
        Command::Start | Command::Invalidate => campaign_errors(conn, scope, &current)?,
        _ => Vec::new(),
    };
    let (command, why) = if errors.is_empty() {
        (command, why.clone())
    } else {
        (Command::Invalidate, invalid_by(&errors))
    };
    if command == Command::Invalidate && errors.is_empty() {
        return Ok(false);
    }
    let status = status_of(&current)?;
    let calls_run = matches!(command, Command::Stop | Command::Pause | Command::Drain)
        && pool::does_any_call_run(conn, (scope.tenant(), id), scope.now)?;
    let next = status_after(status, command, calls_run).ok_or_else(|| {
        Failure::conflict(
            "campaign-transition",
            format!(
                "campaign {:?} is {} and cannot be {}; start it first",
                current.name,
                status.code(),
                command.as_str()
            ),
        )
    })?;
    let before = reason_of(&current)?;
    let is_another_will = why.is_by_hand()
        && matches!(next, CampaignStatus::Off | CampaignStatus::Stopping)
        && match &before {
            Some(before) => before.code != why.code && command != Command::Start,
            None => command == Command::Pause,
        };
    let errors = documents::write(&errors)?;
    if next == status && !is_another_will && errors == current.errors {
        return Ok(false);
    }
    let reason = match (command, before) {
        // Why it was stopped stays the reason.
        (Command::Drain, Some(before)) => StatusReason {
            since: scope.now,
            ..before
        },
        _ => StatusReason {
            code: why.code,
            detail: why.detail,
            since: scope.now,
        },
    };
    let row = CampaignRow {
        campaign_status: next.code().to_owned(),
        status_reason: documents::write(&reason)?,
        errors,
        version: current.version.saturating_add(1),
        modified_at: scope.now,
        ..current.clone()
    };
    write(conn, scope, &row, (current.version, current.version))?;
    Ok(next != status)
}

/// Starts or stops a campaign without a person's will: one that a person has paused stays as it is. Whether its status is
/// another now.
///
/// # Errors
/// As [`command_campaign`], but what its status does not allow changes nothing.
pub(in crate::outbound) fn command_unless_paused(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
    command: Command,
    why: &Why,
) -> Result<bool, Failure> {
    let row = stored(conn, scope, id)?;
    let reason = reason_of(&row)?;
    if reason.is_some_and(|reason| reason.code == ReasonCode::Paused) {
        return Ok(false);
    }
    match command_campaign(conn, scope, id, command, why) {
        Err(Failure::Conflict {
            code: "campaign-transition",
            ..
        }) => Ok(false),
        other => other,
    }
}

fn invalid_by(errors: &[CampaignError]) -> Why {
    let first = errors.first();
    let detail = first.map_or_else(String::new, |error| {
        format!("{}: {}", error.pointer, error.detail)
    });
    Why::new(ReasonCode::Invalid, detail)
}
