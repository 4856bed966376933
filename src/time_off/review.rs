//! Deciding on a request by hand, and taking it back.

use serde::Deserialize;

use super::apply::{put_into_schedules, take_out_of_schedules};
use super::decide::{Court, balance_text, coverage_text, limits_text};
use super::find::find_time_off_request;
use super::request::{KeptRequest, TimeOffDecision, TimeOffRequest, TimeOffStatus};
use super::room::read_staff;
use super::submit::require_free;
use super::wait_list::promote_wait_list;
use super::whose::require_reachable;
use crate::db::Conn;
use crate::failure::{Failure, Faults};
use crate::organisation::{
    find_agent, find_business_unit, list_activity_codes, lock_business_unit,
};
use crate::schedules::RuleFailureAction;
use crate::tenancy::{Role, Scope};

/// A change of a request.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct TimeOffRequestPatch {
    /// `Approved` or `Denied`, by a planner or supervisor; `Canceled`, also by the agent themself.
    pub status: Option<TimeOffStatus>,
    /// The agent has seen the latest decision.
    pub marked_as_read: Option<bool>,
    /// Takes the place of the notes.
    pub notes: Option<String>,
    /// What happens when an approval would break a limit or a balance; `REJECT` when left out.
    pub rule_failure_action: RuleFailureAction,
    /// Why; needed for `OVERRIDE`, kept with the decision.
    pub reason: Option<String>,
}

/// Changes a request that is still at version `expected`.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Forbidden`] for another agent's, and for agents who decide; [`Failure::Stale`];
/// [`Failure::Invalid`] per fault; [`Failure::Conflict`] `not-that-way` (no such transition), `already-started`,
/// `limit-exceeded`, `balance-exceeded`, `time-off-overlaps`.
pub fn change_time_off_request(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
    expected: i32,
    patch: &TimeOffRequestPatch,
) -> Result<TimeOffRequest, Failure> {
    let seen = KeptRequest::find(conn, scope, id)?;
    require_reachable(conn, scope, &seen, "wfm:timeOffRequest:edit")?;
    check(scope, patch)?;
    lock_business_unit(conn, scope, &seen.row.business_unit_id)?;
    let mut request = KeptRequest::find(conn, scope, id)?;
    if request.row.version != expected {
        return Err(Failure::Stale {
            yours: expected,
            current: request.row.version,
        });
    }
    if request.is_expired(scope.now) {
        request.expire(scope.now);
    }
    if let Some(notes) = &patch.notes {
        request.document.notes.clone_from(notes);
    }
    let from = request.status()?;
    match patch.status {
        None => {
            let read = patch.marked_as_read;
            request.document.marked_as_read = read.unwrap_or(request.document.marked_as_read);
            request.keep(conn, scope)?;
        }
        Some(to) => {
            if !from.may_become(to) {
                return Err(Failure::conflict(
                    "not-that-way",
                    format!(
                        "the request is {} and cannot become {}; read it again for where it stands",
                        from.as_str(),
                        to.as_str()
                    ),
                ));
            }
            request.document.marked_as_read = patch.marked_as_read.unwrap_or(false);
            move_to(conn, scope, &mut request, (from, to), patch)?;
        }
    }
    find_time_off_request(conn, scope, id)
}

fn check(scope: &Scope, patch: &TimeOffRequestPatch) -> Result<(), Failure> {
    let by_agent = scope.actor.role == Role::Agent;
    let decides = matches!(
        patch.status,
        Some(TimeOffStatus::Approved | TimeOffStatus::Denied)
    );
    if by_agent && (decides || patch.rule_failure_action == RuleFailureAction::Override) {
        return Err(Failure::Forbidden {
            role: scope.actor.role.as_str().to_owned(),
            permission: "wfm:timeOffRequest:review".to_owned(),
        });
    }
    let mut faults = Faults::default();
    faults.require(
        decides || matches!(patch.status, None | Some(TimeOffStatus::Canceled)),
        "/status",
        "not-settable",
        "ask for Approved, Denied or Canceled; Pending and WaitListed come of themselves",
    );
    let reason = patch.reason.as_deref().unwrap_or("");
    faults.require(
        patch.rule_failure_action == RuleFailureAction::Reject || !reason.trim().is_empty(),
        "/reason",
        "missing",
        "say why limits or balance are passed over",
    );
    faults.require_words(reason, "/reason");
    faults.require_words(patch.notes.as_deref().unwrap_or(""), "/notes");
    faults.into_result()
}

