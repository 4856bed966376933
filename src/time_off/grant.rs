//! Time off that a supervisor offered and an agent took: approved without asking the plan.

use super::apply::put_into_schedules;
use super::day::TimeOffDay;
use super::decide::{Court, Verdict};
use super::new_request::NewTimeOffRequest;
use super::request::{TimeOffDecision, TimeOffRequest, TimeOffStatus};
use super::room::read_staff;
use super::store;
use super::submit::{insert, require_free};
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::organisation::{
    business_unit_of_agent, find_agent, list_activity_codes, lock_business_unit,
};
use crate::tenancy::Scope;

/// Time off to be granted.
#[derive(Clone, Debug)]
pub struct GrantedTimeOff {
    /// Who.
    pub agent_id: String,
    /// An activity code of the category TimeOff.
    pub activity_code_id: String,
    /// From when.
    pub start_at: Instant,
    /// How long.
    pub minutes: u32,
    /// Why, as a sentence.
    pub text: String,
}

/// Grants part of a day, as an approved request with the decision `offer-accepted`; limits and balance are not looked at.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Conflict`] `time-off-overlaps`.
pub fn grant_time_off(
    conn: &mut Conn<'_>,
    scope: &Scope,
    granted: &GrantedTimeOff,
) -> Result<TimeOffRequest, Failure> {
    let agent = find_agent(conn, scope, &granted.agent_id)?;
    let unit = business_unit_of_agent(conn, scope, &agent)?;
    lock_business_unit(conn, scope, &unit.id)?;
    let codes = list_activity_codes(conn, scope, &unit.id)?.into_iter();
    let code = codes
        .into_iter()
        .find(|code| code.id == granted.activity_code_id);
    let code =
        code.ok_or_else(|| Failure::not_found("activity code", &granted.activity_code_id))?;
    let mut day = TimeOffDay::part(granted.start_at, unit.time_zone, granted.minutes);
    if !code.counts_as_paid_time {
        day.payable_minutes = 0;
    }
    let days = vec![day];
    require_free(conn, scope, &agent.id, &days, None)?;
    let new = NewTimeOffRequest {
        agent_id: Some(agent.id.clone()),
        activity_code_id: code.id.clone(),
        is_full_day_request: false,
        full_day_management_unit_dates: Vec::new(),
        partial_day_start_date_times: vec![granted.start_at],
        daily_duration_minutes: granted.minutes,
        payable_minutes: None,
        notes: String::new(),
    };
    let dates = days.first().map(|day| (day.date, day.date));
    let dates = dates.ok_or_else(|| Failure::Internal("time off without a day".to_owned()))?;
    let staff = read_staff(conn, scope, &unit.id)?;
    let mut court = Court::convene(conn, scope, unit, (agent, &staff), code, dates)?;
    let findings = court.find(conn, scope, &days)?;
    let verdict = Verdict {
        status: TimeOffStatus::Approved,
        substatus: None,
        expires_at: None,
        decision: TimeOffDecision {
            code: "offer-accepted".to_owned(),
            text: granted.text.clone(),
            automatic: true,
            decided_date: scope.now,
            limits: findings.limits,
            balance: findings.balance,
            coverage: findings.coverage,
            override_reason: None,
        },
    };
    let request = insert(conn, scope, &new, &court, days, verdict)?;
    put_into_schedules(conn, scope, &court.unit, &request)?;
    let waiting = store::wait_list(conn, scope.tenant(), &court.unit.id)?;
    request.shown(scope.now, &waiting, Vec::new())
}
