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
    check_plan(&plan, 30, &codes(), &mut faults);
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
