//! The run of kind `reschedule`.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, TimeZone};
use serde_json::{Value, json};

use super::absences::with_absences;
use super::proposal::{LeftOutAgent, Proposal, ProposalFacts, RescheduleAudit};
use super::request::{Reschedule, default_code};
use super::service::compared;
use crate::documents;
use crate::editing::planned::plan_edit;
use crate::editing::rule_failure::OnRuleFailure;
use crate::editing::store::{self, RescheduleRow};
use crate::failure::Failure;
use crate::jobs::JobContext;
use crate::organisation::{Agent, agents_of_business_unit};
use crate::rostering::{Keeps, Replan, Replanned, RosterSolver, ScheduleRules, replan};
use crate::schedules::{
    Schedule, Shift, ShiftChange, VersionKind, find_schedule, shifts_of_schedule,
};
use crate::simulation::{Simulator, simulate_shifts};

/// How long a search may take when nothing is asked for.
const DEFAULT_TIME_LIMIT_SECONDS: u32 = 120;

/// How often the weeks are played when nothing is asked for.
const DEFAULT_REPLICATIONS: u32 = 40;

/// Everything a reschedule follows from.
struct Basis {
    schedule: Schedule,
    rules: ScheduleRules,
    current: Vec<Shift>,
    agents: Vec<Agent>,
}

/// Handles a run: its result says how much would change; the changes are asked for by the run. A run taken up again after
/// it kept its proposal tells that one.
///
/// # Errors
/// [`Failure::Stale`] when the schedule changed before the run began; those of [`replan`] and of a simulation.
pub fn run_reschedule(
    context: &JobContext<'_>,
    (solver, simulator): (&RosterSolver, &Simulator),
) -> Result<Value, Failure> {
    let request: Reschedule = context.input()?;
    let (scope, run_id) = (context.scope(), context.run_id());
    let kept = context
        .db
        .read(|conn| store::reschedule(conn, scope.tenant(), run_id))?;
    if kept.is_some() {
        return Ok(json!({ "scheduleId": request.schedule_id, "runId": run_id }));
    }
    let began = scope.now;
    let seconds_since = |from: crate::db::Instant| {
        (context.scope().now.epoch_millis() - from.epoch_millis()) as f64 / 1_000.0
    };
    let basis = context.db.read(|conn| basis(conn, &scope, &request))?;
    context.progress(5.0, &json!({ "phase": "reschedule" }))?;
    let absent = absent_shifts(&basis, &request)?;
    let found = planned_anew(context, solver, &basis, &request, &absent)?;
    let changes = ShiftChange::between(&basis.current, &found.shifts);
    let planned = plan_edit(
        (&basis.rules, &basis.schedule),
        &basis.current,
        changes,
        VersionKind::Rescheduled,
        OnRuleFailure::default(),
    )?;
    let seconds_to_changes = seconds_since(began);
    let changed = context.scope().now;
    context.progress(60.0, &json!({ "phase": "simulation" }))?;
    let edit = planned.edit;
    let dates = dates_of(&edit.changes, &basis);
    let shifts = (absent.as_slice(), found.shifts.as_slice());
    let service = simulated((context, simulator), &basis, &request, shifts, &dates)?;
    let summary = json!({
        "scheduleId": basis.schedule.id,
        "runId": run_id,
        "changedAgents": edit.changes.iter().map(ShiftChange::agent_id).collect::<BTreeSet<_>>().len(),
        "changedShifts": edit.changes.len(),
        "changedDays": found.changed_days,
        "movedBreaks": found.moved_breaks,
    });
    let proposal = Proposal {
        changes: edit.changes,
        validation_results: edit.note.validation_results,
        facts: ProposalFacts {
            seconds_to_changes,
            seconds_of_simulation: seconds_since(changed),
            service,
            ..facts(&found)
        },
    };
    let row = RescheduleRow {
        tenant_id: scope.tenant().to_owned(),
        run_id: run_id.to_owned(),
        schedule_id: basis.schedule.id.clone(),
        schedule_version: request.version,
        proposal: documents::write(&proposal)?,
        created_at: context.scope().now,
        applied_version: None,
        applied_by: None,
        applied_at: None,
    };
    context.db.write(|conn| {
        store::insert(conn, &row).map_err(|error| Failure::from_write(error, "reschedule"))
    })?;
    Ok(summary)
}

fn basis(
    conn: &mut crate::db::Conn<'_>,
    scope: &crate::tenancy::Scope,
    request: &Reschedule,
) -> Result<Basis, Failure> {
    let schedule = find_schedule(conn, scope, &request.schedule_id)?;
    if schedule.version != request.version {
        return Err(Failure::Stale {
            yours: request.version,
            current: schedule.version,
        });
    }
    Ok(Basis {
        rules: ScheduleRules::read(conn, scope, &schedule)?,
        current: shifts_of_schedule(conn, scope, &schedule.id)?,
        agents: agents_of_business_unit(conn, scope, &schedule.business_unit_id)?,
        schedule,
    })
}

