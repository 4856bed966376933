//! One fault at a time in a sound roster: the audit names exactly the rule that is broken.

use super::{broken, centre, lines, on, reported, shift};
use crate::problem::{
    DayWindow, ForbiddenSuccession, Limit, Line, LockedShift, Problem, RotationDay, RotationWeek,
    SlotRange, SplitShift, Strictness, TemplateCount, Weekday,
};
use crate::rules;

type Plant = fn(&mut Problem, &mut Vec<Line>);

fn count(template: &str, shifts: u32) -> Vec<TemplateCount> {
    vec![TemplateCount {
        template: template.into(),
        shifts,
    }]
}

fn late_then_early() -> Vec<ForbiddenSuccession> {
    vec![ForbiddenSuccession {
        template: "late".into(),
        next_day: vec!["early".into()],
    }]
}

fn on_mondays(earliest: Option<u32>, latest: Option<u32>) -> Vec<DayWindow> {
    vec![DayWindow {
        weekdays: vec![Weekday::Monday],
        earliest_start_minutes: earliest,
        latest_end_minutes: latest,
    }]
}

/// Two early weeks, then two late ones, in which Bo is.
fn early_or_late_weeks(problem: &mut Problem) {
    let week = |template: &str| RotationWeek {
        days: vec![RotationDay {
            weekdays: Weekday::ALL.to_vec(),
            templates: vec![template.into()],
        }],
    };
    let (early, late) = (week("early"), week("late"));
    problem.plans[0].rules.rotation = vec![early.clone(), early, late.clone(), late];
    problem.agents[1].rotation_offset = 2;
}

/// Bo's late shifts get a gap of three hours for a meal: four hours before it, four after.
fn split_the_late_shift(problem: &mut Problem, lines: &mut [Line]) {
    problem.plans[0].minimum_time_between_shifts_minutes = 600;
    let gap = &mut problem.plans[0].shifts[1].activities[1];
    gap.length_minutes = 60;
    gap.split = Some(SplitShift {
        longest_gap_minutes: 180,
        gap_increment_minutes: 120,
        longest_second_piece_minutes: Some(240),
        maximum_spread_minutes: Some(840),
    });
    for shift in &mut lines[1].shifts {
        shift.activities[1].slots += 2;
        shift.end_slot += 2;
    }
}

/// Lets a plan pass everything that moving one day would break besides.
fn let_days_move(problem: &mut Problem) {
    let plan = &mut problem.plans[0];
    plan.minimum_paid_minutes_per_week = 0;
    plan.maximum_paid_minutes_per_week = 7 * 1440;
    plan.minimum_days_per_week = 0;
    plan.maximum_days_per_week = 7;
    plan.minimum_days_off = 0;
    plan.maximum_consecutive_days = 14;
}

