use super::*;
use chrono::Weekday::{Fri, Mon, Thu, Tue, Wed};

fn codes() -> Codes {
    Codes::from([
        ("meal".to_owned(), ActivityCategory::Meal),
        ("on-queue".to_owned(), ActivityCategory::OnQueueWork),
    ])
}

fn meal(earliest: u32, latest: u32) -> WorkPlanActivity {
    WorkPlanActivity {
        activity_code_id: "meal".to_owned(),
        description: String::new(),
        length_minutes: 30,
        flexible_start_time: true,
        exact_start_time_minutes: None,
        earliest_start_time_minutes: Some(earliest),
        latest_start_time_minutes: Some(latest),
        start_time_increment_minutes: Some(15),
        counts_as_paid_time: false,
        minimum_distance_minutes: None,
        minimum_length_from_shift_end_minutes: None,
        split: None,
    }
}

/// Monday to Friday, 08:00 to 10:00, 8 paid hours and a meal of 30 minutes; 40 hours a week.
fn full_time() -> NewWorkPlan {
    let shift = WorkPlanShift {
        name: "Day".to_owned(),
        days: vec![Mon, Tue, Wed, Thu, Fri],
        flexible_start_time: true,
        exact_start_time_minutes_from_midnight: None,
        earliest_start_time_minutes_from_midnight: Some(480),
        latest_start_time_minutes_from_midnight: Some(600),
        start_increment_minutes: Some(30),
        constrain_latest_stop_time: false,
        latest_stop_time_minutes_from_midnight: None,
        flexible_paid_time: false,
        exact_paid_time_minutes: Some(480),
        minimum_paid_time_minutes: None,
        maximum_paid_time_minutes: None,
        activities: vec![meal(180, 300)],
    };
    NewWorkPlan {
        name: "Full time".to_owned(),
        constrain_weekly_paid_time: true,
        weekly_exact_paid_minutes: Some(2_400),
        maximum_days: Some(5),
        shifts: vec![shift],
        ..NewWorkPlan::default()
    }
}

/// The faults of the plan after `change`, as `pointer code`.
fn found(change: impl FnOnce(&mut NewWorkPlan)) -> Vec<String> {
    let mut plan = full_time();
    change(&mut plan);
    let mut faults = Faults::default();
    let calendar = Calendar {
        interval_minutes: 30,
        week_starts: Mon,
    };
    check_plan(&plan, calendar, &codes(), &mut faults);
    let faults = faults.into_result().err();
    let faults = faults.iter().flat_map(|failure| failure.faults());
    faults
        .map(|fault| format!("{} {}", fault.pointer, fault.code))
        .collect()
}

#[test]
fn a_common_full_time_contract_has_no_fault() {
    assert_eq!(found(|_| ()), [""; 0]);
}

#[test]
fn a_meal_that_ends_after_the_shift_is_outside_it_and_one_that_ends_with_it_is_not() {
    // The shift lasts 480 paid minutes and the meal's 30.
    assert_eq!(
        found(|plan| plan.shifts[0].activities = vec![meal(0, 480)]),
        [""; 0]
    );
    assert_eq!(
        found(|plan| plan.shifts[0].activities = vec![meal(0, 481)]),
        ["/shifts/0/activities/0/latestStartTimeMinutes outside-shift"]
    );
    assert_eq!(
        found(|plan| plan.shifts[0].activities = vec![meal(481, 500)]),
        ["/shifts/0/activities/0/earliestStartTimeMinutes outside-shift"]
    );
}

#[test]
fn a_minimum_above_its_maximum_is_refused() {
    assert_eq!(
        found(|plan| {
            plan.flexible_weekly_paid_time = true;
            plan.weekly_minimum_paid_minutes = Some(2_401);
            plan.weekly_maximum_paid_minutes = Some(2_400);
        }),
        ["/weeklyMinimumPaidMinutes minimum-above-maximum"]
    );
}

