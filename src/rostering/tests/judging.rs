//! Shifts changed by hand before the rules.

use super::*;
use crate::organisation::ActivityCategory::{Meal, Meeting, OnQueueWork, TimeOff, Training};
use crate::schedules::{NewShift, ShiftActivity, ValidationSeverity};

/// A shift that starts at an instant, with activities one after the other: category, minutes, whether paid.
fn shift(
    site: &Site,
    agent: &Agent,
    start: &str,
    parts: &[(ActivityCategory, u32, bool)],
) -> NewShift {
    let start_at = instant(start);
    let mut at = start_at;
    let mut activities = Vec::new();
    for (category, minutes, paid) in parts {
        activities.push(ShiftActivity {
            activity_code_id: site.centre.code(*category).id.clone(),
            start_at: at,
            length_minutes: *minutes,
            paid: *paid,
            category: *category,
            description: None,
            time_off_request_id: None,
        });
        at = at.plus_minutes(i64::from(*minutes));
    }
    NewShift {
        agent_id: agent.id.clone(),
        start_at,
        length_minutes: parts.iter().map(|(_, minutes, _)| minutes).sum(),
        activities,
        work_plan_id: None,
        work_plan_shift_id: None,
    }
}

/// Six paid hours with the meal in the middle.
const ORDINARY: [(ActivityCategory, u32, bool); 3] = [
    (OnQueueWork, 180, true),
    (Meal, 30, false),
    (OnQueueWork, 180, true),
];

/// Rules broken: strict ones, and others.
fn judged(site: &Site, shifts: Vec<NewShift>) -> (Vec<String>, Vec<String>) {
    let draft = site.centre.draft(SPRING_WEEK, 1, shifts);
    let judged = site.centre.does(|conn, scope| {
        let rules = ScheduleRules::read(conn, scope, &draft)?;
        let mut lines = LinesOfAgents::new();
        for shift in shifts_of_schedule(conn, scope, &draft.id)? {
            lines.entry(shift.agent_id.clone()).or_default().push(shift);
        }
        rules.judge(&lines)
    });
    let findings = judged.unwrap().findings.into_iter();
    let (strict, others): (Vec<_>, Vec<_>) =
        findings.partition(|finding| finding.result.severity == ValidationSeverity::Error);
    let codes = |found: Vec<RuleFinding>| found.into_iter().map(|one| one.result.code).collect();
    (codes(strict), codes(others))
}

#[test]
fn on_the_night_the_clock_goes_forward_shifts_start_by_the_clock() {
    let site = site(|_| ());
    let ann = site.agent("Ann", true, true);
    let of = |start: &str| judged(&site, vec![shift(&site, &ann, start, &ORDINARY)]).0;
    assert_eq!(
        of("2026-03-28T08:00:00Z"),
        Vec::<String>::new(),
        "nine on Saturday"
    );
    assert_eq!(
        of("2026-03-29T07:00:00Z"),
        Vec::<String>::new(),
        "nine on Sunday"
    );
    assert_eq!(
        of("2026-03-29T08:30:00Z"),
        ["shiftTemplate"],
        "half past ten"
    );
}

#[test]
fn five_minutes_beside_the_grid_are_seen() {
    let site = site(|_| ());
    let ann = site.agent("Ann", true, true);
    let of = |start: &str| judged(&site, vec![shift(&site, &ann, start, &ORDINARY)]).0;
    assert_eq!(of("2026-03-23T08:05:00Z"), ["shiftTemplate"]);
}

#[test]
fn meetings_and_training_are_work_to_the_plan_and_leave_is_none() {
    let site = site(|plan| {
        plan.constrain_weekly_paid_time = true;
        plan.weekly_exact_paid_minutes = Some(720);
    });
    let ann = site.agent("Ann", true, true);
    let with_meeting = [
        (OnQueueWork, 90, true),
        (Meeting, 45, true),
        (Training, 45, true),
        (Meal, 30, false),
        (OnQueueWork, 180, true),
    ];
    let monday = shift(&site, &ann, "2026-03-23T08:00:00Z", &with_meeting);
    let on_leave = shift(&site, &ann, "2026-03-24T08:00:00Z", &[(TimeOff, 360, true)]);
    let (strict, others) = judged(&site, vec![monday.clone(), on_leave]);
    assert_eq!(
        (strict, others),
        (Vec::new(), Vec::new()),
        "leave is paid and counts"
    );
    let (strict, _) = judged(&site, vec![monday]);
    assert_eq!(strict, ["paidMinutesPerWeek"]);
}

#[test]
fn a_second_shift_of_a_day_and_a_short_night_are_told() {
    let site = site(|_| ());
    let ann = site.agent("Ann", true, true);
    let two = vec![
        shift(&site, &ann, "2026-03-23T07:00:00Z", &ORDINARY),
        shift(&site, &ann, "2026-03-23T21:00:00Z", &ORDINARY),
        shift(&site, &ann, "2026-03-24T09:00:00Z", &ORDINARY),
    ];
    let (mut strict, _) = judged(&site, two);
    strict.sort();
    strict.dedup();
    assert_eq!(strict, ["minimumRest", "oneShiftADay", "shiftTemplate"]);
}

#[test]
fn who_has_no_skill_work_plan_or_place_is_told_by_itself() {
    let site = site(|_| ());
    let unskilled = site.agent("Ben", false, true);
    let unplanned = site.agent("Cem", true, false);
    let shifts = vec![
        shift(&site, &unskilled, "2026-03-23T08:00:00Z", &ORDINARY),
        shift(&site, &unplanned, "2026-03-23T05:00:00Z", &ORDINARY),
    ];
    let (strict, others) = judged(&site, shifts);
    assert_eq!(strict, ["skills"]);
    assert_eq!(others, ["workPlan"]);
}