/// The shifts once those who are away are away.
fn absent_shifts(basis: &Basis, request: &Reschedule) -> Result<Vec<Shift>, Failure> {
    let codes = basis.rules.activity_codes();
    let absences = request.options.absences.iter().map(|absence| {
        let code = match &absence.activity_code_id {
            Some(id) => codes.iter().find(|code| code.id == *id),
            None => default_code(codes),
        };
        let code = code.ok_or_else(|| {
            let detail = "the activity code of an absence is gone; name another";
            Failure::conflict("no-absence-activity-code", detail)
        })?;
        Ok::<_, Failure>((absence.clone(), code))
    });
    let absences = absences.collect::<Result<Vec<_>, _>>()?;
    let zone = basis.rules.grid().zone();
    Ok(with_absences(&basis.current, &absences, zone))
}

fn planned_anew(
    context: &JobContext<'_>,
    solver: &RosterSolver,
    basis: &Basis,
    request: &Reschedule,
    absent: &[Shift],
) -> Result<Replanned, Failure> {
    let options = &request.options;
    let away: BTreeSet<&str> = options
        .absences
        .iter()
        .map(|absence| absence.agent_id.as_str())
        .collect();
    let among = |named: &Option<Vec<String>>, id: &String| {
        named.as_ref().is_none_or(|named| named.contains(id))
    };
    let agents: BTreeSet<String> = basis
        .agents
        .iter()
        .filter(|agent| agent.active && !away.contains(agent.id.as_str()))
        .filter(|agent| among(&options.agent_ids, &agent.id))
        .filter(|agent| among(&options.management_unit_ids, &agent.management_unit_id))
        .map(|agent| agent.id.clone())
        .collect();
    let codes = options.activity_code_ids.clone();
    let codes: Option<BTreeSet<String>> = codes.map(|codes| codes.into_iter().collect());
    let asked = Replan {
        rules: &basis.rules,
        shifts: absent,
        agents: &agents,
        window: request.window,
        activity_codes: codes.as_ref(),
        keeps: Keeps {
            weekly_paid_time: options.do_not_change_weekly_paid_time,
            daily_paid_time: options.do_not_change_daily_paid_time,
            shift_start_times: options.do_not_change_shift_start_times,
            manually_edited_shifts: options.do_not_change_manually_edited_shifts,
        },
        changed_day_head_minutes: options.changed_day_head_minutes,
        most_changes: options.maximum_changes.map(|most| most as usize),
        seed: options.seed.unwrap_or(0),
    };
    let seconds = options.time_limit_seconds;
    let seconds = i64::from(seconds.unwrap_or(DEFAULT_TIME_LIMIT_SECONDS));
    let deadline = context.scope().now.plus_seconds(seconds);
    let stop = || context.scope().now >= deadline;
    let is_cancelled = || context.is_cancelled();
    replan(&context.scope(), &asked, solver, (&stop, &is_cancelled))
}

/// Local dates of the shifts that change.
fn dates_of(changes: &[ShiftChange], basis: &Basis) -> BTreeSet<NaiveDate> {
    let zone = basis.rules.grid().zone();
    let shifts = changes
        .iter()
        .flat_map(|change| [&change.before, &change.after])
        .flatten();
    shifts
        .map(|shift| {
            let local = zone.from_utc_datetime(&shift.start_at.to_utc().naive_utc());
            local.date_naive()
        })
        .collect()
}

fn simulated(
    (context, simulator): (&JobContext<'_>, &Simulator),
    basis: &Basis,
    request: &Reschedule,
    (absent, found): (&[Shift], &[Shift]),
    dates: &BTreeSet<NaiveDate>,
) -> Result<Vec<super::service::DayService>, Failure> {
    let replications = request.options.replications.unwrap_or(DEFAULT_REPLICATIONS);
    if replications == 0 || dates.is_empty() {
        return Ok(Vec::new());
    }
    let seed = request.options.seed.unwrap_or(0);
    let play = |shifts: &[Shift]| {
        let with = (context, simulator);
        simulate_shifts(with, &basis.schedule, shifts, (seed, replications))
    };
    let as_planned = play(&basis.current)?;
    let before = play(absent)?;
    let after = play(found)?;
    Ok(compared(dates, [&as_planned, &before, &after]))
}

fn facts(found: &Replanned) -> ProposalFacts {
    let left_out: &BTreeMap<String, String> = &found.left_out;
    ProposalFacts {
        changed_days: found.changed_days,
        moved_breaks: found.moved_breaks,
        audit: RescheduleAudit {
            clean: found.audit_clean,
            breach_count: found.audit_breaches,
        },
        left_out: left_out
            .iter()
            .map(|(agent_id, reason)| LeftOutAgent {
                agent_id: agent_id.clone(),
                reason: reason.clone(),
            })
            .collect(),
        total: found.total,
        total_bound: found.total_bound,
        changed_day_head_minutes: found.changed_day_head_minutes,
        rounds: found.rounds,
        seconds_to_changes: 0.0,
        seconds_of_simulation: 0.0,
        service: Vec::new(),
    }
}