#[test]
fn exact_paid_time_lies_on_the_granularity() {
    let granular = |plan: &mut NewWorkPlan| {
        plan.constrain_paid_time_granularity = true;
        plan.paid_time_granularity_minutes = Some(45);
    };
    assert_eq!(
        found(granular),
        ["/shifts/0/exactPaidTimeMinutes paid-time-unreachable"]
    );
}

#[test]
fn a_week_of_40_hours_cannot_be_worked_in_four_shifts_of_eight() {
    assert_eq!(
        found(|plan| plan.maximum_days = Some(4)),
        ["/weeklyExactPaidMinutes weekly-paid-time-unreachable"]
    );
    assert_eq!(
        found(|plan| {
            plan.flexible_weekly_paid_time = true;
            plan.weekly_minimum_paid_minutes = Some(2_401);
            plan.weekly_maximum_paid_minutes = Some(3_000);
        }),
        ["/weeklyMinimumPaidMinutes weekly-paid-time-unreachable"]
    );
}

#[test]
fn a_flag_without_its_figure_is_a_fault() {
    assert_eq!(
        found(|plan| plan.constrain_minimum_time_between_shifts = true),
        ["/minimumTimeBetweenShiftsMinutes missing"]
    );
}

#[test]
fn two_meals_at_the_same_minute_overlap() {
    assert_eq!(
        found(|plan| plan.shifts[0].activities = vec![meal(200, 200), meal(220, 220)]),
        ["/shifts/0/activities/1 overlap"]
    );
    assert_eq!(
        found(|plan| plan.shifts[0].activities = vec![meal(200, 200), meal(230, 230)]),
        [""; 0]
    );
}

#[test]
fn a_shift_that_cannot_end_in_time_is_refused() {
    assert_eq!(
        found(|plan| {
            plan.shifts[0].constrain_latest_stop_time = true;
            plan.shifts[0].latest_stop_time_minutes_from_midnight = Some(480 + 509);
        }),
        ["/shifts/0/latestStopTimeMinutesFromMidnight stop-unreachable"]
    );
}

#[test]
fn on_queue_work_is_no_activity_inside_a_shift() {
    assert_eq!(
        found(|plan| plan.shifts[0].activities[0].activity_code_id = "on-queue".to_owned()),
        ["/shifts/0/activities/0/activityCodeId on-queue-activity"]
    );
}

#[test]
fn further_rules_that_cannot_be_meant_are_named_with_their_place() {
    use crate::organisation::{DayWindow, ForbiddenSuccession, RuleLimit, WorkPlanRules};
    let strict = |value: u32| {
        Some(RuleLimit {
            value,
            price_head_minutes: None,
        })
    };
    let rules = |rules: WorkPlanRules| found(|plan| plan.rules = rules);
    assert_eq!(
        rules(WorkPlanRules {
            minimum_paid_minutes_per_planning_period: Some(9_600),
            maximum_paid_minutes_per_planning_period: Some(4_800),
            minimum_consecutive_working_days: strict(0),
            preferred_maximum_consecutive_working_days: strict(4),
            minimum_consecutive_days_off: strict(3),
            maximum_consecutive_days_off: strict(2),
            maximum_working_weekends: strict(0),
            ..WorkPlanRules::default()
        }),
        [
            "/rules/minimumPaidMinutesPerPlanningPeriod contradiction",
            "/rules/minimumConsecutiveWorkingDays/value out-of-range",
            "/rules/preferredMaximumConsecutiveWorkingDays/priceHeadMinutes missing",
            "/rules/minimumConsecutiveDaysOff/value contradiction",
        ]
    );
    assert_eq!(
        rules(WorkPlanRules {
            forbidden_successions: vec![ForbiddenSuccession {
                shift: "Day".to_owned(),
                next_day: vec!["Day".to_owned(), "Night".to_owned()],
            }],
            day_windows: vec![DayWindow {
                days: Vec::new(),
                earliest_start_minutes_from_midnight: Some(600),
                latest_end_minutes_from_midnight: Some(600),
            }],
            ..WorkPlanRules::default()
        }),
        [
            "/rules/forbiddenSuccessions/0/nextDay/1 not-found",
            "/rules/dayWindows/0/days empty",
            "/rules/dayWindows/0 contradiction",
        ]
    );
}

