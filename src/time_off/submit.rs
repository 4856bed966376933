//! Asking for time off.

use super::alternatives::alternatives;
use super::apply::put_into_schedules;
use super::day::TimeOffDay;
use super::decide::{Court, Verdict};
use super::new_request::NewTimeOffRequest;
use super::request::{KeptRequest, RequestDocument, TimeOffRequest, TimeOffStatus};
use super::room::read_staff;
use super::store::{self, DayRow, RequestRow};
use super::whose::own_agent;
use crate::db::{Conn, Instant};
use crate::documents;
use crate::failure::Failure;
use crate::organisation::{
    ActivityCode, business_unit_of_agent, list_activity_codes, lock_business_unit,
};
use crate::tenancy::{Scope, new_id};

/// States in which a request holds its days.
pub(super) const HOLDING: [&str; 3] = ["Pending", "WaitListed", "Approved"];

/// Asks for time off; the plan decides at once what it can decide. Decisions of one business unit wait for each other, so
/// that no two of them take the same room.
///
/// # Errors
/// [`Failure::Forbidden`] for another agent; [`Failure::NotFound`]; [`Failure::Invalid`] per fault; [`Failure::Conflict`]
/// `time-off-overlaps`.
pub fn submit_time_off(
    conn: &mut Conn<'_>,
    scope: &Scope,
    new: &NewTimeOffRequest,
) -> Result<TimeOffRequest, Failure> {
    let asked = new.agent_id.as_deref();
    let agent = own_agent(conn, scope, asked, "wfm:timeOffRequest:add")?;
    let unit = business_unit_of_agent(conn, scope, &agent)?;
    let codes = list_activity_codes(conn, scope, &unit.id)?;
    let code = codes.iter().find(|code| code.id == new.activity_code_id);
    new.check(scope, &unit, &agent, code)?;
    let code: ActivityCode = code
        .cloned()
        .ok_or_else(|| Failure::not_found("activity code", &new.activity_code_id))?;
    lock_business_unit(conn, scope, &unit.id)?;
    let days = new.days(conn, scope, &unit, &agent, &code)?;
    let (Some(first), Some(last)) = (days.first(), days.last()) else {
        let detail = "name a day this calendar has";
        return Err(Failure::invalid(
            "/fullDayManagementUnitDates",
            "out-of-range",
            detail,
        ));
    };
    let (first, last) = (first.date, last.date);
    require_free(conn, scope, &agent.id, &days, None)?;
    let staff = read_staff(conn, scope, &unit.id)?;
    let mut court = Court::convene(conn, scope, unit, (agent, &staff), code, (first, last))?;
    let findings = court.find(conn, scope, &days)?;
    let verdict = court.decide(scope, &days, findings);
    let request = insert(conn, scope, new, &court, days, verdict)?;
    let is_refused = matches!(
        request.status()?,
        TimeOffStatus::Denied | TimeOffStatus::WaitListed
    );
    if request.status()? == TimeOffStatus::Approved {
        put_into_schedules(conn, scope, &court.unit, &request)?;
    }
    let others = if is_refused {
        alternatives(conn, scope, &mut court, &request)?
    } else {
        Vec::new()
    };
    let waiting = store::wait_list(conn, scope.tenant(), &court.unit.id)?;
    request.shown(scope.now, &waiting, others)
}

/// # Errors
/// [`Failure::Conflict`] `time-off-overlaps` when the agent is away already, or has asked to be.
pub(super) fn require_free(
    conn: &mut Conn<'_>,
    scope: &Scope,
    agent_id: &str,
    days: &[TimeOffDay],
    own_request: Option<&str>,
) -> Result<(), Failure> {
    let taken = days_held(conn, scope, agent_id, days)?;
    let clash = taken.iter().find(|(row, held)| {
        Some(row.request_id.as_str()) != own_request && days.iter().any(|day| day.overlaps(held))
    });
    match clash {
        None => Ok(()),
        Some((row, held)) => Err(Failure::conflict(
            "time-off-overlaps",
            format!(
                "request {} is for {} already; cancel it first, or ask for other days",
                row.request_id, held.date
            ),
        )),
    }
}

/// Days around those asked that requests of the agent hold.
pub(super) fn days_held(
    conn: &mut Conn<'_>,
    scope: &Scope,
    agent_id: &str,
    days: &[TimeOffDay],
) -> Result<Vec<(DayRow, TimeOffDay)>, Failure> {
    let first = days.first().and_then(|day| day.date.pred_opt());
    let last = days.last().and_then(|day| day.date.succ_opt());
    let (Some(first), Some(last)) = (first, last) else {
        return Ok(Vec::new());
    };
    let (first, last) = (first.to_string(), last.to_string());
    let agents = [agent_id.to_owned()];
    let rows = store::days_of_agents(conn, scope.tenant(), &agents, &HOLDING, (&first, &last))?;
    let held = rows.into_iter();
    let held = held.filter(|(row, _)| row.agent_id == agent_id);
    held.map(|(row, _)| {
        let day = TimeOffDay::from_row(&row)?;
        Ok((row, day))
    })
    .collect()
}

pub(super) fn insert(
    conn: &mut Conn<'_>,
    scope: &Scope,
    new: &NewTimeOffRequest,
    court: &Court,
    days: Vec<TimeOffDay>,
    verdict: Verdict,
) -> Result<KeptRequest, Failure> {
    let id = new_id(scope.now);
    let kept = RequestDocument {
        management_unit_id: court.agent.management_unit_id.clone(),
        time_off_plan_id: court.plan.as_ref().map(|plan| plan.id.clone()),
        is_full_day_request: new.is_full_day_request,
        marked_as_read: false,
        paid: court.code.counts_as_paid_time,
        daily_duration_minutes: new.daily_duration_minutes,
        notes: new.notes.clone(),
        substatus: verdict.substatus,
        submitted_by: scope.actor.subject.clone(),
        reviewed_by: None,
        reviewed_at: None,
        modified_by: scope.actor.subject.clone(),
        decision: verdict.decision,
    };
    let waits = |at: Instant| (verdict.status == TimeOffStatus::WaitListed).then_some(at);
    let date = |day: Option<&TimeOffDay>| day.map(|day| day.date.to_string()).unwrap_or_default();
    let row = RequestRow {
        tenant_id: scope.tenant().to_owned(),
        id: id.clone(),
        business_unit_id: court.unit.id.clone(),
        agent_id: court.agent.id.clone(),
        activity_code_id: court.code.id.clone(),
        status: verdict.status.as_str().to_owned(),
        first_date: date(days.first()),
        last_date: date(days.last()),
        waitlisted_at: waits(scope.now),
        expires_at: verdict.expires_at,
        document: documents::write(&kept)?,
        version: 1,
        submitted_at: scope.now,
        modified_at: scope.now,
    };
    store::insert_request(conn, &row)?;
    let rows: Vec<DayRow> = days
        .iter()
        .map(|day| day.to_row(scope, &id, &court.agent.id))
        .collect();
    store::insert_days(conn, &rows)?;
    let request = KeptRequest {
        row,
        document: kept,
        days,
    };
    request.tell(conn, scope)?;
    Ok(request)
}