const PLANTED: &[(&str, &str, Plant)] = &[
    (
        "a second shift on a day",
        rules::ONE_SHIFT_A_DAY,
        |problem, lines| {
            let_days_move(problem);
            problem.plans[0].minimum_time_between_shifts_minutes = 0;
            let mut second = shift("late", 0);
            second.start_slot += 2;
            second.end_slot = second.start_slot + 8;
            second.activities[0].start_slot += 2;
            second.activities[1].start_slot += 1;
            lines[0].shifts.truncate(1);
            lines[0].shifts[0].end_slot -= 1;
            second.activities[1].start_slot += 1;
            lines[0].shifts.push(second);
        },
    ),
    (
        "a start between the steps",
        rules::SHIFT_TEMPLATE,
        |problem, _| {
            problem.plans[0].shifts[0].start_increment_minutes = 180;
        },
    ),
    (
        "a start before the window",
        rules::SHIFT_TEMPLATE,
        |problem, _| {
            problem.plans[0].shifts[1].earliest_start_minutes = 14 * 60;
        },
    ),
    (
        "a weekday the template lacks",
        rules::SHIFT_TEMPLATE,
        |problem, _| {
            problem.plans[0].shifts[0]
                .weekdays
                .retain(|&day| day != Weekday::Sunday);
        },
    ),
    (
        "a shift an hour too long",
        rules::SHIFT_TEMPLATE,
        |problem, lines| {
            problem.plans[0].maximum_paid_minutes_per_week += 60;
            lines[0].shifts[0].end_slot += 1;
        },
    ),
    (
        "a paid time between the steps",
        rules::SHIFT_TEMPLATE,
        |problem, _| {
            let late = &mut problem.plans[0].shifts[1];
            (late.minimum_paid_minutes, late.maximum_paid_minutes) = (300, 600);
            late.paid_increment_minutes = 120;
        },
    ),
    (
        "a meal after its window",
        rules::BREAK_PLACEMENT,
        |_, lines| {
            lines[0].shifts[0].activities[1].start_slot += 2;
        },
    ),
    (
        "a break before its window",
        rules::BREAK_PLACEMENT,
        |_, lines| {
            lines[0].shifts[0].activities[0].start_slot -= 1;
        },
    ),
    ("a break left out", rules::BREAK_PLACEMENT, |_, lines| {
        lines[2].shifts[3].activities.remove(0);
    }),
    (
        "a break under another name",
        rules::BREAK_PLACEMENT,
        |_, lines| {
            lines[1].shifts[0].activities[0].kind = "coffee".into();
        },
    ),
    (
        "a meal right after the break",
        rules::BREAK_PLACEMENT,
        |_, lines| {
            lines[1].shifts[0].activities[0].start_slot += 1;
        },
    ),
    (
        "a meal too near the end",
        rules::BREAK_PLACEMENT,
        |problem, _| {
            problem.plans[0].shifts[0].activities[1].minimum_before_end_minutes = 300;
        },
    ),
    ("work in a time off", rules::AVAILABILITY, |problem, _| {
        problem.agents[1].unavailable = vec![SlotRange { start: 21, end: 30 }];
    }),
    (
        "an early shift after a late one",
        rules::MINIMUM_REST,
        |_, lines| {
            lines[1].shifts[1] = shift("early", 1);
        },
    ),
    (
        "a start soon after the shift before the horizon",
        rules::MINIMUM_REST,
        |problem, _| {
            problem.agents[0].before.minutes_since_last_shift = Some(180);
        },
    ),
    (
        "six days in a row",
        rules::MAXIMUM_CONSECUTIVE_DAYS,
        |problem, lines| {
            let_days_move(problem);
            problem.plans[0].maximum_consecutive_days = 5;
            lines[0] = on(0, "early", &[0, 1, 2, 3, 4, 5]);
        },
    ),
    (
        "five days after one before the horizon",
        rules::MAXIMUM_CONSECUTIVE_DAYS,
        |problem, _| {
            problem.agents[1].before.consecutive_days = 1;
        },
    ),
    (
        "six days in a week",
        rules::DAYS_PER_WEEK,
        |problem, lines| {
            let_days_move(problem);
            problem.plans[0].maximum_days_per_week = 5;
            lines[0] = on(0, "early", &[0, 1, 2, 4, 5, 6]);
        },
    ),
    (
        "four days in a week",
        rules::DAYS_PER_WEEK,
        |problem, lines| {
            problem.plans[0].minimum_paid_minutes_per_week = 1920;
            lines[0].shifts.remove(4);
        },
    ),
    (
        "three days off in two weeks",
        rules::DAYS_OFF,
        |problem, lines| {
            let_days_move(problem);
            problem.plans[0].minimum_days_off = 4;
            lines[0] = on(0, "early", &[0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11]);
        },
    ),
    (
        "an hour beyond the week's most",
        rules::PAID_MINUTES_PER_WEEK,
        |problem, _| {
            problem.plans[0].minimum_paid_minutes_per_week = 0;
            problem.plans[0].maximum_paid_minutes_per_week = 2340;
        },
    ),
    (
        "an hour short of the week's least",
        rules::PAID_MINUTES_PER_WEEK,
        |_, lines| {
            lines[0].shifts[3].end_slot -= 1;
        },
    ),
    (
        "paid absence beside a full week",
        rules::PAID_MINUTES_PER_WEEK,
        |problem, _| {
            problem.agents[2].paid_absence_minutes = vec![0, 60];
        },
    ),
    (
        "more than the period's most",
        rules::PAID_MINUTES_IN_PERIOD,
        |problem, _| {
            problem.plans[0].rules.maximum_paid_minutes_in_period = Some(4790);
        },
    ),
    (
        "less than the period's least",
        rules::PAID_MINUTES_IN_PERIOD,
        |problem, _| {
            problem.plans[0].rules.minimum_paid_minutes_in_period = Some(4860);
        },
    ),
    (
        "a day beyond the day's most",
        rules::PAID_MINUTES_PER_DAY,
        |problem, _| {
            problem.plans[0].rules.maximum_paid_minutes_per_day = Some(420);
        },
    ),
    (
        "two days in a row where three are asked for",
        rules::MINIMUM_CONSECUTIVE_DAYS,
        |problem, lines| {
            let_days_move(problem);
            problem.plans[0].rules.minimum_consecutive_days = Some(Limit::hard(3));
            lines[2] = on(2, "early", &[0, 1, 2, 5, 6, 9, 10, 11, 12, 13]);
        },
    ),
    (
        "one day before the horizon and none in it",
        rules::MINIMUM_CONSECUTIVE_DAYS,
        |problem, lines| {
            let_days_move(problem);
            problem.plans[0].rules.minimum_consecutive_days = Some(Limit::hard(2));
            problem.agents[0].before.consecutive_days = 1;
            lines[0].shifts.remove(0);
        },
    ),
    (
        "one day off where two are asked for",
        rules::MINIMUM_CONSECUTIVE_DAYS_OFF,
        |problem, lines| {
            let_days_move(problem);
            problem.plans[0].rules.minimum_consecutive_days_off = Some(Limit::hard(2));
            lines[0].shifts.remove(2);
        },
    ),
    (
        "three days off where two are the most",
        rules::MAXIMUM_CONSECUTIVE_DAYS_OFF,
        |problem, lines| {
            let_days_move(problem);
            problem.plans[0].rules.maximum_consecutive_days_off = Some(Limit::hard(2));
            lines[0].shifts.remove(4);
        },
    ),
    (
        "five days in a row where four are preferred, hard",
        rules::PREFERRED_MAXIMUM_CONSECUTIVE_DAYS,
        |problem, _| {
            problem.plans[0].rules.preferred_maximum_consecutive_days = Some(Limit::hard(4));
        },
    ),
    (
        "two weekends where one is the most",
        rules::MAXIMUM_WORKED_WEEKENDS,
        |problem, _| {
            problem.plans[0].rules.maximum_worked_weekends = Some(Limit::hard(1));
        },
    ),
    (
        "a gap longer than a split shift's longest",
        rules::SPLIT_SHIFT,
        |problem, lines| {
            split_the_late_shift(problem, lines);
            let shift = &mut lines[1].shifts[0];
            shift.activities[1].slots += 2;
            shift.end_slot += 2;
        },
    ),
    (
        "a gap between the steps",
        rules::SPLIT_SHIFT,
        |problem, lines| {
            split_the_late_shift(problem, lines);
            let shift = &mut lines[1].shifts[0];
            shift.activities[1].slots -= 1;
            shift.end_slot -= 1;
        },
    ),
    (
        "a second piece beyond its longest",
        rules::SPLIT_SHIFT,
        |problem, lines| {
            split_the_late_shift(problem, lines);
            let gap = &mut problem.plans[0].shifts[1].activities[1];
            if let Some(split) = &mut gap.split {
                split.longest_second_piece_minutes = Some(180);
            }
        },
    ),
    (
        "a spread beyond the most",
        rules::SPLIT_SHIFT,
        |problem, lines| {
            split_the_late_shift(problem, lines);
            let gap = &mut problem.plans[0].shifts[1].activities[1];
            if let Some(split) = &mut gap.split {
                split.maximum_spread_minutes = Some(600);
            }
        },
    ),
    (
        "a first piece beyond its longest",
        rules::BREAK_PLACEMENT,
        |problem, lines| {
            split_the_late_shift(problem, lines);
            lines[1].shifts[0].activities[1].start_slot += 2;
        },
    ),
    (
        "two public holidays where one is the most",
        rules::MAXIMUM_PUBLIC_HOLIDAYS_WORKED,
        |problem, _| {
            problem.days[2].is_public_holiday = true;
            problem.days[8].is_public_holiday = true;
            problem.plans[0].rules.maximum_public_holidays_worked = Some(Limit::hard(1));
        },
    ),
    (
        "a public holiday where none may be worked",
        rules::MAXIMUM_PUBLIC_HOLIDAYS_WORKED,
        |problem, lines| {
            let_days_move(problem);
            problem.days[6].is_public_holiday = true;
            problem.plans[0].rules.maximum_public_holidays_worked = Some(Limit::hard(0));
            lines[0] = on(0, "early", &[0, 1, 2, 3, 6, 7, 8, 9, 10]);
        },
    ),
    (
        "a late shift in the rotation's early week",
        rules::ROTATION,
        |problem, lines| {
            early_or_late_weeks(problem);
            lines[0].shifts[4] = shift("late", 4);
        },
    ),
    (
        "a late week where the rotation begins again",
        rules::ROTATION,
        |problem, _| {
            early_or_late_weeks(problem);
            problem.agents[1].rotation_offset = 3;
        },
    ),
    (
        "two weekends in a row",
        rules::MAXIMUM_CONSECUTIVE_WORKED_WEEKENDS,
        |problem, _| {
            problem.plans[0].rules.maximum_consecutive_worked_weekends = Some(Limit::hard(1));
        },
    ),
    ("half a weekend", rules::WHOLE_WEEKENDS, |problem, lines| {
        let_days_move(problem);
        problem.plans[0].rules.whole_weekends = Some(Strictness::Hard);
        lines[2].shifts.remove(3);
    }),
    (
        "nine late shifts too many",
        rules::MAXIMUM_SHIFTS,
        |problem, _| {
            problem.plans[0].rules.maximum_shifts = count("late", 1);
        },
    ),
    (
        "no late shift where one is asked for",
        rules::MINIMUM_SHIFTS,
        |problem, _| {
            problem.plans[0].rules.minimum_shifts = count("late", 1);
        },
    ),
    (
        "early after late",
        rules::FORBIDDEN_SUCCESSIONS,
        |problem, lines| {
            problem.plans[0].minimum_time_between_shifts_minutes = 0;
            problem.plans[0].rules.forbidden_successions = late_then_early();
            lines[1].shifts[3] = shift("early", 3);
        },
    ),
    (
        "early after a late shift before the horizon",
        rules::FORBIDDEN_SUCCESSIONS,
        |problem, _| {
            let_days_move(problem);
            problem.plans[0].rules.forbidden_successions = late_then_early();
            problem.agents[0].before.consecutive_days = 1;
            problem.agents[0].before.last_template = Some("late".into());
        },
    ),
    (
        "starts six hours apart",
        rules::START_CONSISTENCY,
        |problem, lines| {
            problem.plans[0].rules.start_consistency_minutes = Some(Limit::hard(240));
            lines[0].shifts[4] = shift("late", 4);
        },
    ),
    (
        "a start far from the one before the horizon",
        rules::START_CONSISTENCY,
        |problem, _| {
            let_days_move(problem);
            problem.plans[0].rules.start_consistency_minutes = Some(Limit::hard(240));
            problem.agents[0].before.consecutive_days = 1;
            problem.agents[0].before.last_start_minutes = Some(13 * 60);
        },
    ),
    (
        "a Monday start before the earliest",
        rules::DAY_WINDOWS,
        |problem, _| {
            problem.plans[0].rules.day_windows = on_mondays(Some(8 * 60), None);
        },
    ),
    (
        "a Monday end after the latest",
        rules::DAY_WINDOWS,
        |problem, _| {
            problem.plans[0].rules.day_windows = on_mondays(None, Some(21 * 60));
        },
    ),
    ("work on a day off", rules::FIXED_DAYS_OFF, |problem, _| {
        problem.agents[2].days_off = vec![5];
    }),
    (
        "a locked shift moved",
        rules::LOCKED_SHIFTS,
        |problem, _| {
            problem.agents[0].locked = vec![LockedShift {
                day: 0,
                template: "early".into(),
                start_slot: 8,
                end_slot: 17,
            }];
        },
    ),
    (
        "a locked shift dropped",
        rules::LOCKED_SHIFTS,
        |problem, _| {
            problem.agents[0].locked = vec![LockedShift {
                day: 5,
                template: "early".into(),
                start_slot: 127,
                end_slot: 136,
            }];
        },
    ),
];

