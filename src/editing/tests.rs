//! Copies and files over nights and changes of clocks.

use super::*;
use crate::failure::Failure;
use crate::organisation::{ActivityCategory, NewActivityCode, create_activity_code};
use crate::schedules::testing::{Centre, instant};
use crate::schedules::{
    NewShift, PAID, Schedule, Shift, ShiftActivity, UNPAID, export_schedule, shifts_of_schedule,
};

/// Clocks are put back on this week's Sunday.
const AUTUMN_WEEK: &str = "2026-10-19";

fn shifts(centre: &Centre, schedule: &Schedule) -> Vec<Shift> {
    centre
        .does(|conn, scope| shifts_of_schedule(conn, scope, &schedule.id))
        .unwrap()
}

type Told = (String, String, u32, Vec<(String, u32, bool)>);

/// What matters of shifts, without their ids.
fn told(shifts: &[Shift]) -> Vec<Told> {
    let of = |shift: &Shift| {
        let activities = shift.activities.iter();
        let activities = activities.map(|one| {
            let code = one.activity_code_id.clone();
            (code, one.length_minutes, one.paid)
        });
        (
            shift.agent_id.clone(),
            shift.start_at.to_string(),
            shift.length_minutes,
            activities.collect(),
        )
    };
    shifts.iter().map(of).collect()
}

fn imported(centre: &Centre, csv: &str) -> Result<ImportedSchedule, Failure> {
    centre.does(|conn, scope| {
        import_schedule(
            conn,
            scope,
            (&centre.unit.id, AUTUMN_WEEK.parse().unwrap()),
            ScheduleLines::read(csv.as_bytes()),
            ImportSchedule::default(),
        )
    })
}

#[test]
fn a_night_in_which_an_hour_comes_twice_goes_out_and_in_unchanged() {
    let centre = Centre::new();
    let ann = centre.agent("Ann");
    // From ten on Saturday to six on Sunday are nine hours; the rest lies in the hour that comes twice.
    let mut night = centre.shift(&ann.id, "2026-10-24T20:00:00Z");
    let (queue, meal) = (
        centre.code(ActivityCategory::OnQueueWork).id.clone(),
        centre.code(ActivityCategory::Meal).id.clone(),
    );
    let mut at = night.start_at;
    night.activities.clear();
    for (code, category, minutes, paid) in [
        (&queue, ActivityCategory::OnQueueWork, 270, true),
        // From 02:30 in summer time to 02:15 in winter time: paid, though meals are not.
        (&meal, ActivityCategory::Meal, 45, true),
        (&queue, ActivityCategory::OnQueueWork, 225, true),
    ] {
        night.activities.push(ShiftActivity {
            activity_code_id: code.clone(),
            start_at: at,
            length_minutes: minutes,
            paid,
            category,
            description: None,
            time_off_request_id: None,
        });
        at = at.plus_minutes(i64::from(minutes));
    }
    night.length_minutes = 540;
    let twice = [
        centre.shift(&ann.id, "2026-10-19T06:00:00Z"),
        centre.shift(&ann.id, "2026-10-19T16:00:00Z"),
        night,
    ];
    let draft = centre.draft(AUTUMN_WEEK, 1, twice.to_vec());
    let csv = centre
        .does(|conn, scope| export_schedule(conn, scope, &draft.id))
        .unwrap();
    assert!(
        csv.contains("02:30(+02:00)-02:15(+01:00) Meal (paid)"),
        "{csv}"
    );
    assert_eq!((PAID, UNPAID), (" (paid)", " (unpaid)"));
    let report = imported(&centre, &csv).unwrap();
    assert_eq!(report.rejects, Vec::new());
    let again = report.schedule.expect("a draft");
    assert_eq!(
        told(&shifts(&centre, &again)),
        told(&shifts(&centre, &draft))
    );
}

#[test]
fn names_that_look_like_marks_or_formulas_go_out_and_in_unchanged() {
    let centre = Centre::new();
    let ann = centre.agent("=Ann");
    let odd = centre.does(|conn, scope| {
        let code = |name: &str, paid| NewActivityCode {
            business_unit_id: centre.unit.id.clone(),
            name: name.to_owned(),
            category: ActivityCategory::Training,
            active: true,
            length_in_minutes: 60,
            counts_as_paid_time: paid,
            counts_as_work_time: true,
            counts_toward_shrinkage: false,
            planned_shrinkage: false,
            interruptible: false,
            agent_time_off_selectable: false,
        };
        create_activity_code(conn, scope, code("Team; 1:1 (paid)", true))
    });
    let mut shift = centre.shift(&ann.id, "2026-10-20T06:00:00Z");
    shift.activities[0].activity_code_id = odd.unwrap().id;
    shift.activities[0].paid = false;
    let draft = centre.draft(AUTUMN_WEEK, 1, vec![shift]);
    let csv = centre
        .does(|conn, scope| export_schedule(conn, scope, &draft.id))
        .unwrap();
    let report = imported(&centre, &csv).unwrap();
    assert_eq!(report.rejects, Vec::new(), "{csv}");
    let again = report.schedule.expect("a draft");
    assert_eq!(
        told(&shifts(&centre, &again)),
        told(&shifts(&centre, &draft))
    );
}

#[test]
fn a_copy_starts_by_the_clock_and_lasts_as_long() {
    let centre = Centre::new();
    let ann = centre.agent("Ann");
    let night: NewShift = centre.shift(&ann.id, "2026-10-17T20:00:00Z");
    let draft = centre.draft("2026-10-12", 1, vec![night]);
    let copied = centre.does(|conn, scope| {
        let request = CopySchedule {
            week_date: AUTUMN_WEEK.parse().ok(),
            ..CopySchedule::default()
        };
        copy_schedule(conn, scope, &draft, request)
    });
    let copied = copied.unwrap();
    let shift = shifts(&centre, &copied.schedule).remove(0);
    assert_eq!(
        shift.start_at,
        instant("2026-10-24T20:00:00Z"),
        "ten at night"
    );
    assert_eq!(shift.length_minutes, 480);
    assert_eq!(
        shift.end_at(),
        instant("2026-10-25T04:00:00Z"),
        "five, an hour was won"
    );
    let back = centre.does(|conn, scope| {
        let request = CopySchedule {
            week_date: "2026-10-26".parse().ok(),
            ..CopySchedule::default()
        };
        copy_schedule(conn, scope, &copied.schedule, request)
    });
    let shift = shifts(&centre, &back.unwrap().schedule).remove(0);
    assert_eq!(
        shift.start_at,
        instant("2026-10-31T21:00:00Z"),
        "ten in winter time"
    );
}