fn move_to(
    conn: &mut Conn<'_>,
    scope: &Scope,
    request: &mut KeptRequest,
    (from, to): (TimeOffStatus, TimeOffStatus),
    patch: &TimeOffRequestPatch,
) -> Result<(), Failure> {
    let unit = find_business_unit(conn, scope, &request.row.business_unit_id)?;
    if to == TimeOffStatus::Canceled && scope.actor.role == Role::Agent {
        let has_started = request
            .days
            .first()
            .is_some_and(|day| day.start_at <= scope.now);
        if from == TimeOffStatus::Approved && has_started {
            return Err(Failure::conflict(
                "already-started",
                "this time off has begun; ask a supervisor to cancel it",
            ));
        }
    }
    let reason = patch.reason.clone().filter(|text| !text.trim().is_empty());
    request.document.decision = match to {
        TimeOffStatus::Approved => approval(conn, scope, request, patch)?,
        other => TimeOffDecision {
            code: if other == TimeOffStatus::Denied {
                "denied"
            } else {
                "canceled"
            }
            .to_owned(),
            text: reason.clone().unwrap_or_else(|| {
                let what = if other == TimeOffStatus::Denied {
                    "Denied"
                } else {
                    "Canceled"
                };
                format!("{what} by {}.", scope.actor.subject)
            }),
            automatic: false,
            decided_date: scope.now,
            ..request.document.decision.clone()
        },
    };
    to.as_str().clone_into(&mut request.row.status);
    request.row.waitlisted_at = None;
    request.row.expires_at = None;
    request.document.substatus = None;
    if to != TimeOffStatus::Canceled {
        request.document.reviewed_by = Some(scope.actor.subject.clone());
        request.document.reviewed_at = Some(scope.now);
    }
    request.keep(conn, scope)?;
    if to == TimeOffStatus::Approved {
        put_into_schedules(conn, scope, &unit, request)?;
    } else if from == TimeOffStatus::Approved {
        take_out_of_schedules(conn, scope, &unit, request)?;
        promote_wait_list(conn, scope, &unit.id)?;
    }
    Ok(())
}

/// Judges a request once more, now that a person approves it.
fn approval(
    conn: &mut Conn<'_>,
    scope: &Scope,
    request: &KeptRequest,
    patch: &TimeOffRequestPatch,
) -> Result<TimeOffDecision, Failure> {
    let unit = find_business_unit(conn, scope, &request.row.business_unit_id)?;
    let agent = find_agent(conn, scope, &request.row.agent_id)?;
    let codes = list_activity_codes(conn, scope, &unit.id)?;
    let code = codes
        .into_iter()
        .find(|code| code.id == request.row.activity_code_id);
    let code =
        code.ok_or_else(|| Failure::not_found("activity code", &request.row.activity_code_id))?;
    require_free(conn, scope, &agent.id, &request.days, Some(&request.row.id))?;
    let (Some(first), Some(last)) = (request.days.first(), request.days.last()) else {
        return Err(Failure::Internal(format!(
            "request {} has no days",
            request.row.id
        )));
    };
    let dates = (first.date, last.date);
    let staff = read_staff(conn, scope, &unit.id)?;
    let mut court = Court::convene(conn, scope, unit, (agent, &staff), code, dates)?;
    let findings = court.find(conn, scope, &request.days)?;
    let is_broken = findings.balance.is_some() || !findings.limits.is_empty();
    let overrides = patch.rule_failure_action == RuleFailureAction::Override;
    if is_broken && !overrides {
        let (code, what) = match &findings.balance {
            Some(_) => ("balance-exceeded", balance_text(findings.balance.as_ref())),
            None => ("limit-exceeded", limits_text(&findings.limits)),
        };
        let detail = format!(
            "{what} Send ruleFailureAction OVERRIDE with a reason to approve it all the same."
        );
        return Err(Failure::conflict(code, detail));
    }
    let mut text = format!("Approved by {}.", scope.actor.subject);
    if findings.coverage.added_short_head_minutes > 0.0 {
        text.push(' ');
        text.push_str(&coverage_text(&findings.coverage));
    }
    Ok(TimeOffDecision {
        code: "approved".to_owned(),
        text,
        automatic: false,
        decided_date: scope.now,
        limits: findings.limits,
        balance: findings.balance,
        coverage: findings.coverage,
        override_reason: patch.reason.clone().filter(|_| is_broken && overrides),
    })
}