#[test]
fn the_roster_is_sound_before_anything_is_planted() {
    let problem = centre();
    assert_eq!(problem.validate(), Ok(()));
    assert_eq!(
        broken(&problem, &reported(&problem, lines())),
        Vec::<String>::new()
    );
}

#[test]
fn every_planted_breach_is_named_and_nothing_else() {
    assert!(PLANTED.len() >= 54);
    for (what, rule, plant) in PLANTED {
        let (mut problem, mut lines) = (centre(), lines());
        plant(&mut problem, &mut lines);
        let solution = reported(&problem, lines);
        assert_eq!(broken(&problem, &solution), [*rule], "{what}");
    }
}

#[test]
fn every_rule_of_lines_is_planted_at_least_once() {
    let mut problem = centre();
    let rules = &mut problem.plans[0].rules;
    let limit = || Some(Limit::hard(1));
    rules.minimum_paid_minutes_in_period = Some(0);
    rules.maximum_paid_minutes_per_day = Some(0);
    rules.minimum_consecutive_days = limit();
    rules.preferred_maximum_consecutive_days = limit();
    rules.minimum_consecutive_days_off = limit();
    rules.maximum_consecutive_days_off = limit();
    rules.maximum_worked_weekends = limit();
    rules.maximum_consecutive_worked_weekends = limit();
    rules.whole_weekends = Some(Strictness::Hard);
    rules.maximum_public_holidays_worked = limit();
    rules.rotation = vec![RotationWeek::default()];
    split_the_late_shift(&mut problem, &mut lines());
    let rules = &mut problem.plans[0].rules;
    rules.maximum_shifts = count("late", 1);
    rules.minimum_shifts = count("late", 1);
    rules.forbidden_successions = late_then_early();
    rules.start_consistency_minutes = limit();
    rules.day_windows = on_mondays(Some(0), None);
    problem.agents[0].days_off = vec![13];
    problem.agents[0].locked = vec![LockedShift {
        day: 0,
        template: "early".into(),
        start_slot: 7,
        end_slot: 16,
    }];
    for rule in rules::rules_of(&problem, 0) {
        let is_planted = PLANTED.iter().any(|(_, name, _)| *name == rule.name());
        assert!(is_planted, "{}", rule.name());
    }
}
