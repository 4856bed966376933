use proptest::prelude::*;

use crate::explain::{Conflict, Constraint, Requirement, conflict};
use crate::problem::{
    Limit, LockedShift, Problem, RotationDay, RotationWeek, SlotRange, Weekday, Wish, WorkedBefore,
};
use crate::rules;
use crate::rules::testing::week;

fn of_ana(problem: &Problem) -> Conflict {
    let found = conflict(problem, 0, None).expect("an answer");
    assert_eq!(
        found,
        conflict(problem, 0, None).expect("an answer"),
        "the same twice"
    );
    found.expect("a conflict")
}

fn names(conflict: &Conflict) -> Vec<Constraint> {
    let involved = conflict.constraints.iter();
    involved.map(|one| one.constraint.clone()).collect()
}

fn broken(conflict: &Conflict) -> Vec<(Constraint, u32)> {
    let way = conflict.way_out.as_ref().expect("a way out");
    assert!(way.is_cheapest);
    let broken = way.broken.iter();
    broken
        .map(|one| (one.constraint.clone(), one.units))
        .collect()
}

#[test]
fn an_agent_with_a_line_has_no_conflict() {
    assert_eq!(conflict(&week(), 0, None).expect("an answer"), None);
}

#[test]
fn an_absence_of_three_days_and_the_weekly_minimum_are_the_whole_conflict() {
    let mut problem = week();
    problem.plans[0].minimum_days_per_week = 0;
    let slots = SlotRange { start: 0, end: 72 };
    problem.agents[0].unavailable = vec![slots];
    let conflict = of_ana(&problem);
    assert_eq!(
        names(&conflict),
        [
            Constraint::MinimumPaidMinutesPerWeek,
            Constraint::Absence { slots }
        ]
    );
    // Three days of eight hours are left, 24 of the 35 hours asked for.
    assert_eq!(
        broken(&conflict),
        [(Constraint::MinimumPaidMinutesPerWeek, 11)]
    );
    let way = conflict.way_out.expect("a way out");
    assert_eq!(way.line.shifts.len(), 3);
    let judged: Vec<&str> = way.breaches.iter().map(|one| one.rule.as_str()).collect();
    assert_eq!(judged, [rules::PAID_MINUTES_PER_WEEK]);
    assert_eq!(way.breaches[0].shortfall, 11);
    assert!((way.cost - 11.0 * problem.relaxation_price_per_slot()).abs() < 1e-9);
    assert!(
        conflict.text.contains("2100 paid minutes a week"),
        "{}",
        conflict.text
    );
}

#[test]
fn two_locks_too_near_one_another_conflict_with_the_rest_between_them() {
    let mut problem = week();
    let locked = |day: usize, hour: usize| LockedShift {
        day,
        template: "day".into(),
        start_slot: day * 24 + hour,
        end_slot: day * 24 + hour + 9,
    };
    problem.agents[0].locked = vec![locked(0, 12), locked(1, 6), locked(3, 8)];
    let conflict = of_ana(&problem);
    assert_eq!(
        names(&conflict),
        [
            Constraint::MinimumRest,
            Constraint::LockedShift {
                shift: locked(0, 12)
            },
            Constraint::LockedShift {
                shift: locked(1, 6)
            }
        ]
    );
    // A lock is 16 hours' price, two hours of rest are 8: rest is 9 hours instead of 11.
    assert_eq!(broken(&conflict), [(Constraint::MinimumRest, 2)]);
    // Five hours of rest missing would be dearer than the lock.
    problem.plans[0].shifts[0].latest_start_minutes = 15 * 60;
    problem.plans[0].shifts[0].start_increment_minutes = 60;
    problem.agents[0].locked[0] = locked(0, 15);
    let conflict = of_ana(&problem);
    let lock = Constraint::LockedShift {
        shift: locked(0, 15),
    };
    assert_eq!(broken(&conflict), [(lock, 1)]);
}

#[test]
fn a_lock_outside_the_week_of_the_rotation_conflicts_with_it() {
    let mut problem = week();
    let locked = LockedShift {
        day: 5,
        template: "day".into(),
        start_slot: 128,
        end_slot: 137,
    };
    problem.agents[0].locked = vec![locked.clone()];
    let of = |weekdays: &[Weekday]| RotationWeek {
        days: vec![RotationDay {
            weekdays: weekdays.to_vec(),
            templates: vec!["day".into()],
        }],
    };
    problem.plans[0].rules.rotation = vec![of(&Weekday::ALL[..5]), of(&Weekday::ALL[1..6])];
    problem.plans[0].minimum_days_off = 1;
    assert_eq!(
        names(&of_ana(&problem)),
        [
            Constraint::Rotation,
            Constraint::LockedShift { shift: locked }
        ]
    );
    // In the second week of the rotation the Saturday is worked.
    problem.agents[0].rotation_offset = 1;
    assert_eq!(conflict(&problem, 0, None).expect("an answer"), None);
}