#[test]
fn counts_and_rotations_name_shifts_of_the_plan_on_days_they_start_on() {
    use crate::organisation::{
        RotationDay, RotationWeek, ShiftCount, WorkPlanRotation, WorkPlanRules,
    };
    let count = |shift: &str, count: u32| ShiftCount {
        shift: shift.to_owned(),
        count,
    };
    assert_eq!(
        found(|plan| {
            plan.rules.minimum_shifts = vec![count("Day", 5), count("Night", 1)];
            plan.rules.maximum_shifts = vec![count("Day", 4), count("Day", 6)];
        }),
        [
            "/rules/minimumShifts/1/shift not-found",
            "/rules/maximumShifts/1/shift duplicate",
            "/rules/minimumShifts/0/count contradiction",
        ]
    );
    // The later the shorter: the solver tells such lengths apart, so they cannot be counted together.
    assert_eq!(
        found(|plan| {
            let shift = &mut plan.shifts[0];
            shift.flexible_paid_time = true;
            (
                shift.minimum_paid_time_minutes,
                shift.maximum_paid_time_minutes,
            ) = (Some(240), Some(480));
            shift.constrain_latest_stop_time = true;
            shift.latest_stop_time_minutes_from_midnight = Some(1_080);
            shift.activities.clear();
            plan.rules.maximum_shifts = vec![count("Day", 4)];
        }),
        ["/rules/maximumShifts/0/shift not-countable"]
    );
    let rotation = |start: &str, weeks: Vec<Vec<(&[Weekday], &str)>>| {
        let day = |(days, shift): (&[Weekday], &str)| RotationDay {
            days: days.to_vec(),
            shifts: vec![shift.to_owned()],
        };
        let week = |days: Vec<(&[Weekday], &str)>| RotationWeek {
            days: days.into_iter().map(day).collect(),
        };
        let rotation = WorkPlanRotation {
            start_week_date: start.parse().unwrap(),
            weeks: weeks.into_iter().map(week).collect(),
        };
        found(|plan| {
            plan.rules = WorkPlanRules {
                rotation: Some(rotation),
                ..WorkPlanRules::default()
            };
        })
    };
    let all: &[Weekday] = &[Mon, Tue, Wed, Thu, Fri];
    assert_eq!(rotation("2026-06-01", vec![vec![(all, "Day")]]), [""; 0]);
    assert_eq!(
        rotation(
            "2026-06-02",
            vec![vec![(all, "Day")], vec![(&all[..4], "Day")]]
        ),
        [
            "/rules/rotation/startWeekDate not-a-week-start",
            "/rules/rotation/weeks/1 weekly-paid-time-unreachable",
        ],
        "four days are not forty hours"
    );
    assert_eq!(
        found(|plan| {
            plan.constrain_weekly_paid_time = false;
            plan.minimum_working_days_per_week = Some(1);
            plan.rules.rotation = Some(WorkPlanRotation {
                start_week_date: "2026-06-01".parse().unwrap(),
                weeks: vec![RotationWeek::default()],
            });
        }),
        ["/rules/rotation/weeks/0 too-few-days"],
        "a week off has no day of work"
    );
    assert_eq!(
        rotation(
            "2026-06-01",
            vec![vec![(all, "Day"), (&[Weekday::Sat], "Day"), (&[], "Night")]]
        ),
        [
            "/rules/rotation/weeks/0/days/1/shifts/0 invalid-days",
            "/rules/rotation/weeks/0/days/2/days empty",
            "/rules/rotation/weeks/0/days/2/shifts/0 not-found",
        ]
    );
}

