//! Overtime in the published schedule: a shift becomes longer, or a new one is made.

use crewcast_solver::rules::{
    AVAILABILITY, DAYS_PER_WEEK, FIXED_DAYS_OFF, MAXIMUM_CONSECUTIVE_DAYS,
    MAXIMUM_CONSECUTIVE_WORKED_WEEKENDS, MAXIMUM_PUBLIC_HOLIDAYS_WORKED, MAXIMUM_WORKED_WEEKENDS,
    MINIMUM_REST, ONE_SHIFT_A_DAY,
};

use super::offer::KeptOffer;
use crate::coverage::{CoverageEffect, CoverageGround, effect_on_published};
use crate::db::Conn;
use crate::failure::Failure;
use crate::organisation::{ActivityCategory, Agent, find_business_unit};
use crate::rostering::{BrokenRule, rules_newly_broken};
use crate::schedules::{
    Amendment, Shift, ShiftActivity, VersionKind, VersionNote, amend_schedule, lock_live_schedules,
    published_shifts,
};
use crate::tenancy::{Scope, new_id};

/// Rules that overtime keeps: those that protect the agent. Hours and shapes of shifts are what overtime goes beyond.
const KEPT: [&str; 11] = [
    AVAILABILITY,
    DAYS_PER_WEEK,
    FIXED_DAYS_OFF,
    MAXIMUM_CONSECUTIVE_DAYS,
    MAXIMUM_CONSECUTIVE_WORKED_WEEKENDS,
    MAXIMUM_PUBLIC_HOLIDAYS_WORKED,
    MAXIMUM_WORKED_WEEKENDS,
    MINIMUM_REST,
    ONE_SHIFT_A_DAY,
    "labourLaw",
    "workPlan",
];

/// Whether overtime may not break a rule, named as in a roster's certificate.
pub fn overtime_keeps(rule: &str) -> bool {
    KEPT.contains(&rule)
}

/// A shift with work right after it, or else right before it.
pub fn lengthened(shift: &Shift, work: ShiftActivity) -> Shift {
    let mut activities = shift.activities.clone();
    let (start_at, minutes) = (work.start_at, work.length_minutes);
    if shift.end_at() == start_at {
        activities.push(work);
    } else {
        activities.insert(0, work);
    }
    Shift {
        start_at: shift.start_at.min(start_at),
        length_minutes: shift.length_minutes + minutes,
        activities,
        manually_edited: true,
        ..shift.clone()
    }
}

/// Puts the stretch of an offer into an agent's published schedule.
///
/// # Errors
/// [`Failure::Conflict`] `already-working`, `no-published-schedule`, `rule-broken`.
pub(super) fn work_overtime(
    conn: &mut Conn<'_>,
    scope: &Scope,
    offer: &KeptOffer,
    agent: &Agent,
) -> Result<(Shift, CoverageEffect), Failure> {
    let (start, end) = (offer.row.start_at, offer.row.end_at);
    let unit = find_business_unit(conn, scope, &offer.row.business_unit_id)?;
    let date = start.to_utc().with_timezone(&unit.time_zone).date_naive();
    let before = date.pred_opt().unwrap_or(date);
    let schedules = lock_live_schedules(conn, scope, &unit.id, (before, date))?;
    let agents = [agent.id.clone()];
    // Shifts that only touch the stretch count.
    let near = (start.plus_seconds(-1), end.plus_seconds(1));
    let mut shifts = published_shifts(conn, scope, &agents, near.0, near.1)?;
    shifts.retain(Shift::is_worked);
    if let Some(shift) = shifts
        .iter()
        .find(|one| one.start_at < end && one.end_at() > start)
    {
        let detail = format!(
            "shift {} is at that time already; accept another offer",
            shift.id
        );
        return Err(Failure::conflict("already-working", detail));
    }
    let activity = ShiftActivity {
        activity_code_id: offer.document.activity_code_id.clone(),
        start_at: start,
        length_minutes: minutes(offer),
        paid: true,
        category: ActivityCategory::OnQueueWork,
        description: None,
        time_off_request_id: None,
    };
    let longer = shifts.first().cloned().map(|old| {
        let new = lengthened(&old, activity.clone());
        (old, new)
    });
    let is_published = |id: &str| schedules.iter().find(|one| one.id == id && one.published);
    let (schedule, old, new) = match longer {
        Some((old, new)) => (is_published(&old.schedule_id), Some(old), new),
        None => {
            let mut holding = schedules.iter();
            let holding = holding.find(|one| one.published && one.holds(date));
            let new = Shift {
                id: new_id(scope.now),
                schedule_id: holding.map(|one| one.id.clone()).unwrap_or_default(),
                agent_id: agent.id.clone(),
                start_at: start,
                length_minutes: minutes(offer),
                activities: vec![activity],
                manually_edited: true,
                work_plan_id: None,
                work_plan_shift_id: None,
            };
            (holding, None, new)
        }
    };
    let schedule = schedule.ok_or_else(|| {
        let detail = "no schedule is published for that day; publish one first";
        Failure::conflict("no-published-schedule", detail)
    })?;
    let (removed, added): (Vec<Shift>, Vec<Shift>) = (old.into_iter().collect(), vec![new.clone()]);
    let broken = rules_newly_broken(conn, scope, schedule, &removed, &added)?;
    let broken: Vec<BrokenRule> = broken
        .into_iter()
        .filter(|one| overtime_keeps(&one.rule))
        .collect();
    if let Some(first) = broken.first() {
        let date = first
            .date
            .map_or_else(String::new, |date| format!(" on {date}"));
        let detail = format!(
            "{}{date} would be broken ({}); accept another offer",
            first.rule, first.detail
        );
        return Err(Failure::conflict("rule-broken", detail));
    }
    let mut ground = CoverageGround::read(conn, scope, &unit.id)?;
    let coverage = effect_on_published(conn, scope, &mut ground, &removed, &added)?;
    let amendment = if removed.is_empty() {
        Amendment {
            added,
            ..Amendment::default()
        }
    } else {
        Amendment {
            changed: added,
            ..Amendment::default()
        }
    };
    let reason = format!("overtime of offer {}", offer.row.id);
    let note = VersionNote::because(VersionKind::OvertimeAdded, reason);
    let at = (schedule.id.as_str(), schedule.version);
    amend_schedule(conn, scope, at, &amendment, note)?;
    Ok((new, coverage))
}

/// Length of an offer's stretch.
pub(super) fn minutes(offer: &KeptOffer) -> u32 {
    let millis = offer.row.end_at.epoch_millis() - offer.row.start_at.epoch_millis();
    u32::try_from(millis / 60_000).unwrap_or(0)
}