#[test]
fn a_general_rule_and_a_fixed_day_off_are_named_among_many_that_hold() {
    let mut problem = week();
    problem.plans[0].shifts[0].weekdays = Weekday::ALL.to_vec();
    problem.plans[0].minimum_paid_minutes_per_week = 0;
    problem.plans[0].minimum_days_per_week = 5;
    problem.plans[0].rules.minimum_consecutive_days = Some(Limit::hard(3));
    problem.plans[0].rules.maximum_worked_weekends = Some(Limit::hard(0));
    problem.agents[0].before = WorkedBefore {
        consecutive_days_off: 2,
        ..WorkedBefore::default()
    };
    // Five days from Monday to Friday, none of them on Tuesday.
    problem.agents[0].days_off = vec![1];
    let conflict = of_ana(&problem);
    assert_eq!(
        names(&conflict),
        [
            Constraint::MaximumWorkedWeekends,
            Constraint::MinimumDaysPerWeek,
            Constraint::FixedDayOff { day: 1 }
        ]
    );
    // One weekend, two missing days (Wednesday to Friday) or the day off: the weekend is not enough alone, since Monday
    // alone is too short a run, and Wednesday to Sunday are five days.
    assert_eq!(broken(&conflict), [(Constraint::MaximumWorkedWeekends, 1)]);
}

#[test]
fn a_wish_that_no_line_contains_says_what_forbids_it() {
    let mut problem = week();
    problem.plans[0].minimum_paid_minutes_per_week = 2400;
    let off = |day: usize| Requirement::Granted {
        day,
        wish: Wish::DayOff,
    };
    // Five of six working days: any one of them may be off, Sunday always is.
    let one = conflict(&problem, 0, Some(&off(1))).expect("an answer");
    assert_eq!(one, None);
    problem.agents[0].days_off = vec![5];
    let found = conflict(&problem, 0, Some(&off(1))).expect("an answer");
    let found = found.expect("a conflict");
    assert_eq!(found.code, "requirement-impossible");
    assert_eq!(
        names(&found),
        [
            Constraint::MinimumPaidMinutesPerWeek,
            Constraint::FixedDayOff { day: 5 }
        ]
    );
    // On Sunday no shift starts at all, whatever the limits are.
    let sunday = Requirement::Granted {
        day: 6,
        wish: Wish::Work,
    };
    let found = conflict(&problem, 0, Some(&sunday)).expect("an answer");
    let found = found.expect("a conflict");
    assert_eq!((names(&found), found.way_out), (vec![], None));
}

fn cheapest_by_hand(problem: &Problem, most: u32) -> f64 {
    // Days off and rest let go in every combination; the minimum takes what is left.
    let mut least = f64::INFINITY;
    for days_off in 0..=most {
        for hours in 0..=40_u32 {
            let mut relaxed = problem.clone();
            relaxed.plans[0].minimum_days_off -= days_off;
            relaxed.plans[0].minimum_paid_minutes_per_week -= hours * 60;
            if conflict(&relaxed, 0, None).expect("an answer").is_none() {
                let price = problem.relaxation_price_per_slot();
                least = least.min(price * (16.0 * f64::from(days_off) + f64::from(hours)));
                break;
            }
        }
    }
    least
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10))]

    #[test]
    fn the_way_out_is_the_cheapest_of_all_and_every_member_is_needed(days_off in 2u32..7, away in 0usize..3) {
        let mut problem = week();
        problem.plans[0].minimum_days_per_week = 0;
        problem.plans[0].minimum_paid_minutes_per_week = 2400;
        problem.plans[0].minimum_days_off = days_off;
        if away > 0 {
            problem.agents[0].unavailable = vec![SlotRange { start: 0, end: 24 * away }];
        }
        let Some(found) = conflict(&problem, 0, None).expect("an answer") else {
            prop_assert!(days_off <= 2 && away <= 1);
            return Ok(());
        };
        let way = found.way_out.clone().expect("a way out");
        prop_assert!(way.is_cheapest);
        prop_assert!((way.cost - cheapest_by_hand(&problem, days_off)).abs() < 1e-9, "{found:?}");
        // Any one less leaves a line.
        for one in &found.constraints {
            let mut less = problem.clone();
            match &one.constraint {
                Constraint::MinimumDaysOff => less.plans[0].minimum_days_off = 0,
                Constraint::MinimumPaidMinutesPerWeek => less.plans[0].minimum_paid_minutes_per_week = 0,
                Constraint::Absence { .. } => less.agents[0].unavailable.clear(),
                other => return Err(TestCaseError::fail(format!("{other:?} was not planted"))),
            }
            // The others that were not named may conflict still; the named ones alone do not.
            let again = conflict(&less, 0, None).expect("an answer");
            if let Some(again) = again {
                prop_assert_ne!(again.constraints, found.constraints.clone());
            }
        }
    }
}