#[test]
fn a_gap_is_unpaid_one_a_shift_and_leaves_pieces_that_can_be_worked() {
    use crate::organisation::SplitGap;
    let split = |change: fn(&mut WorkPlanShift)| {
        found(|plan| {
            let shift = &mut plan.shifts[0];
            shift.activities[0].length_minutes = 120;
            shift.activities[0].split = Some(SplitGap {
                maximum_gap_minutes: Some(240),
                maximum_spread_minutes: Some(720),
                ..SplitGap::default()
            });
            change(shift);
        })
    };
    assert_eq!(split(|_| ()), [""; 0]);
    assert_eq!(
        split(|shift| {
            shift.activities[0].counts_as_paid_time = true;
            let mut second = shift.activities[0].clone();
            second.earliest_start_time_minutes = Some(60);
            second.latest_start_time_minutes = Some(60);
            shift.activities.push(second);
        }),
        [
            "/shifts/0/activities/1/split second-gap",
            "/shifts/0/activities/0/countsAsPaidTime paid-gap",
        ]
    );
    // A gap of two to four hours: how late the shift may start is not known before.
    assert_eq!(
        split(|shift| {
            shift.constrain_latest_stop_time = true;
            shift.latest_stop_time_minutes_from_midnight = Some(1_320);
        }),
        ["/shifts/0/latestStopTimeMinutesFromMidnight stop-of-a-wide-gap"]
    );
    let with = |split: SplitGap| {
        found(|plan| {
            plan.shifts[0].activities[0].length_minutes = 120;
            plan.shifts[0].activities[0].split = Some(split);
        })
    };
    // Eight hours whose gap starts after three to five: a second piece of three to five.
    let second = |least, most| SplitGap {
        minimum_second_piece_minutes: least,
        maximum_second_piece_minutes: most,
        ..SplitGap::default()
    };
    let unreachable = "/shifts/0/activities/0/split second-piece-unreachable";
    assert_eq!(with(second(Some(300), None)), [""; 0]);
    assert_eq!(with(second(Some(301), None)), [unreachable]);
    assert_eq!(with(second(None, Some(180))), [""; 0]);
    assert_eq!(with(second(None, Some(179))), [unreachable]);
    assert_eq!(
        with(SplitGap {
            maximum_gap_minutes: Some(119),
            maximum_spread_minutes: Some(599),
            ..SplitGap::default()
        }),
        [
            "/shifts/0/activities/0/split/maximumGapMinutes out-of-range",
            "/shifts/0/activities/0/split/maximumSpreadMinutes spread-unreachable",
        ]
    );
}

#[test]
fn runs_that_no_line_can_keep_are_refused_before_a_roster_is() {
    use crate::organisation::RuleLimit;
    assert_eq!(
        found(|plan| {
            plan.constrain_maximum_consecutive_working_days = true;
            plan.maximum_consecutive_working_days = Some(3);
            plan.rules.minimum_consecutive_working_days = Some(RuleLimit {
                value: 4,
                price_head_minutes: Some(10),
            });
        }),
        ["/rules/minimumConsecutiveWorkingDays/value contradiction"]
    );
}

#[test]
fn breaks_keep_a_distance_that_their_windows_leave() {
    let spaced = |distance: u32, from_end: u32| {
        found(|plan| {
            let second = WorkPlanActivity {
                minimum_distance_minutes: Some(distance),
                minimum_length_from_shift_end_minutes: Some(from_end),
                ..meal(330, 400)
            };
            // Listed first, taken second.
            plan.shifts[0].activities = vec![second, meal(180, 300)];
        })
    };
    let at = "/shifts/0/activities/0";
    // The first ends at minute 210 at the earliest; the shift lasts 540 minutes with two meals.
    assert_eq!(spaced(190, 180), [""; 0]);
    assert_eq!(
        spaced(191, 181),
        [
            format!("{at}/minimumDistanceMinutes too-close"),
            format!("{at}/minimumLengthFromShiftEndMinutes outside-shift"),
        ]
    );
}
